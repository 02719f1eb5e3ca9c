/* SPDX-License-Identifier: MIT */
/* db.h - the one door to SQLite: a connection, statements, transactions
 *
 * Concepts  na_db is one connection, opened defensively: lowered limits, DEFENSIVE, schema
 *           not trusted, no extensions, no mmap, symbolic links refused in the last part of
 *           the path, no checkpoint but na_db_checkpoint. na_stmt is a prepared statement;
 *           binding is sticky: a failed bind shows at the next step.
 * Lifetime  na_db outlives its statements; finalize them before na_db_close. Text and blobs
 *           given to bind are copied. Columns are borrowed until the next step, reset or
 *           finalize of that statement.
 * Threads   One thread at a time per na_db and all that hangs on it; na_db_interrupt may be
 *           called from any thread or a signal handler.
 * Errors    NA_ELOCKED (busy for 5 s), NA_ECORRUPT (damaged, or no database), NA_EREADONLY,
 *           NA_EIO (I/O, full), NA_ENOENT (cannot open), NA_ENOMEM, NA_ELIMIT (too big),
 *           NA_ECANCELLED (interrupted), NA_EEXISTS (constraint); the message names the
 *           file. Over a volume the message is the volume reader's own (vol_db.h).
 * Used by   core/, and the rest of index/.
 */
#ifndef NA_INDEX_DB_H
#define NA_INDEX_DB_H
#include "base/err.h"
#include "base/str.h"
#include <stdint.h>

typedef struct na_db na_db;
typedef struct na_stmt na_stmt;

enum {
    NA_DB_READ = 0,      /* the file must exist; nothing is written to the database */
    NA_DB_WRITE = 1,     /* it must exist */
    NA_DB_CREATE = 3,    /* made when missing; includes WRITE */
    NA_DB_IMMUTABLE = 4, /* with READ: no locks, no WAL. The caller knows it to be right */
    NA_DB_BUILD = 8      /* a scratch or index file being built: no journal, no syncing,
                            attaching allowed (VACUUM INTO) */
};

/* path may be ":memory:" with CREATE. */
int na_db_open(na_db **out, const char *path, unsigned flags, na_err *err);
/* NULL is fine. Rolls back what is open; frees the VFS of a volume's database. */
void na_db_close(na_db *db);
/* The path given, or the volume's name. */
const char *na_db_name(const na_db *db);
/* Of the snapshot that the last na_db_begin(read) fixed: another number where another
 * connection changed the database since; what this one changes does not count. */
int64_t na_db_data_version(const na_db *db);
/* Bytes its page cache holds now; if nobody says otherwise at most 2,000 KiB. */
size_t na_db_cached(const na_db *db);
/* Bytes of pages that it keeps at most. */
int na_db_cache(na_db *db, size_t bytes, na_err *err);
/* Stops what runs: it gives NA_ECANCELLED. */
void na_db_interrupt(na_db *db);
/* fn every some thousand steps of the virtual machine; true stops it. NULL ends it. */
void na_db_on_progress(na_db *db, bool (*fn)(void *ctx), void *ctx);

/* Any number of statements without results. */
int na_db_exec(na_db *db, const char *sql, na_err *err);
int64_t na_db_last_rowid(const na_db *db);
int64_t na_db_changes(const na_db *db);

/* Statements. Parameters count from 1, columns from 0. */
int na_stmt_open(na_stmt **out, na_db *db, const char *sql, na_err *err);
void na_stmt_close(na_stmt *s);
void na_stmt_bind_i64(na_stmt *s, int i, int64_t v);
void na_stmt_bind_f64(na_stmt *s, int i, double v);
/* An empty slice binds an empty text or blob, never NULL. */
void na_stmt_bind_text(na_stmt *s, int i, na_str v);
void na_stmt_bind_blob(na_stmt *s, int i, na_str v);
void na_stmt_bind_null(na_stmt *s, int i);
/* 1 a row, 0 done (the statement is reset, its bindings stay), <0 (reset as well). */
int na_stmt_step(na_stmt *s, na_err *err);
/* For statements without rows: steps to the end. */
int na_stmt_run(na_stmt *s, na_err *err);
/* Ready for another run; parameters become NULL. */
void na_stmt_reset(na_stmt *s);
int64_t na_stmt_i64(na_stmt *s, int col);
double na_stmt_f64(na_stmt *s, int col);
na_str na_stmt_text(na_stmt *s, int col);
na_str na_stmt_blob(na_stmt *s, int col);
bool na_stmt_is_null(na_stmt *s, int col);
/* One statement without rows, by its n parameters. */
int na_db_run(na_db *db, const char *sql, const int64_t *v, int n, na_err *err);
/* A query for one number: its first column, or absent when there is no row or NULL. */
int na_db_number(na_db *db, const char *sql, int64_t absent, int64_t *out, na_err *err);

/* Transactions; they do not nest. begin(write) takes the write lock at once; begin(read)
 * fixes the snapshot at once. rollback outside a transaction is a no-op. */
int na_db_begin(na_db *db, bool write, na_err *err);
int na_db_commit(na_db *db, na_err *err);
void na_db_rollback(na_db *db);
bool na_db_in_transaction(const na_db *db);

/* Append-only migrations: steps[v] brings user_version v to v + 1. All that are missing run
 * in one transaction: whoever opens the database meanwhile, or after a crash, sees the old
 * schema or this one and none between. A newer database is NA_EVERSION and untouched. */
int na_db_migrate(na_db *db, const char *const *steps, size_t n, na_err *err);
int na_db_version(na_db *db, int64_t *out, na_err *err);

/* Puts a database opened for writing into WAL mode, synchronous=FULL. */
int na_db_wal(na_db *db, na_err *err);
/* Copies the WAL into the database and truncates it. NA_ELOCKED while somebody reads an
 * older snapshot: then the WAL stays, which loses nothing. */
int na_db_checkpoint(na_db *db, na_err *err);
/* Rewrites the database, so that nothing is left of what was deleted. Not within a
 * transaction, as the next. */
int na_db_vacuum(na_db *db, na_err *err);
/* Rewrites the database without its free pages when they are more than half of it; the file
 * becomes shorter with the next checkpoint. Not within a transaction. */
int na_db_shrink(na_db *db, na_err *err);
/* SQLite's integrity_check: NA_ECORRUPT with its first finding. */
int na_db_integrity(na_db *db, na_err *err);
/* SQLite's version, and whether it has FTS5, for `newsarc version`. */
const char *na_db_library(void);
bool na_db_has_fts5(void);

#endif
