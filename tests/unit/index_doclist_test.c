/* SPDX-License-Identifier: MIT */
/* The doclist reader against FTS5's own view of the same index (fts5vocab 'instance'), over
 * made-up articles: many segments and one, leaves small enough that lists run over them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants those before it */
#include <cmocka.h>

#include "base/buf.h"
#include "index/doclist.h"
#include <stdio.h>
#include <stdlib.h>

struct shape {
    int pgsz, articles, batch, automerge;
    bool optimize;
    int words; /* of a body, at most */
};

static uint64_t seed;

static uint32_t any(uint32_t below)
{
    seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
    return (uint32_t)(seed >> 20) % below;
}

/* Few words that are everywhere, many that are rare, some long. */
static void put_word(na_buf *b)
{
    uint32_t kind = any(10);
    if (b->len) na_buf_putc(b, ' ');
    if (kind < 4)
        na_buf_printf(b, "w%u", any(3));
    else if (kind < 8)
        na_buf_printf(b, "m%u", any(60));
    else if (kind < 9)
        na_buf_printf(b, "rare%u", any(4000));
    else
        na_buf_printf(b, "long%0*u", (int)any(40) + 1, any(50));
}

static void put_article(na_fts_writer *w, int64_t rowid, const struct shape *s)
{
    na_buf b[NA_FTS_COLS];
    na_str cols[NA_FTS_COLS];
    na_err e = { 0 };

    for (int c = 0; c < NA_FTS_COLS; c++) {
        uint32_t n = c == NA_FTS_BODY ? any((uint32_t)s->words) : any(4);
        if (c == NA_FTS_BODY && any(40) == 0) n = (uint32_t)s->words * 20;
        na_buf_init(&b[c], 1 << 24);
        for (uint32_t i = 0; i < n; i++) put_word(&b[c]);
        cols[c] = na_buf_get(&b[c]);
    }
    assert_int_equal(na_fts_put(w, rowid, cols, &e), NA_OK);
    for (int c = 0; c < NA_FTS_COLS; c++) na_buf_release(&b[c]);
}

static na_db *build(const struct shape *s)
{
    na_fts_opts o = { .pgsz = s->pgsz, .automerge = s->automerge, .crisismerge = 20 };
    na_fts_writer *w = NULL;
    na_db *db = NULL;
    na_err e = { 0 };
    int64_t rowid = 0;

    assert_int_equal(na_db_open(&db, ":memory:", NA_DB_CREATE, &e), NA_OK);
    assert_int_equal(na_fts_open(&w, db, "f", &o, &e), NA_OK);
    for (int i = 0; i < s->articles; i++) {
        if (i % s->batch == 0) assert_int_equal(na_db_begin(db, true, &e), NA_OK);
        rowid += any(10) == 0 ? any(100000) + 1 : 1;
        put_article(w, rowid, s);
        if (i % s->batch == s->batch - 1 || i == s->articles - 1)
            assert_int_equal(na_db_commit(db, &e), NA_OK);
    }
    if (s->optimize) assert_int_equal(na_fts_optimize(w, &e), NA_OK);
    na_fts_close(w);
    assert_int_equal(na_db_exec(db,
                                "CREATE VIRTUAL TABLE temp.v USING fts5vocab(main, f, "
                                "'instance')",
                                &e),
                     NA_OK);
    return db;
}

static int column_of(na_str name)
{
    for (int c = 0; c < NA_FTS_COLS; c++)
        if (na_str_eqc(name, na_fts_column(c))) return c;
    return -1;
}

/* One article of one word in both, the cursor standing on it; q on its first instance.
 * Leaves q on the next article (or word). */
static int compare_article(na_stmt *q, na_postings *p, na_str word, int how)
{
    uint32_t tf[NA_FTS_COLS], seen[NA_FTS_COLS] = { 0 };
    na_poslist l = { 0 };
    na_err e = { 0 };
    unsigned first = 99;
    size_t i = 0;
    int rc;

    if (how & 1) assert_int_equal(na_postings_first_column(p, &first, &e), NA_OK);
    if (how & 2) assert_int_equal(na_postings_tf(p, tf, &e), NA_OK);
    assert_int_equal(na_postings_positions(p, &l, &e), NA_OK);
    assert_true(l.n <= na_postings_size(p));
    if (how & 1) assert_int_equal(first, NA_POS_COL(l.v[0]));
    do {
        assert_true(i < l.n);
        assert_int_equal(NA_POS_COL(l.v[i]), column_of(na_stmt_text(q, 2)));
        assert_int_equal(NA_POS_AT(l.v[i]), na_stmt_i64(q, 3));
        seen[NA_POS_COL(l.v[i])]++;
        i++;
        rc = na_stmt_step(q, &e);
    } while (rc > 0 && na_stmt_i64(q, 1) == na_postings_rowid(p) &&
             na_str_eq(na_stmt_text(q, 0), word));
    assert_int_equal(i, l.n);
    if (how & 2) assert_memory_equal(tf, seen, sizeof tf);
    na_poslist_release(&l);
    return rc;
}

