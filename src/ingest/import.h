/* SPDX-License-Identifier: MIT */
/* import.h - a bundle into an archive
 *
 * Concepts  na_import_file() spawns an unpacker and a parser, relays records between them,
 *           keeps each record until its verdict, and alone writes: validates, adds, commits
 *           every 1,000 articles or second with a checkpoint (entry, record) in the same
 *           transaction. A bundle whose import was interrupted goes on behind its
 *           checkpoint; one that was finished is read again and gives duplicates.
 *           Counting: every article a record gives counts as one record; a record that
 *           gives none counts as one, skipped or quarantined. An entry that is no document
 *           (an image, an empty file) is one skipped record. A record one of whose articles
 *           is invalid is quarantined whole. So records is always the sum of the others.
 * Lifetime  Options and what they point to live as long as the call.
 * Threads   One thread; it may take as long as it takes. Events come on it.
 * Errors    NA_EUSAGE (an unknown reader or field, a value that is none; the message
 *           suggests), NA_ENOENT no such input or no worker, NA_ECANCELLED after what was
 *           done was committed, or the archive's. What is wrong with a record is none:
 *           it is quarantined. After a failure the last commit stands.
 * Used by   cli/.
 */
#ifndef NA_INGEST_IMPORT_H
#define NA_INGEST_IMPORT_H
#include "core/arc.h"

typedef struct na_script_file {
    na_str path, text;
} na_script_file;

/* What one import cost: milliseconds of processors, bytes of memory. */
typedef struct na_import_stats {
    uint64_t wall_ms;
    uint64_t unpack_ms, parse_ms;        /* the unpacker; all parsers */
    uint64_t store_ms, seal_ms, self_ms; /* of this process: checking and indexing, volumes,
                                              and all it did, with what came before */
    uint64_t unpack_peak, parse_peak, peak; /* the parser with the most; this process */
    unsigned parsers;                       /* processes, those that ended early too */
} na_import_stats;

typedef struct na_import_opts {
    const char *reader;     /* --reader: this one alone; NULL: choose */
    const char *const *set; /* --set "FIELD=VALUE": where the reader found none */
    size_t nset;
    const char *const *force; /* --force: in place of what it found */
    size_t nforce;
    bool date_from_mtime;    /* undated articles take their entry's time, */
    bool date_from_captured; /* or the day of their capture, where it is known */
    bool keep_originals;  /* the bytes of records that gave something new are kept */
    const char *since; /* --since: articles published before that are skipped; or NULL. What
                          is undated is taken */
    bool dry_run;         /* nothing is written; the archive may be NULL */
    bool has_tz;          /* --tz, minutes east */
    int tz_min;
    const char *base_url; /* --base-url, or NULL */
    const char *map;      /* --map, a line each: "title=headline\n...", or NULL */
    const char *name;     /* of standard input (its last part), or NULL */
    unsigned jobs;        /* parsers at once; 0: one for each core */
    na_import_stats *stats; /* filled at the end, or NULL */
    bool no_breaker;      /* call readers however often they fail */
    na_limits limits;
    const na_script_file *scripts; /* readers, in the order of their folders */
    size_t nscripts;
    size_t
        nmust; /* so many of the first must load, else NA_ESCRIPT; others are warned of */
    int seal;  /* 1 at the end, 0 never, -1 when the head is large */
} na_import_opts;

/* The defaults: choose, na_limits_default(), seal -1. */
na_import_opts na_import_opts_default(void);

typedef struct na_import_counts {
    uint64_t entries, records, added, updated, duplicates, skipped, quarantined;
    uint64_t older,
        undated; /* of --since, in this run: skipped for it, taken without a date */
} na_import_counts;

/* One record of a dry run. */
typedef struct na_import_dry {
    na_str entry;
    uint64_t record;
    na_str reader;             /* "" when nobody took it */
    na_str verdict;            /* "article", "skip", or the quarantine's code */
    na_str title;              /* of an article, else the reason */
    const na_article *article; /* NULL when there is none */
} na_import_dry;

typedef struct na_import_events {
    /* Now and then, and after each commit: bytes of the input (total 0 when unknown). */
    void (*progress)(void *ctx, uint64_t done, uint64_t total, const na_import_counts *c);
    void (*log)(void *ctx, const char *level,
                na_str line); /* "debug" "info" "warn" "error" */
    void (*dry)(void *ctx, const na_import_dry *d);
    /* What became of an article. */
    void (*article)(void *ctx, const na_article *a, na_added what);
    const volatile int *cancel; /* not 0: commit and stop; may be NULL */
    void *ctx;
} na_import_events; /* each may be NULL */

/* path: a file, a folder, or "-". *counts_out holds what was committed, on failure too.
 * *cut_short_out: the bundle ended early (a message was logged). */
int na_import_file(na_arc *a, const char *path, const na_import_opts *o,
                   const na_import_events *ev, na_import_counts *counts_out,
                   bool *cut_short_out, na_err *err);

#endif
