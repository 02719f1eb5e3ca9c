/* SPDX-License-Identifier: MIT */
/* aliases.c - the user's aliases of words and of sources, and those that lie with the
 * archive */
#include "base/path.h"
#include "core/arc_int.h"
#include "core/search.h"
#include "core/tally.h"
#include <stdlib.h>

#define WORDS "/aliases"
#define SOURCES "/sources"
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

static int read_files(na_aliases *al, const na_arc *a, const char *name, na_err *err)
{
    na_buf path;
    int rc = NA_OK;

    na_buf_init(&path, 64 * NA_KIB);
    if (na_path_xdg("CONFIG", &path, NULL) == NA_OK) {
        na_buf_puts(&path, name);
        rc = read_file(al, na_buf_cstr(&path), err);
    }
    na_buf_reset(&path);
    na_buf_printf(&path, "%s%s", a->dir, name);
    if (rc == NA_OK) rc = na_buf_check(&path, "path", err);
    if (rc == NA_OK) rc = read_file(al, na_buf_cstr(&path), err);
    na_buf_release(&path);
    return rc;
}

static int read_sources(na_aliases **out, const na_arc *a, na_err *err)
{
    int rc = na_aliases_new(out, err);

    if (rc == NA_OK) na_aliases_of_sources(*out);
    return rc < 0 ? rc : read_files(*out, a, SOURCES, err);
}

int na_arc_alias(na_arc *a, na_query *q, na_err *err)
{
    na_aliases *words = NULL, *sources = NULL;
    int rc = na_aliases_new(&words, err);

    if (rc == NA_OK) rc = read_files(words, a, WORDS, err);
    if (rc == NA_OK) rc = read_sources(&sources, a, err);
    if (rc == NA_OK) rc = na_query_alias(q, words, err);
    if (rc == NA_OK) rc = na_query_alias(q, sources, err);
    na_aliases_free(words);
    na_aliases_free(sources);
    return rc;
}

static int by_value(const void *pa, const void *pb)
{
    const na_tally_row *a = pa, *b = pb;
    return na_str_cmp(a->value, b->value);
}

int na_arc_source_names(na_arc *a, na_tally *t, na_err *err)
{
    na_aliases *al = NULL;
    size_t kept = 0;
    int rc = read_sources(&al, a, err);

    for (size_t i = 0; rc == NA_OK && i < t->n; i++) {
        na_str first;
        if (t->v[i].value.len == 0) continue;
        rc = na_aliases_first(al, t->v[i].value, &first, err);
        if (rc < 0 || first.ptr == t->v[i].value.ptr) continue;
        t->v[i].value = na_arena_str(&t->arena, first);
        if (!t->v[i].value.ptr) rc = na_fail_nomem(err);
    }
    na_aliases_free(al);
    if (rc < 0) return rc;
    if (t->n > 1) qsort(t->v, t->n, sizeof *t->v, by_value);
    for (size_t i = 0; i < t->n; i++) {
        if (kept > 0 && na_str_eq(t->v[kept - 1].value, t->v[i].value))
            for (size_t k = 0; k < t->queries; k++) t->v[kept - 1].n[k] += t->v[i].n[k];
        else
            t->v[kept++] = t->v[i];
    }
    t->n = kept;
    return NA_OK;
}
