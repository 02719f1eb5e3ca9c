/* SPDX-License-Identifier: MIT */
/* mojibake.h - text that was read in the wrong charset, read again in the right one
 *
 * Concepts  "CafÃ©" is "Café" in UTF-8 that somebody read as windows-1252; "ÆòÀå" is Korean
 *           in CP949. A line is mended only when every one of its characters goes back to a
 *           byte, the bytes are one charset without a flaw, and what they say is likelier
 *           than what stands there: a line with one right "é" was not misread, a lone pair
 *           that might be meant is left alone. What was misread twice is mended twice.
 * Lifetime  The result is appended to the caller's buffer.
 * Threads   No state but the converters'.
 * Errors    Of the buffer.
 * Used by   script/ (articles, charset.mend).
 */
#ifndef NA_TEXT_MOJIBAKE_H
#define NA_TEXT_MOJIBAKE_H
#include "text/charset.h"

typedef enum na_mojibake {
    NA_MOJIBAKE_NONE,
    NA_MOJIBAKE_UTF8,  /* UTF-8 that was read as windows-1252 or Latin-1 */
    NA_MOJIBAKE_TWICE, /* the same, two or three times */
    NA_MOJIBAKE_CP949  /* Korean read as windows-1252 or Latin-1 */
} na_mojibake;

/* s, valid UTF-8, line by line; appends nothing and gives NONE when there is nothing to
 * mend. */
na_mojibake na_mojibake_mend(na_charset *cs, na_str s, na_buf *out);
/* "utf-8 read as windows-1252" ...; "" for none. */
const char *na_mojibake_name(na_mojibake m);

#endif
