/* SPDX-License-Identifier: MIT */
/* originals.h - records as they came: in the head, and in volumes as originals.tar.zst
 *
 * Concepts  An original is the bytes of one record under the first 128 bits of their
 *           SHA-256, which is what provenance.record_sha256 of its articles says; once,
 *           however many articles it gave. Beside it stands what a reader must know to read
 *           it again, as JSON ("about": doc/formats/volume.md, section 10). The head keeps
 *           each in a zstd frame of its own until sealing.
 * Lifetime  na_origw lives from a zeroed struct to na_origw_release; na_origs within its
 *           volume.
 * Threads   One.
 * Errors    NA_ECORRUPT naming the volume and the original.
 * Used by   core/ (seal, compact, verify).
 */
#ifndef NA_CORE_ORIGINALS_H
#define NA_CORE_ORIGINALS_H
#include "core/arc_int.h"
#include "store/vol_write.h"

#define NA_ORIGINAL_HASH 16
#define NA_ORIGINAL_ABOUT (64 * NA_KIB)
#define NA_ORIGINALS_IDX (512 * NA_MIB) /* bytes of originals.idx */

/* Writing them into a volume; a volume that gets none has no such members. */
typedef struct na_origw {
    na_volw *w;
    na_buf idx, hashes;
    uint64_t off;
    bool begun;
} na_origw;

int na_origw_put(na_origw *o, const uint8_t hash[NA_ORIGINAL_HASH], int64_t mtime,
                 na_str about, na_str bytes, na_err *err);
/* Ends the member and writes originals.idx. */
int na_origw_finish(na_origw *o, na_err *err);
void na_origw_release(na_origw *o);

/* Those of a volume; NULL: it has none. Kept with the volume. */
typedef struct na_origs na_origs;
int na_origs_of(na_volume *v, na_origs **out, na_err *err);
void na_origs_close(na_origs *o);
size_t na_origs_n(const na_origs *o);
size_t na_origs_held(const na_origs *o);
/* The i-th by hash: borrowed as long as o. */
const uint8_t *na_origs_hash(const na_origs *o, size_t i);
/* The number of the k-th as they stand in the tar, which is how to read many: one behind
 * the other of a frame. NULL: no memory. */
const uint32_t *na_origs_order(na_origs *o);
/* *at_out: its number; false: it is not here. */
bool na_origs_find(const na_origs *o, const uint8_t hash[NA_ORIGINAL_HASH], size_t *at_out);
/* Into about and bytes (reset first), the bytes checked against the hash. */
int na_origs_read(na_origs *o, size_t i, int64_t *mtime_out, na_buf *about, na_buf *bytes,
                  na_err *err);

/* The head's, in the order they came; fn's non-zero ends it. */
typedef struct na_original_row {
    int64_t row;
    uint8_t hash[NA_ORIGINAL_HASH];
    bool done; /* of whoever lists them */
} na_original_row;
int na_originals_list(na_arc *a, na_original_row **out, size_t *n_out, na_err *err);
int na_originals_row(na_arc *a, int64_t row, int64_t *mtime_out, na_buf *about,
                     na_buf *bytes, na_err *err);

#endif
