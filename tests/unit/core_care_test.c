/* SPDX-License-Identifier: MIT */
/* Sealing, finding again, and verifying: an archive of generated articles through its whole
 * life, and every byte of a volume changed once. */
#include "base/hash.h"
#include "base/path.h"
#include "core/arc_int.h"
#include "core/manifest.h"
#include "store/vol_verify.h"
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

static void must(int rc, const na_err *err)
{
    if (rc < 0) print_error("%s\n", err->msg);
    assert_int_equal(rc, NA_OK);
}

static void open_arc(struct box *b, unsigned flags)
{
    na_err err = { 0 };
    must(na_arc_open(&b->arc, b->dir, flags, &err), &err);
}

static void close_arc(struct box *b)
{
    na_arc_close(b->arc);
    b->arc = NULL;
}

static int setup(void **state)
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
static void remove_tree(const char *dir)
{
    pid_t pid = fork();
    if (pid == 0) {
        execlp("rm", "rm", "-rf", "--", dir, (char *)NULL);
        _exit(127);
    }
    (void)waitpid(pid, NULL, 0);
}

static int teardown(void **state)
{
    struct box *b = *state;
    close_arc(b);
    remove_tree(b->dir);
    free(b);
    return 0;
}

/* Article n, in its text-th text; every seventh is undated. */
static na_added add(struct box *b, int n, int text)
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

static void add_range(struct box *b, int from, int to, int text, na_added want)
{
    na_err err = { 0 };
    must(na_arc_begin(b->arc, &err), &err);
    for (int n = from; n < to; n++) assert_int_equal(add(b, n, text), want);
    must(na_arc_commit(b->arc, &err), &err);
}

static na_seal_report seal(struct box *b, uint64_t cut)
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

static void on_damage(void *ctx, const na_damage *d)
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

static struct findings verify(struct box *b)
{
    struct findings f = { 0 };
    na_verify_report r;
    na_err err = { 0 };
    must(na_arc_verify(b->arc, true, on_damage, NULL, &f, &r, &err), &err);
    assert_int_equal(r.damaged, f.damage);
    return f;
}

static void expect_clean(struct box *b)
{
    struct findings f = verify(b);
    if (f.damage) print_error("%s: %s: %s\n", f.where, f.member, f.what);
    assert_int_equal(f.damage, 0);
    assert_int_equal(f.notes, 0);
}

static na_stats stats(struct box *b)
{
    na_stats s;
    na_err err = { 0 };
    must(na_arc_stats(b->arc, &s, &err), &err);
    return s;
}

/* The id of article n. */
static void id_of(int n, char out[17])
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
static void expect_text(struct box *b, int n, uint32_t rev, int text, bool in_head)
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

static void life(void **state)
{
    struct box *b = *state;
    na_seal_report r;
    na_stats s;

    expect_clean(b);
    r = seal(b, NA_VOLUME_JSON);
    assert_int_equal(r.volumes, 0);
    add_range(b, 0, 100, 1, NA_ADDED_NEW);
    add_range(b, 0, 100, 1, NA_ADDED_DUPLICATE);
    add_range(b, 10, 20, 2, NA_ADDED_REVISION);
    expect_clean(b);
    for (int n = 0; n < 100; n++) expect_text(b, n, 0, n >= 10 && n < 20 ? 2 : 1, true);
    s = stats(b);
    assert_int_equal(s.head_articles, 110);
    assert_int_equal(s.dead, 10);

    r = seal(b, NA_VOLUME_JSON);
    assert_int_equal(r.volumes, 1);
    assert_int_equal(r.articles, 110);
    s = stats(b);
    assert_int_equal(s.head_articles, 0);
    assert_int_equal(s.head_json_bytes, 0);
    assert_int_equal(s.volume_articles, 110);
    assert_int_equal(s.dead, 10);
    expect_clean(b);
    for (int n = 0; n < 100; n++) expect_text(b, n, 0, n >= 10 && n < 20 ? 2 : 1, false);
    expect_text(b, 15, 1, 1, false);

    /* Reopened: what is in volumes is known; new texts make revisions over them. */
    close_arc(b);
    open_arc(b, NA_ARC_WRITE);
    add_range(b, 0, 10, 1, NA_ADDED_DUPLICATE);
    add_range(b, 10, 15, 2, NA_ADDED_DUPLICATE);
    add_range(b, 0, 12, 3, NA_ADDED_REVISION);
    add_range(b, 100, 300, 1, NA_ADDED_NEW);
    expect_clean(b);
    expect_text(b, 11, 0, 3, true);
    expect_text(b, 11, 2, 2, false);
    assert_int_equal(stats(b).dead, 22);

    r = seal(b, 20000);
    assert_true(r.volumes > 2);
    assert_int_equal(r.articles, 212);
    expect_clean(b);
    close_arc(b);
    open_arc(b, NA_ARC_READ);
    expect_clean(b);
    for (int n = 0; n < 300; n++)
        expect_text(b, n, 0, n < 12 ? 3 : n >= 12 && n < 20 ? 2 : 1, false);
    assert_int_equal(stats(b).dead, 22);
    assert_int_equal(stats(b).volumes, r.volumes + 1);
}

