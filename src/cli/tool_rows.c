/* SPDX-License-Identifier: MIT */
/* tool_rows.c - a command under test: an archive of its fixture's articles, and its rows
 *
 * NAME.args beside the fixture holds what would follow the command's name, one word a line;
 * for a rank script the words of the query, whose hits are compared in its order.
 */
#include "base/jsonw.h"
#include "base/path.h"
#include "cli/tool_test.h"
#include "script/about.h"
#include "script/command.h"
#include "text/article_json.h"
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WORDS 64

/* What a rank script is tested by. */
static const char by_rank[] =
    "return { api = 1, kind = 'command', name = 'rank', run = function(ctx, opts)\n"
    "  for a in ctx.archive:search { query = table.concat(opts, ' '), rank = 'x' } do\n"
    "    ctx.out:row { title = a.title }\n"
    "  end\n"
    "end }\n";

struct rows {
    na_buf *out;
    const na_script_file *rank;
};

static void put_cell(na_buf *b, const na_cell *c)
{
    switch (c->kind) {
    case NA_CELL_NUMBER:
    case NA_CELL_BOOL:
        na_buf_str(b, c->text);
        break;
    case NA_CELL_TEXT:
        na_json_quote(b, c->text);
        break;
    case NA_CELL_LIST:
        na_buf_putc(b, '[');
        for (size_t i = 0; i < c->list.n; i++) {
            if (i > 0) na_buf_putc(b, ',');
            na_json_quote(b, c->list.v[i]);
        }
        na_buf_putc(b, ']');
        break;
    case NA_CELL_NONE:
        break;
    }
}

/* What the row does not have is left out. */
static int on_row(void *ctx, const na_str *names, const na_cell *cells, size_t n)
{
    na_buf *b = ((struct rows *)ctx)->out;
    bool any = false;

    na_buf_putc(b, '{');
    for (size_t i = 0; i < n; i++) {
        if (cells[i].kind == NA_CELL_NONE) continue;
        if (any) na_buf_putc(b, ',');
        any = true;
        na_json_quote(b, names[i]);
        na_buf_putc(b, ':');
        put_cell(b, &cells[i]);
    }
    na_buf_puts(b, "}\n");
    return b->rc;
}

static int put_text(const struct rows *r, const char *key, na_str text)
{
    na_buf *b = r->out;

    na_buf_printf(b, "{\"%s\":", key);
    na_json_quote(b, text);
    na_buf_puts(b, "}\n");
    return b->rc;
}

static int on_write(void *ctx, na_str text) { return put_text(ctx, "text", text); }
static int on_heading(void *ctx, na_str text) { return put_text(ctx, "heading", text); }

static int on_find_rank(void *ctx, na_str name, na_str *path, na_str *text, na_err *err)
{
    const struct rows *r = ctx;

    if (!r->rank)
        return na_fail(err, NA_ENOENT, "no rank script \"%.*s\" in a test",
                       NA_STR_ARG(name));
    *path = r->rank->path;
    *text = r->rank->text;
    return NA_OK;
}

static bool is_rank(const na_script_file *f)
{
    na_script_about about = { 0 };
    bool yes = na_script_about_read(f->path, f->text, &about, NULL) == NA_OK &&
               na_str_eqc(about.kind, "rank");

    na_script_about_release(&about);
    return yes;
}

static int fill(struct testing *t, na_arc *arc, na_str articles)
{
    na_arena arena = { .max = NA_MAX_RECORD };
    na_str line;
    int rc = na_arc_begin(arc, t->cx->err);

    while (rc == NA_OK && na_str_line(&articles, &line)) {
        na_article a = { 0 };
        na_added what;
        if (na_str_trim(line).len == 0) continue;
        na_arena_reset(&arena);
        rc = na_article_from_json(line, &a, &arena, t->cx->err);
        if (rc == NA_OK) rc = na_article_check(&a, t->cx->err);
        if (rc == NA_OK) rc = na_arc_add(arc, &a, &what, t->cx->err);
    }
    if (rc == NA_OK) rc = na_arc_commit(arc, t->cx->err);
    na_arena_release(&arena);
    return rc;
}

/* NAME.args, when there is one. */
static int read_words(struct testing *t, const char *fixture, na_buf *text, na_str *words,
                      size_t *n)
{
    const char *in = strstr(na_path_base(fixture), ".in.");
    na_buf path;
    na_str rest, line;
    int rc = NA_OK;

    na_buf_init(&path, 64 * NA_KIB);
    na_buf_str(&path, na_str_n(fixture, (size_t)(in - fixture)));
    na_buf_puts(&path, ".args");
    *n = 0;
    if (na_path_exists(na_buf_cstr(&path)))
        rc = na_path_read(na_buf_cstr(&path), 64 * NA_KIB, text, t->cx->err);
    rest = na_buf_get(text);
    while (rc == NA_OK && *n < WORDS && na_str_line(&rest, &line)) words[(*n)++] = line;
    na_buf_release(&path);
    return rc;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st, (void)kind, (void)at;
    return remove(path);
}

int test_rows(struct testing *t, const na_script_file *command, const char *fixture,
              na_str articles, na_buf *out)
{
    const char *tmp = getenv("TMPDIR");
    struct rows rows = { out, is_rank(command) ? command : NULL };
    const na_command_io io = { .row = on_row,
                               .write = on_write,
                               .heading = on_heading,
                               .find_rank = on_find_rank,
                               .ctx = &rows,
                               .cancel = &cmd_cancelled };
    na_str path = rows.rank ? NA_STR("rank.lua") : command->path;
    na_str script = rows.rank ? na_str_c(by_rank) : command->text;
    na_str words[WORDS];
    na_buf dir, text;
    na_command *c = NULL;
    na_arc *arc = NULL;
    size_t n = 0;
    int rc, status = 0;
    bool made = false;

    na_buf_init(&dir, 64 * NA_KIB);
    na_buf_init(&text, 128 * NA_KIB);
    na_buf_printf(&dir, "%s/newsarc-test-XXXXXX", tmp && *tmp ? tmp : "/tmp");
    if ((rc = read_words(t, fixture, &text, words, &n)) < 0) goto done;
    (void)na_buf_cstr(&dir);
    if (!(made = mkdtemp(dir.ptr) != NULL)) {
        rc = na_fail(t->cx->err, NA_EIO, "%s: cannot make a folder", dir.ptr);
        goto done;
    }
    rc = na_arc_open(&arc, dir.ptr, NA_ARC_READ | NA_ARC_WRITE | NA_ARC_CREATE, t->cx->err);
    if (rc == NA_OK) rc = fill(t, arc, articles);
    if (rc == NA_OK) rc = na_command_new(&c, path, script, &io, t->cx->err);
    if (rc == NA_OK) rc = na_command_run(c, arc, words, n, NULL, &status, t->cx->err);
    if (rc == NA_EUSAGE || rc == NA_EQUERY) rc = t->cx->err->code = NA_ESCRIPT;
    if (rc == NA_OK && status != 0) na_buf_printf(out, "{\"status\":%d}\n", status);
done:
    na_command_free(c);
    na_arc_close(arc);
    if (made) (void)nftw(dir.ptr, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    na_buf_release(&dir);
    na_buf_release(&text);
    return rc;
}
