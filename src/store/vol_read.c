/* SPDX-License-Identifier: MIT */
/* Whole frames: small ones, read at random (a database's pages). Who asks for a whole frame
 * gets it decoded where it is wanted, and is taken to keep it; parts come from a cache. */
#include "base/hash.h"
#include "store/vol_handle.h"
#include <stdlib.h>

#define STEP (64 * NA_KIB)

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

int na_vol_frame_failed(const na_vol *v, int member, uint32_t f, int rc, na_err *err)
{
    na_err_prefix(err, "%s: %s: frame %u", v->src.name, v->member[member].name, f);
    return rc;
}

int na_vol_load(na_vol *v, int member, uint32_t f, na_buf *out, na_err *err)
{
    struct framed *fr = &v->framed[member];
    const na_seek *s = &fr->seek;
    size_t n = (size_t)(s->off[f + 1] - s->off[f]);
    uint8_t sha[32];
    char *dst;
    int rc;

    na_buf_reset(out);
    /* In steps, or every other frame would move the buffer to give it a little more. */
    if (!(dst = na_buf_reserve(out, n + (STEP - n % STEP) % STEP)))
        return na_buf_check(out, "a stored frame", err);
    rc = na_src_read(&v->src, v->member[member].offset + s->off[f], dst, n, err);
    if (rc < 0) return rc;
    out->len = n;
    if (!fr->checked[f]) {
        na_sha256_of(na_buf_get(out), sha);
        if (memcmp(sha, v->hashes + (fr->hash0 + f) * NA_FRAME_HASH, NA_FRAME_HASH) != 0)
            return na_vol_frame_failed(
                v, member, f, na_fail(err, NA_ECORRUPT, "not what frames.sha says"), err);
        rc = na_frame_check((const uint8_t *)out->ptr, n, na_vol_raw_len(s, f), err);
        if (rc < 0) return na_vol_frame_failed(v, member, f, rc, err);
        fr->checked[f] = true;
    }
    return NA_OK;
}

/* The whole frame into dst, which has room for it. */
static int decode(na_vol *v, int member, uint32_t f, uint8_t *dst, na_err *err)
{
    uint32_t len = na_vol_raw_len(&v->framed[member].seek, f);
    size_t n;
    int rc;

    if ((rc = na_vol_load(v, member, f, &v->stored, err)) < 0) return rc;
    if (!v->dx && !(v->dx = ZSTD_createDCtx())) return na_fail_nomem(err);
    n = ZSTD_decompressDCtx(v->dx, dst, len, v->stored.ptr, v->stored.len);
    if (!ZSTD_isError(n) && n == len) return NA_OK;
    return na_vol_frame_failed(
        v, member, f,
        na_fail(err, NA_ECORRUPT, "%s",
                ZSTD_isError(n) ? ZSTD_getErrorName(n) : "wrong size"),
        err);
}

/* The whole frame, decoded, from the cache or into it; good until the next call. */
static int get_frame(na_vol *v, int member, uint32_t f, struct cframe **out, na_err *err)
{
    struct framed *fr = &v->framed[member];
    uint32_t len = na_vol_raw_len(&fr->seek, f);
    struct cframe *c = fr->at[f];
    int rc;

    if (c) {
        if (c != v->newest) {
            unlink_frame(v, c);
            push_frame(v, c);
        }
        *out = c;
        return NA_OK;
    }
    shrink(v, v->cap > len ? v->cap - len : 0);
    if (!(c = malloc(sizeof *c + len))) return na_fail_nomem(err);
    if ((rc = decode(v, member, f, c->data, err)) < 0) {
        free(c);
        return rc;
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

int na_vol_outside(const na_vol *v, int member, uint64_t off, size_t n, na_err *err)
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

    if (raw_off > size || n > size - raw_off)
        return na_vol_outside(v, member, raw_off, n, err);
    if (!n) return NA_OK;
    for (f = na_seek_find(s, raw_off); n; f++) {
        struct cframe *c = NULL;
        size_t at = (size_t)(raw_off - s->raw[f]), len = na_vol_raw_len(s, f);
        size_t take = n < len - at ? n : len - at;
        if (take == len && !v->framed[member].at[f]) {
            if ((rc = decode(v, member, f, dst, err)) < 0) return rc;
        } else {
            if ((rc = get_frame(v, member, f, &c, err)) < 0) return rc;
            memcpy(dst, c->data + at, take);
        }
        dst += take;
        raw_off += take;
        n -= take;
    }
    return NA_OK;
}

int na_vol_stored(na_vol *v, int member, uint32_t frame, na_buf *out, na_err *err)
{
    na_assert(v->bound && frame < v->framed[member].seek.n);
    return na_vol_load(v, member, frame, out, err);
}
