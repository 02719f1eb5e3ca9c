/* SPDX-License-Identifier: MIT */
/* add.c - the import transaction: which articles are new, and storing them in the head
 *
 * An article is looked up by id in the head and in every volume. Known with the same text:
 * a duplicate. Known with other texts: a revision, and the one that was current joins the
 * dead set (it stays stored). Known under another identity: a collision, which is the
 * caller's to quarantine. What search needs of each article gathers in `batch` and is
 * written once, with the commit.
 */
#include "base/hash.h"
#include "core/arc_int.h"
#include "core/cites.h"
#include "core/identity.h"
#include "core/page.h"
#include "core/past.h"
#include "core/shadow.h"
#include <stdio.h>
#include <stdlib.h>

static const char *const sql[NA_ADD_N] = {
    [NA_ADD_FIND] = "SELECT row, revision, text FROM article WHERE id = ?"
                    " AND shadow = 0",
    [NA_ADD_INSERT] = "INSERT INTO article(row, id, revision, text, cites, packed, shadow)"
                      " VALUES(?, ?, ?, ?, ?, ?, ?)",
    [NA_ADD_MARKED] = "SELECT 1 FROM overlay WHERE id = ? LIMIT 1",
    [NA_ADD_DEAD] = "INSERT OR IGNORE INTO dead(volume, row, id) VALUES(?, ?, ?)",
    [NA_ADD_BLOCKED] = "SELECT 1 FROM blocked WHERE id = ?",
    [NA_ADD_REVISED] = "INSERT OR REPLACE INTO revised(id, revision, changed)"
                       " VALUES(?, ?, ?)",
    [NA_ADD_BATCH] = "INSERT INTO batch(first, n, v, langs) VALUES(?, ?, ?, ?)",
};

/* Where the newest known revision of an id is, and how many there are. */
struct known {
    size_t n;
    uint32_t revision; /* the highest */
    na_volume *vol;    /* NULL: the head */
    int64_t catalogue; /* its catalogue id, 0 for the head */
    int64_t row;
    bool same_text;
    uint32_t changed; /* columns that differ from it, NA_F_* */
};

int na_add_open(na_arc *a, na_err *err)
{
    const na_fts_opts fts = {
        .pgsz = 4000, .hashsize = 64 << 20, .automerge = -1, .crisismerge = 64
    };
    int rc;

    if (a->add[NA_ADD_N - 1] && a->learn) return NA_OK;
    if (!a->writable) return na_fail(err, NA_EREADONLY, "%s: opened for reading", a->dir);
    if (!a->analyzer && (rc = na_analyzer_new(&a->analyzer, err)) < 0) return rc;
    for (int i = 0; i < NA_FTS_COLS; i++) na_buf_init(&a->cols[i], 4 * NA_MAX_ARTICLE);
    na_buf_init(&a->scratch, 4 * NA_MAX_ARTICLE);
    na_buf_init(&a->bounds, 4 * NA_MAX_ARTICLE);
    na_buf_init(&a->found, NA_MIB);
    for (int i = 0; i < NA_HEADS; i++) {
        na_head_part *p = &a->part[i];
        p->base = i == NA_HEAD_MARKED ? NA_MARKED_BASE : 0;
        na_buf_init(&p->batch, 64 * NA_MIB);
        if (!p->fts && (rc = na_fts_open(&p->fts, a->db,
                                         i == NA_HEAD_MARKED ? NA_MARKED_FTS : NA_HEAD_FTS,
                                         &fts, err)) < 0)
            return rc;
    }
    for (int i = 0; i < NA_ADD_N; i++)
        if (!a->add[i] && (rc = na_stmt_open(&a->add[i], a->db, sql[i], err)) < 0)
            return rc;
    return a->learn ? NA_OK : na_learn_new(&a->learn, a->db, err);
}

static int catalogue_load(na_arc *a, na_err *err)
{
    int rc;

    if (a->have_cat) return NA_OK;
    rc = na_catalogue(a, &a->cat, &a->ncat, err);
    a->have_cat = rc == NA_OK;
    return rc;
}

