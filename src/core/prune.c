/* SPDX-License-Identifier: MIT */
#include "core/prune.h"
#include "index/termset.h"
#include "text/analyzer.h"
#include <stdlib.h>

typedef struct leaf {
    const na_qnode *node;
    uint8_t *may; /* a bit for each volume */
} leaf;

struct na_prune {
    const na_catrow *cat;
    size_t ncat;
    const na_expand *expand;
    na_stmt *get;
    leaf *v; /* by node, once they are all there */
    size_t n, cap;
    uint8_t *one, *any; /* scratch, as leaf.may */
};

int na_prune_new(na_prune **out, na_arc *a, const na_catrow *cat, size_t ncat,
                 const na_expand *expand, na_err *err)
{
    na_prune *p = calloc(1, sizeof *p);
    int rc;

    *out = NULL;
    if (!p) return na_fail_nomem(err);
    *p = (na_prune){ .cat = cat, .ncat = ncat, .expand = expand };
    p->one = malloc(ncat / 8 + 1);
    p->any = malloc(ncat / 8 + 1);
    if (!p->one || !p->any)
        rc = na_fail_nomem(err);
    else
        rc = na_stmt_open(&p->get, a->db,
                          "SELECT volume, v FROM terms WHERE bucket = ?1 ORDER BY volume",
                          err);
    if (rc < 0)
        na_prune_free(p);
    else
        *out = p;
    return rc;
}

void na_prune_free(na_prune *p)
{
    if (!p) return;
    for (size_t i = 0; i < p->n; i++) free(p->v[i].may);
    free(p->v);
    free(p->one);
    free(p->any);
    na_stmt_close(p->get);
    free(p);
}

static bool bit(const uint8_t *bits, size_t i) { return bits[i / 8] >> (i % 8) & 1; }

static size_t bytes(const na_prune *p) { return p->ncat / 8 + 1; }

/* Which volumes may hold the key, into p->one. Both the catalogue and the rows ascend by
 * volume. */
static int look_up(na_prune *p, na_termkey key, na_err *err)
{
    size_t i = 0;
    int rc;

    memset(p->one, 0xff, bytes(p));
    na_stmt_bind_i64(p->get, 1, key.bucket);
    while ((rc = na_stmt_step(p->get, err)) > 0) {
        int64_t volume = na_stmt_i64(p->get, 0);
        while (i < p->ncat && p->cat[i].id < volume) i++;
        if (i == p->ncat) break;
        if (p->cat[i].id == volume && !na_termset_may(na_stmt_blob(p->get, 1), key))
            p->one[i / 8] &= (uint8_t) ~(1u << (i % 8));
    }
    na_stmt_reset(p->get);
    return rc < 0 ? rc : NA_OK;
}

/* A plain word: it, or a word with its stem, in a volume whose groups the catalogue
 * tells. */
static int look_up_stems(na_prune *p, const na_expand_leaf *l, uint8_t *may, na_err *err)
{
    int rc = look_up(p, na_termkey_word(l->word), err);

    memcpy(p->any, p->one, bytes(p));
    for (size_t k = 0; rc == NA_OK && k < l->nstems; k++) {
        const na_expand_stem *s = &l->stem[k];
        rc = look_up(p, na_termkey_group(s->lang, s->stem), err);
        for (size_t i = 0; rc == NA_OK && i < p->ncat; i++)
            if (bit(p->one, i) || !na_stem_set_has(&p->cat[i].stems, s->lang,
                                                   na_expand_print(p->expand, s->lang)))
                p->any[i / 8] |= (uint8_t)(1u << (i % 8));
        if (rc == NA_OK && s->own) rc = look_up(p, na_termkey_word(s->stem), err);
        for (size_t i = 0; rc == NA_OK && s->own && i < bytes(p); i++)
            p->any[i] |= p->one[i];
    }
    memcpy(may, p->any, bytes(p));
    return rc;
}

