/* SPDX-License-Identifier: MIT */
#include "core/filter.h"
#include "base/hash.h"
#include "core/cites.h"
#include "core/past.h"
#include "text/unicode.h"
#include <stdlib.h>

static bool is_past(const na_qnode *n)
{
    return n->kind == NA_Q_WAS || n->kind == NA_Q_CHANGED ||
           (n->kind == NA_Q_ATTR && n->attr == NA_QATTR_NOTE);
}

bool na_filter_is_dear(const na_qnode *node)
{
    return node->kind == NA_Q_ATTR && node->attr != NA_QATTR_LANG &&
           node->attr != NA_QATTR_CITES && node->attr != NA_QATTR_NOTE;
}

/* lang:en matches en and en-GB; a trailing * any that begins so. */
static bool lang_matches(const na_qnode *n, na_str value)
{
    na_str head = na_str_sub(value, 0, n->text.len);

    if (!na_str_ieq(head, n->text)) return false;
    return n->prefix || value.len == n->text.len || value.ptr[n->text.len] == '-' ||
           value.ptr[n->text.len] == '_';
}

/* The numbers of the agencies that are meant; in the head, the rows themselves. */
static int open_cites(na_filter *f, na_err *err)
{
    const na_strv *dict;
    bool means;
    int rc;

    if (!f->seg->vol)
        return na_cites_head_rows(f->seg, f->node, &f->codes, &f->ncodes, err);
    if ((rc = na_cols_dict(f->seg->cols, NA_COL_CITES, &dict, err)) < 0) return rc;
    f->codes = calloc(dict->n + 1, sizeof *f->codes);
    if (!f->codes) return na_fail_nomem(err);
    for (size_t i = 0; i < dict->n; i++) {
        rc = na_cites_means(f->seg->arc, f->node, dict->v[i], &means, err);
        if (rc < 0) return rc;
        if (means) f->codes[f->ncodes++] = (uint32_t)i;
    }
    return NA_OK;
}

static int open_attr(na_filter *f, na_err *err)
{
    const na_strv *dict;
    int rc;

    na_buf_init(&f->folded, NA_MAX_FIELD * 4);
    na_buf_init(&f->want, NA_MAX_FIELD * 4);
    if (f->node->attr == NA_QATTR_CITES) return open_cites(f, err);
    if ((rc = na_text_fold(f->node->text, &f->want, err)) < 0) return rc;
    if (f->node->attr != NA_QATTR_LANG || !f->seg->vol) return NA_OK;
    if ((rc = na_cols_dict(f->seg->cols, NA_COL_LANG, &dict, err)) < 0) return rc;
    if ((rc = na_cols_u32(f->seg->cols, NA_COL_LANG, &f->column, err)) < 0) return rc;
    f->codes = calloc(dict->n + 1, sizeof *f->codes);
    if (!f->codes) return na_fail_nomem(err);
    for (size_t i = 0; i < dict->n; i++)
        if (lang_matches(f->node, dict->v[i])) f->codes[f->ncodes++] = (uint32_t)i;
    return NA_OK;
}

int na_filter_open(na_filter *f, const na_seg *s, const na_qnode *node, bool undated_mode,
                   na_err *err)
{
    f->seg = s;
    f->node = node;
    f->undated_mode = undated_mode;
    if (is_past(node)) return na_past_rows(s->past, s, node, &f->codes, &f->ncodes, err);
    if (node->kind == NA_Q_ATTR) return open_attr(f, err);
    if (node->kind == NA_Q_WORDS) return na_seg_words(s, &f->column, err);
    if (!s->vol || undated_mode) return NA_OK;
    return na_seg_range(s, node->from, node->to, &f->lo, &f->hi, err);
}

void na_filter_release(na_filter *f)
{
    na_arena_release(&f->arena);
    na_buf_release(&f->folded);
    na_buf_release(&f->want);
    free(f->codes);
}

/* URL and bundle are not in the columns: the article itself is asked. */
static int article_matches(na_filter *f, int64_t row, bool *out, na_err *err)
{
    const na_qnode *n = f->node;
    na_article art = { 0 };
    na_str v;
    int rc;

    na_arena_reset(&f->arena);
    if ((rc = na_seg_article(f->seg, row, &art, &f->arena, err)) < 0) return rc;
    if (n->attr == NA_QATTR_LANG) {
        *out = lang_matches(n, art.lang);
        return NA_OK;
    }
    v = n->attr == NA_QATTR_URL ? art.url : art.prov.bundle;
    na_buf_reset(&f->folded);
    if ((rc = na_text_fold(v, &f->folded, err)) < 0) return rc;
    v = na_buf_get(&f->folded);
    /* A URL is found by any part of it, a bundle by its name. */
    if (n->attr == NA_QATTR_URL)
        *out = na_str_find(v, na_buf_get(&f->want), 0) != (size_t)-1;
    else
        *out = n->prefix ? na_str_starts(v, na_buf_get(&f->want))
                         : na_str_eq(v, na_buf_get(&f->want));
    return NA_OK;
}

