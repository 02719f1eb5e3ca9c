/* SPDX-License-Identifier: MIT */
#include "core/warm.h"
#include "base/cores.h"
#include "base/zalloc.h"
#include "core/words.h"
#include <stdatomic.h>
#include <stdlib.h>

#define LEAST 3u  /* volumes: fewer are opened as they come */
#define MOST 128u /* opened ahead of a search */

typedef struct warmer {
    const na_match_walk *w;
    const na_qnode *root;
    size_t volume[MOST];
    na_volume *opened[MOST]; /* NULL: it could not be */
    size_t n;
    atomic_size_t next;
} warmer;

/* Looks up the words below a node; their leaves of the index are at hand then. */
static void touch_words(const na_seg *s, const na_qnode *n)
{
    na_words words = { 0 };

    if (na_leaf_streams(n)) {
        (void)na_words_open(&words, s, n, NULL);
        na_words_release(&words);
        return;
    }
    for (size_t i = 0; n->kind == NA_Q_PHRASE && i < n->nterms; i++) {
        if (n->terms[i].prefix) continue;
        (void)na_words_open_list(&words, s, &n->terms[i].text, 1, NULL);
        na_words_release(&words);
    }
    for (size_t i = 0; i < n->nkids; i++) touch_words(s, n->kids[i]);
}

static void touch(const warmer *c, na_volume *v)
{
    na_seg s = { .arc = c->w->arc,
                 .vol = v,
                 .cols = v->cols,
                 .fti = v->fti,
                 .rows = na_cols_rows(v->cols),
                 .expand = c->w->expand };

    if (na_cols_i64(v->cols, NA_COL_PUBLISHED, &s.published, NULL) < 0 ||
        na_cols_u32(v->cols, NA_COL_LENGTH, &s.length, NULL) < 0)
        return;
    touch_words(&s, c->root);
}

static void *run(void *arg)
{
    warmer *c = arg;
    na_zstd z = { 0 };
    size_t i;

    while ((i = atomic_fetch_add(&c->next, 1)) < c->n) {
        const na_catrow *row = &c->w->cat[c->volume[i]];
        if (na_volume_open(c->w->arc, row, &z, &c->opened[i], NULL) < 0) continue;
        touch(c, c->opened[i]);
        na_vol_lend(c->opened[i]->vol, NULL);
    }
    na_zstd_release(&z);
    return NULL;
}

void na_warm(const na_match_walk *w, const size_t *volume, size_t n, const na_qnode *root)
{
    warmer *c;

    if (n < LEAST || na_cores() < 2 || !(c = na_zalloc(1, sizeof *c))) return;
    c->w = w;
    c->root = root;
    for (size_t i = 0; i < n && c->n < MOST; i++)
        if (!w->bad[volume[i]] && !na_volume_is_open(w->arc, &w->cat[volume[i]]))
            c->volume[c->n++] = volume[i];
    if (c->n >= LEAST) {
        na_on_cores(c->n, run, c);
        for (size_t i = 0; i < c->n; i++)
            if (c->opened[i]) na_volume_take(w->arc, c->opened[i]);
    }
    free(c);
}
