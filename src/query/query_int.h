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

/* tree.c. Each returns NULL when memory is out. */
na_qnode *na_qnode_new(na_arena *a, na_qkind kind, size_t at);
/* Appends; a NULL node (nothing was left of it) is skipped. */
bool na_qlist_add(na_arena *a, na_qlist *l, na_qnode *node);
/* AND or OR over list, simplified; *out is NULL for an empty list. */
bool na_qnode_join(na_arena *a, na_qkind kind, const na_qlist *list, na_qnode **out);
na_qnode *na_qnode_not(na_arena *a, na_qnode *kid, size_t at);

/* date.c. A value of after:, before:, on:, date: into a range. false with a message that
 * says what is expected in why, *at_out being the offset within value. */
bool na_qdate_range(na_str value, const na_qfield *f, int64_t now, int64_t *from_out,
                    int64_t *to_out, size_t *at_out, na_err *why);

#endif
