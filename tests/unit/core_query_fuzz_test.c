/* SPDX-License-Identifier: MIT */
/* core_query_fuzz_test.c - ten thousand strings that nobody meant as a query
 *
 * Seeds with every operator are mutated: pieces of the language and of Unicode's corners
 * put in, bytes changed, cut, doubled, spliced, wrapped in parentheses. Whatever comes out
 * is searched for, in a volume and a head. Wanted of each: no error but NA_EQUERY, whose
 * place is in the text; less than a second; and a canonical text that gives the same tree.
 *
 * The same strings in every run; NEWSARC_TEST_SEED gives others, NEWSARC_LONG ten times as
 * many. */
#include "base/limits.h"
#include "base/log.h"
#include "core/search.h"
#include "must.h"
#include "query_dump.h"
#include <time.h>

#define STRINGS 10000
#define ARTICLES 60
#define NOW 1743942600
#define LONGEST (NA_QUERY_BYTES + 100)

#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
#define SECONDS 8 /* of processor, where every access is watched */
#else
#define SECONDS 1
#endif

static const char *const seeds[] = {
    "marathon \"north korea\" after:2025-01 -china",
    "(ka OR ro) -(min to) NOT se",
    "title:(ka body:ro) tag:min section:\"se lu\" author:pa source:KCNA",
    "a NEAR/5 b w/3 \"c d\" PRE/2 (e OR f*)",
    "(ka NEAR/3 ro) /s min /p (to OR \"se lu\"~4)",
    "ATLEAST/2(ka /s ro) ATLEAST/3 min",
    "\"ka ro min\"~6 OR \"north kor*\" OR =exact",
    "words:>50 words:10..200 -words:<=5 lang:(en OR ko) sort:newest",
    "date:2014..2016 before:7d on:yesterday date:2014-04/P1M date:P7D/today",
    "url:example.org/a bundle:\"x y\" id:0123 -id:beef",
    "평양 마라톤을 \"핵 무기\" 군* 로동신문 NEAR/9 평양에서",
    "COVID-19 U.S. AT&T don't a:b straße Café 2025년 K팝 東京都 x-ray",
    "“ka ro” „min to“ «se lu» ka AND AND ro OR OR min",
    "-(-(-(ka ro) min) to)",
    "quote:(win* NEAR/5 \"a b\") quote:\"se lu\" cites:(KCNA OR \"Rodong Sinmun\") "
    "-cites:Rod*",
    "sort:oldest after:2025-04-06T09:30:00+09:00 before:2025-04-06T09:30:00Z ka",
};

/* Put in anywhere; the fields of the language come to these. */
static const char *const pieces[] = {
    "\"",
    "(",
    ")",
    "-",
    "*",
    ":",
    "~",
    "~3",
    "=",
    " ",
    " OR ",
    " AND ",
    " NOT ",
    " NEAR ",
    " NEAR/",
    " NEAR/3 ",
    " w/2 ",
    " PRE/4 ",
    " /s ",
    " /p ",
    "ATLEAST/2",
    "ATLEAST/",
    "..",
    "/P1Y2M",
    "99999999999999999999",
    "-1",
    "0",
    "2025-02-30",
    "today",
    "\\",
    "'",
    ";--",
    "%",
    "?",
    "{",
    "}",
    "[",
    "^",
    "+",
    "<",
    ">=",
    "&",
    "|",
    "!",
    "#",
    ",",
    ".",
    "\t",
    "\n",
    "\r",
    "\x01",
    "\x7f",
    "\xef\xbb\xbf",
    "\xef\xbf\xbf",
    "\xe2\x80\x8b",
    "\xe2\x80\x8d",
    "\xe2\x80\xae",
    "\xe2\x81\xa6",
    "\xcc\x81\xcc\x81\xcc\x81\xcc\x81",
    "\xc2\xa0",
    "\xe3\x80\x80",
    "\xc2\xad",
    "\xef\xbc\x88",
    "\xef\xbc\x8d",
    "\xe2\x80\x93",
    "\xe2\x80\x99",
    "\xe1\x84\x80",
    "\xe1\x85\xa1",
    "\xe1\x86\xa8",
    "\xea\xb0\x80",
    "\xe0\xb8\x81\xe0\xb8\xb3",
    "\xdf\xbf",
    "\xd7\xa9\xd6\xb8",
    "\xd8\xb9\xd9\x92",
    "\xc4\xb0",
    "\xc4\xb1",
    "\xc5\xbf",
    "\xe1\xba\x9e",
    "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x9a\x80",
    "\xf0\x9f\x87\xb0\xf0\x9f\x87\xb5",
    "\xf0\xa0\x80\x80",
    "\xe2\x91\xa0",
    "\xef\xb7\xba",
    "\xef\xac\x81",
    "\xf3\xa0\x84\x80",
    "\xe3\x8e\x8f",
    "\xcd\x8f",
    "\xe2\x93\x90",
    "\xf0\x9d\x94\x9e",
};

