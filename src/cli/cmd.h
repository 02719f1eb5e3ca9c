/* SPDX-License-Identifier: MIT */
/* cmd.h - what a command of newsarc is
 *
 * Concepts  A command is one constant at the top of its file cmd_<name>.c: its name, its
 *           options, what it needs of the archive, and its function. main() resolves and
 *           opens the archive accordingly, so that commands do not.
 *
 *           To add one: the file; a line in the table of main.c, in CMakeLists.txt and in
 *           doc/man/newsarc.1; a test in tests/cli/. A lint test compares them.
 * Lifetime  cmd_ctx and all in it live as long as the command runs.
 * Threads   One.
 * Errors    A command returns an exit status (enum na_exit), having reported what failed by
 *           cmd_error(); or a negative NA_E* code with the reason in cx->err, which main()
 *           reports and maps.
 * Used by   cli/ alone.
 */
#ifndef NA_CLI_CMD_H
#define NA_CLI_CMD_H
#include "base/buf.h"
#include "base/err.h"
#include "cli/opt.h"
#include "core/arc.h"

/* Exit statuses, fixed for scripts. */
enum na_exit {
    NA_EXIT_OK = 0,
    NA_EXIT_NOTHING = 1, /* nothing found */
    NA_EXIT_USAGE = 2,   /* usage, query, or no such input file */
    NA_EXIT_PARTLY = 3,  /* done, but quarantined, cut short, or a volume unreadable */
    NA_EXIT_DAMAGE = 4,  /* damage found */
    NA_EXIT_NOENT = 5,   /* no such archive or article */
    NA_EXIT_LOCKED = 6,
    NA_EXIT_SCRIPT = 7,
    NA_EXIT_NEWER = 8, /* made by a newer newsarc */
    NA_EXIT_FAILED = 9 /* any other failure, nothing committed */
};

enum cmd_needs {
    CMD_NONE = 0,    /* it opens the archive itself, or needs none */
    CMD_READ = 1,    /* cx->arc is open for reading */
    CMD_WRITE = 2,   /* ... for writing */
    CMD_CREATE = 4,  /* with WRITE: made where there is none */
    CMD_QUERY = 8,   /* operands are a query: behind its first word -x excludes */
    CMD_FIELD = 64,  /* with QUERY: an operand comes before it */
    CMD_SCRIPT = 32, /* ... are a script and its own options */
    CMD_TAGS = 128,  /* ... are +TAG and -TAG, and behind them a query */
    CMD_DRY = 256,   /* with WRITE: for --dry-run reading is enough */
    CMD_POLLS = 16   /* it watches cmd_cancelled; others end at once with ^C */
};

struct cmd_ctx {
    const struct cmd *cmd;
    na_arc *arc;
    const char *dir; /* of the archive, also for CMD_NONE */
    char **argv;     /* all of the command line, as it was given */
    struct opts opts;
    bool stdout_closed; /* whoever reads standard output went away */
    na_err *err;
};

struct cmd {
    const char *name, *summary;
    const char *usage; /* operands, as -h prints them behind the options */
    const char *help;  /* further lines for -h, or NULL */
    const struct opt *opts;
    unsigned needs;
    int (*run)(struct cmd_ctx *cx, int argc, char **argv);
};

extern const struct cmd cmd_compact, cmd_compare, cmd_dev, cmd_diff, cmd_edit, cmd_explain,
    cmd_export, cmd_facets, cmd_help, cmd_history, cmd_import, cmd_init, cmd_lua, cmd_note,
    cmd_tag, cmd_tags, cmd_quarantine, cmd_remove, cmd_reparse, cmd_run, cmd_script,
    cmd_seal, cmd_search, cmd_show, cmd_similar, cmd_stats, cmd_timeline, cmd_verify,
    cmd_version, cmd_volumes;

extern const struct opt cmd_common_opts[];

/* The table, ended by NULL, and a look-up (NULL when there is none). */
const struct cmd *const *cmd_table(void);
const struct cmd *cmd_find(const char *name);
void cmd_print_help(const struct cmd *cmd);

/* "newsarc <cmd>: " and the message, on standard error. */
void cmd_error(const struct cmd_ctx *cx, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* Reports a message of usage and returns NA_EXIT_USAGE. */
int cmd_usage(const struct cmd_ctx *cx, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* The exit status of a failure. */
int cmd_exit_of(int code);
/* -A, else $NEWSARC_ARCHIVE, else ./archive when it is one, else the XDG data folder. */
int cmd_archive_dir(const char *option, na_buf *out, na_err *err);
/* Opens cx->arc for what needs (enum cmd_needs) says, trying again for --wait seconds while
 * another writer holds it. For commands that main() does not do it for. */
int cmd_open(struct cmd_ctx *cx, unsigned needs);
/* The signal, once SIGINT or SIGTERM came: stop soon. main() then dies of it. */
extern volatile int cmd_cancelled;

#endif
