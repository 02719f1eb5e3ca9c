/* SPDX-License-Identifier: MIT */
/* repl.h - Lua typed by hand over an open archive
 *
 * Concepts  One state in the sandboxed environment of scripts, with the globals ctx,
 *           archive and out as a command has them. Each input is a chunk; what it gives is
 *           written, a search as its first rows. Globals stay, locals do not; views and
 *           documents stay as long as the state. It is the user's own hand: no limit but
 *           that on memory, and the cancel flag ends an evaluation.
 * Lifetime  na_repl_new() .. na_repl_free(), within that of the archive.
 * Threads   One.
 * Errors    NA_ESCRIPT with the message; NA_ECANCELLED; NA_EIO when the output has ended.
 *           After one that used up the memory the state is new and its globals are gone;
 *           the message says so.
 * Used by   cli/ (newsarc-run).
 */
#ifndef NA_SCRIPT_REPL_H
#define NA_SCRIPT_REPL_H
#include "script/command.h"

typedef struct na_repl na_repl;

/* a may be NULL: there is no archive then. io->write gets what is to be shown, in whole
 * lines. */
int na_repl_new(na_repl **out, na_arc *a, const na_command_io *io, na_err *err);
void na_repl_free(na_repl *r);
/* 1: the text is the beginning of something, more of it must come; 0: done. An expression
 * may stand alone or behind '='. */
int na_repl_eval(na_repl *r, na_str text, na_err *err);
/* What the end of the text may go on as: each word to offer, which replaces the last
 * *replaced_out bytes of it. Nothing is called for it but look-ups in tables. */
void na_repl_complete(na_repl *r, na_str text, size_t *replaced_out,
                      void (*offer)(void *ctx, na_str word), void *ctx);

#endif
