/* SPDX-License-Identifier: MIT */
/* The analyzer against its golden table, and the properties that its document promises. */
#include "text/analyzer.h"
#include "text/sentence.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static na_analyzer *a;

static int setup(void **state)
{
    (void)state;
    return na_analyzer_new(&a, NULL);
}

static int teardown(void **state)
{
    (void)state;
    na_analyzer_free(a);
    return 0;
}

/* ---- the golden table ---- */

#ifndef NA_TEST_SOURCE
#define NA_TEST_SOURCE "." /* started at the top of the tree */
#endif

static FILE *open_golden(void)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/tests/golden/analyzer-%d.tsv", NA_TEST_SOURCE,
             NA_ANALYZER_VERSION);
    return fopen(path, "r");
}

static na_str unescape(char *s)
{
    size_t n = 0;
    for (const char *p = s; *p; p++) {
        if (*p != '\\') {
            s[n++] = *p;
            continue;
        }
        switch (*++p) {
        case 'n':
            s[n++] = '\n';
            break;
        case 't':
            s[n++] = '\t';
            break;
        case 'x': {
            const char hex[3] = { p[1], p[2], 0 };
            s[n++] = (char)strtol(hex, NULL, 16);
            p += 2;
            break;
        }
        default:
            s[n++] = *p;
        }
    }
    return na_str_n(s, n);
}

static int print_token(void *ctx, const na_token *t)
{
    na_buf *b = ctx;
    na_buf_printf(b, "%s%.*s/%u", b->len ? " " : "", NA_STR_ARG(t->text), t->pos);
    return 0;
}

static void test_golden(void **state)
{
    (void)state;
    char line[4096];
    unsigned rows = 0, wrong = 0;
    FILE *f = open_golden();
    assert_non_null(f);
    while (fgets(line, sizeof line, f)) {
        na_buf got, terms;
        na_arena arena = { 0 };
        na_qterm *q;
        size_t n;
        line[strcspn(line, "\n")] = 0;
        if (line[0] == '#' || line[0] == 0) continue;
        char *tokens = strchr(line, '\t');
        assert_non_null(tokens);
        *tokens++ = 0;
        char *query = strchr(tokens, '\t');
        assert_non_null(query);
        *query++ = 0;
        na_str in = unescape(line);

        na_buf_init(&got, 1 << 20);
        na_buf_init(&terms, 1 << 20);
        assert_int_equal(na_analyze(a, in, print_token, &got, NULL), 0);
        assert_int_equal(na_analyze_query(a, in, &arena, &q, &n, NULL), 0);
        for (size_t i = 0; i < n; i++)
            na_buf_printf(&terms, "%s%.*s%s/%u", i ? " " : "", NA_STR_ARG(q[i].text),
                          q[i].prefix ? "*" : "", q[i].offset);
        if (strcmp(na_buf_cstr(&got), tokens) != 0 ||
            strcmp(na_buf_cstr(&terms), query) != 0) {
            print_error("row %u: got  %s  and  %s\n        want %s  and  %s\n", rows + 1,
                        na_buf_cstr(&got), na_buf_cstr(&terms), tokens, query);
            wrong++;
        }
        rows++;
        na_arena_release(&arena);
        na_buf_release(&got);
        na_buf_release(&terms);
    }
    fclose(f);
    assert_int_equal(wrong, 0);
    assert_true(rows >= 80);
}

/* ---- properties, over texts drawn at random ---- */

static const char *const pieces[] = {
    "word",    "Kim",
    "2025",    " ",
    " ",       ", ",
    ".\n",     "-",
    "é",       "ß",
    "평양",    "마라톤",
    "을",      "핵",
    "東京",    "。",
    "マ",      "ﾊﾟ",
    "ไทย",     "น้ำ",
    "हिन्दी",   "سلام",
    "e\u0301", "\u00AD",
    "\u200D",  "\xff",
    "\u0301",  "ﬁ",
    "Ａ",      "\n\n",
    "İ",       "\u3099",
    "x",       "\u1100",
    "\u1161",  "\u11A8",
    "❤\uFE0F", "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz1234567890",
};

static uint32_t seed;
static uint32_t draw(uint32_t n)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 12) % n;
}

struct list {
    na_token t[1024];
    char bytes[65536];
    size_t n, used;
};

static int collect(void *ctx, const na_token *t)
{
    struct list *l = ctx;
    assert_in_range(l->n, 0, 1023);
    assert_in_range(t->text.len, 1, NA_TOKEN_MAX);
    l->t[l->n] = *t;
    l->t[l->n].text.ptr = memcpy(l->bytes + l->used, t->text.ptr, t->text.len);
    l->used += t->text.len;
    l->n++;
    return 0;
}

static na_str random_text(char *text)
{
    size_t len = 0;
    for (uint32_t i = draw(30); i > 0; i--) {
        const char *p = pieces[draw(sizeof pieces / sizeof *pieces)];
        memcpy(text + len, p, strlen(p));
        len += strlen(p);
    }
    return na_str_n(text, len);
}

