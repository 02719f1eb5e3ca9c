/* SPDX-License-Identifier: MIT */
/* edit.h - lines typed at a terminal, with history and completion
 *
 * Concepts  libedit where newsarc was built with it and standard input is a terminal; plain
 *           lines otherwise. ^C at the prompt empties the line, ^D at its beginning ends.
 * Lifetime  edit_new() .. edit_free(), which writes the history. A line is borrowed until
 *           the next. Threads: one.
 * Errors    NA_ENOMEM. A history that cannot be read or written is none.
 * Used by   tool_lua.c.
 */
#ifndef NA_CLI_EDIT_H
#define NA_CLI_EDIT_H
#include "base/arena.h"
#include "base/buf.h"

struct edit;

typedef struct edit_words {
    /* Words that the text before the cursor may go on as (fn is called for each) and how
     * much of its end they replace. */
    void (*complete)(void *ctx, na_str before, size_t *replaced_out,
                     void (*offer)(void *ctx, na_str word), void *offer_ctx);
    void *ctx;
} edit_words;

/* history: a file, or NULL. */
int edit_new(struct edit **out, const char *history, const edit_words *words, na_err *err);
void edit_free(struct edit *e);
bool edit_is_terminal(const struct edit *e);
/* The next line without its end; false at the end of the input. */
bool edit_line(struct edit *e, const char *prompt, na_str *line);
/* One entry of the history: what was typed, all its lines. */
void edit_remember(struct edit *e, na_str text);

#endif
