/* SPDX-License-Identifier: MIT */
/* chain.c - filters: in which order they run, and a record's articles through them
 *
 * after and before make a graph over the filters that are there; a name that is not is no
 * error, since after = {"x"} means "should x be installed". Of those that nothing is
 * waiting for, the one with the highest priority is next, then the first by name: the order
 * is the same wherever the scripts were found. Filters in a circle do not run and are
 * named; what only comes after them does.
 *
 * Each filter's articles lie in its own state's arena and each keeps them until the next
 * record, so that an article that is passed on unchanged is never copied.
 */
#include "script/host_int.h"
#include <stdio.h>
#include <stdlib.h>

enum { MAX_FILTERS = 256 };

/* -- order ----------------------------------------------------------------------------- */

static bool lists(na_strv v, na_str name)
{
    for (size_t i = 0; i < v.n; i++)
        if (na_str_eq(v.v[i], name)) return true;
    return false;
}

/* Must a run before b? */
static bool precedes(const nal_reader *a, const nal_reader *b)
{
    return lists(b->man.after, a->man.name) || lists(a->man.before, b->man.name);
}

static int by_preference(const void *x, const void *y)
{
    const nal_manifest *a = &(*(nal_reader *const *)x)->man,
                       *b = &(*(nal_reader *const *)y)->man;
    if (a->priority != b->priority) return a->priority > b->priority ? -1 : 1;
    return na_str_cmp(a->name, b->name);
}

/* Finds the way back from v[at] to v[goal] along precedes; the names passed into path. */
static bool way_back(nal_reader **v, size_t n, size_t at, size_t goal, bool *seen,
                     na_buf *path)
{
    size_t mark = path->len;
    na_buf_printf(path, "%s before ", v[at]->man.name.ptr);
    for (size_t i = 0; i < n; i++) {
        if (!precedes(v[at], v[i])) continue;
        if (i == goal) return na_buf_puts(path, v[goal]->man.name.ptr), true;
        if (seen[i]) continue;
        seen[i] = true; /* so the depth is n at most, MAX_FILTERS */
        if (way_back(v, n, i, goal, seen, path)) return true;
    }
    path->len = mark;
    return false;
}

/* Takes those out that stand in a circle. */
static int drop_circles(na_host *h, na_host_bad_fn *bad, void *ctx, na_err *err)
{
    nal_scripts *f = &h->filters;
    bool seen[MAX_FILTERS], gone[MAX_FILTERS] = { false };
    na_buf path;
    size_t left = 0;
    int rc;
    na_buf_init(&path, 64 * NA_KIB);
    for (size_t i = 0; i < f->n; i++) {
        memset(seen, 0, sizeof seen);
        na_buf_reset(&path);
        na_buf_printf(&path, "%s: filters in a circle: ", f->v[i]->vm.name);
        gone[i] = way_back(f->v, f->n, i, i, seen, &path);
        if (gone[i]) bad(ctx, f->v[i]->path, na_buf_cstr(&path));
    }
    rc = na_buf_check(&path, "filters", err);
    na_buf_release(&path);
    for (size_t i = 0; i < f->n; i++) {
        if (gone[i])
            nal_reader_free(f->v[i]);
        else
            f->v[left++] = f->v[i];
    }
    f->n = left;
    return rc;
}

int nal_chain_order(na_host *h, na_host_bad_fn *bad, void *ctx, na_err *err)
{
    nal_scripts *f = &h->filters;
    int rc;
    while (f->n > MAX_FILTERS) {
        char msg[200];
        snprintf(msg, sizeof msg, "%s: more than %d filters", f->v[f->n - 1]->vm.name,
                 MAX_FILTERS);
        bad(ctx, f->v[f->n - 1]->path, msg);
        nal_reader_free(f->v[--f->n]);
    }
    if (!f->n) return NA_OK;
    if ((rc = drop_circles(h, bad, ctx, err)) < 0) return rc;
    qsort(f->v, f->n, sizeof(nal_reader *), by_preference);
    /* The first that nothing left has to precede moves up; those before it move down. */
    for (size_t at = 0; at < f->n; at++) {
        for (size_t i = at; i < f->n; i++) {
            bool waits = false;
            for (size_t k = at; k < f->n && !waits; k++)
                waits = k != i && precedes(f->v[k], f->v[i]);
            if (waits) continue;
            nal_reader *next = f->v[i];
            memmove(f->v + at + 1, f->v + at, (i - at) * sizeof(nal_reader *));
            f->v[at] = next;
            break;
        }
    }
    return NA_OK;
}

/* -- running --------------------------------------------------------------------------- */

typedef struct filter_call {
    const na_article *in;
    nal_articles out;
    bool changed, dropped;
    na_str reason;
} filter_call;

