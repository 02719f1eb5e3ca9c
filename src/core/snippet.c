/* SPDX-License-Identifier: MIT */
/* snippet.c - the sentences of an article that show why it was found
 *
 * The body is analyzed once more, and each token remembers which terms of the query it
 * matches. A leaf matches where its terms stand at their offsets, exactly as in the index.
 * Which sentences show best what matched is excerpt.h's.
 */
#include "core/excerpt.h"
#include "core/expand.h"
#include "core/hits.h"
#include "text/sentence.h"
#include "text/unicode.h"
#include <stdlib.h>

#define MAX_TERMS 64 /* of a query, that a snippet looks for; further ones are not marked */
#define MAX_HITS 4096
#define MAX_CLOSE 8 /* operators of proximity */

typedef struct place { /* a token of the body; its index is its position */
    uint64_t terms;
    size_t start, end;
} place;

typedef struct finder {
    const na_expand *expand;
    na_err *err;
    const na_qterm *term[MAX_TERMS];
    const na_expand_leaf *words[MAX_TERMS]; /* NULL: the term alone */
    struct {
        const na_qnode *node;
        size_t first; /* of its terms */
    } leaf[MAX_TERMS];
    size_t nterms, nleaves;
    na_buf places; /* of place */
    na_mark *hits;
    size_t nhits;
    na_close close[MAX_CLOSE];
    size_t nclose;
} finder;

static void take_leaves(finder *f, const na_qnode *n);

/* How far the last operand may begin behind the first: about; the index knows exactly. */
static uint32_t span_of(const na_qnode *n)
{
    uint32_t words = 0;

    for (size_t i = 0; i < n->nkids; i++)
        words += n->kids[i]->width ? n->kids[i]->width : 1;
    if (n->op == NA_NEAR_SENTENCE || n->op == NA_NEAR_PARAGRAPH) return UINT32_MAX;
    if (n->op == NA_NEAR_WORDS && n->ordered)
        return words + n->distance * (uint32_t)(n->nkids - 1);
    return words + n->distance;
}

static void take_near(finder *f, const na_qnode *n)
{
    na_close x = { .span = span_of(n) };

    for (size_t i = 0; i < n->nkids; i++) {
        size_t from = f->nleaves;
        take_leaves(f, n->kids[i]);
        if (x.n == NA_CLOSE_SIDES || f->nleaves == from) continue;
        for (size_t l = from; l < f->nleaves; l++) x.side[x.n] |= (uint64_t)1 << l;
        x.n++;
    }
    if (x.n > 1 && f->nclose < MAX_CLOSE) f->close[f->nclose++] = x;
}

static void take_leaves(finder *f, const na_qnode *n)
{
    if (n->kind == NA_Q_PHRASE && (n->fields & NA_F_BODY) && n->nterms > 0 &&
        f->nterms + n->nterms <= MAX_TERMS) {
        f->leaf[f->nleaves].node = n;
        f->leaf[f->nleaves++].first = f->nterms;
        f->words[f->nterms] = na_expand_find(f->expand, n);
        for (size_t i = 0; i < n->nterms; i++) f->term[f->nterms++] = &n->terms[i];
    }
    if (n->kind == NA_Q_NEAR) {
        take_near(f, n);
        return;
    }
    for (size_t i = 0; na_qnode_is_about_them(n) && i < n->nkids; i++)
        take_leaves(f, n->kids[i]);
}

static int take_token(void *ctx, const na_token *t)
{
    finder *f = ctx;
    place p = { .start = t->start, .end = t->end };

    for (size_t i = 0; i < f->nterms; i++) {
        const na_qterm *q = f->term[i];
        bool is = q->prefix ? na_str_starts(t->text, q->text) : na_str_eq(t->text, q->text);
        int rc = NA_OK;
        if (!is && f->words[i]) rc = na_expand_is(f->words[i], t->text, &is, f->err);
        if (rc < 0) return rc;
        if (is) p.terms |= (uint64_t)1 << i;
    }
    na_buf_put(&f->places, &p, sizeof p);
    return f->places.rc;
}

/* Does the leaf match with its first term at token i? Then [*start, *end) are its bytes. */
static bool leaf_at(const finder *f, const place *t, size_t n, size_t leaf, size_t i,
                    size_t *start, size_t *end)
{
    const na_qnode *q = f->leaf[leaf].node;
    size_t base = f->leaf[leaf].first;

    *start = SIZE_MAX, *end = 0;
    for (size_t k = 0; k < q->nterms; k++) {
        size_t at = i + q->terms[k].offset - q->terms[0].offset;
        if (at >= n || !(t[at].terms >> (base + k) & 1)) return false;
        /* Of a bigram that a prefix of one character found, only that character. */
        size_t stop = t[at].end;
        if (q->terms[k].prefix && q->nterms == 1 && !q->prefix) {
            size_t one = t[at].start + q->terms[k].text.len;
            if (one < stop && q->terms[k].text.len >= 3) stop = one;
        }
        if (t[at].start < *start) *start = t[at].start;
        if (stop > *end) *end = stop;
    }
    return true;
}

static int find_hits(finder *f, na_analyzer *an, na_str body, na_err *err)
{
    const place *t;
    size_t n, start, end;
    int rc;

    if ((rc = na_analyze(an, body, take_token, f, err)) < 0) return rc;
    if ((rc = na_buf_check(&f->places, "snippet", err)) < 0) return rc;
    t = (const place *)(const void *)f->places.ptr;
    n = f->places.len / sizeof *t;
    f->hits = calloc(MAX_HITS, sizeof *f->hits);
    if (!f->hits) return na_fail_nomem(err);
    for (size_t i = 0; i < n && f->nhits < MAX_HITS; i++) {
        if (!t[i].terms) continue;
        for (size_t l = 0; l < f->nleaves && f->nhits < MAX_HITS; l++)
            if (leaf_at(f, t, n, l, i, &start, &end))
                f->hits[f->nhits++] = (na_mark){ start, end, (uint32_t)i, (uint32_t)l };
    }
    return NA_OK;
}

