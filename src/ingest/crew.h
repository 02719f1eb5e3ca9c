/* SPDX-License-Identifier: MIT */
/* crew.h - several parser processes, and what they say in the order it was asked
 *
 * Concepts  Units come in the bundle's order. Each goes to the parser with the least to do;
 *           a further process is started when all that run are busy, up to the number of
 *           jobs. What is said of a unit is kept until all units before it are settled, so
 *           that events come as one parser would give them, whatever the processes do: the
 *           same bundle gives the same archive with any number of jobs. Only the choice of
 *           a reader for a large entry is told at once: the unpacker waits for it.
 *           When much is kept, only the parser that has the first unit is listened to.
 * Lifetime  na_crew_new() .. na_crew_free(). Units belong to the crew once added.
 * Threads   One thread at a time.
 * Errors    As a parser's (parser.h).
 * Used by   ingest/.
 */
#ifndef NA_INGEST_CREW_H
#define NA_INGEST_CREW_H
#include "ingest/parser.h"

#define NA_JOBS_MAX 64u

typedef struct na_crew na_crew;

int na_crew_new(na_crew **out, const na_import_opts *o, na_str source, int64_t now,
                const na_parser_events *ev, na_err *err);
void na_crew_free(na_crew *c);
size_t na_crew_readers(const na_crew *c);
na_msg_reader na_crew_reader(const na_crew *c, int i);

void na_crew_add(na_crew *c, na_unit *u);
bool na_crew_room(const na_crew *c);
bool na_crew_idle(const na_crew *c);
/* 1 something happened, 0 nothing. */
int na_crew_step(na_crew *c, na_err *err);
/* What to wait for; at most NA_JOBS_MAX of them. Returns how many. */
size_t na_crew_poll(const na_crew *c, struct pollfd *fds);
/* From now on the reader's records are not worth parsing. */
void na_crew_give_up(na_crew *c, int reader);
/* Processors of all processes so far, and the most memory one had. */
void na_crew_usage(na_crew *c, na_worker_use *out);

/* How many jobs are meant by that option: 0 is one for each core. */
unsigned na_crew_jobs(unsigned jobs);

#endif
