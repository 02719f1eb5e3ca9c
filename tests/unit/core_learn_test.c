/* SPDX-License-Identifier: MIT */
/* Boilerplate learned from the articles of a source: kept, but found by no search. */
#include "core/search.h"
#include "core_fixture.h"

#define FOOTER "Subscribe to our newsletter for nothing at all."
#define RULES "Comments are closed after a week; be polite to the moderators."

static na_added put(struct box *b, int n, const char *source, const char *title,
                    const char *body)
{
    char key[32];
    na_err err = { 0 };
    na_added how;

    (void)snprintf(key, sizeof key, "k%d", n);
    na_article art = { .key = na_str_c(key),
                       .source = na_str_c(source),
                       .title = na_str_c(title),
                       .body = na_str_c(body) };
    must(na_arc_add(b->arc, &art, &how, &err), &err);
    return how;
}

/* Articles [from, to), each with a headline and a story of its own above what is always
 * there. */
static void add_stories(struct box *b, int from, int to, const char *source,
                        const char *tail)
{
    na_err err = { 0 };
    char title[64], body[512];

    must(na_arc_begin(b->arc, &err), &err);
    for (int n = from; n < to; n++) {
        (void)snprintf(title, sizeof title, "Headline number %d", n);
        (void)snprintf(body, sizeof body, "What happened today was story%d.\n\n%s", n,
                       tail);
        assert_int_equal(put(b, n, source, title, body), NA_ADDED_NEW);
    }
    must(na_arc_commit(b->arc, &err), &err);
}

static size_t found(struct box *b, const char *query)
{
    const na_search_opts o = { .limit = 1, .sort = NA_SORT_NEWEST };
    na_query *q = NULL;
    na_hits *h = NULL;
    na_err err = { 0 };
    size_t n;

    must(na_query_parse(&q, na_str_c(query), 0, NULL, &err), &err);
    must(na_search(b->arc, q, &o, &h, &err), &err);
    n = (size_t)na_hits_info(h)->total;
    na_hits_free(h);
    na_query_free(q);
    return n;
}

static size_t boilerplate_of(struct box *b, const char *source, int n)
{
    na_arena arena = { 0 };
    na_article art;
    na_err err = { 0 };
    na_str vol;
    char key[32], id[17];
    uint8_t full[32];
    na_sha256 h;
    size_t k;

    (void)snprintf(key, sizeof key, "k%d", n);
    na_sha256_begin(&h);
    na_sha256_put(&h, "k", 1);
    na_sha256_part(&h, na_str_c(source));
    na_sha256_part(&h, na_str_c(key));
    na_sha256_end(&h, full);
    na_hex(full, 8, id);
    must(na_arc_get(b->arc, na_str_c(id), 0, &art, &arena, &vol, &err), &err);
    k = art.nboilerplate;
    na_arena_release(&arena);
    return k;
}

static void learned(void **state)
{
    struct box *b = *state;

    add_stories(b, 0, 30, "Post", FOOTER "\n\n" RULES);
    /* From the eighth on the head leaves them out, and what is left is the stories. */
    assert_int_equal(boilerplate_of(b, "Post", 6), 0);
    assert_int_equal(boilerplate_of(b, "Post", 7), 2);
    assert_int_equal(found(b, "newsletter"), 7);
    assert_int_equal(found(b, "\"the moderators\""), 7);
    assert_int_equal(found(b, "story29"), 1);
    assert_int_equal(found(b, "happened"), 30);
    expect_clean(b);
    /* Another source's word for word is its own. */
    add_stories(b, 100, 105, "Courier", FOOTER);
    assert_int_equal(found(b, "newsletter"), 12);
    /* Sealing looks again. */
    seal(b, NA_VOLUME_JSON);
    assert_int_equal(found(b, "newsletter"), 5);
    assert_int_equal(found(b, "happened"), 35);
    assert_int_equal(boilerplate_of(b, "Post", 0), 2);
    assert_int_equal(boilerplate_of(b, "Courier", 100), 0);
    expect_clean(b);
    /* What was learned outlives the writer. */
    close_arc(b);
    open_arc(b, NA_ARC_WRITE);
    add_stories(b, 200, 201, "Post", FOOTER);
    assert_int_equal(boilerplate_of(b, "Post", 200), 1);
    assert_int_equal(found(b, "newsletter"), 5);
    expect_clean(b);
}

