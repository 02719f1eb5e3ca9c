/* SPDX-License-Identifier: MIT */
/* The seek table, section 3.2: zstd's seekable format without checksums of its own. */
#include "base/hash.h"
#include "store/vol_int.h"
#include <stdlib.h>

static uint32_t le32(const uint8_t *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
           (uint32_t)p[3] << 24;
}

static int check_entries(na_seek *s, const uint8_t *p, uint64_t table_off, const char *name,
                         na_err *err)
{
    for (uint32_t i = 0; i < s->n; i++, p += NA_SEEK_ENTRY) {
        uint32_t stored = le32(p), raw = le32(p + 4);

        if (!stored || stored > NA_FRAME_MAX_STORED || !raw || raw > NA_FRAME_MAX_RAW)
            return na_fail(err, NA_ECORRUPT,
                           "%s: seek table: frame %u has a size of %u (%u)", name, i,
                           stored, raw);
        /* At most 2^20 frames of 41 MiB: no overflow. */
        s->off[i + 1] = s->off[i] + stored;
        s->raw[i + 1] = s->raw[i] + raw;
    }
    if (s->off[s->n] != table_off)
        return na_fail(err, NA_ECORRUPT,
                       "%s: seek table: %u frames make %llu bytes, not %llu", name, s->n,
                       (unsigned long long)s->off[s->n], (unsigned long long)table_off);
    return NA_OK;
}

int na_seek_read(na_seek *out, const na_src *src, const na_vol_member *m, na_err *err)
{
    uint8_t foot[NA_SEEK_FOOT], sha[32];
    uint8_t *table = NULL;
    uint64_t size;
    uint32_t n;
    int rc;

    *out = (na_seek){ 0 };
    if (m->size < NA_SEEK_HEAD + NA_SEEK_ENTRY + NA_SEEK_FOOT)
        return na_fail(err, NA_ECORRUPT, "%s: %s: too small for a seek table", src->name,
                       m->name);
    rc = na_src_read(src, m->offset + m->size - NA_SEEK_FOOT, foot, sizeof foot, err);
    if (rc < 0) return rc;
    n = le32(foot);
    size = NA_SEEK_HEAD + (uint64_t)n * NA_SEEK_ENTRY + NA_SEEK_FOOT;
    if (le32(foot + 5) != NA_SEEK_FOOT_MAGIC || foot[4] != 0 || !n ||
        n > NA_SEEK_MAX_FRAMES || size > m->size)
        return na_fail(err, NA_ECORRUPT, "%s: %s: no seek table at the end", src->name,
                       m->name);

    table = malloc((size_t)size);
    out->off = calloc((size_t)n + 1, sizeof *out->off);
    out->raw = calloc((size_t)n + 1, sizeof *out->raw);
    if (!table || !out->off || !out->raw) {
        rc = na_fail_nomem(err);
        goto done;
    }
    out->n = n;
    rc = na_src_read(src, m->offset + m->size - size, table, (size_t)size, err);
    if (rc < 0) goto done;
    if (le32(table) != NA_SEEK_MAGIC || le32(table + 4) != size - NA_SEEK_HEAD) {
        rc = na_fail(err, NA_ECORRUPT, "%s: %s: seek table: bad head", src->name, m->name);
        goto done;
    }
    na_sha256_of(na_str_n(table, (size_t)size), sha);
    memcpy(out->hash, sha, NA_FRAME_HASH);
    if ((rc = check_entries(out, table + NA_SEEK_HEAD, m->size - size, m->name, err)) < 0)
        na_err_prefix(err, "%s", src->name);
done:
    free(table);
    return rc;
}

void na_seek_release(na_seek *s)
{
    if (!s) return;
    free(s->off);
    free(s->raw);
    *s = (na_seek){ 0 };
}

uint32_t na_seek_find(const na_seek *s, uint64_t raw)
{
    uint32_t lo = 0, hi = s->n; /* raw[lo] <= raw < raw[hi] */

    while (hi - lo > 1) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (s->raw[mid] <= raw)
            lo = mid;
        else
            hi = mid;
    }
    return lo;
}

void na_seek_entry(na_buf *entries, uint32_t stored, uint32_t raw)
{
    na_buf_u32(entries, stored);
    na_buf_u32(entries, raw);
}

void na_seek_put(na_buf *out, const na_buf *entries)
{
    na_buf_u32(out, NA_SEEK_MAGIC);
    na_buf_u32(out, (uint32_t)(entries->len + NA_SEEK_FOOT));
    na_buf_str(out, na_buf_get(entries));
    na_buf_u32(out, (uint32_t)(entries->len / NA_SEEK_ENTRY));
    na_buf_u8(out, 0);
    na_buf_u32(out, NA_SEEK_FOOT_MAGIC);
}
