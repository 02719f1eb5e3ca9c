/* SPDX-License-Identifier: MIT */
/* stats.c - what an archive holds, from the catalogue and the head's batches alone */
#include "base/hash.h"
#include "core/arc_int.h"
#include <stdlib.h>
#include <sys/stat.h>

int na_arc_head_bytes(na_arc *a, uint64_t *out, na_err *err)
{
    int64_t n;
    int rc = na_head_get(a, "head_json", &n, err);

    if (rc == NA_OK) *out = n > 0 ? (uint64_t)n : 0;
    return rc;
}

int na_arc_volumes(na_arc *a, na_volume_fn fn, void *ctx, na_err *err)
{
    na_catrow *rows = NULL;
    char first[32], last[32], sha[65];
    size_t n = 0;
    int rc;

    if ((rc = na_catalogue(a, &rows, &n, err)) < 0) goto done;
    for (size_t i = 0; i < n && rc == 0; i++) {
        const na_catrow *r = &rows[i];
        na_volume_info v = { .name = na_str_c(r->name),
                             .bytes = r->bytes,
                             .articles = r->articles,
                             .undated = r->undated,
                             .json_bytes = r->json_bytes,
                             .manifest_sha256 = { sha, 64 },
                             .sealed = na_str_c(r->sealed) };
        na_hex(r->manifest_sha, 32, sha);
        if (r->first != NA_TIME_NONE) {
            na_rfc3339_date(r->first, first);
            na_rfc3339_date(r->last, last);
            v.first = na_str_c(first);
            v.last = na_str_c(last);
        }
        rc = fn(ctx, &v);
    }
done:
    free(rows);
    return rc;
}

static void widen(na_stats *s, int64_t first, int64_t last)
{
    if (first == NA_TIME_NONE) return;
    if (s->first == NA_TIME_NONE || first < s->first) s->first = first;
    if (s->last == NA_TIME_NONE || last > s->last) s->last = last;
}

static int of_volumes(na_arc *a, na_stats *out, na_err *err)
{
    na_catrow *rows = NULL;
    size_t n = 0;
    int rc = na_catalogue(a, &rows, &n, err);

    for (size_t i = 0; i < n; i++) {
        out->volumes++;
        out->volume_articles += rows[i].articles;
        out->volume_bytes += rows[i].bytes;
        out->volume_json_bytes += rows[i].json_bytes;
        widen(out, rows[i].first, rows[i].last);
    }
    free(rows);
    return rc;
}

/* The dates of the head's articles; dead ones count, as they do in volumes. */
static int of_head(na_arc *a, na_stats *out, na_err *err)
{
    na_stmt *q = NULL;
    int rc = na_stmt_open(&q, a->db, "SELECT v FROM batch", err);

    if (rc < 0) goto done;
    while ((rc = na_stmt_step(q, err)) > 0) {
        na_rd r = na_rd_of(na_stmt_blob(q, 0));
        while (na_rd_left(&r) >= NA_HEADROW_BYTES) {
            na_rd_u64(&r);
            int64_t published = (int64_t)na_rd_u64(&r);
            na_rd_bytes(&r, NA_HEADROW_BYTES - 16);
            widen(out, published, published);
        }
    }
done:
    na_stmt_close(q);
    return rc;
}

static uint64_t file_bytes(const char *dir, const char *name)
{
    struct stat st;
    uint64_t n = 0;
    na_buf path;

    na_buf_init(&path, 64 * NA_KIB);
    na_buf_printf(&path, "%s/%s", dir, name);
    if (path.rc == NA_OK && stat(na_buf_cstr(&path), &st) == 0 && st.st_size > 0)
        n = (uint64_t)st.st_size;
    na_buf_release(&path);
    return n;
}

static int counts(na_arc *a, na_stats *out, na_err *err)
{
    const struct {
        const char *sql;
        uint64_t *to;
    } q[] = {
        { "SELECT count(*) FROM article WHERE shadow = 0", &out->head_articles },
        { "SELECT count(*) FROM dead", &out->dead },
        { "SELECT count(*) FROM quarantine", &out->quarantined },
        { "SELECT count(*) FROM blocked", &out->removed },
        { "SELECT count(*) FROM import", &out->imports },
    };
    int64_t n;
    int rc;

    for (size_t i = 0; i < sizeof q / sizeof *q; i++) {
        if ((rc = na_db_number(a->db, q[i].sql, 0, &n, err)) < 0) return rc;
        *q[i].to = (uint64_t)n;
    }
    return na_arc_head_bytes(a, &out->head_json_bytes, err);
}

int na_arc_stats(na_arc *a, na_stats *out, na_err *err)
{
    bool own = !na_db_in_transaction(a->db);
    int rc;

    *out = (na_stats){ .first = NA_TIME_NONE, .last = NA_TIME_NONE };
    if (own && (rc = na_db_begin(a->db, false, err)) < 0) return rc;
    rc = counts(a, out, err);
    if (rc == NA_OK) rc = of_volumes(a, out, err);
    if (rc == NA_OK) rc = of_head(a, out, err);
    out->head_bytes =
        file_bytes(a->dir, NA_HEAD_DB) + file_bytes(a->dir, NA_HEAD_DB "-wal");
    if (own) na_db_rollback(a->db);
    return rc;
}
