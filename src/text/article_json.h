/* SPDX-License-Identifier: MIT */
/* article_json.h - the article as one line of JSON: the canonical data of a volume
 *
 * Concepts  Members in a fixed order, those that are absent left out: id revision key url
 *           title deck authors source published published_precision modified section tags
 *           lang body meta provenance. Compact, one line, no newline at the end. Writing
 *           what was read gives the same bytes.
 * Lifetime  from_json copies everything into the arena.
 * Threads   No state.
 * Errors    NA_ECORRUPT naming the member and what was expected, NA_ELIMIT.
 * Used by   store/ and core/ (sealing, volumes), cli/ (export), worker/.
 */
#ifndef NA_TEXT_ARTICLE_JSON_H
#define NA_TEXT_ARTICLE_JSON_H
#include "base/article.h"

/* Appends to out. */
int na_article_to_json(const na_article *a, na_buf *out, na_err *err);
/* Strict on the types of members it knows; ignores members it does not. A null is an absent
 * member. published without published_precision is day or second by its form. */
int na_article_from_json(na_str line, na_article *out, na_arena *arena, na_err *err);

#endif
