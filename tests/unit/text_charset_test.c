/* SPDX-License-Identifier: MIT */
#include "text/charset.h"
#include <iconv.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const char ko[] =
    "평양국제마라톤대회가 6년 만에 다시 열렸다고 조선중앙통신이 보도하였다. 여러 나라에서 "
    "온 "
    "선수들이 대동강변의 거리를 달렸으며, 경기장에는 수많은 관중이 모여들었다.";
static const char ja[] =
    "平壌で国際マラソン大会が六年ぶりに開かれ、各国からの選手が市内の通りを走った。"
    "競技場には多くの観客が集まり、選手たちに声援を送った。";
static const char zh[] =
    "平壤国际马拉松赛时隔六年再次举行，来自各国的选手在市区街道上奔跑，体育场里"
    "聚集了许多观众，为选手们加油。";
static const char ru[] =
    "Международный марафон в Пхеньяне прошёл впервые за шесть лет. Бегуны из "
    "разных стран пробежали по улицам города и вернулись на стадион.";
static const char fr[] =
    "Le marathon de Pyongyang a été couru dimanche pour la première fois depuis "
    "six ans. Des coureurs venus de l'étranger étaient présents à l'arrivée.";

/* text in charset, malloc'ed. */
static na_str encode(const char *text, const char *charset)
{
    iconv_t cd = iconv_open(charset, "UTF-8");
    size_t in = strlen(text), room = 4 * in + 16, left = room;
    char *buf = malloc(room), *to = buf, *from = (char *)(uintptr_t)text;

    assert_true(cd != (iconv_t)-1 && buf);
    assert_int_equal(iconv(cd, &from, &in, &to, &left), 0);
    iconv(cd, NULL, NULL, &to, &left);
    iconv_close(cd);
    return na_str_n(buf, room - left);
}

static void decodes(na_str bytes, const char *http, const char *declared, const char *want,
                    const char *used)
{
    na_charset *cs = NULL;
    na_charset_info info;
    na_buf out;
    na_err err = { 0 };

    na_buf_init(&out, 1 << 20);
    assert_int_equal(na_charset_new(&cs, &err), NA_OK);
    if (na_charset_decode(cs, bytes, na_str_c(http), na_str_c(declared), &out, &info,
                          &err) < 0) {
        fail_msg("%s", err.msg);
    }
    assert_string_equal(info.used, used);
    assert_string_equal(na_buf_cstr(&out), want);
    na_buf_release(&out);
    na_charset_free(cs);
}

static void recoded(const char *text, const char *charset, const char *declared,
                    const char *used)
{
    na_str s = encode(text, charset);
    decodes(s, "", declared, text, used);
    free((void *)(uintptr_t)s.ptr);
}

static void test_labels(void **state)
{
    (void)state;
    recoded(ko, "EUC-KR", "euc-kr", "cp949");
    recoded(ko, "EUC-KR", "ks_c_5601-1987", "cp949");
    recoded(ja, "SHIFT_JIS", "Shift_JIS", "cp932");
    recoded(ja, "EUC-JP", "euc-jp", "euc-jp");
    recoded(zh, "GBK", "gb2312", "gb18030");
    recoded(ru, "CP1251", "windows-1251", "windows-1251");
    recoded(ru, "KOI8-R", "koi8-r", "koi8-r");
    recoded(fr, "CP1252", "iso-8859-1", "windows-1252");
    recoded(fr, "ISO-8859-15", "latin-9", "iso-8859-15");
}

/* Wrong labels and none. */
static void test_lies(void **state)
{
    (void)state;
    recoded(ko, "UTF-8", "euc-kr", "utf-8");
    recoded(ko, "EUC-KR", "utf-8", "cp949");
    recoded(ko, "EUC-KR", "iso-8859-1", "cp949");
    recoded(ko, "EUC-KR", "", "cp949");
    recoded(ja, "SHIFT_JIS", "windows-1252", "cp932");
    recoded(ja, "EUC-JP", "", "euc-jp");
    recoded(ru, "CP1251", "", "windows-1251");
    recoded(ru, "CP1251", "iso-8859-1", "windows-1251");
    recoded(fr, "CP1252", "utf-8", "windows-1252");
    recoded(fr, "UTF-8", "iso-8859-1", "utf-8");
}

