/* SPDX-License-Identifier: MIT */
/* cites.h - an archive's attributions: found when an article is added, kept from then on
 *
 * Concepts  The head keeps them packed beside each article (article.cites, NULL for none),
 *           a volume in its columns. Which rules found those of the head is noted in meta;
 *           when they are not today's, sealing finds them anew. A volume keeps what it was
 *           sealed with, and the hash of the rules (na_cols_rules).
 * Lifetime  What is given out lives in the caller's arena or buffer.
 * Threads   The archive's.
 * Errors    NA_ECORRUPT for a head row that was never packed so; those of the columns.
 * Used by   core/ alone.
 */
#ifndef NA_CORE_CITES_H
#define NA_CORE_CITES_H
#include "core/hits.h"
#include "core/seg.h"
#include "query/query.h"

/* Those of an article whose tokens and bounds na_article_tokens() gave, packed into out. */
int na_cites_find(na_arc *a, const na_article *art, const na_buf cols[7],
                  const na_buf *bounds, na_buf *out, na_err *err);
/* Slices of packed. */
int na_cites_unpack(na_str packed, na_arena *arena, na_col_cite **out, size_t *n_out,
                    na_err *err);
/* In a writer's transaction: notes which rules find what is added from here on. */
int na_cites_begin(na_arc *a, na_err *err);
/* *out: all of the head was found by the rules as they are now. */
int na_cites_current(na_arc *a, bool *out, na_err *err);
/* The same of the shadows of marked articles. */
int na_cites_marked_current(na_arc *a, bool *out, na_err *err);

/* Those of a row. */
int na_cites_of(const na_seg *s, int64_t row, na_arena *arena, na_col_cite **out,
                size_t *n_out, na_err *err);
/* Before a query is asked of segments: makes the rules where it has a cites:. */
int na_cites_ready(na_arc *a, const na_qnode *root, na_err *err);
/* Does a cites: node mean the agency? */
int na_cites_means(na_arc *a, const na_qnode *node, na_str agency, bool *out, na_err *err);
/* The rows of the head that the node finds, ascending (free()). */
int na_cites_head_rows(const na_seg *s, const na_qnode *node, uint32_t **out, size_t *n_out,
                       na_err *err);

/* analyze.c: an article's authors as they are counted: without "By" and idle blanks, cut to
 * NA_AUTHOR_MAX bytes. In the arena. */
#define NA_AUTHOR_MAX 120u
int na_article_authors(const na_article *art, na_arena *arena, na_strv *out, na_err *err);

#endif
