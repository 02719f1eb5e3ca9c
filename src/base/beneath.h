/* SPDX-License-Identifier: MIT */
/* beneath.h - opening files below a folder, and nowhere else
 *
 * Concepts  Somebody who is not trusted names a path; the folder is given. The kernel sees
 *           to it that the path does not leave the folder (openat2), or, where it cannot,
 *           each part is opened by itself and no symbolic link followed. Never is a path
 *           judged by how it begins: a link could be put in between. Links, "..", and what
 *           is neither file nor folder are refused, also those that stay below; so is all
 *           of /proc.
 * Lifetime  The descriptor is the caller's.
 * Threads   No state.
 * Errors    NA_EUSAGE: the path is none that may be asked for ("..", a NUL, too long, a
 *           link, a device). NA_ENOENT, NA_EIO as usual; each names the path.
 * Used by   script/ (ctx.fs).
 */
#ifndef NA_BASE_BENEATH_H
#define NA_BASE_BENEATH_H
#include "base/err.h"
#include "base/str.h"
#include <stdbool.h>

#define NA_BENEATH_PATH 4096u

typedef enum na_beneath_how {
    NA_BENEATH_READ,
    NA_BENEATH_WRITE,  /* made, or emptied */
    NA_BENEATH_APPEND, /* made, or gone on with */
    NA_BENEATH_FOLDER
} na_beneath_how;

/* dir: an open folder. path: relative to it; "" and "." are the folder itself. */
int na_beneath_open(int dir, na_str path, na_beneath_how how, int *fd_out, na_err *err);
/* The same without openat2, for tests and old kernels. */
int na_beneath_walk(int dir, na_str path, na_beneath_how how, int *fd_out, na_err *err);

#endif
