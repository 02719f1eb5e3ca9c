/* SPDX-License-Identifier: MIT */
/* export_tar.c - tar.zst: articles.jsonl, and behind it the originals that are kept
 *
 * A tar tells a file's size before its bytes, so the articles wait in a file without a name
 * until the last of them is known. The originals are in a folder whose name ends in _files:
 * import passes over such ones, and so takes the articles alone. */
#include "cli/export_tar.h"
#include "base/path.h"
#include "store/vol_format.h"
#include "text/article_json.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define FRAME (4 * NA_MIB)
#define LEVEL 9

/* -- a tar ----------------------------------------------------------------------------- */

static int pack(struct export_tar *t)
{
    na_err *err = t->out->cx->err;
    int rc;

    if (t->raw.len == 0) return NA_OK;
    if (t->packed.max == 0) na_buf_init(&t->packed, 2 * FRAME + NA_MIB);
    rc = na_zstd_pack(&t->z, na_buf_get(&t->raw), LEVEL, &t->packed, err);
    na_buf_reset(&t->raw);
    return rc < 0 ? rc : export_file_put(t->out, na_buf_get(&t->packed));
}

int export_tar_put(struct export_tar *t, na_str bytes)
{
    int rc = NA_OK;

    if (!t->zstd) return export_file_put(t->out, bytes);
    if (t->raw.max == 0) na_buf_init(&t->raw, FRAME);
    while (rc == NA_OK && bytes.len > 0) {
        const size_t room = FRAME - t->raw.len, n = bytes.len < room ? bytes.len : room;

        na_buf_put(&t->raw, bytes.ptr, n);
        rc = na_buf_check(&t->raw, "output", t->out->cx->err);
        bytes = na_str_sub(bytes, n, bytes.len);
        if (rc == NA_OK && t->raw.len == FRAME) rc = pack(t);
    }
    return rc;
}

int export_tar_head(struct export_tar *t, const char *name, int64_t mtime, uint64_t size)
{
    uint8_t block[NA_TAR_BLOCK];
    int rc = na_tar_put_any(block, name, size, mtime > 0 ? mtime : 0, t->out->cx->err);

    return rc < 0 ? rc : export_tar_put(t, na_str_n(block, sizeof block));
}

int export_tar_pad(struct export_tar *t, uint64_t size)
{
    static const char zero[NA_TAR_BLOCK];

    return export_tar_put(t, na_str_n(zero, (size_t)(na_tar_padded(size) - size)));
}

int export_tar_file(struct export_tar *t, const char *name, int64_t mtime, na_str bytes)
{
    int rc = export_tar_head(t, name, mtime, bytes.len);

    if (rc == NA_OK) rc = export_tar_put(t, bytes);
    return rc < 0 ? rc : export_tar_pad(t, bytes.len);
}

int export_tar_end(struct export_tar *t)
{
    static const char zero[2 * NA_TAR_BLOCK];
    int rc = export_tar_put(t, na_str_n(zero, sizeof zero));

    return rc == NA_OK && t->zstd ? pack(t) : rc;
}

void export_tar_release(struct export_tar *t)
{
    na_zstd_release(&t->z);
    na_buf_release(&t->raw);
    na_buf_release(&t->packed);
}

/* -- tar.zst --------------------------------------------------------------------------- */

struct bundle {
    FILE *spool;
    uint64_t size;
    int64_t newest; /* import */
    struct export_seen seen;
    na_buf records; /* hashes of 32 digits, each once, in the order of the articles */
    struct export_tar tar;
};

static int begin(struct exporting *x)
{
    struct bundle *b = calloc(1, sizeof *b);
    na_buf dir;
    const char *slash;
    int fd;

    if (!b) return na_fail_nomem(x->cx->err);
    x->own = b;
    b->tar = (struct export_tar){ .out = &x->out, .zstd = true };
    na_buf_init(&b->records, 1024 * NA_MIB);
    /* Beside the file that is made: that there is room there is assumed anyway. */
    na_buf_init(&dir, 64 * NA_KIB);
    slash = x->path ? strrchr(x->path, '/') : NULL;
    if (slash) na_buf_put(&dir, x->path, (size_t)(slash - x->path) + 1);
    if (!slash) na_buf_puts(&dir, ".");
    fd = x->path ? open(na_buf_cstr(&dir), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600) : -1;
    na_buf_release(&dir);
    b->spool = fd >= 0 ? fdopen(fd, "w+") : tmpfile();
    if (!b->spool && fd >= 0) close(fd);
    return b->spool ? NA_OK
                    : na_fail(x->cx->err, NA_EIO, "temporary file: %s", strerror(errno));
}

