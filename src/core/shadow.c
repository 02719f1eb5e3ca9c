/* SPDX-License-Identifier: MIT */
#include "core/shadow.h"
#include "core/cites.h"
#include <stdlib.h>

#define FEW_LEFT 256 /* shadows of no use that are not worth the work */

static int load(na_arc *a, na_volume *vol, int64_t row, na_article *out, na_arena *arena,
                na_err *err)
{
    return vol ? na_volume_article(vol, row, out, arena, err)
               : na_head_article(a, row, out, arena, err);
}

int na_shadow_put(na_arc *a, uint64_t id, na_volume *vol, int64_t row, na_article *art,
                  na_err *err)
{
    int64_t v[4] = { (int64_t)id, a->part[NA_HEAD_MARKED].next_row, vol ? vol->row.id : 0,
                     row };
    int rc;

    rc = na_db_run(a->db,
                   "UPDATE article SET shadow = 2 WHERE row ="
                   " (SELECT row FROM shadow WHERE id = ?)",
                   v, 1, err);
    a->shadows_left = true;
    if (rc == NA_OK) rc = na_db_run(a->db, "DELETE FROM shadow WHERE id = ?", v, 1, err);
    if (rc < 0 || art->overlay.len == 0) return rc;
    if ((rc = na_add_store(a, art, id, 0, true, err)) < 0) return rc;
    return na_db_run(a->db, "INSERT INTO shadow(id, row, volume, orig) VALUES(?, ?, ?, ?)",
                     v, 4, err);
}

int na_shadow_refresh(na_arc *a, uint64_t id, na_err *err)
{
    na_arena arena = { 0 };
    uint32_t revision;
    na_volume *vol;
    na_article art;
    int64_t row;
    int rc = na_add_find(a, id, &revision, &vol, &row, err);

    if (rc == NA_OK) rc = load(a, vol, row, &art, &arena, err);
    if (rc == NA_OK) rc = na_overlay_apply(a, id, &art, &arena, err);
    if (rc == NA_OK) rc = na_shadow_put(a, id, vol, row, &art, err);
    na_arena_release(&arena);
    return rc;
}

/* Rows of one column, in its order (free()). */
static int numbers(na_arc *a, const char *sql, int64_t **out, size_t *n_out, na_err *err)
{
    na_stmt *q = NULL;
    size_t cap = 0, n = 0;
    int64_t *v = NULL, *more;
    int rc = na_stmt_open(&q, a->db, sql, err);

    while (rc >= 0 && (rc = na_stmt_step(q, err)) > 0) {
        if (n == cap) {
            cap = cap ? 2 * cap : 256;
            if (!(more = realloc(v, cap * sizeof *v))) {
                rc = na_fail_nomem(err);
                break;
            }
            v = more;
        }
        v[n++] = na_stmt_i64(q, 0);
    }
    na_stmt_close(q);
    *out = v;
    *n_out = n;
    return rc < 0 ? rc : NA_OK;
}

int na_shadow_rows(na_arc *a, int64_t **out, size_t *n_out, na_err *err)
{
    return numbers(a,
                   "SELECT row FROM article WHERE shadow <> 0 AND row < " NA_MARKED_BASE_SQL
                   " ORDER BY row",
                   out, n_out, err);
}

bool na_shadow_among(const int64_t *rows, size_t n, int64_t row)
{
    size_t lo = 0, hi = n;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (rows[mid] < row)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < n && rows[lo] == row;
}

/* -- anew ------------------------------------------------------------------------------ */

/* Indexed anew under the next row, which is none that is still to come. (An UPDATE that may
 * change several rows would make FTS5 write what it has each time.) */
static int again(na_arc *a, int64_t row, na_err *err)
{
    int64_t v[2] = { a->part[NA_HEAD_MARKED].next_row };
    na_arena arena = { 0 };
    uint64_t id;
    na_article art;
    int rc = na_head_article(a, row, &art, &arena, err);

    if (rc == NA_OK && !na_overlay_id(art.id, &id))
        rc = na_fail(err, NA_ECORRUPT, NA_HEAD_DB ": article %lld has no id",
                     (long long)row);
    if (rc == NA_OK)
        rc = na_db_run(a->db, "DELETE FROM article WHERE row = ?", &row, 1, err);
    if (rc == NA_OK) rc = na_add_store(a, &art, id, 0, true, err);
    if (rc == NA_OK) v[1] = (int64_t)id;
    if (rc == NA_OK)
        rc = na_db_run(a->db, "UPDATE shadow SET row = ? WHERE id = ?", v, 2, err);
    na_arena_release(&arena);
    return rc;
}

