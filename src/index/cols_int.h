/* SPDX-License-Identifier: MIT */
/* cols_int.h - the codec of packed columns: chunks to bytes and back
 * (doc/formats/columns.md)
 *
 * Concepts  Integers are stored in blocks of 128: a width in bits, then the values, lowest
 *           bit first. Only the files of index/ include this.
 * Errors    Packing is sticky in its na_buf; unpacking gives false for any byte that the
 *           packing would not have written.
 */
#ifndef NA_INDEX_COLS_INT_H
#define NA_INDEX_COLS_INT_H
#include "index/cols.h"

enum {
    NA_CHUNK_PACKED = 1,
    NA_CHUNK_ASCENDING = 2,
    NA_CHUNK_FIXED = 3,
    NA_CHUNK_LISTS = 4
};

#define NA_COLS_BLOCK 128u
#define NA_COLS_ROWS_MAX (1u << 24)

/* How a column is stored. */
typedef struct na_col_desc {
    const char *name, *dict; /* dict NULL: none */
    uint8_t codec;
    uint8_t bytes; /* of a value, NA_CHUNK_FIXED */
} na_col_desc;
extern const na_col_desc na_col_descs[NA_COL_ID + 1];
#define NA_COLS_ID_ROWS "id.row" /* rowids of the sorted ids, NA_CHUNK_PACKED */
#define NA_COLS_HEAD "rows"      /* number of rows, end of the last line */
#define NA_COLS_RULES "cites.rules"

/* The columns of lists are those from TAGS on, below ID. */
enum { NA_COLS_LIST0 = NA_COL_TAGS, NA_COLS_LISTS = NA_COL_ID - NA_COL_TAGS };
/* Those with a dictionary. */
enum { NA_COLS_DICTS = 5 };
static inline int na_cols_dict_no(na_col col)
{
    return col == NA_COL_LANG      ? 0
           : col == NA_COL_SOURCE  ? 1
           : col == NA_COL_TAGS    ? 2
           : col == NA_COL_AUTHORS ? 3
                                   : 4;
}

/* v[0..n), 1 <= n <= NA_COLS_CHUNK. ASCENDING: leading NA_TIME_NONEs if undated may be;
 * otherwise the values are ascending as unsigned numbers. */
void na_chunk_packed(na_buf *out, const int64_t *v, size_t n);
void na_chunk_ascending(na_buf *out, const int64_t *v, size_t n, bool undated);
void na_chunk_fixed(na_buf *out, const int64_t *v, size_t n, unsigned size);
void na_chunk_lists(na_buf *out, const uint32_t *sizes, size_t n, na_str bytes);

/* A chunk of any of the first three codecs; exactly n values are expected. */
bool na_chunk_read(na_str chunk, uint8_t codec, int64_t *v, size_t n);
/* A chunk of lists: ends[i] is where list i ends in *bytes_out. */
bool na_chunk_read_lists(na_str chunk, uint32_t *ends, size_t n, na_str *bytes_out);

/* An open handle, for cols_read.c and cols_list.c. */
enum { NA_COLS_ARRAYS = NA_COL_ID + 2 }; /* the last: rowids of ids */

struct na_column {
    int64_t *v;
    uint32_t *narrow; /* of na_cols_u32 */
    uint8_t *have;    /* per chunk */
    bool whole;
};

struct na_list_chunk {
    bool have;
    uint32_t chunk;
    uint32_t ends[NA_COLS_CHUNK];
    char *bytes;
    uint32_t *out; /* the list given out last */
    size_t bytes_cap, out_cap;
};

struct na_dict {
    char *text;
    na_strv values;
    bool have;
};

struct na_cols {
    na_cols_src src;
    char *name;
    na_stmt *chunk; /* when the source is ours */
    uint32_t rows;
    uint64_t place_end;
    struct na_column col[NA_COLS_ARRAYS];
    struct na_list_chunk *lists[NA_COLS_LISTS];
    struct na_dict dict[NA_COLS_DICTS];
    int64_t *ids; /* by rowid */
    size_t held;  /* bytes of what was decoded */
};

int na_cols_bad(na_cols *c, const char *name, uint32_t chunk, na_err *err);
/* A chunk that must be there; borrowed until the next one. */
int na_cols_chunk(na_cols *c, const char *name, uint32_t chunk, na_str *out, na_err *err);
uint32_t na_cols_chunk_len(const na_cols *c, uint32_t chunk);
int na_cols_check_row(na_cols *c, int64_t rowid, na_err *err);

#endif
