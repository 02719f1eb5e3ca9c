/* SPDX-License-Identifier: MIT */
/* Any bytes give text that is no longer than three bytes for each of theirs (\par is five
 * and gives two), in valid UTF-8. */
#include "base/limits.h"
#include "base/utf8.h"
#include "text/rtf.h"
#include "text/unicode.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    na_charset *cs = NULL;
    na_rtf r;

    if (na_charset_new(&cs, NULL) < 0) return 0;
    na_rtf_init(&r, 3 * n + 64);
    if (na_rtf_parse(na_str_n(p, n), cs, &r, NULL) == NA_ELIMIT) abort();
    if (!na_utf8_valid(na_buf_get(&r.text)) || !na_utf8_valid(na_buf_get(&r.title)))
        abort();
    na_rtf_release(&r);
    na_charset_free(cs);
    return 0;
}
