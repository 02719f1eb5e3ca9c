/* SPDX-License-Identifier: MIT */
/* trust.c - the file: "newsarc trust 1", then lines of fields between tabs:
 * HASH NAME read=DIR ... write=DIR ... */
#include "cli/trust.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/pack.h"
#include "base/path.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEAD "newsarc trust 1\n"
#define STORE_BYTES (4 * NA_MIB)
#define FILE_BYTES (16 * NA_MIB) /* of one file of a script */
#define FILES 1000u
#define LEVELS 8
#define FOLDERS 64u

/* -- hashing -------------------------------------------------------------------------- */

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int no_dots(const struct dirent *d)
{
    return strcmp(d->d_name, ".") != 0 && strcmp(d->d_name, "..") != 0;
}

struct hashing {
    na_sha256 sha;
    size_t files;
    na_str main; /* what is run, when it is known; of a folder a pack */
};

/* Was that file read already? Names in a pack begin with the folder's. */
static bool was_read(const struct hashing *h, na_str name, na_str *out)
{
    na_str at;

    if (!name.len || (!na_pack_is(h->main) && na_str_eqc(name, "main.lua"))) {
        *out = na_pack_main(h->main);
        return h->main.ptr != NULL;
    }
    for (size_t i = 0; na_pack_nth(h->main, i, &at, out); i++) {
        size_t slash = na_str_chr(at, '/', 0);
        if (na_str_eq(na_str_sub(at, slash + 1, at.len), name)) return true;
    }
    return false;
}

/* Name and contents of one file, each with its length. */
static int hash_file(struct hashing *h, const char *path, na_str name, na_err *err)
{
    na_buf b;
    int rc;

    na_str known;
    if (was_read(h, name, &known)) {
        na_sha256_part(&h->sha, name);
        na_sha256_part(&h->sha, known);
        return NA_OK;
    }
    if (++h->files > FILES)
        return na_fail(err, NA_ELIMIT, "%s: a script of more than %u files", path, FILES);
    na_buf_init(&b, FILE_BYTES);
    if ((rc = na_path_read(path, FILE_BYTES, &b, err)) == NA_OK) {
        na_sha256_part(&h->sha, name);
        na_sha256_part(&h->sha, na_buf_get(&b));
    }
    na_buf_release(&b);
    return rc;
}

/* All below dir, in the order of their names; below: what stands before them. */
static int hash_folder(struct hashing *h, const char *dir, na_str below, int levels,
                       na_err *err)
{
    struct dirent **names = NULL;
    int n = scandir(dir, &names, no_dots, by_name), rc = NA_OK;
    na_buf path, name;

    if (n < 0) return na_fail(err, NA_EIO, "%s: %s", dir, strerror(errno));
    na_buf_init(&path, 64 * NA_KIB);
    na_buf_init(&name, 64 * NA_KIB);
    for (int i = 0; i < n; i++) {
        struct stat st;
        if (rc == NA_OK) {
            rc = na_path_join(&path, dir, names[i]->d_name, err);
            na_buf_reset(&name);
            na_buf_printf(&name, "%.*s%s", NA_STR_ARG(below), names[i]->d_name);
        }
        if (rc == NA_OK && lstat(na_buf_cstr(&path), &st) < 0)
            rc = na_fail(err, NA_EIO, "%s: %s", na_buf_cstr(&path), strerror(errno));
        if (rc == NA_OK && S_ISDIR(st.st_mode)) {
            na_buf_putc(&name, '/');
            rc = levels ? hash_folder(h, na_buf_cstr(&path), na_buf_get(&name), levels - 1,
                                      err)
                        : na_fail(err, NA_ELIMIT, "%s: too deep", na_buf_cstr(&path));
        } else if (rc == NA_OK && S_ISREG(st.st_mode)) {
            rc = hash_file(h, na_buf_cstr(&path), na_buf_get(&name), err);
        } else if (rc == NA_OK) { /* a link may be pointed elsewhere at any time */
            rc = na_fail(err, NA_EUSAGE, "%s: a script with links cannot be trusted",
                         na_buf_cstr(&path));
        }
        free(names[i]);
    }
    free(names);
    na_buf_release(&path);
    na_buf_release(&name);
    return rc;
}

int trust_hash(const char *path, na_str text, char hex[65], na_err *err)
{
    struct hashing h = { .main = text };
    const char *base = na_path_base(path);
    uint8_t out[32];
    na_buf dir;
    int rc;

    na_sha256_begin(&h.sha);
    na_buf_init(&dir, 64 * NA_KIB);
    if (strcmp(base, "main.lua") == 0) {
        na_buf_put(&dir, path, (size_t)(base - path));
        if (!dir.len) na_buf_puts(&dir, ".");
        rc = hash_folder(&h, na_buf_cstr(&dir), NA_STR(""), LEVELS, err);
    } else {
        rc = hash_file(&h, path, NA_STR(""), err); /* its name may change */
    }
    na_buf_release(&dir);
    if (rc < 0) return rc;
    na_sha256_end(&h.sha, out);
    na_hex(out, sizeof out, hex);
    return NA_OK;
}

