/* SPDX-License-Identifier: MIT */
/* cmd_note.c - newsarc note */
#include "base/path.h"
#include "base/utf8.h"
#include "cli/out.h"
#include "core/marks.h"
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int note_run(struct cmd_ctx *cx, int argc, char **argv);

static const struct opt note_opts[] = {
    { "wait", 0, "S", "seconds to wait for another writer" },
    { NULL, 0, NULL, NULL },
};

const struct cmd cmd_note = {
    .name = "note",
    .summary = "write a note to an article",
    .usage = "ID [TEXT...]",
    .help = "Without TEXT: from standard input or, on a terminal, from $VISUAL or $EDITOR, "
            "which\n"
            "begins with the note that is there. An empty TEXT takes the note away, empty\n"
            "standard input does not. newsarc show ID prints it, note:word finds it.",
    .opts = note_opts,
    .needs = CMD_NONE,
    .run = note_run,
};

extern char **environ;

/* The note of an article, "" where it has none; id is completed. */
static int now(struct cmd_ctx *cx, const char *prefix, na_arena *arena, na_str *id,
               na_str *note)
{
    na_article a;
    na_mark *v;
    size_t n;
    int rc = na_arc_get(cx->arc, na_str_c(prefix), 0, &a, arena, NULL, cx->err);

    if (rc < 0) return rc;
    *id = a.id;
    *note = (na_str){ 0 };
    rc = na_arc_marks(cx->arc, a.id, &v, &n, arena, cx->err);
    for (size_t i = 0; rc == NA_OK && i < n; i++)
        if (na_str_eqc(v[i].field, "note")) *note = v[i].value;
    return rc;
}

static int read_fd(int fd, na_buf *out, const char *what, na_err *err)
{
    char block[4096];
    ssize_t n;

    while ((n = read(fd, block, sizeof block)) != 0) {
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return na_fail(err, NA_EIO, "%s: %s", what, strerror(errno));
        na_buf_str(out, na_str_n(block, (size_t)n));
        if (out->rc < 0) return na_buf_check(out, "note", err);
    }
    return NA_OK;
}

static int run_editor(const char *path, na_err *err)
{
    char *const argv[] = {
        (char *)"sh", (char *)"-c", (char *)"exec ${VISUAL:-${EDITOR:-vi}} \"$1\"",
        (char *)"sh", (char *)path, NULL
    };
    pid_t pid;
    int status = 0, e = posix_spawn(&pid, "/bin/sh", NULL, NULL, argv, environ);

    if (e != 0) return na_fail(err, NA_EIO, "/bin/sh: %s", strerror(e));
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return na_fail(err, NA_ECANCELLED, "the editor failed; the note is as it was");
    return NA_OK;
}

/* In a file of nobody else's, which goes again. */
static int edit(na_str note, na_buf *out, na_err *err)
{
    const char *dir = getenv("TMPDIR");
    char path[4096];
    int fd, rc,
        n = snprintf(path, sizeof path, "%s/newsarc-note-XXXXXX.txt",
                     dir && *dir ? dir : "/tmp");

    if (n < 0 || (size_t)n >= sizeof path) return na_fail(err, NA_EIO, "TMPDIR: too long");
    if ((fd = mkstemps(path, 4)) < 0)
        return na_fail(err, NA_EIO, "%s: %s", path, strerror(errno));
    rc = na_io_write(fd, note.len ? note.ptr : "", note.len, path, err);
    close(fd);
    if (rc == NA_OK) rc = run_editor(path, err);
    if (rc == NA_OK && (fd = open(path, O_RDONLY | O_CLOEXEC)) < 0)
        rc = na_fail(err, NA_EIO, "%s: %s", path, strerror(errno));
    if (rc == NA_OK) {
        rc = read_fd(fd, out, path, err);
        close(fd);
    }
    (void)unlink(path);
    return rc;
}

static int store(struct cmd_ctx *cx, const char *prefix, na_str text)
{
    na_mark m = { .field = NA_STR("note"), .value = text, .drop = text.len == 0 };
    na_arena arena = { 0 };
    na_article a;
    bool changed = false;
    int rc = na_mark_check(&m, cx->err);

    if (rc == NA_OK) rc = cmd_open(cx, CMD_WRITE);
    if (rc == NA_OK) rc = na_arc_begin(cx->arc, cx->err);
    if (rc < 0) return rc;
    rc = na_arc_get(cx->arc, na_str_c(prefix), 0, &a, &arena, NULL, cx->err);
    if (rc == NA_OK) rc = na_arc_mark(cx->arc, a.id, &m, 1, &changed, cx->err);
    if (rc == NA_OK)
        rc = na_arc_commit(cx->arc, cx->err);
    else
        na_arc_rollback(cx->arc);
    na_arena_release(&arena);
    if (rc < 0) return rc;
    return out_line(
        cx, "%s", changed ? (m.drop ? "note removed" : "noted") : "the note is as it was");
}

static int note_run(struct cmd_ctx *cx, int argc, char **argv)
{
    na_arena arena = { 0 };
    na_str id = { 0 }, note = { 0 };
    na_buf text;
    int rc;

    if (argc == 0) return cmd_usage(cx, "which article?");
    na_buf_init(&text, NA_MIB);
    /* The lock is not held while somebody writes. */
    if ((rc = cmd_open(cx, CMD_READ)) < 0) goto done;
    if ((rc = now(cx, argv[0], &arena, &id, &note)) < 0) goto done;
    na_arc_close(cx->arc);
    cx->arc = NULL;
    for (int i = 1; i < argc; i++) {
        if (i > 1) na_buf_putc(&text, ' ');
        na_buf_puts(&text, argv[i]);
    }
    if (argc == 1 && isatty(STDIN_FILENO))
        rc = edit(note, &text, cx->err);
    else if (argc == 1)
        rc = read_fd(STDIN_FILENO, &text, "standard input", cx->err);
    if (rc == NA_OK) rc = na_buf_check(&text, "note", cx->err);
    /* Without a terminal, as from cron, who only meant to look must not lose the note. */
    if (rc == NA_OK && argc == 1 && !isatty(STDIN_FILENO) &&
        na_str_trim(na_buf_get(&text)).len == 0)
        rc = na_fail(cx->err, NA_EUSAGE,
                     "nothing on standard input; newsarc note %s '' takes the note away",
                     argv[0]);
    if (rc == NA_OK) rc = store(cx, argv[0], na_str_trim(na_buf_get(&text)));
done:
    na_buf_release(&text);
    na_arena_release(&arena);
    return rc;
}
