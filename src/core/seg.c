/* SPDX-License-Identifier: MIT */
#include "core/seg.h"
#include <stdlib.h>

static int strike(na_seg *s, int64_t row, na_err *err)
{
    if (!s->dead && !(s->dead = calloc((size_t)s->rows / NA_WINDOW + 1, NA_WINDOW / 8)))
        return na_fail_nomem(err);
    s->dead[(row - 1) >> 6] |= UINT64_C(1) << ((row - 1) & 63);
    return NA_OK;
}

/* The bits of the dead rows of a volume (0: the head). */
static int load_dead(na_seg *s, int64_t volume, na_err *err)
{
    const na_deadrow *v;
    size_t n;
    int rc = na_view_dead(s->arc, volume, &v, &n, err);

    for (size_t i = 0; rc == NA_OK && i < n; i++)
        if (v[i].row > s->base && v[i].row <= s->base + s->rows &&
            (s->revisions == NA_REVISIONS_LATEST || v[i].why != NA_DEAD_SUPERSEDED))
            rc = strike(s, v[i].row - s->base, err);
    for (int64_t row = 1;
         rc == NA_OK && s->revisions == NA_REVISIONS_FIRST && row <= s->rows; row++) {
        uint32_t revision;
        rc = na_seg_revision(s, row, &revision, err);
        if (rc == NA_OK && revision != 1) rc = strike(s, row, err);
    }
    return rc;
}

int na_seg_revisions(na_seg *s, na_qrevisions which, na_err *err)
{
    if (s->revisions == which || s->rows == 0) return NA_OK;
    if (!s->borrowed || s->own_dead) free(s->dead);
    s->dead = NULL;
    s->own_dead = true;
    s->revisions = which;
    return load_dead(s, s->vol ? s->vol->row.id : 0, err);
}

static int take_batch(na_seg *s, int64_t first, na_str v, na_err *err)
{
    na_rd r = na_rd_of(v);

    if (v.len % NA_HEADROW_BYTES != 0 || first < 1 ||
        first - 1 > s->rows - (int64_t)(v.len / NA_HEADROW_BYTES))
        return na_fail(err, NA_ECORRUPT, "head.db: batch %lld does not fit",
                       (long long)first);
    for (size_t i = (size_t)first - 1; na_rd_left(&r) > 0; i++) {
        s->own_id[i] = na_rd_u64(&r);
        s->own_published[i] = (int64_t)na_rd_u64(&r);
        s->own_length[i] = na_rd_u32(&r);
        s->own_words[i] = na_rd_u32(&r);
        s->own_revision[i] = na_rd_u32(&r);
        (void)na_rd_u32(&r);
        s->own_signature[i] = na_rd_u64(&r);
        s->undated += s->own_published[i] == NA_TIME_NONE;
    }
    return NA_OK;
}

static int load_head_rows(na_seg *s, na_err *err)
{
    na_stmt *q = NULL;
    size_t n = (size_t)s->rows;
    int rc;

    s->own_published = calloc(n, sizeof *s->own_published);
    s->own_length = calloc(n, sizeof *s->own_length);
    s->own_words = calloc(n, sizeof *s->own_words);
    s->own_id = calloc(n, sizeof *s->own_id);
    s->own_signature = calloc(n, sizeof *s->own_signature);
    s->own_revision = calloc(n, sizeof *s->own_revision);
    if (!s->own_published || !s->own_length || !s->own_words || !s->own_id ||
        !s->own_signature || !s->own_revision)
        return na_fail_nomem(err);
    rc = na_stmt_open(
        &q, s->arc->db,
        "SELECT first, v FROM batch WHERE first > ?1 AND first <= ?1 + ?2 ORDER BY first",
        err);
    if (rc == NA_OK) na_stmt_bind_i64(q, 1, s->base), na_stmt_bind_i64(q, 2, s->rows);
    while (rc >= 0 && (rc = na_stmt_step(q, err)) > 0)
        rc = take_batch(s, na_stmt_i64(q, 0) - s->base, na_stmt_blob(q, 1), err);
    na_stmt_close(q);
    s->published = s->own_published;
    s->length = s->own_length;
    return rc;
}

