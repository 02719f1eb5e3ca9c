/* SPDX-License-Identifier: MIT */
/* rerank.c - scores by age, source and fields
 *
 * A word of the query counts as standing in a field when all of its terms do, in whatever
 * order: a phrase is short, and the search has seen to the order. Words under NOT are none.
 */
#include "core/rerank.h"
#include "text/analyzer.h"
#include "text/unicode.h"
#include <math.h>
#include <stdlib.h>

enum { AHEAD = 64, MAX_WORDS = 64, MAX_TERMS = 512 };

typedef struct scoring {
    const na_rank_rules *r;
    na_analyzer *an;
    const na_qnode *word[MAX_WORDS]; /* phrases of the query */
    size_t nwords, nterms;
    bool seen[MAX_TERMS]; /* terms of all words, one after the other */
    na_str *folded;       /* names of sources */
    na_arena arena;
    na_buf fold;
} scoring;

/* The query's tree is at most NA_QUERY_LEVELS deep. */
static void collect(scoring *s, const na_qnode *n)
{
    if (!na_qnode_is_about_them(n)) return;
    if (n->kind == NA_Q_PHRASE && s->nwords < MAX_WORDS &&
        s->nterms + n->nterms <= MAX_TERMS && n->nterms > 0) {
        s->word[s->nwords++] = n;
        s->nterms += n->nterms;
    }
    for (size_t i = 0; i < n->nkids; i++) collect(s, n->kids[i]);
}

/* -- fields ---------------------------------------------------------------------------- */

static int on_token(void *ctx, const na_token *t)
{
    scoring *s = ctx;
    size_t at = 0;

    for (size_t w = 0; w < s->nwords; w++)
        for (size_t k = 0; k < s->word[w]->nterms; k++, at++) {
            const na_qterm *q = &s->word[w]->terms[k];
            bool prefix = q->prefix || (s->word[w]->prefix && k + 1 == s->word[w]->nterms);
            s->seen[at] = s->seen[at] || na_str_eq(t->text, q->text) ||
                          (prefix && na_str_starts(t->text, q->text));
        }
    return 0;
}

/* The part of the words that the texts hold, 0 to 1. */
static double share(scoring *s, const na_str *texts, size_t n)
{
    size_t held = 0, at = 0;

    if (!s->nwords) return 0;
    memset(s->seen, 0, sizeof s->seen);
    for (size_t i = 0; i < n; i++)
        if (texts[i].len) (void)na_analyze(s->an, texts[i], on_token, s, NULL);
    for (size_t w = 0; w < s->nwords; w++) {
        bool all = true;
        for (size_t k = 0; k < s->word[w]->nterms; k++, at++) all = all && s->seen[at];
        held += all;
    }
    return (double)held / (double)s->nwords;
}

static double by_fields(scoring *s, const na_article *a)
{
    const struct {
        const na_str *v;
        size_t n;
    } fields[NA_RANK_FIELDS] = {
        { &a->title, 1 },
        { &a->deck, 1 },
        { &a->section, 1 },
        { a->tags.v, a->tags.n },
        { a->authors.v, a->authors.n },
    };
    double f = 1;

    for (int i = 0; i < NA_RANK_FIELDS; i++) {
        double most = s->r->field[i];
        if (most > 0 && most != 1) f *= 1 + (most - 1) * share(s, fields[i].v, fields[i].n);
    }
    return f;
}

/* -- source and age -------------------------------------------------------------------- */

static int fold_sources(scoring *s, na_err *err)
{
    const na_strv v = s->r->sources;

    s->folded = na_arena_array(&s->arena, v.n + 1, sizeof(na_str));
    if (!s->folded) return na_fail_nomem(err);
    for (size_t i = 0; i < v.n; i++) {
        na_buf_reset(&s->fold);
        if (na_text_fold(v.v[i], &s->fold, NULL) < 0) na_buf_reset(&s->fold);
        s->folded[i] = na_arena_str(&s->arena, na_buf_get(&s->fold));
        if (!s->folded[i].ptr) return na_fail_nomem(err);
    }
    return NA_OK;
}

static double by_source(scoring *s, na_str source)
{
    if (!s->r->sources.n || !source.len) return 1;
    na_buf_reset(&s->fold);
    if (na_text_fold(source, &s->fold, NULL) < 0) return 1;
    for (size_t i = 0; i < s->r->sources.n; i++)
        if (na_str_eq(na_buf_get(&s->fold), s->folded[i])) return s->r->source[i];
    return 1;
}

/* Undated is as old as can be. */
static double by_age(const na_rank_rules *r, const na_article *a, int64_t now)
{
    int64_t secs;
    bool day;
    double age;

    if (!(r->half_life > 0) || !(r->recency > 0)) return 1;
    if (!na_rfc3339_parse(a->published, &secs, &day)) return 1 - r->recency;
    age = now > secs ? (double)(now - secs) : 0;
    return 1 - r->recency + r->recency * exp2(-age / r->half_life);
}

/* -- all of them ----------------------------------------------------------------------- */

static bool any_rule(const na_rank_rules *r)
{
    bool any = (r->half_life > 0 && r->recency > 0) || r->sources.n;

    for (int i = 0; i < NA_RANK_FIELDS; i++) any = any || r->field[i] > 0;
    return any;
}

int na_rank_score(na_hits *h, const na_query *q, const na_rank_rules *r, int64_t now,
                  size_t top, na_ranked **out, na_err *err)
{
    size_t n = na_hits_n(h);
    na_ranked *v = malloc((n + 1) * sizeof *v);
    scoring s = { .r = r };
    int rc = NA_OK;

    na_buf_init(&s.fold, NA_MIB);
    *out = NULL;
    if (!v) {
        rc = na_fail_nomem(err);
        goto done;
    }
    for (size_t i = 0; i < n; i++) v[i] = (na_ranked){ i, na_hit_score(h, i) };
    if (any_rule(r)) {
        if ((rc = na_analyzer_new(&s.an, err)) < 0) goto done;
        if ((rc = fold_sources(&s, err)) < 0) goto done;
        collect(&s, na_query_root(q));
        for (size_t i = 0; i < n && i < top; i++) {
            const na_article *a = NULL;
            if (i % AHEAD == 0)
                na_hits_ahead(h, i, top - i < AHEAD ? top - i : (size_t)AHEAD);
            if (na_hit_article(h, i, &a, NULL) < 0) continue;
            v[i].score *= by_age(r, a, now) * by_source(&s, a->source) * by_fields(&s, a);
        }
    }
    *out = v;
    v = NULL;
done:
    free(v);
    na_analyzer_free(s.an);
    na_arena_release(&s.arena);
    na_buf_release(&s.fold);
    return rc;
}

static int by_score(const void *pa, const void *pb)
{
    const na_ranked *a = pa, *b = pb;

    if (a->score != b->score) return a->score > b->score ? -1 : 1;
    return a->at < b->at ? -1 : a->at > b->at;
}

void na_rank_sort(na_ranked *v, size_t n, size_t top)
{
    if (top > n) top = n;
    if (top > 1) qsort(v, top, sizeof *v, by_score);
}
