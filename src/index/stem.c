/* SPDX-License-Identifier: MIT */
/* stem.c - counting the frequent words when a volume is built */
#include "index/stem.h"
#include <stdlib.h>

/* Least bytes an article takes in a doclist: rowid, size, one position. */
#define LEAST 3u
#define LAST_COUNTED NA_FTS_BODY

struct na_stem {
    na_stmt *find;
};

static int count(na_postings *p, uint64_t *n_out, na_err *err)
{
    uint64_t n = 0;
    unsigned col;
    int rc;

    while ((rc = na_postings_next(p, err)) > 0) {
        if ((rc = na_postings_first_column(p, &col, err)) < 0) return rc;
        if (col <= LAST_COUNTED) n++;
    }
    *n_out = n;
    return rc;
}

int na_stem_count(na_fti *x, na_str word, uint64_t *n_out, na_err *err)
{
    na_postings *p = NULL;
    int rc = na_fti_term(x, word, &p, err);

    *n_out = 0;
    if (rc == NA_OK && p) rc = count(p, n_out, err);
    na_postings_free(p);
    return rc;
}

int na_stem_build(na_db *db, na_fti *x, uint64_t rows, na_err *err)
{
    na_vocab *v = NULL;
    na_postings *p = NULL;
    na_stmt *put = NULL;
    na_str word;
    uint64_t n;
    int rc = na_db_exec(db,
                        "CREATE TABLE stem(lang TEXT, stem TEXT, words TEXT, n INTEGER, "
                        "PRIMARY KEY(lang, stem)) WITHOUT ROWID",
                        err);

    if (rc < 0) goto done;
    if ((rc = na_stmt_open(&put, db, "INSERT INTO stem VALUES('', ?1, '', ?2)", err)) < 0)
        goto done;
    if ((rc = na_vocab_open(&v, x, NA_STR(""), err)) < 0) goto done;
    while ((rc = na_vocab_next(v, &word, err)) > 0) {
        size_t bytes;
        /* Most words are rare, and their doclists too short to be worth counting. */
        if (!na_vocab_bytes(v, &bytes) && bytes / LEAST <= rows / NA_STEM_SHARE) continue;
        if ((rc = na_vocab_postings(v, &p, err)) < 0) goto done;
        if ((rc = count(p, &n, err)) < 0) goto done;
        na_postings_free(p), p = NULL;
        if (n <= rows / NA_STEM_SHARE) continue;
        na_stmt_bind_text(put, 1, word);
        na_stmt_bind_i64(put, 2, (int64_t)n);
        if ((rc = na_stmt_run(put, err)) < 0) goto done;
    }
done:
    na_postings_free(p);
    na_vocab_close(v);
    na_stmt_close(put);
    return rc;
}

int na_stem_open(na_stem **out, na_db *db, na_err *err)
{
    na_stem *s = calloc(1, sizeof *s);
    int rc;

    if (!s) return na_fail_nomem(err);
    rc = na_stmt_open(&s->find, db, "SELECT n FROM stem WHERE lang='' AND stem=?1", err);
    if (rc < 0)
        na_stem_close(s);
    else
        *out = s;
    return rc;
}

void na_stem_close(na_stem *s)
{
    if (!s) return;
    na_stmt_close(s->find);
    free(s);
}

int na_stem_n(na_stem *s, na_str word, uint64_t *n_out, na_err *err)
{
    int rc;

    na_stmt_bind_text(s->find, 1, word);
    rc = na_stmt_step(s->find, err);
    if (rc > 0) {
        int64_t n = na_stmt_i64(s->find, 0);
        *n_out = n > 0 ? (uint64_t)n : 0;
    }
    na_stmt_reset(s->find);
    return rc;
}