static const char *const ill_formed[] = {
    "\x80", "\xff", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x80",
};

typedef struct world {
    char dir[64];
    na_arena arena;
    na_arc *arc;
} world;

static size_t refused, answered;

static void make_world(world *w)
{
    na_err e = { 0 };
    na_arc *a = NULL;
    na_seal_report report;

    *w = (world){ .dir = "/tmp/newsarc-strings-XXXXXX" };
    assert_non_null(mkdtemp(w->dir));
    must(na_arc_open(&a, w->dir, NA_ARC_WRITE | NA_ARC_CREATE, &e), &e);
    for (size_t half = 0; half < 2; half++) {
        must(na_arc_begin(a, &e), &e);
        for (size_t i = 0; i < ARTICLES / 2; i++) {
            na_article art;
            na_added added;
            generate(&art, &w->arena, half * ARTICLES + i);
            must(na_article_check(&art, &e), &e);
            must(na_arc_add(a, &art, &added, &e), &e);
        }
        must(na_arc_commit(a, &e), &e);
        if (half == 0) must(na_arc_seal(a, &report, NULL, NULL, &e), &e);
    }
    na_arc_close(a);
    must(na_arc_open(&w->arc, w->dir, NA_ARC_READ, &e), &e);
}

/* -- strings ------------------------------------------------------------------------- */

static na_str random_piece(void)
{
    size_t n, all = sizeof pieces / sizeof *pieces;
    const na_qfield *f = na_query_fields(&n);
    size_t i = below(all + 2 * n);
    static char name[64];

    if (below(40) == 0)
        return na_str_c(ill_formed[below(sizeof ill_formed / sizeof *ill_formed)]);
    if (i < all) return na_str_c(pieces[i]);
    (void)snprintf(name, sizeof name, "%s:", f[(i - all) / 2].name);
    return na_str_c(name);
}

static na_str random_seed(void)
{
    return na_str_c(seeds[below(sizeof seeds / sizeof *seeds)]);
}

/* Puts s in at a place, in place of cut bytes. */
static void put_in(na_buf *b, size_t at, size_t cut, na_str s)
{
    na_buf tail;

    na_buf_init(&tail, LONGEST * 4);
    na_buf_str(&tail, na_str_sub(na_buf_get(b), at + cut, b->len));
    b->len = at;
    na_buf_str(b, s);
    na_buf_str(b, na_buf_get(&tail));
    na_buf_release(&tail);
}

static void mutate(na_buf *b)
{
    size_t at = below(b->len + 1), n = below(below(4) ? 4 : 40);
    char byte;
    na_buf part;

    if (n > b->len - at) n = b->len - at;
    switch (below(8)) {
    case 0:
        put_in(b, at, n, na_str_c(""));
        break;
    case 1: /* doubled, sometimes often */
        na_buf_init(&part, LONGEST * 4);
        for (size_t k = below(16) ? 1 : 1 + below(200); k > 0; k--)
            na_buf_str(&part, na_str_sub(na_buf_get(b), at, at + n));
        put_in(b, at, 0, na_buf_get(&part));
        na_buf_release(&part);
        break;
    case 2:
        byte = (char)below(below(8) ? 128 : 256);
        put_in(b, at, n > 0, na_str_n(&byte, 1));
        break;
    case 3:
        put_in(b, at, below(2) ? 0 : b->len - at, random_seed());
        break;
    case 4: /* in parentheses, as deep as may be and deeper */
        n = below(8) ? 1 + below(3) : 1 + below(NA_QUERY_LEVELS + 4);
        for (size_t i = 0; i < n; i++) put_in(b, 0, 0, na_str_c(below(3) ? "(" : "-("));
        for (size_t i = 0; i < n && below(9); i++) na_buf_putc(b, ')');
        break;
    default:
        put_in(b, at, 0, random_piece());
    }
    if (b->len > LONGEST) b->len = LONGEST;
}

/* Some are made, not mutated: as long, as deep, as many as allowed, or one more. */
static void extreme(na_buf *b, size_t i)
{
    static const struct {
        const char *before, *again, *behind;
        size_t times;
    } v[] = {
        { "", "(", "a", NA_QUERY_LEVELS },
        { "", "(", "a", NA_QUERY_LEVELS + 1 },
        { "", "NOT ", "ka", 5000 },
        { "", "ka OR ", "ka", NA_QUERY_TERMS - 1 },
        { "", "ka ", "", NA_QUERY_TERMS },
        { "", "k* OR ", "k", NA_QUERY_TERMS - 1 },
        { "ka", " NEAR/9 ro", "", 200 },
        { "ka", " /s ro", "", 200 },
        { "\"", "ka ", "\"~10000", 100 },
        { "\"", "ka ", "\"", NA_QUERY_TERMS },
        { "", "ATLEAST/2 ", "ka", 5000 },
        { "", "title:(", "ka", NA_QUERY_LEVELS },
        { "(((ka NEAR/9 ro)", " PRE/9 (min OR to) NEAR/9 (ka /p ro)", ")", 20 },
        { "", "a", "", NA_QUERY_BYTES },
        { "", "a", "", NA_QUERY_BYTES + 1 },
        { "a", "\xcc\x81", "", 20000 },
        { "", "\xea\xb0\x80", "", 900 },
        { "", "\"", "", 4001 },
        { "", "-", "", 4001 },
        { "", "source:", "", 4001 },
        { "lang:(en", " OR ko", ")", 900 },
        { "date:", "2014..", "", 900 },
    };
    size_t n = sizeof v / sizeof *v;

    na_buf_puts(b, v[i % n].before);
    for (size_t k = 0; k < v[i % n].times; k++) na_buf_puts(b, v[i % n].again);
    na_buf_puts(b, v[i % n].behind);
}

