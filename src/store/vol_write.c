/* SPDX-License-Identifier: MIT */
/* Sizes of the framed members are known only at their end, so their headers are written as
 * zeros and completed then; all else is appended. */
#include "store/vol_write.h"
#include "base/hash.h"
#include "base/path.h"
#include "store/vol_int.h"
#include "store/vol_pool.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum { AT_ARTICLES, AT_INDEX, AT_EXTRA, AT_STREAM }; /* what may come next */
#define WRITE_CHUNK (256 * NA_KIB)

struct na_volw {
    int fd;
    char *path;
    na_volw_opts o;
    bool created; /* path is ours to unlink */
    int rc, stage;
    na_err err;
    na_pool *pool;
    na_buf frame;   /* the frame that is being filled */
    na_buf out;     /* bytes not yet given to the file */
    na_buf entries; /* seek table of the member at hand */
    na_buf hashes;  /* of the frames: frames.sha, or a stream's own */
    na_sha256 sha;  /* of the member at hand */
    uint64_t off;   /* where the next byte goes */
    uint64_t raw;   /* decoded bytes of the member at hand */
    na_vol_member member[NA_VOL_MAX_MEMBERS];
    size_t n;
};

static void flush(na_volw *w)
{
    if (w->rc < 0 || !w->out.len) return;
    w->rc = na_io_write(w->fd, w->out.ptr, w->out.len, w->path, &w->err);
    na_buf_reset(&w->out);
}

static void emit(na_volw *w, const void *p, size_t n)
{
    if (w->rc < 0) return;
    if (w->out.len + n > WRITE_CHUNK) flush(w);
    if (n >= WRITE_CHUNK) {
        if (w->rc == NA_OK) w->rc = na_io_write(w->fd, p, n, w->path, &w->err);
    } else {
        na_buf_put(&w->out, p, n);
        if (w->rc == NA_OK) w->rc = na_buf_check(&w->out, "write buffer", &w->err);
    }
    w->off += n;
}

/* The bytes of a member count for its hash, those of headers and padding do not. */
static void emit_data(na_volw *w, const void *p, size_t n)
{
    na_sha256_put(&w->sha, p, n);
    emit(w, p, n);
}

static na_vol_member *member_begin(na_volw *w, const char *name)
{
    static const uint8_t zero[NA_TAR_BLOCK];
    na_vol_member *m;

    if (w->rc < 0) return NULL;
    if (w->n == NA_VOL_MAX_MEMBERS || strlen(name) > NA_VOL_MAX_NAME) {
        w->rc = na_fail(&w->err, NA_ELIMIT, "%s: member %s: too many, or its name too long",
                        w->path, name);
        return NULL;
    }
    m = &w->member[w->n++];
    memcpy(m->name, name, strlen(name) + 1);
    emit(w, zero, sizeof zero);
    m->offset = w->off;
    na_sha256_begin(&w->sha);
    return m;
}

static void member_end(na_volw *w)
{
    na_vol_member *m = &w->member[w->n - 1];
    uint8_t block[NA_TAR_BLOCK] = { 0 };

    if (w->rc < 0) return;
    m->size = w->off - m->offset;
    na_sha256_end(&w->sha, m->sha256);
    emit(w, block, (size_t)(na_tar_padded(m->size) - m->size));
    flush(w);
    if (w->rc == NA_OK) w->rc = na_tar_put(block, m->name, m->size, w->o.mtime, &w->err);
    if (w->rc < 0) return;
    if (pwrite(w->fd, block, sizeof block, (off_t)(m->offset - NA_TAR_BLOCK)) !=
        (ssize_t)sizeof block)
        w->rc = na_fail(&w->err, NA_EIO, "%s: header of %s: %s", w->path, m->name,
                        strerror(errno));
}

static void member_of(na_volw *w, const char *name, na_str bytes)
{
    na_vol_member *m = member_begin(w, name);

    if (!m) return;
    emit_data(w, bytes.ptr, bytes.len);
    m->raw_size = bytes.len;
    member_end(w);
}

