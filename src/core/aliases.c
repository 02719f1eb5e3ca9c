/* SPDX-License-Identifier: MIT */
/* aliases.c - the user's aliases, and those that lie with the archive */
#include "base/path.h"
#include "core/arc_int.h"
#include "core/search.h"

#define FILE_NAME "/aliases"
#define FILE_BYTES (256 * NA_KIB)

static int read_file(na_aliases *al, const char *path, na_err *err)
{
    na_buf text;
    na_err why = { 0 };
    int rc = NA_OK;

    na_buf_init(&text, FILE_BYTES);
    if (!na_path_exists(path)) goto done;
    rc = na_path_read(path, FILE_BYTES, &text, &why);
    if (rc < 0)
        rc = na_fail(err, rc == NA_ELIMIT ? NA_EUSAGE : rc, "%s", why.msg);
    else
        rc = na_aliases_read(al, na_buf_get(&text), path, err);
done:
    na_buf_release(&text);
    return rc;
}

static int read_files(na_aliases *al, const na_arc *a, na_err *err)
{
    na_buf path;
    int rc = NA_OK;

    na_buf_init(&path, 64 * NA_KIB);
    if (na_path_xdg("CONFIG", &path, NULL) == NA_OK) {
        na_buf_puts(&path, FILE_NAME);
        rc = read_file(al, na_buf_cstr(&path), err);
    }
    na_buf_reset(&path);
    na_buf_printf(&path, "%s" FILE_NAME, a->dir);
    if (rc == NA_OK) rc = na_buf_check(&path, "path", err);
    if (rc == NA_OK) rc = read_file(al, na_buf_cstr(&path), err);
    na_buf_release(&path);
    return rc;
}

int na_arc_alias(na_arc *a, na_query *q, na_err *err)
{
    na_aliases *al = NULL;
    int rc = na_aliases_new(&al, err);

    if (rc == NA_OK) rc = read_files(al, a, err);
    if (rc == NA_OK) rc = na_query_alias(q, al, err);
    na_aliases_free(al);
    return rc;
}