/* Attributions that the query asks for: such a sentence is worth two words. */
static int add_cites(finder *f, na_hits *h, size_t hit, int in, na_err *err)
{
    const na_hit_cite *v;
    size_t n, k;
    int rc = na_hit_cites(h, hit, &v, &n, err);

    for (size_t i = 0; rc == NA_OK && i < 2 * n; i++) {
        na_mark x = { v[i / 2].start, v[i / 2].end, 0, (uint32_t)(f->nleaves + i % 2) };
        if (v[i / 2].in != in || f->nhits == MAX_HITS || x.leaf >= MAX_TERMS) continue;
        for (k = f->nhits++; k > 0 && f->hits[k - 1].start > x.start; k--)
            f->hits[k] = f->hits[k - 1];
        f->hits[k] = x;
    }
    return rc;
}

/* -- writing ------------------------------------------------------------------------- */

static int mark(na_hits *h, size_t start, size_t end, na_err *err)
{
    if (h->nhl > 0 && start <= h->hl[h->nhl - 1][1]) {
        if (end > h->hl[h->nhl - 1][1]) h->hl[h->nhl - 1][1] = end;
        return NA_OK;
    }
    if (h->nhl == h->hlcap) {
        size_t cap = h->hlcap ? 2 * h->hlcap : 16;
        size_t(*v)[2] = realloc(h->hl, cap * sizeof *v);
        if (!v) return na_fail_nomem(err);
        h->hl = v, h->hlcap = cap;
    }
    h->hl[h->nhl][0] = start;
    h->hl[h->nhl++][1] = end;
    return NA_OK;
}

static bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

/* body[start, end) with white space folded into h->snippet, behind what is there, and its
 * hits marked. */
static int write_out(na_hits *h, const finder *f, na_str body, size_t start, size_t end,
                     na_err *err)
{
    na_buf *out = &h->snippet;
    size_t k = 0, open = 0, close = 0;
    bool inside = false;
    int rc = NA_OK;

    while (end > start && is_space(body.ptr[end - 1])) end--;
    while (start < end && is_space(body.ptr[start])) start++;
    if (out->len > 0)
        na_buf_puts(out, " … ");
    else if (start > 0 && end > start && !is_space(body.ptr[start - 1]))
        na_buf_puts(out, "…");
    for (size_t i = start; i <= end && rc == NA_OK; i++) {
        if (inside && i >= close) {
            rc = mark(h, open, out->len, err);
            inside = false;
        }
        while (k < f->nhits && f->hits[k].start < i) k++;
        while (k < f->nhits && f->hits[k].start == i && i < end) {
            size_t stop = f->hits[k].end < end ? f->hits[k].end : end;
            if (!inside) open = out->len, close = stop, inside = true;
            if (stop > close) close = stop;
            k++;
        }
        if (i == end) break;
        if (!is_space(body.ptr[i]))
            na_buf_putc(out, body.ptr[i]);
        else if (out->len > 0 && out->ptr[out->len - 1] != ' ')
            na_buf_putc(out, ' ');
    }
    if (inside && rc == NA_OK) rc = mark(h, open, out->len, err);
    if (rc == NA_OK && end < body.len && !is_space(body.ptr[end])) na_buf_puts(out, "…");
    return rc;
}

int na_hit_snippet(na_hits *h, size_t i, size_t max_bytes, na_snippet *out, na_err *err)
{
    const na_article *art;
    finder f = { .expand = h->expand, .err = err };
    na_buf bounds, body;
    na_str text;
    na_piece piece[2];
    size_t n;
    int rc;

    *out = (na_snippet){ 0 };
    na_buf_init(&bounds, 4 * NA_MAX_ARTICLE);
    na_buf_init(&body, NA_MAX_ARTICLE);
    na_buf_init(&f.places, 64 * NA_MAX_ARTICLE);
    na_buf_reset(&h->snippet);
    h->nhl = 0;
    if ((rc = na_hit_article(h, i, &art, err)) < 0) goto done;
    if (!h->analyzer && (rc = na_analyzer_new(&h->analyzer, err)) < 0) goto done;
    text = art->body.len > 0 ? na_article_indexed(art, &body) : art->deck;
    if ((rc = na_buf_check(&body, "the article's body", err)) < 0) goto done;
    take_leaves(&f, na_query_root(h->query));
    if ((rc = find_hits(&f, h->analyzer, text, err)) < 0) goto done;
    rc = add_cites(&f, h, i, art->body.len > 0 ? NA_COL_IN_BODY : NA_COL_IN_DECK, err);
    if (rc < 0) goto done;
    if ((rc = na_sentences(text, &bounds, err)) < 0) goto done;
    n = na_excerpt(text, (const na_bound *)(const void *)bounds.ptr,
                   bounds.len / sizeof(na_bound), f.hits, f.nhits, f.close, f.nclose,
                   max_bytes, piece);
    for (size_t k = 0; rc == NA_OK && k < n; k++)
        rc = write_out(h, &f, text, piece[k].start, piece[k].end, err);
    if (rc == NA_OK) rc = na_buf_check(&h->snippet, "snippet", err);
    out->text = na_buf_get(&h->snippet);
    out->hl = (const size_t(*)[2])h->hl;
    out->nhl = h->nhl;
done:
    free(f.hits);
    na_buf_release(&f.places);
    na_buf_release(&bounds);
    na_buf_release(&body);
    return rc;
}
