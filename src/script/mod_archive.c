/* SPDX-License-Identifier: MIT */
/* mod_archive.c - ctx.archive: the archive as a command sees it, read-only
 *
 * A search is a box over na_hits; the articles of a loop are a number and that box. The
 * generic `for` gets the box as its closing value, so that break, an error and the end of
 * the loop close it. An article is decompressed when a field of it is asked for.
 */
#include "core/similar.h"
#include "script/command_int.h"
#include "script/rank.h"
#include <stdlib.h>

static const char cls_archive[] = "archive", cls_hits[] = "search", cls_row[] = "article",
                  cls_rank[] = "ranking";

typedef struct search_ud {
    nal_box box; /* first: boxes are found by it; its resource is all of this */
    na_hits *hits;
    na_query *query;  /* snippets ask it as long as there are hits */
    na_ranked *order; /* another than that of the hits, or NULL */
    size_t next, end;
    bool lent; /* the hits are somebody else's */
} search_ud;

typedef struct row_ud {
    nal_box *box;
    size_t i;
    double score;
    bool told; /* that it cannot be read */
} row_ud;

static void release(void *search)
{
    search_ud *s = search;
    if (!s->lent) na_hits_free(s->hits);
    na_query_free(s->query);
    free(s->order);
    s->hits = NULL;
    s->query = NULL;
    s->order = NULL;
}

void nal_archive_check(lua_State *L) { nal_check(L, 1, cls_archive); }

static nal_cmd *cmd_of(lua_State *L)
{
    nal_archive_check(L);
    return nal_vm_of(L)->cmd;
}

void nal_archive_unread(lua_State *L, const char *what)
{
    nal_vm *vm = nal_vm_of(L);
    if (vm->cmd) vm->cmd->partly = true;
    if (vm->log) vm->log(vm->log_ctx, "warn", na_str_c(what));
}

/* -- articles -------------------------------------------------------------------------- */

/* A damaged article has no fields but those of the index. */
static int unreadable(lua_State *L, row_ud *u, const char *why)
{
    if (!u->told) nal_archive_unread(L, why);
    u->told = true;
    lua_pushnil(L);
    return 1;
}

static int l_row_index(lua_State *L)
{
    row_ud *u = nal_check(L, 1, cls_row);
    const char *k = luaL_checkstring(L, 2);
    const search_ud *s = u->box->res;
    const na_article *a = NULL;
    char id[17];
    na_err e = { 0 };
    if (!s)
        return luaL_error(L, "article has expired: keep its fields, it lives in its loop");
    na_hits *h = s->hits;
    if (strcmp(k, "score") == 0) return lua_pushnumber(L, u->score), 1;
    if (strcmp(k, "volume") == 0) return lua_pushstring(L, na_hit_volume(h, u->i)), 1;
    if (strcmp(k, "distance") == 0) { /* of similar's near-duplicates */
        int d = na_hit_distance(h, u->i);
        return d < 0 ? lua_pushnil(L) : lua_pushinteger(L, d), 1;
    }
    if (strcmp(k, "id") == 0) {
        if (na_hit_id(h, u->i, id, &e) < 0) return luaL_error(L, "%s", e.msg);
        return lua_pushstring(L, id), 1;
    }
    if (strcmp(k, "snippet") == 0) {
        na_snippet snip = { 0 };
        int rc = na_hit_snippet(h, u->i, 240, &snip, &e);
        if (rc == NA_OK) return nal_push(L, snip.text), 1;
        return rc == NA_ECORRUPT ? unreadable(L, u, e.msg) : luaL_error(L, "%s", e.msg);
    }
    int rc = na_hit_article(h, u->i, &a, &e);
    if (rc == NA_ECORRUPT) return unreadable(L, u, e.msg);
    if (rc < 0) return luaL_error(L, "%s", e.msg);
    return nal_push_article_field(L, a, k)
               ? 1
               : luaL_error(L, "an article has no field '%s'", k);
}

/* -- search ---------------------------------------------------------------------------- */

static int sort_of(lua_State *L, na_str s)
{
    if (!s.len || na_str_eqc(s, "relevance"))
        return s.len ? NA_SORT_RELEVANCE : NA_SORT_DEFAULT;
    if (na_str_eqc(s, "newest")) return NA_SORT_NEWEST;
    if (na_str_eqc(s, "oldest")) return NA_SORT_OLDEST;
    return luaL_error(L, "search: sort is relevance, newest or oldest");
}

