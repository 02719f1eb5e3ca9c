/* SPDX-License-Identifier: MIT */
#include "cli/tool.h"
#include "base/path.h"
#include "base/time.h"
#include "cli/run.h"
#include "sandbox/offline.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void on_log(void *ctx, const char *level, na_str line)
{
    const struct cmd_ctx *cx = ctx;

    if (strcmp(level, "debug") != 0) cmd_error(cx, "%s: %.*s", level, NA_STR_ARG(line));
}

static void on_bad(void *ctx, na_str path, const char *why)
{
    const struct cmd_ctx *cx = ctx;

    cmd_error(cx, "warning: %.*s: %s", NA_STR_ARG(path), why);
}

int tool_host(struct cmd_ctx *cx, const struct scripts *s, size_t must, na_host **out)
{
    return tool_host_of(cx, s, must, 0, out);
}

int tool_host_of(struct cmd_ctx *cx, const struct scripts *s, size_t must, unsigned flags,
                 na_host **out)
{
    const na_host_opts o = { .limits = na_limits_default(),
                             .now = na_now(),
                             .cover = flags & TOOL_COVER,
                             .log = flags & TOOL_QUIET ? NULL : on_log,
                             .log_ctx = cx };
    na_host *h = NULL;
    int rc = na_host_new(&h, &o, cx->err);

    for (size_t i = 0; rc == NA_OK && i < s->n; i++) {
        na_err e = { 0 };
        rc = na_host_load(h, s->v[i].path, s->v[i].text, &e);
        if (rc == NA_OK) continue;
        if (i < must || rc != NA_ESCRIPT) {
            rc = na_fail(cx->err, rc, "%s", e.msg);
        } else {
            cmd_error(cx, "warning: %s", e.msg);
            rc = NA_OK;
        }
    }
    if (rc == NA_OK) rc = na_host_ready(h, on_bad, cx, cx->err);
    if (rc < 0)
        na_host_free(h);
    else
        *out = h;
    return rc;
}

int tool_head(const char *path, size_t max, na_buf *out, int64_t *size, int64_t *mtime,
              na_err *err)
{
    struct stat st;
    size_t got = 0;
    /* a pipe would have us wait for its other end, only to be refused below */
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC), rc = NA_OK;

    na_buf_reset(out);
    if (fd < 0 || fstat(fd, &st) < 0) {
        rc = na_fail(err, errno == ENOENT ? NA_EUSAGE : NA_EIO, "%s: %s", path,
                     strerror(errno));
        goto done;
    }
    if (!S_ISREG(st.st_mode)) {
        rc = na_fail(err, NA_EUSAGE, "%s: no file", path);
        goto done;
    }
    *size = st.st_size;
    *mtime = st.st_mtime;
    if ((uint64_t)st.st_size < max) max = (size_t)st.st_size;
    char *p = na_buf_reserve(out, max ? max : 1);
    rc = na_buf_check(out, path, err);
    if (rc == NA_OK) rc = na_io_pread(fd, p, max, 0, &got, path, err);
    if (rc == NA_OK) out->len = got;
done:
    if (fd >= 0) close(fd);
    return rc;
}

int run_tool(struct cmd_ctx *cx, int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*run)(struct cmd_ctx *cx, int argc, char **argv);
    } verbs[] = { { "list", tool_list },
                  { "explain", tool_explain },
                  { "doc", tool_doc },
                  { "test", tool_test },
                  { "check", tool_check } };

    /* As for a command: no network, no other programs. Fuzzing needs a process more, which
     * then gives them up itself. */
    if (!opts_get(&cx->opts, "fuzz", NULL)) (void)na_sandbox_offline();
    if (cx->cmd == &cmd_lua) return tool_lua(cx, argc, argv);
    if (cx->cmd == &cmd_dev) return tool_dev(cx, argc, argv);
    if (argc == 0) return tool_list(cx, 0, argv);
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (strcmp(verbs[i].name, argv[0]) == 0)
            return verbs[i].run(cx, argc - 1, argv + 1);
    return NA_EXIT_USAGE;
}
