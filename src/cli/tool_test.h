/* SPDX-License-Identifier: MIT */
/* tool_test.h - what the parts of `script test` share
 *
 * Used by   tool_test.c, tool_fuzz.c, tool_rows.c.
 */
#ifndef NA_CLI_TOOL_TEST_H
#define NA_CLI_TOOL_TEST_H
#include "cli/tool_find.h"
#include "script/trial.h"

struct testing {
    struct cmd_ctx *cx;
    struct found found;
    struct scripts scripts; /* readers, rules and filters, those under test first */
    struct scripts commands;
    na_host *host;
    const char *only; /* -k */
    bool update, tap, budget, coverage;
    long long fuzz;
    unsigned passed, failed, number;
};

/* One test is over: prints its line, and the lines of detail behind a failure. */
int test_done(struct testing *t, const char *name, bool passed, const char *note,
              na_str detail);
/* The whole fixture; its name as an entry ("page.in.html" is page.html) into entry. */
int test_read(struct testing *t, const char *path, na_buf *bytes, na_buf *entry);
int test_host(struct testing *t, unsigned flags, na_host **out);

/* The rows of a command over an archive of the fixture's articles, as JSON lines. */
int test_rows(struct testing *t, const na_script_file *command, const char *fixture,
              na_str articles, na_buf *out);
/* --fuzz: the fixture damaged in many ways, in a process of its own. */
int test_fuzz(struct testing *t, const char *fixture);

#endif
