/* SPDX-License-Identifier: MIT */
/* check.h - what is wrong with a script, found without calling it
 *
 * Concepts  The text is looked at (encoding, syntax), then its tree (lua_ast.h) against the
 *           tables of the API (api.h): names that nobody has defined, members that a module
 *           or an object does not have, fields of the manifest and of articles that do not
 *           exist or are of a wrong type, patterns that take long. At last its manifest is
 *           read as a run would read it. What the types of values are is followed where it
 *           is plain; where it is not, nothing is said.
 * Lifetime  A finding is borrowed during the call. Threads: one.
 * Errors    NA_ENOMEM; what fn returned. A script that is wrong is none.
 * Used by   cli/ (newsarc-run).
 */
#ifndef NA_SCRIPT_CHECK_H
#define NA_SCRIPT_CHECK_H
#include "base/err.h"
#include "base/str.h"
#include <stdint.h>

typedef struct na_finding {
    uint32_t line;    /* 0: of the whole file */
    bool error;       /* else a warning */
    const char *code; /* "syntax", "global", "member", "field", "type", "manifest", ... */
    na_str message;
} na_finding;
typedef int na_finding_fn(void *ctx, const na_finding *f);

/* Findings come in the order of their lines; at most 200. */
int na_script_check(na_str path, na_str text, na_finding_fn *fn, void *ctx, na_err *err);

#endif
