/* SPDX-License-Identifier: MIT */
/* scan.c - the matches of one segment, and the best of them
 *
 * By relevance every window is looked at, and of its matches those whose bound says that
 * they could be among the best. By date the windows of a volume are taken from the end
 * where the best are, each time twice as many; when the hits are there, the rest is only
 * counted, and counted only as far as was asked for.
 */
#include "core/skim.h"
#include <math.h>
#include <stdlib.h>

/* Row i of the window, which matches, into the hits. */
static int take_row(search *s, open_seg *o, uint32_t segment, int64_t base, unsigned i,
                    na_err *err)
{
    na_hit h = { .segment = segment,
                 .row = base + 1 + i,
                 .published = o->seg.published[base + i] };
    double score = 0;
    int rc;

    if (s->scored && (rc = na_eval_score(o->eval, i, &score, err)) < 0) return rc;
    h.score = llround(score * SCORE_UNIT);
    if (h.score > s->best) s->best = h.score;
    if (s->scored && h.score < na_hits_floor(s->hits)) return NA_OK;
    return na_hits_offer(s->hits, &o->seg, &h, err);
}

int na_scan_match(search *s, open_seg *o, uint32_t segment, int64_t row, uint32_t tf,
                  na_err *err)
{
    na_hit h = { .segment = segment, .row = row, .published = o->seg.published[row - 1] };

    if (s->scored) {
        h.score = llround(na_eval_leaf_score(o->eval, row, tf) * SCORE_UNIT);
        if (h.score > s->best) s->best = h.score;
        if (h.score < na_hits_floor(s->hits)) return NA_OK;
    }
    return na_hits_offer(s->hits, &o->seg, &h, err);
}

/* -- by relevance -------------------------------------------------------------------- */

/* What a bound must not be below. Half a millionth below the last of the best rounds to it.
 * */
float na_scan_least(const search *s)
{
    int64_t floor = na_hits_floor(s->hits);

    if (floor == INT64_MIN) return -1;
    return (float)(((double)floor - 0.5) / SCORE_UNIT) * 0.999999F;
}

/* A bit for each of 64 numbers that is not below floor. Mostly none is, in runs of 16. */
static uint64_t above(const float *v, float floor)
{
    uint64_t bits = 0;

    for (unsigned i = 0; i < 64; i += 16) {
        float most = v[i];
        for (unsigned k = 1; k < 16; k++) most = v[i + k] > most ? v[i + k] : most;
        for (unsigned k = 0; most >= floor && k < 16; k++)
            bits |= (uint64_t)(v[i + k] >= floor) << (i + k);
    }
    return bits;
}

#define FEW 256 /* rows that are looked at one by one */

/* All of them together would cost more. */
static int take_few(search *s, open_seg *o, uint32_t segment, int64_t base,
                    const na_bits *found, na_err *err)
{
    int rc = NA_OK;

    for (unsigned k = 0; k < NA_WINDOW / 64; k++)
        for (uint64_t w = found->w[k]; rc == NA_OK && w; w &= w - 1) {
            unsigned i = 64 * k + (unsigned)__builtin_ctzll(w);
            if (na_eval_bound(o->eval, i) < na_scan_least(s)) continue;
            rc = take_row(s, o, segment, base, i, err);
        }
    return rc;
}

static int take_best(search *s, open_seg *o, uint32_t segment, int64_t base,
                     const na_bits *found, na_err *err)
{
    float floor = na_scan_least(s);
    int rc = NA_OK;

    if (!s->bounds && !(s->bounds = malloc(NA_WINDOW * sizeof *s->bounds)))
        return na_fail_nomem(err);
    na_eval_bounds(o->eval, found, s->bounds);
    for (unsigned k = 0; rc == NA_OK && k < NA_WINDOW / 64; k++) {
        uint64_t w = found->w[k];
        if (w) w &= above(s->bounds + 64 * k, floor);
        for (; rc == NA_OK && w; w &= w - 1) {
            unsigned i = 64 * k + (unsigned)__builtin_ctzll(w);
            if (s->bounds[i] < floor) continue;
            rc = take_row(s, o, segment, base, i, err);
            floor = na_scan_least(s);
        }
    }
    return rc;
}

/* -- one word by relevance ------------------------------------------------------------- */

