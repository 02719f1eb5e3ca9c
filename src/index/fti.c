/* SPDX-License-Identifier: MIT */
/* fti.c - FTS5's records: structure, averages, leaves; finding a word
 *
 * What is not obvious from the format: an incremental merge that is not finished has cut
 * leaves off the front of its inputs but left their rows in %_idx, so a leaf below the
 * segment's first stands for the first (and has no doclist index any more). An input that
 * is used up stays in the structure with leaves 0 to 0.
 */
#include "index/doclist_int.h"
#include <stdlib.h>

#define MAX_SEGMENTS 2000u
#define MAX_LEVELS 64u
#define MAX_SEGID 65535u

static int record(na_fti *x, int64_t id, const char *what, na_rd *out, na_err *err)
{
    na_str b = { NULL, 0 };
    int rc = (x->reads++, x->src.block(x->src.ctx, id, &b, err));

    if (rc < 0) return rc;
    if (rc == 0) return na_fail(err, NA_ECORRUPT, "%s: no %s record", x->name, what);
    *out = na_rd_of(b);
    return NA_OK;
}

/* SQLite's varints, on the base's cursor. */
static uint64_t rd_varint(na_rd *r)
{
    uint64_t v = 0;
    size_t n = r->bad ? 0 : varint(r->p, r->end, &v);

    if (n == 0) {
        r->bad = true;
        return 0;
    }
    r->p += n;
    return v;
}

static int read_averages(na_fti *x, na_err *err)
{
    na_rd r;
    int rc = record(x, 1, "averages", &r, err);

    if (rc < 0) return rc;
    if (na_rd_left(&r) == 0) return NA_OK; /* nothing was ever inserted */
    x->rows = rd_varint(&r);
    for (int i = 0; i < NA_FTS_COLS; i++) x->tokens[i] = rd_varint(&r);
    if (r.bad || na_rd_left(&r) || x->rows > INT64_MAX)
        return na_fail(err, NA_ECORRUPT, "%s: averages record", x->name);
    return NA_OK;
}

static int bad_structure(na_fti *x, na_err *err)
{
    return na_fail(err, NA_ECORRUPT, "%s: structure record", x->name);
}

static int read_segment(na_fti *x, na_rd *r, struct segment *s, na_err *err)
{
    uint64_t id = rd_varint(r), first = rd_varint(r), last = rd_varint(r);

    if (r->bad || id < 1 || id > MAX_SEGID || last < first || last > INT32_MAX ||
        (first == 0 && last != 0))
        return bad_structure(x, err);
    *s = (struct segment){ (int64_t)id, (uint32_t)first, (uint32_t)last };
    for (size_t i = 0; i < x->nseg; i++)
        if (x->seg[i].id == s->id) return bad_structure(x, err);
    return NA_OK;
}

/* Inputs that an unfinished merge has used up are listed with leaves 0 to 0. */
static void drop_empty(na_fti *x)
{
    size_t n = 0;

    for (size_t i = 0; i < x->nseg; i++)
        if (x->seg[i].first) x->seg[n++] = x->seg[i];
    x->nseg = n;
}

/* Levels come newest first, the segments of a level oldest first; we want them oldest
 * first, so each level goes before what is there. */
static int read_structure(na_fti *x, na_err *err)
{
    uint64_t levels, total, sum = 0;
    na_rd r;
    int rc = record(x, 10, "structure", &r, err);

    if (rc < 0) return rc;
    na_rd_bytes(&r, 4); /* the cookie */
    levels = rd_varint(&r);
    total = rd_varint(&r);
    rd_varint(&r); /* the write counter */
    if (r.bad || levels > MAX_LEVELS || total > MAX_SEGMENTS) return bad_structure(x, err);
    if (total && !(x->seg = calloc(total, sizeof *x->seg))) return na_fail_nomem(err);
    for (uint64_t l = 0; l < levels; l++) {
        uint64_t merging = rd_varint(&r), n = rd_varint(&r);
        if (r.bad || n > total - sum || merging > n) return bad_structure(x, err);
        if (n) memmove(x->seg + n, x->seg, sum * sizeof *x->seg);
        x->nseg = 0; /* for read_segment: compare with the others of this level only, */
        for (uint64_t i = 0; i < n; i++) {
            struct segment s;
            if ((rc = read_segment(x, &r, &s, err)) < 0) return rc;
            for (uint64_t k = n; k < n + sum; k++) /* and here with the levels before */
                if (x->seg[k].id == s.id) return bad_structure(x, err);
            x->seg[x->nseg++] = s;
        }
        sum += n;
        x->nseg = (size_t)sum;
    }
    if (r.bad || na_rd_left(&r) || sum != total) return bad_structure(x, err);
    drop_empty(x);
    return NA_OK;
}

