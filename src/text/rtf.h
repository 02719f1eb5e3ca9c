/* SPDX-License-Identifier: MIT */
/* rtf.h - the text of an RTF document
 *
 * Concepts  Paragraphs are separated by blank lines, cells by tabs. Destinations that are
 *           not the text (fonts, styles, pictures, headers and footers, comments, what is
 *           hidden or deleted) are passed over; footnotes come at the end. Bytes are in the
 *           code page of their font, or the document's; \u characters are themselves.
 * Lifetime  The caller's na_rtf, between na_rtf_init and na_rtf_release.
 * Threads   One at a time.
 * Errors    NA_ECORRUPT for what does not begin with {\rtf; NA_ELIMIT, NA_ENOMEM. Damaged
 *           RTF is read as far as it goes: RTF has no end that must be reached.
 * Used by   script/ (module rtf), tests/.
 */
#ifndef NA_TEXT_RTF_H
#define NA_TEXT_RTF_H
#include "text/charset.h"

typedef struct na_rtf_time {
    int year, month, day, hour, minute; /* year 0: not said */
} na_rtf_time;

typedef struct na_rtf {
    na_buf text, notes;
    na_buf title, author, subject, keywords, company;
    na_rtf_time created, modified;
} na_rtf;

/* max: bytes of the text. */
void na_rtf_init(na_rtf *r, size_t max);
void na_rtf_release(na_rtf *r);
/* cs: its converters. The notes are appended to the text. */
int na_rtf_parse(na_str bytes, na_charset *cs, na_rtf *out, na_err *err);

#endif
