/* SPDX-License-Identifier: MIT */
/* script_files.h - reading a script: a file, or a folder with main.lua in it (or that file)
 *
 * Concepts  Of a folder every .lua file that lies in it directly is read and packed
 *           (base/pack.h), so that `require` needs no file later, in a process that can
 *           open none. All must be regular files: a link could lead anywhere, and a pipe
 *           would keep us waiting.
 * Lifetime  The caller's buffer. Threads: one.
 * Errors    NA_ENOENT, NA_EIO, NA_ELIMIT; NA_ESCRIPT for a file that is none of a script.
 * Used by   where.c.
 */
#ifndef NA_CLI_SCRIPT_FILES_H
#define NA_CLI_SCRIPT_FILES_H
#include "base/buf.h"

/* Into text (reset first), which bounds the size of all. */
int script_read(const char *path, na_buf *text, na_err *err);
/* Is path a folder with main.lua in it? */
bool script_is_folder(const char *path);

#endif
