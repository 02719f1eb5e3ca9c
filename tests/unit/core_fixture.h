/* SPDX-License-Identifier: MIT */
/* core_fixture.h - an archive of generated articles, for the tests of core/ */
#ifndef NA_TESTS_CORE_FIXTURE_H
#define NA_TESTS_CORE_FIXTURE_H
#include "base/hash.h"
#include "base/path.h"
#include "core/arc_int.h"
#include "core/manifest.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

struct box {
    char dir[64];
    na_arc *arc;
};

static inline void must(int rc, const na_err *err)
{
    if (rc < 0) print_error("%s\n", err->msg);
    assert_int_equal(rc, NA_OK);
}

static inline void open_arc(struct box *b, unsigned flags)
{
    na_err err = { 0 };
    must(na_arc_open(&b->arc, b->dir, flags, &err), &err);
}

static inline void close_arc(struct box *b)
{
    na_arc_close(b->arc);
    b->arc = NULL;
}

static inline int setup(void **state)
{
    struct box *b = calloc(1, sizeof *b);
    assert_non_null(b);
    (void)snprintf(b->dir, sizeof b->dir, "/tmp/na-care-XXXXXX");
    assert_non_null(mkdtemp(b->dir));
    open_arc(b, NA_ARC_WRITE | NA_ARC_CREATE);
    *state = b;
    return 0;
}

/* Removes the archive's few files. */
static inline void remove_tree(const char *dir)
{
    pid_t pid = fork();
    if (pid == 0) {
        execlp("rm", "rm", "-rf", "--", dir, (char *)NULL);
        _exit(127);
    }
    (void)waitpid(pid, NULL, 0);
}

static inline int teardown(void **state)
{
    struct box *b = *state;
    close_arc(b);
    remove_tree(b->dir);
    free(b);
    return 0;
}

/* Article n, in its text-th text; every seventh is undated. */
static inline na_added add(struct box *b, int n, int text)
{
    char key[32], title[64], body[512], date[32];
    na_str tags[2] = { NA_STR("economy"), NA_STR("Pyongyang") };
    na_str author = NA_STR("Kim Un");
    na_err err = { 0 };
    na_added how;

    (void)snprintf(key, sizeof key, "k%d", n);
    (void)snprintf(title, sizeof title, "Marathon number %d", n);
    (void)snprintf(
        body, sizeof body,
        "Runner %d passed the gate of 평양 in version %d. The crowd said nothing.\n\n"
        "Second paragraph about oil, COVID-19 and wheat%d.",
        n, text, n % 5);
    (void)snprintf(date, sizeof date, "2025-%02d-%02d", n % 12 + 1, n % 28 + 1);
    na_article art = { .key = na_str_c(key),
                       .title = na_str_c(title),
                       .body = na_str_c(body),
                       .source = NA_STR("Generated"),
                       .lang = NA_STR("en"),
                       .tags = { tags, 2 },
                       .authors = { &author, 1 } };
    if (n % 7) {
        art.published = na_str_c(date);
        art.published_precision = NA_PREC_DAY;
    }
    must(na_article_check(&art, &err), &err);
    must(na_arc_add(b->arc, &art, &how, &err), &err);
    return how;
}

static inline void add_range(struct box *b, int from, int to, int text, na_added want)
{
    na_err err = { 0 };
    must(na_arc_begin(b->arc, &err), &err);
    for (int n = from; n < to; n++) assert_int_equal(add(b, n, text), want);
    must(na_arc_commit(b->arc, &err), &err);
}

static inline na_seal_report seal(struct box *b, uint64_t cut)
{
    na_seal_report r;
    na_err err = { 0 };
    must(na_seal_cut(b->arc, cut, &r, NULL, NULL, &err), &err);
    return r;
}

struct findings {
    int damage, notes;
    char where[128], member[64], what[256];
};

static inline void on_damage(void *ctx, const na_damage *d)
{
    struct findings *f = ctx;
    if (d->note)
        f->notes++;
    else
        f->damage++;
    (void)snprintf(f->where, sizeof f->where, "%s", d->where);
    (void)snprintf(f->member, sizeof f->member, "%s", d->member);
    (void)snprintf(f->what, sizeof f->what, "%s", d->what);
}

static inline struct findings verify(struct box *b)
{
    struct findings f = { 0 };
    na_verify_report r;
    na_err err = { 0 };
    must(na_arc_verify(b->arc, true, on_damage, NULL, &f, &r, &err), &err);
    assert_int_equal(r.damaged, f.damage);
    return f;
}

static inline void expect_clean(struct box *b)
{
    struct findings f = verify(b);
    if (f.damage) print_error("%s: %s: %s\n", f.where, f.member, f.what);
    assert_int_equal(f.damage, 0);
    assert_int_equal(f.notes, 0);
}

static inline na_stats stats(struct box *b)
{
    na_stats s;
    na_err err = { 0 };
    must(na_arc_stats(b->arc, &s, &err), &err);
    return s;
}

/* The id of article n. */
static inline void id_of(int n, char out[17])
{
    char key[32];
    uint8_t full[32];
    na_sha256 h;
    (void)snprintf(key, sizeof key, "k%d", n);
    na_sha256_begin(&h);
    na_sha256_put(&h, "k", 1);
    na_sha256_part(&h, NA_STR("Generated"));
    na_sha256_part(&h, na_str_c(key));
    na_sha256_end(&h, full);
    na_hex(full, 8, out);
}

/* The body of revision rev of article n (0: newest) must be its text-th. */
static inline void expect_text(struct box *b, int n, uint32_t rev, int text, bool in_head)
{
    char id[17], want[64];
    na_arena arena = { 0 };
    na_article art;
    na_str vol;
    na_err err = { 0 };

    id_of(n, id);
    (void)snprintf(want, sizeof want, "Runner %d passed the gate of 평양 in version %d.", n,
                   text);
    must(na_arc_get(b->arc, na_str_c(id), rev, &art, &arena, &vol, &err), &err);
    assert_true(na_str_eqc(art.id, id));
    assert_true(na_str_starts(art.body, na_str_c(want)));
    assert_int_equal(art.tags.n, 2);
    assert_int_equal(na_str_eqc(vol, "head"), in_head);
    if (rev) assert_int_equal(art.revision, rev);
    na_arena_release(&arena);
}

#endif