static void check_forms(na_str text, const struct list *l)
{
    na_buf blank, joined;
    uint32_t n;
    na_buf_init(&blank, 1 << 20);
    na_buf_init(&joined, 1 << 20);
    assert_int_equal(na_analyze_blank(a, text, &blank, &n, NULL), 0);
    assert_int_equal(n, l->n);
    for (size_t i = 0; i < l->n; i++) {
        if (i) na_buf_putc(&joined, ' ');
        na_buf_str(&joined, l->t[i].text);
        assert_int_equal(l->t[i].pos, i);
        assert_true(l->t[i].start < l->t[i].end && l->t[i].end <= text.len);
        assert_true(i == 0 ||
                    (l->t[i].start > l->t[i - 1].start && l->t[i].end >= l->t[i - 1].end));
    }
    assert_true(na_str_eq(na_buf_get(&blank), na_buf_get(&joined)));
    na_buf_release(&blank);
    na_buf_release(&joined);
}

/* What a part of the text from one token to another looks up is found where it was. */
static void check_query(na_str text, const struct list *l)
{
    if (l->n == 0) return;
    uint32_t from = draw((uint32_t)l->n), to = from + draw((uint32_t)l->n - from);
    na_str part = na_str_sub(text, l->t[from].start, l->t[to].end);
    na_arena arena = { 0 };
    na_qterm *q;
    size_t n;
    assert_int_equal(na_analyze_query(a, part, &arena, &q, &n, NULL), 0);
    assert_true(n > 0);
    for (size_t i = 0; i < n; i++) {
        assert_in_range(from + q[i].offset, from, l->n - 1);
        na_str t = l->t[from + q[i].offset].text;
        if (!(q[i].prefix ? na_str_starts(t, q[i].text) : na_str_eq(t, q[i].text)))
            fail_msg("%.*s in %.*s: term %zu is %.*s, the token %.*s", NA_STR_ARG(part),
                     NA_STR_ARG(text), i, NA_STR_ARG(q[i].text), NA_STR_ARG(t));
    }
    na_arena_release(&arena);
}

static void test_properties(void **state)
{
    (void)state;
    static struct list l;
    seed = 7;
    for (int round = 0; round < 20000; round++) {
        char text[4096];
        na_str s = random_text(text);
        l.n = l.used = 0;
        assert_int_equal(na_analyze(a, s, collect, &l, NULL), 0);
        check_forms(s, &l);
        check_query(s, &l);
    }
}

/* A word is the same whether it takes the table or the code points. */
static void test_paths(void **state)
{
    (void)state;
    for (int c = 0; c < 0x80; c++) {
        const char text[4] = { 'Q', (char)c, 'Z', 0 };
        char longer[8];
        na_buf fast, slow;
        uint32_t n, m;
        na_buf_init(&fast, 1 << 16);
        na_buf_init(&slow, 1 << 16);
        /* A combining acute behind the word folds away, but takes the general path. */
        memcpy(longer, text, 3);
        memcpy(longer + 3, "\u0301", 2);
        assert_int_equal(na_analyze_blank(a, na_str_n(text, 3), &fast, &n, NULL), 0);
        assert_int_equal(na_analyze_blank(a, na_str_n(longer, 5), &slow, &m, NULL), 0);
        assert_int_equal(n, m);
        assert_true(na_str_eq(na_buf_get(&fast), na_buf_get(&slow)));
        na_buf_release(&fast);
        na_buf_release(&slow);
    }
}

/* Words, blocks and cuts around the sizes where the fast path changes hands. */
static void test_blocks(void **state)
{
    (void)state;
    char *text = malloc(20000);
    assert_non_null(text);
    for (size_t word = 1; word < 5000; word = word * 3 / 2 + 1) {
        static struct list l;
        na_buf out;
        uint32_t n;
        for (size_t i = 0; i < 20000; i++)
            text[i] = (char)(i % (word + 1) == word ? ' ' : 'A' + (int)(i % 26));
        na_buf_init(&out, 1 << 20);
        assert_int_equal(na_analyze_blank(a, na_str_n(text, 20000), &out, &n, NULL), 0);
        assert_int_equal(n, (20000 + word) / (word + 1));
        na_buf_release(&out);
        l.n = l.used = 0;
        assert_int_equal(na_analyze(a, na_str_n(text, 1000), collect, &l, NULL), 0);
        check_forms(na_str_n(text, 1000), &l);
    }
    free(text);
}

static int stop_at_two(void *ctx, const na_token *t)
{
    (void)ctx;
    return t->pos == 1 ? 42 : 0;
}

static void test_failures(void **state)
{
    (void)state;
    na_buf out, bounds;
    na_err err = { 0 };
    uint32_t n;
    assert_int_equal(na_analyze(a, NA_STR("one two three"), stop_at_two, NULL, &err), 42);
    assert_int_equal(na_analyze(a, NA_STR("한국어"), stop_at_two, NULL, &err), 42);
    na_buf_init(&out, 10);
    assert_int_equal(na_analyze_blank(a, NA_STR("평양 마라톤"), &out, &n, &err), NA_ELIMIT);
    assert_int_equal(err.code, NA_ELIMIT);
    na_buf_release(&out);

    na_buf_init(&out, 1 << 16);
    na_buf_init(&bounds, 0);
    assert_int_equal(na_analyze_body(a, NA_STR("A. B"), &out, &n, &bounds, NULL),
                     NA_ELIMIT);
    na_buf_release(&out);

    na_arena arena = { .max = 1 };
    na_qterm *q;
    size_t terms;
    assert_int_equal(na_analyze_query(a, NA_STR("평양"), &arena, &q, &terms, NULL),
                     NA_ENOMEM);
    na_arena_release(&arena);
    na_analyzer_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_golden),   cmocka_unit_test(test_properties),
        cmocka_unit_test(test_paths),    cmocka_unit_test(test_blocks),
        cmocka_unit_test(test_failures),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
