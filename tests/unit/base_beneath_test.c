/* SPDX-License-Identifier: MIT */
/* Paths that would leave the folder, by every way of opening. */
#include "base/beneath.h"
#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

typedef int open_fn(int dir, na_str path, na_beneath_how how, int *fd, na_err *err);
static open_fn *const ways[] = { na_beneath_open, na_beneath_walk };

static char root[64];
static int dir;

static void put(const char *name, const char *text)
{
    int fd = openat(dir, name, O_WRONLY | O_CREAT, 0666);
    assert_true(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    close(fd);
}

static int setup(void **state)
{
    (void)state;
    snprintf(root, sizeof root, "/tmp/newsarc-beneath-XXXXXX");
    if (!mkdtemp(root)) return -1;
    char in[80];
    snprintf(in, sizeof in, "%s/in", root);
    if (mkdir(in, 0777) < 0 || (dir = open(in, O_PATH | O_DIRECTORY)) < 0) return -1;
    if (mkdirat(dir, "sub", 0777) < 0 || mkdirat(dir, "sub/deep", 0777) < 0) return -1;
    put("a.txt", "one");
    put("sub/deep/b.txt", "two");
    put("../out.txt", "secret");
    return symlinkat("../out.txt", dir, "link") < 0 || symlinkat("..", dir, "up") < 0 ||
                   symlinkat("a.txt", dir, "inner") < 0 ||
                   symlinkat("sub", dir, "sublink") < 0 ||
                   symlinkat("/proc/self", dir, "me") < 0 || mkfifoat(dir, "fifo", 0666) < 0
               ? -1
               : 0;
}

static int gone(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st, (void)type, (void)at;
    return remove(path);
}

static int teardown(void **state)
{
    (void)state;
    close(dir);
    return nftw(root, gone, 16, FTW_DEPTH | FTW_PHYS);
}

static void test_reads(void **state)
{
    (void)state;
    static const char *const fine[] = { "a.txt", "./a.txt", "sub/deep/b.txt",
                                        "sub//deep/./b.txt" };
    for (size_t w = 0; w < 2; w++)
        for (size_t i = 0; i < sizeof fine / sizeof fine[0]; i++) {
            char text[8] = "";
            int fd = -1;
            na_err e = { 0 };
            if (ways[w](dir, na_str_c(fine[i]), NA_BENEATH_READ, &fd, &e) < 0)
                fail_msg("%s", e.msg);
            assert_true(read(fd, text, 7) == 3);
            assert_string_equal(text, i < 2 ? "one" : "two");
            close(fd);
        }
}

static void test_refused(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        int code;
    } bad[] = {
        { "../out.txt", NA_EUSAGE },   { "sub/../../out.txt", NA_EUSAGE },
        { "sub/../a.txt", NA_EUSAGE }, { "a/../../etc/passwd", NA_EUSAGE },
        { "/etc/passwd", NA_EUSAGE },  { "link", NA_EUSAGE },
        { "inner", NA_EUSAGE },        { "fifo", NA_EUSAGE },
        { "sub", NA_EUSAGE },          { "", NA_EUSAGE },
        { "nothing", NA_ENOENT },      { "a.txt/b", NA_ENOENT },
    };
    /* Through a link the two ways fail with different words; but fail. */
    static const char *const through[] = { "up/out.txt", "sublink/deep/b.txt", "me/mem",
                                           "me/root/etc/passwd", "me/fd/0" };
    char name[5000];
    for (size_t w = 0; w < 2; w++) {
        int fd = -1;
        for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
            na_err e = { 0 };
            int rc = ways[w](dir, na_str_c(bad[i].path), NA_BENEATH_READ, &fd, &e);
            if (rc != bad[i].code) fail_msg("%zu %s: %d", w, bad[i].path, rc);
        }
        for (size_t i = 0; i < sizeof through / sizeof through[0]; i++)
            for (int how = NA_BENEATH_READ; how <= NA_BENEATH_FOLDER; how++)
                assert_true(
                    ways[w](dir, na_str_c(through[i]), (na_beneath_how)how, &fd, NULL) < 0);
        assert_int_equal(
            ways[w](dir, na_str_n("a.txt\0.lua", 10), NA_BENEATH_READ, &fd, NULL),
            NA_EUSAGE);
        memset(name, 'x', sizeof name);
        assert_int_equal(ways[w](dir, na_str_n(name, 4096), NA_BENEATH_READ, &fd, NULL),
                         NA_EUSAGE);
        assert_true(ways[w](dir, na_str_n(name, 300), NA_BENEATH_WRITE, &fd, NULL) < 0);
        assert_int_equal(fd, -1);
    }
    /* Nor does writing through a link make or empty anything. */
    struct stat st;
    assert_int_equal(ways[0](dir, NA_STR("link"), NA_BENEATH_WRITE, &(int){ 0 }, NULL),
                     NA_EUSAGE);
    assert_true(fstatat(dir, "../out.txt", &st, 0) == 0 && st.st_size == 6);
    /* A folder of the kernel that was granted itself. */
    int proc = open("/proc/self", O_PATH | O_DIRECTORY), fd = -1;
    for (size_t w = 0; w < 2; w++) {
        assert_int_equal(ways[w](proc, NA_STR("mem"), NA_BENEATH_READ, &fd, NULL),
                         NA_EUSAGE);
        assert_int_equal(ways[w](proc, NA_STR("fd"), NA_BENEATH_FOLDER, &fd, NULL),
                         NA_EUSAGE);
    }
    close(proc);
}

