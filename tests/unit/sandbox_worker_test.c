/* SPDX-License-Identifier: MIT */
/* The real worker: what it may not do, what it was given, how its end is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above */
#include "sandbox/spawn.h"
#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void a_taken_over_worker_is_refused_everything(void **state)
{
    na_worker *w = NULL;
    na_err err = { 0 };
    const char *how = NULL;
    unsigned refused = 0;
    uint8_t type;
    na_str p;

    (void)state;
    assert_int_equal(na_worker_spawn(&w, NULL, "selftest", -1, &err), NA_OK);
    while (na_chan_recv(na_worker_chan(w), 20000, &type, &p, NULL) == 1) {
        na_rd r = na_rd_of(p);
        const na_str level = na_get_str(&r), what = na_get_str(&r);

        if (na_str_eqc(level, "warn")) { /* no seccomp here: nothing to see */
            na_worker_free(w);
            skip();
        }
        if (!na_str_eqc(level, "refused"))
            fail_msg("%.*s: %.*s", NA_STR_ARG(level), NA_STR_ARG(what));
        refused++;
    }
    assert_int_equal(refused, 21);
    assert_int_equal(na_worker_wait(w, &how), 0);
    assert_string_equal(how, "exit status 0");
    na_worker_free(w);
}

static void it_inherits_three_descriptors(void **state)
{
    na_worker *w = NULL;
    char path[64];
    const struct dirent *e;
    unsigned n = 0;
    uint8_t type;
    na_str p;
    DIR *d;
    int extra = dup(0); /* one without close-on-exec */

    (void)state;
    assert_int_equal(na_worker_spawn(&w, "/bin/sleep", "5", -1, NULL), NA_OK);
    /* The program runs once its environment is what we gave it. */
    (void)na_chan_recv(na_worker_chan(w), 300, &type, &p, NULL);
    snprintf(path, sizeof path, "/proc/%d/fd", (int)na_worker_pid(w));
    d = opendir(path);
    assert_non_null(d);
    while ((e = readdir(d))) n += e->d_name[0] != '.';
    closedir(d);
    assert_int_equal(n, 3);
    close(extra);
    na_worker_free(w);
}

static void its_end_is_told(void **state)
{
    na_worker *w = NULL;
    na_err err = { 0 };
    const char *how = NULL;

    (void)state;
    assert_int_equal(na_worker_spawn(&w, "/bin/sleep", "60", -1, NULL), NA_OK);
    na_worker_kill(w);
    assert_int_equal(na_worker_wait(w, &how), 1);
    assert_non_null(strstr(how, "signal 9"));
    na_worker_free(w);
    assert_int_equal(na_worker_spawn(&w, "/nowhere/newsarc-worker", "parse", -1, &err),
                     NA_ENOENT);
    assert_null(w);
    assert_non_null(strstr(err.msg, "/nowhere/newsarc-worker"));
}

static void a_worker_of_no_kind_says_so(void **state)
{
    na_worker *w = NULL;
    uint8_t type = 0;
    na_str p = { 0 };

    (void)state;
    assert_int_equal(na_worker_spawn(&w, NULL, "nonsense", -1, NULL), NA_OK);
    assert_int_equal(na_chan_recv(na_worker_chan(w), 20000, &type, &p, NULL), 1);
    assert_int_equal(type, NA_P_LOG);
    assert_int_equal(na_worker_wait(w, NULL), 1);
    na_worker_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_taken_over_worker_is_refused_everything),
        cmocka_unit_test(it_inherits_three_descriptors),
        cmocka_unit_test(its_end_is_told),
        cmocka_unit_test(a_worker_of_no_kind_says_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
