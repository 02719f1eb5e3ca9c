/* SPDX-License-Identifier: MIT */
/* vol_read.h - the read side of a volume: byte ranges of its members, in place
 *
 * Concepts  open walks the tar headers and gives out the manifest's bytes. The caller
 *           judges them (their hash against the catalogue, their JSON by core/manifest.h)
 *           and binds the volume with na_vol_check to what they say; only then can frames
 *           be read. From then on every byte given out was checked: a stored frame against
 *           frames.sha the first time this handle reads it, frames.sha and seek tables at
 *           na_vol_check.
 * Lifetime  open .. close. Slices are good until the next call on the same handle. The
 *           manifest and member descriptions live as long as the handle.
 * Threads   One thread per handle: it holds a cache and decoders. Several handles may be
 *           open on one file.
 * Errors    NA_ECORRUPT naming file, member and frame or offset; NA_EIO; NA_ELIMIT.
 * Used by   index/ (the VFS reads NA_VOL_INDEX), core/, tests/. Any bytes may be given.
 */
#ifndef NA_STORE_VOL_READ_H
#define NA_STORE_VOL_READ_H
#include "base/buf.h"
#include "store/src.h"
#include "store/vol_format.h"
#include "store/zstd.h"

typedef struct na_vol na_vol;

/* Takes src over, also when it fails. Nothing is read but headers and manifest. */
int na_vol_open(na_vol **out, na_src src, na_err *err);
/* Frames are decoded with the context of z from here on (which several volumes of one
 * thread can share: it takes 100 KiB), not with one of the volume's own. z outlives the
 * volume, or another is lent; NULL takes it back. */
void na_vol_lend(na_vol *v, na_zstd *z);
void na_vol_close(na_vol *v);

const char *na_vol_name(const na_vol *v); /* the source's name */
uint64_t na_vol_size(const na_vol *v);    /* bytes of the file */
int64_t na_vol_mtime(const na_vol *v);    /* of its members: the manifest's "created" */
na_str na_vol_manifest(const na_vol *v);  /* the bytes of manifest.json */
size_t na_vol_members(const na_vol *v);
const na_vol_member *na_vol_member_at(const na_vol *v, size_t i);

/* Binds the volume to its (already trusted) manifest: members, offsets and sizes must be
 * those of the tar headers, frames.sha must have its hash, both seek tables must fit. */
int na_vol_check(na_vol *v, const na_vol_hashes *h, na_err *err);

/* Bytes of decoded frames kept, 8 MiB unless told; one frame is always kept. */
void na_vol_set_cache(na_vol *v, size_t bytes);
/* Bytes it holds now: cached frames, and the frame of articles it stands in. */
size_t na_vol_held(const na_vol *v);

/* The following need na_vol_check; member is NA_VOL_ARTICLES or NA_VOL_INDEX. */
uint32_t na_vol_frames(const na_vol *v, int member);
uint64_t na_vol_raw_size(const na_vol *v, int member);
/* The frame that holds this offset of the decoded member, which must be inside it; and
 * where a frame begins in it (f may be the number of frames: the end). */
uint32_t na_vol_frame_of(const na_vol *v, int member, uint64_t raw_off);
uint64_t na_vol_frame_start(const na_vol *v, int member, uint32_t f);

/* The stored bytes of a frame, checked against frames.sha, into out (reset first). */
int na_vol_stored(na_vol *v, int member, uint32_t frame, na_buf *out, na_err *err);

/* n decoded bytes at raw_off into buf, through the cache. A range that is not inside the
 * member is NA_ECORRUPT. */
int na_vol_read(na_vol *v, int member, uint64_t raw_off, void *buf, size_t n, na_err *err);
/* One article: len bytes at raw_off of the articles into out (reset first). Decodes its
 * frame only as far as the article's end and goes on from there at the next call, so ask
 * in ascending order where there is a choice. */
int na_vol_line(na_vol *v, uint64_t raw_off, size_t len, na_buf *out, na_err *err);
/* All articles in order: *off_io is 0 at first and moves behind each line. *line_out is
 * without its newline, good until the next call. 1, 0 at the end, or an error; after an
 * error *off_io stands at the next frame, so that the caller may go on. */
int na_vol_next_line(na_vol *v, uint64_t *off_io, na_str *line_out, na_err *err);
#endif
