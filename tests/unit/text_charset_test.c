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

/* UTF-16 and UTF-32 without a mark. */
static void test_wide(void **state)
{
    (void)state;
    recoded(ko, "UTF-16LE", "", "utf-16le");
    recoded(ko, "UTF-16BE", "", "utf-16be");
    recoded(ko, "UTF-16LE", "utf-16", "utf-16le");
    recoded(ja, "UTF-16LE", "utf-16le", "utf-16le"); /* not a blank in it */
    recoded(zh, "UTF-16BE", "utf-16be", "utf-16be");
    recoded(ru, "UTF-16LE", "", "utf-16le");
    recoded(fr, "UTF-16BE", "", "utf-16be");
    recoded(fr, "UTF-32LE", "", "utf-32le");
    recoded(ko, "UTF-32BE", "", "utf-32be");
    recoded(ko, "UTF-8", "utf-16", "utf-8");
    recoded(fr, "CP1252", "utf-16", "windows-1252");
    decodes(NA_STR("an even number of letters"), "", "utf-16le",
            "an even number of letters", "utf-8");
}

/* Few accents are little to guess from; many of them are not. */
static void test_sober(void **state)
{
    static const char *const few[] = {
        "The committee met in Orléans, said René Dupont of the agency on Monday.",
        "Signed-off-by: Nicolas Poirier, Montréal; all of the rest of this is English.",
        "El año pasado",
        "Ein Mädchen aus Köln",
        "naïve",
        "Über",
        "São Paulo",
        "smørrebrød",
        "£5 or more",
        "a – b",
        "It’s late",
    };
    static const char pl[] =
        "Zażółć gęślą jaźń: w niedzielę rano prom odpłynął z trzygodzinnym opóźnieniem, "
        "ponieważ kapitan zgubił klucze, które później znaleziono w maszynowni.";

    (void)state;
    for (size_t i = 0; i < sizeof few / sizeof *few; i++) {
        recoded(few[i], "CP1252", "", "windows-1252");
        recoded(few[i], "CP1252", "utf-8", "windows-1252");
    }
    recoded(pl, "ISO-8859-2", "iso-8859-2", "iso-8859-2");
    recoded(pl, "ISO-8859-2", "", "iso-8859-2");
    recoded(pl, "CP1250", "windows-1250", "windows-1250");
    recoded(ru, "KOI8-R", "", "koi8-r");
    recoded(ko, "CP949", "shift_jis", "cp949");
    recoded(ja, "ISO-2022-JP", "", "iso-2022-jp");
    recoded("평양", "UTF-7", "utf-7", "utf-7");
}

