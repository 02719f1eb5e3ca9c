/* SPDX-License-Identifier: MIT */
/* db_open.c - opening SQLite defensively, and translating its failures
 *
 * Paths go to SQLite as file: URIs made here, so that no path is ever taken for a URI of
 * somebody else's. SQLITE_OPEN_NOFOLLOW refuses symbolic links in every part of a path;
 * only the last part matters to us (an archive may well live behind a link), so the folder
 * is resolved first.
 */
#include "base/buf.h"
#include "index/db_int.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define BUSY_MS 5000 /* how long a call waits for another connection's lock */

int na_db_fail(na_db *db, int rc, na_err *err)
{
    const char *msg = db->h ? sqlite3_errmsg(db->h) : sqlite3_errstr(rc);
    int code;

    if (db->kept.code) return na_fail(err, db->kept.code, "%s", db->kept.msg);
    switch (rc & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        code = NA_ELOCKED;
        break;
    case SQLITE_READONLY:
    case SQLITE_PERM:
        code = NA_EREADONLY;
        break;
    case SQLITE_NOMEM:
        code = NA_ENOMEM;
        break;
    case SQLITE_TOOBIG:
        code = NA_ELIMIT;
        break;
    case SQLITE_INTERRUPT:
    case SQLITE_ABORT:
        code = NA_ECANCELLED;
        break;
    case SQLITE_CONSTRAINT:
        code = NA_EEXISTS;
        break;
    case SQLITE_IOERR:
    case SQLITE_PROTOCOL: /* a WAL that cannot be joined: no damage */
        code = rc == SQLITE_IOERR_NOMEM                                        ? NA_ENOMEM
               : rc == SQLITE_IOERR_CORRUPTFS || rc == SQLITE_IOERR_SHORT_READ ? NA_ECORRUPT
                                                                               : NA_EIO;
        break;
    case SQLITE_FULL:
        code = NA_EIO;
        break;
    case SQLITE_CANTOPEN:
        code = db->h && sqlite3_system_errno(db->h) == ENOENT ? NA_ENOENT : NA_EIO;
        if (rc == SQLITE_CANTOPEN_SYMLINK) msg = "is a symbolic link";
        break;
    case SQLITE_MISUSE:
        code = NA_EUSAGE;
        break;
    default:
        /* The SQL is ours: when it fails, the schema is not what we wrote. */
        code = NA_ECORRUPT;
        break;
    }
    if (rc == SQLITE_NOMEM) return na_fail_nomem(err);
    return na_fail(err, code, "%s: %s", db->name, msg);
}

int na_db_harden(na_db *db, unsigned flags, na_err *err)
{
    static const struct {
        int id, max;
    } limits[] = {
        { SQLITE_LIMIT_LENGTH, 128 << 20 },    { SQLITE_LIMIT_SQL_LENGTH, 1 << 20 },
        { SQLITE_LIMIT_COLUMN, 100 },          { SQLITE_LIMIT_EXPR_DEPTH, 100 },
        { SQLITE_LIMIT_COMPOUND_SELECT, 10 },  { SQLITE_LIMIT_VDBE_OP, 25000 },
        { SQLITE_LIMIT_FUNCTION_ARG, 16 },     { SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 256 },
        { SQLITE_LIMIT_VARIABLE_NUMBER, 100 }, { SQLITE_LIMIT_TRIGGER_DEPTH, 10 },
        { SQLITE_LIMIT_WORKER_THREADS, 0 },
    };
    static const struct {
        int id, on;
    } settings[] = {
        { SQLITE_DBCONFIG_DEFENSIVE, 1 },
        { SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
        { SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 },
        { SQLITE_DBCONFIG_ENABLE_TRIGGER, 0 },
        { SQLITE_DBCONFIG_ENABLE_VIEW, 0 },
        { SQLITE_DBCONFIG_DQS_DDL, 0 },
        { SQLITE_DBCONFIG_DQS_DML, 0 },
        { SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1 },
    };
    int persist = 1, rc;

    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
        sqlite3_limit(db->h, limits[i].id, limits[i].max);
    sqlite3_limit(db->h, SQLITE_LIMIT_ATTACHED, flags & NA_DB_BUILD ? 1 : 0);
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        rc = sqlite3_db_config(db->h, settings[i].id, settings[i].on, (int *)NULL);
        if (rc != SQLITE_OK) return na_db_fail(db, rc, err);
    }
    sqlite3_file_control(db->h, "main", SQLITE_FCNTL_PERSIST_WAL, &persist);
    if ((rc = sqlite3_wal_autocheckpoint(db->h, 0)) != SQLITE_OK)
        return na_db_fail(db, rc, err);
    return na_db_exec(db,
                      "PRAGMA mmap_size=0;PRAGMA temp_store=MEMORY;"
                      /* Debian's SQLite zeroes what it frees, and so writes all of a
                       * head that is emptied; `shrink` gives the pages back anyway. */
                      "PRAGMA secure_delete=OFF;"
                      "PRAGMA cell_size_check=ON",
                      err);
}

