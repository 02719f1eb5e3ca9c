/* SPDX-License-Identifier: MIT */
/* Attributions, by the rules that are built in and by one's own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants those before it */
#include <cmocka.h>

#include "text/cite.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct article {
    const char *source, *title, *body;
    const char *want; /* "AGENCY: evidence" of each, with | between them */
} article;

static const article articles[] = {
    /* English: verbs behind and before, titles and appositions between */
    { "", "", "KCNA reported a launch on Monday.", "KCNA: KCNA reported" },
    { "", "", "The state-run Korean Central News Agency (KCNA) said it was a success.",
      "KCNA: Korean Central News Agency (KCNA) said" },
    { "", "", "It was a success, according to the official newspaper Rodong Sinmun.",
      "Rodong Sinmun: according to the official newspaper Rodong Sinmun" },
    { "", "", "\"We won,\" said the Xinhua news agency.",
      "Xinhua: said the Xinhua news agency" },
    { "", "", "A minister told Reuters on Friday that talks failed.",
      "Reuters: told Reuters" },
    { "", "", "Tass, quoting a minister, said talks failed.",
      "TASS: Tass, quoting a minister, said" },
    { "", "", "The minister was quoted by Kyodo News as saying no.",
      "Kyodo: quoted by Kyodo News as saying" },
    { "", "", "Quoting IRNA, the paper wrote that it was over.", "IRNA: Quoting IRNA" },
    { "", "", "He said so in an interview with Der Spiegel last week.",
      "Der Spiegel: interview with Der Spiegel" },
    { "", "", "Rodong Sinmun Tuesday in a signed commentary blasts the plan.",
      "Rodong Sinmun: Rodong Sinmun Tuesday in a signed commentary blasts" },
    { "", "", "The Iranian news agency, IRNA, quoted him.", "IRNA: agency, IRNA, quoted" },
    { "", "", "She answered questions raised by a KCNA reporter.",
      "KCNA: raised by a KCNA" },
    { "", "", "Citado por la ACNC, un obrero dijo que sí.", "KCNA: Citado por la ACNC" },
    { "", "", "A Xinhua dispatch from the capital said so.", "Xinhua: Xinhua dispatch" },
    { "", "", "The harvest was good (Yonhap).", "Yonhap: (Yonhap)" },
    { "", "", "Both AP and Reuters reported shots.",
      "AP: AP and Reuters reported|Reuters: Reuters reported" },
    { "", "KCNA Blasts Drill", "Text.", "KCNA: KCNA Blasts" },
    { "", "Talks are over: Xinhua", "Text.", "Xinhua: Xinhua" },
    { "", "TASS SAYS TALKS FAILED", "Text.", "TASS: TASS SAYS" },
    /* other languages */
    { "", "", "조선중앙통신은 17일 발사가 성공했다고 보도했다.",
      "KCNA: 조선중앙통신은 17일 발사가 성공했다고 보도했" },
    { "", "", "로동신문에 따르면 훈련이 끝났다.", "Rodong Sinmun: 로동신문에 따르면" },
    { "", "", "Según la agencia oficial KCNA, el ensayo fue un éxito.",
      "KCNA: Según la agencia oficial KCNA" },
    { "", "", "El ensayo fue un éxito, informó hoy la agencia Xinhua.",
      "Xinhua: informó hoy la agencia Xinhua" },
    { "", "", "L'essai a réussi, a rapporté l'agence officielle KCNA.",
      "KCNA: rapporté l'agence officielle KCNA" },
    { "", "", "Der Test sei gelungen, meldete die staatliche Nachrichtenagentur KCNA.",
      "KCNA: meldete die staatliche Nachrichtenagentur KCNA" },
    { "", "", "Laut Interfax war der Test erfolgreich.", "Interfax: Laut Interfax" },
    { "", "", "Об этом сообщает агентство Синьхуа.", "Xinhua: сообщает агентство Синьхуа" },
    { "", "", "据朝中社报道，试射成功。", "KCNA: 据朝中社报道" },
    { "", "", "朝鮮中央通信によると、実験は成功した。", "KCNA: 朝鮮中央通信によると" },
    /* none: no verb, a company, a boss, boilerplate */
    { "", "", "The KCNA delegation left here on Monday.", "" },
    { "", "", "Reuters Holdings Plc said profit rose.", "" },
    { "", "", "Kim Chol, director general of KCNA, said goodbye.", "" },
    { "", "", "Profit rose. (Reporting by Ann Lee and Bo Kim; Reuters)", "" },
    { "", "", "Photo: KCNA", "" },
    { "", "", "The tass is a cup, he said. The map is large.", "" },
    /* none: its own */
    { "Reuters", "", "A minister told Reuters that talks failed.", "" },
    { "reuters.com via Reuters", "", "A minister told Reuters that talks failed.", "" },
    { "", "", "SEOUL, April 5 (Yonhap) -- The army said it was ready. Yonhap reported it.",
      "" },
    { "", "",
      "PYONGYANG, April 5 (KCNA) -- Rodong Sinmun said it was ready, KCNA reported.",
      "Rodong Sinmun: Rodong Sinmun said" },
    { "", "", "(서울=연합뉴스) 홍길동 기자 = 로동신문은 이렇게 보도했다.",
      "Rodong Sinmun: 로동신문은 이렇게 보도했" },
};

