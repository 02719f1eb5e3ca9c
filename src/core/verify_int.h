/* SPDX-License-Identifier: MIT */
/* verify_int.h - what the files of verify share; nobody else includes it */
#ifndef NA_CORE_VERIFY_INT_H
#define NA_CORE_VERIFY_INT_H
#include "core/arc_int.h"

typedef struct na_verify {
    na_arc *a;
    na_damage_fn fn;
    na_progress_fn progress;
    void *ctx;
    na_verify_report *out;
    uint64_t done, total; /* bytes, for progress */
    const char *where;    /* the file at hand */
    const char *what;     /* what is being done to it */
    /* verify --full */
    na_analyzer *analyzer;
    na_buf cols[NA_FTS_COLS], bounds, quotes, cites;
    na_arena arena;
} na_verify;

/* Reports damage. member may be "", frame -1. */
void na_verify_found(na_verify *v, const char *member, int64_t frame, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* A failed call on the thing at hand: damage (NA_OK), unless it is this process that cannot
 * go on (memory, cancelled): then rc, and err filled. */
int na_verify_failed(na_verify *v, const char *member, int rc, const na_err *why,
                     na_err *err);
/* Progress by so many bytes; NA_ECANCELLED. */
int na_verify_step(na_verify *v, uint64_t bytes, na_err *err);

/* verify_full.c: every article of an open volume, and its index against them. */
int na_verify_content(na_verify *v, na_volume *vol, na_err *err);
/* The same for the head; within a read transaction. */
int na_verify_head_content(na_verify *v, na_err *err);

/* verify_bag.c: the words of articles and those of an index, compared without keeping
 * either: each posting (word, row, positions) is hashed, the hashes are added up. Equal
 * sums mean equal sets, whatever the order. */
typedef struct na_bag {
    uint64_t sum[4], n;
} na_bag;

/* Adds the postings of one article: its words by column as na_article_tokens gives them. */
int na_bag_article(na_bag *b, int64_t row, const na_buf cols[NA_FTS_COLS], na_err *err);
/* Adds all postings of an index. stem (may be NULL): its counts are compared; the first
 * word whose count is wrong is a failure. A row above max_row is NA_ECORRUPT. */
struct na_stem;
int na_bag_index(na_bag *b, na_fti *x, struct na_stem *stem, int64_t max_row, na_err *err);
bool na_bag_equal(const na_bag *a, const na_bag *b);

#endif
