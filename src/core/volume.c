/* SPDX-License-Identifier: MIT */
/* volume.c - the catalogue, and opening what it names
 *
 * A catalogued volume is bound to its row from the outside in: the row knows the manifest's
 * hash, the manifest knows the members' hashes, frames.sha knows each frame's. So nothing
 * of the file is believed that the head does not vouch for.
 */
#include "base/hash.h"
#include "base/path.h"
#include "core/kept.h"
#include "core/manifest.h"
#include "core/originals.h"
#include "index/vol_db.h"
#include "text/article_json.h"
#include <stdio.h>
#include <stdlib.h>

/* ---- the catalogue ---- */

/* A plain file name of ours: a row is data, too. */
static bool name_ok(na_str s)
{
    if (s.len == 0 || s.len >= sizeof((na_catrow *)0)->name || s.ptr[0] == '.')
        return false;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
              c == '.' || c == '_' || c == '-'))
            return false;
    }
    return na_str_ends(s, NA_STR(".narc"));
}

static int row_of(na_stmt *s, na_catrow *r, na_err *err)
{
    na_str name = na_stmt_text(s, 1), sha, sealed;

    *r = (na_catrow){ .id = na_stmt_i64(s, 0) };
    if (!name_ok(name))
        return na_fail(err, NA_ECORRUPT,
                       "%s: volume %lld: its name is not a plain file name", NA_HEAD_DB,
                       (long long)r->id);
    memcpy(r->name, name.ptr, name.len);
    sha = na_stmt_blob(s, 2);
    if (sha.len != sizeof r->manifest_sha)
        return na_fail(err, NA_ECORRUPT, "%s: volume %s: the manifest's hash has %zu bytes",
                       NA_HEAD_DB, r->name, sha.len);
    memcpy(r->manifest_sha, sha.ptr, sha.len);
    r->bytes = (uint64_t)na_stmt_i64(s, 3);
    r->articles = (uint64_t)na_stmt_i64(s, 4);
    r->undated = (uint64_t)na_stmt_i64(s, 5);
    r->json_bytes = (uint64_t)na_stmt_i64(s, 6);
    r->first = na_stmt_is_null(s, 7) ? NA_TIME_NONE : na_stmt_i64(s, 7);
    r->last = na_stmt_is_null(s, 8) ? NA_TIME_NONE : na_stmt_i64(s, 8);
    for (int i = 0; i < 3; i++) r->tokens[i] = (uint64_t)na_stmt_i64(s, 9 + i);
    sealed = na_str_sub(na_stmt_text(s, 12), 0, sizeof r->sealed - 1);
    if (sealed.len > 0) memcpy(r->sealed, sealed.ptr, sealed.len);
    na_langs_read(na_stmt_text(s, 13), &r->langs);
    na_stem_set_read(na_stmt_text(s, 14), &r->stems);
    return NA_OK;
}

int na_catalogue_read(na_arc *a, na_catrow **rows_out, size_t *n_out, na_err *err)
{
    na_catrow *rows = NULL, *more;
    na_stmt *s = NULL;
    size_t n = 0, cap = 0;
    int rc;

    *rows_out = NULL;
    *n_out = 0;
    rc = na_stmt_open(&s, a->db,
                      "SELECT id, name, manifest_sha, bytes, articles, undated, json_bytes,"
                      " first, last, title_tokens, deck_tokens, body_tokens, sealed,"
                      " langs, stems"
                      " FROM volume ORDER BY id",
                      err);
    if (rc < 0) goto done;
    while ((rc = na_stmt_step(s, err)) > 0) {
        if (n == cap) {
            cap = cap ? 2 * cap : 16;
            if (!(more = realloc(rows, cap * sizeof *rows))) {
                rc = na_fail_nomem(err);
                goto done;
            }
            rows = more;
        }
        if ((rc = row_of(s, &rows[n], err)) < 0) goto done;
        n++;
    }
    if (rc < 0) goto done;
    *rows_out = rows;
    *n_out = n;
    rows = NULL;
done:
    na_stmt_close(s);
    free(rows);
    return rc;
}

/* ---- opening ---- */