#define FIRST_LOOK 256  /* rows taken before there is a floor, then twice as many, ... */
#define SIFT_BYTES 1024 /* of postings; fewer are all looked at */

static int take_sifted(search *s, open_seg *o, uint32_t segment, na_term *t, int64_t base,
                       size_t n, na_err *err)
{
    uint32_t tf;
    unsigned i;
    int rc = NA_OK;

    for (size_t k = 0; rc == NA_OK && k < n; k++) {
        if ((rc = na_term_sifted(t, k, &i, &tf, err)) < 0) break;
        rc = na_scan_match(s, o, segment, base + 1 + i, tf, err);
    }
    return rc;
}

/* The same as windows(), for what most searches are: one pass over the word's postings,
 * which leaves out those that are too long for what they have. */
static int one_word(search *s, open_seg *o, uint32_t segment, na_term *t, na_err *err)
{
    uint32_t most[NA_TF_ANY + 1];
    float floor = -2;
    int64_t look = FIRST_LOOK;
    na_sift sift;
    uint64_t n;
    size_t taken;
    int64_t to;
    int rc = NA_OK;

    for (int64_t from = 1; rc == NA_OK && from <= o->seg.rows; from = to + 1) {
        int64_t base = (from - 1) / NA_WINDOW * NA_WINDOW;
        to = na_scan_least(s) > 0 ? base + NA_WINDOW : from + look - 1;
        look *= 2;
        if (to > base + NA_WINDOW) to = base + NA_WINDOW;
        if (to > o->seg.rows) to = o->seg.rows;
        if (na_scan_least(s) != floor) {
            floor = na_scan_least(s);
            na_eval_most(o->eval, floor, most);
            na_term_sift_set(&sift, most);
        }
        sift.length = o->seg.length + base;
        if ((rc = na_term_sift(t, base, from, to, &sift, &n, &taken, err)) < 0) break;
        s->hits->info.total += n;
        rc = take_sifted(s, o, segment, t, base, taken, err);
    }
    return rc;
}

/* -- by date ------------------------------------------------------------------------- */

/* The hits are there, and what is published then comes behind them. */
static bool behind(const search *s, int64_t published)
{
    int64_t worst = s->hits->worst.published;

    if (s->scored || !s->hits->full) return false;
    if (published == NA_TIME_NONE || worst == NA_TIME_NONE)
        return published == NA_TIME_NONE && worst != NA_TIME_NONE;
    return s->sort == NA_SORT_OLDEST ? published > worst : published < worst;
}

/* Within a volume dates ascend with rows, but for the undated, which come first. */
static int take_dated(search *s, open_seg *o, uint32_t segment, int64_t base,
                      const na_bits *found, na_err *err)
{
    bool down = s->sort != NA_SORT_OLDEST, ordered = o->seg.vol != NULL;
    int rc;

    for (unsigned n = 0; n < NA_WINDOW / 64; n++) {
        unsigned k = down ? NA_WINDOW / 64 - 1 - n : n;
        for (uint64_t w = found->w[k]; w;) {
            unsigned bit = (unsigned)(down ? 63 - __builtin_clzll(w) : __builtin_ctzll(w));
            int64_t published = o->seg.published[base + 64 * k + bit];
            w &= ~(UINT64_C(1) << bit);
            if (behind(s, published)) {
                if (ordered && published != NA_TIME_NONE) return NA_OK;
                continue;
            }
            rc = take_row(s, o, segment, base, 64 * k + bit, err);
            if (rc < 0) return rc;
        }
    }
    return NA_OK;
}

bool na_scan_needless(const search *s, int64_t first, int64_t last)
{
    int64_t best = s->sort == NA_SORT_OLDEST ? first : last;

    return s->count_to > 0 && s->hits->info.total >= s->count_to && behind(s, best);
}

/* -- matches that are all at hand ------------------------------------------------------ */

/* A list's rows are far apart, in arrays of megabytes: what is asked of the row some places
 * further on is fetched in the meantime. */
#define AHEAD 8u

static uint64_t count_listed(const open_seg *o, const na_matches *list)
{
    uint64_t n = list->n;

    for (size_t k = 0; o->seg.dead && k < list->n; k++)
        n -= na_seg_is_dead(&o->seg, list->v[k].row);
    return n;
}

