/* SPDX-License-Identifier: MIT */
/* parser_int.h - what parser.c, parser_talk.c and unit.c share
 *
 * Used by ingest/parser*.c, ingest/unit.c.
 */
#ifndef NA_INGEST_PARSER_INT_H
#define NA_INGEST_PARSER_INT_H
#include "ingest/parser.h"
#include "sandbox/spawn.h"

bool na_bytes_dup(na_str s, na_str *out);
void na_bytes_free(na_str *s);
void na_unit_free(na_unit *u);

/* What a reader's records did to the processes that parsed them. */
typedef struct na_conduct {
    unsigned weight; /* of its hangs and crashes, forgiven in time */
    unsigned good;   /* verdicts since */
    unsigned falls;
} na_conduct;

struct na_parser {
    const na_import_opts *o;
    na_parser_events ev;
    na_str source;
    int64_t now;
    na_worker *worker;
    na_unit *head, *last;
    na_unit *unsent; /* the first that was not sent */
    size_t bytes, units;
    uint64_t known_entry; /* the entry that the process remembers, 0 none */
    int64_t since_ms;     /* when it last showed life, or got work */
    unsigned barren;      /* processes that ended without having answered anything */
    bool worked;          /* this one did answer */
    bool alive;           /* ... since we last looked */
    bool pdf, no_pdf;     /* it is newsarc-pdf; there is no such program */
    unsigned lines;       /* of log */
    na_msg_reader *readers;
    na_conduct *conduct; /* of each reader */
    char *deferred;      /* for each reader: NA_DEFER_*, or 0 */
    bool shares;         /* both are a peer's */
    bool news;           /* there is something new in deferred */
    size_t nreaders;
    na_worker_use use; /* of processes that ended */
    na_arena arena; /* readers */
};

/* Spawns a process and loads its scripts (parser_talk.c). */
int na_parser_start(na_parser *p, na_err *err);
/* Sends the units that may go now. */
int na_parser_send(na_parser *p, na_err *err);
/* The process ended, hung or talks nonsense: code is crash or hang. Finds the culprit or
 * starts to search for it. */
int na_parser_fell(na_parser *p, const char *code, const char *why, na_err *err);
/* It asked for newsarc-pdf: from here on all is given to that. */
int na_parser_switch(na_parser *p, na_err *err);
/* Takes the first unit out and tells its end. */
int na_parser_finish(na_parser *p, na_err *err);
void na_parser_log(na_parser *p, na_str payload);

#endif
