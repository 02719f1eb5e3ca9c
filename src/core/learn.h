/* SPDX-License-Identifier: MIT */
/* learn.h - boilerplate learned from the archive itself
 *
 * Concepts  What a source puts below every article (how to subscribe, who may comment,
 *           whose copyright it is) recurs word for word; what it reports does not. For each
 *           source the head counts in how many articles of different headlines a paragraph
 *           stood. One that stood in NA_LEARN_ARTICLES of them, and in NA_LEARN_PERCENT of
 *           the source's articles, is boilerplate: such paragraphs are kept and shown, but
 *           left out of index, snippet and signature (na_article_indexed). An article never
 *           loses all of its body so.
 *           What counts is what the counts say when an article is added and again when it
 *           is sealed; a sealed article keeps what it was sealed with.
 * Lifetime  Counts are part of head.db; the writer holds those in use until its transaction
 *           ends. What na_learn_mark() gives an article lives until the next call.
 * Threads   The archive's.
 * Errors    Those of the database; NA_ECORRUPT for counts that were never stored so.
 * Used by   core/ alone.
 */
#ifndef NA_CORE_LEARN_H
#define NA_CORE_LEARN_H
#include "base/article.h"
#include "base/err.h"

#define NA_LEARN_ARTICLES 8u
#define NA_LEARN_PERCENT 3u

typedef struct na_learn na_learn;
struct na_db;

int na_learn_new(na_learn **out, struct na_db *db, na_err *err);
void na_learn_free(na_learn *l);
/* Counts the paragraphs of a new article. Within the writer's transaction. */
int na_learn_count(na_learn *l, const na_article *art, na_err *err);
/* Adds to art->boilerplate what is boilerplate by the counts of now. */
int na_learn_mark(na_learn *l, na_article *art, na_err *err);
/* Stores what was counted: the last thing before the transaction commits. */
int na_learn_store(na_learn *l, na_err *err);
/* Forgets what was counted, for a transaction that was rolled back. */
void na_learn_forget(na_learn *l);
/* How the paragraph stands with its source: in how many of how many articles (both as they
 * are counted: older ones weigh less). */
int na_learn_look(na_learn *l, const na_article *art, na_str paragraph, uint32_t *in_out,
                  uint32_t *of_out, na_err *err);

#endif
