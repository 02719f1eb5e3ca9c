/* SPDX-License-Identifier: MIT */
/* Any bytes as a page: tree, main text, metadata, selectors. The first line is a
 * selector. */
#include "base/limits.h"
#include "base/utf8.h"
#include "text/boilerplate.h"
#include "text/html_meta.h"
#include "text/html_text.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void check(bool ok)
{
    if (!ok) abort();
}

static void check_tree(const na_html *doc)
{
    for (na_html_node i = 0; i < na_html_count(doc); i++) {
        na_html_node last = i + 1, end = na_html_end(doc, i);
        check(end > i && end <= na_html_count(doc));
        for (na_html_node c = na_html_first(doc, i); c != NA_HTML_NONE;
             c = na_html_next(doc, c)) {
            check(c == last && na_html_parent(doc, c) == i);
            last = na_html_end(doc, c);
        }
        check(last == end);
    }
}

static void check_text(const na_html *doc, na_str selector)
{
    na_html_text_opts o = { .title = NA_STR("Title"), .drop = selector };
    na_arena arena = { 0 };
    na_html_meta m;
    na_buf body, removed;
    size_t cut = 0;

    na_buf_init(&body, 16 * NA_MIB);
    na_buf_init(&removed, 16 * NA_MIB);
    if (na_html_meta_read(doc, NULL, NA_STR(""), &m, &arena, NULL) == NA_OK) {
        o.deck = m.deck.value;
        o.said = m.said;
    }
    if (na_html_main(doc, &o, &body, &removed, NULL) == NA_OK) {
        check(na_u8_valid(na_buf_get(&body)) == body.len);
        check(!na_boilerplate_tail(na_buf_get(&body), &cut) || cut < body.len);
    }
    na_html_plain(doc, 0, &body, NULL);
    na_arena_release(&arena);
    na_buf_release(&body);
    na_buf_release(&removed);
}

static void check_meta(const na_html *doc)
{
    na_arena arena = { 0 };
    na_html_meta m;
    na_buf said;
    bool used = false;
    char date[40];

    if (na_html_meta_read(doc, NULL, NA_STR("https://example.org/"), &m, &arena, NULL) ==
        NA_OK) {
        check(m.title.value.len == 0 || m.title.from != NULL);
        check(m.permalink == (m.url.value.len > 0));
        na_date_format(&m.published.date, date);
        na_buf_init(&said, 16 * NA_MIB);
        if (na_html_said(m.said, NA_STR(""), &said, &used, NULL) == NA_OK)
            check(used == (said.len > 0));
        na_buf_release(&said);
    }
    na_arena_release(&arena);
}

static bool stop_late(void *ctx, na_html_node n)
{
    (void)n;
    return ++*(size_t *)ctx < 1000;
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    const na_html_opts o = { .max_memory = 32 * NA_MIB };
    na_str rest = na_str_n(p, n), selector = { 0 };
    na_html *doc = NULL;
    size_t hits = 0;

    (void)na_str_line(&rest, &selector);
    if (na_html_parse(rest, &o, &doc, NULL) == NA_OK) {
        check_tree(doc);
        na_html_select(doc, 0, selector, stop_late, &hits, NULL);
        check_text(doc, selector);
        check_text(doc, (na_str){ 0 });
        check_meta(doc);
    }
    na_html_free(doc);
    return 0;
}
