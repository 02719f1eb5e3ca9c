/* SPDX-License-Identifier: MIT */
/* utf8.h - stepping through UTF-8
 *
 * Concepts  Only the encoding, strictly; what a code point means, and forgiving steps that
 *           read a bad byte as U+FFFD, are text/unicode.h.
 * Threads   Values.
 * Errors    None: an ill-formed place has length 0, and the caller decides.
 * Used by   base/log, base/jsonw, query/, emit/; anybody who must not trust bytes.
 */
#ifndef NA_BASE_UTF8_H
#define NA_BASE_UTF8_H
#include "base/str.h"
#include <stdint.h>

/* Length (1..4) of the well-formed character at s.ptr[at], its code point in *cp_out; 0
 * where the bytes are ill-formed (overlong, surrogate, past U+10FFFF, cut short) or at the
 * end. */
size_t na_u8_next(na_str s, size_t at, uint32_t *cp_out);
/* Offset of the first ill-formed byte, or s.len. */
size_t na_u8_valid(na_str s);
/* The greatest offset <= at that does not lie inside a character. */
size_t na_u8_floor(na_str s, size_t at);
/* cp into out, returns its length; 0 for what is no scalar value. */
size_t na_u8_put(uint32_t cp, char out[4]);
/* True for what a terminal or a log may not be sent as it is: C0, DEL, C1, and the marks
 * that reorder text (bidi controls). */
bool na_u8_is_control(uint32_t cp);

#endif
