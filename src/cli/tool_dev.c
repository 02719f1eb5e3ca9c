/* SPDX-License-Identifier: MIT */
/* tool_dev.c - newsarc dev
 *
 * Folders are watched and not files: editors save by renaming a new file over the old. Each
 * run has a new host, so that nothing of the run before is left in a script.
 */
#include "base/path.h"
#include "base/utf8.h"
#include "cli/tool.h"
#include "cli/tool_diff.h"
#include "script/about.h"
#include "script/check.h"
#include "script/trial.h"
#include "text/json.h"
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#define SETTLE_MS 60 /* an editor touches a file more than once */
#define SHOWN 160u   /* bytes of a line */
#define MANY 20u     /* articles that are shown */

struct watched {
    const char *path;
    na_buf last; /* what came of it in the run before */
    bool ran;
};

struct dev {
    struct cmd_ctx *cx;
    const char *script;
    struct watched *files;
    size_t n;
    unsigned failed; /* of the last run */
};

/* What came of a file: verdicts, which are compared; and for eyes alone, why records
 * failed. */
struct outcome {
    na_buf got, trouble;
};

static int put_verdict(void *ctx, uint64_t record, const na_verdict *v)
{
    struct outcome *o = ctx;
    na_err err = { 0 };

    if (v->code.len > 0) {
        na_buf_printf(&o->trouble, "record %llu: ", (unsigned long long)record);
        if (v->line > 0)
            na_buf_printf(&o->trouble, "%.*s:%llu: ", NA_STR_ARG(v->file),
                          (unsigned long long)v->line);
        na_buf_printf(&o->trouble, "%.*s\n%.*s", NA_STR_ARG(v->message),
                      NA_STR_ARG(v->trace));
        if (v->trace.len > 0) na_buf_putc(&o->trouble, '\n');
    }
    return na_trial_put(v, &o->got, &err);
}

static int on_finding(void *ctx, const na_finding *f)
{
    const struct dev *d = ctx;

    return out_line(d->cx, "%s:%u: %s: %.*s", d->script, f->line,
                    f->error ? "error" : "warning", NA_STR_ARG(f->message));
}

/* The script first, then the readers that are installed. */
static int load(struct dev *d, na_host **out)
{
    struct scripts s = { 0 }, all = { 0 };
    na_script_about about = { 0 };
    na_err why = { 0 };
    int rc = where_add(&s, d->script, d->cx->err);

    if (rc < 0) goto done;
    (void)na_script_check(s.v[0].path, s.v[0].text, on_finding, d, NULL);
    rc = na_script_about_read(s.v[0].path, s.v[0].text, &about, &why);
    if (rc == NA_ESCRIPT) {
        d->failed++;
        rc = NA_OK; /* the check has said it; wait for the next save */
        goto done;
    }
    if (rc == NA_OK &&
        (na_str_eqc(about.kind, "command") || na_str_eqc(about.kind, "rank")))
        rc = na_fail(d->cx->err, NA_EUSAGE,
                     "%s is of kind %.*s: dev is for what reads (newsarc script test)",
                     d->script, NA_STR_ARG(about.kind));
    if (rc == NA_OK) rc = where_readers(d->cx, &all);
    for (size_t i = 0; rc == NA_OK && i < all.n; i++)
        if (strstr(all.v[i].path.ptr, "/ingest/"))
            rc = where_add(&s, all.v[i].path.ptr, d->cx->err);
    if (rc == NA_OK) rc = tool_host(d->cx, &s, 1, out);
done:
    na_script_about_release(&about);
    scripts_release(&s);
    scripts_release(&all);
    return rc;
}

/* A line each, long ones cut. */
static int print_lines(struct dev *d, na_str lines)
{
    na_str line;
    int rc = NA_OK;

    while (rc == NA_OK && na_str_line(&lines, &line))
        rc = out_line(d->cx, "  %.*s%s", (int)na_u8_floor(line, SHOWN), line.ptr,
                      line.len > SHOWN ? "..." : "");
    return rc;
}

