/* SPDX-License-Identifier: MIT */
/* suggest.c - running over vocabularies for the word that was meant
 *
 * Slips rarely hit the first letter: the words that begin as the mistyped one are looked at
 * in every segment, newest first, then those that begin with its second letter (the first
 * was doubled, or the two were swapped). How many articles hold a word is guessed from the
 * bytes of its postings while running over it; the query is counted in the end.
 */
#include "core/suggest.h"
#include "base/time.h"
#include "base/utf8.h"
#include "core/match.h"
#include "core/search.h"
#include <stdlib.h>

#define VISITS 150000u /* words looked at for one query */
#define SLIPS 4u       /* words of a query that are looked for */
#define NEAR_WORDS 256u
#define LETTERS 32u
#define SHORT 4u   /* letters of a word in which only one may be wrong */
#define CLEARLY 10 /* times as many */

typedef struct letters {
    uint32_t v[LETTERS];
    size_t n;
} letters;

typedef struct near_word {
    char text[NA_TOKEN_MAX];
    size_t len;
    unsigned distance;
    uint64_t bytes; /* of its postings */
} near_word;

typedef struct slip {
    const na_qnode *node;
    letters word;
    unsigned far;
    near_word *v;
    size_t n;
} slip;

typedef struct finder {
    na_arc *arc;
    na_analyzer *an;
    na_match_walk walk;
    slip slip[SLIPS];
    size_t n;
    size_t visits; /* left */
} finder;

/* false: too long, or no text. */
static bool spell(na_str s, letters *out)
{
    out->n = 0;
    for (size_t at = 0, k; at < s.len; at += k) {
        if (out->n == LETTERS) return false;
        if (!(k = na_u8_next(s, at, &out->v[out->n++]))) return false;
    }
    return out->n > 0;
}

/* Optimal string alignment, far + 1 where it is more than far. */
static unsigned distance(const letters *a, const letters *b, unsigned far)
{
    unsigned row[3][LETTERS + 1];

    if (a->n > b->n + far || b->n > a->n + far) return far + 1;
    for (size_t j = 0; j <= b->n; j++) row[0][j] = (unsigned)j;
    for (size_t i = 1; i <= a->n; i++) {
        unsigned *cur = row[i % 3], *up = row[(i + 2) % 3], *up2 = row[(i + 1) % 3];
        unsigned least = cur[0] = (unsigned)i;
        for (size_t j = 1; j <= b->n; j++) {
            unsigned d = up[j - 1] + (a->v[i - 1] != b->v[j - 1]);
            if (up[j] + 1 < d) d = up[j] + 1;
            if (cur[j - 1] + 1 < d) d = cur[j - 1] + 1;
            if (i > 1 && j > 1 && a->v[i - 1] == b->v[j - 2] &&
                a->v[i - 2] == b->v[j - 1] && up2[j - 2] + 1 < d)
                d = up2[j - 2] + 1;
            cur[j] = d;
            if (d < least) least = d;
        }
        /* Two rows above far: a swap cannot come back from there. */
        if (least > far + 1) return far + 1;
    }
    return row[a->n % 3][b->n];
}

/* -- which words --------------------------------------------------------------------- */

/* Written with blanks: twice the word is one word, too. */
static bool is_spaced(finder *f, na_str word, na_err *err)
{
    na_arena arena = { 0 };
    na_qterm *term = NULL;
    na_buf twice;
    size_t n = 0;
    bool yes;

    na_buf_init(&twice, 1024);
    na_buf_str(&twice, word);
    na_buf_str(&twice, word);
    yes = na_buf_check(&twice, "word", err) == NA_OK &&
          na_analyze_query(f->an, na_buf_get(&twice), &arena, &term, &n, err) == NA_OK &&
          n == 1 && !term->prefix;
    na_buf_release(&twice);
    na_arena_release(&arena);
    return yes;
}

static void take_slips(finder *f, const na_qnode *n, na_err *err)
{
    if (n->kind == NA_Q_PHRASE && n->nterms == 1 && !n->prefix && !n->terms[0].prefix &&
        !n->quoted && !n->exact && (n->fields & NA_F_DEFAULT) && f->n < SLIPS) {
        slip *s = &f->slip[f->n];
        if (spell(n->terms[0].text, &s->word) && s->word.n >= 3 &&
            is_spaced(f, n->terms[0].text, err)) {
            s->node = n;
            s->far = s->word.n <= SHORT ? 1 : 2;
            f->n++;
        }
    }
    for (size_t i = 0; na_qnode_is_about_them(n) && i < n->nkids; i++)
        take_slips(f, n->kids[i], err);
}

/* -- the vocabulary ------------------------------------------------------------------ */

static int keep(slip *s, na_str word, unsigned d, size_t bytes, na_err *err)
{
    near_word *w = s->v;
    size_t i = 0;

    if (!w && !(w = s->v = calloc(NEAR_WORDS, sizeof *w))) return na_fail_nomem(err);
    while (i < s->n && !na_str_eq(na_str_n(w[i].text, w[i].len), word)) i++;
    if (i == s->n) {
        if (s->n == NEAR_WORDS || word.len > sizeof w->text) return NA_OK;
        w[s->n].len = word.len;
        memcpy(w[s->n].text, word.ptr, word.len);
        w[s->n].distance = d;
        w[s->n++].bytes = 0;
    }
    w[i].bytes += bytes;
    return NA_OK;
}

