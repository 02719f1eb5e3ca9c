/* SPDX-License-Identifier: MIT */
/* Any bytes under any label: what comes out is valid UTF-8, and so is what mending makes of
 * it, which is never longer. The first line is the label. */
#include "base/limits.h"
#include "base/utf8.h"
#include "text/charset.h"
#include "text/mojibake.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void check(bool ok)
{
    if (!ok) abort();
}

static void check_mending(na_charset *cs, na_str s)
{
    na_buf out;

    na_buf_init(&out, NA_MIB);
    if (na_mojibake_mend(cs, s, &out) != NA_MOJIBAKE_NONE)
        check(na_u8_valid(na_buf_get(&out)) == out.len && out.len <= s.len);
    else
        check(out.len == 0);
    na_buf_release(&out);
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
        check_mending(cs, na_buf_get(&out));
    }
    check_mending(cs, na_str_n(p, n));
    na_buf_reset(&out);
    na_charset_say(na_charset_last(cs), &out);
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
