/* SPDX-License-Identifier: MIT */
#include "cli/tool_find.h"
#include "base/path.h"
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define LEVELS 16 /* of folders */

static int add(struct paths *p, const char *path, na_err *err)
{
    char *copy = na_arena_cstr(&p->arena, na_str_c(path));

    if (p->n == p->cap) {
        size_t cap = p->cap ? 2 * p->cap : 64;
        char **v = realloc(p->v, cap * sizeof *v);
        if (!v) return na_fail_nomem(err);
        p->v = v, p->cap = cap;
    }
    if (!copy) return na_fail_nomem(err);
    p->v[p->n++] = copy;
    return NA_OK;
}

static bool ends(const char *s, const char *tail)
{
    return na_str_ends(na_str_c(s), na_str_c(tail));
}

static bool is_test(const char *base)
{
    return strstr(base, ".in.") || ends(base, "_test.lua");
}

/* Is this a test of the script named stem ("" of any)? */
static bool is_of(const char *base, const char *stem)
{
    size_t n = strlen(stem);

    return n == 0 || (strncmp(base, stem, n) == 0 && base[n] && strchr(".-_", base[n]));
}

/* The folder of a path: "." when it has none. */
static void folder_of(const char *path, na_buf *out)
{
    const char *slash = strrchr(path, '/');

    na_buf_reset(out);
    if (slash)
        na_buf_str(out, na_str_n(path, (size_t)(slash - path)));
    else
        na_buf_putc(out, '.');
}

static int visible(const struct dirent *d) { return d->d_name[0] != '.'; }

/* One folder: its tests whose names begin with stem, its scripts when wanted; deep: all
 * below it, too. */
static int folder(struct found *f, const char *dir, const char *stem, bool scripts,
                  int levels, na_err *err)
{
    struct dirent **names = NULL;
    int n = scandir(dir, &names, visible, alphasort), rc = NA_OK;
    bool tests = strcmp(na_path_base(dir), "tests") == 0, whole;
    na_buf path;

    na_buf_init(&path, 64 * NA_KIB);
    na_buf_printf(&path, "%s/main.lua", dir); /* then all of the folder is one script */
    whole = na_path_exists(na_buf_cstr(&path));
    for (int i = 0; i < n; i++) {
        const char *base = names[i]->d_name;
        na_buf_reset(&path);
        na_buf_printf(&path, "%s/%s", dir, base);
        const char *p = na_buf_cstr(&path);
        if (rc < 0) {
        } else if (levels > 0 && na_path_is_dir(p)) {
            rc = folder(f, p, stem, scripts, levels - 1, err);
        } else if (is_test(base)) {
            if (is_of(base, stem)) rc = add(&f->tests, p, err);
        } else if (scripts && !tests && ends(base, ".lua") &&
                   (!whole || strcmp(base, "main.lua") == 0)) {
            rc = add(&f->scripts, p, err);
        }
        free(names[i]);
    }
    free(names);
    na_buf_release(&path);
    return rc;
}

/* tests/ beside a script: NAME.in.txt, NAME-two.in.txt, NAME_test.lua. */
static int of_script(struct found *f, const char *script, na_err *err)
{
    na_str base = na_str_c(na_path_base(script));
    na_buf dir, stem;
    int rc = add(&f->scripts, script, err);

    na_buf_init(&dir, 64 * NA_KIB);
    na_buf_init(&stem, 64 * NA_KIB);
    na_buf_str(&dir, na_str_n(script, (size_t)(base.ptr - script)));
    na_buf_puts(&dir, "tests");
    if (!na_str_eqc(base, "main.lua")) na_buf_str(&stem, na_str_sub(base, 0, base.len - 4));
    if (rc == NA_OK) rc = folder(f, na_buf_cstr(&dir), na_buf_cstr(&stem), false, 0, err);
    na_buf_release(&dir);
    na_buf_release(&stem);
    return rc;
}

/* A test: with the scripts one folder up. */
static int of_test(struct found *f, const char *test, na_err *err)
{
    struct found other = { 0 };
    na_buf dir;
    int rc = add(&f->tests, test, err);

    na_buf_init(&dir, 64 * NA_KIB);
    folder_of(test, &dir);
    na_buf_puts(&dir, "/..");
    if (rc == NA_OK) rc = folder(&other, na_buf_cstr(&dir), "", true, 0, err);
    for (size_t i = 0; rc == NA_OK && i < other.scripts.n; i++)
        rc = add(&f->scripts, other.scripts.v[i], err);
    tool_found_release(&other);
    na_buf_release(&dir);
    return rc;
}

static int everything(struct cmd_ctx *cx, struct found *f)
{
    struct scripts all = { 0 };
    int rc = where_all(cx, &all);

    for (size_t i = 0; rc == NA_OK && i < all.n; i++)
        rc = of_script(f, all.v[i].path.ptr, cx->err);
    scripts_release(&all);
    return rc;
}

int tool_find(struct cmd_ctx *cx, const char *word, struct found *out)
{
    if (!word) return everything(cx, out);
    if (na_path_is_dir(word)) {
        na_buf dir;
        na_buf_init(&dir, 64 * NA_KIB);
        na_buf_puts(&dir, word);
        while (dir.len > 1 && dir.ptr[dir.len - 1] == '/') na_buf_cut(&dir, dir.len - 1);
        int rc = folder(out, na_buf_cstr(&dir), "", true, LEVELS, cx->err);
        na_buf_release(&dir);
        return rc;
    }
    if (is_test(na_path_base(word)) && na_path_exists(word))
        return of_test(out, word, cx->err);
    if (where_is_file(word)) {
        if (na_path_exists(word) && ends(word, ".lua"))
            return of_script(out, word, cx->err);
        return na_fail(cx->err, NA_EUSAGE, "%s: neither a script, a test nor a folder",
                       word);
    }
    struct scripts one = { 0 };
    int rc = where_script(cx, word, &one);
    if (rc == NA_OK) rc = of_script(out, one.v[0].path.ptr, cx->err);
    scripts_release(&one);
    return rc;
}

static int by_path(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Sorts, and drops what was found twice. */
static void tidy(struct paths *p)
{
    size_t n = 0;

    qsort(p->v, p->n, sizeof *p->v, by_path);
    for (size_t i = 0; i < p->n; i++)
        if (n == 0 || strcmp(p->v[n - 1], p->v[i]) != 0) p->v[n++] = p->v[i];
    p->n = n;
}

void tool_found_sort(struct found *f)
{
    if (f->tests.n > 0) tidy(&f->tests);
    if (f->scripts.n > 0) tidy(&f->scripts);
}

void tool_found_release(struct found *f)
{
    na_arena_release(&f->tests.arena);
    na_arena_release(&f->scripts.arena);
    free(f->tests.v);
    free(f->scripts.v);
    *f = (struct found){ 0 };
}
