/* SPDX-License-Identifier: MIT */
/* The index of a volume: built, read in place from memory, asked by a stock connection,
 * damaged. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants those before it */
#include <cmocka.h>

#include "index/idx_write.h"
#include "index/stem.h"
#include "index/vol_db.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define ROWS 1000

static char dir[64], path[96];

struct memory {
    char *p;
    uint64_t fail_from; /* reads at or behind it fail */
};

static int read_memory(void *ctx, uint64_t off, void *buf, size_t n, na_err *err)
{
    struct memory *m = ctx;

    if (off + n > m->fail_from)
        return na_fail(err, NA_ECORRUPT, "v.narc: frame 12: checksum");
    memcpy(buf, m->p + off, n);
    return NA_OK;
}

/* "common" is in every body, "third" in every third; "name" only in authors. */
static struct memory build(uint64_t *size)
{
    struct memory m = { NULL, UINT64_MAX };
    na_idxw *w = NULL;
    na_err e = { 0 };

    assert_int_equal(na_idxw_begin(&w, path, &e), NA_OK);
    for (uint32_t i = 1; i <= ROWS; i++) {
        char title[64], body[128];
        na_str words[NA_FTS_COLS] = { { NULL, 0 } };
        na_col_row row = { .published = i,
                           .length = 7,
                           .words = 4,
                           .rev = 1,
                           .place = i * 100,
                           .id = i * UINT64_C(0x9e3779b97f4a7c15),
                           .lang = NA_STR("en") };
        snprintf(title, sizeof title, "title%u don't", i % 7);
        snprintf(body, sizeof body,
                 "common %s u.s \xe0\xa4\xb9\xe0\xa4\xbf\xe0\xa4\x82\xe0\xa4"
                 "\xa6\xe0\xa5\x80 only%u",
                 i % 3 ? "other" : "third", i);
        words[NA_FTS_TITLE] = na_str_c(title);
        words[NA_FTS_BODY] = na_str_c(body);
        words[NA_FTS_AUTHOR] = NA_STR("name");
        assert_int_equal(na_idxw_add(w, words, &row, &e), NA_OK);
    }
    assert_int_equal(na_idxw_rows(w), ROWS);
    if (na_idxw_finish(w, ROWS * 100 + 100, &e) < 0) fail_msg("%s", e.msg);
    *size = na_idxw_size(w);
    assert_int_equal(*size % NA_IDX_PAGE, 0);
    m.p = malloc(*size);
    assert_non_null(m.p);
    assert_int_equal(na_idxw_read(w, 0, m.p, *size, &e), NA_OK);
    assert_true(na_idxw_read(w, *size, m.p, 1, &e) < 0);
    na_idxw_free(w);
    assert_int_not_equal(access(path, F_OK), 0); /* nothing is left behind */
    return m;
}

static void in_place(void **state)
{
    uint64_t size, n;
    struct memory m = build(&size);
    const na_pages pages = { read_memory, size, &m, "v.narc" };
    na_db *db = NULL;
    na_fti *x = NULL;
    na_stem *s = NULL;
    na_cols *c = NULL;
    na_err e = { 0 };
    int64_t v;

    (void)state;
    if (na_voldb_open_pages(&db, &pages, 1 << 20, &e) < 0) fail_msg("%s", e.msg);
    assert_string_equal(na_db_name(db), "v.narc");
    assert_int_equal(na_db_integrity(db, &e), NA_OK);
    assert_int_equal(na_db_number(db, "PRAGMA freelist_count", -1, &v, &e), NA_OK);
    assert_int_equal(v, 0);
    if (na_fti_open(&x, db, NA_IDX_TABLE, &e) < 0) fail_msg("%s", e.msg);
    assert_int_equal(na_fti_segments(x), 1);
    assert_int_equal(na_fti_rows(x), ROWS);
    assert_int_equal(na_fti_tokens(x, NA_FTS_BODY), 5 * ROWS);
    assert_int_equal(na_stem_open(&s, db, &e), NA_OK);
    assert_int_equal(na_stem_n(s, NA_STR("common"), ROWS, &n, NULL, &e), 1);
    assert_int_equal(n, ROWS);
    assert_int_equal(na_stem_n(s, NA_STR("third"), ROWS, &n, NULL, &e), 1);
    assert_int_equal(n, ROWS / 3);
    assert_int_equal(na_stem_count(x, NA_STR("third"), &n, &e), NA_OK);
    assert_int_equal(n, ROWS / 3);
    /* Rare, and only in a column that does not count. */
    assert_int_equal(na_stem_n(s, NA_STR("only7"), ROWS, &n, NULL, &e), 0);
    assert_int_equal(na_stem_n(s, NA_STR("name"), ROWS, &n, NULL, &e), 0);
    assert_int_equal(na_stem_count(x, NA_STR("name"), &n, &e), NA_OK);
    assert_int_equal(n, 0);
    na_stem_close(s);
    assert_int_equal(na_cols_open(&c, db, &e), NA_OK);
    assert_int_equal(na_cols_rows(c), ROWS);
    na_cols_close(c);
    assert_true(na_db_exec(db, "CREATE TABLE x(a)", &e) < 0);
    na_fti_close(x);
    na_db_close(db);
    free(m.p);
}

