/* SPDX-License-Identifier: MIT */
/* Tallies equal what is counted from the articles of a search's hits, however the articles
 * are split over volumes and head; periods; a volume that is not there.
 * NEWSARC_TEST_SEED repeats a run. */
#include "core/tally.h"
#include "core_fixture.h"

#define ROUNDS 6
#define QUERIES 40

static uint64_t seed, rng_state;

static uint64_t rng(void) /* splitmix64 */
{
    uint64_t z = (rng_state += 0x9e3779b97f4a7c15u);
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}
static size_t below(size_t n) { return (size_t)(rng() % n); }

static const char *const words[] = { "oil",  "gold", "wheat", "평양", "마라톤",
                                     "rare", "ship", "ferry", "fog",  "port" };

/* Article n with random contents; text makes another revision of it. */
static void put(struct box *b, size_t n, int text)
{
    static const char *const sources[] = { "", "Wire", "부두 통신", "Quay Times" };
    static const char *const langs[] = { "", "en", "en-GB", "ko" };
    static const char *const tags[] = { "harbour", "light", "economy", "a b", "평양" };
    char key[32], body[256] = "", date[32];
    na_str tag[4];
    na_err err = { 0 };
    na_added how;

    (void)snprintf(key, sizeof key, "k%zu", n);
    for (size_t i = 0, k = 1 + below(6); i < k; i++) {
        size_t len = strlen(body);
        (void)snprintf(body + len, sizeof body - len, "%s ", words[below(10)]);
    }
    (void)snprintf(body + strlen(body), sizeof body - strlen(body), "v%d", text);
    na_article art = { .key = na_str_c(key),
                       .url = NA_STR("https://example.org/x"),
                       .title = NA_STR("Title"),
                       .body = na_str_c(body),
                       .source = na_str_c(sources[n % 4]), /* of its identity */
                       .lang = na_str_c(langs[below(4)]),
                       .tags = { tag, below(5) } };
    for (size_t i = 0; i < art.tags.n; i++)
        tag[i] = na_str_c(tags[below(5)]); /* twice, too */
    if (below(9)) {
        na_rfc3339_utc(1300000000 + (int64_t)below(4000) * 43211, date);
        art.published = na_str_c(date);
        art.published_precision = NA_PREC_SECOND;
    }
    must(na_article_check(&art, &err), &err);
    must(na_arc_add(b->arc, &art, &how, &err), &err);
}

/* Articles, some in a second revision, some sealed into volumes of any size. */
static void fill(struct box *b)
{
    size_t n = 150 + below(250), seals = below(5);
    na_err err = { 0 };

    for (size_t part = 0; part <= seals; part++) {
        must(na_arc_begin(b->arc, &err), &err);
        for (size_t i = 0; i < n; i++)
            if (below(seals + 1) == 0 || part == 0) put(b, i, (int)part);
        must(na_arc_commit(b->arc, &err), &err);
        if (part < seals) (void)seal(b, 4096 + below(100000));
    }
    close_arc(b);
    open_arc(b, NA_ARC_READ);
}

/* -- by force ------------------------------------------------------------------------ */

typedef struct truth {
    struct {
        char value[64];
        int64_t at;
        uint64_t n;
    } v[4096];
    size_t n;
} truth;

static void count(truth *t, na_str value, int64_t at)
{
    size_t i = 0;

    while (i < t->n && (t->v[i].at != at || !na_str_eqc(value, t->v[i].value))) i++;
    if (i == t->n) {
        assert_true(t->n < 4096 && value.len < sizeof t->v[i].value);
        memcpy(t->v[i].value, value.ptr ? value.ptr : "", value.len);
        t->v[i].value[value.len] = 0;
        t->v[i].at = at;
        t->v[i].n = 0;
        t->n++;
    }
    t->v[i].n++;
}

static void count_article(truth *t, const na_article *a, na_tally_field f)
{
    int64_t secs = na_article_time(a);
    const na_str *tag = a->tags.v;

    if (f == NA_TALLY_DAY)
        count(t, na_str_c(""), secs == NA_TIME_NONE ? secs : secs / 86400);
    else if (f == NA_TALLY_SOURCE)
        count(t, a->source, 0);
    else if (f == NA_TALLY_LANG)
        count(t, a->lang, 0);
    else if (a->tags.n == 0)
        count(t, na_str_c(""), 0);
    for (size_t i = 0; f == NA_TALLY_TAG && i < a->tags.n; i++) {
        size_t k = 0;
        while (k < i && !na_str_eq(tag[k], tag[i])) k++;
        if (k == i) count(t, tag[i], 0);
    }
}

