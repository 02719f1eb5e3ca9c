/* SPDX-License-Identifier: MIT */
#include "store/src.h"
#include "base/path.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* The descriptor travels in ctx itself, so that a source needs no memory. */
static void *ctx_of_fd(int fd) { return (void *)(intptr_t)fd; }

static int fd_of_ctx(void *ctx) { return (int)(intptr_t)ctx; }

static int file_read(void *ctx, uint64_t off, void *buf, size_t n, na_err *err)
{
    size_t got = 0;
    int rc = na_io_pread(fd_of_ctx(ctx), buf, n, off, &got, "volume", err);

    if (rc < 0) return rc;
    if (got != n) return na_fail(err, NA_EIO, "file became shorter while it was read");
    return NA_OK;
}

static void file_close(void *ctx) { close(fd_of_ctx(ctx)); }

static int mem_read(void *ctx, uint64_t off, void *buf, size_t n, na_err *err)
{
    (void)err;
    if (n) memcpy(buf, (const char *)ctx + off, n);
    return NA_OK;
}

/* The end of a long name tells more than its beginning. */
static void set_name(na_src *s, const char *name)
{
    size_t n = strlen(name), max = sizeof s->name - 1;

    if (n > max) {
        name += n - max;
        n = max;
    }
    memcpy(s->name, name, n);
    s->name[n] = 0;
}

int na_src_file(na_src *out, const char *path, na_err *err)
{
    struct stat st;
    /* O_NONBLOCK: a FIFO in a volume's place must not hang us. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    int rc = NA_OK;

    if (fd < 0)
        return na_fail(err, errno == ENOENT ? NA_ENOENT : NA_EIO, "%s: %s", path,
                       errno == ELOOP ? "is a symbolic link" : strerror(errno));
    if (fstat(fd, &st) < 0) {
        rc = na_fail(err, NA_EIO, "%s: %s", path, strerror(errno));
        goto done;
    }
    if (!S_ISREG(st.st_mode)) {
        rc = na_fail(err, NA_EIO, "%s: not a regular file", path);
        goto done;
    }
    *out = (na_src){ .read = file_read,
                     .size = (uint64_t)st.st_size,
                     .close = file_close,
                     .ctx = ctx_of_fd(fd) };
    set_name(out, path);
    fd = -1;
done:
    if (fd >= 0) close(fd);
    return rc;
}

na_src na_src_mem(na_str bytes, const char *name)
{
    na_src s = { .read = mem_read, .size = bytes.len, .ctx = (void *)(uintptr_t)bytes.ptr };

    set_name(&s, name);
    return s;
}

int na_src_read(const na_src *s, uint64_t off, void *buf, size_t n, na_err *err)
{
    int rc;

    if (off > s->size || n > s->size - off)
        return na_fail(err, NA_ECORRUPT, "%s: %zu bytes at %llu: past the end (%llu bytes)",
                       s->name, n, (unsigned long long)off, (unsigned long long)s->size);
    rc = s->read(s->ctx, off, buf, n, err);
    if (rc < 0) na_err_prefix(err, "%s: at %llu", s->name, (unsigned long long)off);
    return rc;
}

void na_src_close(na_src *s)
{
    if (!s) return;
    if (s->close) s->close(s->ctx);
    *s = (na_src){ 0 };
}
