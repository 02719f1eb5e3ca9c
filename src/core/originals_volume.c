/* SPDX-License-Identifier: MIT */
/* originals_volume.c - originals as members of a volume: doc/formats/volume.md, section 10
 *
 * originals.tar.zst is a tar within frames, cut where one original ends, so that one of
 * them costs a frame or two. originals.idx tells where each begins, by hash, and the hash
 * of each frame: it is read whole and checked against the manifest, so what it says can be
 * believed. */
#include "base/hash.h"
#include "core/originals.h"
#include "store/vol_stream.h"
#include <stdio.h>
#include <stdlib.h>

#define HEAD 8                       /* n u32, hashes u32 */
#define ENTRY (NA_ORIGINAL_HASH + 8) /* hash, offset u64 */

/* -- writing --------------------------------------------------------------------------- */

static int begin(na_origw *o, na_err *err)
{
    int rc;

    na_buf_init(&o->idx, NA_ORIGINALS_IDX);
    na_buf_init(&o->hashes, (size_t)(NA_SEEK_MAX_FRAMES + 1) * NA_FRAME_HASH);
    o->begun = true;
    if ((rc = na_volw_stream_begin(o->w, NA_VOL_NAME_ORIGINALS)) < 0)
        na_fail(err, rc, "%s", na_volw_error(o->w)->msg);
    return rc;
}

static int put_file(na_origw *o, const char *name, int64_t mtime, na_str bytes, na_err *err)
{
    static const char zero[NA_TAR_BLOCK];
    uint8_t head[NA_TAR_BLOCK];
    const size_t pad = (size_t)(na_tar_padded(bytes.len) - bytes.len);
    int rc = na_tar_put(head, name, bytes.len, mtime, err);

    if (rc < 0) return rc;
    (void)na_volw_stream_put(o->w, na_str_n(head, sizeof head));
    (void)na_volw_stream_put(o->w, bytes);
    rc = na_volw_stream_put(o->w, na_str_n(zero, pad));
    o->off += sizeof head + bytes.len + pad;
    return rc < 0 ? na_fail(err, rc, "%s", na_volw_error(o->w)->msg) : NA_OK;
}

int na_origw_put(na_origw *o, const uint8_t hash[NA_ORIGINAL_HASH], int64_t mtime,
                 na_str about, na_str bytes, na_err *err)
{
    char name[2 * NA_ORIGINAL_HASH + 8];
    int rc;

    if (!o->begun && (rc = begin(o, err)) < 0) return rc;
    (void)na_volw_stream_mark(o->w);
    na_buf_put(&o->idx, hash, NA_ORIGINAL_HASH);
    na_buf_u64(&o->idx, o->off);
    na_hex(hash, NA_ORIGINAL_HASH, name);
    if (mtime < 0) mtime = 0;
    if ((rc = put_file(o, name, mtime, bytes, err)) < 0) return rc;
    memcpy(name + (size_t)2 * NA_ORIGINAL_HASH, ".json", 6);
    if ((rc = put_file(o, name, mtime, about, err)) < 0) return rc;
    return na_buf_check(&o->idx, NA_VOL_NAME_ORIGINALS_IDX, err);
}

static int by_hash(const void *a, const void *b) { return memcmp(a, b, NA_ORIGINAL_HASH); }

int na_origw_finish(na_origw *o, na_err *err)
{
    static const char zero[2 * NA_TAR_BLOCK];
    na_buf idx;
    int rc;

    if (!o->begun) return NA_OK;
    na_buf_init(&idx, NA_ORIGINALS_IDX);
    (void)na_volw_stream_put(o->w, na_str_n(zero, sizeof zero));
    if ((rc = na_volw_stream_end(o->w, &o->hashes)) < 0) {
        na_fail(err, rc, "%s", na_volw_error(o->w)->msg);
        goto done;
    }
    qsort(o->idx.ptr, o->idx.len / ENTRY, ENTRY, by_hash);
    na_buf_u32(&idx, (uint32_t)(o->idx.len / ENTRY));
    na_buf_u32(&idx, (uint32_t)(o->hashes.len / NA_FRAME_HASH));
    na_buf_str(&idx, na_buf_get(&o->idx));
    na_buf_str(&idx, na_buf_get(&o->hashes));
    if ((rc = na_buf_check(&idx, NA_VOL_NAME_ORIGINALS_IDX, err)) < 0) goto done;
    rc = na_volw_extra(o->w, NA_VOL_NAME_ORIGINALS_IDX, na_buf_get(&idx));
    if (rc < 0) na_fail(err, rc, "%s", na_volw_error(o->w)->msg);
done:
    na_buf_release(&idx);
    return rc;
}

