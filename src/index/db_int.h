/* SPDX-License-Identifier: MIT */
/* db_int.h - what the files of index/ share behind db.h; nobody else includes it */
#ifndef NA_INDEX_DB_INT_H
#define NA_INDEX_DB_INT_H
#include "index/db.h"
#include <sqlite3.h>

struct na_db {
    sqlite3 *h;
    char *name;
    void *vfs;   /* a volume's VFS (vfs.c), freed after the handle */
    na_err kept; /* the first failure of its reads: the true cause of an I/O error */
    bool (*progress)(void *ctx);
    void *progress_ctx;
    sqlite3_stmt *version; /* PRAGMA data_version: while reading it stands on its row */
    bool reading;          /* a read transaction is open */
    int64_t data_version;
};

/* Records SQLite's failure rc, with the message of the moment; returns the NA_E* code. */
int na_db_fail(na_db *db, int rc, na_err *err);
/* Limits, DEFENSIVE and so on; for handles that were just opened. */
int na_db_harden(na_db *db, unsigned flags, na_err *err);

#endif