/* -- the file -------------------------------------------------------------------------- */

static int store_path(na_buf *out, bool make, na_err *err)
{
    int rc = na_path_xdg("DATA", out, err);

    if (rc == NA_OK && make) rc = na_path_mkdirs(na_buf_cstr(out), err);
    na_buf_puts(out, "/trust");
    return rc == NA_OK ? na_buf_check(out, "trust", err) : rc;
}

/* The lines behind the head; none when there is no file. */
static int read_store(na_buf *path, na_buf *text, na_err *err)
{
    na_err e = { 0 };
    int rc;

    na_buf_init(path, 64 * NA_KIB);
    na_buf_init(text, STORE_BYTES);
    if ((rc = store_path(path, false, err)) < 0) return rc;
    rc = na_path_read(na_buf_cstr(path), STORE_BYTES, text, &e);
    if (rc == NA_ENOENT) {
        na_buf_reset(text);
        return NA_OK;
    }
    if (rc < 0) return na_fail(err, rc, "%s", e.msg);
    if (!na_str_starts(na_buf_get(text), NA_STR(HEAD)))
        return na_fail(err, NA_ECORRUPT, "%s: not a file of trusted scripts",
                       na_buf_cstr(path));
    return NA_OK;
}

static na_str next_field(na_str *line)
{
    size_t tab = na_str_chr(*line, '\t', 0);
    na_str s = na_str_sub(*line, 0, tab);

    *line = tab == (size_t)-1 ? (na_str){ 0 } : na_str_sub(*line, tab + 1, line->len);
    return s;
}

static bool parse_line(na_str line, struct trust *t)
{
    uint8_t sha[32];

    *t = (struct trust){ 0 };
    t->sha256 = na_arena_str(&t->arena, next_field(&line));
    t->name = na_arena_str(&t->arena, next_field(&line));
    t->read.v = na_arena_array(&t->arena, FOLDERS, sizeof(na_str));
    t->write.v = na_arena_array(&t->arena, FOLDERS, sizeof(na_str));
    if (!t->name.ptr || !t->read.v || !t->write.v) return false;
    if (!na_unhex(t->sha256, sha, sizeof sha) || !t->name.len) return false;
    while (line.len) {
        na_str s = next_field(&line);
        bool write = na_str_starts(s, NA_STR("write="));
        na_strv *v = write ? &t->write : &t->read;

        if (!write && !na_str_starts(s, NA_STR("read="))) return false;
        s = na_arena_str(&t->arena, na_str_sub(s, write ? 6 : 5, s.len));
        if (!s.ptr || !s.len || s.ptr[0] != '/' || v->n == FOLDERS) return false;
        v->v[v->n++] = s;
    }
    return true;
}

int trust_each(trust_fn *fn, void *ctx, na_err *err)
{
    na_buf path, text;
    na_str rest, line;
    unsigned at = 0;
    int rc = read_store(&path, &text, err);

    rest = na_buf_get(&text);
    while (rc == NA_OK && na_str_line(&rest, &line)) {
        struct trust t = { 0 };
        if (++at == 1 || line.len == 0) continue;
        if (parse_line(line, &t))
            rc = fn(ctx, &t);
        else
            rc = na_fail(err, NA_ECORRUPT, "%s:%u: not the line of a trusted script",
                         na_buf_cstr(&path), at);
        trust_release(&t);
    }
    na_buf_release(&path);
    na_buf_release(&text);
    return rc;
}

struct finding {
    const char *hex;
    struct trust *out;
};

static bool copy_list(struct trust *t, na_strv from, na_strv *to)
{
    to->v = na_arena_array(&t->arena, from.n + 1, sizeof(na_str));
    for (size_t i = 0; to->v && i < from.n; i++) {
        to->v[i] = na_arena_str(&t->arena, from.v[i]);
        if (!to->v[i].ptr) return false;
        to->n++;
    }
    return to->v != NULL;
}

static int on_find(void *ctx, const struct trust *t)
{
    struct finding *f = ctx;

    if (!na_str_eqc(t->sha256, f->hex)) return NA_OK;
    f->out->name = na_arena_str(&f->out->arena, t->name);
    f->out->sha256 = na_arena_str(&f->out->arena, t->sha256);
    if (!f->out->sha256.ptr || !copy_list(f->out, t->read, &f->out->read) ||
        !copy_list(f->out, t->write, &f->out->write))
        return NA_ENOMEM;
    return 1;
}

