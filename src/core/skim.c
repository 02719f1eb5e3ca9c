/* SPDX-License-Identifier: MIT */
/* skim.c - passes over the ranges, the best first
 *
 * How good the best ten are is not known before they are found, and until then no range
 * falls off. So the first pass takes the few ranges with the highest bounds, which hold
 * most of the ten, and each further one four times as many of what is left. A pass costs
 * the windows that it enters: little for a word alone, whose postings are looked at one by
 * one; for a tree some microseconds a window and word, so that its first pass takes more,
 * and where the bounds tell little (an OR of words that are everywhere) there is no second
 * one.
 */
#include "core/skim.h"
#include <stdlib.h>

_Static_assert(NA_RANGE == 64, "a range is a word of na_bits");

#define PER_WINDOW ((size_t)NA_WINDOW / NA_RANGE)
#define FIRST 16     /* ranges that are looked at first; */
#define FIRST_WORD 4 /* of a word alone, which costs little */
#define STEPS 1024   /* bounds are told apart so far */

typedef struct skim {
    search *s;
    open_seg *o;
    uint32_t segment;
    size_t n; /* ranges */
    size_t windows;
    float *bound;  /* of each range; below 0: it was looked at, or nothing matches there */
    float *most;   /* of each window: no bound in it is greater */
    bool left_out; /* ranges of which nothing was counted */
    na_term *word; /* the query is nothing else; or NULL */
    uint64_t enough; /* so many are to be counted, here and before, unless they are known */
} skim;

/* A bound that at least so many of the ranges left reach; 0 when they are not so many. */
static float bound_of_best(const skim *k, size_t many)
{
    unsigned hist[STEPS] = { 0 };
    size_t sum = 0;
    float most = 0;
    int step = STEPS;

    for (size_t i = 0; i < k->n; i++) most = k->bound[i] > most ? k->bound[i] : most;
    if (most <= 0) return 0;
    for (size_t i = 0; i < k->n; i++)
        if (k->bound[i] >= 0) hist[(int)(k->bound[i] / most * (STEPS - 1))]++;
    while (step > 0 && sum < many) sum += hist[--step];
    return step > 0 ? (float)step * most / STEPS : 0;
}

/* A bound below this is of no use: no hit comes of it, and enough is counted. */
static float useless(const skim *k)
{
    return k->s->hits->info.total >= k->enough ? na_scan_least(k->s) : -1;
}

/* The rows of the window's ranges that reach floor, which are done with then. */
static void choose(skim *k, size_t window, float floor, na_bits *among)
{
    size_t first = window * PER_WINDOW;
    float *bound = k->bound + first, most = -1;
    size_t n = k->n - first < PER_WINDOW ? k->n - first : PER_WINDOW;

    memset(among, 0, sizeof *among);
    for (size_t i = 0; i < n; i++) {
        if (bound[i] < 0) continue;
        if (bound[i] < floor) {
            most = bound[i] > most ? bound[i] : most;
            continue;
        }
        among->w[i] = UINT64_MAX;
        bound[i] = -1;
    }
    if (first + n == k->n && k->o->seg.rows % NA_RANGE)
        among->w[n - 1] &= UINT64_MAX >> (NA_RANGE - k->o->seg.rows % NA_RANGE);
    k->most[window] = most;
}

/* The rows of the window that are among; it is a word alone. */
static int look_word(skim *k, int64_t base, const na_bits *among, na_err *err)
{
    const na_curve c = na_eval_word_curve(k->o->eval);
    const uint32_t *length = k->o->seg.length + base;
    float least = na_scan_least(k->s);
    const na_posting *v;
    uint32_t tf;
    unsigned row;
    size_t n;
    int rc = na_term_among(k->word, base, among, &v, &n, err);

    for (size_t p = 0; rc == NA_OK && p < n; p++) {
        if (v[p].first > NA_FTS_BODY) continue;
        if (na_curve_at(c, na_term_bound(&v[p]), length[v[p].row]) < least) continue;
        if ((rc = na_term_sifted(k->word, p, &row, &tf, err)) < 0) break;
        rc = na_scan_match(k->s, k->o, k->segment, base + 1 + row, tf, err);
        least = na_scan_least(k->s);
    }
    return rc;
}