int na_add_rows(na_arc *a, na_err *err)
{
    static const char *const last[NA_HEADS] = {
        "SELECT max(row) FROM article WHERE row < " NA_MARKED_BASE_SQL,
        "SELECT max(row) FROM article WHERE row > " NA_MARKED_BASE_SQL,
    };
    int rc = NA_OK;

    for (int i = 0; rc == NA_OK && i < NA_HEADS; i++) {
        na_head_part *p = &a->part[i];
        int64_t row;
        rc = na_db_number(a->db, last[i], 0, &row, err);
        p->next_row = p->batch_first = (row > p->base ? row : p->base) + 1;
    }
    return rc;
}

int na_arc_begin(na_arc *a, na_err *err)
{
    int rc;

    na_assert(!a->in_txn);
    if ((rc = na_add_open(a, err)) < 0) return rc;
    if ((rc = catalogue_load(a, err)) < 0) return rc;
    if ((rc = na_txn_begin(a, err)) < 0) return rc;
    a->in_txn = true;
    if ((rc = na_add_rows(a, err)) == NA_OK) {
        int64_t json;
        rc = na_head_get(a, "head_json", &json, err);
        a->head_json = json > 0 ? (uint64_t)json : 0;
        if (rc == NA_OK) rc = na_cites_begin(a, err);
    }
    if (rc < 0) na_arc_rollback(a);
    return rc;
}

static void note(struct known *k, uint32_t revision, bool same, na_volume *vol, int64_t row)
{
    k->n++;
    if (same) k->same_text = true;
    if (revision < k->revision) return;
    k->revision = revision;
    k->vol = vol;
    k->catalogue = vol ? vol->row.id : 0;
    k->row = row;
}

static int find_in_volume(na_volume *v, uint64_t id, uint64_t text, struct known *k,
                          na_err *err)
{
    int64_t rows[1024], rev, hash;
    size_t n;
    int rc = na_cols_find_ids(v->cols, id, id, 1024, rows, NULL, &n, err);

    for (size_t i = 0; rc == NA_OK && i < n; i++) {
        rc = na_cols_get(v->cols, NA_COL_REV, rows[i], &rev, err);
        if (rc == NA_OK) rc = na_cols_get(v->cols, NA_COL_TEXT, rows[i], &hash, err);
        if (rc == NA_OK) note(k, (uint32_t)rev, (uint64_t)hash == text, v, rows[i]);
    }
    return rc;
}

static int find_known(na_arc *a, uint64_t id, uint64_t text, struct known *k, na_err *err)
{
    na_stmt *s = a->add[NA_ADD_FIND];
    na_volume *v;
    int rc;

    *k = (struct known){ 0 };
    if ((rc = catalogue_load(a, err)) < 0) return rc;
    na_stmt_bind_i64(s, 1, (int64_t)id);
    while ((rc = na_stmt_step(s, err)) > 0)
        note(k, (uint32_t)na_stmt_i64(s, 1), (uint64_t)na_stmt_i64(s, 2) == text, NULL,
             na_stmt_i64(s, 0));
    for (size_t i = 0; rc == NA_OK && i < a->ncat; i++) {
        rc = na_volume_get(a, &a->cat[i], &v, err);
        if (rc == NA_OK) rc = find_in_volume(v, id, text, k, err);
    }
    return rc;
}

/* Has the known article the identity of the new one? Two identities may share an id. And
 * what is new in it. */
static int same_identity(na_arc *a, struct known *k, const na_article *art,
                         const na_identity *id, bool *out, na_err *err)
{
    na_article old = { 0 };
    na_identity had;
    int rc;

    na_arena_reset(&a->arena);
    rc = k->vol ? na_volume_article(k->vol, k->row, &old, &a->arena, err)
                : na_head_article(a, k->row, &old, &a->arena, err);
    if (rc == NA_OK) rc = na_identity_stored(&old, &had, err);
    if (rc == NA_OK) *out = memcmp(had.full, id->full, sizeof had.full) == 0;
    return rc < 0 ? rc : na_changed_fields(&old, art, &k->changed, err);
}

void na_arc_reparsing(na_arc *a, bool on) { a->reparsing = on; }

/* All that a reader gives: neither the number nor where it came from, nor what is
 * learned. */
static void given(const na_article *art, na_buf *out)
{
    na_article a = *art;

    a.id = (na_str){ 0 };
    a.revision = 0;
    a.permalink = false;
    a.prov = (na_provenance){ 0 };
    a.boilerplate = NULL;
    a.nboilerplate = 0;
    na_article_pack(&a, out);
}

