/* SPDX-License-Identifier: MIT */
/* Opening a volume: the tar headers, and binding them to a trusted manifest. Strict: what
 * is not canonical is refused, but for the trailer, which nothing is read from;
 * vol_verify.c is there to say all that is wrong. */
#include "base/hash.h"
#include "store/vol_handle.h"
#include <stdlib.h>

static int header(na_vol *v, uint64_t at, size_t i, na_err *err)
{
    na_vol_member *m = &v->member[i];
    uint8_t block[NA_TAR_BLOCK];
    int64_t mtime = 0;
    int rc;

    if ((rc = na_src_read(&v->src, at, block, sizeof block, err)) < 0) return rc;
    if ((rc = na_tar_get(block, m->name, &m->size, &mtime, NULL, err)) < 0) {
        na_err_prefix(err, "%s: header of member %zu, at %llu", v->src.name, i,
                      (unsigned long long)at);
        return rc;
    }
    m->offset = at + NA_TAR_BLOCK;
    if (na_tar_padded(m->size) > v->src.size - m->offset)
        return na_fail(err, NA_ECORRUPT, "%s: %s: cut short", v->src.name, m->name);
    if (i == 0) v->mtime = mtime;
    if (mtime != v->mtime)
        return na_fail(err, NA_ECORRUPT, "%s: %s: its time is not that of the others",
                       v->src.name, m->name);
    return NA_OK;
}

/* Members up to SHA256SUMS. */
static int walk(na_vol *v, na_err *err)
{
    uint64_t at = 0;
    size_t n = 0;
    int rc;

    do {
        if (n == NA_VOL_MAX_MEMBERS)
            return na_fail(err, NA_ECORRUPT, "%s: more than %d members", v->src.name,
                           NA_VOL_MAX_MEMBERS);
        if ((rc = header(v, at, n, err)) < 0) return rc;
        at = v->member[n].offset + na_tar_padded(v->member[n].size);
        n++;
    } while (strcmp(v->member[n - 1].name, NA_VOL_NAME_SUMS) != 0);

    for (size_t i = 0; i < n; i++) {
        const char *want = na_vol_member_name(i, n);
        if (n < NA_VOL_MIN_MEMBERS || (want && strcmp(want, v->member[i].name) != 0))
            return na_fail(err, NA_ECORRUPT, "%s: member %zu is %s: not a volume's order",
                           v->src.name, i, v->member[i].name);
        for (size_t j = 0; j < i; j++)
            if (strcmp(v->member[i].name, v->member[j].name) == 0)
                return na_fail(err, NA_ECORRUPT, "%s: two members %s", v->src.name,
                               v->member[i].name);
    }
    v->n = n;
    return NA_OK;
}

int na_vol_open(na_vol **out, na_src src, na_err *err)
{
    na_vol *v = calloc(1, sizeof *v);
    const na_vol_member *m;
    int rc;

    if (!v) {
        na_src_close(&src);
        return na_fail_nomem(err);
    }
    v->src = src;
    v->cap = NA_VOL_CACHE;
    na_buf_init(&v->manifest, NA_VOL_MAX_MANIFEST);
    na_buf_init(&v->stored, NA_FRAME_MAX_STORED);
    na_cursor_init(&v->cur);
    if ((rc = walk(v, err)) < 0) goto done;

    m = &v->member[v->n - 2];
    if (m->size > NA_VOL_MAX_MANIFEST) {
        rc = na_fail(err, NA_ECORRUPT, "%s: %s has %llu bytes", v->src.name, m->name,
                     (unsigned long long)m->size);
        goto done;
    }
    if (!na_buf_reserve(&v->manifest, (size_t)m->size)) {
        rc = na_buf_check(&v->manifest, m->name, err);
        goto done;
    }
    v->manifest.len = (size_t)m->size;
    if ((rc = na_src_read(&v->src, m->offset, v->manifest.ptr, v->manifest.len, err)) < 0)
        goto done;
    *out = v;
    v = NULL;
done:
    na_vol_close(v);
    return rc;
}

static void unbind(na_vol *v)
{
    na_vol_cache_clear(v);
    for (int i = 0; i < NA_VOL_FRAMED; i++) {
        na_seek_release(&v->framed[i].seek);
        free(v->framed[i].at);
        free(v->framed[i].checked);
        v->framed[i].at = NULL;
        v->framed[i].checked = NULL;
    }
    free(v->hashes);
    v->hashes = NULL;
    v->bound = false;
}

void na_vol_lend(na_vol *v, na_zstd *z)
{
    if (!v->lent) ZSTD_freeDCtx(v->dx);
    v->dx = z ? na_zstd_dctx(z) : NULL;
    v->lent = v->dx != NULL; /* without memory it will make its own */
}