void na_origw_release(na_origw *o)
{
    na_buf_release(&o->idx);
    na_buf_release(&o->hashes);
    *o = (na_origw){ 0 };
}

/* -- reading --------------------------------------------------------------------------- */

struct na_origs {
    na_volume *v;
    na_buf idx;
    size_t n;
    na_vol_stream *stream;
    uint32_t *order; /* NULL: not asked for yet */
};

void na_origs_close(na_origs *o)
{
    if (!o) return;
    na_vol_stream_close(o->stream);
    na_buf_release(&o->idx);
    free(o->order);
    free(o);
}

static int bad(const na_origs *o, const char *what, na_err *err)
{
    return na_fail(err, NA_ECORRUPT, "%s: " NA_VOL_NAME_ORIGINALS_IDX ": %s",
                   na_vol_name(o->v->vol), what);
}

/* The frames' hashes: behind the entries. *err is filled for what is no index. */
static int check_idx(na_origs *o, na_str *hashes, na_err *err)
{
    na_rd r = na_rd_of(na_buf_get(&o->idx));
    const uint32_t n = na_rd_u32(&r), frames = na_rd_u32(&r);

    if (r.bad || na_rd_left(&r) != (uint64_t)n * ENTRY + (uint64_t)frames * NA_FRAME_HASH)
        return bad(o, "of another size than it says", err);
    o->n = n;
    for (size_t i = 1; i < n; i++)
        if (memcmp(na_origs_hash(o, i - 1), na_origs_hash(o, i), NA_ORIGINAL_HASH) >= 0)
            return bad(o, "not in order", err);
    (void)na_rd_bytes(&r, (size_t)n * ENTRY);
    *hashes = na_rd_bytes(&r, (size_t)frames * NA_FRAME_HASH);
    return NA_OK;
}

int na_origs_of(na_volume *v, na_origs **out, na_err *err)
{
    na_origs *o = NULL;
    na_str hashes = { 0 };
    int rc;

    *out = v->origs;
    if (v->origs || v->no_origs) return NA_OK;
    if (!(o = calloc(1, sizeof *o))) return na_fail_nomem(err);
    o->v = v;
    na_buf_init(&o->idx, NA_ORIGINALS_IDX);
    rc = na_vol_member_read(v->vol, NA_VOL_NAME_ORIGINALS_IDX, NA_ORIGINALS_IDX, &o->idx,
                            err);
    if (rc == NA_ENOENT) {
        v->no_origs = true;
        rc = NA_OK;
        goto done;
    }
    if (rc < 0 || (rc = check_idx(o, &hashes, err)) < 0) goto done;
    rc = na_vol_stream_open(&o->stream, v->vol, NA_VOL_NAME_ORIGINALS, hashes, err);
    if (rc < 0) goto done;
    *out = v->origs = o;
    o = NULL;
done:
    na_origs_close(o);
    return rc;
}

size_t na_origs_n(const na_origs *o) { return o->n; }

size_t na_origs_held(const na_origs *o)
{
    if (!o) return 0;
    return o->idx.cap + na_vol_stream_held(o->stream) + (o->order ? o->n * 4 : 0);
}

const uint8_t *na_origs_hash(const na_origs *o, size_t i)
{
    return (const uint8_t *)o->idx.ptr + HEAD + i * ENTRY;
}

