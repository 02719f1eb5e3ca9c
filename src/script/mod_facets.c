/* SPDX-License-Identifier: MIT */
/* mod_facets.c - ctx.archive: how many there are of each, and when
 *
 * A tally lies in a box while its table is made, so that running out of memory on the way
 * loses nothing.
 */
#include "base/nearest.h"
#include "core/tally.h"
#include "script/command_int.h"
#include <stdlib.h>

static const char cls_tally[] = "tally";

static const struct field {
    const char *name;
    na_tally_field field;
    na_period period; /* of a tally of days */
} fields[] = {
    { "source", NA_TALLY_SOURCE, NA_PERIOD_DAY },
    { "author", NA_TALLY_AUTHOR, NA_PERIOD_DAY },
    { "cites", NA_TALLY_CITES, NA_PERIOD_DAY },
    { "lang", NA_TALLY_LANG, NA_PERIOD_DAY },
    { "tag", NA_TALLY_TAG, NA_PERIOD_DAY },
    { "year", NA_TALLY_DAY, NA_PERIOD_YEAR },
    { "month", NA_TALLY_DAY, NA_PERIOD_MONTH },
    { "week", NA_TALLY_DAY, NA_PERIOD_WEEK },
    { "day", NA_TALLY_DAY, NA_PERIOD_DAY },
};
enum { NFIELDS = sizeof fields / sizeof fields[0], VALUES = 5 /* of them count values */ };

static void release(void *t) { na_tally_free(t); }

static const struct field *field_of(lua_State *L, na_str name, size_t from, size_t to)
{
    na_nearest near = na_nearest_of(name);
    for (size_t i = from; i < to; i++) {
        if (na_str_eqc(name, fields[i].name)) return &fields[i];
        na_nearest_offer(&near, na_str_c(fields[i].name));
    }
    na_str hint = na_nearest_get(&near);
    if (hint.len) luaL_error(L, "by: no '%s' (did you mean '%s'?)", name.ptr, hint.ptr);
    luaL_error(L, "by: no '%s'; there %s", name.ptr,
               from ? "are year, month, week and day"
                    : "are source, author, cites, lang and tag");
    return NULL;
}

/* Counts what the options at 2 ask for; the box with the tally is left on the stack. */
static na_tally *tally(lua_State *L, const struct field *f)
{
    nal_cmd *c = nal_vm_of(L)->cmd;
    na_tally *t = NULL;
    na_err e = { 0 };
    nal_box *b = nal_box_new(L, cls_tally, release);
    na_query *q = nal_archive_query(L, 2); /* nothing raises while it is held */
    int rc = na_tally_new(&t, c->arc, (const na_query *const *)&q, 1, f->field, &e);
    na_query_free(q);
    b->res = t;
    if (rc < 0) luaL_error(L, "%s", e.msg);
    nal_charge(L, t->n);
    if (t->info.damaged) nal_archive_unread(L, t->damage);
    if (f->field == NA_TALLY_DAY) na_tally_group(t, f->period);
    return t;
}

static void push_count(lua_State *L, const na_tally_row *r)
{
    lua_pushinteger(L, (lua_Integer)r->n[0]);
    lua_setfield(L, -2, "count");
}

static int by_count(const void *pa, const void *pb)
{
    const na_tally_row *a = *(na_tally_row *const *)pa, *b = *(na_tally_row *const *)pb;
    if (a->n[0] != b->n[0]) return a->n[0] > b->n[0] ? -1 : 1;
    return na_str_cmp(a->value, b->value);
}

static int values(lua_State *L, const struct field *f, lua_Integer limit)
{
    na_tally *t = tally(L, f);
    int box = lua_gettop(L);
    na_tally_row **v = na_arena_array(&nal_vm_of(L)->arena, t->n + 1, sizeof *v);
    size_t n = 0;
    if (!v) return luaL_error(L, "facets: no memory left");
    for (size_t i = 0; i < t->n; i++)
        if (t->v[i].n[0]) v[n++] = &t->v[i];
    qsort(v, n, sizeof(na_tally_row *), by_count);
    lua_newtable(L);
    for (size_t i = 0, k = 0; i < n && (limit < 0 || k < (size_t)limit); i++) {
        if (!v[i]->value.len) continue; /* what has none is no value */
        lua_createtable(L, 0, 2);
        nal_push(L, v[i]->value);
        lua_setfield(L, -2, "value");
        push_count(L, v[i]);
        lua_rawseti(L, -2, (lua_Integer)++k);
    }
    nal_box_close(lua_touserdata(L, box));
    return 1;
}

static lua_Integer limit_of(lua_State *L)
{
    lua_Integer n = -1;
    lua_pushliteral(L, "limit");
    if (lua_rawget(L, 2) != LUA_TNIL) {
        n = luaL_checkinteger(L, -1);
        if (n < 0) luaL_error(L, "facets: a negative limit");
    }
    lua_pop(L, 1);
    return n;
}

int nal_l_facets(lua_State *L)
{
    na_str by = { 0 };
    nal_archive_check(L);
    luaL_checktype(L, 2, LUA_TTABLE);
    lua_settop(L, 2);
    nal_closed(L, 2, "archive.facet_opts", "facets");
    if (!nal_field_str(L, 2, "by", &by)) return luaL_error(L, "facets: by what?");
    return values(L, field_of(L, by, 0, VALUES), limit_of(L));
}

int nal_l_sources(lua_State *L)
{
    nal_archive_check(L);
    lua_settop(L, 2);
    return values(L, &fields[0], -1);
}

/* Periods in their order, those with nothing in them left out; and how many are undated. */
int nal_l_timeline(lua_State *L)
{
    na_str by = { 0 };
    lua_Integer undated = 0, k = 0;
    char label[32];
    nal_archive_check(L);
    luaL_checktype(L, 2, LUA_TTABLE);
    lua_settop(L, 2);
    nal_closed(L, 2, "archive.timeline_opts", "timeline");
    if (!nal_field_str(L, 2, "by", &by)) return luaL_error(L, "timeline: by what?");
    const struct field *f = field_of(L, by, VALUES, NFIELDS);
    na_tally *t = tally(L, f);
    int box = lua_gettop(L);
    lua_newtable(L);
    for (size_t i = 0; i < t->n; i++) {
        const na_tally_row *r = &t->v[i];
        if (!r->n[0]) continue;
        if (r->at == NA_TIME_NONE) {
            undated = (lua_Integer)r->n[0];
            continue;
        }
        na_date from = { .secs = na_period_start(f->period, r->at) * 86400,
                         .precision = NA_PREC_DAY };
        lua_createtable(L, 0, 3);
        na_period_label(f->period, r->at, label);
        lua_pushstring(L, label);
        lua_setfield(L, -2, "period");
        nal_push_date(L, &from);
        lua_setfield(L, -2, "from");
        push_count(L, r);
        lua_rawseti(L, -2, ++k);
    }
    nal_box_close(lua_touserdata(L, box));
    lua_pushinteger(L, undated);
    return 2;
}

void nal_facets_setup(lua_State *L) { nal_class(L, cls_tally, NULL, NULL, true); }
