/* SPDX-License-Identifier: MIT */
/* trust.h - which scripts the user has granted what, for good
 *
 * Concepts  A line in the file `trust` of the user's data folder for each script: the
 *           SHA-256 of all its files, its name, and the folders it may read and write. The
 *           hash alone says which script is meant: when a byte of a file of it changes it
 *           is another script, and has nothing. A script is its file, or all files of its
 *           folder when the file is called main.lua.
 * Lifetime  struct trust owns its strings until trust_release().
 * Threads   One; two programs that write at once: the later one wins.
 * Errors    NA_EIO, NA_ENOENT for files; NA_ECORRUPT for a line that cannot be read, naming
 *           it: then nothing is trusted. NA_EUSAGE for a folder that a line cannot hold.
 * Used by   cli/ alone.
 */
#ifndef NA_CLI_TRUST_H
#define NA_CLI_TRUST_H
#include "base/arena.h"
#include "base/err.h"

struct trust {
    na_arena arena;
    na_str name, sha256;
    na_strv read, write; /* absolute, NUL behind each */
};

/* The hash of the script whose file that is, as 64 hex digits and a NUL. text: what was
 * read of that file and will be run; ptr NULL: it is read. */
int trust_hash(const char *path, na_str text, char hex[65], na_err *err);
/* What is granted to that hash: 1, or 0 when nothing is known of it. */
int trust_find(const char *hex, struct trust *out, na_err *err);
/* Grants; whatever the script of that name or hash had is replaced. Relative folders are
 * made absolute. With no folders it is trusted to run from ./.newsarc/scripts. */
int trust_add(const char *hex, const char *name, const char *const *read, size_t nread,
              const char *const *write, size_t nwrite, na_err *err);
/* Takes away what was granted to that name or hash: how many, or negative. */
int trust_remove(const char *name_or_hex, na_err *err);
/* Every line, in the order they came. */
typedef int trust_fn(void *ctx, const struct trust *t);
int trust_each(trust_fn *fn, void *ctx, na_err *err);
void trust_release(struct trust *t);

#endif
