/* SPDX-License-Identifier: MIT */
/* Any text can be checked as a script: findings in the order of their lines, each with
 * words and within the text. */
#include "script/check.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

struct seen {
    uint32_t line, lines;
    unsigned n;
};

static void check(bool ok)
{
    if (!ok) abort();
}

static int on_finding(void *ctx, const na_finding *f)
{
    struct seen *s = ctx;

    check(f->line >= s->line && f->line <= s->lines);
    check(f->message.len > 0 && f->code && *f->code);
    s->line = f->line;
    s->n++;
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct seen s = { .lines = 1 };
    na_err err = { 0 };

    for (size_t i = 0; i < n; i++) s.lines += p[i] == '\n';
    check(na_script_check(NA_STR("fuzz.lua"), na_str_n(p, n), on_finding, &s, &err) ==
          NA_OK);
    check(s.n <= 200);
    return 0;
}
