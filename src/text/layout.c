/* SPDX-License-Identifier: MIT */
#include "text/layout.h"
#include "text/signature.h"
#include "text/unicode.h"
#include <stdlib.h>

size_t na_text_width(na_str s)
{
    size_t n = 0;
    for (size_t at = 0; at < s.len;) {
        uint32_t cp;
        at += na_utf8_next(s, at, &cp);
        n += (size_t)na_cp_width(cp);
    }
    return n;
}

static bool blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/* The next word of rest; false at the end. */
static bool next_word(na_str *rest, na_str *word)
{
    size_t i = 0, from;
    while (i < rest->len && blank(rest->ptr[i])) i++;
    for (from = i; i < rest->len && !blank(rest->ptr[i]);) i++;
    *word = na_str_sub(*rest, from, i);
    *rest = na_str_sub(*rest, i, rest->len);
    return word->len > 0;
}

void na_text_wrap(na_str s, size_t max, na_buf *out)
{
    na_str line, word;
    size_t at = 0, begin = out->len;
    bool gap = false;
    while (na_str_line(&s, &line)) {
        if (!na_str_trim(line).len) {
            gap = out->len > begin;
            continue;
        }
        if (gap) na_buf_puts(out, "\n\n"), at = 0;
        gap = false;
        while (next_word(&line, &word)) {
            size_t w = na_text_width(word);
            if (at && at + 1 + w > max)
                na_buf_putc(out, '\n'), at = 0;
            else if (at)
                na_buf_putc(out, ' '), at++;
            na_buf_str(out, word);
            at += w;
        }
    }
}

size_t na_text_fit(na_str s, size_t max, size_t mark)
{
    size_t at = 0, used = 0, fits = 0, word_end = 0;
    bool was_space = false;
    while (at < s.len) {
        uint32_t cp;
        size_t n = na_utf8_next(s, at, &cp), w = (size_t)na_cp_width(cp);
        bool space = na_cp_space(cp);
        if (space && !was_space && used + mark <= max) word_end = at;
        if (used + w > max) return word_end > fits / 2 ? word_end : fits;
        used += w;
        at += n;
        if (used + mark <= max) fits = at;
        was_space = space;
    }
    return s.len;
}

/* -- similarity ------------------------------------------------------------------------ */

static int by_value(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* The hashes of a text's pairs of neighbouring words, sorted, each once. */
static int pairs(na_analyzer *a, na_str s, na_buf *tmp, na_arena *arena, uint64_t **out,
                 size_t *n_out, na_err *err)
{
    uint32_t n = 0;
    size_t k = 0, kept = 0, from = 0;
    na_buf_reset(tmp);
    int rc = na_analyze_blank(a, s, tmp, &n, err);
    if (rc < 0) return rc;
    uint64_t *v = na_arena_array(arena, (size_t)n + 1, sizeof *v);
    if (!v) return na_fail_nomem(err);
    na_str words = na_buf_get(tmp);
    size_t first = na_str_chr(words, ' ', 0);
    if (n == 1) v[k++] = na_hash64(words, 0);
    while (first != (size_t)-1 && k < n) {
        size_t second = na_str_chr(words, ' ', first + 1);
        size_t end = second == (size_t)-1 ? words.len : second;
        v[k++] = na_hash64(na_str_sub(words, from, end), 0);
        from = first + 1;
        first = second;
    }
    qsort(v, k, sizeof *v, by_value);
    for (size_t i = 0; i < k; i++)
        if (!i || v[i] != v[i - 1]) v[kept++] = v[i];
    *out = v;
    *n_out = kept;
    return NA_OK;
}

int na_text_similarity(na_analyzer *a, na_str one, na_str two, na_buf *tmp, na_arena *arena,
                       double *out, na_err *err)
{
    uint64_t *va, *vb;
    size_t na, nb, both = 0;
    int rc = pairs(a, one, tmp, arena, &va, &na, err);
    if (rc == NA_OK) rc = pairs(a, two, tmp, arena, &vb, &nb, err);
    if (rc < 0) return rc;
    for (size_t i = 0, j = 0; i < na && j < nb;) {
        both += va[i] == vb[j];
        if (va[i] == vb[j])
            i++, j++;
        else if (va[i] < vb[j])
            i++;
        else
            j++;
    }
    *out = na + nb > both ? (double)both / (double)(na + nb - both) : 0;
    return NA_OK;
}
