/* SPDX-License-Identifier: MIT */
/* Scripts that misbehave: every file of tests/lua/abuse. Its number says which abuse of
 * tests/lint/abuse.sh's list it is; its first lines what must come of it:
 *
 *   -- expect: CODE [LINE] [words of the message]    in quarantine; or "ok": an article
 *   -- refused: words of the message                 it does not load
 *   -- limits: instr=N heap=N ms=N record=N          others than those below; bytes of the record
 *
 * Each is called three times on a record, since a lost state must come back, and what the
 * first call kept is used in the second. After each call another reader reads a record as
 * if nothing had happened. That nothing leaks is asserted by nal_close(), and by the
 * sanitizers. */
#include "base/path.h"
#include "script/host.h"
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#define FOLDER NA_TEST_SOURCE "/tests/lua/abuse"

static const char fine[] =
    "return { api = 1, kind = 'ingest', name = 'fine', match = { ext = 'y' },\n"
    "  parse = function(rec)\n"
    "    local a, b = rec:text():match('(%a+) (%a+)')\n"
    "    return { title = table.concat({ a:upper(), b }, ' '), body = ('x'):rep(3) }\n"
    "  end }";

static char *slurp(const char *path)
{
    na_buf b;
    na_err e = { 0 };
    na_buf_init(&b, 64 * NA_MIB);
    if (na_path_read(path, 64 * NA_MIB, &b, &e) < 0) fail_msg("%s", e.msg);
    na_buf_putc(&b, 0);
    return na_buf_detach(&b, &(size_t){ 0 });
}

/* The number behind name= on the line "-- limits:", or what it is otherwise. */
static uint64_t limit(const char *text, const char *name, uint64_t otherwise)
{
    const char *line = strstr(text, "-- limits:");
    const char *end = line ? strchr(line, '\n') : NULL;
    const char *at = line ? strstr(line, name) : NULL;
    return at && at < end ? strtoull(at + strlen(name) + 1, NULL, 10) : otherwise;
}

static na_host *new_host(const char *text)
{
    na_host_opts o = { .limits = na_limits_default(), .now = 1743897600 };
    na_host *h = NULL;
    na_err e = { 0 };
    o.limits.lua_instr = limit(text, "instr", 3000000); /* quick to run out */
    o.limits.lua_heap = limit(text, "heap", 24 * NA_MIB);
    o.limits.lua_volume = 256 * NA_MIB;
    o.limits.lua_ms =
        limit(text, "ms", 20000); /* where the sanitizers look on it is slow */
    assert_int_equal(na_host_new(&h, &o, &e), NA_OK);
    return h;
}

static void check_fine(na_host *h, int reader, const char *file)
{
    na_entry_info info = { .name = NA_STR("b.y"), .size = 9, .source = NA_STR("test") };
    na_record r = { &info, NA_STR("good news"), 1, 0 };
    na_verdict v;
    na_err e = { 0 };
    assert_int_equal(na_host_parse(h, reader, &r, &v, &e), NA_OK);
    if (v.kind != NA_V_ARTICLES || v.narticles != 1 ||
        !na_str_eqc(v.articles[0].title, "GOOD news") ||
        !na_str_eqc(v.articles[0].body, "xxx"))
        fail_msg("%s: the next record: %.*s", file, NA_STR_ARG(v.message));
}

