/* SPDX-License-Identifier: MIT */
/* html_text.h - the text of a page: what a reader came for, without what surrounds it
 *
 * Concepts  Body is paragraphs separated by a blank line: p, headings, list items ("- "),
 *           quotations, preformatted text, captions. na_html_main finds the block that
 *           holds the article (see the essay in html_text.c) and leaves navigation,
 *           sharing, related links, cookie and newsletter boxes out; na_html_plain takes
 *           all of a node.
 * Lifetime  Output goes to the caller's buffers.
 * Threads   No state.
 * Errors    NA_EUSAGE for a bad selector, limits and memory of the buffers.
 * Used by   script/ (module html).
 */
#ifndef NA_TEXT_HTML_TEXT_H
#define NA_TEXT_HTML_TEXT_H
#include "text/html.h"

typedef struct na_html_text_opts {
    na_str title;   /* a first paragraph that repeats it is dropped */
    na_str deck;    /* known: a lead above the story that it holds is not looked for */
    na_str said;    /* the text as JSON-LD has it (na_html_meta.said), or "" */
    na_str content; /* selector of the main block; "" to find it */
    na_str drop;    /* selector of more to leave out; "" for none */
} na_html_text_opts;

/* Appends the main text to body; what was cut as boilerplate from inside the main content
 * (comment policy, newsletter pitch), paragraphs alike, to removed. opts, removed may be
 * NULL. An empty body is no error. */
int na_html_main(const na_html *doc, const na_html_text_opts *opts, na_buf *body,
                 na_buf *removed, na_err *err);
/* The text of the article as JSON-LD has it (na_html_meta.said), appended to out as
 * paragraphs, when the page shows less than half of it: what a script or a login would have
 * put there. have: what was found. *used_out says whether that was so. */
int na_html_said(na_str said, na_str have, na_buf *out, bool *used_out, na_err *err);
/* Appends all text of n as paragraphs, without script, style and the like. */
int na_html_plain(const na_html *doc, na_html_node n, na_buf *out, na_err *err);

#endif
