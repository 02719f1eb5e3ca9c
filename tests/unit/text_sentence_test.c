/* SPDX-License-Identifier: MIT */
/* Sentence bounds: in each text a '|' stands where a sentence begins, '#' where a paragraph
 * begins with it (neither is part of the text). */
#include "text/sentence.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static const char *const texts[] = {
    "",
    "   \n\n ",
    "#One",
    "  #He ran. |He won! |Did he? |Yes.  ",
    "#First.\n\n#Second para\nwraps. |Third.\n \t\n\n#Fourth",
    "#no capital\n\n#still a paragraph. but no sentence",
    /* full stops within sentences */
    "#Pi is 3.14 or so. |Mr. Kim met Gen. Lee on Jan. 5 at No. 3 St. James Rd. |It rained.",
    "#The U.S. Senate and U.N. envoys met. |J. K. Rowling wrote. |Acme Corp. Japan grew.",
    "#It opened at 3 p.m. Monday, e.g. This. |Yahoo! is lower.",
    "#А. С. Пушкин родился в 1799 г. Москва. |Он писал.",
    "#1. First item. |Then 25. |The rest",
    "#see foo.bar and x.Y now",
    /* several marks, quotes, brackets */
    "#What?! |Really... |Yes… |But … no. |\"He left.\" |She (too.) |[So.] |“Fine.” |‘Ok.’",
    "#He said: \"Go.\" |“Why?” he asked. |$5 million. |(All of it.) |¿Qué? |¡No!",
    "#« Il est venu. » |Elle aussi. |Il dit : « Non ! » |Puis rien.",
    "#„Er kam.“ |»Sie auch.« |Dann.",
    /* scripts with marks of their own */
    "#平壌で開かれた。|参加者は多い！|本当？|はい。",
    "#他说：“我去。”|她也去。 |好",
    "#半角｡|次。」|続く．まだ． |終わり",
    "#평양에서 열렸다. |선수들이 뛰었다.\n|2025년이다.",
    "#यह एक वाक्य है। |दूसरा वाक्य॥ |तीसरा।",
    "#هل جاء؟ |نعم. |ثم ذهب",
    "#یہ جملہ ہے۔ |دوسرا",
    "#Բարեւ։ |Այո։",
    "#Αυτό. |Και Ά.Β. Γ",
    /* separators, no tokens, damage */
    "#Para.\xe2\x80\xa9#Next",
    "#***\n\n#Text. !!! |¡!",
    "#A\xff. |B.\xe2 C\xe2\x80",
    "#a.",
    "#One.\r\n\r\n#Two.\r\n|Three",
    "#Ends with dots ...",
};

/* The text without its marks; *want gets what the marks say. */
static na_str unmark(const char *text, char *bytes, na_bound *want, size_t *n)
{
    size_t len = 0;
    *n = 0;
    for (; *text; text++) {
        if (*text == '|' || *text == '#')
            want[(*n)++] = (na_bound){ .start = len, .paragraph = *text == '#' };
        else
            bytes[len++] = *text;
    }
    return na_str_n(bytes, len);
}

static void test_bounds(void **state)
{
    (void)state;
    for (size_t t = 0; t < sizeof texts / sizeof *texts; t++) {
        char bytes[512];
        na_bound want[32];
        size_t n;
        na_str body = unmark(texts[t], bytes, want, &n);
        na_buf got;
        na_err err = { 0 };
        na_buf_init(&got, 1 << 20);
        assert_int_equal(na_sentences(body, &got, &err), NA_OK);
        const na_bound *b = (const na_bound *)(const void *)got.ptr;
        for (size_t i = 0; i < n && i < got.len / sizeof *b; i++)
            if (b[i].start != want[i].start || b[i].paragraph != want[i].paragraph)
                fail_msg("%s: sentence %zu begins at %zu (%d), not at %zu", texts[t], i,
                         b[i].start, b[i].paragraph, want[i].start);
        if (got.len / sizeof *b != n)
            fail_msg("%s: %zu sentences, not %zu", texts[t], got.len / sizeof *b, n);
        na_buf_release(&got);
    }
}

static int find_pos(void *ctx, const na_token *t)
{
    na_bound *b = ctx;
    if (t->start < b->start) return 0;
    b->pos = t->pos;
    return 1;
}

/* Cutting by sentences changes no token; positions are those of the whole body. */
static void test_body(void **state)
{
    (void)state;
    na_analyzer *a = NULL;
    na_err err = { 0 };
    assert_int_equal(na_analyzer_new(&a, &err), NA_OK);
    for (size_t t = 0; t < sizeof texts / sizeof *texts; t++) {
        char bytes[512];
        na_bound want[32];
        size_t n;
        na_str body = unmark(texts[t], bytes, want, &n);
        na_buf whole, parts, bounds;
        uint32_t n_whole, n_parts, last = 0;
        na_buf_init(&whole, 1 << 20);
        na_buf_init(&parts, 1 << 20);
        na_buf_init(&bounds, 1 << 20);
        assert_int_equal(na_analyze_blank(a, body, &whole, &n_whole, &err), NA_OK);
        assert_int_equal(na_analyze_body(a, body, &parts, &n_parts, &bounds, &err), NA_OK);
        assert_true(na_str_eq(na_buf_get(&whole), na_buf_get(&parts)));
        assert_int_equal(n_whole, n_parts);
        const na_bound *b = (const na_bound *)(const void *)bounds.ptr;
        assert_true((n_whole > 0) == (bounds.len > 0));
        for (size_t i = 0; i < bounds.len / sizeof *b; i++) {
            na_bound at = { .start = b[i].start };
            assert_int_equal(na_analyze(a, body, find_pos, &at, &err), 1);
            assert_int_equal(at.pos, b[i].pos);
            assert_true(i == 0 ? b[i].pos == 0 && b[i].paragraph : b[i].pos > last);
            last = b[i].pos;
        }
        na_buf_release(&whole);
        na_buf_release(&parts);
        na_buf_release(&bounds);
    }
    na_analyzer_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_body),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
