/* SPDX-License-Identifier: MIT */
/* coding.h - content codings of HTTP undone in memory: gzip, deflate, br, zstd
 *
 * Lifetime  The caller's buffer. Threads: none.
 * Errors    NA_ECORRUPT (what could be undone is in the buffer), NA_ELIMIT when the buffer
 *           is full or the bytes expand beyond NA_MAX_RATIO, NA_ENOMEM.
 * Used by   script/.
 */
#ifndef NA_STORE_CODING_H
#define NA_STORE_CODING_H
#include "base/buf.h"

typedef enum na_coding {
    NA_CODING_NONE, /* identity, or nothing at all */
    NA_CODING_GZIP, /* several members, too */
    NA_CODING_DEFLATE,
    NA_CODING_BR,
    NA_CODING_ZSTD,
    NA_CODING_OTHER
} na_coding;

na_coding na_coding_of(na_str name);
/* Appends what in holds. */
int na_coding_undo(na_str in, na_coding coding, na_buf *out, na_err *err);

#endif
