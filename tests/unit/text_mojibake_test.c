/* SPDX-License-Identifier: MIT */
#include "base/utf8.h"
#include "text/mojibake.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static na_charset *cs;

static int setup(void **state)
{
    (void)state;
    return na_charset_new(&cs, NULL);
}

static int teardown(void **state)
{
    (void)state;
    na_charset_free(cs);
    return 0;
}

/* want NULL: it stays. */
static void mends(const char *in, const char *want, na_mojibake kind)
{
    na_buf out;
    na_mojibake got;

    na_buf_init(&out, 1 << 20);
    got = na_mojibake_mend(cs, na_str_c(in), &out);
    if (got != (want ? kind : NA_MOJIBAKE_NONE) ||
        strcmp(na_buf_cstr(&out), want ? want : "") != 0)
        fail_msg("\"%s\": \"%s\" (%s), want \"%s\"", in, na_buf_cstr(&out),
                 na_mojibake_name(got), want ? want : "nothing");
    na_buf_release(&out);
}

static void test_mended(void **state)
{
    static const struct {
        const char *in, *want;
    } rows[] = {
        { "CafÃ©", "Café" },
        { "Itâ€™s late", "It’s late" },
        { "Itâ\xC2\x80\xC2\x99s late", "It’s late" }, /* read as Latin-1 */
        { "â€œNo,â€\xC2\x9D he said", "“No,” he said" },
        { "Ã‰tat", "État" },
        { "Å‚Ã³dÅº", "łódź" },
        { "5Â°C and 6Â°C", "5°C and 6°C" },
        { "ÐŸÑ€Ð¸Ð²ÐµÑ‚", "Привет" },
        { "í\xC2\x8F‰ì–‘", "평양" },
        { "æ—¥æœ¬", "日本" },
        { "ðŸ˜€", "😀" },
        { "one\nCafÃ©\ncafé\n", "one\nCafé\ncafé\n" }, /* line by line */
        { "Le cafÃ© fermÃ© Ã\u00A0 Paris", "Le café fermé à Paris" },
        /* White space was folded. */
        { "Le cafÃ© fermÃ© Ã Paris est dÃ©molÃ© ", "Le café fermé à Paris est démolé " },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        mends(rows[i].in, rows[i].want, NA_MOJIBAKE_UTF8);
    mends("CafÃƒÂ©", "Café", NA_MOJIBAKE_TWICE);
    mends("CafÃƒÆ’Ã‚Â©", "Café", NA_MOJIBAKE_TWICE);
    mends("ÆòÀå¿¡¼\u00AD", "평장에서", NA_MOJIBAKE_CP949);
    mends("[»çÈ¸] ¸¶¶óÅæ 2025", "[사회] 마라톤 2025", NA_MOJIBAKE_CP949);
}

/* What is right, or might be. */
static void test_left_alone(void **state)
{
    static const char *const rows[] = {
        "",
        "plain",
        "café",
        "Café and CafÃ©",
        "über",
        "Füße",
        "naïve “x”",
        "L’été à Paris",
        "Ã©",
        "Ã¼",
        "IRÃ…",
        "do irã…”",
        "\"MANHÃ”",
        "“MANHÃ”",
        "CAFÉ»",
        "né…»",
        "Â°",
        "Ä’s",
        "3 Ã— 4",
        "MÃœNCHEN",
        "ESPAÑ“A",
        "Việt Nam",
        "Tiếng Việt có dấu",
        "Ðường",
        "łódź",
        "평양 국제마라톤",
        "日本語",
        "Привет",
        "ÀÉÎÕÜ",
        "ÄÖÜ äöü ß",
        "£5 – €6 … 7 %",
        "ÅÄÖ åäö",
        "Þórður á Ísafirði",
        "Đặng",
        "Ñ Ñ Ñ",
        "°C",
        "½ ¼ ¾",
        "\xff\xfe",
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        mends(rows[i], NULL, NA_MOJIBAKE_NONE);
}

/* Text read wrongly and mended is the text. */
static void test_round_trip(void **state)
{
    static const char *const texts[] = {
        "Le marathon de Pyongyang a été couru dimanche pour la première fois depuis six "
        "ans.",
        "Der Fährmann fand den Schlüssel erst später: „Ich hatte überall gesucht.“",
        "La niña llegó después, según el capitán; ¿quién lo sabía?",
        "São três horas da manhã e ninguém está à espera.",
        "Zażółć gęślą jaźń: prom odpłynął z opóźnieniem.",
        "Паром отошёл от причала с опозданием на три часа.",
        "Φέρι μποτ με καθυστέρηση τριών ωρών.",
        "평양국제마라톤대회가 6년 만에 다시 열렸다고 조선중앙통신이 보도하였다.",
        "平壌で国際マラソン大会が六年ぶりに開かれた。",
        "平壤国际马拉松赛时隔六年再次举行。",
        "Chuyến phà rời bến muộn ba giờ vì thuyền trưởng mất chìa khóa.",
        "العبارة غادرت الرصيف متأخرة ثلاث ساعات.",
    };
    na_buf once, twice, out;

    (void)state;
    na_buf_init(&once, 1 << 16);
    na_buf_init(&twice, 1 << 16);
    na_buf_init(&out, 1 << 16);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const na_str t = na_str_c(texts[i]);
        na_buf_reset(&once);
        na_buf_reset(&twice);
        /* Latin-1, controls and all: every byte has a character. */
        for (size_t k = 0; k < t.len; k++) {
            const unsigned char b = (unsigned char)t.ptr[k];
            if (b >= 0x80) na_buf_putc(&once, (char)(0xC0 | b >> 6));
            na_buf_putc(&once, (char)(b >= 0x80 ? 0x80 | (b & 0x3F) : b));
        }
        for (size_t k = 0; k < once.len; k++) {
            const unsigned char b = (unsigned char)once.ptr[k];
            if (b >= 0x80) na_buf_putc(&twice, (char)(0xC0 | b >> 6));
            na_buf_putc(&twice, (char)(b >= 0x80 ? 0x80 | (b & 0x3F) : b));
        }
        mends(texts[i], NULL, NA_MOJIBAKE_NONE);
        mends(na_buf_cstr(&once), texts[i], NA_MOJIBAKE_UTF8);
        mends(na_buf_cstr(&twice), texts[i], NA_MOJIBAKE_TWICE);
    }
    na_buf_release(&once);
    na_buf_release(&twice);
    na_buf_release(&out);
}

/* Real texts, a line a text, that were read right: none is touched. Without a file it says
 * so. */
static void test_real_texts(void **state)
{
    const char *path = getenv("NEWSARC_TEST_TEXTS");
    FILE *f = path ? fopen(path, "r") : NULL;
    char *line = NULL;
    size_t room = 0, lines = 0, touched = 0;
    ssize_t n;

    (void)state;
    if (!f) {
        print_message("NEWSARC_TEST_TEXTS names no file\n");
        skip();
    }
    while ((n = getline(&line, &room, f)) > 0) {
        na_buf out;
        na_buf_init(&out, 16 * (size_t)n + 64);
        lines++;
        if (na_mojibake_mend(cs, na_str_n(line, (size_t)n), &out) != NA_MOJIBAKE_NONE) {
            touched++;
            print_message("%.*s -> %.*s\n", (int)n, line, NA_STR_ARG(na_buf_get(&out)));
        }
        na_buf_release(&out);
    }
    free(line);
    fclose(f);
    print_message("%zu texts, %zu mended\n", lines, touched);
    assert_int_equal(touched, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_mended),
                                        cmocka_unit_test(test_left_alone),
                                        cmocka_unit_test(test_round_trip),
                                        cmocka_unit_test(test_real_texts) };
    return cmocka_run_group_tests(tests, setup, teardown);
}
