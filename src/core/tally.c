/* SPDX-License-Identifier: MIT */
/* tally.c - counting, a segment at a time
 *
 * The matches of a segment become grains, (value, query, count): in a volume, days come in
 * ascending runs and the other values as numbers of a dictionary, so that there are few.
 * When the segment is done, its grains are sorted and merged into the rows so far. So
 * nothing of a segment that failed half-way is ever in a row.
 */
#include "core/tally.h"
#include "core/cites.h"
#include "core/match.h"
#include <stdlib.h>

typedef struct grain {
    na_str value; /* of the volume's dictionary, or of the scratch arena */
    int64_t at;
    uint64_t n;
    size_t query;
} grain;

typedef struct counter {
    na_tally *t;
    na_tally_field field;
    size_t cap_rows;
    grain *v;
    size_t n, cap;
    na_arena scratch; /* what the grains of the head name */
    /* of the segment at hand, when it is a volume */
    const na_strv *dict;
    const uint32_t *code; /* [row - 1] */
    uint64_t *by_code;    /* [query * dict->n + code] */
} counter;

static na_col column_of(na_tally_field f)
{
    return f == NA_TALLY_SOURCE   ? NA_COL_SOURCE
           : f == NA_TALLY_LANG   ? NA_COL_LANG
           : f == NA_TALLY_TAG    ? NA_COL_TAGS
           : f == NA_TALLY_AUTHOR ? NA_COL_AUTHORS
                                  : NA_COL_CITES;
}

static bool is_list(na_tally_field f) { return f >= NA_TALLY_TAG; }

/* -- grains -------------------------------------------------------------------------- */

static int compare(na_str a, int64_t a_at, na_str b, int64_t b_at)
{
    int c = a_at < b_at ? -1 : a_at > b_at;
    return c ? c : na_str_cmp(a, b);
}

static int by_value(const void *pa, const void *pb)
{
    const grain *a = pa, *b = pb;
    return compare(a->value, a->at, b->value, b->at);
}

static int add_grain(counter *c, grain g, na_err *err)
{
    grain *last = c->n > 0 ? &c->v[c->n - 1] : NULL;

    if (last && last->query == g.query && by_value(last, &g) == 0)
        return last->n += g.n, NA_OK;
    if (c->n == c->cap) {
        size_t cap = c->cap ? 2 * c->cap : 256;
        grain *v = realloc(c->v, cap * sizeof *v);
        if (!v) return na_fail_nomem(err);
        c->v = v, c->cap = cap;
    }
    c->v[c->n++] = g;
    return NA_OK;
}

/* -- a segment ----------------------------------------------------------------------- */

static void forget(counter *c)
{
    free(c->by_code);
    c->by_code = NULL;
    c->dict = NULL;
    c->code = NULL;
    c->n = 0;
    na_arena_reset(&c->scratch);
}

static int begin(void *ctx, const na_seg *seg, na_err *err)
{
    counter *c = ctx;
    na_col col = column_of(c->field);
    size_t cells;
    int rc;

    forget(c);
    if (c->field == NA_TALLY_DAY || !seg->vol) return NA_OK;
    if ((rc = na_cols_dict(seg->cols, col, &c->dict, err)) < 0) return rc;
    if (!is_list(c->field) && (rc = na_cols_u32(seg->cols, col, &c->code, err)) < 0)
        return rc;
    /* One cell more: a tag is missing. */
    if (!na_mul_ok(c->dict->n + 1, c->t->queries, &cells)) return na_fail_nomem(err);
    c->by_code = calloc(cells, sizeof *c->by_code);
    return c->by_code ? NA_OK : na_fail_nomem(err);
}

static int count_day(counter *c, const na_seg *seg, size_t query, int64_t row, na_err *err)
{
    int64_t t = seg->published[row - 1];
    grain g = { .at = t == NA_TIME_NONE ? t : na_period_day(t), .n = 1, .query = query };

    return add_grain(c, g, err);
}

static int count_code(counter *c, const na_seg *seg, size_t query, int64_t row, na_err *err)
{
    uint64_t *cell = c->by_code + query * (c->dict->n + 1);
    size_t n, k, step = c->field == NA_TALLY_CITES ? 3 : 1;
    const uint32_t *list;
    int rc;

    if (c->code) {
        if (c->code[row - 1] >= c->dict->n)
            return na_fail(err, NA_ECORRUPT,
                           "%s: article %lld has a value that there is not",
                           na_seg_name(seg), (long long)row);
        cell[c->code[row - 1]]++;
        return NA_OK;
    }
    if ((rc = na_cols_list(seg->cols, column_of(c->field), row, &list, &n, err)) < 0)
        return rc;
    if (n == 0) cell[c->dict->n]++;
    /* each is in the dictionary: na_cols_list checks it */
    for (size_t i = 0; i < n; i += step) {
        for (k = 0; k < i && list[k] != list[i];) k += step;
        if (k == i) cell[list[i]]++;
    }
    return NA_OK;
}

