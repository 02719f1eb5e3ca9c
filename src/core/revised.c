/* SPDX-License-Identifier: MIT */
/* revised.c - what a revision changed, and keeping it
 *
 * head.db has a row for each revision behind an article's first: which columns it changed.
 * It is written with the revision, and follows from the articles, so that an archive of
 * before is brought up to date by reading them, once.
 */
#include "core/past.h"
#include "query/query.h"
#include "text/unicode.h"

static int same_text(na_str a, na_str b, na_buf *x, na_buf *y, bool *out, na_err *err)
{
    int rc;

    *out = na_str_eq(a, b);
    if (*out) return NA_OK;
    na_buf_reset(x);
    na_buf_reset(y);
    if ((rc = na_text_squeeze(a, x, err)) < 0) return rc;
    if ((rc = na_text_squeeze(b, y, err)) < 0) return rc;
    *out = na_str_eq(na_buf_get(x), na_buf_get(y));
    return NA_OK;
}

static bool same_list(na_strv a, na_strv b)
{
    bool same = a.n == b.n;

    for (size_t i = 0; same && i < a.n; i++) same = na_str_eq(a.v[i], b.v[i]);
    return same;
}

int na_changed_fields(const na_article *a, const na_article *b, uint32_t *out, na_err *err)
{
    const struct {
        na_str a, b;
        uint32_t field;
    } texts[] = {
        { a->title, b->title, NA_F_TITLE },       { a->deck, b->deck, NA_F_DECK },
        { a->body, b->body, NA_F_BODY },          { a->source, b->source, NA_F_SOURCE },
        { a->section, b->section, NA_F_SECTION },
    };
    na_buf x, y;
    bool same;
    int rc = NA_OK;

    *out = 0;
    na_buf_init(&x, 2 * NA_MAX_ARTICLE);
    na_buf_init(&y, 2 * NA_MAX_ARTICLE);
    for (size_t i = 0; rc == NA_OK && i < sizeof texts / sizeof *texts; i++) {
        rc = same_text(texts[i].a, texts[i].b, &x, &y, &same, err);
        if (rc == NA_OK && !same) *out |= texts[i].field;
    }
    if (!same_list(a->authors, b->authors)) *out |= NA_F_AUTHOR;
    if (!same_list(a->tags, b->tags)) *out |= NA_F_TAG;
    na_buf_release(&x);
    na_buf_release(&y);
    return rc;
}

/* The revisions of one article. One that cannot be read is left out: verify tells of it. */
static int fill_one(na_arc *a, uint64_t id, na_stmt *put, na_err *err)
{
    na_arena list = { 0 }, arena = { 0 };
    na_article before = { 0 }, art;
    na_revision *v;
    char hex[17], full[17];
    size_t n = 0;
    int rc;

    (void)snprintf(hex, sizeof hex, "%016llx", (unsigned long long)id);
    rc = na_arc_history(a, na_str_n(hex, 16), full, &v, &n, &list, NULL);
    for (size_t i = 0; rc == NA_OK && i < n; i++) {
        uint32_t changed;
        rc = na_arc_get(a, na_str_n(hex, 16), v[i].revision, &art, &arena, NULL, NULL);
        if (rc < 0) break;
        if (i > 0) {
            if ((rc = na_changed_fields(&before, &art, &changed, err)) < 0) goto done;
            na_stmt_bind_i64(put, 1, (int64_t)id);
            na_stmt_bind_i64(put, 2, v[i].revision);
            na_stmt_bind_i64(put, 3, changed);
            if ((rc = na_stmt_run(put, err)) < 0) goto done;
        }
        before = art;
    }
    rc = NA_OK;
done:
    na_arena_release(&list);
    na_arena_release(&arena);
    return rc;
}

static int fill(na_arc *a, na_err *err)
{
    na_stmt *ids = NULL, *put = NULL;
    int rc = na_stmt_open(&ids, a->db,
                          "SELECT DISTINCT id FROM dead WHERE id NOT IN"
                          " (SELECT id FROM blocked)",
                          err);

    if (rc == NA_OK)
        rc = na_stmt_open(&put, a->db,
                          "INSERT OR REPLACE INTO revised(id, revision, changed)"
                          " VALUES(?, ?, ?)",
                          err);
    while (rc >= 0 && (rc = na_stmt_step(ids, err)) > 0)
        rc = fill_one(a, (uint64_t)na_stmt_i64(ids, 0), put, err);
    na_stmt_close(ids);
    na_stmt_close(put);
    return rc < 0 ? rc : na_head_set(a, "revised", 1, err);
}

int na_revised_fill(na_arc *a, na_err *err)
{
    int64_t done;
    int rc = na_head_get(a, "revised", &done, err);

    if (rc < 0 || done) return rc;
    if ((rc = na_txn_begin(a, err)) < 0) return rc;
    return na_txn_end(a, fill(a, err), err);
}
