/* SPDX-License-Identifier: MIT */
/* changes.h - two revisions of an article, field by field
 *
 * Lifetime  The texts of a field live in the arena, or with the articles.
 * Threads   One. Errors: those of text/diff.h.
 * Used by   cmd_diff.c, cmd_history.c, show_change.c.
 */
#ifndef NA_CLI_CHANGES_H
#define NA_CLI_CHANGES_H
#include "base/article.h"
#include "text/diff.h"

#define CHANGES_FIELDS 9

typedef struct change {
    const char *field; /* "title" ... "body", the last */
    bool differs;      /* with what makes no difference aside, unless all was asked for */
    na_diff diff;
} change;

int changes_of(na_analyzer *an, const na_article *a, const na_article *b, bool all,
               na_arena *arena, change out[CHANGES_FIELDS], na_err *err);

#endif