/* The same bytes twice. */
static void same_again(void **state)
{
    uint64_t a, b;
    struct memory x = build(&a), y = build(&b);

    (void)state;
    assert_int_equal(a, b);
    assert_memory_equal(x.p, y.p, a);
    free(x.p);
    free(y.p);
}

static void stock_match(void **state)
{
    static const struct {
        const char *match;
        int64_t n;
    } asked[] = {
        { "common", ROWS },
        { "body:third", ROWS / 3 },
        { "title:common", 0 },
        { "\"don''t\"", 0 }, /* cut by the stock tokenizer */
        { "name", ROWS },
        { "NEAR(common third)", ROWS / 3 },
        { "only1*", 1 + 10 + 100 + 1 },
        { "\xe0\xa4\xb9\xe0\xa4\xbf\xe0\xa4\x82\xe0\xa4\xa6\xe0\xa5\x80", ROWS },
    };
    uint64_t size;
    struct memory m = build(&size);
    const na_pages pages = { read_memory, size, &m, "v.narc" };
    na_db *db = NULL;
    na_err e = { 0 };

    (void)state;
    assert_int_equal(na_voldb_open_pages(&db, &pages, 1 << 20, &e), NA_OK);
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        char sql[160];
        int64_t n = -1;
        snprintf(sql, sizeof sql, "SELECT count(*) FROM fts WHERE fts MATCH '%s'",
                 asked[i].match);
        if (na_db_number(db, sql, 0, &n, &e) < 0) fail_msg("%s", e.msg);
        assert_int_equal(n, asked[i].n);
    }
    na_db_close(db);
    free(m.p);
}

/* The reader's own message comes through, whatever the call. */
static void reads_fail(void **state)
{
    uint64_t size;
    struct memory m = build(&size);
    const na_pages pages = { read_memory, size, &m, "v.narc" };
    na_db *db = NULL;
    na_err e = { 0 };
    int64_t n;

    (void)state;
    assert_int_equal(na_voldb_open_pages(&db, &pages, 1 << 20, &e), NA_OK);
    m.fail_from = NA_IDX_PAGE;
    assert_int_equal(na_db_number(db, "SELECT sum(length(v)) FROM col", 0, &n, &e),
                     NA_ECORRUPT);
    assert_string_equal(e.msg, "v.narc: frame 12: checksum");
    na_db_close(db);
    m.fail_from = 0;
    na_err_clear(&e);
    assert_int_equal(na_voldb_open_pages(&db, &pages, 1 << 20, &e), NA_ECORRUPT);
    assert_string_equal(e.msg, "v.narc: frame 12: checksum");
    free(m.p);
}

/* Every word and every article of an index that may be anything. */
static void read_all(na_db *db)
{
    na_fti *x = NULL;
    na_vocab *v = NULL;
    na_postings *p = NULL;
    na_poslist l = { 0 };
    na_str word;
    unsigned turn = 0;

    if (na_fti_open(&x, db, NA_IDX_TABLE, NULL) < 0) return;
    if (na_vocab_open(&v, x, NA_STR(""), NULL) == NA_OK)
        while (na_vocab_next(v, &word, NULL) > 0) {
            if ((turn++ & 1 ? na_fti_term(x, word, &p, NULL)
                            : na_vocab_postings(v, &p, NULL)) < 0)
                break;
            while (p && na_postings_next(p, NULL) > 0)
                if (turn % 3 == 0 && na_postings_positions(p, &l, NULL) < 0) break;
            na_postings_free(p), p = NULL;
        }
    na_postings_free(p);
    na_vocab_close(v);
    na_poslist_release(&l);
    na_fti_close(x);
}

static void damaged(void **state)
{
    uint64_t size, r = UINT64_C(88172645463325252);
    struct memory m = build(&size), copy = { NULL, UINT64_MAX };
    const na_pages pages = { read_memory, size, &copy, "v.narc" };
    na_err e = { 0 };

    (void)state;
    assert_non_null(copy.p = malloc(size));
    for (int round = 0; round < 300; round++) {
        na_db *db = NULL;
        memcpy(copy.p, m.p, size);
        for (int k = 0; k <= round % 4; k++) {
            r ^= r << 13, r ^= r >> 7, r ^= r << 17;
            copy.p[(r >> 8) % size] = (char)r;
        }
        na_err_clear(&e);
        if (na_voldb_open_pages(&db, &pages, 1 << 20, &e) == NA_OK) read_all(db);
        na_db_close(db);
    }
    free(copy.p);
    free(m.p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(in_place),    cmocka_unit_test(same_again),
        cmocka_unit_test(stock_match), cmocka_unit_test(reads_fail),
        cmocka_unit_test(damaged),
    };
    int rc;

    snprintf(dir, sizeof dir, "%s/na-volume-XXXXXX",
             getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
    if (!mkdtemp(dir)) return 1;
    snprintf(path, sizeof path, "%s/index.db", dir);
    rc = cmocka_run_group_tests(tests, NULL, NULL);
    rmdir(dir);
    return rc;
}
