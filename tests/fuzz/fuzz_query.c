/* SPDX-License-Identifier: MIT */
/* Any bytes as a query: no crash; what parses prints to a text that parses to the same
 * tree; what does not can be shown with a caret. */
#include "base/limits.h"
#include "query/query.h"
#include "text/analyzer.h"
#include <stdlib.h>

#define NOW 1743942600

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void check(bool ok)
{
    if (!ok) abort();
}

static void same(const na_qnode *a, const na_qnode *b)
{
    check(a->kind == b->kind && a->fields == b->fields && a->quoted == b->quoted);
    check(a->attr == b->attr && a->prefix == b->prefix);
    check(a->from == b->from && a->to == b->to && na_str_eq(a->text, b->text));
    check(a->exact == b->exact && a->width == b->width && a->op == b->op);
    check(a->ordered == b->ordered && a->distance == b->distance);
    check(a->nterms == b->nterms && a->nkids == b->nkids);
    for (size_t i = 0; i < a->nterms; i++) {
        check(na_str_eq(a->terms[i].text, b->terms[i].text));
        check(a->terms[i].offset == b->terms[i].offset);
        check(a->terms[i].prefix == b->terms[i].prefix);
    }
    for (size_t i = 0; i < a->nkids; i++) same(a->kids[i], b->kids[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    na_query *q = NULL, *again = NULL;
    na_buf out;
    na_str text = na_str_n(p, n);
    size_t at = 0;
    na_buf_init(&out, NA_MIB);
    if (na_query_parse(&q, text, NOW, &at, NULL) < 0) {
        check(at <= n);
        na_query_caret(text, at, &out);
    } else {
        check(na_query_print(q, &out) == NA_OK);
        /* A field in front of each word of a group can make the text too long. */
        if (out.len <= NA_QUERY_BYTES) {
            check(na_query_parse(&again, na_buf_get(&out), 0, NULL, NULL) == NA_OK);
            same(na_query_root(q), na_query_root(again));
            check(na_query_sort(q) == na_query_sort(again));
        }
    }
    na_query_free(q);
    na_query_free(again);
    na_buf_release(&out);
    return 0;
}