static int sink(void *ctx, na_str stored, uint32_t raw_len,
                const uint8_t hash[NA_FRAME_HASH], na_err *err)
{
    na_volw *w = ctx;

    (void)err; /* the writer's own, which the pool shares */
    emit_data(w, stored.ptr, stored.len);
    na_seek_entry(&w->entries, (uint32_t)stored.len, raw_len);
    na_buf_put(&w->hashes, hash, NA_FRAME_HASH);
    return w->rc < 0 ? na_fail(err, w->rc, "%s", w->err.msg) : NA_OK;
}

static void put_frame(na_volw *w, int level)
{
    if (w->rc < 0 || !w->frame.len) return;
    w->raw += w->frame.len;
    int rc = na_pool_put(w->pool, &w->frame, level, &w->err);
    if (w->rc == NA_OK) w->rc = rc;
}

/* The rest of a framed member: frames in flight, then the seek table. */
static void framed_end(na_volw *w, int level)
{
    na_buf table;
    uint8_t sha[32];
    na_vol_member *m = &w->member[w->n - 1];
    int rc;

    na_buf_init(&table, NA_FRAME_MAX_STORED);
    put_frame(w, level);
    rc = na_pool_drain(w->pool, &w->err);
    if (w->rc == NA_OK) w->rc = rc;
    if (w->rc < 0) goto done;
    m->raw_size = w->raw;
    m->frames = (uint32_t)(w->entries.len / NA_SEEK_ENTRY);
    na_seek_put(&table, &w->entries);
    na_sha256_of(na_buf_get(&table), sha);
    na_buf_put(&w->hashes, sha, NA_FRAME_HASH);
    if ((w->rc = na_buf_check(&w->entries, "seek table", &w->err)) < 0 ||
        (w->rc = na_buf_check(&table, "seek table", &w->err)) < 0 ||
        (w->rc = na_buf_check(&w->hashes, "frames.sha", &w->err)) < 0)
        goto done;
    emit_data(w, table.ptr, table.len);
    member_end(w);
    na_buf_reset(&w->entries);
    w->raw = 0;
done:
    na_buf_release(&table);
}

int na_volw_begin(na_volw **out, const char *path, const na_volw_opts *opts, na_err *err)
{
    na_volw *w = calloc(1, sizeof *w);
    int rc;

    if (!w) return na_fail_nomem(err);
    w->fd = -1;
    if (opts) w->o = *opts;
    if (!w->o.article_frame) w->o.article_frame = NA_VOL_ARTICLE_FRAME;
    if (!w->o.index_frame) w->o.index_frame = NA_VOL_INDEX_FRAME;
    if (!w->o.article_level) w->o.article_level = NA_VOL_ARTICLE_LEVEL;
    if (!w->o.index_level) w->o.index_level = NA_VOL_INDEX_LEVEL;
    na_buf_init(&w->frame, NA_FRAME_MAX_RAW);
    na_buf_init(&w->out, WRITE_CHUNK);
    na_buf_init(&w->entries, (size_t)NA_SEEK_MAX_FRAMES * NA_SEEK_ENTRY);
    na_buf_init(&w->hashes, (size_t)NA_SEEK_MAX_FRAMES * 2 * NA_FRAME_HASH);

    if (!(w->path = strdup(path))) {
        rc = na_fail_nomem(err);
        goto done;
    }
    w->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (w->fd < 0) {
        rc = na_fail(err, errno == EEXIST ? NA_EEXISTS : NA_EIO, "%s: %s", path,
                     strerror(errno));
        goto done;
    }
    w->created = true;
    if ((rc = na_pool_new(&w->pool, 1, sink, w, err)) < 0) goto done;
    member_begin(w, NA_VOL_NAME_ARTICLES);
    *out = w;
    w = NULL;
done:
    na_volw_abort(w);
    return rc;
}

