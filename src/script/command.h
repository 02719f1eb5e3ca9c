/* SPDX-License-Identifier: MIT */
/* command.h - running a query script (kind "command") over an open archive
 *
 * Concepts  newsarc run SCRIPT: the script sees ctx.archive (search, count, facets ...),
 *           ctx.out (row, write, heading), typed options, and ctx.fs for the folders it was
 *           granted. The archive is read-only. It runs in this process, in the same
 *           sandboxed environment as a reader.
 * Lifetime  na_command_new() .. na_command_free(); what is given to it stays the caller's
 *           and must last as long.
 * Threads   One.
 * Errors    NA_ESCRIPT with file:line and a short trace, NA_EUSAGE for its command line.
 * Used by   cli/.
 */
#ifndef NA_SCRIPT_COMMAND_H
#define NA_SCRIPT_COMMAND_H
#include "core/arc.h"

typedef enum na_cell_kind {
    NA_CELL_NONE, /* the row has no such field */
    NA_CELL_TEXT,
    NA_CELL_NUMBER,
    NA_CELL_BOOL,
    NA_CELL_LIST
} na_cell_kind;

typedef struct na_cell {
    na_cell_kind kind;
    na_str text; /* but of a list */
    na_strv list;
} na_cell;

typedef struct na_command_io {
    /* One row of output, rendered by the caller. */
    int (*row)(void *ctx, const na_str *names, const na_cell *cells, size_t n);
    int (*write)(void *ctx, na_str text);
    int (*heading)(void *ctx, na_str text);
    void (*log)(void *ctx, const char *level, na_str line);
    /* The rank script of that name, until the command ends; NULL: there are none. */
    int (*find_rank)(void *ctx, na_str name, na_str *path, na_str *text, na_err *err);
    /* How far the script is; total 0: unknown. At most ten times a second. May be NULL. */
    void (*progress)(void *ctx, const char *what, uint64_t done, uint64_t total);
    void *ctx;
    volatile const int *cancel; /* non-zero: stop soon (Ctrl-C) */
} na_command_io;

/* Folders that the script may read and write below. */
typedef struct na_grants {
    const char *const *read, *const *write;
    size_t nread, nwrite;
} na_grants;

typedef struct nal_cmd na_command;

/* Loads the script and reads its manifest; nothing of it has run then but its top level. */
int na_command_new(na_command **out, na_str path, na_str text, const na_command_io *io,
                   na_err *err);
void na_command_free(na_command *c);
na_str na_command_name(const na_command *c);
/* Do the arguments ask for help, and what it says. */
bool na_command_asks_help(const na_command *c, const na_str *args, size_t nargs);
void na_command_help(const na_command *c, na_buf *out);
/* Must there be an archive? */
bool na_command_needs_archive(const na_command *c);
/* a: NULL where it needs none. args: what followed the script's name ("--since", "7d",
 * "word"). *status_out: the script's integer return value, 0 for none; 3 in place of 0 and
 * 1 when something of the archive could not be read. Once. */
int na_command_run(na_command *c, na_arc *a, const na_str *args, size_t nargs,
                   const na_grants *grants, int *status_out, na_err *err);

#endif