/* One story under many addresses has one headline; a text of nothing else stays whole. */
static void not_learned(void **state)
{
    struct box *b = *state;
    na_err err = { 0 };

    must(na_arc_begin(b->arc, &err), &err);
    for (int n = 0; n < 40; n++)
        (void)put(b, n, "Post", "Storm hits the coast",
                  "Waves broke over the pier.\n\nNobody was hurt.");
    must(na_arc_commit(b->arc, &err), &err);
    assert_int_equal(found(b, "pier"), 40);
    add_stories(b, 100, 120, "Courier", FOOTER);
    must(na_arc_begin(b->arc, &err), &err);
    (void)put(b, 200, "Courier", "About us", FOOTER);
    must(na_arc_commit(b->arc, &err), &err);
    assert_int_equal(boilerplate_of(b, "Courier", 200), 0);
    expect_clean(b);
    /* Nobody's articles teach nothing. */
    add_stories(b, 300, 320, "", RULES);
    assert_int_equal(found(b, "moderators"), 20);
}

/* A paragraph in one of twenty articles is not frequent enough to be sure of and one in ten
 * is, among a hundred thousand others. */
static void many(void **state)
{
    struct box *b = *state;
    na_err err = { 0 };
    char title[64], body[1024];

    must(na_arc_begin(b->arc, &err), &err);
    for (int n = 0; n < 12000; n++) {
        size_t len = 0;
        (void)snprintf(title, sizeof title, "Headline number %d", n);
        for (int p = 0; p < 8; p++)
            len += (size_t)snprintf(body + len, sizeof body - len, "Alpha%d beta%d.\n\n", n,
                                    p);
        if (n % 10 == 0) (void)snprintf(body + len, sizeof body - len, FOOTER);
        if (n % 1000 == 1) (void)snprintf(body + len, sizeof body - len, RULES);
        (void)put(b, n, "Post", title, body);
    }
    must(na_arc_commit(b->arc, &err), &err);
    assert_int_equal(boilerplate_of(b, "Post", 11990), 1);
    assert_int_equal(boilerplate_of(b, "Post", 11001), 0);
    assert_true(found(b, "newsletter") < 30);
    assert_int_equal(found(b, "moderators"), 12);
}

static void rolled_back(void **state)
{
    struct box *b = *state;
    na_err err = { 0 };

    must(na_arc_begin(b->arc, &err), &err);
    for (int n = 0; n < 20; n++) {
        char title[64];
        (void)snprintf(title, sizeof title, "Headline number %d", n);
        (void)put(b, n, "Post", title, "A story.\n\n" FOOTER);
    }
    na_arc_rollback(b->arc);
    add_stories(b, 0, 7, "Post", FOOTER);
    assert_int_equal(found(b, "newsletter"), 7);
}

/* What replaces an article's text does not count twice. */
static void revisions(void **state)
{
    struct box *b = *state;
    na_err err = { 0 };
    char body[128];

    for (int n = 0; n < 20; n++) {
        must(na_arc_begin(b->arc, &err), &err);
        (void)snprintf(body, sizeof body, "Version %d of it.\n\n" FOOTER, n);
        (void)put(b, 1, "Post", body, body);
        must(na_arc_commit(b->arc, &err), &err);
    }
    assert_int_equal(boilerplate_of(b, "Post", 1), 0);
    assert_int_equal(found(b, "newsletter"), 1);
    expect_clean(b);
}

static void damaged(void **state)
{
    struct box *b = *state;
    na_err err = { 0 };
    na_article art = { .source = NA_STR("Post"), .body = NA_STR("x") };

    add_stories(b, 0, 10, "Post", FOOTER);
    must(na_db_exec(b->arc->db, "UPDATE learned SET v = substr(v, 1, 17)", &err), &err);
    na_learn_forget(b->arc->learn);
    assert_int_equal(na_learn_mark(b->arc->learn, &art, &err), NA_ECORRUPT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(learned, setup, teardown),
        cmocka_unit_test_setup_teardown(not_learned, setup, teardown),
        cmocka_unit_test_setup_teardown(many, setup, teardown),
        cmocka_unit_test_setup_teardown(rolled_back, setup, teardown),
        cmocka_unit_test_setup_teardown(revisions, setup, teardown),
        cmocka_unit_test_setup_teardown(damaged, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
