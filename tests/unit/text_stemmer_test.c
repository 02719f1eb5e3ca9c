/* SPDX-License-Identifier: MIT */
#include "base/utf8.h"
#include "text/analyzer.h"
#include "text/stemmer.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

static void languages(void **state)
{
    (void)state;
    for (size_t i = 0; i < NA_STEM_LANGS; i++) {
        na_stemmer *s = NULL;
        assert_int_equal(na_stem_lang_of(na_str_c(na_stem_lang_code(i))), (int)i);
        if (i > 0) assert_true(strcmp(na_stem_lang_code(i - 1), na_stem_lang_code(i)) < 0);
        assert_int_equal(na_stemmer_new(&s, i, NULL), NA_OK);
        na_stemmer_free(s);
    }
    assert_null(na_stem_lang_code(NA_STEM_LANGS));
    assert_int_equal(na_stem_lang_of(NA_STR("en-GB")), na_stem_lang_of(NA_STR("English")));
    assert_int_equal(na_stem_lang_of(NA_STR("nb_NO")), na_stem_lang_of(NA_STR("no")));
    assert_int_equal(na_stem_lang_of(NA_STR("ko")), -1);
    assert_int_equal(na_stem_lang_of(NA_STR("")), -1);
}

static void stems(void **state)
{
    static const char *const of[][3] = {
        { "en", "elections", "elect" },
        { "es", "naciones", "nacion" },
        { "ru", "новостями", "новост" },
        { "de", "regierungen", "regier" },
        { "en", "", "" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
        na_stemmer *s = NULL;
        na_str stem;
        int lang = na_stem_lang_of(na_str_c(of[i][0]));
        assert_true(lang >= 0);
        assert_int_equal(na_stemmer_new(&s, (size_t)lang, NULL), NA_OK);
        assert_int_equal(na_stemmer_stem(s, na_str_c(of[i][1]), &stem, NULL), NA_OK);
        assert_true(na_str_eqc(stem, of[i][2]));
        na_stemmer_free(s);
    }
}

/* -- what na_stem_lang_keeps_first promises, over tokens of random letters -- */

static uint64_t rng_state = 20111219;
static size_t below(size_t n)
{
    rng_state = rng_state * 6364136223846793005u + 1442695040888963407u;
    return (size_t)(rng_state >> 33) % n;
}

static int check(void *ctx, const na_token *t)
{
    na_stemmer **s = ctx;
    for (size_t i = 0; i < NA_STEM_LANGS; i++) {
        na_str stem;
        uint32_t cp;
        size_t n = na_u8_next(t->text, 0, &cp);
        assert_int_equal(na_stemmer_stem(s[i], t->text, &stem, NULL), NA_OK);
        if (!na_stem_lang_keeps_first(i) || stem.len == 0) continue;
        if (!na_str_starts(stem, na_str_sub(t->text, 0, n)))
            fail_msg("%s: %.*s has the stem %.*s", na_stem_lang_code(i),
                     NA_STR_ARG(t->text), NA_STR_ARG(stem));
    }
    return 0;
}

static void first_characters(void **state)
{
    static const uint32_t ranges[][2] = {
        { 'a', 'z' },     { 'a', 'z' },     { 'a', 'z' },     { 'a', 'z' },
        { 0xc0, 0x17f },  { 0x391, 0x3c9 }, { 0x400, 0x45f }, { 0x561, 0x586 },
        { 0x5d0, 0x5ea }, { 0x620, 0x652 }, { 0x901, 0x94d }, { 0xb82, 0xbcd },
    };
    na_stemmer *s[NA_STEM_LANGS] = { 0 };
    na_analyzer *an = NULL;
    na_buf text;

    (void)state;
    na_buf_init(&text, 1 << 20);
    assert_int_equal(na_analyzer_new(&an, NULL), NA_OK);
    for (size_t i = 0; i < NA_STEM_LANGS; i++)
        assert_int_equal(na_stemmer_new(&s[i], i, NULL), NA_OK);
    for (size_t i = 0; i < 40000; i++) {
        const uint32_t *r = ranges[below(sizeof ranges / sizeof *ranges)];
        for (size_t n = 1 + below(10); n > 0; n--) {
            char u[4];
            size_t k = na_u8_put(r[0] + (uint32_t)below(r[1] - r[0] + 1), u);
            na_buf_put(&text, u, k);
        }
        na_buf_putc(&text, ' ');
        if (i % 1000 != 999) continue;
        assert_int_equal(na_analyze(an, na_buf_get(&text), check, s, NULL), NA_OK);
        na_buf_reset(&text);
    }
    for (size_t i = 0; i < NA_STEM_LANGS; i++) na_stemmer_free(s[i]);
    na_analyzer_free(an);
    na_buf_release(&text);
}

static void prints(void **state)
{
    na_stem_set s = { .langs = 1u << 5 | 1u << 6 | 1u << 27 }, back;
    na_buf text;

    (void)state;
    na_buf_init(&text, 64);
    for (size_t i = 0; i < NA_STEM_LANGS; i++)
        if (s.langs >> i & 1)
            assert_int_equal(na_stemmer_print(i, &s.print[i], NULL), NA_OK);
    assert_true(s.print[5] != s.print[6]);
    na_stem_set_put(&s, &text);
    na_stem_set_read(na_buf_get(&text), &back);
    assert_memory_equal(&s, &back, sizeof s);
    assert_true(na_stem_set_has(&back, 6, s.print[6]));
    assert_false(na_stem_set_has(&back, 6, s.print[6] + 1));
    assert_false(na_stem_set_has(&back, 7, 0));
    na_stem_set_read(NA_STR("en ko:00000000 es:0 fr:0000000g  de:00000001 x"), &back);
    assert_int_equal(back.langs, 1u << 3);
    na_buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(languages),
                                        cmocka_unit_test(stems),
                                        cmocka_unit_test(first_characters),
                                        cmocka_unit_test(prints) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
