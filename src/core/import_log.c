/* SPDX-License-Identifier: MIT */
/* import_log.c - one row an import: its bundle, its counts, and where to go on
 *
 * The checkpoint is written in the transaction that stores the articles before it, so what
 * it says is committed and what lies behind it is not. */
#include "core/arc_int.h"

static void counts_of(na_stmt *s, int col, na_import *io)
{
    uint64_t *const v[] = { &io->entry,      &io->record,  &io->entries,
                            &io->records,    &io->added,   &io->updated,
                            &io->duplicates, &io->skipped, &io->quarantined };
    for (size_t i = 0; i < sizeof v / sizeof *v; i++)
        *v[i] = (uint64_t)na_stmt_i64(s, col + (int)i);
}

static int find_unfinished(na_arc *a, na_import *io, na_err *err)
{
    na_stmt *s = NULL;
    int rc;

    rc = na_stmt_open(
        &s, a->db,
        "SELECT id, entry, record, entries, records, added, updated, duplicates,"
        " skipped, quarantined FROM import WHERE sha256 = ? AND bundle = ? AND"
        " done = 0 ORDER BY id DESC LIMIT 1",
        err);
    if (rc < 0) goto done;
    na_stmt_bind_text(s, 1, io->sha256);
    na_stmt_bind_text(s, 2, io->bundle);
    if ((rc = na_stmt_step(s, err)) > 0) {
        io->id = (uint64_t)na_stmt_i64(s, 0);
        counts_of(s, 1, io);
    }
done:
    na_stmt_close(s);
    return rc;
}

static int new_row(na_arc *a, na_import *io, na_err *err)
{
    na_stmt *s = NULL;
    char now[32];
    int rc;

    rc = na_stmt_open(
        &s, a->db,
        "INSERT INTO import(bundle, size, sha256, started, done, entry, record,"
        " entries, records, added, updated, duplicates, skipped, quarantined)"
        " VALUES(?, ?, ?, ?, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)",
        err);
    if (rc < 0) goto done;
    na_rfc3339_utc(na_now(), now);
    na_stmt_bind_text(s, 1, io->bundle);
    na_stmt_bind_i64(s, 2, (int64_t)io->size);
    na_stmt_bind_text(s, 3, io->sha256);
    na_stmt_bind_text(s, 4, na_str_c(now));
    if ((rc = na_stmt_run(s, err)) < 0) goto done;
    io->id = (uint64_t)na_db_last_rowid(a->db);
done:
    na_stmt_close(s);
    return rc;
}

int na_arc_import_begin(na_arc *a, na_import *io, na_err *err)
{
    int rc;

    if ((rc = na_txn_begin(a, err)) < 0) return rc;
    if (io->sha256.len > 0) rc = find_unfinished(a, io, err);
    if (rc == 0) {
        io->entry = io->record = io->entries = io->records = io->added = io->updated = 0;
        io->duplicates = io->skipped = io->quarantined = 0;
        rc = new_row(a, io, err);
    }
    return na_txn_end(a, rc > 0 ? NA_OK : rc, err);
}

int na_arc_import_update(na_arc *a, const na_import *imp, na_err *err)
{
    const uint64_t v[] = { imp->entry,      imp->record,  imp->entries,
                           imp->records,    imp->added,   imp->updated,
                           imp->duplicates, imp->skipped, imp->quarantined };
    na_stmt *s = NULL;
    char now[32];
    int rc;

    na_assert(a->in_txn);
    rc = na_stmt_open(
        &s, a->db,
        "UPDATE import SET entry = ?, record = ?, entries = ?, records = ?,"
        " added = ?, updated = ?, duplicates = ?, skipped = ?, quarantined = ?,"
        " sha256 = ?, size = ?, done = ?, ended = ? WHERE id = ?",
        err);
    if (rc < 0) goto done;
    na_rfc3339_utc(na_now(), now);
    for (size_t i = 0; i < sizeof v / sizeof *v; i++)
        na_stmt_bind_i64(s, (int)i + 1, (int64_t)v[i]);
    na_stmt_bind_text(s, 10, imp->sha256);
    na_stmt_bind_i64(s, 11, (int64_t)imp->size);
    na_stmt_bind_i64(s, 12, imp->done);
    if (imp->done)
        na_stmt_bind_text(s, 13, na_str_c(now));
    else
        na_stmt_bind_null(s, 13);
    na_stmt_bind_i64(s, 14, (int64_t)imp->id);
    rc = na_stmt_run(s, err);
done:
    na_stmt_close(s);
    return rc;
}

int na_arc_import_get(na_arc *a, uint64_t id, na_import *out, na_arena *arena, na_err *err)
{
    na_stmt *s = NULL;
    int rc;

    *out = (na_import){ .id = id };
    rc = na_stmt_open(&s, a->db,
                      "SELECT bundle, sha256, size, done, entry, record, entries, records,"
                      " added, updated, duplicates, skipped, quarantined FROM import"
                      " WHERE id = ?",
                      err);
    if (rc < 0) goto done;
    na_stmt_bind_i64(s, 1, (int64_t)id);
    if ((rc = na_stmt_step(s, err)) < 0) goto done;
    if (rc == 0) {
        rc = na_fail(err, NA_ENOENT, "import %llu is not in the log",
                     (unsigned long long)id);
        goto done;
    }
    out->bundle = na_arena_str(arena, na_stmt_text(s, 0));
    out->sha256 = na_arena_str(arena, na_stmt_text(s, 1));
    out->size = (uint64_t)na_stmt_i64(s, 2);
    out->done = na_stmt_i64(s, 3) != 0;
    counts_of(s, 4, out);
    rc = out->bundle.ptr && out->sha256.ptr ? NA_OK : na_fail_nomem(err);
done:
    na_stmt_close(s);
    return rc;
}
