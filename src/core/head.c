/* SPDX-License-Identifier: MIT */
/* head.c - head.db: its schema, how it is opened, and the writer's lock
 *
 * The head is the only data that changes in place. It is a WAL database that only the
 * holder of `lock` writes and checkpoints: SQLite's WAL-reset bug (3.7.0 to 3.51.2) needs
 * two connections that checkpoint. The WAL file is kept, emptied, when the writer leaves,
 * so that a reader on a read-only file system finds what SQLite wants to see.
 */
#include "base/path.h"
#include "core/arc_int.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Append only; never edit a shipped step. */
static const char *const steps[] = {
    /* 0 -> 1 */
    "CREATE TABLE meta(key TEXT PRIMARY KEY, value) WITHOUT ROWID;"
    "CREATE TABLE volume(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,"
    " manifest_sha BLOB NOT NULL, bytes INTEGER NOT NULL, articles INTEGER NOT NULL,"
    " undated INTEGER NOT NULL, json_bytes INTEGER NOT NULL, first INTEGER, last INTEGER,"
    " title_tokens INTEGER NOT NULL, deck_tokens INTEGER NOT NULL,"
    " body_tokens INTEGER NOT NULL, sealed TEXT NOT NULL);"
    /* fingerprints of each volume's words (index/termset.h) */
    "CREATE TABLE terms(bucket INTEGER NOT NULL, volume INTEGER NOT NULL, v BLOB NOT NULL,"
    " PRIMARY KEY(bucket, volume)) WITHOUT ROWID;"
    /* volumes being written: what a crash leaves behind is found here */
    "CREATE TABLE pending(name TEXT PRIMARY KEY) WITHOUT ROWID;"
    /* the newest articles; id is the id's 64 bits as a signed integer */
    "CREATE TABLE article(row INTEGER PRIMARY KEY, id INTEGER NOT NULL,"
    " revision INTEGER NOT NULL, text INTEGER NOT NULL, cites BLOB, packed BLOB NOT NULL);"
    "CREATE INDEX article_id ON article(id);"
    "CREATE INDEX article_cites ON article(row) WHERE cites IS NOT NULL;"
    "CREATE TABLE batch(first INTEGER PRIMARY KEY, n INTEGER NOT NULL, v BLOB NOT NULL);"
    /* superseded and removed articles, masked at search; volume 0 is the head. told: a
     * volume's manifest says so */
    "CREATE TABLE dead(volume INTEGER NOT NULL, row INTEGER NOT NULL, id INTEGER NOT NULL,"
    " told INTEGER NOT NULL DEFAULT 0, PRIMARY KEY(volume, row)) WITHOUT ROWID;"
    "CREATE TABLE blocked(id INTEGER PRIMARY KEY, at TEXT NOT NULL,"
    " told INTEGER NOT NULL DEFAULT 0);"
    "CREATE TABLE import(id INTEGER PRIMARY KEY, bundle TEXT NOT NULL, size INTEGER NOT "
    "NULL,"
    " sha256 TEXT NOT NULL, started TEXT NOT NULL, ended TEXT, done INTEGER NOT NULL,"
    " entry INTEGER NOT NULL, record INTEGER NOT NULL, entries INTEGER NOT NULL,"
    " records INTEGER NOT NULL, added INTEGER NOT NULL, updated INTEGER NOT NULL,"
    " duplicates INTEGER NOT NULL, skipped INTEGER NOT NULL, quarantined INTEGER NOT NULL);"
    "CREATE INDEX import_sha ON import(sha256);"
    "CREATE TABLE quarantine(id INTEGER PRIMARY KEY, import INTEGER NOT NULL,"
    " bundle TEXT NOT NULL, entry TEXT NOT NULL, entry_index INTEGER NOT NULL,"
    " record INTEGER NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL,"
    " sha256 TEXT NOT NULL, script TEXT NOT NULL, script_sha TEXT NOT NULL,"
    " code TEXT NOT NULL, message TEXT NOT NULL, file TEXT NOT NULL, line INTEGER NOT NULL,"
    " trace TEXT NOT NULL, options TEXT NOT NULL, mtime INTEGER NOT NULL,"
    " attempts INTEGER NOT NULL, first_seen TEXT NOT NULL, last_seen TEXT NOT NULL,"
    " bytes BLOB);"
    "CREATE INDEX quarantine_record ON quarantine(sha256, entry, record);",
    /* 1 -> 2: articles by language (core/langs.h), languages of a volume's stems */
    "ALTER TABLE volume ADD COLUMN langs TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE volume ADD COLUMN stems TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE batch ADD COLUMN langs TEXT NOT NULL DEFAULT '';",
    /* 2 -> 3: records as they came, until they are sealed (originals.c) */
    "CREATE TABLE original(row INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE,"
    " mtime INTEGER NOT NULL, about TEXT NOT NULL, length INTEGER NOT NULL,"
    " bytes BLOB NOT NULL);",
    /* 3 -> 4: paragraphs that recur in a source's articles (core/learn.c) */
    "CREATE TABLE learned(source TEXT PRIMARY KEY, articles INTEGER NOT NULL,"
    " v BLOB NOT NULL) WITHOUT ROWID;",
    /* 4 -> 5: what each revision changed, as a mask of NA_F_* (core/revised.c) */
    "CREATE TABLE revised(id INTEGER NOT NULL, revision INTEGER NOT NULL,"
    " changed INTEGER NOT NULL, PRIMARY KEY(id, revision)) WITHOUT ROWID;",
    /* 5 -> 6: the user's own marks (core/marks.h) and the shadows they cast
     * (core/shadow.h) */
    "CREATE TABLE overlay(id INTEGER NOT NULL, field TEXT NOT NULL, value TEXT,"
    " at INTEGER NOT NULL, told INTEGER NOT NULL DEFAULT 0, PRIMARY KEY(id, field))"
    " WITHOUT ROWID;"
    "CREATE INDEX overlay_note ON overlay(id) WHERE field = 'note' AND value IS NOT NULL;"
    "CREATE TABLE shadow(id INTEGER PRIMARY KEY, row INTEGER NOT NULL,"
    " volume INTEGER NOT NULL, orig INTEGER NOT NULL);"
    "ALTER TABLE article ADD COLUMN shadow INTEGER NOT NULL DEFAULT 0;"
    "CREATE INDEX article_shadow ON article(row) WHERE shadow <> 0;",
    /* 6 -> 7: articles that are one page (core/page.h) */
    "CREATE TABLE page(key INTEGER PRIMARY KEY, id INTEGER NOT NULL,"
    " signature INTEGER NOT NULL);"
    "CREATE TABLE paged(id INTEGER PRIMARY KEY, key INTEGER NOT NULL);"
    "CREATE INDEX paged_key ON paged(key);",
    /* 7 -> 8: shadows are a part of the head of their own (core/arc_int.h) */
    "DROP INDEX article_shadow;"
    "CREATE INDEX article_shadow ON article(shadow, row) WHERE shadow <> 0;",
    /* 8 -> 9: what stood around a quarantined piece, packed with it (core/quarantine.c) */
    "ALTER TABLE quarantine ADD COLUMN before INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE quarantine ADD COLUMN after INTEGER NOT NULL DEFAULT 0;",
};

