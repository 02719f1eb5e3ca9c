/* SPDX-License-Identifier: MIT */
/* What newsarc-run gives up: tried in a process of its own. */
#include "sandbox/offline.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { NO_FILTER = 77 };

static void *nothing(void *p) { return p; }

/* The number of the first thing that was not as it should be. */
static int attempts(void)
{
    char *const argv[] = { (char *)(uintptr_t) "true", NULL };
    pthread_t t;
    if (!na_sandbox_offline()) return NO_FILTER;
    static const int families[] = { AF_INET, AF_INET6, AF_UNIX, AF_NETLINK };
    for (size_t i = 0; i < sizeof families / sizeof families[0]; i++)
        if (socket(families[i], SOCK_STREAM, 0) >= 0 || errno != EPERM) return 1;
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, (int[2]){ 0, 0 }) >= 0) return 2;
    if (execv("/bin/true", argv) >= 0 || errno != EPERM) return 3;
#ifndef __SANITIZE_ADDRESS__
    if (fork() >= 0) return 4;
    if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) >= 0) return 5;
#endif
    /* What it needs still works: threads, files. */
    if (pthread_create(&t, NULL, nothing, NULL) != 0) return 6;
    pthread_join(t, NULL);
    int fd = open("/dev/null", O_RDWR);
    if (fd < 0 || write(fd, "x", 1) != 1) return 7;
    return 0;
}

static void test_offline(void **state)
{
    int status = 0;
    (void)state;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) _exit(attempts());
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == NO_FILTER) {
        puts("no seccomp here: skipped");
        skip();
    }
    assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_offline) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
