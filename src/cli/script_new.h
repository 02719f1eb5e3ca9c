/* SPDX-License-Identifier: MIT */
/* script_new.h - what `newsarc script` writes for those who begin a script
 *
 * Lifetime  Nothing is kept. Threads: one. Errors: NA_EUSAGE, NA_EEXISTS for a file that is
 *           there already: none is ever overwritten.
 * Used by   cmd_script.c.
 */
#ifndef NA_CLI_SCRIPT_NEW_H
#define NA_CLI_SCRIPT_NEW_H
#include "cli/cmd.h"

/* script new NAME: NAME.lua, and a fixture with what is expected of it in tests/. */
int script_new(struct cmd_ctx *cx, int argc, char **argv);

/* script stubs DIR: what editors want to know, newsarc.meta.lua (made anew each time) and,
 * if there is none, .luarc.json. */
int script_stubs(struct cmd_ctx *cx, int argc, char **argv);

/* script trust [NAME]: grants what --allow-read and --allow-write say, or lists. */
int script_trust(struct cmd_ctx *cx, int argc, char **argv);

#endif
