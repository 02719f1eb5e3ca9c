/* SPDX-License-Identifier: MIT */
/* Every function that a script can call has its entry in doc/lua.md. */
#include "base/limits.h"
#include "base/path.h"
#include "script/names.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

typedef struct check {
    na_buf doc;
    unsigned seen, missing;
} check;

/* How the manual writes a method of the class. */
static const char *prefix(const char *cls)
{
    static const char *const as[][2] = {
        { "html document", "doc:" },
        { "html node", "node:" },
        { "xml document", "doc:" },
        { "xml node", "node:" },
        { "view", "v:" },
        { "record", "rec:" },
        { "stream", "stream:" },
        { "context", "ctx:" },
        { "archive", "ctx.archive:" },
        { "output", "ctx.out:" },
    };
    for (size_t i = 0; i < sizeof as / sizeof as[0]; i++)
        if (strcmp(cls, as[i][0]) == 0) return as[i][1];
    return NULL;
}

static void on_name(void *ctx, const char *of, const char *name)
{
    check *c = ctx;
    char entry[120];
    const char *p = prefix(of);
    c->seen++;
    if (p)
        snprintf(entry, sizeof entry, "`%s%s", p, name);
    else
        snprintf(entry, sizeof entry, "`%s.%s(", of, name);
    for (const char *at = na_buf_cstr(&c->doc); (at = strstr(at, entry)); at++) {
        char next = at[strlen(entry)];
        if (!p || next == '(' || next == '{') return;
    }
    print_message("doc/lua.md has no entry %s\n", entry);
    c->missing++;
}

static void test_doc(void **state)
{
    (void)state;
    check c = { 0 };
    na_err e = { 0 };
    na_buf_init(&c.doc, NA_MIB);
    assert_int_equal(na_path_read(NA_TEST_SOURCE "/doc/lua.md", NA_MIB, &c.doc, &e), NA_OK);
    assert_int_equal(na_script_names(on_name, &c, &e), NA_OK);
    assert_true(c.seen > 80);
    assert_int_equal(c.missing, 0);
    na_buf_release(&c.doc);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_doc) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
