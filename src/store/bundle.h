/* SPDX-License-Identifier: MIT */
/* bundle.h - reading a bundle: tar, zip, 7z, compressed or plain, as a stream of entries
 *
 * Concepts  A bundle is read once, from front to back, by libarchive; nothing is ever
 *           written to disk. Formats (ustar, pax, GNU tar; zip; 7z where the input can
 *           seek) are enabled one by one, and one filter (gzip, bzip2, xz, zstd) is chosen
 *           by the first bytes. What is none of them is one entry: the bytes themselves,
 *           decompressed, under the bundle's own name without .gz, .bz2, .xz, .zst. WARC is
 *           left to its splitter; where it is compressed, members.h reads it. Sizes in
 *           headers are hints: nothing is allocated by them.
 *           A bundle inside a bundle (or a file compressed twice) is opened by a second
 *           na_bundle whose read callback is na_bundle_read_cb over the first.
 *           A zip's links are told by its directory only: from a pipe they look like files.
 * Lifetime  open .. close. An entry's slices are good until the next na_bundle_next.
 * Threads   One thread per bundle.
 * Errors    NA_ECORRUPT naming entry and offset (what came before was delivered);
 *           NA_ELIMIT naming the option; NA_EIO from the callback. After a failed read
 *           na_bundle_next goes on with the next entry where the damage was one entry's (a
 *           zip's bad CRC); else it gives the same error again. Of a stream cut short, up
 *           to the decompressor's last block (128 KiB) is lost with the error.
 *           na_entry.warn and .encrypted are notes on an entry.
 * Used by   worker/ (the unpacker, inside its sandbox), tests/. LC_CTYPE should be UTF-8.
 */
#ifndef NA_STORE_BUNDLE_H
#define NA_STORE_BUNDLE_H
#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"
#include "base/time.h"

typedef struct na_bundle na_bundle;

typedef struct na_bundle_io {
    /* Up to n bytes into buf, *got_out of them; 0 at the end. */
    int (*read)(void *ctx, void *buf, size_t n, size_t *got_out, na_err *err);
    /* Moves to an absolute offset; NULL when the input cannot (a pipe): no 7z then. */
    int (*seek)(void *ctx, uint64_t off, na_err *err);
    uint64_t size; /* bytes in all; needed with seek */
    void *ctx;
    na_bundle *outer; /* the bundle it lies in, or NULL: that one's limits hold, too */
} na_bundle_io;

typedef enum na_entry_type {
    NA_ENTRY_FILE,
    NA_ENTRY_DIR,
    NA_ENTRY_LINK,
    NA_ENTRY_OTHER
} na_entry_type;

typedef struct na_entry {
    uint64_t index;  /* from 1 */
    na_str raw_name; /* as the bundle has it */
    na_str name;     /* for people: UTF-8, '/' between parts, never absolute, no "..", no
                        control characters; not a path to open */
    int64_t size;    /* as declared, or -1 */
    int64_t mtime;   /* UTC seconds, or NA_TIME_NONE */
    na_entry_type type;
    bool encrypted; /* its data cannot be read */
    na_str warn;    /* what was odd about its header, or empty */
} na_entry;

/* hint: the bundle's own name, "" for standard input. io and limits are copied; io.ctx must
 * outlive the bundle. */
int na_bundle_open(na_bundle **out, const na_bundle_io *io, na_str hint,
                   const na_limits *limits, na_err *err);
void na_bundle_close(na_bundle *b);
/* 1 with the next entry, 0 at the end, or an error that ends the bundle. */
int na_bundle_next(na_bundle *b, na_entry *out, na_err *err);
/* Up to n bytes of the entry's data, *got_out of them; 0 at its end. */
int na_bundle_read(na_bundle *b, void *buf, size_t n, size_t *got_out, na_err *err);
/* After a failed read of a WARC file that is compressed by records: where the damaged one
 * lay, and whether the next read goes on behind it; else NULL. */
struct na_members_damage;
const struct na_members_damage *na_bundle_damage(const na_bundle *b);
/* Of such a file: "gzip member" or "zstd frame", and where in the input the one begins that
 * byte `at` of the entry came from; NULL when it is another file, or long ago. */
const char *na_bundle_member(const na_bundle *b, uint64_t at, uint64_t *from_out);
/* The same as the read callback of an inner bundle; ctx is the outer na_bundle. */
int na_bundle_read_cb(void *ctx, void *buf, size_t n, size_t *got_out, na_err *err);
/* Bytes taken from the input so far (stored bytes, for a progress bar), and delivered. */
uint64_t na_bundle_stored(const na_bundle *b);
uint64_t na_bundle_expanded(const na_bundle *b);
/* "tar", "zip", "7z" or "" for a plain file, once the first entry was given; with the
 * filter: "tar.gz", "gz". */
const char *na_bundle_kind(const na_bundle *b);
/* Does a file that begins with these bytes (NA_HEAD_BYTES or all) look like a bundle: an
 * archive, or something compressed? */
bool na_bundle_is_bundle(na_str head);

#endif
