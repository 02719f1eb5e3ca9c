/* SPDX-License-Identifier: MIT */
/* gunzip.h - bytes in memory that a filter of libarchive has compressed
 *
 * Lifetime  The caller's buffer. Threads: none.
 * Errors    NA_ECORRUPT, NA_ELIMIT when the buffer is full or the bytes expand beyond
 *           NA_MAX_RATIO, NA_ENOMEM.
 * Used by   script/.
 */
#ifndef NA_STORE_GUNZIP_H
#define NA_STORE_GUNZIP_H
#include "base/buf.h"

/* Appends what the gzip stream in holds. */
int na_gunzip(na_str in, na_buf *out, na_err *err);

#endif