static void volume_free(na_volume *v)
{
    if (!v) return;
    na_fti_close(v->fti);
    na_stem_close(v->stem);
    na_origs_close(v->origs);
    na_kept_free(v->kept);
    na_cols_close(v->cols);
    na_db_close(v->db); /* ends its read transaction */
    na_vol_close(v->vol);
    free(v);
}

static int open_file(const na_arc *a, const na_catrow *row, na_src *src, na_err *err)
{
    na_err why = { 0 };
    na_buf path;
    int rc;

    na_buf_init(&path, 64 * NA_KIB);
    na_buf_printf(&path, "%s/" NA_VOLUME_DIR "/%s", a->dir, row->name);
    if ((rc = na_buf_check(&path, "path", err)) < 0) goto done;
    rc = na_src_file(src, na_buf_cstr(&path), &why);
    /* A reader looks again, for it may have been compacted away (NA_ENOENT); beside a
     * writer nobody compacts. */
    if (rc == NA_ENOENT)
        rc = na_fail(err, a->writable ? NA_ECORRUPT : rc,
                     NA_VOLUME_DIR "/%s: the file is missing", row->name);
    else if (rc < 0)
        rc = na_fail(err, rc, NA_VOLUME_DIR "/%s: %s", row->name, why.msg);
    else
        (void)snprintf(src->name, sizeof src->name, NA_VOLUME_DIR "/%s", row->name);
done:
    na_buf_release(&path);
    return rc;
}

/* Is this the manifest the catalogue knows, and do the two agree? */
static int bind_manifest(na_volume *v, na_err *err)
{
    na_str bytes = na_vol_manifest(v->vol);
    const na_catrow *r = &v->row;
    na_manifest m;
    uint8_t sha[32];
    int rc;

    na_sha256_of(bytes, sha);
    if (memcmp(sha, r->manifest_sha, sizeof sha) != 0)
        return na_fail(err, NA_ECORRUPT,
                       "%s: its manifest is not the one that the catalogue knows",
                       na_vol_name(v->vol));
    if ((rc = na_manifest_read(bytes, &m, err)) < 0) {
        na_err_prefix(err, "%s", na_vol_name(v->vol));
        return rc;
    }
    /* What is behind the members is for verify: nothing is read from there. */
    if (m.articles != r->articles || m.undated != r->undated ||
        m.json_bytes != r->json_bytes || m.first != r->first || m.last != r->last ||
        memcmp(m.tokens, r->tokens, sizeof m.tokens) != 0)
        return na_fail(err, NA_ECORRUPT, "%s: its manifest and the catalogue differ",
                       na_vol_name(v->vol));
    return na_vol_check(v->vol, &m.members, err);
}

/* The volumes that are open share what may be kept of their pages. */
static size_t pages_of_one(const na_arc *a)
{
    size_t n = a->nvols < a->view.ncat ? a->view.ncat : a->nvols,
           all = NA_OPEN_PAGES / (n > NA_OPEN_VOLUMES ? NA_OPEN_VOLUMES
                                  : n > 0             ? n
                                                      : 1);

    return all < 128 * NA_KIB ? 128 * NA_KIB : all > 8 * NA_MIB ? 8 * NA_MIB : all;
}

static int open_index(const na_arc *a, na_volume *v, na_err *err)
{
    uint64_t n = v->row.articles;
    int rc;

    if ((rc = na_voldb_open(&v->db, v->vol, pages_of_one(a), err)) < 0) return rc;
    /* One read transaction as long as the volume is open: the file cannot change. */
    if ((rc = na_db_begin(v->db, false, err)) < 0) return rc;
    if ((rc = na_fti_open(&v->fti, v->db, NA_HEAD_FTS, err)) < 0) return rc;
    if ((rc = na_cols_open(&v->cols, v->db, err)) < 0) return rc;
    if (na_fti_rows(v->fti) != n || na_cols_rows(v->cols) != n)
        return na_fail(
            err, NA_ECORRUPT,
            "%s: its index holds %llu articles, its columns %llu, its manifest %llu",
            na_vol_name(v->vol), (unsigned long long)na_fti_rows(v->fti),
            (unsigned long long)na_cols_rows(v->cols), (unsigned long long)n);
    return NA_OK;
}

