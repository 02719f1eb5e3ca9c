/* SPDX-License-Identifier: MIT */
/* Any bytes under any label: what comes out is valid UTF-8. The first line is the label. */
#include "base/limits.h"
#include "base/utf8.h"
#include "text/charset.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void check(bool ok)
{
    if (!ok) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    na_str rest = na_str_n(p, n), label = { 0 };
    na_charset *cs = NULL;
    na_charset_info info;
    na_buf out;

    na_buf_init(&out, NA_MIB);
    (void)na_str_line(&rest, &label);
    check(na_charset_new(&cs, NULL) == NA_OK);
    if (na_charset_decode(cs, rest, (na_str){ 0 }, label, &out, &info, NULL) == NA_OK) {
        check(na_u8_valid(na_buf_get(&out)) == out.len);
        check(na_charset_name(na_str_c(info.used)) != NULL);
    }
    na_buf_reset(&out);
    if (na_charset_convert(cs, rest, label, &out, &info, NULL) == NA_OK) {
        check(na_u8_valid(na_buf_get(&out)) == out.len);
    }
    na_charset_detect(cs, rest, &info);
    (void)na_html_charset_label(na_str_n(p, n));
    (void)na_xml_charset_label(na_str_n(p, n));
    na_buf_release(&out);
    na_charset_free(cs);
    return 0;
}
