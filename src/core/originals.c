/* SPDX-License-Identifier: MIT */
/* originals.c - keeping records as they came, in the head, and finding them again */
#include "core/originals.h"
#include "base/hash.h"
#include <stdlib.h>

#define LEVEL 3 /* of what is compressed again when it is sealed */

/* Stored bytes in the head. Summed up once a handle: only its writer changes them. */
static int kept_total(na_arc *a, int64_t *out, na_err *err)
{
    int rc = NA_OK;

    if (a->original_bytes < 0)
        rc = na_db_number(a->db, "SELECT sum(length(bytes) + length(about)) FROM original",
                          0, &a->original_bytes, err);
    *out = a->original_bytes;
    return rc;
}

int na_arc_originals_full(na_arc *a, bool *out, na_err *err)
{
    int64_t kept = 0;
    int rc = kept_total(a, &kept, err);

    *out = rc == NA_OK && (uint64_t)kept > NA_ORIGINALS_SEAL;
    return rc;
}

static bool hash_of(na_str hex, uint8_t out[NA_ORIGINAL_HASH])
{
    return hex.len >= 2 * NA_ORIGINAL_HASH &&
           na_unhex(na_str_sub(hex, 0, 2 * NA_ORIGINAL_HASH), out, NA_ORIGINAL_HASH);
}

/* -- the head -------------------------------------------------------------------------- */

static int in_head(na_arc *a, const uint8_t hash[NA_ORIGINAL_HASH], int64_t *row_out,
                   na_err *err)
{
    na_stmt *s = NULL;
    int rc = na_stmt_open(&s, a->db, "SELECT row FROM original WHERE hash = ?", err);

    if (rc == NA_OK) {
        na_stmt_bind_blob(s, 1, na_str_n(hash, NA_ORIGINAL_HASH));
        rc = na_stmt_step(s, err);
        *row_out = rc > 0 ? na_stmt_i64(s, 0) : 0;
    }
    na_stmt_close(s);
    return rc < 0 ? rc : NA_OK;
}

static int insert(na_arc *a, const na_original *o, const uint8_t hash[NA_ORIGINAL_HASH],
                  bool *kept_out, na_err *err)
{
    na_stmt *s = NULL;
    int64_t total = 0;
    na_buf z;
    int rc;

    na_buf_init(&z, NA_MAX_RECORD + NA_MIB);
    if ((rc = kept_total(a, &total, err)) < 0) goto done;
    if ((rc = na_zstd_pack(&a->zstd, o->bytes, LEVEL, &z, err)) < 0) goto done;
    if ((uint64_t)total + z.len + o->about.len > NA_ORIGINALS_HEAD) goto done;
    rc = na_stmt_open(&s, a->db,
                      "INSERT INTO original(hash, mtime, about, length, bytes)"
                      " VALUES(?, ?, ?, ?, ?)",
                      err);
    if (rc < 0) goto done;
    na_stmt_bind_blob(s, 1, na_str_n(hash, NA_ORIGINAL_HASH));
    na_stmt_bind_i64(s, 2, o->mtime > 0 ? o->mtime : 0);
    na_stmt_bind_text(s, 3, o->about);
    na_stmt_bind_i64(s, 4, (int64_t)o->bytes.len);
    na_stmt_bind_blob(s, 5, na_buf_get(&z));
    if ((rc = na_stmt_run(s, err)) < 0) goto done;
    a->original_bytes += (int64_t)(z.len + o->about.len);
    *kept_out = true;
done:
    na_stmt_close(s);
    na_buf_release(&z);
    return rc;
}

int na_originals_list(na_arc *a, na_original_row **out, size_t *n_out, na_err *err)
{
    na_original_row *v = NULL, *more;
    na_stmt *s = NULL;
    size_t n = 0, cap = 0;
    int rc = na_stmt_open(&s, a->db, "SELECT row, hash FROM original ORDER BY row", err);

    while (rc >= 0 && (rc = na_stmt_step(s, err)) > 0) {
        const na_str hash = na_stmt_blob(s, 1);

        if (hash.len != NA_ORIGINAL_HASH) {
            rc =
                na_fail(err, NA_ECORRUPT, NA_HEAD_DB ": original %lld: a hash of %zu bytes",
                        (long long)na_stmt_i64(s, 0), hash.len);
            break;
        }
        if (n == cap) {
            cap = cap ? 2 * cap : 256;
            if (!(more = realloc(v, cap * sizeof *v))) {
                rc = na_fail_nomem(err);
                break;
            }
            v = more;
        }
        v[n] = (na_original_row){ .row = na_stmt_i64(s, 0) };
        memcpy(v[n++].hash, hash.ptr, NA_ORIGINAL_HASH);
    }
    na_stmt_close(s);
    if (rc < 0) {
        free(v);
        v = NULL;
        n = 0;
    }
    *out = v;
    *n_out = n;
    return rc < 0 ? rc : NA_OK;
}

