/* SPDX-License-Identifier: MIT */
/* Two ways to a decoded byte. The cache holds whole decoded frames: small ones, read at
 * random (a database's pages). The cursor holds one frame of articles decoded from its
 * beginning as far as asked, in the library's blocks of at most 128 KiB: a snippet does not
 * pay for what is behind it, and neighbours do not pay again. */
#include "base/hash.h"
#include "store/vol_handle.h"
#include <stdlib.h>

#define PIECE (32 * NA_KIB)

void na_vol_cache_clear(na_vol *v)
{
    while (v->newest) {
        struct cframe *c = v->newest;
        v->newest = c->older;
        v->framed[c->member].at[c->frame] = NULL;
        free(c);
    }
    v->oldest = NULL;
    v->cached = 0;
    v->cur.open = false;
}

static void unlink_frame(na_vol *v, struct cframe *c)
{
    *(c->newer ? &c->newer->older : &v->newest) = c->older;
    *(c->older ? &c->older->newer : &v->oldest) = c->newer;
}

static void push_frame(na_vol *v, struct cframe *c)
{
    c->newer = NULL;
    c->older = v->newest;
    *(v->newest ? &v->newest->newer : &v->oldest) = c;
    v->newest = c;
}

/* Drops the oldest frames until at most cap bytes are held. */
static void shrink(na_vol *v, size_t cap)
{
    while (v->oldest && v->cached > cap) {
        struct cframe *c = v->oldest;
        unlink_frame(v, c);
        v->cached -= c->len;
        v->framed[c->member].at[c->frame] = NULL;
        free(c);
    }
}

void na_vol_set_cache(na_vol *v, size_t bytes)
{
    v->cap = bytes;
    shrink(v, bytes);
}

size_t na_vol_held(const na_vol *v)
{
    return v->cached + v->stored.cap + v->cur.stored.cap + v->cur.text.cap;
}

static uint32_t raw_len(const na_seek *s, uint32_t f)
{
    return (uint32_t)(s->raw[f + 1] - s->raw[f]);
}

/* "<volume>: <member>: frame <f>: " before what went wrong. */
static int frame_failed(const na_vol *v, int member, uint32_t f, int rc, na_err *err)
{
    na_err_prefix(err, "%s: %s: frame %u", v->src.name, v->member[member].name, f);
    return rc;
}

/* The stored bytes of a frame, checked against frames.sha (once a handle) and for form. */
static int load(na_vol *v, int member, uint32_t f, na_buf *out, na_err *err)
{
    struct framed *fr = &v->framed[member];
    const na_seek *s = &fr->seek;
    size_t n = (size_t)(s->off[f + 1] - s->off[f]);
    uint8_t sha[32];
    char *dst;
    int rc;

    na_buf_reset(out);
    if (!(dst = na_buf_reserve(out, n))) return na_buf_check(out, "a stored frame", err);
    rc = na_src_read(&v->src, v->member[member].offset + s->off[f], dst, n, err);
    if (rc < 0) return rc;
    out->len = n;
    if (!fr->checked[f]) {
        na_sha256_of(na_buf_get(out), sha);
        if (memcmp(sha, v->hashes + (fr->hash0 + f) * NA_FRAME_HASH, NA_FRAME_HASH) != 0)
            return frame_failed(v, member, f,
                                na_fail(err, NA_ECORRUPT, "not what frames.sha says"), err);
        rc = na_frame_check((const uint8_t *)out->ptr, n, raw_len(s, f), err);
        if (rc < 0) return frame_failed(v, member, f, rc, err);
        fr->checked[f] = true;
    }
    return NA_OK;
}

/* The whole frame, decoded, from the cache or into it; good until the next call. */
static int get_frame(na_vol *v, int member, uint32_t f, struct cframe **out, na_err *err)
{
    struct framed *fr = &v->framed[member];
    uint32_t len = raw_len(&fr->seek, f);
    struct cframe *c = fr->at[f];
    size_t n;
    int rc;

    if (c) {
        if (c != v->newest) {
            unlink_frame(v, c);
            push_frame(v, c);
        }
        *out = c;
        return NA_OK;
    }
    if ((rc = load(v, member, f, &v->stored, err)) < 0) return rc;
    if (!v->dx && !(v->dx = ZSTD_createDCtx())) return na_fail_nomem(err);
    shrink(v, v->cap > len ? v->cap - len : 0);
    if (!(c = malloc(sizeof *c + len))) return na_fail_nomem(err);
    n = ZSTD_decompressDCtx(v->dx, c->data, len, v->stored.ptr, v->stored.len);
    if (ZSTD_isError(n) || n != len) {
        free(c);
        return frame_failed(v, member, f,
                            na_fail(err, NA_ECORRUPT, "%s",
                                    ZSTD_isError(n) ? ZSTD_getErrorName(n) : "wrong size"),
                            err);
    }
    c->member = member;
    c->frame = f;
    c->len = len;
    push_frame(v, c);
    v->cached += len;
    fr->at[f] = c;
    *out = c;
    return NA_OK;
}

uint32_t na_vol_frames(const na_vol *v, int member)
{
    na_assert(v->bound);
    return v->framed[member].seek.n;
}

uint64_t na_vol_raw_size(const na_vol *v, int member)
{
    const na_seek *s = &v->framed[member].seek;

    na_assert(v->bound);
    return s->raw[s->n];
}

uint32_t na_vol_frame_of(const na_vol *v, int member, uint64_t raw_off)
{
    na_assert(v->bound && raw_off < na_vol_raw_size(v, member));
    return na_seek_find(&v->framed[member].seek, raw_off);
}

