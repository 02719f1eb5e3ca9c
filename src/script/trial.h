/* SPDX-License-Identifier: MIT */
/* trial.h - readers tried on a file at hand: tests, dev
 *
 * Concepts  A trial chooses a reader for the bytes as an import would, cuts them and parses
 *           each record, in this process and without an archive. What it cost the reader is
 *           kept: the most that one call took.
 *           Coverage is of statements: which lines a call reached, out of those that begin
 *           a statement.
 *           A code test is a script that returns a table of functions; each gets t.
 * Lifetime  Verdicts are borrowed during the event. Threads: one at a time.
 * Errors    A failing reader is a verdict. NA_ENOMEM; NA_ESCRIPT for a test script that
 *           does not load; what an event returned.
 * Used by   cli/ (newsarc-run).
 */
#ifndef NA_SCRIPT_TRIAL_H
#define NA_SCRIPT_TRIAL_H
#include "base/buf.h"
#include "script/host.h"

typedef struct na_trial_usage {
    uint64_t records, articles, skipped, quarantined;
    uint64_t instr, heap, volume, ms; /* the most of one call */
} na_trial_usage;

typedef int na_trial_fn(void *ctx, uint64_t record, const na_verdict *v);

/* reader: --reader, or "". *chosen (may be NULL) is the reader's index, -1 for none; then
 * fn gets one verdict of code no_reader. Adds to *usage. */
int na_trial_run(na_host *h, na_str name, na_str bytes, na_str reader, na_trial_fn *fn,
                 void *ctx, int *chosen, na_trial_usage *usage, na_err *err);
/* A verdict as lines of JSON: each article; {"verdict":"skip","reason":...};
 * {"verdict":"quarantine","code":...,"message":...}. Places in the script are left out:
 * they change with every edit. */
int na_trial_put(const na_verdict *v, na_buf *out, na_err *err);

/* With na_host_opts.cover: how many statements of a reader there are, how many were
 * reached, and the lines of the others as "12-15, 40" appended to missed. */
int na_trial_coverage(na_host *h, int reader, size_t *all, size_t *reached, na_buf *missed,
                      na_err *err);
/* Closes all states; the bytes that they did not give back, which is 0. */
uint64_t na_trial_leak(na_host *h);

typedef struct na_code_tests {
    na_host *host;
    /* The file that a test names, beside the test's own; NA_ENOENT when it is none. */
    int (*read)(void *ctx, na_str name, na_buf *out, na_err *err);
    /* Each test: passed, or why not with the place. */
    int (*done)(void *ctx, na_str name, bool passed, na_str why);
    void *ctx;
    na_str only; /* tests whose names contain it; "" all */
} na_code_tests;
int na_trial_code(const na_code_tests *t, na_str path, na_str text, na_err *err);

#endif
