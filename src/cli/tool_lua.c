/* SPDX-License-Identifier: MIT */
/* tool_lua.c - newsarc lua */
#include "base/log.h"
#include "base/path.h"
#include "cli/edit.h"
#include "cli/tool.h"
#include "script/repl.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct typing {
    struct cmd_ctx *cx;
    na_repl *repl;
    struct edit *edit;
};

/* Text and rows of ctx.out come plainly: this is for looking, not for other programs. */
static int put_line(struct typing *t, na_str text, bool end)
{
    size_t n = na_escape(text, true, NULL, 0);
    na_buf b;
    char *p;
    int rc;

    na_buf_init(&b, 64 * NA_MIB);
    if ((p = na_buf_reserve(&b, n + 1))) b.len += na_escape(text, true, p, n);
    if (end && (b.len == 0 || b.ptr[b.len - 1] != '\n')) na_buf_putc(&b, '\n');
    rc = na_buf_check(&b, "output", t->cx->err);
    if (rc == NA_OK) rc = out_raw(t->cx, na_buf_get(&b));
    na_buf_release(&b);
    (void)fflush(stdout);
    return rc;
}

static int on_write(void *ctx, na_str text) { return put_line(ctx, text, false); }
static int on_heading(void *ctx, na_str text) { return put_line(ctx, text, true); }

static int on_row(void *ctx, const na_str *names, const na_cell *cells, size_t n)
{
    na_buf b;
    int rc;

    (void)names;
    na_buf_init(&b, 64 * NA_MIB);
    for (size_t i = 0; i < n; i++) {
        if (i > 0) na_buf_puts(&b, "  ");
        na_buf_str(&b, cells[i].text);
        for (size_t k = 0; k < cells[i].list.n; k++) {
            if (k > 0) na_buf_puts(&b, ", ");
            na_buf_str(&b, cells[i].list.v[k]);
        }
    }
    rc = put_line(ctx, na_buf_get(&b), true);
    na_buf_release(&b);
    return rc;
}

static void on_log(void *ctx, const char *level, na_str line)
{
    struct typing *t = ctx;

    if (strcmp(level, "debug") != 0) cmd_error(t->cx, "%s: %.*s", level, NA_STR_ARG(line));
}

static void on_complete(void *ctx, na_str before, size_t *replaced,
                        void (*offer)(void *ctx, na_str word), void *offer_ctx)
{
    struct typing *t = ctx;

    na_repl_complete(t->repl, before, replaced, offer, offer_ctx);
}

/* ^C ends an evaluation and nothing else; main()'s own handler would end the program at the
 * second. */
static void on_interrupt(int sig) { cmd_cancelled = sig; }

/* 0, 1 for a beginning, or a negative code when all is over; *failed for a message said. */
static int evaluate(struct typing *t, na_str text, bool *failed)
{
    na_err err = { 0 };
    int rc;

    if (edit_is_terminal(t->edit)) cmd_cancelled = 0;
    rc = na_repl_eval(t->repl, text, &err);
    if (rc >= 0) return rc;
    *failed = true;
    if (rc == NA_EIO || rc == NA_ENOMEM) return na_fail(t->cx->err, rc, "%s", err.msg);
    if (rc == NA_ECANCELLED && !edit_is_terminal(t->edit))
        return na_fail(t->cx->err, rc, "%s", err.msg);
    cmd_error(t->cx, "%s", err.msg);
    return 0;
}

static int read_all(struct typing *t, bool *failed)
{
    na_str line;
    na_buf text;
    int rc = 0;

    na_buf_init(&text, NA_MIB);
    while (rc >= 0 && edit_line(t->edit, text.len > 0 ? ">> " : "> ", &line)) {
        if (text.len > 0) na_buf_putc(&text, '\n');
        /* An empty line ends what was begun: it will say what is missing. */
        bool give_up = text.len > 0 && line.len == 0 && edit_is_terminal(t->edit);
        na_buf_str(&text, line);
        if ((rc = na_buf_check(&text, "input", t->cx->err)) < 0) break;
        rc = evaluate(t, na_buf_get(&text), failed);
        if (rc == 1 && !give_up) continue;
        if (rc == 1) cmd_error(t->cx, "given up: it was not finished");
        edit_remember(t->edit, na_buf_get(&text));
        na_buf_reset(&text);
    }
    if (rc >= 0 && text.len > 0) {
        cmd_error(t->cx, "the input ends within an expression");
        *failed = true;
    }
    na_buf_release(&text);
    return rc < 0 ? rc : NA_OK;
}

/* The state folder's lua_history; none where there is no such folder to be had. */
static const char *history_file(na_buf *path)
{
    if (na_path_xdg("STATE", path, NULL) < 0) return NULL;
    if (na_path_mkdirs(na_buf_cstr(path), NULL) < 0) return NULL;
    na_buf_puts(path, "/lua_history");
    return na_buf_cstr(path);
}

int tool_lua(struct cmd_ctx *cx, int argc, char **argv)
{
    struct typing t = { .cx = cx };
    const na_command_io io = { .row = on_row,
                               .write = on_write,
                               .heading = on_heading,
                               .log = on_log,
                               .ctx = &t,
                               .cancel = &cmd_cancelled };
    const edit_words words = { on_complete, &t };
    const struct sigaction sa = { .sa_handler = on_interrupt };
    const char *code;
    bool failed = false;
    na_buf path;
    int rc;

    na_buf_init(&path, 64 * NA_KIB);
    if (argc > 0) return cmd_usage(cx, "lua takes no %s; -e CODE evaluates one", argv[0]);
    rc = cmd_open(cx, CMD_READ);
    if (rc == NA_ENOENT && !opts_has(&cx->opts, "archive") && !getenv("NEWSARC_ARCHIVE")) {
        na_err_clear(cx->err); /* whoever tries a pattern needs none */
        cmd_error(cx, "no archive here: the modules are, archive is not");
        rc = NA_OK;
    }
    if (rc < 0) goto done;
    if ((rc = na_repl_new(&t.repl, cx->arc, &io, cx->err)) < 0) goto done;
    if ((rc = edit_new(&t.edit, history_file(&path), &words, cx->err)) < 0) goto done;
    if (opts_has(&cx->opts, "eval")) {
        for (size_t i = 0; rc >= 0 && (code = opts_nth(&cx->opts, "eval", i)); i++) {
            rc = evaluate(&t, na_str_c(code), &failed);
            if (rc == 1) {
                cmd_error(cx, "this is not finished: %s", code);
                failed = true;
            }
        }
    } else {
        if (edit_is_terminal(t.edit)) sigaction(SIGINT, &sa, NULL);
        rc = read_all(&t, &failed);
        if (edit_is_terminal(t.edit)) {
            cmd_cancelled = 0;
            failed = false; /* whoever types has seen it */
        }
    }
done:
    edit_free(t.edit);
    na_repl_free(t.repl);
    na_buf_release(&path);
    return rc < 0 ? rc : failed ? NA_EXIT_SCRIPT : NA_EXIT_OK;
}
