/* SPDX-License-Identifier: MIT */
/* seal.c - the whole head becomes volumes
 *
 * Order of durability: a volume is written, synced, read back; its final name goes into
 * `pending` (a commit of its own); it is renamed, the folder synced; and when all volumes
 * of the seal stand there, one transaction catalogues them and empties the head. Until that
 * commit the head has every article, after it the volumes have. A name in `pending` without
 * a catalogue row is a file of ours whose articles are still in the head: it can go.
 *
 * When that last commit reports a failure nobody knows what a later recovery of the WAL
 * will say, so then nothing is removed: the next writer's sweep sees which it was.
 */
#include "core/seal_int.h"
#include "text/article_json.h"
#include <stdio.h>
#include <stdlib.h>

/* ---- what is to be sealed ---- */

static int by_order(const void *pa, const void *pb)
{
    const na_seal_row *a = pa, *b = pb;

    if (a->published != b->published) return a->published < b->published ? -1 : 1;
    if (a->id != b->id) return a->id < b->id ? -1 : 1;
    if (a->revision != b->revision) return a->revision < b->revision ? -1 : 1;
    return a->row < b->row ? -1 : a->row > b->row;
}

static int load_batch(na_seal *s, int64_t first, int64_t n, na_str v, na_err *err)
{
    na_rd r = na_rd_of(v);
    na_seal_row *rows;

    if (n <= 0 || (uint64_t)n > SIZE_MAX / NA_HEADROW_BYTES ||
        v.len != (size_t)n * NA_HEADROW_BYTES)
        return na_fail(err, NA_ECORRUPT,
                       NA_HEAD_DB ": batch %lld has %zu bytes for %lld rows",
                       (long long)first, v.len, (long long)n);
    if (!(rows = realloc(s->rows, (s->n + (size_t)n) * sizeof *rows)))
        return na_fail_nomem(err);
    s->rows = rows;
    for (int64_t i = 0; i < n; i++) {
        na_seal_row *row = &s->rows[s->n++];
        row->row = first + i;
        row->id = na_rd_u64(&r);
        row->published = (int64_t)na_rd_u64(&r);
        na_rd_u64(&r); /* length, words */
        row->revision = na_rd_u32(&r);
        na_rd_u32(&r);
        na_rd_u64(&r); /* signature: what is boilerplate may change */
        /* Shadows stay: a volume has articles as they came. */
        if (na_shadow_among(s->shadow, s->nshadow, row->row)) s->n--;
    }
    return NA_OK;
}

static int load_rows(na_seal *s, na_err *err)
{
    na_stmt *q = NULL;
    int64_t count;
    int rc;

    rc = na_db_number(s->a->db, "SELECT count(*) FROM article WHERE shadow = 0", 0, &count,
                      err);
    if (rc == NA_OK) rc = na_shadow_rows(s->a, &s->shadow, &s->nshadow, err);
    if (rc < 0) goto done;
    rc = na_stmt_open(&q, s->a->db,
                      "SELECT first, n, v FROM batch WHERE first < " NA_MARKED_BASE_SQL
                      " ORDER BY first",
                      err);
    if (rc < 0) goto done;
    while ((rc = na_stmt_step(q, err)) > 0)
        if ((rc = load_batch(s, na_stmt_i64(q, 0), na_stmt_i64(q, 1), na_stmt_blob(q, 2),
                             err)) < 0)
            goto done;
    if (rc == NA_OK && (uint64_t)count != s->n)
        rc = na_fail(err, NA_ECORRUPT, NA_HEAD_DB ": %lld articles, but batches of %zu",
                     (long long)count, s->n);
    if (rc == NA_OK && s->n > UINT32_MAX) rc = na_fail(err, NA_ELIMIT, "too many articles");
done:
    na_stmt_close(q);
    return rc;
}

