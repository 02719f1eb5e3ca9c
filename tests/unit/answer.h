/* SPDX-License-Identifier: MIT */
/* answer.h - what an archive answers, and whether it is the same as by brute force */
#ifndef NA_TESTS_ANSWER_H
#define NA_TESTS_ANSWER_H
#include "brute.h"
#include "core/search.h"
#include "must.h"

typedef struct answer {
    char (*id)[17];
    uint32_t *revision; /* 0: the latest */
    double *score;
    size_t n;
    uint64_t total, undated, damaged;
    bool exact, unread; /* unread: ids of hits could not be read */
} answer;

/* Of an archive that may be damaged. */
static answer ask_damaged(na_arc *a, const na_query *q, int sort, size_t offset,
                          size_t limit, uint64_t count_to)
{
    const na_search_opts o = {
        .limit = limit, .offset = offset, .sort = sort, .count_to = count_to
    };
    na_err e = { 0 };
    na_hits *h = NULL;
    answer r = { 0 };

    must(na_search(a, q, &o, &h, &e), &e);
    r.n = na_hits_n(h);
    r.total = na_hits_info(h)->total;
    r.exact = na_hits_info(h)->total_is_exact;
    r.damaged = na_hits_info(h)->damaged;
    r.undated = na_hits_info(h)->undated_left_out;
    r.id = calloc(r.n + 1, sizeof *r.id);
    r.revision = calloc(r.n + 1, sizeof *r.revision);
    r.score = calloc(r.n + 1, sizeof *r.score);
    for (size_t i = 0; i < r.n; i++) {
        r.unread |= na_hit_id(h, i, r.id[i], &e) < 0;
        r.score[i] = na_hit_score(h, i);
        if (na_query_revisions(q) == NA_REVISIONS_LATEST) continue;
        const na_article *art;
        if (na_hit_article(h, i, &art, &e) < 0)
            r.unread = true;
        else
            r.revision[i] = art->revision;
    }
    na_hits_free(h);
    return r;
}

static answer ask_counting(na_arc *a, const na_query *q, int sort, size_t offset,
                           size_t limit, uint64_t count_to)
{
    answer r = ask_damaged(a, q, sort, offset, limit, count_to);

    assert_int_equal(r.damaged, 0);
    assert_false(r.unread);
    return r;
}

static answer ask(na_arc *a, const na_query *q, int sort, size_t offset, size_t limit)
{
    return ask_counting(a, q, sort, offset, limit, 0);
}

static void answer_free(answer *r)
{
    free(r->id);
    free(r->revision);
    free(r->score);
}

static inline void same_answer(const answer *x, const answer *y, const char *text,
                               int which)
{
    if (x->n != y->n)
        fail_msg("%s: %zu hits, %zu in archive %d (seed %llu)", text, x->n, y->n, which,
                 (unsigned long long)seed);
    for (size_t i = 0; i < x->n; i++)
        if (strcmp(x->id[i], y->id[i]) != 0 || x->revision[i] != y->revision[i] ||
            fabs(x->score[i] - y->score[i]) > 1e-9)
            fail_msg("%s: hit %zu is %s %.6f, in archive %d %s %.6f (seed %llu)", text, i,
                     x->id[i], x->score[i], which, y->id[i], y->score[i],
                     (unsigned long long)seed);
    assert_int_equal(x->undated, y->undated);
}

static inline int by_id(const void *a, const void *b)
{
    const brute_doc *x = a, *y = b;
    int order = strcmp(x->id, y->id);
    return order ? order : (x->revision > y->revision) - (x->revision < y->revision);
}

/* The document of an answer: of that revision, or (0) the latest. */
static brute_doc *find_doc(brute *b, const char *id, uint32_t revision)
{
    size_t lo = 0, hi = b->ndocs;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (strcmp(b->doc[mid].id, id) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    for (; lo < b->ndocs && strcmp(b->doc[lo].id, id) == 0; lo++)
        if (revision ? b->doc[lo].revision == revision : !b->doc[lo].dead)
            return &b->doc[lo];
    return NULL;
}

static inline void same_as_brute(brute *b, const na_query *q, const answer *r,
                                 const char *text)
{
    const na_qnode *root = na_query_root(q);
    brute_leaf leaf[BRUTE_LEAVES];
    size_t n = 0, k = brute_leaves(root, leaf, 0);
    double mean = brute_mean(b), want;

    brute_query(b, root);
    for (size_t i = 0; i < b->ndocs; i++)
        n += brute_shown(&b->doc[i], na_query_revisions(q)) &&
             brute_match(b, &b->doc[i], root);
    if (n != r->n)
        fail_msg("%s: %zu hits, by force %zu (seed %llu)", text, r->n, n,
                 (unsigned long long)seed);
    if (n > 0) brute_weigh(b, leaf, k);
    for (size_t i = 0; i < r->n; i++) {
        brute_doc *d = find_doc(b, r->id[i], r->revision[i]);
        if (!d || !brute_shown(d, na_query_revisions(q)) || !brute_match(b, d, root))
            fail_msg("%s: %s is no match (seed %llu)", text, r->id[i],
                     (unsigned long long)seed);
        want = brute_score(b, d, root, leaf, k, mean);
        /* An answer's score is rounded to a millionth. */
        if (fabs(want - r->score[i]) > 0.5e-6 + 1e-9 * want)
            fail_msg("%s: %s scores %.7f, by force %.10f (seed %llu)", text, r->id[i],
                     r->score[i], want, (unsigned long long)seed);
    }
}

/* A page of the answer is that part of the whole: what is skipped without being scored
 * could not have been in it. */
static void is_page(const answer *all, const answer *page, size_t offset, size_t limit,
                    uint64_t count_to, const char *text, int which)
{
    size_t want = all->n > offset ? all->n - offset : 0;

    if (want > limit) want = limit;
    bool right = page->exact
                     ? page->total == all->total
                     : count_to > 0 && page->total >= count_to && page->total <= all->total;
    if (page->undated != all->undated)
        fail_msg("%s: %llu undated left out in archive %d, not %llu (seed %llu)", text,
                 (unsigned long long)page->undated, which, (unsigned long long)all->undated,
                 (unsigned long long)seed);
    if (!right || page->n != want)
        fail_msg(
            "%s: %zu of %llu hits from %zu on in archive %d, not %zu of %llu, counting to "
            "%llu (seed %llu)",
            text, page->n, (unsigned long long)page->total, offset, which, want,
            (unsigned long long)all->total, (unsigned long long)count_to,
            (unsigned long long)seed);
    for (size_t i = 0; i < page->n; i++)
        if (strcmp(page->id[i], all->id[offset + i]) != 0 ||
            page->revision[i] != all->revision[offset + i] ||
            fabs(page->score[i] - all->score[offset + i]) > 1e-9)
            fail_msg("%s: hit %zu of a page in archive %d is another (seed %llu)", text,
                     offset + i, which, (unsigned long long)seed);
}

static void same_page(const answer *all, na_arc *a, const na_query *q, int sort,
                      const char *text, int which)
{
    size_t offset = below(3) ? 0 : below(30), limit = 1 + below(12);
    uint64_t count_to = below(3) ? 1 + below(below(2) ? 10 : 3000) : 0;
    answer page = ask_counting(a, q, sort, offset, limit, count_to);

    is_page(all, &page, offset, limit, count_to, text, which);
    answer_free(&page);
}

#endif
