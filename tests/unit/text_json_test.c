/* SPDX-License-Identifier: MIT */
#include "base/limits.h"
#include "text/article_json.h"
#include "text/json.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static na_json *parse(na_str s)
{
    na_json *doc = NULL;
    na_err err = { 0 };
    if (na_json_parse(s, NULL, &doc, &err) < 0)
        fail_msg("%.*s: %s", NA_STR_ARG(s), err.msg);
    return doc;
}

static void writes(const char *in, const char *want)
{
    na_json *doc = parse(na_str_c(in));
    na_buf b;

    na_buf_init(&b, 1 << 20);
    na_json_put(&b, na_json_root(doc));
    assert_string_equal(na_buf_cstr(&b), want);
    na_buf_release(&b);
    na_json_free(doc);
}

static void test_values(void **state)
{
    (void)state;
    writes(" null ", "null");
    writes("\xEF\xBB\xBF[true,false]", "[true,false]");
    writes("{\"b\":1,\"a\":2,\"b\":3}", "{\"b\":3,\"a\":2}");
    writes("[1, -0, 9223372036854775807, 1.0, 1.50, 1e3, 2.5e-7]",
           "[1,0,9223372036854775807,1.0,1.5,1e+03,2.5e-07]");
    writes("[9223372036854775808]", "[9.223372036854776e+18]");
    writes("\"a\\u0000b\\n\\u00e9\"", "\"a\\u0000b\\né\"");
    writes("\"\\ud83d\\ude00\"", "\"😀\"");
    /* Half an emoji. */
    writes("[\"x\\ud83d\", \"\\ude00y\", \"\\\\ud83d\"]",
           "[\"x\xEF\xBF\xBD\",\"\xEF\xBF\xBDy\",\"\\\\ud83d\"]");
}

static void test_access(void **state)
{
    na_json *doc =
        parse(NA_STR("{\"s\":\"x\",\"i\":7,\"r\":-2.9,\"big\":1e300,\"l\":[1,2]}"));
    const na_json_node *r = na_json_root(doc);
    na_json_iter it = { 0 };
    size_t n = 0;

    (void)state;
    assert_true(na_str_eqc(na_json_find_str(r, "s"), "x"));
    assert_int_equal(na_json_int(na_json_find(r, "i")), 7);
    assert_int_equal(na_json_int(na_json_find(r, "r")), -2);
    assert_true(na_json_int(na_json_find(r, "big")) == INT64_MAX);
    assert_int_equal(na_json_len(na_json_find(r, "l")), 2);
    assert_null(na_json_at(na_json_find(r, "l"), 2));
    assert_null(na_json_find(r, "none"));
    assert_int_equal(na_json_find_str(r, "i").len, 0);
    assert_int_equal(na_json_type_of(NULL), NA_JSON_NULL);
    assert_null(na_json_find(na_json_find(r, "s"), "x"));
    while (na_json_next(r, &it)) n++;
    assert_int_equal(n, 5);
    assert_false(na_json_next(r, &it));
    na_json_free(doc);
}

static void fails(na_str s, int code, const char *part)
{
    na_json *doc = NULL;
    na_err err = { 0 };
    assert_int_equal(na_json_parse(s, NULL, &doc, &err), code);
    if (!strstr(err.msg, part)) fail_msg("\"%s\" lacks \"%s\"", err.msg, part);
}

static void test_errors(void **state)
{
    char *deep = malloc(200000);

    (void)state;
    fails(NA_STR(""), NA_ECORRUPT, "nothing");
    fails(NA_STR("{\"a\":1,\n \"b\":}"), NA_ECORRUPT, "line 2");
    fails(NA_STR("[1] x"), NA_ECORRUPT, "line 1");
    fails(NA_STR("\"\xff\""), NA_ECORRUPT, "json");
    fails(NA_STR("123\0"), NA_ECORRUPT, "NUL");
    fails(NA_STR("[1e999]"), NA_ECORRUPT, "json");
    assert_non_null(deep);
    memset(deep, '[', 200000);
    fails(na_str_n(deep, 200000), NA_ELIMIT, "deep");
    for (size_t i = 0; i < 200000; i += 5) memcpy(deep + i, "{\"a\":", 5);
    fails(na_str_n(deep, 200000), NA_ELIMIT, "deep");
    free(deep);
    deep = malloc(6000000);
    assert_non_null(deep);
    memset(deep, ',', 6000000);
    fails(na_str_n(deep, 6000000), NA_ELIMIT, "values");
    free(deep);
}

