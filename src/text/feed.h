/* SPDX-License-Identifier: MIT */
/* feed.h - RSS (0.9x, 1.0, 2.0), Atom (0.3, 1.0) and JSON Feed, as one kind of item
 *
 * Concepts  What the formats name differently has one name here; nothing is cleaned: texts
 *           are as the feed has them, markup and all, and dates are strings. An element of a
 *           foreign vocabulary (media:title) is not mistaken for the feed's own.
 * Lifetime  Everything lives in the arena. Threads: none.
 * Errors    NA_ECORRUPT for what is no feed, NA_ELIMIT beyond NA_FEED_ITEMS, NA_ENOMEM.
 * Used by   script/.
 */
#ifndef NA_TEXT_FEED_H
#define NA_TEXT_FEED_H
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

typedef struct na_feed_item {
    na_str id, url, title, summary, content;
    na_str published, modified, lang;
    na_strv authors, tags, enclosures; /* enclosures: addresses */
    bool permalink;                    /* the feed says that url is the item's own */
    bool html;                         /* summary and content are markup, not plain text */
} na_feed_item;

typedef struct na_feed {
    const char *kind; /* "rss", "rdf", "atom", "json"; static */
    na_str title, url, description, modified, lang;
    na_feed_item *items;
    size_t n;
} na_feed;

/* text is UTF-8. */
int na_feed_parse(na_str text, na_arena *arena, na_feed *out, na_err *err);

#endif
