/* SPDX-License-Identifier: MIT */
/* quarantine.c - records that gave no article, with their bytes, until retried or dropped
 *
 * The same record failing in another import of its bundle is the same row: its attempts
 * count up. Bytes are kept, zstd, up to 1 MiB a record and 1 GiB in all; beyond that hash
 * and place remain. */
#include "core/arc_int.h"

#define KEPT_MAX (NA_QUARANTINE_RECORD + 2 * NA_MAX_AROUND) /* of a row, unpacked */

/* Bytes kept in all. Summed up once a handle: only its writer changes them. */
static int kept_total(na_arc *a, int64_t *out, na_err *err)
{
    int rc = NA_OK;

    if (a->quarantine_bytes < 0)
        rc = na_db_number(a->db, "SELECT sum(length(bytes)) FROM quarantine", 0,
                          &a->quarantine_bytes, err);
    *out = a->quarantine_bytes;
    return rc;
}

static int find_same(na_arc *a, na_quarantined *q, na_err *err)
{
    na_stmt *s = NULL;
    int rc;

    rc = na_stmt_open(
        &s, a->db,
        "SELECT id, attempts FROM quarantine WHERE sha256 = ? AND entry = ? AND"
        " record = ? AND bundle = ?",
        err);
    if (rc < 0) goto done;
    na_stmt_bind_text(s, 1, q->sha256);
    na_stmt_bind_text(s, 2, q->entry);
    na_stmt_bind_i64(s, 3, (int64_t)q->record);
    na_stmt_bind_text(s, 4, q->bundle);
    if ((rc = na_stmt_step(s, err)) > 0) {
        q->id = (uint64_t)na_stmt_i64(s, 0);
        q->attempts = (uint64_t)na_stmt_i64(s, 1);
    }
done:
    na_stmt_close(s);
    return rc;
}

static int insert(na_arc *a, na_quarantined *q, na_err *err)
{
    na_stmt *s = NULL;
    na_buf z, all;
    char now[32];
    int64_t total;
    int rc, i = 1;

    na_buf_init(&z, 4 * NA_MIB);
    na_buf_init(&all, KEPT_MAX);
    q->bytes_kept = q->bytes.len > 0 && q->bytes.len <= NA_QUARANTINE_RECORD;
    if (q->before.len > NA_MAX_AROUND || q->after.len > NA_MAX_AROUND || !q->bytes_kept)
        q->before = q->after = (na_str){ 0 };
    if (q->bytes_kept) {
        na_buf_str(&all, q->before);
        na_buf_str(&all, q->bytes);
        na_buf_str(&all, q->after);
        if ((rc = na_buf_check(&all, "record", err)) < 0) goto done;
        if ((rc = kept_total(a, &total, err)) < 0) goto done;
        if ((rc = na_zstd_pack(&a->zstd, na_buf_get(&all), 6, &z, err)) < 0) goto done;
        q->bytes_kept = (uint64_t)total + z.len <= NA_QUARANTINE_TOTAL;
    }
    rc = na_stmt_open(
        &s, a->db,
        "INSERT INTO quarantine(import, bundle, entry, entry_index, record,"
        " offset, length, sha256, script, script_sha, code, message, file, line,"
        " trace, options, mtime, attempts, first_seen, last_seen, before, after, bytes)"
        " VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,1,?,?,?,?,?)",
        err);
    if (rc < 0) goto done;
    na_rfc3339_utc(na_now(), now);
    na_stmt_bind_i64(s, i++, (int64_t)q->import);
    na_stmt_bind_text(s, i++, q->bundle);
    na_stmt_bind_text(s, i++, q->entry);
    na_stmt_bind_i64(s, i++, (int64_t)q->entry_index);
    na_stmt_bind_i64(s, i++, (int64_t)q->record);
    na_stmt_bind_i64(s, i++, (int64_t)q->offset);
    na_stmt_bind_i64(s, i++, (int64_t)q->length);
    na_stmt_bind_text(s, i++, q->sha256);
    na_stmt_bind_text(s, i++, q->script);
    na_stmt_bind_text(s, i++, q->script_sha);
    na_stmt_bind_text(s, i++, q->code);
    na_stmt_bind_text(s, i++, q->message);
    na_stmt_bind_text(s, i++, q->file);
    na_stmt_bind_i64(s, i++, (int64_t)q->line);
    na_stmt_bind_text(s, i++, q->trace);
    na_stmt_bind_text(s, i++, q->options);
    na_stmt_bind_i64(s, i++, q->mtime);
    na_stmt_bind_text(s, i++, na_str_c(now));
    na_stmt_bind_text(s, i++, na_str_c(now));
    na_stmt_bind_i64(s, i++, q->bytes_kept ? (int64_t)q->before.len : 0);
    na_stmt_bind_i64(s, i++, q->bytes_kept ? (int64_t)q->after.len : 0);
    if (q->bytes_kept)
        na_stmt_bind_blob(s, i, na_buf_get(&z));
    else
        na_stmt_bind_null(s, i);
    if ((rc = na_stmt_run(s, err)) < 0) goto done;
    q->id = (uint64_t)na_db_last_rowid(a->db);
    q->attempts = 1;
    if (q->bytes_kept) a->quarantine_bytes += (int64_t)z.len;
done:
    na_stmt_close(s);
    na_buf_release(&z);
    na_buf_release(&all);
    return rc;
}

int na_arc_quarantine_add(na_arc *a, na_quarantined *q, na_err *err)
{
    int rc = find_same(a, q, err);

    if (rc < 0) return rc;
    return rc > 0 ? na_arc_quarantine_failed(a, q, err) : insert(a, q, err);
}

