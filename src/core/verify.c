/* SPDX-License-Identifier: MIT */
/* verify.c - is everything there, and is every byte what was written?
 *
 * Volumes: present, of the size and the manifest that the catalogue knows, every stored
 * byte hashed, and open to a reader. The head: SQLite's and FTS5's own checks and what must
 * add up between its tables. With full, verify_full.c reads every article besides. A
 * finding never ends the work; only what keeps this process from going on does.
 */
#include "base/path.h"
#include "core/manifest.h"
#include "core/verify_int.h"
#include "store/vol_verify.h"
#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static void report(na_verify *v, const na_damage *d)
{
    if (!d->note) v->out->damaged++;
    if (v->fn) v->fn(v->ctx, d);
}

void na_verify_found(na_verify *v, const char *member, int64_t frame, const char *fmt, ...)
{
    char what[640];
    va_list ap;

    va_start(ap, fmt);
    if (vsnprintf(what, sizeof what, fmt, ap) < 0) what[0] = 0;
    va_end(ap);
    report(v, &(na_damage){ v->where, member, frame, what, false });
}

/* The message without the file's name before it: the report has it already. */
static const char *bare(const na_verify *v, const char *msg)
{
    size_t n = strlen(v->where);

    return strncmp(msg, v->where, n) == 0 && strncmp(msg + n, ": ", 2) == 0 ? msg + n + 2
                                                                            : msg;
}

int na_verify_failed(na_verify *v, const char *member, int rc, const na_err *why,
                     na_err *err)
{
    if (rc == NA_ENOMEM || rc == NA_ECANCELLED) return na_fail(err, rc, "%s", why->msg);
    na_verify_found(v, member, -1, "%s", bare(v, why->msg));
    return NA_OK;
}

int na_verify_step(na_verify *v, uint64_t bytes, na_err *err)
{
    v->done += bytes;
    if (v->done > v->total) v->done = v->total;
    if (v->progress && v->progress(v->ctx, v->what, v->done, v->total) != 0)
        return na_fail(err, NA_ECANCELLED, "verifying was cancelled");
    return NA_OK;
}

/* ---- one volume ---- */

static int on_manifest(void *ctx, na_str bytes, na_vol_hashes *out, na_err *err)
{
    na_manifest m;
    int rc = na_manifest_read(bytes, &m, err);

    (void)ctx;
    if (rc == NA_OK) *out = m.members;
    return rc;
}

static void on_damage(void *ctx, const na_vol_damage *d)
{
    na_verify *v = ctx;

    report(v, &(na_damage){ v->where, d->member, d->frame, d->what, false });
}

static int on_progress(void *ctx, uint64_t bytes)
{
    return na_verify_step(ctx, bytes, NULL);
}

/* Is the row still in the catalogue? A volume may have been compacted since it was read. */
static int still_there(na_verify *v, const na_catrow *row, bool *out, na_err *err)
{
    na_stmt *q = NULL;
    int rc =
        na_stmt_open(&q, v->a->db, "SELECT 1 FROM volume WHERE id = ? AND name = ?", err);

    if (rc < 0) goto done;
    na_stmt_bind_i64(q, 1, row->id);
    na_stmt_bind_text(q, 2, na_str_c(row->name));
    if ((rc = na_stmt_step(q, err)) < 0) goto done;
    *out = rc > 0;
    rc = NA_OK;
done:
    na_stmt_close(q);
    return rc;
}