/* All shadows of use. Nothing of their part is pending in this transaction. */
static int all_again(na_arc *a, na_err *err)
{
    na_head_part *p = &a->part[NA_HEAD_MARKED];
    int64_t *v = NULL;
    size_t n = 0;
    int rc = na_db_exec(a->db,
                        "DELETE FROM article WHERE shadow = 2 AND row > " NA_MARKED_BASE_SQL
                        "; DELETE FROM batch WHERE first > " NA_MARKED_BASE_SQL,
                        err);

    if (rc == NA_OK)
        rc = numbers(a,
                     "SELECT row FROM article WHERE shadow = 1"
                     " AND row > " NA_MARKED_BASE_SQL " ORDER BY row",
                     &v, &n, err);
    if (rc == NA_OK) rc = na_fts_delete_all(p->fts, err);
    na_assert(p->batch.len == 0);
    p->next_row = p->batch_first = NA_MARKED_BASE + 1;
    if (rc == NA_OK) rc = na_cites_begin(a, err);
    for (size_t i = 0; rc == NA_OK && i < n; i++) {
        rc = again(a, v[i], err);
        if (rc == NA_OK && p->batch.len >= NA_MIB) rc = na_add_flush(a, err);
    }
    if (rc == NA_OK) rc = na_add_flush(a, err);
    free(v);
    return rc;
}

int na_shadow_tidy(na_arc *a, bool all, na_err *err)
{
    int64_t left = 0, of_use = 0;
    int rc = na_db_number(
        a->db,
        "SELECT count(*) FROM article WHERE shadow = 2 AND row > " NA_MARKED_BASE_SQL, 0,
        &left, err);

    if (rc == NA_OK)
        rc = na_db_number(a->db, "SELECT count(*) FROM shadow", 0, &of_use, err);
    if (rc < 0 || left == 0 || (!all && left <= of_use + FEW_LEFT)) return rc;
    if ((rc = na_add_open(a, err)) < 0 || (rc = na_txn_begin(a, err)) < 0) return rc;
    if ((rc = na_add_rows(a, err)) == NA_OK) rc = all_again(a, err);
    rc = na_txn_end(a, rc, err);
    for (int i = 0; i < NA_HEADS; i++) na_buf_reset(&a->part[i].batch);
    if (rc == NA_OK && !all) (void)na_db_shrink(a->db, NULL);
    return rc;
}

/* -- after sealing --------------------------------------------------------------------- */

/* The row of its shadow. */
static int row_of(na_arc *a, uint64_t id, int64_t *out, na_err *err)
{
    na_stmt *q = NULL;
    int rc = na_stmt_open(&q, a->db, "SELECT row FROM shadow WHERE id = ?", err);

    *out = 0;
    if (rc == NA_OK) na_stmt_bind_i64(q, 1, (int64_t)id);
    if (rc == NA_OK && (rc = na_stmt_step(q, err)) > 0) *out = na_stmt_i64(q, 0);
    na_stmt_close(q);
    return rc < 0 ? rc : NA_OK;
}

/* The article was in the head and is in a volume. As a rule its shadow is what it was; but
 * a paragraph may be boilerplate since. */
static int moved(na_arc *a, uint64_t id, na_err *err)
{
    int64_t v[3] = { 0, 0, (int64_t)id }, row, orig;
    na_arena arena = { 0 };
    uint32_t revision;
    na_volume *vol;
    na_article art, had;
    na_buf is, was;
    bool same = false;
    int rc;

    na_buf_init(&is, 2 * NA_MAX_ARTICLE);
    na_buf_init(&was, 2 * NA_MAX_ARTICLE);
    if ((rc = na_add_find(a, id, &revision, &vol, &orig, err)) < 0) goto done;
    if ((rc = load(a, vol, orig, &art, &arena, err)) < 0) goto done;
    if ((rc = na_overlay_apply(a, id, &art, &arena, err)) < 0) goto done;
    rc = row_of(a, id, &row, err);
    if (rc == NA_OK && row > NA_MARKED_BASE) {
        if ((rc = na_head_article(a, row, &had, &arena, err)) < 0) goto done;
        na_article_pack(&art, &is);
        na_article_pack(&had, &was);
        if ((rc = na_buf_check(&is, "article", err)) < 0) goto done;
        same = na_str_eq(na_buf_get(&is), na_buf_get(&was));
    }
    v[0] = vol ? vol->row.id : 0;
    v[1] = orig;
    if (rc == NA_OK && same)
        rc = na_db_run(a->db, "UPDATE shadow SET volume = ?, orig = ? WHERE id = ?", v, 3,
                       err);
    else if (rc == NA_OK)
        rc = na_shadow_refresh(a, id, err);
done:
    na_buf_release(&is);
    na_buf_release(&was);
    na_arena_release(&arena);
    return rc;
}

