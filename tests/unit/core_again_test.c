/* SPDX-License-Identifier: MIT */
/* core_again_test.c - queries that come back, while the archive changes
 *
 * One reader stays open. Another handle adds, revises, marks and removes articles, seals and
 * compacts; after each such step the reader is asked the same few dozen queries over and
 * over: other pages, other orders, counted so far or to the end, near-duplicates collapsed.
 * Whatever it keeps from one search to the next, its answers must be those of a handle that
 * was just opened and asked for everything, and it must hold no volume that is gone.
 * NEWSARC_TEST_SEED repeats a run; NEWSARC_LONG makes it ten times as long. */
#include "answer.h"
#include "core/arc_int.h"
#include "core/kept.h"
#include "core/marks.h"
#include "core/recall.h"

#define STEPS 12
#define QUERIES 40
#define AGAIN 4 /* pages of a query, a step */

typedef struct box {
    char dir[64];
    na_arc *reader;
    na_arena arena;
    size_t keys; /* articles so far, removed ones too */
    char query[QUERIES][160];
} box;

/* -- articles and queries --------------------------------------------------------------- */

/* Few, so that all are in many articles, in several forms, and scores tie. */
static const char *const vocabulary[] = { "report",  "reports", "reported", "the",
                                          "runner",  "runners", "running",  "run",
                                          "harbour", "ship",    "ships",    "storm",
                                          "storms",  "quiet",   "goal",     "marathon" };
#define VOCABULARY (sizeof vocabulary / sizeof *vocabulary)

static na_str text(box *b, size_t n)
{
    na_buf out;
    na_str s;

    na_buf_init(&out, 1 << 20);
    for (size_t i = 0; i < n; i++)
        na_buf_printf(&out, "%s%s", i ? " " : "", vocabulary[zipf(VOCABULARY)]);
    s = na_arena_str(&b->arena, na_buf_get(&out));
    na_buf_release(&out);
    return s;
}

static void put(box *b, na_arc *w, size_t number)
{
    static const char *const langs[] = { "en", "en", "en-GB", "fr" };
    char key[32], when[32];
    na_article art = { .source = na_str_c(below(3) ? "Wire" : "Harbour Post"),
                       .lang = na_str_c(langs[below(4)]),
                       .title = text(b, 1 + below(4)),
                       .body = text(b, 4 + below(below(4) ? 12 : 200)) };
    na_added how;
    na_err e = { 0 };

    (void)snprintf(key, sizeof key, "k%zu", number);
    art.key = na_str_c(key);
    if (below(9)) {
        na_rfc3339_utc(1500000000 + (int64_t)below(60) * 86400, when);
        art.published = na_str_c(when);
        art.published_precision = NA_PREC_SECOND;
    }
    must(na_article_check(&art, &e), &e);
    must(na_arc_add(w, &art, &how, &e), &e);
}

static void draw(char out[160])
{
    static const char *const ends[] = { "",
                                        "",
                                        "",
                                        "",
                                        " revisions:all",
                                        " revisions:first",
                                        " after:2017-08-01",
                                        " lang:en",
                                        " source:wire",
                                        " -tag:seen",
                                        " OR tag:seen" };
    static const char *const joins[] = { " ", " OR ", " -", " AND ", " OR " };
    static const char *const before[] = { "", "", "", "", "=", "title:", "body:" };
    const char *join = joins[below(5)];
    size_t n = 1 + below(3), at = 0;

    for (size_t i = 0; i < n; i++)
        at += (size_t)snprintf(out + at, 160 - at, "%s%s%s", i ? join : "",
                               before[below(7)], vocabulary[below(VOCABULARY)]);
    (void)snprintf(out + at, 160 - at, "%s", ends[below(11)]);
}

/* -- a step of the writer ---------------------------------------------------------------- */

/* The ids of a few articles, those that a word finds. */
static answer some(na_arc *w, size_t n)
{
    na_query *q = NULL;
    na_err e = { 0 };
    answer r;

    must(na_query_parse(&q, na_str_c(vocabulary[below(VOCABULARY)]), 1700000000, NULL, &e),
         &e);
    r = ask(w, q, (int)(NA_SORT_RELEVANCE + below(3)), below(20), n);
    na_query_free(q);
    return r;
}

static void change(box *b, na_arc *w)
{
    na_err e = { 0 };
    answer gone = some(w, below(6)), marked = some(w, below(8));
    bool changed;

    must(na_arc_begin(w, &e), &e);
    for (size_t n = below(4) ? below(300) : 0; n > 0; n--)
        put(b, w, below(5) || b->keys == 0 ? b->keys++ : below(b->keys));
    for (size_t i = 0; i < marked.n; i++) {
        na_mark m = { .field = NA_STR("tag/seen"), .value = NA_STR("+") };
        m.drop = below(3) == 0;
        must(na_mark_check(&m, &e), &e);
        must(na_arc_mark(w, na_str_n(marked.id[i], 16), &m, 1, &changed, &e), &e);
    }
    for (size_t i = 0; i < gone.n; i++)
        must(na_arc_remove(w, na_str_n(gone.id[i], 16), &e), &e);
    must(na_arc_commit(w, &e), &e);
    answer_free(&gone);
    answer_free(&marked);
}

