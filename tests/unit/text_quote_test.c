/* SPDX-License-Identifier: MIT */
/* Quotations: in each text, what <...> holds must be found, and nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants those before it */
#include <cmocka.h>

#include "text/quote.h"
#include <stdio.h>
#include <stdlib.h>

static const char *const texts[] = {
    "nothing is quoted here",
    "",
    "He said \"<we will see>\" and left.",
    "\"<All of it>\"",
    "\"<One>\" and \"<two words>\".",
    "He said \"\" and \" \" and left.",
    /* kinds */
    "“<Curly ones>” and “<again>”",
    "„<Deutsche>“ und „<polskie>” und ‚<einfache>‘",
    "«<Guillemets>» et « <avec blancs> »",
    "»<umgekehrt>« gesetzt",
    "”<Svenska>” ja",
    "‘<We’ll see>’, he said. ‘<The dogs’>’",
    "「<会見>」と『<本>』",
    "《<로동신문>》은 썼다",
    /* marks that are none */
    "a 5\" pipe and a 6\" pipe",
    "the workers’ rights and ’tis the ‘90s",
    "don't 'em, rock 'n' roll",
    /* never closed, or never opened */
    "He said \"we will see and left.\n\nNothing more.",
    "He left\" and that was it.",
    "\"Never closed. \"<But this is>\" he said.",
    /* by convention */
    "\"<It begins here.\n\n\"And ends here>\", he said.\n\nThen more.",
    "“<It begins.\n\n“Goes on.\n\n“And ends>.” Then more.",
    "« <Un début.\n\n» Et la suite> ».",
    /* other quotations inside are part of it */
    "“<He said ‘no’ to \"it\" all>” twice",
    "‘<She “meant” it>’ though",
    "(\"<in brackets>\") --\"<behind a dash>\"",
};

/* Where the tokens of text before a byte end. */
static int count(void *ctx, const na_token *t)
{
    (void)t;
    ++*(uint32_t *)ctx;
    return 0;
}

static uint32_t tokens(na_analyzer *a, const char *s, size_t n)
{
    uint32_t k = 0;
    assert_int_equal(na_analyze(a, na_str_n(s, n), count, &k, NULL), 0);
    return k;
}

static void one(na_analyzer *a, const char *marked, bool bounded)
{
    char text[512];
    uint32_t want[16][2], words;
    size_t n = 0, nwant = 0;
    na_buf toks, bounds, out;
    const na_quote *q;
    na_err e = { 0 };

    for (const char *p = marked; *p; p++) {
        if (*p == '<')
            want[nwant][0] = tokens(a, text, n);
        else if (*p == '>')
            want[nwant++][1] = tokens(a, text, n) - 1;
        else
            text[n++] = *p;
    }
    na_buf_init(&toks, 1 << 20);
    na_buf_init(&bounds, 1 << 20);
    na_buf_init(&out, 1 << 20);
    if (bounded)
        assert_int_equal(na_analyze_body(a, na_str_n(text, n), &toks, &words, &bounds, &e),
                         0);
    assert_int_equal(na_quotes(a, 2, na_str_n(text, n), (const void *)bounds.ptr,
                               bounds.len / sizeof(na_bound), &out, &e),
                     0);
    q = (const na_quote *)(const void *)out.ptr;
    if (out.len / sizeof *q != nwant)
        fail_msg("%s: %zu quotations", marked, out.len / sizeof *q);
    for (size_t i = 0; i < nwant; i++)
        if (q[i].from != want[i][0] || q[i].to != want[i][1] || q[i].col != 2)
            fail_msg("%s: quotation %zu is %u to %u", marked, i, q[i].from, q[i].to);
    na_buf_release(&toks);
    na_buf_release(&bounds);
    na_buf_release(&out);
}

static void test_quotes(void **state)
{
    na_analyzer *a = NULL;

    (void)state;
    assert_int_equal(na_analyzer_new(&a, NULL), 0);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        one(a, texts[i], false);
        one(a, texts[i], true);
    }
    na_analyzer_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_quotes) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