int na_shadow_sealed(na_arc *a, na_err *err)
{
    na_head_part *p = &a->part[NA_HEAD_MARKED];
    bool current;
    int64_t *v = NULL;
    size_t n = 0;
    int rc = na_add_rows(a, err);

    a->head_json = 0;
    if (rc == NA_OK) rc = na_cites_marked_current(a, &current, err);
    if (rc == NA_OK && !current) rc = all_again(a, err);
    if (rc == NA_OK)
        rc = numbers(a,
                     "SELECT id FROM shadow WHERE volume = 0 OR row < " NA_MARKED_BASE_SQL,
                     &v, &n, err);
    if (n > 0) na_volumes_drop(a); /* the catalogue as it was */
    for (size_t i = 0; rc == NA_OK && i < n; i++) {
        rc = moved(a, (uint64_t)v[i], err);
        if (rc == NA_OK && p->batch.len >= NA_MIB) rc = na_add_flush(a, err);
    }
    if (rc == NA_OK) rc = na_add_flush(a, err);
    na_buf_reset(&p->batch);
    free(v);
    return rc;
}

/* -- what they hide -------------------------------------------------------------------- */

/* The volume that has the revision, the newest first; *volume 0: none. */
static int look_in_volumes(na_arc *a, const na_catrow *cat, size_t ncat, uint64_t id,
                           uint32_t revision, int64_t *volume, int64_t *orig, na_err *err)
{
    int64_t rows[1024], rev;
    na_volume *v;
    size_t n;
    int rc = NA_OK;

    *volume = 0;
    for (size_t i = ncat; rc == NA_OK && *volume == 0 && i-- > 0;) {
        if ((rc = na_volume_get(a, &cat[i], &v, err)) < 0) break;
        rc = na_cols_find_ids(v->cols, id, id, 1024, rows, NULL, &n, err);
        for (size_t k = 0; rc == NA_OK && k < n; k++) {
            rc = na_cols_get(v->cols, NA_COL_REV, rows[k], &rev, err);
            if (rc == NA_OK && (uint32_t)rev == revision)
                *volume = cat[i].id, *orig = rows[k];
        }
    }
    return rc;
}

int na_shadow_relocate(na_arc *a, na_err *err)
{
    na_stmt *q = NULL, *put = NULL;
    na_catrow *cat = NULL;
    size_t ncat = 0;
    int rc = na_catalogue_read(a, &cat, &ncat, err);

    if (rc == NA_OK)
        rc = na_stmt_open(
            &q, a->db,
            "SELECT s.id, a.revision FROM shadow s JOIN article a ON a.row ="
            " s.row WHERE (s.volume = 0 AND NOT EXISTS (SELECT 1 FROM article o"
            " WHERE o.row = s.orig AND o.id = s.id AND o.shadow = 0))"
            " OR (s.volume <> 0 AND s.volume NOT IN (SELECT id FROM volume))",
            err);
    if (rc == NA_OK)
        rc = na_stmt_open(&put, a->db,
                          "UPDATE shadow SET volume = ?, orig = ? WHERE id = ?", err);
    while (rc >= 0 && (rc = na_stmt_step(q, err)) > 0) {
        int64_t volume, orig = 0;
        rc = look_in_volumes(a, cat, ncat, (uint64_t)na_stmt_i64(q, 0),
                             (uint32_t)na_stmt_i64(q, 1), &volume, &orig, err);
        if (rc < 0) break;
        na_stmt_bind_i64(put, 1, volume);
        na_stmt_bind_i64(put, 2, orig);
        na_stmt_bind_i64(put, 3, na_stmt_i64(q, 0));
        rc = na_stmt_run(put, err);
    }
    na_stmt_close(q);
    na_stmt_close(put);
    free(cat);
    return rc < 0 ? rc : NA_OK;
}

int na_shadow_check(na_arc *a, int64_t row, na_arena *arena, bool *out, na_err *err)
{
    na_article raw, is;
    na_buf x, y;
    na_str hex;
    int rc = na_head_article(a, row, &is, arena, err);

    *out = false;
    if (rc < 0) return rc;
    hex = is.id;
    if ((rc = na_arc_get(a, hex, 0, &raw, arena, NULL, err)) < 0) return rc;
    na_buf_init(&x, 2 * NA_MAX_ARTICLE);
    na_buf_init(&y, 2 * NA_MAX_ARTICLE);
    na_article_pack(&is, &x);
    na_article_pack(&raw, &y);
    *out = x.rc == NA_OK && y.rc == NA_OK && na_str_eq(na_buf_get(&x), na_buf_get(&y));
    na_buf_release(&x);
    na_buf_release(&y);
    return NA_OK;
}
