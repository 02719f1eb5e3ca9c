/* SPDX-License-Identifier: MIT */
/* Any bytes as text: tokens are valid UTF-8 without blanks, positions ascend by one, ranges
 * ascend within the text, all forms agree, bounds lie at tokens; cleaning is idempotent. */
#include "base/limits.h"
#include "text/analyzer.h"
#include "text/sentence.h"
#include "text/unicode.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void check(bool ok)
{
    if (!ok) abort();
}

struct seen {
    na_str text;
    na_buf joined;
    const na_bound *bound;
    size_t bounds, next, start, end;
    uint32_t n;
};

static int see(void *ctx, const na_token *t)
{
    struct seen *s = ctx;
    check(t->pos == s->n);
    check(t->text.len > 0 && t->text.len <= NA_TOKEN_MAX && na_utf8_valid(t->text));
    for (size_t i = 0; i < t->text.len; i++) check((unsigned char)t->text.ptr[i] > 0x20);
    check(t->start < t->end && t->end <= s->text.len && t->end >= s->end);
    check(s->n == 0 || t->start > s->start);
    /* The first token at or behind a bound is the bound's. */
    if (s->next < s->bounds && t->start >= s->bound[s->next].start)
        check(s->bound[s->next++].pos == t->pos);
    if (s->n++ > 0) na_buf_putc(&s->joined, ' ');
    na_buf_str(&s->joined, t->text);
    s->start = t->start;
    s->end = t->end;
    return 0;
}

static void check_bounds(na_str text, const na_buf *bounds, bool positions)
{
    const na_bound *b = (const na_bound *)(const void *)bounds->ptr;
    for (size_t i = 0; i < bounds->len / sizeof *b; i++) {
        check(b[i].start < text.len && (i == 0 || b[i].start > b[i - 1].start));
        check(positions ? i == 0 || b[i].pos > b[i - 1].pos : b[i].pos == 0);
        check(i > 0 || b[i].paragraph);
    }
}

static void check_tokens(na_analyzer *a, na_str text)
{
    struct seen s = { .text = text };
    na_buf blank, body, bounds, sentences;
    na_arena arena = { 0 };
    na_qterm *q = NULL;
    size_t terms;
    uint32_t n_blank, n_body;

    na_buf_init(&blank, 64 * NA_MIB);
    na_buf_init(&body, 64 * NA_MIB);
    na_buf_init(&bounds, 64 * NA_MIB);
    na_buf_init(&sentences, 64 * NA_MIB);
    na_buf_init(&s.joined, 64 * NA_MIB);
    check(na_analyze_blank(a, text, &blank, &n_blank, NULL) == 0);
    check(na_analyze_body(a, text, &body, &n_body, &bounds, NULL) == 0);
    check(na_sentences(text, &sentences, NULL) == 0);
    check_bounds(text, &bounds, true);
    check_bounds(text, &sentences, false);
    check(bounds.len <= sentences.len);

    s.bound = (const na_bound *)(const void *)bounds.ptr;
    s.bounds = bounds.len / sizeof *s.bound;
    check(na_analyze(a, text, see, &s, NULL) == 0);
    check(s.next == s.bounds && s.n == n_blank && s.n == n_body);
    check(na_str_eq(na_buf_get(&s.joined), na_buf_get(&blank)));
    check(na_str_eq(na_buf_get(&s.joined), na_buf_get(&body)));
    check(blank.len <= text.len * 7 / 3 + 1);

    check(na_analyze_query(a, text, &arena, &q, &terms, NULL) == 0);
    check(terms <= s.n && (terms == 0) == (s.n == 0));
    for (size_t i = 0; i < terms; i++)
        check(q[i].offset < s.n && (i == 0 || q[i].offset > q[i - 1].offset));

    na_arena_release(&arena);
    na_buf_release(&blank);
    na_buf_release(&body);
    na_buf_release(&bounds);
    na_buf_release(&sentences);
    na_buf_release(&s.joined);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    na_analyzer *a = NULL;
    na_str text = na_str_n(p, n);
    na_buf once, twice;

    if (na_analyzer_new(&a, NULL) < 0) return 0;
    na_buf_init(&once, 64 * NA_MIB);
    na_buf_init(&twice, 64 * NA_MIB);
    check_tokens(a, text);
    check(na_text_clean(text, &once, NULL) == 0 && na_utf8_valid(na_buf_get(&once)));
    check(na_text_clean(na_buf_get(&once), &twice, NULL) == 0);
    check(na_str_eq(na_buf_get(&once), na_buf_get(&twice)));
    check_tokens(a, na_buf_get(&once));
    na_buf_reset(&twice);
    check(na_text_fold(text, &twice, NULL) == 0 && na_utf8_valid(na_buf_get(&twice)));
    na_buf_reset(&twice);
    check(na_text_squeeze(text, &twice, NULL) == 0 && twice.len <= n);
    na_analyzer_free(a);
    na_buf_release(&once);
    na_buf_release(&twice);
    return 0;
}