/* Every stored byte. *sound_out: nothing was found. */
static int verify_bytes(na_verify *v, const na_catrow *row, const char *path,
                        bool *sound_out, na_err *err)
{
    const na_vol_verify_opts opts = { row->manifest_sha, on_manifest, on_damage,
                                      on_progress, v };
    uint64_t found = v->out->damaged;
    na_src src = { 0 };
    na_err why = { 0 };
    int rc;

    *sound_out = false;
    rc = na_src_file(&src, path, &why);
    if (rc == NA_ENOENT) {
        bool there = true;
        if ((rc = still_there(v, row, &there, err)) < 0) return rc;
        if (there) na_verify_found(v, "", -1, "the file is missing");
        return NA_OK;
    }
    if (rc < 0) return na_verify_failed(v, "", rc, &why, err);
    (void)snprintf(src.name, sizeof src.name, "%s", v->where);
    v->out->bytes += src.size;
    if (src.size != row->bytes)
        na_verify_found(v, "", -1, "%llu bytes, not %llu", (unsigned long long)src.size,
                        (unsigned long long)row->bytes);
    rc = na_vol_verify(&src, &opts, &why);
    na_src_close(&src);
    if (rc == NA_ECANCELLED) return na_fail(err, rc, "verifying was cancelled");
    if (rc < 0 && (rc != NA_ECORRUPT || v->out->damaged == found)) {
        if ((rc = na_verify_failed(v, "", rc, &why, err)) < 0) return rc;
    }
    *sound_out = v->out->damaged == found;
    return NA_OK;
}

static int verify_volume(na_verify *v, const na_catrow *row, bool full, na_err *err)
{
    char where[sizeof row->name + sizeof NA_VOLUME_DIR + 1];
    na_err why = { 0 };
    na_volume *vol;
    bool sound;
    na_buf path;
    int rc;

    (void)snprintf(where, sizeof where, NA_VOLUME_DIR "/%s", row->name);
    v->where = where;
    v->what = "verifying";
    v->out->volumes++;
    v->out->articles += row->articles;
    na_buf_init(&path, 64 * NA_KIB);
    if ((rc = na_path_join(&path, v->a->dir, where, err)) < 0) goto done;
    if ((rc = verify_bytes(v, row, na_buf_cstr(&path), &sound, err)) < 0 || !sound)
        goto done;
    if ((rc = na_volume_get(v->a, row, &vol, &why)) < 0) {
        rc = na_verify_failed(v, "", rc, &why, err);
        goto done;
    }
    v->what = "reading articles";
    if (full) rc = na_verify_content(v, vol, err);
done:
    na_volumes_trim(v->a, NULL);
    v->where = "";
    na_buf_release(&path);
    return rc;
}

/* ---- files that nobody knows ---- */

static int note_strangers(na_verify *v, const na_catrow *rows, size_t n, na_err *err)
{
    char where[512];
    struct dirent *e;
    DIR *d = NULL;
    na_buf path;
    int rc;

    na_buf_init(&path, 64 * NA_KIB);
    if ((rc = na_path_join(&path, v->a->dir, NA_VOLUME_DIR, err)) < 0) goto done;
    if (!(d = opendir(na_buf_cstr(&path)))) {
        if (errno == ENOENT && n == 0) goto done;
        v->where = NA_VOLUME_DIR;
        na_verify_found(v, "", -1, "%s", strerror(errno));
        goto done;
    }
    while ((e = readdir(d))) {
        na_str name = na_str_c(e->d_name);
        size_t i = 0;
        if (!na_str_ends(name, NA_STR(".narc")) || name.ptr[0] == '.') continue;
        while (i < n && !na_str_eqc(name, rows[i].name)) i++;
        if (i < n) continue;
        (void)snprintf(where, sizeof where, NA_VOLUME_DIR "/%s", e->d_name);
        report(v, &(na_damage){ where, "", -1, "not in the catalogue: not ours", true });
    }
done:
    if (d) closedir(d);
    na_buf_release(&path);
    return rc;
}

/* ---- the head ---- */

static int expect_none(na_verify *v, const char *sql, const char *what, na_err *err)
{
    na_err why = { 0 };
    int64_t n = 0;
    int rc = na_db_number(v->a->db, sql, 0, &n, &why);

    if (rc < 0) return na_verify_failed(v, "", rc, &why, err);
    if (n != 0) na_verify_found(v, "", -1, "%lld %s", (long long)n, what);
    return NA_OK;
}