uint64_t na_vol_frame_start(const na_vol *v, int member, uint32_t f)
{
    na_assert(v->bound && f <= v->framed[member].seek.n);
    return v->framed[member].seek.raw[f];
}

static int outside(const na_vol *v, int member, uint64_t off, size_t n, na_err *err)
{
    return na_fail(err, NA_ECORRUPT, "%s: %s: no %zu bytes at %llu", v->src.name,
                   v->member[member].name, n, (unsigned long long)off);
}

int na_vol_read(na_vol *v, int member, uint64_t raw_off, void *buf, size_t n, na_err *err)
{
    const na_seek *s = &v->framed[member].seek;
    uint64_t size = na_vol_raw_size(v, member);
    uint8_t *dst = buf;
    uint32_t f;
    int rc;

    if (raw_off > size || n > size - raw_off) return outside(v, member, raw_off, n, err);
    if (!n) return NA_OK;
    for (f = na_seek_find(s, raw_off); n; f++) {
        struct cframe *c = NULL;
        if ((rc = get_frame(v, member, f, &c, err)) < 0) return rc;
        size_t at = (size_t)(raw_off - s->raw[f]);
        size_t take = n < c->len - at ? n : c->len - at;
        memcpy(dst, c->data + at, take);
        dst += take;
        raw_off += take;
        n -= take;
    }
    return NA_OK;
}

/* Puts the cursor at the beginning of frame f, unless it is in it already. */
static int cursor_open(na_vol *v, uint32_t f, na_err *err)
{
    struct cursor *c = &v->cur;
    int rc;

    if (c->open && c->frame == f) return NA_OK;
    c->open = false;
    na_buf_reset(&c->text);
    c->in = 0;
    if ((rc = load(v, NA_VOL_ARTICLES, f, &c->stored, err)) < 0) return rc;
    if (!c->dx) {
        if (!(c->dx = ZSTD_createDCtx())) return na_fail_nomem(err);
        ZSTD_DCtx_setParameter(c->dx, ZSTD_d_windowLogMax, NA_FRAME_WINDOW_LOG);
    }
    ZSTD_DCtx_reset(c->dx, ZSTD_reset_session_only);
    c->frame = f;
    c->open = true;
    return NA_OK;
}

/* Decodes until the cursor's text has want bytes, at most the frame's. */
static int cursor_fill(na_vol *v, size_t want, na_err *err)
{
    struct cursor *c = &v->cur;
    size_t all = raw_len(&v->framed[NA_VOL_ARTICLES].seek, c->frame);

    while (c->text.len < want) {
        size_t room = all - c->text.len < PIECE ? all - c->text.len : PIECE;
        char *dst = na_buf_reserve(&c->text, room);
        ZSTD_inBuffer in = { c->stored.ptr, c->stored.len, c->in };
        ZSTD_outBuffer out = { dst, room, 0 };
        size_t rc;

        if (!dst) return na_buf_check(&c->text, "a frame of articles", err);
        rc = ZSTD_decompressStream(c->dx, &out, &in);
        if (ZSTD_isError(rc) || (!out.pos && in.pos == c->in)) {
            c->open = false;
            return frame_failed(
                v, NA_VOL_ARTICLES, c->frame,
                na_fail(err, NA_ECORRUPT, "%s",
                        ZSTD_isError(rc) ? ZSTD_getErrorName(rc) : "ends too early"),
                err);
        }
        c->text.len += out.pos;
        c->in = in.pos;
    }
    return NA_OK;
}

int na_vol_line(na_vol *v, uint64_t raw_off, size_t len, na_buf *out, na_err *err)
{
    const na_seek *s = &v->framed[NA_VOL_ARTICLES].seek;
    uint64_t size = na_vol_raw_size(v, NA_VOL_ARTICLES);
    uint32_t f;
    size_t at;
    int rc;

    na_buf_reset(out);
    if (raw_off >= size || len > size - raw_off)
        return outside(v, NA_VOL_ARTICLES, raw_off, len, err);
    f = na_seek_find(s, raw_off);
    if (raw_off + len > s->raw[f + 1])
        return outside(v, NA_VOL_ARTICLES, raw_off, len, err);
    at = (size_t)(raw_off - s->raw[f]);
    if ((rc = cursor_open(v, f, err)) < 0) return rc;
    if ((rc = cursor_fill(v, at + len, err)) < 0) return rc;
    na_buf_put(out, v->cur.text.ptr + at, len);
    return na_buf_check(out, "an article", err);
}

int na_vol_next_line(na_vol *v, uint64_t *off_io, na_str *line_out, na_err *err)
{
    const na_seek *s = &v->framed[NA_VOL_ARTICLES].seek;
    const char *p, *nl;
    uint32_t f;
    size_t at, left;
    int rc;

    if (*off_io >= na_vol_raw_size(v, NA_VOL_ARTICLES)) return 0;
    f = na_seek_find(s, *off_io);
    at = (size_t)(*off_io - s->raw[f]);
    left = raw_len(s, f) - at;
    if ((rc = cursor_open(v, f, err)) < 0) goto done;
    if ((rc = cursor_fill(v, at + left, err)) < 0) goto done;
    p = v->cur.text.ptr + at;
    if (!(nl = memchr(p, '\n', left))) {
        rc = frame_failed(v, NA_VOL_ARTICLES, f,
                          na_fail(err, NA_ECORRUPT, "does not end with a line"), err);
        goto done;
    }
    *line_out = na_str_n(p, (size_t)(nl - p));
    *off_io += (uint64_t)(nl - p) + 1;
    rc = 1;
done:
    if (rc < 0) *off_io = s->raw[f + 1];
    return rc;
}