static void getting(void **state)
{
    struct box *b = *state;
    na_arena arena = { 0 };
    na_article art;
    na_err err = { 0 };
    char id[17];

    add_range(b, 0, 30, 1, NA_ADDED_NEW);
    seal(b, NA_VOLUME_JSON);
    add_range(b, 30, 60, 1, NA_ADDED_NEW);
    id_of(3, id);
    for (size_t i = 0; i < 12; i++)
        if (id[i] >= 'a') id[i] = (char)(id[i] - 32);
    must(na_arc_get(b->arc, na_str_n(id, 12), 0, &art, &arena, NULL, &err), &err);
    assert_true(na_str_eqc(art.title, "Marathon number 3"));
    assert_int_equal(na_arc_get(b->arc, na_str_n(id, 12), 2, &art, &arena, NULL, NULL),
                     NA_ENOENT);
    assert_int_equal(
        na_arc_get(b->arc, NA_STR("ffffffffffffffff"), 0, &art, &arena, NULL, NULL),
        NA_ENOENT);
    assert_int_equal(na_arc_get(b->arc, NA_STR("abc"), 0, &art, &arena, NULL, NULL),
                     NA_EUSAGE);
    assert_int_equal(na_arc_get(b->arc, NA_STR("abcx"), 0, &art, &arena, NULL, NULL),
                     NA_EUSAGE);
    assert_int_equal(
        na_arc_get(b->arc, NA_STR("00000000000000000"), 0, &art, &arena, NULL, NULL),
        NA_EUSAGE);

    /* What was removed is not found, and a manifest tells of it. */
    id_of(4, id);
    uint8_t raw[8];
    uint64_t v = 0;
    char sql[128];
    assert_true(na_unhex(na_str_c(id), raw, 8));
    for (int i = 0; i < 8; i++) v = v << 8 | raw[i];
    (void)snprintf(sql, sizeof sql, "INSERT INTO blocked(id, at) VALUES(%lld, '')",
                   (long long)v);
    must(na_db_exec(b->arc->db, sql, &err), &err);
    assert_int_equal(na_arc_get(b->arc, na_str_c(id), 0, &art, &arena, NULL, NULL),
                     NA_ENOENT);
    seal(b, NA_VOLUME_JSON);
    na_catrow *rows;
    na_volume *vol;
    na_manifest m;
    size_t n;
    must(na_catalogue(b->arc, &rows, &n, &err), &err);
    assert_int_equal(n, 2);
    must(na_volume_get(b->arc, &rows[1], &vol, &err), &err);
    must(na_manifest_read(na_vol_manifest(vol->vol), &m, &err), &err);
    assert_int_equal(m.removed.n, 1);
    assert_int_equal(m.removed.nids, 1);
    assert_true(m.removed.ids[0].id == v);
    assert_int_equal(m.dead.n, 0);
    free(rows);
    na_arena_release(&arena);
}

