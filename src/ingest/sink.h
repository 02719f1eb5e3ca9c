/* SPDX-License-Identifier: MIT */
/* sink.h - verdicts into the archive: the only place of ingest that writes
 *
 * Concepts  A verdict with the place it is for becomes articles (fields set and forced,
 *           provenance filled, checked, added) or a quarantine row, and is counted. The
 *           transaction opens with the first write and is committed by na_sink_commit, with
 *           the checkpoint and counts, when it is due.
 * Lifetime  na_sink_init() .. na_sink_release(), which rolls back what was not committed.
 * Threads   One thread at a time.
 * Errors    The archive's: then the import ends. What is wrong with a record is none.
 * Used by   ingest/.
 */
#ifndef NA_INGEST_SINK_H
#define NA_INGEST_SINK_H
#include "ingest/captures.h"
#include "ingest/failures.h"
#include "ingest/fields.h"
#include "ingest/import.h"
#include "sandbox/msg.h"
#include "sandbox/proto.h"
#include "text/date.h"

typedef struct na_sink {
    na_arc *arc; /* NULL: a dry run */
    const na_import_opts *o;
    const na_import_events *ev;
    na_fields fields;
    na_import imp;
    na_import_counts counts, committed;
    na_arena arena; /* one verdict */
    na_buf options; /* for quarantine rows */
    char imported[32];
    na_date since; /* o->since, when that is given */
    bool open;
    unsigned pending; /* articles in the open transaction */
    int64_t opened_ms;
    na_failures failures;
    na_captures captures;
    bool mapped;     /* some file had what --map names: others may lack it */
    uint64_t lacked; /* the last entry of which was said that it does */
    uint64_t dated_by_capture;
    uint64_t originals, originals_left; /* kept, and those there was no room for */
} na_sink;

/* What a verdict is about. */
typedef struct na_place {
    na_str bundle, entry;
    uint64_t entry_index, record, offset, length;
    int64_t mtime;
    na_str bytes;         /* of the record, or "" when they were too many */
    na_str sha256;        /* hex, when bytes are not there */
    na_msg_reader reader; /* empty: none */
    bool part;            /* cut out of its entry */
    na_str head;          /* of the entry, where the record says little without it */
} na_place;

/* Checks the --set and --force values: NA_EUSAGE. */
int na_sink_init(na_sink *s, na_arc *a, const na_import_opts *o, const na_import_events *ev,
                 na_err *err);
void na_sink_release(na_sink *s);
/* One record's verdict. When it failed, *failed_out (may be NULL; code empty otherwise) has
 * the quarantine row, good until the next verdict; write false leaves writing it, with the
 * strings of its message, to the caller. */
int na_sink_verdict(na_sink *s, const na_place *at, const na_msg_pverdict *v, bool write,
                    na_quarantined *failed_out, na_err *err);
/* Opens the transaction if it is not. */
int na_sink_begin(na_sink *s, na_err *err);
bool na_sink_due(const na_sink *s);
/* Commits what is open, imp's checkpoint and counts with it when log is set. */
int na_sink_commit(na_sink *s, bool log, na_err *err);

#endif
