/* SPDX-License-Identifier: MIT */
/* cols_read.c - reading packed columns, by chunk or whole
 *
 * Each column has one array for all rows, which is filled chunk by chunk as chunks are
 * asked for; a whole column is the same array with every chunk filled. The arrays come from
 * calloc, so that parts not asked for cost no memory.
 */
#include "index/cols_int.h"
#include <stdlib.h>

enum { ID_ROWS = NA_COLS_ARRAYS - 1, ARRAYS = NA_COLS_ARRAYS };

static int sql_chunk(void *ctx, const char *name, uint32_t chunk, na_str *out, na_err *err)
{
    na_stmt *s = ctx;
    int rc;

    na_stmt_reset(s);
    na_stmt_bind_text(s, 1, na_str_c(name));
    na_stmt_bind_i64(s, 2, chunk);
    rc = na_stmt_step(s, err);
    if (rc > 0) *out = na_stmt_blob(s, 0);
    return rc;
}

int na_cols_bad(na_cols *c, const char *name, uint32_t chunk, na_err *err)
{
    return na_fail(err, NA_ECORRUPT, "%s: column %s, chunk %u", c->name, name, chunk);
}

int na_cols_chunk(na_cols *c, const char *name, uint32_t chunk, na_str *out, na_err *err)
{
    int rc;

    *out = (na_str){ NULL, 0 };
    rc = c->src.chunk(c->src.ctx, name, chunk, out, err);
    return rc == 0 ? na_cols_bad(c, name, chunk, err) : rc < 0 ? rc : NA_OK;
}

int na_cols_open(na_cols **out, na_db *db, na_err *err)
{
    na_cols_src src = { .chunk = sql_chunk, .name = na_db_name(db) };
    na_stmt *s = NULL;
    int rc = na_stmt_open(&s, db, "SELECT v FROM col WHERE name=?1 AND chunk=?2", err);

    if (rc < 0) return rc;
    src.ctx = s;
    if ((rc = na_cols_open_src(out, &src, err)) < 0)
        na_stmt_close(s);
    else
        (*out)->chunk = s;
    return rc;
}

int na_cols_open_src(na_cols **out, const na_cols_src *src, na_err *err)
{
    na_cols *c = calloc(1, sizeof *c);
    na_str head;
    na_rd r;
    int rc;

    if (!c || !(c->name = strdup(src->name))) {
        rc = na_fail_nomem(err);
        goto done;
    }
    c->src = *src;
    c->src.name = c->name;
    if ((rc = na_cols_chunk(c, NA_COLS_HEAD, 0, &head, err)) < 0) goto done;
    r = na_rd_of(head);
    c->rows = na_rd_u32(&r);
    c->place_end = na_rd_u64(&r);
    if (r.bad || na_rd_left(&r) || c->rows > NA_COLS_ROWS_MAX || c->place_end > INT64_MAX) {
        rc = na_cols_bad(c, NA_COLS_HEAD, 0, err);
        goto done;
    }
    *out = c, c = NULL;
done:
    na_cols_close(c);
    return rc;
}

void na_cols_close(na_cols *c)
{
    if (!c) return;
    for (int i = 0; i < ARRAYS; i++) {
        free(c->col[i].v);
        free(c->col[i].narrow);
        free(c->col[i].have);
    }
    for (int i = 0; i < NA_COLS_LISTS; i++) {
        if (!c->lists[i]) continue;
        free(c->lists[i]->bytes);
        free(c->lists[i]->out);
        free(c->lists[i]);
    }
    for (int i = 0; i < NA_COLS_DICTS; i++) {
        free(c->dict[i].text);
        free(c->dict[i].values.v);
    }
    free(c->ids);
    na_stmt_close(c->chunk);
    free(c->name);
    free(c);
}

uint32_t na_cols_rows(const na_cols *c) { return c->rows; }

static uint32_t chunks(const na_cols *c)
{
    return (c->rows + NA_COLS_CHUNK - 1) / NA_COLS_CHUNK;
}

uint32_t na_cols_chunk_len(const na_cols *c, uint32_t chunk)
{
    uint32_t from = chunk * NA_COLS_CHUNK;
    return c->rows - from < NA_COLS_CHUNK ? c->rows - from : NA_COLS_CHUNK;
}

/* Arrays count by what was filled of them, dictionaries and lists not at all: they are
 * small. */
size_t na_cols_held(const na_cols *c) { return c->held; }

static bool before(int a, int64_t x, int64_t y)
{
    return a == NA_COL_ID ? (uint64_t)x < (uint64_t)y : x < y;
}

