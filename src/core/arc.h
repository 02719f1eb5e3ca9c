/* SPDX-License-Identifier: MIT */
/* arc.h - one open archive: the head, the catalogue of volumes, the writer's lock
 *
 * Concepts  An archive is a folder: lock, head.db, volumes/. A reader takes no lock and
 *           sees one snapshot of head.db a call. A writer holds `lock` from open to close.
 *           Articles go in through a transaction (begin, add ..., commit); what commit
 *           returned is durable. Sealing turns the whole head into volumes.
 * Lifetime  na_arc_open() .. na_arc_close(). Strings handed out say their own lifetime.
 * Threads   One thread at a time per handle.
 * Errors    NA_ENOENT no such archive, NA_ELOCKED another writer (the message says who),
 *           NA_EVERSION made by a newer newsarc, NA_EREADONLY, NA_ECORRUPT, NA_EIO.
 * Used by   ingest/, script/ (queries), cli/.
 */
#ifndef NA_CORE_ARC_H
#define NA_CORE_ARC_H
#include "base/article.h"
#include "base/err.h"
#include "base/limits.h"

typedef struct na_arc na_arc;
struct na_cite_rules; /* text/cite.h */

enum na_arc_flags {
    NA_ARC_READ = 0,
    NA_ARC_WRITE = 1, /* takes the lock */
    NA_ARC_CREATE = 2 /* with WRITE: makes the archive where there is none */
};

int na_arc_open(na_arc **out, const char *dir, unsigned flags, na_err *err);
/* The writer checkpoints head.db before it lets the lock go. NULL is fine. */
void na_arc_close(na_arc *a);
const char *na_arc_dir(const na_arc *a);

/* The user's own rules of attribution (doc/formats/cites.md), for cites: and for what is
 * added from here on; before either. name is for messages; both are copied. */
int na_arc_cites_conf(na_arc *a, na_str text, const char *name, na_err *err);
/* The rules, the built-in and the user's; NA_EUSAGE where his cannot be read. Borrowed. */
int na_arc_cites(na_arc *a, const struct na_cite_rules **out, na_err *err);

/* -- writing ------------------------------------------------------------------------- */

typedef enum na_added {
    NA_ADDED_NEW,       /* a new article */
    NA_ADDED_REVISION,  /* a new text of a known one */
    NA_ADDED_DUPLICATE, /* known, the text too */
    NA_ADDED_BLOCKED,   /* its id was removed by the user and stays out */
    NA_ADDED_COLLISION  /* another identity has this id: for quarantine */
} na_added;

int na_arc_begin(na_arc *a, na_err *err);
/* Gives *art its id and revision (borrowed until the next call) and stores it. art must
 * have passed na_article_check(). */
int na_arc_add(na_arc *a, na_article *art, na_added *out, na_err *err);
/* From here on, what the newest revision's own record gives otherwise, in whatever field,
 * is a new revision: a better reader had it again. What other records give of a known
 * article is none. */
void na_arc_reparsing(na_arc *a, bool on);
/* Durable when it returns 0. */
int na_arc_commit(na_arc *a, na_err *err);
/* Within the transaction: an article (id: all 16 digits) and all its revisions are gone,
 * and its id is on the block list. */
int na_arc_remove(na_arc *a, na_str id, na_err *err);
/* Outside of one, after sealing and compacting: what was deleted from head.db does not even
 * stand in its free pages, nor the name of a source that no article has any more. */
int na_arc_wipe(na_arc *a, na_err *err);
void na_arc_rollback(na_arc *a);

/* Is this a valid article (title or body, UTF-8, limits, RFC 3339 times)? The message names
 * the field. NA_ELIMIT or NA_EUSAGE. */
int na_article_check(const na_article *art, na_err *err);

/* The import log. */
typedef struct na_import {
    uint64_t id;
    na_str bundle;   /* base name */
    uint64_t size;   /* bytes, 0 when unknown */
    na_str sha256;   /* hex; "" until known */
    uint64_t entry;  /* checkpoint: the last committed entry (from 1) */
    uint64_t record; /* ... and the records of it that are committed */
    uint64_t entries, records, added, updated, duplicates, skipped, quarantined;
    bool done;
} na_import;

/* Starts a log row, or finds the unfinished one of the same bundle (sha256 not empty),
 * whose checkpoint and counts *io then holds: resume behind it. Own transaction. */
