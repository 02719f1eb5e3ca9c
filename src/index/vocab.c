/* SPDX-License-Identifier: MIT */
/* vocab.c - the words of an index in order, over all its segments
 *
 * Each segment has an iterator that owns a copy of its leaf; the smallest term of all is
 * the next word. Segments are few (one in a volume), so the smallest is found by looking at
 * each. From the last term of a leaf the next leaf is found by %_idx, which leaps the
 * leaves of a long doclist; leaves must ascend, so a cycle ends as corruption.
 */
#include "index/doclist_int.h"
#include <stdlib.h>

struct iter {
    const struct segment *seg;
    uint8_t *page;
    size_t cap;
    struct leaf l;           /* points into page */
    uint32_t pgno, at, next; /* the current term's offset and where the next one begins */
    uint32_t doclist;
    bool dlidx, valid;
    na_buf term; /* with its '0' */
};

struct na_vocab {
    na_fti *x;
    struct iter *it;
    na_buf word; /* the one that next gave last, with its '0' */
    bool started;
};

static int open_leaf(na_fti *x, struct iter *t, uint32_t pgno, na_err *err)
{
    struct leaf l;
    uint8_t *q;
    int rc = na_leaf_read(x, t->seg, pgno, &l, err);

    if (rc < 0) return rc;
    if (!l.term) return na_leaf_bad(x, t->seg, pgno, "no term", err);
    if (l.n > t->cap) {
        if (!(q = realloc(t->page, l.n))) return na_fail_nomem(err);
        t->page = q, t->cap = l.n;
    }
    memcpy(t->page, l.p, l.n);
    t->l = l;
    t->l.p = t->page;
    t->pgno = pgno;
    t->at = 0;
    t->next = l.term;
    return NA_OK;
}

/* The term at t->next of the leaf at hand, after the one at t->at (0: none yet). */
static int read_term(na_fti *x, struct iter *t, na_err *err)
{
    const uint8_t *p = t->page + t->next, *end;
    bool first = t->at == 0;
    uint64_t shared = 0, fresh;
    size_t n;
    int rc;

    t->at = t->next;
    if ((rc = na_leaf_next_term(x, t->seg, t->pgno, &t->l, t->at, &t->next, err)) < 0)
        return rc;
    end = t->page + t->next;
    if (!first) {
        if (!(n = varint(p, end, &shared)))
            return na_leaf_bad(x, t->seg, t->pgno, "term", err);
        p += n;
    }
    n = varint(p, end, &fresh);
    p += n;
    if (n == 0 || fresh == 0 || fresh > (uint64_t)(end - p) ||
        (!first && shared > t->term.len))
        return na_leaf_bad(x, t->seg, t->pgno, "term", err);
    /* Ascending: the new bytes must come after those they replace. */
    {
        na_str old = na_str_sub(na_buf_get(&t->term), (size_t)shared, t->term.len);
        if (t->valid && na_str_cmp(na_str_n(p, (size_t)fresh), old) <= 0)
            return na_leaf_bad(x, t->seg, t->pgno, "terms do not ascend", err);
    }
    na_buf_cut(&t->term, (size_t)shared);
    na_buf_put(&t->term, p, (size_t)fresh);
    if (t->term.rc < 0) return na_buf_check(&t->term, "term", err);
    t->doclist = (uint32_t)(p + fresh - t->page);
    t->valid = true;
    return NA_OK;
}

static int iter_next(na_fti *x, struct iter *t, na_err *err)
{
    uint32_t pgno;
    bool dlidx;
    int rc;

    if (t->next < t->l.size) return read_term(x, t, err);
    if ((rc = na_leaf_seek(x, t->seg, na_buf_get(&t->term), true, &pgno, &dlidx, err)) < 0)
        return rc;
    if (rc == 0) {
        t->valid = false;
        return NA_OK;
    }
    if (pgno <= t->pgno) return na_leaf_bad(x, t->seg, pgno, "order in %_idx", err);
    if ((rc = open_leaf(x, t, pgno, err)) < 0) return rc;
    t->dlidx = dlidx;
    return read_term(x, t, err);
}

