/* SPDX-License-Identifier: MIT */
/* search.c - a query over all segments: statistics, matches, the best of them in order
 *
 * Two passes where relevance decides: the first counts, over all segments, the articles
 * that match each leaf (idf and mean length must not depend on how articles are split over
 * volumes), the second finds the matches and scores them. A volume that lacks the words, or
 * in the second pass lies wholly outside the query's dates, is not opened.
 */
#include "base/zalloc.h"
#include "core/cites.h"
#include "core/collapse.h"
#include "core/kept.h"
#include "core/search_int.h"
#include "core/warm.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* -- the query ----------------------------------------------------------------------- */

/* What is below scores; a proximity does as a whole. */
static bool descends(const na_qnode *n)
{
    return na_qnode_is_about_them(n) && n->kind != NA_Q_NEAR;
}

static size_t count_leaves(const na_qnode *n)
{
    size_t sum = n->kind == NA_Q_PHRASE || n->kind == NA_Q_NEAR;
    for (size_t i = 0; descends(n) && i < n->nkids; i++) sum += count_leaves(n->kids[i]);
    return sum;
}

/* The leaves that score: outside NOT, with a column that counts. */
static void take_leaves(search *s, const na_qnode *n)
{
    if ((n->kind == NA_Q_PHRASE || n->kind == NA_Q_NEAR) && (n->fields & NA_F_DEFAULT))
        s->leaves[s->nleaves++] = (na_leaf_weight){ .leaf = n };
    for (size_t i = 0; descends(n) && i < n->nkids; i++) take_leaves(s, n->kids[i]);
}

/* By date those with the best hits come first: the head, whose dates nobody knows, then the
 * volumes by the end that counts. */
static void order_segments(search *s)
{
    const na_catrow *cat = s->walk.cat;
    size_t n = s->walk.ncat;

    for (size_t i = 0; i < n + NA_HEADS; i++) s->order[i] = i;
    if (s->scored || s->want == 0) return;
    for (size_t i = 0; i < NA_HEADS; i++) s->order[i] = n + i;
    for (size_t i = 0; i < n; i++) {
        size_t k = NA_HEADS + i;
        for (; k > NA_HEADS; k--) {
            const na_catrow *before = &cat[s->order[k - 1]];
            if (s->sort == NA_SORT_OLDEST ? before->first <= cat[i].first
                                          : before->last >= cat[i].last)
                break;
            s->order[k] = s->order[k - 1];
        }
        s->order[k] = i;
    }
}

static int prepare(search *s, na_err *err)
{
    const na_qnode *root = na_query_root(s->query);
    size_t n = count_leaves(root);

    s->dates = na_match_dates_of(root);
    s->has_range = na_match_has_range(root);
    s->leaves = na_zalloc(n + 1, sizeof *s->leaves);
    s->n = na_zalloc(n + 1, sizeof *s->n);
    s->keeps = s->walk.ncat < KEPT && (s->walk.ncat + NA_HEADS) * n <= KEPT_LEAVES;
    s->open = na_zalloc(s->keeps ? s->walk.ncat + NA_HEADS : 1, sizeof(open_seg *));
    s->order = na_zalloc(s->walk.ncat + NA_HEADS, sizeof *s->order);
    if (!s->leaves || !s->n || !s->open || !s->order) return na_fail_nomem(err);
    if (s->sort == NA_SORT_RELEVANCE && s->want > 0) take_leaves(s, root);
    s->scored = s->nleaves > 0;
    order_segments(s);
    return na_known_recall(s, err);
}

/* -- segments ------------------------------------------------------------------------ */

static void seg_close(search *s, size_t i)
{
    open_seg **o = &s->open[s->keeps ? i : 0];

    if (!*o) return;
    na_eval_free((*o)->eval);
    na_seg_release(&(*o)->seg);
    free(*o);
    *o = NULL;
}