int na_arc_import_begin(na_arc *a, na_import *io, na_err *err);
/* Writes checkpoint and counts, within the open transaction. */
int na_arc_import_update(na_arc *a, const na_import *imp, na_err *err);

/* The row of an import (provenance.import); slices in the arena. NA_ENOENT. */
int na_arc_import_get(na_arc *a, uint64_t id, na_import *out, na_arena *arena, na_err *err);

/* Quarantine: one record that gave no article. Within the open transaction. */
typedef struct na_quarantined {
    uint64_t id; /* row, filled by add and list */
    uint64_t import;
    na_str bundle, entry;
    uint64_t entry_index, record; /* from 1 */
    uint64_t offset, length;      /* of the record within its entry */
    na_str sha256;                /* hex of the record's bytes */
    na_str script, script_sha;    /* reader and its source's hash; may be empty */
    na_str code;                  /* script_error, rejected, invalid_article, decode_error,
                                     archive_error, truncated, budget_*, crash, hang,
                                     no_reader, collision, no_text, too_large */
    na_str message;
    na_str file;   /* script file, */
    uint64_t line; /* and line; 0 unknown */
    na_str trace;
    na_str options; /* reader options in force, JSON, for retry */
    int64_t mtime;
    na_str bytes; /* the record, "" when over the limits */
    na_str before, after; /* a piece of a file: what it must stand between to be read
                             alone (the names of a table's columns); NA_MAX_AROUND each */
    bool bytes_kept;
    uint64_t attempts;
    na_str first_seen, last_seen; /* RFC 3339 */
} na_quarantined;

int na_arc_quarantine_add(na_arc *a, na_quarantined *q, na_err *err);
/* Each row, oldest first, to fn (slices borrowed during the call; bytes only when
 * with_bytes). id 0: all. Returns fn's non-zero or a failure. */
typedef int (*na_quarantine_fn)(void *ctx, const na_quarantined *q);
int na_arc_quarantine_each(na_arc *a, uint64_t id, bool with_bytes, na_quarantine_fn fn,
                           void *ctx, na_err *err);
/* Drops one row (or all, id 0); within the open transaction. *n_out rows dropped. */
int na_arc_quarantine_drop(na_arc *a, uint64_t id, uint64_t *n_out, na_err *err);
/* Another attempt failed: counts it and keeps the new reason. Within the transaction. */
int na_arc_quarantine_failed(na_arc *a, const na_quarantined *q, na_err *err);

/* Originals: the bytes of a record, kept beside its articles. */
typedef struct na_original {
    na_str sha256; /* hex: the first 32 digits count, as in provenance.record_sha256 */
    na_str about;  /* JSON: what reading it again needs; doc/formats/volume.md, 10 */
    int64_t mtime; /* of its entry; 0 unknown */
    na_str bytes;
    na_str volume; /* get: file name, or "head" */
} na_original;
/* Keeps it, within the open transaction. *kept_out: it is kept, now or before; false when
 * there is no more room for any in the head (NA_ORIGINALS_HEAD). */
int na_arc_original_put(na_arc *a, const na_original *o, bool *kept_out, na_err *err);
/* sha256 as provenance.record_sha256 has it. The bytes live in *bytes (reset first), the
 * rest in the arena. NA_ENOENT where it is not kept. */
int na_arc_original_get(na_arc *a, na_str sha256, na_original *out, na_buf *bytes,
                        na_arena *arena, na_err *err);
/* Do originals in the head take so much room that it should be sealed? */
int na_arc_originals_full(na_arc *a, bool *out, na_err *err);

/* JSON bytes waiting in the head. */
int na_arc_head_bytes(na_arc *a, uint64_t *out, na_err *err);

/* -- care (core/seal.c, core/verify.c) ------------------------------------------------ */

typedef struct na_seal_report {
    uint64_t volumes, articles, bytes;
} na_seal_report;
typedef int (*na_progress_fn)(void *ctx, const char *what, uint64_t done, uint64_t total);
/* Seals the whole head; a head without articles seals nothing. progress may be NULL; its
 * non-zero return cancels (NA_ECANCELLED), leaving the archive as it was. */
int na_arc_seal(na_arc *a, na_seal_report *out, na_progress_fn progress, void *ctx,
                na_err *err);

