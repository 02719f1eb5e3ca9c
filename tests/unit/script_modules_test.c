/* SPDX-License-Identifier: MIT */
/* The modules, in Lua: tests/lua/modules/NAME.lua is a reader whose parse checks them and
 * calls ctx:emit for what it has checked. "-- expect: N" is the number of articles; "--
 * error: WORDS" says that the record is quarantined with these. The record is NAME.in when
 * there is such a file, else "hello world". Each runs twice: what was kept of the first is
 * expired in the second. */
#include "base/path.h"
#include "script/host.h"
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define DIR_OF_TESTS NA_TEST_SOURCE "/tests/lua/modules/"

static bool slurp(const char *name, const char *suffix, na_buf *out)
{
    char path[4200];
    na_err e = { 0 };
    na_buf_init(out, 16 * NA_MIB);
    snprintf(path, sizeof path, DIR_OF_TESTS "%s%s", name, suffix);
    return na_path_read(path, 16 * NA_MIB, out, &e) == NA_OK;
}

static void one(const char *name)
{
    char code[100] = "";
    unsigned expect = 0;
    na_host_opts o = { .limits = na_limits_default(), .now = 1743897600 };
    na_host *h = NULL;
    na_err e = { 0 };
    na_buf text, in;
    na_verdict v;
    assert_true(slurp(name, ".lua", &text));
    bool has_in = slurp(name, ".in", &in);
    bool counts = sscanf(na_buf_cstr(&text), "-- expect: %u", &expect) == 1;
    if (!counts && sscanf(na_buf_cstr(&text), "-- error: %99[^\n]", code) != 1)
        fail_msg("%s.lua: says neither what it expects nor which error", name);
    assert_int_equal(na_host_new(&h, &o, &e), NA_OK);
    if (na_host_load(h, na_str_c(name), na_buf_get(&text), &e) < 0) fail_msg("%s", e.msg);
    na_entry_info info = { .name = NA_STR("a.txt"), .source = NA_STR("test") };
    na_record r = { &info, has_in ? na_buf_get(&in) : NA_STR("hello world"), 1, 0 };
    for (int round = 0; round < 2; round++) {
        assert_int_equal(na_host_parse(h, 0, &r, &v, &e), NA_OK);
        if (counts && v.kind != NA_V_ARTICLES)
            fail_msg("%s.lua:%u: %.*s", name, (unsigned)v.line, NA_STR_ARG(v.message));
        if (counts && v.narticles != expect)
            fail_msg("%s.lua: %zu checks, not %u", name, v.narticles, expect);
        if (!counts && (v.kind != NA_V_QUARANTINE ||
                        (na_str_find(v.message, na_str_c(code), 0) == (size_t)-1 &&
                         na_str_find(v.code, na_str_c(code), 0) == (size_t)-1)))
            fail_msg("%s.lua:%u: '%.*s', not '%s'", name, (unsigned)v.line,
                     NA_STR_ARG(v.message), code);
    }
    na_host_free(h);
    na_buf_release(&text);
    na_buf_release(&in);
}

static void test_modules(void **state)
{
    (void)state;
    struct dirent **list = NULL;
    int seen = 0, n = scandir(DIR_OF_TESTS, &list, NULL, alphasort);
    for (int i = 0; i < n; i++) {
        size_t len = strlen(list[i]->d_name);
        if (len > 4 && strcmp(list[i]->d_name + len - 4, ".lua") == 0) {
            list[i]->d_name[len - 4] = 0;
            one(list[i]->d_name);
            seen++;
        }
        free(list[i]);
    }
    free(list);
    assert_true(seen >= 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_modules) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
