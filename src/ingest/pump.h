/* SPDX-License-Identifier: MIT */
/* pump.h - the parent's side of a bundle that comes through a pipe
 *
 * Concepts  Standard input is copied into the unpacker's pipe and hashed on the way. A
 *           folder is walked, sorted by name, links not followed, and its files go through
 *           the pipe as worker/feed.c describes. Nothing ever waits on the pipe.
 * Lifetime  na_pump_new() .. na_pump_free().
 * Threads   One thread at a time.
 * Errors    NA_EIO naming what could not be read, NA_ENOENT. A file of a folder that can
 *           not be read is logged, told to the unpacker and passed.
 * Used by   ingest/.
 */
#ifndef NA_INGEST_PUMP_H
#define NA_INGEST_PUMP_H
#include "base/buf.h"
#include "base/hash.h"
#include <poll.h>

typedef struct na_pump na_pump;
typedef void (*na_pump_log)(void *ctx, const char *level, na_str line);

/* in stays the caller's; *read_end_out, for the unpacker, becomes it. */
int na_pump_stream(na_pump **out, int in, int *read_end_out, na_err *err);
int na_pump_folder(na_pump **out, const char *dir, na_pump_log log, void *ctx,
                   int *read_end_out, na_err *err);
void na_pump_free(na_pump *p);
/* 1 something moved, 0 nothing could. */
int na_pump_step(na_pump *p, na_err *err);
bool na_pump_done(const na_pump *p);
/* Is the next move the unpacker's (it has not emptied the pipe)? */
bool na_pump_waits(const na_pump *p);
uint64_t na_pump_bytes(const na_pump *p);
/* A file of the folder was unreadable, or ended early. */
bool na_pump_lost(const na_pump *p);
/* Hash of the stream, once done; hex. */
void na_pump_sha256(na_pump *p, char hex[65]);
struct pollfd na_pump_poll(const na_pump *p);

/* The walk: regular files below dir in order, depth first. */
typedef struct na_walk na_walk;
int na_walk_open(na_walk **out, const char *dir, na_err *err);
void na_walk_close(na_walk *w);
/* 1 with the next file open for reading (the caller closes it) and its path below dir
 * (borrowed until the next call), 0 at the end. A file that can not be opened: 1, fd -1. */
int na_walk_next(na_walk *w, int *fd_out, na_str *path_out, na_err *err);

#endif
