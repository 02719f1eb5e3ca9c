/* SPDX-License-Identifier: MIT */
/* core_search_test.c - one evaluator, however the articles are split
 *
 * Articles are generated (or read from a file of JSON lines named by NEWSARC_TEST_ARTICLES)
 * and put into three archives: one volume, several volumes and a head at random, the head
 * alone. Queries of every kind are drawn from their words; each must give the same ids,
 * order and scores in all three, and the ids and scores that brute.h works out without an
 * index. NEWSARC_TEST_SEED repeats a run. */
#include "answer.h"
#include "base/path.h"
#include "text/article_json.h"

#define GENERATED 5000
#define QUERIES 200
#define ARCHIVES 3

/* -- articles ------------------------------------------------------------------------ */

typedef struct corpus {
    na_arena arena;
    na_article *v;
    size_t n;
    brute b;
} corpus;

static void corpus_make(corpus *c)
{
    const char *file = getenv("NEWSARC_TEST_ARTICLES");
    na_buf bytes;
    na_str rest, line;
    size_t cap = 1 << 20;

    na_buf_init(&bytes, (size_t)1 << 30);
    c->v = calloc(cap, sizeof *c->v);
    assert_non_null(c->v);
    if (!file) {
        for (c->n = 0; c->n < GENERATED; c->n++) generate(&c->v[c->n], &c->arena, c->n);
    } else {
        assert_int_equal(na_path_read(file, (size_t)1 << 30, &bytes, NULL), NA_OK);
        for (rest = na_buf_get(&bytes); c->n < cap && na_str_line(&rest, &line); c->n++)
            assert_int_equal(na_article_from_json(line, &c->v[c->n], &c->arena, NULL),
                             NA_OK);
    }
    na_buf_release(&bytes);
}

/* -- archives ------------------------------------------------------------------------ */

static char base_dir[] = "/tmp/newsarc-search-XXXXXX";
static na_arc *arcs[ARCHIVES];

/* splits: how many times the head is sealed on the way; last: seal what remains too. */
static na_arc *archive_make(corpus *c, int which, size_t splits, bool last)
{
    na_err e = { 0 };
    na_arc *a = NULL;
    char dir[64];
    size_t *order = calloc(c->n, sizeof *order), every = splits ? c->n / splits : c->n;
    na_seal_report report;

    (void)snprintf(dir, sizeof dir, "%s/%d", base_dir, which);
    must(na_arc_open(&a, dir, NA_ARC_WRITE | NA_ARC_CREATE, &e), &e);
    for (size_t i = 0; i < c->n; i++) order[i] = i;
    for (size_t i = c->n; i-- > 1;) { /* articles arrive in any order */
        size_t j = below(i + 1), t = order[i];
        order[i] = order[j], order[j] = t;
    }
    must(na_arc_begin(a, &e), &e);
    for (size_t i = 0; i < c->n; i++) {
        na_article art = c->v[order[i]];
        na_added added;
        must(na_article_check(&art, &e), &e);
        must(na_arc_add(a, &art, &added, &e), &e);
        if (added == NA_ADDED_NEW && which == 0) brute_add(&c->b, &art, art.id.ptr);
        if (below(500) == 0 || (splits && (i + 1) % every == 0)) {
            must(na_arc_commit(a, &e), &e);
            if (splits && (i + 1) % every == 0 && i + 1 < c->n - every / 2)
                must(na_arc_seal(a, &report, NULL, NULL, &e), &e);
            must(na_arc_begin(a, &e), &e);
        }
    }
    must(na_arc_commit(a, &e), &e);
    if (last) must(na_arc_seal(a, &report, NULL, NULL, &e), &e);
    na_arc_close(a);
    free(order);
    a = NULL;
    must(na_arc_open(&a, dir, NA_ARC_READ, &e), &e);
    return a;
}

/* -- queries ------------------------------------------------------------------------- */

