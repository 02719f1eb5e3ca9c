/* SPDX-License-Identifier: MIT */
/* verify_full.c - every article read, recomputed, and held against columns and index
 *
 * What can be computed from an article again (id, text hash, words, bounds, signature) is,
 * and must be what was stored. Memory holds one article at a time.
 */
#include "core/cites.h"
#include "core/identity.h"
#include "core/prune.h"
#include "core/shadow.h"
#include "core/verify_int.h"
#include "index/stem.h"
#include "text/article_json.h"
#include "text/cite.h"
#include <stdio.h>
#include <stdlib.h>

#define TEXT_MASK (((uint64_t)1 << NA_TEXT_BITS) - 1)

/* What columns and head rows say of an article. */
struct said {
    uint64_t id, text, signature;
    int64_t published;
    uint32_t revision, length, words;
    bool shadow; /* of an article with marks: its own text has no hash and gives no id */
};

/* Compares what can be computed; *what_out is NULL when all is well. The words are in
 * v->cols afterwards, and in the bag. */
static int recompute(na_verify *v, int64_t row, const na_article *art, const struct said *s,
                     na_bag *bag, const char **what_out, na_err *err)
{
    na_identity ident;
    uint32_t n[3];
    uint64_t text;
    char id[17];
    int rc;

    *what_out = NULL;
    (void)snprintf(id, sizeof id, "%016llx", (unsigned long long)s->id);
    if ((rc = na_identity_stored(art, &ident, err)) < 0) return rc;
    if ((rc = na_text_hash(art, &text, err)) < 0) return rc;
    rc = na_article_tokens(v->analyzer, art, v->cols, n, &v->bounds, err);
    if (rc < 0) return rc;
    if (!na_str_eqc(art->id, id))
        *what_out = "its id is not the one that is indexed";
    else if (!s->shadow && ident.id != s->id)
        *what_out = "its id does not follow from its contents";
    else if (art->revision != s->revision)
        *what_out = "its revision is not the one that is indexed";
    else if (na_article_time(art) != s->published)
        *what_out = "its date is not the one that is indexed";
    else if (!s->shadow && (text & TEXT_MASK) != (s->text & TEXT_MASK))
        *what_out = "its text does not have the hash that is stored";
    else if (n[0] + n[1] + n[2] != s->length || n[2] != s->words)
        *what_out = "its length is not the one that is indexed";
    else if (na_article_signature(v->cols) != s->signature)
        *what_out = "its signature is not the one that is indexed";
    return na_bag_article(bag, row, v->cols, err);
}

/* ---- volumes ---- */

static int value(na_volume *vol, na_col col, int64_t row, int64_t *out, na_err *err)
{
    return na_cols_get(vol->cols, col, row, out, err);
}

static int said_of(na_volume *vol, int64_t row, struct said *s, na_err *err)
{
    int64_t id, text, signature, rev, length, words;
    int rc;

    if ((rc = value(vol, NA_COL_ID, row, &id, err)) < 0) return rc;
    if ((rc = value(vol, NA_COL_TEXT, row, &text, err)) < 0) return rc;
    if ((rc = value(vol, NA_COL_SIGNATURE, row, &signature, err)) < 0) return rc;
    if ((rc = value(vol, NA_COL_REV, row, &rev, err)) < 0) return rc;
    if ((rc = value(vol, NA_COL_LENGTH, row, &length, err)) < 0) return rc;
    if ((rc = value(vol, NA_COL_WORDS, row, &words, err)) < 0) return rc;
    if ((rc = value(vol, NA_COL_PUBLISHED, row, &s->published, err)) < 0) return rc;
    s->shadow = false;
    s->id = (uint64_t)id;
    s->text = (uint64_t)text;
    s->signature = (uint64_t)signature;
    s->revision = (uint32_t)rev;
    s->length = (uint32_t)length;
    s->words = (uint32_t)words;
    return NA_OK;
}

