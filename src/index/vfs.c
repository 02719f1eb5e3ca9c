/* SPDX-License-Identifier: MIT */
/* vfs.c - a read-only SQLite VFS over pages
 *
 * One VFS object per opened database, inside the na_db's own memory, carries its pages; it
 * is registered under a name made of its address, the database is opened, and it is
 * unregistered at once: SQLite keeps the pointer. (A single VFS with its context in a URI
 * parameter would put a pointer into a string that others could write.) The unregistered
 * VFS cannot be found by name, so nothing else can be attached over it: that is meant.
 */
#include "base/limits.h"
#include "index/db_int.h"
#include "index/vol_db.h"
#include <stdio.h>
#include <stdlib.h>

struct vfs {
    sqlite3_vfs base;
    na_pages pages;
    na_db *db;
    char name[40];
};

struct file {
    sqlite3_file base;
    struct vfs *v;
};

static int f_close(sqlite3_file *f)
{
    (void)f;
    return SQLITE_OK;
}

static int f_read(sqlite3_file *f, void *buf, int n, sqlite3_int64 off)
{
    struct vfs *v = ((struct file *)f)->v;
    na_err e = { 0 };
    uint64_t at = (uint64_t)off, want = (uint64_t)n, have;

    if (off < 0 || n < 0) return SQLITE_IOERR_READ;
    have = at >= v->pages.size ? 0 : v->pages.size - at;
    if (have > want) have = want;
    if (have && v->pages.read(v->pages.ctx, at, buf, (size_t)have, &e) < 0) {
        if (!v->db->kept.code) v->db->kept = e;
        return SQLITE_IOERR_READ;
    }
    if (have == want) return SQLITE_OK;
    memset((char *)buf + have, 0, (size_t)(want - have));
    return SQLITE_IOERR_SHORT_READ;
}

static int f_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 off)
{
    (void)f, (void)p, (void)n, (void)off;
    return SQLITE_READONLY;
}

static int f_truncate(sqlite3_file *f, sqlite3_int64 n)
{
    (void)f, (void)n;
    return SQLITE_READONLY;
}

static int f_sync(sqlite3_file *f, int flags)
{
    (void)f, (void)flags;
    return SQLITE_OK;
}

static int f_size(sqlite3_file *f, sqlite3_int64 *out)
{
    *out = (sqlite3_int64)((struct file *)f)->v->pages.size;
    return SQLITE_OK;
}

static int f_lock(sqlite3_file *f, int level)
{
    (void)f, (void)level;
    return SQLITE_OK;
}

static int f_reserved(sqlite3_file *f, int *out)
{
    (void)f;
    *out = 0;
    return SQLITE_OK;
}

static int f_control(sqlite3_file *f, int op, void *arg)
{
    (void)f, (void)op, (void)arg;
    return SQLITE_NOTFOUND;
}

static int f_sector(sqlite3_file *f)
{
    (void)f;
    return 4096;
}

static int f_device(sqlite3_file *f)
{
    (void)f;
    return SQLITE_IOCAP_IMMUTABLE;
}

static const sqlite3_io_methods methods = {
    .iVersion = 1,
    .xClose = f_close,
    .xRead = f_read,
    .xWrite = f_write,
    .xTruncate = f_truncate,
    .xSync = f_sync,
    .xFileSize = f_size,
    .xLock = f_lock,
    .xUnlock = f_lock,
    .xCheckReservedLock = f_reserved,
    .xFileControl = f_control,
    .xSectorSize = f_sector,
    .xDeviceCharacteristics = f_device,
};

static int v_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags,
                  int *out_flags)
{
    struct vfs *v = (struct vfs *)vfs;

    (void)name;
    f->pMethods = NULL;
    if (!(flags & SQLITE_OPEN_MAIN_DB)) return SQLITE_CANTOPEN;
    ((struct file *)f)->v = v;
    f->pMethods = &methods;
    if (out_flags) *out_flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_MAIN_DB;
    return SQLITE_OK;
}

static int v_delete(sqlite3_vfs *v, const char *name, int sync)
{
    (void)v, (void)name, (void)sync;
    return SQLITE_READONLY;
}

static int v_access(sqlite3_vfs *v, const char *name, int flags, int *out)
{
    (void)v, (void)name, (void)flags;
    *out = 0;
    return SQLITE_OK;
}

static int v_fullpath(sqlite3_vfs *v, const char *name, int n, char *out)
{
    (void)v;
    sqlite3_snprintf(n, out, "%s", name);
    return SQLITE_OK;
}

/* Seeds SQLite's random numbers, which nothing here depends on. */
static int v_random(sqlite3_vfs *v, int n, char *out)
{
    (void)v;
    memset(out, 0, (size_t)n);
    return n;
}

static int v_sleep(sqlite3_vfs *v, int us)
{
    (void)v;
    return us;
}

static int v_time(sqlite3_vfs *v, double *out)
{
    (void)v;
    *out = 2440587.5;
    return SQLITE_OK;
}

static int v_error(sqlite3_vfs *v, int n, char *out)
{
    (void)v, (void)n, (void)out;
    return 0;
}

static struct vfs *vfs_new(na_db *db, const na_pages *pages)
{
    struct vfs *v = calloc(1, sizeof *v);

    if (!v) return NULL;
    v->pages = *pages;
    v->db = db;
    snprintf(v->name, sizeof v->name, "newsarc-%p", (void *)v);
    v->base = (sqlite3_vfs){
        .iVersion = 1,
        .szOsFile = sizeof(struct file),
        .mxPathname = 256,
        .zName = v->name,
        .xOpen = v_open,
        .xDelete = v_delete,
        .xAccess = v_access,
        .xFullPathname = v_fullpath,
        .xRandomness = v_random,
        .xSleep = v_sleep,
        .xCurrentTime = v_time,
        .xGetLastError = v_error,
    };
    return v;
}

int na_voldb_open_pages(na_db **out, const na_pages *pages, size_t cache, na_err *err)
{
    na_db *db = calloc(1, sizeof *db);
    struct vfs *v = NULL;
    int rc;

    if (!db || !(db->name = strdup(pages->name)) || !(v = vfs_new(db, pages))) {
        rc = na_fail_nomem(err);
        goto done;
    }
    db->vfs = v;
    v->pages.name = db->name;
    if (pages->size > INT64_MAX) {
        rc = na_fail(err, NA_ECORRUPT, "%s: index of %llu bytes", db->name,
                     (unsigned long long)pages->size);
        goto done;
    }
    if ((rc = sqlite3_vfs_register(&v->base, 0)) == SQLITE_OK) {
        rc = sqlite3_open_v2("index", &db->h,
                             SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX |
                                 SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE,
                             v->name);
        sqlite3_vfs_unregister(&v->base);
    }
    if (rc != SQLITE_OK) {
        rc = na_db_fail(db, rc, err);
        goto done;
    }
    if ((rc = na_db_harden(db, NA_DB_READ, err)) < 0) goto done;
    /* What is below keeps no page that was read whole. */
    if ((rc = na_db_cache(db, cache, err)) < 0) goto done;
    *out = db, db = NULL;
done:
    na_db_close(db);
    return rc;
}