/* To the first term >= key. */
static int iter_seek(na_fti *x, struct iter *t, na_str key, na_err *err)
{
    uint32_t pgno;
    int rc = na_leaf_seek(x, t->seg, key, false, &pgno, &t->dlidx, err);

    if (rc == 0) return na_leaf_bad(x, t->seg, t->seg->first, "not in %_idx", err);
    if (rc < 0 || (rc = open_leaf(x, t, pgno, err)) < 0) return rc;
    if ((rc = read_term(x, t, err)) < 0) return rc;
    while (t->valid && na_str_cmp(na_buf_get(&t->term), key) < 0)
        if ((rc = iter_next(x, t, err)) < 0) return rc;
    return NA_OK;
}

int na_vocab_open(na_vocab **out, na_fti *x, na_str from, na_err *err)
{
    na_vocab *v = calloc(1, sizeof *v);
    na_buf key;
    int rc;

    na_buf_init(&key, 64 << 10);
    na_buf_putc(&key, '0');
    na_buf_str(&key, from);
    if (!v || !(v->it = calloc(x->nseg ? x->nseg : 1, sizeof *v->it))) {
        rc = na_fail_nomem(err);
        goto done;
    }
    v->x = x;
    na_buf_init(&v->word, 128 << 10);
    for (size_t i = 0; i < x->nseg; i++) {
        v->it[i].seg = &x->seg[i];
        na_buf_init(&v->it[i].term, 128 << 10);
    }
    if ((rc = na_buf_check(&key, "word", err)) < 0) goto done;
    for (size_t i = 0; i < x->nseg; i++)
        if ((rc = iter_seek(x, &v->it[i], na_buf_get(&key), err)) < 0) goto done;
    *out = v, v = NULL;
done:
    na_vocab_close(v);
    na_buf_release(&key);
    return rc;
}

void na_vocab_close(na_vocab *v)
{
    if (!v) return;
    for (size_t i = 0; v->it && v->x && i < v->x->nseg; i++) {
        free(v->it[i].page);
        na_buf_release(&v->it[i].term);
    }
    free(v->it);
    na_buf_release(&v->word);
    free(v);
}

static bool stands_on_word(const na_vocab *v, const struct iter *t)
{
    return t->valid && na_str_eq(na_buf_get(&t->term), na_buf_get(&v->word));
}

int na_vocab_next(na_vocab *v, na_str *term_out, na_err *err)
{
    const struct iter *least = NULL;
    na_str word;
    int rc;

    for (size_t i = 0; i < v->x->nseg; i++) {
        struct iter *t = &v->it[i];
        if (v->started && stands_on_word(v, t) && (rc = iter_next(v->x, t, err)) < 0)
            return rc;
        if (t->valid &&
            (!least || na_str_cmp(na_buf_get(&t->term), na_buf_get(&least->term)) < 0))
            least = t;
    }
    v->started = true;
    na_buf_reset(&v->word);
    if (!least) return 0;
    na_buf_str(&v->word, na_buf_get(&least->term));
    if ((rc = na_buf_check(&v->word, "term", err)) < 0) return rc;
    word = na_buf_get(&v->word);
    /* Other first bytes are prefix indexes, which we do not write. */
    if (word.ptr[0] != '0')
        return na_fail(err, NA_ECORRUPT, "%s: a term of a prefix index", v->x->name);
    *term_out = na_str_sub(word, 1, word.len);
    return 1;
}

int na_vocab_postings(na_vocab *v, na_postings **out, na_err *err)
{
    na_postings *p = NULL;
    int rc = na_postings_new(&p, v->x, err);

    for (size_t i = 0; i < v->x->nseg && rc >= 0; i++) {
        struct iter *t = &v->it[i];
        struct part part = { .seg = t->seg, .pgno = t->pgno };
        if (!stands_on_word(v, t)) continue;
        part.more = t->next == t->l.size;
        part.dlidx = part.more && t->dlidx;
        rc = na_postings_add(p, &part, na_str_n(t->page + t->doclist, t->next - t->doclist),
                             err);
    }
    if (rc >= 0) *out = p, p = NULL;
    na_postings_free(p);
    return rc;
}

bool na_vocab_bytes(const na_vocab *v, size_t *out)
{
    bool on = false;

    *out = 0;
    for (size_t i = 0; i < v->x->nseg; i++) {
        const struct iter *t = &v->it[i];
        if (!stands_on_word(v, t)) continue;
        *out += t->next - t->doclist;
        if (t->next == t->l.size) on = true;
    }
    return on;
}
