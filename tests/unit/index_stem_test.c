/* SPDX-License-Identifier: MIT */
#include "index/fts_write.h"
#include "index/stem.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#define ROWS 300

static na_db *db;
static na_fti *fti;
static na_stem_set set;
static size_t en, es;
static uint32_t length[ROWS];

/* election in 100 articles, elections in 10 more, elected in 5 of the same; Spanish words;
 * one that is its own stem alone. */
static int setup(void **state)
{
    const na_fts_opts opts = { 0 };
    na_fts_writer *w = NULL;
    na_err e = { 0 };

    (void)state;
    en = (size_t)na_stem_lang_of(NA_STR("en")), es = (size_t)na_stem_lang_of(NA_STR("es"));
    set.langs = (uint32_t)1 << en | (uint32_t)1 << es;
    assert_int_equal(na_stemmer_print(en, &set.print[en], &e), NA_OK);
    assert_int_equal(na_stemmer_print(es, &set.print[es], &e), NA_OK);
    assert_int_equal(na_db_open(&db, ":memory:", NA_DB_CREATE, &e), NA_OK);
    assert_int_equal(na_db_begin(db, true, &e), NA_OK);
    assert_int_equal(na_fts_open(&w, db, "fts", &opts, &e), NA_OK);
    for (int i = 1; i <= ROWS; i++) {
        na_str cols[NA_FTS_COLS] = { { 0 } };
        char body[128];
        (void)snprintf(body, sizeof body, "%s %s %s nacion%s zz%d",
                       i <= 100 ? "election" : "x", i > 95 && i <= 110 ? "elections" : "x",
                       i <= 5 ? "elected" : "x", i % 2 ? "es" : "", i);
        cols[NA_FTS_BODY] = na_str_c(body);
        cols[NA_FTS_AUTHOR] = i == 200 ? NA_STR("electing") : NA_STR("name");
        assert_int_equal(na_fts_put(w, i, cols, &e), NA_OK);
    }
    assert_int_equal(na_fts_optimize(w, &e), NA_OK);
    na_fts_close(w);
    assert_int_equal(na_db_commit(db, &e), NA_OK);
    assert_int_equal(na_fti_open(&fti, db, "fts", &e), NA_OK);
    if (na_stem_build(db, fti, ROWS, length, &set, &e) < 0) fail_msg("%s", e.msg);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    na_fti_close(fti);
    na_db_close(db);
    return 0;
}

static int gather(void *ctx, na_str word)
{
    na_buf *b = ctx;
    na_buf_str(b, word), na_buf_putc(b, ' ');
    return 0;
}

static int gather_stem(void *ctx, size_t lang, na_str stem)
{
    na_buf *b = ctx;
    na_buf_printf(b, "%s:%.*s ", na_stem_lang_code(lang), NA_STR_ARG(stem));
    return 0;
}

static void groups(void **state)
{
    na_stem *s = NULL;
    na_err e = { 0 };
    na_buf b;
    uint64_t n = 7;

    (void)state;
    na_buf_init(&b, 4096);
    assert_int_equal(na_stem_open(&s, db, &e), NA_OK);
    assert_memory_equal(na_stem_langs(s), &set, sizeof set);
    assert_int_equal(na_stem_group(s, en, NA_STR("elect"), gather, &b, &n, &e), 1);
    assert_string_equal(na_buf_cstr(&b), "elected electing election elections ");
    assert_int_equal(n, 110);
    na_buf_reset(&b);
    assert_int_equal(na_stem_group(s, es, NA_STR("nacion"), gather, &b, &n, &e), 1);
    assert_string_equal(na_buf_cstr(&b), "nacion naciones ");
    assert_int_equal(n, ROWS);
    assert_int_equal(na_stem_group(s, en, NA_STR("zz1"), gather, &b, &n, &e), 0);
    assert_int_equal(na_stem_group(s, en, NA_STR(""), gather, &b, &n, &e), 0);
    na_buf_reset(&b);
    assert_int_equal(na_stem_each_group(db, gather_stem, &b, &e), 0);
    assert_non_null(strstr(na_buf_cstr(&b), "en:elect "));
    assert_non_null(strstr(na_buf_cstr(&b), "es:nacion "));
    assert_null(strstr(na_buf_cstr(&b), "zz1"));
    na_stem_close(s);
    na_buf_release(&b);
}

static void checked(void **state)
{
    static const char *const lies[] = {
        "UPDATE stem SET n = 109 WHERE stem = 'elect' AND lang = 'en'",
        "DELETE FROM stem WHERE stem = 'elect' AND lang = 'en'",
        "UPDATE stem SET words = x'0000' WHERE stem = 'elect' AND lang = 'en'",
        "INSERT INTO stem VALUES('es', 'zzz', x'03017a', 0)",
    };
    na_stem *s = NULL;
    na_err e = { 0 };
    na_buf b;
    uint64_t n;

    (void)state;
    na_buf_init(&b, 4096);
    if (na_stem_check(db, fti, ROWS, length, &e) < 0) fail_msg("%s", e.msg);
    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
        assert_int_equal(na_db_begin(db, true, &e), NA_OK);
        assert_int_equal(na_db_exec(db, lies[i], &e), NA_OK);
        assert_int_equal(na_stem_check(db, fti, ROWS, length, NULL), NA_ECORRUPT);
        assert_int_equal(na_stem_open(&s, db, &e), NA_OK);
        assert_int_equal(na_stem_group(s, en, NA_STR("elect"), gather, &b, &n, NULL),
                         i == 0   ? 1
                         : i == 1 ? 0
                         : i == 2 ? NA_ECORRUPT
                                  : 1);
        na_stem_close(s);
        na_db_rollback(db);
    }
    /* Of another library nothing is said. */
    assert_int_equal(na_db_begin(db, true, &e), NA_OK);
    assert_int_equal(na_db_exec(db,
                                "UPDATE stem SET words = 'en:00000000 es:00000000' "
                                "WHERE lang = '' AND stem = '';"
                                "DELETE FROM stem WHERE stem = 'elect'",
                                &e),
                     NA_OK);
    assert_int_equal(na_stem_check(db, fti, ROWS, length, &e), NA_OK);
    na_db_rollback(db);
    na_buf_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(groups),
                                        cmocka_unit_test(checked) };
    return cmocka_run_group_tests(tests, setup, teardown);
}
