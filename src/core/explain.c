/* SPDX-License-Identifier: MIT */
#include "core/explain.h"
#include "core/match.h"
#include "core/term.h"
#include <stdlib.h>
#include <time.h>

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

void na_explain_free(na_explain *x)
{
    if (!x) return;
    na_arena_release(&x->arena);
    free(x);
}

/* -- the query ------------------------------------------------------------------------- */

static bool is_term(const na_qnode *n)
{
    return n->kind == NA_Q_PHRASE || n->kind == NA_Q_NEAR;
}

static size_t count_terms(const na_qnode *n)
{
    size_t sum = is_term(n);
    for (size_t i = 0; i < n->nkids; i++) sum += count_terms(n->kids[i]);
    return sum;
}

static int take_term(na_explain *x, const na_qnode *n, const na_expand *ex, size_t parts,
                     na_err *err)
{
    na_explain_term *t = &x->term[x->nterms];
    const na_expand_leaf *l = na_expand_find(ex, n);

    t->node = n;
    t->part = na_arena_array(&x->arena, parts + 1, sizeof *t->part);
    t->stem = na_arena_array(&x->arena, (l ? l->nstems : 0) + 1, sizeof *t->stem);
    if (!t->part || !t->stem) return na_fail_nomem(err);
    for (size_t i = 0; l && i < l->nstems; i++) {
        na_explain_stem *s = &t->stem[t->nstems++];
        s->lang = na_stem_lang_code(l->stem[i].lang);
        s->stem = na_arena_str(&x->arena, l->stem[i].stem);
        if (!s->stem.ptr) return na_fail_nomem(err);
    }
    x->nterms++;
    return NA_OK;
}

static int take_terms(na_explain *x, const na_qnode *n, const na_expand *ex, size_t parts,
                      na_err *err)
{
    int rc = is_term(n) ? take_term(x, n, ex, parts, err) : NA_OK;

    for (size_t i = 0; rc == NA_OK && i < n->nkids; i++)
        rc = take_terms(x, n->kids[i], ex, parts, err);
    return rc;
}

static int take_langs(na_explain *x, const na_expand *ex, na_err *err)
{
    size_t n = 0;

    x->lang = na_arena_array(&x->arena, NA_STEM_LANGS + 1, sizeof *x->lang);
    if (!x->lang) return na_fail_nomem(err);
    for (size_t i = 0; i < NA_STEM_LANGS; i++)
        if (na_expand_langs(ex) >> i & 1) x->lang[n++] = na_stem_lang_code(i);
    return NA_OK;
}

/* -- a segment ------------------------------------------------------------------------- */

/* The words that the leaf stands for, those that the index has. */
static int words_of(na_explain *x, na_seg *s, const na_qnode *leaf, na_explain_part *p,
                    na_err *err)
{
    const na_expand_leaf *l = na_expand_find(s->expand, leaf);
    na_strv words = { &leaf->terms[0].text, 1 };
    uint64_t n;
    int rc = NA_OK;

    if (l && (rc = na_expand_words(s, l, &x->arena, &words, &n, err)) < 0) return rc;
    p->word = na_arena_array(&x->arena, words.n + 1, sizeof *p->word);
    if (!p->word) return na_fail_nomem(err);
    for (size_t i = 0; rc == NA_OK && i < words.n; i++) {
        na_explain_word *w = &p->word[p->nwords];
        na_postings *post = NULL;
        *w = (na_explain_word){ .word = na_arena_str(&x->arena, words.v[i]) };
        if (!w->word.ptr) return na_fail_nomem(err);
        rc = na_fti_term(s->fti, w->word, &post, err);
        while (rc == NA_OK && post && (rc = na_postings_next(post, err)) > 0) {
            w->articles++;
            rc = NA_OK;
        }
        na_postings_free(post);
        p->postings += w->articles;
        p->nwords += w->articles > 0;
    }
    return rc;
}

