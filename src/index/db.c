/* SPDX-License-Identifier: MIT */
/* db.c - statements, transactions, migrations, the WAL */
#include "base/limits.h"
#include "index/db_int.h"
#include <stdlib.h>

struct na_stmt {
    na_db *db;
    sqlite3_stmt *h;
    int rc; /* the first failed bind */
};

int na_db_exec(na_db *db, const char *sql, na_err *err)
{
    int rc = sqlite3_exec(db->h, sql, NULL, NULL, NULL);
    return rc == SQLITE_OK ? NA_OK : na_db_fail(db, rc, err);
}

int64_t na_db_last_rowid(const na_db *db) { return sqlite3_last_insert_rowid(db->h); }

int64_t na_db_changes(const na_db *db) { return sqlite3_changes64(db->h); }

int na_stmt_open(na_stmt **out, na_db *db, const char *sql, na_err *err)
{
    na_stmt *s = calloc(1, sizeof *s);
    int rc;

    if (!s) return na_fail_nomem(err);
    s->db = db;
    rc = sqlite3_prepare_v3(db->h, sql, -1, SQLITE_PREPARE_PERSISTENT, &s->h, NULL);
    if (rc != SQLITE_OK) {
        free(s);
        return na_db_fail(db, rc, err);
    }
    *out = s;
    return NA_OK;
}

void na_stmt_close(na_stmt *s)
{
    if (!s) return;
    sqlite3_finalize(s->h);
    free(s);
}

static void bound(na_stmt *s, int rc)
{
    if (s->rc == SQLITE_OK) s->rc = rc;
}

void na_stmt_bind_i64(na_stmt *s, int i, int64_t v)
{
    bound(s, sqlite3_bind_int64(s->h, i, v));
}

void na_stmt_bind_f64(na_stmt *s, int i, double v)
{
    bound(s, sqlite3_bind_double(s->h, i, v));
}

void na_stmt_bind_text(na_stmt *s, int i, na_str v)
{
    bound(s, sqlite3_bind_text64(s->h, i, v.len ? v.ptr : "", v.len, SQLITE_TRANSIENT,
                                 SQLITE_UTF8));
}

void na_stmt_bind_blob(na_stmt *s, int i, na_str v)
{
    bound(s, sqlite3_bind_blob64(s->h, i, v.len ? v.ptr : "", v.len, SQLITE_TRANSIENT));
}

void na_stmt_bind_null(na_stmt *s, int i) { bound(s, sqlite3_bind_null(s->h, i)); }

int na_stmt_step(na_stmt *s, na_err *err)
{
    int rc = s->rc;

    if (rc == SQLITE_OK) rc = sqlite3_step(s->h);
    if (rc == SQLITE_ROW) return 1;
    if (rc == SQLITE_DONE) {
        sqlite3_reset(s->h);
        return 0;
    }
    rc = na_db_fail(s->db, rc, err);
    sqlite3_reset(s->h);
    return rc;
}

int na_stmt_run(na_stmt *s, na_err *err)
{
    int rc;
    do rc = na_stmt_step(s, err);
    while (rc > 0);
    return rc;
}

void na_stmt_reset(na_stmt *s)
{
    sqlite3_reset(s->h);
    sqlite3_clear_bindings(s->h);
    s->rc = SQLITE_OK;
}

int64_t na_stmt_i64(na_stmt *s, int col) { return sqlite3_column_int64(s->h, col); }

double na_stmt_f64(na_stmt *s, int col) { return sqlite3_column_double(s->h, col); }

na_str na_stmt_text(na_stmt *s, int col)
{
    const void *p = sqlite3_column_text(s->h, col);
    return na_str_n(p, p ? (size_t)sqlite3_column_bytes(s->h, col) : 0);
}

na_str na_stmt_blob(na_stmt *s, int col)
{
    const void *p = sqlite3_column_blob(s->h, col);
    return na_str_n(p, p ? (size_t)sqlite3_column_bytes(s->h, col) : 0);
}

bool na_stmt_is_null(na_stmt *s, int col)
{
    return sqlite3_column_type(s->h, col) == SQLITE_NULL;
}

int na_db_run(na_db *db, const char *sql, const int64_t *v, int n, na_err *err)
{
    na_stmt *s = NULL;
    int rc = na_stmt_open(&s, db, sql, err);

    for (int i = 0; rc == NA_OK && i < n; i++) na_stmt_bind_i64(s, i + 1, v[i]);
    if (rc == NA_OK) rc = na_stmt_run(s, err);
    na_stmt_close(s);
    return rc;
}

int na_db_number(na_db *db, const char *sql, int64_t absent, int64_t *out, na_err *err)
{
    na_stmt *s = NULL;
    int rc = na_stmt_open(&s, db, sql, err);

    if (rc == NA_OK && (rc = na_stmt_step(s, err)) >= 0) {
        *out = rc > 0 && !na_stmt_is_null(s, 0) ? na_stmt_i64(s, 0) : absent;
        rc = NA_OK;
    }
    na_stmt_close(s);
    return rc;
}

/* A statement that stands on a row holds the snapshot as BEGIN and a read would, for a
 * third of their price. */
