/* SPDX-License-Identifier: MIT */
/* html_meta_int.h - candidates for the fields of a page; html_meta.c, html_title.c and the
 * gatherers only */
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
    R_PAGE = 500, /* the headline; +1 <title>, +2 a banner, ... */
    R_LINE = 600, /* what is written for readers' eyes */
    R_URL = 700
};

#define MAX_CANDIDATES 2000u
#define MAX_JSONLD_WORK 20000u
#define MAX_SUBHEADS 12u

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
    bool titled;                       /* the metadata have a title */
    const struct na_json_node *jsonld; /* the script under way */
    na_str base;                       /* the address of the page, or "" */
    na_html_node h1, author;           /* the first headline, the first link to an author */
    na_html_node line_author;          /* the first in a line for readers */
    unsigned dates;                    /* lines that were looked at for one */
    na_str said;                       /* the longest articleBody, or "" */
    na_str home;                       /* an h1 that is a link to the front page, or "" */
    na_str subheads[MAX_SUBHEADS];     /* the first h2 and h3 */
    unsigned nsubheads;
};

/* Orders candidates by field, rank and place. */
int na_mcand_by_trust(const void *a, const void *b);
/* How many there are of a field, and where they begin; they are in order. */
size_t na_mcand_range(const struct na_mgather *g, enum na_mfield f, size_t *from);
/* html_title.c: fills title and titles; site and url are chosen already. */
void na_mgather_titles(struct na_mgather *g, na_html_meta *out);

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
/* A date in a line near the headline, where nothing else on the page says when. */
bool na_mgather_dateline(struct na_mgather *g, na_str title, const na_date_opts *o,
                         na_date *out, na_str *raw_out);
/* "https://example.org/2025/04/06/race": the day, or the month, into out; "" for none. */
na_str na_html_url_date(na_str url, char out[16]);
/* schema.org's types of articles, with or without the address before. */
bool na_html_article_type(na_str t);

#endif