/* An article or a verdict, a line for each of its members. */
static int print_members(struct dev *d, size_t number, const na_json_node *object)
{
    na_json_iter it = { 0 };
    na_buf value;
    int rc = NA_OK;

    na_buf_init(&value, NA_MAX_RECORD);
    while (rc == NA_OK && na_json_next(object, &it)) {
        na_buf_reset(&value);
        na_json_put(&value, it.value);
        na_str s = na_buf_get(&value);
        rc = out_line(d->cx, "  %zu %-12.*s %.*s%s", number, NA_STR_ARG(it.key),
                      (int)na_u8_floor(s, SHOWN), s.ptr, s.len > SHOWN ? "..." : "");
    }
    na_buf_release(&value);
    return rc;
}

static int print_all(struct dev *d, na_str lines)
{
    na_str line;
    int rc = NA_OK;

    for (size_t n = 1; rc == NA_OK && n <= MANY && na_str_line(&lines, &line); n++) {
        na_json *doc = NULL;
        if (na_json_parse(line, NULL, &doc, NULL) == NA_OK)
            rc = print_members(d, n, na_json_root(doc));
        na_json_free(doc);
    }
    if (rc == NA_OK && lines.len > 0) rc = out_line(d->cx, "  ...");
    return rc;
}

static int show(struct dev *d, struct watched *w, na_str got, int reader, na_host *h,
                const na_trial_usage *u)
{
    char records[48], articles[48];
    na_buf diff;
    int rc;

    na_buf_init(&diff, 4 * NA_MIB);
    out_things(u->records, "record", records);
    out_things(u->articles, "article", articles);
    const char *who = reader < 0 ? "no reader" : na_host_reader(h, (size_t)reader).name.ptr;
    rc = out_line(d->cx, "%s: read by %s: %s, %s, %llu skipped, %llu quarantined", w->path,
                  who, records, articles, (unsigned long long)u->skipped,
                  (unsigned long long)u->quarantined);
    if (u->quarantined > 0) d->failed++;
    if (rc == NA_OK && !w->ran) {
        rc = print_all(d, got);
    } else if (rc == NA_OK && na_str_eq(na_buf_get(&w->last), got)) {
        rc = out_line(d->cx, "  as before");
    } else if (rc == NA_OK) {
        tool_diff(na_buf_get(&w->last), got, "  ", &diff);
        na_str rest = na_buf_get(&diff), line;
        while (rc == NA_OK && na_str_line(&rest, &line))
            rc = out_line(d->cx, "%.*s", NA_STR_ARG(line));
    }
    na_buf_release(&diff);
    return rc;
}

static int read_one(struct dev *d, na_host *h, struct watched *w)
{
    const char *base = na_path_base(w->path), *in = strstr(base, ".in.");
    na_trial_usage u = { 0 };
    struct outcome o;
    na_buf bytes, name;
    int reader = -1, rc;

    na_buf_init(&bytes, 2 * NA_MAX_RECORD);
    na_buf_init(&name, NA_KIB * 8);
    na_buf_init(&o.got, NA_MAX_RECORD);
    na_buf_init(&o.trouble, NA_MAX_RECORD);
    na_buf_str(&name, na_str_n(base, in ? (size_t)(in - base) : strlen(base)));
    if (in) na_buf_puts(&name, in + 3);
    rc = na_path_read(w->path, NA_MAX_RECORD, &bytes, d->cx->err);
    if (rc == NA_ENOENT && w->ran) { /* between two names: it will be back */
        na_err_clear(d->cx->err);
        rc = NA_OK;
        goto done;
    }
    if (rc == NA_OK)
        rc = na_trial_run(h, na_buf_get(&name), na_buf_get(&bytes), (na_str){ 0 },
                          put_verdict, &o, &reader, &u, d->cx->err);
    if (rc == NA_OK) rc = show(d, w, na_buf_get(&o.got), reader, h, &u);
    if (rc == NA_OK) rc = print_lines(d, na_buf_get(&o.trouble));
    if (rc == NA_OK) {
        na_buf_reset(&w->last);
        na_buf_str(&w->last, na_buf_get(&o.got));
        w->ran = true;
    }
done:
    na_buf_release(&bytes);
    na_buf_release(&name);
    na_buf_release(&o.got);
    na_buf_release(&o.trouble);
    return rc;
}

