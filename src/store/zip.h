/* SPDX-License-Identifier: MIT */
/* zip.h - the members of a zip file in memory, by their names (libarchive behind a door)
 *
 * Concepts  Office documents are zip files of a dozen XML files. What is asked for is
 *           decompressed, nothing else, and no more than the caller's buffer takes.
 * Lifetime  The caller's buffer. Threads: none.
 * Errors    NA_ECORRUPT, NA_ELIMIT (the buffer is full, a member expands beyond
 *           NA_MAX_RATIO, more than NA_ZIP_MEMBERS members), NA_ENOENT, NA_ENOMEM.
 * Used by   script/.
 */
#ifndef NA_STORE_ZIP_H
#define NA_STORE_ZIP_H
#include "base/buf.h"

#define NA_ZIP_MEMBERS 10000u

/* Does a file that begins with these bytes look like a document (DOCX, ODT, EPUB ...) that
 * is a zip file only inside? */
bool na_zip_is_document(na_str head);
/* Appends the member of that name. NA_ENOENT when there is none. */
int na_zip_read(na_str zip, na_str name, na_buf *out, na_err *err);
/* Each name, as the file has it, to fn; returns its non-zero. */
typedef int na_zip_name_fn(void *ctx, na_str name);
int na_zip_names(na_str zip, na_zip_name_fn *fn, void *ctx, na_err *err);

#endif