static void by_force(struct box *b, const na_query *q, na_tally_field f, truth *t,
                     uint64_t *total, uint64_t *left_out)
{
    const na_search_opts o = { .limit = SIZE_MAX };
    const na_article *art;
    na_err err = { 0 };
    na_hits *h;

    t->n = 0;
    must(na_search(b->arc, q, &o, &h, &err), &err);
    for (size_t i = 0; i < na_hits_n(h); i++) {
        must(na_hit_article(h, i, &art, &err), &err);
        count_article(t, art, f);
    }
    *total = na_hits_info(h)->total;
    *left_out = na_hits_info(h)->undated_left_out;
    na_hits_free(h);
}

static void same(const na_tally *t, size_t q, const truth *want, const char *text)
{
    size_t rows = 0;

    for (size_t i = 0; i < t->n; i++) {
        const na_tally_row *r = &t->v[i];
        size_t k = 0;
        if (i > 0)
            assert_true(r->at > r[-1].at ||
                        (r->at == r[-1].at && na_str_cmp(r[-1].value, r->value) < 0));
        if (r->n[q] == 0) continue;
        while (k < want->n &&
               (want->v[k].at != r->at || !na_str_eqc(r->value, want->v[k].value)))
            k++;
        if (k == want->n || want->v[k].n != r->n[q])
            fail_msg("%s: \"%.*s\" %lld: %llu, by force %llu (seed %llu)", text,
                     NA_STR_ARG(r->value), (long long)r->at, (unsigned long long)r->n[q],
                     (unsigned long long)(k < want->n ? want->v[k].n : 0),
                     (unsigned long long)seed);
        rows++;
    }
    if (rows != want->n)
        fail_msg("%s: %zu values, by force %zu (seed %llu)", text, rows, want->n,
                 (unsigned long long)seed);
}

static void make_query(na_buf *text)
{
    const char *a = words[below(10)], *b = words[below(10)];

    na_buf_reset(text);
    switch (below(7)) {
    case 0:
        break;
    case 1:
        na_buf_puts(text, a);
        break;
    case 2:
        na_buf_printf(text, "%s OR %s", a, b);
        break;
    case 3:
        na_buf_printf(text, "%s -%s", a, b);
        break;
    case 4:
        na_buf_printf(text, "-%s", a);
        break;
    case 5:
        na_buf_printf(text, "%s after:201%zu", a, 1 + below(6));
        break;
    default:
        na_buf_printf(text, "(%s OR lang:ko) before:2014", a);
    }
}

static void equals_hits(void **state)
{
    static truth want;
    na_buf text;

    (void)state;
    na_buf_init(&text, 4096);
    for (int round = 0; round < ROUNDS; round++) {
        void *box;
        struct box *b;
        assert_int_equal(setup(&box), 0);
        b = box;
        fill(b);
        for (int k = 0; k < QUERIES; k++) {
            na_tally_field f = (na_tally_field)below(4);
            na_query *q[3] = { 0 };
            size_t n = 1 + below(3);
            na_err err = { 0 };
            na_tally *t = NULL;
            char last[128];
            for (size_t i = 0; i < n; i++) {
                make_query(&text);
                (void)snprintf(last, sizeof last, "%s", na_buf_cstr(&text));
                must(na_query_parse(&q[i], na_buf_get(&text), 1700000000, NULL, &err),
                     &err);
            }
            must(na_tally_new(&t, b->arc, (const na_query *const *)q, n, f, &err), &err);
            assert_int_equal(t->info.damaged, 0);
            for (size_t i = 0; i < n; i++) {
                uint64_t total, left_out;
                by_force(b, q[i], f, &want, &total, &left_out);
                assert_int_equal(t->total[i], total);
                assert_int_equal(t->left_out[i], left_out);
                same(t, i, &want, last);
                na_query_free(q[i]);
            }
            na_tally_free(t);
        }
        (void)teardown(&box);
    }
    na_buf_release(&text);
}

/* -- a volume that is missing --------------------------------------------------------- */