static void sum_tokens(na_seg *s)
{
    for (int c = NA_FTS_TITLE; c <= NA_FTS_BODY; c++) s->tokens += na_fti_tokens(s->fti, c);
}

static int open_head(na_seg *s, na_arc *a, int part, na_err *err)
{
    bool marked = part == NA_HEAD_MARKED;
    int64_t last;
    int rc;

    *s = (na_seg){ .arc = a, .base = marked ? NA_MARKED_BASE : 0 };
    rc = na_db_number(a->db,
                      marked ? "SELECT max(first + n - 1) FROM batch"
                               " WHERE first > " NA_MARKED_BASE_SQL
                             : "SELECT max(first + n - 1) FROM batch"
                               " WHERE first < " NA_MARKED_BASE_SQL,
                      0, &last, err);
    if (rc < 0 || last == 0) return rc;
    if (last < s->base || last - s->base > UINT32_MAX)
        return na_fail(err, NA_ECORRUPT, "head.db: the last row is %lld", (long long)last);
    s->rows = last - s->base;
    rc = na_fti_open(&s->own_fti, a->db, marked ? NA_MARKED_FTS : NA_HEAD_FTS, err);
    if (rc < 0) return rc;
    s->fti = s->own_fti;
    sum_tokens(s);
    if ((rc = load_head_rows(s, err)) < 0) return rc;
    return load_dead(s, 0, err);
}

int na_seg_open_head(na_seg *s, na_arc *a, int part, na_err *err)
{
    na_view *v = &a->view;
    na_seg **kept = &v->head[part];
    int rc;

    if (!v->valid || a->snapshots == 0) return open_head(s, a, part, err);
    if (!*kept) {
        if (!(*kept = calloc(1, sizeof **kept))) return na_fail_nomem(err);
        if ((rc = open_head(*kept, a, part, err)) < 0) {
            na_seg_release(*kept);
            free(*kept);
            *kept = NULL;
            return rc;
        }
    }
    *s = **kept;
    s->borrowed = true;
    return NA_OK;
}

int na_seg_open_volume(na_seg *s, na_arc *a, const na_catrow *row, na_err *err)
{
    na_volume *v;
    int rc;

    *s = (na_seg){ .arc = a };
    if ((rc = na_volume_get(a, row, &v, err)) < 0) return rc;
    s->vol = v;
    v->pins++;
    s->cols = v->cols;
    s->fti = v->fti;
    s->rows = na_cols_rows(v->cols);
    s->undated = row->undated;
    sum_tokens(s);
    if ((rc = na_cols_i64(s->cols, NA_COL_PUBLISHED, &s->published, err)) < 0) return rc;
    if ((rc = na_cols_u32(s->cols, NA_COL_LENGTH, &s->length, err)) < 0) return rc;
    return load_dead(s, row->id, err);
}

void na_seg_release(na_seg *s)
{
    if (s->borrowed) {
        if (s->own_dead) free(s->dead);
        *s = (na_seg){ 0 };
        return;
    }
    na_fti_close(s->own_fti);
    free(s->dead);
    free(s->own_published);
    free(s->own_length);
    free(s->own_words);
    free(s->own_id);
    free(s->own_signature);
    free(s->own_revision);
    if (s->vol) {
        s->vol->pins--;
        /* A search over all volumes comes back to this one last. */
        s->vol->used = -++s->arc->uses;
        na_volumes_trim(s->arc, s->vol);
    }
    *s = (na_seg){ 0 };
}

int na_seg_check(const na_seg *s, int64_t row, na_err *err)
{
    if (row >= 1 && row <= s->rows) return NA_OK;
    return na_fail(err, NA_ECORRUPT, "%s: a posting names row %lld of %lld", na_seg_name(s),
                   (long long)row, (long long)s->rows);
}

int na_seg_check_end(const na_seg *s, na_postings *p, na_err *err)
{
    int rc = na_postings_seek(p, s->rows + 1, err);

    return rc > 0 ? na_seg_check(s, na_postings_rowid(p), err) : rc;
}