static int add_leaf(na_prune *p, const na_qnode *n, na_err *err)
{
    const na_expand_leaf *l = na_expand_find(p->expand, n);
    leaf *to;
    int rc = NA_OK;

    if (p->n == p->cap) {
        size_t cap = p->cap ? 2 * p->cap : 8;
        leaf *v = realloc(p->v, cap * sizeof *v);
        if (!v) return na_fail_nomem(err);
        p->v = v, p->cap = cap;
    }
    to = &p->v[p->n];
    *to = (leaf){ .node = n, .may = malloc(bytes(p)) };
    if (!to->may) return na_fail_nomem(err);
    p->n++;
    memset(to->may, 0xff, bytes(p));
    if (l) return look_up_stems(p, l, to->may, err);
    for (size_t i = 0; rc == NA_OK && i < n->nterms; i++) {
        if (n->terms[i].prefix) continue;
        rc = look_up(p, na_termkey_word(n->terms[i].text), err);
        for (size_t k = 0; rc == NA_OK && k < bytes(p); k++) to->may[k] &= p->one[k];
    }
    return rc;
}

static int add_leaves(na_prune *p, const na_qnode *n, na_err *err)
{
    int rc = NA_OK;

    if (n->kind == NA_Q_PHRASE) return add_leaf(p, n, err);
    for (size_t i = 0; rc == NA_OK && n->kind != NA_Q_NOT && i < n->nkids; i++)
        rc = add_leaves(p, n->kids[i], err);
    return rc;
}

static int by_node(const void *pa, const void *pb)
{
    uintptr_t a = (uintptr_t)((const leaf *)pa)->node,
              b = (uintptr_t)((const leaf *)pb)->node;
    return a < b ? -1 : a > b;
}

int na_prune_add(na_prune *p, const na_qnode *root, na_err *err)
{
    int rc = add_leaves(p, root, err);

    if (p->n > 1) qsort(p->v, p->n, sizeof *p->v, by_node);
    return rc;
}

bool na_prune_may(const na_prune *p, const na_qnode *n, size_t i)
{
    const leaf probe = { .node = n }, *found;
    bool any = false;

    if (!p) return true;
    switch (n->kind) {
    case NA_Q_PHRASE:
        found = p->n ? bsearch(&probe, p->v, p->n, sizeof probe, by_node) : NULL;
        return !found || bit(found->may, i);
    case NA_Q_AND:
    case NA_Q_NEAR:
        for (size_t k = 0; k < n->nkids; k++)
            if (!na_prune_may(p, n->kids[k], i)) return false;
        return true;
    case NA_Q_OR:
        for (size_t k = 0; !any && k < n->nkids; k++) any = na_prune_may(p, n->kids[k], i);
        return any;
    default:
        return true;
    }
}

int na_prune_check(na_arc *a, int64_t volume, na_db *index, na_fti *x, na_err *err)
{
    na_termset set = { 0 };
    na_stmt *q = NULL;
    na_buf bucket;
    int rc;

    na_buf_init(&bucket, NA_MIB);
    if ((rc = na_termset_build(&set, index, x, err)) < 0) goto done;
    rc = na_stmt_open(&q, a->db, "SELECT v FROM terms WHERE bucket = ?1 AND volume = ?2",
                      err);
    for (unsigned i = 0; rc == NA_OK && i < NA_TERMSET_BUCKETS; i++) {
        na_buf_reset(&bucket);
        na_termset_put(&set, i, &bucket);
        if ((rc = na_buf_check(&bucket, "fingerprints", err)) < 0) break;
        na_stmt_bind_i64(q, 1, i);
        na_stmt_bind_i64(q, 2, volume);
        rc = na_stmt_step(q, err);
        if (rc > 0 && !na_str_eq(na_stmt_blob(q, 0), na_buf_get(&bucket)))
            rc = na_fail(err, NA_ECORRUPT,
                         NA_HEAD_DB ": the fingerprints of volume %lld are not those of "
                                    "its words (bucket %u)",
                         (long long)volume, i);
        if (rc > 0) rc = NA_OK;
        na_stmt_reset(q);
    }
done:
    na_stmt_close(q);
    na_buf_release(&bucket);
    na_termset_release(&set);
    return rc;
}
