/* SPDX-License-Identifier: MIT */
/* query_int.h - what the files of query/ share */
#ifndef NA_QUERY_QUERY_INT_H
#define NA_QUERY_QUERY_INT_H
#include "query/query.h"

#define NA_QUERY_NOTES 16

struct na_query {
    na_arena arena;
    na_qnode *root;
    na_qsort sort;
    na_qrevisions revisions;
    bool has_revisions; /* it was typed */
    const char *notes[NA_QUERY_NOTES];
    size_t nnotes;
};

typedef struct na_qlist { /* grows in the arena */
    na_qnode **v;
    size_t n, cap;
} na_qlist;

/* fields.c. The field of that name, letters compared without case; NULL for none. */
const na_qfield *na_qfield_find(na_str name);
const char *na_qfield_text_name(uint32_t mask);
const char *na_qfield_attr_name(na_qattr attr);
const char *na_qsort_name(na_qsort sort);
const char *na_qrevisions_name(na_qrevisions r);

/* tree.c. Each returns NULL when memory is out. */
na_qnode *na_qnode_new(na_arena *a, na_qkind kind, size_t at);
/* Appends; a NULL node (nothing was left of it) is skipped. */
bool na_qlist_add(na_arena *a, na_qlist *l, na_qnode *node);
/* AND or OR over list, simplified; *out is NULL for an empty list. */
bool na_qnode_join(na_arena *a, na_qkind kind, const na_qlist *list, na_qnode **out);
na_qnode *na_qnode_not(na_arena *a, na_qnode *kid, size_t at);
/* An earlier revision of an earlier revision is an earlier revision. */
na_qnode *na_qnode_was(na_arena *a, na_qnode *kid, size_t at);

/* lex.c. Length of the white space at at: Unicode's and control characters; 0 for none. */
size_t na_qlex_space(na_str s, size_t at);
/* Length of the quotation mark at at. Typographic ones open and close phrases too. */
size_t na_qlex_quote(na_str s, size_t at);
/* Where the word that begins at at ends: at white space, a parenthesis or a quote. */
size_t na_qlex_word_end(na_str s, size_t at);
/* The quoted text whose mark is at *at, up to its closing mark or the end, which *at
 * passes. */
na_str na_qlex_quoted(na_str s, size_t *at);

/* operator.c. The operator that stands between operands, or ATLEAST before one. */
typedef struct na_qop {
    na_qnear op;
    bool ordered;
    uint32_t distance;
} na_qop;
/* 1 when word is an operator of proximity, into *out; 0 for any other word; NA_EQUERY with
 * a message when its number cannot be. */
int na_qop_read(na_str word, na_qop *out, na_err *why);
/* Reads the n of ~n (in a slop, 0 is allowed) or of NEAR/n. */
bool na_qop_number(na_str digits, uint32_t least, uint32_t *out);
/* "NEAR/5", "PRE/2", "/s" into out. */
void na_qop_name(const na_qnode *n, char out[32]);
/* The node of op over its operands, which are checked: NA_EQUERY with a message and the
 * place of what cannot be there. */
int na_qnode_near(na_arena *a, const na_qop *op, const na_qlist *kids, na_qnode **out,
                  size_t *at_out, na_err *why);

/* hint.c. The field that was meant by what is none; empty when none is near. */
na_str na_qhint_field(na_str name);
/* A word that looks as an operator does, but is none: what it should be. */
bool na_qhint_operator(na_str word, char out[64]);
/* " (did you mean x?)", or "". */
const char *na_qhint_word(na_str word, const char *const *known, char out[64]);

/* words.c. A value of words: into [from, to]. As na_qdate_range. */
bool na_qwords_range(na_str value, int64_t *from_out, int64_t *to_out, na_err *why);

/* date.c. A value of after:, before:, on:, date: into a range. false with a message that
 * says what is expected in why, *at_out being the offset within value. */
bool na_qdate_range(na_str value, const na_qfield *f, int64_t now, int64_t *from_out,
                    int64_t *to_out, size_t *at_out, na_err *why);

#endif
