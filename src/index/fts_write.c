/* SPDX-License-Identifier: MIT */
/* fts_write.c - feeding FTS5 words that are already cut
 *
 * FTS5 looks a tokenizer up by name in a list that belongs to the connection, newest first;
 * so one that is registered as "unicode61" hides the built-in one from this connection and
 * no other, and the table's stored definition stays stock.
 */
#include "index/fts_write.h"
#include "index/db_int.h"
#include <ctype.h>
#include <stdlib.h>

static const char *const columns[NA_FTS_COLS] = { "title",  "deck", "body",   "author",
                                                  "source", "tag",  "section" };

struct na_fts_writer {
    na_db *db;
    char *table;
    na_stmt *put;
};

const char *na_fts_column(int col)
{
    return col >= 0 && col < NA_FTS_COLS ? columns[col] : "";
}

static int blank_create(void *ctx, const char **args, int n, Fts5Tokenizer **out)
{
    (void)args, (void)n;
    *out = ctx; /* no state; any pointer but NULL will do */
    return SQLITE_OK;
}

static void blank_delete(Fts5Tokenizer *t) { (void)t; }

static int blank_tokenize(Fts5Tokenizer *t, void *ctx, int flags, const char *p, int n,
                          int (*emit)(void *, int, const char *, int, int, int))
{
    int i = 0, rc = SQLITE_OK;

    (void)t, (void)flags;
    while (i < n && rc == SQLITE_OK) {
        const char *blank = memchr(p + i, ' ', (size_t)(n - i));
        int end = blank ? (int)(blank - p) : n;
        if (end > i) rc = emit(ctx, 0, p + i, end - i, i, end);
        i = end + 1;
    }
    return rc;
}

static int install_tokenizer(na_db *db, na_err *err)
{
    fts5_tokenizer blank = { blank_create, blank_delete, blank_tokenize };
    fts5_api *api = NULL;
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(db->h, "SELECT fts5(?1)", -1, &s, NULL);

    if (rc == SQLITE_OK) {
        sqlite3_bind_pointer(s, 1, &api, "fts5_api_ptr", NULL);
        sqlite3_step(s);
        rc = sqlite3_finalize(s);
    }
    if (rc != SQLITE_OK || !api)
        return na_fail(err, NA_EVERSION, "%s: SQLite %s has no FTS5", db->name,
                       sqlite3_libversion());
    rc = api->xCreateTokenizer(api, "unicode61", db, &blank, NULL);
    return rc == SQLITE_OK ? NA_OK : na_db_fail(db, rc, err);
}

/* sql with the table's name in each %w. */
static int exec_on(na_fts_writer *w, na_err *err, const char *fmt, ...)
{
    va_list ap;
    char *sql;
    int rc;

    va_start(ap, fmt);
    sql = sqlite3_vmprintf(fmt, ap);
    va_end(ap);
    if (!sql) return na_fail_nomem(err);
    rc = na_db_exec(w->db, sql, err);
    sqlite3_free(sql);
    return rc;
}

static int set_option(na_fts_writer *w, const char *name, int value, na_err *err)
{
    return exec_on(w, err, "INSERT INTO \"%w\"(\"%w\", rank) VALUES('%s', %d)", w->table,
                   w->table, name, value);
}

static int make_table(na_fts_writer *w, const na_fts_opts *o, na_err *err)
{
    int rc = exec_on(w, err,
                     "CREATE VIRTUAL TABLE IF NOT EXISTS \"%w\" USING "
                     "fts5(title,deck,body,author,source,tag,section,"
                     "content='',columnsize=0,"
                     "tokenize=\"unicode61 categories 'L* N* M* Co'\")",
                     w->table);
    if (rc == NA_OK && o && o->pgsz) rc = set_option(w, "pgsz", o->pgsz, err);
    if (rc == NA_OK && o && o->hashsize) rc = set_option(w, "hashsize", o->hashsize, err);
    if (rc == NA_OK && o && o->automerge)
        rc = set_option(w, "automerge", o->automerge < 0 ? 0 : o->automerge, err);
    if (rc == NA_OK && o && o->crisismerge)
        rc = set_option(w, "crisismerge", o->crisismerge, err);
    return rc;
}

static bool plain_name(const char *s)
{
    if (!*s) return false;
    for (; *s; s++)
        if (!isalnum((unsigned char)*s) && *s != '_') return false;
    return true;
}

int na_fts_open(na_fts_writer **out, na_db *db, const char *table, const na_fts_opts *opts,
                na_err *err)
{
    na_fts_writer *w = NULL;
    char *sql = NULL;
    int rc;

    na_assert(plain_name(table));
    if (!(w = calloc(1, sizeof *w)) || !(w->table = strdup(table))) {
        rc = na_fail_nomem(err);
        goto done;
    }
    w->db = db;
    if ((rc = install_tokenizer(db, err)) < 0) goto done;
    if ((rc = make_table(w, opts, err)) < 0) goto done;
    sql = sqlite3_mprintf(
        "INSERT INTO \"%w\"(rowid,title,deck,body,author,source,tag,section)"
        " VALUES(?1,?2,?3,?4,?5,?6,?7,?8)",
        table);
    if (!sql) {
        rc = na_fail_nomem(err);
        goto done;
    }
    if ((rc = na_stmt_open(&w->put, db, sql, err)) < 0) goto done;
    *out = w, w = NULL;
done:
    sqlite3_free(sql);
    na_fts_close(w);
    return rc;
}

void na_fts_close(na_fts_writer *w)
{
    if (!w) return;
    na_stmt_close(w->put);
    free(w->table);
    free(w);
}

int na_fts_put(na_fts_writer *w, int64_t rowid, const na_str cols[NA_FTS_COLS], na_err *err)
{
    na_stmt_bind_i64(w->put, 1, rowid);
    for (int i = 0; i < NA_FTS_COLS; i++) na_stmt_bind_text(w->put, i + 2, cols[i]);
    return na_stmt_run(w->put, err);
}

static int command(na_fts_writer *w, const char *name, na_err *err)
{
    return exec_on(w, err, "INSERT INTO \"%w\"(\"%w\") VALUES('%s')", w->table, w->table,
                   name);
}

int na_fts_optimize(na_fts_writer *w, na_err *err) { return command(w, "optimize", err); }

int na_fts_delete_all(na_fts_writer *w, na_err *err)
{
    return command(w, "delete-all", err);
}

int na_fts_check(na_fts_writer *w, na_err *err)
{
    return command(w, "integrity-check", err);
}
