/* SPDX-License-Identifier: MIT */
/* path.h - files and folders
 *
 * Lifetime  Functions that fill an na_buf leave it the caller's. Errors: NA_ENOENT, NA_EIO,
 *           NA_ELIMIT, each naming the path. Threads: no state.
 * Used by   core/, ingest/, cli/. Never for bytes of a volume (store/src.h) or a bundle.
 */
#ifndef NA_BASE_PATH_H
#define NA_BASE_PATH_H
#include "base/buf.h"

/* dir + "/" + name into out (reset first). */
int na_path_join(na_buf *out, const char *dir, const char *name, na_err *err);
/* What follows the last '/', borrowed from path. */
const char *na_path_base(const char *path);
bool na_path_exists(const char *path);
bool na_path_is_dir(const char *path);
/* Makes dir and its missing parents, mode 0777 less umask. */
int na_path_mkdirs(const char *dir, na_err *err);
/* The whole file into out (reset first), at most max bytes. */
int na_path_read(const char *path, size_t max, na_buf *out, na_err *err);
/* fsync of a folder, so that a rename or unlink in it is durable. */
int na_path_sync_dir(const char *dir, na_err *err);
/* XDG base folders with "/newsarc" behind: kind is "DATA", "STATE", "CONFIG" or
 * "CACHE". */
int na_path_xdg(const char *kind, na_buf *out, na_err *err);
/* The folder of the running program, resolved. */
int na_path_self_dir(na_buf *out, na_err *err);
/* A program of ours that users do not start: beside the running one, in ../libexec/newsarc,
 * or where newsarc was installed to. */
int na_path_program(const char *name, na_buf *out, na_err *err);

/* All of n, over short reads and EINTR. Reading returns the bytes got (less at the end of
 * the file) or a negative code. */
int na_io_write(int fd, const void *p, size_t n, const char *what, na_err *err);
int na_io_pread(int fd, void *p, size_t n, uint64_t off, size_t *got_out, const char *what,
                na_err *err);

#endif
