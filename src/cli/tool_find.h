/* SPDX-License-Identifier: MIT */
/* tool_find.h - which tests and scripts a word of `script test` means
 *
 * Concepts  Tests are NAME.in.EXT with NAME.expected.jsonl beside it, and NAME_test.lua.
 *           A folder means all below it, and the scripts outside of its folders tests/. A
 *           script means the tests in tests/ beside it whose names begin with its own.
 *           A test itself means that one, and the scripts in the folder above its own.
 *           Nothing means the tests of all scripts that are found.
 * Lifetime  tool_found_release(). Threads: one. Errors: NA_EUSAGE, NA_ENOMEM.
 * Used by   tool_test.c.
 */
#ifndef NA_CLI_TOOL_FIND_H
#define NA_CLI_TOOL_FIND_H
#include "cli/tool.h"

struct paths {
    na_arena arena;
    char **v;
    size_t n, cap;
};

struct found {
    struct paths tests, scripts;
};

int tool_find(struct cmd_ctx *cx, const char *word, struct found *out);
void tool_found_sort(struct found *f);
void tool_found_release(struct found *f);

#endif
