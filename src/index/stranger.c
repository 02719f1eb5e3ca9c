/* SPDX-License-Identifier: MIT */
/* stranger.c - names are looked up in the schema before they are written into SQL, between
 * quotes; an authorizer refuses all but reading, and the progress handler ends what never
 * ends.
 */
#include "index/stranger.h"
#include "base/limits.h"
#include "index/db_int.h"
#include <stdlib.h>

enum {
    STEPS = 20000,
    TURNS = 20000
}; /* of the virtual machine, between two looks; looks */

static int only_reading(void *ctx, int what, const char *a, const char *b, const char *c,
                        const char *d)
{
    (void)ctx, (void)b, (void)c, (void)d;
    switch (what) {
    case SQLITE_SELECT:
    case SQLITE_READ:
        return SQLITE_OK;
    case SQLITE_FUNCTION: /* count() is ours; the rest is not used */
        return b && sqlite3_stricmp(b, "count") == 0 ? SQLITE_OK : SQLITE_DENY;
    case SQLITE_PRAGMA:
        return a && sqlite3_stricmp(a, "table_info") == 0 ? SQLITE_OK : SQLITE_DENY;
    default:
        return SQLITE_DENY;
    }
}

static int endless(void *ctx)
{
    unsigned *turns = ctx;

    return ++*turns > TURNS;
}

/* The file as SQLite takes it from memory. One in WAL mode is told that it is not: what its
 * log holds is in another file. */
static int give(na_db *db, na_str bytes, na_err *err)
{
    const bool wal = bytes.ptr[18] == 2 || bytes.ptr[19] == 2;
    unsigned char *p = (unsigned char *)(uintptr_t)bytes.ptr;
    unsigned flags = SQLITE_DESERIALIZE_READONLY;
    int rc;

    if (wal) {
        p = sqlite3_malloc64(bytes.len);
        if (!p) return na_fail_nomem(err);
        memcpy(p, bytes.ptr, bytes.len);
        p[18] = p[19] = 1;
        flags |= SQLITE_DESERIALIZE_FREEONCLOSE; /* on failure, too */
    }
    rc = sqlite3_deserialize(db->h, "main", p, (sqlite3_int64)bytes.len,
                             (sqlite3_int64)bytes.len, flags);
    return rc == SQLITE_OK ? NA_OK : na_db_fail(db, rc, err);
}

int na_stranger_open(na_db **out, na_str bytes, na_err *err)
{
    na_db *db = NULL;
    unsigned *turns;
    int64_t ignored;
    int rc;

    if (bytes.len < 100 || !na_str_starts(bytes, NA_STR("SQLite format 3")))
        return na_fail(err, NA_ECORRUPT, "no SQLite database");
    if (!(db = calloc(1, sizeof *db)) || !(db->name = strdup("the database")) ||
        !(turns = calloc(1, sizeof *turns))) {
        rc = na_fail_nomem(err);
        goto done;
    }
    db->vfs = turns; /* freed with it */
    rc = sqlite3_open_v2(":memory:", &db->h,
                         SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX |
                             SQLITE_OPEN_MEMORY | SQLITE_OPEN_EXRESCODE,
                         NULL);
    if (rc != SQLITE_OK) {
        rc = na_db_fail(db, rc, err);
        goto done;
    }
    if ((rc = give(db, bytes, err)) < 0 || (rc = na_db_harden(db, NA_DB_READ, err)) < 0)
        goto done;
    sqlite3_progress_handler(db->h, STEPS, endless, turns);
    if ((rc = na_db_number(db, "SELECT count(*) FROM sqlite_schema", 0, &ignored, err)) < 0)
        goto done;
    sqlite3_set_authorizer(db->h, only_reading, NULL);
    *out = db, db = NULL;
done:
    na_db_close(db);
    return rc;
}

static void quoted(na_buf *b, na_str name)
{
    na_buf_putc(b, '"');
    for (size_t i = 0; i < name.len; i++) {
        if (name.ptr[i] == '"') na_buf_putc(b, '"');
        na_buf_putc(b, name.ptr[i]);
    }
    na_buf_putc(b, '"');
}

