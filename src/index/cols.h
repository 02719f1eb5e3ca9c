/* SPDX-License-Identifier: MIT */
/* cols.h - a volume's per-article values, packed
 *
 * Concepts  The table col(name, chunk, v) of a volume's index.db; 4,096 values a chunk;
 *           doc/formats/columns.md is normative. Rowids are 1 .. rows, by (published, id),
 *           undated first. A column is decoded whole into one array at first use, or chunk
 *           by chunk for single values.
 * Lifetime  Arrays and slices given out live until na_cols_close, but lists only until the
 *           next call for the same column. na_cols is closed before its na_db.
 * Threads   One thread per handle.
 * Errors    NA_ECORRUPT naming column and chunk; every byte is checked. A rowid outside
 *           1 .. rows is NA_ECORRUPT too: it came from an index that disagrees.
 * Used by   core/, idx_write.h (writing), tests/fuzz/fuzz_cols.c.
 */
#ifndef NA_INDEX_COLS_H
#define NA_INDEX_COLS_H
#include "base/buf.h"
#include "base/time.h"
#include "index/db.h"
#include "text/quote.h"
#include "text/sentence.h"

#define NA_COLS_CHUNK 4096u

typedef enum na_col {
    NA_COL_PUBLISHED, /* UTC seconds, NA_TIME_NONE; ascending */
    NA_COL_LENGTH,    /* tokens of title + deck + body */
    NA_COL_WORDS,     /* tokens of body */
    NA_COL_PLACE,     /* offset of the article's line in the articles member; ascending */
    NA_COL_LANG,      /* number in the dictionary */
    NA_COL_SOURCE,    /* number in the dictionary */
    NA_COL_REV,       /* revision */
    NA_COL_TEXT,      /* 40 bits of the text's hash */
    NA_COL_SIGNATURE, /* 64 bits, text/signature.h */
    NA_COL_TAGS,      /* list of numbers in the dictionary */
    NA_COL_BOUNDS,    /* list of sentence starts */
    NA_COL_AUTHORS,   /* list of numbers in the dictionary */
    NA_COL_CITES,     /* list of agencies cited and where, see na_col_cite */
    NA_COL_QUOTES,    /* list of quotations */
    NA_COL_ID         /* 64 bits */
} na_col;

/* A sentence start: position of its first token in the body, and whether a paragraph begins
 * with it. */
#define NA_COL_BOUND(at, para) ((uint32_t)(at) << 1 | ((para) ? 1u : 0u))
#define NA_COL_BOUND_AT(b) ((b) >> 1)
#define NA_COL_BOUND_PARA(b) (((b)&1u) != 0)

/* An agency that the article attributes something to, and the bytes of it that say so. */
typedef enum na_col_text { NA_COL_IN_TITLE, NA_COL_IN_DECK, NA_COL_IN_BODY } na_col_text;
typedef struct na_col_cite {
    na_str agency;
    na_col_text in;
    uint32_t start, len; /* start below 2^28 */
} na_col_cite;
/* Of the second of the three numbers of a citation. */
#define NA_COL_CITE_IN(v) ((na_col_text)((v)&3u))
#define NA_COL_CITE_START(v) ((v) >> 2)

/* A word of a quotation: title, deck or body (as na_col_text), and its position there. */
#define NA_COL_WORD(in, pos) ((uint32_t)(in) << 28 | (uint32_t)(pos))
#define NA_COL_WORD_IN(w) ((na_col_text)((w) >> 28))
#define NA_COL_WORD_AT(w) ((w)&0x0fffffffu)

/* One article's values, for the writer. Everything is borrowed for the call. */
typedef struct na_col_row {
    int64_t published;
    uint32_t length, words, rev;
    uint64_t place; /* where its line begins */
    uint64_t id;    /* the 16 hex digits as a number */
    uint64_t text;  /* only the low 40 bits are kept */
    uint64_t signature;
    na_str lang, source; /* a line feed is stored as a blank */
    na_strv tags, authors;
    const na_bound *bounds; /* of the body; pos strictly ascending */
    size_t nbounds;
    const na_col_cite *cites;
    size_t ncites;
    const na_quote *quotes; /* title, deck, body; ascending, apart from each other */
    size_t nquotes;
} na_col_row;

