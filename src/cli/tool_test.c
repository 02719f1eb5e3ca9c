/* SPDX-License-Identifier: MIT */
/* tool_test.c - newsarc script test
 *
 * The time of a test is always the same, and of the scripts that are installed only readers
 * take part: the rules and filters of a user are not what others' tests are about.
 */
#include "cli/tool_test.h"
#include "base/path.h"
#include "cli/tool_diff.h"
#include "script/about.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TEST_NOW "1743897600" /* 2025-04-06 00:00 UTC */

int test_done(struct testing *t, const char *name, bool passed, const char *note,
              na_str detail)
{
    na_str line;
    int rc;

    t->number++;
    if (passed)
        t->passed++;
    else
        t->failed++;
    if (t->tap)
        rc = out_line(t->cx, "%s %u - %s", passed ? "ok" : "not ok", t->number, name);
    else
        rc = out_line(t->cx, "%s  %s%s%s", passed ? "ok  " : "FAIL", name,
                      *note ? "  " : "", note);
    while (rc == NA_OK && na_str_line(&detail, &line))
        rc = out_line(t->cx, "%s%.*s", t->tap ? "# " : "      ", NA_STR_ARG(line));
    return rc;
}

int test_read(struct testing *t, const char *path, na_buf *bytes, na_buf *entry)
{
    const char *base = na_path_base(path), *in = strstr(base, ".in.");

    na_buf_reset(entry);
    na_buf_str(entry, na_str_n(base, in ? (size_t)(in - base) : strlen(base)));
    if (in) na_buf_puts(entry, in + 3);
    return na_path_read(path, NA_MAX_RECORD, bytes, t->cx->err);
}

/* -- golden tests ---------------------------------------------------------------------- */

static int put_verdict(void *ctx, uint64_t record, const na_verdict *v)
{
    na_err err = { 0 };

    (void)record;
    return na_trial_put(v, ctx, &err);
}

static void note_of(const struct testing *t, int reader, const na_trial_usage *u,
                    na_buf *out)
{
    char records[48], articles[48], heap[24], volume[24], instr[32];

    out_things(u->records, "record", records);
    out_things(u->articles, "article", articles);
    na_buf_printf(out, "%s: %s, %s",
                  reader < 0 ? "no reader"
                             : na_host_reader(t->host, (size_t)reader).name.ptr,
                  records, articles);
    if (!t->budget) return;
    out_bytes(u->heap, heap);
    out_bytes(u->volume, volume);
    out_count(u->instr, instr);
    const na_limits l = na_limits_default();
    na_buf_printf(
        out,
        "; at most %s instructions (%.1f %%), %s of memory (%.1f %%), %s allocated, "
        "%llu ms",
        instr, 100 * (double)u->instr / (double)l.lua_instr, heap,
        100 * (double)u->heap / (double)l.lua_heap, volume, (unsigned long long)u->ms);
}

/* NAME.in.EXT of a command: the script of that name, when one is under test. */
static const na_script_file *command_of(const struct testing *t, const char *base)
{
    for (size_t i = 0; i < t->commands.n; i++) {
        const char *script = na_path_base(t->commands.v[i].path.ptr);
        size_t n = strlen(script) - 4;
        if (strncmp(base, script, n) == 0 && strchr(".-", base[n]))
            return &t->commands.v[i];
    }
    return NULL;
}

static int write_expected(struct testing *t, const char *path, na_str text)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666), rc;

    if (fd < 0) return na_fail(t->cx->err, NA_EIO, "%s: %s", path, strerror(errno));
    rc = na_io_write(fd, text.ptr, text.len, path, t->cx->err);
    if (close(fd) < 0 && rc == NA_OK)
        rc = na_fail(t->cx->err, NA_EIO, "%s: %s", path, strerror(errno));
    return rc;
}

static int compare(struct testing *t, const char *name, const char *expected, na_str got,
                   const char *note)
{
    na_buf wanted, detail;
    bool there = na_path_exists(expected);
    int rc = NA_OK;

    na_buf_init(&wanted, NA_MAX_RECORD);
    na_buf_init(&detail, 4 * NA_MIB);
    if (there) rc = na_path_read(expected, NA_MAX_RECORD, &wanted, t->cx->err);
    if (rc < 0) goto done;
    bool same = there && na_str_eq(na_buf_get(&wanted), got);
    if (!same && t->update) {
        rc = write_expected(t, expected, got);
        if (rc == NA_OK)
            rc = test_done(t, name, true, there ? "updated" : "written", (na_str){ 0 });
        goto done;
    }
    if (!there)
        na_buf_printf(&detail, "%s is missing; --update writes it\n", expected);
    else if (!same)
        tool_diff(na_buf_get(&wanted), got, "", &detail);
    if (!same && there && detail.len == 0)
        na_buf_puts(&detail, "the same but for white space and the order of members\n");
    rc = test_done(t, name, same, note, na_buf_get(&detail));
done:
    na_buf_release(&wanted);
    na_buf_release(&detail);
    return rc;
}