typedef struct finder {
    na_cite_rules *r;
    na_citer *c;
    na_analyzer *an;
    na_buf tokens[3], bounds;
} finder;

static void finder_open(finder *f, const char *own)
{
    na_err e = { 0 };

    if (na_cite_rules_new(&f->r, na_str_c(own), "own", &e) < 0) fail_msg("%s", e.msg);
    assert_int_equal(na_citer_new(&f->c, f->r, &e), 0);
    assert_int_equal(na_analyzer_new(&f->an, &e), 0);
    for (int i = 0; i < 3; i++) na_buf_init(&f->tokens[i], 1 << 28);
    na_buf_init(&f->bounds, 1 << 28);
}

static void finder_close(finder *f)
{
    na_citer_free(f->c);
    na_cite_rules_free(f->r);
    na_analyzer_free(f->an);
    for (int i = 0; i < 3; i++) na_buf_release(&f->tokens[i]);
    na_buf_release(&f->bounds);
}

static void run(finder *f, na_str source, na_str title, na_str body, na_cite_text in[3],
                const na_cite **v, size_t *n)
{
    na_err e = { 0 };
    uint32_t words;

    for (int i = 0; i < 3; i++) na_buf_reset(&f->tokens[i]);
    na_buf_reset(&f->bounds);
    assert_int_equal(na_analyze_blank(f->an, title, &f->tokens[0], &words, &e), 0);
    assert_int_equal(na_analyze_body(f->an, body, &f->tokens[2], &words, &f->bounds, &e),
                     0);
    in[0] = (na_cite_text){ title, na_buf_get(&f->tokens[0]), NULL, 0 };
    in[1] = (na_cite_text){ 0 };
    in[2] = (na_cite_text){ body, na_buf_get(&f->tokens[2]), (const void *)f->bounds.ptr,
                            f->bounds.len / sizeof(na_bound) };
    if (na_citer_run(f->c, source, in, v, n, &e) < 0) fail_msg("%s", e.msg);
}

static void check(finder *f, const article *a)
{
    na_cite_text in[3];
    const na_cite *v;
    na_buf got;
    size_t n;

    run(f, na_str_c(a->source), na_str_c(a->title), na_str_c(a->body), in, &v, &n);
    na_buf_init(&got, 1 << 20);
    for (size_t i = 0; i < n; i++) {
        na_str name = na_cite_rules_name(f->r, v[i].agency);
        na_str text = na_str_sub(in[v[i].in].text, v[i].start, v[i].start + v[i].len);
        na_buf_printf(&got, "%s%.*s: %.*s", i ? "|" : "", NA_STR_ARG(name),
                      NA_STR_ARG(text));
    }
    if (!na_str_eqc(na_buf_get(&got), a->want))
        print_error("%s / %s\n  gives   %s\n  and not %s\n", a->title, a->body,
                    na_buf_cstr(&got), a->want);
    assert_true(na_str_eqc(na_buf_get(&got), a->want));
    na_buf_release(&got);
}

static void test_built_in(void **state)
{
    finder f = { 0 };

    (void)state;
    finder_open(&f, "");
    for (size_t i = 0; i < sizeof articles / sizeof *articles; i++) check(&f, &articles[i]);
    finder_close(&f);
}

