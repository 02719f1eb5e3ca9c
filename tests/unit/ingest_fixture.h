/* SPDX-License-Identifier: MIT */
/* ingest_fixture.h - a folder, an archive in it, bundles made by hand, one import at a
 * time */
#ifndef NA_TEST_INGEST_FIXTURE_H
#define NA_TEST_INGEST_FIXTURE_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above */
#include "base/path.h"
#include "ingest/import.h"
#include "ingest/retry.h"
#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct fx {
    char dir[64];
    na_arc *arc;
    na_import_opts o;
    na_import_counts c;
    bool cut;
    na_err err;
    volatile int cancel;
    uint64_t cancel_after; /* records committed; 0: never */
    char log[4096];
    na_quarantined q; /* the last row seen, and how many */
    char code[32], message[256];
    unsigned rows;
} fx;

static inline void fx_log(void *ctx, const char *level, na_str line)
{
    fx *f = ctx;
    const size_t n = strlen(f->log);

    if (strcmp(level, "debug") == 0) return;
    snprintf(f->log + n, sizeof f->log - n, "%s: %.*s\n", level, NA_STR_ARG(line));
}

static inline void fx_progress(void *ctx, uint64_t done, uint64_t total,
                               const na_import_counts *c)
{
    fx *f = ctx;

    (void)done, (void)total;
    if (f->cancel_after && c->records >= f->cancel_after) f->cancel = 1;
}

/* A path in the folder, good for the next few calls. */
static inline const char *fx_path(const fx *f, const char *name)
{
    static char ring[8][192];
    static unsigned at;
    char *p = ring[at++ % 8];

    snprintf(p, sizeof ring[0], "%s/%s", f->dir, name);
    return p;
}

static inline void fx_write(const fx *f, const char *name, const void *p, size_t n)
{
    FILE *out = fopen(fx_path(f, name), "wb");

    assert_non_null(out);
    assert_int_equal(fwrite(p, 1, n, out), n);
    assert_int_equal(fclose(out), 0);
}

static inline void fx_text(const fx *f, const char *name, const char *text)
{
    fx_write(f, name, text, strlen(text));
}

static inline int fx_setup(void **state)
{
    fx *f = calloc(1, sizeof *f);

    assert_non_null(f);
    snprintf(f->dir, sizeof f->dir, "/tmp/na-ingest-XXXXXX");
    assert_non_null(mkdtemp(f->dir));
    assert_int_equal(
        na_arc_open(&f->arc, fx_path(f, "arc"), NA_ARC_WRITE | NA_ARC_CREATE, &f->err),
        NA_OK);
    f->o = na_import_opts_default();
    *state = f;
    return 0;
}

static inline int fx_teardown(void **state)
{
    fx *f = *state;
    pid_t pid;

    na_arc_close(f->arc);
    if ((pid = fork()) == 0) {
        execlp("rm", "rm", "-rf", "--", f->dir, (char *)NULL);
        _exit(127);
    }
    (void)waitpid(pid, NULL, 0);
    free(f);
    return 0;
}

static inline int fx_import(fx *f, const char *path)
{
    const na_import_events ev = {
        .log = fx_log, .progress = fx_progress, .cancel = &f->cancel, .ctx = f
    };
    const na_import_counts *c = &f->c;
    int rc;

    f->err = (na_err){ 0 };
    f->log[0] = '\0';
    rc = na_import_file(f->arc, path, &f->o, &ev, &f->c, &f->cut, &f->err);
    if (rc < 0) print_message("%s\n", f->err.msg);
    assert_int_equal(c->records,
                     c->added + c->updated + c->duplicates + c->skipped + c->quarantined);
    return rc;
}

/* Entries, records, added, duplicates, skipped, quarantined. */
static inline void fx_expect(const fx *f, uint64_t e, uint64_t r, uint64_t a, uint64_t d,
                             uint64_t s, uint64_t q)
{
    if (f->c.entries != e || f->c.records != r || f->c.added != a || f->c.duplicates != d ||
        f->c.skipped != s || f->c.quarantined != q)
        fail_msg("E%d R%d A%d U%d D%d S%d Q%d, not E%d R%d A%d D%d S%d Q%d; %s%s",
                 (int)f->c.entries, (int)f->c.records, (int)f->c.added, (int)f->c.updated,
                 (int)f->c.duplicates, (int)f->c.skipped, (int)f->c.quarantined, (int)e,
                 (int)r, (int)a, (int)d, (int)s, (int)q, f->err.msg, f->log);
}

static inline int fx_see(void *ctx, const na_quarantined *q)
{
    fx *f = ctx;

    f->q = *q;
    snprintf(f->code, sizeof f->code, "%.*s", NA_STR_ARG(q->code));
    snprintf(f->message, sizeof f->message, "%.*s", NA_STR_ARG(q->message));
    f->rows++;
    return 0;
}

/* The quarantine's last row. */
static inline void fx_quarantine(fx *f)
{
    f->rows = 0;
    f->code[0] = f->message[0] = '\0';
    f->q = (na_quarantined){ 0 };
    assert_int_equal(na_arc_quarantine_each(f->arc, 0, false, fx_see, f, NULL), 0);
}

/* Appends a ustar member; type '0' file, '5' folder, '2' link. */
static inline void fx_tar(na_buf *b, const char *name, char type, const void *p, size_t n)
{
    char h[512] = { 0 };
    unsigned sum = 0;

    snprintf(h, 100, "%s", name);
    memcpy(h + 100, "0000644", 8);
    memcpy(h + 108, "0000000", 8);
    memcpy(h + 116, "0000000", 8);
    snprintf(h + 124, 12, "%011zo", n);
    memcpy(h + 136, "14772550440", 12);
    memset(h + 148, ' ', 8);
    h[156] = type;
    memcpy(h + 257, "ustar", 6);
    memcpy(h + 263, "00", 2);
    for (size_t i = 0; i < sizeof h; i++) sum += (unsigned char)h[i];
    snprintf(h + 148, 8, "%06o", sum);
    na_buf_put(b, h, sizeof h);
    na_buf_put(b, p, n);
    while (b->len % 512) na_buf_putc(b, '\0');
}

static inline void fx_tar_text(na_buf *b, const char *name, const char *text)
{
    fx_tar(b, name, '0', text, strlen(text));
}

static inline void fx_tar_end(na_buf *b)
{
    static const char zero[1024];

    na_buf_put(b, zero, sizeof zero);
}

#endif
