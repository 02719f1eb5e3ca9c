/* SPDX-License-Identifier: MIT */
/* Sealing and finding again: an archive through its life, cancelled and killed. */
#include "core_fixture.h"

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

static int die(void *ctx, const char *what, uint64_t done, uint64_t total)
{
    int *left = ctx;
    (void)what, (void)done, (void)total;
    if ((*left)-- <= 0) _exit(7);
    return 0;
}

/* Seals in a process of its own that ends without a word at its n-th step; true: it got
 * through. */
static bool seal_and_die(struct box *b, int n)
{
    int status = 0;
    pid_t pid = fork();
    if (pid == 0) {
        na_arc *a = NULL;
        na_seal_report r;
        if (na_arc_open(&a, b->dir, NA_ARC_WRITE, NULL) < 0) _exit(1);
        if (na_seal_cut(a, 8000, &r, die, &n, NULL) < 0) _exit(1);
        _exit(0); /* no checkpoint, no unlocking */
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) != 1);
    return WEXITSTATUS(status) == 0;
}

static void crashing(void **state)
{
    struct box *b = *state;
    bool through = false;

    add_range(b, 0, 40, 1, NA_ADDED_NEW);
    add_range(b, 0, 5, 2, NA_ADDED_REVISION);
    for (int n = 0; !through; n++) {
        close_arc(b);
        through = seal_and_die(b, n);
        open_arc(b, NA_ARC_WRITE);
        na_stats s = stats(b);
        assert_int_equal(s.head_articles, through ? 0 : 45);
        assert_int_equal(s.volume_articles, through ? 45 : 0);
        assert_int_equal(s.dead, 5);
        if (n % 16 == 0 || through) expect_clean(b); /* also: no file is left behind */
    }
    for (int n = 0; n < 40; n++) expect_text(b, n, 0, n < 5 ? 2 : 1, false);
}

/* More dead ids than a manifest holds. */
static void many_dead(void **state)
{
    struct box *b = *state;
    na_catrow *rows;
    na_volume *vol;
    na_manifest m;
    na_err err = { 0 };
    size_t n;

    add_range(b, 0, 80, 1, NA_ADDED_NEW);
    seal(b, NA_VOLUME_JSON);
    add_range(b, 0, 80, 2, NA_ADDED_REVISION);
    add_range(b, 0, 3, 3, NA_ADDED_REVISION);
    seal(b, NA_VOLUME_JSON);
    add_range(b, 5, 6, 3, NA_ADDED_REVISION);
    seal(b, NA_VOLUME_JSON);
    expect_clean(b);
    must(na_catalogue(b->arc, &rows, &n, &err), &err);
    assert_int_equal(n, 3);
    must(na_volume_get(b->arc, &rows[1], &vol, &err), &err);
    must(na_manifest_read(na_vol_manifest(vol->vol), &m, &err), &err);
    assert_int_equal(m.dead.n, 83);
    assert_int_equal(m.dead.nids, 0);
    assert_string_equal(m.members.member[3].name, NA_VOL_NAME_DEAD);
    assert_int_equal(m.members.member[3].size, 83 * 19);
    must(na_volume_get(b->arc, &rows[2], &vol, &err), &err);
    must(na_manifest_read(na_vol_manifest(vol->vol), &m, &err), &err);
    assert_int_equal(m.dead.n, 1);
    assert_int_equal(m.dead.ids[0].revision, 2);
    free(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(life, setup, teardown),
        cmocka_unit_test_setup_teardown(getting, setup, teardown),
        cmocka_unit_test_setup_teardown(ambiguity, setup, teardown),
        cmocka_unit_test_setup_teardown(cancelling, setup, teardown),
        cmocka_unit_test_setup_teardown(sweeping, setup, teardown),
        cmocka_unit_test_setup_teardown(crashing, setup, teardown),
        cmocka_unit_test_setup_teardown(many_dead, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
