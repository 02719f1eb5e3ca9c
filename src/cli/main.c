/* SPDX-License-Identifier: MIT */
/* main.c - finds the command, its archive and its options, and reports what failed */
#include "base/log.h"
#include "base/nearest.h"
#include "cli/cmd.h"
#include "cli/where.h"
#include "query/query.h"
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* clang-format off */
static const struct cmd *const table[] = {
    /* In groups: print_commands() in cmd_help.c has the command that each begins with. */
    &cmd_import, &cmd_reparse, &cmd_quarantine,
    &cmd_search, &cmd_similar, &cmd_timeline, &cmd_compare, &cmd_facets,
    &cmd_show, &cmd_history, &cmd_diff, &cmd_explain,
    &cmd_tag, &cmd_tags, &cmd_note, &cmd_edit, &cmd_remove,
    &cmd_export,
    &cmd_init, &cmd_stats, &cmd_seal, &cmd_compact, &cmd_volumes, &cmd_verify,
    &cmd_run, &cmd_script, &cmd_dev, &cmd_lua,
    &cmd_help, &cmd_version,
    NULL,
};
/* clang-format on */

const struct opt cmd_common_opts[] = {
    { "archive", 'A', "DIR", "the archive" },
    { "help", 'h', NULL, "this help" },
    { NULL, 0, NULL, NULL },
};

volatile int cmd_cancelled;

static void on_signal(int sig)
{
    /* A second one ends the program: the archive is always in a state to go on from. */
    if (cmd_cancelled) _exit(128 + sig);
    cmd_cancelled = sig;
}

const struct cmd *const *cmd_table(void) { return table; }

const struct cmd *cmd_find(const char *name)
{
    for (size_t i = 0; table[i]; i++)
        if (strcmp(table[i]->name, name) == 0) return table[i];
    return NULL;
}

int cmd_exit_of(int code)
{
    switch (code) {
    case NA_OK:
        return NA_EXIT_OK;
    case NA_EQUERY:
    case NA_EUSAGE:
        return NA_EXIT_USAGE;
    case NA_ECORRUPT:
        return NA_EXIT_DAMAGE;
    case NA_ENOENT:
        return NA_EXIT_NOENT;
    case NA_ELOCKED:
        return NA_EXIT_LOCKED;
    case NA_ESCRIPT:
        return NA_EXIT_SCRIPT;
    case NA_EVERSION:
        return NA_EXIT_NEWER;
    default:
        return NA_EXIT_FAILED;
    }
}

static void report(const struct cmd *cmd, const char *fmt, va_list ap)
{
    char msg[2048];
    na_str rest, line;

    /* What was printed comes before what is said of it. */
    if (fflush(stdout) != 0 && errno == EPIPE) clearerr(stdout);
    (void)vsnprintf(msg, sizeof msg, fmt, ap);
    rest = na_str_c(msg);
    while (na_str_line(&rest, &line))
        na_log("%s%s%.*s", cmd ? cmd->name : "", cmd ? ": " : "", NA_STR_ARG(line));
}

void cmd_error(const struct cmd_ctx *cx, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    report(cx->cmd, fmt, ap);
    va_end(ap);
}

int cmd_usage(const struct cmd_ctx *cx, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    report(cx->cmd, fmt, ap);
    va_end(ap);
    na_log("try: newsarc %s%s", cx->cmd ? cx->cmd->name : "help", cx->cmd ? " -h" : "");
    return NA_EXIT_USAGE;
}

/* An option that is none. One named like a field is likely to be meant as one. */
static int wrong_option(struct cmd_ctx *cx)
{
    const char *arg = cx->opts.unknown;
    const na_qfield *f;
    na_str name = { 0 };
    size_t n;

    if (arg && arg[1] == '-') name = na_str_n(arg + 2, strcspn(arg + 2, "="));
    f = na_query_fields(&n);
    for (size_t i = 0; i < n; i++, f++) {
        if (!na_str_eqc(name, f->name)) continue;
        if (cx->cmd->needs & CMD_QUERY)
            return cmd_usage(cx, "unknown option --%s; as part of the query: %s:...",
                             f->name, f->name);
        if (cx->cmd == &cmd_import && f->mask != 0)
            return cmd_usage(cx, "unknown option --%s; --set %s=...?", f->name, f->name);
    }
    return cmd_usage(cx, "%s", cx->err->msg);
}

static enum opts_tail tail_of(const struct cmd *cmd)
{
    if (cmd->needs & CMD_FIELD) return OPTS_FIELD;
    if (cmd->needs & CMD_TAGS) return OPTS_TAGS;
    if (cmd->needs & CMD_QUERY) return OPTS_QUERY;
    return cmd->needs & CMD_SCRIPT ? OPTS_SCRIPT : OPTS_MIXED;
}

/* Neither a command nor a script: perhaps a program newsarc-NAME on the PATH. */
static int external(const struct cmd_ctx *cx, char **argv)
{
    na_nearest near = na_nearest_of(na_str_c(argv[0]));
    char prog[256];
    na_str best;
    int n = snprintf(prog, sizeof prog, "newsarc-%s", argv[0]);

    if (!strchr(argv[0], '/') && n > 0 && (size_t)n < sizeof prog) execvp(prog, argv);
    for (size_t i = 0; table[i]; i++) na_nearest_offer(&near, na_str_c(table[i]->name));
    best = na_nearest_get(&near);
    if (best.len > 0)
        return cmd_usage(cx, "no command \"%s\"; %.*s?", argv[0], NA_STR_ARG(best));
    return cmd_usage(cx, "no command \"%s\"", argv[0]);
}

