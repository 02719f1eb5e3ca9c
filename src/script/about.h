/* SPDX-License-Identifier: MIT */
/* about.h - what a script of any kind says of itself
 *
 * Concepts  The script is loaded as for a run, sandboxed and within the budget of loading,
 *           and its manifest is read; nothing of it is called.
 * Lifetime  Strings live in the arena, until na_script_about_release().
 * Threads   One at a time. Errors: NA_ESCRIPT with file:line, NA_ENOMEM.
 * Used by   cli/ (newsarc-run).
 */
#ifndef NA_SCRIPT_ABOUT_H
#define NA_SCRIPT_ABOUT_H
#include "base/arena.h"
#include "base/err.h"

typedef struct na_script_opt {
    na_str name, type, help, deflt;
    na_strv values;
} na_script_opt;

typedef struct na_script_about {
    na_arena arena;
    na_str kind, name, version, summary, description, author, license, url;
    na_strv needs;
    na_str takes; /* of a reader: which entries, in words; "" for none */
    na_script_opt *opts;
    size_t nopts;
} na_script_about;

/* A zeroed *out can be released, and so can one after a failure. */
int na_script_about_read(na_str path, na_str text, na_script_about *out, na_err *err);
void na_script_about_release(na_script_about *a);

#endif
