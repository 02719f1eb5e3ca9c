/* SPDX-License-Identifier: MIT */
/* core_marks_test.c - the user's marks, beside a model that knows what each article should
 * be
 *
 * Articles are added, revised, marked, unmarked, sealed and compacted in random order, and
 * the archive is opened anew now and then. After each round what it gives, finds and
 * verifies must be what the model says; and an archive of the same articles that is told
 * only the overlay.jsonl of all volumes must be the same. NEWSARC_TEST_SEED repeats a
 * run. */
#include "core/marks.h"
#include "core/search.h"
#include "core_fixture.h"

#define ARTICLES 30
#define ROUNDS 40

typedef struct model {
    bool there;
    int text; /* of its latest revision */
    const char *title, *source, *section, *published, *note;
    bool tag[4];
} model;

static const char *const tag_names[] = { "economy", "Pyongyang", "race", "to read" };
static const char *const titles[] = { "Quiet harbour", "Loud 평양", "Marathon of boats" };
static const char *const sources[] = { "Generated", "Harbour Post", "Wire" };
static const char *const dates[] = { "2001", "2002-03", "2003-04-05",
                                     "2004-05-06T07:08:09Z" };
static const char *const notes[] = { "ask the harbour master", "핵 확인", "doubtful" };

static uint64_t rng = 1;
static size_t below(size_t n)
{
    rng = rng * 6364136223846793005u + 1442695040888963407u;
    return (size_t)(rng >> 33) % n;
}

static model world[ARTICLES];

static void start(int n)
{
    world[n] = (model){ .there = true, .source = "Generated" };
    world[n].tag[0] = world[n].tag[1] = true;
}

/* -- what is done ---------------------------------------------------------------------- */

static void mark(struct box *b, int n, const char *field, const char *value)
{
    na_mark m = { .field = na_str_c(field), .drop = value == NULL };
    na_err err = { 0 };
    bool changed;
    char id[17];

    if (value) m.value = na_str_c(value);
    id_of(n, id);
    must(na_mark_check(&m, &err), &err);
    must(na_arc_begin(b->arc, &err), &err);
    must(na_arc_mark(b->arc, na_str_n(id, 16), &m, 1, &changed, &err), &err);
    must(na_arc_commit(b->arc, &err), &err);
}

static void mark_tag(struct box *b, int n, size_t t)
{
    char field[64];
    bool on = below(2);

    (void)snprintf(field, sizeof field, "tag/%s", tag_names[t]);
    if (below(5) == 0) {
        mark(b, n, field, NULL);
        world[n].tag[t] = t < 2;
    } else {
        mark(b, n, field, on ? "+" : "-");
        world[n].tag[t] = on;
    }
}

static void pick(struct box *b, int n, const char *field, const char **slot,
                 const char *const *from, size_t count)
{
    *slot = below(4) ? from[below(count)] : NULL;
    mark(b, n, field, *slot);
}

static void compact(struct box *b)
{
    na_compact_report r;
    na_err err = { 0 };
    must(na_arc_compact(b->arc, NA_COMPACT_ALL, &r, NULL, NULL, &err), &err);
}

static void one_step(struct box *b)
{
    int n = (int)below(ARTICLES);
    model *m = &world[n];

    if (!m->there) {
        add_range(b, n, n + 1, 0, NA_ADDED_NEW);
        start(n);
        return;
    }
    switch (below(9)) {
    case 0:
        add_range(b, n, n + 1, ++m->text, NA_ADDED_REVISION);
        break;
    case 1:
        pick(b, n, "title", &m->title, titles, 3);
        break;
    case 2:
        pick(b, n, "source", &m->source, sources, 3);
        if (!m->source) m->source = "Generated";
        break;
    case 3:
        pick(b, n, "published", &m->published, dates, 4);
        break;
    case 4:
        pick(b, n, "note", &m->note, notes, 3);
        break;
    case 5:
        if (below(3) == 0) seal(b, 1 << 20);
        if (below(6) == 0) compact(b);
        break;
    default:
        mark_tag(b, n, below(4));
    }
}

/* -- what must be ---------------------------------------------------------------------- */

static bool has_tag(const na_article *a, const char *tag)
{
    for (size_t i = 0; i < a->tags.n; i++)
        if (na_str_eqc(a->tags.v[i], tag)) return true;
    return false;
}

