/* SPDX-License-Identifier: MIT */
/* library.h - which libraries are linked, for `newsarc version`
 *
 * Concepts  A layer tells of its own: na_<layer>_library(i). Versions are those of the
 *           library at run time where it tells. gumbo and uchardet do not.
 * Lifetime  Strings are static. Threads: no state. Errors: none.
 * Used by   cli/.
 */
#ifndef NA_BASE_LIBRARY_H
#define NA_BASE_LIBRARY_H
#include <stdbool.h>
#include <stddef.h>

typedef struct na_library {
    const char *name, *version;
} na_library;

/* The i-th of base/; false past the last. */
bool na_base_library(size_t i, na_library *out);

#endif
