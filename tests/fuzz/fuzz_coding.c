/* SPDX-License-Identifier: MIT */
/* What a server said is compressed gives no more than its ratio and the buffer allow, and fails
 * in the two ways that it may. The first byte chooses the coding. */
#include "base/limits.h"
#include "store/coding.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    static const char *const names[] = {
        "gzip", "deflate", "br", "zstd", "identity", "lzma"
    };
    na_buf out;
    int rc;

    if (!n) return 0;
    na_buf_init(&out, 4 * NA_MIB);
    na_buf_puts(&out, "before");
    rc = na_coding_undo(
        na_str_n(p + 1, n - 1),
        na_coding_of(na_str_c(names[p[0] % (sizeof names / sizeof *names)])), &out, NULL);
    if (rc != NA_OK && rc != NA_ECORRUPT && rc != NA_ELIMIT && rc != NA_ENOMEM) abort();
    if (out.len < 6 || !na_str_starts(na_buf_get(&out), NA_STR("before"))) abort();
    /* A step of 64 KiB may lie beyond. */
    if (out.len > 2 * NA_MIB && (out.len - 64 * NA_KIB - 6) / NA_MAX_RATIO > n) abort();
    na_buf_release(&out);
    return 0;
}
