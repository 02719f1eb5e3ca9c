/* SPDX-License-Identifier: MIT */
#include "text/layout.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static void wrapped(const char *in, size_t max, const char *want)
{
    na_buf b;
    na_buf_init(&b, 10000);
    na_text_wrap(na_str_c(in), max, &b);
    assert_string_equal(na_buf_cstr(&b), want);
    na_buf_release(&b);
}

static void test_wrap(void **state)
{
    (void)state;
    wrapped("", 10, "");
    wrapped("\n \n", 10, "");
    wrapped("one two three", 7, "one two\nthree");
    wrapped("one  two\nthree", 80, "one two three");
    wrapped("\n\none\n\n \n\ntwo\n\n", 80, "one\n\ntwo");
    wrapped("unbreakable x", 4, "unbreakable\nx");
    wrapped("한글 한글 a", 6, "한글\n한글 a"); /* two columns each */
    wrapped("a\xff b", 1, "a\xff\nb");
}

static size_t fit(const char *s, size_t max, size_t mark)
{
    return na_text_fit(na_str_c(s), max, mark);
}

static void test_fit(void **state)
{
    (void)state;
    assert_int_equal(fit("", 1, 1), 0);
    assert_int_equal(fit("short", 5, 1), 5);
    assert_int_equal(fit("one two three", 9, 1), 7);
    assert_int_equal(fit("one two three", 8, 1), 7);
    assert_int_equal(fit("abcdefghij k", 5, 1), 4); /* within the first word */
    assert_int_equal(fit("a bcdefghijk", 9, 1), 8); /* a blank too far in front */
    assert_int_equal(fit("한글한글", 5, 1), 6);
    assert_int_equal(fit("abc", 1, 3), 0);
    assert_int_equal(na_text_width(na_str_c("한a\xcc\x81")), 3);
}

static double alike(const char *a, const char *b)
{
    na_analyzer *an = NULL;
    na_arena arena = { 0 };
    na_buf tmp;
    double out = -1;
    na_buf_init(&tmp, 1 << 20);
    assert_int_equal(na_analyzer_new(&an, NULL), 0);
    assert_int_equal(
        na_text_similarity(an, na_str_c(a), na_str_c(b), &tmp, &arena, &out, NULL), 0);
    na_analyzer_free(an);
    na_arena_release(&arena);
    na_buf_release(&tmp);
    return out;
}

static void test_similarity(void **state)
{
    (void)state;
    assert_true(alike("The cat, sat.", "the CAT sat") == 1);
    assert_true(alike("one two three four", "one two three five") == 0.5);
    assert_true(alike("one", "One!") == 1);
    assert_true(alike("one", "two") == 0);
    assert_true(alike("a b a b a b", "a b a") == 1); /* each pair counts once */
    assert_true(alike("", "") == 0);
    assert_true(alike("one two", "") == 0);
    assert_true(alike("one two", "two one") == 0); /* the order is what counts */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wrap),
        cmocka_unit_test(test_fit),
        cmocka_unit_test(test_similarity),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