/* Who holds the lock, from the file's own text: "pid 4711 on host". */
static void lock_holder(int fd, char out[128])
{
    ssize_t n = pread(fd, out, 127, 0);
    size_t k = n > 0 ? (size_t)n : 0;
    while (k > 0 && (unsigned char)out[k - 1] <= ' ') k--;
    out[k] = 0;
    for (size_t i = 0; i < k; i++)
        if ((unsigned char)out[i] < ' ' || (unsigned char)out[i] > '~') out[i] = '?';
}

/* A writer that was killed while it spawned a worker leaves the lock with that child until
 * the child has called exec: so a quarter of a second's patience before saying no. */
static bool lock_soon(int fd)
{
    const struct timespec pause = { .tv_nsec = 25000000 };

    for (int tries = 0; flock(fd, LOCK_EX | LOCK_NB) != 0; tries++) {
        if (tries == 10) return false;
        (void)nanosleep(&pause, NULL);
    }
    return true;
}

static int take_lock(na_arc *a, na_err *err)
{
    na_buf path;
    char who[128], host[64] = "?";
    int rc;

    na_buf_init(&path, 64 * NA_KIB);
    if ((rc = na_path_join(&path, a->dir, NA_LOCK_FILE, err)) < 0) goto done;
    a->lock_fd = open(na_buf_cstr(&path), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (a->lock_fd < 0) {
        rc = na_fail(err, errno == EROFS || errno == EACCES ? NA_EREADONLY : NA_EIO,
                     "%s: %s", na_buf_cstr(&path), strerror(errno));
        goto done;
    }
    if (!lock_soon(a->lock_fd)) {
        lock_holder(a->lock_fd, who);
        close(a->lock_fd); /* and not the holder's text with it: see na_head_close */
        a->lock_fd = -1;
        rc = na_fail(err, NA_ELOCKED, "%s: locked by another writer (%s)", a->dir,
                     who[0] ? who : "unknown");
        goto done;
    }
    /* Only for people: the lock is the flock, not the text. */
    (void)gethostname(host, sizeof host - 1);
    host[sizeof host - 1] = 0;
    (void)snprintf(who, sizeof who, "pid %ld on %s\n", (long)getpid(), host);
    if (ftruncate(a->lock_fd, 0) == 0)
        rc = na_io_write(a->lock_fd, who, strlen(who), na_buf_cstr(&path), err);
done:
    na_buf_release(&path);
    return rc;
}

/* A reader that may write nothing can still read the head when no WAL holds newer data. */
static bool wal_is_empty(const char *db_path)
{
    na_buf p;
    struct stat st;
    bool empty;

    na_buf_init(&p, 64 * NA_KIB);
    na_buf_printf(&p, "%s-wal", db_path);
    empty = stat(na_buf_cstr(&p), &st) != 0 ? errno == ENOENT : st.st_size == 0;
    na_buf_release(&p);
    return empty;
}

/* SQLite makes head.db-shm for a reader of a WAL database when it is missing; where nothing
 * can be created, immutable mode does without. Never first: it would not see a writer. */
static int open_reader(na_arc *a, const char *path, na_err *err)
{
    na_err first = { 0 };
    int64_t version;
    int rc;

    rc = na_db_open(&a->db, path, NA_DB_READ, &first);
    if (rc == NA_OK) rc = na_db_version(a->db, &version, &first);
    if (rc == NA_EREADONLY || rc == NA_EIO || rc == NA_ENOENT) {
        na_db_close(a->db);
        a->db = NULL;
        if (!wal_is_empty(path))
            return na_fail(
                err, NA_EREADONLY,
                "%s-wal holds articles that head.db has not got yet, and cannot be "
                "read here (%s); open the archive once where it can be written",
                path, first.msg);
        na_err_clear(&first);
        rc = na_db_open(&a->db, path, NA_DB_READ | NA_DB_IMMUTABLE, &first);
        if (rc == NA_OK) rc = na_db_version(a->db, &version, &first);
    }
    if (rc < 0) return na_fail(err, rc, "%s", first.msg);
    if (version == 0)
        return na_fail(
            err, NA_ENOENT,
            "%s: no archive here yet; `newsarc init %s` or an import completes it", a->dir,
            a->dir);
    if (version > (int64_t)(sizeof steps / sizeof *steps))
        return na_fail(err, NA_EVERSION, "%s: made by a newer newsarc (schema %lld)", path,
                       (long long)version);
    if (version < (int64_t)(sizeof steps / sizeof *steps))
        return na_fail(
            err, NA_EVERSION,
            "%s: schema %lld is older than this newsarc's %zu; run `newsarc init %s`", path,
            (long long)version, sizeof steps / sizeof *steps, a->dir);
    return NA_OK;
}

static int open_writer(na_arc *a, const char *path, bool create, na_err *err)
{
    int rc;

    rc = na_db_open(&a->db, path, create ? NA_DB_CREATE : NA_DB_WRITE, err);
    if (rc < 0) return rc;
    if ((rc = na_db_wal(a->db, err)) < 0) return rc;
    return na_db_migrate(a->db, steps, sizeof steps / sizeof *steps, err);
}

int na_head_open(na_arc *a, unsigned flags, na_err *err)
{
    na_buf path;
    bool create = (flags & NA_ARC_CREATE) != 0;
    int rc;

    na_buf_init(&path, 64 * NA_KIB);
    if ((rc = na_path_join(&path, a->dir, NA_HEAD_DB, err)) < 0) goto done;
    if (!create && !na_path_exists(na_buf_cstr(&path))) {
        rc = na_fail(err, NA_ENOENT, "%s: no archive here", a->dir);
        goto done;
    }
    if ((rc = na_owner_check(a->dir, err)) < 0) goto done;
    if (!(flags & NA_ARC_WRITE)) {
        rc = open_reader(a, na_buf_cstr(&path), err);
        goto done;
    }
    if (create && (rc = na_path_mkdirs(a->dir, err)) < 0) goto done;
    if ((rc = take_lock(a, err)) < 0) goto done;
    if ((rc = open_writer(a, na_buf_cstr(&path), create, err)) < 0) goto done;
    a->writable = true;
    if ((rc = na_path_join(&path, a->dir, NA_VOLUME_DIR, err)) < 0) goto done;
    if ((rc = na_path_mkdirs(na_buf_cstr(&path), err)) < 0) goto done;
    rc = na_path_sync_dir(a->dir, err);
done:
    na_buf_release(&path);
    return rc;
}

void na_head_close(na_arc *a)
{
    /* A reader with an older snapshot keeps the WAL from being emptied; it is complete. */
    if (a->db && a->writable) (void)na_db_checkpoint(a->db, NULL);
    na_db_close(a->db);
    a->db = NULL;
    if (a->lock_fd >= 0) {
        (void)!ftruncate(a->lock_fd, 0);
        close(a->lock_fd);
    }
    a->lock_fd = -1;
}

int na_head_get(na_arc *a, const char *key, int64_t *out, na_err *err)
{
    na_stmt *s = NULL;
    int rc;

    *out = 0;
    rc = na_stmt_open(&s, a->db, "SELECT value FROM meta WHERE key = ?", err);
    if (rc < 0) goto done;
    na_stmt_bind_text(s, 1, na_str_c(key));
    if ((rc = na_stmt_step(s, err)) > 0) {
        *out = na_stmt_i64(s, 0);
        rc = NA_OK;
    }
done:
    na_stmt_close(s);
    return rc;
}

int na_head_set(na_arc *a, const char *key, int64_t value, na_err *err)
{
    na_stmt *s = NULL;
    int rc;

    rc = na_stmt_open(&s, a->db, "INSERT OR REPLACE INTO meta(key, value) VALUES(?, ?)",
                      err);
    if (rc < 0) goto done;
    na_stmt_bind_text(s, 1, na_str_c(key));
    na_stmt_bind_i64(s, 2, value);
    rc = na_stmt_run(s, err);
done:
    na_stmt_close(s);
    return rc;
}

int na_txn_begin(na_arc *a, na_err *err)
{
    if (!a->writable) return na_fail(err, NA_EREADONLY, "%s: opened for reading", a->dir);
    if (a->snapshots > 0)
        return na_fail(err, NA_EUSAGE, "%s: written to while hits of a search are held",
                       a->dir);
    na_view_drop(a);
    return na_db_begin(a->db, true, err);
}

int na_txn_end(na_arc *a, int rc, na_err *err)
{
    if (rc >= 0) rc = na_db_commit(a->db, err);
    if (rc < 0) na_db_rollback(a->db);
    return rc;
}

int na_snapshot_hold(na_arc *a, na_err *err)
{
    int rc = NA_OK;

    if (a->snapshots == 0 && !a->in_txn) rc = na_db_begin(a->db, false, err);
    if (rc == NA_OK && a->snapshots++ == 0) na_view_renew(a);
    return rc;
}

void na_snapshot_release(na_arc *a)
{
    na_assert(a->snapshots > 0);
    if (--a->snapshots > 0) return;
    if (a->in_txn)
        na_view_drop(a);
    else
        na_view_rest(a);
    if (!a->in_txn) na_db_rollback(a->db);
}
