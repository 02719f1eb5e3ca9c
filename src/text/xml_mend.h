/* SPDX-License-Identifier: MIT */
/* xml_mend.h - ill-formed XML made well-formed, as far as its meaning is plain
 *
 * Concepts  Stray "&" and "<" become text, end tags that fit nothing go, elements that were
 *           forgotten are closed, attributes get their quotes, junk around the root goes.
 *           What is well-formed comes out as it was. A document that ends too early stays
 *           unfinished: nothing is closed at its end, so that whoever reads it knows.
 * Lifetime  Output goes to the caller's buffer. Threads: none.
 * Errors    The buffer's: NA_ELIMIT, NA_ENOMEM; the parser's.
 * Used by   text/feed_xml.c, script/ (xml.parse).
 */
#ifndef NA_TEXT_XML_MEND_H
#define NA_TEXT_XML_MEND_H
#include "text/xml.h"

/* Elements, by local name, that do not stand inside each other, so that a second one closes
 * the first, but only in one of a few: what else is open was forgotten. */
typedef struct na_xml_flat {
    const char *name; /* NULL ends a list */
    const char *in[6];
} na_xml_flat;

/* text is UTF-8; flat may be NULL. */
int na_xml_mend(na_str text, const na_xml_flat *flat, na_buf *out, na_err *err);
/* As na_xml_parse; what is ill-formed is mended and parsed again, its damage kept. */
int na_xml_parse_mended(na_str text, const na_xml_flat *flat, na_xml **out, na_err *err);

#endif