/* A date or a string as the query language takes it: " after:..." into b. */
static void put_bound(lua_State *L, int idx, const char *field, const char *word, na_buf *b)
{
    char iso[40];
    na_str s = { 0 };
    lua_pushstring(L, field);
    if (lua_rawget(L, idx) != LUA_TNIL) {
        const na_date *d = nal_to_date(L, -1);
        if (d) {
            na_date_format(d, iso);
            s = na_str_c(iso);
        } else if (!nal_to_str(L, -1, &s)) {
            luaL_error(L, "search: %s is a date or a string", field);
        }
        na_buf_printf(b, " %s:", word);
        na_buf_str(b, s);
    }
    lua_pop(L, 1);
}

/* The text of the query from the options table (or string) at idx, into vm->tmp. */
static void put_query(lua_State *L, int idx, na_str q, na_buf *b)
{
    na_buf_reset(b);
    if (lua_type(L, idx) != LUA_TTABLE) {
        na_buf_str(b, q);
        return;
    }
    /* In parentheses when a date follows: it binds to all of the query. */
    static const char *const bounds[][2] = { { "since", "after" }, { "before", "before" } };
    bool bounded = false;
    for (int i = 0; i < 2; i++) {
        lua_pushstring(L, bounds[i][0]);
        if (lua_rawget(L, idx) != LUA_TNIL) bounded = true;
        lua_pop(L, 1);
    }
    if (bounded && q.len) na_buf_putc(b, '(');
    na_buf_str(b, q);
    if (bounded && q.len) na_buf_putc(b, ')');
    for (int i = 0; i < 2; i++) put_bound(L, idx, bounds[i][0], bounds[i][1], b);
}

static na_query *parse_query(lua_State *L, na_buf *text)
{
    nal_vm *vm = nal_vm_of(L);
    na_query *q = NULL;
    na_err e = { 0 };
    if (na_buf_check(text, "the query", &e) < 0 ||
        na_query_parse(&q, na_buf_get(text), vm->now, NULL, &e) < 0)
        luaL_error(L, "query: %s", e.msg);
    if (na_arc_alias(vm->cmd->arc, q, &e) < 0) {
        na_query_free(q);
        luaL_error(L, "%s", e.msg);
    }
    return q;
}

na_query *nal_archive_query(lua_State *L, int idx)
{
    na_buf *b = &nal_vm_of(L)->tmp;
    na_str q = { 0 };
    if (lua_type(L, idx) == LUA_TTABLE)
        nal_field_str(L, idx, "query", &q);
    else
        q = nal_opt_str(L, idx);
    put_query(L, idx, q, b);
    return parse_query(L, b);
}

static int l_next(lua_State *L)
{
    search_ud *s = nal_check(L, lua_upvalueindex(1), cls_hits);
    if (!s->box.res) return luaL_error(L, "search is closed");
    na_arena_reset(&nal_vm_of(L)->arena); /* scratch of the articles before */
    nal_charge(L, 50);
    if (s->next >= s->end) {
        nal_box_close(&s->box);
        return lua_pushnil(L), 1;
    }
    row_ud *u = lua_newuserdatauv(L, sizeof *u, 1);
    size_t k = s->next++;
    *u = (row_ud){ .box = &s->box, .i = s->order ? s->order[k].at : k };
    u->score = s->order ? s->order[k].score : na_hit_score(s->hits, u->i);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_setiuservalue(L, -2, 1);
    lua_rawgetp(L, LUA_REGISTRYINDEX, cls_row);
    lua_setmetatable(L, -2);
    return 1;
}

/* Leaves what a generic `for` takes: next, nil, nil, and the search to close in the end.
 * Nothing has been found yet: the caller puts query and hits into what it gets. */
static search_ud *push_loop(lua_State *L)
{
    search_ud *s = lua_newuserdatauv(L, sizeof *s, 0);
    *s = (search_ud){ 0 };
    nal_box_adopt(L, &s->box, cls_hits, release);
    s->box.res = s;
    lua_pushvalue(L, -1);
    lua_pushcclosure(L, l_next, 1);
    lua_pushnil(L);
    lua_pushnil(L);
    lua_pushvalue(L, -4);
    return s;
}

void nal_push_lent_hit(lua_State *L, na_hits *h, size_t i, double score)
{
    search_ud *s = lua_newuserdatauv(L, sizeof *s, 0);
    *s = (search_ud){ .hits = h, .lent = true };
    nal_box_adopt(L, &s->box, cls_hits, release);
    s->box.res = s;
    row_ud *u = lua_newuserdatauv(L, sizeof *u, 1);
    *u = (row_ud){ .box = &s->box, .i = i, .score = score };
    lua_insert(L, -2);
    lua_setiuservalue(L, -2, 1);
    lua_rawgetp(L, LUA_REGISTRYINDEX, cls_row);
    lua_setmetatable(L, -2);
}

