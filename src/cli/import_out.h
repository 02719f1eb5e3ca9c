/* SPDX-License-Identifier: MIT */
/* import_out.h - what import shows beside its counts: what a dry run found, what a run cost
 *
 * Concepts  A dry run's records come one by one. As text, the first of them are listed, for
 *           examples, and then each reader has a row with its counts; JSON has all records,
 *           and the readers behind them.
 * Lifetime  A zeroed struct dry is ready; dry_release().
 * Threads   One. Errors: the emitter's, when it ends.
 * Used by   cli/cmd_import.c.
 */
#ifndef NA_CLI_IMPORT_OUT_H
#define NA_CLI_IMPORT_OUT_H
#include "emit/emit.h"
#include "ingest/import.h"

struct dry_reader {
    char name[64], title[120], published[40];
    uint64_t records, articles, undated, skipped, quarantined;
    uint64_t last_record; /* counted already */
    char last_entry[64];
};

struct dry {
    struct dry_reader *v;
    size_t n, cap;
    uint64_t listed, left_out;
};

/* Lists the record, unless enough are, and counts it. */
void dry_note(struct dry *d, na_emit *e, const na_import_dry *r);
/* The rows array of records is open, and ends here; the readers follow. */
void dry_end(struct dry *d, na_emit *e);
void dry_begin(na_emit *e);
void dry_release(struct dry *d);

/* "entries a second" and who used how much: a table, or the members of an object
 * "stats". */
void stats_put(na_emit *e, const na_import_stats *s, const na_import_counts *c);

#endif
