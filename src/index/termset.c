/* SPDX-License-Identifier: MIT */
#include "index/termset.h"
#include "index/stem.h"
#include "text/signature.h"
#include <stdlib.h>

void na_termset_release(na_termset *t)
{
    for (unsigned i = 0; i < NA_TERMSET_BUCKETS; i++) free(t->bucket[i].v);
    *t = (na_termset){ 0 };
}

static na_termkey key_of(uint64_t hash)
{
    return (na_termkey){ .bucket = (uint16_t)(hash >> 56), .print = (uint16_t)hash };
}

na_termkey na_termkey_word(na_str word) { return key_of(na_hash64(word, 0)); }

na_termkey na_termkey_group(size_t lang, na_str stem)
{
    return key_of(na_hash64(stem, 1 + (uint64_t)lang));
}

static int add(na_termset *t, na_termkey key, na_err *err)
{
    struct na_termset_bucket *b = &t->bucket[key.bucket];

    if (b->n == b->cap) {
        size_t cap = b->cap ? 2 * b->cap : 64;
        uint16_t *v = realloc(b->v, cap * sizeof *v);
        if (!v) return na_fail_nomem(err);
        b->v = v, b->cap = cap;
    }
    b->v[b->n++] = key.print;
    return NA_OK;
}

struct groups {
    na_termset *t;
    na_err *err;
};

static int add_group(void *ctx, size_t lang, na_str stem)
{
    struct groups *g = ctx;
    return add(g->t, na_termkey_group(lang, stem), g->err);
}

static int by_number(const void *pa, const void *pb)
{
    return *(const uint16_t *)pa - *(const uint16_t *)pb;
}

static void settle(struct na_termset_bucket *b)
{
    size_t kept = 0;

    if (b->n > 1) qsort(b->v, b->n, sizeof *b->v, by_number);
    for (size_t i = 0; i < b->n; i++)
        if (kept == 0 || b->v[i] != b->v[kept - 1]) b->v[kept++] = b->v[i];
    b->n = kept;
}

int na_termset_build(na_termset *t, na_db *db, na_fti *x, na_err *err)
{
    struct groups g = { t, err };
    na_vocab *v = NULL;
    na_str word;
    int rc = na_vocab_open(&v, x, NA_STR(""), err);

    while (rc >= 0 && (rc = na_vocab_next(v, &word, err)) > 0)
        rc = add(t, na_termkey_word(word), err);
    na_vocab_close(v);
    if (rc >= 0) rc = na_stem_each_group(db, add_group, &g, err);
    for (unsigned i = 0; i < NA_TERMSET_BUCKETS; i++) settle(&t->bucket[i]);
    return rc;
}

void na_termset_put(const na_termset *t, unsigned bucket, na_buf *out)
{
    const struct na_termset_bucket *b = &t->bucket[bucket];

    for (size_t i = 0; i < b->n; i++) {
        na_buf_putc(out, (char)(b->v[i] & 0xff));
        na_buf_putc(out, (char)(b->v[i] >> 8));
    }
}

bool na_termset_may(na_str bucket, na_termkey key)
{
    size_t lo = 0, hi = bucket.len / 2;

    if (bucket.len % 2 != 0) return true;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        const uint8_t *p = (const uint8_t *)bucket.ptr + 2 * mid;
        unsigned here = (unsigned)(p[0] | p[1] << 8);
        if (here == key.print) return true;
        if (here < key.print)
            lo = mid + 1;
        else
            hi = mid;
    }
    return false;
}
