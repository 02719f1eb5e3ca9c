/* SPDX-License-Identifier: MIT */
#include "core/kept.h"
#include "base/zalloc.h"
#include "core/expand.h"
#include <stdlib.h>

#define WORDS 256u              /* known of one volume, at most */
#define ALL_BYTES (24 * NA_MIB) /* all lists of an archive together */
#define LONGEST (256u * NA_KIB) /* matches of one list */
#define SHORT 256u              /* matches that are looked at one by one */
#define KEY_MOST 1024u          /* bytes of what tells a leaf from others */

typedef struct kept_word {
    na_kept kept;
    char *key;
    size_t key_len;
    int64_t search; /* the one that asked first */
    bool made, too_long;
} kept_word;

typedef struct na_kept_words {
    kept_word *v[WORDS];
    uint64_t hash[WORDS];
    size_t n, bytes;
} na_kept_words;

static void release(na_kept *k)
{
    na_matches_release(&k->list);
    free(k->start);
    free(k->most);
    *k = (na_kept){ 0 };
}

static void word_free(kept_word *w)
{
    if (!w) return;
    release(&w->kept);
    free(w->key);
    free(w);
}

void na_kept_free(na_kept_words *k)
{
    if (!k) return;
    for (size_t i = 0; i < k->n; i++) word_free(k->v[i]);
    free(k);
}

size_t na_kept_held(const na_kept_words *k) { return k ? sizeof *k + k->bytes : 0; }

static void forget(na_volume *v)
{
    if (v->pins > 0) return;
    na_kept_free(v->kept);
    v->kept = NULL;
}

void na_kept_forget(na_arc *a)
{
    for (size_t i = 0; i < a->nvols; i++) forget(a->vols[i]);
}

static size_t held_by_all(const na_arc *a)
{
    size_t sum = 0;

    for (size_t i = 0; i < a->nvols; i++) sum += na_kept_held(a->vols[i]->kept);
    return sum;
}

/* Nothing is added within this search: many words in many volumes. */
static bool is_full(const na_arc *a) { return a->kept_bytes >= ALL_BYTES; }

void na_kept_begin(na_arc *a)
{
    a->searches++;
    a->kept_bytes = held_by_all(a);
    if (is_full(a)) na_kept_forget(a);
    for (size_t i = 0; i < a->nvols; i++)
        if (a->vols[i]->kept && a->vols[i]->kept->n == WORDS) forget(a->vols[i]);
    a->kept_bytes = held_by_all(a);
}

/* -- making a list ------------------------------------------------------------------- */

typedef struct gather {
    const na_seg *seg;
    uint32_t fields;
    na_words words;
    na_window at;
    uint64_t rows[NA_WINDOW / 64]; /* a bit for each that matches */
    uint32_t tf[NA_WINDOW];        /* of these */
    na_matches *out;
} gather;

/* One word's postings of the window. */
static int add_word(gather *g, na_postings *p, int64_t base, na_err *err)
{
    int64_t to = base + NA_WINDOW < g->seg->rows ? base + NA_WINDOW : g->seg->rows;
    int rc = na_postings_window(p, base, base + 1, to, &g->at, err);

    for (size_t i = 0; rc == NA_OK && i < g->at.n; i++) {
        uint32_t tf[NA_FTS_COLS];
        unsigned row = g->at.v[i].row;
        uint64_t bit = UINT64_C(1) << (row & 63);
        bool hit;
        if ((rc = na_window_tf(p, &g->at, i, tf, err)) < 0) break;
        uint32_t sum = na_leaf_tf(tf, g->fields, &hit);
        if (!hit) continue;
        g->tf[row] = g->rows[row >> 6] & bit ? g->tf[row] + sum : sum;
        g->rows[row >> 6] |= bit;
    }
    return rc;
}

static int take_window(gather *g, int64_t base, na_err *err)
{
    for (unsigned k = 0; k < NA_WINDOW / 64; k++) {
        for (uint64_t w = g->rows[k]; w; w &= w - 1) {
            unsigned i = 64 * k + (unsigned)__builtin_ctzll(w);
            int rc = na_matches_add(g->out, (uint32_t)(base + 1 + i), g->tf[i], err);
            if (rc < 0) return rc;
        }
        g->rows[k] = 0;
    }
    return NA_OK;
}

static int run_over(gather *g, na_err *err)
{
    const na_words *w = &g->words;
    size_t n = w->one ? 1 : w->n;
    int rc = NA_OK;

    for (int64_t base = 0; rc == NA_OK && base < g->seg->rows; base += NA_WINDOW) {
        if (g->out->n > LONGEST) return NA_OK;
        for (size_t k = 0; rc == NA_OK && k < n; k++)
            rc = add_word(g, w->one ? w->one : w->v[k].p, base, err);
        if (rc == NA_OK) rc = take_window(g, base, err);
    }
    for (size_t k = 0; rc == NA_OK && k < n; k++)
        rc = na_seg_check_end(g->seg, w->one ? w->one : w->v[k].p, err);
    return rc;
}