int na_volw_article(na_volw *w, na_str line, uint64_t *off_out)
{
    if (w->rc < 0) return w->rc;
    na_assert(w->stage == AT_ARTICLES);
    if (!line.len || line.ptr[line.len - 1] != '\n' ||
        memchr(line.ptr, '\n', line.len - 1) != NULL)
        return w->rc =
                   na_fail(&w->err, NA_EUSAGE, "%s: an article is not one line", w->path);
    if (line.len > NA_FRAME_MAX_RAW)
        return w->rc = na_fail(&w->err, NA_ELIMIT, "%s: an article of %zu bytes", w->path,
                               line.len);
    if (w->frame.len + line.len > w->o.article_frame) put_frame(w, w->o.article_level);
    if (w->rc < 0) return w->rc;
    if (off_out) *off_out = w->raw + w->frame.len;
    na_buf_str(&w->frame, line);
    return w->rc = na_buf_check(&w->frame, "frame of articles", &w->err);
}

int na_volw_articles_end(na_volw *w)
{
    if (w->rc < 0) return w->rc;
    na_assert(w->stage == AT_ARTICLES);
    if (!w->raw && !w->frame.len)
        return w->rc =
                   na_fail(&w->err, NA_EUSAGE, "%s: a volume without articles", w->path);
    framed_end(w, w->o.article_level);
    w->stage = AT_INDEX;
    return w->rc;
}

int na_volw_index(na_volw *w, const na_src *plain)
{
    if (w->rc < 0) return w->rc;
    na_assert(w->stage == AT_INDEX);
    if (!plain->size)
        return w->rc = na_fail(&w->err, NA_EUSAGE, "%s: an empty index", w->path);
    /* The caller only reads and writes now: both cores may compress. */
    if ((w->rc = na_pool_grow(w->pool, 2, &w->err)) < 0) return w->rc;
    member_begin(w, NA_VOL_NAME_INDEX);
    for (uint64_t at = 0; at < plain->size && w->rc == NA_OK;) {
        uint64_t left = plain->size - at;
        size_t n = left < w->o.index_frame ? (size_t)left : w->o.index_frame;
        char *dst = na_buf_reserve(&w->frame, n);

        if (!dst) {
            w->rc = na_buf_check(&w->frame, "frame of the index", &w->err);
            break;
        }
        if ((w->rc = na_src_read(plain, at, dst, n, &w->err)) < 0) break;
        w->frame.len += n;
        at += n;
        put_frame(w, w->o.index_level);
    }
    if (w->rc < 0) return w->rc;
    framed_end(w, w->o.index_level);
    member_of(w, NA_VOL_NAME_FRAMES, na_buf_get(&w->hashes));
    w->stage = AT_EXTRA;
    return w->rc;
}

int na_volw_extra(na_volw *w, const char *name, na_str bytes)
{
    if (w->rc < 0) return w->rc;
    na_assert(w->stage == AT_EXTRA);
    /* Two more must come. */
    if (w->n + 3 > NA_VOL_MAX_MEMBERS)
        return w->rc = na_fail(&w->err, NA_ELIMIT, "%s: too many members", w->path);
    member_of(w, name, bytes);
    return w->rc;
}

int na_volw_stream_begin(na_volw *w, const char *name)
{
    if (w->rc < 0) return w->rc;
    na_assert(w->stage == AT_EXTRA);
    if (w->n + 3 > NA_VOL_MAX_MEMBERS)
        return w->rc = na_fail(&w->err, NA_ELIMIT, "%s: too many members", w->path);
    na_buf_reset(&w->hashes); /* frames.sha is written */
    member_begin(w, name);
    w->stage = AT_STREAM;
    return w->rc;
}

int na_volw_stream_put(na_volw *w, na_str bytes)
{
    na_assert(w->rc < 0 || w->stage == AT_STREAM);
    while (w->rc == NA_OK && bytes.len > 0) {
        const size_t room = NA_VOL_STREAM_FRAME - w->frame.len;
        const size_t k = bytes.len < room ? bytes.len : room;

        na_buf_put(&w->frame, bytes.ptr, k);
        w->rc = na_buf_check(&w->frame, "frame", &w->err);
        bytes = na_str_sub(bytes, k, bytes.len);
        if (w->frame.len == NA_VOL_STREAM_FRAME) put_frame(w, w->o.article_level);
    }
    return w->rc;
}

