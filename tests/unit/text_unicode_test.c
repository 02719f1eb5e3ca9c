/* SPDX-License-Identifier: MIT */
/* Cleaning, folding and squeezing, over every code point where that is possible. */
#include "text/fold.h"
#include "text/unicode.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <utf8proc.h>

#include <cmocka.h>

typedef int (*text_fn)(na_str in, na_buf *out, na_err *err);

static void check(text_fn fn, na_str in, na_str want)
{
    na_buf out;
    na_err err = { 0 };
    na_buf_init(&out, 1 << 24);
    assert_int_equal(fn(in, &out, &err), NA_OK);
    if (!na_str_eq(na_buf_get(&out), want))
        fail_msg("%.*s: got %s, want %.*s", NA_STR_ARG(in), na_buf_cstr(&out),
                 NA_STR_ARG(want));
    na_buf_release(&out);
}

static size_t encode(uint32_t cp, char *out)
{
    return (size_t)utf8proc_encode_char((int32_t)cp, (utf8proc_uint8_t *)out);
}

static bool surrogate(uint32_t cp) { return cp >= 0xD800 && cp <= 0xDFFF; }

static void test_utf8(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "\xff",         "a\x80",        "\xc0\x80",         "\xc1\xbf", "\xe0\x80\x80",
        "\xed\xa0\x80", "\xf0\x8f\xbf", "\xf4\x90\x80\x80", "\xe2\x82", "12345678\xc3",
    };
    assert_true(na_utf8_valid(NA_STR("")));
    assert_true(na_utf8_valid(NA_STR("plain ascii of some length, 평양 and 𠮷")));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(na_utf8_valid(na_str_c(bad[i])));
    for (uint32_t cp = 0; cp <= 0x10FFFF; cp++) {
        char b[4];
        uint32_t back;
        if (surrogate(cp)) continue;
        size_t n = encode(cp, b);
        assert_true(na_utf8_valid(na_str_n(b, n)));
        assert_int_equal(na_utf8_next(na_str_n(b, n), 0, &back), n);
        assert_int_equal(back, cp);
    }
    uint32_t cp;
    assert_int_equal(na_utf8_next(NA_STR("a\xe2\x82"), 1, &cp), 1);
    assert_int_equal(cp, 0xFFFD);
}

static void test_clean(void **state)
{
    (void)state;
    const struct {
        na_str in, want;
    } t[] = {
        { { 0 }, { 0 } },
        { NA_STR("a\r\nb\rc\nd\r"), NA_STR("a\nb\nc\nd\n") },
        { NA_STR("a\vb\fc\xc2\x85"), NA_STR("a\nb\nc\n") },
        { NA_STR("x\0y\tz\x1b[0m\x7f!\xc2\x9b"), NA_STR("xy\tz[0m!") },
        { NA_STR("\xef\xbb\xbf"
                 "bom\xef\xbf\xbe\xef\xb7\x90"),
          NA_STR("bom") },
        { NA_STR("bad \xff\xc3 \xe2\x82"), NA_STR("bad \uFFFD\uFFFD \uFFFD\uFFFD") },
        { NA_STR("cafe\u0301 e"), NA_STR("café e") },
        { NA_STR("e\x01\u0301"), NA_STR("é") },
        { NA_STR("\u212B \u0958 \uF900"), NA_STR("Å \u0915\u093C \u8C48") },
        { NA_STR("\u1111\u1167\u11BC\u110B\u1163\u11BC"), NA_STR("평양") },
        { NA_STR("\u202Ebidi\u2066\u2069 kept\u200D"),
          NA_STR("\u202Ebidi\u2066\u2069 kept\u200D") },
        { NA_STR("a\u0323\u0307 a\u0307\u0323"), NA_STR("ạ\u0307 ạ\u0307") },
    };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        check(na_text_clean, t[i].in, t[i].want);
        check(na_text_clean, t[i].want, t[i].want);
    }
    na_buf small;
    na_err err = { 0 };
    na_buf_init(&small, 4);
    assert_int_equal(na_text_clean(NA_STR("longer"), &small, &err), NA_ELIMIT);
    na_buf_release(&small);
}

/* What na_cp_joins() claims of Unicode, so that cleaning character by character is NFC. */
static void test_characters(void **state)
{
    (void)state;
    int boundclass = 0;
    for (uint32_t cp = 0; cp <= 0x10FFFF; cp++) {
        int32_t d[16];
        if (surrogate(cp)) continue;
        if (utf8proc_get_property((int32_t)cp)->combining_class != 0)
            assert_true(na_cp_mark(cp));
        utf8proc_ssize_t n =
            utf8proc_decompose_char((int32_t)cp, d, 16, UTF8PROC_DECOMPOSE, &boundclass);
        assert_in_range(n, 1, 4);
        for (utf8proc_ssize_t i = 1; i < n; i++) assert_true(na_cp_joins(d[i - 1], d[i]));

        n = (utf8proc_ssize_t)na_cp_fold(cp, d);
        assert_in_range(n, 1, NA_FOLD_MAX);
        /* No folded code point can begin a word that its source could not. */
        if (na_cp_class(cp) == NA_CP_WORD)
            for (utf8proc_ssize_t i = 0; i < n; i++)
                assert_true(na_cp_class((uint32_t)d[i]) >= (i ? NA_CP_MARK : NA_CP_WORD));
    }
}

