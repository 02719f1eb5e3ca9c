/* SPDX-License-Identifier: MIT */
#include "core/similar.h"
#include "core/hits.h"
#include "core/match.h"
#include "text/signature.h"
#include <math.h>
#include <stdlib.h>

#define TERMS 25u
#define CANDIDATES 150u /* words of the article that are counted in the archive */
#define SEGMENTS 6u     /* of the archive, in which they are */
#define COMMON 16       /* a word in one of so many articles tells nothing; */
#define COMMON_FEW 4    /* in one of so many, where there are a few dozen articles; */
#define TOO_FEW 32      /* below, nothing can be said of it */
#define NEAR_HITS 1000u
#define LONG_TERM 40u

typedef struct term {
    na_str text;
    unsigned tf; /* a place in the title counts three times */
    uint64_t n;
    double weight;
} term;

typedef struct near_hit {
    na_hit hit;
    unsigned distance;
} near_hit;

typedef struct similar {
    na_arc *arc;
    char id[17];
    na_buf cols[NA_FTS_COLS];
    uint64_t signature;
    na_catrow *cat;
    size_t ncat;
    na_match_walk walk;
    term *term;
    size_t nterms;
    near_hit *near;
    size_t nnear;
} similar;

/* -- the article --------------------------------------------------------------------- */

static int read_article(similar *s, na_str id, na_err *err)
{
    na_arena arena = { 0 };
    na_analyzer *an = NULL;
    na_article art = { 0 };
    na_str volume;
    na_buf bounds;
    uint32_t n[3];
    int rc;

    na_buf_init(&bounds, 4 * NA_MAX_ARTICLE);
    if ((rc = na_arc_get(s->arc, id, 0, &art, &arena, &volume, err)) < 0) goto done;
    memcpy(s->id, art.id.ptr, art.id.len < 16 ? art.id.len : 16);
    if ((rc = na_analyzer_new(&an, err)) < 0) goto done;
    if ((rc = na_article_tokens(an, &art, s->cols, n, &bounds, err)) < 0) goto done;
    s->signature = na_article_signature(s->cols);
done:
    na_analyzer_free(an);
    na_buf_release(&bounds);
    na_arena_release(&arena);
    return rc;
}

/* -- its words ----------------------------------------------------------------------- */

static bool tells(na_str t)
{
    if (t.len < 2 || t.len > LONG_TERM) return false;
    for (size_t i = 0; i < t.len; i++)
        if (t.ptr[i] >= '0' && t.ptr[i] <= '9') return false;
    return true;
}

static int by_text(const void *a, const void *b)
{
    return na_str_cmp(((const term *)a)->text, ((const term *)b)->text);
}

/* Often in the article first; a long word is rarer than a short one. */
static int by_tf(const void *a, const void *b)
{
    const term *x = a, *y = b;

    if (x->tf != y->tf) return x->tf > y->tf ? -1 : 1;
    if (x->text.len != y->text.len) return x->text.len > y->text.len ? -1 : 1;
    return by_text(a, b);
}

static bool is_common(const term *t, uint64_t rows)
{
    if (rows < TOO_FEW) return false;
    return t->n > rows / (rows >= 4 * COMMON ? COMMON : COMMON_FEW);
}

static int by_weight(const void *a, const void *b)
{
    const term *x = a, *y = b;

    if (x->weight != y->weight) return x->weight > y->weight ? -1 : 1;
    return by_text(a, b);
}

static int take_terms(similar *s, na_err *err)
{
    static const unsigned tf[] = { 3, 2, 1 };
    size_t cap = 1, n = 0, kept = 0;

    for (int c = 0; c < 3; c++) cap += s->cols[c].len / 2 + 1;
    if (!(s->term = calloc(cap, sizeof *s->term))) return na_fail_nomem(err);
    for (int c = 0; c < 3; c++) {
        na_str t = na_buf_get(&s->cols[c]);
        for (size_t at = 0; at < t.len;) {
            size_t end = na_str_chr(t, ' ', at);
            if (end > t.len) end = t.len; /* the last one */
            na_str word = na_str_sub(t, at, end);
            if (tells(word)) s->term[n++] = (term){ .text = word, .tf = tf[c] };
            at = end + 1;
        }
    }
    if (n > 1) qsort(s->term, n, sizeof *s->term, by_text);
    for (size_t i = 0; i < n; i++) {
        if (kept > 0 && na_str_eq(s->term[kept - 1].text, s->term[i].text))
            s->term[kept - 1].tf += s->term[i].tf;
        else
            s->term[kept++] = s->term[i];
    }
    if (kept > 1) qsort(s->term, kept, sizeof *s->term, by_tf);
    s->nterms = kept < CANDIDATES ? kept : CANDIDATES;
    return NA_OK;
}

