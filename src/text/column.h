/* SPDX-License-Identifier: MIT */
/* column.h - which field of an article a column, a key or a label names
 *
 * Concepts  Exports name their fields in many ways and languages. A name is compared as a
 *           whole, without case, accents and punctuation ("pub_date" and "pubDate" are
 *           one), with the names that column.c lists; nothing is guessed from part of one.
 * Lifetime  Results are static. Threads: any. Errors: none.
 * Used by   script/ (text.field).
 */
#ifndef NA_TEXT_COLUMN_H
#define NA_TEXT_COLUMN_H
#include "base/str.h"

/* "title", "body" ..., or NULL. *rank_out: 1 is the best name of the field. */
const char *na_column_field(na_str name, unsigned *rank_out);

#endif
