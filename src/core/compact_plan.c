/* SPDX-License-Identifier: MIT */
/* compact_plan.c - which volumes become one
 *
 * Asked for by hand: volumes that overlap in their dates become one run, runs beside each
 * other are joined as long as they fit below the cut; but a volume that is many times as
 * big as all it would be joined with stays as it is, so that compacting every day does not
 * write the whole archive every day.
 *
 * By itself, after sealing: tiers, as in the logarithmic method of Bentley and Saxe
 * ("Decomposable Searching Problems", 1980): when there are NA_TIER_VOLUMES volumes of
 * about a size, they and all smaller ones become one of the next tier. So an article is
 * written again at most once a tier, and there are never more than some dozens of small
 * volumes.
 */
#include "core/compact_int.h"
#include <stdlib.h>

#define MANY_TIMES 8u

struct vol {
    int64_t first, last;
    uint64_t json;
    size_t at; /* in the catalogue */
};

static int by_first(const void *pa, const void *pb)
{
    const struct vol *a = pa, *b = pb;

    if (a->first != b->first) return a->first < b->first ? -1 : 1;
    if (a->last != b->last) return a->last < b->last ? -1 : 1;
    return a->at < b->at ? -1 : a->at > b->at;
}

struct planner {
    const na_compact_state *state;
    na_compact_plan *plan;
    size_t n; /* of plan->order */
};

/* v[0..n) as a group, in pieces of at most the fan; alone only what has to be renewed. */
static void put(struct planner *p, const struct vol *v, size_t n)
{
    while (n > 0) {
        size_t some = n < NA_COMPACT_FAN ? n : NA_COMPACT_FAN;
        if (some > 1 || p->state[v->at].renew) {
            for (size_t i = 0; i < some; i++) p->plan->order[p->n++] = v[i].at;
            p->plan->end[p->plan->ngroups++] = p->n;
        }
        v += some;
        n -= some;
    }
}

/* A run, less what is much bigger than the rest of it. */
static void put_run(struct planner *p, const struct vol *v, size_t n)
{
    uint64_t all = 0;
    size_t big = 0;

    for (size_t i = 0; i < n; i++) {
        all += v[i].json;
        if (v[i].json > v[big].json) big = i;
    }
    if (n < 2 || p->state[v[big].at].renew || v[big].json <= NA_COMPACT_CHEAP ||
        (all - v[big].json) >= v[big].json / MANY_TIMES) {
        put(p, v, n);
        return;
    }
    put_run(p, v, big);
    put_run(p, v + big + 1, n - big - 1);
}

static void choose_all(struct planner *p, const struct vol *v, size_t n, uint64_t cut)
{
    size_t from = 0, i = 0;
    uint64_t run = 0; /* of the volume that would be written last */

    while (i < n) {
        size_t k = i;
        uint64_t json = 0;
        int64_t last = v[i].last;
        for (; k < n && (k == i || v[k].first < last); k++) {
            json += v[k].json;
            if (v[k].last > last) last = v[k].last;
        }
        if (i > from && run + json > cut) {
            put_run(p, v + from, i - from);
            from = i;
            run = 0;
        }
        run = (run + json) % cut;
        i = k;
    }
    put_run(p, v + from, n - from);
}

static void choose_tiers(struct planner *p, struct vol *v, size_t n)
{
    uint64_t below = NA_TIER_FIRST, least = 0, most = 0;
    size_t small = 0;

    for (unsigned t = 0; t < NA_TIER_TOP; t++) {
        size_t here = 0;
        for (size_t i = 0; i < n; i++) here += v[i].json >= least && v[i].json < below;
        if (here >= NA_TIER_VOLUMES) most = below;
        least = below;
        below *= NA_TIER_STEP;
    }
    for (size_t i = 0; i < n; i++)
        if (v[i].json < most) v[small++] = v[i];
    if (small > 1) put(p, v, small);
}

void na_compact_choose(const na_catrow *cat, const na_compact_state *state, size_t n,
                       bool all, uint64_t cut, na_compact_plan *plan)
{
    struct planner p = { .state = state, .plan = plan };
    struct vol *v = calloc(n + 1, sizeof *v);
    size_t k = 0;

    plan->ngroups = 0;
    for (size_t i = 0; v && i < n; i++)
        if (!state[i].fixed)
            v[k++] = (struct vol){ cat[i].first, cat[i].last, cat[i].json_bytes, i };
    if (k > 0) {
        qsort(v, k, sizeof *v, by_first);
        if (all)
            choose_all(&p, v, k, cut);
        else
            choose_tiers(&p, v, k);
    }
    free(v);
}