/* Whether the verdict is what the first line says: "CODE [LINE] [words]". */
static void check_verdict(const na_verdict *v, const char *expect, const char *file)
{
    char code[40] = "", words[200] = "";
    unsigned line = 0;
    if (sscanf(expect, "%39s %u%*[ ]%199[^\n]", code, &line, words) < 1)
        fail_msg("%s: it does not say what to expect", file);
    if (strcmp(code, "ok") == 0) {
        if (v->kind != NA_V_ARTICLES)
            fail_msg("%s: %.*s: line %u: %.*s", file, NA_STR_ARG(v->code),
                     (unsigned)v->line, NA_STR_ARG(v->message));
        return;
    }
    if (v->kind != NA_V_QUARANTINE) fail_msg("%s: not refused", file);
    /* "budget_": whichever is first. */
    bool code_right = na_str_eqc(v->code, code) || (code[strlen(code) - 1] == '_' &&
                                                    na_str_starts(v->code, na_str_c(code)));
    if (!code_right || (line && v->line != line) || !na_str_eqc(v->file, file) ||
        na_str_find(v->message, na_str_c(words), 0) == (size_t)-1)
        fail_msg("%s: got %.*s, %.*s:%u: %.*s", file, NA_STR_ARG(v->code),
                 NA_STR_ARG(v->file), (unsigned)v->line, NA_STR_ARG(v->message));
}

static void misbehaves(na_host *h, const char *file, const char *text, const char *expect)
{
    size_t n = (size_t)limit(text, "record", 0);
    char *big = NULL;
    na_entry_info info = { .name = NA_STR("a.x"), .size = 11, .source = NA_STR("test") };
    na_record r = { &info, NA_STR("hello world"), 1, 0 };
    na_verdict v;
    na_err e = { 0 };
    if (n) {
        big = malloc(n);
        assert_non_null(big);
        memset(big, 'x', n);
        r.bytes = na_str_n(big, n);
        info.size = (int64_t)n;
    }
    for (int round = 0; round < 3; round++) {
        assert_int_equal(na_host_parse(h, 0, &r, &v, &e), NA_OK);
        if (round) check_verdict(&v, expect, file);
        if (limit(text, "heap", NA_MIB) >= NA_MIB) check_fine(h, 1, file);
    }
    free(big);
}

static void one(const char *file)
{
    static const char expect[] = "-- expect: ", refused[] = "-- refused: ";
    char path[4200], words[200] = "";
    na_err e = { 0 };
    snprintf(path, sizeof path, "%s/%s", FOLDER, file);
    char *text = slurp(path);
    na_host *h = new_host(text);
    int rc = na_host_load(h, na_str_c(file), na_str_c(text), &e);
    if (strncmp(text, refused, strlen(refused)) == 0) {
        sscanf(text + strlen(refused), "%199[^\n]", words);
        if (rc == NA_OK) fail_msg("%s: it was loaded", file);
        if (!strstr(e.msg, words)) fail_msg("%s: got %s", file, e.msg);
        assert_int_equal(na_host_load(h, NA_STR("fine.lua"), na_str_c(fine), NULL), NA_OK);
        check_fine(h, 0, file);
    } else {
        if (strncmp(text, expect, strlen(expect)) != 0)
            fail_msg("%s: the first line says nothing", file);
        if (rc < 0) fail_msg("%s: %s", file, e.msg);
        assert_int_equal(na_host_load(h, NA_STR("fine.lua"), na_str_c(fine), NULL), NA_OK);
        misbehaves(h, file, text, text + strlen(expect));
    }
    na_host_free(h);
    free(text);
}

static int is_script(const struct dirent *d)
{
    return na_str_ends(na_str_c(d->d_name), NA_STR(".lua"));
}

static void test_each(void **state)
{
    (void)state;
    struct dirent **list = NULL;
    const char *only = getenv("NEWSARC_ABUSE"); /* the beginning of a name */
    int n = scandir(FOLDER, &list, is_script, alphasort);
    assert_true(n > 100);
    for (int i = 0; i < n; i++) {
        const char *name = list[i]->d_name;
        struct timespec from, to;
        clock_gettime(CLOCK_MONOTONIC, &from);
        if (!only || strncmp(name, only, strlen(only)) == 0) one(name);
        clock_gettime(CLOCK_MONOTONIC, &to);
        double took =
            (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
        if (took > 1) print_message("%s: %.1f s\n", name, took);
        free(list[i]);
    }
    free(list);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_each) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
