/* SPDX-License-Identifier: MIT */
/* zalloc.h - zeroed memory where every microsecond counts
 *
 * Concepts  glibc's calloc (up to 2.40) does not take from the small pieces that a thread
 *           keeps at hand, as malloc does; a search makes a dozen of them.
 * Lifetime  free(). Threads: any. Errors: NULL.
 * Used by   core/ (what a search sets up).
 */
#ifndef NA_BASE_ZALLOC_H
#define NA_BASE_ZALLOC_H
#include <stdlib.h>
#include <string.h>

static inline void *na_zalloc(size_t n, size_t size)
{
    void *p;
    size_t all;

    if (__builtin_mul_overflow(n, size, &all)) return NULL;
    if ((p = malloc(all ? all : 1)) != NULL) memset(p, 0, all);
    return p;
}

#endif