static uint64_t offset_of(const na_origs *o, size_t i)
{
    na_rd r = na_rd_of(na_str_n(na_origs_hash(o, i) + NA_ORIGINAL_HASH, 8));

    return na_rd_u64(&r);
}

struct placed {
    uint64_t off;
    uint32_t i;
};

static int by_offset(const void *pa, const void *pb)
{
    const struct placed *a = pa, *b = pb;

    if (a->off != b->off) return a->off < b->off ? -1 : 1;
    return a->i < b->i ? -1 : a->i > b->i;
}

const uint32_t *na_origs_order(na_origs *o)
{
    struct placed *v;

    if (o->order) return o->order;
    v = calloc(o->n + 1, sizeof *v);
    o->order = calloc(o->n + 1, sizeof *o->order);
    for (size_t i = 0; v && i < o->n; i++)
        v[i] = (struct placed){ offset_of(o, i), (uint32_t)i };
    if (v && o->n > 1) qsort(v, o->n, sizeof *v, by_offset);
    for (size_t i = 0; v && o->order && i < o->n; i++) o->order[i] = v[i].i;
    if (!v) {
        free(o->order);
        o->order = NULL;
    }
    free(v);
    return o->order;
}

bool na_origs_find(const na_origs *o, const uint8_t hash[NA_ORIGINAL_HASH], size_t *at_out)
{
    size_t lo = 0, hi = o->n;

    while (lo < hi) {
        const size_t mid = lo + (hi - lo) / 2;
        if (memcmp(na_origs_hash(o, mid), hash, NA_ORIGINAL_HASH) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    *at_out = lo;
    return lo < o->n && memcmp(na_origs_hash(o, lo), hash, NA_ORIGINAL_HASH) == 0;
}

/* One file of the tar at *off_io, which moves behind it. */
static int read_file(na_origs *o, uint64_t *off_io, const char *name, int64_t *mtime_out,
                     na_buf *out, na_err *err)
{
    uint8_t block[NA_TAR_BLOCK];
    char found[NA_VOL_MAX_NAME + 1];
    uint64_t size;
    int rc;

    if ((rc = na_vol_stream_read(o->stream, *off_io, block, sizeof block, err)) < 0)
        return rc;
    if ((rc = na_tar_get(block, found, &size, mtime_out, NULL, err)) < 0) return rc;
    if (strcmp(found, name) != 0)
        return na_fail(err, NA_ECORRUPT, "%s stands at %llu", found,
                       (unsigned long long)*off_io);
    na_buf_reset(out);
    if (size > out->max) return na_fail(err, NA_ELIMIT, "%s is too big", name);
    if (!na_buf_reserve(out, (size_t)size + 1)) return na_buf_check(out, name, err);
    rc = na_vol_stream_read(o->stream, *off_io + sizeof block, out->ptr, (size_t)size, err);
    if (rc < 0) return rc;
    out->len = (size_t)size;
    *off_io += sizeof block + na_tar_padded(size);
    return NA_OK;
}

int na_origs_read(na_origs *o, size_t i, int64_t *mtime_out, na_buf *about, na_buf *bytes,
                  na_err *err)
{
    const uint8_t *hash = na_origs_hash(o, i);
    uint64_t off = offset_of(o, i);
    char name[2 * NA_ORIGINAL_HASH + 8];
    uint8_t sha[32];
    int rc;

    na_hex(hash, NA_ORIGINAL_HASH, name);
    if ((rc = read_file(o, &off, name, mtime_out, bytes, err)) < 0) goto done;
    na_sha256_of(na_buf_get(bytes), sha);
    if (memcmp(sha, hash, NA_ORIGINAL_HASH) != 0) {
        rc = na_fail(err, NA_ECORRUPT, "its bytes have another hash");
        goto done;
    }
    memcpy(name + (size_t)2 * NA_ORIGINAL_HASH, ".json", 6);
    rc = read_file(o, &off, name, mtime_out, about, err);
done:
    if (rc < 0) {
        name[2 * NA_ORIGINAL_HASH] = '\0';
        na_err_prefix(err, "%s: original %s", na_vol_name(o->v->vol), name);
    }
    return rc;
}