/* Of the head, the next in order. */
static int head_next(na_seal *s, na_err *err)
{
    na_seal_item *it = &s->item;
    const na_seal_row *r;
    na_str cites;
    char id[17];
    size_t had;
    int rc;

    if (s->at == s->n) return 0;
    r = &s->rows[s->at++];
    *it = (na_seal_item){ .published = r->published, .id = r->id, .revision = r->revision };
    na_arena_reset(&s->arena);
    if (!s->get && (rc = na_stmt_open(&s->get, s->a->db,
                                      "SELECT packed, text, cites FROM article"
                                      " WHERE row = ?",
                                      err)) < 0)
        return rc;
    na_stmt_bind_i64(s->get, 1, r->row);
    if ((rc = na_stmt_step(s->get, err)) < 0) return rc;
    if (rc == 0)
        return na_fail(err, NA_ECORRUPT, NA_HEAD_DB ": article %lld is missing",
                       (long long)r->row);
    it->text = (uint64_t)na_stmt_i64(s->get, 1);
    cites = na_stmt_blob(s->get, 2);
    if (cites.len > 0 && !(cites = na_arena_str(&s->arena, cites)).ptr)
        return na_fail_nomem(err);
    rc = na_head_unpack(r->row, na_stmt_blob(s->get, 0), &it->art, &s->arena, err);
    na_stmt_reset(s->get);
    if (rc < 0) return rc;
    rc = na_cites_unpack(cites, &s->arena, &it->cites, &it->ncites, err);
    if (rc < 0) return rc;
    (void)snprintf(id, sizeof id, "%016llx", (unsigned long long)r->id);
    if (!na_str_eqc(it->art.id, id) || it->art.revision != r->revision ||
        na_article_time(&it->art) != r->published)
        return na_fail(err, NA_ECORRUPT,
                       NA_HEAD_DB ": article %lld is not what its batch says it is",
                       (long long)r->row);
    it->art.prov.bundle_sha256 = (na_str){ 0 }; /* the import log knows it */
    had = it->art.nboilerplate;
    if ((rc = na_learn_mark(s->a->learn, &it->art, err)) < 0) return rc;
    /* More boilerplate than when it was added: then it may cite less. */
    it->have_cites = s->cites_current && it->art.nboilerplate == had;
    na_buf_reset(&s->line);
    if ((rc = na_article_to_json(&it->art, &s->line, err)) < 0) return rc;
    na_buf_putc(&s->line, '\n');
    rc = na_buf_check(&s->line, "article", err);
    return rc < 0 ? rc : 1;
}

/* Where a dead article of the head goes to. */
static int head_placed(na_seal *s, int64_t to_row, na_err *err)
{
    int64_t row = s->rows[s->at - 1].row;
    size_t lo = 0, hi = s->ndead_head;

    (void)err;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (s->dead[mid].row < row)
            lo = mid + 1;
        else
            hi = mid;
    }
    if (lo == s->ndead_head || s->dead[lo].row != row) return NA_OK;
    s->dead[lo].to = s->nmade;
    s->dead[lo].to_row = to_row;
    return NA_OK;
}

static int head_original(na_seal *s, const na_original_row *o, int64_t *mtime,
                         na_buf *about, na_buf *bytes, na_err *err)
{
    return na_originals_row(s->a, o->row, mtime, about, bytes, err);
}

/* The revision of a dead article in a volume; 0 when the volume cannot be read, which is
 * not this seal's trouble. */
static uint32_t dead_revision(na_seal *s, int64_t volume, int64_t row, const na_catrow *cat,
                              size_t ncat)
{
    na_volume *v;
    int64_t rev = 0;

    for (size_t i = 0; i < ncat; i++)
        if (cat[i].id == volume && na_volume_get(s->a, &cat[i], &v, NULL) == NA_OK &&
            na_cols_get(v->cols, NA_COL_REV, row, &rev, NULL) == NA_OK)
            return (uint32_t)rev;
    return 0;
}

