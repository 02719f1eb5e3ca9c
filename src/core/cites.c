/* SPDX-License-Identifier: MIT */
#include "core/cites.h"
#include "text/cite.h"
#include "text/unicode.h"
#include <stdlib.h>

#define META                                                                               \
    "cites" /* the rules' hash; 0 when the head's articles were not all found by them */
#define META_MARKED "cites_marked" /* the same for shadows */

/* -- the archive's rules -------------------------------------------------------------- */

int na_arc_cites_conf(na_arc *a, na_str text, const char *name, na_err *err)
{
    char *copy = malloc(text.len + 1), *label = strdup(name);

    na_assert(!a->cites);
    if (!copy || !label) {
        free(copy);
        free(label);
        return na_fail_nomem(err);
    }
    if (text.len > 0) memcpy(copy, text.ptr, text.len);
    free(a->cites_text);
    free(a->cites_name);
    a->cites_text = copy;
    a->cites_len = text.len;
    a->cites_name = label;
    return NA_OK;
}

int na_arc_cites(na_arc *a, const na_cite_rules **out, na_err *err)
{
    int rc = NA_OK;

    if (!a->cites)
        rc = na_cite_rules_new(&a->cites, na_str_n(a->cites_text, a->cites_len),
                               a->cites_name, err);
    *out = a->cites;
    return rc;
}

static int rules_hash(na_arc *a, int64_t *out, na_err *err)
{
    const na_cite_rules *r;
    int rc = na_arc_cites(a, &r, err);

    if (rc == NA_OK) *out = (int64_t)na_cite_rules_hash(r);
    return rc;
}

static int begin(na_arc *a, const char *key, int64_t now, bool empty, na_err *err)
{
    int64_t had = 0;
    int rc = na_head_get(a, key, &had, err);

    if (rc < 0 || had == now || (!empty && had == 0)) return rc;
    return na_head_set(a, key, empty ? now : 0, err);
}

int na_cites_begin(na_arc *a, na_err *err)
{
    const na_head_part *p = a->part;
    int64_t now = 0;
    int rc = rules_hash(a, &now, err);

    if (rc == NA_OK) rc = begin(a, META, now, p[NA_HEAD_ARTICLES].next_row == 1, err);
    return rc < 0 ? rc
                  : begin(a, META_MARKED, now,
                          p[NA_HEAD_MARKED].next_row == NA_MARKED_BASE + 1, err);
}

static int current(na_arc *a, const char *key, bool *out, na_err *err)
{
    int64_t now = 0, had = 0;
    int rc = rules_hash(a, &now, err);

    if (rc == NA_OK) rc = na_head_get(a, key, &had, err);
    *out = had == now && !a->unsearched;
    return rc;
}

int na_cites_current(na_arc *a, bool *out, na_err *err)
{
    return current(a, META, out, err);
}

int na_cites_marked_current(na_arc *a, bool *out, na_err *err)
{
    return current(a, META_MARKED, out, err);
}

/* -- finding and packing -------------------------------------------------------------- */

int na_cites_find(na_arc *a, const na_article *art, const na_buf cols[7],
                  const na_buf *bounds, na_buf *out, na_err *err)
{
    na_cite_text in[3] = {
        { art->title, na_buf_get(&cols[NA_FTS_TITLE]), NULL, 0 },
        { art->deck, na_buf_get(&cols[NA_FTS_DECK]), NULL, 0 },
        { art->body, na_buf_get(&cols[NA_FTS_BODY]),
          (const na_bound *)(const void *)bounds->ptr, bounds->len / sizeof(na_bound) },
    };
    const na_cite_rules *r;
    const na_cite *v;
    na_buf body;
    size_t n;
    int rc;

    na_buf_reset(out);
    na_buf_init(&body, NA_MAX_ARTICLE);
    in[NA_COL_IN_BODY].text = na_article_indexed(art, &body);
    if ((rc = na_buf_check(&body, "the article's body", err)) < 0) goto done;
    if ((rc = na_arc_cites(a, &r, err)) < 0) goto done;
    if (!a->citer && (rc = na_citer_new(&a->citer, r, err)) < 0) goto done;
    if ((rc = na_citer_run(a->citer, art->source, in, &v, &n, err)) < 0) goto done;
    for (size_t i = 0; i < n; i++) {
        na_str name = na_cite_rules_name(r, v[i].agency);
        na_buf_varint(out, name.len);
        na_buf_str(out, name);
        na_buf_varint(out, (uint64_t)v[i].start << 2 | v[i].in);
        na_buf_varint(out, v[i].len);
    }
    rc = na_buf_check(out, "attributions", err);
done:
    na_buf_release(&body);
    return rc;
}

