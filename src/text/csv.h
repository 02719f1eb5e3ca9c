/* SPDX-License-Identifier: MIT */
/* csv.h - rows of RFC 4180, in and out
 *
 * Concepts  Fields are slices of what is read; a field that had its quotes doubled says so
 *           and is written out by na_csv_plain(). Quoted fields may reach over lines.
 *           Beyond the RFC: any separator and quote, lines that end in LF alone, rows of
 *           differing lengths, and words behind a closing quote, which are kept as they
 *           stand.
 * Lifetime  A reader is a value and borrows its text. Threads: none.
 * Errors    NA_ECORRUPT "line 3: ..." for a quote that is never closed, NA_ELIMIT.
 * Used by   script/.
 */
#ifndef NA_TEXT_CSV_H
#define NA_TEXT_CSV_H
#include "base/buf.h"

typedef struct na_csv_field {
    na_str s;
    bool doubled; /* each pair of quotes in it means one */
} na_csv_field;

typedef struct na_csv {
    na_str rest;
    char sep, quote;
    size_t line, row_line; /* of the row to come, and of the last one; from 1 */
} na_csv;

/* sep and quote 0: ',' and '"'. A byte-order mark is passed over. */
na_csv na_csv_of(na_str text, char sep, char quote);
/* The next row into fields (at most max): 1, 0 at the end, or an error. Lines without a
 * byte are no rows. */
int na_csv_next(na_csv *c, na_csv_field *fields, size_t max, size_t *n_out, na_err *err);
/* The field's text: itself, or written into buf. */
na_str na_csv_plain(const na_csv_field *f, char quote, na_buf *buf);
/* Appends one field, in quotes where it must be. */
void na_csv_put(na_buf *out, na_str s, char sep, char quote);

#endif
