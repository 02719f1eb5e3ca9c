/* SPDX-License-Identifier: MIT */
#include "base/beneath.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#define PROC_MAGIC 0x9fa0
#define SYS_MAGIC 0x62656572

static int flags_of(na_beneath_how how)
{
    /* Not blocking: a FIFO must not hold us up until it is known to be one. */
    const int always = O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW;
    switch (how) {
    case NA_BENEATH_READ:
        return always | O_RDONLY;
    case NA_BENEATH_WRITE: /* emptied below, when it is known to be a file */
        return always | O_WRONLY | O_CREAT;
    case NA_BENEATH_APPEND:
        return always | O_WRONLY | O_CREAT | O_APPEND;
    case NA_BENEATH_FOLDER:
        return always | O_RDONLY | O_DIRECTORY;
    }
    return always;
}

static int refuse(na_err *err, na_str path, const char *why)
{
    return na_fail(err, NA_EUSAGE, "%.*s: %s", (int)(path.len > 200 ? 200 : path.len),
                   path.ptr, why);
}

static int fail(na_err *err, na_str path, int e)
{
    if (e == ELOOP || e == EXDEV)
        return refuse(err, path, "a symbolic link, or a way out of the folder");
    return na_fail(err, e == ENOENT || e == ENOTDIR ? NA_ENOENT : NA_EIO, "%.*s: %s",
                   (int)(path.len > 200 ? 200 : path.len), path.ptr, strerror(e));
}

/* The path as a C string without "." and empty parts; "." for the folder itself. */
static int tidy(na_str path, char out[NA_BENEATH_PATH], na_err *err)
{
    size_t n = 0;
    na_str rest = path;
    if (path.len >= NA_BENEATH_PATH) return refuse(err, path, "the path is too long");
    if (na_str_chr(path, 0, 0) != (size_t)-1) return refuse(err, path, "a NUL in the path");
    if (path.len && path.ptr[0] == '/') return refuse(err, path, "not below the folder");
    while (rest.len) {
        size_t slash = na_str_chr(rest, '/', 0);
        na_str part = na_str_sub(rest, 0, slash);
        rest = slash == (size_t)-1 ? (na_str){ 0 } : na_str_sub(rest, slash + 1, rest.len);
        if (!part.len || na_str_eqc(part, ".")) continue;
        if (na_str_eqc(part, "..")) return refuse(err, path, "a path with ..");
        if (n) out[n++] = '/';
        memcpy(out + n, part.ptr, part.len);
        n += part.len;
    }
    if (!n) out[n++] = '.';
    out[n] = 0;
    return NA_OK;
}

/* What was opened is a file, or a folder when one is wanted, and no window into the
 * kernel. */
static int check(int fd, na_str path, na_beneath_how how, na_err *err)
{
    struct stat st;
    struct statfs fs;
    if (fstat(fd, &st) < 0 || fstatfs(fd, &fs) < 0) return fail(err, path, errno);
    if (fs.f_type == PROC_MAGIC || fs.f_type == SYS_MAGIC)
        return refuse(err, path, "belongs to the kernel");
    if (how == NA_BENEATH_FOLDER) return NA_OK;
    if (!S_ISREG(st.st_mode)) return refuse(err, path, "not a regular file");
    if (how == NA_BENEATH_WRITE && ftruncate(fd, 0) < 0) return fail(err, path, errno);
    return NA_OK;
}

static int finish(int fd, na_str path, na_beneath_how how, int *fd_out, na_err *err)
{
    int rc = fd < 0 ? fail(err, path, errno) : check(fd, path, how, err);
    if (rc == NA_OK)
        *fd_out = fd;
    else if (fd >= 0)
        close(fd);
    return rc;
}

int na_beneath_walk(int dir, na_str path, na_beneath_how how, int *fd_out, na_err *err)
{
    char name[NA_BENEATH_PATH], *part = name, *slash;
    int at = dir, fd = -1, rc = tidy(path, name, err);
    if (rc < 0) return rc;
    while ((slash = strchr(part, '/'))) {
        *slash = 0;
        fd = openat(at, part, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        int e = errno;
        if (at != dir) close(at);
        /* Of a link O_DIRECTORY says that it is no folder; it is told for what it is. */
        if (fd < 0) return fail(err, path, e);
        at = fd;
        part = slash + 1;
    }
    fd = openat(at, part, flags_of(how), 0666);
    int e = errno;
    if (at != dir) close(at);
    errno = e;
    return finish(fd, path, how, fd_out, err);
}

int na_beneath_open(int dir, na_str path, na_beneath_how how, int *fd_out, na_err *err)
{
    char name[NA_BENEATH_PATH];
    struct open_how h = {
        .flags = (unsigned)flags_of(how),
        .mode = how == NA_BENEATH_WRITE || how == NA_BENEATH_APPEND ? 0666 : 0,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_SYMLINKS,
    };
    int rc = tidy(path, name, err);
    if (rc < 0) return rc;
    long fd = syscall(SYS_openat2, dir, name, &h, sizeof h);
    if (fd < 0 && (errno == ENOSYS || errno == EINVAL || errno == EPERM))
        return na_beneath_walk(dir, path, how, fd_out, err); /* an old kernel, a filter */
    return finish((int)fd, path, how, fd_out, err);
}
