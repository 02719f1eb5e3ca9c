/* SPDX-License-Identifier: MIT */
/* Parts lie within the message or the arena, behind what they belong to, in bounded number
 * and depth; headers and texts come out as UTF-8. */
#include "base/limits.h"
#include "text/headers.h"
#include "text/mime.h"
#include "text/unicode.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void check(bool ok)
{
    if (!ok) abort();
}

static void check_headers(na_charset *cs, na_str block)
{
    static const char *const names[] = { "filename", "boundary", "x" };
    na_header h;
    na_mime_addr a;
    na_buf b;

    na_buf_init(&b, 4 * NA_MAX_FIELD);
    while (na_header_next(&block, &h)) {
        na_buf_reset(&b);
        na_mime_header(cs, h.value, (na_str){ "", 0 }, &b);
        check(na_utf8_valid(na_buf_get(&b)));
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
            na_buf_reset(&b);
            if (na_mime_param(cs, h.value, names[i], &b))
                check(na_utf8_valid(na_buf_get(&b)));
        }
        for (na_str rest = h.value; na_mime_next_addr(&rest, &a);) {
            check(a.name.len + a.address.len <= h.value.len);
            na_buf_reset(&b);
            na_mime_phrase(cs, a.name, (na_str){ "", 0 }, &b);
            check(na_utf8_valid(na_buf_get(&b)));
        }
    }
    na_buf_release(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    na_arena arena = { 0 };
    na_charset *cs = NULL;
    na_mime m;
    na_buf b;

    if (n > NA_MIB || na_charset_new(&cs, NULL) < 0) return 0;
    na_buf_init(&b, 64 * NA_MIB);
    check(na_mime_read(cs, na_str_n(p, n), &m, &arena, NULL) == NA_OK);
    check(m.n >= 1 && m.n <= NA_MIME_PARTS && m.v[0].parent == 0 && m.v[0].depth == 0);
    for (size_t i = 0; i < m.n; i++) {
        const na_mime_part *q = &m.v[i];
        na_charset_info info = { 0 };

        check(q->type.len > 0 && q->depth <= NA_MIME_DEPTH);
        check(i == 0 || (q->parent < i && m.v[q->parent].depth + 1 == q->depth));
        check(na_utf8_valid(q->name));
        check_headers(cs, q->headers);
        na_buf_reset(&b);
        check(na_mime_bytes(q, &b, NULL) == NA_OK && b.len <= q->body.len);
        na_buf_reset(&b);
        check(na_mime_text(cs, q, &b, &info, NULL) == NA_OK &&
              na_utf8_valid(na_buf_get(&b)));
    }
    na_buf_release(&b);
    na_arena_release(&arena);
    na_charset_free(cs);
    return 0;
}
