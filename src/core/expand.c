/* SPDX-License-Identifier: MIT */
#include "core/expand.h"
#include "base/utf8.h"
#include "base/zalloc.h"
#include "core/langs.h"
#include "core/leaf.h"
#include "index/stem.h"
#include "text/signature.h"
#include <pthread.h>
#include <stdlib.h>

/* The words of one segment with one stem, found by running over them. */
typedef struct found {
    struct found *next;
    int64_t volume; /* catalogue id; 0: the head */
    size_t stem;    /* of the leaf's */
    na_strv words;
} found;

struct na_expand {
    na_arena arena;
    uint32_t langs; /* common in the archive */
    na_stemmers *shared;
    na_expand_leaf *leaf; /* by node */
    size_t n, cap;
    na_expand_key *key; /* of words alone, by node */
    size_t nkeys, keys_cap;
};

/* Of the archive, for all its searches: both take longer to make than a search may last. */
struct na_stemmers {
    na_stem_set prints;
    na_stemmer *stemmer[NA_STEM_LANGS]; /* made when needed */
    pthread_mutex_t lock;               /* these, and what a search finds */
};

static int share(na_arc *a, na_stemmers **out, na_err *err)
{
    if (!a->stemmers) {
        na_stemmers *s = na_zalloc(1, sizeof *s);
        if (!s || pthread_mutex_init(&s->lock, NULL) != 0) {
            free(s);
            return na_fail_nomem(err);
        }
        a->stemmers = s;
    }
    *out = a->stemmers;
    return NA_OK;
}

void na_stemmers_free(na_stemmers *s)
{
    if (!s) return;
    for (size_t i = 0; i < NA_STEM_LANGS; i++) na_stemmer_free(s->stemmer[i]);
    (void)pthread_mutex_destroy(&s->lock);
    free(s);
}

/* -- making ---------------------------------------------------------------------------- */

int na_expand_new(na_expand **out, na_arc *a, const na_catrow *rows, size_t n, na_err *err)
{
    na_expand *x = na_zalloc(1, sizeof *x);
    int rc;

    *out = NULL;
    if (!x) return na_fail_nomem(err);
    if ((rc = share(a, &x->shared, err)) < 0 ||
        (rc = na_archive_langs(a, rows, n, &x->langs, err)) < 0)
        na_expand_free(x);
    else
        *out = x;
    return rc;
}

void na_expand_free(na_expand *x)
{
    if (!x) return;
    na_arena_release(&x->arena);
    free(x->leaf);
    free(x->key);
    free(x);
}

uint32_t na_expand_langs(const na_expand *x) { return x->langs; }

uint32_t na_expand_print(const na_expand *x, size_t lang)
{
    return x->shared->prints.print[lang];
}

/* The stem in the arena. */
static int stem_of(na_expand *x, size_t lang, na_str word, na_str *out, na_err *err)
{
    int rc = NA_OK;

    na_stemmer **s = &x->shared->stemmer[lang];

    if (!*s) rc = na_stemmer_new(s, lang, err);
    if (rc == NA_OK) rc = na_stemmer_stem(*s, word, out, err);
    return rc;
}

static int add_stem(na_expand *x, na_expand_leaf *l, size_t lang, na_err *err)
{
    na_expand_stem *s = &l->stem[l->nstems];
    na_stem_set *prints = &x->shared->prints;
    na_str stem, again;
    int rc;

    if ((rc = stem_of(x, lang, l->word, &stem, err)) < 0 || stem.len == 0) return rc;
    if (!(prints->langs >> lang & 1)) {
        if ((rc = na_stemmer_print(lang, &prints->print[lang], err)) < 0) return rc;
        prints->langs |= (uint32_t)1 << lang;
    }
    *s = (na_expand_stem){ .lang = lang, .stem = na_arena_str(&x->arena, stem) };
    if (!s->stem.ptr) return na_fail_nomem(err);
    if ((rc = stem_of(x, lang, s->stem, &again, err)) < 0) return rc;
    s->own = na_str_eq(again, s->stem);
    l->nstems++;
    return NA_OK;
}

