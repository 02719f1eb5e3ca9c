/* SPDX-License-Identifier: MIT */
/* cols_int.h - the codec of packed columns: chunks to bytes and back (doc/formats/columns.md)
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
#define NA_COLS_TEXT_BYTES 5u

/* How a column is stored. */
typedef struct na_col_desc {
    const char *name, *dict; /* dict NULL: none */
    uint8_t codec;
} na_col_desc;
extern const na_col_desc na_col_descs[NA_COL_ID + 1];
#define NA_COLS_ID_ROWS "id.row" /* rowids of the sorted ids, NA_CHUNK_PACKED */
#define NA_COLS_HEAD "rows"      /* number of rows, end of the last line */

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

#endif
