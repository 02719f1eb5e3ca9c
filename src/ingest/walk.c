/* SPDX-License-Identifier: MIT */
/* walk.c - the files of a folder, without following links
 *
 * Every folder is opened relative to its parent with O_NOFOLLOW, so a link planted while we
 * walk leads nowhere. An archive of ours below the folder is not news, and is passed.
 */
#include "base/limits.h"
#include "ingest/pump.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEPTH 64u

typedef struct folder {
    int fd;
    char **names;
    size_t n, next, path_len; /* path_len: of the path of this folder */
} folder;

struct na_walk {
    folder stack[DEPTH];
    unsigned depth;
    na_buf path;
};

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void leave(na_walk *w)
{
    folder *f = &w->stack[--w->depth];

    for (size_t i = 0; i < f->n; i++) free(f->names[i]);
    free(f->names);
    if (f->fd >= 0) close(f->fd);
    *f = (folder){ .fd = -1 };
}

/* Reads a folder's names and puts it on the stack; takes fd over. */
static int enter(na_walk *w, int fd, na_err *err)
{
    folder *f = &w->stack[w->depth];
    int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0), rc = NA_OK;
    DIR *d = copy >= 0 ? fdopendir(copy) : NULL;
    size_t cap = 0;

    *f = (folder){ .fd = fd, .path_len = w->path.len };
    w->depth++;
    if (!d) {
        if (copy >= 0) close(copy);
        return na_fail(err, NA_EIO, "%s: %s", na_buf_cstr(&w->path), strerror(errno));
    }
    for (struct dirent *e; rc == NA_OK && (e = readdir(d));) {
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0) continue;
        if (f->n == cap) {
            char **more = realloc(f->names, (cap = cap ? 2 * cap : 64) * sizeof *more);

            if (!more) {
                rc = na_fail_nomem(err);
                break;
            }
            f->names = more;
        }
        if (!(f->names[f->n] = strdup(e->d_name)))
            rc = na_fail_nomem(err);
        else
            f->n++;
    }
    closedir(d);
    if (f->n) qsort(f->names, f->n, sizeof *f->names, by_name);
    if (faccessat(fd, "head.db", F_OK, 0) == 0 && faccessat(fd, "volumes", F_OK, 0) == 0)
        f->next = f->n;
    return rc;
}

int na_walk_open(na_walk **out, const char *dir, na_err *err)
{
    na_walk *w = calloc(1, sizeof *w);
    int fd, rc;

    *out = NULL;
    if (!w) return na_fail_nomem(err);
    na_buf_init(&w->path, 16 * NA_KIB);
    if ((fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0)
        rc = na_fail(err, errno == ENOENT ? NA_ENOENT : NA_EIO, "%s: %s", dir,
                     strerror(errno));
    else
        rc = enter(w, fd, err);
    if (rc < 0) {
        na_walk_close(w);
        return rc;
    }
    *out = w;
    return NA_OK;
}

void na_walk_close(na_walk *w)
{
    if (!w) return;
    while (w->depth) leave(w);
    na_buf_release(&w->path);
    free(w);
}

int na_walk_next(na_walk *w, int *fd_out, na_str *path_out, na_err *err)
{
    while (w->depth) {
        folder *f = &w->stack[w->depth - 1];
        const char *name;
        struct stat st;
        int fd, rc;

        if (f->next == f->n) {
            leave(w);
            continue;
        }
        name = f->names[f->next++];
        na_buf_cut(&w->path, f->path_len);
        if (w->path.len) na_buf_putc(&w->path, '/');
        na_buf_puts(&w->path, name);
        if ((rc = na_buf_check(&w->path, "path", err)) < 0) return rc;
        if (fstatat(f->fd, name, &st, AT_SYMLINK_NOFOLLOW) < 0) continue; /* just removed */
        if (S_ISDIR(st.st_mode) && w->depth < DEPTH) {
            fd = openat(f->fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
            if (fd < 0 || (rc = enter(w, fd, err)) == NA_OK) continue;
            return rc;
        }
        if (!S_ISREG(st.st_mode)) continue;
        *fd_out = openat(f->fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
        *path_out = na_buf_get(&w->path);
        return 1;
    }
    return 0;
}
