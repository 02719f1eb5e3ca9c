/* SPDX-License-Identifier: MIT */
/* text_diff_test.c - the shortest script, beside what a table of all prefixes says; and
 * what makes no difference */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "text/diff.h"

static uint64_t state_of_rng = 7;
static size_t below(size_t n)
{
    state_of_rng = state_of_rng * 6364136223846793005u + 1442695040888963407u;
    return (size_t)(state_of_rng >> 33) % n;
}

#define MOST 40

/* Steps of the shortest script, by dynamic programming. */
static size_t shortest(const uint32_t *a, size_t n, const uint32_t *b, size_t m)
{
    static size_t d[MOST + 1][MOST + 1];

    for (size_t i = 0; i <= n; i++)
        for (size_t k = 0; k <= m; k++)
            if (i == 0 || k == 0)
                d[i][k] = i + k;
            else if (a[i - 1] == b[k - 1])
                d[i][k] = d[i - 1][k - 1];
            else
                d[i][k] = 1 + (d[i - 1][k] < d[i][k - 1] ? d[i - 1][k] : d[i][k - 1]);
    return d[n][m];
}

static size_t check_script(const uint32_t *a, size_t n, const bool *out, const uint32_t *b,
                           size_t m, const bool *in)
{
    size_t i = 0, k = 0, steps = 0;

    while (i < n || k < m) {
        if (i < n && out[i]) {
            i++, steps++;
        } else if (k < m && in[k]) {
            k++, steps++;
        } else {
            assert_true(i < n && k < m);
            assert_int_equal(a[i++], b[k++]);
        }
    }
    return steps;
}

static void the_shortest(void **state)
{
    uint32_t a[MOST], b[MOST];
    bool out[MOST], in[MOST], rough;

    (void)state;
    for (int round = 0; round < 40000; round++) {
        size_t n = below(MOST), m = below(MOST), letters = 1 + below(6);
        uint64_t work = NA_DIFF_WORK;
        for (size_t i = 0; i < n; i++) a[i] = (uint32_t)below(letters);
        for (size_t i = 0; i < m; i++)
            b[i] = i < n && below(3) ? a[i] : (uint32_t)below(letters);
        assert_int_equal(na_diff_myers(a, n, b, m, out, in, &work, &rough, NULL), NA_OK);
        assert_false(rough);
        assert_int_equal(check_script(a, n, out, b, m, in), shortest(a, n, b, m));
    }
}

static void bounded(void **state)
{
    size_t n = 200000;
    uint32_t *a = malloc(n * sizeof *a), *b = malloc(n * sizeof *b);
    bool *out = malloc(n), *in = malloc(n), rough;
    uint64_t work = 1000000;

    (void)state;
    for (size_t i = 0; i < n; i++)
        a[i] = (uint32_t)below(1000), b[i] = (uint32_t)below(1000);
    assert_int_equal(na_diff_myers(a, n, b, n, out, in, &work, &rough, NULL), NA_OK);
    assert_true(rough);
    check_script(a, n, out, b, n, in);
    free(a), free(b), free(out), free(in);
}

/* The runs as wdiff writes them. */
static const char *diff(const char *a, const char *b, bool all)
{
    static char text[2000];
    na_analyzer *an = NULL;
    na_arena arena = { 0 };
    na_diff d;
    size_t at = 0;

    assert_int_equal(na_analyzer_new(&an, NULL), NA_OK);
    assert_int_equal(na_diff_texts(an, na_str_c(a), na_str_c(b), all, &arena, &d, NULL),
                     NA_OK);
    text[0] = 0;
    for (size_t i = 0; i < d.n; i++)
        at += (size_t)snprintf(text + at, sizeof text - at,
                               d.v[i].kind == NA_DIFF_SAME  ? "%.*s"
                               : d.v[i].kind == NA_DIFF_OUT ? "[-%.*s-]"
                                                            : "{+%.*s+}",
                               NA_STR_ARG(d.v[i].text));
    na_arena_release(&arena);
    na_analyzer_free(an);
    return text;
}

static void words(void **state)
{
    (void)state;
    assert_string_equal(diff("", "", false), "");
    assert_string_equal(diff("a b c", "a b c", false), "a b c");
    assert_string_equal(diff("a b c", "a x c", false), "a [-b-]{+x+} c");
    assert_string_equal(diff("a b c d", "a x y d", false), "a [-b c-]{+x y+} d");
    assert_string_equal(diff("one two", "one two three.", false), "one two{+ three.+}");
    assert_string_equal(diff("", "new", false), "{+new+}");
    assert_string_equal(diff("old", "", false), "[-old-]");
    assert_string_equal(diff("Ten dead.", "Twelve dead.", false),
                        "[-Ten-]{+Twelve+} dead.");
    assert_string_equal(diff("평양에서 마라톤", "평양에서 대회", false),
                        "평양에서 [-마라톤-]{+대회+}");
    assert_string_equal(diff("東京都知事", "東京府知事", false), "東京[-都-]{+府+}知事");
}

static void noise(void **state)
{
    (void)state;
    assert_string_equal(diff("a  b\n\nc", "a b c", false), "a b c");
    assert_string_equal(diff("a  b", "a b", true), "a[-  -]{+ +}b");
    assert_string_equal(diff("it's \"so\" - or...", "it’s “so” — or…", false),
                        "it’s “so” — or…");
    assert_string_equal(diff("\"so\"", "“so”", true), "[-\"-]{+“+}so[-\"-]{+”+}");
    assert_string_equal(diff("Rain.\nUpdated 10:15 GMT\nMore.",
                             "Rain.\nUpdated 2 April 2025, 11:40\nMore.", false),
                        "Rain.\nUpdated 2 April 2025, 11:40\nMore.");
    assert_string_equal(diff("Updated 10:15", "Updated 11:15", true),
                        "Updated [-10-]{+11+}:15");
    assert_string_equal(diff("The plan was updated.", "The plan was dropped.", false),
                        "The plan was [-updated-]{+dropped+}.");
    /* A line of the text that happens to begin so is none about the page. */
    assert_string_equal(diff("Updated plans", "Updated rules", false),
                        "Updated [-plans-]{+rules+}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_shortest),
        cmocka_unit_test(bounded),
        cmocka_unit_test(words),
        cmocka_unit_test(noise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
