/* SPDX-License-Identifier: MIT */
/* Where JSON values are, and what is in a zip file: slices within what was given, in
 * order. */
#include "base/limits.h"
#include "store/zip.h"
#include "text/json_scan.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void scan(na_json_scan s, na_str all)
{
    const char *last = all.ptr;
    na_str key, value;

    while (na_json_scan_next(&s, &key, &value)) {
        if (!value.len || value.ptr < last || value.ptr + value.len > all.ptr + all.len)
            abort();
        if (key.len && (key.ptr < all.ptr || key.ptr + key.len > all.ptr + all.len))
            abort();
        last = value.ptr + value.len;
    }
}

static int each(void *ctx, na_str name)
{
    na_buf *b = ctx;

    na_buf_reset(b);
    na_buf_str(b, name);
    return NA_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    const na_str s = na_str_n(p, n);
    na_buf name, out;

    scan(na_json_scan_items(s), s);
    scan(na_json_scan_members(s), s);
    na_buf_init(&name, 64 * NA_KIB);
    na_buf_init(&out, NA_MIB);
    (void)na_zip_is_document(s);
    if (na_str_starts(s, NA_STR("PK")) && na_zip_names(s, each, &name, NULL) == NA_OK)
        (void)na_zip_read(s, na_buf_get(&name), &out, NULL);
    na_buf_release(&name);
    na_buf_release(&out);
    return 0;
}