static int count_terms(similar *s, const na_seg *seg, na_err *err)
{
    uint64_t n;
    int rc;

    for (size_t i = 0; i < s->nterms; i++) {
        if ((rc = na_seg_count(seg, s->term[i].text, &n, err)) < 0) return rc;
        s->term[i].n += n;
    }
    return NA_OK;
}

/* Marked articles are counted as they came, once: so the last segment, of what their marks
 * make of them, is none. */
static int weigh_terms(similar *s, na_err *err)
{
    size_t all = s->walk.ncat + NA_HEAD_MARKED, n = all < SEGMENTS ? all : SEGMENTS,
           kept = 0;
    uint64_t rows = 0;
    na_seg seg;
    bool open;
    int rc = NA_OK;

    for (size_t k = 0; rc == NA_OK && k < n; k++) {
        size_t i = n > 1 ? k * (all - 1) / (n - 1) : 0;
        na_err why = { 0 };
        if ((rc = na_match_open(&s->walk, i, &seg, &open, err)) < 0 || !open) continue;
        rc = count_terms(s, &seg, &why);
        rows += (uint64_t)seg.rows;
        na_seg_release(&seg);
        if (rc < 0) rc = na_match_damaged(&s->walk, i, rc, &why, err);
    }
    for (size_t i = 0; i < s->nterms; i++) {
        term t = s->term[i];
        /* A word of this article alone finds nothing. */
        if (t.n < (n == all ? 2 : 1) || is_common(&t, rows)) continue;
        t.weight = (1 + log(t.tf)) * log((double)rows / (double)t.n + 1);
        s->term[kept++] = t;
    }
    if (kept > 1) qsort(s->term, kept, sizeof *s->term, by_weight);
    s->nterms = kept < TERMS ? kept : TERMS;
    return rc;
}

static int make_query(similar *s, na_query **out, na_err *err)
{
    na_buf text;
    int rc;

    na_buf_init(&text, 64 * NA_KIB);
    for (size_t i = 0; i < s->nterms; i++)
        na_buf_printf(&text, "%s\"%.*s\"", i ? " OR " : "", NA_STR_ARG(s->term[i].text));
    if (s->nterms == 0) na_buf_puts(&text, "&"); /* nothing to go by finds nothing */
    rc = na_buf_check(&text, "query", err);
    if (rc == NA_OK) rc = na_query_parse(out, na_buf_get(&text), 0, NULL, err);
    na_buf_release(&text);
    return rc;
}

/* -- its near-duplicates ------------------------------------------------------------- */

static int by_distance(const void *a, const void *b)
{
    const near_hit *x = a, *y = b;

    if (x->distance != y->distance) return x->distance < y->distance ? -1 : 1;
    if (x->hit.published != y->hit.published)
        return x->hit.published > y->hit.published ? -1 : 1;
    return x->hit.id < y->hit.id ? -1 : x->hit.id > y->hit.id;
}

static int take_near(similar *s, const na_seg *seg, uint32_t segment, int64_t row,
                     uint64_t sig, na_err *err)
{
    uint64_t self = strtoull(s->id, NULL, 16), id;
    int rc;

    if (na_seg_is_dead(seg, row) || s->nnear == NEAR_HITS) return NA_OK;
    if ((rc = na_seg_id(seg, row, &id, err)) < 0 || id == self) return rc;
    s->near[s->nnear++] = (near_hit){ .hit = { .segment = segment,
                                               .row = row,
                                               .published = seg->published[row - 1],
                                               .id = id,
                                               .has_id = true },
                                      .distance = na_sig_distance(sig, s->signature) };
    return NA_OK;
}

