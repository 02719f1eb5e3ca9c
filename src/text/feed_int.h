/* SPDX-License-Identifier: MIT */
/* feed_int.h - what feed.c, feed_xml.c, feed_json.c and feed_cut.c share */
#ifndef NA_TEXT_FEED_INT_H
#define NA_TEXT_FEED_INT_H
#include "text/feed.h"

enum { NA_FEED_NAMES = 50 }; /* authors, tags, enclosures of an item */

typedef struct na_feeding {
    na_arena *arena;
    na_buf tmp;
    na_str base; /* the address of the document, or "" */
    int rc;      /* of memory and limits; sticky */
} na_feeding;

/* A trimmed copy. */
na_str na_feed_keep(na_feeding *r, na_str s);
/* What is in r->tmp, kept. */
na_str na_feed_keep_tmp(na_feeding *r);
/* Appends, trimmed; the empty, the known and those beyond NA_FEED_NAMES are left out. */
void na_feed_push(na_feeding *r, na_strv *list, na_str s);
void na_feed_person_add(na_feeding *r, na_feed_people *to, na_feed_person p);
/* "A. Bee (bee@x.example)", "bee@x.example (A. Bee)", "A. Bee <bee@x.example>". */
na_feed_person na_feed_person_of(na_str s);
/* ref as seen from base; as it is when that is not possible, "" when it is a script. */
na_str na_feed_url(na_feeding *r, na_str base, na_str ref);
/* Markup without the tags of frames and objects that nobody closes: a browser, and so our
 * parser of HTML, takes all that follows for what is inside of them. */
na_str na_feed_defuse(na_feeding *r, na_str html);
/* Room for n items. */
int na_feed_room(na_feeding *r, na_feed *f, size_t n, na_err *err);
/* Both texts of an item as markup or both plain. */
void na_feed_settle(na_feeding *r, na_feed_item *it, bool summary_html, bool content_html);

static inline na_str na_feed_either(na_str a, na_str b) { return a.len ? a : b; }
static inline bool na_feed_web(na_str s)
{
    return na_str_ieq(na_str_sub(s, 0, 7), NA_STR("http://")) ||
           na_str_ieq(na_str_sub(s, 0, 8), NA_STR("https://"));
}

int na_feed_xml(na_feeding *r, na_str text, na_feed *f, na_err *err);
int na_feed_json(na_feeding *r, na_str text, na_feed *f, na_err *err);

#endif