static void test_writes(void **state)
{
    (void)state;
    for (size_t w = 0; w < 2; w++) {
        int fd = -1;
        struct stat st;
        for (int how = NA_BENEATH_WRITE; how <= NA_BENEATH_APPEND; how++) {
            assert_int_equal(
                ways[w](dir, NA_STR("sub/new"), (na_beneath_how)how, &fd, NULL), NA_OK);
            assert_true(write(fd, "xyz", 3) == 3);
            close(fd);
        }
        assert_true(fstatat(dir, "sub/new", &st, 0) == 0 && st.st_size == 6);
        assert_int_equal(ways[w](dir, NA_STR("sub"), NA_BENEATH_FOLDER, &fd, NULL), NA_OK);
        close(fd);
        assert_int_equal(ways[w](dir, NA_STR("."), NA_BENEATH_FOLDER, &fd, NULL), NA_OK);
        close(fd);
        assert_int_equal(ways[w](dir, NA_STR("a.txt"), NA_BENEATH_FOLDER, &fd, NULL),
                         NA_ENOENT);
        assert_true(ways[w](dir, NA_STR("sub"), NA_BENEATH_WRITE, &fd, NULL) < 0);
        assert_true(ways[w](dir, NA_STR("fifo"), NA_BENEATH_WRITE, &fd, NULL) < 0);
    }
}

/* A folder that becomes a link and back while it is opened: never the file outside. */
static void test_race(void **state)
{
    (void)state;
    assert_int_equal(mkdirat(dir, "../out", 0777), 0);
    put("../out/b.txt", "secret");
    assert_int_equal(mkdirat(dir, "swap", 0777), 0);
    put("swap/b.txt", "inside");
    assert_int_equal(symlinkat("../out", dir, "swap.link"), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        for (;;) renameat2(dir, "swap", dir, "swap.link", RENAME_EXCHANGE);
    unsigned opened = 0;
    for (int i = 0; i < 20000; i++) {
        char text[8] = "";
        int fd = -1;
        if (ways[i & 1](dir, NA_STR("swap/b.txt"), NA_BENEATH_READ, &fd, NULL) < 0)
            continue;
        assert_int_equal(read(fd, text, 7), 6);
        assert_string_equal(text, "inside");
        close(fd);
        opened++;
    }
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    assert_true(opened > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_writes),
        cmocka_unit_test(test_race),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