static int listed_by_score(search *s, open_seg *o, uint32_t segment, const na_matches *list,
                           na_err *err)
{
    const na_curve c = na_eval_word_curve(o->eval);
    float least = na_scan_least(s);
    int rc = NA_OK;

    for (size_t k = 0; rc == NA_OK && k < list->n; k++) {
        const na_match *m = &list->v[k];
        uint8_t tf = na_tf_bound(m->tf);
        if (k + AHEAD < list->n) __builtin_prefetch(&o->seg.length[m[AHEAD].row - 1]);
        if (na_curve_at(c, tf, o->seg.length[m->row - 1]) < least) continue;
        if (na_seg_is_dead(&o->seg, m->row)) continue;
        rc = na_scan_match(s, o, segment, m->row, m->tf, err);
        least = na_scan_least(s);
    }
    return rc;
}

/* As take_dated(): in a volume all that is beyond a dated row that is behind is, too. */
static int listed_by_date(search *s, open_seg *o, uint32_t segment, const na_matches *list,
                          na_err *err)
{
    bool down = s->sort != NA_SORT_OLDEST, ordered = o->seg.vol != NULL;
    int rc = NA_OK;

    for (size_t k = 0; rc == NA_OK && k < list->n; k++) {
        const na_match *m = &list->v[down ? list->n - 1 - k : k];
        int64_t published = o->seg.published[m->row - 1];
        if (k + AHEAD < list->n)
            __builtin_prefetch(&o->seg.published[(down ? m - AHEAD : m + AHEAD)->row - 1]);
        if (behind(s, published)) {
            if (ordered && published != NA_TIME_NONE) break;
            continue;
        }
        if (!na_seg_is_dead(&o->seg, m->row))
            rc = na_scan_match(s, o, segment, m->row, m->tf, err);
    }
    return rc;
}

static int listed(search *s, open_seg *o, uint32_t segment, const na_matches *list,
                  na_err *err)
{
    s->hits->info.total += count_listed(o, list);
    if (s->want == 0) return NA_OK;
    return s->scored ? listed_by_score(s, o, segment, list, err)
                     : listed_by_date(s, o, segment, list, err);
}

/* -- windows ------------------------------------------------------------------------- */

static void strike_dead(const na_seg *seg, int64_t base, na_bits *bits)
{
    for (unsigned k = 0; seg->dead && k < NA_WINDOW / 64; k++)
        bits->w[k] &= ~seg->dead[base / 64 + k];
}

int na_scan_take(search *s, open_seg *o, uint32_t segment, int64_t base, na_bits *found,
                 na_err *err)
{
    uint64_t n;

    strike_dead(&o->seg, base, found);
    n = na_bits_count(found);
    s->hits->info.total += n;
    if (n > FEW) return take_best(s, o, segment, base, found, err);
    return take_few(s, o, segment, base, found, err);
}

/* Windows [from, to); taken (else only counted). */
static int windows(search *s, open_seg *o, uint32_t segment, int64_t from, int64_t to,
                   bool taken, na_err *err)
{
    const na_bits *found;
    na_bits live;
    int rc = NA_OK;

    for (int64_t k = from; rc == NA_OK && k < to; k++) {
        int64_t base = k * NA_WINDOW;
        if (!taken && s->count_to > 0 && s->hits->info.total >= s->count_to) {
            s->hits->info.total_is_exact = false;
            break;
        }
        if ((rc = na_eval_window(o->eval, base, &found, err)) < 0 || !found) continue;
        live = *found;
        if (s->scored && taken && s->want > 0) {
            rc = na_scan_take(s, o, segment, base, &live, err);
            continue;
        }
        strike_dead(&o->seg, base, &live);
        s->hits->info.total += na_bits_count(&live);
        if (taken && s->want > 0) rc = take_dated(s, o, segment, base, &live, err);
    }
    return rc;
}

/* The rows of the window that are in among; taken (else only counted). */
static int part(search *s, open_seg *o, uint32_t segment, int64_t base,
                const na_bits *among, bool taken, na_err *err)
{
    const na_bits *found;
    na_bits live;
    int rc;

    if (!taken && s->count_to > 0 && s->hits->info.total >= s->count_to) {
        s->hits->info.total_is_exact = false;
        return NA_OK;
    }
    rc = na_eval_window_among(o->eval, base, among, &found, err);
    if (rc < 0 || !found) return rc;
    live = *found;
    (void)na_bits_and(&live, among);
    strike_dead(&o->seg, base, &live);
    s->hits->info.total += na_bits_count(&live);
    return taken ? take_dated(s, o, segment, base, &live, err) : NA_OK;
}

