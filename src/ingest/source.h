/* SPDX-License-Identifier: MIT */
/* source.h - the input of an import: what it is, its unpacker process, its frames
 *
 * Concepts  A regular file is hashed and handed to the unpacker open; a pipe, standard
 *           input and a folder are pumped. Frames are handed out one at a time, when the
 *           importer has room for them.
 * Lifetime  na_source_open() .. na_source_close(). Payloads are good until the next step.
 * Threads   One thread at a time.
 * Errors    NA_ENOENT no such input, NA_EUSAGE an input that is none (a device), NA_EIO,
 *           NA_ECANCELLED while hashing.
 * Used by   ingest/.
 */
#ifndef NA_INGEST_SOURCE_H
#define NA_INGEST_SOURCE_H
#include "ingest/import.h"
#include "ingest/pump.h"
#include "sandbox/msg.h"
#include "sandbox/spawn.h"

typedef struct na_source na_source;

/* What is known before it is read. */
typedef struct na_source_info {
    na_str name;   /* base name; of standard input o->name's or "" */
    uint64_t size; /* bytes, 0 unknown */
    na_str sha256; /* hex, of a regular file; else "" until the end */
} na_source_info;

int na_source_open(na_source **out, const char *path, const na_import_opts *o,
                   const na_import_events *ev, na_err *err);
void na_source_close(na_source *s);
na_source_info na_source_about(const na_source *s);

/* 1 a frame (NA_U_*) in *type_out and *payload_out, 0 none now (type 0), or type NA_U_END
 * with an empty payload when the unpacker ended without saying so: *why_out tells. */
int na_source_next(na_source *s, uint8_t *type_out, na_str *payload_out,
                   const char **why_out, na_err *err);
/* Moves bytes into the unpacker: 1 something moved, 0 nothing. */
int na_source_pump(na_source *s, na_err *err);
int na_source_decide(na_source *s, const na_msg_udecide *d, na_err *err);
/* The unpacker waits for a decision that is not made yet. */
void na_source_awaits(na_source *s);
/* Call instead of _next while there is no room: a silent unpacker is no hang then. */
void na_source_rest(na_source *s);
/* Bytes of the input used so far; the unpacker's report, or what was pumped. */
uint64_t na_source_done(const na_source *s);
void na_source_progress(na_source *s, na_str payload);
/* At the end: what changed while it was read (borrowed text), or NULL. Also completes
 * na_source_about() for a stream. */
const char *na_source_check(na_source *s);
/* What the unpacker used so far. */
void na_source_usage(const na_source *s, na_worker_use *io);
/* What to wait for; two of them. */
void na_source_poll(const na_source *s, bool room, struct pollfd fds[2]);

#endif
