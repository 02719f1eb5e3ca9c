/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above */
#include "ingest/fields.h"
#include "ingest/nodoc.h"
#include <cmocka.h>

static void bad_assignments_are_named(void **state)
{
    static const struct {
        const char *text, *says;
    } bad[] = {
        { "title", "FIELD=VALUE" },
        { "titel=x", "did you mean title?" },
        { "zzzzzz=x", "no such field: zzzzzz" },
        { "meta.=x", "no such field" },
        { "published=soon", "is no date" },
        { "lang=english", "no language tag" },
        { "lang=e1", "no language tag" },
        { "url=example", "is no URL" },
        { "title=", "empty" },
        { "title=\xff", "UTF-8" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        na_fields f = { 0 };
        na_err err = { 0 };

        assert_int_equal(na_fields_add(&f, na_str_c(bad[i].text), false, &err), NA_EUSAGE);
        if (!strstr(err.msg, bad[i].says)) fail_msg("%s: %s", bad[i].text, err.msg);
        assert_int_equal(f.n, 0);
        na_fields_release(&f);
    }
}

static void add(na_fields *f, const char *text, bool force)
{
    na_err err = { 0 };

    if (na_fields_add(f, na_str_c(text), force, &err) < 0)
        fail_msg("%s: %s", text, err.msg);
}

static void set_fills_and_force_replaces(void **state)
{
    na_str author = NA_STR("Found");
    na_meta meta = { NA_STR("beat"), NA_STR("found"), NA_META_STR };
    na_article a = {
        .title = NA_STR("Found"), .authors = { &author, 1 }, .meta = &meta, .nmeta = 1
    };
    na_fields f = { 0 };
    na_arena arena = { 0 };

    (void)state;
    add(&f, "title=Set", false);
    add(&f, "source = KCNA ", false);
    add(&f, "author=A", false);
    add(&f, "tag=x", false);
    add(&f, "tags=y", false);
    add(&f, "published=6 April 2025", false);
    add(&f, "lang=pt-BR", true);
    add(&f, "meta.beat=set", false);
    add(&f, "meta.desk=sports", false);
    assert_int_equal(na_fields_apply(&f, &a, &arena, NULL), NA_OK);
    assert_true(na_str_eqc(a.title, "Found"));
    assert_true(na_str_eqc(a.source, "KCNA"));
    assert_true(na_str_eqc(a.lang, "pt-BR"));
    assert_true(na_str_eqc(a.published, "2025-04-06"));
    assert_int_equal(a.published_precision, NA_PREC_DAY);
    assert_true(a.authors.n == 1 && na_str_eqc(a.authors.v[0], "Found"));
    assert_true(a.tags.n == 2 && na_str_eqc(a.tags.v[1], "y"));
    assert_true(na_str_eqc(na_article_meta(&a, "beat"), "found"));
    assert_true(na_str_eqc(na_article_meta(&a, "desk"), "sports"));
    assert_true(na_str_eqc(na_article_from(&a, "source"), "--set"));
    assert_true(na_str_eqc(na_article_from(&a, "tags"), "--set"));
    assert_true(na_str_eqc(na_article_from(&a, "lang"), "--force"));
    assert_int_equal(na_article_from(&a, "title").len, 0);
    assert_int_equal(na_article_from(&a, "authors").len, 0);
    add(&f, "title=Forced", true);
    add(&f, "author=B", true);
    add(&f, "author=C", true);
    add(&f, "tag=", true); /* none at all */
    assert_int_equal(na_fields_apply(&f, &a, &arena, NULL), NA_OK);
    assert_true(na_str_eqc(a.title, "Forced"));
    assert_true(a.authors.n == 2 && na_str_eqc(a.authors.v[0], "B"));
    assert_int_equal(a.tags.n, 0);
    assert_true(na_str_eqc(na_article_from(&a, "title"), "--force"));
    assert_int_equal(na_article_from(&a, "tags").len, 0);
    na_arena_release(&arena);
    na_fields_release(&f);
}

static void a_feeds_title_gives_way(void **state)
{
    static const char *const from[] = { "feed title", "item source" };
    static const char *const want[] = { "Set", "Found" };

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        na_article a = { .source = NA_STR("Found") };
        na_fields f = { 0 };
        na_arena arena = { 0 };

        assert_int_equal(
            na_article_set_from(&a, NA_STR("source"), na_str_c(from[i]), &arena, NULL),
            NA_OK);
        add(&f, "source=Set", false);
        assert_int_equal(na_fields_apply(&f, &a, &arena, NULL), NA_OK);
        assert_true(na_str_eqc(a.source, want[i]));
        na_arena_release(&arena);
        na_fields_release(&f);
    }
}

static void what_is_no_document(void **state)
{
    static const char *const no[] = { "a.png",
                                      "x/y.JPEG",
                                      "style.css",
                                      "app.js",
                                      "f.woff2",
                                      "._page.html",
                                      "x/._y",
                                      ".DS_Store",
                                      "Page_files/a.html",
                                      "__MACOSX/x.txt",
                                      "a/Page_files/b/c.html" };
    static const char *const yes[] = { "a.html",       "png", "x.png.html", "my_files.txt",
                                       "_files/a.txt", "js",  ".css",       "a.json" };

    (void)state;
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        if (!na_nodoc(na_str_c(no[i]))) fail_msg("%s", no[i]);
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        if (na_nodoc(na_str_c(yes[i]))) fail_msg("%s", yes[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bad_assignments_are_named),
        cmocka_unit_test(set_fills_and_force_replaces),
        cmocka_unit_test(a_feeds_title_gives_way),
        cmocka_unit_test(what_is_no_document),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