static int one_part(na_explain *x, na_seg *s, na_explain_term *t, na_err *err)
{
    na_explain_part *p = &t->part[t->nparts];
    na_term *term = calloc(1, sizeof *term);
    char *name = na_arena_cstr(&x->arena, na_str_c(na_seg_name(s)));
    uint64_t leaves = na_fti_reads(s->fti);
    double t0 = now_ms();
    int rc;

    *p = (na_explain_part){ .volume = name };
    if (!term || !name) {
        rc = na_fail_nomem(err);
        goto done;
    }
    if ((rc = na_term_open(term, s, t->node, err)) < 0) goto done;
    if ((rc = na_term_n(term, &p->articles, err)) < 0) goto done;
    p->ms = now_ms() - t0;
    p->leaves = na_fti_reads(s->fti) - leaves;
    if (na_leaf_streams(t->node)) rc = words_of(x, s, t->node, p, err);
    t->articles += p->articles;
    t->nparts++;
done:
    if (term) na_term_release(term);
    free(term);
    return rc;
}

static int skipped(na_explain *x, const char *volume, const char *why, na_err *err)
{
    na_explain_skip *s = &x->skip[x->nskips];

    s->volume = na_arena_cstr(&x->arena, na_str_c(volume));
    s->why = na_arena_cstr(&x->arena, na_str_c(why));
    if (!s->volume || !s->why) return na_fail_nomem(err);
    x->nskips++;
    return NA_OK;
}

static int one_segment(na_explain *x, na_match_walk *w, size_t i, na_err *err)
{
    const char *name = i < w->ncat ? w->cat[i].name : i == w->ncat ? "head" : "marks";
    na_err why = { 0 };
    na_seg seg;
    bool open;
    int rc = na_match_open(w, i, &seg, &open, err);

    if (rc < 0) return rc;
    if (!open) return w->bad[i] ? skipped(x, name, w->damage, err) : NA_OK;
    for (size_t k = 0; rc == NA_OK && k < x->nterms; k++)
        rc = one_part(x, &seg, &x->term[k], &why);
    na_seg_release(&seg);
    if (rc < 0) rc = na_match_damaged(w, i, rc, &why, err);
    return rc == NA_OK && w->bad[i] ? skipped(x, name, w->damage, err) : rc;
}

static int explain(na_explain *x, na_arc *a, const na_query *q, na_err *err)
{
    const na_qnode *root = na_query_root(q);
    na_match_dates dates = na_match_dates_of(root);
    na_match_walk w = { 0 };
    na_catrow *cat = NULL;
    size_t n = 0;
    int rc;

    if ((rc = na_catalogue(a, &cat, &n, err)) < 0) goto done;
    if ((rc = na_match_init(&w, a, cat, n, err)) < 0) goto done;
    if ((rc = na_expand_add(w.expand, root, err)) < 0) goto done;
    if ((rc = take_langs(x, w.expand, err)) < 0) goto done;
    x->term = na_arena_array(&x->arena, count_terms(root) + 1, sizeof *x->term);
    x->skip = na_arena_array(&x->arena, n + NA_HEADS + 1, sizeof *x->skip);
    if (!x->term || !x->skip) {
        rc = na_fail_nomem(err);
        goto done;
    }
    if ((rc = take_terms(x, root, w.expand, n + NA_HEADS, err)) < 0) goto done;
    for (size_t i = 0; rc == NA_OK && i < n + NA_HEADS; i++)
        rc = i < n && na_match_outside(&dates, &cat[i])
                 ? skipped(x, cat[i].name, "outside the dates asked for", err)
                 : one_segment(x, &w, i, err);
done:
    na_match_release(&w);
    free(cat);
    return rc;
}

int na_explain_new(na_explain **out, na_arc *a, const na_query *q, na_err *err)
{
    na_explain *x = calloc(1, sizeof *x);
    int rc;

    *out = NULL;
    if (!x) return na_fail_nomem(err);
    if ((rc = na_snapshot_hold(a, err)) == NA_OK) {
        rc = explain(x, a, q, err);
        na_snapshot_release(a);
    }
    if (rc < 0)
        na_explain_free(x);
    else
        *out = x;
    return rc;
}
