/* SPDX-License-Identifier: MIT */
/* Signatures: the golden vectors, what is too short, and how far copies and strangers
 * are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants those before it */
#include <cmocka.h>

#include "base/buf.h"
#include "base/path.h"
#include "text/signature.h"
#include <stdio.h>
#include <stdlib.h>

static uint64_t seed = UINT64_C(88172645463325252);

static uint64_t any(uint64_t below)
{
    seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
    return (seed >> 3) % below;
}

static uint64_t sign(na_str title, na_str body)
{
    na_signer s;

    na_signer_begin(&s);
    na_signer_put(&s, title);
    na_signer_put(&s, body);
    return na_signer_end(&s);
}

/* Lines of: tokens of the title TAB tokens of the body TAB 16 hex digits. */
static void golden(void **state)
{
    na_buf file;
    na_str rest, line;
    na_err e = { 0 };
    size_t n = 0;

    (void)state;
    na_buf_init(&file, 1 << 20);
    if (na_path_read(NA_TEST_SOURCE "/tests/golden/signature-1.tsv", 1 << 20, &file, &e) <
        0)
        fail_msg("%s", e.msg);
    for (rest = na_buf_get(&file); na_str_line(&rest, &line);) {
        size_t a = na_str_chr(line, '\t', 0), b;
        char got[17];
        if (line.len == 0 || line.ptr[0] == '#') continue;
        b = na_str_chr(line, '\t', a + 1);
        (void)snprintf(
            got, sizeof got, "%016llx",
            (unsigned long long)sign(na_str_sub(line, 0, a), na_str_sub(line, a + 1, b)));
        if (!na_str_eqc(na_str_sub(line, b + 1, line.len), got))
            fail_msg("vector %zu: %s", n, got);
        n++;
    }
    assert_true(n >= 8);
    na_buf_release(&file);
}

static void text_of(na_buf *b, const unsigned *word, size_t n)
{
    na_buf_reset(b);
    for (size_t i = 0; i < n; i++)
        na_buf_printf(b, "%sw%c%c%c", i ? " " : "", 'a' + (int)(word[i] % 26),
                      'a' + (int)(word[i] / 26 % 26), 'a' + (int)(word[i] / 676 % 26));
}

/* Distances of a text to one of which every k-th word is another. */
static double mean_distance(size_t words, size_t k, unsigned *max)
{
    unsigned word[400], sum = 0, n = 0;
    na_buf a, b;

    *max = 0;
    na_buf_init(&a, 1 << 16);
    na_buf_init(&b, 1 << 16);
    for (n = 0; n < 200; n++) {
        for (size_t i = 0; i < words; i++) word[i] = (unsigned)any(17576);
        text_of(&a, word, words);
        for (size_t i = any(k); i < words; i += k) word[i] = (unsigned)any(17576);
        text_of(&b, word, words);
        unsigned d = na_sig_distance(sign(na_buf_get(&a), NA_STR("")),
                                     sign(na_buf_get(&b), NA_STR("")));
        sum += d;
        if (d > *max) *max = d;
    }
    na_buf_release(&a);
    na_buf_release(&b);
    return (double)sum / n;
}

static void distances(void **state)
{
    unsigned max;
    double d;

    (void)state;
    /* One word of 60 is another: about 0.9 of the runs are shared. */
    d = mean_distance(300, 60, &max);
    assert_true(d > 0.5 && d < 4 && max <= 12);
    d = mean_distance(300, 15, &max); /* 0.67 */
    assert_true(d > 7 && d < 14);
    d = mean_distance(300, 1, &max);
    assert_true(d > 30 && d < 34);
}

static void says_nothing(void **state)
{
    na_str text = NA_STR("one two three four five six seven eight nine ten eleven twelve");

    (void)state;
    assert_true(sign(NA_STR(""), NA_STR("")) == 0);
    assert_true(sign(NA_STR(""), na_str_sub(text, 0, text.len - 7)) == 0);
    assert_true(sign(NA_STR(""), text) != 0);
    /* Short: near to the same words only. */
    assert_int_equal(na_sig_distance(sign(NA_STR(""), text), sign(text, NA_STR(""))), 0);
    assert_true(na_sig_distance(sign(NA_STR("a"), text), sign(NA_STR("a b c"), text)) >
                NA_SIG_NEAR);
    assert_int_equal(na_sig_distance(0, 0), 64);
    assert_int_equal(na_sig_distance(0, 1), 64);
    assert_int_equal(na_sig_distance(1, 3), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(golden),
                                        cmocka_unit_test(distances),
                                        cmocka_unit_test(says_nothing) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
