/* SPDX-License-Identifier: MIT */
#include "store/zip.h"
#include "base/limits.h"
#include <archive.h>
#include <archive_entry.h>

enum { LOCAL_HEADER = 30 };

/* The first member tells: Office and OpenDocument write theirs in a fixed order, or at
 * least begin with a name that nothing else has. */
bool na_zip_is_document(na_str head)
{
    static const char *const first[] = {
        "[Content_Types].xml", "_rels/.rels", "docProps/", "word/", "xl/", "ppt/"
    };
    size_t n;
    na_str name;

    if (head.len < LOCAL_HEADER || memcmp(head.ptr, "PK\3\4", 4) != 0) return false;
    n = (unsigned char)head.ptr[26] | (size_t)(unsigned char)head.ptr[27] << 8;
    name = na_str_sub(head, LOCAL_HEADER, LOCAL_HEADER + n);
    for (size_t i = 0; i < sizeof first / sizeof *first; i++)
        if (na_str_starts(name, na_str_c(first[i]))) return true;
    return na_str_eqc(name, "mimetype") &&
           na_str_starts(na_str_sub(head, LOCAL_HEADER + n, head.len),
                         NA_STR("application/"));
}

static int fail(struct archive *a, na_err *err)
{
    const char *why = archive_error_string(a);

    return na_fail(err, NA_ECORRUPT, "zip: %s", why ? why : "damaged");
}

static int open_zip(struct archive **out, na_str zip, na_err *err)
{
    struct archive *a = archive_read_new();

    if (!a) return na_fail_nomem(err);
    *out = a;
    if (archive_read_support_format_zip_seekable(a) < ARCHIVE_WARN ||
        archive_read_open_memory(a, zip.ptr, zip.len) < ARCHIVE_WARN)
        return fail(a, err);
    return NA_OK;
}

/* The next member: 1, 0 at the end. */
static int next(struct archive *a, unsigned *seen, na_str *name, na_err *err)
{
    struct archive_entry *entry;
    const char *s;
    int rc = archive_read_next_header(a, &entry);

    if (rc == ARCHIVE_EOF) return 0;
    if (rc < ARCHIVE_WARN) return fail(a, err);
    if (++*seen > NA_ZIP_MEMBERS)
        return na_fail(err, NA_ELIMIT, "zip: more than %u members", NA_ZIP_MEMBERS);
    s = archive_entry_pathname(entry);
    *name = na_str_c(s ? s : "");
    return 1;
}

static int member(struct archive *a, size_t stored, na_buf *out, na_err *err)
{
    const size_t before = out->len;

    for (;;) {
        char *room = na_buf_reserve(out, 64 * NA_KIB);
        la_ssize_t n;
        int rc = na_buf_check(out, "zip", err);

        if (rc < 0) return rc;
        n = archive_read_data(a, room, 64 * NA_KIB);
        if (n < 0) return fail(a, err);
        if (n == 0) return NA_OK;
        out->len += (size_t)n;
        if (out->len - before > NA_MIB && (out->len - before) / NA_MAX_RATIO > stored)
            return na_fail(err, NA_ELIMIT, "zip: a member expands beyond %u times",
                           NA_MAX_RATIO);
    }
}

int na_zip_read(na_str zip, na_str name, na_buf *out, na_err *err)
{
    struct archive *a = NULL;
    unsigned seen = 0;
    na_str found = { 0 };
    int rc = open_zip(&a, zip, err);

    while (rc == NA_OK && (rc = next(a, &seen, &found, err)) == 1) {
        rc = NA_OK;
        if (!na_str_eq(found, name)) continue;
        rc = member(a, zip.len, out, err);
        goto done;
    }
    if (rc == NA_OK)
        rc = na_fail(err, NA_ENOENT, "zip: no member %.*s",
                     NA_STR_ARG(na_str_sub(name, 0, 100)));
done:
    archive_read_free(a);
    return rc;
}

int na_zip_names(na_str zip, na_zip_name_fn *fn, void *ctx, na_err *err)
{
    struct archive *a = NULL;
    unsigned seen = 0;
    na_str found;
    int rc = open_zip(&a, zip, err);

    while (rc == NA_OK && (rc = next(a, &seen, &found, err)) == 1) rc = fn(ctx, found);
    archive_read_free(a);
    return rc;
}