static void check_article(struct box *b, int n)
{
    const model *m = &world[n];
    na_arena arena = { 0 };
    na_err err = { 0 };
    char id[17], want[64];
    na_article a, raw;

    id_of(n, id);
    must(na_arc_get(b->arc, na_str_n(id, 16), 0, &a, &arena, NULL, &err), &err);
    (void)snprintf(want, sizeof want, "Marathon number %d", n);
    assert_true(na_str_eqc(a.title, m->title ? m->title : want));
    assert_true(na_str_eqc(a.source, m->source));
    assert_int_equal(a.revision, m->text + 1);
    if (m->published) assert_true(na_str_starts(a.published, na_str_c(m->published)));
    for (size_t t = 0; t < 4; t++) assert_int_equal(has_tag(&a, tag_names[t]), m->tag[t]);
    /* The article itself is what it was. */
    must(na_arc_get(b->arc, na_str_n(id, 16), a.revision, &raw, &arena, NULL, &err), &err);
    assert_true(na_str_eqc(raw.title, want));
    assert_true(na_str_eqc(raw.source, "Generated"));
    assert_int_equal(raw.overlay.len, 0);
    na_arena_release(&arena);
}

/* The articles of an answer, a bit each. */
static uint64_t found(struct box *b, const char *query)
{
    const na_search_opts o = { .limit = SIZE_MAX, .sort = NA_SORT_OLDEST };
    na_query *q = NULL;
    na_hits *h = NULL;
    na_err err = { 0 };
    uint64_t bits = 0;

    must(na_query_parse(&q, na_str_c(query), 1700000000, NULL, &err), &err);
    must(na_search(b->arc, q, &o, &h, &err), &err);
    for (size_t i = 0; i < na_hits_n(h); i++) {
        char id[17], have[17];
        must(na_hit_id(h, i, have, &err), &err);
        for (int n = 0; n < ARTICLES; n++) {
            id_of(n, id);
            if (strcmp(id, have) != 0) continue;
            assert_false(bits >> n & 1); /* each once */
            bits |= UINT64_C(1) << n;
        }
    }
    na_hits_free(h);
    na_query_free(q);
    return bits;
}

static void check_answer(struct box *b, const char *query, uint64_t want)
{
    uint64_t have = found(b, query);
    if (have != want)
        fail_msg("%s: %llx, not %llx", query, (unsigned long long)have,
                 (unsigned long long)want);
}

static bool is(const char *a, const char *b) { return a && strcmp(a, b) == 0; }

static uint64_t those(bool (*of)(const model *m, const char *arg), const char *arg)
{
    uint64_t bits = 0;
    for (int n = 0; n < ARTICLES; n++)
        if (world[n].there && of(&world[n], arg)) bits |= UINT64_C(1) << n;
    return bits;
}
static bool any(const model *m, const char *arg) { return (void)m, (void)arg, true; }
static bool titled(const model *m, const char *arg) { return is(m->title, arg); }
static bool from_source(const model *m, const char *arg) { return is(m->source, arg); }
static bool noted(const model *m, const char *arg) { return is(m->note, arg); }
static bool untitled(const model *m, const char *arg) { return (void)arg, !m->title; }
static bool in_2002(const model *m, const char *arg)
{
    return (void)arg, is(m->published, dates[1]);
}
static bool tagged(const model *m, const char *arg)
{
    for (size_t t = 0; t < 4; t++)
        if (strcmp(tag_names[t], arg) == 0) return m->tag[t];
    return false;
}

static void check_world(struct box *b)
{
    check_answer(b, "", those(any, NULL));
    for (size_t t = 0; t < 4; t++) {
        char query[64];
        (void)snprintf(query, sizeof query, "tag:\"%s\"", tag_names[t]);
        check_answer(b, query, those(tagged, tag_names[t]));
    }
    check_answer(b, "title:quiet", those(titled, titles[0]));
    check_answer(b, "title:number", those(untitled, NULL));
    check_answer(b, "title:boats", those(titled, titles[2]));
    check_answer(b, "source:\"harbour post\"", those(from_source, sources[1]));
    check_answer(b, "source:generated", those(from_source, sources[0]));
    check_answer(b, "note:harbour", those(noted, notes[0]));
    check_answer(b, "note:\"the harbour\"", those(noted, notes[0]));
    check_answer(b, "note:핵", those(noted, notes[1]));
    check_answer(b, "note:doubt*", those(noted, notes[2]));
    check_answer(b, "note:number", 0);
    check_answer(b, "on:2002", those(in_2002, NULL));
    for (int n = 0; n < ARTICLES; n++)
        if (world[n].there) check_article(b, n);
    expect_clean(b);
}