static void free_rank(void *r) { na_rank_free(r); }

/* The rank script of that name, in a box that is left on the stack. */
static na_rank *find_rank(lua_State *L, na_str name)
{
    nal_vm *vm = nal_vm_of(L);
    const na_command_io *io = vm->cmd->io;
    na_rank_opts o = { vm->now, vm->log, vm->log_ctx, vm->budget.cancel };
    na_rank *r = NULL;
    na_str path, text;
    na_err e = { 0 };
    nal_box *b = nal_box_new(L, cls_rank, free_rank);
    int rc = io->find_rank ? io->find_rank(io->ctx, name, &path, &text, &e)
                           : na_fail(&e, NA_ENOENT, "no rank scripts here");
    if (rc == NA_OK) rc = na_rank_new(&r, path, text, &o, &e);
    b->res = r;
    if (rc < 0) luaL_error(L, "rank: %s", e.msg);
    return r;
}

/* Searches for as many as are looked at again, and puts them in order. */
static int ranked(lua_State *L, nal_cmd *c, na_str name, const na_search_opts *o)
{
    na_search_opts wide = *o;
    na_err e = { 0 };
    na_rank *r = find_rank(L, name);
    size_t top = na_rank_top(r), to;
    int box = lua_gettop(L);
    if (o->sort > NA_SORT_RELEVANCE)
        return luaL_error(L,
                          "search: rank is an order of its own, and no sort goes with it");
    if (!na_add_ok(o->offset, o->limit, &to)) to = SIZE_MAX;
    wide.offset = 0;
    wide.limit = to < top ? top : to;
    search_ud *s = push_loop(L);
    s->query = nal_archive_query(L, 2);
    int rc = na_search(c->arc, s->query, &wide, &s->hits, &e);
    if (rc == NA_OK) rc = na_rank_apply(r, s->hits, s->query, &s->order, &e);
    if (rc < 0) return luaL_error(L, "search: %s", e.msg);
    if (na_hits_info(s->hits)->damaged)
        nal_archive_unread(L, na_hits_info(s->hits)->damage);
    s->end = na_hits_n(s->hits) < to ? na_hits_n(s->hits) : to;
    s->next = o->offset < s->end ? o->offset : s->end;
    nal_box_close(lua_touserdata(L, box));
    return 4;
}

static int l_search(lua_State *L)
{
    nal_cmd *c = cmd_of(L);
    na_search_opts o = { .limit = SIZE_MAX };
    na_str sort = { 0 }, rank = { 0 };
    na_err e = { 0 };
    lua_settop(L, 2);
    if (lua_type(L, 2) == LUA_TTABLE) {
        nal_closed(L, 2, "archive.search_opts", "search");
        nal_field_str(L, 2, "sort", &sort);
        nal_field_str(L, 2, "rank", &rank);
        for (int i = 0; i < 2; i++) {
            lua_pushstring(L, i ? "offset" : "limit");
            if (lua_rawget(L, 2) != LUA_TNIL) {
                lua_Integer n = luaL_checkinteger(L, -1);
                if (n < 0) return luaL_error(L, "search: a negative limit or offset");
                if (i)
                    o.offset = (size_t)n;
                else
                    o.limit = (size_t)n;
            }
            lua_pop(L, 1);
        }
    }
    o.sort = sort_of(L, sort);
    if (rank.len) return ranked(L, c, rank, &o);
    search_ud *s = push_loop(L);
    s->query = nal_archive_query(L, 2);
    if (na_search(c->arc, s->query, &o, &s->hits, &e) < 0)
        return luaL_error(L, "search: %s", e.msg);
    s->end = na_hits_n(s->hits);
    if (na_hits_info(s->hits)->damaged)
        nal_archive_unread(L, na_hits_info(s->hits)->damage);
    return 4;
}

static int l_similar(lua_State *L)
{
    nal_cmd *c = cmd_of(L);
    na_str id = nal_check_str(L, 2);
    lua_Integer limit = luaL_optinteger(L, 3, 10);
    char whole[17];
    na_err e = { 0 };
    luaL_argcheck(L, limit >= 0 && limit <= 1000, 3, "0 to 1000 articles");
    lua_settop(L, 3);
    search_ud *s = push_loop(L);
    int rc = na_similar(c->arc, id, (size_t)limit, whole, &s->hits, &e);
    if (rc == NA_OK) s->end = na_hits_n(s->hits);
    return rc < 0 ? luaL_error(L, "similar: %s", e.msg) : 4;
}

