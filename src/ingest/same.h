/* SPDX-License-Identifier: MIT */
/* same.h - a capture that is the same as an earlier one, as an article of its own address
 *
 * Concepts  The earlier one is found among those of this import (captures.h), else in the
 *           archive, by the address and time that it has there. What has the same address
 *           is the same article, met again; what has another is an article of that.
 * Lifetime  The article lives in the arena. Threads: one. Errors: the archive's.
 * Used by   ingest/sink.c.
 */
#ifndef NA_INGEST_SAME_H
#define NA_INGEST_SAME_H
#include "core/arc.h"
#include "ingest/captures.h"

/* What an article that was just added, or was there, is found by. n: articles of the
 * record. a NULL: a dry run. */
int na_same_note(na_captures *c, const na_capture *cap, const na_article *art, size_t n,
                 bool dry, na_err *err);

typedef enum na_same { NA_SAME_NONE, NA_SAME_MET, NA_SAME_ARTICLE } na_same;
/* NONE: the earlier one is not at hand; MET: it is, and there is nothing to add; ARTICLE:
 * *out is to be added. a NULL: a dry run. */
int na_same_find(na_arc *a, const na_captures *c, const na_capture *cap, na_same *found,
                 na_article *out, na_arena *arena, na_err *err);

#endif
