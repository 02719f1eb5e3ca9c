/* SPDX-License-Identifier: MIT */
/* hits.c - keeping the best, and giving them out
 *
 * Candidates gather until there are twice as many as wanted, then the better half is kept:
 * about as cheap as a heap, and the last of the kept turns most later ones away at once.
 * Ids settle ties, but a volume's ids are a column to decode, and most ties are within one
 * volume, where the rows already stand in the order of ids (and revisions). So ids are read
 * where a run of equals is of several segments, a segment at a time.
 */
#include "core/hits.h"
#include "base/zalloc.h"
#include "core/expand.h"
#include <stdio.h>
#include <stdlib.h>

int na_hits_new(na_hits **out, na_arc *a, const na_query *q, na_qsort sort, size_t offset,
                size_t want, na_err *err)
{
    na_hits *h = na_zalloc(1, sizeof *h);
    int rc;

    *out = NULL;
    if (!h) return na_fail_nomem(err);
    if ((rc = na_snapshot_hold(a, err)) < 0) {
        free(h);
        return rc;
    }
    h->arc = a, h->query = q, h->sort = sort, h->offset = offset, h->want = want;
    h->info.damage = h->damage;
    na_buf_init(&h->snippet, NA_MIB);
    *out = h;
    return NA_OK;
}

void na_hits_free(na_hits *h)
{
    if (!h) return;
    na_snapshot_release(h->arc);
    na_expand_free(h->expand);
    free(h->v);
    free(h->similar);
    free(h->distance);
    na_query_free(h->own_query);
    free(h->own_cat);
    free(h->hl);
    na_hits_forget(h);
    na_buf_release(&h->snippet);
    na_analyzer_free(h->analyzer);
    na_arena_release(&h->arena);
    free(h);
}

static int cmp_i64(int64_t a, int64_t b) { return a < b ? -1 : a > b; }

/* Better first, by what a hit knows without its id. The undated are last in either order of
 * dates. */
static int compare_keys(const na_hit *a, const na_hit *b, na_qsort sort)
{
    int c = 0;
    bool ua = a->published == NA_TIME_NONE, ub = b->published == NA_TIME_NONE;

    if (sort == NA_SORT_RELEVANCE) c = -cmp_i64(a->score, b->score);
    if (c == 0 && ua != ub) return ua ? 1 : -1;
    if (c == 0)
        c = sort == NA_SORT_OLDEST ? cmp_i64(a->published, b->published)
                                   : -cmp_i64(a->published, b->published);
    return c;
}

static int by_place(const na_hit *a, const na_hit *b)
{
    int c = a->segment < b->segment ? -1 : a->segment > b->segment;
    return c ? c : cmp_i64(a->row, b->row);
}

static int compare(const void *a, const void *b, na_qsort sort)
{
    int c = compare_keys(a, b, sort);
    return c ? c : by_place(a, b);
}

static int by_relevance(const void *a, const void *b)
{
    return compare(a, b, NA_SORT_RELEVANCE);
}
static int by_newest(const void *a, const void *b) { return compare(a, b, NA_SORT_NEWEST); }
static int by_oldest(const void *a, const void *b) { return compare(a, b, NA_SORT_OLDEST); }

/* Of hits with equal keys: all have ids, or all are of one volume. */
static int by_id(const void *pa, const void *pb)
{
    const na_hit *a = pa, *b = pb;

    if (a->has_id && b->has_id) {
        if (a->id != b->id) return a->id < b->id ? -1 : 1;
        if (a->revision != b->revision) return a->revision < b->revision ? -1 : 1;
    }
    return by_place(a, b);
}

/* The ids that hits of this volume lack: of all, or of those that tie. */
static int read_ids(na_hits *h, size_t segment, bool tied_only, na_err *err)
{
    na_volume *v = NULL;
    int rc = NA_OK;

    for (size_t i = 0; rc == NA_OK && i < h->n; i++) {
        na_hit *x = &h->v[i];
        int64_t id, revision;
        if (x->segment != segment || x->has_id || (tied_only && !x->tied)) continue;
        if (!v && (rc = na_volume_get(h->arc, &h->cat[segment], &v, err)) < 0) break;
        if ((rc = na_cols_get(v->cols, NA_COL_ID, x->row, &id, err)) < 0) break;
        if ((rc = na_cols_get(v->cols, NA_COL_REV, x->row, &revision, err)) < 0) break;
        x->id = (uint64_t)id;
        x->revision = (uint32_t)revision;
        x->has_id = true;
    }
    if (rc < 0) h->culprit = segment + 1;
    if (v) na_volumes_trim(h->arc, v);
    return rc;
}

/* Where the run of equals that begins at i ends. */
static size_t run_end(const na_hits *h, size_t i)
{
    size_t end = i + 1;

    while (end < h->n && compare_keys(&h->v[i], &h->v[end], h->sort) == 0) end++;
    return end;
}

/* Marks the runs of several segments (sorted, they begin and end in different ones); is an
 * id of theirs missing? */
static bool mark_ties(na_hits *h)
{
    bool missing = false;

    for (size_t i = 0, end; i < h->n; i = end) {
        end = run_end(h, i);
        if (h->v[i].segment == h->v[end - 1].segment) continue;
        for (size_t k = i; k < end; k++) {
            h->v[k].tied = true;
            missing |= !h->v[k].has_id;
        }
    }
    return missing;
}