static int l_count(lua_State *L)
{
    nal_cmd *c = cmd_of(L);
    na_search_opts o = { .count_only = true };
    na_err e = { 0 };
    lua_settop(L, 2);
    if (lua_type(L, 2) == LUA_TTABLE) nal_closed(L, 2, "archive.count_opts", "count");
    search_ud *s = push_loop(L);
    s->query = nal_archive_query(L, 2);
    if (na_search(c->arc, s->query, &o, &s->hits, &e) < 0)
        return luaL_error(L, "count: %s", e.msg);
    const na_search_info *info = na_hits_info(s->hits);
    if (info->damaged) nal_archive_unread(L, info->damage);
    lua_pushinteger(L, (lua_Integer)info->total);
    nal_box_close(&s->box);
    return 1;
}

static int l_get(lua_State *L)
{
    nal_cmd *c = cmd_of(L);
    na_str id = nal_check_str(L, 2), volume = { 0 };
    lua_Integer rev = luaL_optinteger(L, 3, 0);
    na_article a = { 0 };
    na_err e = { 0 };
    luaL_argcheck(L, rev >= 0 && rev <= UINT32_MAX, 3, "a revision is 1 or more");
    if (na_arc_get(c->arc, id, (uint32_t)rev, &a, &nal_vm_of(L)->arena, &volume, &e) < 0)
        return lua_pushnil(L), lua_pushstring(L, e.msg), 2;
    static const char *const fields[] = {
        "id",       "title",   "body",     "url",       "source", "published",
        "modified", "section", "lang",     "deck",      "key",    "tags",
        "authors",  "meta",    "revision", "precision", "from",
    };
    lua_createtable(L, 0, 20);
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        nal_push_article_field(L, &a, fields[i]);
        lua_setfield(L, -2, fields[i]);
    }
    nal_push(L, volume);
    lua_setfield(L, -2, "volume");
    return 1;
}

static int l_stats(lua_State *L)
{
    nal_cmd *c = cmd_of(L);
    na_stats st = { 0 };
    na_err e = { 0 };
    if (na_arc_stats(c->arc, &st, &e) < 0)
        return lua_pushnil(L), lua_pushstring(L, e.msg), 2;
    const struct {
        const char *name;
        uint64_t n;
    } rows[] = {
        { "articles", st.volume_articles + st.head_articles },
        { "volumes", st.volumes },
        { "volume_articles", st.volume_articles },
        { "volume_bytes", st.volume_bytes },
        { "head_articles", st.head_articles },
        { "head_bytes", st.head_bytes },
        { "dead", st.dead },
        { "quarantined", st.quarantined },
        { "removed", st.removed },
        { "imports", st.imports },
    };
    lua_createtable(L, 0, 12);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        lua_pushinteger(L, (lua_Integer)rows[i].n);
        lua_setfield(L, -2, rows[i].name);
    }
    for (int i = 0; i < 2; i++) {
        int64_t t = i ? st.last : st.first;
        na_date d = { .secs = t, .precision = NA_PREC_SECOND, .has_offset = true };
        if (t == NA_TIME_NONE) continue;
        nal_push_date(L, &d);
        lua_setfield(L, -2, i ? "last" : "first");
    }
    return 1;
}

void nal_archive_setup(lua_State *L)
{
    static const luaL_Reg methods[] = { { "search", l_search },
                                        { "similar", l_similar },
                                        { "count", l_count },
                                        { "facets", nal_l_facets },
                                        { "sources", nal_l_sources },
                                        { "timeline", nal_l_timeline },
                                        { "get", l_get },
                                        { "stats", l_stats },
                                        { NULL, NULL } };
    static const luaL_Reg row[] = { { "__index", l_row_index }, { NULL, NULL } };
    nal_facets_setup(L);
    nal_class(L, cls_archive, methods, NULL, false);
    nal_class(L, cls_hits, NULL, NULL, true);
    nal_class(L, cls_rank, NULL, NULL, true);
    nal_class(L, cls_row, NULL, row, false);
}

void nal_push_archive(lua_State *L)
{
    lua_newuserdatauv(L, 1, 0);
    lua_rawgetp(L, LUA_REGISTRYINDEX, cls_archive);
    lua_setmetatable(L, -2);
}