void na_vol_close(na_vol *v)
{
    if (!v) return;
    unbind(v);
    if (!v->lent) ZSTD_freeDCtx(v->dx);
    na_cursor_release(&v->cur);
    na_buf_release(&v->stored);
    na_buf_release(&v->manifest);
    na_src_close(&v->src);
    free(v);
}

/* frames.sha: read whole, and it must be what the manifest says. */
static int read_hashes(na_vol *v, na_err *err)
{
    const na_vol_member *m = &v->member[NA_VOL_FRAMES_SHA];
    uint8_t sha[32];
    int rc;

    if (m->size > (uint64_t)NA_SEEK_MAX_FRAMES * 2 * NA_FRAME_HASH)
        return na_fail(err, NA_ECORRUPT, "%s: %s is too big", v->src.name, m->name);
    if (!(v->hashes = malloc((size_t)m->size + 1))) return na_fail_nomem(err);
    if ((rc = na_src_read(&v->src, m->offset, v->hashes, (size_t)m->size, err)) < 0)
        return rc;
    na_sha256_of(na_str_n(v->hashes, (size_t)m->size), sha);
    if (memcmp(sha, m->sha256, sizeof sha) != 0)
        return na_fail(err, NA_ECORRUPT, "%s: %s is not what the manifest says",
                       v->src.name, m->name);
    return NA_OK;
}

static int bind_framed(na_vol *v, int i, uint64_t *hash_io, na_err *err)
{
    const na_vol_member *m = &v->member[i];
    struct framed *fr = &v->framed[i];
    uint64_t have = v->member[NA_VOL_FRAMES_SHA].size / NA_FRAME_HASH;
    int rc;

    if ((rc = na_seek_read(&fr->seek, &v->src, m, err)) < 0) return rc;
    fr->hash0 = *hash_io;
    *hash_io += (uint64_t)fr->seek.n + 1;
    if (*hash_io > have)
        return na_fail(err, NA_ECORRUPT, "%s: %s: more frames than hashes in frames.sha",
                       v->src.name, m->name);
    if (memcmp(fr->seek.hash, v->hashes + (*hash_io - 1) * NA_FRAME_HASH, NA_FRAME_HASH) !=
        0)
        return na_fail(err, NA_ECORRUPT, "%s: %s: seek table is not what frames.sha says",
                       v->src.name, m->name);
    if (fr->seek.n != m->frames || fr->seek.raw[fr->seek.n] != m->raw_size)
        return na_fail(err, NA_ECORRUPT, "%s: %s: seek table is not what the manifest says",
                       v->src.name, m->name);
    fr->at = calloc(fr->seek.n, sizeof *fr->at);
    fr->checked = calloc(fr->seek.n, sizeof *fr->checked);
    return fr->at && fr->checked ? NA_OK : na_fail_nomem(err);
}

int na_vol_check(na_vol *v, const na_vol_hashes *h, na_err *err)
{
    uint64_t hashes = 0;
    int rc;

    unbind(v);
    if (h->n != v->n - 2) /* all but the manifest itself and SHA256SUMS */
        return na_fail(err, NA_ECORRUPT, "%s: %zu members before the manifest, it says %zu",
                       v->src.name, v->n - 2, h->n);
    for (size_t i = 0; i < h->n; i++) {
        const na_vol_member *w = &h->member[i];
        na_vol_member *m = &v->member[i];
        if (strcmp(w->name, m->name) != 0 || w->offset != m->offset || w->size != m->size)
            return na_fail(err, NA_ECORRUPT, "%s: %s: not where the manifest says",
                           v->src.name, m->name);
        *m = *w;
    }
    if ((rc = read_hashes(v, err)) < 0) goto done;
    for (int i = 0; i < NA_VOL_FRAMED; i++)
        if ((rc = bind_framed(v, i, &hashes, err)) < 0) goto done;
    if (hashes * NA_FRAME_HASH != v->member[NA_VOL_FRAMES_SHA].size) {
        rc = na_fail(err, NA_ECORRUPT, "%s: frames.sha: %llu hashes wanted", v->src.name,
                     (unsigned long long)hashes);
        goto done;
    }
    v->bound = true;
done:
    if (rc < 0) unbind(v);
    return rc;
}

const char *na_vol_name(const na_vol *v) { return v->src.name; }

uint64_t na_vol_size(const na_vol *v) { return v->src.size; }

int64_t na_vol_mtime(const na_vol *v) { return v->mtime; }

na_str na_vol_manifest(const na_vol *v) { return na_buf_get(&v->manifest); }

size_t na_vol_members(const na_vol *v) { return v->n; }

const na_vol_member *na_vol_member_at(const na_vol *v, size_t i)
{
    na_assert(i < v->n);
    return &v->member[i];
}
