/* SPDX-License-Identifier: MIT */
#include "core/recall.h"
#include <math.h>
#include <stdlib.h>

#define ENTRIES 256u       /* leaves kept at most, */
#define BYTES (2 * NA_MIB) /* and memory for them */
#define KEY_MOST 1024u     /* bytes of what tells a leaf from others */

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

void na_recall_begin(na_arc *a)
{
    na_recall *r = a->view.recall;

    if (r && (r->n == ENTRIES || r->bytes > BYTES)) forget(r);
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
    na_view *v = &a->view;
    na_recall_leaf *out = NULL;
    na_recall *r;
    na_buf key;
    na_str k;

    if (!v->valid || a->snapshots == 0) return NULL;
    if (!v->recall && !(v->recall = calloc(1, sizeof *v->recall))) return NULL;
    r = v->recall;
    na_buf_init(&key, KEY_MOST);
    if (!na_expand_key(x, leaf, &key)) goto done;
    k = na_buf_get(&key);
    for (size_t i = 0; !out && i < r->n; i++)
        if (r->v[i]->keylen == k.len && memcmp(r->v[i]->key, k.ptr, k.len) == 0)
            out = &r->v[i]->leaf;
    if (!out && r->n < ENTRIES && (r->v[r->n] = make(k, ncat)) != NULL) {
        out = &r->v[r->n++]->leaf;
        r->bytes += sizeof(entry) + k.len +
                    ncat * (sizeof *out->n + sizeof *out->most + sizeof *out->best);
    }
done:
    na_buf_release(&key);
    return out;
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
