/* SPDX-License-Identifier: MIT */
/* query.h - the query language: from what somebody typed to a tree
 *
 * Concepts  One parser for every place that takes a query (doc/query.md is its guide and
 *           grammar). Punctuation is never an error: what cannot mean anything is left out,
 *           with a note. A typed word becomes the phrase of its terms, as the analyzer cuts
 *           it. The tree is simplified: AND and OR are flat and have two or more kids, NOT
 *           is never doubled, dates joined by AND are one range where they overlap.
 *           A proximity is one NEAR node; an operand of it is a phrase, an OR of operands
 *           or a NEAR that is no ATLEAST, and what a match of it is doc/query.md defines.
 *           ALL and NONE are only ever the root: an empty query means everything, a query
 *           of which nothing was left means nothing.
 * Lifetime  The query owns its tree, terms, texts and notes until na_query_free.
 * Threads   One at a time while parsing; a finished query is read-only.
 * Errors    NA_EQUERY with a message for people and the offset for na_query_caret:
 *           ill-formed UTF-8, a bad date, a backward range, an unknown sort, a number or an
 *           operand that a proximity cannot have, too long, too many terms, too deep.
 *           NA_ENOMEM.
 * Used by   core/ (evaluator), script/, cli/.
 */
#ifndef NA_QUERY_QUERY_H
#define NA_QUERY_QUERY_H
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include <stdint.h>

struct na_qterm;      /* text/analyzer.h */
struct na_cite_rules; /* text/cite.h */

/* Columns of the index, in its order, as a mask. */
enum {
    NA_F_TITLE = 1 << 0,
    NA_F_DECK = 1 << 1,
    NA_F_BODY = 1 << 2,
    NA_F_AUTHOR = 1 << 3,
    NA_F_SOURCE = 1 << 4,
    NA_F_TAG = 1 << 5,
    NA_F_SECTION = 1 << 6,
    NA_F_DEFAULT = NA_F_TITLE | NA_F_DECK | NA_F_BODY,
    NA_F_ANY = (1 << 7) - 1
};

typedef enum na_qattr {
    NA_QATTR_NONE = 0,
    NA_QATTR_LANG,
    NA_QATTR_URL,
    NA_QATTR_BUNDLE,
    NA_QATTR_ID,
    NA_QATTR_NOTE, /* of the user's */
    NA_QATTR_CITES /* text: the agency, as typed or, after na_query_agencies(), its name */
} na_qattr;

typedef enum na_qsort {
    NA_SORT_DEFAULT = 0,
    NA_SORT_RELEVANCE,
    NA_SORT_NEWEST,
    NA_SORT_OLDEST
} na_qsort;

/* Which revisions of an article are looked at. */
typedef enum na_qrevisions {
    NA_REVISIONS_LATEST = 0,
    NA_REVISIONS_ALL,
    NA_REVISIONS_FIRST
} na_qrevisions;

typedef enum na_qkind {
    NA_Q_ALL,
    NA_Q_NONE,
    /* terms[0..nterms) side by side in one of fields; a word is a phrase of one. */
    NA_Q_PHRASE,
    NA_Q_AND,
    NA_Q_OR,
    NA_Q_NOT,   /* kids[0] */
    NA_Q_RANGE, /* published in [from, to), UTC seconds; undated articles never are */
    NA_Q_ATTR,  /* attr has the value text, or begins with it when prefix is set */
    NA_Q_WORDS, /* the body has from .. to tokens, both included */
    NA_Q_NEAR,  /* kids within reach of each other, as op says; fields: where they can be */
    NA_Q_WAS,   /* an earlier revision of the article matches kids[0] */
    NA_Q_CHANGED /* one of fields is another than in an earlier revision */
} na_qkind;

typedef enum na_qnear {
    NA_NEAR_WORDS, /* ordered: each kid begins at most distance words behind the end of the
                          one before it; else all begin so behind the end of the first */
    NA_NEAR_SLOP,  /* "a b"~n: text; kids fit into a window of distance more words */
    NA_NEAR_SENTENCE, /* kids in one sentence of the body */
    NA_NEAR_PARAGRAPH,
    NA_NEAR_ATLEAST /* kids[0] in at least distance places */
} na_qnear;

#define NA_NEAR_DEFAULT 10u /* NEAR alone */
#define NA_NEAR_MAX 10000u  /* the greatest n of an operator */

