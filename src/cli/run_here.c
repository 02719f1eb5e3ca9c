/* SPDX-License-Identifier: MIT */
/* run_here.c - runs a query script (newsarc-run)
 *
 * The columns of a table are the names of its first row; a heading or text between rows
 * begins another table. In csv and JSON there is one list of rows, and headings and text,
 * which are for eyes, go to standard error. */
#include "cli/out.h"
#include "cli/progress.h"
#include "cli/run.h"
#include "cli/trust.h"
#include "cli/where.h"
#include "sandbox/offline.h"
#include "script/command.h"
#include "script/rank.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct running {
    struct cmd_ctx *cx;
    na_format format;
    const char *title; /* of a page: the script's name */
    na_emit *emit;     /* NULL before the first output */
    bool rows;         /* a table is open */
    na_arena arena; /* its columns */
    na_column columns[NA_EMIT_COLUMNS];
    size_t ncolumns;
    struct scripts rank; /* the rank script asked for last */
    struct progress progress;
};

/* Those that have one list of rows and nothing else. */
static bool is_data(const struct running *x)
{
    return x->format == NA_FORMAT_JSON || x->format == NA_FORMAT_JSONL ||
           x->format == NA_FORMAT_CSV;
}

static int open_output(struct running *x)
{
    return x->emit ? NA_OK : out_new_page(x->cx, x->format, x->title, &x->emit);
}

static int open_table(struct running *x, const na_str *names, const na_cell *cells,
                      size_t n)
{
    int rc;

    na_arena_reset(&x->arena);
    x->ncolumns = n < NA_EMIT_COLUMNS ? n : NA_EMIT_COLUMNS;
    for (size_t i = 0; i < x->ncolumns; i++) {
        x->columns[i] = (na_column){ na_arena_cstr(&x->arena, names[i]), NULL,
                                     cells[i].kind == NA_CELL_NUMBER };
        if (!x->columns[i].key) return na_fail_nomem(x->cx->err);
    }
    if ((rc = open_output(x)) < 0) return rc;
    if (x->format == NA_FORMAT_JSON) {
        na_emit_object(x->emit);
        na_emit_kv_int(x->emit, "schema", 1);
        na_emit_key(x->emit, "rows");
    }
    na_emit_rows(x->emit, x->columns, x->ncolumns);
    x->rows = true;
    return NA_OK;
}

static void close_table(struct running *x)
{
    if (!x->rows) return;
    x->rows = false;
    na_emit_end(x->emit);
    if (x->format == NA_FORMAT_JSON) na_emit_end(x->emit);
}

/* A number stays one if it reads as one. */
static void put_number(na_emit *e, na_str s)
{
    char text[64], *end;
    double d;

    if (s.len == 0 || s.len >= sizeof text) {
        na_emit_str(e, s);
        return;
    }
    memcpy(text, s.ptr, s.len);
    text[s.len] = 0;
    errno = 0;
    long long v = strtoll(text, &end, 10);
    if (!*end && !errno) {
        na_emit_int(e, v);
        return;
    }
    d = strtod(text, &end);
    if (*end)
        na_emit_str(e, s);
    else
        na_emit_dbl(e, d);
}

static void put_cell(na_emit *e, const na_cell *c)
{
    switch (c->kind) {
    case NA_CELL_NONE:
        na_emit_null(e);
        break;
    case NA_CELL_TEXT:
        na_emit_str(e, c->text);
        break;
    case NA_CELL_NUMBER:
        put_number(e, c->text);
        break;
    case NA_CELL_BOOL:
        na_emit_bool(e, na_str_eqc(c->text, "true"));
        break;
    case NA_CELL_LIST:
        na_emit_array(e);
        for (size_t i = 0; i < c->list.n; i++) na_emit_str(e, c->list.v[i]);
        na_emit_end(e);
        break;
    }
}

static int on_row(void *ctx, const na_str *names, const na_cell *cells, size_t n)
{
    struct running *x = ctx;
    char key[128];
    int rc;

    progress_clear(&x->progress);
    if (!x->rows && (rc = open_table(x, names, cells, n)) < 0) return rc;
    na_emit_object(x->emit);
    for (size_t i = 0; i < n; i++) {
        size_t len = names[i].len < sizeof key ? names[i].len : sizeof key - 1;
        if (len > 0) memcpy(key, names[i].ptr, len);
        key[len] = 0;
        na_emit_key(x->emit, key);
        put_cell(x->emit, &cells[i]);
    }
    na_emit_end(x->emit);
    return na_emit_status(x->emit);
}

