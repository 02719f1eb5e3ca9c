/* SPDX-License-Identifier: MIT */
/* Every byte of a volume changed once, and the head harmed in several ways. */
#include "core_fixture.h"

#include "store/vol_verify.h"

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
    for (int k = 0; k < 4; k++) {
        struct findings f;
        if (k == 3)
            unlink(path);
        else
            dump(path, bytes, k == 0 ? n : k == 1 ? n - 512 : n - 2048);
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
        int rc = na_arc_get(b->arc, na_str_c(id), 0, &art, &arena, NULL, &e);
        /* The trailer is verify's business alone. */
        if (k < 2)
            must(rc, &e);
        else
            assert_true(rc < 0 && strstr(e.msg, rows[0].name));
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

/* Another article in the place of one: the index does not fit, whatever else is seen. */
static void index_against_articles(void **state)
{
    struct box *b = *state;
    struct findings f;
    na_err err = { 0 };

    add_range(b, 0, 20, 1, NA_ADDED_NEW);
    must(na_db_exec(b->arc->db,
                    "UPDATE article SET packed = (SELECT packed FROM article WHERE row = 4)"
                    " WHERE row = 3",
                    &err),
         &err);
    f = verify(b);
    assert_int_equal(f.damage, 2);
    assert_non_null(strstr(f.what, "the index is not that of the articles"));
    /* Nothing of it is sealed, and nothing is lost by trying. */
    na_seal_report r;
    assert_int_equal(na_arc_seal(b->arc, &r, NULL, NULL, &err), NA_ECORRUPT);
    assert_int_equal(stats(b).head_articles, 20);
    assert_int_equal(verify(b).notes, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_byte, setup, teardown),
        cmocka_unit_test(head_damage),
        cmocka_unit_test_setup_teardown(index_against_articles, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
