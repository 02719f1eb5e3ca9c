/* SPDX-License-Identifier: MIT */
/* term.h - where a leaf matches, a window of rows at a time
 *
 * Concepts  A window is NA_WINDOW rows behind a base that is a multiple of it; the rows of
 *           a window that match are bits. A leaf (leaf.h) is one term: a word's postings
 *           are read as the windows come, a phrase, prefix or proximity is a list made
 *           before. For each row there is a bound of its tf, from the size of the position
 *           list; the tf itself is counted when asked for.
 * Lifetime  Within the segment; na_term_release(), also after a failed open.
 * Threads   The archive's. Errors: those of the index; NA_ECORRUPT for a row that is none.
 * Used by   core/eval.c alone.
 */
#ifndef NA_CORE_TERM_H
#define NA_CORE_TERM_H
#include "core/kept.h"
#include "core/words.h"

typedef struct na_bits {
    uint64_t w[NA_WINDOW / 64];
} na_bits;

static inline bool na_bits_has(const na_bits *b, unsigned i)
{
    return b->w[i >> 6] >> (i & 63) & 1;
}
/* The first and last row of base's window that is in b, which is not empty. */
int64_t na_bits_first(const na_bits *b, int64_t base);
int64_t na_bits_last(const na_bits *b, int64_t base);
bool na_bits_empty(const na_bits *b);
uint64_t na_bits_count(const na_bits *b);
/* Those of a and b into a: is any left? */
bool na_bits_and(na_bits *a, const na_bits *b);

#define NA_TF_ANY 255u     /* a bound that says nothing */
#define NA_TERM_DENSE 512u /* postings in a window that make it a dense one */

static inline uint8_t na_tf_bound(uint32_t tf)
{
    return tf < NA_TF_ANY ? (uint8_t)tf : NA_TF_ANY;
}

/* No tf is larger, by the bytes of the positions: each takes one or more, and a list that
 * begins behind column 0 has two bytes of mark and no title to charge for. */
static inline uint8_t na_term_bound(const na_posting *p)
{
    uint32_t n = p->size;

    if (n >= NA_TF_ANY) return NA_TF_ANY;
    if (p->first == NA_FTS_TITLE)
        n *= 3;
    else
        n = (n - 2) * (p->first == NA_FTS_DECK ? 2 : 1);
    return n < NA_TF_ANY ? (uint8_t)n : NA_TF_ANY;
}

struct na_term_word {
    na_postings *p;
    na_window at; /* its postings in the window */
};

typedef struct na_term { /* as na_term_zero() leaves it: none */
    const na_seg *seg;
    const na_qnode *leaf;
    na_words words;
    struct na_term_word *word; /* each of them; none: it is nowhere in the segment */
    size_t nwords;
    na_matches list;
    size_t from, to; /* of the list: the window's */
    bool listed;
    const na_kept *kept; /* the list is that one's; or NULL */
    size_t in_window; /* postings, or matches of the list, in the window */
    /* From here on set a window at a time: nothing before the first. */
    na_bits bits;
    uint8_t
        bound[NA_WINDOW]; /* of tf, NA_TF_ANY for as much or more. Where the row does not
                                 match: 0 in a dense window, else anything */
} na_term;

static inline void na_term_zero(na_term *t) { memset(t, 0, offsetof(na_term, bits)); }
int na_term_open(na_term *t, const na_seg *s, const na_qnode *leaf, na_err *err);
void na_term_release(na_term *t);
/* Windows may begin at the first again. */
void na_term_rewind(na_term *t);
/* The articles of the segment that match, dead ones too. Before the first window. */
int na_term_n(na_term *t, uint64_t *out, na_err *err);
/* The same where it is at hand: stored, as it is for frequent words, or in a list. */
bool na_term_known_n(const na_term *t, uint64_t *out);
/* A guess at how much there is to read. */
size_t na_term_guess(const na_term *t);
/* The rows of the window that match: *out is t->bits, or NULL when there is none. Bases
 * ascend. Rows outside among (NULL: all) may be left out. */
int na_term_window(na_term *t, int64_t base, const na_bits *among, const na_bits **out,
                   na_err *err);
/* For each range of NA_RANGE rows a number no less than tf / (tf + a + c length) of any row
 * in it that matches, and 0 at least; below 0 where none does. scale: how much greater that
 * may be than the stored impacts say. Before the first window. */
int na_term_ranges(na_term *t, float a, float c, float scale, float *out, na_err *err);
/* Has any of its words impacts, or its list ranges? */
bool na_term_has_impacts(const na_term *t);
/* The matches of a range, where its list has ranges. */
static inline const na_match *na_term_range(const na_term *t, size_t range, size_t *n_out)
{
    *n_out = t->kept->start[range + 1] - t->kept->start[range];
    return t->list.v + t->kept->start[range];
}
static inline bool na_term_has_ranges(const na_term *t)
{
    return t->kept && t->kept->start;
}
/* A single word in title, deck and body: its postings may be sifted instead of looked at by
 * windows. From and to are within one window of base. */
bool na_term_sifts(const na_term *t);
int na_term_sift(na_term *t, int64_t base, int64_t from, int64_t to, const na_sift *s,
                 uint64_t *n_out, size_t *taken_out, na_err *err);
/* Row (rowid - base - 1) and tf of the k-th that was taken. */
int na_term_sifted(na_term *t, size_t k, unsigned *i_out, uint32_t *tf_out, na_err *err);
/* Its postings of the rows in among, and others near them, until the next window. Bases
 * ascend. */
int na_term_among(na_term *t, int64_t base, const na_bits *among, const na_posting **out,
                  size_t *n_out, na_err *err);
/* Makes s->most of the greatest length for each bound of tf. */
void na_term_sift_set(na_sift *s, const uint32_t most[NA_TF_ANY + 1]);
/* tf of row i of the window, which is in the bits. */
int na_term_tf(na_term *t, unsigned i, uint32_t *out, na_err *err);

#endif