/* Segment i, opened if it is not; *out NULL when there is nothing to search in it. */
static int seg_open(search *s, size_t i, open_seg **out, na_err *err)
{
    open_seg **o = &s->open[s->keeps ? i : 0];
    bool open = true;
    int rc = NA_OK;

    *out = NULL;
    if (!*o) {
        if (!(*o = calloc(1, sizeof **o))) return na_fail_nomem(err);
        rc = na_match_open(&s->walk, i, &(*o)->seg, &open, err);
        if (rc < 0 || !open) {
            free(*o);
            *o = NULL;
        }
    }
    *out = *o;
    return rc;
}

/* The same when statistics are at hand: those of a volume that turns out to be bad only now
 * may be among them. */
static int seg_enter(search *s, size_t i, open_seg **out, na_err *err)
{
    bool bad = s->walk.bad[i];
    int rc = seg_open(s, i, out, err);

    s->spoiled |= s->scored && s->walk.bad[i] != bad;
    return rc;
}

static void close_all(search *s)
{
    for (size_t i = 0; s->open && i < (s->keeps ? s->walk.ncat + NA_HEADS : 1); i++)
        seg_close(s, i);
}

/* A segment failed that others were added to or compared with already. */
static int spoiled(search *s, size_t i, int rc, na_err *why, na_err *err)
{
    s->spoiled = true;
    return na_match_damaged(&s->walk, i, rc, why, err);
}

static int count_segment(search *s, open_seg *o, size_t i, na_err *err)
{
    uint64_t n;
    int rc = na_eval_new(&o->eval, &o->seg, na_query_root(s->query), false, err);

    for (size_t k = 0; rc == NA_OK && k < s->nleaves; k++) {
        n = 0;
        rc = na_eval_leaf_n(o->eval, s->leaves[k].leaf, &n, err);
        if (rc == NA_OK) s->n[k] += n;
        if (rc == NA_OK && i < s->walk.ncat) na_recall_n(s->recall[k], i, n);
    }
    s->articles += (uint64_t)o->seg.rows;
    s->tokens += o->seg.tokens;
    return rc;
}

/* idf = ln(1 + (N - n + 0.5) / (n + 0.5)) */
static void weigh(search *s)
{
    double total = (double)s->articles;

    for (size_t k = 0; k < s->nleaves; k++) {
        double n = (double)s->n[k];
        s->leaves[k].idf = log(1 + (total - n + 0.5) / (n + 0.5));
    }
    s->weights = (na_weights){
        .v = s->leaves,
        .n = s->nleaves,
        .mean_length = s->tokens > 0 ? (double)s->tokens / total : 1,
    };
}

/* Does any leaf that scores have its words in volume i? */
static bool any_leaf_in(const search *s, size_t i)
{
    bool any = false;

    if (s->walk.bad[i]) return true; /* it is not counted */
    for (size_t k = 0; !any && k < s->nleaves; k++)
        any = na_prune_may(s->walk.prune, s->leaves[k].leaf, i);
    return any;
}

/* Will volume i be opened, to be counted by leaves or by matches? */
static bool is_needed(const search *s, size_t i)
{
    if (s->scored) return !na_known_counted(s, i) && any_leaf_in(s, i);
    return !na_match_outside(&s->dates, &s->walk.cat[i]) &&
           na_prune_may(s->walk.prune, na_query_root(s->query), i);
}

/* Opens the volumes that are needed in any case. By date the first few may have the
 * hits. */
static int warm(search *s, na_err *err)
{
    size_t *v, n = 0;

    if (s->told || s->walk.ncat < 2 || (!s->scored && s->want > 0)) return NA_OK;
    if (!(v = malloc(s->walk.ncat * sizeof *v))) return na_fail_nomem(err);
    for (size_t i = 0; i < s->walk.ncat; i++)
        if (is_needed(s, i)) v[n++] = i;
    na_warm(&s->walk, v, n, na_query_root(s->query));
    free(v);
    return NA_OK;
}

