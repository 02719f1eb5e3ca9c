/* SPDX-License-Identifier: MIT */
#include "core/shadow.h"
#include "core/cites.h"
#include <stdlib.h>

static int load(na_arc *a, na_volume *vol, int64_t row, na_article *out, na_arena *arena,
                na_err *err)
{
    return vol ? na_volume_article(vol, row, out, arena, err)
               : na_head_article(a, row, out, arena, err);
}

int na_shadow_refresh(na_arc *a, uint64_t id, na_err *err)
{
    int64_t v[4] = { (int64_t)id };
    na_arena arena = { 0 };
    uint32_t revision;
    na_volume *vol;
    na_article art;
    int64_t row;
    int rc;

    rc = na_db_run(a->db,
                   "UPDATE article SET shadow = 2 WHERE row ="
                   " (SELECT row FROM shadow WHERE id = ?)",
                   v, 1, err);
    if (rc == NA_OK) rc = na_db_run(a->db, "DELETE FROM shadow WHERE id = ?", v, 1, err);
    if (rc == NA_OK) rc = na_add_find(a, id, &revision, &vol, &row, err);
    if (rc == NA_OK) rc = load(a, vol, row, &art, &arena, err);
    if (rc == NA_OK) rc = na_overlay_apply(a, id, &art, &arena, err);
    if (rc < 0 || art.overlay.len == 0) goto done;
    v[1] = a->next_row;
    v[2] = vol ? vol->row.id : 0;
    v[3] = row;
    if ((rc = na_add_store(a, &art, id, 0, true, err)) < 0) goto done;
    rc = na_db_run(a->db, "INSERT INTO shadow(id, row, volume, orig) VALUES(?, ?, ?, ?)", v,
                   4, err);
done:
    na_arena_release(&arena);
    return rc;
}

int na_shadow_rows(na_arc *a, int64_t **out, size_t *n_out, na_err *err)
{
    na_stmt *q = NULL;
    size_t cap = 0, n = 0;
    int64_t *v = NULL, *more;
    int rc = na_stmt_open(&q, a->db,
                          "SELECT row FROM article WHERE shadow <> 0 ORDER BY row", err);

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

/* The article of a shadow whose own one was just sealed: a paragraph may be boilerplate
 * since. */
static int renewed(na_arc *a, uint64_t id, na_article *art, na_arena *arena, na_err *err)
{
    uint32_t revision;
    na_volume *vol;
    int64_t row;
    int rc = na_add_find(a, id, &revision, &vol, &row, err);

    if (rc == NA_OK) rc = load(a, vol, row, art, arena, err);
    return rc < 0 ? rc : na_overlay_apply(a, id, art, arena, err);
}

/* Indexed anew under the next row, which is none that is still to come. */
static int again(na_arc *a, int64_t row, na_err *err)
{
    int64_t v[2] = { a->next_row, row };
    na_arena arena = { 0 };
    bool was_in_head = false;
    uint64_t id = 0;
    na_article art;
    na_stmt *q = NULL;
    int rc = na_stmt_open(&q, a->db,
                          "SELECT a.id, s.volume = 0 FROM article a LEFT JOIN shadow s"
                          " ON s.row = a.row AND s.id = a.id WHERE a.row = ?",
                          err);

    if (rc == NA_OK) {
        na_stmt_bind_i64(q, 1, row);
        if ((rc = na_stmt_step(q, err)) > 0) {
            id = (uint64_t)na_stmt_i64(q, 0);
            was_in_head = na_stmt_i64(q, 1) != 0;
        }
    }
    na_stmt_close(q);
    if (rc > 0)
        rc = was_in_head ? renewed(a, id, &art, &arena, err)
                         : na_head_article(a, row, &art, &arena, err);
    if (rc == NA_OK)
        rc = na_db_run(a->db, "DELETE FROM article WHERE row = ?", &row, 1, err);
    if (rc == NA_OK) rc = na_add_store(a, &art, id, 0, true, err);
    if (rc == NA_OK)
        rc = na_db_run(a->db, "UPDATE shadow SET row = ? WHERE row = ?", v, 2, err);
    na_arena_release(&arena);
    return rc;
}

int na_shadow_sealed(na_arc *a, na_err *err)
{
    int64_t *v;
    size_t n;
    int rc = na_shadow_rows(a, &v, &n, err);

    a->next_row = a->batch_first = 1;
    a->head_json = 0;
    na_buf_reset(&a->batch);
    a->batch_langs = (na_langs){ 0 };
    if (n > 0) na_volumes_drop(a); /* the catalogue as it was */
    if (rc == NA_OK && n > 0) rc = na_cites_begin(a, true, err);
    for (size_t i = 0; rc == NA_OK && i < n; i++) {
        rc = again(a, v[i], err);
        if (rc == NA_OK && a->batch.len >= NA_MIB) rc = na_add_flush(a, err);
    }
    if (rc == NA_OK) rc = na_add_flush(a, err);
    if (rc == NA_OK && n > 0) rc = na_shadow_relocate(a, err);
    na_buf_reset(&a->batch);
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
