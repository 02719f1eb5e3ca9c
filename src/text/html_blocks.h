/* SPDX-License-Identifier: MIT */
/* html_blocks.h - a page as a list of paragraphs
 *
 * Concepts  One walk over the tree gathers the visible text as paragraphs, each with where
 *           it stands, how long it is and how much of it is links. Choosing the article is
 *           then arithmetic over that list (html_pick.c, html_sweep.c). What stands in a
 *           block that is left out is in the list too, cut from the start: it can still be
 *           told of.
 * Lifetime  na_blocks_release frees all; text lives in the struct.
 * Threads   No state. Errors: NA_ENOMEM, NA_ELIMIT of the text.
 * Used by   html_text.c, html_pick.c, html_sweep.c and nobody else.
 */
#ifndef NA_TEXT_HTML_BLOCKS_H
#define NA_TEXT_HTML_BLOCKS_H
#include "text/html.h"

typedef enum na_para_kind {
    NA_PARA_TEXT,
    NA_PARA_HEADING,
    NA_PARA_ITEM,
    NA_PARA_CAPTION,
    NA_PARA_TABLE, /* a line a row */
    NA_PARA_PRE
} na_para_kind;

/* How much is left out: what is never text, but for what browsers without scripts show; all
 * that is never text; also what surrounds an article by its tag or
 * role; also what is hidden, comments and galleries; also what says so in other words of
 * class and id. */
typedef enum na_clean {
    NA_CLEAN_SCRIPTLESS = -1, /* surroundings by tag are left out, too */
    NA_CLEAN_NONE,
    NA_CLEAN_TAGS,
    NA_CLEAN_SEEN,
    NA_CLEAN_ALL
} na_clean;

typedef struct na_para {
    na_html_node node;  /* its first text node */
    na_html_node block; /* the block element it stands in */
    size_t off, len;    /* in text */
    uint32_t chars, links; /* a character of Han, kana or Hangul counts for two */
    na_para_kind kind;
    bool cut;     /* not part of the article */
    bool outside; /* in a block that surrounds it, */
    bool named;   /* as only its class or id says */
} na_para;

typedef struct na_blocks {
    const na_html *doc;
    na_buf text;
    na_para *v;
    size_t n, cap;
} na_blocks;

/* All paragraphs of root. extra: more to drop, or NULL. */
int na_blocks_collect(na_blocks *b, const na_html *doc, na_html_node root, na_clean clean,
                      const na_html_sel *extra, na_err *err);
void na_blocks_release(na_blocks *b);
na_str na_blocks_text(const na_blocks *b, const na_para *p);

/* Its class or id says that readers' comments are here. */
bool na_html_is_comments(const na_html *doc, na_html_node n);
/* What class and id words of a node speak of. */
enum {
    NA_HINT_OUTER = 1, /* surroundings */
    NA_HINT_DOUBT = 2, /* surroundings, when nothing speaks for it */
    NA_HINT_BIG = 4,   /* a gallery: surroundings however large it is */
    NA_HINT_STORY = 8, /* an article */
    NA_HINT_ELSE = 16  /* other articles, or the author: surroundings for certain */
};
unsigned na_html_hints(const na_html *doc, na_html_node n);

#endif
