/* SPDX-License-Identifier: MIT */
/* tool_diff.h - two lists of articles, field by field
 *
 * Concepts  Both are JSON lines, as na_trial_put writes them. Lines are compared by their
 *           numbers; of two objects only the members that differ are told, long values from
 *           a little before the place where they do.
 * Lifetime  Appends to the caller's buffer. Threads: one. Errors: na_buf's.
 * Used by   tool_test.c, tool_dev.c.
 */
#ifndef NA_CLI_TOOL_DIFF_H
#define NA_CLI_TOOL_DIFF_H
#include "base/buf.h"

/* Lines that say how got differs from wanted, each behind the prefix; nothing when it does
 * not. At most 40 members are told. */
void tool_diff(na_str wanted, na_str got, const char *prefix, na_buf *out);

#endif
