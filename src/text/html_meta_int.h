/* SPDX-License-Identifier: MIT */
/* html_meta_int.h - candidates for the fields of a page; html_meta.c and its gatherer
 * only */
#ifndef NA_TEXT_HTML_META_INT_H
#define NA_TEXT_HTML_META_INT_H
#include "text/html_meta.h"

enum na_mfield {
    F_TITLE,
    F_DECK,
    F_SITE,
    F_URL,
    F_LANG,
    F_SECTION,
    F_TYPE,
    F_AUTHOR,
    F_TAG,
    F_PUBLISHED,
    F_MODIFIED,
    F_COUNT
};

enum {
    R_JSONLD = 0,
    R_META = 100,
    R_WEBPAGE = 200,
    R_MICRO = 300,
    R_TIME = 400,
    R_PAGE = 500,
    R_LINE = 600, /* what is written for readers' eyes */
    R_URL = 700
};

#define MAX_CANDIDATES 2000u
#define MAX_JSONLD_WORK 20000u

struct na_mcand {
    enum na_mfield field;
    unsigned rank, seq;
    na_str value;
    const char *from;
};

struct na_mgather {
    const na_html *doc;
    na_arena *arena;
    struct na_mcand *v;
    size_t n;
    unsigned jsonld_work;
    bool nomem;
    const struct na_json_node *jsonld; /* the script under way */
    na_str base;                       /* the address of the page, or "" */
    na_html_node h1, author;           /* the first headline, the first link to an author */
    na_html_node line_author;          /* the first in a line for readers */
    unsigned dates;                    /* lines that were looked at for one */
};

/* Fills g->v (MAX_CANDIDATES of room) from the whole document, in document order. */
void na_html_meta_gather(struct na_mgather *g);

/* For the gatherers: a candidate, cleaned; a list cut at commas; the text of n (4 KiB at
 * most); its content or datetime, else its text. */
void na_mgather_add(struct na_mgather *g, enum na_mfield f, unsigned rank, const char *from,
                    na_str value);
void na_mgather_keywords(struct na_mgather *g, unsigned rank, const char *from, na_str s);
na_str na_mgather_text(struct na_mgather *g, na_html_node n);
na_str na_mgather_value(struct na_mgather *g, na_html_node n);

/* html_jsonld.c, html_micro.c, html_byline.c. */
void na_mgather_jsonld(struct na_mgather *g, na_html_node script);
void na_mgather_micro(struct na_mgather *g, na_html_node n);
void na_mgather_line(struct na_mgather *g, na_html_node n);
/* "https://example.org/2025/04/06/race": the day, or the month, into out; "" for none. */
na_str na_html_url_date(na_str url, char out[16]);
/* schema.org's types of articles, with or without the address before. */
bool na_html_article_type(na_str t);

#endif
