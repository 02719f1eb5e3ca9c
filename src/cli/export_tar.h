/* SPDX-License-Identifier: MIT */
/* export_tar.h - a tar into an export's file, plain or in zstd frames
 *
 * Lifetime  A zeroed struct with out set is ready; release frees. Threads: one.
 * Errors    Those of the file; NA_ELIMIT for what a tar's header has no room for.
 * Used by   cli/export_*.c.
 */
#ifndef NA_CLI_EXPORT_TAR_H
#define NA_CLI_EXPORT_TAR_H
#include "cli/export.h"
#include "store/zstd.h"

struct export_tar {
    struct export_file *out;
    bool zstd;
    na_zstd z;
    na_buf raw, packed;
};
/* One file of the tar in one go, or in parts: head, put..., pad. */
int export_tar_file(struct export_tar *t, const char *name, int64_t mtime, na_str bytes);
int export_tar_head(struct export_tar *t, const char *name, int64_t mtime, uint64_t size);
int export_tar_put(struct export_tar *t, na_str bytes);
int export_tar_pad(struct export_tar *t, uint64_t size);
int export_tar_end(struct export_tar *t);
void export_tar_release(struct export_tar *t);

#endif
