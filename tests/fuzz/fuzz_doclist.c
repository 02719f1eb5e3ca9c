/* SPDX-License-Identifier: MIT */
/* An FTS5 index of any bytes. The input is a run of rows: 'B' id (8 bytes) length (2)
 * block, or 'I' segid (2) pgno (4) length (1) term, little-endian. It is read in every way
 * there is: all words, their articles by skipping, by seeking, with positions. */
#include "base/buf.h"
#include "index/doclist.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

#define ROWS 4096
#define STEPS 20000 /* rows of one way of reading; a slow input is not what we look for */

struct row {
    int64_t id; /* of a block; or segid */
    uint32_t pgno;
    na_str bytes;
};

struct table {
    struct row block[ROWS], idx[ROWS];
    size_t blocks, idxs;
    char *lent; /* the block given out last, alone in its allocation */
};

static int block(void *ctx, int64_t id, na_str *out, na_err *err)
{
    struct table *t = ctx;

    free(t->lent);
    t->lent = NULL;
    for (size_t i = 0; i < t->blocks; i++) {
        na_str b = t->block[i].bytes;
        if (t->block[i].id != id) continue;
        if (!(t->lent = malloc(b.len ? b.len : 1))) return na_fail_nomem(err);
        if (b.len) memcpy(t->lent, b.ptr, b.len);
        *out = na_str_n(t->lent, b.len);
        return 1;
    }
    return 0;
}

static int seek(void *ctx, int64_t segid, na_str term, bool after, int64_t *pgno,
                na_err *err)
{
    const struct table *t = ctx;
    const struct row *best = NULL;

    (void)err;
    for (size_t i = 0; i < t->idxs; i++) {
        const struct row *r = &t->idx[i];
        int c = na_str_cmp(r->bytes, term);
        if (r->id != segid || (after ? c <= 0 : c > 0)) continue;
        if (best && (after ? na_str_cmp(r->bytes, best->bytes) >= 0
                           : na_str_cmp(r->bytes, best->bytes) <= 0))
            continue;
        best = r;
    }
    if (best) *pgno = best->pgno;
    return best != NULL;
}

static void load(struct table *t, const uint8_t *p, size_t n)
{
    na_rd r = na_rd_of(na_str_n(p, n));

    while (na_rd_left(&r) && t->blocks < ROWS && t->idxs < ROWS) {
        struct row row = { 0 };
        uint8_t kind = na_rd_u8(&r);
        if (kind == 'B') {
            row.id = (int64_t)na_rd_u64(&r);
            row.bytes = na_rd_bytes(&r, na_rd_u16(&r));
            if (!r.bad) t->block[t->blocks++] = row;
        } else if (kind == 'I') {
            row.id = na_rd_u16(&r);
            row.pgno = na_rd_u32(&r);
            row.bytes = na_rd_bytes(&r, na_rd_u8(&r));
            if (!r.bad) t->idx[t->idxs++] = row;
        } else {
            return;
        }
    }
}

static void walk(na_postings *p, unsigned how, na_poslist *l, size_t *steps)
{
    uint32_t tf[NA_FTS_COLS];
    int64_t before = 0;
    unsigned col;

    for (;;) {
        int rc = how & 4 ? na_postings_seek(p, before + 1 + (how >> 3), NULL)
                         : na_postings_next(p, NULL);
        if (rc <= 0 || ++*steps > STEPS) break;
        na_assert(na_postings_rowid(p) > before);
        before = na_postings_rowid(p);
        if (before > INT64_MAX - 1000) break;
        if (how & 1 && na_postings_first_column(p, &col, NULL) < 0) break;
        if (how & 2) {
            if (na_postings_positions(p, l, NULL) < 0) break;
            na_assert(l->n > 0 && l->n <= na_postings_size(p));
            for (size_t i = 1; i < l->n; i++) na_assert(l->v[i] > l->v[i - 1]);
            na_assert(NA_POS_COL(l->v[l->n - 1]) < NA_FTS_COLS);
            if (na_postings_tf(p, tf, NULL) < 0) break;
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct table *t = calloc(1, sizeof *t);
    na_fti_src src = { block, seek, t, "fuzz" };
    na_fti *x = NULL;
    na_vocab *v = NULL;
    na_postings *c = NULL;
    na_poslist l = { 0 };
    na_str word;
    size_t bytes, steps = 0;

    if (!t) return 0;
    load(t, p, n);
    if (na_fti_open_src(&x, &src, NULL) < 0) goto done;
    if (na_vocab_open(&v, x, NA_STR(""), NULL) < 0) goto done;
    for (unsigned how = 0; na_vocab_next(v, &word, NULL) > 0 && steps < STEPS; how++) {
        (void)na_vocab_bytes(v, &bytes);
        for (unsigned way = 0; way < 8; way++) {
            int rc =
                way & 1 ? na_vocab_postings(v, &c, NULL) : na_fti_term(x, word, &c, NULL);
            if (rc == NA_OK && c) walk(c, way | (how % 50) << 3, &l, &steps);
            na_postings_free(c), c = NULL;
        }
    }
done:
    na_postings_free(c);
    na_vocab_close(v);
    na_fti_close(x);
    na_poslist_release(&l);
    free(t->lent);
    free(t);
    return 0;
}
