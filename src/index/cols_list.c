/* SPDX-License-Identifier: MIT */
/* cols_list.c - reading dictionaries, and the columns that are lists */
#include "index/cols_int.h"
#include <stdlib.h>

int na_cols_dict(na_cols *c, na_col col, const na_strv **out, na_err *err)
{
    struct na_dict *d = &c->dict[na_cols_dict_no(col)];
    const char *name = na_col_descs[col].dict;
    na_str b, line;
    size_t n = 0;
    int rc;

    na_assert(name);
    if (!d->have) {
        if ((rc = na_cols_chunk(c, name, 0, &b, err)) < 0) return rc;
        if (b.len && b.ptr[b.len - 1] != '\n') return na_cols_bad(c, name, 0, err);
        for (size_t i = 0; i < b.len; i++) n += b.ptr[i] == '\n';
        d->text = malloc(b.len + 1);
        d->values.v = calloc(n + 1, sizeof *d->values.v);
        if (!d->text || !d->values.v) {
            free(d->text);
            free(d->values.v);
            *d = (struct na_dict){ 0 };
            return na_fail_nomem(err);
        }
        if (b.len) memcpy(d->text, b.ptr, b.len);
        b.ptr = d->text;
        for (d->values.n = 0; d->values.n < n; b = na_str_sub(b, line.len + 1, b.len)) {
            line = na_str_sub(b, 0, na_str_chr(b, '\n', 0));
            d->values.v[d->values.n++] = line;
        }
        d->have = true;
    }
    *out = &d->values;
    return NA_OK;
}

int na_cols_str(na_cols *c, na_col col, int64_t rowid, na_str *out, na_err *err)
{
    const na_strv *d;
    int64_t number;
    int rc = na_cols_get(c, col, rowid, &number, err);

    if (rc < 0 || (rc = na_cols_dict(c, col, &d, err)) < 0) return rc;
    if ((uint64_t)number >= d->n)
        return na_cols_bad(c, na_col_descs[col].name, (uint32_t)(rowid - 1) / NA_COLS_CHUNK,
                           err);
    *out = d->v[number];
    return NA_OK;
}

static int load_lists(na_cols *c, na_col col, uint32_t chunk, struct na_list_chunk **out,
                      na_err *err)
{
    struct na_list_chunk **slot = &c->lists[col - NA_COLS_LIST0], *l;
    na_str b, bytes;
    char *grown;
    int rc;

    if (!*slot && !(*slot = calloc(1, sizeof **slot))) return na_fail_nomem(err);
    l = *out = *slot;
    if (l->have && l->chunk == chunk) return NA_OK;
    l->have = false;
    if ((rc = na_cols_chunk(c, na_col_descs[col].name, chunk, &b, err)) < 0) return rc;
    if (!na_chunk_read_lists(b, l->ends, na_cols_chunk_len(c, chunk), &bytes))
        return na_cols_bad(c, na_col_descs[col].name, chunk, err);
    if (bytes.len > l->bytes_cap || !l->bytes) {
        if (!(grown = realloc(l->bytes, bytes.len + 1))) return na_fail_nomem(err);
        l->bytes = grown, l->bytes_cap = bytes.len + 1;
    }
    if (bytes.len) memcpy(l->bytes, bytes.ptr, bytes.len);
    l->chunk = chunk;
    l->have = true;
    return NA_OK;
}

/* Each of these decodes one list into v, which has room for one number a byte, and gives
 * how many there are; SIZE_MAX for what was never written. */
static size_t numbers(na_rd *r, const na_strv *dict, uint32_t *v)
{
    size_t n = 0;

    while (na_rd_left(r)) {
        uint64_t x = na_rd_varint(r);
        if (r->bad || x >= dict->n) return SIZE_MAX;
        v[n++] = (uint32_t)x;
    }
    return n;
}

