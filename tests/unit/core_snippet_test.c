/* SPDX-License-Identifier: MIT */
/* Snippets: which sentences of an article are shown for a query, and what is marked. */
#include "core/search.h"
#include "core_fixture.h"

static const char body[] =
    "The harbour opened at dawn. Ferries to the island left as ever.\n\n"
    "The council said on Monday that the old lamp of the lighthouse, which had burned "
    "since "
    "the war, would be changed before the winter storms by the keeper of the harbour. "
    "Nobody "
    "spoke of the breakwater. The lamp is electric now.\n\n"
    "A keeper of the museum took the lamp. The island keeper was glad.\n\n"
    "Long after all this one boat sank.";

static const struct {
    const char *query;
    size_t max;
    const char *want; /* marks in brackets */
} cases[] = {
    /* Sentences behind it, while there is room. */
    { "dawn", 70, "The harbour opened at [dawn]. Ferries to the island left as ever." },
    { "dawn", 30, "The harbour opened at [dawn]." },
    /* The one with more of the words, not the first with one. */
    { "island keeper", 60, "The [island] [keeper] was glad." },
    { "lamp museum", 60, "A keeper of the [museum] took the [lamp]." },
    /* Two sentences far apart. */
    { "dawn breakwater", 80,
      "The harbour opened at [dawn]. … Nobody spoke of the [breakwater]." },
    { "sank ferries", 90,
      "[Ferries] to the island left as ever. … Long after all this one boat [sank]." },
    /* Neighbours are one piece. */
    { "breakwater electric", 80,
      "Nobody spoke of the [breakwater]. The lamp is [electric] now." },
    /* Where the operands are near, though both stand together earlier. */
    { "lamp NEAR/4 keeper", 60, "A [keeper] of the museum took the [lamp]." },
    { "\"the lamp\"", 30, "[The lamp] is electric now." },
    { "the NEAR/1 island", 50, NULL },
    /* Cut where most of the words are. */
    { "winter storms council", 100, NULL },
};

static void marked(const na_snippet *s, na_buf *out)
{
    size_t at = 0;

    for (size_t i = 0; i < s->nhl; i++) {
        na_buf_str(out, na_str_sub(s->text, at, s->hl[i][0]));
        na_buf_printf(out, "[%.*s]",
                      NA_STR_ARG(na_str_sub(s->text, s->hl[i][0], s->hl[i][1])));
        at = s->hl[i][1];
    }
    na_buf_str(out, na_str_sub(s->text, at, s->text.len));
}

static void shown(void **state)
{
    struct box *b = *state;
    na_article art = { .url = NA_STR("https://example.org/x"),
                       .title = NA_STR("A lamp"),
                       .key = NA_STR("1"),
                       .source = NA_STR("Generated"),
                       .body = na_str_c(body) };
    na_added how;
    na_err err = { 0 };

    must(na_arc_begin(b->arc, &err), &err);
    must(na_arc_add(b->arc, &art, &how, &err), &err);
    must(na_arc_commit(b->arc, &err), &err);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const na_search_opts o = { .limit = 1 };
        na_query *q = NULL;
        na_hits *h = NULL;
        na_snippet s;
        na_buf text;
        na_buf_init(&text, 4096);
        must(na_query_parse(&q, na_str_c(cases[i].query), 1700000000, NULL, &err), &err);
        must(na_search(b->arc, q, &o, &h, &err), &err);
        assert_int_equal(na_hits_n(h), 1);
        must(na_hit_snippet(h, 0, cases[i].max, &s, &err), &err);
        marked(&s, &text);
        if (cases[i].want && strcmp(na_buf_cstr(&text), cases[i].want) != 0)
            fail_msg("%s: %s", cases[i].query, na_buf_cstr(&text));
        if (!cases[i].want) assert_true(s.nhl > 0 && s.text.len <= cases[i].max + 8);
        if (strcmp(cases[i].query, "winter storms council") == 0)
            assert_non_null(strstr(na_buf_cstr(&text), "[winter] [storms]"));
        na_buf_release(&text);
        na_hits_free(h);
        na_query_free(q);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test_setup_teardown(shown, setup,
                                                                        teardown) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
