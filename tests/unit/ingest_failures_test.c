/* SPDX-License-Identifier: MIT */
/* What an import says at its end of the records that failed. */
#include "ingest/failures.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

struct told {
    char line[16][700];
    size_t n;
};

static void on_line(void *ctx, na_str s)
{
    struct told *t = ctx;

    assert_true(t->n < 16 && s.len < sizeof t->line[0]);
    snprintf(t->line[t->n++], sizeof t->line[0], "%.*s", NA_STR_ARG(s));
}

static void note(na_failures *f, const char *reader, uint64_t line, const char *entry)
{
    const na_quarantined q = { .script = na_str_c(reader),
                               .code = NA_STR("script_error"),
                               .file = NA_STR("page.lua"),
                               .line = line,
                               .message = NA_STR("attempt to index a nil value"),
                               .entry = na_str_c(entry) };

    na_failures_note(f, &q);
}

static void test_kinds(void **state)
{
    na_failures f = { 0 };
    struct told t = { 0 };

    (void)state;
    note(&f, "page", 7, "a/1.html");
    for (int i = 0; i < 3; i++) note(&f, "page", 41, i ? "b/2.html" : "b/1.html");
    na_failures_tell(&f, on_line, &t);
    assert_int_equal(t.n, 2);
    assert_string_equal(t.line[0], "page.lua:41: attempt to index a nil value  (3 records, "
                                   "first: b/1.html)");
    assert_string_equal(t.line[1],
                        "page.lua:7: attempt to index a nil value  (1 record: a/1.html)");
}

static void test_no_script(void **state)
{
    const na_quarantined q = { .code = NA_STR("no_reader"),
                               .message = NA_STR("no reader takes this kind of file"),
                               .entry = NA_STR("x.bin") };
    const na_quarantined waits = { .script = NA_STR("page"),
                                   .code = NA_STR("deferred"),
                                   .entry = NA_STR("y.html") };
    na_failures f = { 0 };
    struct told t = { 0 };

    (void)state;
    na_failures_note(&f, &q);
    na_failures_note(&f, &waits);
    na_failures_note(&f, &waits);
    na_failures_tell(&f, on_line, &t);
    assert_int_equal(t.n, 2);
    assert_non_null(
        strstr(t.line[0], "page failed so often that 2 records, from y.html on"));
    assert_string_equal(t.line[1],
                        "no_reader: no reader takes this kind of file  (1 record: x.bin)");
}

/* More kinds than are kept, and than are told: every record is in a number. */
static void test_many(void **state)
{
    na_failures f = { 0 };
    struct told t = { 0 };
    uint64_t said = 0;

    (void)state;
    for (uint64_t i = 1; i <= 2 * NA_FAILURE_KINDS; i++) note(&f, "page", i, "e");
    note(&f, "page", 5, "e");
    na_failures_tell(&f, on_line, &t);
    assert_int_equal(t.n, 11);
    assert_non_null(strstr(t.line[0], "page.lua:5: "));
    for (size_t i = 0; i < 10; i++) said += i ? 1 : 2;
    char last[80];
    snprintf(last, sizeof last, "%llu more records failed in other ways",
             (unsigned long long)(2 * NA_FAILURE_KINDS + 1 - said));
    assert_string_equal(t.line[10], last);
}

/* What is too long is cut between characters. */
static void test_long(void **state)
{
    static char words[3000], reader[200];
    na_quarantined q = { .code = NA_STR("rejected"), .line = 1 };
    na_failures f = { 0 };
    struct told t = { 0 };

    (void)state;
    for (size_t i = 0; i + 3 < sizeof words; i += 3) memcpy(words + i, "\xed\x8f\x89", 3);
    memset(reader, 'r', sizeof reader - 1);
    q.message = q.entry = na_str_c(words);
    q.script = na_str_c(reader);
    q.file = NA_STR("a.lua");
    na_failures_note(&f, &q);
    na_failures_note(&f, &q);
    na_failures_tell(&f, on_line, &t);
    assert_int_equal(t.n, 1);
    assert_non_null(strstr(t.line[0], "(2 records, first: "));
    assert_int_equal(strlen(f.v[0].message) % 3, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_kinds),
                                        cmocka_unit_test(test_no_script),
                                        cmocka_unit_test(test_many),
                                        cmocka_unit_test(test_long) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
