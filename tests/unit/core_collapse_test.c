/* SPDX-License-Identifier: MIT */
/* core_collapse_test.c - collapsing is the greedy rule of doc/query.md, however archives
 * are split: articles and copies of them with some words changed, in one volume, in several
 * and a head, in a head alone; each page is what going through all hits one by one
 * gives. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/path.h"
#include "core/arc_int.h"
#include "core/search.h"
#include "generate.h"
#include "text/signature.h"
#include <ftw.h>
#include <stdlib.h>
#include <unistd.h>

#define ARTICLES 2500
#define ARCHIVES 3

static void must(int rc, const na_err *e)
{
    if (rc < 0) fail_msg("%s (seed %llu)", e->msg, (unsigned long long)seed);
}

/* -- articles ------------------------------------------------------------------------ */

static struct signature {
    char id[17];
    uint64_t sig;
} known[ARTICLES];
static size_t nknown;

/* The text with every k-th word or so another. */
static na_str changed(na_arena *arena, na_str text, size_t k)
{
    na_buf b;
    na_str out;

    na_buf_init(&b, 1 << 20);
    for (size_t i = 0; i < text.len;) {
        size_t end = i;
        while (end < text.len && text.ptr[end] != ' ') end++;
        if (b.len > 0) na_buf_putc(&b, ' ');
        if (below(k) == 0)
            put_word(&b);
        else
            na_buf_str(&b, na_str_sub(text, i, end));
        i = end + 1;
    }
    out = na_arena_str(arena, na_buf_get(&b));
    na_buf_release(&b);
    return out;
}

/* Each is of a source of its own: boilerplate is learned by source, and when an article is
 * sealed, so that archives sealed at other times would not index the same. */
static na_str own_source(na_arena *arena, na_str source, size_t i)
{
    char name[128];

    (void)snprintf(name, sizeof name, "%.*s %zu", (int)source.len, source.ptr, i);
    return na_arena_str(arena, na_str_c(name));
}

static void articles_make(na_article *v, na_arena *arena)
{
    for (size_t i = 0; i < ARTICLES; i++) {
        generate(&v[i], arena, i);
        v[i].source = own_source(arena, v[i].source, i);
        if (i > 0 && below(2)) {
            /* Few originals have many copies. */
            size_t of = below(3) ? below(1 + i / 50) : below(i);
            v[i].title = v[of].title;
            v[i].body = changed(arena, v[of].body, 5 + below(100));
            if (v[i].body.len == 0 && v[i].title.len == 0) v[i].title = NA_STR("none");
        }
    }
}

static void note(na_analyzer *an, const na_article *art)
{
    na_buf cols[NA_FTS_COLS], bounds;
    uint32_t n[3];
    na_err e = { 0 };

    na_buf_init(&bounds, 1 << 22);
    for (int i = 0; i < NA_FTS_COLS; i++) na_buf_init(&cols[i], 1 << 22);
    must(na_article_tokens(an, art, cols, n, &bounds, &e), &e);
    memcpy(known[nknown].id, art->id.ptr, 16);
    known[nknown++].sig = na_article_signature(cols);
    for (int i = 0; i < NA_FTS_COLS; i++) na_buf_release(&cols[i]);
    na_buf_release(&bounds);
}

static int by_id(const void *a, const void *b)
{
    return strcmp(((const struct signature *)a)->id, ((const struct signature *)b)->id);
}

static uint64_t signature_of(const char id[17])
{
    struct signature probe = { .sig = 0 }, *s;

    memcpy(probe.id, id, 17);
    s = bsearch(&probe, known, nknown, sizeof probe, by_id);
    assert_non_null(s);
    return s->sig;
}

/* -- archives ------------------------------------------------------------------------ */

static na_arc *archive_make(const char *dir, const na_article *v, bool first, size_t splits,
                            bool last)
{
    na_analyzer *an = NULL;
    na_seal_report report;
    na_arc *a = NULL;
    na_err e = { 0 };

    must(na_analyzer_new(&an, &e), &e);
    must(na_arc_open(&a, dir, NA_ARC_WRITE | NA_ARC_CREATE, &e), &e);
    must(na_arc_begin(a, &e), &e);
    for (size_t k = 0; k < ARTICLES; k++) {
        na_article art = v[k * 997 % ARTICLES];
        na_added added;
        must(na_arc_add(a, &art, &added, &e), &e);
        if (first && added == NA_ADDED_NEW) note(an, &art);
        if (splits && (k + 1) % (ARTICLES / splits) == 0 && k + 1 < ARTICLES) {
            must(na_arc_commit(a, &e), &e);
            must(na_arc_seal(a, &report, NULL, NULL, &e), &e);
            must(na_arc_begin(a, &e), &e);
        }
    }
    must(na_arc_commit(a, &e), &e);
    if (last) must(na_arc_seal(a, &report, NULL, NULL, &e), &e);
    na_arc_close(a);
    na_analyzer_free(an);
    a = NULL;
    must(na_arc_open(&a, dir, NA_ARC_READ, &e), &e);
    return a;
}

/* -- answers ------------------------------------------------------------------------- */

typedef struct hit {
    char id[17];
    uint64_t similar;
} hit;
typedef struct answer {
    hit *v;
    size_t n;
    uint64_t total;
} answer;

