/* SPDX-License-Identifier: MIT */
/* core_random_test.c - thousands of random queries over random archives
 *
 * Archives of some dozens of articles (of thousands of short ones, in two rounds of 25),
 * some of them superseded by later revisions, are built three times: as one volume, as
 * volumes and a head, as a head alone. Queries of all operators, nested at will
 * (random_query.h), must give the same ids, order and scores in all of them; the ids and
 * scores that brute.h works out without an index; and the ids that FTS5 finds, where it can
 * say the same (fts5_oracle.h). The fourth archive is compacted between its seals, and in
 * the end.
 *
 * NEWSARC_TEST_SEED repeats a run; NEWSARC_LONG makes it four times as long. */
#include "core/arc_int.h"
#include "fts5_oracle.h"
#include "random_query.h"

#define ROUNDS 25
#define QUERIES 200 /* a round */
#define ARCHIVES 4
#define COMPACTED 3
#define MOST 160       /* articles, revisions included */
#define MOST_MANY 6000 /* of a round of many short ones: more than NA_WINDOW */

typedef struct world {
    char dir[64];
    na_arena arena;
    na_article *v;
    size_t n;
    brute b;
    na_arc *arc[ARCHIVES];
    fts5 f;
    bool has_fts5;
} world;

static size_t asked, found, said, refused;

/* Every eighth is another text of an article before it. */
static void make_articles(world *w, bool many)
{
    w->n = many ? MOST_MANY - below(1000) : 20 + below(MOST - 20);
    w->v = calloc(w->n, sizeof *w->v);
    assert_non_null(w->v);
    for (size_t i = 0; i < w->n; i++) {
        bool again = i > 0 && below(8) == 0;
        if (again)
            w->v[i] = w->v[below(i)];
        else
            generate(&w->v[i], &w->arena, i);
        if (again || many)
            w->v[i].body = words(&w->arena, 5 + below(many ? i < w->n / 3 ? 3 : 20 : 60));
        if (again && below(3) == 0) w->v[i].title = words(&w->arena, 2 + below(7));
        if (again && below(5) == 0) w->v[i].tags.n = 0;
    }
}

static void add_to_brute(world *w, const na_article *a)
{
    char id[17];

    (void)snprintf(id, sizeof id, "%.*s", (int)a->id.len, a->id.ptr);
    for (size_t i = 0; i < w->b.ndocs; i++)
        if (strcmp(w->b.doc[i].id, id) == 0) w->b.doc[i].dead = true;
    brute_add(&w->b, a, id);
}

static void compact(na_arc *a, na_compact_how how, uint64_t cut)
{
    na_compact_report report;
    na_err e = { 0 };

    must(na_compact_cut(a, how, cut, &report, NULL, NULL, &e), &e);
}

/* splits: one seal in so many articles, 0: none on the way. */
static void make_archive(world *w, int which, size_t splits, bool last)
{
    na_err e = { 0 };
    na_arc *a = NULL;
    na_seal_report report;
    char dir[96];

    (void)snprintf(dir, sizeof dir, "%s/%d", w->dir, which);
    must(na_arc_open(&a, dir, NA_ARC_WRITE | NA_ARC_CREATE, &e), &e);
    must(na_arc_begin(a, &e), &e);
    for (size_t i = 0; i < w->n; i++) {
        na_article art = w->v[i];
        na_added added;
        must(na_article_check(&art, &e), &e);
        must(na_arc_add(a, &art, &added, &e), &e);
        if (which == 0 && (added == NA_ADDED_NEW || added == NA_ADDED_REVISION))
            add_to_brute(w, &art);
        if (below(40) && (!splits || below(splits))) continue;
        must(na_arc_commit(a, &e), &e);
        if (splits && below(2)) must(na_arc_seal(a, &report, NULL, NULL, &e), &e);
        if (which == COMPACTED && below(4) == 0)
            compact(a, below(2) ? NA_COMPACT_TIERS : NA_COMPACT_ALL, 1 + below(1 << 20));
        must(na_arc_begin(a, &e), &e);
    }
    must(na_arc_commit(a, &e), &e);
    if (last) must(na_arc_seal(a, &report, NULL, NULL, &e), &e);
    if (which == COMPACTED)
        compact(a, below(8) ? NA_COMPACT_ALL : NA_COMPACT_BEST, 1 + below(1 << 20));
    na_arc_close(a);
    must(na_arc_open(&w->arc[which], dir, NA_ARC_READ, &e), &e);
}

