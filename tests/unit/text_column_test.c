/* SPDX-License-Identifier: MIT */
#include "base/buf.h"
#include "base/limits.h"
#include "text/column.h"
#include "text/json_scan.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static void is(const char *name, const char *field)
{
    unsigned rank = 0;
    const char *got = na_column_field(na_str_c(name), &rank);

    if (!field ? got != NULL : !got || strcmp(got, field) != 0)
        fail_msg("%s: %s", name, got ? got : "(none)");
    if (field) assert_true(rank >= 1);
}

static void names_of_many_languages(void **state)
{
    static const struct {
        const char *name, *field;
    } t[] = {
        { "Title", "title" },
        { "pub_date", "published" },
        { "pubDate", "published" },
        { "Überschrift", "title" },
        { "Veröffentlicht am", "published" },
        { "Titre", "title" },
        { "Mots-clés", "tags" },
        { "Título", "title" },
        { "Fecha de publicación", "published" },
        { "Conteúdo", "body" },
        { "Data de publicação", "published" },
        { "Testo", "body" },
        { "Заголовок", "title" },
        { "Ключевые слова", "tags" },
        { "제목", "title" },
        { "기사 본문", "body" },
        { "タイトル", "title" },
        { "カテゴリー", "section" },
        { "发布时间", "published" },
        { "標題", "title" },
        { "dc:date", "published" },
        { "index_link", NULL },
        { "subtitles", NULL },
        { "", NULL },
        { "___", NULL },
        { "update", NULL },
    };

    (void)state;
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) is(t[i].name, t[i].field);
}

static void better_names_rank_first(void **state)
{
    unsigned a = 0, b = 0;

    (void)state;
    assert_string_equal(na_column_field(NA_STR("Published"), &a), "published");
    assert_string_equal(na_column_field(NA_STR("created_at"), &b), "published");
    assert_true(a < b);
}

static void scans(const char *text, bool members, const char *want)
{
    na_json_scan s =
        members ? na_json_scan_members(na_str_c(text)) : na_json_scan_items(na_str_c(text));
    na_str key, value;
    na_buf b;

    na_buf_init(&b, NA_KIB);
    while (na_json_scan_next(&s, &key, &value))
        na_buf_printf(&b, "%.*s%s%.*s|", NA_STR_ARG(key), members ? "=" : "",
                      NA_STR_ARG(value));
    assert_string_equal(na_buf_cstr(&b), want);
    na_buf_release(&b);
}

static void values_where_they_stand(void **state)
{
    (void)state;
    scans("[1, \"a]\\\"\", {\"b\": [2]}]", false, "1|\"a]\\\"\"|{\"b\": [2]}|");
    scans("\xEF\xBB\xBF[{}]", false, "{}|");
    scans("{\"a\":1}{\"b\":2}\n{\"c\":3}", false, "{\"a\":1}|{\"b\":2}|{\"c\":3}|");
    scans("\x1e{\"a\":1}\n\x1e{\"b\":2}\n", false, "{\"a\":1}|{\"b\":2}|");
    scans("[1] 2", false, "1|");
    scans("[{\"a\": [1", false, "{\"a\": [1|");
    scans("[\"a", false, "\"a|");
    scans("[\"a\\", false, "\"a\\|");
    scans("", false, "");
    scans("[", false, "");
    scans("}", false, "");
    scans("{\"a\": 1, \"b\\\"\": {\"c\": 2}}", true, "a=1|b\\\"={\"c\": 2}|");
    scans("{\"a\"", true, "");
    scans("{\"a\":", true, "");
    scans("{\"a\":}", true, "");
    scans("{a: 1}", true, "");
    scans("[1]", true, "");
    scans("{}", true, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_of_many_languages),
        cmocka_unit_test(better_names_rank_first),
        cmocka_unit_test(values_where_they_stand),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