/* The words of the segment that begin with this letter. */
static int look_at(finder *f, slip *s, const na_seg *seg, uint32_t letter, na_err *err)
{
    char first[4];
    na_str prefix = na_str_n(first, na_u8_put(letter, first)), word;
    na_vocab *v = NULL;
    letters known;
    size_t bytes;
    int rc = na_vocab_open(&v, seg->fti, prefix, err);

    while (rc >= 0 && f->visits > 0 && (rc = na_vocab_next(v, &word, err)) > 0 &&
           na_str_starts(word, prefix)) {
        unsigned d;
        f->visits--;
        if (word.len + s->far < s->word.n || word.len > 4 * (s->word.n + s->far)) continue;
        if (!spell(word, &known)) continue;
        if ((d = distance(&s->word, &known, s->far)) > s->far) continue;
        (void)na_vocab_bytes(v, &bytes);
        rc = keep(s, word, d, bytes, err);
    }
    na_vocab_close(v);
    return rc < 0 ? rc : NA_OK;
}

static int look(finder *f, na_err *err)
{
    na_seg seg;
    bool open;
    int rc = NA_OK;

    for (int pass = 0; rc == NA_OK && pass < 2; pass++) {
        for (size_t i = f->walk.ncat + NA_HEADS; rc == NA_OK && i-- > 0 && f->visits > 0;) {
            na_err why = { 0 };
            if ((rc = na_match_open(&f->walk, i, &seg, &open, err)) < 0 || !open) continue;
            for (size_t k = 0; rc == NA_OK && k < f->n; k++) {
                slip *s = &f->slip[k];
                if (pass == 0 || s->word.v[1] != s->word.v[0])
                    rc = look_at(f, s, &seg, s->word.v[pass], &why);
            }
            na_seg_release(&seg);
            if (rc < 0) rc = na_match_damaged(&f->walk, i, rc, &why, err);
        }
    }
    return rc;
}

/* -- the query ----------------------------------------------------------------------- */

static const near_word *best_of(const slip *s)
{
    const near_word *best = NULL;
    uint64_t own = 0, weight, most = 0;

    for (size_t i = 0; i < s->n; i++)
        if (s->v[i].distance == 0) own = s->v[i].bytes;
    for (size_t i = 0; i < s->n; i++) {
        const near_word *w = &s->v[i];
        if (w->distance == 0 || w->bytes <= CLEARLY * own) continue;
        /* A letter less has to be made up for. */
        weight = w->distance == 1 ? w->bytes * 64 : w->bytes;
        if (weight > most) most = weight, best = w;
    }
    return best;
}

static int by_place(const void *a, const void *b)
{
    const slip *x = a, *y = b;
    return x->node->at < y->node->at ? -1 : x->node->at > y->node->at;
}

/* The source with the best words in place of the slips; *changed: there was one. */
static int rewrite(finder *f, na_str source, na_buf *out, bool *changed, na_err *err)
{
    size_t done = 0;

    *changed = false;
    qsort(f->slip, f->n, sizeof *f->slip, by_place);
    for (size_t i = 0; i < f->n; i++) {
        const slip *s = &f->slip[i];
        const near_word *w = best_of(s);
        na_str typed = s->node->text;
        size_t at = s->node->at > done ? s->node->at : done;
        /* A field's name may stand before it. */
        while (at + typed.len <= source.len &&
               memcmp(source.ptr + at, typed.ptr, typed.len) != 0)
            at++;
        if (!w || typed.len == 0 || at + typed.len > source.len) continue;
        na_buf_str(out, na_str_sub(source, done, at));
        na_buf_str(out, na_str_n(w->text, w->len));
        done = at + typed.len;
        *changed = true;
    }
    na_buf_str(out, na_str_sub(source, done, source.len));
    return na_buf_check(out, "query", err);
}

static int count(na_arc *a, na_str text, uint64_t *total, na_err *err)
{
    const na_search_opts o = { .count_only = true };
    na_query *q = NULL;
    na_hits *h = NULL;
    int rc;

    *total = 0;
    if ((rc = na_query_parse(&q, text, na_now(), NULL, err)) < 0) return rc;
    if ((rc = na_arc_alias(a, q, err)) == NA_OK &&
        (rc = na_search(a, q, &o, &h, err)) == NA_OK)
        *total = na_hits_info(h)->total;
    na_hits_free(h);
    na_query_free(q);
    return rc;
}

int na_suggest(na_arc *a, const na_query *q, na_str source, uint64_t found, na_buf *out,
               uint64_t *total, na_err *err)
{
    finder f = { .arc = a, .visits = VISITS };
    na_catrow *cat = NULL;
    na_buf text;
    bool changed = false;
    size_t ncat;
    int rc;

    *total = 0;
    na_buf_init(&text, 4 * NA_MIB);
    if ((rc = na_snapshot_hold(a, err)) < 0) return rc;
    if ((rc = na_analyzer_new(&f.an, err)) < 0) goto done;
    take_slips(&f, na_query_root(q), err);
    if (f.n == 0) goto done;
    if ((rc = na_catalogue(a, &cat, &ncat, err)) < 0) goto done;
    if ((rc = na_match_init(&f.walk, a, cat, ncat, err)) < 0) goto done;
    if ((rc = look(&f, err)) < 0) goto done;
    if ((rc = rewrite(&f, source, &text, &changed, err)) < 0 || !changed) goto done;
    if ((rc = count(a, na_buf_get(&text), total, err)) < 0) goto done;
    if (*total > CLEARLY * found)
        na_buf_str(out, na_buf_get(&text));
    else
        *total = 0;
done:
    for (size_t i = 0; i < f.n; i++) free(f.slip[i].v);
    na_match_release(&f.walk);
    na_analyzer_free(f.an);
    free(cat);
    na_buf_release(&text);
    na_snapshot_release(a);
    return rc;
}
