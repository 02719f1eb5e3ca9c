/* SPDX-License-Identifier: MIT */
/* known.c - what earlier searches found out about the words (recall.h), put to use
 *
 * A plain query is a word, or words under one AND or OR: of these it is known what a volume
 * can give at most, so that the best come first and most are not entered.
 */
#include "base/zalloc.h"
#include "core/search_int.h"
#include <math.h>
#include <stdlib.h>

/* A word alone, or words under one AND or OR. */
static bool is_plain(const search *s)
{
    const na_qnode *root = na_query_root(s->query);

    if (!s->scored || s->nleaves == 0) return false;
    if (s->leaves[0].leaf == root) return true;
    if ((root->kind != NA_Q_AND && root->kind != NA_Q_OR) || root->nkids != s->nleaves)
        return false;
    for (size_t k = 0; k < s->nleaves; k++)
        if (s->leaves[k].leaf != root->kids[k]) return false;
    return true;
}

int na_known_recall(search *s, na_err *err)
{
    s->plain = is_plain(s);
    s->recall = na_zalloc(s->nleaves + 1, sizeof(na_recall_leaf *));
    if (!s->recall) return na_fail_nomem(err);
    s->told = s->nleaves > 0;
    for (size_t k = 0; k < s->nleaves; k++) {
        s->recall[k] =
            na_recall_of(s->walk.arc, s->leaves[k].leaf, s->walk.expand, s->walk.ncat);
        s->told &= s->recall[k] && s->recall[k]->unknown == 0;
        if (!s->recall[k]) s->plain = false;
    }
    return NA_OK;
}

bool na_known_counted(const search *s, size_t i)
{
    for (size_t k = 0; k < s->nleaves; k++)
        if (!s->recall[k] || s->recall[k]->n[i] == NA_RECALL_UNKNOWN) return false;
    return s->nleaves > 0 && !s->walk.bad[i];
}

bool na_known_may_match(const search *s, size_t i)
{
    bool all = na_query_root(s->query)->kind == NA_Q_AND;

    if (!s->plain) return true;
    for (size_t k = 0; k < s->nleaves; k++)
        if ((s->recall[k]->n[i] != 0) != all) return !all;
    return all;
}

/* No match of volume i scores more; INFINITY when that is not known. */
static float most_of(const search *s, size_t i)
{
    float sum = 0;

    for (size_t k = 0; s->plain && k < s->nleaves; k++) sum += s->recall[k]->most[i];
    return s->plain ? sum : INFINITY;
}

/* The query is a word, and what is not the latest revision or was removed is left out. */
static bool is_word(const search *s)
{
    return s->plain && s->leaves[0].leaf == na_query_root(s->query) &&
           s->walk.revisions == NA_REVISIONS_LATEST;
}

void na_known_remember(search *s, const open_seg *o, size_t i, bool ranged)
{
    int64_t floor = na_hits_floor(s->hits), best = s->best;
    float most;

    if (s->walk.damaged > 0) return; /* the weights are those of the others */
    /* What was not scored is below the floor. */
    if (floor != INT64_MIN && best < floor - 1) best = floor - 1;
    if (is_word(s)) na_recall_best(s->recall[0], i, best);
    for (size_t k = 0; k < s->nleaves; k++)
        if (s->recall[k] && s->recall[k]->most[i] == INFINITY &&
            na_eval_leaf_most(o->eval, s->leaves[k].leaf, ranged, &most))
            na_recall_most(s->recall[k], i, most);
}

struct by_most {
    double most;
    size_t i;
};

static int by_most(const void *pa, const void *pb)
{
    const struct by_most *a = pa, *b = pb;

    if (a->most != b->most) return a->most > b->most ? -1 : 1;
    return a->i < b->i ? -1 : a->i > b->i;
}

/* The volumes by what they can give at most. */
static int sort_by_most(const search *s, size_t *order, na_err *err)
{
    size_t n = s->walk.ncat;
    struct by_most *v = malloc(n * sizeof *v);

    if (!v) return na_fail_nomem(err);
    for (size_t i = 0; i < n; i++) {
        int64_t best = is_word(s) ? s->recall[0]->best[i] : INT64_MAX;
        v[i] = (struct by_most){ most_of(s, i), i };
        if (best != INT64_MAX) v[i].most = (double)best / SCORE_UNIT;
    }
    qsort(v, n, sizeof *v, by_most);
    for (size_t i = 0; i < n; i++) order[i] = v[i].i;
    free(v);
    return NA_OK;
}

int na_known_order(search *s, na_err *err)
{
    na_recall_leaf *l = is_word(s) ? s->recall[0] : NULL;
    size_t n = s->walk.ncat;
    int rc = NA_OK;

    if (!s->plain || !s->told || n < 2) return NA_OK;
    for (size_t i = 0; i < NA_HEADS; i++) s->order[i] = n + i;
    if (!l) return sort_by_most(s, s->order + NA_HEADS, err);
    if (!l->ordered) rc = sort_by_most(s, l->order, err);
    l->ordered = rc == NA_OK;
    if (rc == NA_OK) memcpy(s->order + NA_HEADS, l->order, n * sizeof *l->order);
    return rc;
}

int na_known_needless(search *s, size_t i, bool *out, na_err *err)
{
    const na_deadrow *dead;
    size_t ndead;
    int rc;

    *out = false;
    if (!s->plain || s->want == 0 || s->walk.damaged > 0) return NA_OK;
    if (!(most_of(s, i) < na_scan_least(s)) &&
        !(is_word(s) && s->recall[0]->best[i] < na_hits_floor(s->hits)))
        return NA_OK;
    if (s->count_to > 0 && s->hits->info.total >= s->count_to) {
        s->hits->info.total_is_exact = false;
        return *out = true, NA_OK;
    }
    if (s->leaves[0].leaf != na_query_root(s->query) ||
        s->recall[0]->n[i] == NA_RECALL_UNKNOWN)
        return NA_OK;
    rc = na_view_dead(s->walk.arc, s->walk.cat[i].id, &dead, &ndead, err);
    if (rc < 0 || ndead > 0 || s->walk.revisions != NA_REVISIONS_LATEST) return rc;
    s->hits->info.total += s->recall[0]->n[i];
    return *out = true, NA_OK;
}

size_t na_known_totals(search *s)
{
    const na_view *v = &s->walk.arc->view;

    if (!s->told || s->walk.damaged > 0) return 0;
    s->articles = v->articles;
    s->tokens = v->tokens;
    for (size_t k = 0; k < s->nleaves; k++) s->n[k] = s->recall[k]->sum;
    return s->walk.ncat;
}
