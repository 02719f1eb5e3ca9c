/* SPDX-License-Identifier: MIT */
/* Opening, statements, transactions, migrations and the WAL. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants those before it */
#include <cmocka.h>

#include "index/db.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char dir[64];

static const char *at(const char *name)
{
    static char path[2][256];
    static int turn;
    turn ^= 1;
    snprintf(path[turn], sizeof path[turn], "%s/%s", dir, name);
    return path[turn];
}

static na_db *make(const char *name)
{
    na_db *db = NULL;
    na_err e = { 0 };
    assert_int_equal(na_db_open(&db, at(name), NA_DB_CREATE, &e), NA_OK);
    assert_int_equal(na_db_wal(db, &e), NA_OK);
    assert_int_equal(
        na_db_exec(db, "CREATE TABLE IF NOT EXISTS t(a INTEGER PRIMARY KEY, b)", &e),
        NA_OK);
    return db;
}

static void statements(void **state)
{
    na_db *db = make("a b%?.db");
    na_stmt *s = NULL;
    na_err e = { 0 };
    int64_t n = 0;

    (void)state;
    assert_true(access(at("a b%?.db"), F_OK) == 0);
    assert_int_equal(na_stmt_open(&s, db, "INSERT INTO t VALUES(?1, ?2)", &e), NA_OK);
    na_stmt_bind_i64(s, 1, 7);
    na_stmt_bind_text(s, 2, NA_STR("x\0y"));
    assert_int_equal(na_stmt_run(s, &e), NA_OK);
    assert_int_equal(na_db_last_rowid(db), 7);
    assert_int_equal(na_stmt_run(s, &e), NA_EEXISTS);
    assert_non_null(strstr(e.msg, "a b%?.db"));
    na_err_clear(&e);
    na_stmt_reset(s);
    na_stmt_bind_f64(s, 2, 0.5);
    assert_int_equal(na_stmt_run(s, &e), NA_OK);
    na_stmt_bind_i64(s, 9, 1); /* no such parameter: shows at the step */
    assert_true(na_stmt_step(s, &e) < 0);
    na_err_clear(&e);
    na_stmt_close(s);

    assert_int_equal(na_stmt_open(&s, db, "SELECT b FROM t WHERE a=?1", &e), NA_OK);
    na_stmt_bind_i64(s, 1, 7);
    assert_int_equal(na_stmt_step(s, &e), 1);
    assert_true(na_str_eq(na_stmt_text(s, 0), NA_STR("x\0y")));
    assert_int_equal(na_stmt_step(s, &e), 0);
    assert_int_equal(na_stmt_step(s, &e), 1); /* runs again */
    na_stmt_reset(s);
    na_stmt_bind_i64(s, 1, 8);
    assert_int_equal(na_stmt_step(s, &e), 1);
    assert_true(na_stmt_f64(s, 0) > 0.4 && !na_stmt_is_null(s, 0));
    na_stmt_close(s);
    assert_int_equal(na_db_number(db, "SELECT max(b) FROM t WHERE a<0", -5, &n, &e), NA_OK);
    assert_int_equal(n, -5);
    assert_int_equal(na_db_integrity(db, &e), NA_OK);
    na_db_close(db);
}

static void transactions(void **state)
{
    na_db *db = make("tx.db"), *other = NULL;
    na_err e = { 0 };
    int64_t n = 0;

    (void)state;
    assert_int_equal(na_db_open(&other, at("tx.db"), NA_DB_WRITE, &e), NA_OK);
    assert_int_equal(na_db_begin(db, true, &e), NA_OK);
    assert_int_equal(na_db_begin(other, true, &e), NA_ELOCKED);
    na_err_clear(&e);
    assert_int_equal(na_db_begin(other, false, &e), NA_OK);
    assert_int_equal(na_db_exec(db, "INSERT INTO t VALUES(1, 1)", &e), NA_OK);
    assert_int_equal(na_db_changes(db), 1);
    assert_int_equal(na_db_commit(db, &e), NA_OK);
    /* The snapshot was taken at begin. */
    assert_int_equal(na_db_number(other, "SELECT count(*) FROM t", 0, &n, &e), NA_OK);
    assert_int_equal(n, 0);
    assert_int_equal(na_db_checkpoint(db, &e), NA_ELOCKED);
    na_err_clear(&e);
    na_db_rollback(other);
    assert_int_equal(na_db_checkpoint(db, &e), NA_OK);
    assert_int_equal(na_db_begin(db, true, &e), NA_OK);
    assert_int_equal(na_db_exec(db, "DELETE FROM t", &e), NA_OK);
    assert_true(na_db_in_transaction(db));
    na_db_rollback(db);
    na_db_rollback(db);
    assert_int_equal(na_db_number(other, "SELECT count(*) FROM t", 0, &n, &e), NA_OK);
    assert_int_equal(n, 1);
    na_db_close(other);
    na_db_close(db);
    /* The WAL stays, empty, for a read-only file system. */
    assert_int_equal(access(at("tx.db-wal"), F_OK), 0);
    assert_int_equal(na_db_open(&db, at("tx.db"), NA_DB_READ, &e), NA_OK);
    assert_int_equal(na_db_exec(db, "DELETE FROM t", &e), NA_EREADONLY);
    na_db_close(db);
    na_err_clear(&e);
    assert_int_equal(na_db_open(&db, at("tx.db"), NA_DB_READ | NA_DB_IMMUTABLE, &e), NA_OK);
    assert_int_equal(na_db_number(db, "SELECT count(*) FROM t", 0, &n, &e), NA_OK);
    assert_int_equal(n, 1);
    na_db_close(db);
}

