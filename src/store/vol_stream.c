/* SPDX-License-Identifier: MIT */
#include "store/vol_stream.h"
#include "base/hash.h"
#include "store/vol_handle.h"
#include <stdlib.h>

struct na_vol_stream {
    na_vol *v;
    const na_vol_member *m;
    na_seek seek;
    uint8_t *hashes;
    uint32_t frame; /* decoded in raw; seek.n: none */
    na_buf stored, raw;
};

static const na_vol_member *member_of(const na_vol *v, const char *name)
{
    /* The manifest and SHA256SUMS are not what it vouches for. */
    for (size_t i = 0; v->bound && i + 2 < v->n; i++)
        if (strcmp(v->member[i].name, name) == 0) return &v->member[i];
    return NULL;
}

int na_vol_member_read(na_vol *v, const char *name, size_t max, na_buf *out, na_err *err)
{
    const na_vol_member *m = member_of(v, name);
    uint8_t sha[32];
    int rc;

    na_buf_reset(out);
    if (!m) return NA_ENOENT;
    if (m->size > max)
        return na_fail(err, NA_ELIMIT, "%s: %s has %llu bytes, at most %zu are read",
                       v->src.name, name, (unsigned long long)m->size, max);
    if (!na_buf_reserve(out, (size_t)m->size + 1)) return na_buf_check(out, name, err);
    rc = na_src_read(&v->src, m->offset, out->ptr, (size_t)m->size, err);
    if (rc < 0) return rc;
    out->len = (size_t)m->size;
    na_sha256_of(na_buf_get(out), sha);
    if (memcmp(sha, m->sha256, sizeof sha) != 0)
        return na_fail(err, NA_ECORRUPT, "%s: %s: not what the manifest says", v->src.name,
                       name);
    return NA_OK;
}

int na_vol_stream_open(na_vol_stream **out, na_vol *v, const char *name, na_str hashes,
                       na_err *err)
{
    const na_vol_member *m = member_of(v, name);
    na_vol_stream *s;
    int rc;

    *out = NULL;
    if (!m) return na_fail(err, NA_ENOENT, "%s: no member %s", v->src.name, name);
    if (!(s = calloc(1, sizeof *s))) return na_fail_nomem(err);
    s->v = v;
    s->m = m;
    na_buf_init(&s->stored, NA_FRAME_MAX_STORED);
    na_buf_init(&s->raw, NA_FRAME_MAX_RAW);
    if ((rc = na_seek_read(&s->seek, &v->src, m, err)) < 0) goto done;
    s->frame = s->seek.n;
    if (hashes.len != ((size_t)s->seek.n + 1) * NA_FRAME_HASH) {
        rc = na_fail(err, NA_ECORRUPT, "%s: %s: %u frames, but %zu hashes", v->src.name,
                     name, s->seek.n, hashes.len / NA_FRAME_HASH);
        goto done;
    }
    if (memcmp(s->seek.hash, hashes.ptr + (size_t)s->seek.n * NA_FRAME_HASH,
               NA_FRAME_HASH) != 0) {
        rc = na_fail(err, NA_ECORRUPT, "%s: %s: its seek table is not the one it had",
                     v->src.name, name);
        goto done;
    }
    if (!(s->hashes = malloc(hashes.len))) {
        rc = na_fail_nomem(err);
        goto done;
    }
    memcpy(s->hashes, hashes.ptr, hashes.len);
    *out = s;
    s = NULL;
done:
    na_vol_stream_close(s);
    return rc;
}

void na_vol_stream_close(na_vol_stream *s)
{
    if (!s) return;
    na_seek_release(&s->seek);
    na_buf_release(&s->stored);
    na_buf_release(&s->raw);
    free(s->hashes);
    free(s);
}

uint64_t na_vol_stream_size(const na_vol_stream *s) { return s->seek.raw[s->seek.n]; }

size_t na_vol_stream_held(const na_vol_stream *s) { return s->stored.cap + s->raw.cap; }

static int failed(const na_vol_stream *s, uint32_t f, int rc, na_err *err)
{
    na_err_prefix(err, "%s: %s: frame %u", s->v->src.name, s->m->name, f);
    return rc;
}

static int load(na_vol_stream *s, uint32_t f, na_err *err)
{
    const size_t n = (size_t)(s->seek.off[f + 1] - s->seek.off[f]);
    const uint32_t len = na_vol_raw_len(&s->seek, f);
    uint8_t sha[32];
    size_t got;
    int rc;

    s->frame = s->seek.n;
    na_buf_reset(&s->stored);
    na_buf_reset(&s->raw);
    if (!na_buf_reserve(&s->stored, n)) return na_buf_check(&s->stored, "a frame", err);
    if (!na_buf_reserve(&s->raw, len)) return na_buf_check(&s->raw, "a frame", err);
    rc = na_src_read(&s->v->src, s->m->offset + s->seek.off[f], s->stored.ptr, n, err);
    if (rc < 0) return rc;
    s->stored.len = n;
    na_sha256_of(na_buf_get(&s->stored), sha);
    if (memcmp(sha, s->hashes + (size_t)f * NA_FRAME_HASH, NA_FRAME_HASH) != 0)
        return failed(s, f, na_fail(err, NA_ECORRUPT, "not what its hash says"), err);
    if ((rc = na_frame_check((const uint8_t *)s->stored.ptr, n, len, err)) < 0)
        return failed(s, f, rc, err);
    if (!s->v->dx && !(s->v->dx = ZSTD_createDCtx())) return na_fail_nomem(err);
    got = ZSTD_decompressDCtx(s->v->dx, s->raw.ptr, len, s->stored.ptr, n);
    if (ZSTD_isError(got) || got != len)
        return failed(s, f,
                      na_fail(err, NA_ECORRUPT, "%s",
                              ZSTD_isError(got) ? ZSTD_getErrorName(got) : "wrong size"),
                      err);
    s->raw.len = len;
    s->frame = f;
    return NA_OK;
}

int na_vol_stream_read(na_vol_stream *s, uint64_t off, void *buf, size_t n, na_err *err)
{
    const uint64_t size = na_vol_stream_size(s);
    char *dst = buf;
    int rc;

    if (off > size || n > size - off)
        return na_fail(err, NA_ECORRUPT, "%s: %s: %zu bytes at %llu of %llu",
                       s->v->src.name, s->m->name, n, (unsigned long long)off,
                       (unsigned long long)size);
    while (n > 0) {
        const uint32_t f = na_seek_find(&s->seek, off);
        const size_t at = (size_t)(off - s->seek.raw[f]);
        size_t k;

        if (s->frame != f && (rc = load(s, f, err)) < 0) return rc;
        k = s->raw.len - at < n ? s->raw.len - at : n;
        memcpy(dst, s->raw.ptr + at, k);
        dst += k;
        off += k;
        n -= k;
    }
    return NA_OK;
}