/* Some pairs of ids share four digits; enough articles give one. */
static void ambiguity(void **state)
{
    struct box *b = *state;
    na_arena arena = { 0 };
    na_article art;
    na_err err = { 0 };
    char id[17], other[17];
    int i, k;

    for (i = 1; i < 2000; i++) {
        id_of(i, id);
        for (k = 0; k < i; k++) {
            id_of(k, other);
            if (memcmp(id, other, 4) == 0) break;
        }
        if (k < i) break;
    }
    assert_true(i < 2000);
    add_range(b, i, i + 1, 1, NA_ADDED_NEW);
    seal(b, NA_VOLUME_JSON);
    add_range(b, k, k + 1, 1, NA_ADDED_NEW);
    assert_int_equal(na_arc_get(b->arc, na_str_n(id, 4), 0, &art, &arena, NULL, &err),
                     NA_EUSAGE);
    assert_non_null(strstr(err.msg, id));
    assert_non_null(strstr(err.msg, other));
    assert_non_null(strstr(err.msg, "\"Marathon number "));
    na_arena_release(&arena);
}

static int cancel(void *ctx, const char *what, uint64_t done, uint64_t total)
{
    int *left = ctx;
    (void)what, (void)done, (void)total;
    return (*left)-- <= 0;
}

static void cancelling(void **state)
{
    struct box *b = *state;
    na_seal_report r;
    int rc = NA_ECANCELLED, steps = 0;

    add_range(b, 0, 40, 1, NA_ADDED_NEW);
    add_range(b, 0, 5, 2, NA_ADDED_REVISION);
    for (; rc == NA_ECANCELLED; steps++) {
        int left = steps;
        na_err err = { 0 };
        rc = na_seal_cut(b->arc, 8000, &r, cancel, &left, &err);
        if (rc < 0) {
            assert_int_equal(rc, NA_ECANCELLED);
            assert_int_equal(stats(b).volumes, 0);
            if (steps % 8 == 0) expect_clean(b);
        }
    }
    assert_int_equal(rc, NA_OK);
    assert_true(steps > 8);
    expect_clean(b);
    assert_int_equal(stats(b).volume_articles, 45);
}