/* One exact term that stands for one word of a text: a bigram stands for two. */
static bool is_plain(const na_qnode *n)
{
    return n->kind == NA_Q_PHRASE && n->nterms == 1 && !n->terms[0].prefix && !n->quoted &&
           !n->exact && n->width == 1 && (n->fields & NA_F_DEFAULT) &&
           !(n->fields & ~(uint32_t)NA_F_DEFAULT);
}

static int add_leaf(na_expand *x, const na_qnode *n, uint32_t langs, na_err *err)
{
    na_expand_leaf l = { .node = n, .word = n->terms[0].text, .of = x };
    int rc = NA_OK;

    l.stem = na_arena_array(&x->arena, NA_STEM_LANGS, sizeof *l.stem);
    l.found = na_arena_array(&x->arena, 1, sizeof(struct found *));
    if (!l.stem || !l.found) return na_fail_nomem(err);
    for (size_t i = 0; rc == NA_OK && i < NA_STEM_LANGS; i++)
        if (langs >> i & 1) rc = add_stem(x, &l, i, err);
    if (rc < 0 || l.nstems == 0) return rc;
    if (x->n == x->cap) {
        size_t cap = x->cap ? 2 * x->cap : 16;
        na_expand_leaf *v = realloc(x->leaf, cap * sizeof *v);
        if (!v) return na_fail_nomem(err);
        x->leaf = v, x->cap = cap;
    }
    x->leaf[x->n++] = l;
    return NA_OK;
}

/* The languages that n, a lang: or an OR of some, asks for; false when it is something
 * else. */
static bool asks_for(const na_qnode *n, uint32_t *langs)
{
    if (n->kind == NA_Q_OR) {
        bool all = true;
        for (size_t i = 0; all && i < n->nkids; i++) all = asks_for(n->kids[i], langs);
        return all;
    }
    if (n->kind != NA_Q_ATTR || n->attr != NA_QATTR_LANG) return false;
    for (size_t i = 0; i < NA_STEM_LANGS; i++) {
        na_str code = na_str_c(na_stem_lang_code(i));
        if (n->prefix ? na_str_ieq(na_str_sub(code, 0, n->text.len), n->text)
                      : na_stem_lang_of(n->text) == (int)i)
            *langs |= (uint32_t)1 << i;
    }
    return true;
}

static int add_leaves(na_expand *x, const na_qnode *n, uint32_t langs, na_err *err)
{
    int rc = NA_OK;

    if (is_plain(n)) return add_leaf(x, n, langs, err);
    for (size_t i = 0; n->kind == NA_Q_AND && i < n->nkids; i++) {
        uint32_t asked = 0;
        if (asks_for(n->kids[i], &asked)) langs = asked;
    }
    for (size_t i = 0; rc == NA_OK && i < n->nkids; i++)
        rc = add_leaves(x, n->kids[i], langs, err);
    return rc;
}

static int compare_nodes(const na_qnode *a, const na_qnode *b)
{
    return (uintptr_t)a < (uintptr_t)b ? -1 : (uintptr_t)a > (uintptr_t)b;
}

static int by_node(const void *a, const void *b)
{
    return compare_nodes(((const na_expand_leaf *)a)->node,
                         ((const na_expand_leaf *)b)->node);
}

static int keys_by_node(const void *a, const void *b)
{
    return compare_nodes(((const na_expand_key *)a)->node,
                         ((const na_expand_key *)b)->node);
}