enum {
    Q_WORD,
    Q_PHRASE,
    Q_PREFIX,
    Q_AND,
    Q_OR,
    Q_NOT,
    Q_FIELD,
    Q_DATE,
    Q_NEAR,
    Q_PRE,
    Q_SLOP,
    Q_SENTENCE,
    Q_PARAGRAPH,
    Q_ATLEAST,
    Q_WORDS,
    Q_NEAR_NEST,
    Q_LANG,
    Q_NEST,
    Q_KINDS
};

/* A typed-looking word out of an article: the text between blanks. */
static na_str pick_run(const na_article *a, size_t n)
{
    na_str t = a->body.len > 0 ? a->body : a->title;
    size_t at = below(t.len), end;

    while (at > 0 && (unsigned char)t.ptr[at - 1] > ' ') at--;
    for (end = at; end < t.len && n > 0; end++)
        if ((unsigned char)t.ptr[end] <= ' ' && --n == 0) break;
    return na_str_sub(t, at, end);
}

static void put_operand(corpus *c, na_buf *q, const na_article *a)
{
    na_str w = pick_run(a, 1);
    size_t plain = 0;

    (void)c;
    while (plain < w.len && w.ptr[plain] >= 'a' && w.ptr[plain] <= 'z') plain++;
    if (plain > 0 && below(3)) { /* stands for others with its stem */
        if (below(5) == 0) na_buf_putc(q, '=');
        na_buf_str(q, na_str_sub(w, 0, plain));
        return;
    }
    na_buf_putc(q, '"'); /* punctuation of the text is no operator */
    for (size_t i = 0; i < w.len; i++)
        if (w.ptr[i] != '"') na_buf_putc(q, w.ptr[i]);
    na_buf_putc(q, '"');
}

static void put_phrase(na_buf *q, const na_article *a)
{
    na_str w = pick_run(a, 2 + below(3));

    na_buf_putc(q, '"');
    for (size_t i = 0; i < w.len; i++)
        na_buf_putc(q, w.ptr[i] == '"' || w.ptr[i] == '\n' ? ' ' : w.ptr[i]);
    na_buf_putc(q, '"');
}

static void put_prefix(corpus *c, na_buf *q)
{
    na_str w = c->b.word[below(c->b.nwords)];
    size_t n = 1 + below(4);

    if (n > w.len) n = w.len;
    while (n < w.len && ((unsigned char)w.ptr[n] & 0xc0) == 0x80) n++;
    na_buf_str(q, na_str_sub(w, 0, n));
    na_buf_putc(q, '*');
}

/* An operand of proximity: a word of the article, sometimes a phrase, prefix or choice. */
static void put_place(corpus *c, na_buf *q, const na_article *a)
{
    switch (below(8)) {
    case 0:
        put_phrase(q, a);
        break;
    case 1:
        put_prefix(c, q);
        break;
    case 2:
        na_buf_putc(q, '('), put_operand(c, q, a), na_buf_puts(q, " OR ");
        put_phrase(q, a), na_buf_putc(q, ')');
        break;
    default:
        put_operand(c, q, a);
    }
}

static void put_near_op(na_buf *q)
{
    switch (below(6)) {
    case 0:
        na_buf_puts(q, " NEAR ");
        break;
    case 1:
        na_buf_puts(q, " /s ");
        break;
    case 2:
        na_buf_puts(q, " /p ");
        break;
    case 3:
        na_buf_printf(q, " PRE/%zu ", 1 + below(9));
        break;
    default:
        na_buf_printf(q, " w/%zu ", 1 + below(9));
    }
}

/* Two to four places with the same operator between them; some articles hold them. */
static void put_chain(corpus *c, na_buf *q, const na_article *a, const char *op)
{
    for (size_t i = 0, n = 2 + below(2) * below(2) + below(9) / 8; i < n; i++) {
        if (i) na_buf_puts(q, op);
        put_place(c, q, a);
    }
}

