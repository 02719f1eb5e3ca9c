/* SPDX-License-Identifier: MIT */
/* fold.h - what the analyzer's format says of one code point and of one character
 *
 * Concepts  A code point has a class (does it make words?). A character is a code point and
 *           what joins it: marks, and conjoining jamo of one syllable. It is gathered
 *           decomposed in an array, then ordered, composed and encoded.
 * Lifetime  Values; nothing is kept.
 * Threads   No state.
 * Errors    None.
 * Used by   text/unicode.c, text/analyzer.c, text/sentence.c and no one outside text/.
 *           Normative text: doc/formats/analyzer.md, whose sections are cited.
 */
#ifndef NA_TEXT_FOLD_H
#define NA_TEXT_FOLD_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum na_cpclass {
    NA_CP_SEPARATOR,   /* ends a word */
    NA_CP_VANISH,      /* as if it were not there */
    NA_CP_VANISH_MARK, /* the same, but it stands on the character before it */
    NA_CP_MARK,        /* goes on a word, begins none */
    NA_CP_WORD
} na_cpclass;

/* Section 2. */
na_cpclass na_cp_class(uint32_t cp);

/* Section 4: cp, already folded, is of a script written without blanks. */
bool na_cp_unspaced(uint32_t cp);

/* Section 3, steps 1 to 3: cp folded and canonically decomposed; returns the number of code
 * points, at least 1. Diacritics are still there. */
#define NA_FOLD_MAX 16
size_t na_cp_fold(uint32_t cp, int32_t out[NA_FOLD_MAX]);

/* Section 3, step 4: mark is dropped when it stands on base. */
bool na_cp_drops(int32_t base, int32_t mark);

/* cp belongs to the character whose last code point so far is last. */
bool na_cp_joins(int32_t last, int32_t cp);

/* A combining mark (general category M). */
bool na_cp_mark(uint32_t cp);

/* Puts a decomposed character into canonical order, composes it and writes it as UTF-8, at
 * most 4 * n bytes; seg is overwritten. n is small: the ordering is quadratic. */
size_t na_seg_encode(int32_t *seg, size_t n, char *out);

#endif
