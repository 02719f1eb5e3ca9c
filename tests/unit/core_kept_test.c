/* SPDX-License-Identifier: MIT */
/* Lists of words that searches come back to: when they are made, that they change no answer,
 * and that what is in use is not forgotten. */
#include "core/kept.h"
#include "core/match.h"
#include "core/search.h"
#include "core_fixture.h"

#define ARTICLES 700 /* more than ranges hold, so that lists have some */

struct found {
    uint64_t total;
    size_t n;
    char id[20][17];
    double score[20];
};

static struct found ask(struct box *b, const char *text, int sort)
{
    na_search_opts o = { .limit = 20, .sort = sort };
    struct found f = { 0 };
    na_query *q = NULL;
    na_hits *h = NULL;
    na_err err = { 0 };

    must(na_query_parse(&q, na_str_c(text), 1700000000, NULL, &err), &err);
    must(na_search(b->arc, q, &o, &h, &err), &err);
    f.total = na_hits_info(h)->total;
    f.n = na_hits_n(h);
    for (size_t i = 0; i < f.n; i++) {
        must(na_hit_id(h, i, f.id[i], &err), &err);
        f.score[i] = na_hit_score(h, i);
    }
    na_hits_free(h);
    na_query_free(q);
    return f;
}

static void same(const struct found *a, const struct found *b)
{
    assert_int_equal(a->total, b->total);
    assert_int_equal(a->n, b->n);
    for (size_t i = 0; i < a->n; i++) {
        assert_string_equal(a->id[i], b->id[i]);
        assert_true(a->score[i] == b->score[i]);
    }
}

/* Words: "common" in all, "half" in every second, "rare" in every fiftieth; lengths and
 * counts vary. */
static void put(struct box *b)
{
    na_err err = { 0 };
    na_seal_report report;
    na_buf body;

    na_buf_init(&body, NA_MIB);
    must(na_arc_begin(b->arc, &err), &err);
    for (int n = 0; n < ARTICLES; n++) {
        char key[32], date[32];
        na_added how;
        na_buf_reset(&body);
        for (int i = 0; i <= n % 7; i++) na_buf_str(&body, NA_STR("common "));
        for (int i = 0; i < n * 13 % 101; i++) na_buf_str(&body, NA_STR("filler "));
        if (n % 2) na_buf_str(&body, NA_STR("half "));
        if (n % 50 == 3) na_buf_str(&body, NA_STR("rare rarely"));
        (void)snprintf(key, sizeof key, "k%d", n);
        (void)snprintf(date, sizeof date, "2020-01-%02dT%02d:00:00Z", n / 24 + 1, n % 24);
        na_article art = { .key = na_str_c(key),
                           .url = NA_STR("https://example.org/x"),
                           .title = NA_STR("Words"),
                           .source = NA_STR("Generated"),
                           .published = na_str_c(date),
                           .published_precision = NA_PREC_SECOND,
                           .body = na_buf_get(&body) };
        must(na_arc_add(b->arc, &art, &how, &err), &err);
        assert_int_equal(how, NA_ADDED_NEW);
    }
    must(na_arc_commit(b->arc, &err), &err);
    must(na_arc_seal(b->arc, &report, NULL, NULL, &err), &err);
    na_buf_release(&body);
}

static size_t held(const struct box *b)
{
    size_t sum = 0;

    for (size_t i = 0; i < b->arc->nvols; i++) sum += na_kept_held(b->arc->vols[i]->kept);
    return sum;
}

static void test_answers_stay(void **state)
{
    static const char *const queries[] = { "common",       "half",
                                           "rare",         "nowhere",
                                           "common half",  "half OR rare",
                                           "common -half", "title:words rare" };
    struct box *b = *state;

    put(b);
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++)
        for (int sort = NA_SORT_RELEVANCE; sort <= NA_SORT_OLDEST; sort++) {
            struct found first, again;
            na_kept_forget(b->arc);
            first = ask(b, queries[i], sort);
            for (int k = 0; k < 3; k++) {
                again = ask(b, queries[i], sort);
                same(&first, &again);
            }
        }
}

