/* SPDX-License-Identifier: MIT */
/* replace.h - what a record gave before, and gives under another identity now
 *
 * Concepts  A better reader may find another address or key, and so another id: then what
 *           its record gave is a new article, and the one of before is left. Of two that
 *           are one (the same text, and no other of the record has it; or each the only one
 *           of the record) the new one can take the place of the old one: the user's marks
 *           go over, and the old one is removed. Never where that would lose something: an
 *           article with earlier revisions has texts that the record does not give.
 * Lifetime  Of na_replace: the arena's that it is made of, one record.
 * Threads   The archive's. Errors: its.
 * Used by   reparse.c.
 */
#ifndef NA_INGEST_REPLACE_H
#define NA_INGEST_REPLACE_H
#include "core/arc.h"

/* What the record gives now. */
typedef struct na_given {
    char id[17];
    uint64_t text;
    bool taken; /* it took the place of another */
} na_given;

typedef struct na_replace {
    na_given *v;
    size_t n, cap;
} na_replace;

/* One more that the record gave, stored or known. */
int na_replace_given(na_replace *r, na_arena *arena, const na_article *a, na_err *err);
/* In the transaction: finds what takes the place of the article that is left (id: 16
 * digits; alone: it is the only one left) and lets it. *out: the id of what did, or NULL,
 * until the arena goes. */
int na_replace_old(na_replace *r, na_arc *a, const char *id, bool alone, na_arena *arena,
                   const char **out, na_err *err);

#endif