/* -- what is wanted ------------------------------------------------------------------ */

static double cpu_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static char *shown(na_str s)
{
    static char line[600];

    line[na_escape(na_str_sub(s, 0, 120), false, line, sizeof line - 1)] = '\0';
    return line;
}

static void prints_the_same(const na_query *q, na_str s)
{
    na_buf text, tree, again;
    na_query *other = NULL;
    na_err e = { 0 };

    na_buf_init(&text, 16 * NA_MIB);
    na_buf_init(&tree, 64 * NA_MIB);
    na_buf_init(&again, 64 * NA_MIB);
    must(na_query_print(q, &text), &e);
    if (text.len <= NA_QUERY_BYTES) { /* a field before each word can make it too long */
        if (na_query_parse(&other, na_buf_get(&text), 0, NULL, &e) < 0)
            fail_msg("%s: its own text is no query: %s", shown(s), e.msg);
        dump_node(&tree, na_query_root(q));
        dump_node(&again, na_query_root(other));
        if (!na_str_eq(na_buf_get(&tree), na_buf_get(&again)))
            fail_msg("%s: its own text gives another tree", shown(s));
        assert_int_equal(na_query_sort(q), na_query_sort(other));
    }
    na_query_free(other);
    na_buf_release(&text);
    na_buf_release(&tree);
    na_buf_release(&again);
}

static void search_for(world *w, const na_query *q, na_str s)
{
    const na_search_opts o = { .limit = 10 };
    na_err e = { 0 };
    na_hits *h = NULL;
    na_snippet sn;
    int rc = na_search(w->arc, q, &o, &h, &e);

    if (rc < 0) fail_msg("%s: error %d: %s", shown(s), rc, e.msg);
    assert_int_equal(na_hits_info(h)->damaged, 0);
    answered += na_hits_n(h) > 0;
    if (na_hits_n(h) > 0) must(na_hit_snippet(h, 0, 320, &sn, &e), &e);
    na_hits_free(h);
}

static void try_string(world *w, na_str s)
{
    na_query *q = NULL;
    na_err e = { 0 };
    na_buf caret;
    size_t at = 0;
    double start = cpu_seconds();
    int rc = na_query_parse(&q, s, NOW, &at, &e);

    if (rc == NA_EQUERY) {
        refused++;
        na_buf_init(&caret, NA_MIB);
        if (at > s.len || e.msg[0] == '\0') fail_msg("%s: no place or reason", shown(s));
        assert_int_equal(na_query_caret(s, at, &caret), NA_OK);
        na_buf_release(&caret);
    } else {
        if (rc < 0) fail_msg("%s: error %d: %s", shown(s), rc, e.msg);
        prints_the_same(q, s);
        search_for(w, q, s);
    }
    na_query_free(q);
    if (cpu_seconds() - start > SECONDS)
        fail_msg("%s: %.1f s", shown(s), cpu_seconds() - start);
}

static void any_string(void **state)
{
    size_t n = getenv("NEWSARC_LONG") ? 10 * STRINGS : STRINGS;
    world w;
    na_buf b;

    (void)state;
    make_world(&w);
    na_buf_init(&b, 16 * NA_MIB);
    for (size_t i = 0; i < n; i++) {
        na_buf_reset(&b);
        if (i < 44) {
            extreme(&b, i);
            if (i >= 22) mutate(&b);
        } else {
            na_buf_str(&b, random_seed());
            for (size_t k = 1 + below(below(4) ? 4 : 12); k > 0; k--) mutate(&b);
        }
        try_string(&w, na_buf_get(&b));
    }
    print_message("%zu strings, %zu refused, %zu with an answer, seed %llu\n", n, refused,
                  answered, (unsigned long long)seed);
    assert_true(refused < n && answered > n / 100);
    na_buf_release(&b);
    na_arc_close(w.arc);
    na_arena_release(&w.arena);
    remove_tree(w.dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(any_string) };
    const char *s = getenv("NEWSARC_TEST_SEED");

    seed = rng_state = s ? strtoull(s, NULL, 10) : 20250406;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
