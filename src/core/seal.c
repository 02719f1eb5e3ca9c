/* SPDX-License-Identifier: MIT */
/* seal.c - the whole head becomes volumes
 *
 * Order of durability: a volume is written, synced, read back; its final name goes into
 * `pending` (a commit of its own); it is renamed, the folder synced; and when all volumes of
 * the seal stand there, one transaction catalogues them and empties the head. Until that
 * commit the head has every article, after it the volumes have. A name in `pending` without
 * a catalogue row is a file of ours whose articles are still in the head: it can go.
 *
 * When that last commit reports a failure nobody knows what a later recovery of the WAL will
 * say, so then nothing is removed: the next writer's sweep sees which it was.
 */
#include "base/hash.h"
#include "base/path.h"
#include "core/cites.h"
#include "core/seal_int.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

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
    }
    return NA_OK;
}

static int load_rows(na_seal *s, na_err *err)
{
    na_stmt *q = NULL;
    int64_t count;
    int rc;

    if ((rc = na_db_number(s->a->db, "SELECT count(*) FROM article", 0, &count, err)) < 0)
        goto done;
    rc = na_stmt_open(&q, s->a->db, "SELECT first, n, v FROM batch ORDER BY first", err);
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

static int load_langs(na_seal *s, na_err *err)
{
    na_catrow *cat = NULL;
    size_t n;
    int rc = na_catalogue(s->a, &cat, &n, err);

    if (rc == NA_OK) rc = na_archive_langs(s->a, cat, n, &s->langs, err);
    free(cat);
    return rc;
}

/* The revision of a dead article in a volume; 0 when the volume cannot be read, which is not
 * this seal's trouble. */
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

/* ---- names ---- */

/* FIRST_LAST_xxxxxxxx.narc; more digits of the hash where a file of that name is there. */
static int final_name(na_seal *s, na_seal_made *made, na_err *err)
{
    na_catrow *r = &made->row;
    char hex[65], first[32], last[32];
    int rc;

    na_hex(r->manifest_sha, 32, hex);
    for (int digits = 8; digits <= 64; digits *= 2) {
        if (r->first == NA_TIME_NONE) {
            (void)snprintf(r->name, sizeof r->name, "undated_%.*s.narc", digits, hex);
        } else {
            na_rfc3339_date(r->first, first);
            na_rfc3339_date(r->last, last);
            (void)snprintf(r->name, sizeof r->name, "%.10s_%.10s_%.*s.narc", first, last,
                           digits, hex);
        }
        if ((rc = na_path_join(&s->path, s->folder, r->name, err)) < 0) return rc;
        if (!na_path_exists(na_buf_cstr(&s->path))) return NA_OK;
    }
    return na_fail(err, NA_EEXISTS, "%s: is there already", na_buf_cstr(&s->path));
}

static int run_named(na_arc *a, const char *sql, const char *name, na_err *err)
{
    na_stmt *q = NULL;
    int rc = na_stmt_open(&q, a->db, sql, err);

    if (rc == NA_OK) {
        na_stmt_bind_text(q, 1, na_str_c(name));
        rc = na_stmt_run(q, err);
    }
    na_stmt_close(q);
    return rc;
}

/* From its temporary name to its own, announced in `pending`; then opened as any reader will
 * open it, for the head's copy is about to go. */
static int settle(na_seal *s, na_seal_made *made, na_err *err)
{
    na_arc *a = s->a;
    na_volume *v;
    int rc;

    if ((rc = final_name(s, made, err)) < 0) return rc;
    if ((rc = na_txn_begin(a, err)) < 0) return rc;
    rc = run_named(a, "INSERT INTO pending(name) VALUES(?)", made->row.name, err);
    if ((rc = na_txn_end(a, rc, err)) < 0) return rc;
    if ((rc = na_path_join(&s->path, s->folder, made->tmp, err)) < 0) return rc;
    if ((rc = na_path_join(&s->path2, s->folder, made->row.name, err)) < 0) return rc;
    if (rename(na_buf_cstr(&s->path), na_buf_cstr(&s->path2)) != 0)
        return na_fail(err, NA_EIO, "%s: %s", na_buf_cstr(&s->path2), strerror(errno));
    made->renamed = true;
    if ((rc = na_path_sync_dir(s->folder, err)) < 0) return rc;
    made->row.id = -(int64_t)s->nmade; /* no catalogue row yet */
    return na_volume_get(a, &made->row, &v, err);
}

/* ---- the one transaction ---- */

static int insert_row(na_arc *a, na_catrow *r, na_err *err)
{
    na_stmt *q = NULL;
    na_buf text;
    int rc;

    na_buf_init(&text, 4096);
    rc = na_stmt_open(&q, a->db,
                      "INSERT INTO volume(name, manifest_sha, bytes, articles, undated,"
                      " json_bytes, first, last, title_tokens, deck_tokens, body_tokens,"
                      " sealed, langs, stems) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
                      " ?, ?, ?, ?)",
                      err);
    if (rc < 0) goto done;
    na_stmt_bind_text(q, 1, na_str_c(r->name));
    na_stmt_bind_blob(q, 2, na_str_n(r->manifest_sha, sizeof r->manifest_sha));
    na_stmt_bind_i64(q, 3, (int64_t)r->bytes);
    na_stmt_bind_i64(q, 4, (int64_t)r->articles);
    na_stmt_bind_i64(q, 5, (int64_t)r->undated);
    na_stmt_bind_i64(q, 6, (int64_t)r->json_bytes);
    if (r->first == NA_TIME_NONE) {
        na_stmt_bind_null(q, 7);
        na_stmt_bind_null(q, 8);
    } else {
        na_stmt_bind_i64(q, 7, r->first);
        na_stmt_bind_i64(q, 8, r->last);
    }
    for (int i = 0; i < 3; i++) na_stmt_bind_i64(q, 9 + i, (int64_t)r->tokens[i]);
    na_stmt_bind_text(q, 12, na_str_c(r->sealed));
    na_langs_put(&r->langs, &text);
    na_stmt_bind_text(q, 13, na_buf_get(&text));
    na_buf_reset(&text);
    na_stem_set_put(&r->stems, &text);
    na_stmt_bind_text(q, 14, na_buf_get(&text));
    if ((rc = na_stmt_run(q, err)) < 0) goto done;
    r->id = na_db_last_rowid(a->db);
    rc = run_named(a, "DELETE FROM pending WHERE name = ?", r->name, err);
done:
    na_buf_release(&text);
    na_stmt_close(q);
    return rc;
}

/* The head's dead articles are dead in their volumes; and what a manifest now tells need not
 * be told again. */
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

static int insert_terms(na_arc *a, const na_seal_made *made, na_err *err)
{
    na_stmt *q = NULL;
    na_buf bucket;
    int rc;

    na_buf_init(&bucket, NA_MIB);
    rc = na_stmt_open(&q, a->db, "INSERT INTO terms(bucket, volume, v) VALUES(?, ?, ?)",
                      err);
    for (unsigned i = 0; rc == NA_OK && i < NA_TERMSET_BUCKETS; i++) {
        na_buf_reset(&bucket);
        na_termset_put(&made->terms, i, &bucket);
        if ((rc = na_buf_check(&bucket, "fingerprints", err)) < 0) break;
        na_stmt_bind_i64(q, 1, i);
        na_stmt_bind_i64(q, 2, made->row.id);
        na_stmt_bind_blob(q, 3, na_buf_get(&bucket));
        rc = na_stmt_run(q, err);
    }
    na_stmt_close(q);
    na_buf_release(&bucket);
    return rc;
}

static int catalogue_all(na_seal *s, na_err *err)
{
    na_arc *a = s->a;
    int rc;

    for (size_t i = 0; i < s->nmade; i++)
        if ((rc = insert_row(a, &s->made[i].row, err)) < 0 ||
            (rc = insert_terms(a, &s->made[i], err)) < 0)
            return rc;
    if ((rc = move_dead(s, err)) < 0) return rc;
    rc = na_db_exec(a->db, "DELETE FROM article; DELETE FROM batch; DELETE FROM original;",
                    err);
    if (rc < 0) return rc;
    a->original_bytes = -1;
    if ((rc = na_fts_delete_all(a->fts, err)) < 0) return rc;
    return na_head_set(a, "head_json", 0, err);
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

/* The archive as it was. What cannot be undone here, the next writer's sweep does. */
static void undo(na_seal *s)
{
    for (size_t i = 0; i < s->nmade; i++) {
        const na_seal_made *m = &s->made[i];
        if (!m->on_disk) continue;
        if (na_path_join(&s->path, s->folder, m->renamed ? m->row.name : m->tmp, NULL) < 0)
            continue;
        if (unlink(na_buf_cstr(&s->path)) != 0 && errno != ENOENT) continue;
        if (m->row.name[0])
            (void)run_named(s->a, "DELETE FROM pending WHERE name = ?", m->row.name, NULL);
    }
}

static int make_volumes(na_seal *s, na_err *err)
{
    na_seal_made *more;
    size_t at = 0;
    int rc;

    while (at < s->n) {
        if (!(more = realloc(s->made, (s->nmade + 1) * sizeof *more)))
            return na_fail_nomem(err);
        s->made = more;
        memset(&more[s->nmade++], 0, sizeof *more);
        if ((rc = na_seal_volume(s, &at, err)) < 0) return rc;
        if ((rc = settle(s, &s->made[s->nmade - 1], err)) < 0) return rc;
    }
    return NA_OK;
}

int na_seal_cut(na_arc *a, uint64_t cut, na_seal_report *out, na_progress_fn progress,
                void *ctx, na_err *err)
{
    na_seal s = { .a = a, .cut = cut, .progress = progress, .ctx = ctx, .now = na_now() };
    bool unsure = false;
    int rc;

    na_assert(!a->in_txn);
    *out = (na_seal_report){ 0 };
    if (s.now < 0) s.now = 0;
    na_buf_init(&s.line, NA_FRAME_MAX_RAW);
    na_buf_init(&s.bounds, 4 * NA_MAX_ARTICLE);
    na_buf_init(&s.cites, NA_MIB);
    na_buf_init(&s.quotes, 4 * NA_MAX_ARTICLE);
    na_buf_init(&s.records, 1024 * NA_MIB);
    na_buf_init(&s.path, 64 * NA_KIB);
    na_buf_init(&s.path2, 64 * NA_KIB);
    if ((rc = na_add_open(a, err)) < 0) goto done;
    if ((rc = na_path_join(&s.path, a->dir, NA_VOLUME_DIR, err)) < 0) goto done;
    if (!(s.folder = strdup(na_buf_cstr(&s.path)))) {
        rc = na_fail_nomem(err);
        goto done;
    }
    if ((rc = load_rows(&s, err)) < 0 || s.n == 0) goto done;
    qsort(s.rows, s.n, sizeof *s.rows, by_order);
    if ((rc = load_langs(&s, err)) < 0) goto done;
    if ((rc = load_dead(&s, err)) < 0) goto done;
    if ((rc = load_removed(&s, err)) < 0) goto done;
    if ((rc = na_originals_list(a, &s.orig, &s.norig, err)) < 0) goto done;
    if ((rc = na_cites_current(a, &s.cites_current, err)) < 0) goto done;
    rc = make_volumes(&s, err);
    if (rc == NA_OK) rc = na_seal_step(&s, "sealed", s.n, s.n, err);
    if (rc == NA_OK) rc = hand_over(&s, &unsure, err);
    na_volumes_drop(a); /* those of other ids, and the catalogue as it was */
    if (rc < 0) {
        if (!unsure) undo(&s);
        goto done;
    }
    for (size_t i = 0; i < s.nmade; i++) {
        out->volumes++;
        out->articles += s.made[i].row.articles;
        out->bytes += s.made[i].row.bytes;
    }
    /* Gives back the pages of what is now in volumes, then empties the WAL; a reader with an
     * older snapshot may keep either from happening, which only costs room. */
    (void)na_db_shrink(a->db, NULL);
    (void)na_db_checkpoint(a->db, NULL);
done:
    na_arena_release(&s.arena);
    na_buf_release(&s.line);
    na_buf_release(&s.bounds);
    na_buf_release(&s.cites);
    na_buf_release(&s.quotes);
    na_buf_release(&s.records);
    na_buf_release(&s.path);
    na_buf_release(&s.path2);
    free(s.folder);
    free(s.rows);
    free(s.dead);
    free(s.removed);
    free(s.orig);
    for (size_t i = 0; i < s.nmade; i++) na_termset_release(&s.made[i].terms);
    free(s.made);
    return rc;
}

int na_arc_seal(na_arc *a, na_seal_report *out, na_progress_fn progress, void *ctx,
                na_err *err)
{
    return na_seal_cut(a, NA_VOLUME_JSON, out, progress, ctx, err);
}

/* ---- after a crash ---- */

static int sweep_tmp(const char *folder, na_buf *path, na_err *err)
{
    struct dirent *e;
    DIR *d = opendir(folder);
    int rc = NA_OK;

    if (!d) return na_fail(err, NA_EIO, "%s: %s", folder, strerror(errno));
    while ((e = readdir(d))) {
        if (!na_str_starts(na_str_c(e->d_name), NA_STR(NA_SEAL_TMP))) continue;
        if ((rc = na_path_join(path, folder, e->d_name, err)) < 0) break;
        if (unlink(na_buf_cstr(path)) != 0 && errno != ENOENT) {
            rc = na_fail(err, NA_EIO, "%s: %s", na_buf_cstr(path), strerror(errno));
            break;
        }
    }
    closedir(d);
    return rc;
}

/* A name is data: only a plain one of a volume is ever unlinked. */
static int sweep_pending(na_arc *a, const char *folder, na_buf *path, na_err *err)
{
    na_stmt *q = NULL;
    int rc;

    rc = na_stmt_open(
        &q, a->db, "SELECT name FROM pending WHERE name NOT IN (SELECT name FROM volume)",
        err);
    if (rc < 0) goto done;
    while ((rc = na_stmt_step(q, err)) > 0) {
        na_str name = na_stmt_text(q, 0);
        if (name.len == 0 || name.ptr[0] == '.' || memchr(name.ptr, '/', name.len) ||
            memchr(name.ptr, 0, name.len) || !na_str_ends(name, NA_STR(".narc")))
            continue;
        na_buf_reset(path);
        na_buf_printf(path, "%s/%.*s", folder, NA_STR_ARG(name));
        if ((rc = na_buf_check(path, "path", err)) < 0) goto done;
        if (unlink(na_buf_cstr(path)) != 0 && errno != ENOENT) {
            rc = na_fail(err, NA_EIO, "%s: %s", na_buf_cstr(path), strerror(errno));
            goto done;
        }
    }
done:
    na_stmt_close(q);
    return rc;
}

int na_seal_sweep(na_arc *a, na_err *err)
{
    na_buf folder, path;
    int64_t pending = 0;
    int rc;

    na_buf_init(&folder, 64 * NA_KIB);
    na_buf_init(&path, 64 * NA_KIB);
    if ((rc = na_path_join(&folder, a->dir, NA_VOLUME_DIR, err)) < 0) goto done;
    if ((rc = sweep_tmp(na_buf_cstr(&folder), &path, err)) < 0) goto done;
    rc = na_db_number(a->db, "SELECT count(*) FROM pending", 0, &pending, err);
    if (rc < 0 || pending == 0) goto done;
    if ((rc = sweep_pending(a, na_buf_cstr(&folder), &path, err)) < 0) goto done;
    if ((rc = na_path_sync_dir(na_buf_cstr(&folder), err)) < 0) goto done;
    rc = na_db_exec(a->db, "DELETE FROM pending", err);
done:
    na_buf_release(&folder);
    na_buf_release(&path);
    return rc;
}
