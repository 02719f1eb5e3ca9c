/* SPDX-License-Identifier: MIT */
/* run_here.c - runs a query script (newsarc-run)
 *
 * The columns of a table are the names of its first row; a heading or text between rows
 * begins another table. In csv and JSON there is one list, and headings and text, which are
 * for eyes, go to standard error. */
#include "cli/out.h"
#include "cli/run.h"
#include "cli/where.h"
#include "script/command.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct running {
    struct cmd_ctx *cx;
    na_format format;
    na_emit *emit;  /* the open table, or NULL */
    na_arena arena; /* its columns */
    na_column columns[NA_EMIT_COLUMNS];
    size_t ncolumns;
};

static int open_table(struct running *x, const na_str *names, const bool *number, size_t n)
{
    int rc;

    na_arena_reset(&x->arena);
    x->ncolumns = n < NA_EMIT_COLUMNS ? n : NA_EMIT_COLUMNS;
    for (size_t i = 0; i < x->ncolumns; i++) {
        x->columns[i] = (na_column){ na_arena_cstr(&x->arena, names[i]), NULL, number[i] };
        if (!x->columns[i].key) return na_fail_nomem(x->cx->err);
    }
    if ((rc = out_new(x->cx, x->format, &x->emit)) < 0) return rc;
    if (x->format == NA_FORMAT_JSON) {
        na_emit_object(x->emit);
        na_emit_kv_int(x->emit, "schema", 1);
        na_emit_key(x->emit, "rows");
    }
    na_emit_rows(x->emit, x->columns, x->ncolumns);
    return NA_OK;
}

static int close_table(struct running *x)
{
    na_emit *e = x->emit;

    if (!e) return NA_OK;
    x->emit = NULL;
    na_emit_end(e);
    if (x->format == NA_FORMAT_JSON) na_emit_end(e);
    return out_end(e, NA_OK, x->cx->err);
}

/* A number stays one if it reads as one. */
static void put_value(na_emit *e, na_str s, bool number)
{
    char text[64], *end;
    double d;

    if (!number || s.len == 0 || s.len >= sizeof text) {
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

static int on_row(void *ctx, const na_str *names, const na_str *values, const bool *number,
                  size_t n)
{
    struct running *x = ctx;
    char key[128];
    int rc;

    if (!x->emit && (rc = open_table(x, names, number, n)) < 0) return rc;
    na_emit_object(x->emit);
    for (size_t i = 0; i < n; i++) {
        size_t len = names[i].len < sizeof key ? names[i].len : sizeof key - 1;
        if (len > 0) memcpy(key, names[i].ptr, len);
        key[len] = 0;
        na_emit_key(x->emit, key);
        put_value(x->emit, values[i], number[i]);
    }
    na_emit_end(x->emit);
    return na_emit_status(x->emit);
}

static int put_text(struct running *x, na_str text, na_look look, bool heading)
{
    na_buf b;
    int rc;

    if (x->format != NA_FORMAT_TEXT) {
        if (heading || text.len > 0)
            cmd_error(x->cx, "%.*s", NA_STR_ARG(na_str_trim(text)));
        return NA_OK;
    }
    if ((rc = close_table(x)) < 0) return rc;
    na_buf_init(&b, 16 * NA_MIB);
    na_style_put(&b, heading ? na_style_for(out_is_terminal()) : NA_STYLE_PLAIN, look,
                 text);
    if (heading) na_buf_putc(&b, '\n');
    rc = na_buf_check(&b, "output", x->cx->err);
    if (rc == NA_OK) rc = out_raw(x->cx, na_buf_get(&b));
    na_buf_release(&b);
    return rc;
}

static int on_write(void *ctx, na_str text)
{
    return put_text(ctx, text, NA_LOOK_DIM, false);
}
static int on_heading(void *ctx, na_str text)
{
    return put_text(ctx, text, NA_LOOK_BOLD, true);
}

static void on_log(void *ctx, const char *level, na_str line)
{
    const struct running *x = ctx;

    if (strcmp(level, "debug") != 0) cmd_error(x->cx, "%s: %.*s", level, NA_STR_ARG(line));
}

static bool read_format(struct running *x)
{
    const char *s = opts_get(&x->cx->opts, "format", NULL);

    if (s && strcmp(s, "table") == 0)
        x->format = NA_FORMAT_TEXT;
    else
        x->format = out_format(x->cx, 1u << NA_FORMAT_TEXT | 1u << NA_FORMAT_LINE |
                                          1u << NA_FORMAT_JSON | 1u << NA_FORMAT_JSONL |
                                          1u << NA_FORMAT_CSV);
    return x->format != NA_FORMAT_NONE;
}

int run_script(struct cmd_ctx *cx, int argc, char **argv)
{
    struct running x = { .cx = cx };
    const na_command_io io = { .row = on_row,
                               .write = on_write,
                               .heading = on_heading,
                               .log = on_log,
                               .ctx = &x,
                               .cancel = &cmd_cancelled };
    struct scripts script = { 0 };
    na_str *args = NULL;
    int rc, status = 0;

    if (argc == 0) return cmd_usage(cx, "which script?");
    if (!read_format(&x)) return NA_EUSAGE;
    if ((rc = where_command(cx, argv[0], &script)) < 0) {
        cmd_error(cx, "%s", cx->err->msg);
        scripts_release(&script);
        return rc == NA_ENOENT ? NA_EXIT_USAGE : cmd_exit_of(rc);
    }
    if ((rc = cmd_open(cx, CMD_READ)) < 0) goto done;
    args = calloc((size_t)argc, sizeof *args);
    if (!args) {
        rc = na_fail_nomem(cx->err);
        goto done;
    }
    for (int i = 1; i < argc; i++) args[i - 1] = na_str_c(argv[i]);
    rc = na_command_run(cx->arc, script.v[0].path, script.v[0].text, args, (size_t)argc - 1,
                        &io, &status, cx->err);
    /* A list without rows is a list. */
    if (rc == NA_OK && !x.emit && x.format != NA_FORMAT_TEXT)
        rc = open_table(&x, NULL, NULL, 0);
    int end = close_table(&x);
    if (rc == NA_OK) rc = end;
done:
    free(args);
    na_arena_release(&x.arena);
    scripts_release(&script);
    return rc < 0 ? rc : status;
}
