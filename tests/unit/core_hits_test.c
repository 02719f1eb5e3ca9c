/* SPDX-License-Identifier: MIT */
/* Hits over many volumes: what a damaged one must not spoil, ties, open volumes,
 * snapshots. */
#include "core/search.h"
#include "core_fixture.h"

static na_hits *ask(struct box *b, const char *text, const na_search_opts *o, na_query **q)
{
    na_err err = { 0 };
    na_hits *h = NULL;

    must(na_query_parse(q, na_str_c(text), 1700000000, NULL, &err), &err);
    must(na_search(b->arc, *q, o, &h, &err), &err);
    return h;
}

/* Articles k<from> .. of one date. */
static void put_dated(struct box *b, int from, int to, const char *date)
{
    na_err err = { 0 };
    na_added how;
    char key[32];

    must(na_arc_begin(b->arc, &err), &err);
    for (int n = from; n < to; n++) {
        na_article art = { .url = NA_STR("https://example.org/x"),
                           .title = NA_STR("Alpha"),
                           .source = NA_STR("Generated"),
                           .published = na_str_c(date),
                           .published_precision = NA_PREC_DAY };
        (void)snprintf(key, sizeof key, "k%d", n);
        art.key = art.body = na_str_c(key);
        must(na_arc_add(b->arc, &art, &how, &err), &err);
        assert_int_equal(how, NA_ADDED_NEW);
    }
    must(na_arc_commit(b->arc, &err), &err);
}

/* Changes a byte near the end of the last frame of a volume's articles. */
static void damage_articles(struct box *b, size_t volume)
{
    na_catrow *rows = NULL;
    size_t n;
    na_err err = { 0 };
    char path[256];
    na_volume *v;
    uint64_t at;
    FILE *f;
    int c;

    must(na_catalogue(b->arc, &rows, &n, &err), &err);
    assert_true(volume < n);
    must(na_volume_get(b->arc, &rows[volume], &v, &err), &err);
    at = na_vol_member_at(v->vol, NA_VOL_ARTICLES)->offset +
         na_vol_member_at(v->vol, NA_VOL_ARTICLES)->size -
         8 * (na_vol_frames(v->vol, NA_VOL_ARTICLES) + 6) - 100;
    assert_true(na_vol_frames(v->vol, NA_VOL_ARTICLES) > 1);
    (void)snprintf(path, sizeof path, "%s/" NA_VOLUME_DIR "/%s", b->dir, rows[volume].name);
    free(rows);
    na_volumes_drop(b->arc);
    f = fopen(path, "r+b");
    assert_non_null(f);
    assert_int_equal(fseek(f, (long)at, SEEK_SET), 0);
    c = fgetc(f);
    assert_int_equal(fseek(f, (long)at, SEEK_SET), 0);
    assert_int_not_equal(fputc(c ^ 1, f), EOF);
    assert_int_equal(fclose(f), 0);
}

/* The newer volume fills the list, and only then turns out to be damaged. */
static void damage(void **state)
{
    struct box *b = *state;
    const na_search_opts o = { .limit = 10, .sort = NA_SORT_NEWEST };
    na_query *q = NULL;
    na_hits *h;

    put_dated(b, 0, 50, "2020-01-01");
    seal(b, NA_VOLUME_JSON);
    put_dated(b, 50, 4050, "2021-01-01");
    seal(b, NA_VOLUME_JSON);
    damage_articles(b, 1);
    h = ask(b, "alpha url:example", &o, &q);
    assert_int_equal(na_hits_info(h)->damaged, 1);
    assert_int_equal(na_hits_info(h)->volumes, 1);
    assert_int_equal(na_hits_info(h)->total, 50);
    assert_int_equal(na_hits_n(h), 10);
    for (size_t i = 0; i < 10; i++) assert_null(strstr(na_hit_volume(h, i), "2021"));
    na_hits_free(h);
    na_query_free(q);
}

/* Equal in score and date, over two volumes and the head: by id, whatever the offset. */
static void ties(void **state)
{
    static const int sorts[] = { NA_SORT_RELEVANCE, NA_SORT_NEWEST, NA_SORT_OLDEST };
    struct box *b = *state;
    na_err err = { 0 };

    put_dated(b, 0, 40, "2020-01-01");
    seal(b, NA_VOLUME_JSON);
    put_dated(b, 40, 90, "2020-01-01");
    seal(b, NA_VOLUME_JSON);
    put_dated(b, 90, 120, "2020-01-01");
    for (size_t s = 0; s < 3; s++) {
        char last[17] = "";
        for (size_t at = 0; at < 120; at += 10) {
            const na_search_opts o = { .limit = 10, .offset = at, .sort = sorts[s] };
            na_query *q = NULL;
            na_hits *h = ask(b, "alpha", &o, &q);
            assert_int_equal(na_hits_n(h), 10);
            for (size_t i = 0; i < 10; i++) {
                const na_article *art;
                char id[17];
                must(na_hit_id(h, i, id, &err), &err);
                assert_true(strcmp(id, last) > 0);
                memcpy(last, id, sizeof last);
                must(na_hit_article(h, i, &art, &err), &err);
                assert_true(na_str_eqc(art->id, id));
            }
            na_hits_free(h);
            na_query_free(q);
        }
    }
}