/* What the codec leaves open: the range of a column's values, and their order. */
static bool values_ok(const na_cols *c, int a, uint32_t from, uint32_t n)
{
    const int64_t *v = c->col[a].v + from;

    switch (a) {
    case NA_COL_LENGTH:
    case NA_COL_WORDS:
    case NA_COL_LANG:
    case NA_COL_SOURCE:
    case NA_COL_REV:
        for (uint32_t i = 0; i < n; i++)
            if (v[i] < 0 || v[i] > UINT32_MAX) return false;
        return true;
    case ID_ROWS:
        for (uint32_t i = 0; i < n; i++)
            if (v[i] < 1 || v[i] > c->rows) return false;
        return true;
    case NA_COL_PUBLISHED:
    case NA_COL_PLACE:
    case NA_COL_ID:
        for (uint32_t i = 1; i < n; i++)
            if (before(a, v[i], v[i - 1])) return false;
        return a != NA_COL_PLACE || (v[0] >= 0 && (uint64_t)v[n - 1] < c->place_end);
    default:
        return true;
    }
}

static int load(na_cols *c, int a, uint32_t chunk, na_err *err)
{
    struct na_column *col = &c->col[a];
    const char *name = a == ID_ROWS ? NA_COLS_ID_ROWS : na_col_descs[a].name;
    uint8_t codec = a == ID_ROWS ? NA_CHUNK_PACKED : na_col_descs[a].codec;
    uint32_t n = na_cols_chunk_len(c, chunk), from = chunk * NA_COLS_CHUNK;
    na_str b;
    int rc;

    if (col->have && col->have[chunk]) return NA_OK;
    if (!col->v) {
        col->v = calloc(c->rows, sizeof *col->v);
        col->have = calloc(chunks(c), 1);
        if (!col->v || !col->have) {
            free(col->v);
            free(col->have);
            col->v = NULL, col->have = NULL;
            return na_fail_nomem(err);
        }
    }
    if ((rc = na_cols_chunk(c, name, chunk, &b, err)) < 0) return rc;
    if (!na_chunk_read(b, codec, col->v + from, n) || !values_ok(c, a, from, n))
        return na_cols_bad(c, name, chunk, err);
    if (codec == NA_CHUNK_ASCENDING &&
        ((chunk && col->have[chunk - 1] && before(a, col->v[from], col->v[from - 1])) ||
         (chunk + 1 < chunks(c) && col->have[chunk + 1] &&
          before(a, col->v[from + n], col->v[from + n - 1]))))
        return na_cols_bad(c, name, chunk, err);
    col->have[chunk] = 1;
    c->held += na_cols_chunk_len(c, chunk) * sizeof *col->v;
    return NA_OK;
}

static int load_all(na_cols *c, int a, na_err *err)
{
    int rc;

    if (c->col[a].whole) return NA_OK;
    for (uint32_t k = 0; k < chunks(c); k++)
        if ((rc = load(c, a, k, err)) < 0) return rc;
    c->col[a].whole = true;
    return NA_OK;
}

static int load_ids(na_cols *c, na_err *err)
{
    const int64_t *rows;
    int64_t *ids;
    int rc;

    if (c->ids || c->rows == 0) return NA_OK;
    if ((rc = load_all(c, NA_COL_ID, err)) < 0) return rc;
    if ((rc = load_all(c, ID_ROWS, err)) < 0) return rc;
    if (!(ids = calloc(c->rows, sizeof *ids))) return na_fail_nomem(err);
    rows = c->col[ID_ROWS].v;
    for (uint32_t i = 0; i < c->rows; i++) ids[rows[i] - 1] = c->col[NA_COL_ID].v[i];
    c->ids = ids;
    c->held += c->rows * sizeof *ids;
    return NA_OK;
}

int na_cols_i64(na_cols *c, na_col col, const int64_t **out, na_err *err)
{
    int rc;

    na_assert(na_col_descs[col].codec != NA_CHUNK_LISTS);
    rc = col == NA_COL_ID ? load_ids(c, err) : load_all(c, (int)col, err);
    if (rc == NA_OK) *out = col == NA_COL_ID ? c->ids : c->col[col].v;
    return rc;
}

/* One chunk by way of the stack: an array of wide values would only be read once. */
static int load_narrow(na_cols *c, na_col col, uint32_t chunk, uint32_t *out, na_err *err)
{
    const char *name = na_col_descs[col].name;
    uint32_t n = na_cols_chunk_len(c, chunk);
    int64_t v[NA_COLS_CHUNK];
    na_str b;
    int rc;

    if ((rc = na_cols_chunk(c, name, chunk, &b, err)) < 0) return rc;
    if (!na_chunk_read(b, NA_CHUNK_PACKED, v, n)) return na_cols_bad(c, name, chunk, err);
    for (uint32_t i = 0; i < n; i++) {
        if (v[i] < 0 || v[i] > UINT32_MAX) return na_cols_bad(c, name, chunk, err);
        out[chunk * NA_COLS_CHUNK + i] = (uint32_t)v[i];
    }
    return NA_OK;
}

