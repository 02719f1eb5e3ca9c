/* SPDX-License-Identifier: MIT */
/* Any bytes as a manifest. What is accepted has one spelling: written and read again, it
 * must say the same, in the same bytes. */
#include "core/manifest.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void put(const na_manifest *m, na_buf *out)
{
    na_buf_init(out, 2 * NA_VOL_MAX_MANIFEST);
    /* Times before 1970 or long ids may need more room than the input took. */
    if (na_manifest_put(m, out, NULL) < 0) out->len = 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    na_manifest *a = calloc(1, sizeof *a), *b = calloc(1, sizeof *b);
    na_buf first, second;

    if (!a || !b || na_manifest_read(na_str_n(p, n), a, NULL) < 0) {
        free(a);
        free(b);
        return 0;
    }
    put(a, &first);
    na_buf_init(&second, 1);
    if (first.len > 0) {
        na_assert(na_manifest_read(na_buf_get(&first), b, NULL) == NA_OK);
        na_buf_release(&second);
        put(b, &second);
        na_assert(na_str_eq(na_buf_get(&first), na_buf_get(&second)));
    }
    na_buf_release(&first);
    na_buf_release(&second);
    free(a);
    free(b);
    return 0;
}
