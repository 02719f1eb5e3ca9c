/* SPDX-License-Identifier: MIT */
/* vol_db.h - the database inside a volume, read in place
 *
 * Concepts  A read-only SQLite VFS over pages: two functions that give bytes. The file is
 *           immutable, so SQLite asks for no lock, journal or WAL, and nothing is written
 *           anywhere; sorting stays in memory. A VFS object is registered under a name of
 *           its own for the moment of opening only, so no process-wide state remains.
 * Lifetime  na_db_close ends it. The pages (the volume) must outlive the database.
 * Threads   As na_db; the read function is called on the same thread.
 * Errors    A failed read's own message ("...: frame 12: checksum") is what every call over
 *           this na_db reports, with its own code, until na_db_close.
 * Used by   core/, idx_write.h's tests.
 */
#ifndef NA_INDEX_VOL_DB_H
#define NA_INDEX_VOL_DB_H
#include "index/db.h"

struct na_vol;

typedef struct na_pages {
    /* All n bytes at off, which are inside the size. */
    int (*read)(void *ctx, uint64_t off, void *buf, size_t n, na_err *err);
    uint64_t size;
    void *ctx;
    const char *name; /* for messages; copied */
} na_pages;

/* cache: bytes of pages that are kept. */
int na_voldb_open_pages(na_db **out, const na_pages *pages, size_t cache, na_err *err);
/* Over the index member of a volume that na_vol_check has bound. */
int na_voldb_open(na_db **out, struct na_vol *vol, size_t cache, na_err *err);

#endif
