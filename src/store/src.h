/* SPDX-License-Identifier: MIT */
/* src.h - where a file's bytes come from: a byte source, read at any offset
 *
 * Concepts  A read function, a size and a name for messages. A file (pread) and memory are
 *           sources; an HTTP range could be one. All readers of a volume go through it, so
 *           that tests and fuzzers need no files.
 * Lifetime  A value. Whoever holds it calls na_src_close once; na_vol_open takes it over.
 *           Memory is borrowed and must outlive the source.
 * Threads   read has no state of its own: several threads may read one source.
 * Errors    NA_ENOENT, NA_EIO; NA_ECORRUPT for a range that is not inside the source.
 * Used by   store/, index/ (its VFS reads through store/vol_read.h), core/, tests/.
 */
#ifndef NA_STORE_SRC_H
#define NA_STORE_SRC_H
#include "base/err.h"
#include "base/str.h"
#include <stdint.h>

typedef struct na_src {
    /* Exactly n bytes at off, or an error. */
    int (*read)(void *ctx, uint64_t off, void *buf, size_t n, na_err *err);
    uint64_t size;
    void (*close)(void *ctx); /* may be NULL */
    void *ctx;
    char name[256]; /* for messages: the path, cut from the left when it is longer */
} na_src;

/* A regular file, opened read-only; a symbolic link as last part of path is refused. */
int na_src_file(na_src *out, const char *path, na_err *err);
/* Bytes in memory, borrowed. Cannot fail. */
na_src na_src_mem(na_str bytes, const char *name);
/* Exactly n bytes at off; a range past the end is NA_ECORRUPT and never reaches read. */
int na_src_read(const na_src *s, uint64_t off, void *buf, size_t n, na_err *err);
/* NULL and a zeroed source are fine; leaves it zero. */
void na_src_close(na_src *s);

#endif
