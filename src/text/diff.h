/* SPDX-License-Identifier: MIT */
/* diff.h - what changed between two texts, in words
 *
 * Concepts  A text is cut into words as the analyzer cuts them (of scripts without blanks a
 *           character each), runs of white space, and other characters. The shortest list
 *           of words to take out and put in is Myers' ("An O(ND) Difference Algorithm and
 *           Its Variations", 1986) in linear space, up to a bound of work, beyond which
 *           what is left counts as wholly replaced (rough). Unless all is asked for, white
 *           space, the typography of quotes, dashes and ellipses, and lines that say when a
 *           page was updated make no difference.
 * Lifetime  Runs are slices of the two texts, in the arena.
 * Threads   No state but the analyzer's.
 * Errors    NA_ENOMEM, those of the analyzer.
 * Used by   cli/.
 */
#ifndef NA_TEXT_DIFF_H
#define NA_TEXT_DIFF_H
#include "base/arena.h"
#include "text/analyzer.h"

typedef enum na_diff_kind { NA_DIFF_SAME, NA_DIFF_OUT, NA_DIFF_IN } na_diff_kind;
typedef struct na_diff_run {
    na_diff_kind kind;
    na_str text; /* OUT: of a; SAME and IN: of b */
} na_diff_run;
typedef struct na_diff {
    na_diff_run *v; /* no two of a kind beside each other */
    size_t n;
    size_t words_out, words_in;
    bool rough; /* it could be shorter */
} na_diff;

#define NA_DIFF_WORK UINT64_C(60000000) /* steps of the search; some tenths of a second */
#define NA_DIFF_TOKENS 1000000u         /* of a text; longer ones are compared by lines */

int na_diff_texts(na_analyzer *an, na_str a, na_str b, bool all, na_arena *arena,
                  na_diff *out, na_err *err);

/* The search alone: out_a[i] and in_b[j] are set for what is taken out of a[n] and put in
 * with b[m]. False: it took more than *work_io steps, and is rough. */
int na_diff_myers(const uint32_t *a, size_t n, const uint32_t *b, size_t m, bool *out_a,
                  bool *in_b, uint64_t *work_io, bool *rough, na_err *err);

#endif
