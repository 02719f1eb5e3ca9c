/* SPDX-License-Identifier: MIT */
/* limits.h - every bound on what strangers' bytes may cost, in one place
 *
 * Concepts  The constants are the defaults (and ceilings for fixed formats); na_limits
 *           holds what one run uses, so that an option can change them. A message about a
 *           limit names the option that raises it.
 * Used by   everything that reads what somebody else wrote.
 */
#ifndef NA_BASE_LIMITS_H
#define NA_BASE_LIMITS_H
#include <stddef.h>
#include <stdint.h>

#define NA_KIB ((size_t)1 << 10)
#define NA_MIB ((size_t)1 << 20)

#define NA_MAX_RECORD (64 * NA_MIB)         /* bytes of one record */
#define NA_MAX_ENTRIES 10000000u            /* entries of one bundle */
#define NA_MAX_EXPANDED ((uint64_t)1 << 40) /* bytes a bundle may expand to */
#define NA_MAX_RATIO 200u                   /* expanded : stored, after NA_RATIO_GRACE */
#define NA_RATIO_GRACE (64 * NA_MIB)
#define NA_MAX_NESTING 2u            /* bundles inside bundles */
#define NA_MAX_NAME 4096u            /* bytes of an entry's name */
#define NA_MAX_ARTICLES 1000u        /* articles of one record */
#define NA_MAX_ARTICLE (16 * NA_MIB) /* bytes of one article */
#define NA_MAX_META (16 * NA_KIB)    /* bytes of its meta */
#define NA_MAX_LIST 1000u            /* authors, tags */
#define NA_MAX_OVERLAY (1024 * NA_MIB) /* bytes of a volume's overlay.jsonl */
#define NA_MAX_FROM 16u              /* fields that say where they come from, */
#define NA_MAX_FROM_BYTES 128u       /* each in so many bytes */
#define NA_MAX_FIELD (64 * NA_KIB)   /* bytes of any field but body */
#define NA_MAX_DEPTH 512u            /* nesting of JSON, XML, HTML walks */
#define NA_CSV_FIELDS 10000u         /* of one row */
#define NA_MIME_PARTS 1000u          /* of one mail, */
#define NA_MIME_DEPTH 16u            /* each in so many others */
#define NA_FEED_ITEMS 10000u         /* of one feed */
#define NA_HEAD_BYTES (64 * NA_KIB)  /* what choosing a reader sees of an entry */
#define NA_LUA_HEAP (64 * NA_MIB)
#define NA_LUA_VOLUME (1024 * NA_MIB) /* bytes allocated in all by one call */
#define NA_LUA_INSTR 100000000u
#define NA_LUA_MS 2000u
#define NA_LUA_STEP_INSTR 20000000u /* of one call of a filter or a clean script */
#define NA_LUA_STEP_MS 500u
#define NA_LUA_STEP_HEAP (64 * NA_MIB)
#define NA_LUA_STEP_VOLUME (512 * NA_MIB)
#define NA_LUA_RANK_INSTR 100000u /* of rank(hit), for each hit */
#define NA_LUA_RANK_MS 50u
#define NA_RANK_TOP 200u /* hits that a rank script looks at, unless it says otherwise */
#define NA_RANK_TOP_MAX 2000
#define NA_LUA_WRITTEN (1024 * NA_MIB) /* bytes a command may write into files */
#define NA_LUA_EXTENDS 8               /* clean scripts behind one another */
#define NA_LUA_NESTING 200u            /* levels of a script that its tools read */
#define NA_COVER_LINES 20000u          /* of a script whose coverage is counted */
#define NA_WORKER_MEM (256 * NA_MIB) /* parser and unpacker, each */
#define NA_QUARANTINE_RECORD (1 * NA_MIB)
#define NA_MAX_AROUND (64 * NA_KIB) /* kept of what stood before a piece, and behind it */
#define NA_QUARANTINE_TOTAL (1024 * NA_MIB)
#define NA_ORIGINALS_SEAL                                                                  \
    (256 * NA_MIB) /* stored originals in the head at which import seals */
#define NA_ORIGINALS_HEAD (1024 * NA_MIB) /* ... and that it holds at most */
#define NA_ZSTD_WINDOW_LOG 23 /* 8 MiB */
#define NA_ZSTD_DICT (8 * NA_MIB) /* of a WARC file */
#define NA_QUERY_BYTES (64 * NA_KIB)
#define NA_QUERY_TERMS 1000u
#define NA_QUERY_LEVELS 64u
#define NA_HEAD_SEAL (64 * NA_MIB)    /* JSON in the head at which import seals */
#define NA_VOLUME_JSON (128 * NA_MIB) /* JSON at which a volume is cut, */
#define NA_MERGED_JSON (4096 * NA_MIB) /* and one that is made of volumes */

typedef struct na_limits {
    uint64_t record, entries, expanded, ratio, nesting, articles;
    uint64_t lua_heap, lua_volume, lua_instr, lua_ms;
} na_limits;

/* The defaults above. */
na_limits na_limits_default(void);

/* a + b, a * b into *out; false (and *out untouched) on overflow. */
#define na_add_ok(a, b, out) (!__builtin_add_overflow((a), (b), (out)))
#define na_mul_ok(a, b, out) (!__builtin_mul_overflow((a), (b), (out)))

#endif
