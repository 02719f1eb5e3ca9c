/* SPDX-License-Identifier: MIT */
#include "base/limits.h"
#include "base/path.h"
#include "index/stranger.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static char path[64];

/* The file that these statements make. */
static void make(const char *sql, na_buf *out)
{
    na_db *db = NULL;
    na_err e = { 0 };

    unlink(path);
    assert_int_equal(na_db_open(&db, path, NA_DB_CREATE, &e), NA_OK);
    if (na_db_exec(db, "PRAGMA page_size=512", &e) < 0 || na_db_exec(db, sql, &e) < 0)
        fail_msg("%s", e.msg);
    na_db_close(db);
    na_buf_reset(out);
    assert_int_equal(na_path_read(path, NA_MIB, out, &e), NA_OK);
}

/* All values of the rows, and commas; or a failure's code. */
static int read_all(na_str bytes, const char *table, na_buf *out)
{
    static const na_str columns[] = { { "a", 1 }, { "b", 1 }, { "no such", 7 } };
    na_db *db = NULL;
    na_stmt *s = NULL;
    na_err e = { 0 };
    int64_t n = 0;
    int rc = na_stranger_open(&db, bytes, &e);

    na_buf_reset(out);
    if (rc == NA_OK) rc = na_stranger_count(db, na_str_c(table), &n, &e);
    if (rc == NA_OK) rc = na_stranger_rows(&s, db, na_str_c(table), columns, 3, 1, 2, &e);
    while (rc == NA_OK && (rc = na_stmt_step(s, &e)) == 1) {
        for (int i = 0; i < 3; i++) {
            na_buf_str(out, na_stmt_is_null(s, i) ? NA_STR("NULL") : na_stmt_text(s, i));
            na_buf_putc(out, ',');
        }
        rc = NA_OK;
    }
    na_stmt_close(s);
    na_db_close(db);
    return rc;
}

static const char three[] =
    "CREATE TABLE t(a, b);INSERT INTO t VALUES(1,'x'),(2,'y'),(3,NULL),(4,'z')";

static void rows(void **state)
{
    na_buf b, out;

    (void)state;
    na_buf_init(&b, NA_MIB);
    na_buf_init(&out, NA_MIB);
    make(three, &b);
    assert_int_equal(read_all(na_buf_get(&b), "t", &out), NA_OK);
    assert_string_equal(na_buf_cstr(&out), "2,y,NULL,3,NULL,NULL,");
    assert_int_equal(read_all(na_buf_get(&b), "u", &out), NA_ENOENT);
    assert_int_equal(read_all(na_buf_get(&b), "sqlite_schema", &out), NA_ENOENT);
    assert_int_equal(read_all(na_buf_get(&b), "t\" UNION SELECT 1 --", &out), NA_ENOENT);
    assert_int_equal(read_all(NA_STR("text"), "t", &out), NA_ECORRUPT);
    /* In WAL mode without its log. */
    b.ptr[18] = b.ptr[19] = 2;
    assert_int_equal(read_all(na_buf_get(&b), "t", &out), NA_OK);
    assert_string_equal(na_buf_cstr(&out), "2,y,NULL,3,NULL,NULL,");
    na_buf_release(&b);
    na_buf_release(&out);
}

/* What would run code that the file brought. */
static void nothing_runs(void **state)
{
    static const char *const refused[] = {
        "CREATE TABLE x(a,b);CREATE VIEW t AS SELECT hex(a) AS a, b FROM x",
        "CREATE VIRTUAL TABLE t USING fts5(a, b)",
        "CREATE TABLE t(a, b AS (hex(a)));INSERT INTO t VALUES(1),(2),(3)",
    };
    na_buf b, out;

    (void)state;
    na_buf_init(&b, NA_MIB);
    na_buf_init(&out, NA_MIB);
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        make(refused[i], &b);
        if (i < 2)
            assert_int_equal(read_all(na_buf_get(&b), "t", &out), NA_ENOENT);
        else if (read_all(na_buf_get(&b), "t", &out) == NA_OK) /* made, so not there */
            assert_string_equal(na_buf_cstr(&out), "2,NULL,NULL,3,NULL,NULL,");
    }
    na_buf_release(&b);
    na_buf_release(&out);
}

/* Any byte changed, any length: an answer or an error. */
static void damage(void **state)
{
    na_buf b, out;

    (void)state;
    na_buf_init(&b, NA_MIB);
    na_buf_init(&out, NA_MIB);
    make(three, &b);
    for (size_t i = 0; i < b.len; i++) {
        b.ptr[i] ^= 0x55;
        (void)read_all(na_buf_get(&b), "t", &out);
        b.ptr[i] ^= 0x55;
        if (i % 8) continue;
        char *cut = malloc(i + 1);
        memcpy(cut, b.ptr, i);
        (void)read_all(na_str_n(cut, i), "t", &out);
        free(cut);
    }
    na_buf_release(&b);
    na_buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows),
        cmocka_unit_test(nothing_runs),
        cmocka_unit_test(damage),
    };
    int rc;

    snprintf(path, sizeof path, "/tmp/newsarc-stranger-%d.db", (int)getpid());
    rc = cmocka_run_group_tests(tests, NULL, NULL);
    unlink(path);
    return rc;
}
