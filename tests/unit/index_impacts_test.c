/* SPDX-License-Identifier: MIT */
/* index_impacts_test.c - impacts bound what they stand for, lead where they say, and lie
 * safely */
#include "index/stem.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#define ROWS 6000

static na_db *db;
static na_fti *fti;
static uint32_t length[ROWS];
static uint32_t rng = 12345;

static uint32_t below(uint32_t n)
{
    rng = rng * 1664525u + 1013904223u;
    return (rng >> 8) % n;
}

/* "often" in nine of ten articles, up to 60 times; "late" in one of eight of the last half;
 * "byline" in every author and in few texts. */
static int setup(void **state)
{
    const na_fts_opts opts = { .pgsz = 1000 };
    const na_stem_set none = { 0 };
    na_fts_writer *w = NULL;
    na_err e = { 0 };

    (void)state;
    assert_int_equal(na_db_open(&db, ":memory:", NA_DB_CREATE, &e), NA_OK);
    assert_int_equal(na_db_begin(db, true, &e), NA_OK);
    assert_int_equal(na_fts_open(&w, db, "fts", &opts, &e), NA_OK);
    for (int i = 1; i <= ROWS; i++) {
        na_str cols[NA_FTS_COLS] = { { 0 } };
        na_buf body;
        na_buf_init(&body, 65536);
        for (uint32_t k = below(10) ? 1 + below(below(20) ? 4 : 60) : 0; k > 0; k--)
            na_buf_puts(&body, below(2) ? "often x " : "often ");
        if (i > ROWS / 2 && below(8) == 0) na_buf_puts(&body, "late ");
        if (below(40) == 0) na_buf_puts(&body, "byline ");
        na_buf_puts(&body, "end");
        cols[NA_FTS_BODY] = na_buf_get(&body);
        if (below(30) == 0) cols[NA_FTS_TITLE] = NA_STR("often late");
        cols[NA_FTS_AUTHOR] = NA_STR("byline");
        for (size_t k = 0; k < body.len; k++) length[i - 1] += na_buf_cstr(&body)[k] == ' ';
        length[i - 1] += cols[NA_FTS_TITLE].len ? 3 : 1;
        assert_int_equal(na_fts_put(w, i, cols, &e), NA_OK);
        na_buf_release(&body);
    }
    assert_int_equal(na_fts_optimize(w, &e), NA_OK);
    na_fts_close(w);
    assert_int_equal(na_db_commit(db, &e), NA_OK);
    assert_int_equal(na_fti_open(&fti, db, "fts", &e), NA_OK);
    if (na_stem_build(db, fti, ROWS, length, &none, &e) < 0) fail_msg("%s", e.msg);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    na_fti_close(fti);
    na_db_close(db);
    return 0;
}

static na_postings *open_word(const char *word, bool guided)
{
    na_postings *p = NULL;
    na_impacts *m = NULL, *again = NULL;
    na_stem *s = NULL;
    na_err e = { 0 };
    uint64_t n;

    assert_int_equal(na_fti_term(fti, na_str_c(word), &p, &e), NA_OK);
    assert_non_null(p);
    if (!guided) return p;
    assert_int_equal(na_stem_open(&s, db, &e), NA_OK);
    assert_int_equal(na_stem_n(s, na_str_c(word), ROWS, &n, &m, &e), 1);
    assert_int_equal(na_stem_n(s, na_str_c(word), ROWS, &n, &again, &e), 1);
    assert_ptr_equal(m, again); /* they are kept */
    assert_true(na_stem_held(s) > na_impacts_held(m));
    na_impacts_drop(again);
    na_stem_close(s);
    na_postings_guide(p, m);
    assert_non_null(na_postings_impacts(p));
    return p;
}