static int put_text(struct running *x, na_str text, bool heading)
{
    int rc;

    progress_clear(&x->progress);
    if (is_data(x)) {
        if (heading || text.len > 0)
            cmd_error(x->cx, "%.*s", NA_STR_ARG(na_str_trim(text)));
        return NA_OK;
    }
    close_table(x);
    if ((rc = open_output(x)) < 0) return rc;
    if (heading)
        na_emit_heading(x->emit, text);
    else
        na_emit_text(x->emit, text);
    return na_emit_status(x->emit);
}

static int on_write(void *ctx, na_str text) { return put_text(ctx, text, false); }
static int on_heading(void *ctx, na_str text) { return put_text(ctx, text, true); }

static void on_progress(void *ctx, const char *what, uint64_t done, uint64_t total)
{
    struct running *x = ctx;
    progress_step(&x->progress, what, done, total);
}

static void on_log(void *ctx, const char *level, na_str line)
{
    struct running *x = ctx;

    progress_clear(&x->progress);
    if (strcmp(level, "info") == 0)
        cmd_error(x->cx, "%.*s", NA_STR_ARG(line));
    else if (strcmp(level, "debug") != 0)
        cmd_error(x->cx, "%s: %.*s", level, NA_STR_ARG(line));
}

static bool read_format(struct running *x)
{
    const char *s = opts_get(&x->cx->opts, "format", NULL);

    if (s && strcmp(s, "table") == 0)
        x->format = NA_FORMAT_TEXT;
    else
        x->format = out_format(x->cx, 1u << NA_FORMAT_TEXT | 1u << NA_FORMAT_LINE |
                                          1u << NA_FORMAT_JSON | 1u << NA_FORMAT_JSONL |
                                          1u << NA_FORMAT_CSV | 1u << NA_FORMAT_MD |
                                          1u << NA_FORMAT_HTML);
    return x->format != NA_FORMAT_NONE;
}

/* -- rank scripts ---------------------------------------------------------------------- */

struct run_rank {
    struct scripts script;
    na_rank *rank;
    struct cmd_ctx *cx;
};

static void rank_log(void *ctx, const char *level, na_str line)
{
    const run_rank *r = ctx;

    cmd_error(r->cx, "%s: %.*s", level, NA_STR_ARG(line));
}

int run_rank_open(struct cmd_ctx *cx, const char *name, run_rank **out, size_t *top_out)
{
    run_rank *r = calloc(1, sizeof *r);
    const na_rank_opts o = {
        .now = na_now(), .log = rank_log, .log_ctx = r, .cancel = &cmd_cancelled
    };
    int rc;

    *out = NULL;
    if (!r) return na_fail_nomem(cx->err);
    r->cx = cx;
    rc = where_rank(cx, name, &r->script);
    if (rc == NA_OK)
        rc = na_rank_new(&r->rank, r->script.v[0].path, r->script.v[0].text, &o, cx->err);
    if (rc < 0) {
        run_rank_close(r);
        return rc == NA_ENOENT ? NA_EUSAGE : rc;
    }
    *top_out = na_rank_top(r->rank);
    *out = r;
    return NA_OK;
}

int run_rank_apply(run_rank *r, na_hits *h, const na_query *q, na_ranked **out, na_err *err)
{
    return na_rank_apply(r->rank, h, q, out, err);
}

void run_rank_close(run_rank *r)
{
    if (!r) return;
    na_rank_free(r->rank);
    scripts_release(&r->script);
    free(r);
}

/* For ctx.archive:search{ rank = ... }. */
static int on_find_rank(void *ctx, na_str name, na_str *path, na_str *text, na_err *err)
{
    struct running *x = ctx;
    char word[80];
    int rc;

    (void)snprintf(word, sizeof word, "%.*s", (int)(name.len > 70 ? 70 : name.len),
                   name.ptr);
    scripts_release(&x->rank);
    rc = where_rank(x->cx, word, &x->rank);
    if (rc < 0) {
        na_fail(err, rc, "%s", x->cx->err->msg);
        na_err_clear(x->cx->err);
        return rc;
    }
    *path = x->rank.v[0].path;
    *text = x->rank.v[0].text;
    return NA_OK;
}

/* -- what the script may --------------------------------------------------------------- */

struct granted {
    struct trust trust;
    const char **read, **write;
    na_grants g;
};