static void test_made_by_the_second(void **state)
{
    struct box *b = *state;
    size_t noted, made;

    put(b);
    (void)ask(b, "common", NA_SORT_RELEVANCE);
    noted = held(b);
    assert_true(noted > 0);
    (void)ask(b, "common", NA_SORT_RELEVANCE);
    made = held(b);
    assert_true(made >= noted + ARTICLES * sizeof(na_match));
    (void)ask(b, "common", NA_SORT_NEWEST);
    assert_int_equal(held(b), made);
    na_kept_forget(b->arc);
    assert_int_equal(held(b), 0);
}

/* A list of the volume knows nothing of what happened since, and need not. */
static void test_removed_since(void **state)
{
    struct box *b = *state;
    na_err err = { 0 };
    struct found before, after;

    put(b);
    for (int i = 0; i < 3; i++) before = ask(b, "rare", NA_SORT_RELEVANCE);
    must(na_arc_begin(b->arc, &err), &err);
    must(na_arc_remove(b->arc, na_str_c(before.id[0]), &err), &err);
    must(na_arc_commit(b->arc, &err), &err);
    for (int i = 0; i < 3; i++) {
        after = ask(b, "rare", NA_SORT_RELEVANCE);
        assert_int_equal(after.total, before.total - 1);
        for (size_t k = 0; k < after.n; k++)
            assert_string_not_equal(after.id[k], before.id[0]);
    }
}

/* What an open segment refers to is not freed below it. */
static void test_in_use(void **state)
{
    struct box *b = *state;
    na_query *q = NULL;
    na_catrow *cat = NULL;
    na_match_walk w = { 0 };
    na_seg seg;
    const na_kept *kept = NULL;
    size_t ncat, n;
    bool open;
    na_err err = { 0 };

    put(b);
    for (int i = 0; i < 2; i++) (void)ask(b, "half", NA_SORT_RELEVANCE);
    must(na_query_parse(&q, NA_STR("half"), 1700000000, NULL, &err), &err);
    must(na_snapshot_hold(b->arc, &err), &err);
    must(na_catalogue(b->arc, &cat, &ncat, &err), &err);
    must(na_match_init(&w, b->arc, cat, ncat, &err), &err);
    must(na_match_query(&w, na_query_root(q), &err), &err);
    must(na_match_open(&w, 0, &seg, &open, &err), &err);
    must(na_kept_get(&seg, na_query_root(q), &kept, &err), &err);
    assert_non_null(kept);
    na_kept_forget(b->arc);
    assert_true(held(b) > 0);
    assert_int_equal(kept->list.n, ARTICLES / 2);
    assert_non_null(kept->start);
    n = ((size_t)ARTICLES + NA_RANGE - 1) / NA_RANGE;
    assert_int_equal(kept->start[0], 0);
    assert_int_equal(kept->start[n], kept->list.n);
    na_seg_release(&seg);
    na_kept_forget(b->arc);
    assert_int_equal(held(b), 0);
    na_match_release(&w);
    free(cat);
    na_snapshot_release(b->arc);
    na_query_free(q);
}

/* So many words that there is no room for another: later ones are kept nevertheless. */
static void test_many_words(void **state)
{
    struct box *b = *state;
    size_t before;
    char word[32];

    put(b);
    for (int i = 0; i < 600; i++) {
        (void)snprintf(word, sizeof word, "nowhere%d", i);
        (void)ask(b, word, NA_SORT_RELEVANCE);
    }
    (void)ask(b, "common", NA_SORT_RELEVANCE);
    before = held(b);
    (void)ask(b, "common", NA_SORT_RELEVANCE);
    assert_true(held(b) >= before + ARTICLES * sizeof(na_match));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_answers_stay, setup, teardown),
        cmocka_unit_test_setup_teardown(test_made_by_the_second, setup, teardown),
        cmocka_unit_test_setup_teardown(test_removed_since, setup, teardown),
        cmocka_unit_test_setup_teardown(test_in_use, setup, teardown),
        cmocka_unit_test_setup_teardown(test_many_words, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
