/* SPDX-License-Identifier: MIT */
/* feed.h - RSS (0.9x, 1.0, 2.0), CDF, Atom (0.3, 1.0) and JSON Feed, as one kind of item
 *
 * Concepts  What the formats name differently has one name here; nothing is cleaned: texts
 *           are as the feed has them, markup and all, and dates are strings. An element of
 *           a foreign vocabulary (media:title) is not mistaken for the feed's own; a prefix
 *           that is not declared is known by its name. Addresses are joined to xml:base.
 *           A broken document is mended (xml_mend.h) and read as far as it goes: damage
 *           says what was wrong, cut that it ends too early. An item that is cut through is
 *           left out and counted.
 * Lifetime  Everything lives in the arena. Threads: none.
 * Errors    NA_ECORRUPT for what is no feed, NA_ELIMIT beyond NA_FEED_ITEMS, NA_ENOMEM.
 * Used by   script/.
 */
#ifndef NA_TEXT_FEED_H
#define NA_TEXT_FEED_H
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

typedef struct na_feed_person {
    na_str name, email, url; /* any may be empty, not all */
} na_feed_person;

typedef struct na_feed_people {
    na_feed_person *v;
    size_t n;
} na_feed_people;

/* Is a title markup? RSS does not say. */
typedef enum na_feed_kind { NA_FEED_UNSAID, NA_FEED_PLAIN, NA_FEED_MARKUP } na_feed_kind;

typedef struct na_feed_item {
    na_str id, url, title, summary, content;
    na_str published, modified, lang;
    na_str source;         /* of an item taken over from another feed: that feed's title */
    na_feed_people people; /* its authors */
    na_strv tags, enclosures; /* enclosures: addresses */
    bool permalink;           /* the feed says that url is the item's own */
    bool html;                /* summary and content are markup, not plain text */
    na_feed_kind title_kind;
} na_feed_item;

typedef struct na_feed {
    const char *kind; /* "rss", "rdf", "cdf", "atom", "json"; static */
    na_str id, title, url, description, published, modified, lang;
    na_feed_people people;
    na_strv tags;
    na_feed_kind title_kind;
    bool html; /* the description is markup */
    na_feed_item *items;
    size_t n;
    char damage[160]; /* the first complaint, or "" */
    bool cut;         /* the document ends too early */
    bool lost;        /* and its last item with it */
} na_feed;

/* text is UTF-8; base the address it came from, or "". */
int na_feed_parse(na_str text, na_str base, na_arena *arena, na_feed *out, na_err *err);

/* Where a long feed is cut into pieces of whole items, for one record each: at most items
 * of them and, unless one item alone is longer, bytes. Between head and tail are the items;
 * what is before and behind them belongs to each piece. Works on bytes of any charset in
 * which ASCII is itself. */
typedef struct na_feed_pieces {
    size_t head, tail; /* where the first item begins, the last ends */
    size_t *ends;      /* of each piece; the last is tail */
    size_t n;          /* 0: no items were found */
} na_feed_pieces;
int na_feed_cut(na_str bytes, size_t items, size_t max, na_arena *arena,
                na_feed_pieces *out, na_err *err);

#endif