static void check_nfc(const char *p, size_t n)
{
    utf8proc_uint8_t *nfc = NULL;
    utf8proc_ssize_t len =
        utf8proc_map((const utf8proc_uint8_t *)p, (utf8proc_ssize_t)n, &nfc,
                     (utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
    assert_true(len >= 0);
    check(na_text_clean, na_str_n(p, n), na_str_n(nfc, (size_t)len));
    free(nfc);
}

static void test_nfc(void **state)
{
    (void)state;
    static const uint32_t pool[] = {
        'a',    ' ',    0xE9,   0x301,  0x323,  0x307,   0x345,   0x1F82, 0x3B1,
        0x1100, 0x1161, 0x11A8, 0xAC00, 0xAC01, 0x1160,  0x11FF,  0x304B, 0x3099,
        0x304C, 0x915,  0x93C,  0x958,  0x9C7,  0x9BE,   0x9D7,   0xF71,  0xF72,
        0xF73,  0xFB2C, 0x5D0,  0x212B, 0xE33,  0x1D15E, 0x1D165, 0x338,  0x2ADC,
    };
    uint32_t seed = 1;
    for (uint32_t cp = 0xA0; cp <= 0x10FFFF; cp++) {
        char b[8];
        if (surrogate(cp) || (cp & 0xFFFE) == 0xFFFE || cp == 0xFEFF ||
            (cp >= 0xFDD0 && cp <= 0xFDEF))
            continue;
        check_nfc(b, encode(cp, b));
    }
    for (int round = 0; round < 20000; round++) {
        char b[64];
        size_t n = 0;
        for (int i = 0; i < 12; i++) {
            seed = seed * 1664525u + 1013904223u;
            n += encode(pool[(seed >> 16) % (sizeof pool / sizeof *pool)], b + n);
        }
        check_nfc(b, n);
    }
}

static void test_marks(void **state)
{
    (void)state;
    enum { N = 1 << 18 };
    na_buf in, once, twice;
    na_err err = { 0 };
    na_buf_init(&in, 1 << 24);
    na_buf_init(&once, 1 << 24);
    na_buf_init(&twice, 1 << 24);
    na_buf_putc(&in, 'e');
    for (int i = 0; i < N; i++) na_buf_puts(&in, i % 2 ? "\u0323" : "\u0301");
    na_buf_puts(&in, " \uFB2C");
    for (int i = 0; i < 40; i++) na_buf_puts(&in, "\u05B7");
    assert_int_equal(na_text_clean(na_buf_get(&in), &once, &err), NA_OK);
    assert_in_range(once.len, 60, 150);
    assert_int_equal(na_text_clean(na_buf_get(&once), &twice, &err), NA_OK);
    assert_true(na_str_eq(na_buf_get(&once), na_buf_get(&twice)));
    na_buf_release(&in);
    na_buf_release(&once);
    na_buf_release(&twice);
}

static void test_fold(void **state)
{
    (void)state;
    check(na_text_fold, NA_STR(""), NA_STR(""));
    check(na_text_fold, NA_STR("Café, STRASSE!"), NA_STR("cafe, strasse!"));
    check(na_text_fold, NA_STR("Straße Ｋｉｍ　ﾏﾗｿﾝ"), NA_STR("strasse kim マラソン"));
    check(na_text_fold, NA_STR("İI ıi"), NA_STR("ii ii"));
    check(na_text_fold, NA_STR("co\u00ADop 葛\uFE00"), NA_STR("coop 葛"));
    check(na_text_fold, NA_STR("\xff평양"), NA_STR("\uFFFD평양"));
    check(na_text_fold, NA_STR("\u1111\u1167\u11BC"), NA_STR("평"));
    check(na_text_fold, NA_STR("हिन्दी Ёй"), NA_STR("हिन्दी еи"));
}

static void test_squeeze(void **state)
{
    (void)state;
    check(na_text_squeeze, NA_STR(""), NA_STR(""));
    check(na_text_squeeze, NA_STR(" \n\t "), NA_STR(""));
    check(na_text_squeeze, NA_STR("a"), NA_STR("a"));
    check(na_text_squeeze, NA_STR("  a \u00A0\u3000\n b\tc "), NA_STR("a b c"));
    check(na_text_squeeze, NA_STR("\u2028x\xffy"), NA_STR("x\xffy"));
}

static void test_width(void **state)
{
    (void)state;
    assert_int_equal(na_cp_width('a'), 1);
    assert_int_equal(na_cp_width(0x301), 0);
    assert_int_equal(na_cp_width(0xD3C9), 2);
    assert_int_equal(na_cp_width(0x1F3C3), 2);
    assert_int_equal(na_cp_width(0x110000), 0);
    /* The golden table of analyzer 1 stands on these data. */
    assert_string_equal(na_unicode_version(), "15.0.0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_utf8),  cmocka_unit_test(test_clean),
        cmocka_unit_test(test_nfc),   cmocka_unit_test(test_characters),
        cmocka_unit_test(test_marks), cmocka_unit_test(test_fold),
        cmocka_unit_test(test_width), cmocka_unit_test(test_squeeze),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
