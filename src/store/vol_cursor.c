/* SPDX-License-Identifier: MIT */
/* A frame of articles, decoded from its beginning as far as asked for, a block of the
 * library's (at most 128 KiB) at a time: a snippet does not pay for what is behind it, and
 * neighbours do not pay again. The text is decoded to where it stays, which zstd is told:
 * else it would keep a window of its own, as big as the frame, and copy from there. */
#define ZSTD_STATIC_LINKING_ONLY /* for parameters of decoding */
#include "store/vol_handle.h"
#include <stdlib.h>

#define FIRST 16u /* bytes to begin with: most of a frame's header */

void na_cursor_release(struct cursor *c)
{
    ZSTD_freeDCtx(c->dx);
    na_buf_release(&c->stored);
    na_buf_release(&c->text);
    *c = (struct cursor){ 0 };
}

void na_cursor_init(struct cursor *c)
{
    *c = (struct cursor){ 0 };
    na_buf_init(&c->stored, NA_FRAME_MAX_STORED);
    na_buf_init(&c->text, NA_FRAME_MAX_RAW);
}

int na_cursor_open(na_vol *v, struct cursor *c, uint32_t f, na_err *err)
{
    uint32_t all = na_vol_raw_len(&v->framed[NA_VOL_ARTICLES].seek, f);
    int rc;

    if (c->open && c->frame == f) return NA_OK;
    c->open = false;
    na_buf_reset(&c->text);
    if ((rc = na_vol_load(v, NA_VOL_ARTICLES, f, &c->stored, err)) < 0) return rc;
    if (!na_buf_reserve(&c->text, all > NA_VOL_ARTICLE_FRAME ? all : NA_VOL_ARTICLE_FRAME))
        return na_buf_check(&c->text, "a frame of articles", err);
    if (!c->dx) {
        if (!(c->dx = ZSTD_createDCtx())) return na_fail_nomem(err);
        ZSTD_DCtx_setParameter(c->dx, ZSTD_d_windowLogMax, NA_FRAME_WINDOW_LOG);
        /* A library that does not know these any more is slower, and as right. The stored
         * bytes were checked by na_vol_load(), and a frame seldom gets to its checksum. */
        ZSTD_DCtx_setParameter(c->dx, ZSTD_d_stableOutBuffer, 1);
        ZSTD_DCtx_setParameter(c->dx, ZSTD_d_forceIgnoreChecksum, ZSTD_d_ignoreChecksum);
    }
    ZSTD_DCtx_reset(c->dx, ZSTD_reset_session_only);
    c->out = (ZSTD_outBuffer){ c->text.ptr, all, 0 };
    c->in = 0;
    c->hint = FIRST;
    c->frame = f;
    c->open = true;
    return NA_OK;
}

int na_cursor_fill(na_vol *v, struct cursor *c, size_t want, na_err *err)
{
    while (c->text.len < want) {
        size_t left = c->stored.len - c->in;
        /* Just what it asks for, so that it decodes one block and takes it from here. */
        ZSTD_inBuffer in = { c->stored.ptr, c->in + (c->hint < left ? c->hint : left),
                             c->in };
        size_t rc = ZSTD_decompressStream(c->dx, &c->out, &in);

        if (ZSTD_isError(rc) || (c->out.pos == c->text.len && in.pos == c->in)) {
            c->open = false;
            return na_vol_frame_failed(
                v, NA_VOL_ARTICLES, c->frame,
                na_fail(err, NA_ECORRUPT, "%s",
                        ZSTD_isError(rc) ? ZSTD_getErrorName(rc) : "ends too early"),
                err);
        }
        c->text.len = c->out.pos;
        c->in = in.pos;
        c->hint = rc;
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
        return na_vol_outside(v, NA_VOL_ARTICLES, raw_off, len, err);
    f = na_seek_find(s, raw_off);
    if (raw_off + len > s->raw[f + 1])
        return na_vol_outside(v, NA_VOL_ARTICLES, raw_off, len, err);
    at = (size_t)(raw_off - s->raw[f]);
    if ((rc = na_cursor_open(v, &v->cur, f, err)) < 0) return rc;
    if ((rc = na_cursor_fill(v, &v->cur, at + len, err)) < 0) return rc;
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
    left = na_vol_raw_len(s, f) - at;
    if ((rc = na_cursor_open(v, &v->cur, f, err)) < 0) goto done;
    if ((rc = na_cursor_fill(v, &v->cur, at + left, err)) < 0) goto done;
    p = v->cur.text.ptr + at;
    if (!(nl = memchr(p, '\n', left))) {
        rc =
            na_vol_frame_failed(v, NA_VOL_ARTICLES, f,
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
