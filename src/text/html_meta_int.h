/* SPDX-License-Identifier: MIT */
/* html_meta_int.h - candidates for the fields of a page; html_meta.c and its gatherer only */
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
    R_PAGE = 500
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
};

/* Fills g->v (MAX_CANDIDATES of room) from the whole document, in document order. */
void na_html_meta_gather(struct na_mgather *g, na_str base);

#endif