int na_seg_id(const na_seg *s, int64_t row, uint64_t *out, na_err *err)
{
    int64_t v;
    int rc;

    if (!s->vol) return *out = s->own_id[row - 1], NA_OK;
    rc = na_cols_get(s->cols, NA_COL_ID, row, &v, err);
    *out = (uint64_t)v;
    return rc;
}

int na_seg_revision(const na_seg *s, int64_t row, uint32_t *out, na_err *err)
{
    int64_t v = 0;
    int rc;

    if (!s->vol) return *out = s->own_revision[row - 1], NA_OK;
    rc = na_cols_get(s->cols, NA_COL_REV, row, &v, err);
    *out = (uint32_t)v;
    return rc;
}

int na_seg_signature(const na_seg *s, int64_t row, uint64_t *out, na_err *err)
{
    int64_t v = 0;
    int rc;

    if (!s->vol) return *out = s->own_signature[row - 1], NA_OK;
    rc = na_cols_get(s->cols, NA_COL_SIGNATURE, row, &v, err);
    *out = (uint64_t)v;
    return rc;
}

int na_seg_signatures(const na_seg *s, const uint64_t **out, na_err *err)
{
    const int64_t *v = NULL;
    int rc;

    if (!s->vol) return *out = s->own_signature, NA_OK;
    rc = na_cols_i64(s->cols, NA_COL_SIGNATURE, &v, err);
    *out = (const uint64_t *)v;
    return rc;
}

const char *na_seg_name(const na_seg *s)
{
    return s->vol ? s->vol->row.name : s->base ? "marks" : "head";
}

int na_seg_words(const na_seg *s, const uint32_t **out, na_err *err)
{
    if (!s->vol) return *out = s->own_words, NA_OK;
    return na_cols_u32(s->cols, NA_COL_WORDS, out, err);
}

/* Bytes that an article takes in a doclist, at least: rowid, size, one position. */
#define LEAST_BYTES 3u

int na_seg_postings(const na_seg *s, na_str word, na_postings **out, uint64_t *n_out,
                    na_err *err)
{
    size_t few = (size_t)s->rows / NA_STEM_SHARE;
    na_impacts *impacts = NULL;
    na_stem *table;
    int rc = na_fti_term(s->fti, word, out, err);

    if (rc < 0 || !*out || !s->vol) return rc;
    if (few < NA_SEG_FEW) few = NA_SEG_FEW;
    if (na_postings_guess(*out) / LEAST_BYTES <= few) return NA_OK;
    if ((rc = na_volume_stem(s->vol, &table, err)) < 0) return rc;
    rc = na_stem_n(table, word, (uint64_t)s->rows, n_out, &impacts, err);
    if (rc > 0) na_postings_guide(*out, impacts);
    return rc < 0 ? rc : NA_OK;
}

int na_seg_count(const na_seg *s, na_str word, uint64_t *n_out, na_err *err)
{
    na_stem *table;
    int rc = 0;

    if (s->vol) {
        if ((rc = na_volume_stem(s->vol, &table, err)) < 0) return rc;
        rc = na_stem_n(table, word, (uint64_t)s->rows, n_out, NULL, err);
    }
    if (rc == 0) return na_stem_count(s->fti, word, n_out, err);
    return rc < 0 ? rc : NA_OK;
}

int na_seg_article(const na_seg *s, int64_t row, na_article *out, na_arena *arena,
                   na_err *err)
{
    if (!s->vol) return na_head_article(s->arc, s->base + row, out, arena, err);
    return na_volume_article(s->vol, row, out, arena, err);
}

int na_seg_range(const na_seg *s, int64_t from, int64_t to, int64_t *lo, int64_t *hi,
                 na_err *err)
{
    int rc;

    if (from <= NA_TIME_NONE) from = NA_TIME_NONE + 1;
    rc = na_cols_since(s->cols, from, lo, err);
    if (rc == NA_OK)
        rc = to == INT64_MAX ? (*hi = s->rows + 1, NA_OK)
                             : na_cols_since(s->cols, to, hi, err);
    return rc;
}