static int golden(struct testing *t, const char *path)
{
    const char *in = strstr(na_path_base(path), ".in.");
    const na_script_file *command = command_of(t, na_path_base(path));
    na_trial_usage usage = { 0 };
    na_buf bytes, entry, got, expected, note;
    int reader = -1, rc;

    na_buf_init(&bytes, 2 * NA_MAX_RECORD);
    na_buf_init(&entry, NA_KIB);
    na_buf_init(&got, NA_MAX_RECORD);
    na_buf_init(&expected, 64 * NA_KIB);
    na_buf_init(&note, NA_KIB);
    na_buf_str(&expected, na_str_n(path, (size_t)(in - path)));
    na_buf_puts(&expected, ".expected.jsonl");
    if ((rc = test_read(t, path, &bytes, &entry)) < 0) goto done;
    if (command) {
        rc = test_rows(t, command, path, na_buf_get(&bytes), &got);
        if (rc == NA_ESCRIPT) {
            rc = test_done(t, path, false, "", na_str_c(t->cx->err->msg));
            na_err_clear(t->cx->err);
            goto done;
        }
    } else {
        rc = na_trial_run(t->host, na_buf_get(&entry), na_buf_get(&bytes), (na_str){ 0 },
                          put_verdict, &got, &reader, &usage, t->cx->err);
        note_of(t, reader, &usage, &note);
    }
    if (rc == NA_OK)
        rc = compare(t, path, na_buf_cstr(&expected), na_buf_get(&got), na_buf_cstr(&note));
done:
    na_buf_release(&bytes);
    na_buf_release(&entry);
    na_buf_release(&got);
    na_buf_release(&expected);
    na_buf_release(&note);
    return rc;
}

/* -- tests in Lua ---------------------------------------------------------------------- */

struct code {
    struct testing *t;
    const char *path; /* of the test script */
};

static int read_beside(void *ctx, na_str name, na_buf *out, na_err *err)
{
    const struct code *c = ctx;
    const char *base = na_path_base(c->path);
    na_buf path;
    int rc;

    na_buf_init(&path, 64 * NA_KIB);
    na_buf_str(&path, na_str_n(c->path, (size_t)(base - c->path)));
    na_buf_str(&path, name);
    rc = na_path_read(na_buf_cstr(&path), NA_MAX_RECORD, out, err);
    na_buf_release(&path);
    return rc;
}

static int code_done(void *ctx, na_str name, bool passed, na_str why)
{
    const struct code *c = ctx;
    na_buf full;
    int rc;

    na_buf_init(&full, 64 * NA_KIB);
    na_buf_printf(&full, "%s: %.*s", c->path, NA_STR_ARG(name));
    rc = test_done(c->t, na_buf_cstr(&full), passed, "", why);
    na_buf_release(&full);
    return rc;
}

static int code(struct testing *t, const char *path)
{
    struct code c = { t, path };
    const na_code_tests tests = { t->host, read_beside, code_done, &c,
                                  strstr(path, t->only) ? (na_str){ 0 }
                                                        : na_str_c(t->only) };
    na_err why = { 0 };
    na_buf text;
    int rc;

    na_buf_init(&text, NA_MIB + 1);
    if ((rc = na_path_read(path, NA_MIB, &text, t->cx->err)) < 0) goto done;
    rc = na_trial_code(&tests, na_str_c(path), na_buf_get(&text), &why);
    if (rc == NA_ESCRIPT)
        rc = test_done(t, path, false, "", na_str_c(why.msg));
    else if (rc < 0)
        (void)na_fail(t->cx->err, rc, "%s", why.msg);
done:
    na_buf_release(&text);
    return rc;
}

/* -- the run --------------------------------------------------------------------------- */

/* A script under test goes to the host or, a command, aside. One that does not load is a
 * failed test of its own. */
static int add_script(struct testing *t, const char *path)
{
    na_script_about about = { 0 };
    na_err why = { 0 };
    int rc = where_add(&t->scripts, path, t->cx->err);

    if (rc < 0) return rc;
    na_script_file *f = &t->scripts.v[t->scripts.n - 1];
    rc = na_script_about_read(f->path, f->text, &about, &why);
    if (rc == NA_ESCRIPT) {
        t->scripts.n--;
        rc = test_done(t, path, false, "", na_str_c(why.msg));
    } else if (rc == NA_OK &&
               (na_str_eqc(about.kind, "command") || na_str_eqc(about.kind, "rank"))) {
        t->scripts.n--;
        rc = where_add(&t->commands, path, t->cx->err);
    }
    na_script_about_release(&about);
    return rc;
}

