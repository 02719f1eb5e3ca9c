/* SPDX-License-Identifier: MIT */
/* seal_make.c - what sealing and compacting share: volumes under their names, the catalogue
 *
 * seal.c says in which order things become durable.
 */
#include "base/hash.h"
#include "base/path.h"
#include "core/seal_int.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

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

/* From its temporary name to its own, announced in `pending`; then opened as any reader
 * will open it, for the head's copy is about to go. */
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

/* ---- the catalogue ---- */

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

int na_seal_catalogue(na_seal *s, na_err *err)
{
    int rc = NA_OK;

    for (size_t i = 0; rc == NA_OK && i < s->nmade; i++) {
        rc = insert_row(s->a, &s->made[i].row, err);
        if (rc == NA_OK) rc = insert_terms(s->a, &s->made[i], err);
    }
    return rc;
}

/* ---- all of it ---- */

static int load_langs(na_seal *s, na_err *err)
{
    na_catrow *cat = NULL;
    size_t n;
    int rc = na_catalogue(s->a, &cat, &n, err);

    if (rc == NA_OK) rc = na_archive_langs(s->a, cat, n, &s->langs, err);
    free(cat);
    return rc;
}

/* The archive as it was. What cannot be undone here, the next writer's sweep does. */
void na_seal_undo(na_seal *s)
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

int na_seal_make(na_seal *s, na_err *err)
{
    na_seal_made *more;
    int rc;

    while ((rc = na_seal_look(s, err)) > 0) {
        if (!(more = realloc(s->made, (s->nmade + 1) * sizeof *more)))
            return na_fail_nomem(err);
        s->made = more;
        memset(&more[s->nmade++], 0, sizeof *more);
        if ((rc = na_seal_volume(s, err)) < 0) return rc;
        if ((rc = settle(s, &s->made[s->nmade - 1], err)) < 0) return rc;
    }
    return rc;
}

int na_seal_begin(na_seal *s, na_err *err)
{
    int rc;

    if ((s->now = na_now()) < 0) s->now = 0;
    na_buf_init(&s->line, NA_FRAME_MAX_RAW);
    na_buf_init(&s->bounds, 4 * NA_MAX_ARTICLE);
    na_buf_init(&s->cites, NA_MIB);
    na_buf_init(&s->quotes, 4 * NA_MAX_ARTICLE);
    na_buf_init(&s->records, 1024 * NA_MIB);
    na_buf_init(&s->path, 64 * NA_KIB);
    na_buf_init(&s->path2, 64 * NA_KIB);
    if ((rc = na_add_open(s->a, err)) < 0) return rc;
    if ((rc = na_path_join(&s->path, s->a->dir, NA_VOLUME_DIR, err)) < 0) return rc;
    if (!(s->folder = strdup(na_buf_cstr(&s->path)))) return na_fail_nomem(err);
    return load_langs(s, err);
}

void na_seal_end(na_seal *s)
{
    na_stmt_close(s->get);
    na_arena_release(&s->arena);
    na_buf_release(&s->line);
    na_buf_release(&s->bounds);
    na_buf_release(&s->cites);
    na_buf_release(&s->quotes);
    na_buf_release(&s->records);
    na_buf_release(&s->path);
    na_buf_release(&s->path2);
    free(s->folder);
    free(s->rows);
    free(s->dead);
    free(s->shadow);
    free(s->tell);
    free(s->removed);
    free(s->orig);
    for (size_t i = 0; i < s->nmade; i++) na_termset_release(&s->made[i].terms);
    free(s->made);
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
static int unlink_pending(na_arc *a, const char *folder, na_buf *path, na_err *err)
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

int na_seal_sweep_pending(na_arc *a, na_err *err)
{
    na_buf folder, path;
    int64_t pending = 0;
    int rc;

    na_buf_init(&folder, 64 * NA_KIB);
    na_buf_init(&path, 64 * NA_KIB);
    rc = na_db_number(a->db, "SELECT count(*) FROM pending", 0, &pending, err);
    if (rc < 0 || pending == 0) goto done;
    if ((rc = na_path_join(&folder, a->dir, NA_VOLUME_DIR, err)) < 0) goto done;
    if ((rc = unlink_pending(a, na_buf_cstr(&folder), &path, err)) < 0) goto done;
    if ((rc = na_path_sync_dir(na_buf_cstr(&folder), err)) < 0) goto done;
    rc = na_db_exec(a->db, "DELETE FROM pending", err);
done:
    na_buf_release(&folder);
    na_buf_release(&path);
    return rc;
}

int na_seal_sweep(na_arc *a, na_err *err)
{
    na_buf folder, path;
    int rc;

    na_buf_init(&folder, 64 * NA_KIB);
    na_buf_init(&path, 64 * NA_KIB);
    rc = na_path_join(&folder, a->dir, NA_VOLUME_DIR, err);
    if (rc == NA_OK) rc = sweep_tmp(na_buf_cstr(&folder), &path, err);
    na_buf_release(&folder);
    na_buf_release(&path);
    return rc < 0 ? rc : na_seal_sweep_pending(a, err);
}
