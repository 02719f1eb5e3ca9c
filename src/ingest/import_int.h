/* SPDX-License-Identifier: MIT */
/* import_int.h - one import under way: what import.c and frames.c share
 *
 * Used by ingest/import.c, ingest/frames.c.
 */
#ifndef NA_INGEST_IMPORT_INT_H
#define NA_INGEST_IMPORT_INT_H
#include "ingest/crew.h"
#include "ingest/sink.h"
#include "ingest/source.h"
#include "sandbox/breaker.h"

typedef struct na_job {
    const na_import_opts *o;
    na_import_opts own; /* o with its limits within the frames' */
    const na_import_events *ev;
    na_sink sink;
    na_source *source;
    na_source_info about;
    na_crew *crew;
    uint64_t first_of, first; /* where the first element of which entry began */
    na_breaker *breakers;     /* of each reader */
    na_item *large;       /* the entry that the unpacker is at, when not whole */
    int reader;           /* ... who takes it, -1 nobody: */
    na_split cut;
    char names[NA_SPLIT_NAMES + 1];
    char code[32], message[256]; /* why */
    bool decided;
    uint64_t entry, record; /* the last that the unpacker named */
    unsigned notes;
    uint64_t from_entry, from_record; /* resume: what is done already */
    bool ended, died, cut_short, storing_failed;
    int64_t told_ms, began_ms;
    uint64_t store_us, seal_us; /* of this thread's processor */
} na_job;

void na_job_say(const na_job *j, const char *level, na_str line);
/* frames.c: one frame of the unpacker, 1, or 0 when none is there. A frame that makes no
 * sense ends the bundle as a dead unpacker does. */
int na_job_hear(na_job *j, na_err *err);

#endif