static void bounds(void **state)
{
    static const char *const words[] = { "often", "late", "byline" };
    const double mean = na_mean_length(fti);
    uint32_t tf[NA_FTS_COLS];
    na_err e = { 0 };

    (void)state;
    for (size_t k = 0; k < 3; k++) {
        na_postings *p = open_word(words[k], true);
        const na_impacts *m = na_postings_impacts(p);
        uint8_t *most = calloc(m->n, 1);
        while (na_postings_next(p, &e) > 0) {
            uint32_t row = (uint32_t)na_postings_rowid(p);
            double sum = 0, norm;
            assert_int_equal(na_postings_tf(p, tf, &e), NA_OK);
            for (int c = 0; c < NA_FTS_COLS; c++) sum += na_fts_weight[c] * tf[c];
            norm = NA_BM25_K1 * (1 - NA_BM25_B + NA_BM25_B * length[row - 1] / mean);
            size_t range = (row - 1) >> m->shift;
            assert_true(range < m->n);
            assert_true(sum / (sum + norm) * 255 <= m->v[range]);
            uint8_t v = sum > 0 ? (uint8_t)(sum / (sum + norm) * 255 + 1) : 0;
            if (v > most[range]) most[range] = v;
        }
        /* And no more than that. */
        assert_memory_equal(most, m->v, m->n);
        free(most);
        na_postings_free(p);
    }
    assert_int_equal(e.code, 0);
}

/* Guided or not, a cursor stands where it should, with the same list. */
static void seeks(void **state)
{
    na_poslist a = { 0 }, b = { 0 };
    na_err e = { 0 };

    (void)state;
    for (int round = 0; round < 400; round++) {
        const char *word = round % 2 ? "late" : "often";
        na_postings *p = open_word(word, false), *q = open_word(word, true);
        for (int64_t row = below(40); row < ROWS + 200;
             row += 1 + below(round % 3 ? 700 : 9)) {
            int x = na_postings_seek(p, row, &e), y = na_postings_seek(q, row, &e);
            assert_int_equal(x, y);
            if (x <= 0) break;
            assert_int_equal(na_postings_rowid(p), na_postings_rowid(q));
            assert_int_equal(na_postings_positions(p, &a, &e), NA_OK);
            assert_int_equal(na_postings_positions(q, &b, &e), NA_OK);
            assert_int_equal(a.n, b.n);
            assert_memory_equal(a.v, b.v, a.n * sizeof *a.v);
            if (below(4)) continue;
            assert_int_equal(na_postings_next(p, &e), na_postings_next(q, &e));
        }
        na_postings_free(p);
        na_postings_free(q);
    }
    na_poslist_release(&a);
    na_poslist_release(&b);
    assert_int_equal(e.code, 0);
}

static void read_blob(na_buf *out)
{
    na_postings *p = open_word("often", false);
    na_err e = { 0 };

    assert_int_equal(
        na_impacts_build(out, p, ROWS * 9 / 10, length, ROWS, na_mean_length(fti), &e),
        NA_OK);
    na_postings_free(p);
}

/* A table that lies gives an error or other answers: never more than the bytes there
 * are. */
static void lies(void **state)
{
    na_poslist at = { 0 };
    na_buf blob;
    size_t refused = 0, believed = 0;

    (void)state;
    na_buf_init(&blob, 1 << 20);
    read_blob(&blob);
    for (int round = 0; round < 3000; round++) {
        na_str s = na_buf_get(&blob);
        uint8_t *copy = malloc(s.len);
        size_t n = below(4) ? s.len : below((uint32_t)s.len);
        na_impacts *m = NULL;
        na_postings *p;
        na_err e = { 0 };

        memcpy(copy, s.ptr, s.len);
        for (uint32_t k = below(6); k > 0; k--)
            copy[below((uint32_t)s.len)] = (uint8_t)below(256);
        /* A copy of its own length, so that a byte too many is seen. */
        uint8_t *exact = malloc(n ? n : 1);
        memcpy(exact, copy, n);
        if (na_impacts_read(&m, na_str_n(exact, n), ROWS, NA_STR("often"), &e) < 0) {
            assert_int_equal(e.code, NA_ECORRUPT);
            refused++;
        } else {
            believed++;
            p = open_word("often", false);
            na_postings_guide(p, m);
            for (int64_t row = 1; row < ROWS; row += 1 + below(900)) {
                if (na_postings_seek(p, row, &e) <= 0) break;
                if (na_postings_positions(p, &at, &e) < 0) break;
            }
            na_postings_free(p);
        }
        free(copy);
        free(exact);
    }
    assert_true(refused > 100 && believed > 100);
    na_poslist_release(&at);
    na_buf_release(&blob);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(bounds), cmocka_unit_test(seeks),
                                        cmocka_unit_test(lies) };

    return cmocka_run_group_tests(tests, setup, teardown);
}