/* Everything FTS5 knows about the index, in its order: word, article, column, place. */
static void compare_all(na_db *db, na_fti *x)
{
    na_stmt *q = NULL;
    na_vocab *v = NULL;
    na_str word;
    na_err e = { 0 };
    int rc, got;

    assert_int_equal(na_stmt_open(&q, db, "SELECT term, doc, col, offset FROM temp.v", &e),
                     NA_OK);
    assert_int_equal(na_vocab_open(&v, x, NA_STR(""), &e), NA_OK);
    rc = na_stmt_step(q, &e);
    while ((got = na_vocab_next(v, &word, &e)) > 0) {
        na_postings *a = NULL, *b = NULL;
        assert_int_equal(rc, 1);
        assert_true(na_str_eq(word, na_stmt_text(q, 0)));
        assert_int_equal(na_fti_term(x, word, &a, &e), NA_OK);
        assert_int_equal(na_vocab_postings(v, &b, &e), NA_OK);
        assert_non_null(a);
        while (rc > 0 && na_str_eq(na_stmt_text(q, 0), word)) {
            if (na_postings_next(a, &e) != 1 || na_postings_next(b, &e) != 1)
                fail_msg("%s", e.msg);
            assert_int_equal(na_postings_rowid(a), na_stmt_i64(q, 1));
            assert_int_equal(na_postings_rowid(b), na_stmt_i64(q, 1));
            assert_int_equal(na_postings_size(a), na_postings_size(b));
            rc = compare_article(q, a, word, (int)any(4));
        }
        assert_int_equal(na_postings_next(a, &e), 0);
        assert_int_equal(na_postings_next(a, &e), 0);
        assert_int_equal(na_postings_next(b, &e), 0); /* this one only skipped */
        na_postings_free(a);
        na_postings_free(b);
    }
    if (got < 0) fail_msg("%s", e.msg);
    assert_int_equal(rc, 0);
    na_vocab_close(v);
    na_stmt_close(q);
}

/* Random ascending targets, against a plain walk. */
static void compare_seeks(na_fti *x, na_str word)
{
    na_postings *walk = NULL, *p = NULL;
    na_poslist a = { 0 }, b = { 0 };
    na_err e = { 0 };
    int64_t target = 0;
    uint32_t step = 1 + any(4) * any(4) * any(400);
    int w, s;

    assert_int_equal(na_fti_term(x, word, &walk, &e), NA_OK);
    assert_int_equal(na_fti_term(x, word, &p, &e), NA_OK);
    if (!walk) return;
    w = na_postings_next(walk, &e);
    do {
        target += any(step * 2) + 1;
        while (w > 0 && na_postings_rowid(walk) < target) w = na_postings_next(walk, &e);
        s = na_postings_seek(p, target, &e);
        if (s < 0) fail_msg("%s", e.msg);
        assert_int_equal(s, w);
        if (w <= 0) break;
        assert_int_equal(na_postings_rowid(p), na_postings_rowid(walk));
        if (any(2)) {
            assert_int_equal(na_postings_positions(p, &a, &e), NA_OK);
            assert_int_equal(na_postings_positions(walk, &b, &e), NA_OK);
            assert_int_equal(a.n, b.n);
            assert_memory_equal(a.v, b.v, a.n * sizeof *a.v);
        }
        if (any(3) == 0) {
            w = na_postings_next(walk, &e);
            assert_int_equal(na_postings_next(p, &e), w);
            if (w > 0) target = na_postings_rowid(walk);
        }
    } while (w > 0);
    na_poslist_release(&a);
    na_poslist_release(&b);
    na_postings_free(walk);
    na_postings_free(p);
}

static void compare_prefix(na_db *db, na_fti *x, const char *prefix)
{
    na_stmt *q = NULL;
    na_err e = { 0 };
    na_vocab *v = NULL;
    na_str word;
    int64_t n = 0;

    assert_int_equal(na_stmt_open(&q, db,
                                  "SELECT count(DISTINCT term) FROM temp.v WHERE "
                                  "substr(term, 1, length(?1)) = ?1",
                                  &e),
                     NA_OK);
    na_stmt_bind_text(q, 1, na_str_c(prefix));
    assert_int_equal(na_stmt_step(q, &e), 1);
    assert_int_equal(na_vocab_open(&v, x, na_str_c(prefix), &e), NA_OK);
    while (na_vocab_next(v, &word, &e) == 1 && na_str_starts(word, na_str_c(prefix))) n++;
    assert_int_equal(e.code, NA_OK);
    na_vocab_close(v);
    assert_int_equal(n, na_stmt_i64(q, 0));
    na_stmt_close(q);
}