/* Equal, when a dictionary keeps a line feed as a blank. */
static bool same_name(na_str kept, na_str s)
{
    if (kept.len != s.len) return false;
    for (size_t i = 0; i < s.len; i++)
        if (kept.ptr[i] != (s.ptr[i] == '\n' ? ' ' : s.ptr[i])) return false;
    return true;
}

static int same_lists(na_verify *v, na_volume *vol, int64_t row, const na_article *art,
                      const char **what_out, na_err *err)
{
    const na_bound *bound = (const na_bound *)(const void *)v->bounds.ptr;
    size_t nbound = v->bounds.len / sizeof *bound, n;
    const na_strv *dict;
    const uint32_t *list;
    na_str lang, source;
    bool same;
    int rc;

    if ((rc = na_cols_str(vol->cols, NA_COL_LANG, row, &lang, err)) < 0) return rc;
    if ((rc = na_cols_str(vol->cols, NA_COL_SOURCE, row, &source, err)) < 0) return rc;
    if (!same_name(lang, art->lang) || !same_name(source, art->source))
        *what_out = "its language or source is not the one that is indexed";

    if ((rc = na_cols_list(vol->cols, NA_COL_BOUNDS, row, &list, &n, err)) < 0) return rc;
    same = n == nbound;
    for (size_t i = 0; same && i < n; i++)
        same = NA_COL_BOUND_AT(list[i]) == bound[i].pos &&
               NA_COL_BOUND_PARA(list[i]) == bound[i].paragraph;
    if (!same) *what_out = "its sentences are not those that are indexed";

    if ((rc = na_cols_dict(vol->cols, NA_COL_TAGS, &dict, err)) < 0) return rc;
    if ((rc = na_cols_list(vol->cols, NA_COL_TAGS, row, &list, &n, err)) < 0) return rc;
    same = n == art->tags.n;
    for (size_t i = 0; same && i < n; i++)
        same = list[i] < dict->n && same_name(dict->v[list[i]], art->tags.v[i]);
    if (!same) *what_out = "its tags are not those that are indexed";
    return NA_OK;
}

/* Authors, quotations, and, by the rules of today, attributions. */
static int same_more(na_verify *v, na_volume *vol, int64_t row, const na_article *art,
                     const char **what_out, na_err *err)
{
    const na_quote *quote;
    const na_strv *dict;
    const uint32_t *list;
    na_strv authors;
    bool same;
    size_t n;
    int rc;

    if ((rc = na_article_authors(art, &v->arena, &authors, err)) < 0) return rc;
    if ((rc = na_cols_dict(vol->cols, NA_COL_AUTHORS, &dict, err)) < 0) return rc;
    if ((rc = na_cols_list(vol->cols, NA_COL_AUTHORS, row, &list, &n, err)) < 0) return rc;
    same = n == authors.n;
    for (size_t i = 0; same && i < n; i++) same = same_name(dict->v[list[i]], authors.v[i]);
    if (!same) *what_out = "its authors are not those that are indexed";

    na_buf_reset(&v->quotes);
    rc = na_article_quotes(v->analyzer, art, &v->bounds, &v->quotes, err);
    if (rc < 0) return rc;
    quote = (const na_quote *)(const void *)v->quotes.ptr;
    if ((rc = na_cols_list(vol->cols, NA_COL_QUOTES, row, &list, &n, err)) < 0) return rc;
    same = n / 2 == v->quotes.len / sizeof *quote;
    for (size_t i = 0; same && i < n / 2; i++)
        same = list[2 * i] == NA_COL_WORD(quote[i].col, quote[i].from) &&
               list[2 * i + 1] == NA_COL_WORD(quote[i].col, quote[i].to);
    if (!same) *what_out = "its quotations are not those that are indexed";
    return NA_OK;
}

/* Where they are is somewhere; by the rules that the volume was sealed with, they are
 * those. */
