/* SPDX-License-Identifier: MIT */
/* boilerplate.h - the notices that trail an article: comment policies, copyright, pitches
 *
 * Concepts  A table of rules; a rule is a few phrases that must occur together in one short
 *           trailing paragraph. Conservative: an article that talks about such things keeps
 *           its text.
 * Lifetime  Offsets into the caller's text. Threads: no state. Errors: none.
 * Used by   text/html_text, script/ (module text).
 */
#ifndef NA_TEXT_BOILERPLATE_H
#define NA_TEXT_BOILERPLATE_H
#include "base/str.h"

/* true when trailing paragraphs (separated by blank lines) of body are boilerplate; the
 * body proper is then body[0, *cut_out). Never the whole body, never a paragraph of 600
 * characters or more. */
bool na_boilerplate_tail(na_str body, size_t *cut_out);
/* Whether this one paragraph would be cut at the end of a body. */
bool na_boilerplate_is(na_str paragraph);
/* Whether it speaks to the reader, and so is no part of a story wherever it stands. */
bool na_boilerplate_pitch(na_str paragraph);
/* Whether it is a heading of what leads elsewhere: related stories, sharing,
 * newsletters. */
bool na_boilerplate_heading(na_str paragraph);
/* Whether it begins as such a heading, and a colon follows: "Read also: ...". */
bool na_boilerplate_label(na_str paragraph);
/* Whether it is the heading of what is said of the author. */
bool na_boilerplate_author(na_str paragraph);
/* Whether it is the heading of the readers' comments: "12 comments", "댓글 (3)". */
bool na_boilerplate_comments(na_str paragraph);

#endif