int na_fti_open_src(na_fti **out, const na_fti_src *src, na_err *err)
{
    na_fti *x = calloc(1, sizeof *x);
    int rc;

    if (!x || !(x->name = strdup(src->name))) {
        rc = na_fail_nomem(err);
        goto done;
    }
    x->src = *src;
    x->src.name = x->name;
    if ((rc = read_averages(x, err)) < 0) goto done;
    if ((rc = read_structure(x, err)) < 0) goto done;
    *out = x, x = NULL;
done:
    na_fti_close(x);
    return rc;
}

void na_fti_close(na_fti *x)
{
    if (!x) return;
    na_fti_sql_close(x->sql);
    free(x->seg);
    free(x->name);
    free(x);
}

uint64_t na_fti_rows(const na_fti *x) { return x->rows; }

uint64_t na_fti_tokens(const na_fti *x, int col)
{
    return col >= 0 && col < NA_FTS_COLS ? x->tokens[col] : 0;
}

uint64_t na_fti_reads(const na_fti *x) { return x->reads; }
size_t na_fti_segments(const na_fti *x) { return x->nseg; }

int na_leaf_bad(na_fti *x, const struct segment *s, uint32_t pgno, const char *what,
                na_err *err)
{
    return na_fail(err, NA_ECORRUPT, "%s: segment %lld leaf %u: %s", x->name,
                   (long long)s->id, pgno, what);
}

int na_leaf_parse(na_fti *x, const struct segment *s, uint32_t pgno, na_str block,
                  struct leaf *l, na_err *err)
{
    const uint8_t *p = (const uint8_t *)block.ptr;
    uint64_t v;

    if (block.len < 4) return na_leaf_bad(x, s, pgno, "too short", err);
    *l = (struct leaf){ .p = p, .n = block.len };
    l->rowid = (uint32_t)p[0] << 8 | p[1];
    l->size = (uint32_t)p[2] << 8 | p[3];
    if (l->size < 4 || l->size > l->n) return na_leaf_bad(x, s, pgno, "size", err);
    if (l->rowid && (l->rowid < 4 || l->rowid >= l->size))
        return na_leaf_bad(x, s, pgno, "first rowid", err);
    l->foot = l->size;
    if (l->size == l->n) return NA_OK;
    l->foot += varint(p + l->size, p + l->n, &v);
    if (l->foot == l->size || v < 4 || v >= l->size || l->rowid >= v)
        return na_leaf_bad(x, s, pgno, "footer", err);
    l->term = (uint32_t)v;
    return NA_OK;
}

int na_leaf_read(na_fti *x, const struct segment *s, uint32_t pgno, struct leaf *l,
                 na_err *err)
{
    na_str block = { NULL, 0 };
    int rc = (x->reads++, x->src.block(x->src.ctx, s->id << 37 | pgno, &block, err));

    if (rc < 0) return rc;
    if (rc == 0) return na_leaf_bad(x, s, pgno, "missing", err);
    return na_leaf_parse(x, s, pgno, block, l, err);
}

int na_leaf_next_term(na_fti *x, const struct segment *s, uint32_t pgno, struct leaf *l,
                      uint32_t after, uint32_t *out, na_err *err)
{
    uint64_t v;
    size_t n;

    *out = l->size;
    if (l->foot >= l->n) return NA_OK;
    n = varint(l->p + l->foot, l->p + l->n, &v);
    if (n == 0 || v == 0 || v >= l->size - after)
        return na_leaf_bad(x, s, pgno, "footer", err);
    l->foot += n;
    *out = after + (uint32_t)v;
    return NA_OK;
}

