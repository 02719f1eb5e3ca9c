/* SPDX-License-Identifier: MIT */
/* where.h - the search path of scripts
 *
 * Concepts  Folders in this order: those of $NEWSARC_SCRIPTS (separated by colons),
 *           ./.newsarc/scripts (of which only what is trusted as it is, trust.h), the
 *           user's own ($XDG_DATA_HOME/newsarc/scripts), the system's. The system's are the
 *           checkout's scripts/ for a program run from its build folder, else
 *           ../share/newsarc/scripts beside it, else where newsarc was installed to.
 *           Readers are FOLDER/ingest/NAME.lua, rules for web pages FOLDER/clean/NAME.lua,
 *           filters FOLDER/filter/NAME.lua, commands FOLDER/query/NAME.lua; the first of a
 *           name wins. NAME may be a folder with main.lua in it instead (script_files.h). A
 *           name that ends in .disabled is none.
 * Lifetime  struct scripts owns paths and texts until scripts_release().
 * Threads   One. Errors: NA_ENOENT for a script asked for, NA_ELIMIT for one above 1 MiB.
 *           What cannot be read in a folder is reported and passed over.
 * Used by   cli/ alone.
 */
#ifndef NA_CLI_WHERE_H
#define NA_CLI_WHERE_H
#include "cli/cmd.h"
#include "ingest/import.h"

struct scripts {
    na_arena arena;
    na_script_file *v;
    size_t n, cap, named; /* named: so many of the first are files of --script */
};

/* All that an import uses, readers, clean scripts and filters: the files of --script first,
 * then the folders'. */
int where_readers(struct cmd_ctx *cx, struct scripts *out);
/* The one script that `run NAME` means: a path when it has a slash or ends in .lua. */
int where_command(struct cmd_ctx *cx, const char *name, struct scripts *out);
/* The rank script of that name: FOLDER/rank/NAME.lua, or a file. */
int where_rank(struct cmd_ctx *cx, const char *name, struct scripts *out);
/* Every script of every kind in all folders, in the order of the search, also those that
 * another of their name comes before; not those that need trust and have none. */
int where_all(struct cmd_ctx *cx, struct scripts *out);
/* The first script NAME of any kind, or the file that it means. */
int where_script(struct cmd_ctx *cx, const char *name, struct scripts *out);
/* One file more. */
int where_add(struct scripts *s, const char *path, na_err *err);
/* Does a word mean a file, and not the name of a script? */
bool where_is_file(const char *word);
/* Is there a command script NAME in the folders? */
bool where_has_command(const char *name);
void scripts_release(struct scripts *s);

#endif