int na_cols_u32(na_cols *c, na_col col, const uint32_t **out, na_err *err)
{
    struct na_column *k = &c->col[col];
    uint32_t *v = NULL;
    int rc = NA_OK;

    na_assert(na_col_descs[col].codec == NA_CHUNK_PACKED);
    if (!k->narrow && c->rows) {
        if (!(v = malloc(c->rows * sizeof *v))) return na_fail_nomem(err);
        for (uint32_t i = 0; rc == NA_OK && i < chunks(c); i++)
            rc = load_narrow(c, col, i, v, err);
        if (rc < 0) {
            free(v);
            return rc;
        }
        k->narrow = v;
        c->held += c->rows * sizeof *v;
    }
    *out = k->narrow;
    return NA_OK;
}

int na_cols_check_row(na_cols *c, int64_t rowid, na_err *err)
{
    if (rowid >= 1 && rowid <= c->rows) return NA_OK;
    return na_fail(err, NA_ECORRUPT, "%s: no article %lld among %u", c->name,
                   (long long)rowid, c->rows);
}

int na_cols_get(na_cols *c, na_col col, int64_t rowid, int64_t *out, na_err *err)
{
    uint32_t i = (uint32_t)(rowid - 1);
    int rc = na_cols_check_row(c, rowid, err);

    na_assert(na_col_descs[col].codec != NA_CHUNK_LISTS);
    if (rc < 0) return rc;
    rc = col == NA_COL_ID ? load_ids(c, err) : load(c, (int)col, i / NA_COLS_CHUNK, err);
    if (rc == NA_OK) *out = col == NA_COL_ID ? c->ids[i] : c->col[col].v[i];
    return rc;
}

int na_cols_line(na_cols *c, int64_t rowid, uint64_t *off, uint64_t *len, na_err *err)
{
    int64_t from = 0, to = (int64_t)c->place_end;
    int rc = na_cols_get(c, NA_COL_PLACE, rowid, &from, err);

    if (rc < 0) return rc;
    if (rowid < c->rows && (rc = na_cols_get(c, NA_COL_PLACE, rowid + 1, &to, err)) < 0)
        return rc;
    if (to <= from)
        return na_cols_bad(c, "place", (uint32_t)(rowid - 1) / NA_COLS_CHUNK, err);
    *off = (uint64_t)from;
    *len = (uint64_t)(to - from);
    return NA_OK;
}

/* The first index in an ascending column whose value is not before t. Ids are spread
 * evenly, so the search for one begins at the chunk where it should be. */
static int lower_bound(na_cols *c, int a, int64_t t, uint32_t *out, na_err *err)
{
    const struct na_column *col = &c->col[a];
    uint32_t lo = 0, hi = c->rows, k, from, end;
    int rc;

    k = a == NA_COL_ID ? (uint32_t)(((uint64_t)t >> 32) * chunks(c) >> 32) : chunks(c) / 2;
    while (lo < hi) {
        if ((rc = load(c, a, k, err)) < 0) return rc;
        from = k * NA_COLS_CHUNK, end = from + na_cols_chunk_len(c, k);
        if (!before(a, col->v[from], t)) {
            hi = from;
        } else if (before(a, col->v[end - 1], t)) {
            lo = end;
        } else {
            lo = from, hi = end;
            while (lo < hi) {
                uint32_t mid = lo + (hi - lo) / 2;
                if (before(a, col->v[mid], t))
                    lo = mid + 1;
                else
                    hi = mid;
            }
            break;
        }
        /* The neighbour for ids, the middle of what is left for others. */
        if (lo >= hi) break;
        if (a == NA_COL_ID)
            k = hi == from ? k - 1 : k + 1;
        else
            k = (lo + (hi - lo) / 2) / NA_COLS_CHUNK;
    }
    *out = lo;
    return NA_OK;
}

int na_cols_since(na_cols *c, int64_t t, int64_t *rowid_out, na_err *err)
{
    uint32_t i;
    int rc = lower_bound(c, NA_COL_PUBLISHED, t, &i, err);

    if (rc == NA_OK) *rowid_out = (int64_t)i + 1;
    return rc;
}

int na_cols_find_ids(na_cols *c, uint64_t lo, uint64_t hi, size_t max, int64_t *rowids,
                     uint64_t *ids, size_t *n_out, na_err *err)
{
    uint32_t i;
    size_t n = 0;
    int rc = lower_bound(c, NA_COL_ID, (int64_t)lo, &i, err);

    if (rc < 0) return rc;
    for (; i < c->rows && n < max; i++, n++) {
        if ((rc = load(c, NA_COL_ID, i / NA_COLS_CHUNK, err)) < 0) return rc;
        if ((uint64_t)c->col[NA_COL_ID].v[i] > hi) break;
        if (ids) ids[n] = (uint64_t)c->col[NA_COL_ID].v[i];
        if (!rowids) continue;
        if ((rc = load(c, ID_ROWS, i / NA_COLS_CHUNK, err)) < 0) return rc;
        rowids[n] = c->col[ID_ROWS].v[i];
    }
    *n_out = n;
    return NA_OK;
}
