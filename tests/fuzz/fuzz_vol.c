/* SPDX-License-Identifier: MIT */
/* A volume of any bytes: opened, verified and read. No hash would ever fit made-up bytes,
 * so frames.sha and the manifest are made to fit them, and what hashes would stop is
 * reached. */
#include "base/hash.h"
#include "store/vol_int.h"
#include "store/vol_read.h"
#include "store/vol_verify.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

/* Writes the hash of each frame into the copy's frames.sha, as far as there is room. */
static void frames_that_fit(uint8_t *copy, const na_vol *v, const na_src *s,
                            na_vol_hashes *h)
{
    const na_vol_member *f = na_vol_member_at(v, NA_VOL_FRAMES_SHA);
    uint64_t at = 0;
    uint8_t sha[32];

    for (int i = 0; i < NA_VOL_FRAMED; i++) {
        na_vol_member *m = &h->member[i];
        na_seek seek;
        if (na_seek_read(&seek, s, m, NULL) == NA_OK) {
            m->frames = seek.n;
            m->raw_size = seek.raw[seek.n];
            for (uint32_t k = 0; k <= seek.n && at + NA_FRAME_HASH <= f->size; k++) {
                uint64_t to = k < seek.n ? seek.off[k + 1] : m->size;
                na_sha256_of(
                    na_str_n(copy + m->offset + seek.off[k], (size_t)(to - seek.off[k])),
                    sha);
                memcpy(copy + f->offset + at, sha, NA_FRAME_HASH);
                at += NA_FRAME_HASH;
            }
        }
        na_seek_release(&seek);
    }
}

static void hashes_that_fit(uint8_t *copy, const na_vol *v, const na_src *s,
                            na_vol_hashes *h)
{
    h->n = na_vol_members(v) - 2;
    for (size_t i = 0; i < h->n; i++) h->member[i] = *na_vol_member_at(v, i);
    frames_that_fit(copy, v, s, h);
    for (size_t i = 0; i < h->n; i++)
        na_sha256_of(na_str_n(copy + h->member[i].offset, (size_t)h->member[i].size),
                     h->member[i].sha256);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    uint8_t *copy = malloc(n ? n : 1);
    na_src s;
    na_vol_hashes h;
    na_vol *v = NULL;
    na_buf out;
    na_str line;
    uint64_t off = 0;
    uint8_t buf[700];

    if (!copy) return 0;
    if (n) memcpy(copy, p, n);
    s = na_src_mem(na_str_n(copy, n), "fuzz");
    na_buf_init(&out, NA_FRAME_MAX_RAW);
    na_vol_verify(&s, NULL, NULL);
    if (na_vol_open(&v, s, NULL) < 0) goto done;
    hashes_that_fit(copy, v, &s, &h);
    if (na_vol_check(v, &h, NULL) < 0) goto done;
    for (int i = 0; i < 100 && na_vol_next_line(v, &off, &line, NULL) != 0; i++) {
    }
    for (uint64_t at = 0; at < 20000; at += 611) {
        na_vol_line(v, at, 100, &out, NULL);
        na_vol_read(v, NA_VOL_INDEX, at, buf, sizeof buf, NULL);
        na_vol_read(v, NA_VOL_ARTICLES, at, buf, 10, NULL);
    }
done:
    na_vol_close(v);
    free(copy);
    na_buf_release(&out);
    return 0;
}
