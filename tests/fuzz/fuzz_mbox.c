/* SPDX-License-Identifier: MIT */
/* The messages together are the file without the empty lines before it; taking '>' away
 * takes nothing else. */
#include "text/mbox.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void check(bool ok)
{
    if (!ok) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    na_str file = na_str_n(p, n), rest = file, one;
    na_mbox m;
    na_buf b;
    const char *end = NULL;
    na_buf_init(&b, n + 1);
    while (na_mbox_next(&rest, &one)) {
        check(one.len > 0 && (!end || one.ptr == end));
        end = one.ptr + one.len;
        na_mbox_parse(one, &m);
        check(m.body.ptr + m.body.len == end);
        na_buf_reset(&b);
        na_mbox_unquote(m.body, &b);
        check(b.rc == 0 && (m.quoted ? b.len < m.body.len : b.len == m.body.len));
    }
    check(!end || end == file.ptr + file.len);
    na_buf_release(&b);
    return 0;
}