static void touch(struct box *b, const char *name)
{
    char path[200];
    (void)snprintf(path, sizeof path, "%s/volumes/%s", b->dir, name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fclose(f);
}

static bool there(struct box *b, const char *name)
{
    char path[300];
    (void)snprintf(path, sizeof path, "%s/volumes/%s", b->dir, name);
    return na_path_exists(path);
}

static void sweeping(void **state)
{
    struct box *b = *state;
    na_err err = { 0 };
    struct findings f;

    add_range(b, 1, 6, 1, NA_ADDED_NEW);
    seal(b, NA_VOLUME_JSON);
    touch(b, ".seal-1.tmp");
    touch(b, ".seal-1.idx-scratch");
    touch(b, "half.narc");
    touch(b, "stranger.narc");
    must(na_db_exec(b->arc->db,
                    "INSERT INTO pending(name) VALUES('half.narc'), ('../lock')", &err),
         &err);
    must(na_db_exec(b->arc->db, "INSERT INTO pending(name) SELECT name FROM volume", &err),
         &err);
    close_arc(b);
    open_arc(b, NA_ARC_WRITE);
    assert_false(there(b, ".seal-1.tmp"));
    assert_false(there(b, ".seal-1.idx-scratch"));
    assert_false(there(b, "half.narc"));
    assert_true(there(b, "../lock"));
    f = verify(b);
    assert_int_equal(f.damage, 0);
    assert_int_equal(f.notes, 1);
    expect_text(b, 3, 0, 1, false);
}

/* ---- damage ---- */

static char *slurp(const char *path, size_t *n)
{
    na_buf b;
    na_err err = { 0 };
    na_buf_init(&b, 1 << 24);
    must(na_path_read(path, 1 << 24, &b, &err), &err);
    return na_buf_detach(&b, n);
}

static void dump(const char *path, const char *p, size_t n)
{
    FILE *f = fopen(path, "r+");
    assert_non_null(f);
    assert_int_equal(fwrite(p, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
    assert_int_equal(truncate(path, (off_t)n), 0);
}

static int on_manifest(void *ctx, na_str bytes, na_vol_hashes *out, na_err *err)
{
    na_manifest m;
    int rc = na_manifest_read(bytes, &m, err);
    (void)ctx;
    if (rc == NA_OK) *out = m.members;
    return rc;
}

static void count_damage(void *ctx, const na_vol_damage *d)
{
    int *n = ctx;
    assert_true(d->member[0] && d->what[0]);
    ++*n;
}

static void every_byte(void **state)
{
    struct box *b = *state;
    na_catrow *rows;
    na_err err = { 0 };
    char path[300], *bytes;
    size_t n, count;
    int found = 0;

    add_range(b, 0, 20, 1, NA_ADDED_NEW);
    seal(b, NA_VOLUME_JSON);
    must(na_catalogue(b->arc, &rows, &count, &err), &err);
    (void)snprintf(path, sizeof path, "%s/volumes/%s", b->dir, rows[0].name);
    bytes = slurp(path, &n);
    const na_vol_verify_opts opts = { .manifest_sha = rows[0].manifest_sha,
                                      .manifest = on_manifest,
                                      .damage = count_damage,
                                      .ctx = &found };
    na_src src = na_src_mem(na_str_n(bytes, n), "volume");
    must(na_vol_verify(&src, &opts, &err), &err);
    for (size_t i = 0; i < n; i++) {
        char was = bytes[i];
        found = 0;
        bytes[i] = (char)(was ^ (1 << i % 8));
        assert_int_equal(na_vol_verify(&src, &opts, NULL), NA_ECORRUPT);
        assert_true(found > 0);
        bytes[i] = was;
    }
    /* A few through the archive, by name; and the files that are cut, longer or gone. */
    close_arc(b);
    for (size_t i = 0; i < n; i += n / 23) {
        struct findings f;
        char was = bytes[i];
        bytes[i] = (char)(was ^ 1);
        dump(path, bytes, n);
        open_arc(b, NA_ARC_READ);
        f = verify(b);
        assert_true(f.damage > 0);
        assert_non_null(strstr(f.where, rows[0].name));
        close_arc(b);
        bytes[i] = was;
    }
    for (int k = 0; k < 3; k++) {
        struct findings f;
        if (k == 2)
            unlink(path);
        else
            dump(path, bytes, k ? n - 512 : n);
        if (k == 0) assert_int_equal(truncate(path, (off_t)n + 512), 0);
        open_arc(b, NA_ARC_READ);
        f = verify(b);
        assert_true(f.damage > 0);
        assert_non_null(strstr(f.where, rows[0].name));
        char id[17];
        na_arena arena = { 0 };
        na_article art;
        id_of(2, id);
        /* Never "not found" when something could not be looked at. */
        na_err e = { 0 };
        assert_true(na_arc_get(b->arc, na_str_c(id), 0, &art, &arena, NULL, &e) < 0);
        assert_non_null(strstr(e.msg, rows[0].name));
        na_arena_release(&arena);
        close_arc(b);
    }
    free(bytes);
    free(rows);
}

static void head_damage(void **state)
{
    static const char *const harm[] = {
        "UPDATE article SET text = text + 1 WHERE row = 3",
        "UPDATE article SET revision = 9 WHERE row = 3",
        "DELETE FROM article WHERE row = 3",
        "UPDATE batch SET n = n + 1",
        "UPDATE article SET packed = x'00' WHERE row = 3",
        "INSERT INTO dead(volume, row, id) VALUES(0, 999, 1)",
        "INSERT INTO dead(volume, row, id) VALUES(7, 1, 1)",
        "INSERT INTO fts(rowid, title) VALUES(21, 'more')",
    };
    (void)state;
    for (size_t i = 0; i < sizeof harm / sizeof *harm; i++) {
        void *st = NULL;
        struct box *b;
        na_err err = { 0 };
        assert_int_equal(setup(&st), 0);
        b = st;
        add_range(b, 0, 20, 1, NA_ADDED_NEW);
        expect_clean(b);
        must(na_db_exec(b->arc->db, harm[i], &err), &err);
        if (verify(b).damage == 0) fail_msg("not found: %s", harm[i]);
        assert_int_equal(teardown(&st), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(life, setup, teardown),
        cmocka_unit_test_setup_teardown(getting, setup, teardown),
        cmocka_unit_test_setup_teardown(ambiguity, setup, teardown),
        cmocka_unit_test_setup_teardown(cancelling, setup, teardown),
        cmocka_unit_test_setup_teardown(sweeping, setup, teardown),
        cmocka_unit_test_setup_teardown(every_byte, setup, teardown),
        cmocka_unit_test(head_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