static void put_slop(na_buf *q, const na_article *a)
{
    na_str w = pick_run(a, 2 + below(4));
    size_t words = 0;

    na_buf_putc(q, '"');
    for (size_t i = 0; i < w.len;
         i++) { /* the first two and the last, the last one first */
        bool blank = (unsigned char)w.ptr[i] <= ' ';
        words += blank;
        na_buf_putc(q, w.ptr[i] == '"' || blank || words == 2 ? ' ' : w.ptr[i]);
    }
    if (below(3) == 0) {
        na_buf_putc(q, ' ');
        for (size_t i = 0; i < w.len && (unsigned char)w.ptr[i] > ' '; i++)
            na_buf_putc(q, w.ptr[i] == '"' ? ' ' : w.ptr[i]);
    }
    na_buf_printf(q, "\"~%zu", below(8));
}

static void put_query(corpus *c, int kind, na_buf *q)
{
    static const char *const fields[] = { "title:", "body:", "deck:", "source:", "tag:" };
    static const char *const langs[] = { "lang:fr", "lang:en", "(lang:es OR lang:en-GB)",
                                         "lang:i*", "lang:ko", "-lang:fr" };
    const na_article *a = &c->v[below(c->n)], *o = &c->v[below(c->n)];
    char day[32], op[32];
    size_t n;

    switch (kind) {
    case Q_NEAR:
    case Q_PRE:
        (void)snprintf(op, sizeof op, " %s/%zu ", kind == Q_PRE ? "PRE" : "NEAR",
                       1 + below(below(2) ? 5 : 40));
        put_chain(c, q, a, op);
        break;
    case Q_SLOP:
        if (below(4) == 0) na_buf_puts(q, "body:");
        put_slop(q, a);
        break;
    case Q_SENTENCE:
        put_chain(c, q, a, " /s ");
        break;
    case Q_PARAGRAPH:
        put_chain(c, q, a, " /p ");
        break;
    case Q_ATLEAST:
        na_buf_printf(q, "ATLEAST/%zu(", 1 + below(3));
        put_place(c, q, a);
        if (below(3) == 0) put_near_op(q), put_place(c, q, a);
        na_buf_putc(q, ')');
        if (below(3) == 0) na_buf_putc(q, ' '), put_operand(c, q, a);
        break;
    case Q_WORDS:
        n = below(120);
        put_operand(c, q, a);
        switch (below(4)) {
        case 0:
            na_buf_printf(q, " words:>%zu", n);
            break;
        case 1:
            na_buf_printf(q, " -words:<=%zu", n);
            break;
        case 2:
            na_buf_printf(q, " words:%zu..%zu", n, n + below(30));
            break;
        default:
            na_buf_printf(q, " words:<%zu", n + 1);
        }
        break;
    case Q_NEAR_NEST:
        na_buf_putc(q, '('), put_place(c, q, a), put_near_op(q), put_place(c, q, a);
        na_buf_putc(q, ')'), put_near_op(q), put_place(c, q, a);
        if (below(2))
            na_buf_puts(q, " -("), put_place(c, q, o), put_near_op(q), put_place(c, q, o),
                na_buf_putc(q, ')');
        if (below(2)) na_buf_puts(q, " OR "), put_slop(q, o);
        break;
    case Q_LANG:
        put_operand(c, q, a), na_buf_putc(q, ' ');
        na_buf_puts(q, langs[below(sizeof langs / sizeof *langs)]);
        break;
    case Q_WORD:
        put_operand(c, q, a);
        break;
    case Q_PHRASE:
        put_phrase(q, a);
        break;
    case Q_PREFIX:
        put_prefix(c, q);
        break;
    case Q_AND:
        put_operand(c, q, a), na_buf_putc(q, ' '), put_operand(c, q, a);
        break;
    case Q_OR:
        put_operand(c, q, a), na_buf_puts(q, " OR "), put_operand(c, q, o);
        break;
    case Q_NOT:
        put_operand(c, q, a), na_buf_puts(q, " -"), put_operand(c, q, o);
        break;
    case Q_FIELD:
        na_buf_puts(q, fields[below(5)]);
        if (below(2))
            put_operand(c, q, a);
        else
            na_buf_str(q, a->source.len ? na_str_sub(a->source, 0, 6) : NA_STR("x"));
        break;
    case Q_DATE:
        put_operand(c, q, a);
        na_rfc3339_date(a->published.len ? na_article_time(a) : 1500000000, day);
        na_buf_printf(q, " %s%s", below(2) ? "after:" : "before:", day);
        break;
    default:
        na_buf_putc(q, '(');
        put_operand(c, q, a), na_buf_puts(q, " OR ("), put_operand(c, q, o);
        na_buf_putc(q, ' '), put_prefix(c, q), na_buf_puts(q, ")) -(");
        put_phrase(q, o), na_buf_puts(q, " OR title:"), put_operand(c, q, o);
        na_buf_puts(q, ") lang:en");
    }
}

