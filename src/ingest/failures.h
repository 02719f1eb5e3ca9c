/* SPDX-License-Identifier: MIT */
/* failures.h - what went wrong in an import, in a few lines at its end
 *
 * Concepts  Failures of one kind are of one reader, code and line of its script, or, where
 *           no script is to blame, of one code. Each kind keeps its count, and the words
 *           and the entry of its first. Beyond 64 kinds only the records are counted.
 * Lifetime  Plain storage; zero is none. Threads: one. Errors: none.
 * Used by   ingest/.
 */
#ifndef NA_INGEST_FAILURES_H
#define NA_INGEST_FAILURES_H
#include "core/arc.h"

#define NA_FAILURE_KINDS 64u

typedef struct na_failure_kind {
    char reader[65], code[24], file[100], message[200], entry[200];
    uint64_t line, n;
} na_failure_kind;

typedef struct na_failures {
    na_failure_kind v[NA_FAILURE_KINDS];
    size_t n;
    uint64_t others; /* records of further kinds */
} na_failures;

void na_failures_note(na_failures *f, const na_quarantined *q);
/* A line for each of the most frequent kinds, the most frequent first:
 * "page.lua:41: attempt to index nil 'headline'  (412 records, first: a/0017.html)". */
void na_failures_tell(na_failures *f, void (*line)(void *ctx, na_str s), void *ctx);

#endif
