/* SPDX-License-Identifier: MIT */
/* idx_write.c - the index.db of a volume: scratch database, one segment, packed copy
 *
 * Merging leaves free pages behind, and VACUUM INTO is SQLite's own way to a file without
 * them, its tables in key order. The scratch file has no journal and is never synced: if
 * the machine stops, both files are rubbish that the next sealing overwrites.
 */
#include "index/idx_write.h"
#include "base/path.h"
#include "index/stem.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Four leaves a page: a search steps over more of a long list than with one, for 0.5 % of
 * size. */
#define LEAF 4000
#define PENDING (64 << 20)

struct na_idxw {
    char *path, *scratch;
    na_db *db;
    na_fts_writer *fts;
    na_cols_writer *cols;
    uint32_t rows;
    int fd;
    uint64_t size;
    na_stem_set stems;
    na_termset terms;
};

static int remove_file(const char *path, na_err *err)
{
    if (unlink(path) < 0 && errno != ENOENT)
        return na_fail(err, NA_EIO, "%s: %s", path, strerror(errno));
    return NA_OK;
}

int na_idxw_begin(na_idxw **out, const char *path, na_err *err)
{
    const na_fts_opts opts = { .pgsz = LEAF, .hashsize = PENDING };
    na_idxw *w = calloc(1, sizeof *w);
    size_t n = strlen(path) + sizeof "-scratch";
    int rc;

    if (!w || !(w->path = strdup(path)) || !(w->scratch = malloc(n))) {
        rc = na_fail_nomem(err);
        goto done;
    }
    w->fd = -1;
    snprintf(w->scratch, n, "%s-scratch", path);
    if ((rc = remove_file(w->path, err)) < 0) goto done;
    if ((rc = remove_file(w->scratch, err)) < 0) goto done;
    if ((rc = na_db_open(&w->db, w->scratch, NA_DB_CREATE | NA_DB_BUILD, err)) < 0)
        goto done;
    if ((rc = na_db_exec(w->db, "PRAGMA page_size=16384", err)) < 0) goto done;
    if ((rc = na_db_begin(w->db, true, err)) < 0) goto done;
    if ((rc = na_fts_open(&w->fts, w->db, NA_IDX_TABLE, &opts, err)) < 0) goto done;
    if ((rc = na_colsw_new(&w->cols, w->db, err)) < 0) goto done;
    *out = w, w = NULL;
done:
    na_idxw_free(w);
    return rc;
}

int na_idxw_add(na_idxw *w, const na_str words[NA_FTS_COLS], const na_col_row *row,
                na_err *err)
{
    int rc = na_fts_put(w->fts, (int64_t)w->rows + 1, words, err);

    if (rc == NA_OK) rc = na_colsw_add(w->cols, row, err);
    if (rc == NA_OK) w->rows++;
    return rc;
}

uint32_t na_idxw_rows(const na_idxw *w) { return w->rows; }

static int count_words(na_idxw *w, na_err *err)
{
    const uint32_t *length = NULL;
    na_cols *cols = NULL;
    na_fti *x = NULL;
    int rc = na_fti_open(&x, w->db, NA_IDX_TABLE, err);

    if (rc == NA_OK) rc = na_cols_open(&cols, w->db, err);
    if (rc == NA_OK) rc = na_cols_u32(cols, NA_COL_LENGTH, &length, err);
    if (rc == NA_OK) rc = na_stem_build(w->db, x, w->rows, length, &w->stems, err);
    na_cols_close(cols);
    if (rc == NA_OK) rc = na_termset_build(&w->terms, w->db, x, err);
    na_fti_close(x);
    return rc;
}

static int pack(na_idxw *w, na_err *err)
{
    na_stmt *s = NULL;
    struct stat st;
    int rc;

    /* The new file's pages are to be zero where they are empty: a root would keep what it
     * held before it had children, to be stored, hashed and decoded ever after. */
    if ((rc = na_db_exec(w->db, "PRAGMA secure_delete=ON", err)) < 0) goto done;
    if ((rc = na_stmt_open(&s, w->db, "VACUUM INTO ?1", err)) < 0) goto done;
    na_stmt_bind_text(s, 1, na_str_c(w->path));
    if ((rc = na_stmt_run(s, err)) < 0) goto done;
    w->fd = open(w->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (w->fd < 0 || fstat(w->fd, &st) < 0)
        rc = na_fail(err, NA_EIO, "%s: %s", w->path, strerror(errno));
    else
        w->size = (uint64_t)st.st_size;
done:
    na_stmt_close(s);
    return rc;
}

static void close_scratch(na_idxw *w)
{
    na_colsw_free(w->cols), w->cols = NULL;
    na_fts_close(w->fts), w->fts = NULL;
    na_db_close(w->db), w->db = NULL;
    if (w->scratch) (void)unlink(w->scratch);
}

void na_idxw_rules(na_idxw *w, uint64_t hash) { na_colsw_rules(w->cols, hash); }

void na_idxw_stems(na_idxw *w, const na_stem_set *langs) { w->stems = *langs; }

int na_idxw_finish(na_idxw *w, uint64_t place_end, na_err *err)
{
    int rc;

    if ((rc = na_colsw_finish(w->cols, place_end, err)) < 0) return rc;
    if ((rc = na_fts_optimize(w->fts, err)) < 0) return rc;
    if ((rc = na_db_commit(w->db, err)) < 0) return rc;
    if ((rc = count_words(w, err)) < 0) return rc;
    if ((rc = pack(w, err)) < 0) return rc;
    close_scratch(w);
    return NA_OK;
}

uint64_t na_idxw_size(const na_idxw *w) { return w->size; }

int na_idxw_read(na_idxw *w, uint64_t off, void *buf, size_t n, na_err *err)
{
    size_t got = 0;
    int rc = na_io_pread(w->fd, buf, n, off, &got, w->path, err);

    if (rc == NA_OK && got < n) rc = na_fail(err, NA_EIO, "%s: ends early", w->path);
    return rc;
}

void na_idxw_take_terms(na_idxw *w, na_termset *out)
{
    *out = w->terms;
    w->terms = (na_termset){ 0 };
}

void na_idxw_free(na_idxw *w)
{
    if (!w) return;
    close_scratch(w);
    if (w->fd > 0) close(w->fd);
    if (w->path) (void)unlink(w->path);
    na_termset_release(&w->terms);
    free(w->path);
    free(w->scratch);
    free(w);
}