int na_cites_unpack(na_str packed, na_arena *arena, na_col_cite **out, size_t *n_out,
                    na_err *err)
{
    na_rd r = na_rd_of(packed);
    na_col_cite *v;
    size_t n = 0;

    *out = NULL;
    *n_out = 0;
    if (packed.len == 0) return NA_OK;
    v = na_arena_array(arena, packed.len / 3 + 1, sizeof *v);
    if (!v) return na_fail_nomem(err);
    while (na_rd_left(&r) && !r.bad) {
        uint64_t len = na_rd_varint(&r), at, size;
        na_str name = na_rd_bytes(&r, len < SIZE_MAX ? (size_t)len : SIZE_MAX);
        at = na_rd_varint(&r);
        size = na_rd_varint(&r);
        if (r.bad || name.len == 0 || at >= UINT64_C(1) << 30 ||
            (at & 3) > NA_COL_IN_BODY || size > INT32_MAX)
            return na_fail(err, NA_ECORRUPT, NA_HEAD_DB ": attributions are not packed so");
        v[n++] =
            (na_col_cite){ name, NA_COL_CITE_IN(at), (uint32_t)(at >> 2), (uint32_t)size };
    }
    *out = v;
    *n_out = n;
    return NA_OK;
}

/* -- asking --------------------------------------------------------------------------- */

static int head_row(const na_seg *s, int64_t row, na_arena *arena, na_col_cite **out,
                    size_t *n_out, na_err *err)
{
    na_stmt *q = NULL;
    na_str copy;
    int rc;

    *out = NULL;
    *n_out = 0;
    rc = na_stmt_open(&q, s->arc->db, "SELECT cites FROM article WHERE row = ?", err);
    if (rc < 0) goto done;
    na_stmt_bind_i64(q, 1, s->base + row);
    if ((rc = na_stmt_step(q, err)) <= 0) goto done;
    copy = na_arena_str(arena, na_stmt_blob(q, 0));
    rc = copy.ptr ? na_cites_unpack(copy, arena, out, n_out, err) : na_fail_nomem(err);
done:
    na_stmt_close(q);
    return rc;
}

int na_cites_of(const na_seg *s, int64_t row, na_arena *arena, na_col_cite **out,
                size_t *n_out, na_err *err)
{
    const na_strv *dict;
    const uint32_t *list;
    na_col_cite *v;
    size_t n;
    int rc;

    if (!s->vol) return head_row(s, row, arena, out, n_out, err);
    if ((rc = na_cols_dict(s->cols, NA_COL_CITES, &dict, err)) < 0) return rc;
    if ((rc = na_cols_list(s->cols, NA_COL_CITES, row, &list, &n, err)) < 0) return rc;
    if (!(v = na_arena_array(arena, n / 3 + 1, sizeof *v))) return na_fail_nomem(err);
    for (size_t i = 0; i < n / 3; i++)
        v[i] = (na_col_cite){ dict->v[list[3 * i]], NA_COL_CITE_IN(list[3 * i + 1]),
                              NA_COL_CITE_START(list[3 * i + 1]), list[3 * i + 2] };
    *out = v;
    *n_out = n / 3;
    return NA_OK;
}

int na_cites_ready(na_arc *a, const na_qnode *root, na_err *err)
{
    const na_cite_rules *r;
    int rc = NA_OK;

    if (root->kind == NA_Q_ATTR && root->attr == NA_QATTR_CITES)
        return na_arc_cites(a, &r, err);
    for (size_t i = 0; rc == NA_OK && i < root->nkids; i++)
        rc = na_cites_ready(a, root->kids[i], err);
    return rc;
}

static bool same(na_str want, na_str have, bool prefix)
{
    return prefix ? na_str_starts(have, want) : na_str_eq(have, want);
}

int na_cites_means(na_arc *a, const na_qnode *node, na_str agency, bool *out, na_err *err)
{
    const na_cite_rules *r;
    na_buf want, have;
    int rc, number;

    na_buf_init(&want, NA_MIB);
    na_buf_init(&have, NA_MIB);
    if ((rc = na_text_fold(node->text, &want, err)) < 0) goto done;
    if ((rc = na_text_fold(agency, &have, err)) < 0) goto done;
    *out = same(na_buf_get(&want), na_buf_get(&have), node->prefix);
    if (*out || node->prefix || (rc = na_arc_cites(a, &r, err)) < 0) goto done;
    number = na_cite_rules_find(r, node->text, NULL);
    *out = number >= 0 && na_str_eq(na_cite_rules_name(r, (size_t)number), agency);
done:
    na_buf_release(&want);
    na_buf_release(&have);
    return rc;
}

