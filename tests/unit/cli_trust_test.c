/* SPDX-License-Identifier: MIT */
/* Trust is bound to every byte of a script, and its file survives what may be in it. */
#include "base/path.h"
#include "cli/trust.h"
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char root[64];

static void put(const char *name, const char *text)
{
    FILE *f = fopen(name, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static int setup(void **state)
{
    (void)state;
    snprintf(root, sizeof root, "/tmp/newsarc-trust-XXXXXX");
    if (!mkdtemp(root) || chdir(root) < 0) return -1;
    setenv("XDG_DATA_HOME", root, 1);
    return mkdir("s", 0777) < 0 || mkdir("s/lib", 0777) < 0 || mkdir("data", 0777) < 0;
}

static int gone(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st, (void)type, (void)at;
    return remove(path);
}

static int teardown(void **state)
{
    (void)state;
    return nftw(root, gone, 16, FTW_DEPTH | FTW_PHYS);
}

static void hash(const char *path, char hex[65])
{
    na_err e = { 0 };
    if (trust_hash(path, (na_str){ 0 }, hex, &e) < 0) fail_msg("%s", e.msg);
}

static void test_hash(void **state)
{
    (void)state;
    char a[65], b[65];
    na_err e = { 0 };
    put("one.lua", "return 1");
    hash("one.lua", a);
    assert_int_equal(strlen(a), 64);
    put("two.lua", "return 1");
    hash("two.lua", b);
    assert_string_equal(a, b); /* it may be moved */
    put("two.lua", "return 2");
    hash("two.lua", b);
    assert_string_not_equal(a, b);
    assert_int_equal(trust_hash("two.lua", NA_STR("return 1"), b, &e), NA_OK);
    assert_string_equal(a, b); /* what was read counts, not what is there now */
    assert_int_equal(trust_hash("none.lua", (na_str){ 0 }, b, &e), NA_ENOENT);

    put("s/main.lua", "return 1"); /* a folder: every file, and its name */
    put("s/lib/x.lua", "return 2");
    hash("s/main.lua", a);
    put("s/lib/x.lua", "return 3");
    hash("s/main.lua", b);
    assert_string_not_equal(a, b);
    put("s/lib/x.lua", "return 2");
    hash("s/main.lua", b);
    assert_string_equal(a, b);
    put("s/lib/y.lua", "");
    hash("s/main.lua", b);
    assert_string_not_equal(a, b);
    assert_int_equal(rename("s/lib/y.lua", "s/lib/z.lua"), 0);
    char c[65];
    hash("s/main.lua", c);
    assert_string_not_equal(b, c);
    assert_int_equal(unlink("s/lib/z.lua"), 0);
    assert_int_equal(symlink("../../one.lua", "s/lib/link.lua"), 0);
    memset(&e, 0, sizeof e);
    assert_int_equal(trust_hash("s/main.lua", (na_str){ 0 }, c, &e), NA_EUSAGE);
    assert_int_equal(unlink("s/lib/link.lua"), 0);
}

static int count(void *ctx, const struct trust *t)
{
    assert_true(t->name.len > 0);
    ++*(int *)ctx;
    return NA_OK;
}

static void test_store(void **state)
{
    (void)state;
    char a[65], b[65], want[4200];
    struct trust t = { 0 };
    na_err e = { 0 };
    int n = 0;
    put("one.lua", "return 1");
    put("two.lua", "return 2");
    hash("one.lua", a);
    hash("two.lua", b);
    assert_int_equal(trust_find(a, &t, &e), 0); /* there is no file yet */
    trust_release(&t);
    assert_int_equal(trust_remove("one", &e), 0);
    if (trust_add(a, "one", (const char *const[]){ "data" }, 1, NULL, 0, &e) < 0)
        fail_msg("%s", e.msg);
    assert_int_equal(
        trust_add(b, "two", NULL, 0, (const char *const[]){ "s", "data" }, 2, &e), NA_OK);
    assert_int_equal(trust_find(a, &t, &e), 1);
    snprintf(want, sizeof want, "%s/data", root);
    assert_int_equal(t.read.n, 1);
    assert_string_equal(t.read.v[0].ptr, want);
    assert_int_equal(t.write.n, 0);
    assert_true(na_str_eqc(t.name, "one"));
    trust_release(&t);
    assert_int_equal(trust_find(b, &t, &e), 1);
    assert_int_equal(t.write.n, 2);
    trust_release(&t);
    /* Edited: another script. Trusted again: the old hash has nothing any more. */
    put("one.lua", "return 9");
    hash("one.lua", b);
    assert_int_equal(trust_find(b, &t, &e), 0);
    trust_release(&t);
    assert_int_equal(trust_add(b, "one", NULL, 0, NULL, 0, &e), NA_OK);
    assert_int_equal(trust_find(a, &t, &e), 0);
    trust_release(&t);
    assert_int_equal(trust_find(b, &t, &e), 1);
    assert_int_equal(t.read.n + t.write.n, 0);
    trust_release(&t);
    assert_int_equal(trust_each(count, &n, &e), NA_OK);
    assert_int_equal(n, 2);
    assert_int_equal(trust_remove("two", &e), 1);
    assert_int_equal(trust_remove(b, &e), 1);
    n = 0;
    assert_int_equal(trust_each(count, &n, &e), NA_OK);
    assert_int_equal(n, 0);
}

static void test_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "something else\n",
        "newsarc trust 1\nxyz\tname\n",
        "newsarc trust 1\n%s\t\tread=/x\n",
        "newsarc trust 1\n%s\tname\texec=/x\n",
        "newsarc trust 1\n%s\tname\tread=relative\n",
        "newsarc trust 1\n%s\tname\tread=\n",
    };
    char a[65], text[300];
    na_err e = { 0 };
    put("one.lua", "return 1");
    hash("one.lua", a);
    assert_int_equal(
        trust_add(a, "one", (const char *const[]){ "nothing" }, 1, NULL, 0, &e), NA_EUSAGE);
    assert_int_equal(trust_add(a, "a\tb", NULL, 0, NULL, 0, NULL), NA_EUSAGE);
    assert_int_equal(mkdir("data\nread=", 0777), 0);
    assert_int_equal(
        trust_add(a, "one", (const char *const[]){ "data\nread=" }, 1, NULL, 0, NULL),
        NA_EUSAGE);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct trust t = { 0 };
        const char *mark = strstr(bad[i], "%s");
        memset(&e, 0, sizeof e);
        snprintf(text, sizeof text, "%.*s%s%s", mark ? (int)(mark - bad[i]) : 299, bad[i],
                 mark ? a : "", mark ? mark + 2 : "");
        (void)mkdir("newsarc", 0777); /* left by the test before, or not */
        put("newsarc/trust", text);
        assert_int_equal(trust_find(a, &t, &e), NA_ECORRUPT);
        assert_non_null(strstr(e.msg, "newsarc/trust"));
        trust_release(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hash),
        cmocka_unit_test(test_store),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
