/* SPDX-License-Identifier: MIT */
/* cite.h - which agencies an article attributes something to
 *
 * Concepts  The rules are data (share/cites.conf, built in; doc/formats/cites.md): agencies
 *           with their names in all languages, and patterns around a name that make an
 *           attribution of it ("according to @", "@ ... said"), or none. An article's own
 *           agency, by its source or by the credit it begins with, is never cited by it.
 *           Names are looked for in the tokens that are made anyway; only a sentence that
 *           has one is looked at closely. All is bounded and linear in the text.
 * Lifetime  Rules are made once and read-only then. A na_citer borrows its rules and owns
 *           what it gives out, until its next run.
 * Threads   Rules may be shared, a citer may not.
 * Errors    NA_EUSAGE with file and line for rules that cannot be read, NA_ENOMEM,
 *           NA_ELIMIT.
 * Used by   core/, cli/.
 */
#ifndef NA_TEXT_CITE_H
#define NA_TEXT_CITE_H
#include "text/sentence.h"

#define NA_CITES_MAX                                                                       \
    32 /* of one article: of each agency the first in title, deck and body */

typedef struct na_cite_rules na_cite_rules;

/* The built-in rules, and the user's (empty: none; name is for messages) behind them. */
int na_cite_rules_new(na_cite_rules **out, na_str user, const char *name, na_err *err);
void na_cite_rules_free(na_cite_rules *r);
/* Changes with whatever the rules say. Never 0. */
uint64_t na_cite_rules_hash(const na_cite_rules *r);
/* The agencies, by number from 0: the name each is shown by. Borrowed. */
size_t na_cite_rules_n(const na_cite_rules *r);
na_str na_cite_rules_name(const na_cite_rules *r, size_t agency);
/* The agency that any of its names means, case and accents ignored; -1 when none does, and
 * then the nearest known name in *near (may be NULL), empty when none is near. */
int na_cite_rules_find(const na_cite_rules *r, na_str name, na_str *near);

/* One attribution: the bytes of title (0), deck (1) or body (2) that make it. */
typedef struct na_cite {
    uint32_t agency, in;
    uint32_t start, len;
} na_cite;

/* One text of an article, as it was analyzed: its tokens with blanks between them, and
 * where its sentences begin (title and deck have none: they are one). */
typedef struct na_cite_text {
    na_str text, tokens;
    const na_bound *bounds;
    size_t nbounds;
} na_cite_text;

typedef struct na_citer na_citer;
int na_citer_new(na_citer **out, const na_cite_rules *r, na_err *err);
void na_citer_free(na_citer *c);
/* Title, deck and body. *out is ordered by text and place. */
int na_citer_run(na_citer *c, na_str source, const na_cite_text in[3], const na_cite **out,
                 size_t *n_out, na_err *err);

#endif
