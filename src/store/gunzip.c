/* SPDX-License-Identifier: MIT */
#include "store/gunzip.h"
#include "base/limits.h"
#include <archive.h>
#include <archive_entry.h>

static int fail(struct archive *a, na_err *err)
{
    const char *why = archive_error_string(a);
    return na_fail(err, NA_ECORRUPT, "gzip: %s", why ? why : "damaged");
}

int na_gunzip(na_str in, na_buf *out, na_err *err)
{
    struct archive_entry *entry;
    struct archive *a = archive_read_new();
    size_t before = out->len;
    int rc = NA_OK;
    if (!a) return na_fail_nomem(err);
    if (archive_read_support_filter_gzip(a) < ARCHIVE_WARN ||
        archive_read_support_format_raw(a) < ARCHIVE_WARN ||
        archive_read_open_memory(a, in.ptr, in.len) < ARCHIVE_WARN ||
        archive_read_next_header(a, &entry) < ARCHIVE_WARN) {
        rc = fail(a, err);
        goto done;
    }
    if (archive_filter_count(a) < 2) {
        rc = na_fail(err, NA_ECORRUPT, "gzip: no gzip stream");
        goto done;
    }
    for (;;) {
        char *room = na_buf_reserve(out, 64 * NA_KIB);
        if ((rc = na_buf_check(out, "gzip", err)) < 0) goto done;
        la_ssize_t n = archive_read_data(a, room, 64 * NA_KIB);
        if (n < 0) {
            rc = fail(a, err);
            goto done;
        }
        if (n == 0) break;
        out->len += (size_t)n;
        size_t made = out->len - before;
        if (made > NA_MIB && made / NA_MAX_RATIO > in.len) {
            rc = na_fail(err, NA_ELIMIT, "gzip: %zu bytes expand beyond %u times", in.len,
                         NA_MAX_RATIO);
            goto done;
        }
    }
done:
    archive_read_free(a);
    return rc;
}