static const char line[] =
    "{\"id\":\"0123456789abcdef\",\"revision\":2,\"key\":\"k\",\"url\":\"https://"
    "example.org/1\","
    "\"title\":\"Title "
    "\\\"q\\\"\",\"deck\":\"Deck\",\"authors\":[\"A\",\"B\"],\"source\":\"S\","
    "\"published\":\"2025-04-06\",\"published_precision\":\"day\","
    "\"modified\":\"2025-04-06T09:30:00+09:00\",\"section\":\"sport\",\"tags\":[\"t\"],"
    "\"lang\":\"ko\",\"body\":\"평양\\n\\nTwo\\u0000\",\"meta\":{\"n\":1.5,\"i\":3,\"b\":"
    "true,"
    "\"removed\":\"x\"},\"provenance\":{\"import\":1,\"bundle\":\"b.tar\",\"entry\":\"e\","
    "\"record\":3,\"record_sha256\":\"00\",\"reader\":\"r\",\"reader_version\":\"1\","
    "\"imported\":\"2025-04-07T00:00:00Z\","
    "\"fields\":{\"published\":\"json-ld\",\"title\":\"og:title\"}}}";

static void round_trip(const char *in, const char *want)
{
    na_article a = { 0 };
    na_arena arena = { 0 };
    na_buf b;
    na_err err = { 0 };

    na_buf_init(&b, 1 << 20);
    if (na_article_from_json(na_str_c(in), &a, &arena, &err) < 0) fail_msg("%s", err.msg);
    assert_int_equal(na_article_to_json(&a, &b, &err), NA_OK);
    assert_string_equal(na_buf_cstr(&b), want);
    na_buf_release(&b);
    na_arena_release(&arena);
}

static void test_article(void **state)
{
    (void)state;
    round_trip(line, line);
    round_trip("{}", "{}");
    round_trip("{\"future\":[1,{}],\"title\":\"t\",\"url\":null,\"tags\":[],\"meta\":{}}",
               "{\"title\":\"t\"}");
    round_trip("{\"provenance\":{\"fields\":{\"url\":\"h\",\"deck\":\"d\",\"key\":null}}}",
               "{\"provenance\":{\"fields\":{\"deck\":\"d\",\"url\":\"h\"}}}");
    round_trip(
        "{\"published\":\"2025-04-06T00:00:00Z\"}",
        "{\"published\":\"2025-04-06T00:00:00Z\",\"published_precision\":\"second\"}");
}

static void test_article_wrong(void **state)
{
    static const char *const bad[] = {
        "[]",
        "1",
        "{\"title\":1}",
        "{\"tags\":\"x\"}",
        "{\"tags\":[1]}",
        "{\"revision\":-1}",
        "{\"revision\":1.5}",
        "{\"revision\":5000000000}",
        "{\"meta\":[]}",
        "{\"meta\":{\"a\":[]}}",
        "{\"published\":\"yesterday\"}",
        "{\"published\":\"2025-04-06\",\"published_precision\":\"x\"}",
        "{\"provenance\":{\"record\":\"1\"}}",
        "{\"provenance\":{\"fields\":[]}}",
        "{\"provenance\":{\"fields\":{\"title\":1}}}",
        "{\"title\":\"a\"",
        "{\"modified\":\"\xff\"}",
    };
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        na_article a = { 0 };
        na_arena arena = { 0 };
        na_err err = { 0 };
        if (na_article_from_json(na_str_c(bad[i]), &a, &arena, &err) != NA_ECORRUPT) {
            fail_msg("accepted: %s", bad[i]);
        }
        assert_true(err.msg[0] != '\0');
        na_arena_release(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),        cmocka_unit_test(test_access),
        cmocka_unit_test(test_errors),        cmocka_unit_test(test_article),
        cmocka_unit_test(test_article_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
