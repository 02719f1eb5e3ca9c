/* SPDX-License-Identifier: MIT */
/* jsonw.h - the spelling of JSON strings and numbers, for everything that writes JSON
 *
 * Concepts  Pure ASCII syntax around UTF-8 text. Escaped: " and \, C0, and what may not
 *           reach a terminal (DEL, C1, bidi controls), so that JSON is safe to print.
 *           Ill-formed bytes become U+FFFD, one for each byte.
 * Errors    Those of the buffer (sticky).
 * Used by   emit/, text/ (JSON writer).
 */
#ifndef NA_BASE_JSONW_H
#define NA_BASE_JSONW_H
#include "base/buf.h"

/* The contents of a JSON string, without its quotes. */
void na_json_escape(na_buf *out, na_str s);
/* The same with quotes. */
void na_json_quote(na_buf *out, na_str s);
/* The shortest decimal that reads back as v, with a point whatever the locale; null for
 * what JSON has no number for (infinite, not a number). */
void na_json_dbl(na_buf *out, double v);

#endif