/* Is it a table whose rows are its own? */
static int plain(na_db *db, na_str table, na_err *err)
{
    na_stmt *s = NULL;
    int rc = na_stmt_open(
        &s, db, "SELECT sql FROM sqlite_schema WHERE type='table' AND name=?1", err);

    if (rc < 0) return rc;
    na_stmt_bind_text(s, 1, table);
    rc = na_stmt_step(s, err);
    if (rc == 1) {
        const na_str sql = na_stmt_text(s, 0);

        rc = NA_OK;
        if (!na_str_ieq(na_str_sub(sql, 0, 13), NA_STR("CREATE TABLE ")))
            rc = na_fail(err, NA_ENOENT, "%.*s is no plain table", NA_STR_ARG(table));
    } else if (rc == 0) {
        rc = na_fail(err, NA_ENOENT, "no table %.*s", NA_STR_ARG(na_str_sub(table, 0, 80)));
    }
    na_stmt_close(s);
    return rc;
}

int na_stranger_count(na_db *db, na_str table, int64_t *out, na_err *err)
{
    na_buf sql;
    int rc;

    if ((rc = plain(db, table, err)) < 0) return rc;
    na_buf_init(&sql, 8 * NA_KIB);
    na_buf_puts(&sql, "SELECT count(*) FROM ");
    quoted(&sql, table);
    if ((rc = na_buf_check(&sql, "table", err)) == NA_OK)
        rc = na_db_number(db, na_buf_cstr(&sql), 0, out, err);
    na_buf_release(&sql);
    return rc;
}

/* Which of the columns the table has, as it tells; an expression may be under any name. */
static int known(na_db *db, na_str table, const na_str *columns, size_t n, bool *has,
                 na_err *err)
{
    na_buf sql;
    na_stmt *s = NULL;
    int rc;

    na_buf_init(&sql, 8 * NA_KIB);
    na_buf_puts(&sql, "PRAGMA table_info(");
    quoted(&sql, table);
    na_buf_putc(&sql, ')');
    if ((rc = na_buf_check(&sql, "table", err)) == NA_OK)
        rc = na_stmt_open(&s, db, na_buf_cstr(&sql), err);
    while (rc == NA_OK && (rc = na_stmt_step(s, err)) == 1) {
        rc = NA_OK;
        for (size_t i = 0; i < n; i++)
            if (na_str_ieq(na_stmt_text(s, 1), columns[i])) has[i] = true;
    }
    na_stmt_close(s);
    na_buf_release(&sql);
    return rc;
}

int na_stranger_rows(na_stmt **out, na_db *db, na_str table, const na_str *columns,
                     size_t n, int64_t offset, int64_t limit, na_err *err)
{
    bool has[NA_STRANGER_COLUMNS] = { false };
    na_buf sql;
    int rc;

    if (!n || n > NA_STRANGER_COLUMNS)
        return na_fail(err, NA_ELIMIT, "1 to %u columns", NA_STRANGER_COLUMNS);
    if ((rc = plain(db, table, err)) < 0 ||
        (rc = known(db, table, columns, n, has, err)) < 0)
        return rc;
    na_buf_init(&sql, 64 * NA_KIB);
    na_buf_puts(&sql, "SELECT ");
    for (size_t i = 0; i < n; i++) {
        if (i) na_buf_puts(&sql, ", ");
        if (has[i])
            quoted(&sql, columns[i]);
        else
            na_buf_puts(&sql, "NULL");
    }
    na_buf_puts(&sql, " FROM ");
    quoted(&sql, table);
    na_buf_printf(&sql, " ORDER BY rowid LIMIT %lld OFFSET %lld", (long long)limit,
                  (long long)offset);
    if ((rc = na_buf_check(&sql, "query", err)) == NA_OK)
        rc = na_stmt_open(out, db, na_buf_cstr(&sql), err);
    na_buf_release(&sql);
    return rc;
}
