/* SPDX-License-Identifier: MIT */
/* impacts.c - making impacts, and reading them */
#include "index/impacts.h"
#include "index/doclist_int.h"
#include <stdlib.h>

const uint32_t na_fts_weight[NA_FTS_COLS] = { 3, 2, 1, 0, 0, 0, 0 };

#define FEWEST 32u    /* postings in a range, on average */
#define MOST_SHIFT 12 /* a window */

void na_impacts_drop(na_impacts *m)
{
    if (!m || --m->users > 0) return;
    free(m->v);
    free(m->at);
    free(m);
}

size_t na_impacts_held(const na_impacts *m)
{
    return sizeof *m + m->n * (sizeof *m->v + sizeof *m->at);
}

void na_postings_guide(na_postings *p, na_impacts *m)
{
    na_impacts_drop(p->impacts);
    p->impacts = NULL;
    if (p->nparts == 1)
        p->impacts = m;
    else
        na_impacts_drop(m);
}

const na_impacts *na_postings_impacts(const na_postings *p) { return p->impacts; }

double na_mean_length(const na_fti *x)
{
    uint64_t sum = 0;

    for (int c = 0; c < NA_FTS_COLS; c++)
        if (na_fts_weight[c]) sum += x->tokens[c];
    return sum && x->rows ? (double)sum / (double)x->rows : 1;
}

/* -- making -------------------------------------------------------------------------- */

static unsigned shift_of(uint64_t n, uint64_t rows)
{
    unsigned s = NA_RANGE_SHIFT;

    while (s < MOST_SHIFT && n << s < FEWEST * rows) s++;
    return s;
}

static size_t varint_bytes(uint64_t v)
{
    size_t n = 1;

    while (v >= 0x80) v >>= 7, n++;
    return n;
}

static uint8_t impact_of(const uint32_t tf[NA_FTS_COLS], uint32_t length, double mean)
{
    double sum = 0, norm = NA_BM25_K1 * (1 - NA_BM25_B + NA_BM25_B * length / mean);

    for (int c = 0; c < NA_FTS_COLS; c++) sum += (double)na_fts_weight[c] * tf[c];
    if (sum <= 0) return 0;
    double v = sum / (sum + norm) * 255;
    return v < 254 ? (uint8_t)(v + 1) : 255;
}

static void put_places(na_buf *out, const na_impacts *m)
{
    na_impact_at last = { 0 };

    for (size_t i = 0; i < m->n; i++) {
        const na_impact_at *at = &m->at[i];
        na_buf_varint(out, at->leaf - last.leaf);
        na_buf_varint(out, at->leaf == last.leaf ? at->off - last.off : at->off);
        na_buf_varint(out, at->row - 1 - (uint32_t)(i << m->shift));
        last = *at;
    }
}

int na_impacts_build(na_buf *out, na_postings *p, uint64_t n, const uint32_t *length,
                     uint64_t rows, double mean, na_err *err)
{
    na_impacts m = { .shift = shift_of(n, rows) };
    size_t cap = (size_t)(rows >> m.shift) + 1;
    uint32_t tf[NA_FTS_COLS];
    int rc;

    m.v = calloc(cap, 1);
    m.at = calloc(cap, sizeof *m.at);
    if (!m.v || !m.at) {
        rc = na_fail_nomem(err);
        goto done;
    }
    while ((rc = na_postings_next(p, err)) > 0) {
        if (p->rowid < 1 || p->rowid > (int64_t)rows) {
            rc = na_postings_bad(p, "a row that is none", err);
            break;
        }
        uint32_t row = (uint32_t)p->rowid;
        size_t k = (row - 1) >> m.shift;
        const na_impact_at here = { .leaf = p->pgno - p->part[0].pgno,
                                    .off = (uint32_t)(p->off -
                                                      varint_bytes((uint64_t)p->size * 2)),
                                    .row = row };
        while (m.n <= k) m.at[m.n++] = here;
        if ((rc = na_postings_tf(p, tf, err)) < 0) break;
        uint8_t v = impact_of(tf, length[row - 1], mean);
        if (v > m.v[k]) m.v[k] = v;
    }
    if (rc < 0) goto done;
    na_buf_putc(out, (char)m.shift);
    na_buf_varint(out, m.n);
    na_buf_str(out, na_str_n(m.v, m.n));
    put_places(out, &m);
    rc = na_buf_check(out, "impacts", err);
done:
    free(m.v);
    free(m.at);
    return rc;
}

/* -- reading ------------------------------------------------------------------------- */

/* LEB128; nearly all are one byte, or two. */
static inline uint64_t next_number(na_rd *r)
{
    if (r->end - r->p > 1) {
        uint32_t v = r->p[0];
        if (v < 0x80) return r->p++, v;
        if (r->p[1] < 0x80) {
            v = (v & 0x7f) | (uint32_t)r->p[1] << 7;
            r->p += 2;
            return v;
        }
    }
    return na_rd_varint(r);
}

static bool read_places(na_impacts *m, na_rd *r, uint64_t rows)
{
    na_impact_at at = { 0 };

    for (size_t i = 0; i < m->n; i++) {
        uint64_t leaf = next_number(r), off = next_number(r), row = next_number(r);
        if (r->bad || leaf > INT32_MAX || off > UINT16_MAX || row > rows) return false;
        at.off = leaf > 0 ? (uint32_t)off : at.off + (uint32_t)off;
        at.leaf += (uint32_t)leaf;
        row += ((uint64_t)i << m->shift) + 1;
        if (row > rows || at.leaf > INT32_MAX || at.off > UINT16_MAX) return false;
        if (i > 0 && row < m->at[i - 1].row) return false;
        at.row = (uint32_t)row;
        m->at[i] = at;
    }
    return na_rd_left(r) == 0;
}

int na_impacts_read(na_impacts **out, na_str bytes, uint64_t rows, na_str word, na_err *err)
{
    na_rd r = na_rd_of(bytes);
    na_impacts *m = calloc(1, sizeof *m);
    uint64_t n;
    na_str v;
    int rc = NA_OK;

    if (!m) return na_fail_nomem(err);
    m->users = 1;
    m->shift = na_rd_u8(&r);
    n = na_rd_varint(&r);
    if (r.bad || m->shift < NA_RANGE_SHIFT || m->shift > MOST_SHIFT || n == 0 ||
        n > (rows >> m->shift) + 1)
        goto bad;
    m->n = (size_t)n;
    v = na_rd_bytes(&r, m->n);
    if (r.bad) goto bad;
    m->v = malloc(m->n);
    m->at = malloc(m->n * sizeof *m->at);
    if (!m->v || !m->at) {
        rc = na_fail_nomem(err);
        goto done;
    }
    memcpy(m->v, v.ptr, m->n);
    if (!read_places(m, &r, rows)) goto bad;
    *out = m;
    return NA_OK;
bad:
    rc = na_fail(err, NA_ECORRUPT, "stem: the impacts of %.*s are none", NA_STR_ARG(word));
done:
    na_impacts_drop(m);
    return rc;
}
