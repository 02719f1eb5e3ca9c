/* SPDX-License-Identifier: MIT */
/* html_text_int.h - the steps from paragraphs to the article; html_text.c, html_pick.c and
 * html_sweep.c only */
#ifndef NA_TEXT_HTML_TEXT_INT_H
#define NA_TEXT_HTML_TEXT_INT_H
#include "text/html_blocks.h"

#define NA_PICK_MAX 64u
#define LEAD_PARAS 4u

/* Where the article stands: a block, and blocks beside it that are like it. */
typedef struct na_pick {
    na_html_node root;
    na_html_node beside[NA_PICK_MAX];
    size_t n;
    na_html_node lead[LEAD_PARAS]; /* paragraphs above it, by their first text node */
    size_t nlead;
} na_pick;

/* html_pick.c: finds it. NA_ENOMEM. */
int na_html_pick(const na_blocks *b, na_pick *out, na_err *err);
bool na_pick_holds(const na_html *doc, const na_pick *p, na_html_node n);

/* html_byline.c: all it says is who wrote it, or when. */
bool na_html_is_byline(na_str line);
/* It begins with who wrote it: "By Nora Quill, who ...". */
bool na_html_begins_byline(na_str line);

/* html_said.c: the block that holds what said has, where it is narrower or another one.
 * NA_ENOMEM. */
int na_said_narrow(const na_blocks *b, na_str said, na_pick *pick, na_err *err);

/* The first paragraph that begins in n or behind it. */
size_t na_blocks_first(const na_blocks *b, na_html_node n);

/* html_sweep.c: cuts what is no article inside of it. */
void na_html_sweep(na_blocks *b, na_html_node root);

#endif
