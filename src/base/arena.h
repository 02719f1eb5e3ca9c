/* SPDX-License-Identifier: MIT */
/* arena.h - memory that dies together
 *
 * Concepts  A result, or the scratch of one record: many small pieces, one release.
 * Lifetime  A zeroed na_arena is ready. Pieces live until na_arena_reset or _release.
 * Threads   One thread at a time.
 * Errors    NULL when memory is out, or when the arena would pass its max (0 = none).
 * Used by   everything that returns trees or lists. Sanitizer builds give each piece its
 *           own malloc, so that an overrun is seen.
 */
#ifndef NA_BASE_ARENA_H
#define NA_BASE_ARENA_H
#include "base/str.h"

typedef struct na_arena {
    struct na_arena_block *head;
    size_t used, max;
} na_arena;

/* n bytes, zeroed, aligned for any type. */
void *na_arena_alloc(na_arena *a, size_t n);
/* n * size, checked for overflow. */
void *na_arena_array(na_arena *a, size_t n, size_t size);
/* A copy, NUL-terminated behind its length. ptr NULL on failure (never for success). */
na_str na_arena_str(na_arena *a, na_str s);
char *na_arena_cstr(na_arena *a, na_str s);
/* Frees all pieces; reset keeps one block for the next round. */
void na_arena_reset(na_arena *a);
void na_arena_release(na_arena *a);

#endif
