/* SPDX-License-Identifier: MIT */
/* progress.h - one line on standard error that tells how far a long command is
 *
 * Concepts  Only on a terminal, at most ten times a second, and gone at the end: whoever
 *           prints something else clears it first.
 * Lifetime  The caller's storage; nothing to release but the line (progress_clear).
 * Threads   One. Errors: none.
 * Used by   cli/ alone.
 */
#ifndef NA_CLI_PROGRESS_H
#define NA_CLI_PROGRESS_H
#include "ingest/import.h"

struct progress {
    bool on, shown;
    int64_t started, drawn; /* milliseconds */
    const char *what;       /* a new one starts the clock again */
};

struct progress progress_new(void);
/* done and total in bytes (total 0: unknown). */
void progress_import(struct progress *p, uint64_t done, uint64_t total,
                     const na_import_counts *c);
/* A na_progress_fn for core/: ctx is a struct progress; NA_ECANCELLED after a signal. */
int progress_step(void *ctx, const char *what, uint64_t done, uint64_t total);
void progress_clear(struct progress *p);

#endif