int na_cites_head_rows(const na_seg *s, const na_qnode *node, uint32_t **out, size_t *n_out,
                       na_err *err)
{
    na_arena arena = { 0 };
    na_stmt *q = NULL;
    size_t n = 0, cap = 0;
    uint32_t *v = NULL;
    int rc;

    rc = na_stmt_open(&q, s->arc->db,
                      "SELECT row, cites FROM article WHERE cites IS NOT NULL AND row > ?1"
                      " AND row <= ?1 + ?2 ORDER BY row",
                      err);
    if (rc == NA_OK) na_stmt_bind_i64(q, 1, s->base), na_stmt_bind_i64(q, 2, s->rows);
    while (rc >= 0 && (rc = na_stmt_step(q, err)) > 0) {
        int64_t row = na_stmt_i64(q, 0) - s->base;
        na_col_cite *c;
        size_t k;
        bool hit = false;
        na_arena_reset(&arena);
        if ((rc = na_cites_unpack(na_stmt_blob(q, 1), &arena, &c, &k, err)) < 0) break;
        for (size_t i = 0; rc >= 0 && !hit && i < k; i++)
            rc = na_cites_means(s->arc, node, c[i].agency, &hit, err);
        if (rc < 0 || !hit) continue;
        if (n == cap) {
            cap = cap ? 2 * cap : 256;
            uint32_t *more = realloc(v, cap * sizeof *v);
            if (!more) {
                rc = na_fail_nomem(err);
                break;
            }
            v = more;
        }
        v[n++] = (uint32_t)row;
    }
    na_stmt_close(q);
    na_arena_release(&arena);
    if (rc < 0) {
        free(v);
        v = NULL, n = 0;
    }
    *out = v;
    *n_out = n;
    return rc < 0 ? rc : NA_OK;
}

/* -- hits ----------------------------------------------------------------------------- */

static int asked_for(na_arc *a, const na_qnode *n, na_str agency, bool *out, na_err *err)
{
    int rc = NA_OK;

    if (n->kind == NA_Q_ATTR && n->attr == NA_QATTR_CITES)
        return na_cites_means(a, n, agency, out, err);
    for (size_t i = 0; rc == NA_OK && !*out && na_qnode_is_about_them(n) && i < n->nkids;
         i++)
        rc = asked_for(a, n->kids[i], agency, out, err);
    return rc;
}

static bool asks(const na_qnode *n)
{
    bool yes = n->kind == NA_Q_ATTR && n->attr == NA_QATTR_CITES;
    for (size_t i = 0; !yes && na_qnode_is_about_them(n) && i < n->nkids; i++)
        yes = asks(n->kids[i]);
    return yes;
}

int na_hit_cites(na_hits *h, size_t i, const na_hit_cite **out, size_t *n_out, na_err *err)
{
    const na_qnode *root = na_query_root(h->query);
    na_seg seg = { .arc = h->arc, .base = na_hit_base(h, &h->v[i]) };
    const na_article *art;
    na_hit_cite *v;
    na_col_cite *c;
    size_t n = 0, k = 0;
    int rc;

    *out = NULL;
    *n_out = 0;
    if (!asks(root)) return NA_OK;
    if ((rc = na_hit_article(h, i, &art, err)) < 0) return rc;
    if (h->v[i].segment < h->ncat) {
        rc = na_volume_get(h->arc, &h->cat[h->v[i].segment], &seg.vol, err);
        if (rc < 0) return rc;
        seg.cols = seg.vol->cols;
    }
    if ((rc = na_cites_of(&seg, h->v[i].row, &h->arena, &c, &n, err)) < 0) return rc;
    if (!(v = na_arena_array(&h->arena, n + 1, sizeof *v))) return na_fail_nomem(err);
    for (size_t j = 0; j < n; j++) {
        na_str text = c[j].in == NA_COL_IN_TITLE  ? art->title
                      : c[j].in == NA_COL_IN_DECK ? art->deck
                                                  : art->body;
        size_t end = (size_t)c[j].start + c[j].len;
        bool asked = false;
        if ((rc = asked_for(h->arc, root, c[j].agency, &asked, err)) < 0) return rc;
        if (!asked || end > text.len) continue;
        v[k] = (na_hit_cite){ .agency = na_arena_str(&h->arena, c[j].agency),
                              .text = na_str_sub(text, c[j].start, end),
                              .in = (int)c[j].in,
                              .start = c[j].start,
                              .end = end };
        if (!v[k++].agency.ptr) return na_fail_nomem(err);
    }
    *out = v;
    *n_out = k;
    return NA_OK;
}
