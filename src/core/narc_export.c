/* SPDX-License-Identifier: MIT */
#include "core/narc_export.h"
#include "base/path.h"
#include "core/arc_int.h"
#include "core/marks.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define BATCH 1000u /* articles a transaction */

struct na_narc {
    na_arc *arc;
    char *to, *dir;          /* the archive that is sealed */
    bool folder, made, full; /* full: no more room for originals in the head */
    unsigned pending;
};

/* Removes what is directly in dir, then dir. */
static void remove_dir(const char *dir, bool deep)
{
    struct dirent *e;
    na_buf path;
    DIR *d = opendir(dir);

    na_buf_init(&path, 64 * NA_KIB);
    while (d && (e = readdir(d))) {
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0) continue;
        if (na_path_join(&path, dir, e->d_name, NULL) < 0) continue;
        if (unlink(na_buf_cstr(&path)) != 0 && deep) remove_dir(na_buf_cstr(&path), false);
    }
    if (d) closedir(d);
    (void)rmdir(dir);
    na_buf_release(&path);
}

void na_narc_abort(na_narc *n)
{
    if (!n) return;
    na_arc_close(n->arc);
    if (n->made) remove_dir(n->dir, true);
    free(n->to);
    free(n->dir);
    free(n);
}

int na_narc_begin(na_narc **out, const char *to, na_err *err)
{
    na_narc *n = calloc(1, sizeof *n);
    struct stat st;
    na_buf dir;
    int rc;

    *out = NULL;
    if (!n) return na_fail_nomem(err);
    na_buf_init(&dir, 64 * NA_KIB);
    n->folder = na_path_is_dir(to);
    if (!n->folder && stat(to, &st) == 0 && !S_ISREG(st.st_mode)) {
        rc = na_fail(err, NA_EUSAGE, "%s: is neither a file nor a folder", to);
        goto done;
    }
    na_buf_printf(&dir, n->folder ? "%s/.narc-tmp%ld" : "%s.tmp%ld", to, (long)getpid());
    if ((rc = na_buf_check(&dir, "path", err)) < 0) goto done;
    n->to = strdup(to);
    n->dir = strdup(na_buf_cstr(&dir));
    if (!n->to || !n->dir) {
        rc = na_fail_nomem(err);
        goto done;
    }
    if (mkdir(n->dir, 0700) != 0) {
        rc = na_fail(err, NA_EIO, "%s: %s", to, strerror(errno));
        goto done;
    }
    n->made = true;
    if ((rc = na_arc_open(&n->arc, n->dir, NA_ARC_WRITE | NA_ARC_CREATE, err)) < 0)
        goto done;
    n->arc->unsearched = true;
    if ((rc = na_arc_begin(n->arc, err)) < 0) goto done;
    *out = n;
    n = NULL;
done:
    na_narc_abort(n);
    na_buf_release(&dir);
    return rc;
}

static int renew(na_narc *n, na_err *err)
{
    int rc = na_arc_commit(n->arc, err);

    n->pending = 0;
    return rc < 0 ? rc : na_arc_begin(n->arc, err);
}

int na_narc_put(na_narc *n, const na_article *a, na_err *err)
{
    int rc = na_add_stored(n->arc, a, err);

    return rc == NA_OK && ++n->pending >= BATCH ? renew(n, err) : rc;
}

int na_narc_put_marks(na_narc *n, na_str lines, na_err *err)
{
    return na_arc_marks_merge(n->arc, lines, err);
}

int na_narc_put_original(na_narc *n, const na_original *o, na_err *err)
{
    bool kept = false;
    int rc = na_arc_original_put(n->arc, o, &kept, err);

    if (rc == NA_OK && !kept)
        return na_fail(err, NA_ELIMIT,
                       "the originals are too many for one volume; export fewer articles");
    return rc == NA_OK && ++n->pending >= BATCH ? renew(n, err) : rc;
}

/* From the archive's folder to where they are wanted. */
static int move(na_narc *n, na_err *err)
{
    struct dirent *e;
    na_buf from, to, volumes;
    DIR *d = NULL;
    int rc;

    na_buf_init(&from, 64 * NA_KIB);
    na_buf_init(&to, 64 * NA_KIB);
    na_buf_init(&volumes, 64 * NA_KIB);
    if ((rc = na_path_join(&volumes, n->dir, NA_VOLUME_DIR, err)) < 0) goto done;
    if (!(d = opendir(na_buf_cstr(&volumes)))) {
        rc = na_fail(err, NA_EIO, "%s: %s", na_buf_cstr(&volumes), strerror(errno));
        goto done;
    }
    while (rc == NA_OK && (e = readdir(d))) {
        if (!na_str_ends(na_str_c(e->d_name), NA_STR(".narc"))) continue;
        if ((rc = na_path_join(&from, na_buf_cstr(&volumes), e->d_name, err)) < 0) break;
        na_buf_reset(&to);
        na_buf_puts(&to, n->to);
        if (n->folder) na_buf_printf(&to, "/%s", e->d_name);
        if ((rc = na_buf_check(&to, "path", err)) < 0) break;
        if (rename(na_buf_cstr(&from), na_buf_cstr(&to)) != 0)
            rc = na_fail(err, NA_EIO, "%s: %s", na_buf_cstr(&to), strerror(errno));
    }
done:
    if (d) closedir(d);
    na_buf_release(&from);
    na_buf_release(&to);
    na_buf_release(&volumes);
    return rc;
}

int na_narc_finish(na_narc *n, na_progress_fn progress, void *ctx, na_seal_report *out,
                   na_err *err)
{
    /* In one piece, a volume is as large as its members may be. */
    const uint64_t cut = n->folder ? NA_VOLUME_JSON : UINT64_MAX;
    int rc = na_arc_commit(n->arc, err);

    *out = (na_seal_report){ 0 };
    if (rc == NA_OK) rc = na_seal_cut(n->arc, cut, out, progress, ctx, err);
    if (rc == NA_OK && out->volumes > 0) rc = move(n, err);
    na_narc_abort(n);
    return rc;
}
