/* SPDX-License-Identifier: MIT */
/* The table of the API (api/) against what a script finds: every name there is stands in
 * the table, every name of the table is there; and what its examples say comes true. */
#include "base/path.h"
#include "script/api.h"
#include "script/host.h"
#include "script/names.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

typedef struct walk {
    bool *seen;
    unsigned missing;
} walk;

static void on_name(void *ctx, const char *of, const char *name)
{
    walk *w = ctx;
    const nal_api *a = nal_api_find(of, name);
    if (!a) {
        print_message("api/ does not have %s%s%s\n", of, *of ? " " : "", name);
        w->missing++;
        return;
    }
    w->seen[a - nal_api_table] = true;
}

static void test_names(void **state)
{
    (void)state;
    na_err e = { 0 };
    walk w = { calloc(nal_api_len, sizeof *w.seen), 0 };
    assert_non_null(w.seen);
    assert_int_equal(na_script_names(on_name, &w, &e), NA_OK);
    for (size_t i = 0; i < nal_api_len; i++) {
        const nal_api *a = nal_api_table + i;
        /* Fields of objects are answered by functions: the examples read them. */
        bool listed =
            a->kind != NAL_API_KEY && (a->kind != NAL_API_FIELD || nal_api_find("", a->of));
        if (!listed || w.seen[i]) continue;
        print_message("%s %s is in api/, and not there\n", a->of, a->name);
        w.missing++;
    }
    assert_int_equal(w.missing, 0);
    free(w.seen);
}

static void test_find(void **state)
{
    (void)state;
    assert_string_equal(nal_api_find("json", "decode")->call, "json.decode(s [, opts])");
    assert_null(nal_api_find("json", "decoed"));
    assert_null(nal_api_find("jsonx", "decode"));
    for (size_t i = 1; i < nal_api_len; i++) {
        const nal_api *a = nal_api_table + i - 1, *b = a + 1;
        int c = strcmp(a->of, b->of);
        if (c > 0 || (c == 0 && strcmp(a->name, b->name) >= 0))
            fail_msg("%s %s stands before %s %s", a->of, a->name, b->of, b->name);
    }
}

/* Every function and method says what it is for. */
static void test_documented(void **state)
{
    (void)state;
    for (size_t i = 0; i < nal_api_len; i++) {
        const nal_api *a = nal_api_table + i;
        bool stock =
            nal_api_find("", a->of) && nal_api_find("", a->of)->kind == NAL_API_LIB;
        bool ours = (a->kind == NAL_API_FUNC && *a->of && !stock) ||
                    a->kind == NAL_API_METHOD || a->kind == NAL_API_DROPPED;
        if (ours && !*a->doc) fail_msg("%s %s: not a word", a->of, a->name);
    }
}

static void test_examples(void **state)
{
    (void)state;
    na_host_opts o = { .limits = na_limits_default(), .now = 1743897600 };
    na_host *h = NULL;
    na_err e = { 0 };
    na_buf text;
    na_verdict v;
    na_buf_init(&text, NA_MIB);
    assert_int_equal(
        na_path_read(NA_TEST_SOURCE "/tests/lua/api/reader.lua", NA_MIB, &text, &e), NA_OK);
    assert_int_equal(na_host_new(&h, &o, &e), NA_OK);
    if (na_host_load(h, NA_STR("reader.lua"), na_buf_get(&text), &e) < 0)
        fail_msg("%s", e.msg);
    na_entry_info info = { .name = NA_STR("a.txt"),
                           .size = 11,
                           .mtime = 1743897600,
                           .source = NA_STR("test"),
                           .head = NA_STR("hello world") };
    na_record r = { &info, NA_STR("hello world"), 1, 0 };
    assert_int_equal(na_host_parse(h, 0, &r, &v, &e), NA_OK);
    if (v.kind != NA_V_ARTICLES)
        fail_msg("tests/lua/api/reader.lua:%u: %.*s", (unsigned)v.line,
                 NA_STR_ARG(v.message));
    assert_true(strtol(v.articles[0].body.ptr, NULL, 10) >= 60);
    na_host_free(h);
    na_buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_documented),
        cmocka_unit_test(test_examples),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