static int add_key(na_expand *x, const na_qnode *n, na_err *err)
{
    const na_expand_leaf *l = na_expand_find(x, n);
    na_expand_key k = { .node = n };
    na_buf b;

    na_buf_init(&b, NA_MIB);
    na_buf_u32(&b, n->fields);
    na_buf_str(&b, n->terms[0].text);
    for (size_t i = 0; l && i < l->nstems; i++) {
        na_buf_putc(&b, '\0');
        na_buf_u32(&b, (uint32_t)l->stem[i].lang);
        na_buf_putc(&b, l->stem[i].own ? '=' : '~');
        na_buf_str(&b, l->stem[i].stem);
    }
    if (b.rc == NA_OK) k.bytes = na_arena_str(&x->arena, na_buf_get(&b));
    k.hash = na_hash64(k.bytes, 0);
    na_buf_release(&b);
    if (!k.bytes.ptr) return na_fail_nomem(err);
    if (x->nkeys == x->keys_cap) {
        size_t cap = x->keys_cap ? 2 * x->keys_cap : 8;
        na_expand_key *v = realloc(x->key, cap * sizeof *v);
        if (!v) return na_fail_nomem(err);
        x->key = v, x->keys_cap = cap;
    }
    x->key[x->nkeys++] = k;
    return NA_OK;
}

static int add_keys(na_expand *x, const na_qnode *n, na_err *err)
{
    int rc = NA_OK;

    if (na_leaf_streams(n)) return add_key(x, n, err);
    for (size_t i = 0; rc == NA_OK && i < n->nkids; i++) rc = add_keys(x, n->kids[i], err);
    return rc;
}

int na_expand_add(na_expand *x, const na_qnode *root, na_err *err)
{
    int rc = add_leaves(x, root, x->langs, err);

    if (x->n > 1) qsort(x->leaf, x->n, sizeof *x->leaf, by_node);
    if (rc == NA_OK) rc = add_keys(x, root, err);
    if (x->nkeys > 1) qsort(x->key, x->nkeys, sizeof *x->key, keys_by_node);
    return rc;
}

const na_expand_key *na_expand_key_of(const na_expand *x, const na_qnode *leaf)
{
    const na_expand_key probe = { .node = leaf };

    if (!x || x->nkeys == 0) return NULL;
    return bsearch(&probe, x->key, x->nkeys, sizeof probe, keys_by_node);
}

const na_expand_leaf *na_expand_find(const na_expand *x, const na_qnode *leaf)
{
    const na_expand_leaf probe = { .node = leaf };

    if (!x || x->n == 0) return NULL;
    return bsearch(&probe, x->leaf, x->n, sizeof probe, by_node);
}

bool na_expand_same(const na_expand_leaf *a, const na_expand_leaf *b)
{
    bool same = a->nstems == b->nstems;

    for (size_t i = 0; same && i < a->nstems; i++)
        same = a->stem[i].lang == b->stem[i].lang &&
               na_str_eq(a->stem[i].stem, b->stem[i].stem);
    return same;
}

int na_expand_is(const na_expand_leaf *l, na_str token, bool *out, na_err *err)
{
    na_str stem;
    int rc = NA_OK;

    *out = na_str_eq(token, l->word);
    (void)pthread_mutex_lock(&l->of->shared->lock);
    for (size_t i = 0; rc == NA_OK && !*out && i < l->nstems; i++) {
        if (na_stem_lang_keeps_first(l->stem[i].lang) && token.len > 0 &&
            token.ptr[0] != l->stem[i].stem.ptr[0])
            continue;
        rc = stem_of(l->of, l->stem[i].lang, token, &stem, err);
        *out = rc == NA_OK && na_str_eq(stem, l->stem[i].stem);
    }
    (void)pthread_mutex_unlock(&l->of->shared->lock);
    return rc;
}

/* -- the words of a segment ------------------------------------------------------------ */

typedef struct gather {
    na_arena *arena;
    na_strv list;
    size_t cap;
    na_err *err;
} gather;