#define LAST 4u /* ranges of rows that are looked at before the rest of their window */

/* The last window. Where the word is a common one its last rows have the hits. */
static int newest_window(search *s, open_seg *o, uint32_t segment, int64_t base,
                         na_err *err)
{
    unsigned n = (unsigned)((o->seg.rows - base + 63) / 64),
             first = n > LAST ? n - LAST : 0;
    na_bits last = { { 0 } }, rest = { { 0 } };
    int rc;

    for (unsigned k = 0; k < n; k++)
        (k < first ? &rest : &last)->w[k] = k < n - 1 || (o->seg.rows & 63) == 0
                                                ? UINT64_MAX
                                                : UINT64_MAX >> (64 - (o->seg.rows & 63));
    rc = part(s, o, segment, base, &last, true, err);
    if (rc < 0 || first == 0) return rc;
    na_eval_rewind(o->eval);
    return part(s, o, segment, base, &rest,
                !behind(s, o->seg.published[base + 64 * (int64_t)first - 1]), err);
}

static int newest(search *s, open_seg *o, uint32_t segment, int64_t n, na_err *err)
{
    int64_t to = n - 1, step = 1, from;
    int rc;

    if (n == 0 || behind(s, o->seg.published[o->seg.rows - 1])) {
        to = n;
        rc = NA_OK;
    } else {
        rc = newest_window(s, o, segment, to * NA_WINDOW, err);
    }
    for (; rc == NA_OK && to > 0 && to < n; to = from, step *= 2) {
        if (behind(s, o->seg.published[to * NA_WINDOW - 1])) break;
        from = to > step ? to - step : 0;
        na_eval_rewind(o->eval);
        rc = windows(s, o, segment, from, to, true, err);
    }
    if (rc < 0 || to == 0) return rc;
    na_eval_rewind(o->eval);
    return windows(s, o, segment, 0, to, false, err);
}

static int oldest(search *s, open_seg *o, uint32_t segment, int64_t n, na_err *err)
{
    int64_t first = (int64_t)o->seg.undated / NA_WINDOW, k = first;
    int rc = NA_OK;

    for (; rc == NA_OK && k < n; k++) {
        int64_t row = k * NA_WINDOW;
        if (k > first && behind(s, o->seg.published[row])) break;
        rc = windows(s, o, segment, k, k + 1, true, err);
    }
    if (rc == NA_OK) rc = windows(s, o, segment, k, n, false, err);
    if (rc < 0 || first == 0) return rc;
    na_eval_rewind(o->eval); /* the undated come last */
    return windows(s, o, segment, 0, first, !behind(s, NA_TIME_NONE), err);
}

int na_scan_segment(search *s, open_seg *o, uint32_t segment, bool *ranged_out, na_err *err)
{
    int64_t n = (o->seg.rows + NA_WINDOW - 1) / NA_WINDOW;
    const na_matches *list;
    na_term *word;
    int rc = NA_OK;

    *ranged_out = false;
    if (!o->eval) rc = na_eval_new(&o->eval, &o->seg, na_query_root(s->query), false, err);
    if (rc < 0) return rc;
    if (s->scored) na_eval_weigh(o->eval, &s->weights);
    list = na_eval_list(o->eval);
    word = s->scored ? na_eval_word(o->eval) : NULL;
    if (list && !word) return listed(s, o, segment, list, err);
    if ((rc = na_skim_segment(s, o, segment, err)) != 0) {
        *ranged_out = rc > 0;
        return rc < 0 ? rc : NA_OK;
    }
    if (list) return listed(s, o, segment, list, err);
    if (word && !o->seg.dead && na_term_guess(word) > SIFT_BYTES)
        return one_word(s, o, segment, word, err);
    if (s->scored || !o->seg.vol || s->want == 0)
        return windows(s, o, segment, 0, n, true, err);
    return s->sort == NA_SORT_OLDEST ? oldest(s, o, segment, n, err)
                                     : newest(s, o, segment, n, err);
}
