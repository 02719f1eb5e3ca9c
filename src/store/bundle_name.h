/* SPDX-License-Identifier: MIT */
/* bundle_name.h - what names and first bytes say; no library, no state
 *
 * Errors    None but the buffer's own.
 * Used by   store/bundle.c, tests/.
 */
#ifndef NA_STORE_BUNDLE_NAME_H
#define NA_STORE_BUNDLE_NAME_H
#include "base/buf.h"

/* raw for people: '\\' to '/'; no drive, no leading '/', no empty, "." or ".." part; what
 * is not UTF-8 or would control a terminal as U+FFFD. Appends at most max bytes. */
void na_bundle_clean_name(na_str raw, size_t max, na_buf *out);
/* hint without ".suffix" (any case), if it ends so and more is left; borrowed from hint. */
na_str na_bundle_strip(na_str hint, const char *suffix);

typedef enum na_magic {
    NA_MAGIC_NONE,
    NA_MAGIC_TAR,
    NA_MAGIC_ZIP,
    NA_MAGIC_7Z,
    NA_MAGIC_GZIP,
    NA_MAGIC_BZIP2,
    NA_MAGIC_XZ,
    NA_MAGIC_ZSTD
} na_magic;

/* What begins with these bytes. */
na_magic na_bundle_magic(na_str head);

#endif
