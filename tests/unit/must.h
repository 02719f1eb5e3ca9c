/* SPDX-License-Identifier: MIT */
/* must.h - what cannot fail, and the folder that goes at the end of a test */
#ifndef NA_TESTS_MUST_H
#define NA_TESTS_MUST_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <unistd.h>

#include "base/err.h"
#include "generate.h"

static void must(int rc, const na_err *e)
{
    if (rc < 0) fail_msg("%s (seed %llu)", e->msg, (unsigned long long)seed);
}

static void remove_tree(const char *dir)
{
    DIR *d = opendir(dir);
    struct dirent *e;
    char path[4200];

    if (!d) {
        (void)unlink(dir);
        return;
    }
    while ((e = readdir(d)) != NULL) {
        if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, "..")) continue;
        (void)snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
        remove_tree(path);
    }
    closedir(d);
    (void)rmdir(dir);
}

#endif
