/* SPDX-License-Identifier: MIT */
/* spawn.h - a worker process, from the parent's side
 *
 * Concepts  A worker gets three descriptors and nothing else: 0 the channel, 1 its input,
 *           2 /dev/null (in development builds, the parent's standard error). Its
 *           environment is LC_ALL alone. It is a group of its own, so that Ctrl-C at the
 *           terminal reaches the parent only. posix_spawn, not fork: a forked child would
 *           hold the archive's shared memory.
 * Lifetime  na_worker_spawn() .. na_worker_free(), which kills and reaps what still runs.
 * Threads   One thread at a time; the thread that spawned must live as long as the worker.
 * Errors    NA_ENOENT no worker program, NA_EIO the system refused.
 * Used by   ingest/, tests/.
 */
#ifndef NA_SANDBOX_SPAWN_H
#define NA_SANDBOX_SPAWN_H
#include "sandbox/proto.h"

typedef struct na_worker na_worker;

/* kind: "unpack", "parse", "selftest". input becomes descriptor 1, -1 for /dev/null; it
 * stays the caller's. path NULL: na_worker_path(). */
int na_worker_spawn(na_worker **out, const char *path, const char *kind, int input,
                    na_err *err);
void na_worker_free(na_worker *w);
/* The channel, non-blocking, owned by the worker. */
na_chan *na_worker_chan(na_worker *w);
/* Its process id, for tests and messages. */
int na_worker_pid(const na_worker *w);
/* What a process, or several of them, used. */
typedef struct na_worker_use {
    uint64_t cpu_ms, peak; /* peak: the most memory one of them had, bytes */
    unsigned processes;
} na_worker_use;
/* Adds what it used so far, if it was not reaped yet. NULL is fine. */
void na_worker_usage(const na_worker *w, na_worker_use *io);
/* Ends it at once; its end is still to be waited for. */
void na_worker_kill(na_worker *w);
/* Waits for its end and says how it ended: "exit status 3", "killed by signal 11
 * (Segmentation fault)". 0 when that was exit status 0, else 1. Borrowed text. */
int na_worker_wait(na_worker *w, const char **how_out);

/* The worker program: $NEWSARC_WORKER (development builds only), else na_path_program(). */
int na_worker_path(na_buf *out, na_err *err);
/* A worker program of another name, beside it. */
#define NA_WORKER_PDF "newsarc-pdf"
int na_worker_path_of(const char *name, na_buf *out, na_err *err);

#endif