static void check_shape(const struct shape *s)
{
    na_db *db = build(s);
    na_fti *x = NULL;
    na_postings *p = NULL;
    na_err e = { 0 };
    char word[16];

    assert_int_equal(na_db_begin(db, false, &e), NA_OK);
    if (na_fti_open(&x, db, "f", &e) != NA_OK) fail_msg("%s", e.msg);
    assert_int_equal(na_fti_rows(x), s->articles);
    if (s->optimize && s->articles) assert_int_equal(na_fti_segments(x), 1);
    compare_all(db, x);
    for (int i = 0; i < 30; i++) {
        snprintf(word, sizeof word, i < 20 ? "w%d" : "m%d", i % 3);
        compare_seeks(x, na_str_c(word));
    }
    compare_prefix(db, x, "w");
    compare_prefix(db, x, "rare1");
    compare_prefix(db, x, "long0");
    compare_prefix(db, x, "");
    compare_prefix(db, x, "zz");
    assert_int_equal(na_fti_term(x, NA_STR("absent"), &p, &e), NA_OK);
    assert_null(p);
    assert_int_equal(na_fti_term(x, NA_STR(""), &p, &e), NA_OK);
    assert_null(p);
    na_fti_close(x);
    na_db_rollback(db);
    na_db_close(db);
}

static void one_segment(void **state)
{
    (void)state;
    check_shape(&(struct shape){ 4050, 600, 600, 0, true, 60 });
    check_shape(&(struct shape){ 512, 600, 200, 0, true, 60 });
    check_shape(&(struct shape){ 64, 500, 250, 0, true, 40 });
    check_shape(&(struct shape){ 33, 300, 300, 0, true, 30 });
}

static void many_segments(void **state)
{
    (void)state;
    check_shape(&(struct shape){ 1000, 600, 40, -1, false, 50 });
    check_shape(&(struct shape){ 64, 400, 50, -1, false, 40 });
    check_shape(&(struct shape){ 128, 600, 1, 0, false, 20 });
    check_shape(&(struct shape){ 64, 900, 7, 2, false, 25 }); /* unfinished merges */
    check_shape(&(struct shape){ 40, 800, 13, 4, false, 60 });
}

static void empty(void **state)
{
    (void)state;
    check_shape(&(struct shape){ 4050, 0, 1, 0, false, 1 });
    check_shape(&(struct shape){ 4050, 0, 1, 0, true, 1 });
}

static void emptied(void **state)
{
    const struct shape s = { 64, 200, 20, 0, false, 20 };
    na_db *db = build(&s);
    na_fts_writer *w = NULL;
    na_fti *x = NULL;
    na_err e = { 0 };

    (void)state;
    assert_int_equal(na_fts_open(&w, db, "f", NULL, &e), NA_OK);
    assert_int_equal(na_fts_check(w, &e), NA_OK);
    assert_int_equal(na_fts_delete_all(w, &e), NA_OK);
    assert_int_equal(na_fti_open(&x, db, "f", &e), NA_OK);
    assert_int_equal(na_fti_rows(x), 0);
    assert_int_equal(na_fti_segments(x), 0);
    compare_all(db, x);
    na_fti_close(x);
    put_article(w, 1, &s);
    assert_int_equal(na_fti_open(&x, db, "f", &e), NA_OK);
    compare_all(db, x);
    na_fti_close(x);
    na_fts_close(w);
    na_db_close(db);
}

static void other_tables(void **state)
{
    na_db *db = NULL;
    na_fti *x = NULL;
    na_err e = { 0 };

    (void)state;
    assert_int_equal(na_db_open(&db, ":memory:", NA_DB_CREATE, &e), NA_OK);
    assert_int_equal(na_fti_open(&x, db, "f", &e), NA_ECORRUPT);
    na_err_clear(&e);
    /* Three columns only: not our table. */
    assert_int_equal(na_db_exec(db,
                                "CREATE VIRTUAL TABLE f USING fts5(a, b, c, content='', "
                                "columnsize=0); INSERT INTO f(rowid, a) VALUES(1, 'x')",
                                &e),
                     NA_OK);
    assert_int_equal(na_fti_open(&x, db, "f", &e), NA_ECORRUPT);
    na_db_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_segment),  cmocka_unit_test(many_segments),
        cmocka_unit_test(empty),        cmocka_unit_test(emptied),
        cmocka_unit_test(other_tables),
    };
    const char *s = getenv("NA_TEST_SEED");

    seed = s ? strtoull(s, NULL, 10) | 1 : UINT64_C(0x9e3779b97f4a7c15);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
