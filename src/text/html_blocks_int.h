/* SPDX-License-Identifier: MIT */
/* html_blocks_int.h - elements by what they do to a text, and what surrounds an article;
 * html_blocks.c and html_outer.c only */
#ifndef NA_TEXT_HTML_BLOCKS_INT_H
#define NA_TEXT_HTML_BLOCKS_INT_H
#include "text/html_blocks.h"

enum tag {
    T_INLINE,
    T_SKIP,
    T_SOFT,
    T_BLOCK,
    T_HEADING,
    T_ITEM,
    T_PRE,
    T_CAPTION,
    T_BR,
    T_CELL,
    T_ROW,
    T_LINK
};

/* How much text stands where. */
struct na_measure {
    uint32_t *text;  /* bytes of text before each node */
    uint32_t *links; /* of them in links */
    uint32_t all;
    na_html_node headline; /* the first h1, or 0 */
};

uint32_t na_html_text_in(const na_html *doc, const struct na_measure *m, na_html_node n);
/* Not shown to anybody. */
bool na_html_hidden(const na_html *doc, na_html_node n);

enum na_outer { NA_INSIDE, NA_OUTSIDE, NA_NAMED };

/* Whether n, of that tag, surrounds the article; or, as only its names say, may. */
enum na_outer na_html_surrounds(const na_html *doc, const struct na_measure *m,
                                na_html_node n, enum tag t, na_clean clean);

#endif