/* The same of a word whose list has ranges. */
static int look_ranges(skim *k, int64_t base, const na_bits *among, na_err *err)
{
    const na_curve c = na_eval_word_curve(k->o->eval);
    float least = na_scan_least(k->s);
    int rc = NA_OK;

    for (size_t i = 0; i < PER_WINDOW; i++) {
        const na_match *m;
        size_t n;
        if (!among->w[i]) continue;
        m = na_term_range(k->word, (size_t)base / NA_RANGE + i, &n);
        for (size_t p = 0; rc == NA_OK && p < n; p++) {
            uint8_t tf = na_tf_bound(m[p].tf);
            if (na_curve_at(c, tf, k->o->seg.length[m[p].row - 1]) < least) continue;
            rc = na_scan_match(k->s, k->o, k->segment, m[p].row, m[p].tf, err);
            least = na_scan_least(k->s);
        }
        if (rc < 0) break;
    }
    return rc;
}

/* What reaches floor, and what is needed to become a hit. */
static int look(skim *k, float floor, na_err *err)
{
    const na_bits *found;
    na_bits among, rows;
    int rc = NA_OK;

    for (size_t i = 0; rc == NA_OK && i < k->windows; i++) {
        int64_t base = (int64_t)i * NA_WINDOW;
        float least = useless(k);
        if (least < floor) least = floor;
        if (k->most[i] < 0 || k->most[i] < least) continue;
        choose(k, i, least, &among);
        k->left_out |= na_eval_floor(k->o->eval, useless(k));
        if (k->word) {
            rc = na_term_has_ranges(k->word) ? look_ranges(k, base, &among, err)
                                             : look_word(k, base, &among, err);
            continue;
        }
        rc = na_eval_window_among(k->o->eval, base, &among, &found, err);
        if (rc < 0 || !found) continue;
        rows = *found;
        if (na_bits_and(&rows, &among))
            rc = na_scan_take(k->s, k->o, k->segment, base, &rows, err);
    }
    return rc;
}

/* Ranges in which something may match that can become a hit, or has to be counted. */
static size_t count_left(const skim *k)
{
    float least = useless(k);
    size_t n = 0;

    for (size_t i = 0; i < k->n; i++) n += k->bound[i] >= 0 && k->bound[i] >= least;
    return n;
}

/* Is there a range in which something may match that was not counted? */
static bool any_left(const skim *k)
{
    size_t i = 0;

    while (i < k->n && k->bound[i] < 0) i++;
    return i < k->n;
}

static int run(skim *k, na_err *err)
{
    size_t left = k->n, first = k->word ? FIRST_WORD : FIRST;
    int rc;

    k->bound = malloc(k->windows * PER_WINDOW * sizeof *k->bound);
    k->most = malloc(k->windows * sizeof *k->most);
    if (!k->bound || !k->most) return na_fail_nomem(err);
    if ((rc = na_eval_ranges(k->o->eval, k->bound, err)) < 0) return rc;
    for (size_t i = 0; i < k->windows; i++) k->most[i] = 1e30F;
    for (size_t many = first; left > many && (many == first || k->word || left < k->n / 2);
         many *= 4) {
        if ((rc = look(k, bound_of_best(k, many), err)) < 0) return rc;
        na_eval_rewind(k->o->eval);
        left = count_left(k);
    }
    if (left > 0 && (rc = look(k, 0, err)) < 0) return rc;
    k->left_out |= any_left(k);
    return NA_OK;
}

int na_skim_segment(search *s, open_seg *o, uint32_t segment, na_err *err)
{
    skim k = { .s = s, .o = o, .segment = segment };
    uint64_t before = s->hits->info.total, least;
    bool exact;
    int rc;

    /* An AND of words has few matches, and a sum of bounds is far above them. */
    if (!s->scored || !o->seg.vol || !na_eval_has_impacts(o->eval) ||
        (s->nleaves > 1 && na_query_root(s->query)->kind != NA_Q_OR))
        return 0;
    least = na_eval_least_n(o->eval, &exact);
    if (o->seg.dead) least = 0, exact = false;
    if (exact || (s->count_to > 0 && before + least >= s->count_to))
        k.enough = 0;
    else if (s->count_to > 0 && before + (uint64_t)o->seg.rows >= s->count_to)
        k.enough = s->count_to;
    else
        return 0;
    if (exact) k.word = na_eval_word(o->eval);
    k.n = ((size_t)o->seg.rows + NA_RANGE - 1) / NA_RANGE;
    k.windows = ((size_t)o->seg.rows + NA_WINDOW - 1) / NA_WINDOW;
    rc = run(&k, err);
    free(k.bound);
    free(k.most);
    if (rc < 0) return rc;
    if (exact || s->hits->info.total - before < least) s->hits->info.total = before + least;
    if (!exact && k.left_out) s->hits->info.total_is_exact = false;
    return 1;
}