static int find_near(similar *s, na_err *err)
{
    const uint64_t *sig = NULL;
    na_seg seg;
    bool open;
    int rc = NA_OK;

    if (!(s->near = calloc(NEAR_HITS, sizeof *s->near))) return na_fail_nomem(err);
    if (!s->signature) return NA_OK;
    for (size_t i = 0; rc == NA_OK && i < s->walk.ncat + NA_HEADS; i++) {
        na_err why = { 0 };
        if ((rc = na_match_open(&s->walk, i, &seg, &open, err)) < 0 || !open) continue;
        rc = na_seg_signatures(&seg, &sig, &why);
        for (int64_t base = 0; rc == NA_OK && base < seg.rows; base += 64) {
            size_t n = seg.rows - base < 64 ? (size_t)(seg.rows - base) : 64;
            uint64_t bits = 0;
            if (!na_sig_near(sig + base, n, s->signature, &bits)) continue;
            for (; rc == NA_OK && bits; bits &= bits - 1) {
                int64_t row = base + 1 + __builtin_ctzll(bits);
                rc = take_near(s, &seg, (uint32_t)i, row, sig[row - 1], &why);
            }
        }
        na_seg_release(&seg);
        if (rc < 0) rc = na_match_damaged(&s->walk, i, rc, &why, err);
    }
    if (s->nnear > 1) qsort(s->near, s->nnear, sizeof *s->near, by_distance);
    return rc;
}

/* -- together ------------------------------------------------------------------------ */

static bool is_near(const similar *s, const na_hit *x)
{
    for (size_t i = 0; i < s->nnear; i++)
        if (s->near[i].hit.segment == x->segment && s->near[i].hit.row == x->row)
            return true;
    return false;
}

/* The near-duplicates in front of what the query found. */
static int arrange(const similar *s, na_hits *h, size_t limit, na_err *err)
{
    size_t cap = s->nnear + h->n + 1, n = 0;
    na_hit *v = calloc(cap, sizeof *v);
    int *distance = malloc(cap * sizeof *distance);
    char id[17];
    int rc = NA_OK;

    if (!v || !distance) {
        rc = na_fail_nomem(err);
        goto done;
    }
    for (size_t i = 0; i < s->nnear && n < limit; i++) {
        distance[n] = (int)s->near[i].distance;
        v[n++] = s->near[i].hit;
    }
    for (size_t i = 0; i < h->n && n < limit; i++) {
        if (is_near(s, &h->v[i])) continue;
        if ((rc = na_hit_id(h, i, id, err)) < 0) goto done;
        if (strcmp(id, s->id) == 0) continue;
        distance[n] = -1;
        v[n++] = h->v[i];
    }
    free(h->v);
    free(h->distance);
    h->v = v, v = NULL;
    h->distance = distance, distance = NULL;
    h->n = n, h->cap = cap;
    h->info.total = n;
    h->info.total_is_exact = true;
done:
    free(v);
    free(distance);
    return rc;
}

int na_similar(na_arc *a, na_str id, size_t limit, char id_out[17], na_hits **out,
               na_err *err)
{
    similar s = { .arc = a };
    na_search_opts o = { .sort = NA_SORT_RELEVANCE };
    na_query *q = NULL;
    na_hits *h = NULL;
    int rc;

    *out = NULL;
    for (int i = 0; i < NA_FTS_COLS; i++) na_buf_init(&s.cols[i], 4 * NA_MAX_ARTICLE);
    if ((rc = na_snapshot_hold(a, err)) < 0) return rc;
    if ((rc = read_article(&s, id, err)) < 0) goto done;
    if ((rc = na_catalogue(a, &s.cat, &s.ncat, err)) < 0) goto done;
    if ((rc = na_match_init(&s.walk, a, s.cat, s.ncat, err)) < 0) goto done;
    if ((rc = find_near(&s, err)) < 0) goto done;
    if ((rc = take_terms(&s, err)) < 0 || (rc = weigh_terms(&s, err)) < 0) goto done;
    if ((rc = make_query(&s, &q, err)) < 0) goto done;
    if (!na_add_ok(limit, s.nnear + 1, &o.limit)) o.limit = SIZE_MAX;
    if ((rc = na_search(a, q, &o, &h, err)) < 0) goto done;
    h->own_query = q, q = NULL;
    if ((rc = arrange(&s, h, limit, err)) < 0) goto done;
    memcpy(id_out, s.id, sizeof s.id);
    *out = h, h = NULL;
done:
    na_hits_free(h);
    na_query_free(q);
    free(s.near);
    free(s.term);
    free(s.cat);
    na_match_release(&s.walk);
    for (int i = 0; i < NA_FTS_COLS; i++) na_buf_release(&s.cols[i]);
    na_snapshot_release(a);
    return rc;
}

int na_hit_distance(const na_hits *h, size_t i)
{
    return h->distance ? h->distance[i] : -1;
}
