/* SPDX-License-Identifier: MIT */
/* signature.c - MinHash in one pass
 *
 * Why not SimHash: at the same 64 bits and over the same pairs, its distances of copies and
 * of texts that share half overlap much more (the angle grows fast where J is near 1). Each
 * run is hashed once and thrown into eight bins, so that short texts fill nearly all of
 * them.
 */
#define XXH_INLINE_ALL
#include "text/signature.h"
#include <string.h>
#include <xxhash.h>

#define RUN 3           /* tokens */
#define THROWS 8u       /* of each run, */
#define DIGITS 24u      /* and of one with a digit */
#define LEAST 10u       /* runs of a text that has a signature, */
#define ENOUGH 32u      /* and of one long enough to be like another */
#define FILLED 48u      /* bins */
#define BIT 29          /* of a value: in the middle, it says nothing about the rank */
#define NONE UINT64_MAX /* no rank: its low bits are 0 */

void na_signer_begin(na_signer *s)
{
    memset(s->rank, 0xff, sizeof s->rank);
    s->sum = 0;
    s->runs = 0;
}

static void throw_run(na_signer *s, const char *run, size_t len, unsigned throws)
{
    XXH128_hash_t h = XXH3_128bits(run, len);
    uint64_t v = h.low64;

    for (unsigned i = 0; i < throws; i++, v += h.high64) {
        uint64_t *least = &s->rank[v >> 58], rank = v << 6;
        *least = rank < *least ? rank : *least; /* no branch: it would be a guess */
    }
    s->sum += h.low64;
    s->runs += s->runs < UINT32_MAX;
}

void na_signer_put(na_signer *s, na_str tokens)
{
    const char *p = tokens.ptr;
    size_t start[RUN] = { 0 }, n = 0, digit = 0, at = 0;

    /* digit: number of the last token that has one, from 1; 0 none yet. */
    while (at < tokens.len) {
        size_t end = at;
        start[n++ % RUN] = at;
        for (; end < tokens.len && p[end] != ' '; end++)
            if (p[end] >= '0' && p[end] <= '9') digit = n;
        if (n >= RUN) {
            size_t from = start[n % RUN];
            throw_run(s, p + from, end - from, digit + RUN > n ? DIGITS : THROWS);
        }
        at = end + 1;
    }
}

uint64_t na_signer_end(const na_signer *s)
{
    uint64_t bits = 0;
    unsigned filled = 0;

    for (int i = 0; i < 64; i++) {
        if (s->rank[i] == NONE) continue;
        filled++;
        bits |= (s->rank[i] >> (BIT + 6) & 1) << i;
    }
    if (s->runs < LEAST) return 0;
    return s->runs < ENOUGH || filled < FILLED ? s->sum : bits;
}

unsigned na_sig_distance(uint64_t a, uint64_t b)
{
    return a && b ? (unsigned)__builtin_popcountll(a ^ b) : 64;
}

/* The loop of na_sig_near(), compiled with and without the instruction that counts bits. */
#define NEAR_LOOP                                                                          \
    bool any = false;                                                                      \
    for (size_t i = 0; i < n; i++) {                                                       \
        if (__builtin_popcountll(v[i] ^ sig) > NA_SIG_NEAR || v[i] == 0) continue;         \
        bits[i >> 6] |= UINT64_C(1) << (i & 63);                                           \
        any = true;                                                                        \
    }                                                                                      \
    return any

#if defined(__x86_64__)
__attribute__((target("popcnt"))) static bool near_popcnt(const uint64_t *v, size_t n,
                                                          uint64_t sig, uint64_t *bits)
{
    NEAR_LOOP;
}
#endif

static bool near_plain(const uint64_t *v, size_t n, uint64_t sig, uint64_t *bits)
{
    NEAR_LOOP;
}

bool na_sig_near(const uint64_t *v, size_t n, uint64_t sig, uint64_t *bits)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("popcnt")) return near_popcnt(v, n, sig, bits);
#endif
    return near_plain(v, n, sig, bits);
}

uint64_t na_hash64(na_str s, uint64_t seed)
{
    return XXH3_64bits_withSeed(s.len ? s.ptr : "", s.len, seed);
}