static void migrations(void **state)
{
    static const char *const steps[] = { "CREATE TABLE m(a)", "ALTER TABLE m ADD COLUMN b",
                                         "INSERT INTO m VALUES(1, 2); NONSENSE" };
    na_db *db = make("m.db");
    na_err e = { 0 };
    int64_t v = 0, n = 0;

    (void)state;
    assert_int_equal(na_db_migrate(db, steps, 1, &e), NA_OK);
    assert_int_equal(na_db_migrate(db, steps, 2, &e), NA_OK);
    assert_int_equal(na_db_migrate(db, steps, 2, &e), NA_OK);
    assert_true(na_db_migrate(db, steps, 3, &e) < 0);
    assert_non_null(strstr(e.msg, "migration 3"));
    na_err_clear(&e);
    assert_false(na_db_in_transaction(db));
    assert_int_equal(na_db_version(db, &v, &e), NA_OK);
    assert_int_equal(v, 2);
    assert_int_equal(na_db_number(db, "SELECT count(*) FROM m", 0, &n, &e), NA_OK);
    assert_int_equal(n, 0);
    assert_int_equal(na_db_migrate(db, steps, 1, &e), NA_EVERSION);
    na_db_close(db);
    na_err_clear(&e);

    /* All or nothing: the third step fails, so the first two have not been either. */
    db = make("m0.db");
    assert_true(na_db_migrate(db, steps, 3, &e) < 0);
    na_err_clear(&e);
    assert_int_equal(na_db_version(db, &v, &e), NA_OK);
    assert_int_equal(v, 0);
    assert_int_equal(na_db_number(db, "SELECT count(*) FROM sqlite_schema WHERE name = 'm'", 9,
                                  &n, &e),
                     NA_OK);
    assert_int_equal(n, 0);
    na_db_close(db);
}

static bool stop(void *ctx)
{
    (void)ctx;
    return true;
}

static void failures(void **state)
{
    na_db *db = NULL;
    na_err e = { 0 };
    int64_t n;
    FILE *f = fopen(at("junk.db"), "w");

    (void)state;
    assert_non_null(f);
    for (int i = 0; i < 5000; i++) fputs("no database ", f);
    fclose(f);
    assert_int_equal(na_db_open(&db, at("junk.db"), NA_DB_WRITE, &e), NA_ECORRUPT);
    assert_non_null(strstr(e.msg, "junk.db"));
    na_err_clear(&e);
    assert_int_equal(na_db_open(&db, at("missing.db"), NA_DB_READ, &e), NA_ENOENT);
    na_err_clear(&e);
    assert_int_equal(na_db_open(&db, at("no/such/folder.db"), NA_DB_CREATE, &e), NA_ENOENT);
    na_err_clear(&e);
    na_db_close(make("real.db"));
    assert_int_equal(symlink("real.db", at("link.db")), 0);
    assert_true(na_db_open(&db, at("link.db"), NA_DB_WRITE, &e) < 0);
    assert_non_null(strstr(e.msg, "symbolic link"));
    na_err_clear(&e);
    /* A link on the way is fine. */
    assert_int_equal(symlink(".", at("via")), 0);
    assert_int_equal(na_db_open(&db, at("via/real.db"), NA_DB_WRITE, &e), NA_OK);
    na_db_on_progress(db, stop, NULL);
    assert_int_equal(na_db_number(db,
                                  "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 "
                                  "FROM c) SELECT count(*) FROM c",
                                  0, &n, &e),
                     NA_ECANCELLED);
    na_err_clear(&e);
    na_db_on_progress(db, NULL, NULL);
    /* Defensive: the schema cannot be written, nothing attached, no extension loaded. */
    assert_true(na_db_exec(db, "PRAGMA writable_schema=1; DELETE FROM sqlite_schema", &e) <
                0);
    na_err_clear(&e);
    assert_true(na_db_exec(db, "ATTACH ':memory:' AS x", &e) < 0);
    na_err_clear(&e);
    assert_true(na_db_exec(db, "SELECT load_extension('x')", &e) < 0);
    na_db_close(db);
    na_db_close(NULL);
    na_stmt_close(NULL);
    assert_true(na_db_has_fts5());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(statements),
        cmocka_unit_test(transactions),
        cmocka_unit_test(migrations),
        cmocka_unit_test(failures),
    };
    char rm[96];
    int rc;

    snprintf(dir, sizeof dir, "%s/na-db-XXXXXX",
             getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
    if (!mkdtemp(dir)) return 1;
    rc = cmocka_run_group_tests(tests, NULL, NULL);
    static const char *const names[] = { "a b%?.db", "tx.db",   "m.db", "junk.db",
                                         "real.db",  "link.db", "via" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        unlink(at(names[i]));
        snprintf(rm, sizeof rm, "%s-wal", names[i]);
        unlink(at(rm));
        snprintf(rm, sizeof rm, "%s-shm", names[i]);
        unlink(at(rm));
    }
    rmdir(dir);
    return rc;
}