/* Did the record give this to the same version of the reader that it gave the newest to? */
static int gave_it(na_arc *a, const na_article *newest, const na_article *art,
                   na_str given_now, bool *out, na_err *err)
{
    na_arena arena = { 0 };
    na_article old = { 0 };
    na_buf had;
    int rc = NA_OK;

    na_buf_init(&had, 2 * NA_MAX_ARTICLE);
    for (uint32_t rev = newest->revision - 1; rc == NA_OK && !*out && rev > 0; rev--) {
        na_arena_reset(&arena);
        rc = na_arc_get(a, art->id, rev, &old, &arena, NULL, NULL);
        if (rc == NA_ENOENT)
            rc = NA_OK;
        else if (rc < 0)
            na_fail(err, rc, "%.*s: revision %u cannot be read", NA_STR_ARG(art->id),
                    (unsigned)rev);
        else if (na_str_eq(old.prov.record_sha256, art->prov.record_sha256) &&
                 na_str_eq(old.prov.reader_version, newest->prov.reader_version)) {
            na_buf_reset(&had);
            given(&old, &had);
            *out = na_str_eq(na_buf_get(&had), given_now);
        }
    }
    na_buf_release(&had);
    na_arena_release(&arena);
    return rc;
}

/* Did the record of the newest revision give another article then? What a record gave
 * before another one brought a later revision stays as it is: made anew it would be the
 * latest. One record may give several revisions, and gives them all again. *same_out is the
 * identity. */
static int is_better(na_arc *a, struct known *k, const na_article *art,
                     const na_identity *id, bool *out, bool *same_out, na_err *err)
{
    na_article old = { 0 };
    na_buf had, has;
    bool before = false;
    int rc;

    *out = false;
    if ((rc = same_identity(a, k, art, id, same_out, err)) < 0 || !*same_out) return rc;
    na_buf_init(&had, 2 * NA_MAX_ARTICLE);
    na_buf_init(&has, 2 * NA_MAX_ARTICLE);
    rc = k->vol ? na_volume_article(k->vol, k->row, &old, &a->arena, err)
                : na_head_article(a, k->row, &old, &a->arena, err);
    if (rc == NA_OK && na_str_eq(old.prov.record_sha256, art->prov.record_sha256)) {
        given(&old, &had);
        given(art, &has);
        rc = na_buf_check(&has, "article", err);
        *out = rc == NA_OK && !na_str_eq(na_buf_get(&had), na_buf_get(&has));
        if (*out) rc = gave_it(a, &old, art, na_buf_get(&has), &before, err);
        *out = rc == NA_OK && *out && !before;
    }
    na_buf_release(&had);
    na_buf_release(&has);
    return rc;
}

static int is_blocked(na_arc *a, uint64_t id, na_err *err)
{
    na_stmt *s = a->add[NA_ADD_BLOCKED];
    int rc;

    na_stmt_bind_i64(s, 1, (int64_t)id);
    rc = na_stmt_step(s, err);
    na_stmt_reset(s);
    return rc;
}

/* Has the user marked it, or had he once? */
static int is_marked(na_arc *a, uint64_t id, na_err *err)
{
    na_stmt *s = a->add[NA_ADD_MARKED];
    int rc;

    na_stmt_bind_i64(s, 1, (int64_t)id);
    rc = na_stmt_step(s, err);
    na_stmt_reset(s);
    return rc;
}

static int bury(na_arc *a, const struct known *k, uint64_t id, na_err *err)
{
    na_stmt *s = a->add[NA_ADD_DEAD];

    na_stmt_bind_i64(s, 1, k->catalogue);
    na_stmt_bind_i64(s, 2, k->row);
    na_stmt_bind_i64(s, 3, (int64_t)id);
    return na_stmt_run(s, err);
}

static int put_revised(na_arc *a, uint64_t id, uint32_t revision, uint32_t changed,
                       na_err *err)
{
    na_stmt *s = a->add[NA_ADD_REVISED];

    na_stmt_bind_i64(s, 1, (int64_t)id);
    na_stmt_bind_i64(s, 2, revision);
    na_stmt_bind_i64(s, 3, changed);
    return na_stmt_run(s, err);
}