static int same_cites(na_verify *v, na_volume *vol, int64_t row, const na_article *art,
                      bool current, const char **what_out, na_err *err)
{
    const size_t room[] = { art->title.len, art->deck.len, art->body.len };
    const na_strv *dict;
    const uint32_t *list;
    na_col_cite *want;
    bool same = true;
    size_t n, k;
    int rc;

    if ((rc = na_cols_dict(vol->cols, NA_COL_CITES, &dict, err)) < 0) return rc;
    if ((rc = na_cols_list(vol->cols, NA_COL_CITES, row, &list, &n, err)) < 0) return rc;
    for (size_t i = 0; i < n; i += 3)
        same &= NA_COL_CITE_START(list[i + 1]) + (size_t)list[i + 2] <=
                room[NA_COL_CITE_IN(list[i + 1])];
    if (same && current) {
        na_buf_reset(&v->cites);
        rc = na_cites_find(v->a, art, v->cols, &v->bounds, &v->cites, err);
        if (rc == NA_OK)
            rc = na_cites_unpack(na_buf_get(&v->cites), &v->arena, &want, &k, err);
        if (rc < 0) return rc;
        same = k == n / 3;
        for (size_t i = 0; same && i < k; i++)
            same = na_str_eq(dict->v[list[3 * i]], want[i].agency) &&
                   NA_COL_CITE_IN(list[3 * i + 1]) == want[i].in &&
                   NA_COL_CITE_START(list[3 * i + 1]) == want[i].start &&
                   list[3 * i + 2] == want[i].len;
    }
    if (!same) *what_out = "what it cites is not what is indexed";
    return NA_OK;
}

struct walk {
    na_volume *vol;
    const int64_t *place;
    int64_t rows;
    struct said last; /* the article before, for the order */
    bool have_last, intact;
    bool rules_current; /* its attributions were found by the rules of today */
    uint64_t seen;
    na_bag bag;
};

static bool in_order(const struct said *a, const struct said *b)
{
    if (a->published != b->published) return a->published < b->published;
    if (a->id != b->id) return a->id < b->id;
    return a->revision < b->revision;
}

