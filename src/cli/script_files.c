/* SPDX-License-Identifier: MIT */
#include "cli/script_files.h"
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

#define FILES 64

bool script_is_folder(const char *path)
{
    char file[NA_MAX_NAME + 16];
    int n = snprintf(file, sizeof file, "%s/main.lua", path);

    return n > 0 && (size_t)n < sizeof file && na_path_is_dir(path) && na_path_exists(file);
}

static int is_lua(const struct dirent *d)
{
    na_str name = na_str_c(d->d_name);

    return name.ptr[0] != '.' && na_str_ends(name, NA_STR(".lua")) &&
           !na_str_eqc(name, "main.lua");
}

/* What could run as a script and is no text. */
static int check_text(na_str text, const char *what, na_err *err)
{
    if (na_str_chr(text, 0, 0) != (size_t)-1)
        return na_fail(err, NA_ESCRIPT, "%s: not a text file", what);
    return NA_OK;
}

/* Opened below the folder, and not through a link. */
static int read_at(int dir, const char *name, const char *what, na_buf *out, na_err *err)
{
    struct stat st;
    int rc = NA_OK, fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

    na_buf_reset(out);
    if (fd < 0 && errno != ELOOP)
        return na_fail(err, errno == ENOENT ? NA_ENOENT : NA_EIO, "%s: %s", what,
                       strerror(errno));
    if (fd < 0 || fstat(fd, &st) < 0 || !S_ISREG(st.st_mode)) {
        rc = na_fail(err, NA_ESCRIPT, "%s: not a regular file", what);
        goto done;
    }
    for (;;) {
        char chunk[16384];
        ssize_t n = read(fd, chunk, sizeof chunk);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) rc = na_fail(err, NA_EIO, "%s: %s", what, strerror(errno));
        if (n <= 0) break;
        if ((size_t)n > out->max - out->len) {
            rc = na_fail(err, NA_ELIMIT, "%s: larger than %zu bytes", what, out->max);
            break;
        }
        na_buf_put(out, chunk, (size_t)n);
    }
    if (rc == NA_OK) rc = check_text(na_buf_get(out), what, err);
    if (rc == NA_OK) rc = na_buf_check(out, what, err);
done:
    if (fd >= 0) close(fd);
    return rc;
}

/* The folder's own name, also of "." and "x/". */
static int folder_name(const char *path, char out[256], na_err *err)
{
    char *full = realpath(path, NULL);

    if (!full) return na_fail(err, NA_EIO, "%s: %s", path, strerror(errno));
    snprintf(out, 256, "%s", na_path_base(full));
    free(full);
    return NA_OK;
}

static int read_folder(const char *path, na_buf *text, na_err *err)
{
    struct dirent **names = NULL;
    char folder[256], what[600];
    int rc, n = -1, dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    na_buf one;

    na_buf_init(&one, text->max);
    if (dir < 0) {
        rc = na_fail(err, NA_EIO, "%s: %s", path, strerror(errno));
        goto done;
    }
    if ((rc = folder_name(path, folder, err)) < 0) goto done;
    n = scandirat(dir, ".", &names, is_lua, alphasort);
    if (n < 0 || n >= FILES) {
        rc = n < 0 ? na_fail(err, NA_EIO, "%s: %s", path, strerror(errno))
                   : na_fail(err, NA_ELIMIT, "%s: more than %d files", path, FILES);
        goto done;
    }
    for (int i = -1; i < n && rc == NA_OK; i++) {
        const char *name = i < 0 ? "main.lua" : names[i]->d_name;
        snprintf(what, sizeof what, "%s/%s", folder, name);
        if ((rc = read_at(dir, name, what, &one, err)) == NA_OK)
            na_pack_add(text, na_str_c(what), na_buf_get(&one));
    }
    if (rc == NA_OK) rc = na_buf_check(text, path, err);
done:
    for (int i = 0; i < n; i++) free(names[i]);
    free(names);
    na_buf_release(&one);
    if (dir >= 0) close(dir);
    return rc;
}

int script_read(const char *path, na_buf *text, na_err *err)
{
    const char *base = na_path_base(path);
    char dir[NA_MAX_NAME] = ".";
    int rc;

    na_buf_reset(text);
    if (na_path_is_dir(path)) {
        if (!script_is_folder(path))
            return na_fail(err, NA_ENOENT, "%s: a folder without main.lua", path);
        return read_folder(path, text, err);
    }
    if (strcmp(base, "main.lua") == 0 && na_path_exists(path)) {
        if ((size_t)(base - path) >= sizeof dir)
            return na_fail(err, NA_EUSAGE, "%s: too long", path);
        if (base > path) snprintf(dir, sizeof dir, "%.*s", (int)(base - path), path);
        return read_folder(dir, text, err);
    }
    rc = na_path_read(path, text->max, text, err);
    if (rc == NA_OK && na_pack_is(na_buf_get(text))) /* only we make packs */
        rc = check_text(na_buf_get(text), path, err);
    return rc;
}