int na_volume_open(const na_arc *a, const na_catrow *row, na_zstd *z, na_volume **out,
                   na_err *err)
{
    na_volume *v = calloc(1, sizeof *v);
    na_src src = { 0 };
    int rc;

    if (!v) return na_fail_nomem(err);
    v->row = *row;
    if ((rc = open_file(a, row, &src, err)) < 0) goto done;
    if ((rc = na_vol_open(&v->vol, src, err)) < 0) goto done;
    na_vol_lend(v->vol, z);
    if ((rc = bind_manifest(v, err)) < 0) goto done;
    if ((rc = open_index(a, v, err)) < 0) goto done;
    *out = v;
    v = NULL;
done:
    volume_free(v);
    return rc;
}

/* Where the volume with this catalogue id is in a->vols, or would be. */
static size_t place_of(const na_arc *a, int64_t id)
{
    size_t lo = 0, hi = a->nvols;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (a->vols[mid]->row.id < id)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

bool na_volume_is_open(const na_arc *a, const na_catrow *row)
{
    size_t at = place_of(a, row->id);

    return at < a->nvols && a->vols[at]->row.id == row->id;
}

int na_volume_take(na_arc *a, na_volume *v)
{
    size_t at = place_of(a, v->row.id);
    na_volume **vols = realloc(a->vols, (a->nvols + 1) * sizeof(na_volume *));

    if (!vols) {
        volume_free(v);
        return NA_ENOMEM;
    }
    a->vols = vols;
    memmove(&vols[at + 1], &vols[at], (a->nvols - at) * sizeof(na_volume *));
    vols[at] = v;
    a->nvols++;
    na_vol_lend(v->vol, &a->zstd);
    v->used = ++a->uses;
    return NA_OK;
}

int na_volume_get(na_arc *a, const na_catrow *row, na_volume **out, na_err *err)
{
    size_t at = place_of(a, row->id);
    na_volume *v = NULL;
    int rc;

    if (na_volume_is_open(a, row)) {
        /* SQLite may give the id of a row that is gone to a new one. */
        if (memcmp(a->vols[at]->row.manifest_sha, row->manifest_sha, 32) != 0) {
            if ((rc = na_volume_open(a, row, &a->zstd, &v, err)) < 0) return rc;
            a->vols_bytes -= a->vols[at]->bytes;
            volume_free(a->vols[at]);
            a->vols[at] = v;
        }
        *out = a->vols[at];
        (*out)->used = ++a->uses;
        return NA_OK;
    }
    if ((rc = na_volume_open(a, row, &a->zstd, &v, err)) < 0) return rc;
    if (na_volume_take(a, v) < 0) return na_fail_nomem(err);
    return *out = v, NA_OK;
}

int na_volume_stem(na_volume *v, na_stem **out, na_err *err)
{
    int rc = v->stem ? NA_OK : na_stem_open(&v->stem, v->db, err);
    *out = v->stem;
    return rc;
}

/* What an open volume takes before anything was read: SQLite's connection, seek tables. */
#define OPEN_BYTES (96 * NA_KIB)

static void weigh(na_arc *a, na_volume *v)
{
    size_t parts = na_vol_held(v->vol) + na_cols_held(v->cols) + na_fti_held(v->fti) +
                   na_origs_held(v->origs) + na_stem_held(v->stem);
    uint64_t reads = na_fti_reads(v->fti);

    /* SQLite's pages, which grow with the others, are dear to ask for. */
    if (v->bytes > 0 && parts == v->parts && reads == v->reads) return;
    v->parts = parts, v->reads = reads;
    a->vols_bytes -= v->bytes;
    v->bytes = OPEN_BYTES + parts + na_db_cached(v->db);
    a->vols_bytes += v->bytes;
}

void na_volumes_trim(na_arc *a, na_volume *used)
{
    if (used) weigh(a, used);
    for (size_t i = 0; !used && i < a->nvols; i++) weigh(a, a->vols[i]);
    while (a->vols_bytes > NA_OPEN_BYTES || a->nvols > NA_OPEN_VOLUMES) {
        size_t at = a->nvols;
        for (size_t i = 0; i < a->nvols; i++)
            if (!a->vols[i]->pins &&
                (at == a->nvols || a->vols[i]->used < a->vols[at]->used))
                at = i;
        if (at == a->nvols) break;
        a->vols_bytes -= a->vols[at]->bytes;
        volume_free(a->vols[at]);
        memmove(&a->vols[at], &a->vols[at + 1], (--a->nvols - at) * sizeof(na_volume *));
    }
}

void na_volumes_keep(na_arc *a, const na_catrow *rows, size_t n)
{
    size_t kept = 0, k = 0;

    for (size_t i = 0; i < a->nvols; i++) {
        na_volume *v = a->vols[i];
        while (k < n && rows[k].id < v->row.id) k++;
        if (v->pins > 0 || (k < n && rows[k].id == v->row.id &&
                            memcmp(rows[k].manifest_sha, v->row.manifest_sha, 32) == 0)) {
            a->vols[kept++] = v;
            continue;
        }
        a->vols_bytes -= v->bytes;
        volume_free(v);
    }
    a->nvols = kept;
}

void na_volumes_drop(na_arc *a)
{
    for (size_t i = 0; i < a->nvols; i++) volume_free(a->vols[i]);
    free(a->vols);
    a->vols = NULL;
    a->nvols = 0;
    a->vols_bytes = 0;
    free(a->cat);
    a->cat = NULL;
    a->ncat = 0;
    a->have_cat = false;
}

/* ---- articles ---- */

int na_volume_parse(na_volume *v, int64_t rowid, na_str line, na_article *out,
                    na_arena *arena, na_err *err)
{
    int rc;

    if (line.len > 0 && line.ptr[line.len - 1] == '\n') line.len--;
    if ((rc = na_article_from_json(line, out, arena, err)) < 0)
        na_err_prefix(err, "%s: article %lld", na_vol_name(v->vol), (long long)rowid);
    return rc;
}

int na_volume_article(na_volume *v, int64_t rowid, na_article *out, na_arena *arena,
                      na_err *err)
{
    uint64_t off, len;
    na_buf buf;
    int rc;

    na_buf_init(&buf, NA_FRAME_MAX_RAW);
    if ((rc = na_cols_line(v->cols, rowid, &off, &len, err)) < 0) goto done;
    if (len > NA_FRAME_MAX_RAW) {
        rc = na_fail(err, NA_ECORRUPT, "%s: article %lld has %llu bytes",
                     na_vol_name(v->vol), (long long)rowid, (unsigned long long)len);
        goto done;
    }
    if ((rc = na_vol_line(v->vol, off, (size_t)len, &buf, err)) < 0) goto done;
    rc = na_volume_parse(v, rowid, na_buf_get(&buf), out, arena, err);
done:
    na_buf_release(&buf);
    return rc;
}

int na_head_unpack(int64_t row, na_str packed, na_article *out, na_arena *arena,
                   na_err *err)
{
    na_str own = na_arena_str(arena, packed);
    int rc;

    if (!own.ptr) return na_fail_nomem(err);
    if ((rc = na_article_unpack(own, out, arena, err)) < 0)
        na_err_prefix(err, NA_HEAD_DB ": article %lld", (long long)row);
    return rc;
}

int na_head_article(na_arc *a, int64_t row, na_article *out, na_arena *arena, na_err *err)
{
    na_stmt *s = NULL;
    int rc;

    rc = na_stmt_open(&s, a->db, "SELECT packed FROM article WHERE row = ?", err);
    if (rc < 0) goto done;
    na_stmt_bind_i64(s, 1, row);
    if ((rc = na_stmt_step(s, err)) < 0) goto done;
    if (rc == 0)
        rc = na_fail(err, NA_ECORRUPT, NA_HEAD_DB ": article %lld is missing",
                     (long long)row);
    else
        rc = na_head_unpack(row, na_stmt_blob(s, 0), out, arena, err);
done:
    na_stmt_close(s);
    return rc;
}