static int load_dead(na_seal *s, na_err *err)
{
    na_catrow *cat = NULL;
    na_stmt *q = NULL;
    na_seal_dead *more;
    size_t ncat = 0, cap = 0;
    int rc;

    if ((rc = na_catalogue(s->a, &cat, &ncat, err)) < 0) goto done;
    rc = na_stmt_open(&q, s->a->db,
                      "SELECT d.volume, d.row, d.id, d.told, a.revision FROM dead d"
                      " LEFT JOIN article a ON d.volume = 0 AND a.row = d.row"
                      " WHERE d.volume = 0 OR d.told = 0 ORDER BY d.volume, d.row",
                      err);
    if (rc < 0) goto done;
    while ((rc = na_stmt_step(q, err)) > 0) {
        if (s->ndead == cap) {
            cap = cap ? 2 * cap : 64;
            if (!(more = realloc(s->dead, cap * sizeof *more))) {
                rc = na_fail_nomem(err);
                goto done;
            }
            s->dead = more;
        }
        na_seal_dead *d = &s->dead[s->ndead++];
        *d = (na_seal_dead){ .volume = na_stmt_i64(q, 0),
                             .row = na_stmt_i64(q, 1),
                             .id = (uint64_t)na_stmt_i64(q, 2),
                             .told = na_stmt_i64(q, 3) != 0,
                             .revision = (uint32_t)na_stmt_i64(q, 4) };
        if (d->volume == 0)
            s->ndead_head = s->ndead;
        else
            d->revision = dead_revision(s, d->volume, d->row, cat, ncat);
    }
    if (rc < 0) goto done;
    if (!(s->tell = malloc((s->ndead + 1) * sizeof *s->tell))) {
        rc = na_fail_nomem(err);
        goto done;
    }
    for (size_t i = 0; i < s->ndead; i++)
        if (!s->dead[i].told && s->dead[i].revision > 0)
            s->tell[s->ntell++] = (na_idrev){ s->dead[i].id, s->dead[i].revision };
done:
    na_stmt_close(q);
    free(cat);
    return rc;
}

static int load_removed(na_seal *s, na_err *err)
{
    na_stmt *q = NULL;
    na_idrev *more;
    int rc;

    rc = na_stmt_open(&q, s->a->db, "SELECT id FROM blocked WHERE told = 0 ORDER BY id",
                      err);
    if (rc < 0) goto done;
    while ((rc = na_stmt_step(q, err)) > 0) {
        if (!(more = realloc(s->removed, (s->nremoved + 1) * sizeof *more))) {
            rc = na_fail_nomem(err);
            break;
        }
        s->removed = more;
        s->removed[s->nremoved++] = (na_idrev){ (uint64_t)na_stmt_i64(q, 0), 0 };
    }
done:
    na_stmt_close(q);
    return rc;
}

/* ---- the one transaction ---- */

/* The head's dead articles are dead in their volumes; and what a manifest now tells need
 * not be told again. */
static int move_dead(na_seal *s, na_err *err)
{
    na_stmt *gone = NULL, *put = NULL;
    int rc;

    rc =
        na_stmt_open(&gone, s->a->db, "DELETE FROM dead WHERE volume = ? AND row = ?", err);
    if (rc < 0) goto done;
    rc = na_stmt_open(&put, s->a->db,
                      "INSERT INTO dead(volume, row, id, told) VALUES(?, ?, ?, ?)", err);
    if (rc < 0) goto done;
    for (size_t i = 0; i < s->ndead; i++) {
        const na_seal_dead *d = &s->dead[i];
        na_stmt_bind_i64(gone, 1, d->volume);
        na_stmt_bind_i64(gone, 2, d->row);
        if ((rc = na_stmt_run(gone, err)) < 0) goto done;
        if (d->volume == 0 && d->to == 0) continue; /* of no article: nothing to mask */
        na_stmt_bind_i64(put, 1, d->to ? s->made[d->to - 1].row.id : d->volume);
        na_stmt_bind_i64(put, 2, d->to ? d->to_row : d->row);
        na_stmt_bind_i64(put, 3, (int64_t)d->id);
        na_stmt_bind_i64(put, 4, d->told || d->revision > 0);
        if ((rc = na_stmt_run(put, err)) < 0) goto done;
    }
    rc = na_db_exec(s->a->db, "UPDATE blocked SET told = 1", err);
done:
    na_stmt_close(gone);
    na_stmt_close(put);
    return rc;
}

/* All that is left are shadows. */
static int empty_head(na_arc *a, na_err *err)
{
    int rc = na_db_exec(a->db,
                        "DELETE FROM article WHERE row < " NA_MARKED_BASE_SQL
                        "; DELETE FROM batch WHERE first < " NA_MARKED_BASE_SQL,
                        err);

    if (rc < 0) return rc;
    if ((rc = na_fts_delete_all(a->part[NA_HEAD_ARTICLES].fts, err)) < 0) return rc;
    if ((rc = na_head_set(a, "head_json", 0, err)) < 0) return rc;
    return na_shadow_sealed(a, err);
}