/* -- another copy ---------------------------------------------------------------------- */

static void take_overlay(struct box *b, na_volume *v, na_buf *out)
{
    char path[256];
    na_buf file;
    na_err err = { 0 };

    (void)snprintf(path, sizeof path, "%s/volumes/%s", b->dir, v->row.name);
    na_buf_init(&file, 64 * NA_MIB);
    must(na_path_read(path, 64 * NA_MIB, &file, &err), &err);
    for (size_t i = 0; i < na_vol_members(v->vol); i++) {
        const na_vol_member *m = na_vol_member_at(v->vol, i);
        if (strcmp(m->name, NA_VOL_NAME_OVERLAY) == 0)
            na_buf_str(out, na_str_sub(na_buf_get(&file), (size_t)m->offset,
                                       (size_t)(m->offset + m->size)));
    }
    na_buf_release(&file);
}

/* overlay.jsonl of all volumes, in any order, makes the same of the same articles. */
static void check_copy(struct box *b)
{
    struct box copy = { .arc = NULL };
    na_catrow *cat = NULL;
    na_err err = { 0 };
    size_t n = 0;

    (void)snprintf(copy.dir, sizeof copy.dir, "/tmp/na-marks-XXXXXX");
    assert_non_null(mkdtemp(copy.dir));
    open_arc(&copy, NA_ARC_WRITE | NA_ARC_CREATE);
    must(na_catalogue_read(b->arc, &cat, &n, &err), &err);
    for (int half = 0; half < 2; half++) {
        /* Half of the marks come before the articles, and the newest first. */
        for (size_t i = n; i-- > 0;) {
            na_buf bytes;
            na_volume *v;
            if ((int)(i % 2) != half) continue;
            na_buf_init(&bytes, NA_MIB);
            must(na_volume_get(b->arc, &cat[i], &v, &err), &err);
            take_overlay(b, v, &bytes);
            must(na_arc_begin(copy.arc, &err), &err);
            must(na_arc_marks_merge(copy.arc, na_buf_get(&bytes), &err), &err);
            must(na_arc_commit(copy.arc, &err), &err);
            na_buf_release(&bytes);
        }
        for (int a = 0; half == 0 && a < ARTICLES; a++)
            for (int t = 0; world[a].there && t <= world[a].text; t++)
                add_range(&copy, a, a + 1, t, t ? NA_ADDED_REVISION : NA_ADDED_NEW);
    }
    check_world(&copy);
    free(cat);
    close_arc(&copy);
    remove_tree(copy.dir);
}

static void as_the_model_says(void **state)
{
    struct box *b = *state;
    const char *seed = getenv("NEWSARC_TEST_SEED");

    if (seed) rng = strtoull(seed, NULL, 10);
    memset(world, 0, sizeof world);
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < 25; i++) one_step(b);
        if (below(4) == 0) {
            close_arc(b);
            open_arc(b, NA_ARC_WRITE);
        }
        check_world(b);
    }
    /* What no volume has yet is sealed with the next article. */
    for (int n = 0; n < ARTICLES; n++)
        if (!world[n].there) add_range(b, n, n + 1, 0, NA_ADDED_NEW), start(n);
    add_range(b, 0, 1, ++world[0].text, NA_ADDED_REVISION);
    seal(b, 1 << 20);
    check_world(b);
    check_copy(b);
}

