/* SPDX-License-Identifier: MIT */
/* generate.h - articles for property tests: words of a Zipf-like vocabulary with endings,
 * Hangul and awkward words among them, every field sometimes missing; the same for the same
 * seed */
#ifndef NA_TESTS_GENERATE_H
#define NA_TESTS_GENERATE_H
#include "base/article.h"
#include <math.h>
#include <stdio.h>

static uint64_t seed, rng_state;

static uint64_t rng(void) /* splitmix64 */
{
    uint64_t z = (rng_state += 0x9e3779b97f4a7c15u);
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}
static size_t below(size_t n) { return (size_t)(rng() % n); }

static const char *const hangul[] = { "평양", "마라톤",   "마라톤을", "로동신문은",
                                      "핵",   "군사",     "대회가",   "조선",
                                      "국제", "평양에서", "선수들",   "핵무기를",
                                      "뉴스", "서울",     "경제" };
static const char *const odd[] = { "COVID-19", "U.S.",   "AT&T", "don't",  "Café",
                                   "straße",   "2025년", "K팝",  "東京都", "x-ray" };

/* Zipf-like: small numbers are common. */
static size_t zipf(size_t n)
{
    double u = (double)(rng() >> 11) / 9007199254740992.0;
    return (size_t)(pow((double)n, u)) - 1;
}

static void put_word(na_buf *b)
{
    static const char *const syl[] = { "ka", "ro", "min", "to", "se", "lu", "pa", "ne",
                                       "vi", "do", "ra",  "st", "el", "on", "qu", "ma" };
    static const char *const ending[] = { "s",    "ed",  "ing", "ation", "ations", "er",
                                          "ment", "ely", "es",  "ions",  "e",      "able" };
    size_t kind = below(40), w;

    if (kind == 0) {
        na_buf_puts(b, hangul[below(sizeof hangul / sizeof *hangul)]);
    } else if (kind == 1) {
        na_buf_puts(b, odd[below(sizeof odd / sizeof *odd)]);
    } else {
        w = zipf(3000);
        do {
            na_buf_puts(b, syl[w % 16]);
            w /= 16;
        } while (w > 0);
        if (below(4) == 0) na_buf_puts(b, ending[below(sizeof ending / sizeof *ending)]);
    }
}

static const char *const opening[] = { "\"", "\"", "“", "«" };
static const char *const closing[] = { "\"", "\"", "”", "»" };
static const char *const cited[] = { "KCNA said ", "according to Xinhua, ", "told Reuters ",
                                     "Kyodo, the agency, reported ", "Tass left " };

static na_str words(na_arena *arena, size_t n)
{
    na_buf b;
    na_str out;

    na_buf_init(&b, 1 << 20);
    for (size_t i = 0; i < n; i++) {
        if (i) na_buf_puts(&b, i % 11 == 10 ? ". " : i % 37 == 36 ? ".\n\n" : " ");
        if (below(60) == 0) na_buf_puts(&b, cited[below(sizeof cited / sizeof *cited)]);
        if (below(16) == 0) na_buf_puts(&b, opening[below(4)]);
        put_word(&b);
        if (below(16) == 0) na_buf_puts(&b, closing[below(4)]);
    }
    out = na_arena_str(arena, na_buf_get(&b));
    na_buf_release(&b);
    return out;
}

static inline void generate(na_article *a, na_arena *arena, size_t i)
{
    static const char *const sources[] = { "KCNA", "Rodong Sinmun", "Harbour Post",
                                           "Reuters" };
    static const char *const langs[] = { "en", "en-GB", "ko", "fr", "es" };
    /* About as many as count as common; Indonesian has prefixes. */
    static const char *const rare[] = { "it", "id", "de", "zh" };
    char key[32];

    *a = (na_article){ 0 };
    (void)snprintf(key, sizeof key, "%zu", i);
    a->key = na_arena_str(arena, na_str_c(key));
    if (below(30)) a->title = words(arena, 2 + below(7));
    if (below(4) == 0) a->deck = words(arena, 3 + below(10));
    if (below(20) || a->title.len == 0) a->body = words(arena, 5 + below(120));
    a->source = na_str_c(sources[below(4)]);
    a->lang = na_str_c(below(24) ? langs[below(5)] : rare[below(4)]);
    if (below(3) == 0) a->section = words(arena, 1);
    a->tags.n = below(4);
    a->tags.v = na_arena_array(arena, a->tags.n + 1, sizeof(na_str));
    for (size_t k = 0; k < a->tags.n; k++) a->tags.v[k] = words(arena, 1);
    a->authors.n = below(2);
    a->authors.v = na_arena_array(arena, 1, sizeof(na_str));
    if (a->authors.n) a->authors.v[0] = words(arena, 2);
    if (below(25)) {
        char when[32];
        na_rfc3339_utc(1500000000 + (int64_t)below(400) * 43200, when);
        a->published = na_arena_str(arena, na_str_c(when));
        a->published_precision = NA_PREC_SECOND;
    }
}

#endif