static answer ask(na_arc *a, const na_query *q, const na_search_opts *o)
{
    na_hits *h = NULL;
    na_err e = { 0 };
    answer r;

    must(na_search(a, q, o, &h, &e), &e);
    assert_int_equal(na_hits_info(h)->damaged, 0);
    r = (answer){ calloc(na_hits_n(h) + 1, sizeof *r.v), na_hits_n(h),
                  na_hits_info(h)->total };
    for (size_t i = 0; i < r.n; i++) {
        must(na_hit_id(h, i, r.v[i].id, &e), &e);
        r.v[i].similar = na_hit_similar(h, i);
    }
    na_hits_free(h);
    return r;
}

/* The rule itself. */
static answer by_hand(const answer *all)
{
    answer r = { calloc(all->n + 1, sizeof *r.v), 0, all->total };

    for (size_t i = 0; i < all->n; i++) {
        uint64_t sig = signature_of(all->v[i].id);
        size_t k = 0;
        while (k < r.n && na_sig_distance(sig, signature_of(r.v[k].id)) > NA_SIG_NEAR) k++;
        if (k < r.n)
            r.v[k].similar++;
        else
            memcpy(r.v[r.n++].id, all->v[i].id, 17);
    }
    return r;
}

static void put_query(na_buf *q, const na_article *v)
{
    const na_article *a = &v[below(ARTICLES)];
    na_str t = a->body.len > 0 ? a->body : a->title;
    size_t at = below(t.len), end;

    if (below(12) == 0) return; /* everything */
    for (size_t words = 1 + below(3); words-- > 0; at = below(t.len)) {
        while (at > 0 && t.ptr[at - 1] != ' ') at--;
        for (end = at; end < t.len && t.ptr[end] != ' ';) end++;
        if (q->len > 0) na_buf_puts(q, " OR ");
        na_buf_putc(q, '"');
        na_buf_str(q, na_str_sub(t, at, end));
        na_buf_putc(q, '"');
    }
    if (below(4) == 0) na_buf_puts(q, below(2) ? " after:2018" : " -source:KCNA");
}

static void one_query(na_arc **arc, const na_article *v, size_t *collapsed)
{
    na_search_opts o = { .limit = SIZE_MAX };
    na_query *q = NULL;
    na_err e = { 0 };
    na_buf text;
    answer all, want;

    na_buf_init(&text, 1 << 16);
    put_query(&text, v);
    must(na_query_parse(&q, na_buf_get(&text), 1700000000, NULL, &e), &e);
    o.sort = (int)(NA_SORT_RELEVANCE + (int)below(3));
    all = ask(arc[0], q, &o);
    want = by_hand(&all);
    *collapsed += all.n - want.n;
    o.collapse = true;
    for (int i = 0; i < 2 * ARCHIVES; i++) {
        size_t n;
        o.limit = below(4) == 0   ? SIZE_MAX
                  : below(4) == 0 ? 100 + below(100)
                                  : 1 + below(12);
        o.offset = below(2) ? 0 : below(15);
        answer got = ask(arc[i % ARCHIVES], q, &o);
        n = want.n > o.offset ? want.n - o.offset : 0;
        if (n > o.limit) n = o.limit;
        if (got.n != n || got.total != all.total)
            fail_msg("%s: %zu of %llu, not %zu of %llu (archive %d, seed %llu)",
                     na_buf_cstr(&text), got.n, (unsigned long long)got.total, n,
                     (unsigned long long)all.total, i % ARCHIVES, (unsigned long long)seed);
        for (size_t k = 0; k < n; k++) {
            const hit *x = &got.v[k], *y = &want.v[o.offset + k];
            if (strcmp(x->id, y->id) != 0 || x->similar != y->similar)
                fail_msg("%s: hit %zu is %s and %llu similar, not %s and %llu (archive %d, "
                         "seed %llu)",
                         na_buf_cstr(&text), k, x->id, (unsigned long long)x->similar,
                         y->id, (unsigned long long)y->similar, i % ARCHIVES,
                         (unsigned long long)seed);
        }
        free(got.v);
    }
    free(all.v);
    free(want.v);
    na_query_free(q);
    na_buf_release(&text);
}

static int remove_it(const char *path, const struct stat *s, int flag, struct FTW *f)
{
    (void)s, (void)flag, (void)f;
    return remove(path);
}

static void as_by_hand(void **state)
{
    char dir[] = "/tmp/newsarc-collapse-XXXXXX", sub[64];
    na_article *v = calloc(ARTICLES, sizeof *v);
    na_arc *arc[ARCHIVES];
    na_arena arena = { 0 };
    size_t collapsed = 0;

    (void)state;
    assert_non_null(mkdtemp(dir));
    articles_make(v, &arena);
    for (int i = 0; i < ARCHIVES; i++) {
        (void)snprintf(sub, sizeof sub, "%s/%d", dir, i);
        arc[i] = archive_make(sub, v, i == 0, i == 1 ? 2 + below(4) : 0, i == 0);
    }
    qsort(known, nknown, sizeof *known, by_id);
    for (int i = 0; i < 150; i++) one_query(arc, v, &collapsed);
    print_message("%zu collapsed, seed %llu\n", collapsed, (unsigned long long)seed);
    assert_true(collapsed > 1000);
    for (int i = 0; i < ARCHIVES; i++) na_arc_close(arc[i]);
    na_arena_release(&arena);
    free(v);
    assert_int_equal(nftw(dir, remove_it, 8, FTW_DEPTH | FTW_PHYS), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(as_by_hand) };
    const char *s = getenv("NEWSARC_TEST_SEED");

    seed = rng_state = s ? strtoull(s, NULL, 10) : (uint64_t)na_mono_ms() * 2654435761u;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
