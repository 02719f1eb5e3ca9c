/* SPDX-License-Identifier: MIT */
/* unpack_int.h - what unpack.c and entry.c share
 *
 * Used by worker/unpack.c, worker/entry.c.
 */
#ifndef NA_WORKER_UNPACK_INT_H
#define NA_WORKER_UNPACK_INT_H
#include "sandbox/msg.h"
#include "worker/worker.h"

typedef struct unpacker {
    na_chan *chan;
    na_limits limits;
    na_feed feed;
    uint64_t entries, expanded;
    int64_t mtime; /* of the file itself, for what is no archive */
    int64_t told_ms;
    na_err *dead; /* a failure of the channel: everything ends */
    bool gone;
} unpacker;

/* One bundle being read: the input itself, or one inside another. */
typedef struct level {
    na_bundle *b;
    unsigned depth;
    const char *prefix; /* "outer.zip!/", or "" */
} level;

/* An entry's bytes as they come: the head first. */
typedef struct body {
    unpacker *u;
    level *lv;
    na_str head;
    na_err err; /* why it broke off */
} body;

/* Tells the parent of a record, of an entry's end and the like. Negative: it is gone. */
int na_unpack_say_record(unpacker *u, const na_msg_urecord *m);
int na_unpack_say_end(unpacker *u, uint8_t type, const na_msg_uend *m);
/* Up to n bytes of the entry; at its end 0. A failure is kept in b->err, once. */
int na_body_read(body *b, char *buf, size_t n, size_t *got);
/* The code of what broke off for that reason. */
const char *na_body_code(const na_err *e);
/* Waits for the decision about the entry and does it. */
int na_body_decide(body *b, uint64_t entry);

#endif
