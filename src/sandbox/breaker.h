/* SPDX-License-Identifier: MIT */
/* breaker.h - a reader that fails again and again is not believed any more
 *
 * Concepts  Verdicts are counted in the bundle's order, so that the same bundle always
 *           gives the same articles. 50 failures of one kind in a row, or a fifth of 200
 *           records and more, and all further records of the reader are "deferred": they
 *           wait in quarantine for a mended script. What a reader rejects, or finds without
 *           text, is its judgement and no failure; nor is what ended a process
 *           (ingest/parser.c sees to that). A parser counts for itself, too, but only
 *           failures in a row, and those within one unit: they are in a row in the bundle
 *           as well.
 * Lifetime  A zeroed value is ready. Threads: one at a time. Errors: none.
 * Used by   ingest/import.c, worker/parse.c.
 */
#ifndef NA_SANDBOX_BREAKER_H
#define NA_SANDBOX_BREAKER_H
#include "sandbox/msg.h"

typedef struct na_breaker {
    uint64_t records, failed, run; /* run: failures of one kind in a row */
    uint64_t line;
    char code[24]; /* of the run */
    bool open;     /* nothing more is taken from it */
} na_breaker;

/* Counts a verdict. Is this the one that opens it? */
bool na_breaker_note(na_breaker *b, const na_msg_pverdict *v);
/* So many in a row that it is open whatever came before them. */
bool na_breaker_in_a_row(const na_breaker *b);
/* What becomes of a verdict of a reader whose breaker is open. */
na_msg_pverdict na_breaker_verdict(const na_msg_pverdict *v);

#endif
