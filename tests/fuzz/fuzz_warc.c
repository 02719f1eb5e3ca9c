/* SPDX-License-Identifier: MIT */
/* Records follow each other within the file, and what they hold lies within them. The body
 * of each is read as an HTTP message; so is the whole. */
#include "text/warc.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void within(na_str part, na_str s)
{
    if (part.len && (part.ptr < s.ptr || part.ptr + part.len > s.ptr + s.len)) abort();
}

static void http(na_str s)
{
    na_http h;
    na_header one;
    na_buf b;
    if (na_http_parse(s, &h, NULL) < 0) return;
    within(h.headers, s);
    within(h.body, s);
    for (na_str block = h.headers; na_header_next(&block, &one);) {
        within(one.name, s);
        within(one.value, s);
    }
    na_buf_init(&b, s.len + 1);
    if (h.chunked) na_http_join(h.body, &b);
    if (b.rc < 0 || b.len > h.body.len) abort();
    na_buf_release(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    na_str file = na_str_n(p, n), rest = file;
    na_warc w = { 0 };
    http(file);
    for (size_t before = rest.len; na_warc_next(&rest, 0, &w, NULL) > 0;
         before = rest.len) {
        if (rest.len >= before) abort();
        within(w.whole, file);
        within(w.headers, w.whole);
        within(w.body, w.whole);
        http(w.body);
    }
    return 0;
}