int na_add_store(na_arc *a, const na_article *art, uint64_t id, uint64_t text, bool shadow,
                 na_err *err)
{
    na_head_part *p = &a->part[shadow ? NA_HEAD_MARKED : NA_HEAD_ARTICLES];
    na_stmt *s = a->add[NA_ADD_INSERT];
    na_str cols[NA_FTS_COLS];
    uint32_t n[3] = { 0 };
    int rc = NA_OK;

    na_buf_reset(&a->found);
    if (!a->unsearched)
        rc = na_article_tokens(a->analyzer, art, a->cols, n, &a->bounds, err);
    if (rc < 0) return rc;
    for (int i = 0; i < NA_FTS_COLS; i++) cols[i] = na_buf_get(&a->cols[i]);
    if (!a->unsearched) rc = na_cites_find(a, art, a->cols, &a->bounds, &a->found, err);
    if (rc < 0) return rc;
    na_buf_reset(&a->scratch);
    na_article_pack(art, &a->scratch);
    if ((rc = na_buf_check(&a->scratch, "article", err)) < 0) return rc;

    na_stmt_bind_i64(s, 1, p->next_row);
    na_stmt_bind_i64(s, 2, (int64_t)id);
    na_stmt_bind_i64(s, 3, art->revision);
    na_stmt_bind_i64(s, 4, (int64_t)text);
    if (a->found.len > 0)
        na_stmt_bind_blob(s, 5, na_buf_get(&a->found));
    else
        na_stmt_bind_null(s, 5);
    na_stmt_bind_blob(s, 6, na_buf_get(&a->scratch));
    na_stmt_bind_i64(s, 7, shadow);
    if ((rc = na_stmt_run(s, err)) < 0) return rc;
    if (!a->unsearched) rc = na_fts_put(p->fts, p->next_row - p->base, cols, err);
    if (rc < 0) return rc;

    na_buf_u64(&p->batch, id);
    na_buf_u64(&p->batch, (uint64_t)na_article_time(art));
    na_buf_u32(&p->batch, n[0] + n[1] + n[2]);
    na_buf_u32(&p->batch, n[2]);
    na_buf_u32(&p->batch, art->revision);
    na_buf_u32(&p->batch, (uint32_t)a->scratch.len);
    na_buf_u64(&p->batch, na_article_signature(a->cols));
    if (!shadow) {
        na_langs_count(&a->batch_langs, art->lang);
        a->head_json += a->scratch.len;
    }
    p->next_row++;
    return na_buf_check(&p->batch, "transaction", err);
}

int na_arc_add(na_arc *a, na_article *art, na_added *out, na_err *err)
{
    na_identity id;
    struct known k;
    uint64_t text;
    bool same = true, better = false;
    int rc;

    na_assert(a->in_txn);
    if ((rc = na_identity_of(art, &id, err)) < 0) return rc;
    if ((rc = na_text_hash(art, &text, err)) < 0) return rc;
    na_hex(id.full, 8, a->id);
    art->id = na_str_n(a->id, 16);
    art->revision = 1;
    art->nboilerplate = 0;
    art->overlay = (na_str){ 0 };
    if ((rc = is_blocked(a, id.id, err)) < 0) return rc;
    if (rc > 0) return *out = NA_ADDED_BLOCKED, NA_OK;
    if ((rc = find_known(a, id.id, text, &k, err)) < 0) return rc;
    if (k.n > 0) art->revision = k.revision;
    if (k.n > 0 && a->reparsing) {
        rc = is_better(a, &k, art, &id, &better, &same, err);
        if (rc < 0) return rc;
        if (!better) return *out = same ? NA_ADDED_DUPLICATE : NA_ADDED_COLLISION, NA_OK;
        art->revision = k.revision + 1;
    } else if (k.n > 0) {
        if (k.same_text) return *out = NA_ADDED_DUPLICATE, NA_OK;
        if ((rc = same_identity(a, &k, art, &id, &same, err)) < 0) return rc;
        if (!same) return *out = NA_ADDED_COLLISION, NA_OK;
        if (id.kind == 'c') return *out = NA_ADDED_DUPLICATE, NA_OK;
        art->revision = k.revision + 1;
    }
    *out = k.n > 0 ? NA_ADDED_REVISION : NA_ADDED_NEW;
    if (k.n == 0 && (rc = na_learn_count(a->learn, art, err)) < 0) return rc;
    if ((rc = na_learn_mark(a->learn, art, err)) < 0) return rc;
    if ((rc = na_add_store(a, art, id.id, text, false, err)) < 0) return rc;
    if (k.n > 0) {
        if ((rc = put_revised(a, id.id, art->revision, k.changed, err)) < 0) return rc;
        if ((rc = bury(a, &k, id.id, err)) < 0) return rc;
    }
    if (k.n == 0 && art->permalink && art->url.len > 0 &&
        (rc = na_page_add(a, id.id, na_article_signature(a->cols), art->url, err)) < 0)
        return rc;
    rc = is_marked(a, id.id, err);
    return rc > 0 ? na_shadow_refresh(a, id.id, err) : rc;
}