/* 1 when the query had a hit and counts. */
static int one_query(corpus *c, int kind)
{
    na_buf text;
    na_query *q = NULL;
    na_err e = { 0 };
    answer first;
    int sort, counts;

    na_buf_init(&text, 1 << 16);
    put_query(c, kind, &text);
    must(na_query_parse(&q, na_buf_get(&text), 1700000000, NULL, &e), &e);
    sort = below(4) == 0   ? NA_SORT_NEWEST
           : below(6) == 0 ? NA_SORT_OLDEST
                           : NA_SORT_RELEVANCE;
    first = ask(arcs[0], q, sort, 0, SIZE_MAX);
    assert_int_equal(first.total, first.n);
    counts = first.n > 0;
    if (sort == NA_SORT_RELEVANCE) same_as_brute(&c->b, q, &first, na_buf_cstr(&text));
    if (counts) {
        for (int i = 1; i < ARCHIVES; i++) {
            answer other = ask(arcs[i], q, sort, 0, SIZE_MAX);
            same_answer(&first, &other, na_buf_cstr(&text), i);
            answer_free(&other);
        }
        for (int i = 0; i < ARCHIVES; i++)
            same_page(&first, arcs[i], q, sort, na_buf_cstr(&text), i);
    }
    answer_free(&first);
    brute_forget(&c->b);
    na_query_free(q);
    na_buf_release(&text);
    return counts;
}

static void same_however_split(void **state)
{
    corpus c = { 0 };
    int done[Q_KINDS] = { 0 }, total = 0;

    (void)state;
    assert_non_null(mkdtemp(base_dir));
    corpus_make(&c);
    brute_init(&c.b, c.n);
    arcs[0] = archive_make(&c, 0, 0, true);
    arcs[1] = archive_make(&c, 1, 3 + below(5), false);
    arcs[2] = archive_make(&c, 2, 0, false);
    qsort(c.b.doc, c.b.ndocs, sizeof *c.b.doc, by_id);
    for (int tries = 0; total < QUERIES + 20 * Q_KINDS && tries < 20000; tries++) {
        int kind = tries % Q_KINDS;
        if (done[kind] >= 20 && total >= QUERIES) continue;
        int hit = one_query(&c, kind);
        done[kind] += hit, total += hit;
    }
    for (int k = 0; k < Q_KINDS; k++)
        if (done[k] < 20) fail_msg("only %d queries of kind %d had a hit", done[k], k);
    print_message("%d queries over %zu articles, seed %llu\n", total, c.n,
                  (unsigned long long)seed);
    assert_true(total >= QUERIES);
    for (int i = 0; i < ARCHIVES; i++) na_arc_close(arcs[i]);
    brute_release(&c.b);
    na_arena_release(&c.arena);
    free(c.v);
    remove_tree(base_dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(same_however_split) };
    const char *s = getenv("NEWSARC_TEST_SEED");

    seed = rng_state = s ? strtoull(s, NULL, 10) : (uint64_t)na_mono_ms() * 2654435761u;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