static size_t bounds(na_rd *r, uint32_t *v)
{
    uint32_t at = 0;
    size_t n = 0;

    while (na_rd_left(r)) {
        uint64_t x = na_rd_varint(r);
        if (r->bad || x >> 1 > INT32_MAX - at || (n && x >> 1 == 0)) return SIZE_MAX;
        at += (uint32_t)(x >> 1);
        v[n++] = NA_COL_BOUND(at, x & 1);
    }
    return n;
}

static size_t cites(na_rd *r, const na_strv *dict, uint32_t *v)
{
    size_t n = 0;

    while (na_rd_left(r)) {
        uint64_t agency = na_rd_varint(r), at = na_rd_varint(r), len = na_rd_varint(r);
        if (r->bad || agency >= dict->n || at >= UINT64_C(1) << 30 || len > INT32_MAX ||
            NA_COL_CITE_IN(at) > NA_COL_IN_BODY)
            return SIZE_MAX;
        v[n++] = (uint32_t)agency;
        v[n++] = (uint32_t)at;
        v[n++] = (uint32_t)len;
    }
    return n;
}

static size_t quotes(na_rd *r, uint32_t *v)
{
    const uint64_t max = UINT64_C(1) << 28;
    size_t n = 0;

    for (unsigned in = 0; na_rd_left(r) && in <= NA_COL_IN_BODY; in++) {
        uint64_t least = 0, count = na_rd_varint(r);
        if (count > na_rd_left(r) / 2) return SIZE_MAX;
        for (; count > 0; count--) {
            uint64_t from = na_rd_varint(r), to = na_rd_varint(r);
            if (r->bad || from >= max || to >= max || least + from + to >= max)
                return SIZE_MAX;
            from += least, to += from;
            v[n++] = NA_COL_WORD(in, from);
            v[n++] = NA_COL_WORD(in, to);
            least = to + 1;
        }
    }
    return na_rd_left(r) ? SIZE_MAX : n;
}

int na_cols_list(na_cols *c, na_col col, int64_t rowid, const uint32_t **out, size_t *n_out,
                 na_err *err)
{
    struct na_list_chunk *l = NULL;
    const na_strv *dict = NULL;
    uint32_t i, chunk, from, *grown;
    size_t n;
    na_rd r;
    int rc = na_cols_check_row(c, rowid, err);

    na_assert(na_col_descs[col].codec == NA_CHUNK_LISTS);
    if (rc < 0) return rc;
    i = (uint32_t)(rowid - 1) % NA_COLS_CHUNK;
    chunk = (uint32_t)(rowid - 1) / NA_COLS_CHUNK;
    if (na_col_descs[col].dict && (rc = na_cols_dict(c, col, &dict, err)) < 0) return rc;
    if ((rc = load_lists(c, col, chunk, &l, err)) < 0) return rc;
    from = i ? l->ends[i - 1] : 0;
    if (l->ends[i] - from > l->out_cap || !l->out) {
        size_t cap = (size_t)(l->ends[i] - from) + 64;
        if (!(grown = realloc(l->out, cap * sizeof *grown))) return na_fail_nomem(err);
        l->out = grown, l->out_cap = cap;
    }
    r = na_rd_of(na_str_n(l->bytes + from, l->ends[i] - from));
    n = col == NA_COL_BOUNDS   ? bounds(&r, l->out)
        : col == NA_COL_CITES  ? cites(&r, dict, l->out)
        : col == NA_COL_QUOTES ? quotes(&r, l->out)
                               : numbers(&r, dict, l->out);
    if (r.bad || n == SIZE_MAX) return na_cols_bad(c, na_col_descs[col].name, chunk, err);
    *out = l->out;
    *n_out = n;
    return NA_OK;
}

int na_cols_rules(na_cols *c, uint64_t *out, na_err *err)
{
    na_str b;
    na_rd r;
    int rc = na_cols_chunk(c, NA_COLS_RULES, 0, &b, err);

    if (rc < 0) return rc;
    r = na_rd_of(b);
    *out = na_rd_u64(&r);
    return r.bad || na_rd_left(&r) ? na_cols_bad(c, NA_COLS_RULES, 0, err) : NA_OK;
}