static int l_filter(lua_State *L)
{
    filter_call *c = lua_touserdata(L, 1);
    lua_rawgetp(L, LUA_REGISTRYINDEX, nal_key_filter);
    nal_push_article(L, c->in);
    nal_push_ctx(L);
    lua_call(L, 2, 2);
    if (nal_to_str(L, -1, &c->reason))
        c->reason = nal_clean_line(L, na_str_sub(c->reason, 0, 1000), "the reason");
    else if (!lua_isnil(L, -1))
        return luaL_error(L, "filter: the reason must be a string, not %s",
                          luaL_typename(L, -1));
    if (lua_isnil(L, -2)) return 0;
    if (lua_type(L, -2) == LUA_TTABLE) {
        nal_take_articles(L, -2, &c->out, true);
        if (!c->out.n)
            return luaL_error(L, "filter returned an empty list; `return false, reason` "
                                 "drops an article");
        c->changed = true;
        return 0;
    }
    if (!lua_isboolean(L, -2) || lua_toboolean(L, -2))
        return luaL_error(L,
                          "filter returns nil, an article, a list of articles or false, "
                          "not %s",
                          luaL_typename(L, -2));
    c->dropped = true;
    return 0;
}

static bool append(na_arena *arena, nal_articles *to, const na_article *v, size_t n)
{
    if (to->n + n > to->cap) {
        size_t cap = to->cap ? to->cap * 2 : 4;
        while (cap < to->n + n) cap *= 2;
        na_article *more = na_arena_array(arena, cap, sizeof *more);
        if (!more) return false;
        if (to->n) memcpy(more, to->v, to->n * sizeof *more);
        to->v = more;
        to->cap = cap;
    }
    memcpy(to->v + to->n, v, n * sizeof *v);
    to->n += n;
    return true;
}

/* What was dropped on the way, over all filters. */
typedef struct dropped {
    size_t n;
    na_str reason; /* of the first */
    const nal_reader *by;
} dropped;

/* All articles through one filter. NA_ESCRIPT: f->vm.fail says why. */
static int through(na_host *h, nal_reader *f, const nal_rec *rec, nal_articles *arts,
                   dropped *d, na_err *err)
{
    nal_articles next = { 0 };
    nal_limits max = nal_step_limits(f);
    int rc = NA_OK;
    na_arena_reset(&f->vm.arena);
    for (size_t i = 0; i < arts->n && rc == NA_OK; i++) {
        filter_call c = { .in = &arts->v[i], .out = { .max = arts->max - next.n } };
        if ((rc = nal_reader_ready(h, f)) < 0) break;
        f->vm.rec = rec;
        f->vm.seeded = false;
        rc = nal_call(&f->vm, l_filter, &c, &max, false);
        f->vm.rec = NULL;
        nal_reader_settle(f);
        if (rc < 0) break;
        if (c.dropped) {
            if (!d->n++) d->reason = c.reason, d->by = f;
            continue;
        }
        if (!append(&h->chain, &next, c.changed ? c.out.v : c.in, c.changed ? c.out.n : 1))
            rc = na_fail_nomem(err);
    }
    next.max = arts->max;
    *arts = next;
    return rc;
}

/* The words of a rejection, in the chain's arena. */
static na_str why(na_host *h, const dropped *d, size_t kept)
{
    na_buf b;
    na_str s;
    na_buf_init(&b, 4 * NA_KIB);
    if (kept) na_buf_printf(&b, "%zu of %zu articles: ", d->n, d->n + kept);
    if (d->reason.len)
        na_buf_str(&b, d->reason);
    else
        na_buf_printf(&b, "the filter %s rejected it", d->by->man.name.ptr);
    s = na_arena_str(&h->chain, na_buf_get(&b));
    na_buf_release(&b);
    return s.ptr ? s : NA_STR("a filter rejected it");
}

int nal_chain_run(na_host *h, const nal_rec *rec, na_verdict *out, na_err *err)
{
    nal_articles arts = { .v = out->articles,
                          .n = out->narticles,
                          .max = h->opts.limits.articles ? (size_t)h->opts.limits.articles
                                                         : NA_MAX_ARTICLES };
    dropped d = { 0 };
    na_arena_reset(&h->chain);
    for (size_t i = 0; i < h->filters.n && arts.n; i++) {
        nal_reader *f = h->filters.v[i];
        int rc = through(h, f, rec, &arts, &d, err);
        if (rc == NA_ESCRIPT) {
            nal_verdict_fail(&f->vm, out);
            return NA_OK;
        }
        if (rc < 0) return rc;
    }
    out->articles = arts.v;
    out->narticles = arts.n;
    if (!d.n) return NA_OK;
    out->kind = arts.n ? NA_V_ARTICLES : NA_V_QUARANTINE;
    out->code = NA_STR("rejected");
    out->message = why(h, &d, arts.n);
    out->file = na_str_c(d.by->vm.name);
    return NA_OK;
}
