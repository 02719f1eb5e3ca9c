/* SPDX-License-Identifier: MIT */
/* Packed columns of any bytes: a run of rows, name length (1) name, chunk (1), length (4),
 * bytes; little-endian. */
#include "index/cols.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

#define ROWS 64

struct row {
    na_str name, bytes;
    uint32_t chunk;
};

struct table {
    struct row row[ROWS];
    size_t n;
};

static int chunk(void *ctx, const char *name, uint32_t number, na_str *out, na_err *err)
{
    const struct table *t = ctx;

    (void)err;
    for (size_t i = 0; i < t->n; i++)
        if (t->row[i].chunk == number && na_str_eqc(t->row[i].name, name)) {
            *out = t->row[i].bytes;
            return 1;
        }
    return 0;
}

static void singles(na_cols *c)
{
    uint32_t rows = na_cols_rows(c);
    const uint32_t *list;
    uint64_t off, len, ids[8];
    int64_t v, found[8];
    size_t n;
    na_str s;

    for (uint32_t i = 1; i <= rows && i <= 200; i++) {
        uint32_t row = i <= 100 ? i : rows - (i - 101);
        (void)na_cols_line(c, row, &off, &len, NULL);
        (void)na_cols_get(c, NA_COL_PUBLISHED, row, &v, NULL);
        (void)na_cols_str(c, NA_COL_LANG, row, &s, NULL);
        for (int k = NA_COL_TAGS; k <= NA_COL_QUOTES; k++)
            (void)na_cols_list(c, (na_col)k, row, &list, &n, NULL);
    }
    for (unsigned i = 0; i < 16; i++) {
        uint64_t lo = (uint64_t)i << 60;
        (void)na_cols_find_ids(c, lo, lo | UINT64_MAX >> 4, 8, found, ids, &n, NULL);
        (void)na_cols_since(c, (int64_t)lo, &v, NULL);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct table t = { .n = 0 };
    na_cols_src src = { chunk, &t, "fuzz" };
    na_rd r = na_rd_of(na_str_n(p, n));
    na_cols *c = NULL;
    const int64_t *v;
    const uint32_t *u;
    uint64_t off;

    for (; na_rd_left(&r) && t.n < ROWS; t.n++) {
        t.row[t.n].name = na_rd_bytes(&r, na_rd_u8(&r));
        t.row[t.n].chunk = na_rd_u8(&r);
        t.row[t.n].bytes = na_rd_bytes(&r, na_rd_u32(&r));
        if (r.bad) break;
    }
    if (na_cols_open_src(&c, &src, NULL) < 0) return 0;
    if (na_cols_rows(c) <= 1u << 16) {
        singles(c);
        for (int k = 0; k <= NA_COL_ID; k++)
            if (k < NA_COL_TAGS || k > NA_COL_QUOTES)
                (void)na_cols_i64(c, (na_col)k, &v, NULL);
        (void)na_cols_u32(c, NA_COL_WORDS, &u, NULL);
        (void)na_cols_rules(c, &off, NULL);
    }
    na_cols_close(c);
    return 0;
}
