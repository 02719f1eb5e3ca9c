/* SPDX-License-Identifier: MIT */
/* stem_check.c - the table of stems once more, in memory, and compared row by row */
#include "index/stem_int.h"

#define ROWS "SELECT lang, stem, words, n FROM stem ORDER BY lang, stem"

static int open_rows(na_stmt **q, na_db *db, na_err *err)
{
    return na_stmt_open(q, db, ROWS, err);
}

/* The next row that is to be compared: not that of the names, nor one of a language whose
 * stems this library makes otherwise. */
static int next_row(na_stmt *q, uint32_t other, na_err *err)
{
    int rc;

    while ((rc = na_stmt_step(q, err)) > 0) {
        na_str lang = na_stmt_text(q, 0);
        int i = lang.len > 0 ? na_stem_lang_of(lang) : -1;
        if (lang.len == 0 && na_stmt_text(q, 1).len == 0) continue;
        if (i < 0 || !(other >> i & 1)) return 1;
    }
    return rc;
}

static int compare(na_db *db, na_db *anew, uint32_t other, na_err *err)
{
    na_stmt *a = NULL, *b = NULL;
    int rc, more;

    if ((rc = open_rows(&a, db, err)) < 0 || (rc = open_rows(&b, anew, err)) < 0) goto done;
    do {
        if ((rc = next_row(a, other, err)) < 0 || (more = next_row(b, other, err)) < 0) {
            rc = rc < 0 ? rc : more;
            goto done;
        }
        bool same = rc == more;
        for (int i = 0; same && rc > 0 && i < 3; i++)
            same = na_str_eq(na_stmt_blob(a, i), na_stmt_blob(b, i));
        if (same && rc > 0) same = na_stmt_i64(a, 3) == na_stmt_i64(b, 3);
        if (!same) {
            na_stmt *q = more > 0 ? b : a;
            rc = na_fail(err, NA_ECORRUPT,
                         "the stems are not those of the index, from %.*s:%.*s on",
                         NA_STR_ARG(na_stmt_text(q, 0)), NA_STR_ARG(na_stmt_text(q, 1)));
            goto done;
        }
    } while (rc > 0);
done:
    na_stmt_close(a);
    na_stmt_close(b);
    return rc;
}

int na_stem_check(na_db *db, na_fti *x, uint64_t rows, const uint32_t *length, na_err *err)
{
    na_stem *table = NULL;
    na_stem_set set;
    na_db *anew = NULL;
    uint32_t print, other = 0;
    int rc = na_stem_open(&table, db, err);

    if (rc < 0) goto done;
    set = *na_stem_langs(table);
    for (size_t i = 0; i < NA_STEM_LANGS; i++) {
        if (!(set.langs >> i & 1)) continue;
        if ((rc = na_stemmer_print(i, &print, err)) < 0) goto done;
        if (print != set.print[i]) other |= (uint32_t)1 << i;
    }
    set.langs &= ~other;
    if ((rc = na_db_open(&anew, ":memory:", NA_DB_CREATE, err)) < 0) goto done;
    if ((rc = na_stem_build(anew, x, rows, length, &set, err)) < 0) goto done;
    rc = compare(db, anew, other, err);
done:
    na_stem_close(table);
    na_db_close(anew);
    return rc;
}