static int collect(const struct cmd_ctx *cx, const char *option, na_strv trusted,
                   const char ***v, size_t *n)
{
    const char *s;
    size_t given = 0;

    while (opts_nth(&cx->opts, option, given)) given++;
    if (!(*v = calloc(given + trusted.n + 1, sizeof **v))) return na_fail_nomem(cx->err);
    for (size_t i = 0; (s = opts_nth(&cx->opts, option, i)); i++)
        (*v)[(*n)++] = *s ? s : "."; /* those of the command line come first */
    for (size_t i = 0; i < trusted.n; i++) (*v)[(*n)++] = trusted.v[i].ptr;
    return NA_OK;
}

/* What this call allows, and what the user has trusted this very script with. */
static int grant(const struct cmd_ctx *cx, const na_script_file *script,
                 struct granted *out)
{
    char hex[65];
    int rc;

    if (opts_has(&cx->opts, "deny")) return NA_OK;
    if ((rc = trust_hash(script->path.ptr, script->text, hex, cx->err)) < 0) return rc;
    if ((rc = trust_find(hex, &out->trust, cx->err)) < 0) return rc;
    rc = collect(cx, "allow-read", out->trust.read, &out->read, &out->g.nread);
    if (rc == NA_OK)
        rc = collect(cx, "allow-write", out->trust.write, &out->write, &out->g.nwrite);
    out->g.read = out->read;
    out->g.write = out->write;
    return rc;
}

static void granted_release(struct granted *g)
{
    trust_release(&g->trust);
    free(g->read);
    free(g->write);
}

/* The script's own -h needs no archive. */
static int put_help(struct cmd_ctx *cx, const na_command *c)
{
    na_buf b;
    int rc;

    na_buf_init(&b, NA_MIB);
    na_command_help(c, &b);
    rc = na_buf_check(&b, "help", cx->err);
    if (rc == NA_OK) rc = out_raw(cx, na_buf_get(&b));
    na_buf_release(&b);
    return rc;
}

int run_script(struct cmd_ctx *cx, int argc, char **argv)
{
    struct running x = { .cx = cx, .progress = progress_new() };
    const na_command_io io = { .row = on_row,
                               .write = on_write,
                               .heading = on_heading,
                               .log = on_log,
                               .find_rank = on_find_rank,
                               .progress = on_progress,
                               .ctx = &x,
                               .cancel = &cmd_cancelled };
    struct scripts script = { 0 };
    struct granted granted = { 0 };
    na_command *c = NULL;
    na_str *args = NULL;
    size_t nargs = argc > 0 ? (size_t)argc - 1 : 0;
    int rc, status = 0;

    if (argc == 0) return cmd_usage(cx, "which script?");
    if (!read_format(&x)) return NA_EUSAGE;
    if ((rc = where_command(cx, argv[0], &script)) < 0) {
        cmd_error(cx, "%s", cx->err->msg);
        scripts_release(&script);
        return rc == NA_ENOENT ? NA_EXIT_USAGE : cmd_exit_of(rc);
    }
    args = calloc(nargs + 1, sizeof *args);
    if (!args) {
        rc = na_fail_nomem(cx->err);
        goto done;
    }
    for (size_t i = 0; i < nargs; i++) args[i] = na_str_c(argv[i + 1]);
    rc = na_command_new(&c, script.v[0].path, script.v[0].text, &io, cx->err);
    if (rc < 0) goto done;
    x.title = na_command_name(c).ptr;
    if (na_command_asks_help(c, args, nargs)) {
        rc = put_help(cx, c);
        goto done;
    }
    if ((rc = grant(cx, &script.v[0], &granted)) < 0) goto done;
    if (na_command_needs_archive(c) && (rc = cmd_open(cx, CMD_READ)) < 0) goto done;
    (void)na_sandbox_offline(); /* without it the script has no way out either */
    rc = na_command_run(c, cx->arc, args, nargs, &granted.g, &status, cx->err);
    progress_clear(&x.progress);
    /* A list without rows is a list. */
    if (rc == NA_OK && !x.emit && x.format != NA_FORMAT_TEXT)
        rc = is_data(&x) ? open_table(&x, NULL, NULL, 0) : open_output(&x);
    close_table(&x);
    int end = out_end(x.emit, NA_OK, cx->err); /* also what there is before a failure */
    if (rc == NA_OK) rc = end;
done:
    na_command_free(c);
    granted_release(&granted);
    free(args);
    na_arena_release(&x.arena);
    scripts_release(&x.rank);
    scripts_release(&script);
    return rc < 0 ? rc : status;
}
