/* SPDX-License-Identifier: MIT */
/* wrap.h - paragraphs as wide as the terminal
 *
 * Concepts  Lines break at blanks, and between characters of scripts without blanks (Han,
 *           kana), but not before a closing or behind an opening mark. Line ends of the
 *           text stay. Control characters come out escaped.
 * Threads   No state. Errors: those of the buffer (sticky).
 * Used by   cli/ alone.
 */
#ifndef NA_CLI_WRAP_H
#define NA_CLI_WRAP_H
#include "base/buf.h"
#include "emit/style.h"

/* Appends text in lines of at most columns, each but the first after indent blanks, and
 * ends the last line. at: the column where the first begins. */
void wrap_put(na_buf *out, na_str text, size_t columns, size_t indent, size_t at);

/* The same with the bytes within spans (in order) looking like hits; the first line begins
 * behind the indent, too. */
void wrap_hits(na_buf *out, na_style style, na_str text, const na_span *spans, size_t n,
               size_t columns, size_t indent);

/* Columns a text takes. */
size_t wrap_width(na_str s);

#endif