int trust_find(const char *hex, struct trust *out, na_err *err)
{
    struct finding f = { hex, out };
    int rc;

    *out = (struct trust){ 0 };
    rc = trust_each(on_find, &f, err);
    return rc == NA_ENOMEM ? na_fail_nomem(err) : rc;
}

void trust_release(struct trust *t)
{
    if (!t) return;
    na_arena_release(&t->arena);
    *t = (struct trust){ 0 };
}

/* -- changing it ----------------------------------------------------------------------- */

/* Written beside and renamed: a reader sees the old file or the new one. */
static int write_store(const na_buf *text, na_err *err)
{
    na_buf path, tmp;
    int rc, fd = -1;

    na_buf_init(&path, 64 * NA_KIB);
    na_buf_init(&tmp, 64 * NA_KIB);
    if ((rc = na_buf_check(text, "trust", err)) < 0) goto done;
    if ((rc = store_path(&path, true, err)) < 0) goto done;
    na_buf_printf(&tmp, "%s.%ld", na_buf_cstr(&path), (long)getpid());
    fd = open(na_buf_cstr(&tmp), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        rc = na_fail(err, NA_EIO, "%s: %s", na_buf_cstr(&tmp), strerror(errno));
        goto done;
    }
    rc = na_io_write(fd, text->ptr, text->len, na_buf_cstr(&tmp), err);
    if (rc == NA_OK && (fsync(fd) < 0 || rename(na_buf_cstr(&tmp), na_buf_cstr(&path)) < 0))
        rc = na_fail(err, NA_EIO, "%s: %s", na_buf_cstr(&path), strerror(errno));
    if (rc < 0) unlink(na_buf_cstr(&tmp));
done:
    if (fd >= 0) close(fd);
    na_buf_release(&path);
    na_buf_release(&tmp);
    return rc;
}

/* All lines but those of that name or hash: how many went. */
static int without(const char *name, const char *hex, na_buf *out, na_err *err)
{
    na_buf path, text;
    na_str rest, line;
    int gone = 0, rc = read_store(&path, &text, err);

    na_buf_puts(out, HEAD);
    rest = na_buf_get(&text);
    if (rest.len) na_str_line(&rest, &line);
    while (rc == NA_OK && na_str_line(&rest, &line)) {
        na_str fields = line, sha = next_field(&fields), of = next_field(&fields);
        if (line.len == 0) continue;
        if ((hex && na_str_eqc(sha, hex)) || (name && na_str_eqc(of, name))) {
            gone++;
            continue;
        }
        na_buf_str(out, line);
        na_buf_putc(out, '\n');
    }
    na_buf_release(&path);
    na_buf_release(&text);
    return rc < 0 ? rc : gone;
}

static int put_folders(na_buf *out, const char *kind, const char *const *v, size_t n,
                       na_err *err)
{
    if (n > FOLDERS) return na_fail(err, NA_EUSAGE, "more than %u folders", FOLDERS);
    for (size_t i = 0; i < n; i++) {
        char *real = realpath(v[i], NULL);
        if (!real || !na_path_is_dir(real) || strpbrk(real, "\t\n\r")) {
            free(real);
            return na_fail(err, NA_EUSAGE, "%s: not a folder that can be granted", v[i]);
        }
        na_buf_printf(out, "\t%s=%s", kind, real);
        free(real);
    }
    return NA_OK;
}

int trust_add(const char *hex, const char *name, const char *const *read, size_t nread,
              const char *const *write, size_t nwrite, na_err *err)
{
    na_buf out;
    int rc;

    if (strpbrk(name, "\t\n\r") || !*name)
        return na_fail(err, NA_EUSAGE, "\"%s\" is no name of a script", name);
    na_buf_init(&out, STORE_BYTES);
    rc = without(name, hex, &out, err);
    if (rc >= 0) {
        na_buf_printf(&out, "%s\t%s", hex, name);
        rc = put_folders(&out, "read", read, nread, err);
        if (rc == NA_OK) rc = put_folders(&out, "write", write, nwrite, err);
        na_buf_putc(&out, '\n');
    }
    if (rc == NA_OK) rc = write_store(&out, err);
    na_buf_release(&out);
    return rc;
}

int trust_remove(const char *name_or_hex, na_err *err)
{
    na_buf out;
    int gone, rc = NA_OK;

    na_buf_init(&out, STORE_BYTES);
    gone = without(name_or_hex, name_or_hex, &out, err);
    if (gone > 0) rc = write_store(&out, err);
    na_buf_release(&out);
    return rc < 0 ? rc : gone;
}