static int run_once(struct dev *d)
{
    na_host *h = NULL;
    int rc;

    d->failed = 0;
    rc = load(d, &h);
    for (size_t i = 0; rc == NA_OK && h && i < d->n; i++) rc = read_one(d, h, &d->files[i]);
    na_host_free(h);
    return rc;
}

/* -- watching -------------------------------------------------------------------------- */

static int watch_folder_of(struct dev *d, int fd, const char *path)
{
    const char *base = na_path_base(path);
    na_buf dir;
    int rc = NA_OK;

    na_buf_init(&dir, 64 * NA_KIB);
    na_buf_str(&dir, na_str_n(path, (size_t)(base - path)));
    if (dir.len == 0) na_buf_putc(&dir, '.');
    if (inotify_add_watch(fd, na_buf_cstr(&dir), IN_CLOSE_WRITE | IN_MOVED_TO) < 0)
        rc = na_fail(d->cx->err, NA_EIO, "%s: %s", na_buf_cstr(&dir), strerror(errno));
    na_buf_release(&dir);
    return rc;
}

static bool is_ours(const struct dev *d, const char *name)
{
    if (strcmp(name, na_path_base(d->script)) == 0) return true;
    for (size_t i = 0; i < d->n; i++)
        if (strcmp(name, na_path_base(d->files[i].path)) == 0) return true;
    return false;
}

/* Waits for a save of one of the files: 1, or 0 when interrupted. */
static int wait_for_save(struct dev *d, int fd)
{
    _Alignas(struct inotify_event) char events[16384];
    bool hit = false;

    for (;;) {
        struct pollfd p = { .fd = fd, .events = POLLIN };
        int n = poll(&p, 1, hit ? SETTLE_MS : -1);
        if (cmd_cancelled) return 0;
        if (n < 0 && errno == EINTR) continue;
        if (n == 0) return 1;
        ssize_t got = n < 0 ? -1 : read(fd, events, sizeof events);
        if (got < 0) return na_fail(d->cx->err, NA_EIO, "inotify: %s", strerror(errno));
        for (char *at = events; at < events + got;) {
            const struct inotify_event *e = (const struct inotify_event *)(void *)at;
            hit = hit || (e->len > 0 && is_ours(d, e->name));
            at += sizeof *e + e->len;
        }
    }
}

static int watch(struct dev *d)
{
    int fd = inotify_init1(IN_CLOEXEC), rc = NA_OK;

    if (fd < 0) return na_fail(d->cx->err, NA_EIO, "inotify: %s", strerror(errno));
    rc = watch_folder_of(d, fd, d->script);
    for (size_t i = 0; rc == NA_OK && i < d->n; i++)
        rc = watch_folder_of(d, fd, d->files[i].path);
    while (rc >= 0) {
        if ((rc = run_once(d)) < 0) break;
        rc = out_line(d->cx, "-- waiting for a change of %s (^C ends)", d->script);
        (void)fflush(stdout);
        if (rc < 0 || (rc = wait_for_save(d, fd)) <= 0) break;
    }
    close(fd);
    if (cmd_cancelled) cmd_cancelled = 0; /* the way to end it */
    return rc;
}

int tool_dev(struct cmd_ctx *cx, int argc, char **argv)
{
    struct dev d = { .cx = cx };
    int rc;

    if (argc < 2) return cmd_usage(cx, "dev SCRIPT FILE...");
    d.script = argv[0];
    d.n = (size_t)argc - 1;
    if (!(d.files = calloc(d.n, sizeof *d.files))) return na_fail_nomem(cx->err);
    for (size_t i = 0; i < d.n; i++) {
        d.files[i].path = argv[i + 1];
        na_buf_init(&d.files[i].last, NA_MAX_RECORD);
    }
    rc = opts_has(&cx->opts, "once") ? run_once(&d) : watch(&d);
    if (rc == NA_ENOENT) rc = NA_EUSAGE;
    for (size_t i = 0; i < d.n; i++) na_buf_release(&d.files[i].last);
    free(d.files);
    return rc < 0                                        ? rc
           : d.failed > 0 && opts_has(&cx->opts, "once") ? NA_EXIT_PARTLY
                                                         : NA_EXIT_OK;
}
