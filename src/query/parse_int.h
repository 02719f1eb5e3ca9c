/* SPDX-License-Identifier: MIT */
/* parse_int.h - what the files of the parser share: parse.c the structure, parse_leaf.c
 * words
 *
 * Each function gives a node or NULL in *out ("nothing was left of it"); false is an error,
 * which is in p then.
 */
#ifndef NA_QUERY_PARSE_INT_H
#define NA_QUERY_PARSE_INT_H
#include "query/query_int.h"
#include "text/analyzer.h"

typedef struct na_parser {
    na_query *q;
    na_analyzer *an;
    na_str s;
    size_t at, terms, error_at;
    unsigned depth;
    bool counting; /* directly behind ATLEAST/n: another one is a word */
    bool typed; /* something other than sort: was there, even if nothing was left of it */
    int64_t now;
    na_err *err;
    int rc;
} na_parser;

typedef struct na_scope { /* where bare words are looked for */
    uint32_t fields;
    na_qattr attr;
    bool quote; /* inside quotation marks */
} na_scope;

/* Both return false. why is copied. */
bool na_parse_no_memory(na_parser *p);
bool na_parse_fail(na_parser *p, size_t at, const char *why);
/* False with an error where there are more terms than a query can have. */
bool na_parse_count(na_parser *p, size_t n, size_t at);
/* A remark for the user: before, the text it is about, after. */
void na_parse_note(na_parser *p, const char *before, na_str about, const char *after);
static inline bool na_parse_looking_at(const na_parser *p, char c)
{
    return p->at < p->s.len && p->s.ptr[p->at] == c;
}

/* A word, or a phrase without its marks. */
bool na_parse_leaf(na_parser *p, na_scope in, na_str text, bool quoted, size_t at,
                   na_qnode **out);
/* A quoted phrase at p->at, and the ~n directly behind it. */
bool na_parse_exact(na_parser *p, na_scope in, size_t at, na_qnode **out);
bool na_parse_phrase(na_parser *p, na_scope in, size_t at, na_qnode **out);
bool na_parse_date(na_parser *p, const na_qfield *f, na_str value, size_t at,
                   na_qnode **out);
bool na_parse_words(na_parser *p, na_str value, size_t value_at, size_t at, na_qnode **out);
bool na_parse_sort(na_parser *p, na_str value, size_t at);
bool na_parse_revisions(na_parser *p, na_str value, size_t at);
bool na_parse_changed(na_parser *p, na_str value, size_t value_at, size_t at,
                      na_qnode **out);
/* kid was in an earlier revision; removed: and is not in this one. A NULL kid stays it. */
bool na_parse_was(na_parser *p, bool removed, na_qnode *kid, size_t at, na_qnode **out);
/* A node of proximity over kids; where an operand cannot be one, the place of it. */
bool na_parse_near(na_parser *p, na_scope in, const na_qop *op, const na_qlist *kids,
                   na_qnode **out);

#endif