static void step(box *b)
{
    na_compact_report compacted;
    na_seal_report sealed;
    na_err e = { 0 };
    na_arc *w = NULL;

    must(na_arc_open(&w, b->dir, NA_ARC_WRITE | NA_ARC_CREATE, &e), &e);
    change(b, w);
    if (below(3)) must(na_seal_cut(w, (1 + below(8)) << 14, &sealed, NULL, NULL, &e), &e);
    if (below(4) == 0)
        must(na_compact_cut(w, below(2) ? NA_COMPACT_TIERS : NA_COMPACT_ALL,
                            1 + below(1 << 20), &compacted, NULL, NULL, &e),
             &e);
    na_arc_close(w);
}

/* -- the reader -------------------------------------------------------------------------- */

static na_hits *collapsed(na_arc *a, const na_query *q, size_t offset, size_t limit)
{
    const na_search_opts o = { .limit = limit, .offset = offset, .collapse = true };
    na_err e = { 0 };
    na_hits *h = NULL;

    must(na_search(a, q, &o, &h, &e), &e);
    return h;
}

static void same_collapsed(box *b, na_arc *fresh, const na_query *q, const char *said)
{
    size_t offset = below(2) ? 0 : below(20), limit = 1 + below(12);
    na_hits *x = collapsed(fresh, q, offset, limit),
            *y = collapsed(b->reader, q, offset, limit);
    char one[17], other[17];
    na_err e = { 0 };

    if (na_hits_n(x) != na_hits_n(y) || na_hits_info(x)->total != na_hits_info(y)->total)
        fail_msg("%s: another collapsed page (seed %llu)", said, (unsigned long long)seed);
    for (size_t i = 0; i < na_hits_n(x); i++) {
        must(na_hit_id(x, i, one, &e), &e);
        must(na_hit_id(y, i, other, &e), &e);
        if (strcmp(one, other) != 0 || na_hit_similar(x, i) != na_hit_similar(y, i))
            fail_msg("%s: collapsed hit %zu is another (seed %llu)", said, i,
                     (unsigned long long)seed);
    }
    na_hits_free(x);
    na_hits_free(y);
}

static void ask_again(box *b, na_arc *fresh, const char *said)
{
    const na_search_opts count = { .count_only = true };
    int sort = (int)(NA_SORT_RELEVANCE + below(3));
    na_err e = { 0 };
    na_query *q = NULL;
    na_hits *h = NULL;
    answer all;

    must(na_query_parse(&q, na_str_c(said), 1700000000, NULL, &e), &e);
    na_recall_forget(fresh);
    na_kept_forget(fresh);
    all = ask(fresh, q, sort, 0, SIZE_MAX);
    for (int i = 0; i < AGAIN; i++) same_page(&all, b->reader, q, sort, said, i);
    must(na_search(b->reader, q, &count, &h, &e), &e);
    assert_true(na_hits_info(h)->total_is_exact);
    assert_int_equal(na_hits_info(h)->total, all.total);
    na_hits_free(h);
    if (below(3) == 0) same_collapsed(b, fresh, q, said);
    answer_free(&all);
    na_query_free(q);
}

static void same_as_fresh(box *b)
{
    na_arc *fresh = NULL;
    na_err e = { 0 };

    must(na_arc_open(&fresh, b->dir, NA_ARC_READ, &e), &e);
    for (size_t i = 0; i < QUERIES; i++) ask_again(b, fresh, b->query[below(QUERIES)]);
    assert_true(b->reader->nvols <= b->reader->view.ncat);
    na_arc_close(fresh);
}

static void answers_are_those_of_a_new_reader(void **state)
{
    size_t steps = getenv("NEWSARC_LONG") ? 10 * STEPS : STEPS;
    box *b = malloc(sizeof *b);
    na_err e = { 0 };

    (void)state;
    assert_non_null(b);
    *b = (box){ .dir = "/tmp/newsarc-again-XXXXXX" };
    assert_non_null(mkdtemp(b->dir));
    for (size_t i = 0; i < QUERIES; i++) draw(b->query[i]);
    step(b);
    must(na_arc_open(&b->reader, b->dir, NA_ARC_READ, &e), &e);
    for (size_t i = 0; i < steps; i++) {
        same_as_fresh(b);
        step(b);
    }
    same_as_fresh(b);
    print_message("%zu articles, %zu volumes, seed %llu\n", b->keys, b->reader->view.ncat,
                  (unsigned long long)seed);
    na_arc_close(b->reader);
    na_arena_release(&b->arena);
    remove_tree(b->dir);
    free(b);
}

/* -- damage ------------------------------------------------------------------------------ */

#define DAMAGES 6
#define DAMAGED_QUERIES 12

