/* SPDX-License-Identifier: MIT */
#include "core/arc_int.h"

#define SHARE 100

void na_langs_count(na_langs *l, na_str lang)
{
    int i = na_stem_lang_of(lang);
    if (i >= 0) l->n[i]++;
}

void na_langs_add(na_langs *l, const na_langs *more)
{
    for (size_t i = 0; i < NA_STEM_LANGS; i++) l->n[i] += more->n[i];
}

uint32_t na_langs_common(const na_langs *l, uint64_t articles)
{
    uint32_t set = 0;

    for (size_t i = 0; i < NA_STEM_LANGS; i++)
        if (l->n[i] > articles / SHARE) set |= (uint32_t)1 << i;
    return set;
}

void na_langs_put(const na_langs *l, na_buf *out)
{
    bool first = true;

    for (size_t i = 0; i < NA_STEM_LANGS; i++) {
        if (l->n[i] == 0) continue;
        na_buf_printf(out, "%s%s:%llu", first ? "" : " ", na_stem_lang_code(i),
                      (unsigned long long)l->n[i]);
        first = false;
    }
}

void na_langs_read(na_str text, na_langs *out)
{
    *out = (na_langs){ 0 };
    while (text.len > 0) {
        na_str one = na_str_sub(text, 0, na_str_chr(text, ' ', 0));
        size_t colon = na_str_chr(one, ':', 0);
        int lang = na_stem_lang_of(na_str_sub(one, 0, colon));
        uint64_t n = 0;
        text = na_str_sub(text, one.len + 1, text.len);
        if (lang < 0 || colon == (size_t)-1) continue;
        for (size_t i = colon + 1; i < one.len && n < UINT32_MAX; i++)
            if (one.ptr[i] >= '0' && one.ptr[i] <= '9')
                n = n * 10 + (uint64_t)(one.ptr[i] - '0');
        out->n[lang] = n;
    }
}

static int count_head(na_arc *a, na_langs *all, uint64_t *articles, na_err *err)
{
    na_stmt *q = NULL;
    na_langs here;
    int rc = na_stmt_open(
        &q, a->db, "SELECT n, langs FROM batch WHERE first < " NA_MARKED_BASE_SQL, err);

    while (rc >= 0 && (rc = na_stmt_step(q, err)) > 0) {
        na_langs_read(na_stmt_text(q, 1), &here);
        na_langs_add(all, &here);
        *articles += (uint64_t)na_stmt_i64(q, 0);
    }
    na_stmt_close(q);
    return rc;
}

int na_archive_langs(na_arc *a, const na_catrow *rows, size_t n, uint32_t *out, na_err *err)
{
    na_langs all = { 0 };
    na_view *v = &a->view;
    uint64_t articles = 0;
    int rc;

    if (v->valid && v->have_langs) return *out = v->langs, NA_OK;
    for (size_t i = 0; i < n; i++) {
        na_langs_add(&all, &rows[i].langs);
        articles += rows[i].articles;
    }
    rc = count_head(a, &all, &articles, err);
    *out = v->langs = na_langs_common(&all, articles);
    v->have_langs = rc == NA_OK && v->valid && a->snapshots > 0;
    return rc;
}