typedef struct na_cols_writer na_cols_writer;
/* Makes the table. */
int na_colsw_new(na_cols_writer **out, na_db *db, na_err *err);
void na_colsw_free(na_cols_writer *w);
/* Articles in rowid order, from rowid 1. */
int na_colsw_add(na_cols_writer *w, const na_col_row *row, na_err *err);
/* Which rules found the citations; 0 unless told. */
void na_colsw_rules(na_cols_writer *w, uint64_t hash);
/* Writes what is left; place_end is where the last line ends. */
int na_colsw_finish(na_cols_writer *w, uint64_t place_end, na_err *err);

/* Where chunks come from: 1 and *out (borrowed until the next call), 0 when absent. */
typedef struct na_cols_src {
    int (*chunk)(void *ctx, const char *name, uint32_t chunk, na_str *out, na_err *err);
    void *ctx;
    const char *name; /* for messages; copied */
} na_cols_src;

typedef struct na_cols na_cols;
int na_cols_open(na_cols **out, na_db *db, na_err *err);
int na_cols_open_src(na_cols **out, const na_cols_src *src, na_err *err);
void na_cols_close(na_cols *c);
uint32_t na_cols_rows(const na_cols *c);
/* Bytes of the columns decoded so far. */
size_t na_cols_held(const na_cols *c);

/* A whole column; (*out)[rowid - 1]. i64: any but lists (ID in rowid order, as a bit
 * pattern). u32: LENGTH, WORDS, LANG, SOURCE, REV. */
int na_cols_i64(na_cols *c, na_col col, const int64_t **out, na_err *err);
int na_cols_u32(na_cols *c, na_col col, const uint32_t **out, na_err *err);
/* One value of what na_cols_i64 gives, reading one chunk only (ID: the whole column). */
int na_cols_get(na_cols *c, na_col col, int64_t rowid, int64_t *out, na_err *err);
/* Offset and length of the article's line, its newline included. */
int na_cols_line(na_cols *c, int64_t rowid, uint64_t *off, uint64_t *len, na_err *err);
/* The first rowid with published >= t; rows + 1 when there is none. Undated ones are never
 * >= t but for t == NA_TIME_NONE. */
int na_cols_since(na_cols *c, int64_t t, int64_t *rowid_out, na_err *err);
/* The dictionary of LANG, SOURCE, TAGS, AUTHORS or CITES. */
int na_cols_dict(na_cols *c, na_col col, const na_strv **out, na_err *err);
/* The value of LANG or SOURCE of an article, "" when it has none. */
int na_cols_str(na_cols *c, na_col col, int64_t rowid, na_str *out, na_err *err);
/* A list of an article: TAGS or AUTHORS (numbers in the dictionary), BOUNDS (NA_COL_BOUND),
 * CITES (three numbers each: that of the agency, NA_COL_CITE_IN and _START, the length),
 * QUOTES (two each: the first word and the last, NA_COL_WORD). */
int na_cols_list(na_cols *c, na_col col, int64_t rowid, const uint32_t **out, size_t *n,
                 na_err *err);
/* Which rules found the citations. */
int na_cols_rules(na_cols *c, uint64_t *out, na_err *err);
/* Articles with lo <= id <= hi, at most max of them: their rowids and ids (either may be
 * NULL), by id, then rowid. *n_out is how many were put out; ask for one more than you
 * want to know of others. Reads the chunks concerned only. */
int na_cols_find_ids(na_cols *c, uint64_t lo, uint64_t hi, size_t max, int64_t *rowids,
                     uint64_t *ids, size_t *n_out, na_err *err);

#endif
