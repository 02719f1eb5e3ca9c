/* SPDX-License-Identifier: MIT */
/* members.h - WARC files compressed record by record: gzip members, zstd frames
 *
 * Concepts  Archivers compress each record by itself, so that one that is damaged costs no
 *           other: behind it the next member is looked for that unpacks to the beginning of
 *           a record. Reading gives everything in one stream; a damaged member is an error
 *           between the bytes before and those behind it. A file that is one member works
 *           as well, but what lies behind the damage is lost.
 *           The zstd kind may begin with a dictionary that all frames need, in a skippable
 *           frame 0x184D2A5D, itself compressed or not ("Zstandard Compression for WARC
 *           Files 1.0").
 * Lifetime  open .. close; io is copied, its ctx must outlive it.
 * Threads   One thread per handle.
 * Errors    NA_ECORRUPT, NA_ELIMIT (the dictionary), what io gives. After a damaged member
 *           na_members_damage() says where it lay and whether reading goes on behind it.
 * Used by   store/bundle.c, tests/.
 */
#ifndef NA_STORE_MEMBERS_H
#define NA_STORE_MEMBERS_H
#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"

typedef struct na_members na_members;

/* As na_bundle_io.read. */
typedef int na_members_read_fn(void *ctx, void *buf, size_t n, size_t *got, na_err *err);

typedef struct na_members_damage {
    uint64_t from, to; /* bytes of the input that gave no whole member */
    uint64_t given;    /* bytes that came out of it, the last before the error */
    bool more;         /* reading goes on at `to` */
    bool cut;          /* the input ended within it */
    na_str bytes;      /* those of the input, or "" when they were too many to keep */
} na_members_damage;

/* head: what the input begins with, 512 bytes or all. Is it such a file, by its first
 * member or by its name (site.warc.gz)? */
bool na_members_is(na_str head, na_str name);
/* read gives everything from the input's first byte on. */
int na_members_open(na_members **out, na_members_read_fn *read, void *ctx, na_err *err);
void na_members_close(na_members *m);
/* Up to n bytes, *got_out of them; 0 at the end. */
int na_members_read(na_members *m, void *buf, size_t n, size_t *got_out, na_err *err);
/* The last error, when it was a damaged member; else NULL. Good until the next read. */
const na_members_damage *na_members_damage_of(const na_members *m);
/* "gzip member" or "zstd frame", and where in the input the one begins that byte `at` of
 * what was given came from; false when that is forgotten. */
const char *na_members_what(const na_members *m);
bool na_members_place(const na_members *m, uint64_t at, uint64_t *from_out);

#endif
