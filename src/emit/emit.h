/* SPDX-License-Identifier: MIT */
/* emit.h - one description of a result, every output format
 *
 * Concepts  A command describes its answer as objects, arrays and values; the format
 *           decides how that looks, and does all escaping. The main list of an answer is
 *           its rows, opened by na_emit_rows:
 *             json   the whole answer, objects within arrays on a line each
 *             jsonl  the rows alone, one a line
 *             csv    RFC 4180: a header, then the rows' declared columns
 *             ids    the value of each row's "id"
 *             line   the rows' declared columns between tabs
 *             text   a table of the declared columns; what is not in a row as "key: value"
 *             md     Markdown: headings, paragraphs, and a table of the declared columns
 *             html   the same as a page
 *           A list within a cell is joined by "; ", an object within one is left out.
 *           Control characters never come out as themselves, but for csv that is no
 *           terminal.
 * Lifetime  na_emit_new .. na_emit_free. Strings are copied or written at once.
 * Threads   One at a time.
 * Errors    Sticky: after a failed write everything is a no-op; na_emit_finish tells.
 *           Unbalanced calls are programming mistakes (na_assert).
 * Used by   cli/ (and a web layer).
 */
#ifndef NA_EMIT_EMIT_H
#define NA_EMIT_EMIT_H
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "emit/style.h"
#include <stdint.h>

typedef enum na_format {
    NA_FORMAT_NONE = 0,
    NA_FORMAT_TEXT,
    NA_FORMAT_LINE,
    NA_FORMAT_JSON,
    NA_FORMAT_JSONL,
    NA_FORMAT_CSV,
    NA_FORMAT_IDS,
    NA_FORMAT_MD,
    NA_FORMAT_HTML
} na_format;
#define NA_FORMAT_LAST NA_FORMAT_HTML

/* "text" ... "html", and back; NA_FORMAT_NONE for anything else. */
na_format na_format_of(na_str name);
const char *na_format_name(na_format f);

/* Takes n bytes for good: 0, or a negative code with a message. */
typedef int (*na_emit_write)(void *ctx, const char *p, size_t n, na_err *err);

typedef struct na_emit_opts {
    na_format format;
    na_emit_write write;
    void *ctx;
    bool terminal; /* csv escapes control characters, too */
    na_style style;
    const char *title; /* of an html page; NULL: newsarc */
    /* Columns a text takes; NULL counts characters. */
    size_t (*width)(na_str s);
} na_emit_opts;

/* A column of csv, line and text: the row's key, and the head of the table (NULL: the
 * key). */
typedef struct na_column {
    const char *key, *head;
    bool right; /* numbers, in a table */
} na_column;
#define NA_EMIT_COLUMNS 32
#define NA_EMIT_DEPTH 32

typedef struct na_emit na_emit;

int na_emit_new(na_emit **out, const na_emit_opts *opts, na_err *err);
/* Writes what is still held back. The first failure, or NA_OK. */
int na_emit_finish(na_emit *e, na_err *err);
void na_emit_free(na_emit *e);
/* NA_OK, or the failure so far: for stopping early. */
int na_emit_status(const na_emit *e);
na_format na_emit_format(const na_emit *e);
/* True for json: what is outside the rows will be seen by a program. */
bool na_emit_is_json(const na_emit *e);

void na_emit_object(na_emit *e);
void na_emit_array(na_emit *e);
/* An array (within an object: after na_emit_key) whose objects are the rows. The columns
 * stay the caller's until na_emit_end. At most one rows array is open at a time. */
void na_emit_rows(na_emit *e, const na_column *columns, size_t n);
/* Ends what was opened last. */
void na_emit_end(na_emit *e);

void na_emit_key(na_emit *e, const char *key);
void na_emit_str(na_emit *e, na_str s);
void na_emit_int(na_emit *e, int64_t v);
void na_emit_dbl(na_emit *e, double v);
void na_emit_bool(na_emit *e, bool v);
void na_emit_null(na_emit *e);

/* Key and value; opt leaves both out when s is empty. */
void na_emit_kv(na_emit *e, const char *key, na_str s);
void na_emit_kv_opt(na_emit *e, const char *key, na_str s);
void na_emit_kv_int(na_emit *e, const char *key, int64_t v);
void na_emit_kv_dbl(na_emit *e, const char *key, double v);
void na_emit_kv_bool(na_emit *e, const char *key, bool v);
void na_emit_kv_list(na_emit *e, const char *key, na_strv v);

/* Text that is no structure, in the text, line, md and html formats only. heading is a line
 * of its own. raw (text and line) writes the bytes as they are; text escapes what must not
 * reach a terminal, or what would be markup. */
void na_emit_heading(na_emit *e, na_str s);
void na_emit_text(na_emit *e, na_str s);
void na_emit_raw(na_emit *e, na_str s);

#endif