static int sort_and_cut(na_hits *h, na_err *err)
{
    int (*const by)(const void *, const void *) = h->sort == NA_SORT_NEWEST ? by_newest
                                                  : h->sort == NA_SORT_OLDEST
                                                      ? by_oldest
                                                      : by_relevance;
    int rc;

    if (h->n > 1) qsort(h->v, h->n, sizeof *h->v, by);
    if (mark_ties(h))
        for (size_t s = 0; s < h->ncat; s++)
            if ((rc = read_ids(h, s, true, err)) < 0) return rc;
    for (size_t i = 0, end; i < h->n; i = end) {
        end = run_end(h, i);
        if (end - i > 1) qsort(&h->v[i], end - i, sizeof *h->v, by_id);
    }
    if (h->n >= h->want) {
        h->n = h->want;
        h->worst = h->v[h->n - 1];
        h->full = true;
    }
    return NA_OK;
}

/* Would it be cut? Without its id, an equal of another segment could still win. */
static bool beaten(const na_hits *h, const na_hit *x)
{
    int c = compare_keys(x, &h->worst, h->sort);

    if (c != 0) return c > 0;
    if (x->has_id && h->worst.has_id) return x->id > h->worst.id;
    return x->segment == h->worst.segment && x->row > h->worst.row;
}

/* Keeps the best `want` scores in a heap. */
static void note_score(na_hits *h, int64_t score)
{
    size_t i, kid;

    if (h->want > NA_HITS_TOP || h->sort != NA_SORT_RELEVANCE) return;
    if (h->ntop < h->want) {
        for (i = h->ntop++; i > 0 && h->top[(i - 1) / 2] > score; i = (i - 1) / 2)
            h->top[i] = h->top[(i - 1) / 2];
        h->top[i] = score;
        return;
    }
    if (score <= h->top[0]) return;
    for (i = 0; (kid = 2 * i + 1) < h->ntop; i = kid) {
        if (kid + 1 < h->ntop && h->top[kid + 1] < h->top[kid]) kid++;
        if (h->top[kid] >= score) break;
        h->top[i] = h->top[kid];
    }
    h->top[i] = score;
}

int64_t na_hits_floor(const na_hits *h)
{
    if (h->ntop > 0 && h->ntop == h->want) return h->top[0];
    return h->full && h->sort == NA_SORT_RELEVANCE ? h->worst.score : INT64_MIN;
}

int na_hits_offer(na_hits *h, const na_seg *seg, const na_hit *hit, na_err *err)
{
    size_t room = h->want > SIZE_MAX / 2 - 64 ? SIZE_MAX : 2 * h->want + 64;
    na_hit x = *hit;
    int rc;

    if (!seg->vol) { /* its rows are in order of arrival, its ids at hand */
        if ((rc = na_seg_id(seg, x.row, &x.id, err)) < 0) return rc;
        if ((rc = na_seg_revision(seg, x.row, &x.revision, err)) < 0) return rc;
        x.has_id = true;
    }
    if (h->full && beaten(h, &x)) return NA_OK;
    note_score(h, x.score);
    if (h->n == h->cap) {
        size_t cap = h->cap ? 2 * h->cap : 256;
        na_hit *v = realloc(h->v, cap * sizeof *v);
        if (!v) return na_fail_nomem(err);
        h->v = v, h->cap = cap;
    }
    h->v[h->n++] = x;
    return h->n >= room ? sort_and_cut(h, err) : NA_OK;
}

void na_hits_clear(na_hits *h)
{
    h->n = h->ntop = 0;
    h->full = false;
    h->culprit = 0;
}

size_t na_hits_culprit(const na_hits *h, size_t at_hand)
{
    return h->culprit ? h->culprit - 1 : at_hand;
}

int na_hits_settle(na_hits *h, na_err *err)
{
    int rc;

    if (h->want == 0) return NA_OK;
    if ((rc = sort_and_cut(h, err)) < 0) return rc;
    size_t drop = h->offset < h->n ? h->offset : h->n;
    if (drop > 0) memmove(h->v, h->v + drop, (h->n - drop) * sizeof *h->v);
    h->n -= drop;
    return NA_OK;
}

size_t na_hits_n(const na_hits *h) { return h->n; }
const na_search_info *na_hits_info(const na_hits *h) { return &h->info; }

uint64_t na_hit_similar(const na_hits *h, size_t i)
{
    return h->similar ? h->similar[i] : 0;
}

double na_hit_score(const na_hits *h, size_t i) { return (double)h->v[i].score / 1e6; }

int na_hit_id(na_hits *h, size_t i, char out[17], na_err *err)
{
    int rc;

    if (!h->v[i].has_id && (rc = read_ids(h, h->v[i].segment, false, err)) < 0) return rc;
    (void)snprintf(out, 17, "%016llx", (unsigned long long)h->v[i].id);
    return NA_OK;
}

const char *na_hit_volume(const na_hits *h, size_t i)
{
    return h->v[i].segment < h->ncat ? h->cat[h->v[i].segment].name : "head";
}

int na_hit_article(na_hits *h, size_t i, const na_article **out, na_err *err)
{
    const na_hit *x = &h->v[i];
    na_str ahead = na_hits_line(h, i);
    na_volume *v;
    int rc;

    *out = &h->article;
    if (h->current == i + 1) return NA_OK;
    h->current = 0;
    h->article = (na_article){ 0 };
    na_arena_reset(&h->arena);
    if (x->segment < h->ncat) {
        rc = na_volume_get(h->arc, &h->cat[x->segment], &v, err);
        if (rc == NA_OK && ahead.len > 0)
            rc = na_volume_parse(v, x->row, ahead, &h->article, &h->arena, err);
        else if (rc == NA_OK)
            rc = na_volume_article(v, x->row, &h->article, &h->arena, err);
        na_volumes_trim(h->arc, NULL);
    } else {
        rc = na_head_article(h->arc, na_hit_base(h, x) + x->row, &h->article, &h->arena,
                             err);
    }
    if (rc == NA_OK) h->current = i + 1;
    return rc;
}
