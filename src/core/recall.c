/* SPDX-License-Identifier: MIT */
#include "core/recall.h"
#include <math.h>
#include <stdlib.h>

#define ENTRIES 256u       /* leaves kept at most, */
#define BYTES (2 * NA_MIB) /* and memory for them */
#define KEY_MOST 1024u     /* bytes of what tells a leaf from others */
#define BYTES_OF_ONE                                                                       \
    (sizeof(uint32_t) + sizeof(float) + sizeof(int64_t) + sizeof(size_t)) /* volume */

typedef struct entry {
    na_recall_leaf leaf;
    size_t keylen;
    char *key;
} entry;

typedef struct na_recall {
    entry *v[ENTRIES];
    size_t n, bytes;
} na_recall;

static void entry_free(entry *e)
{
    free(e->leaf.n);
    free(e->leaf.most);
    free(e->leaf.best);
    free(e->leaf.order);
    free(e->key);
    free(e);
}

static void forget(na_recall *r)
{
    for (; r->n > 0; r->n--) entry_free(r->v[r->n - 1]);
    r->bytes = 0;
}

void na_recall_free(na_recall *r)
{
    if (!r) return;
    forget(r);
    free(r);
}

void na_recall_forget(na_arc *a)
{
    if (a->view.recall) forget(a->view.recall);
}

void na_recall_begin(na_arc *a)
{
    const na_recall *r = a->view.recall;

    if (r && (r->n == ENTRIES || r->bytes > BYTES)) na_recall_forget(a);
}

static entry *make(na_str key, size_t ncat)
{
    entry *e = calloc(1, sizeof *e);

    if (!e) return NULL;
    e->leaf.n = malloc((ncat + 1) * sizeof *e->leaf.n);
    e->leaf.most = malloc((ncat + 1) * sizeof *e->leaf.most);
    e->leaf.best = malloc((ncat + 1) * sizeof *e->leaf.best);
    e->leaf.order = malloc((ncat + 1) * sizeof *e->leaf.order);
    e->key = malloc(key.len);
    e->keylen = key.len;
    if (!e->leaf.n || !e->leaf.most || !e->leaf.best || !e->leaf.order || !e->key) {
        entry_free(e);
        return NULL;
    }
    memcpy(e->key, key.ptr, key.len);
    for (size_t i = 0; i < ncat; i++) {
        e->leaf.n[i] = NA_RECALL_UNKNOWN;
        e->leaf.most[i] = INFINITY;
        e->leaf.best[i] = INT64_MAX;
    }
    e->leaf.unknown = ncat;
    return e;
}

na_recall_leaf *na_recall_of(na_arc *a, const na_qnode *leaf, const na_expand *x,
                             size_t ncat)
{
    const na_expand_key *k = na_expand_key_of(x, leaf);
    na_view *v = &a->view;
    na_recall *r;

    if (!k || k->bytes.len > KEY_MOST || !v->valid || a->snapshots == 0) return NULL;
    if (!v->recall && !(v->recall = calloc(1, sizeof *v->recall))) return NULL;
    r = v->recall;
    for (size_t i = 0; i < r->n; i++)
        if (r->v[i]->keylen == k->bytes.len &&
            memcmp(r->v[i]->key, k->bytes.ptr, k->bytes.len) == 0)
            return &r->v[i]->leaf;
    if (r->n == ENTRIES || !(r->v[r->n] = make(k->bytes, ncat))) return NULL;
    r->bytes += sizeof(entry) + k->bytes.len + ncat * BYTES_OF_ONE;
    return &r->v[r->n++]->leaf;
}

void na_recall_n(na_recall_leaf *l, size_t volume, uint64_t n)
{
    if (!l || l->n[volume] != NA_RECALL_UNKNOWN || n >= NA_RECALL_UNKNOWN) return;
    l->n[volume] = (uint32_t)n;
    if (n == 0) na_recall_most(l, volume, 0);
    l->unknown--;
    l->sum += n;
}

void na_recall_most(na_recall_leaf *l, size_t volume, float most)
{
    if (!l || l->most[volume] <= most) return;
    l->most[volume] = most;
    l->ordered = false;
}

void na_recall_best(na_recall_leaf *l, size_t volume, int64_t best)
{
    if (!l || l->best[volume] <= best) return;
    l->best[volume] = best;
    l->ordered = false;
}