static int hold(na_db *db, na_err *err)
{
    int rc = SQLITE_OK;

    if (!db->version)
        rc = sqlite3_prepare_v3(db->h, "PRAGMA data_version", -1, SQLITE_PREPARE_PERSISTENT,
                                &db->version, NULL);
    if (rc == SQLITE_OK) rc = sqlite3_step(db->version);
    if (rc == SQLITE_ROW) {
        db->data_version = sqlite3_column_int64(db->version, 0);
        db->reading = true;
        return NA_OK;
    }
    rc = na_db_fail(db, rc, err);
    (void)sqlite3_reset(db->version);
    return rc;
}

int na_db_begin(na_db *db, bool write, na_err *err)
{
    return write ? na_db_exec(db, "BEGIN IMMEDIATE", err) : hold(db, err);
}

int64_t na_db_data_version(const na_db *db) { return db->data_version; }

static void let_go(na_db *db)
{
    if (db->reading) (void)sqlite3_reset(db->version);
    db->reading = false;
}

int na_db_commit(na_db *db, na_err *err)
{
    if (!db->reading) return na_db_exec(db, "COMMIT", err);
    let_go(db);
    return NA_OK;
}

void na_db_rollback(na_db *db)
{
    let_go(db);
    if (!sqlite3_get_autocommit(db->h)) sqlite3_exec(db->h, "ROLLBACK", NULL, NULL, NULL);
}

bool na_db_in_transaction(const na_db *db)
{
    return db->reading || !sqlite3_get_autocommit(db->h);
}

int na_db_version(na_db *db, int64_t *out, na_err *err)
{
    return na_db_number(db, "PRAGMA user_version", 0, out, err);
}

int na_db_migrate(na_db *db, const char *const *steps, size_t n, na_err *err)
{
    char sql[48];
    int64_t v = 0;
    int rc;

    if ((rc = na_db_version(db, &v, err)) < 0) return rc;
    if (v < 0 || (uint64_t)v > n)
        return na_fail(err, NA_EVERSION,
                       "%s: schema version %lld, this newsarc knows up to %zu", db->name,
                       (long long)v, n);
    if ((uint64_t)v == n) return NA_OK;
    if ((rc = na_db_begin(db, true, err)) < 0) return rc;
    for (; (uint64_t)v < n; v++)
        if ((rc = na_db_exec(db, steps[v], err)) < 0) goto failed;
    sqlite3_snprintf(sizeof sql, sql, "PRAGMA user_version=%lld", (long long)n);
    if ((rc = na_db_exec(db, sql, err)) < 0) goto failed;
    if ((rc = na_db_commit(db, err)) == NA_OK) return NA_OK;
failed:
    na_err_prefix(err, "migration %lld", (long long)v + 1);
    na_db_rollback(db);
    return rc;
}

int na_db_wal(na_db *db, na_err *err)
{
    na_stmt *s = NULL;
    int rc = na_stmt_open(&s, db, "PRAGMA journal_mode=WAL", err);

    if (rc < 0 || (rc = na_stmt_step(s, err)) < 0) goto done;
    rc = rc == 0 || !na_str_eqc(na_stmt_text(s, 0), "wal")
             ? na_fail(err, NA_EIO, "%s: cannot be put into WAL mode", db->name)
             : na_db_exec(db, "PRAGMA synchronous=FULL", err);
done:
    na_stmt_close(s);
    return rc;
}

int na_db_checkpoint(na_db *db, na_err *err)
{
    int rc =
        sqlite3_wal_checkpoint_v2(db->h, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    return rc == SQLITE_OK ? NA_OK : na_db_fail(db, rc, err);
}

int na_db_vacuum(na_db *db, na_err *err)
{
    /* VACUUM attaches the file it writes. */
    const int limit = sqlite3_limit(db->h, SQLITE_LIMIT_ATTACHED, 1);
    const int rc = na_db_exec(db, "VACUUM", err);

    sqlite3_limit(db->h, SQLITE_LIMIT_ATTACHED, limit);
    return rc;
}

int na_db_shrink(na_db *db, na_err *err)
{
    int64_t all, unused;
    int rc;

    if ((rc = na_db_number(db, "PRAGMA page_count", 0, &all, err)) < 0) return rc;
    if ((rc = na_db_number(db, "PRAGMA freelist_count", 0, &unused, err)) < 0) return rc;
    return unused <= all / 2 ? NA_OK : na_db_vacuum(db, err);
}

int na_db_integrity(na_db *db, na_err *err)
{
    na_stmt *s = NULL;
    int rc = na_stmt_open(&s, db, "PRAGMA integrity_check(1)", err);

    if (rc < 0 || (rc = na_stmt_step(s, err)) < 0) goto done;
    if (rc == 0 || !na_str_eqc(na_stmt_text(s, 0), "ok"))
        rc =
            na_fail(err, NA_ECORRUPT, "%s: %.*s", db->name, NA_STR_ARG(na_stmt_text(s, 0)));
    else
        rc = NA_OK;
done:
    na_stmt_close(s);
    return rc;
}