static void put_escaped(na_buf *b, const char *path)
{
    for (const char *p = path; *p; p++) {
        bool plain = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
                     (*p >= '0' && *p <= '9') || *p == '/' || *p == '.' || *p == '-' ||
                     *p == '_';
        if (plain)
            na_buf_putc(b, *p);
        else
            na_buf_printf(b, "%%%02X", (unsigned)(unsigned char)*p);
    }
}

static int uri_of(na_buf *uri, const char *path, unsigned flags, na_err *err)
{
    const char *slash = strrchr(path, '/');
    char *dir = NULL, *real = NULL;
    int rc = NA_OK;

    if (strcmp(path, ":memory:") == 0) {
        na_buf_puts(uri, "file::memory:");
        goto done;
    }
    dir = !slash          ? strdup(".")
          : slash == path ? strdup("/")
                          : strndup(path, (size_t)(slash - path));
    if (!dir) {
        rc = na_fail_nomem(err);
        goto done;
    }
    if (!(real = realpath(dir, NULL))) {
        rc = na_fail(err, errno == ENOENT ? NA_ENOENT : NA_EIO, "%s: %s", path,
                     strerror(errno));
        goto done;
    }
    na_buf_puts(uri, "file://");
    put_escaped(uri, strcmp(real, "/") == 0 ? "" : real);
    na_buf_putc(uri, '/');
    put_escaped(uri, slash ? slash + 1 : path);
    if (flags & NA_DB_IMMUTABLE) na_buf_puts(uri, "?immutable=1");
done:
    free(real);
    free(dir);
    return rc < 0 ? rc : na_buf_check(uri, path, err);
}

int na_db_open(na_db **out, const char *path, unsigned flags, na_err *err)
{
    na_db *db = NULL;
    na_buf uri;
    int64_t ignored;
    int oflags = SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW |
                 SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE;
    int rc;

    na_buf_init(&uri, 64 << 10);
    if (!(db = calloc(1, sizeof *db)) || !(db->name = strdup(path))) {
        rc = na_fail_nomem(err);
        goto done;
    }
    if ((rc = uri_of(&uri, path, flags, err)) < 0) goto done;
    oflags |= !(flags & NA_DB_WRITE) ? SQLITE_OPEN_READONLY
              : (flags & NA_DB_CREATE) == NA_DB_CREATE
                  ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                  : SQLITE_OPEN_READWRITE;
    rc = sqlite3_open_v2(na_buf_cstr(&uri), &db->h, oflags, NULL);
    if (rc != SQLITE_OK) {
        rc = na_db_fail(db, rc, err);
        goto done;
    }
    /* Before anything is read: another connection may be recovering or leaving the WAL. */
    sqlite3_busy_timeout(db->h, BUSY_MS);
    if ((rc = na_db_harden(db, flags, err)) < 0) goto done;
    /* SQLite opens lazily; what is no database is to fail here. */
    if ((rc = na_db_number(db, "PRAGMA schema_version", 0, &ignored, err)) < 0) goto done;
    if ((flags & NA_DB_BUILD) && (rc = na_db_exec(db,
                                                  "PRAGMA journal_mode=OFF;"
                                                  "PRAGMA synchronous=OFF;"
                                                  "PRAGMA locking_mode=EXCLUSIVE;"
                                                  "PRAGMA cache_size=-2048",
                                                  err)) < 0)
        goto done;
    *out = db, db = NULL;
done:
    na_buf_release(&uri);
    na_db_close(db);
    return rc;
}

void na_db_close(na_db *db)
{
    if (!db) return;
    (void)sqlite3_finalize(db->version);
    /* v2: a statement that was forgotten leaks, and does not dangle. */
    sqlite3_close_v2(db->h);
    free(db->vfs);
    free(db->name);
    free(db);
}

const char *na_db_name(const na_db *db) { return db->name; }

size_t na_db_cached(const na_db *db)
{
    int now = 0, most;

    (void)sqlite3_db_status(db->h, SQLITE_DBSTATUS_CACHE_USED, &now, &most, 0);
    return now > 0 ? (size_t)now : 0;
}

int na_db_cache(na_db *db, size_t bytes, na_err *err)
{
    char sql[64];

    (void)snprintf(sql, sizeof sql, "PRAGMA cache_size=-%zu", bytes / 1024);
    return na_db_exec(db, sql, err);
}

void na_db_interrupt(na_db *db) { sqlite3_interrupt(db->h); }

static int on_progress(void *ctx)
{
    na_db *db = ctx;
    return db->progress(db->progress_ctx) ? 1 : 0;
}

void na_db_on_progress(na_db *db, bool (*fn)(void *ctx), void *ctx)
{
    db->progress = fn;
    db->progress_ctx = ctx;
    sqlite3_progress_handler(db->h, fn ? 4000 : 0, fn ? on_progress : NULL, db);
}

const char *na_db_library(void) { return sqlite3_libversion(); }

bool na_db_has_fts5(void) { return sqlite3_compileoption_used("ENABLE_FTS5") != 0; }
