/* SPDX-License-Identifier: MIT */
/* core_page_test.c - which addresses are one page */
#include "core/page.h"
#include "core_fixture.h"

static void same_key(void **state)
{
    static const char *const t[][2] = {
        { "https://www.example.org/a/?utm_source=x&id=7", "example.org/a?id=7" },
        { "http://example.org/a?id=7#top", "example.org/a?id=7" },
        { "http://m.example.org/a/amp?id=7", "example.org/a?id=7" },
        { "https://www.m.example.org/amp/a?id=7&fbclid=ab%20c", "example.org/a?id=7" },
        { "https://example-org.cdn.ampproject.org/c/s/example.org/a/?id=7",
          "example.org/a?id=7" },
        { "https://www.google.com/amp/s/www.example.org/a/?id=7", "example.org/a?id=7" },
        { "https://example.org/a/print?id=7&UTM_Medium=mail", "example.org/a?id=7" },
        { "https://example.org/a?b=2&a=1", "example.org/a?a=1&b=2" },
        { "https://example.org/", "example.org" },
        { "https://example.org/index.html", "example.org" },
        { "https://example.org", "example.org" },
        { "https://example.org:8080/a", "example.org:8080/a" },
        { "https://m.org/a", "m.org/a" },
        { "https://www.amp.org/a", "amp.org/a" },
        { "https://example.org/amp", "example.org" },
        { "https://example.org/champ", "example.org/champ" },
        { "https://example.org/a?utm=1", "example.org/a?utm=1" },
        { "https://example.org/a?&&", "example.org/a" },
        { "https://example.org/?q=a&ref=b", "example.org?q=a" },
        { "ftp://example.org/a", "" },
        { "mailto:x", "" },
        { "", "" },
    };
    na_buf key;

    (void)state;
    na_buf_init(&key, NA_MIB);
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        assert_int_equal(na_page_key(na_str_c(t[i][0]), &key, NULL), NA_OK);
        if (strcmp(na_buf_cstr(&key), t[i][1]) != 0)
            fail_msg("%s: %s, not %s", t[i][0], na_buf_cstr(&key), t[i][1]);
    }
    na_buf_release(&key);
}

static void put(struct box *b, const char *url, int n, bool permalink, char id[17])
{
    char body[64];
    na_err err = { 0 };
    na_added how;

    (void)snprintf(body, sizeof body, "Text number %d.", n);
    na_article a = { .url = na_str_c(url),
                     .title = NA_STR("Title"),
                     .body = na_str_c(body),
                     .source = NA_STR("S"),
                     .permalink = permalink };
    must(na_arc_begin(b->arc, &err), &err);
    must(na_arc_add(b->arc, &a, &how, &err), &err);
    (void)snprintf(id, 17, "%.*s", NA_STR_ARG(a.id));
    must(na_arc_commit(b->arc, &err), &err);
}

static size_t others(struct box *b, const char *id)
{
    na_arena arena = { 0 };
    na_strv v;
    na_err err = { 0 };

    must(na_arc_same_page(b->arc, na_str_c(id), &v, &arena, &err), &err);
    for (size_t i = 0; i < v.n; i++) assert_false(na_str_eqc(v.v[i], id));
    na_arena_release(&arena);
    return v.n;
}

static void grouped(void **state)
{
    struct box *b = *state;
    char id[5][17], more[17], url[64];

    put(b, "https://example.org/a", 1, true, id[0]);
    assert_int_equal(others(b, id[0]), 0);
    put(b, "https://m.example.org/a/amp?utm_source=x", 2, true, id[1]);
    put(b, "https://example.org/b", 3, true, id[2]);
    put(b, "https://example.org/a", 4, true, id[3]); /* a revision */
    assert_string_equal(id[0], id[3]);
    put(b, "https://www.example.org/a", 5, false, id[4]); /* not its own address */
    assert_int_equal(others(b, id[0]), 1);
    assert_int_equal(others(b, id[1]), 1);
    assert_int_equal(others(b, id[2]), 0);
    assert_int_equal(others(b, id[4]), 0);
    seal(b, 1 << 20);
    assert_int_equal(others(b, id[1]), 1);
    /* What very many share is a list of articles. */
    for (int i = 0; i < 20; i++) {
        (void)snprintf(url, sizeof url, "https://example.org/a?utm_id=%d", i);
        put(b, url, 10 + i, true, more);
    }
    assert_int_equal(others(b, id[0]), 0);
    assert_int_equal(others(b, more), 0);
    expect_clean(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_key),
        cmocka_unit_test_setup_teardown(grouped, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