int na_leaf_seek(na_fti *x, const struct segment *s, na_str term, bool after,
                 uint32_t *pgno, bool *dlidx, na_err *err)
{
    int64_t v = 0;
    int rc = x->src.seek(x->src.ctx, s->id, term, after, &v, err);

    if (rc <= 0) return rc;
    if (v < 2 || v / 2 > s->last)
        return na_fail(err, NA_ECORRUPT, "%s: segment %lld: leaf %lld in %%_idx", x->name,
                       (long long)s->id, (long long)(v / 2));
    *pgno = (uint32_t)(v / 2);
    *dlidx = (v & 1) != 0;
    if (*pgno < s->first) *pgno = s->first, *dlidx = false;
    return 1;
}

/* Looks for key (with its '0') on a leaf: 1 and the doclist's bounds there, or 0. Only as
 * many bytes of each term are compared as decide: same counts those key shares with the
 * term before, which is smaller than key. */
static int find_on_leaf(na_fti *x, const struct segment *s, uint32_t pgno, struct leaf *l,
                        na_str key, uint32_t *from, uint32_t *to, na_err *err)
{
    uint32_t at = l->term, next;
    uint64_t same = 0, before = 0, shared, fresh;
    const uint8_t *k = (const uint8_t *)key.ptr;
    int rc;

    for (bool first = true;; first = false, at = next) {
        const uint8_t *p = l->p + at, *end;
        size_t n;
        uint64_t i = 0;

        if ((rc = na_leaf_next_term(x, s, pgno, l, at, &next, err)) < 0) return rc;
        end = l->p + next;
        shared = 0;
        if (!first) {
            if (!(n = varint(p, end, &shared))) return na_leaf_bad(x, s, pgno, "term", err);
            p += n;
        }
        n = varint(p, end, &fresh);
        p += n;
        if (n == 0 || fresh == 0 || fresh > (uint64_t)(end - p) || shared > before)
            return na_leaf_bad(x, s, pgno, "term", err);
        before = shared + fresh;
        if (shared < same) return 0; /* it differs from the one before where key does not */
        if (shared == same) {
            while (i < fresh && same + i < key.len && p[i] == k[same + i]) i++;
            if (i == fresh && before == key.len) {
                *from = (uint32_t)(p + fresh - l->p);
                *to = next;
                return 1;
            }
            if (same + i == key.len || (i < fresh && p[i] > k[same + i])) return 0;
            same += i;
        }
        if (next == l->size) return 0;
    }
}

static int add_segment(na_fti *x, const struct segment *s, na_str key, na_postings **p,
                       na_err *err)
{
    struct part part = { .seg = s };
    struct leaf l;
    uint32_t from = 0, to = 0;
    int rc;

    if ((rc = na_leaf_seek(x, s, key, false, &part.pgno, &part.dlidx, err)) <= 0) return rc;
    if ((rc = na_leaf_read(x, s, part.pgno, &l, err)) < 0) return rc;
    if (!l.term) return na_leaf_bad(x, s, part.pgno, "no term", err);
    if ((rc = find_on_leaf(x, s, part.pgno, &l, key, &from, &to, err)) <= 0) return rc;
    part.more = to == l.size;
    if (!part.more) part.dlidx = false; /* it belongs to the last word of the leaf */
    if (!*p && (rc = na_postings_new(p, x, err)) < 0) return rc;
    return na_postings_add(*p, &part, na_str_n(l.p + from, to - from), err);
}

int na_fti_term(na_fti *x, na_str term, na_postings **out, na_err *err)
{
    na_postings *p = NULL;
    na_buf key;
    int rc = NA_OK;

    *out = NULL;
    na_buf_init(&key, 64 << 10);
    na_buf_putc(&key, '0');
    na_buf_str(&key, term);
    if ((rc = na_buf_check(&key, "word", err)) < 0) goto done;
    for (size_t i = 0; i < x->nseg && rc >= 0; i++)
        rc = add_segment(x, &x->seg[i], na_buf_get(&key), &p, err);
    if (rc < 0) goto done;
    *out = p, p = NULL;
    rc = NA_OK;
done:
    na_postings_free(p);
    na_buf_release(&key);
    return rc;
}