/* Readers that are installed: a fixture goes to whom it would go in an import. */
static int add_installed(struct testing *t)
{
    struct scripts all = { 0 };
    int rc = where_all(t->cx, &all);

    for (size_t i = 0; rc == NA_OK && i < all.n; i++) {
        na_script_about about = { 0 };
        na_err why = { 0 };
        int failed = na_script_about_read(all.v[i].path, all.v[i].text, &about, &why);
        if (failed == NA_OK && na_str_eqc(about.kind, "ingest"))
            rc = where_add(&t->scripts, all.v[i].path.ptr, t->cx->err);
        na_script_about_release(&about);
    }
    scripts_release(&all);
    return rc;
}

int test_host(struct testing *t, unsigned flags, na_host **out)
{
    return tool_host_of(t->cx, &t->scripts, 0, flags, out);
}

static int print_coverage(struct testing *t)
{
    na_buf missed;
    int rc = NA_OK;

    na_buf_init(&missed, NA_MIB);
    for (size_t i = 0; rc == NA_OK && i < na_host_readers(t->host); i++) {
        na_reader_info r = na_host_reader(t->host, i);
        size_t all, reached;
        bool ours = false;
        for (size_t k = 0; k < t->found.scripts.n; k++)
            ours = ours || na_str_eqc(r.path, t->found.scripts.v[k]);
        if (!ours) continue;
        na_buf_reset(&missed);
        rc = na_trial_coverage(t->host, (int)i, &all, &reached, &missed, t->cx->err);
        if (rc == NA_OK)
            rc = out_line(t->cx, "%s%.*s: %zu of %zu statements (%.0f %%)%s%s",
                          t->tap ? "# " : "", NA_STR_ARG(r.path), reached, all,
                          all ? 100 * (double)reached / (double)all : 100.0,
                          missed.len ? "; not reached: lines " : "", na_buf_cstr(&missed));
    }
    na_buf_release(&missed);
    return rc;
}

static int run_tests(struct testing *t)
{
    int rc = NA_OK;

    for (size_t i = 0; rc == NA_OK && i < t->found.scripts.n; i++)
        rc = add_script(t, t->found.scripts.v[i]);
    if (rc == NA_OK) rc = add_installed(t);
    if (rc == NA_OK) rc = test_host(t, t->coverage ? TOOL_COVER : 0, &t->host);
    for (size_t i = 0; rc == NA_OK && i < t->found.tests.n; i++) {
        const char *path = t->found.tests.v[i];
        bool lua = na_str_ends(na_str_c(path), NA_STR("_test.lua"));
        if (cmd_cancelled) return na_fail(t->cx->err, NA_ECANCELLED, "cancelled");
        if (lua)
            rc = code(t, path);
        else if (strstr(path, t->only))
            rc = golden(t, path);
        if (rc == NA_OK && t->fuzz > 0 && !lua && strstr(path, t->only) &&
            !command_of(t, na_path_base(path)))
            rc = test_fuzz(t, path);
    }
    if (rc == NA_OK && t->coverage) rc = print_coverage(t);
    return rc;
}

static int finish(struct testing *t)
{
    if (t->number == 0)
        return cmd_usage(t->cx, "no tests: NAME.in.EXT and NAME_test.lua in tests/ beside "
                                "a script");
    int rc = t->tap ? out_line(t->cx, "1..%u", t->number)
                    : out_line(t->cx, "%u passed, %u failed", t->passed, t->failed);
    return rc < 0 ? rc : t->failed ? NA_EXIT_NOTHING : NA_EXIT_OK;
}

int tool_test(struct cmd_ctx *cx, int argc, char **argv)
{
    struct testing t = { .cx = cx,
                         .only = opts_get(&cx->opts, "only", ""),
                         .update = opts_has(&cx->opts, "update"),
                         .tap = opts_has(&cx->opts, "tap"),
                         .budget = opts_has(&cx->opts, "budget"),
                         .coverage = opts_has(&cx->opts, "coverage") };
    int rc = opts_number(&cx->opts, "fuzz", 1, 1000000, &t.fuzz, cx->err);

    if (setenv("NEWSARC_NOW", TEST_NOW, 0) != 0) rc = na_fail_nomem(cx->err);
    for (int i = 0; rc == NA_OK && i < (argc ? argc : 1); i++)
        rc = tool_find(cx, argc ? argv[i] : NULL, &t.found);
    if (rc < 0) goto done;
    tool_found_sort(&t.found);
    if ((rc = run_tests(&t)) < 0) goto done;
    rc = finish(&t);
done:
    na_host_free(t.host);
    scripts_release(&t.scripts);
    scripts_release(&t.commands);
    tool_found_release(&t.found);
    return rc;
}
