/* SPDX-License-Identifier: MIT */
/* headers.h - "Name: value" lines, as mail, HTTP and WARC have them
 *
 * Concepts  A block of headers ends at an empty line. A value goes on over lines that begin
 *           with a blank; it is given as it stands, and na_header_value() makes one line of
 *           it. Lines without a colon are passed over.
 * Lifetime  Slices of what is read. Threads: none. Errors: none.
 * Used by   text/warc, text/mbox, script/.
 */
#ifndef NA_TEXT_HEADERS_H
#define NA_TEXT_HEADERS_H
#include "base/buf.h"

typedef struct na_header {
    na_str name, value;
} na_header;

/* The next header of *rest; false at the empty line, which is taken too, or at the end. */
bool na_header_next(na_str *rest, na_header *out);
/* Appends the value without line ends and the blanks around them. */
void na_header_value(na_str value, na_buf *out);
/* The value of the first header of that name, in any case; false when there is none. */
bool na_header_find(na_str block, const char *name, na_str *value_out);
/* A whole non-negative decimal number; false for anything else. */
bool na_header_number(na_str value, uint64_t *out);

#endif