int na_volw_stream_mark(na_volw *w)
{
    if (w->rc == NA_OK && w->frame.len >= w->o.article_frame)
        put_frame(w, w->o.article_level);
    return w->rc;
}

uint64_t na_volw_stream_stored(const na_volw *w)
{
    return w->off - w->member[w->n - 1].offset;
}

int na_volw_stream_end(na_volw *w, na_buf *hashes_out)
{
    if (w->rc < 0) return w->rc;
    na_assert(w->stage == AT_STREAM);
    framed_end(w, w->o.article_level);
    if (w->rc < 0) return w->rc;
    /* To a manifest it is a member without frames: frames.sha says nothing of it. */
    w->member[w->n - 1].raw_size = w->member[w->n - 1].size;
    w->member[w->n - 1].frames = 0;
    na_buf_str(hashes_out, na_buf_get(&w->hashes));
    w->stage = AT_EXTRA;
    return w->rc;
}

static void put_manifest(na_volw *w, na_volw_manifest *manifest, void *ctx)
{
    na_buf text;

    na_buf_init(&text, NA_VOL_MAX_MANIFEST);
    if (w->rc == NA_OK) w->rc = manifest(ctx, w->member, w->n, &text, &w->err);
    if (w->rc == NA_OK) w->rc = na_buf_check(&text, NA_VOL_NAME_MANIFEST, &w->err);
    member_of(w, NA_VOL_NAME_MANIFEST, na_buf_get(&text));
    na_buf_release(&text);
}

static void put_sums(na_volw *w)
{
    na_buf text;
    char hex[65];

    na_buf_init(&text, NA_VOL_MAX_SUMS);
    for (size_t i = 0; i < w->n; i++) {
        na_hex(w->member[i].sha256, 32, hex);
        na_buf_printf(&text, "%s  %s\n", hex, w->member[i].name);
    }
    if (w->rc == NA_OK) w->rc = na_buf_check(&text, NA_VOL_NAME_SUMS, &w->err);
    member_of(w, NA_VOL_NAME_SUMS, na_buf_get(&text));
    na_buf_release(&text);
}

int na_volw_finish(na_volw *w, na_volw_manifest *manifest, void *ctx, uint8_t sha_out[32],
                   uint64_t *size_out, na_err *err)
{
    static const uint8_t zero[NA_VOL_TRAILER];
    int rc;

    na_assert(w->rc < 0 || w->stage == AT_EXTRA);
    put_manifest(w, manifest, ctx);
    if (w->rc == NA_OK) memcpy(sha_out, w->member[w->n - 1].sha256, 32);
    put_sums(w);
    emit(w, zero, sizeof zero);
    flush(w);
    if (w->rc == NA_OK && fsync(w->fd) < 0)
        w->rc = na_fail(&w->err, NA_EIO, "%s: sync: %s", w->path, strerror(errno));
    if (w->rc == NA_OK) {
        int fd = w->fd;
        w->fd = -1;
        if (close(fd) < 0)
            w->rc = na_fail(&w->err, NA_EIO, "%s: close: %s", w->path, strerror(errno));
    }
    if (w->rc == NA_OK) {
        *size_out = w->off;
        w->created = false;
    }
    rc = w->rc;
    if (rc < 0) na_fail(err, rc, "%s", w->err.msg);
    na_volw_abort(w);
    return rc;
}

uint64_t na_volw_raw_size(const na_volw *w)
{
    return w->stage == AT_ARTICLES ? w->raw + w->frame.len
                                   : w->member[NA_VOL_ARTICLES].raw_size;
}

const na_err *na_volw_error(const na_volw *w) { return w->rc < 0 ? &w->err : NULL; }

void na_volw_abort(na_volw *w)
{
    if (!w) return;
    na_pool_free(w->pool);
    if (w->fd >= 0) close(w->fd);
    if (w->created) unlink(w->path);
    free(w->path);
    na_buf_release(&w->frame);
    na_buf_release(&w->out);
    na_buf_release(&w->entries);
    na_buf_release(&w->hashes);
    free(w);
}
