/* SPDX-License-Identifier: MIT */
/* hits.c - keeping the best, and giving them out
 *
 * Candidates gather until there are twice as many as wanted, then the better half is kept:
 * about as cheap as a heap, and the last of the kept turns most later ones away at once. Ids
 * settle ties; all are read as candidates come, because reading them later would need their
 * segments again, but only once a tie could matter: within one volume rowids already stand in
 * id order.
 */
#include "core/hits.h"
#include "base/hash.h"
#include <stdlib.h>

int na_hits_new(na_hits **out, na_arc *a, const na_query *q, na_qsort sort, size_t offset,
                size_t want, na_err *err)
{
    na_hits *h = calloc(1, sizeof *h);
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
    free(h->v);
    free(h->cat);
    free(h->hl);
    na_buf_release(&h->snippet);
    na_analyzer_free(h->analyzer);
    na_arena_release(&h->arena);
    free(h);
}

static int cmp_i64(int64_t a, int64_t b) { return a < b ? -1 : a > b; }

/* Better first. The undated are last in either order of dates. */
static int compare(const na_hit *a, const na_hit *b, na_qsort sort)
{
    int c = 0;
    bool ua = a->published == NA_TIME_NONE, ub = b->published == NA_TIME_NONE;

    if (sort == NA_SORT_RELEVANCE) c = -cmp_i64(a->score, b->score);
    if (c == 0 && ua != ub) return ua ? 1 : -1;
    if (c == 0)
        c = sort == NA_SORT_OLDEST ? cmp_i64(a->published, b->published)
                                   : -cmp_i64(a->published, b->published);
    if (c == 0) c = a->id < b->id ? -1 : a->id > b->id;
    if (c == 0) c = a->segment < b->segment ? -1 : a->segment > b->segment;
    return c ? c : cmp_i64(a->row, b->row);
}

static int by_relevance(const void *a, const void *b) { return compare(a, b, NA_SORT_RELEVANCE); }
static int by_newest(const void *a, const void *b) { return compare(a, b, NA_SORT_NEWEST); }
static int by_oldest(const void *a, const void *b) { return compare(a, b, NA_SORT_OLDEST); }

static void sort_and_cut(na_hits *h)
{
    int (*const by)(const void *, const void *) = h->sort == NA_SORT_NEWEST   ? by_newest
                                                  : h->sort == NA_SORT_OLDEST ? by_oldest
                                                                              : by_relevance;
    if (h->n > 1) qsort(h->v, h->n, sizeof *h->v, by);
    if (h->n >= h->want) {
        h->n = h->want;
        h->worst = h->v[h->n - 1];
        h->full = true;
    }
}

int na_hits_offer(na_hits *h, const na_seg *seg, const na_hit *hit, na_err *err)
{
    size_t room = h->want > SIZE_MAX / 2 - 1024 ? SIZE_MAX : 2 * h->want + 1024;
    na_hit x = *hit;
    int rc;

    /* Cheap first: without the id, an equal could still win. */
    x.id = 0;
    if (h->full && compare(&x, &h->worst, h->sort) > 0) return NA_OK;
    if ((rc = na_seg_id(seg, x.row, &x.id, err)) < 0) return rc;
    if (h->full && compare(&x, &h->worst, h->sort) > 0) return NA_OK;
    if (h->n == h->cap) {
        size_t cap = h->cap ? 2 * h->cap : 256;
        na_hit *v = realloc(h->v, cap * sizeof *v);
        if (!v) return na_fail_nomem(err);
        h->v = v, h->cap = cap;
    }
    h->v[h->n++] = x;
    if (h->n >= room) sort_and_cut(h);
    return NA_OK;
}

void na_hits_forget(na_hits *h, uint32_t segment)
{
    size_t kept = 0;

    for (size_t i = 0; i < h->n; i++)
        if (h->v[i].segment != segment) h->v[kept++] = h->v[i];
    h->n = kept;
    h->full = h->full && kept >= h->want;
}

int na_hits_settle(na_hits *h, na_err *err)
{
    (void)err;
    if (h->want == 0) return NA_OK;
    sort_and_cut(h);
    size_t drop = h->offset < h->n ? h->offset : h->n;
    if (drop > 0) memmove(h->v, h->v + drop, (h->n - drop) * sizeof *h->v);
    h->n -= drop;
    return NA_OK;
}

size_t na_hits_n(const na_hits *h) { return h->n; }
const na_search_info *na_hits_info(const na_hits *h) { return &h->info; }

double na_hit_score(const na_hits *h, size_t i) { return (double)h->v[i].score / 1e6; }

int na_hit_id(na_hits *h, size_t i, char out[17], na_err *err)
{
    uint8_t bytes[8];

    (void)err;
    for (int k = 0; k < 8; k++) bytes[k] = (uint8_t)(h->v[i].id >> (56 - 8 * k));
    na_hex(bytes, sizeof bytes, out);
    return NA_OK;
}

const char *na_hit_volume(const na_hits *h, size_t i)
{
    return h->v[i].segment < h->ncat ? h->cat[h->v[i].segment].name : "head";
}

int na_hit_article(na_hits *h, size_t i, const na_article **out, na_err *err)
{
    const na_hit *x = &h->v[i];
    na_volume *v;
    int rc;

    *out = &h->article;
    if (h->current == i + 1) return NA_OK;
    h->current = 0;
    h->article = (na_article){ 0 };
    na_arena_reset(&h->arena);
    if (x->segment < h->ncat) {
        rc = na_volume_get(h->arc, &h->cat[x->segment], &v, err);
        if (rc == NA_OK) rc = na_volume_article(v, x->row, &h->article, &h->arena, err);
    } else {
        rc = na_head_article(h->arc, x->row, &h->article, &h->arena, err);
    }
    if (rc == NA_OK) h->current = i + 1;
    return rc;
}
