/* SPDX-License-Identifier: MIT */
#include "core/evidence.h"
#include "base/hash.h"
#include "core/arc_int.h"
#include "store/vol_stream.h"
#include <stdlib.h>

/* The row of a revision in a volume; 0: it is not there. */
static int row_in(na_volume *v, uint64_t id, uint32_t revision, int64_t *row_out,
                  na_err *err)
{
    int64_t rows[64], rev = 0;
    size_t n = 0;
    int rc = na_cols_find_ids(v->cols, id, id, 64, rows, NULL, &n, err);

    *row_out = 0;
    for (size_t i = 0; rc == NA_OK && i < n; i++) {
        rc = na_cols_get(v->cols, NA_COL_REV, rows[i], &rev, err);
        if (rc == NA_OK && (uint32_t)rev == revision) *row_out = rows[i];
    }
    return rc;
}

static int fill(na_volume *v, int64_t row, na_proof *out, na_arena *arena, na_err *err)
{
    uint64_t off = 0, len = 0;
    na_buf b;
    int rc;

    na_buf_init(&b, NA_FRAME_MAX_STORED);
    out->volume = na_arena_str(arena, na_str_c(v->row.name));
    out->manifest = na_arena_str(arena, na_vol_manifest(v->vol));
    rc = na_vol_member_read(v->vol, NA_VOL_NAME_FRAMES, NA_FRAME_MAX_STORED, &b, err);
    if (rc < 0) goto done;
    out->frames_sha = na_arena_str(arena, na_buf_get(&b));
    if ((rc = na_cols_line(v->cols, row, &off, &len, err)) < 0) goto done;
    out->frame_no = na_vol_frame_of(v->vol, NA_VOL_ARTICLES, off);
    rc = na_vol_stored(v->vol, NA_VOL_ARTICLES, out->frame_no, &b, err);
    if (rc < 0) goto done;
    out->frame = na_arena_str(arena, na_buf_get(&b));
    if ((rc = na_vol_line(v->vol, off, (size_t)len, &b, err)) < 0) goto done;
    if (b.len > 0 && b.ptr[b.len - 1] == '\n') na_buf_cut(&b, b.len - 1);
    out->line = na_arena_str(arena, na_buf_get(&b));
    if (!out->volume.ptr || !out->manifest.ptr || !out->frames_sha.ptr || !out->frame.ptr ||
        !out->line.ptr)
        rc = na_fail_nomem(err);
done:
    na_buf_release(&b);
    return rc;
}

static int find(na_arc *a, uint64_t id, uint32_t revision, na_proof *out, na_arena *arena,
                na_err *err)
{
    na_catrow *cat = NULL;
    na_volume *v = NULL;
    int64_t row = 0;
    size_t n = 0;
    int rc = na_catalogue(a, &cat, &n, err);

    for (size_t i = 0; rc == NA_OK && row == 0 && i < n; i++) {
        rc = na_volume_get(a, &cat[i], &v, err);
        if (rc == NA_OK) rc = row_in(v, id, revision, &row, err);
    }
    if (rc == NA_OK)
        rc = row > 0 ? fill(v, row, out, arena, err)
                     : na_fail(err, NA_ENOENT, "%016llx.%u: in no volume",
                               (unsigned long long)id, (unsigned)revision);
    free(cat);
    return rc;
}

int na_arc_proof(na_arc *a, na_str id, uint32_t revision, na_proof *out, na_arena *arena,
                 na_err *err)
{
    const bool own = !na_db_in_transaction(a->db);
    uint8_t bytes[8];
    uint64_t v = 0;
    int rc;

    *out = (na_proof){ 0 };
    if (!na_unhex(id, bytes, sizeof bytes))
        return na_fail(err, NA_EUSAGE, "\"%.*s\": no id", NA_STR_ARG(id));
    for (size_t i = 0; i < sizeof bytes; i++) v = v << 8 | bytes[i];
    if (own && (rc = na_db_begin(a->db, false, err)) < 0) return rc;
    rc = find(a, v, revision, out, arena, err);
    if (own) na_db_rollback(a->db);
    na_volumes_trim(a, NULL);
    return rc;
}