typedef enum na_compact_how {
    NA_COMPACT_TIERS, /* only when many volumes are of about a size, as import does */
    NA_COMPACT_ALL,   /* into as few volumes as can be, apart in their dates */
    NA_COMPACT_BEST   /* the same, compressed as far as zstd goes; all that are not yet */
} na_compact_how;
typedef struct na_compact_report {
    uint64_t merged, left;      /* volumes that went, that stay as they are */
    uint64_t volumes, articles; /* made of them */
    uint64_t dropped;           /* removed articles whose text went */
    uint64_t bytes_before, bytes;
} na_compact_report;
/* Makes fewer and bigger volumes. The head stays as it is. A volume that cannot be read
 * ends it; what was done before stands. progress as na_arc_seal(). */
int na_arc_compact(na_arc *a, na_compact_how how, na_compact_report *out,
                   na_progress_fn progress, void *ctx, na_err *err);

/* What na_arc_compact() would do of one group of volumes; borrowed for the call. */
typedef struct na_compact_group {
    na_strv from; /* file names */
    uint64_t articles, removed, bytes_before, json_bytes;
    uint64_t volumes, bytes; /* that would come of it; bytes at most, about */
    int64_t first, last;     /* NA_TIME_NONE when nothing is dated */
} na_compact_group;
typedef int (*na_compact_fn)(void *ctx, const na_compact_group *g);
/* Changes nothing. *left_out: volumes that would stay as they are. */
int na_arc_compact_plan(na_arc *a, na_compact_how how, na_compact_fn fn, void *ctx,
                        size_t *left_out, na_err *err);

/* One finding of verify: where ("volumes/x.narc", "head.db"), member ("" where none is
 * concerned) and frame when known. */
typedef struct na_damage {
    const char *where, *member;
    int64_t frame; /* -1 unknown */
    const char *what;
    bool note; /* worth knowing, but no damage, and not counted as such */
} na_damage;
typedef void (*na_damage_fn)(void *ctx, const na_damage *d);
typedef struct na_verify_report {
    uint64_t volumes, articles, bytes, damaged;
} na_verify_report;
/* NA_OK when it ran to its end, whatever it found; out->damaged counts findings. */
int na_arc_verify(na_arc *a, bool full, na_damage_fn fn, na_progress_fn progress, void *ctx,
                  na_verify_report *out, na_err *err);

/* -- reading -------------------------------------------------------------------------- */

typedef struct na_volume_info {
    na_str name; /* file name */
    uint64_t bytes, articles, undated, json_bytes;
    na_str first, last; /* RFC 3339 dates, "" when all undated */
    na_str manifest_sha256;
    na_str sealed;
} na_volume_info;
typedef int (*na_volume_fn)(void *ctx, const na_volume_info *v);
int na_arc_volumes(na_arc *a, na_volume_fn fn, void *ctx, na_err *err);

typedef struct na_stats {
    uint64_t volumes, volume_articles, volume_bytes, volume_json_bytes;
    uint64_t head_articles, head_bytes, head_json_bytes, dead, quarantined, removed,
        imports;
    int64_t first, last; /* NA_TIME_NONE when nothing is dated */
} na_stats;
int na_arc_stats(na_arc *a, na_stats *out, na_err *err);

/* The revisions of an article, oldest first, into the arena; id: all 16 digits. Removed
 * articles have none. Errors as of na_arc_get(). */
typedef struct na_revision {
    uint32_t revision;
    bool latest;
    uint32_t changed; /* against the one before: NA_F_* of query/query.h; 0 of the first */
    na_str volume;    /* file name, or "head" */
} na_revision;
int na_arc_history(na_arc *a, na_str id_prefix, char id[17], na_revision **out,
                   size_t *n_out, na_arena *arena, na_err *err);

/* The other articles that are the same page under another address
 * (doc/formats/identity.md), ids of 16 digits in the arena; id: all 16, too. */
int na_arc_same_page(na_arc *a, na_str id, na_strv *out, na_arena *arena, na_err *err);

/* One article by an id's unique prefix of 4 or more hex digits (the newest revision, as the
 * user's marks make it, or a given one as it came): NA_ENOENT, or NA_EUSAGE when the prefix
 * is not unique (the message lists up to five). Slices live in the arena. volume_out: file
 * name or "head". */
int na_arc_get(na_arc *a, na_str id_prefix, uint32_t revision, na_article *out,
               na_arena *arena, na_str *volume_out, na_err *err);
/* Does a paragraph of art recur in its source's articles (core/learn.h)? In how many, of
 * how many, as the head counts now; older articles weigh less. */
int na_arc_recurs(na_arc *a, const na_article *art, na_str paragraph, uint32_t *in_out,
                  uint32_t *of_out, na_err *err);

#endif
