/* SPDX-License-Identifier: MIT */
#include "base/path.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static int fail_errno(na_err *err, const char *path, const char *doing)
{
    int e = errno;
    int code = e == ENOENT || e == ENOTDIR ? NA_ENOENT : NA_EIO;
    return na_fail(err, code, "%s: %s: %s", path, doing, strerror(e));
}

int na_path_join(na_buf *out, const char *dir, const char *name, na_err *err)
{
    size_t n = strlen(dir);
    na_buf_reset(out);
    na_buf_put(out, dir, n);
    if (n && dir[n - 1] != '/') na_buf_putc(out, '/');
    na_buf_puts(out, name);
    (void)na_buf_cstr(out);
    return na_buf_check(out, dir, err);
}

const char *na_path_base(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

bool na_path_exists(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0;
}

bool na_path_is_dir(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

int na_path_mkdirs(const char *dir, na_err *err)
{
    int rc = NA_OK;
    char *path = strdup(dir);
    if (!path) return na_fail_nomem(err);
    /* Each '/' behind something ends a parent. */
    for (char *p = path + (*path == '/');; p++) {
        if (*p != '/' && *p != '\0') continue;
        char c = *p;
        *p = '\0';
        if (*path && mkdir(path, 0777) < 0) {
            int e = errno;
            if (!na_path_is_dir(path)) {
                errno = e == EEXIST ? ENOTDIR : e;
                rc = na_fail(err, NA_EIO, "%s: make folder: %s", path, strerror(errno));
                break;
            }
        }
        *p = c;
        if (c == '\0') break;
    }
    free(path);
    return rc;
}

int na_path_read(const char *path, size_t max, na_buf *out, na_err *err)
{
    int rc = NA_OK;
    na_buf_reset(out);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return fail_errno(err, path, "open");
    for (;;) {
        char chunk[16384];
        ssize_t n = read(fd, chunk, sizeof chunk);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) {
            rc = fail_errno(err, path, "read");
            goto done;
        }
        if (n == 0) break;
        if ((size_t)n > max - out->len) {
            rc = na_fail(err, NA_ELIMIT, "%s: larger than %zu bytes", path, max);
            goto done;
        }
        na_buf_put(out, chunk, (size_t)n);
        if ((rc = na_buf_check(out, path, err)) < 0) goto done;
    }
done:
    close(fd);
    return rc;
}

int na_path_sync_dir(const char *dir, na_err *err)
{
    int rc = NA_OK;
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return fail_errno(err, dir, "open");
    if (fsync(fd) < 0) rc = fail_errno(err, dir, "sync");
    close(fd);
    return rc;
}

int na_path_xdg(const char *kind, na_buf *out, na_err *err)
{
    static const struct {
        const char *kind, *var, *under_home;
    } table[] = { { "DATA", "XDG_DATA_HOME", "/.local/share" },
                  { "STATE", "XDG_STATE_HOME", "/.local/state" },
                  { "CONFIG", "XDG_CONFIG_HOME", "/.config" },
                  { "CACHE", "XDG_CACHE_HOME", "/.cache" } };
    na_buf_reset(out);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (strcmp(table[i].kind, kind) != 0) continue;
        const char *dir = getenv(table[i].var), *home = getenv("HOME");
        if (dir && dir[0] == '/') { /* the standard says to ignore a relative one */
            na_buf_puts(out, dir);
        } else if (home && home[0] == '/') {
            na_buf_puts(out, home);
            na_buf_puts(out, table[i].under_home);
        } else {
            return na_fail(err, NA_ENOENT, "neither %s nor HOME is set", table[i].var);
        }
        na_buf_puts(out, "/newsarc");
        (void)na_buf_cstr(out);
        return na_buf_check(out, table[i].var, err);
    }
    return na_fail(err, NA_ENOENT, "%s: no such kind of folder", kind);
}

int na_path_self_dir(na_buf *out, na_err *err)
{
    char path[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path);
    na_buf_reset(out);
    if (n < 0) return fail_errno(err, "/proc/self/exe", "read");
    na_str s = na_str_n(path, (size_t)n);
    while (s.len > 1 && s.ptr[s.len - 1] != '/') s.len--;
    if (s.len > 1) s.len--;
    na_buf_str(out, s);
    (void)na_buf_cstr(out);
    return na_buf_check(out, "/proc/self/exe", err);
}

int na_path_program(const char *name, na_buf *out, na_err *err)
{
    na_buf dir;
    int rc;

    na_buf_init(&dir, PATH_MAX + 1);
    if ((rc = na_path_self_dir(&dir, err)) < 0) goto done;
    if ((rc = na_path_join(out, na_buf_cstr(&dir), name, err)) < 0) goto done;
    if (access(na_buf_cstr(out), X_OK) == 0) goto done;
    /* An installation may be moved, as scripts may (cli/where.c). */
    na_buf_puts(&dir, "/../libexec/newsarc");
    if ((rc = na_path_join(out, na_buf_cstr(&dir), name, err)) < 0) goto done;
    if (access(na_buf_cstr(out), X_OK) == 0) goto done;
#ifdef NEWSARC_LIBEXEC
    if ((rc = na_path_join(out, NEWSARC_LIBEXEC, name, err)) < 0) goto done;
    if (access(na_buf_cstr(out), X_OK) == 0) goto done;
#endif
    (void)na_path_self_dir(&dir, NULL);
    rc = na_fail(err, NA_ENOENT, "%s: not found beside %s", name, na_buf_cstr(&dir));
done:
    na_buf_release(&dir);
    return rc;
}

int na_io_write(int fd, const void *p, size_t n, const char *what, na_err *err)
{
    const char *at = p;
    while (n) {
        ssize_t w = write(fd, at, n);
        if (w < 0 && errno == EINTR) continue;
        if (w < 0) return na_fail(err, NA_EIO, "%s: write: %s", what, strerror(errno));
        if (w == 0) return na_fail(err, NA_EIO, "%s: write: nothing was written", what);
        at += w;
        n -= (size_t)w;
    }
    return NA_OK;
}

int na_io_pread(int fd, void *p, size_t n, uint64_t off, size_t *got_out, const char *what,
                na_err *err)
{
    char *at = p;
    size_t got = 0;
    *got_out = 0;
    while (got < n) {
        if (off > (uint64_t)INT64_MAX - got) break;
        ssize_t r = pread(fd, at + got, n - got, (off_t)(off + got));
        if (r < 0 && errno == EINTR) continue;
        if (r < 0) return na_fail(err, NA_EIO, "%s: read: %s", what, strerror(errno));
        if (r == 0) break;
        got += (size_t)r;
    }
    *got_out = got;
    return NA_OK;
}