/* Cut short, overwritten in some place, or gone. */
static void spoil(const char *path, size_t bytes)
{
    static const char junk[3000] = { 1, 2, 3 };
    size_t at = below(bytes);
    FILE *f;

    switch (below(3)) {
    case 0:
        assert_int_equal(truncate(path, (off_t)at), 0);
        return;
    case 1:
        assert_int_equal(unlink(path), 0);
        return;
    }
    assert_non_null(f = fopen(path, "r+b"));
    assert_int_equal(fseek(f, (long)at, SEEK_SET), 0);
    assert_true(fwrite(junk, 1, 1 + below(sizeof junk), f) > 0);
    assert_int_equal(fclose(f), 0);
}

static answer all_of(box *b, const na_query *q, int sort)
{
    na_arc *fresh = NULL;
    na_err e = { 0 };
    answer r;

    must(na_arc_open(&fresh, b->dir, NA_ARC_READ, &e), &e);
    r = ask_damaged(fresh, q, sort, 0, SIZE_MAX, 0);
    na_arc_close(fresh);
    return r;
}

struct asked {
    na_query *q;
    const char *said;
    int sort;
    answer whole, without; /* the volume that is going to be damaged */
};

static void damage(box *b, struct asked *v)
{
    const na_catrow *row = &b->reader->view.cat[below(b->reader->view.ncat)];
    char path[256], aside[256];

    (void)snprintf(path, sizeof path, "%s/volumes/%s", b->dir, row->name);
    (void)snprintf(aside, sizeof aside, "%s/aside", b->dir);
    for (size_t i = 0; i < DAMAGED_QUERIES; i++) v[i].whole = all_of(b, v[i].q, v[i].sort);
    assert_int_equal(rename(path, aside), 0);
    for (size_t i = 0; i < DAMAGED_QUERIES; i++)
        v[i].without = all_of(b, v[i].q, v[i].sort);
    assert_int_equal(rename(aside, path), 0);
    for (size_t i = below(2 * DAMAGED_QUERIES); i-- > 0;) {
        const struct asked *a = &v[below(DAMAGED_QUERIES)];
        same_page(&a->whole, b->reader, a->q, a->sort, a->said, 0);
    }
    spoil(path, (size_t)row->bytes);
    if (below(2)) na_volumes_drop(b->reader);
}

static void ask_below_damage(box *b, const struct asked *a)
{
    size_t offset = below(3) ? 0 : below(10), limit = 1 + below(12);
    uint64_t count_to = below(2) ? 1 + below(300) : 0;
    answer page = ask_damaged(b->reader, a->q, a->sort, offset, limit, count_to);

    assert_true(page.damaged <= 1);
    if (!page.unread)
        is_page(page.damaged ? &a->without : &a->whole, &page, offset, limit, count_to,
                a->said, (int)page.damaged);
    answer_free(&page);
}

static void one_damage(box *b)
{
    struct asked v[DAMAGED_QUERIES];
    na_err e = { 0 };
    answer open;

    step(b);
    for (size_t i = 0; i < DAMAGED_QUERIES; i++) {
        v[i].said = b->query[below(QUERIES)];
        v[i].sort = (int)(NA_SORT_RELEVANCE + below(3));
        must(na_query_parse(&v[i].q, na_str_c(v[i].said), 1700000000, NULL, &e), &e);
    }
    must(na_arc_open(&b->reader, b->dir, NA_ARC_READ, &e), &e);
    open = ask(b->reader, v[0].q, NA_SORT_RELEVANCE, 0, 1);
    if (b->reader->view.ncat > 0) {
        damage(b, v);
        for (int i = 0; i < 60; i++) ask_below_damage(b, &v[below(DAMAGED_QUERIES)]);
        for (size_t i = 0; i < DAMAGED_QUERIES; i++)
            answer_free(&v[i].whole), answer_free(&v[i].without);
    }
    answer_free(&open);
    na_arc_close(b->reader);
    b->reader = NULL;
    for (size_t i = 0; i < DAMAGED_QUERIES; i++) na_query_free(v[i].q);
}

static void what_is_damaged_is_left_out(void **state)
{
    size_t damages = getenv("NEWSARC_LONG") ? 10 * DAMAGES : DAMAGES;
    box *b = malloc(sizeof *b);

    (void)state;
    assert_non_null(b);
    for (size_t i = 0; i < damages; i++) {
        *b = (box){ .dir = "/tmp/newsarc-again-XXXXXX" };
        assert_non_null(mkdtemp(b->dir));
        for (size_t k = 0; k < QUERIES; k++) draw(b->query[k]);
        for (size_t k = 1 + below(4); k > 0; k--) step(b);
        one_damage(b);
        na_arena_release(&b->arena);
        remove_tree(b->dir);
    }
    free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_are_those_of_a_new_reader),
        cmocka_unit_test(what_is_damaged_is_left_out),
    };
    const char *s = getenv("NEWSARC_TEST_SEED");

    seed = rng_state = s ? strtoull(s, NULL, 10) : (uint64_t)na_mono_ms() * 2654435761u;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