static void test_marks(void **state)
{
    (void)state;
    decodes(NA_STR("\xEF\xBB\xBFxé"), "", "euc-kr", "xé", "utf-8");
    decodes(NA_STR("\xFF\xFE"
                   "a\0\xC9\xD3"),
            "", "", "a평", "utf-16le");
    decodes(NA_STR("\xFE\xFF\0a\0b"), "", "", "ab", "utf-16be");
    decodes(NA_STR("\xFF\xFE\0\0a\0\0\0"), "", "", "a", "utf-32le");
    decodes(NA_STR("h\0e\0l\0l\0o\0"), "", "", "hello", "utf-16le");
    decodes(NA_STR("plain"), "", "utf-16", "plain", "utf-8");
    decodes(NA_STR(""), "", "", "", "utf-8");
}

static void test_damage(void **state)
{
    char *s = malloc(sizeof ko + 1);
    na_charset *cs = NULL;
    na_charset_info info;
    na_buf out;

    (void)state;
    assert_non_null(s);
    memcpy(s, ko, sizeof ko - 1);
    s[sizeof ko - 1] = (char)0xEC; /* cut in the middle of a character */
    na_buf_init(&out, 1 << 20);
    assert_int_equal(na_charset_new(&cs, NULL), NA_OK);
    assert_int_equal(na_charset_open_all(cs, NULL), NA_OK);
    assert_int_equal(na_charset_decode(cs, na_str_n(s, sizeof ko), NA_STR("utf-8"),
                                       (na_str){ 0 }, &out, &info, NULL),
                     NA_OK);
    assert_string_equal(info.used, "utf-8");
    assert_int_equal(info.replaced, 1);
    assert_true(na_str_ends(na_buf_get(&out), NA_STR("\xEF\xBF\xBD")));
    na_buf_reset(&out);
    assert_int_equal(na_charset_convert(cs,
                                        NA_STR("a\xff\xff"
                                               "b"),
                                        NA_STR("euc-kr"), &out, &info, NULL),
                     NA_OK);
    assert_int_equal(info.replaced, 2);
    assert_int_equal(
        na_charset_convert(cs, NA_STR("a"), NA_STR("klingon"), &out, &info, NULL),
        NA_ENOENT);
    na_buf_release(&out);
    na_charset_free(cs);
    free(s);
}

static void test_find_labels(void **state)
{
    (void)state;
    assert_true(
        na_str_eqc(na_html_charset_label(NA_STR("<META CHARSET = 'EUC-KR'>")), "EUC-KR"));
    assert_true(na_str_eqc(
        na_html_charset_label(NA_STR("<meta name=x><meta http-equiv=Content-Type "
                                     "content=\"text/html; charset=gb2312\">")),
        "gb2312"));
    assert_int_equal(na_html_charset_label(NA_STR("charset=x <p>")).len, 0);
    assert_true(na_str_eqc(
        na_xml_charset_label(NA_STR("<?xml version='1.0' encoding='koi8-r'?>")), "koi8-r"));
    assert_true(
        na_str_eqc(na_http_charset_label(NA_STR("text/html; Charset=\"utf-8\"")), "utf-8"));
    assert_string_equal(na_charset_name(NA_STR(" Latin1 ")), "windows-1252");
    assert_string_equal(na_charset_name(NA_STR("ISO_8859-1:1987")), "windows-1252");
    assert_null(na_charset_name(NA_STR("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_labels),
                                        cmocka_unit_test(test_lies),
                                        cmocka_unit_test(test_marks),
                                        cmocka_unit_test(test_damage),
                                        cmocka_unit_test(test_find_labels) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