static int take(void *ctx, na_str word)
{
    gather *g = ctx;

    for (size_t i = 0; i < g->list.n; i++)
        if (na_str_eq(g->list.v[i], word)) return NA_OK;
    if (g->list.n == g->cap) {
        size_t cap = g->cap ? 2 * g->cap : 8;
        na_str *v = na_arena_array(g->arena, cap, sizeof *v);
        if (!v) return na_fail_nomem(g->err);
        if (g->list.n) memcpy(v, g->list.v, g->list.n * sizeof *v);
        g->list.v = v, g->cap = cap;
    }
    word = na_arena_str(g->arena, word);
    if (!word.ptr) return na_fail_nomem(g->err);
    g->list.v[g->list.n++] = word;
    return NA_OK;
}

/* Every word of the segment with the stem. */
static int run_over(na_expand *x, const na_seg *s, const na_expand_stem *stem, gather *g)
{
    na_vocab *v = NULL;
    na_str first = { 0 }, word, its;
    uint32_t cp;
    int rc;

    if (na_stem_lang_keeps_first(stem->lang))
        first = na_str_sub(stem->stem, 0, na_u8_next(stem->stem, 0, &cp));
    rc = na_vocab_open(&v, s->fti, first, g->err);
    while (rc >= 0 && (rc = na_vocab_next(v, &word, g->err)) > 0) {
        if (!na_str_starts(word, first)) break;
        if ((rc = stem_of(x, stem->lang, word, &its, g->err)) < 0) break;
        if (na_str_eq(its, stem->stem)) rc = take(g, word);
    }
    na_vocab_close(v);
    return rc < 0 ? rc : NA_OK;
}

/* The same, once a search. Under the lock. */
static int find(const na_expand_leaf *l, size_t k, const na_seg *s, na_strv *out,
                na_err *err)
{
    na_expand *x = l->of;
    int64_t volume = s->vol ? s->vol->row.id : s->base ? -1 : 0;
    gather g = { .arena = &x->arena, .err = err };
    found *f;
    int rc;

    for (f = *l->found; f; f = f->next)
        if (f->volume == volume && f->stem == k) return *out = f->words, NA_OK;
    if ((rc = run_over(x, s, &l->stem[k], &g)) < 0) return rc;
    if (!(f = na_arena_alloc(&x->arena, sizeof *f))) return na_fail_nomem(err);
    *f = (found){ *l->found, volume, k, g.list };
    *l->found = f;
    *out = g.list;
    return NA_OK;
}

int na_expand_words(const na_seg *s, const na_expand_leaf *l, na_arena *arena, na_strv *out,
                    uint64_t *n_out, na_err *err)
{
    gather g = { .arena = arena, .err = err };
    na_stem *table = NULL;
    size_t most = 0; /* words of the largest group */
    uint64_t n = 0;
    int rc;

    *n_out = UINT64_MAX;
    if (s->vol && (rc = na_volume_stem(s->vol, &table, err)) < 0) return rc;
    if ((rc = take(&g, l->word)) < 0) return rc;
    for (size_t i = 0; i < l->nstems; i++) {
        const na_expand_stem *stem = &l->stem[i];
        gather here = { .arena = arena, .err = err };
        if (table && na_stem_set_has(na_stem_langs(table), stem->lang,
                                     l->of->shared->prints.print[stem->lang])) {
            rc = na_stem_group(table, stem->lang, stem->stem, take, &here, &n, err);
            if (rc == 0 && stem->own) rc = take(&here, stem->stem);
        } else {
            n = 0;
            (void)pthread_mutex_lock(&l->of->shared->lock);
            rc = find(l, i, s, &here.list, err);
            (void)pthread_mutex_unlock(&l->of->shared->lock);
        }
        if (rc < 0) return rc;
        for (size_t k = 0; rc >= 0 && k < here.list.n; k++) rc = take(&g, here.list.v[k]);
        if (rc < 0) return rc;
        if (here.list.n > most) most = here.list.n, *n_out = n > 0 ? n : UINT64_MAX;
    }
    *out = g.list;
    if (most != g.list.n) *n_out = UINT64_MAX; /* no group has them all */
    return NA_OK;
}