/* The id's hex digits begin with what was typed. */
static int id_matches(const na_filter *f, int64_t row, bool *out, na_err *err)
{
    na_str digits = f->node->text;
    uint8_t bytes[8];
    char hex[17];
    uint64_t id;
    int rc = na_seg_id(f->seg, row, &id, err);

    if (rc < 0) return rc;
    for (int i = 0; i < 8; i++) bytes[i] = (uint8_t)(id >> (56 - 8 * i));
    na_hex(bytes, sizeof bytes, hex);
    *out = digits.len <= 16 && na_str_ieq(na_str_n(hex, digits.len), digits);
    return NA_OK;
}

/* Where code is among the codes, or would be. */
static size_t lower(const na_filter *f, uint32_t code)
{
    size_t lo = 0, hi = f->ncodes;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (f->codes[mid] < code)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

static bool has_code(const na_filter *f, uint32_t code)
{
    size_t at = lower(f, code);
    return at < f->ncodes && f->codes[at] == code;
}

static int cites_match(const na_filter *f, int64_t row, bool *out, na_err *err)
{
    const uint32_t *list;
    size_t n;
    int rc;

    *out = !f->seg->vol && has_code(f, (uint32_t)row);
    if (!f->seg->vol || f->ncodes == 0) return NA_OK;
    rc = na_cols_list(f->seg->cols, NA_COL_CITES, row, &list, &n, err);
    for (size_t i = 0; rc == NA_OK && !*out && i < n; i += 3) *out = has_code(f, list[i]);
    return rc;
}

static bool in_range(const na_filter *f, int64_t row)
{
    int64_t t;

    if (f->seg->vol && !f->undated_mode) return row >= f->lo && row < f->hi;
    t = f->seg->published[row - 1];
    if (f->undated_mode || t == NA_TIME_NONE) return f->undated_mode && t == NA_TIME_NONE;
    return t >= f->node->from && t < f->node->to;
}

static int matches(na_filter *f, int64_t row, bool *out, na_err *err)
{
    const na_qnode *n = f->node;

    *out = false;
    if (n->kind == NA_Q_RANGE) {
        *out = in_range(f, row);
    } else if (n->kind == NA_Q_WORDS) {
        int64_t words = f->column[row - 1];
        *out = words >= n->from && words <= n->to;
    } else if (n->attr == NA_QATTR_CITES) {
        return cites_match(f, row, out, err);
    } else if (f->column) {
        for (size_t i = 0; i < f->ncodes; i++) *out |= f->column[row - 1] == f->codes[i];
    } else {
        return n->attr == NA_QATTR_ID ? id_matches(f, row, out, err)
                                      : article_matches(f, row, out, err);
    }
    return NA_OK;
}

/* In a volume a date range is a run of rows. */
static bool is_run(const na_filter *f)
{
    return f->seg->vol && f->node->kind == NA_Q_RANGE && !f->undated_mode;
}

/* The rows [from, to) of the window, which begin and end within it. */
static void set_run(na_bits *b, int64_t base, int64_t from, int64_t to)
{
    for (unsigned k = 0; k < NA_WINDOW / 64; k++) {
        int64_t first = base + 1 + 64 * (int64_t)k;
        int64_t lo = from > first ? from - first : 0,
                hi = to < first + 64 ? to - first : 64;
        b->w[k] = lo < hi ? (UINT64_MAX >> (64 - (hi - lo))) << lo : 0;
    }
}

/* The rows of the window among those that are known. */
static bool set_rows(na_filter *f, int64_t base, unsigned n)
{
    size_t at = lower(f, (uint32_t)(base + 1));
    bool any = false;

    for (; at < f->ncodes && f->codes[at] <= base + n; at++, any = true) {
        uint32_t k = f->codes[at] - (uint32_t)base - 1;
        f->bits.w[k >> 6] |= UINT64_C(1) << (k & 63);
    }
    return any;
}

bool na_filter_run(const na_filter *f, int64_t *from, int64_t *to)
{
    if (!is_run(f)) return false;
    *from = f->lo;
    *to = f->hi;
    return true;
}

int na_filter_window(na_filter *f, int64_t base, const na_bits *among, const na_bits **out,
                     na_err *err)
{
    int64_t rows = f->seg->rows - base;
    unsigned n = rows < NA_WINDOW ? (unsigned)rows : NA_WINDOW;
    bool hit, any = false;
    int rc;

    *out = NULL;
    if (is_run(f)) {
        if (f->hi <= base + 1 || f->lo > base + n) return NA_OK;
        set_run(&f->bits, base, f->lo, f->hi < base + 1 + n ? f->hi : base + 1 + n);
        *out = &f->bits;
        return NA_OK;
    }
    memset(&f->bits, 0, sizeof f->bits);
    if (is_past(f->node)) {
        if (set_rows(f, base, n)) *out = &f->bits;
        return NA_OK;
    }
    for (unsigned i = 0; i < n; i++) {
        if (among && !na_bits_has(among, i)) continue;
        if ((rc = matches(f, base + 1 + i, &hit, err)) < 0) return rc;
        f->bits.w[i >> 6] |= (uint64_t)hit << (i & 63);
        any |= hit;
    }
    if (any) *out = &f->bits;
    return NA_OK;
}