static int catalogue_all(na_seal *s, na_err *err)
{
    na_arc *a = s->a;
    int rc;

    if ((rc = na_seal_catalogue(s, err)) < 0) return rc;
    if ((rc = move_dead(s, err)) < 0) return rc;
    rc = na_db_exec(
        a->db, "DELETE FROM original; UPDATE overlay SET told = 1 WHERE told = 0;", err);
    if (rc < 0) return rc;
    a->original_bytes = -1;
    return empty_head(a, err);
}

/* The head has no article: time to clear what marking again and again left there. One of
 * schema 7 may have shadows where articles are. */
static int clear_head(na_arc *a, na_err *err)
{
    int64_t old = 0, left = 0;
    int rc =
        na_db_number(a->db, "SELECT count(*) FROM article WHERE row < " NA_MARKED_BASE_SQL,
                     0, &old, err);

    if (rc == NA_OK)
        rc = na_db_number(a->db, "SELECT count(*) FROM article WHERE shadow = 2", 0, &left,
                          err);
    if (rc < 0 || old + left == 0) return rc;
    if (old > 0) {
        if ((rc = na_txn_begin(a, err)) < 0) return rc;
        rc = na_txn_end(a, empty_head(a, err), err);
        na_volumes_drop(a);
    }
    if (rc == NA_OK) rc = na_shadow_tidy(a, true, err);
    if (rc < 0) return rc;
    (void)na_db_vacuum(a->db, NULL);
    (void)na_db_checkpoint(a->db, NULL);
    return NA_OK;
}

/* *unsure_out: the commit itself failed. */
static int hand_over(na_seal *s, bool *unsure_out, na_err *err)
{
    int rc;

    *unsure_out = false;
    if ((rc = na_txn_begin(s->a, err)) < 0) return rc;
    if ((rc = catalogue_all(s, err)) < 0) return na_txn_end(s->a, rc, err);
    rc = na_txn_end(s->a, NA_OK, err);
    *unsure_out = rc < 0;
    return rc;
}

/* ---- all of it ---- */

int na_seal_cut(na_arc *a, uint64_t cut, na_seal_report *out, na_progress_fn progress,
                void *ctx, na_err *err)
{
    na_seal s = { .a = a,
                  .cut = cut,
                  .next = head_next,
                  .placed = head_placed,
                  .original = head_original,
                  .doing = "sealing",
                  .progress = progress,
                  .ctx = ctx };
    bool unsure = false;
    int rc;

    na_assert(!a->in_txn);
    *out = (na_seal_report){ 0 };
    if ((rc = na_seal_begin(&s, err)) < 0) goto done;
    if ((rc = load_rows(&s, err)) < 0) goto done;
    if (s.n == 0) {
        rc = clear_head(a, err);
        goto done;
    }
    qsort(s.rows, s.n, sizeof *s.rows, by_order);
    s.total = s.n;
    if ((rc = load_dead(&s, err)) < 0) goto done;
    if ((rc = load_removed(&s, err)) < 0) goto done;
    if ((rc = na_originals_list(a, &s.orig, &s.norig, err)) < 0) goto done;
    if ((rc = na_cites_current(a, &s.cites_current, err)) < 0) goto done;
    rc = na_seal_make(&s, err);
    if (rc == NA_OK) rc = na_seal_step(&s, "sealed", s.n, s.n, err);
    na_stmt_close(s.get);
    s.get = NULL;
    if (rc == NA_OK) rc = hand_over(&s, &unsure, err);
    na_volumes_drop(a); /* those of other ids, and the catalogue as it was */
    if (rc < 0) {
        if (!unsure) na_seal_undo(&s);
        goto done;
    }
    for (size_t i = 0; i < s.nmade; i++) {
        out->volumes++;
        out->articles += s.made[i].row.articles;
        out->bytes += s.made[i].row.bytes;
    }
    /* Gives back the pages of what is now in volumes, then empties the WAL; a reader with
     * an older snapshot may keep either from happening, which only costs room. */
    (void)na_db_shrink(a->db, NULL);
    (void)na_db_checkpoint(a->db, NULL);
done:
    na_seal_end(&s);
    return rc;
}

int na_arc_seal(na_arc *a, na_seal_report *out, na_progress_fn progress, void *ctx,
                na_err *err)
{
    return na_seal_cut(a, NA_VOLUME_JSON, out, progress, ctx, err);
}