/* As the dictionary of a volume has it: a line feed is a blank there. */
static int add_text(counter *c, na_str s, size_t query, na_err *err)
{
    grain g = { .value = na_arena_str(&c->scratch, s), .n = 1, .query = query };

    if (!g.value.ptr) return na_fail_nomem(err);
    for (char *p = (char *)g.value.ptr; p < g.value.ptr + g.value.len; p++)
        if (*p == '\n') *p = ' ';
    return add_grain(c, g, err);
}

/* The values of a list, each once. */
static int add_list(counter *c, na_strv list, size_t query, na_err *err)
{
    int rc = list.n == 0 ? add_text(c, na_str_c(""), query, err) : NA_OK;
    size_t k;

    for (size_t i = 0; rc == NA_OK && i < list.n; i++) {
        for (k = 0; k < i && !na_str_eq(list.v[k], list.v[i]);) k++;
        if (k == i) rc = add_text(c, list.v[i], query, err);
    }
    return rc;
}

static int agencies(const na_seg *seg, int64_t row, na_arena *arena, na_strv *out,
                    na_err *err)
{
    na_col_cite *v;
    int rc = na_cites_of(seg, row, arena, &v, &out->n, err);

    if (rc < 0) return rc;
    if (!(out->v = na_arena_array(arena, out->n + 1, sizeof *out->v)))
        return na_fail_nomem(err);
    for (size_t i = 0; i < out->n; i++) out->v[i] = v[i].agency;
    return NA_OK;
}

static int count_text(counter *c, const na_seg *seg, size_t query, int64_t row, na_err *err)
{
    na_arena arena = { 0 };
    na_article art = { 0 };
    na_strv list = { 0 };
    int rc;

    if (c->field == NA_TALLY_CITES) {
        rc = agencies(seg, row, &arena, &list, err);
    } else {
        rc = na_seg_article(seg, row, &art, &arena, err);
        if (rc == NA_OK && c->field == NA_TALLY_AUTHOR)
            rc = na_article_authors(&art, &arena, &list, err);
    }
    if (rc < 0) goto done;
    if (c->field == NA_TALLY_TAG) list = art.tags;
    if (is_list(c->field))
        rc = add_list(c, list, query, err);
    else
        rc = add_text(c, c->field == NA_TALLY_SOURCE ? art.source : art.lang, query, err);
done:
    na_arena_release(&arena);
    return rc;
}

static int count_row(void *ctx, const na_seg *seg, size_t query, int64_t row, na_err *err)
{
    counter *c = ctx;

    if (c->field == NA_TALLY_DAY) return count_day(c, seg, query, row, err);
    return c->by_code ? count_code(c, seg, query, row, err)
                      : count_text(c, seg, query, row, err);
}

/* -- rows ---------------------------------------------------------------------------- */

static int codes_to_grains(counter *c, na_err *err)
{
    int rc = NA_OK;

    for (size_t q = 0; rc == NA_OK && q < c->t->queries; q++)
        for (size_t i = 0; rc == NA_OK && i <= c->dict->n; i++) {
            grain g = { .n = c->by_code[q * (c->dict->n + 1) + i], .query = q };
            if (i < c->dict->n) g.value = c->dict->v[i];
            if (g.n > 0) rc = add_grain(c, g, err);
        }
    return rc;
}

/* How many values the sorted grains have. */
static size_t distinct(const counter *c)
{
    size_t n = 0;

    for (size_t i = 0; i < c->n; i++) n += i == 0 || by_value(&c->v[i - 1], &c->v[i]) != 0;
    return n;
}

static int new_row(counter *c, const grain *g, na_tally_row *out, na_err *err)
{
    na_tally *t = c->t;

    *out = (na_tally_row){ .value = na_arena_str(&t->arena, g->value), .at = g->at };
    out->n = na_arena_array(&t->arena, t->queries, sizeof *out->n);
    return out->value.ptr && out->n ? NA_OK : na_fail_nomem(err);
}

/* Merges the grains into the rows: from the end, so that it needs no second array. Rows are
 * made first, for nothing may change when memory is out. */