int na_originals_row(na_arc *a, int64_t row, int64_t *mtime_out, na_buf *about,
                     na_buf *bytes, na_err *err)
{
    na_stmt *s = NULL;
    int rc = na_stmt_open(
        &s, a->db, "SELECT mtime, about, length, bytes FROM original WHERE row = ?", err);

    if (rc < 0) goto done;
    na_stmt_bind_i64(s, 1, row);
    if ((rc = na_stmt_step(s, err)) < 0) goto done;
    if (rc == 0) {
        rc = na_fail(err, NA_ECORRUPT, NA_HEAD_DB ": original %lld is missing",
                     (long long)row);
        goto done;
    }
    *mtime_out = na_stmt_i64(s, 0);
    na_buf_reset(about);
    na_buf_str(about, na_stmt_text(s, 1));
    if ((rc = na_buf_check(about, "original", err)) < 0) goto done;
    rc = na_zstd_unpack(&a->zstd, na_stmt_blob(s, 3), NA_MAX_RECORD, bytes, err);
    if (rc < 0) na_err_prefix(err, NA_HEAD_DB ": original %lld", (long long)row);
done:
    na_stmt_close(s);
    return rc < 0 ? rc : NA_OK;
}

/* -- anywhere -------------------------------------------------------------------------- */

/* fn with each volume that has originals, the newest first, until it gives non-zero. A
 * volume that cannot be read is remembered in damage. */
static int find_volume(na_arc *a, const uint8_t hash[NA_ORIGINAL_HASH], na_origs **out,
                       size_t *at_out, na_str *name_out, na_arena *arena, na_err *damage,
                       na_err *err)
{
    na_catrow *cat = NULL;
    size_t n = 0;
    int rc = na_catalogue(a, &cat, &n, err);

    *out = NULL;
    for (size_t i = n; rc == NA_OK && !*out && i-- > 0;) {
        na_origs *o = NULL;
        na_volume *v;
        na_err e = { 0 };
        int vrc = na_volume_get(a, &cat[i], &v, &e);

        if (vrc == NA_OK) vrc = na_origs_of(v, &o, &e);
        if (vrc == NA_ENOMEM) rc = na_fail_nomem(err);
        if (vrc < 0) {
            na_fail(damage, vrc, "%s", e.msg);
        } else if (o && na_origs_find(o, hash, at_out)) {
            *out = o;
            *name_out = na_arena_str(arena, na_str_c(cat[i].name));
            if (!name_out->ptr) rc = na_fail_nomem(err);
        }
    }
    free(cat);
    return rc;
}

static int get(na_arc *a, na_str sha256, na_original *out, na_buf *bytes, na_arena *arena,
               na_err *err)
{
    uint8_t hash[NA_ORIGINAL_HASH];
    na_origs *o = NULL;
    na_err damage = { 0 };
    int64_t row = 0;
    size_t at = 0;
    na_buf about;
    int rc;

    na_buf_init(&about, NA_ORIGINAL_ABOUT);
    *out = (na_original){ .volume = NA_STR("head") };
    if (!hash_of(sha256, hash)) {
        rc = na_fail(err, NA_ENOENT, "\"%.*s\" names no record", NA_STR_ARG(sha256));
        goto done;
    }
    if ((rc = in_head(a, hash, &row, err)) < 0) goto done;
    if (row > 0) {
        rc = na_originals_row(a, row, &out->mtime, &about, bytes, err);
    } else {
        rc = find_volume(a, hash, &o, &at, &out->volume, arena, &damage, err);
        if (rc == NA_OK && o) rc = na_origs_read(o, at, &out->mtime, &about, bytes, err);
        if (rc == NA_OK && !o && damage.code)
            rc = na_fail(err, damage.code, "%s", damage.msg);
        if (rc == NA_OK && !o)
            rc = na_fail(err, NA_ENOENT, "the original of record %.*s is not kept",
                         NA_STR_ARG(sha256));
    }
    if (rc < 0) goto done;
    out->sha256 = na_arena_str(arena, na_str_sub(sha256, 0, 2 * NA_ORIGINAL_HASH));
    out->about = na_arena_str(arena, na_buf_get(&about));
    out->bytes = na_buf_get(bytes);
    if (!out->sha256.ptr || !out->about.ptr) rc = na_fail_nomem(err);
done:
    na_buf_release(&about);
    return rc;
}

int na_arc_original_get(na_arc *a, na_str sha256, na_original *out, na_buf *bytes,
                        na_arena *arena, na_err *err)
{
    const bool own = !na_db_in_transaction(a->db);
    int rc;

    if (own && (rc = na_db_begin(a->db, false, err)) < 0) return rc;
    rc = get(a, sha256, out, bytes, arena, err);
    if (own) na_db_rollback(a->db);
    na_volumes_trim(a, NULL);
    return rc;
}

int na_arc_original_put(na_arc *a, const na_original *o, bool *kept_out, na_err *err)
{
    uint8_t hash[NA_ORIGINAL_HASH];
    na_origs *have = NULL;
    na_arena arena = { 0 };
    na_err damage = { 0 };
    na_str name;
    int64_t row = 0;
    size_t at;
    int rc;

    na_assert(a->in_txn);
    *kept_out = false;
    if (!hash_of(o->sha256, hash) || o->bytes.len > NA_MAX_RECORD ||
        o->about.len > NA_ORIGINAL_ABOUT)
        return NA_OK;
    if ((rc = in_head(a, hash, &row, err)) < 0) goto done;
    if (row == 0) rc = find_volume(a, hash, &have, &at, &name, &arena, &damage, err);
    if (rc < 0) goto done;
    *kept_out = row > 0 || have;
    if (!*kept_out) rc = insert(a, o, hash, kept_out, err);
done:
    na_arena_release(&arena);
    return rc;
}
