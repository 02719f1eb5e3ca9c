/* SPDX-License-Identifier: MIT */
/* manifest.h - manifest.json: what a volume says of itself
 *
 * Concepts  doc/formats/volume.md, section 7, is normative. The writer has one spelling:
 *           keys in a fixed order, no blanks, at most 4 KiB. The reader believes nothing:
 *           every number is checked for range, every member for its place in the file; keys
 *           it does not know are ignored. Its bytes' SHA-256 is what the catalogue knows a
 *           volume by.
 * Lifetime  na_manifest is plain storage of the caller, about 5 KiB.
 * Threads   No state.
 * Errors    NA_ECORRUPT naming the key; NA_EVERSION for a format or an analyzer newer than
 *           this newsarc's; NA_ELIMIT for one that would not fit.
 * Used by   core/ (volumes, seal, verify), tests/fuzz/fuzz_manifest.c.
 */
#ifndef NA_CORE_MANIFEST_H
#define NA_CORE_MANIFEST_H
#include "base/buf.h"
#include "base/time.h"
#include "store/vol_format.h"

#define NA_MANIFEST_INLINE 60 /* ids that a manifest holds itself; more go to a member */

/* One revision of one article; revision 0 where only the id counts. */
typedef struct na_idrev {
    uint64_t id;
    uint32_t revision;
} na_idrev;

/* n ids in all; nids of them here: all, or none when a member of the volume holds them. */
typedef struct na_manifest_ids {
    uint64_t n;
    na_idrev ids[NA_MANIFEST_INLINE];
    size_t nids;
} na_manifest_ids;

typedef struct na_manifest {
    uint64_t format, analyzer;
    int64_t created; /* UTC seconds */
    char generator[64];
    bool best; /* compressed as far as zstd goes: compacting it again gains nothing */
    uint64_t articles, undated, json_bytes;
    int64_t first, last;     /* UTC seconds; NA_TIME_NONE when all are undated */
    uint64_t tokens[3];      /* title, deck, body */
    na_manifest_ids dead;    /* superseded or removed since the volume before */
    na_manifest_ids removed; /* ids that must not come back, since the volume before */
    na_vol_hashes members;
} na_manifest;

/* Puts n ids in, if a manifest may hold them; false: they belong into the member
 * NA_VOL_NAME_DEAD or NA_VOL_NAME_REMOVED, whose bytes na_manifest_ids_text writes. */
bool na_manifest_ids_set(na_manifest_ids *out, const na_idrev *ids, size_t n);
/* A line each: 16 hex digits, and "." and the revision unless that is 0. */
void na_manifest_ids_text(const na_idrev *ids, size_t n, na_buf *out);

/* Reads such a member. In *ids_out (free()). */
int na_manifest_ids_read(na_str bytes, bool with_revision, na_idrev **ids_out,
                         size_t *n_out, na_err *err);

/* Appends the manifest to out. */
int na_manifest_put(const na_manifest *m, na_buf *out, na_err *err);
/* Reads any bytes. */
int na_manifest_read(na_str bytes, na_manifest *out, na_err *err);

#endif
