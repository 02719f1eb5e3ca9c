/* SPDX-License-Identifier: MIT */
/* import_opts.h - the options of import and quarantine retry, as ingest/ takes them
 *
 * Lifetime  struct import_opts owns the readers' texts until import_opts_release(); the
 *           rest is borrowed from the command line. Threads: one.
 * Errors    NA_EUSAGE naming the option, NA_ENOENT for a script that is not there.
 * Used by   cli/ alone.
 */
#ifndef NA_CLI_IMPORT_OPTS_H
#define NA_CLI_IMPORT_OPTS_H
#include "cli/progress.h"
#include "cli/where.h"

/* The options both commands have, for their tables. */
#define IMPORT_OPTS                                                                        \
    { "reader", 0, "NAME", "use this reader for every entry" },                            \
        { "script", 0, "FILE", "a reader more (again for another)" },                      \
        { "tz", 0, "ZONE", "zone of dates that name none: Z, +09:00" },                    \
        { "base-url", 0, "URL", "what relative links start from" },                        \
        { "map", 0, "FIELD=PATH",                                                          \
          "of JSON and tables: where a field stands (again for another)" },                \
    {                                                                                      \
        "limit", 0, "NAME=N", "another bound, as record=64M; newsarc(1) lists them"        \
    }

struct import_opts {
    na_import_opts o;
    struct scripts scripts;
    const char **fields; /* of --set, then of --force */
    na_buf map;          /* --map, a line each */
};

/* A zeroed *out can be released. */
int import_opts_read(struct cmd_ctx *cx, struct import_opts *out);
void import_opts_release(struct import_opts *o);

/* What import and retry tell while they run. */
struct import_talk {
    struct cmd_ctx *cx;
    struct progress progress;
    bool debug; /* show what readers log as such: how they read a table */
};
na_import_events import_events(struct import_talk *t);
/* "E entries, R records: ...", without an end of line. */
void import_counts_put(na_buf *out, const na_import_counts *c);

#endif
