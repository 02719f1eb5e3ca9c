/* SPDX-License-Identifier: MIT */
/* seal_originals.c - which originals go into which volume of a seal
 *
 * One goes where the first of its articles goes, once. What belongs to no article of the
 * head (a record that was imported again to have it kept) goes into the last. */
#include "base/hash.h"
#include "core/seal_int.h"
#include <stdlib.h>

static int by_hash(const void *a, const void *b) { return memcmp(a, b, NA_ORIGINAL_HASH); }

void na_seal_record(na_seal *s, const na_article *art)
{
    uint8_t hash[NA_ORIGINAL_HASH];

    if (s->norig > 0 && art->prov.record_sha256.len == sizeof hash * 2 &&
        na_unhex(art->prov.record_sha256, hash, sizeof hash))
        na_buf_put(&s->records, hash, sizeof hash);
}

static int put_one(na_seal *s, na_origw *w, const na_original_row *o, na_buf *about,
                   na_buf *bytes, na_err *err)
{
    int64_t mtime = 0;
    int rc = s->original(s, o, &mtime, about, bytes, err);

    if (rc < 0) return rc;
    return na_origw_put(w, o->hash, mtime, na_buf_get(about), na_buf_get(bytes), err);
}

int na_seal_originals(na_seal *s, na_volw *w, bool last, na_err *err)
{
    const size_t n = s->records.len / NA_ORIGINAL_HASH;
    na_origw ow = { .w = w };
    na_buf about, bytes;
    int rc = na_buf_check(&s->records, "records of a volume", err);

    na_buf_init(&about, NA_ORIGINAL_ABOUT);
    na_buf_init(&bytes, NA_MAX_RECORD + 1);
    if (n > 0) qsort(s->records.ptr, n, NA_ORIGINAL_HASH, by_hash);
    for (size_t i = 0; rc == NA_OK && i < s->norig; i++) {
        na_original_row *o = &s->orig[i];

        if (o->done) continue;
        if (!last &&
            (n == 0 || !bsearch(o->hash, s->records.ptr, n, NA_ORIGINAL_HASH, by_hash)))
            continue;
        if (i % 64 == 0) rc = na_seal_step(s, "writing originals", s->done, s->total, err);
        if (rc == NA_OK) rc = put_one(s, &ow, o, &about, &bytes, err);
        o->done = true;
    }
    if (rc == NA_OK) rc = na_origw_finish(&ow, err);
    na_origw_release(&ow);
    na_buf_reset(&s->records);
    na_buf_release(&about);
    na_buf_release(&bytes);
    return rc;
}
