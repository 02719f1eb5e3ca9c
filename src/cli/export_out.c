/* SPDX-License-Identifier: MIT */
/* export_out.c - where exported bytes go */
#include "base/hash.h"
#include "base/path.h"
#include "cli/export.h"
#include "cli/out.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define HELD (256 * NA_KIB)

/* What is there and no file: a device, a pipe. It is written into, and never replaced. */
static bool is_special(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

int export_file_open(struct export_file *f, struct cmd_ctx *cx, const char *path)
{
    int rc;

    *f = (struct export_file){ .cx = cx, .fd = -1 };
    if (!path) return NA_OK;
    na_buf_init(&f->path, 64 * NA_KIB);
    na_buf_init(&f->tmp, 64 * NA_KIB);
    na_buf_init(&f->held, 2 * HELD);
    if (na_path_is_dir(path))
        return na_fail(cx->err, NA_EUSAGE, "%s: is a folder; -o wants a file", path);
    na_buf_puts(&f->path, path);
    na_buf_printf(&f->tmp, "%s.tmp%ld", path, (long)getpid());
    if ((rc = na_buf_check(&f->path, "path", cx->err)) < 0) return rc;
    if ((rc = na_buf_check(&f->tmp, "path", cx->err)) < 0) return rc;
    f->special = is_special(path);
    if (f->special)
        f->fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    else
        f->fd = open(na_buf_cstr(&f->tmp),
                     O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (f->fd < 0) return na_fail(cx->err, NA_EIO, "%s: %s", path, strerror(errno));
    f->made = !f->special;
    return NA_OK;
}

static int flush(struct export_file *f)
{
    int rc = na_buf_check(&f->held, "output", f->cx->err);

    if (rc == NA_OK && f->held.len > 0)
        rc =
            na_io_write(f->fd, f->held.ptr, f->held.len, na_buf_cstr(&f->path), f->cx->err);
    na_buf_reset(&f->held);
    return rc;
}

int export_file_put(struct export_file *f, na_str s)
{
    int rc = NA_OK;

    f->bytes += s.len;
    if (f->fd < 0) return s.len > 0 ? out_raw(f->cx, s) : NA_OK;
    if (f->held.len + s.len > HELD && (rc = flush(f)) < 0) return rc;
    if (s.len >= HELD)
        return na_io_write(f->fd, s.ptr, s.len, na_buf_cstr(&f->path), f->cx->err);
    na_buf_str(&f->held, s);
    return NA_OK;
}

int export_file_commit(struct export_file *f)
{
    na_err *err = f->cx->err;
    char *slash;
    int rc, fd;

    if (f->fd < 0) return NA_OK;
    if ((rc = flush(f)) < 0) return rc;
    if (!f->special && fsync(f->fd) != 0)
        return na_fail(err, NA_EIO, "%s: %s", na_buf_cstr(&f->path), strerror(errno));
    fd = f->fd;
    f->fd = -1;
    if (close(fd) != 0)
        return na_fail(err, NA_EIO, "%s: %s", na_buf_cstr(&f->path), strerror(errno));
    if (f->special) return NA_OK;
    if (rename(na_buf_cstr(&f->tmp), na_buf_cstr(&f->path)) != 0)
        return na_fail(err, NA_EIO, "%s: %s", na_buf_cstr(&f->path), strerror(errno));
    f->made = false;
    /* The folder it is in. */
    slash = strrchr(na_buf_cstr(&f->path), '/');
    if (!slash) return na_path_sync_dir(".", err);
    na_buf_reset(&f->tmp);
    na_buf_put(&f->tmp, f->path.ptr, (size_t)(slash - f->path.ptr) + 1);
    return na_path_sync_dir(na_buf_cstr(&f->tmp), err);
}

void export_file_close(struct export_file *f)
{
    if ((f->made || f->special) && f->fd >= 0) close(f->fd);
    if (f->made) (void)unlink(na_buf_cstr(&f->tmp));
    na_buf_release(&f->path);
    na_buf_release(&f->tmp);
    na_buf_release(&f->held);
    *f = (struct export_file){ .fd = -1 };
}

/* -- originals ------------------------------------------------------------------------- */

int export_original(struct exporting *x, const na_article *a, na_original *out,
                    na_buf *bytes)
{
    na_err e = { 0 };
    int rc;

    if (a->prov.record_sha256.len == 0) return NA_ENOENT;
    rc = na_arc_original_get(x->cx->arc, a->prov.record_sha256, out, bytes, &x->arena, &e);
    if (rc < 0 && rc != NA_ENOENT) return na_fail(x->cx->err, rc, "%s", e.msg);
    return rc;
}

/* A table of hashes, which are their own hash; all zero is a place that is free. */
static bool seen_add(struct export_seen *s, const uint8_t hash[16])
{
    static const uint8_t none[16];
    size_t at;

    memcpy(&at, hash, sizeof at);
    for (;; at++) {
        uint8_t *p = s->v[at & (s->cap - 1)];
        if (memcmp(p, hash, 16) == 0) return false;
        if (memcmp(p, none, 16) == 0) {
            memcpy(p, hash, 16);
            s->n++;
            return true;
        }
    }
}

static int seen_grow(struct export_seen *s, na_err *err)
{
    static const uint8_t none[16];
    struct export_seen more = { .cap = s->cap ? 2 * s->cap : 1024 };

    if (!(more.v = calloc(more.cap, sizeof *more.v))) return na_fail_nomem(err);
    for (size_t i = 0; i < s->cap; i++)
        if (memcmp(s->v[i], none, 16) != 0) (void)seen_add(&more, s->v[i]);
    free(s->v);
    *s = more;
    return NA_OK;
}

int export_seen_note(struct export_seen *s, na_str hex, bool *again_out, na_err *err)
{
    uint8_t hash[16];
    int rc;

    *again_out = false;
    if (hex.len < 32 || !na_unhex(na_str_sub(hex, 0, 32), hash, 16)) return NA_OK;
    if (2 * s->n >= s->cap && (rc = seen_grow(s, err)) < 0) return rc;
    *again_out = !seen_add(s, hash);
    return NA_OK;
}