static void missing(void **state)
{
    struct box *b = *state;
    na_query *q[2] = { 0 };
    na_catrow *rows = NULL;
    na_err err = { 0 };
    na_tally *t = NULL;
    char path[256];
    size_t n;

    add_range(b, 0, 40, 1, NA_ADDED_NEW);
    seal(b, NA_VOLUME_JSON);
    add_range(b, 40, 70, 1, NA_ADDED_NEW);
    seal(b, NA_VOLUME_JSON);
    add_range(b, 70, 75, 1, NA_ADDED_NEW);
    must(na_catalogue(b->arc, &rows, &n, &err), &err);
    assert_int_equal(n, 2);
    for (size_t i = 0; i < n; i++)
        if (rows[i].articles == 40) {
            (void)snprintf(path, sizeof path, "%s/" NA_VOLUME_DIR "/%s", b->dir,
                           rows[i].name);
            assert_int_equal(unlink(path), 0);
        }
    free(rows);
    na_volumes_drop(b->arc);
    must(na_query_parse(&q[0], NA_STR(""), 0, NULL, &err), &err);
    must(na_query_parse(&q[1], NA_STR("crowd after:2025-06"), 0, NULL, &err), &err);
    must(na_tally_new(&t, b->arc, (const na_query *const *)q, 2, NA_TALLY_SOURCE, &err),
         &err);
    assert_int_equal(t->info.damaged, 1);
    assert_non_null(strstr(t->info.damage, ".narc"));
    assert_int_equal(t->total[0], 35);
    assert_int_equal(t->n, 1);
    assert_true(na_str_eqc(t->v[0].value, "Generated"));
    assert_int_equal(t->v[0].n[0], 35);
    assert_int_equal(t->v[0].n[1], t->total[1]);
    assert_true(t->total[1] > 0 && t->total[1] < 35);
    na_tally_free(t);
    na_query_free(q[0]);
    na_query_free(q[1]);
}

/* -- periods --------------------------------------------------------------------------- */

static void label_of(na_period p, int64_t y, int m, int d, const char *want)
{
    char out[32];

    na_period_label(p, na_period_of(p, na_days_from_civil(y, m, d)), out);
    assert_string_equal(out, want);
}

static void periods(void **state)
{
    (void)state;
    label_of(NA_PERIOD_WEEK, 2021, 1, 3, "2020-W53");
    label_of(NA_PERIOD_WEEK, 2021, 1, 4, "2021-W01");
    label_of(NA_PERIOD_WEEK, 2024, 12, 30, "2025-W01");
    label_of(NA_PERIOD_WEEK, 1969, 12, 28, "1969-W52");
    label_of(NA_PERIOD_WEEK, 1969, 12, 29, "1970-W01");
    label_of(NA_PERIOD_MONTH, 1969, 12, 31, "1969-12");
    label_of(NA_PERIOD_YEAR, 1, 1, 1, "0001");
    label_of(NA_PERIOD_DAY, 9999, 12, 31, "9999-12-31");
    assert_int_equal(na_period_day(-1), -1);
    assert_int_equal(na_period_day(INT64_MAX), na_days_from_civil(9999, 12, 31));
    assert_int_equal(na_period_day(INT64_MIN + 1), na_days_from_civil(1, 1, 1));
    for (int i = 0; i < 20000; i++) {
        int64_t day = (int64_t)below(3652059) + na_days_from_civil(1, 1, 1);
        for (int p = NA_PERIOD_YEAR; p <= NA_PERIOD_DAY; p++) {
            int64_t n = na_period_of((na_period)p, day);
            assert_true(na_period_start((na_period)p, n) <= day);
            assert_true(na_period_start((na_period)p, n + 1) > day);
            assert_int_equal(na_period_of((na_period)p, na_period_start((na_period)p, n)),
                             n);
        }
    }
    assert_int_equal(na_period_for(0, 0), NA_PERIOD_DAY);
    assert_int_equal(na_period_for(0, 100), NA_PERIOD_WEEK);
    assert_int_equal(na_period_for(0, 700), NA_PERIOD_MONTH);
    assert_int_equal(na_period_for(0, 70000), NA_PERIOD_YEAR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equals_hits),
        cmocka_unit_test_setup_teardown(missing, setup, teardown),
        cmocka_unit_test(periods),
    };
    const char *s = getenv("NEWSARC_TEST_SEED");

    seed = rng_state = s ? strtoull(s, NULL, 10) : (uint64_t)na_mono_ms() * 2654435761u;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