static int check_tables(na_verify *v, na_err *err)
{
    static const struct {
        const char *sql, *what;
    } none[] = {
        { "SELECT count(*) FROM batch WHERE length(v) <> 40 * n OR n < 1",
          "batches do not have the size they state" },
        { "SELECT (SELECT count(*) FROM article) - (SELECT coalesce(sum(n), 0) FROM batch)",
          "articles more than batches tell of" },
        { "SELECT count(*) FROM batch b WHERE b.n <> (SELECT count(*) FROM article a"
          " WHERE a.row >= b.first AND a.row < b.first + b.n)",
          "batches tell of articles that are not there" },
        { "SELECT count(*) FROM dead WHERE volume = 0 AND row NOT IN (SELECT row FROM "
          "article)",
          "dead articles of the head do not exist" },
        { "SELECT count(*) FROM shadow s LEFT JOIN article a ON a.row = s.row AND a.id = "
          "s.id"
          " AND a.shadow = 1 WHERE a.row IS NULL",
          "marked articles have no shadow" },
        { "SELECT count(*) FROM article a WHERE a.shadow = 1 AND a.row NOT IN"
          " (SELECT row FROM shadow)",
          "shadows are of no marked article" },
        { "SELECT count(*) FROM shadow s LEFT JOIN article a ON a.row = s.orig AND a.id ="
          " s.id AND a.shadow = 0 LEFT JOIN volume v ON v.id = s.volume WHERE (s.volume = 0"
          " AND a.row IS NULL) OR (s.volume <> 0 AND (v.id IS NULL OR s.orig < 1 OR s.orig "
          ">"
          " v.articles))",
          "shadows hide no article" },
        { "SELECT count(*) FROM dead d LEFT JOIN volume v ON v.id = d.volume"
          " WHERE d.volume <> 0 AND (v.id IS NULL OR d.row < 1 OR d.row > v.articles)",
          "dead articles are in no volume" },
    };
    int rc;

    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        if ((rc = expect_none(v, none[i].sql, none[i].what, err)) < 0) return rc;
    return NA_OK;
}

static int check_index(na_verify *v, int part, na_err *err)
{
    static const struct {
        const char *name, *table, *rows, *articles;
    } of[NA_HEADS] = {
        { NA_HEAD_FTS, "SELECT 1 FROM sqlite_master WHERE name = '" NA_HEAD_FTS "'",
          "SELECT count(*) FROM article WHERE row < " NA_MARKED_BASE_SQL,
          "SELECT count(*) FROM article WHERE shadow = 0" },
        { NA_MARKED_FTS, "SELECT 1 FROM sqlite_master WHERE name = '" NA_MARKED_FTS "'",
          "SELECT count(*) FROM article WHERE row > " NA_MARKED_BASE_SQL, "SELECT 0" },
    };
    na_fti *fti = NULL;
    na_err why = { 0 };
    int64_t n = 0, table = 0, articles = 0;
    int rc = na_db_number(v->a->db, of[part].table, 0, &table, &why);

    if (rc == NA_OK) rc = na_db_number(v->a->db, of[part].rows, 0, &n, &why);
    if (rc == NA_OK) rc = na_db_number(v->a->db, of[part].articles, 0, &articles, &why);
    v->out->articles += (uint64_t)articles;
    if (rc < 0 || (!table && n == 0)) goto done; /* nothing was ever imported, or marked */
    if ((rc = na_fti_open(&fti, v->a->db, of[part].name, &why)) < 0) goto done;
    if (na_fti_rows(fti) != (uint64_t)n)
        na_verify_found(v, "", -1, "%lld %s, but the index holds %llu", (long long)n,
                        part == NA_HEAD_MARKED ? "marked articles" : "articles",
                        (unsigned long long)na_fti_rows(fti));
done:
    na_fti_close(fti);
    return rc < 0 ? na_verify_failed(v, "", rc, &why, err) : NA_OK;
}

/* FTS5's own check wants to write, so it is the lock holder's; in a database of this
 * machine's owner its code may run. */