static void test_names(void **state)
{
    finder f = { 0 };
    na_str near;
    int kcna;

    (void)state;
    finder_open(&f, "");
    kcna = na_cite_rules_find(f.r, NA_STR("KCNA"), &near);
    assert_true(kcna >= 0);
    assert_int_equal(na_cite_rules_find(f.r, NA_STR("kcna"), NULL), kcna);
    assert_int_equal(na_cite_rules_find(f.r, NA_STR(" korean CENTRAL news agency"), NULL),
                     kcna);
    assert_int_equal(na_cite_rules_find(f.r, NA_STR("조선중앙통신"), NULL), kcna);
    assert_int_equal(na_cite_rules_find(f.r, NA_STR("Xinhau"), &near), -1);
    assert_true(na_str_eqc(near, "Xinhua"));
    assert_int_equal(na_cite_rules_find(f.r, NA_STR("qqqqqqqqqq"), &near), -1);
    assert_true(near.len == 0);
    finder_close(&f);
}

static void test_own_rules(void **state)
{
    static const char own[] = "# mine\n"
                              "[agencies]\n"
                              "Harbour Wire: Harbour Wire, HW,\n"
                              "  Hafendienst\n"
                              "KCNA: Juche Wire\n"
                              "[language english]\n"
                              "word say: hooted\n"
                              "[language mine]\n"
                              "word grunt: mumbled aloud, sang\n"
                              "cite: @ ~{0,2} <grunt>\n"
                              "not: fake @\n";
    static const article more[] = {
        { "", "", "Harbour Wire hooted twice.", "Harbour Wire: Harbour Wire hooted" },
        { "", "", "HW then mumbled aloud and left.",
          "Harbour Wire: HW then mumbled aloud" },
        { "", "", "hw then mumbled aloud and left.", "" },
        { "", "", "The fake HW sang.", "" },
        { "", "", "Hafendienst a b c sang.", "" },
        { "", "", "Juche Wire said so.", "KCNA: Juche Wire said" },
    };
    finder f = { 0 }, plain = { 0 };

    (void)state;
    finder_open(&f, own);
    finder_open(&plain, "");
    assert_true(na_cite_rules_hash(f.r) != na_cite_rules_hash(plain.r));
    for (size_t i = 0; i < sizeof more / sizeof *more; i++) check(&f, &more[i]);
    for (size_t i = 0; i < sizeof articles / sizeof *articles; i++) check(&f, &articles[i]);
    finder_close(&f);
    finder_close(&plain);
}

static void test_wrong_rules(void **state)
{
    static const struct {
        const char *text, *want;
    } wrong[] = {
        { "nonsense\n", "own:1: not KEY: VALUE: nonsense" },
        { "[agencies]\nX: ---\n", "own:2: no word in it: ---" },
        { "[agencies]\nX: x\n", "own:2: too short for a name: x" },
        { "\n[tongues]\n", "own:2: [agencies] or [language NAME]: tongues" },
        { "[language a]\ncite: said\n",
          "own:2: a pattern needs an @ where the agency stands" },
        { "[language a]\ncite: @ @\n", "own:2: one @ only; another agency is @@" },
        { "[language a]\ncite: <x> @\n", "own:2: no such words in this language: x" },
        { "[language a]\ncite: a| @\n", "own:2: nothing behind the bar: a|" },
        { "[language a]\ncite: a{3} @\n", "own:2: as {0,4}: a{3}" },
        { "[language a]\ncite: ~{1,40} ~{1,40} @\n", "own:2: too long a pattern: @" },
        { "[language a]\nfoo: x\n", "own:2: word NAME, cite, title, not or own: foo" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        na_cite_rules *r = NULL;
        na_err e = { 0 };
        assert_int_equal(na_cite_rules_new(&r, na_str_c(wrong[i].text), "own", &e),
                         NA_EUSAGE);
        assert_string_equal(e.msg, wrong[i].want);
        assert_null(r);
    }
}

/* A name a word, in one sentence without an end: no more time than is due. */
static void test_crowded(void **state)
{
    enum { WORDS = 400000 };
    char *body = malloc(WORDS * 5 + 1);
    na_cite_text in[3];
    const na_cite *v;
    finder f = { 0 };
    size_t n;

    (void)state;
    assert_non_null(body);
    for (size_t i = 0; i < WORDS; i++) memcpy(body + 5 * i, i % 3 ? "KCNA " : "the  ", 5);
    finder_open(&f, "");
    run(&f, NA_STR(""), NA_STR(""), na_str_n(body, WORDS * 5), in, &v, &n);
    assert_int_equal(n, 0);
    finder_close(&f);
    free(body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_built_in),  cmocka_unit_test(test_names),
        cmocka_unit_test(test_own_rules), cmocka_unit_test(test_wrong_rules),
        cmocka_unit_test(test_crowded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
