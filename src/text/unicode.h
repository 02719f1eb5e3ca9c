/* SPDX-License-Identifier: MIT */
/* unicode.h - UTF-8 checked, cleaned, folded and measured
 *
 * Concepts  Cleaning makes text fit to be kept: valid UTF-8 in NFC without control
 *           characters. Folding makes text fit to be compared: what the analyzer does to a
 *           word (doc/formats/analyzer.md), done to a whole string.
 * Lifetime  Results are appended to the caller's na_buf; out must not be the memory of in.
 * Threads   No state.
 * Errors    NA_ELIMIT and NA_ENOMEM of the buffer. No input is an error: a byte that is not
 *           UTF-8 reads as U+FFFD.
 * Used by   text/, ingest/, script/, query/, emit/ (widths), cli/.
 */
#ifndef NA_TEXT_UNICODE_H
#define NA_TEXT_UNICODE_H
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include <stdbool.h>
#include <stdint.h>

/* Well-formed UTF-8, as na_u8_valid (base/utf8.h) but quick: no overlong forms, no
 * surrogates, nothing above U+10FFFF. */
bool na_utf8_valid(na_str s);

/* The code point at byte at (< s.len) into *cp_out; returns its length. A byte that begins
 * no well-formed sequence gives U+FFFD and 1. */
size_t na_utf8_next(na_str s, size_t at, uint32_t *cp_out);

/* in as valid UTF-8 in NFC. CRLF, CR, VT, FF and NEL become LF (dropping them would join
 * words); the other C0 but LF and TAB, DEL, the other C1, U+FEFF and noncharacters are
 * dropped; so is what follows the 30th combining mark of one base, which no language needs
 * and which makes normalization slow. Format characters, bidirectional controls included,
 * and unassigned code points stay. Cleaning clean text changes nothing. */
int na_text_clean(na_str in, na_buf *out, na_err *err);

/* in folded for case, width and diacritics, invisible characters (soft hyphen, joiners,
 * variation selectors) left out, NFC. White space and punctuation stay. */
int na_text_fold(na_str in, na_buf *out, na_err *err);

/* in with every run of Unicode white space as one blank, none at the ends. */
int na_text_squeeze(na_str in, na_buf *out, na_err *err);

/* in, which must be valid UTF-8, in the normalisation form "NFC", "NFD", "NFKC" or "NFKD";
 * NA_EUSAGE for another name, NA_ECORRUPT, NA_ELIMIT beyond NA_MAX_ARTICLE bytes. */
int na_text_normalize(na_str in, const char *form, na_buf *out, na_err *err);

/* Unicode White_Space. */
bool na_cp_space(uint32_t cp);

/* Columns of a terminal that cp takes: 0, 1 or 2. */
int na_cp_width(uint32_t cp);

/* The version of the Unicode data in use, as "15.0.0". */
const char *na_unicode_version(void);

#endif
