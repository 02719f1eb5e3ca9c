/* SPDX-License-Identifier: MIT */
/* Joining what parses gives what parses; the first line is the base, the rest the link. */
#include "text/url.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    na_str s = na_str_n(p, n), base = { 0 }, out = { 0 }, param, name, value;
    na_arena arena = { .max = (size_t)64 << 20 };
    na_url u = { 0 };
    na_buf b;
    na_buf_init(&b, n + 1);
    na_str_line(&s, &base);
    na_url_parse(base, &arena, &u, NULL);
    na_url_parse(s, &arena, &u, NULL);
    for (na_str rest = u.query; na_url_param(&rest, &param, &name, &value);) {
        if (name.len + value.len > param.len) abort();
        na_buf_reset(&b);
        na_url_decode(value, true, &b);
        if (b.rc < 0) abort();
    }
    if (na_url_join(base, s, &arena, &out, NULL) == NA_OK && !out.ptr) abort();
    na_arena_release(&arena);
    na_buf_release(&b);
    return 0;
}