int na_arc_quarantine_failed(na_arc *a, const na_quarantined *q, na_err *err)
{
    na_stmt *s = NULL;
    char now[32];
    int rc;

    rc = na_stmt_open(
        &s, a->db,
        "UPDATE quarantine SET script = ?, script_sha = ?, code = ?, message = ?,"
        " file = ?, line = ?, trace = ?, attempts = attempts + 1, last_seen = ?"
        " WHERE id = ?",
        err);
    if (rc < 0) goto done;
    na_rfc3339_utc(na_now(), now);
    na_stmt_bind_text(s, 1, q->script);
    na_stmt_bind_text(s, 2, q->script_sha);
    na_stmt_bind_text(s, 3, q->code);
    na_stmt_bind_text(s, 4, q->message);
    na_stmt_bind_text(s, 5, q->file);
    na_stmt_bind_i64(s, 6, (int64_t)q->line);
    na_stmt_bind_text(s, 7, q->trace);
    na_stmt_bind_text(s, 8, na_str_c(now));
    na_stmt_bind_i64(s, 9, (int64_t)q->id);
    rc = na_stmt_run(s, err);
done:
    na_stmt_close(s);
    return rc;
}

/* Columns in the order of the SELECT below. */
static int row_of(na_arc *a, na_stmt *s, bool with_bytes, na_buf *plain, na_quarantined *q,
                  na_err *err)
{
    *q = (na_quarantined){
        .id = (uint64_t)na_stmt_i64(s, 0),
        .import = (uint64_t)na_stmt_i64(s, 1),
        .bundle = na_stmt_text(s, 2),
        .entry = na_stmt_text(s, 3),
        .entry_index = (uint64_t)na_stmt_i64(s, 4),
        .record = (uint64_t)na_stmt_i64(s, 5),
        .offset = (uint64_t)na_stmt_i64(s, 6),
        .length = (uint64_t)na_stmt_i64(s, 7),
        .sha256 = na_stmt_text(s, 8),
        .script = na_stmt_text(s, 9),
        .script_sha = na_stmt_text(s, 10),
        .code = na_stmt_text(s, 11),
        .message = na_stmt_text(s, 12),
        .file = na_stmt_text(s, 13),
        .line = (uint64_t)na_stmt_i64(s, 14),
        .trace = na_stmt_text(s, 15),
        .options = na_stmt_text(s, 16),
        .mtime = na_stmt_i64(s, 17),
        .attempts = (uint64_t)na_stmt_i64(s, 18),
        .first_seen = na_stmt_text(s, 19),
        .last_seen = na_stmt_text(s, 20),
        .bytes_kept = na_stmt_i64(s, 21) != 0,
    };
    if (!with_bytes || !q->bytes_kept) return NA_OK;
    int rc = na_zstd_unpack(&a->zstd, na_stmt_blob(s, 24), KEPT_MAX, plain, err);
    if (rc < 0) return rc;
    const na_str all = na_buf_get(plain);
    const int64_t before = na_stmt_i64(s, 22), after = na_stmt_i64(s, 23);
    if (before < 0 || after < 0 || (uint64_t)before > all.len ||
        (uint64_t)after > all.len - (uint64_t)before)
        return na_fail(err, NA_ECORRUPT, "quarantine %llu: its bytes are damaged",
                       (unsigned long long)q->id);
    q->before = na_str_sub(all, 0, (size_t)before);
    q->bytes = na_str_sub(all, (size_t)before, all.len - (size_t)after);
    q->after = na_str_sub(all, all.len - (size_t)after, all.len);
    return NA_OK;
}

int na_arc_quarantine_each(na_arc *a, uint64_t id, bool with_bytes, na_quarantine_fn fn,
                           void *ctx, na_err *err)
{
    na_stmt *s = NULL;
    na_buf plain;
    na_quarantined q;
    int rc;

    na_buf_init(&plain, 2 * KEPT_MAX);
    rc = na_stmt_open(
        &s, a->db,
        "SELECT id, import, bundle, entry, entry_index, record, offset, length,"
        " sha256, script, script_sha, code, message, file, line, trace, options,"
        " mtime, attempts, first_seen, last_seen, bytes IS NOT NULL, before, after,"
        " CASE WHEN ?2 THEN bytes END"
        " FROM quarantine WHERE ?1 = 0 OR id = ?1 ORDER BY id",
        err);
    if (rc < 0) goto done;
    na_stmt_bind_i64(s, 1, (int64_t)id);
    na_stmt_bind_i64(s, 2, with_bytes);
    while ((rc = na_stmt_step(s, err)) > 0) {
        if ((rc = row_of(a, s, with_bytes, &plain, &q, err)) < 0) break;
        if ((rc = fn(ctx, &q)) != 0) break;
    }
done:
    na_stmt_close(s);
    na_buf_release(&plain);
    return rc;
}

int na_arc_quarantine_drop(na_arc *a, uint64_t id, uint64_t *n_out, na_err *err)
{
    na_stmt *s = NULL;
    int rc;

    rc = na_stmt_open(&s, a->db, "DELETE FROM quarantine WHERE ?1 = 0 OR id = ?1", err);
    if (rc < 0) goto done;
    na_stmt_bind_i64(s, 1, (int64_t)id);
    if ((rc = na_stmt_run(s, err)) < 0) goto done;
    *n_out = (uint64_t)na_db_changes(a->db);
    a->quarantine_bytes = -1;
done:
    na_stmt_close(s);
    return rc;
}