/* A dry run that only reads waits for no writer, and leaves an older archive as it is. */
static unsigned needs_now(const struct cmd_ctx *cx)
{
    const unsigned needs = cx->cmd->needs;

    if (!(needs & CMD_DRY) || !opts_has(&cx->opts, "dry-run")) return needs;
    return (needs & ~(unsigned)CMD_WRITE) | CMD_READ;
}

static int run(struct cmd_ctx *cx, const char *archive, int argc, char **argv)
{
    const struct sigaction sa = { .sa_handler = on_signal };
    na_buf dir;
    int rc, n;

    na_buf_init(&dir, 64 * NA_KIB);
    n = opts_parse(&cx->opts, cx->cmd->opts, cmd_common_opts, tail_of(cx->cmd), argc, argv,
                   cx->err);
    if (n < 0) {
        rc = wrong_option(cx);
        goto done;
    }
    if (opts_has(&cx->opts, "help")) {
        cmd_print_help(cx->cmd);
        rc = NA_EXIT_OK;
        goto done;
    }
    if (cx->opts.excluded && cx->cmd != &cmd_export) /* which refuses */
        cmd_error(cx,
                  "note: -%c excludes a word here; as an option: --%s, or before the query",
                  cx->opts.excluded->letter, cx->opts.excluded->name);
    archive = opts_get(&cx->opts, "archive", archive);
    if (archive && !*archive) {
        rc = cmd_usage(cx, "--archive needs a folder");
        goto done;
    }
    rc = cmd_archive_dir(archive, &dir, cx->err);
    if (rc < 0 && !(cx->cmd->needs & (CMD_READ | CMD_WRITE))) {
        na_err_clear(cx->err); /* whoever needs no archive needs no HOME */
        rc = NA_OK;
    }
    cx->dir = na_buf_cstr(&dir);
    if (cx->cmd->needs & CMD_POLLS) {
        sigaction(SIGINT, &sa, NULL);
        sigaction(SIGTERM, &sa, NULL);
    }
    if (rc == NA_OK && cx->cmd->needs & (CMD_READ | CMD_WRITE))
        rc = cmd_open(cx, needs_now(cx));
    if (rc == NA_OK) rc = cx->cmd->run(cx, n, argv);
    if (rc < 0 && cx->stdout_closed) {
        rc = NA_EXIT_OK; /* who reads us has seen enough: head(1) */
    } else if (rc < 0) {
        cmd_error(cx, "%s", cx->err->code ? cx->err->msg : "failed");
        rc = cmd_exit_of(rc);
    }
done:
    na_arc_close(cx->arc);
    opts_release(&cx->opts);
    na_buf_release(&dir);
    return rc;
}

/* What a shell expects of a program that ^C ended: that the signal did. */
static void die_of_signal(void)
{
    struct sigaction sa = { .sa_handler = SIG_DFL };

    sigaction(cmd_cancelled, &sa, NULL);
    (void)raise(cmd_cancelled);
}

static int finish(struct cmd_ctx *cx, int rc)
{
    errno = 0;
    if ((fflush(stdout) != 0 || ferror(stdout)) && !cx->stdout_closed && errno != EPIPE &&
        rc == NA_EXIT_OK) {
        na_log("standard output: %s", errno ? strerror(errno) : "cannot write");
        rc = NA_EXIT_FAILED;
    }
    if (cmd_cancelled) die_of_signal();
    return rc;
}

int main(int argc, char **argv)
{
    na_err err = { 0 };
    struct cmd_ctx cx = { .err = &err };
    const char *archive = NULL;
    int i = 1;

    (void)signal(SIGPIPE, SIG_IGN);
    for (; i < argc && argv[i][0] == '-'; i++) {
        if ((!strcmp(argv[i], "-A") || !strcmp(argv[i], "--archive")) && i + 1 < argc)
            archive = argv[++i];
        else if (!strncmp(argv[i], "--archive=", 10))
            archive = argv[i] + 10;
        else if (!strncmp(argv[i], "-A", 2) && argv[i][2])
            archive = argv[i] + 2;
        else if (!strcmp(argv[i], "-h") || !strcmp(argv[i], "--help"))
            return cmd_help.run(&cx, 0, argv), finish(&cx, NA_EXIT_OK);
        else if (!strcmp(argv[i], "--version"))
            return cx.cmd = &cmd_version, finish(&cx, cmd_version.run(&cx, 0, argv));
        else if (!strcmp(argv[i], "-A") || !strcmp(argv[i], "--archive"))
            return cmd_usage(&cx, "option %s needs DIR", argv[i]);
        else
            return cmd_usage(&cx, "unknown option %s", argv[i]);
    }
    if (i == argc) return cmd_usage(&cx, "what shall be done?");
    cx.cmd = cmd_find(argv[i]);
    if (!cx.cmd && where_has_command(argv[i])) {
        /* newsarc digest is newsarc run digest: there is always an argument before it. */
        cx.cmd = &cmd_run;
        i--;
    }
    if (!cx.cmd) return external(&cx, argv + i);
    /* Parsing the options puts the operands together. */
    size_t bytes = ((size_t)argc + 1) * sizeof *argv;
    if (!(cx.argv = malloc(bytes))) return cmd_usage(&cx, "out of memory");
    memcpy(cx.argv, argv, bytes);
    int rc = run(&cx, archive, argc - i, argv + i);
    free(cx.argv);
    return finish(&cx, rc);
}
