/* SPDX-License-Identifier: MIT */
/* excerpt.h - which sentences of a text show best why it was found
 *
 * Concepts  A mark is where a leaf of the query matches: a word, a phrase, an attribution.
 *           The sentence with the most different leaves wins; an operator of proximity
 *           whose operands stand there as near as it asks counts as one more. Of equals the
 *           earliest. A second sentence joins it if it has leaves that the first lacks and
 *           both fit; else those behind the first are added while there is room. A sentence
 *           that is too long is cut around the place where most of its leaves are.
 * Lifetime  Values; nothing is kept. Threads: no state. Errors: none.
 * Used by   core/snippet.c.
 */
#ifndef NA_CORE_EXCERPT_H
#define NA_CORE_EXCERPT_H
#include "base/str.h"
#include "text/sentence.h"

typedef struct na_mark {
    size_t start, end; /* bytes */
    uint32_t pos;      /* of its first token */
    uint32_t leaf;     /* below 64 */
} na_mark;

#define NA_CLOSE_SIDES 8u
/* Operands, each any of some leaves, that begin within span tokens of each other. */
typedef struct na_close {
    uint64_t side[NA_CLOSE_SIDES];
    size_t n;
    uint32_t span;
} na_close;

typedef struct na_piece {
    size_t start, end;
} na_piece;

/* One or two pieces of body, in its order, of about max bytes together. Marks ascend. */
size_t na_excerpt(na_str body, const na_bound *sentence, size_t nsentences,
                  const na_mark *mark, size_t nmarks, const na_close *close, size_t nclose,
                  size_t max, na_piece out[2]);

#endif