static int check_fts5(na_verify *v, na_err *err)
{
    na_arc *a = v->a;
    na_err why = { 0 };
    int rc;

    if (!a->writable) return NA_OK;
    rc = na_add_open(a, &why);
    if (rc == NA_OK && (rc = na_txn_begin(a, &why)) == NA_OK) {
        for (int i = 0; rc == NA_OK && i < NA_HEADS; i++)
            rc = na_fts_check(a->part[i].fts, &why);
        na_db_rollback(a->db);
    }
    return rc < 0 ? na_verify_failed(v, "", rc, &why, err) : NA_OK;
}

static int verify_head(na_verify *v, bool full, na_err *err)
{
    na_err why = { 0 };
    bool own = !na_db_in_transaction(v->a->db);
    int rc;

    v->where = NA_HEAD_DB;
    v->what = "verifying the head";
    if ((rc = na_verify_step(v, 0, err)) < 0) return rc;
    if ((rc = na_db_integrity(v->a->db, &why)) < 0 &&
        (rc = na_verify_failed(v, "", rc, &why, err)) < 0)
        return rc;
    if ((rc = check_fts5(v, err)) < 0) return rc;
    if (own && (rc = na_db_begin(v->a->db, false, &why)) < 0)
        return na_verify_failed(v, "", rc, &why, err);
    if ((rc = check_tables(v, err)) < 0) goto done;
    for (int i = 0; i < NA_HEADS; i++)
        if ((rc = check_index(v, i, err)) < 0) goto done;
    if (full) rc = na_verify_head_content(v, err);
done:
    if (own) na_db_rollback(v->a->db);
    return rc;
}

/* ---- all of it ---- */

static int full_begin(na_verify *v, na_err *err)
{
    for (int i = 0; i < NA_FTS_COLS; i++) na_buf_init(&v->cols[i], 4 * NA_MAX_ARTICLE);
    na_buf_init(&v->bounds, 4 * NA_MAX_ARTICLE);
    na_buf_init(&v->quotes, 4 * NA_MAX_ARTICLE);
    na_buf_init(&v->cites, NA_MIB);
    return na_analyzer_new(&v->analyzer, err);
}

static void full_end(na_verify *v)
{
    for (int i = 0; i < NA_FTS_COLS; i++) na_buf_release(&v->cols[i]);
    na_buf_release(&v->bounds);
    na_buf_release(&v->quotes);
    na_buf_release(&v->cites);
    na_arena_release(&v->arena);
    na_analyzer_free(v->analyzer);
}

int na_arc_verify(na_arc *a, bool full, na_damage_fn fn, na_progress_fn progress, void *ctx,
                  na_verify_report *out, na_err *err)
{
    na_verify v = { .a = a, .fn = fn, .progress = progress, .ctx = ctx, .out = out };
    na_catrow *rows = NULL;
    na_err why = { 0 };
    uint64_t head = 0;
    bool known;
    size_t n = 0;
    int rc;

    na_assert(!a->in_txn);
    *out = (na_verify_report){ 0 };
    v.where = NA_HEAD_DB;
    if (full && (rc = full_begin(&v, err)) < 0) goto done;
    /* A catalogue that cannot be read is damage of the head, and says so. */
    known = (rc = na_catalogue(a, &rows, &n, &why)) == NA_OK;
    if (!known && (rc = na_verify_failed(&v, "", rc, &why, err)) < 0) goto done;
    for (size_t i = 0; i < n; i++)
        v.total += rows[i].bytes + (full ? rows[i].json_bytes : 0);
    if (full && na_arc_head_bytes(a, &head, NULL) == NA_OK) v.total += head;
    for (size_t i = 0; i < n; i++)
        if ((rc = verify_volume(&v, &rows[i], full, err)) < 0) goto done;
    if (known && (rc = note_strangers(&v, rows, n, err)) < 0) goto done;
    rc = verify_head(&v, full, err);
done:
    if (full) full_end(&v);
    free(rows);
    return rc;
}