static void make_world(world *w, bool many)
{
    char dir[96];

    *w = (world){ .dir = "/tmp/newsarc-random-XXXXXX" };
    assert_non_null(mkdtemp(w->dir));
    make_articles(w, many);
    brute_init(&w->b, w->n);
    make_archive(w, 0, 0, true);
    make_archive(w, 1, (many ? 500 : 5) + below(40), below(2));
    make_archive(w, 2, 0, false);
    make_archive(w, COMPACTED, (many ? 500 : 5) + below(40), true);
    qsort(w->b.doc, w->b.ndocs, sizeof *w->b.doc, by_id);
    (void)snprintf(dir, sizeof dir, "%s/0", w->dir);
    w->has_fts5 = fts5_open(&w->f, w->arc[0], dir);
}

static void end_world(world *w)
{
    if (w->has_fts5) fts5_close(&w->f);
    for (int i = 0; i < ARCHIVES; i++) na_arc_close(w->arc[i]);
    brute_release(&w->b);
    na_arena_release(&w->arena);
    free(w->v);
    remove_tree(w->dir);
}

static void one_query(world *w)
{
    na_buf text;
    na_query *q = NULL;
    na_err e = { 0 };
    answer first;
    int rc, sort = below(6) ? NA_SORT_RELEVANCE : NA_SORT_NEWEST + (int)below(2);

    na_buf_init(&text, 1 << 20);
    draw_query(w->v, w->n, &text);
    rc = na_query_parse(&q, na_buf_get(&text), 1700000000, NULL, &e);
    if (rc == NA_EQUERY) {
        refused++;
        goto done;
    }
    must(rc, &e);
    first = ask(w->arc[0], q, sort, 0, SIZE_MAX);
    if (sort == NA_SORT_RELEVANCE) same_as_brute(&w->b, q, &first, na_buf_cstr(&text));
    if (w->has_fts5) said += same_as_fts5(&w->f, &w->b, q, &first, na_buf_cstr(&text));
    for (int i = 1; i < ARCHIVES; i++) {
        answer other = ask(w->arc[i], q, sort, 0, SIZE_MAX);
        same_answer(&first, &other, na_buf_cstr(&text), i);
        answer_free(&other);
    }
    /* Twice, for what a search finds out about its words the next one goes by. */
    for (int i = 0; i < 2 * ARCHIVES; i++)
        same_page(&first, w->arc[i / 2], q, sort, na_buf_cstr(&text), i / 2);
    asked++, found += first.n > 0;
    answer_free(&first);
    brute_forget(&w->b);
done:
    na_query_free(q);
    na_buf_release(&text);
}

static void the_same_by_force(void **state)
{
    size_t rounds = getenv("NEWSARC_LONG") ? 4 * ROUNDS : ROUNDS;
    world *w = malloc(sizeof *w);

    (void)state;
    assert_non_null(w);
    for (size_t r = 0; r < rounds; r++) {
        make_world(w, r % ROUNDS == ROUNDS / 3 || r % ROUNDS == 2 * ROUNDS / 3);
        while (asked < (r + 1) * QUERIES) one_query(w);
        end_world(w);
    }
    print_message(
        "%zu queries, %zu with an answer, %zu beside FTS5, %zu refused, seed %llu\n", asked,
        found, said, refused, (unsigned long long)seed);
    assert_true(found > asked / 3 && refused < asked / 5);
    assert_true(!w->has_fts5 || said > asked / 5);
    free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(the_same_by_force) };
    const char *s = getenv("NEWSARC_TEST_SEED");

    seed = rng_state = s ? strtoull(s, NULL, 10) : (uint64_t)na_mono_ms() * 2654435761u;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
