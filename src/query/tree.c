/* SPDX-License-Identifier: MIT */
#include "query/query_int.h"

na_qnode *na_qnode_new(na_arena *a, na_qkind kind, size_t at)
{
    na_qnode *n = na_arena_alloc(a, sizeof *n);
    if (!n) return NULL;
    n->kind = kind;
    n->at = at;
    return n;
}

bool na_qlist_add(na_arena *a, na_qlist *l, na_qnode *node)
{
    if (!node) return true;
    if (l->n == l->cap) {
        size_t cap = l->cap ? l->cap * 2 : 4;
        na_qnode **v = na_arena_array(a, cap, sizeof(na_qnode *));
        if (!v) return false;
        if (l->n) memcpy(v, l->v, l->n * sizeof(na_qnode *));
        l->v = v;
        l->cap = cap;
    }
    l->v[l->n++] = node;
    return true;
}

/* Makes one range of those of an AND, at the place of the first. Ranges that have nothing
 * in common stay apart: they match nothing anyway, and an empty range cannot be written. */
static void merge_ranges(na_qlist *l)
{
    int64_t from = NA_QTIME_MIN, to = NA_QTIME_MAX;
    size_t kept = 0;
    na_qnode *first = NULL;
    for (size_t i = 0; i < l->n; i++) {
        if (l->v[i]->kind != NA_Q_RANGE) continue;
        if (l->v[i]->from > from) from = l->v[i]->from;
        if (l->v[i]->to < to) to = l->v[i]->to;
    }
    if (from >= to) return;
    for (size_t i = 0; i < l->n; i++) {
        if (l->v[i]->kind == NA_Q_RANGE) {
            if (first) continue;
            first = l->v[i];
            first->from = from;
            first->to = to;
        }
        l->v[kept++] = l->v[i];
    }
    l->n = kept;
}

bool na_qnode_join(na_arena *a, na_qkind kind, const na_qlist *list, na_qnode **out)
{
    na_qlist flat = { 0 };
    *out = NULL;
    for (size_t i = 0; i < list->n; i++) {
        na_qnode *n = list->v[i];
        if (n->kind != kind) {
            if (!na_qlist_add(a, &flat, n)) return false;
            continue;
        }
        for (size_t k = 0; k < n->nkids; k++)
            if (!na_qlist_add(a, &flat, n->kids[k])) return false;
    }
    if (kind == NA_Q_AND) merge_ranges(&flat);
    if (flat.n == 0) return true;
    if (flat.n == 1) {
        *out = flat.v[0];
        return true;
    }
    na_qnode *node = na_qnode_new(a, kind, flat.v[0]->at);
    if (!node) return false;
    node->kids = flat.v;
    node->nkids = flat.n;
    *out = node;
    return true;
}

na_qnode *na_qnode_not(na_arena *a, na_qnode *kid, size_t at)
{
    if (kid->kind == NA_Q_NOT) return kid->kids[0];
    na_qnode *n = na_qnode_new(a, NA_Q_NOT, at);
    if (!n) return NULL;
    n->kids = na_arena_array(a, 1, sizeof(na_qnode *));
    if (!n->kids) return NULL;
    n->kids[0] = kid;
    n->nkids = 1;
    return n;
}

na_qnode *na_qnode_was(na_arena *a, na_qnode *kid, size_t at)
{
    if (kid->kind == NA_Q_WAS) return kid;
    na_qnode *n = na_qnode_new(a, NA_Q_WAS, at);
    if (!n) return NULL;
    n->kids = na_arena_array(a, 1, sizeof(na_qnode *));
    if (!n->kids) return NULL;
    n->kids[0] = kid;
    n->nkids = 1;
    return n;
}

static bool is_looked_for(const na_qnode *n)
{
    switch (n->kind) {
    case NA_Q_PHRASE:
    case NA_Q_NEAR:
        return (n->fields & NA_F_DEFAULT) != 0;
    case NA_Q_AND:
    case NA_Q_OR:
        for (size_t i = 0; i < n->nkids; i++)
            if (is_looked_for(n->kids[i])) return true;
        return false;
    default:
        return false;
    }
}

int na_query_any(na_query *q, na_err *err)
{
    na_qlist any = { 0 }, all = { 0 };
    na_qnode *either = NULL;

    if (q->root->kind != NA_Q_AND) return NA_OK;
    for (size_t i = 0; i < q->root->nkids; i++) {
        na_qnode *n = q->root->kids[i];
        if (!na_qlist_add(&q->arena, is_looked_for(n) ? &any : &all, n))
            return na_fail_nomem(err);
    }
    if (any.n < 2) return NA_OK;
    if (!na_qnode_join(&q->arena, NA_Q_OR, &any, &either)) return na_fail_nomem(err);
    q->root = either;
    if (all.n == 0) return NA_OK;
    any = (na_qlist){ 0 }; /* conditions behind what is looked for */
    if (!na_qlist_add(&q->arena, &any, either)) return na_fail_nomem(err);
    for (size_t i = 0; i < all.n; i++)
        if (!na_qlist_add(&q->arena, &any, all.v[i])) return na_fail_nomem(err);
    if (!na_qnode_join(&q->arena, NA_Q_AND, &any, &q->root)) return na_fail_nomem(err);
    return NA_OK;
}
