/* SPDX-License-Identifier: MIT */
#include "base/err.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int na_fail(na_err *err, int code, const char *fmt, ...)
{
    if (err && err->code == NA_OK) {
        va_list ap;
        va_start(ap, fmt);
        err->code = code;
        if (vsnprintf(err->msg, sizeof err->msg, fmt, ap) < 0) err->msg[0] = '\0';
        va_end(ap);
    }
    return code;
}

int na_fail_nomem(na_err *err) { return na_fail(err, NA_ENOMEM, "out of memory"); }

void na_err_prefix(na_err *err, const char *fmt, ...)
{
    if (!err || err->code == NA_OK) return;
    char old[sizeof err->msg];
    memcpy(old, err->msg, sizeof old);
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(err->msg, sizeof err->msg, fmt, ap);
    va_end(ap);
    if (n < 0) n = 0;
    size_t used = (size_t)n, room = sizeof err->msg - 1;
    if (used + 2 > room) return; /* the prefix alone fills it */
    size_t len = strnlen(old, room - used - 2);
    memcpy(err->msg + used, ": ", 2);
    memcpy(err->msg + used + 2, old, len);
    err->msg[used + 2 + len] = '\0';
}

void na_err_clear(na_err *err)
{
    if (!err) return;
    err->code = NA_OK;
    err->msg[0] = '\0';
}

_Noreturn void na_assert_fail(const char *what, const char *file, int line)
{
    fprintf(stderr, "newsarc: internal mistake: %s (%s:%d)\n", what, file, line);
    abort();
}