static int gather_list(const na_seg *s, const na_qnode *leaf, na_matches *out,
                       bool *too_long, na_err *err)
{
    gather *g = na_zalloc(1, sizeof *g);
    int rc;

    if (!g) return na_fail_nomem(err);
    *g = (gather){ .seg = s, .fields = leaf->fields, .out = out };
    rc = na_words_open(&g->words, s, leaf, err);
    /* As many articles as are stored, some of which hold it in other columns alone. */
    *too_long =
        rc == NA_OK && g->words.articles != UINT64_MAX && g->words.articles > LONGEST;
    if (rc == NA_OK && !*too_long && !na_words_none(&g->words)) rc = run_over(g, err);
    *too_long |= out->n > LONGEST;
    na_words_release(&g->words);
    na_window_release(&g->at);
    free(g);
    return rc;
}

/* -- ranges -------------------------------------------------------------------------- */

static int add_ranges(na_kept *k, const na_seg *s, na_err *err)
{
    size_t n = ((size_t)s->rows + NA_RANGE - 1) / NA_RANGE, at = 0;
    double mean = na_mean_length(s->fti);

    if (k->list.n < n || k->list.n < SHORT) return NA_OK;
    k->start = na_zalloc(n + 1, sizeof *k->start);
    k->most = na_zalloc(n, sizeof *k->most);
    if (!k->start || !k->most) return na_fail_nomem(err);
    for (size_t i = 0; i < n; i++) {
        for (k->start[i] = (uint32_t)at; at < k->list.n; at++) {
            const na_match *m = &k->list.v[at];
            if ((m->row - 1) / NA_RANGE != i) break;
            double norm =
                NA_BM25_K1 * (1 - NA_BM25_B + NA_BM25_B * s->length[m->row - 1] / mean);
            float v = (float)(m->tf / (m->tf + norm)) * 1.000001F;
            if (v > k->most[i]) k->most[i] = v;
        }
    }
    k->start[n] = (uint32_t)at;
    return NA_OK;
}

static int make(na_kept_words *k, kept_word *w, const na_seg *s, const na_qnode *leaf,
                na_err *err)
{
    size_t ranges = (size_t)s->rows / NA_RANGE + 2;
    na_matches *l = &w->kept.list;
    na_match *less;
    int rc = gather_list(s, leaf, l, &w->too_long, err);

    if (rc == NA_OK && !w->too_long) rc = add_ranges(&w->kept, s, err);
    if (rc < 0 || w->too_long) { /* a part of it must not be what is gone on with */
        release(&w->kept);
        return rc;
    }
    if (l->n < l->cap && (less = realloc(l->v, (l->n + 1) * sizeof *less)) != NULL)
        l->v = less, l->cap = l->n + 1;
    w->made = true;
    k->bytes += l->cap * sizeof *l->v;
    if (w->kept.start) k->bytes += ranges * (sizeof(uint32_t) + sizeof(float));
    return NA_OK;
}

/* -- finding it ---------------------------------------------------------------------- */

static kept_word *find(const na_kept_words *k, const na_expand_key *key)
{
    na_str bytes = key->bytes;

    for (size_t i = 0; i < k->n; i++)
        if (k->hash[i] == key->hash && k->v[i]->key_len == bytes.len &&
            memcmp(k->v[i]->key, bytes.ptr, bytes.len) == 0)
            return k->v[i];
    return NULL;
}

/* NULL: there is no room, or no memory. */
static kept_word *add(na_kept_words *k, const na_expand_key *key, int64_t search)
{
    na_str bytes = key->bytes;
    kept_word *w;

    if (k->n == WORDS || bytes.len > KEY_MOST || !(w = calloc(1, sizeof *w))) return NULL;
    if (!(w->key = malloc(bytes.len))) {
        free(w);
        return NULL;
    }
    memcpy(w->key, bytes.ptr, bytes.len);
    w->key_len = bytes.len;
    w->search = search;
    k->bytes += sizeof *w + bytes.len;
    k->hash[k->n] = key->hash;
    k->v[k->n++] = w;
    return w;
}

int na_kept_get(const na_seg *s, const na_qnode *leaf, const na_kept **out, na_err *err)
{
    const na_expand_key *key = na_expand_key_of(s->expand, leaf);
    na_arc *a = s->arc;
    na_kept_words **k;
    kept_word *w;
    size_t before;
    int rc = NA_OK;

    *out = NULL;
    if (!s->vol || !key) return NA_OK;
    k = &s->vol->kept;
    before = na_kept_held(*k);
    w = *k ? find(*k, key) : NULL;
    if (!w && !is_full(a) && (*k || (*k = calloc(1, sizeof **k))))
        w = add(*k, key, a->searches);
    else if (w && !w->made && !w->too_long && w->search != a->searches && !is_full(a))
        rc = make(*k, w, s, leaf, err);
    a->kept_bytes += na_kept_held(*k) - before;
    if (w && w->made) *out = &w->kept;
    return rc;
}