int na_add_stored(na_arc *a, const na_article *art, na_err *err)
{
    na_identity id;
    uint64_t text;
    char hex[17];
    int rc;

    na_assert(a->in_txn);
    if ((rc = na_identity_stored(art, &id, err)) < 0) return rc;
    na_hex(id.full, 8, hex);
    if (!na_str_eqc(art->id, hex) || art->revision == 0)
        return na_fail(err, NA_ECORRUPT, "article %.*s: its identity gives %s",
                       NA_STR_ARG(art->id), hex);
    if ((rc = na_text_hash(art, &text, err)) < 0) return rc;
    return na_add_store(a, art, id.id, text, false, err);
}

int na_add_find(na_arc *a, uint64_t id, uint32_t *revision, na_volume **vol, int64_t *row,
                na_err *err)
{
    struct known k;
    int rc = find_known(a, id, 0, &k, err);

    if (rc < 0) return rc;
    if (k.n == 0)
        return na_fail(err, NA_ENOENT, "%016llx: no such article", (unsigned long long)id);
    *revision = k.revision;
    *vol = k.vol;
    *row = k.row;
    return NA_OK;
}

/* What the batches of a transaction hold is stored, or of no use. */
static void forget_batches(na_arc *a)
{
    for (int i = 0; i < NA_HEADS; i++) na_buf_reset(&a->part[i].batch);
    a->batch_langs = (na_langs){ 0 };
}

static int flush(na_arc *a, na_head_part *p, na_str langs, na_err *err)
{
    na_stmt *s = a->add[NA_ADD_BATCH];
    int rc;

    if (p->batch.len == 0) return NA_OK;
    na_stmt_bind_i64(s, 1, p->batch_first);
    na_stmt_bind_i64(s, 2, (int64_t)(p->batch.len / NA_HEADROW_BYTES));
    na_stmt_bind_blob(s, 3, na_buf_get(&p->batch));
    na_stmt_bind_text(s, 4, langs);
    rc = na_stmt_run(s, err);
    p->batch_first = p->next_row;
    return rc;
}

int na_add_flush(na_arc *a, na_err *err)
{
    bool any = a->part[NA_HEAD_ARTICLES].batch.len > 0;
    na_buf langs;
    int rc;

    na_buf_init(&langs, 4096);
    na_langs_put(&a->batch_langs, &langs);
    rc = flush(a, &a->part[NA_HEAD_ARTICLES], na_buf_get(&langs), err);
    if (rc == NA_OK) rc = flush(a, &a->part[NA_HEAD_MARKED], NA_STR(""), err);
    na_buf_release(&langs);
    if (rc < 0) return rc;
    forget_batches(a);
    return any ? na_head_set(a, "head_json", (int64_t)a->head_json, err) : NA_OK;
}

int na_arc_commit(na_arc *a, na_err *err)
{
    bool left = a->shadows_left;
    int rc;

    na_assert(a->in_txn);
    if ((rc = na_add_flush(a, err)) == NA_OK) rc = na_learn_store(a->learn, err);
    rc = na_txn_end(a, rc, err);
    if (rc < 0) na_learn_forget(a->learn);
    forget_batches(a);
    a->in_txn = a->shadows_left = false;
    /* What was asked for is done; where this fails, a later commit does it. */
    if (rc == NA_OK && left) (void)na_shadow_tidy(a, false, NULL);
    return rc;
}

void na_arc_rollback(na_arc *a)
{
    if (a->in_txn) na_db_rollback(a->db);
    if (a->learn) na_learn_forget(a->learn);
    a->quarantine_bytes = a->original_bytes = -1;
    forget_batches(a);
    a->in_txn = a->shadows_left = false;
}
