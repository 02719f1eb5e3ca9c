/* SPDX-License-Identifier: MIT */
/* parser.h - the parser process from the parent's side: work in, verdicts out, in order
 *
 * Concepts  A unit is a run of bytes that the parser turns into verdicts: a small entry
 *           whole, the head of a large one (which only asks who takes it), or a record or
 *           run of lines of one. Units wait in a queue with their bytes; many are on their
 *           way at once. (A unit that needs no parser is the crew's business, see crew.h.)
 *           When the parser dies or hangs, a new one gets the unanswered units in careful
 *           mode, one at a time, each step announced, until the record that did it is found
 *           (again): it alone gets the verdict crash or hang.
 * Lifetime  na_parser_new() .. na_parser_free(). Units belong to the parser once added;
 *           what an event gets is good during the event.
 * Threads   One thread at a time.
 * Errors    NA_EIO when no parser can be kept alive, NA_EUSAGE for a reader nobody has;
 *           what an event returned.
 * Used by   ingest/.
 */
#ifndef NA_INGEST_PARSER_H
#define NA_INGEST_PARSER_H
#include "ingest/import.h"
#include "sandbox/msg.h"
#include "sandbox/proto.h"
#include "sandbox/spawn.h"
#include <poll.h>

/* An entry of the bundle, shared by its units. */
typedef struct na_item {
    unsigned refs;
    uint64_t entry;
    int64_t size, mtime;
    na_str name, head; /* owned */
} na_item;

na_item *na_item_new(const na_msg_uentry *m);
void na_item_drop(na_item *it);

typedef enum na_unit_kind {
    NA_UNIT_CHOOSE, /* its head: who takes it? */
    NA_UNIT_WHOLE,  /* its head is all of it */
    NA_UNIT_RECORD, /* bytes, for the reader chosen */
    NA_UNIT_VERDICT /* known without a parser */
} na_unit_kind;

typedef struct na_unit {
    struct na_unit *next;
    na_unit_kind kind;
    na_item *item;
    na_str bytes;            /* RECORD, VERDICT: owned; else the item's head */
    uint64_t record, offset; /* number of the first record, place of bytes */
    uint64_t length;         /* of what was too long to keep: VERDICT */
    uint64_t want;           /* the next record expected */
    uint64_t count;          /* of records, where that is known, else 0 */
    int reader;
    na_split cut;
    char names[NA_SPLIT_NAMES + 1]; /* of NA_SPLIT_XML */
    na_outcome outcome;           /* VERDICT; and of CHOOSE and WHOLE that failed */
    na_str code, message, sha256; /* owned */
    /* the parser's business */
    bool sent, careful, begun, chosen;
    uint64_t begun_record, begun_offset, begun_length, settled; /* settled: offset */
    unsigned tries;
    /* the crew's */
    struct na_unit *later;
    bool over;
    na_buf held; /* what was said of it before its turn */
} na_unit;

#define NA_HELD_MAX (2 * NA_FRAME_MAX)

/* With its own copy of bytes (RECORD, VERDICT) and a reference to the item. NULL:
 * memory. */
na_unit *na_unit_new(na_unit_kind kind, na_item *item, na_str bytes);
/* How its bytes are cut. */
void na_unit_cut(na_unit *u, na_split cut, na_str names);
/* Outcome, code and message of a unit that needs no parser. */
int na_unit_settle(na_unit *u, na_outcome outcome, na_str code, na_str message,
                   na_err *err);
/* The hash of a record whose bytes were not kept. */
int na_unit_hash(na_unit *u, na_str sha256, na_err *err);

typedef struct na_parser na_parser;

typedef struct na_parser_events {
    /* Who takes the entry of a CHOOSE or WHOLE unit; c->reader -1: nobody, u->code says why
     * (no_reader, crash, hang), c->reason too. */
    int (*choice)(void *ctx, const na_unit *u, const na_msg_pchoice *c, na_err *err);
    int (*verdict)(void *ctx, const na_unit *u, const na_msg_pverdict *v, na_err *err);
    /* No more verdicts for u. */
    int (*done)(void *ctx, const na_unit *u, na_err *err);
    void (*log)(void *ctx, const char *level, na_str line);
    /* Is nothing more to be heard for now? head: its first unit. May be NULL. */
    bool (*full)(void *ctx, const na_unit *head);
    bool keep; /* units are the listener's, who frees them some time after done */
    void *ctx;
} na_parser_events;

/* source: the bundle's base name. Spawns it and waits until its scripts are loaded. peer:
 * one with the same options that outlives it, whose readers' conduct they share; or
 * NULL. */
int na_parser_new(na_parser **out, const na_import_opts *o, na_str source, int64_t now,
                  const na_parser_events *ev, na_parser *peer, na_err *err);
void na_parser_free(na_parser *p);
/* The bundle of the units that follow; borrowed. */
void na_parser_source(na_parser *p, na_str source);
/* Borrowed until na_parser_free. */
na_msg_reader na_parser_reader(const na_parser *p, int i);

void na_parser_add(na_parser *p, na_unit *u);
/* One entry, by itself: its head chooses the reader, and it is answered when this returns.
 * *cancel (NULL: never) ends it with NA_ECANCELLED. */
int na_parser_ask(na_parser *p, const na_msg_uentry *m, const volatile int *cancel,
                  na_err *err);
/* Room for more work? false when enough bytes or units wait. */
bool na_parser_room(const na_parser *p);
bool na_parser_idle(const na_parser *p);
/* Sends and receives what can be without waiting: 1 something happened, 0 nothing. */
int na_parser_step(na_parser *p, na_err *err);
/* Call instead of _step while nobody listens: a silent parser is no hang then. */
void na_parser_rest(na_parser *p);
/* The reader's records are not to be parsed any more, but told to be deferred. */
void na_parser_give_up(na_parser *p, int reader);
/* Adds the processors its processes used, and the most memory one had. */
void na_parser_usage(na_parser *p, na_worker_use *io);
/* What to wait for. */
struct pollfd na_parser_poll(const na_parser *p);

#endif