static int statistics(search *s, na_err *err)
{
    open_seg *o;
    int rc = NA_OK;

    for (size_t i = na_known_totals(s); rc == NA_OK && i < s->walk.ncat + NA_HEADS; i++) {
        na_err why = { 0 };
        if (i < s->walk.ncat && (na_known_counted(s, i) || !any_leaf_in(s, i))) {
            s->articles += s->walk.cat[i].articles;
            for (int c = 0; c < 3; c++) s->tokens += s->walk.cat[i].tokens[c];
            for (size_t k = 0; k < s->nleaves; k++) {
                if (s->recall[k]) na_recall_n(s->recall[k], i, 0);
                if (s->recall[k]) s->n[k] += s->recall[k]->n[i];
            }
            continue;
        }
        if ((rc = seg_open(s, i, &o, err)) < 0 || !o) continue;
        rc = count_segment(s, o, i, &why);
        if (rc < 0 || !s->keeps) seg_close(s, i);
        if (rc < 0) rc = spoiled(s, i, rc, &why, err);
    }
    weigh(s);
    return rc;
}

/* -- matches ------------------------------------------------------------------------- */

static int matches(search *s, na_err *err)
{
    const na_match_walk *w = &s->walk;
    uint64_t undated = 0;
    open_seg *o;
    bool skipped, ranged;
    int rc = s->scored ? na_known_order(s, err) : NA_OK;

    for (size_t k = 0; rc == NA_OK && k < w->ncat + NA_HEADS; k++) {
        size_t i = s->order[k];
        na_err why = { 0 };
        if (i < w->ncat &&
            (na_match_outside(&s->dates, &w->cat[i]) || !na_known_may_match(s, i) ||
             !na_prune_may(w->prune, na_query_root(s->query), i))) {
            s->hits->info.skipped++;
            continue;
        }
        if (i < w->ncat && !(s->has_range && w->cat[i].undated > 0) &&
            na_scan_needless(s, w->cat[i].first, w->cat[i].last)) {
            s->hits->info.skipped++;
            s->hits->info.total_is_exact = false;
            continue;
        }
        if (i < w->ncat && s->scored) {
            if ((rc = na_known_needless(s, i, &skipped, err)) < 0) break;
            s->hits->info.skipped += skipped;
            if (skipped) continue;
        }
        if ((rc = seg_enter(s, i, &o, err)) < 0 || !o) continue;
        s->hits->info.volumes += i < w->ncat;
        s->best = INT64_MIN;
        rc = na_scan_segment(s, o, (uint32_t)i, &ranged, &why);
        if (rc == NA_OK && i < w->ncat && s->scored) na_known_remember(s, o, i, ranged);
        if (rc == NA_OK)
            rc = na_match_undated(&o->seg, na_query_root(s->query), &undated, &why);
        seg_close(s, i);
        if (rc == NA_OK) s->hits->info.undated_left_out += undated;
        if (rc < 0) rc = spoiled(s, na_hits_culprit(s->hits, i), rc, &why, err);
    }
    return rc;
}

static int settle(search *s, na_err *err)
{
    na_err why = { 0 };
    int rc = na_hits_settle(s->hits, &why);

    return rc < 0 ? spoiled(s, na_hits_culprit(s->hits, s->walk.ncat), rc, &why, err)
                  : NA_OK;
}

static int collapse(search *s, na_err *err)
{
    na_err why = { 0 };
    size_t culprit = s->walk.ncat;
    int rc = na_collapse(s->hits, &s->walk, &s->dates, s->opts, &s->again, &culprit, &why);

    return rc < 0 ? spoiled(s, culprit, rc, &why, err) : NA_OK;
}

/* Nothing counted or found yet; what was seen to be damaged stays known. */
static void start_over(search *s)
{
    na_search_info *info = &s->hits->info;

    memset(s->n, 0, s->nleaves * sizeof *s->n);
    s->articles = s->tokens = 0;
    s->spoiled = s->again = false;
    info->total_is_exact = true;
    close_all(s);
    info->total = info->volumes = info->skipped = info->undated_left_out = 0;
    na_hits_clear(s->hits);
}

