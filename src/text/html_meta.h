/* SPDX-License-Identifier: MIT */
/* html_meta.h - what a page says about itself: title, authors, dates, site, address
 *
 * Concepts  Sources in order of trust: JSON-LD of an article type, Dublin Core, OpenGraph
 *           and article: properties and friends, microdata and RDFa of the article's own
 *           item, <time>, the headline, <title>, a byline or dateline, at last a date in
 *           the address. `from` names the winner ("json-ld", "og:title", "h1", "byline",
 *           "url"...). Nothing is invented: a date is only what text/date.h accepts whole;
 *           one of the address is a day or a month, never finer. The URL is only the page's
 *           own canonical link or og:url, and then permalink is true.
 * Lifetime  Everything is in the arena given.
 * Threads   No state.
 * Errors    NA_ENOMEM / NA_ELIMIT of the arena. Broken metadata is ignored.
 * Used by   script/ (module html).
 */
#ifndef NA_TEXT_HTML_META_H
#define NA_TEXT_HTML_META_H
#include "text/date.h"
#include "text/html.h"

typedef struct na_html_val {
    na_str value;
    const char *from; /* static; NULL when there is no value */
} na_html_val;

typedef struct na_html_time {
    na_date date; /* precision NA_PREC_NONE when there is none */
    na_str raw;   /* as written */
    const char *from;
} na_html_time;

typedef struct na_html_meta {
    na_html_val title, deck, site, url, lang, section;
    bool permalink; /* url is the page's own word for itself */
    na_strv authors, tags;
    const char *authors_from, *tags_from;
    na_html_time published, modified;
    na_str type;         /* JSON-LD @type or og:type, "" */
    na_str said;         /* articleBody of JSON-LD as it stands, maybe markup; or "" */
    const char *body_from; /* for the caller to note that said was used; else NULL */
    na_html_val *titles; /* all candidates, best first */
    size_t ntitles;
} na_html_meta;

/* opts: how zoneless and ambiguous dates are read; NULL for the defaults. base: the URL
 * against which a relative canonical link is read, or "". */
int na_html_meta_read(const na_html *doc, const na_date_opts *opts, na_str base,
                      na_html_meta *out, na_arena *arena, na_err *err);

#endif