/* A search over many volumes leaves few open, and still finds everything. */
static void many_volumes(void **state)
{
    struct box *b = *state;
    const na_search_opts o = { .limit = SIZE_MAX };
    na_err err = { 0 };
    na_query *q = NULL;
    na_hits *h;

    add_range(b, 0, NA_OPEN_VOLUMES + 20, 1, NA_ADDED_NEW);
    assert_int_equal(seal(b, 1).volumes, NA_OPEN_VOLUMES + 20);
    h = ask(b, "marathon", &o, &q);
    assert_int_equal(na_hits_n(h), NA_OPEN_VOLUMES + 20);
    assert_in_range(b->arc->nvols, 1, NA_OPEN_VOLUMES);
    for (size_t i = 0; i < na_hits_n(h); i++) {
        const na_article *art;
        must(na_hit_article(h, i, &art, &err), &err);
        assert_true(na_str_starts(art->title, NA_STR("Marathon")));
    }
    assert_in_range(b->arc->nvols, 1, NA_OPEN_VOLUMES);
    na_hits_free(h);
    na_query_free(q);
}

/* Hits hold their snapshot: another process seals the head away from under them. */
static void snapshots(void **state)
{
    struct box *b = *state;
    struct box reader = { .arc = NULL };
    const na_search_opts o = { .limit = 10 };
    na_err err = { 0 };
    na_query *q = NULL;
    na_hits *h;

    memcpy(reader.dir, b->dir, sizeof reader.dir);
    add_range(b, 0, 20, 1, NA_ADDED_NEW);
    open_arc(&reader, NA_ARC_READ);
    h = ask(&reader, "marathon", &o, &q);
    assert_int_equal(seal(b, NA_VOLUME_JSON).articles, 20);
    add_range(b, 20, 40, 1, NA_ADDED_NEW);
    for (size_t i = 0; i < na_hits_n(h); i++) {
        const na_article *art;
        char id[17];
        must(na_hit_article(h, i, &art, &err), &err);
        must(na_hit_id(h, i, id, &err), &err);
        assert_true(na_str_eqc(art->id, id));
        assert_string_equal(na_hit_volume(h, i), "head");
    }
    na_hits_free(h);
    h = NULL;
    must(na_search(reader.arc, q, &o, &h, &err), &err);
    assert_int_equal(na_hits_info(h)->total, 40);
    na_hits_free(h);
    close_arc(&reader);

    /* A writer's own hits keep it from writing, and say so. */
    h = NULL;
    must(na_search(b->arc, q, &o, &h, &err), &err);
    assert_int_equal(na_arc_begin(b->arc, &err), NA_EUSAGE);
    na_hits_free(h);
    na_err_clear(&err);
    must(na_arc_begin(b->arc, &err), &err);
    na_arc_rollback(b->arc);
    na_query_free(q);
}

static void revisions(void **state)
{
    struct box *b = *state;
    const na_search_opts o = { .limit = SIZE_MAX };
    na_err err = { 0 };
    na_query *q = NULL;
    na_hits *h;

    add_range(b, 1, 2, 1, NA_ADDED_NEW);
    seal(b, NA_VOLUME_JSON);
    must(na_arc_begin(b->arc, &err), &err);
    assert_int_equal(add(b, 1, 2), NA_ADDED_REVISION);
    assert_int_equal(add(b, 1, 3), NA_ADDED_REVISION); /* two within one transaction */
    assert_int_equal(add(b, 1, 1), NA_ADDED_DUPLICATE);
    must(na_arc_commit(b->arc, &err), &err);
    expect_text(b, 1, 0, 3, true);
    seal(b, NA_VOLUME_JSON);
    add_range(b, 1, 2, 4, NA_ADDED_REVISION);
    add_range(b, 1, 2, 2, NA_ADDED_DUPLICATE);
    expect_text(b, 1, 4, 4, true);
    expect_text(b, 1, 3, 3, false);
    assert_int_equal(stats(b).dead, 3);
    h = ask(b, "marathon", &o, &q);
    assert_int_equal(na_hits_n(h), 1);
    na_hits_free(h);
    na_query_free(q);
    expect_clean(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(damage, setup, teardown),
        cmocka_unit_test_setup_teardown(ties, setup, teardown),
        cmocka_unit_test_setup_teardown(many_volumes, setup, teardown),
        cmocka_unit_test_setup_teardown(snapshots, setup, teardown),
        cmocka_unit_test_setup_teardown(revisions, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
