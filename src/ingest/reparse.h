/* SPDX-License-Identifier: MIT */
/* reparse.h - the readers of today over the records that were kept
 *
 * Concepts  Each original is given to the readers as its import gave it: under its name,
 *           with the options of that import, its dates read against that day. What comes
 *           out is an article under the same rules of identity. One that its newest
 *           revision's own record now gives otherwise, in any field, is a new revision; one
 *           that is the same is unchanged. A record that now fails leaves its articles as
 *           they are, and so does one that gives them no longer; or, where that is asked
 *           for, what it gives instead takes their place (replace.h).
 * Lifetime  Nothing outlives the call. Errors, threads, events: as import.h.
 * Used by   cli/.
 */
#ifndef NA_INGEST_REPARSE_H
#define NA_INGEST_REPARSE_H
#include "ingest/import.h"

/* An article whose record is to be read again. */
typedef struct na_reparse_item {
    uint64_t import;
    char record[33]; /* provenance.record_sha256 */
    char id[17];
} na_reparse_item;

typedef struct na_reparse_counts {
    uint64_t records, missing; /* originals read; records of which none is kept */
    uint64_t articles;         /* what came out of them: the sum of the next five */
    uint64_t added, updated, unchanged, skipped, failed;
    uint64_t left; /* articles of v that their record gives no longer */
    uint64_t replaced; /* ... of which another took the place */
} na_reparse_counts;

/* What na_import_reparse() is to do, and tell, besides. */
typedef struct na_reparse_opts {
    bool replace;
    /* An article that is left (by NULL), or of which by took the place. */
    void (*gone)(void *ctx, const char *id, const char *by);
    void *ctx;
} na_reparse_opts;

/* Sorts v. o->dry_run: counts what would be done, and changes nothing; the archive must be
 * open for writing all the same. */
int na_import_reparse(na_arc *a, na_reparse_item *v, size_t n, const na_import_opts *o,
                      const na_reparse_opts *r, const na_import_events *ev,
                      na_reparse_counts *out, na_err *err);

#endif
