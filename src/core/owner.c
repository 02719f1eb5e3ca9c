/* SPDX-License-Identifier: MIT */
/* owner.c - whose archive is it? A database made by a stranger is not opened
 *
 * SQLite is not safe on a hostile database, and a crafted head.db cannot be told from a
 * good one without opening it. So its files belong to this user, or to root, who could do
 * anything anyway; or the user trusts the folder: $XDG_CONFIG_HOME/newsarc/trusted lists
 * such folders, one absolute path a line, # begins a comment.
 */
#include "base/path.h"
#include "core/arc_int.h"
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define LIST_BYTES NA_MIB

static bool listed(na_str list, const char *folder)
{
    for (na_str rest = list; rest.len > 0;) {
        const size_t end = na_str_chr(rest, '\n', 0);
        na_str line = na_str_trim(na_str_sub(rest, 0, end));
        char path[PATH_MAX], real[PATH_MAX];

        rest = end == (size_t)-1 ? (na_str){ 0 } : na_str_sub(rest, end + 1, rest.len);
        if (line.len == 0 || line.len >= sizeof path || line.ptr[0] != '/') continue;
        memcpy(path, line.ptr, line.len);
        path[line.len] = 0;
        if (realpath(path, real) && strcmp(real, folder) == 0) return true;
    }
    return false;
}

static bool trusted(const char *dir, na_buf *list_path)
{
    char folder[PATH_MAX];
    na_buf list;
    bool yes;

    na_buf_init(&list, LIST_BYTES);
    yes = na_path_xdg("CONFIG", list_path, NULL) == NA_OK;
    na_buf_puts(list_path, "/trusted");
    yes = yes && realpath(dir, folder) &&
          na_path_read(na_buf_cstr(list_path), LIST_BYTES, &list, NULL) == NA_OK &&
          listed(na_buf_get(&list), folder);
    na_buf_release(&list);
    return yes;
}

int na_owner_check(const char *dir, na_err *err)
{
    static const char *const files[] = { "", "-wal", "-shm" };
    na_buf path, list;
    int rc = NA_OK;

    na_buf_init(&path, 64 * NA_KIB);
    na_buf_init(&list, 64 * NA_KIB);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct stat st;

        if ((rc = na_path_join(&path, dir, NA_HEAD_DB, err)) < 0) goto done;
        na_buf_puts(&path, files[i]);
        if (stat(na_buf_cstr(&path), &st) != 0) continue;
        if (st.st_uid == geteuid() || st.st_uid == 0) continue;
        if (!trusted(dir, &list))
            rc = na_fail(
                err, NA_EREADONLY,
                "%s: belongs to another user (%lu); to trust it all the same, add its "
                "folder to %s",
                na_buf_cstr(&path), (unsigned long)st.st_uid, na_buf_cstr(&list));
        goto done;
    }
done:
    na_buf_release(&path);
    na_buf_release(&list);
    return rc;
}