static void test_web_labels(void **state)
{
    static const struct {
        const char *name, *labels;
    } rows[] = {
        { "utf-8", "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf8 x-unicode20utf8" },
        { "ibm866", "866 cp866 csibm866 ibm866" },
        { "iso-8859-2", "csisolatin2 iso-ir-101 iso8859-2 iso_8859-2:1987 l2 latin2" },
        { "iso-8859-3", "csisolatin3 iso-ir-109 iso_8859-3:1988 l3 latin3" },
        { "iso-8859-4", "csisolatin4 iso-ir-110 iso_8859-4:1988 l4 latin4" },
        { "iso-8859-5", "csisolatincyrillic cyrillic iso-ir-144 iso_8859-5:1988" },
        { "iso-8859-6", "arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 "
                        "iso-8859-6-e iso-8859-6-i iso-ir-127 iso_8859-6:1987" },
        { "iso-8859-7", "csisolatingreek ecma-118 elot_928 greek greek8 iso-ir-126 "
                        "iso_8859-7:1987 sun_eu_greek" },
        { "iso-8859-8", "csiso88598e csisolatinhebrew hebrew iso-8859-8-e iso-ir-138 "
                        "iso_8859-8:1988 visual csiso88598i iso-8859-8-i logical" },
        { "iso-8859-10", "csisolatin6 iso-ir-157 l6 latin6" },
        { "iso-8859-15", "csisolatin9 iso8859-15 l9" },
        { "koi8-r", "cskoi8r koi koi8 koi8_r" },
        { "koi8-u", "koi8-ru koi8-u" },
        { "macintosh", "csmacintosh mac x-mac-roman" },
        { "windows-874", "dos-874 iso-8859-11 tis-620" },
        { "windows-1252", "ansi_x3.4-1968 ascii cp819 csisolatin1 ibm819 iso-8859-1 "
                          "iso-ir-100 iso_8859-1:1987 l1 latin1 us-ascii x-cp1252" },
        { "windows-1254", "csisolatin5 iso-8859-9 iso-ir-148 iso_8859-9:1989 l5 latin5" },
        { "mac-cyrillic", "x-mac-cyrillic x-mac-ukrainian" },
        { "gb18030",
          "chinese csgb2312 csiso58gb231280 gb2312 gb_2312-80 gbk iso-ir-58 x-gbk" },
        { "big5", "big5-hkscs cn-big5 csbig5 x-x-big5" },
        { "euc-jp", "cseucpkdfmtjapanese x-euc-jp" },
        { "iso-2022-jp", "csiso2022jp" },
        { "cp932",
          "csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis" },
        { "cp949", "cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987 "
                   "ks_c_5601-1989 ksc5601 ksc_5601 windows-949" },
        { "utf-16be", "unicodefffe" },
        { "utf-16le", "csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (const char *p = rows[i].labels; *p;) {
            size_t n = strcspn(p, " ");
            const char *name = na_charset_name(na_str_n(p, n));
            if (!name || strcmp(name, rows[i].name) != 0)
                fail_msg("%.*s: %s, want %s", (int)n, p, name ? name : "none",
                         rows[i].name);
            p += n + (p[n] == ' ');
        }
    }
    assert_null(na_charset_name(NA_STR("klingon")));
}

/* What is said of a decision, and when nothing is. */
static void test_said(void **state)
{
    static const struct {
        const char *bytes, *http, *declared, *want;
    } rows[] = {
        { "plain", "", "euc-kr", "" },
        { "caf\xC3\xA9", "", "utf-8", "" },
        { "caf\xC3\xA9", "", "", "" },
        { "caf\xC3\xA9", "", "iso-8859-1", "utf-8 (utf8), declared iso-8859-1" },
        { "\xEF\xBB\xBFx", "", "euc-kr", "utf-8 (bom), declared euc-kr" },
        { "caf\xE9", "", "latin1", "" },
        { "caf\xE9", "latin1", "utf-8", "" },
        { "caf\xE9", "klingon", "latin1", "" },
        { "caf\xE9", "", "utf-8", "windows-1252 (detected), declared utf-8" },
        { "caf\xE9", "", "kl\x01ngon", "windows-1252 (detected), declared kl?ngon" },
    };
    na_charset *cs = NULL;
    na_buf out, said;

    (void)state;
    na_buf_init(&out, 10000);
    na_buf_init(&said, 10000);
    assert_int_equal(na_charset_new(&cs, NULL), NA_OK);
    na_charset_say(na_charset_last(cs), &said);
    assert_int_equal(said.len, 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        na_charset_forget(cs);
        na_buf_reset(&said);
        assert_int_equal(na_charset_decode(cs, na_str_c(rows[i].bytes),
                                           na_str_c(rows[i].http),
                                           na_str_c(rows[i].declared), &out, NULL, NULL),
                         NA_OK);
        na_charset_say(na_charset_last(cs), &said);
        assert_string_equal(na_buf_cstr(&said), rows[i].want);
    }
    na_buf_release(&out);
    na_buf_release(&said);
    na_charset_free(cs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_labels),      cmocka_unit_test(test_lies),
        cmocka_unit_test(test_marks),       cmocka_unit_test(test_damage),
        cmocka_unit_test(test_find_labels), cmocka_unit_test(test_wide),
        cmocka_unit_test(test_sober),       cmocka_unit_test(test_web_labels),
        cmocka_unit_test(test_said)
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