/* The row whose line begins at off; 0 when none does. */
static int64_t row_at(const struct walk *w, uint64_t off)
{
    int64_t lo = 0, hi = w->rows;

    while (lo < hi) {
        int64_t mid = lo + (hi - lo) / 2;
        if ((uint64_t)w->place[mid] < off)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < w->rows && (uint64_t)w->place[lo] == off ? lo + 1 : 0;
}

static int check_line(na_verify *v, struct walk *w, uint64_t start, na_str line,
                      na_err *err)
{
    int64_t row = row_at(w, start);
    const char *what = NULL;
    uint64_t off, len;
    na_article art;
    struct said s;
    int rc;

    if (row == 0) {
        w->intact = false;
        na_verify_found(v, NA_VOL_NAME_INDEX, -1,
                        "no article begins at byte %llu, but a line does",
                        (unsigned long long)start);
        return NA_OK;
    }
    na_arena_reset(&v->arena);
    if ((rc = na_article_from_json(line, &art, &v->arena, err)) < 0) return rc;
    if ((rc = na_cols_line(w->vol->cols, row, &off, &len, err)) < 0) return rc;
    if ((rc = said_of(w->vol, row, &s, err)) < 0) return rc;
    if ((rc = recompute(v, row, &art, &s, &w->bag, &what, err)) < 0) return rc;
    if (!what && (rc = same_lists(v, w->vol, row, &art, &what, err)) < 0) return rc;
    if (!what && (rc = same_more(v, w->vol, row, &art, &what, err)) < 0) return rc;
    if (!what && (rc = same_cites(v, w->vol, row, &art, w->rules_current, &what, err)) < 0)
        return rc;
    if (!what && len != line.len + 1) what = "its line does not have the length indexed";
    if (!what && w->have_last && !in_order(&w->last, &s)) what = "it is out of order";
    if (what)
        na_verify_found(v, NA_VOL_NAME_ARTICLES, -1, "article %lld (%.*s): %s",
                        (long long)row, NA_STR_ARG(na_str_sub(art.id, 0, 16)), what);
    w->last = s;
    w->have_last = true;
    return NA_OK;
}

static int check_lines(na_verify *v, struct walk *w, na_err *err)
{
    uint64_t off = 0, start;
    na_str line;
    int rc;

    for (;;) {
        na_err why = { 0 };
        start = off;
        rc = na_vol_next_line(w->vol->vol, &off, &line, &why);
        if (rc == 0) return NA_OK;
        if (rc < 0) {
            w->intact = false;
            rc = na_verify_failed(v, NA_VOL_NAME_ARTICLES, rc, &why, err);
            if (rc < 0 || off <= start) return rc;
            continue;
        }
        w->seen++;
        if ((rc = na_verify_step(v, off - start, err)) < 0) return rc;
        if ((rc = check_line(v, w, start, line, &why)) == NA_OK) continue;
        w->intact = false;
        na_err_prefix(&why, "article %lld", (long long)row_at(w, start));
        rc = na_verify_failed(v, NA_VOL_NAME_ARTICLES, rc, &why, err);
        if (rc < 0) return rc;
    }
}

int na_verify_content(na_verify *v, na_volume *vol, na_err *err)
{
    struct walk w = { .vol = vol, .rows = (int64_t)vol->row.articles, .intact = true };
    const na_cite_rules *rules;
    na_stem *stem = NULL;
    const uint32_t *length;
    na_bag index = { 0 };
    na_err why = { 0 };
    uint64_t hash;
    int rc;

    if ((rc = na_cols_i64(vol->cols, NA_COL_PLACE, &w.place, &why)) < 0) goto done;
    if ((rc = na_cols_rules(vol->cols, &hash, &why)) < 0) goto done;
    if ((rc = na_arc_cites(v->a, &rules, err)) < 0) return rc;
    w.rules_current = hash == na_cite_rules_hash(rules);
    if ((rc = check_lines(v, &w, err)) < 0) return rc;
    if (w.intact && w.seen != vol->row.articles) {
        w.intact = false;
        na_verify_found(v, NA_VOL_NAME_ARTICLES, -1, "%llu articles, not %llu",
                        (unsigned long long)w.seen, (unsigned long long)vol->row.articles);
    }
    if ((rc = na_stem_open(&stem, vol->db, &why)) < 0) goto done;
    if ((rc = na_bag_index(&index, vol->fti, stem, w.rows, &why)) < 0) goto done;
    if ((rc = na_cols_u32(vol->cols, NA_COL_LENGTH, &length, &why)) < 0) goto done;
    rc = na_stem_check(vol->db, vol->fti, (uint64_t)w.rows, length, &why);
    if (rc == NA_OK) rc = na_prune_check(v->a, vol->row.id, vol->db, vol->fti, &why);
    if (rc < 0) goto done;
    if (w.intact && !na_bag_equal(&index, &w.bag))
        na_verify_found(v, NA_VOL_NAME_INDEX, -1,
                        "the index is not that of the articles (%llu entries, not %llu)",
                        (unsigned long long)index.n, (unsigned long long)w.bag.n);
done:
    na_stem_close(stem);
    return rc < 0 ? na_verify_failed(v, NA_VOL_NAME_INDEX, rc, &why, err) : NA_OK;
}

/* ---- the head ---- */

static int check_head_row(na_verify *v, na_stmt *get, int64_t base, int64_t row, na_rd *r,
                          na_bag *bag, na_err *err)
{
    struct said s;
    const char *what = NULL;
    na_article art;
    uint32_t packed;
    int rc;

    s.id = na_rd_u64(r);
    s.published = (int64_t)na_rd_u64(r);
    s.length = na_rd_u32(r);
    s.words = na_rd_u32(r);
    s.revision = na_rd_u32(r);
    packed = na_rd_u32(r);
    s.signature = na_rd_u64(r);
    na_stmt_bind_i64(get, 1, row);
    if ((rc = na_stmt_step(get, err)) < 0) return rc;
    if (rc == 0)
        return na_fail(err, NA_ECORRUPT, "article %lld is missing", (long long)row);
    s.text = (uint64_t)na_stmt_i64(get, 2);
    s.shadow = na_stmt_i64(get, 4) != 0;
    bool live = na_stmt_i64(get, 4) == 1, as_it_should = true;
    if ((uint64_t)na_stmt_i64(get, 0) != s.id || na_stmt_i64(get, 1) != s.revision)
        what = "its row and its batch differ";
    na_arena_reset(&v->arena);
    rc = na_head_unpack(row, na_stmt_blob(get, 3), &art, &v->arena, err);
    na_stmt_reset(get);
    if (rc < 0) return rc;
    if (!what) rc = recompute(v, row - base, &art, &s, bag, &what, err);
    if (rc == NA_OK && live && !what)
        rc = na_shadow_check(v->a, row, &v->arena, &as_it_should, err);
    if (!as_it_should) what = "it is not what the article and its marks make";
    if (rc == NA_OK && what)
        na_verify_found(v, "", -1, "article %lld (%.*s): %s", (long long)row,
                        NA_STR_ARG(na_str_sub(art.id, 0, 16)), what);
    return rc < 0 ? rc : na_verify_step(v, packed, err);
}

static int head_rows(na_verify *v, int64_t base, na_bag *bag, int64_t *max_row,
                     bool *intact, na_err *err)
{
    na_stmt *q = NULL, *get = NULL;
    na_err why = { 0 };
    int rc;

    *max_row = 0;
    rc = na_stmt_open(&q, v->a->db,
                      "SELECT first, v FROM batch WHERE (first > ?) = ? ORDER BY first",
                      &why);
    if (rc < 0) goto done;
    na_stmt_bind_i64(q, 1, NA_MARKED_BASE);
    na_stmt_bind_i64(q, 2, base > 0);
    rc = na_stmt_open(&get, v->a->db,
                      "SELECT id, revision, text, packed, shadow FROM article"
                      " WHERE row = ?",
                      &why);
    if (rc < 0) goto done;
    while ((rc = na_stmt_step(q, &why)) > 0) {
        na_rd r = na_rd_of(na_stmt_blob(q, 1));
        int64_t row = na_stmt_i64(q, 0);
        for (; na_rd_left(&r) >= NA_HEADROW_BYTES; row++) {
            na_err bad = { 0 };
            size_t left = na_rd_left(&r);
            *max_row = row;
            rc = check_head_row(v, get, base, row, &r, bag, &bad);
            if (rc == NA_OK) continue;
            na_stmt_reset(get);
            *intact = false;
            if ((rc = na_verify_failed(v, "", rc, &bad, err)) < 0) goto done;
            na_assert(left - na_rd_left(&r) == NA_HEADROW_BYTES);
        }
    }
done:
    na_stmt_close(q);
    na_stmt_close(get);
    return rc < 0 && why.code ? na_verify_failed(v, "", rc, &why, err) : rc;
}

static int head_part(na_verify *v, int part, na_err *err)
{
    int64_t base = part == NA_HEAD_MARKED ? NA_MARKED_BASE : 0;
    na_bag articles = { 0 }, index = { 0 };
    na_fti *fti = NULL;
    na_err why = { 0 };
    bool intact = true;
    int64_t max_row;
    int rc;

    if ((rc = head_rows(v, base, &articles, &max_row, &intact, err)) < 0) return rc;
    if (max_row == 0) return NA_OK;
    rc = na_fti_open(&fti, v->a->db, part == NA_HEAD_MARKED ? NA_MARKED_FTS : NA_HEAD_FTS,
                     &why);
    if (rc < 0) goto done;
    if ((rc = na_bag_index(&index, fti, NULL, max_row - base, &why)) < 0) goto done;
    if (intact && !na_bag_equal(&index, &articles))
        na_verify_found(v, "", -1,
                        "the index is not that of the articles (%llu entries, not %llu)",
                        (unsigned long long)index.n, (unsigned long long)articles.n);
done:
    na_fti_close(fti);
    return rc < 0 ? na_verify_failed(v, "", rc, &why, err) : NA_OK;
}

int na_verify_head_content(na_verify *v, na_err *err)
{
    int rc = NA_OK;

    for (int i = 0; rc == NA_OK && i < NA_HEADS; i++) rc = head_part(v, i, err);
    return rc;
}
