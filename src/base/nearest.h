/* SPDX-License-Identifier: MIT */
/* nearest.h - "did you mean": the known word nearest to a mistyped one
 *
 * Concepts  Insertions, deletions, replacements and swapped neighbours count one each. A
 *           word further away than a slip of the fingers is no hint.
 * Lifetime  Borrows what it is given. Threads: values. Errors: none.
 * Used by   ingest/, script/, cli/.
 */
#ifndef NA_BASE_NEAREST_H
#define NA_BASE_NEAREST_H
#include "base/str.h"

/* Keeps the best of the words offered one by one; the first of equals. */
typedef struct na_nearest {
    na_str word, best;
    size_t distance;
} na_nearest;

na_nearest na_nearest_of(na_str word);
void na_nearest_offer(na_nearest *n, na_str known);
/* The nearest word, if it is near enough to be meant; else empty. */
na_str na_nearest_get(const na_nearest *n);
/* The same over a list ended by NULL; NULL when none is near. */
const char *na_nearest_in(na_str word, const char *const *names);

#endif