static void refused(void **state)
{
    static const char *const bad[][2] = {
        { "body", "x" },        { "key", "x" },       { "published", "soon" },
        { "tag/", "+" },        { "tag/x", "maybe" }, { "published", "2025-13" },
        { "modified", "2025" }, { "title", "\xff" },  { "id", "0123456789abcdef" },
    };
    struct box *b = *state;
    na_mark m;
    na_err err = { 0 };
    bool changed;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        m = (na_mark){ .field = na_str_c(bad[i][0]), .value = na_str_c(bad[i][1]) };
        assert_int_equal(na_mark_check(&m, NULL), NA_EUSAGE);
    }
    add_range(b, 1, 2, 0, NA_ADDED_NEW);
    m = (na_mark){ .field = NA_STR("title"), .value = NA_STR("x") };
    must(na_arc_begin(b->arc, &err), &err);
    assert_int_equal(na_arc_mark(b->arc, NA_STR("0123456789abcdef"), &m, 1, &changed, NULL),
                     NA_ENOENT);
    static const char *const lines[] = {
        "{}",
        "[]",
        "{\"id\":\"0123456789abcdef\",\"field\":\"title\",\"value\":1,\"at\":\"2025-01-"
        "01T00:00:00.000000Z\"}",
        "{\"id\":\"0123456789abcdef\",\"field\":\"body\",\"value\":\"x\",\"at\":\"2025-01-"
        "01T00:00:00.000000Z\"}",
        "{\"id\":\"0123\",\"field\":\"title\",\"value\":\"x\",\"at\":\"2025-01-01T00:00:00."
        "000000Z\"}",
        "{\"id\":\"0123456789abcdef\",\"field\":\"title\",\"value\":\"x\",\"at\":\"2025-01-"
        "01T00:00:00Z\"}",
        "not json",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        assert_true(na_arc_marks_merge(b->arc, na_str_c(lines[i]), NULL) < 0);
    na_arc_rollback(b->arc);
}

/* The volumes whose bytes have the text: overlay.jsonl stands there as it is. */
static size_t volumes_with(struct box *b, const char *text)
{
    na_catrow *cat = NULL;
    na_err err = { 0 };
    size_t n = 0, with = 0;

    must(na_catalogue_read(b->arc, &cat, &n, &err), &err);
    for (size_t i = 0; i < n; i++) {
        char path[256];
        na_buf file;
        (void)snprintf(path, sizeof path, "%s/volumes/%s", b->dir, cat[i].name);
        na_buf_init(&file, 64 * NA_MIB);
        must(na_path_read(path, 64 * NA_MIB, &file, &err), &err);
        with += na_str_find(na_buf_get(&file), na_str_c(text), 0) != (size_t)-1;
        na_buf_release(&file);
    }
    free(cat);
    return with;
}

/* Marks of an article may stand in a volume that does not have it, and that is so large
 * that it is merged with none. */
static void purged(void **state)
{
    struct box *b = *state;
    na_compact_report r;
    na_err err = { 0 };
    char id[17], other[17];

    memset(world, 0, sizeof world);
    add_range(b, 0, 1, 0, NA_ADDED_NEW);
    seal(b, 1 << 20);
    mark(b, 0, "note", "call the informer");
    mark(b, 0, "tag/secret source", "+");
    add_range(b, 1, 30, 0, NA_ADDED_NEW);
    mark(b, 1, "note", "stays where it is");
    seal(b, 1 << 20);
    id_of(0, id);
    id_of(1, other);
    assert_int_equal(volumes_with(b, "call the informer"), 1);
    /* Cut so that both are whole volumes. */
    must(na_compact_cut(b->arc, NA_COMPACT_ALL, 1, &r, NULL, NULL, &err), &err);
    assert_int_equal(r.merged, 0);
    must(na_arc_begin(b->arc, &err), &err);
    must(na_arc_remove(b->arc, na_str_n(id, 16), &err), &err);
    must(na_arc_commit(b->arc, &err), &err);
    must(na_compact_cut(b->arc, NA_COMPACT_ALL, 1, &r, NULL, NULL, &err), &err);
    must(na_arc_wipe(b->arc, &err), &err);
    assert_int_equal(volumes_with(b, "call the informer"), 0);
    assert_int_equal(volumes_with(b, "secret source"), 0);
    assert_true(volumes_with(b, "stays where it is") >= 1);
    assert_true(volumes_with(b, other) >= 1);
    /* Nothing is left to do. */
    must(na_compact_cut(b->arc, NA_COMPACT_ALL, 1, &r, NULL, NULL, &err), &err);
    assert_int_equal(r.merged, 0);
    expect_clean(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(as_the_model_says, setup, teardown),
        cmocka_unit_test_setup_teardown(refused, setup, teardown),
        cmocka_unit_test_setup_teardown(purged, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
