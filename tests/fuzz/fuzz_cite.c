/* SPDX-License-Identifier: MIT */
/* Attributions and quotations of any text: source, title and body, a line feed behind the
 * first two. What is found lies within its text; bounds given or not, quotations are the
 * same. */
#include "text/cite.h"
#include "text/quote.h"
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void check(bool ok)
{
    if (!ok) abort();
}

static void check_quotes(na_analyzer *an, na_str body, const na_bound *bounds, size_t n,
                         uint32_t words)
{
    na_buf a, b;
    const na_quote *q;
    uint32_t least = 0;

    na_buf_init(&a, (size_t)1 << 28);
    na_buf_init(&b, (size_t)1 << 28);
    check(na_quotes(an, 2, body, bounds, n, &a, NULL) == 0);
    check(na_quotes(an, 2, body, NULL, 0, &b, NULL) == 0);
    check(na_str_eq(na_buf_get(&a), na_buf_get(&b)));
    q = (const na_quote *)(const void *)a.ptr;
    for (size_t i = 0; i < a.len / sizeof *q; i++) {
        check(q[i].from >= least && q[i].from <= q[i].to && q[i].to < words);
        least = q[i].to + 1;
    }
    na_buf_release(&a);
    na_buf_release(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    static na_cite_rules *rules; /* once a process */
    na_str rest = na_str_n(p, n), source, title;
    na_citer *c = NULL;
    na_analyzer *an = NULL;
    na_buf t[2], bounds;
    const na_cite *v;
    uint32_t words;
    size_t k;

    if (!rules) check(na_cite_rules_new(&rules, (na_str){ 0 }, NULL, NULL) == 0);
    if (!na_str_line(&rest, &source) || !na_str_line(&rest, &title)) return 0;
    check(na_analyzer_new(&an, NULL) == 0 && na_citer_new(&c, rules, NULL) == 0);
    na_buf_init(&t[0], (size_t)1 << 28);
    na_buf_init(&t[1], (size_t)1 << 28);
    na_buf_init(&bounds, (size_t)1 << 28);
    check(na_analyze_blank(an, title, &t[0], &words, NULL) == 0);
    check(na_analyze_body(an, rest, &t[1], &words, &bounds, NULL) == 0);
    {
        const na_bound *b = (const na_bound *)(const void *)bounds.ptr;
        size_t nb = bounds.len / sizeof *b;
        const na_cite_text in[3] = { { title, na_buf_get(&t[0]), NULL, 0 },
                                     { (na_str){ 0 }, (na_str){ 0 }, NULL, 0 },
                                     { rest, na_buf_get(&t[1]), b, nb } };
        check(na_citer_run(c, source, in, &v, &k, NULL) == 0 && k <= NA_CITES_MAX);
        for (size_t i = 0; i < k; i++)
            check(v[i].in <= 2 && v[i].agency < na_cite_rules_n(rules) &&
                  (size_t)v[i].start + v[i].len <= in[v[i].in].text.len);
        check_quotes(an, rest, b, nb, words);
    }
    na_buf_release(&t[0]);
    na_buf_release(&t[1]);
    na_buf_release(&bounds);
    na_citer_free(c);
    na_analyzer_free(an);
    return 0;
}
