/* SPDX-License-Identifier: MIT */
/* vol_format.h - volume format 1: the numbers and the fixed bytes (normative)
 *
 * Concepts  doc/formats/volume.md is the specification; every constant cites its section.
 *           A volume is a ustar file of members in a fixed order (section 2):
 *
 *             articles.jsonl.zst index.db.zst frames.sha [others] manifest.json SHA256SUMS
 *
 *           Both .zst members are zstd frames and a seek table (section 3). All integers in
 *           them are little-endian. What is not said to vary has one canonical value, so
 *           any other byte is damage.
 * Lifetime  Plain values and the caller's buffers.
 * Threads   No state.
 * Errors    NA_ECORRUPT, with what and where; NA_ELIMIT for a member that is too big.
 * Used by   store/vol_*.c; the constants also by core/ (sealing) and index/ (page size).
 */
#ifndef NA_STORE_VOL_FORMAT_H
#define NA_STORE_VOL_FORMAT_H
#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"
#include <stdint.h>

#define NA_VOL_FORMAT 1 /* section 1 */

/* Members (section 2). The first two are also the numbers of the framed members. */
enum { NA_VOL_ARTICLES = 0, NA_VOL_INDEX = 1, NA_VOL_FRAMES_SHA = 2, NA_VOL_FRAMED = 2 };
#define NA_VOL_NAME_ARTICLES "articles.jsonl.zst"
#define NA_VOL_NAME_INDEX "index.db.zst"
#define NA_VOL_NAME_FRAMES "frames.sha"
#define NA_VOL_NAME_DEAD "dead.ids"       /* optional */
#define NA_VOL_NAME_REMOVED "removed.ids" /* optional */
#define NA_VOL_NAME_OVERLAY "overlay.jsonl"       /* optional, section 11 */
#define NA_VOL_NAME_ORIGINALS "originals.tar.zst" /* optional, section 10 */
#define NA_VOL_NAME_ORIGINALS_IDX "originals.idx"
#define NA_VOL_NAME_MANIFEST "manifest.json"
#define NA_VOL_NAME_SUMS "SHA256SUMS"
#define NA_VOL_MIN_MEMBERS 5
#define NA_VOL_MAX_MEMBERS 16
#define NA_VOL_MAX_NAME 63                          /* bytes; [A-Za-z0-9._-] */
#define NA_VOL_MAX_MANIFEST ((size_t)4096)          /* bytes of manifest.json */
#define NA_VOL_MAX_SUMS ((size_t)4096)              /* bytes of SHA256SUMS */
#define NA_VOL_MAX_MEMBER (((uint64_t)1 << 33) - 1) /* eleven octal digits */
#define NA_VOL_TRAILER 1024                         /* two zero blocks, nothing behind */

/* One block of tar (section 2.1). */
#define NA_TAR_BLOCK 512

/* Seek table (section 3.2): a skippable frame
 *   magic u32 | bytes that follow u32 | n x (stored u32, raw u32) | n u32 | 0 u8 | magic
 * u32 */
#define NA_SEEK_MAGIC 0x184D2A5Eu
#define NA_SEEK_FOOT_MAGIC 0x8F92EAB1u
#define NA_SEEK_HEAD 8
#define NA_SEEK_ENTRY 8
#define NA_SEEK_FOOT 9
#define NA_SEEK_MAX_FRAMES ((uint32_t)1 << 20)

/* Frames (section 3.1). A frame of articles ends with a line; one article may be a frame.
 */
#define NA_FRAME_MAX_RAW ((uint32_t)(40 * NA_MIB))
#define NA_FRAME_MAX_STORED ((uint32_t)(41 * NA_MIB))
#define NA_FRAME_WINDOW_LOG NA_ZSTD_WINDOW_LOG
#define NA_FRAME_HASH 16 /* leading bytes of SHA-256 in frames.sha (section 4) */

/* Defaults of the writer, by measurement (section 3.3); a reader takes any. The page size
 * of index.db divides its frame. */
#define NA_VOL_ARTICLE_FRAME ((uint32_t)(384 * NA_KIB))
#define NA_VOL_ARTICLE_LEVEL 8
#define NA_VOL_STREAM_FRAME ((uint32_t)(4 * NA_MIB)) /* of originals, at most */
#define NA_VOL_INDEX_FRAME ((uint32_t)(16 * NA_KIB))
#define NA_VOL_INDEX_LEVEL 5

/* One member, as the tar header and the manifest describe it. */
typedef struct na_vol_member {
    char name[NA_VOL_MAX_NAME + 1];
    uint64_t offset; /* of its first byte in the volume: its header is the block before */
    uint64_t size;   /* stored bytes, without padding */
    uint8_t sha256[32]; /* of the stored bytes; zero where only the tar header was read */
    uint64_t raw_size;  /* framed members: decoded bytes; others: size */
    uint32_t frames;    /* framed members: frames with data; others: 0 */
} na_vol_member;

/* What a manifest says of the members before it, in order: the caller (core/manifest.h)
 * parses it, this layer does not read JSON. */
typedef struct na_vol_hashes {
    na_vol_member member[NA_VOL_MAX_MEMBERS];
    size_t n;
} na_vol_hashes;

/* The canonical header block of a member. mtime in UTC seconds, at least 0. */
int na_tar_put(uint8_t out[NA_TAR_BLOCK], const char *name, uint64_t size, int64_t mtime,
               na_err *err);
/* The same for a tar that is no volume: any name of at most 100 bytes. */
int na_tar_put_any(uint8_t out[NA_TAR_BLOCK], const char *name, uint64_t size,
                   int64_t mtime, na_err *err);
/* Reads name, size and mtime of a block and requires every other byte to be canonical.
 * *bad_out (may be NULL): the first byte that is not, when this fails. */
int na_tar_get(const uint8_t in[NA_TAR_BLOCK], char name[NA_VOL_MAX_NAME + 1],
               uint64_t *size_out, int64_t *mtime_out, size_t *bad_out, na_err *err);
/* size rounded up to whole blocks. */
uint64_t na_tar_padded(uint64_t size);
/* The name that member i of n must have; NULL where any valid name may stand. */
const char *na_vol_member_name(size_t i, size_t n);

/* Checks the head of one stored zstd frame of exactly raw bytes: content size and checksum
 * there, no dictionary, window within bounds, one frame of exactly n bytes. */
int na_frame_check(const uint8_t *p, size_t n, uint32_t raw, na_err *err);

#endif
