/* SPDX-License-Identifier: MIT */
/* vol_verify.h - every stored byte of a volume against what it must be
 *
 * Concepts  Headers, padding and trailer have one canonical value; every frame has a hash
 *           in frames.sha, every member one in the manifest and in SHA256SUMS. Any change
 *           of any byte breaks one of them. Nothing is decoded: na_vol_next_line and index/
 *           do that for verify --full. Unlike na_vol_open it goes on after damage where it
 *           can, to name all that is broken.
 * Lifetime  One call. Damage is borrowed during the callback.
 * Threads   No state: volumes may be verified side by side.
 * Errors    NA_ECORRUPT when anything was reported; NA_EIO when the file could not be read;
 *           NA_ECANCELLED.
 * Used by   core/ (verify, before a volume is catalogued), tests/.
 */
#ifndef NA_STORE_VOL_VERIFY_H
#define NA_STORE_VOL_VERIFY_H
#include "store/src.h"
#include "store/vol_format.h"

typedef struct na_vol_damage {
    const char *volume; /* the source's name */
    const char *member; /* its name, "trailer", or "volume" where no member can be named */
    int64_t frame;    /* number in its member (the seek table counts as the last), or -1 */
    uint64_t offset;  /* in the file, of the damaged thing */
    const char *what; /* a phrase: "header byte 3 is not canonical" */
} na_vol_damage;

typedef struct na_vol_verify_opts {
    const uint8_t *manifest_sha; /* 32 bytes, the catalogue's; NULL: not known */
    /* Judges the manifest's bytes and says what they tell of the members; NULL: only
     * SHA256SUMS is used. A failure is reported as damage of manifest.json. */
    int (*manifest)(void *ctx, na_str bytes, na_vol_hashes *out, na_err *err);
    void (*damage)(void *ctx, const na_vol_damage *d); /* may be NULL */
    /* After each frame, with the bytes it had; a result other than 0 ends the work with
     * NA_ECANCELLED. May be NULL. */
    int (*progress)(void *ctx, uint64_t bytes);
    void *ctx;
} na_vol_verify_opts;

/* src stays the caller's. 0: every byte is as it was written. opts may be NULL; err gets
 * the first damage. */
int na_vol_verify(const na_src *src, const na_vol_verify_opts *opts, na_err *err);

#endif
