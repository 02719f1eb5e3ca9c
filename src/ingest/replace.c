/* SPDX-License-Identifier: MIT */
#include "ingest/replace.h"
#include "core/identity.h"
#include "core/marks.h"
#include <stdio.h>

int na_replace_given(na_replace *r, na_arena *arena, const na_article *a, na_err *err)
{
    na_given *g;
    int rc;

    if (r->n == r->cap) {
        size_t cap = r->cap ? 2 * r->cap : 8;
        na_given *v = na_arena_array(arena, cap, sizeof *v);
        if (!v) return na_fail_nomem(err);
        if (r->n > 0) memcpy(v, r->v, r->n * sizeof *v);
        r->v = v;
        r->cap = cap;
    }
    g = &r->v[r->n];
    *g = (na_given){ .taken = false };
    (void)snprintf(g->id, sizeof g->id, "%.16s", a->id.ptr);
    if ((rc = na_text_hash(a, &g->text, err)) < 0) return rc;
    for (size_t i = 0; i < r->n; i++)
        if (strcmp(r->v[i].id, g->id) == 0) return NA_OK;
    r->n++;
    return NA_OK;
}

/* The only one with the text; or the only one at all. */
static na_given *choose(na_replace *r, uint64_t text, bool alone)
{
    na_given *one = NULL;
    size_t n = 0;

    for (size_t i = 0; i < r->n; i++)
        if (r->v[i].text == text) one = &r->v[i], n++;
    if (n == 0 && alone && r->n == 1) one = &r->v[0], n = 1;
    return n == 1 && !one->taken ? one : NULL;
}

/* Those of from that to has no word of its own on. */
static int carry(na_arc *a, na_str from, na_str to, na_arena *arena, na_err *err)
{
    na_mark *v, *has;
    size_t n, nhas;
    bool changed;
    int rc = na_arc_marks(a, from, &v, &n, arena, err);

    if (rc == NA_OK) rc = na_arc_marks(a, to, &has, &nhas, arena, err);
    for (size_t i = 0; rc == NA_OK && i < n; i++) {
        bool own = false;
        for (size_t k = 0; !own && k < nhas; k++) own = na_str_eq(v[i].field, has[k].field);
        if (!own) rc = na_arc_mark(a, to, &v[i], 1, &changed, err);
    }
    return rc;
}

int na_replace_old(na_replace *r, na_arc *a, const char *id, bool alone, na_arena *arena,
                   const char **out, na_err *err)
{
    na_article old;
    na_given *g;
    uint64_t text;
    int rc;

    *out = NULL;
    rc = na_arc_get(a, na_str_c(id), 0, &old, arena, NULL, err);
    if (rc < 0 || old.revision != 1) return rc;
    if ((rc = na_arc_get(a, na_str_c(id), 1, &old, arena, NULL, err)) < 0) return rc;
    if ((rc = na_text_hash(&old, &text, err)) < 0) return rc;
    if (!(g = choose(r, text, alone))) return NA_OK;
    if ((rc = carry(a, na_str_c(id), na_str_c(g->id), arena, err)) < 0) return rc;
    if ((rc = na_arc_remove(a, na_str_c(id), err)) < 0) return rc;
    g->taken = true;
    *out = g->id;
    return NA_OK;
}
