/* SPDX-License-Identifier: MIT */
/* command.h - running a query script (kind "command") over an open archive
 *
 * Concepts  newsarc run SCRIPT: the script sees ctx.archive (search, get, count, stats),
 *           ctx.out (row, write, heading) and typed options. Read-only. It runs in this
 *           process, in the same sandboxed environment as a reader.
 * Lifetime  One call. Threads: one. Errors: NA_ESCRIPT with file:line and a short trace.
 * Used by   cli/.
 */
#ifndef NA_SCRIPT_COMMAND_H
#define NA_SCRIPT_COMMAND_H
#include "core/arc.h"

typedef struct na_command_io {
    /* One row of output: names and values, rendered by the caller. */
    int (*row)(void *ctx, const na_str *names, const na_str *values, const bool *is_number,
               size_t n);
    int (*write)(void *ctx, na_str text);
    int (*heading)(void *ctx, na_str text);
    void (*log)(void *ctx, const char *level, na_str line);
    void *ctx;
    volatile const int *cancel; /* non-zero: stop soon (Ctrl-C) */
} na_command_io;

/* args: what followed the script's name ("--since", "7d", "word"). *status_out: the
 * script's integer return value, 0 for none; 3 in place of 0 and 1 when something of the
 * archive could not be read. */
int na_command_run(na_arc *a, na_str path, na_str text, const na_str *args, size_t nargs,
                   const na_command_io *io, int *status_out, na_err *err);

#endif
