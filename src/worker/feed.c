/* SPDX-License-Identifier: MIT */
/* feed.c - the bundle's bytes from descriptor 1
 *
 * A folder comes through a pipe as the parent frames it, little-endian: for each file u8 1,
 * u32 length and name, i64 mtime, then chunks of u32 length and bytes, u32 0 at the end of
 * the file (FEED_FAILED when it could not be read to its end); u8 0 at the end of all.
 */
#include "base/path.h"
#include "sandbox/msg.h"
#include "worker/worker.h"
#include <errno.h>
#include <poll.h>
#include <unistd.h>

#define INPUT STDOUT_FILENO

static int read_some(na_feed *f, void *buf, size_t n, size_t *got, na_err *err)
{
    struct pollfd p = { .fd = INPUT, .events = POLLIN };
    ssize_t k;

    f->tick(f->ctx, poll(&p, 1, 0) == 0);
    do {
        k = read(INPUT, buf, n);
    } while (k < 0 && errno == EINTR);
    if (k < 0) return na_fail(err, NA_EIO, "reading the bundle: %s", strerror(errno));
    *got = (size_t)k;
    f->pos += (uint64_t)k;
    return NA_OK;
}

static int file_read(void *ctx, void *buf, size_t n, size_t *got, na_err *err)
{
    na_feed *f = ctx;
    int rc;

    f->tick(f->ctx, false);
    rc = na_io_pread(INPUT, buf, n, f->pos, got, "bundle", err);
    if (rc >= 0) f->pos += *got;
    return rc < 0 ? rc : NA_OK;
}

static int file_seek(void *ctx, uint64_t off, na_err *err)
{
    na_feed *f = ctx;

    (void)err;
    f->pos = off;
    return NA_OK;
}

static int stream_read(void *ctx, void *buf, size_t n, size_t *got, na_err *err)
{
    return read_some(ctx, buf, n, got, err);
}

/* Exactly n bytes. */
static int read_all(na_feed *f, void *buf, size_t n, na_err *err)
{
    for (size_t done = 0, got = 0; done < n; done += got) {
        int rc = read_some(f, (char *)buf + done, n - done, &got, err);

        if (rc < 0) return rc;
        if (got == 0) return na_fail(err, NA_ECORRUPT, "the folder's stream ends early");
    }
    return NA_OK;
}

static int read_int(na_feed *f, size_t n, uint64_t *out, na_err *err)
{
    uint8_t b[8] = { 0 };
    int rc = read_all(f, b, n, err);

    *out = 0;
    for (size_t i = n; i > 0; i--) *out = *out << 8 | b[i - 1];
    return rc;
}

static int member_read(void *ctx, void *buf, size_t n, size_t *got, na_err *err)
{
    na_feed *f = ctx;
    uint64_t len = 0;
    int rc = NA_OK;

    *got = 0;
    if (f->chunk == 0 && !f->file_end) {
        if ((rc = read_int(f, 4, &len, err)) < 0) return rc;
        f->chunk = len == NA_FEED_FAILED ? 0 : (uint32_t)len;
        f->file_end = len == 0 || len == NA_FEED_FAILED;
        f->file_failed = len == NA_FEED_FAILED;
    }
    if (f->file_end) return NA_OK;
    rc = read_some(f, buf, n < f->chunk ? n : f->chunk, got, err);
    if (rc < 0) return rc;
    if (*got == 0) return na_fail(err, NA_ECORRUPT, "the folder's stream ends early");
    f->chunk -= (uint32_t)*got;
    return NA_OK;
}

na_bundle_io na_feed_file(na_feed *f)
{
    return (
        na_bundle_io){ .read = file_read, .seek = file_seek, .size = f->size, .ctx = f };
}

na_bundle_io na_feed_stream(na_feed *f)
{
    return (na_bundle_io){ .read = stream_read, .ctx = f };
}

na_bundle_io na_feed_member(na_feed *f)
{
    return (na_bundle_io){ .read = member_read, .ctx = f };
}

int na_feed_next(na_feed *f, na_buf *name, int64_t *mtime_out, na_err *err)
{
    uint64_t v = 0;
    size_t got = 1;
    char *p;
    int rc = NA_OK;

    while (got > 0) { /* what nobody read of the file before */
        char skip[4096];

        if ((rc = member_read(f, skip, sizeof skip, &got, err)) < 0) return rc;
    }
    f->file_end = f->file_failed = false;
    if ((rc = read_int(f, 1, &v, err)) < 0) return rc;
    if (v == 0) return 0;
    if ((rc = read_int(f, 4, &v, err)) < 0) return rc;
    na_buf_reset(name);
    if (!(p = na_buf_reserve(name, (size_t)v))) return na_buf_check(name, "file name", err);
    if ((rc = read_all(f, p, (size_t)v, err)) < 0) return rc;
    name->len = (size_t)v;
    if ((rc = read_int(f, 8, &v, err)) < 0) return rc;
    *mtime_out = (int64_t)v;
    return 1;
}

bool na_lines_next(na_str *rest, na_str *line)
{
    while (na_str_line(rest, line))
        if (na_str_trim(*line).len) return true;
    return false;
}