static int put(struct exporting *x, const na_article *a)
{
    struct bundle *b = x->own;
    const na_str hash = na_str_sub(a->prov.record_sha256, 0, 32);
    int64_t imported = 0;
    bool day, again = false;
    int rc;

    na_buf_reset(&x->item);
    if ((rc = na_article_to_json(a, &x->item, x->cx->err)) < 0) return rc;
    na_buf_putc(&x->item, '\n');
    if ((rc = na_buf_check(&x->item, "article", x->cx->err)) < 0) return rc;
    if (fwrite(x->item.ptr, 1, x->item.len, b->spool) != x->item.len)
        return na_fail(x->cx->err, NA_EIO, "temporary file: %s", strerror(errno));
    b->size += x->item.len;
    if (na_rfc3339_parse(a->prov.imported, &imported, &day) && imported > b->newest)
        b->newest = imported;
    if (hash.len < 32) return NA_OK;
    if ((rc = export_seen_note(&b->seen, hash, &again, x->cx->err)) < 0) return rc;
    if (!again) na_buf_str(&b->records, hash);
    return na_buf_check(&b->records, "records", x->cx->err);
}

static int put_articles(struct exporting *x)
{
    struct bundle *b = x->own;
    char chunk[64 * NA_KIB];
    uint64_t left = b->size;
    int rc = export_tar_head(&b->tar, "articles.jsonl", b->newest, b->size);

    rewind(b->spool);
    while (rc == NA_OK && left > 0) {
        const size_t n =
            fread(chunk, 1, left < sizeof chunk ? (size_t)left : sizeof chunk, b->spool);
        if (n == 0)
            return na_fail(x->cx->err, NA_EIO, "temporary file: %s", strerror(errno));
        rc = export_tar_put(&b->tar, na_str_n(chunk, n));
        left -= n;
    }
    return rc < 0 ? rc : export_tar_pad(&b->tar, b->size);
}

static int put_original(struct exporting *x, na_str hash, na_buf *bytes)
{
    struct bundle *b = x->own;
    const na_article of = { .prov = { .record_sha256 = hash } };
    char name[96];
    na_original o;
    int rc;

    na_arena_reset(&x->arena);
    rc = export_original(x, &of, &o, bytes);
    if (rc == NA_ENOENT) return NA_OK;
    if (rc < 0) return rc;
    (void)snprintf(name, sizeof name, "originals_files/%.32s", hash.ptr);
    if ((rc = export_tar_file(&b->tar, name, o.mtime, o.bytes)) < 0) return rc;
    (void)snprintf(name, sizeof name, "originals_files/%.32s.json", hash.ptr);
    return export_tar_file(&b->tar, name, o.mtime, o.about);
}

static int end(struct exporting *x)
{
    struct bundle *b = x->own;
    na_buf bytes;
    int rc = put_articles(x);

    na_buf_init(&bytes, NA_MAX_RECORD + 1);
    for (size_t i = 0; rc == NA_OK && i < b->records.len; i += 32)
        rc = cmd_cancelled
                 ? na_fail(x->cx->err, NA_ECANCELLED, "interrupted; nothing was written")
                 : put_original(x, na_str_n(b->records.ptr + i, 32), &bytes);
    na_buf_release(&bytes);
    return rc < 0 ? rc : export_tar_end(&b->tar);
}

static void release(struct exporting *x)
{
    struct bundle *b = x->own;

    if (!b) return;
    if (b->spool) (void)fclose(b->spool);
    free(b->seen.v);
    na_buf_release(&b->records);
    export_tar_release(&b->tar);
    free(b);
    x->own = NULL;
}

const struct export_format export_tar = { .name = "tar.zst",
                                          .to = EXPORT_BINARY,
                                          .begin = begin,
                                          .put = put,
                                          .end = end,
                                          .release = release };
