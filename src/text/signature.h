/* SPDX-License-Identifier: MIT */
/* signature.h - 64 bits by which two texts are seen to be nearly the same
 *
 * Concepts  A one-permutation MinHash of one bit a bin over runs of three tokens: two texts
 *           that share the part J of all their runs differ in about 32 * (1 - J) bits, and
 *           unrelated ones in 32. Runs with a digit weigh three times: reports of a series
 *           (auctions, prices, scores) differ in little else. A text too short for that, or
 *           that repeats itself, is near to the same words only; 0 says nothing. Volumes
 *           keep signatures: doc/formats/columns.md, section 6, is normative.
 * Lifetime  na_signer is plain storage of the caller.
 * Threads   One at a time for each na_signer. Errors: none.
 * Used by   core/ (adding, sealing, verifying, collapsing).
 */
#ifndef NA_TEXT_SIGNATURE_H
#define NA_TEXT_SIGNATURE_H
#include "base/str.h"
#include <stdbool.h>
#include <stdint.h>

#define NA_SIG_NEAR 8 /* bits in which near-duplicates differ at most */

typedef struct na_signer {
    uint64_t rank[64]; /* the least of each bin, moved to the top bits */
    uint64_t sum;      /* of the hashes */
    uint32_t runs;
} na_signer;

void na_signer_begin(na_signer *s);
/* Tokens as na_analyze_blank gives them; no run reaches over from one call to the next. */
void na_signer_put(na_signer *s, na_str tokens);
uint64_t na_signer_end(const na_signer *s);

/* 64 bits of XXH3 with a seed: a hash that is kept, and the same on every machine. */
uint64_t na_hash64(na_str s, uint64_t seed);

/* Bits in which they differ, 64 when either says nothing. */
unsigned na_sig_distance(uint64_t a, uint64_t b);
/* Sets bit i of bits (lowest first) for each v[i] that is near sig, which is not 0: was
 * there any? */
bool na_sig_near(const uint64_t *v, size_t n, uint64_t sig, uint64_t *bits);

#endif
