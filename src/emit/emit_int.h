/* SPDX-License-Identifier: MIT */
/* emit_int.h - what the files of emit/ share
 *
 * The front (emit.c) keeps the stack and knows where a value stands; each format gets the
 * same seven events. rows_at is the depth of the open rows array, so that depth - rows_at
 * is 1 within a row and more within a cell. */
#ifndef NA_EMIT_EMIT_INT_H
#define NA_EMIT_EMIT_INT_H
#include "emit/emit.h"

typedef enum na_emit_what {
    NA_EMIT_STR,
    NA_EMIT_NUM,
    NA_EMIT_BOOL,
    NA_EMIT_NULL
} na_emit_what;

struct na_emit_level {
    char kind;  /* '{', '[', 'R' for rows */
    size_t n;   /* members so far */
    bool lines; /* json: an array that holds objects */
};

struct na_emit_ops {
    void (*open)(na_emit *e, char kind);  /* the level is on the stack already */
    void (*close)(na_emit *e, char kind); /* the level is off the stack */
    void (*key)(na_emit *e, const char *key);
    void (*value)(na_emit *e, na_emit_what what, na_str s);
};

struct na_emit {
    na_emit_opts o;
    const struct na_emit_ops *ops;
    struct na_emit_level level[NA_EMIT_DEPTH];
    size_t depth;
    size_t rows_at; /* 0: no rows open */
    const na_column *columns;
    size_t ncolumns;
    int column;                   /* of the current cell, -1 for one that is not shown */
    na_buf out;                   /* not yet written */
    na_buf cell[NA_EMIT_COLUMNS]; /* the row so far */
    na_buf held;                  /* rows of a table whose widths are not known yet */
    size_t nheld;
    size_t wide[NA_EMIT_COLUMNS]; /* columns of the table */
    bool fixed;                   /* they are decided, its head is written */
    bool begun, blocks;           /* markup: the page's head is out, and something of it */
    na_err err;
};

extern const struct na_emit_ops na_emit_json_ops, na_emit_rows_ops;

/* emit.c: the level the next value belongs to; NULL at the top. */
struct na_emit_level *na_emit_top(na_emit *e);
/* Writes out when enough has come together, and takes over the buffer's failure. */
void na_emit_flush(na_emit *e, bool all);
/* True within the rows array (and so within a row). */
bool na_emit_in_rows(const na_emit *e);
/* emit_rows.c */
void na_emit_escaped(na_buf *out, na_str s, bool keep_nl);
/* emit_table.c: writes the rows held back, below the head if it is not yet there. */
void na_emit_table_rest(na_emit *e);

/* emit_markup.c: md and html. A row's cells are in e->cell; text gathers in e->held. */
static inline bool na_emit_is_markup(const na_emit *e)
{
    return e->o.format == NA_FORMAT_MD || e->o.format == NA_FORMAT_HTML;
}
void na_emit_markup_text(na_emit *e, na_str s);
void na_emit_markup_heading(na_emit *e, na_str s);
void na_emit_markup_head(na_emit *e);
void na_emit_markup_row(na_emit *e);
void na_emit_markup_foot(na_emit *e);
void na_emit_markup_end(na_emit *e);

#endif
