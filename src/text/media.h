/* SPDX-License-Identifier: MIT */
/* media.h - media types as the endings of names that readers go by
 *
 * Lifetime  Static text. Threads: none. Errors: none.
 * Used by   script/.
 */
#ifndef NA_TEXT_MEDIA_H
#define NA_TEXT_MEDIA_H
#include "base/str.h"

/* The ending that a document of that type ("text/html; charset=x") wants and one with the
 * ending `own` has not; NULL when nothing is to be added. A type that says nothing (none,
 * unknown, plain text) leaves a name with an ending as it is. */
const char *na_media_ext(na_str type, na_str own);

#endif