#define NA_QTIME_MIN                                                                       \
    (INT64_MIN + 1)            /* from of a range open at its start: all but undated */
#define NA_QTIME_MAX INT64_MAX /* to of a range open at its end */

typedef struct na_qnode {
    na_qkind kind;
    uint32_t fields;
    struct na_qterm *terms;
    size_t nterms;
    bool quoted, prefix;
    bool exact;     /* phrase: typed as =word */
    bool quote;     /* PHRASE, NEAR: only what stands wholly in one quotation */
    uint32_t width; /* phrase: words of the text that it covers */
    na_str text; /* phrase: as typed, without quotes; attribute: the value, without its * */
    na_qattr attr;
    na_qnear op;
    bool ordered;
    uint32_t distance;
    int64_t from, to;
    struct na_qnode **kids;
    size_t nkids;
    size_t at; /* byte offset in the query */
} na_qnode;

/* What stands below n is looked for in the articles that are found. */
static inline bool na_qnode_is_about_them(const na_qnode *n)
{
    return n->kind != NA_Q_NOT && n->kind != NA_Q_WAS;
}

typedef struct na_query na_query;

/* The fields of the language, one table for the parser, messages and documents. */
typedef enum na_qfield_kind {
    NA_QF_TEXT, /* searched as text: mask */
    NA_QF_ATTR,
    NA_QF_AFTER,
    NA_QF_BEFORE,
    NA_QF_DATE,
    NA_QF_WORDS,
    NA_QF_SORT,
    NA_QF_QUOTE,
    NA_QF_WAS,
    NA_QF_REMOVED, /* it was, and is no more */
    NA_QF_CHANGED,
    NA_QF_REVISIONS
} na_qfield_kind;
typedef struct na_qfield {
    const char *name;
    na_qfield_kind kind;
    uint32_t mask;
    na_qattr attr;
    const char *help;
} na_qfield;
const na_qfield *na_query_fields(size_t *n_out);

/* now: the UTC seconds that 7d and today count from. *error_at (may be NULL) is set on a
 * failure. *out is NULL then. */
int na_query_parse(na_query **out, na_str text, int64_t now, size_t *error_at, na_err *err);
void na_query_free(na_query *q);

/* Borrowed until na_query_free. */
const na_qnode *na_query_root(const na_query *q);
na_qsort na_query_sort(const na_query *q);
na_qrevisions na_query_revisions(const na_query *q);
/* The i-th remark on what was left out or read otherwise than it looks; NULL past the
 * last. */
const char *na_query_note(const na_query *q, size_t i);

/* Any instead of all: of what stands side by side outside parentheses, and so had to be
 * found together, what is looked for in title, deck or body is joined by OR; exclusions,
 * dates and filters stay conditions. Once, on a query as it was parsed. NA_ENOMEM. */
int na_query_any(na_query *q, na_err *err);

/* Gives each cites: the name of the agency that was meant, and notes which are not known.
 * *cites_out (may be NULL): is there any? With rules NULL, that alone. */
int na_query_agencies(na_query *q, const struct na_cite_rules *rules, bool *cites_out,
                      na_err *err);

/* Other names for the same thing (doc/query.md, Aliases): lines of names with = between
 * them. Errors of na_aliases_read are NA_EUSAGE and begin with "name:line". */
typedef struct na_aliases na_aliases;
int na_aliases_new(na_aliases **out, na_err *err);
int na_aliases_read(na_aliases *a, na_str text, const char *name, na_err *err);
void na_aliases_free(na_aliases *a);
/* From here on they are names of sources: what stands in the field source, in quotation
 * marks or not, becomes an OR, and nothing else does. */
void na_aliases_of_sources(na_aliases *a);
/* The first name of the group that name is in, borrowed; or name itself. */
int na_aliases_first(const na_aliases *a, na_str name, na_str *out, na_err *err);
/* Each plain word, and each phrase that is not ="...", that is a name becomes an OR of all
 * its names. Doing so again changes nothing. NA_EQUERY where that makes too many terms. */
int na_query_alias(na_query *q, const na_aliases *a, na_err *err);

/* Appends the canonical text: parsed again, at any time, it gives the same tree. */
int na_query_print(const na_query *q, na_buf *out);

/* Appends two lines: the query, cut to 72 columns around byte at and safe for a terminal,
 * and a caret below that place. */
int na_query_caret(na_str text, size_t at, na_buf *out);

#endif