/* Hits of a volume that turns out to be damaged may have displaced better ones of the
 * others, and its words are in the statistics: then all is done again without it. */
static int run_once(search *s, na_err *err)
{
    int rc = NA_OK;

    do {
        start_over(s);
        if ((rc = warm(s, err)) < 0) return rc;
        if (s->scored && (rc = statistics(s, err)) < 0) return rc;
        if (!s->spoiled && (rc = matches(s, err)) < 0) return rc;
        if (!s->spoiled && (rc = settle(s, err)) < 0) return rc;
        if (!s->spoiled && s->opts->collapse && s->want > 0 && (rc = collapse(s, err)) < 0)
            return rc;
    } while (s->spoiled || s->again);
    return NA_OK;
}

static void search_release(search *s)
{
    close_all(s);
    free((void *)s->open);
    free(s->order);
    free(s->bounds);
    na_match_release(&s->walk);
    free((void *)s->recall);
    free(s->leaves);
    free(s->n);
}

static int attempt(na_arc *a, const na_query *q, const na_search_opts *o, bool *gone,
                   na_hits **out, na_err *err)
{
    search s = { .query = q, .opts = o };
    int rc;

    *gone = false;
    s.sort = o->sort != NA_SORT_DEFAULT ? (na_qsort)o->sort : na_query_sort(q);
    if (s.sort == NA_SORT_DEFAULT) s.sort = NA_SORT_RELEVANCE;
    s.want = o->count_only ? 0 : o->limit;
    s.count_to = o->count_only ? 0 : o->count_to;
    if (s.want > 0 && !na_add_ok(s.want, o->offset, &s.want)) s.want = SIZE_MAX;
    if (o->collapse && s.want > 0) s.want = na_collapse_want(s.want);
    rc = na_hits_new(&s.hits, a, q, s.sort, o->collapse ? 0 : o->offset, s.want, err);
    if (rc < 0) goto done;
    na_recall_begin(a);
    na_kept_begin(a);
    rc = na_catalogue_borrow(a, &s.hits->cat, &s.hits->own_cat, &s.hits->ncat, err);
    if (rc < 0) goto done;
    rc = na_match_init(&s.walk, a, s.hits->cat, s.hits->ncat, err);
    s.walk.revisions = na_query_revisions(q);
    if (rc == NA_OK) rc = na_match_expand(&s.walk, na_query_root(q), err);
    if (rc < 0 || (rc = prepare(&s, err)) < 0) goto done;
    rc =
        na_match_ready(&s.walk, na_query_root(q), !(s.plain && s.told) || o->collapse, err);
    if (rc < 0 || (rc = run_once(&s, err)) < 0) goto done;
    s.hits->info.damaged = s.walk.damaged;
    (void)snprintf(s.hits->damage, sizeof s.hits->damage, "%s", s.walk.damage);
    *gone = s.walk.gone;
    na_prune_free(s.walk.prune);
    s.walk.prune = NULL; /* it refers to the expansion */
    s.hits->expand = s.walk.expand;
    s.walk.expand = NULL;
    *out = s.hits;
    s.hits = NULL;
done:
    na_hits_free(s.hits);
    search_release(&s);
    return rc;
}

int na_search(na_arc *a, const na_query *q, const na_search_opts *o, na_hits **out,
              na_err *err)
{
    double t0 = now_ms();
    bool gone;
    int rc;

    *out = NULL;
    for (int tries = 0;; tries++) {
        if ((rc = na_snapshot_hold(a, err)) < 0) return rc;
        rc = attempt(a, q, o, &gone, out, err); /* its hits hold the snapshot, too */
        na_snapshot_release(a);
        /* A volume gone between catalogue and opening was compacted: a newer catalogue
         * names its successor. Once: then it is missing. */
        if (rc < 0 || !gone || tries > 0) break;
        na_hits_free(*out);
        *out = NULL;
        na_volumes_drop(a);
    }
    if (*out) (*out)->info.took_ms = now_ms() - t0;
    return rc;
}
