/* SPDX-License-Identifier: MIT */
/* remove.c - an article the user wants to be rid of
 *
 * Its id goes on the block list, which volumes tell, so that neither an import nor a repair
 * brings it back; and all its revisions are dead from then on. Their bytes go when the
 * volumes that hold them are written anew (compact.c).
 */
#include "core/shadow.h"
#include <stdlib.h>

static int run(na_arc *a, const char *sql, int64_t x, int64_t y, int64_t z, na_err *err)
{
    na_stmt *q = NULL;
    int rc = na_stmt_open(&q, a->db, sql, err);

    if (rc == NA_OK) {
        na_stmt_bind_i64(q, 1, x);
        na_stmt_bind_i64(q, 2, y);
        na_stmt_bind_i64(q, 3, z);
        rc = na_stmt_run(q, err);
    }
    na_stmt_close(q);
    return rc;
}

#define BURY "INSERT OR IGNORE INTO dead(volume, row, id) VALUES(?1, ?2, ?3)"

static int in_volumes(na_arc *a, int64_t id, na_err *err)
{
    int64_t rows[1024];
    na_catrow *cat = NULL;
    na_volume *v;
    size_t ncat = 0, n;
    int rc = na_catalogue_read(a, &cat, &ncat, err);

    for (size_t i = 0; rc == NA_OK && i < ncat; i++) {
        if ((rc = na_volume_get(a, &cat[i], &v, err)) < 0) break;
        rc = na_cols_find_ids(v->cols, (uint64_t)id, (uint64_t)id, 1024, rows, NULL, &n,
                              err);
        for (size_t k = 0; rc == NA_OK && k < n; k++)
            rc = run(a, BURY, cat[i].id, rows[k], id, err);
    }
    free(cat);
    return rc;
}

static int block(na_arc *a, int64_t id, na_err *err)
{
    na_stmt *q = NULL;
    char now[32];
    int rc =
        na_stmt_open(&q, a->db, "INSERT OR IGNORE INTO blocked(id, at) VALUES(?, ?)", err);

    na_rfc3339_utc(na_now(), now);
    if (rc == NA_OK) {
        na_stmt_bind_i64(q, 1, id);
        na_stmt_bind_text(q, 2, na_str_c(now));
        rc = na_stmt_run(q, err);
    }
    na_stmt_close(q);
    return rc;
}

int na_arc_remove(na_arc *a, na_str id, na_err *err)
{
    /* The statements take three values, whether they use them or not. */
    static const char *const sql[] = {
        "INSERT OR IGNORE INTO dead(volume, row, id) SELECT 0, row, id FROM article"
        " WHERE id = ?1 AND shadow = 0 AND ?2 = 0 AND ?3 = 0",
        "UPDATE article SET shadow = 2 WHERE shadow = 1 AND id = ?1 AND ?2 = 0 AND ?3 = 0",
        "DELETE FROM shadow WHERE id = ?1 AND ?2 = 0 AND ?3 = 0",
        "DELETE FROM overlay WHERE id = ?1 AND ?2 = 0 AND ?3 = 0",
        "DELETE FROM paged WHERE id = ?1 AND ?2 = 0 AND ?3 = 0",
    };
    uint64_t number;
    int rc;

    na_assert(a->in_txn);
    if (!na_overlay_id(id, &number))
        return na_fail(err, NA_EUSAGE, "an id has 16 hex digits");
    a->shadows_left = true;
    rc = block(a, (int64_t)number, err);
    for (size_t i = 0; rc == NA_OK && i < sizeof sql / sizeof *sql; i++)
        rc = run(a, sql[i], (int64_t)number, 0, 0, err);
    return rc < 0 ? rc : in_volumes(a, (int64_t)number, err);
}

/* Is the name a source of an article in a volume? */
static int is_source(na_arc *a, const na_catrow *cat, size_t n, na_str name, bool *out,
                     na_err *err)
{
    const na_strv *dict;
    na_volume *v;
    int rc = NA_OK;

    *out = false;
    for (size_t i = 0; rc == NA_OK && !*out && i < n; i++) {
        if ((rc = na_volume_get(a, &cat[i], &v, err)) < 0) break;
        rc = na_cols_dict(v->cols, NA_COL_SOURCE, &dict, err);
        for (size_t k = 0; rc == NA_OK && !*out && k < dict->n; k++)
            *out = na_str_eq(dict->v[k], name);
    }
    return rc;
}

/* The host of a page of no source: which of them there are, no volume tells. */
static bool may_be_host(na_str name)
{
    return na_str_chr(name, '.', 0) != (size_t)-1 && na_str_chr(name, ' ', 0) == (size_t)-1;
}

/* What was counted (learn.h) of sources that no article has any more. */
static int forget_sources(na_arc *a, na_err *err)
{
    na_catrow *cat = NULL;
    na_stmt *q = NULL, *gone = NULL;
    int64_t in_head = 0;
    size_t n = 0;
    int rc = na_db_number(a->db, "SELECT count(*) FROM article WHERE shadow = 0", 0,
                          &in_head, err);

    if (rc < 0 || in_head > 0) return rc;
    if ((rc = na_txn_begin(a, err)) < 0) return rc;
    if ((rc = na_catalogue_read(a, &cat, &n, err)) < 0) goto done;
    rc = na_stmt_open(&q, a->db, "SELECT source, articles FROM learned", err);
    if (rc == NA_OK)
        rc = na_stmt_open(&gone, a->db, "DELETE FROM learned WHERE source = ?", err);
    while (rc >= 0 && (rc = na_stmt_step(q, err)) > 0) {
        na_str name = na_stmt_text(q, 0);
        bool is;
        if ((rc = is_source(a, cat, n, name, &is, err)) < 0) break;
        /* So few teach nothing. */
        if (is || (may_be_host(name) && na_stmt_i64(q, 1) >= NA_LEARN_ARTICLES)) continue;
        na_stmt_bind_text(gone, 1, name);
        rc = na_stmt_run(gone, err);
    }
    if (rc > 0) rc = NA_OK;
done:
    na_stmt_close(q);
    na_stmt_close(gone);
    free(cat);
    na_learn_forget(a->learn);
    return na_txn_end(a, rc, err);
}

int na_arc_wipe(na_arc *a, na_err *err)
{
    int rc;

    na_assert(!a->in_txn);
    if (!a->writable) return na_fail(err, NA_EREADONLY, "%s: opened for reading", a->dir);
    if ((rc = na_add_open(a, err)) < 0) return rc;
    if ((rc = na_shadow_tidy(a, true, err)) < 0) return rc;
    if ((rc = forget_sources(a, err)) < 0) return rc;
    if ((rc = na_db_vacuum(a->db, err)) < 0) return rc;
    (void)na_db_checkpoint(a->db, NULL); /* a reader may be in the way: at closing, then */
    return NA_OK;
}