static int merge(counter *c, na_err *err)
{
    na_tally *t = c->t;
    size_t fresh = distinct(c), i = t->n, k = fresh, to;
    na_tally_row *add = calloc(fresh + 1, sizeof *add);
    int rc = NA_OK;

    if (!add) return na_fail_nomem(err);
    if (t->n + fresh > c->cap_rows) {
        size_t cap = 2 * (t->n + fresh);
        na_tally_row *v = realloc(t->v, cap * sizeof *v);
        if (!v) rc = na_fail_nomem(err);
        if (v) t->v = v, c->cap_rows = cap;
    }
    for (size_t g = 0, r = 0; rc == NA_OK && g < c->n; g++) {
        bool same = g > 0 && by_value(&c->v[g - 1], &c->v[g]) == 0;
        if (!same) rc = new_row(c, &c->v[g], &add[r++], err);
        if (rc == NA_OK) add[r - 1].n[c->v[g].query] += c->v[g].n;
    }
    if (rc < 0) goto done;
    /* Equal ones go into the row there is; what is left is put in order. */
    for (i = 0, k = 0, to = 0; k < fresh; k++) {
        while (i < t->n && compare(t->v[i].value, t->v[i].at, add[k].value, add[k].at) < 0)
            i++;
        if (i == t->n || compare(t->v[i].value, t->v[i].at, add[k].value, add[k].at) != 0)
            add[to++] = add[k];
        else
            for (size_t q = 0; q < t->queries; q++) t->v[i].n[q] += add[k].n[q];
    }
    for (i = t->n, k = to, t->n += to; k > 0;) {
        bool old = i > 0 && compare(t->v[i - 1].value, t->v[i - 1].at, add[k - 1].value,
                                    add[k - 1].at) > 0;
        t->v[i + k - 1] = old ? t->v[i - 1] : add[k - 1];
        if (old)
            i--;
        else
            k--;
    }
done:
    free(add);
    return rc;
}

static int keep(void *ctx, na_err *err)
{
    counter *c = ctx;
    int rc = NA_OK;

    if (c->by_code) rc = codes_to_grains(c, err);
    if (rc == NA_OK && c->n > 1) qsort(c->v, c->n, sizeof *c->v, by_value);
    return rc == NA_OK && c->n > 0 ? merge(c, err) : rc;
}

static void restart(void *ctx)
{
    counter *c = ctx;

    forget(c);
    c->t->n = 0;
}

/* -- the tally ----------------------------------------------------------------------- */

void na_tally_free(na_tally *t)
{
    if (!t) return;
    free(t->v);
    free(t->total);
    free(t->left_out);
    na_arena_release(&t->arena);
    free(t);
}

int na_tally_new(na_tally **out, na_arc *a, const na_query *const *q, size_t n,
                 na_tally_field field, na_err *err)
{
    counter c = { .field = field };
    const na_match_fns fns = { begin, count_row, keep, restart, &c };
    double t0 = (double)na_mono_ms();
    int rc;

    *out = NULL;
    c.t = calloc(1, sizeof *c.t);
    if (!c.t) return na_fail_nomem(err);
    c.t->queries = n;
    c.t->total = calloc(n + 1, sizeof *c.t->total);
    c.t->left_out = calloc(n + 1, sizeof *c.t->left_out);
    if (!c.t->total || !c.t->left_out) {
        rc = na_fail_nomem(err);
        goto done;
    }
    rc = na_match_each(a, q, n, &fns, &c.t->info, c.t->damage, c.t->total, c.t->left_out,
                       err);
    if (rc == NA_OK && field == NA_TALLY_SOURCE) rc = na_arc_source_names(a, c.t, err);
    if (rc < 0) goto done;
    c.t->info.took_ms = (double)na_mono_ms() - t0;
    *out = c.t;
    c.t = NULL;
done:
    na_tally_free(c.t);
    forget(&c);
    na_arena_release(&c.scratch);
    free(c.v);
    return rc;
}

void na_tally_group(na_tally *t, na_period p)
{
    size_t to = 0;

    for (size_t i = 0; i < t->n; i++) {
        na_tally_row r = t->v[i];
        if (r.at != NA_TIME_NONE) r.at = na_period_of(p, r.at);
        if (to > 0 && t->v[to - 1].at == r.at)
            for (size_t q = 0; q < t->queries; q++) t->v[to - 1].n[q] += r.n[q];
        else
            t->v[to++] = r;
    }
    t->n = to;
}

bool na_tally_span(const na_tally *t, size_t n, const na_tally_row **first,
                   const na_tally_row **last)
{
    bool any = false;

    for (size_t i = 0; i < t->n; i++) {
        uint64_t sum = 0;
        for (size_t q = 0; q < n; q++) sum += t->v[i].n[q];
        if (sum == 0 || t->v[i].at == NA_TIME_NONE) continue;
        if (!any) *first = &t->v[i];
        *last = &t->v[i];
        any = true;
    }
    return any;
}
