/* SPDX-License-Identifier: MIT */
/* Compacting: which volumes become one, what of them stays, and what a crash leaves
 * behind. */
#include "core/compact_int.h"
#include "core/search.h"
#include "core_fixture.h"
#include "store/vol_stream.h"

static na_compact_report compact(struct box *b, na_compact_how how, uint64_t cut)
{
    na_compact_report r;
    na_err err = { 0 };
    must(na_compact_cut(b->arc, how, cut, &r, NULL, NULL, &err), &err);
    return r;
}

static uint64_t count(struct box *b, const char *text, uint64_t *articles)
{
    na_search_opts o = { .limit = 5 };
    na_query *q = NULL;
    na_hits *h = NULL;
    na_err err = { 0 };
    uint64_t n;

    must(na_query_parse(&q, na_str_c(text), 1700000000, NULL, &err), &err);
    must(na_search(b->arc, q, &o, &h, &err), &err);
    n = na_hits_info(h)->total;
    assert_int_equal(na_hits_info(h)->damaged, 0);
    if (articles) *articles = na_hits_info(h)->volumes;
    na_hits_free(h);
    na_query_free(q);
    return n;
}

/* The hashes of articles and index of the only volume. */
static void members(struct box *b, uint8_t out[2][32])
{
    na_catrow *rows;
    na_volume *v;
    na_err err = { 0 };
    size_t n;

    must(na_catalogue(b->arc, &rows, &n, &err), &err);
    assert_int_equal(n, 1);
    must(na_volume_get(b->arc, &rows[0], &v, &err), &err);
    for (size_t i = 0; i < 2; i++) memcpy(out[i], na_vol_member_at(v->vol, i)->sha256, 32);
    free(rows);
}

static void the_same_as_sealed_at_once(void **state)
{
    struct box *b = *state, *once = NULL;
    uint8_t merged[2][32], sealed[2][32];
    na_compact_report r;

    for (int k = 0; k < 6; k++) {
        for (int n = k; n < 300; n += 6) add_range(b, n, n + 1, 1, NA_ADDED_NEW);
        seal(b, k == 3 ? 4000 : NA_VOLUME_JSON);
    }
    assert_true(stats(b).volumes > 6);
    assert_int_equal(setup((void **)&once), 0);
    add_range(once, 0, 300, 1, NA_ADDED_NEW);
    r = compact(b, NA_COMPACT_ALL, NA_MERGED_JSON);
    assert_int_equal(r.volumes, 1);
    assert_int_equal(r.articles, 300);
    assert_int_equal(r.dropped + r.left, 0);
    expect_clean(b);
    seal(once, NA_VOLUME_JSON);
    members(b, merged);
    members(once, sealed);
    assert_memory_equal(merged, sealed, sizeof merged);
    r = compact(b, NA_COMPACT_ALL, NA_MERGED_JSON);
    assert_int_equal(r.merged, 0);
    assert_int_equal(r.left, 1);
    (void)teardown((void **)&once);
}

static void cut_apart(void **state)
{
    struct box *b = *state;
    na_catrow *rows;
    na_err err = { 0 };
    size_t n;

    for (int k = 0; k < 5; k++) {
        for (int i = k; i < 200; i += 5) add_range(b, i, i + 1, 1, NA_ADDED_NEW);
        seal(b, NA_VOLUME_JSON);
    }
    na_compact_report r = compact(b, NA_COMPACT_ALL, 30000);
    assert_true(r.volumes > 2 && r.merged == 5);
    expect_clean(b);
    must(na_catalogue(b->arc, &rows, &n, &err), &err);
    assert_int_equal(n, r.volumes);
    for (size_t i = 0; i < n; i++) {
        assert_true(rows[i].json_bytes <= 30000);
        if (i) assert_true(rows[i - 1].last <= rows[i].first);
    }
    free(rows);
    for (int i = 0; i < 200; i++) expect_text(b, i, 0, 1, false);
    assert_int_equal(compact(b, NA_COMPACT_ALL, 30000).merged, 0);
}

static void revisions(void **state)
{
    struct box *b = *state;
    na_compact_report r;

    add_range(b, 0, 50, 1, NA_ADDED_NEW);
    seal(b, NA_VOLUME_JSON);
    add_range(b, 0, 20, 2, NA_ADDED_REVISION);
    seal(b, NA_VOLUME_JSON);
    add_range(b, 0, 10, 3, NA_ADDED_REVISION);
    assert_int_equal(count(b, "version", NULL), 50);
    r = compact(b, NA_COMPACT_ALL, NA_MERGED_JSON);
    assert_int_equal(r.articles, 70);
    expect_clean(b);
    assert_int_equal(stats(b).dead, 30);
    assert_int_equal(count(b, "version", NULL), 50);
    assert_int_equal(count(b, "NOT \"version 1\"", NULL), 20);
    assert_int_equal(count(b, "words:<3", NULL), 0);
    seal(b, NA_VOLUME_JSON);
    r = compact(b, NA_COMPACT_ALL, NA_MERGED_JSON);
    assert_int_equal(r.articles, 80);
    expect_clean(b);
    for (int n = 0; n < 10; n++)
        for (int k = 1; k <= 3; k++) expect_text(b, n, (uint32_t)k, k, false);
    for (int n = 0; n < 50; n++) expect_text(b, n, 0, n < 10 ? 3 : n < 20 ? 2 : 1, false);
    /* What is known stays known. */
    close_arc(b);
    open_arc(b, NA_ARC_WRITE);
    add_range(b, 0, 10, 1, NA_ADDED_DUPLICATE);
    add_range(b, 0, 10, 4, NA_ADDED_REVISION);
    expect_clean(b);
}

static void remove_article(struct box *b, int n)
{
    char id[17], sql[400];
    na_err err = { 0 };

    id_of(n, id);
    (void)snprintf(
        sql, sizeof sql,
        "INSERT OR IGNORE INTO blocked(id, at) VALUES(0x%s, '2025-01-01T00:00:00Z')", id);
    must(na_db_exec(b->arc->db, sql, &err), &err);
}

/* As removing does: every revision of it is dead. */
static void bury_all(struct box *b, int n)
{
    na_catrow *rows;
    na_volume *v;
    na_err err = { 0 };
    int64_t found[8];
    char id[17], sql[200];
    size_t nrows, k;
    uint64_t num;

    id_of(n, id);
    num = strtoull(id, NULL, 16);
    must(na_catalogue(b->arc, &rows, &nrows, &err), &err);
    for (size_t i = 0; i < nrows; i++) {
        must(na_volume_get(b->arc, &rows[i], &v, &err), &err);
        must(na_cols_find_ids(v->cols, num, num, 8, found, NULL, &k, &err), &err);
        while (k-- > 0) {
            (void)snprintf(
                sql, sizeof sql,
                "INSERT OR IGNORE INTO dead(volume, row, id) VALUES(%lld, %lld, 0x%s)",
                (long long)rows[i].id, (long long)found[k], id);
            must(na_db_exec(b->arc->db, sql, &err), &err);
        }
    }
    free(rows);
    remove_article(b, n);
}

static bool shell(const char *cmd)
{
    int status = 0;
    pid_t pid = fork();
    if (pid == 0) {
        execlp("sh", "sh", "-c", cmd, (char *)NULL);
        _exit(127);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool holds(struct box *b, const char *text)
{
    char cmd[300];
    (void)snprintf(
        cmd, sizeof cmd,
        "for v in %s/volumes/*.narc; do tar xOf $v articles.jsonl.zst | zstd -dcq;"
        " done | grep -q '%s'",
        b->dir, text);
    return shell(cmd);
}

static void removed(void **state)
{
    struct box *b = *state;
    na_compact_report r;
    int64_t told = 0;

    add_range(b, 0, 30, 1, NA_ADDED_NEW);
    seal(b, NA_VOLUME_JSON);
    add_range(b, 0, 5, 2, NA_ADDED_REVISION);
    seal(b, NA_VOLUME_JSON);
    bury_all(b, 3);
    bury_all(b, 17);
    assert_true(holds(b, "Runner 3 passed") && holds(b, "Runner 17 passed"));
    r = compact(b, NA_COMPACT_ALL, NA_MERGED_JSON);
    assert_int_equal(r.dropped, 3);
    assert_int_equal(r.articles, 32);
    expect_clean(b);
    assert_false(holds(b, "Runner 3 passed") || holds(b, "Runner 17 passed"));
    assert_int_equal(count(b, "runner", NULL), 28);
    add_range(b, 3, 4, 1, NA_ADDED_BLOCKED);
    /* All of a volume: nothing is left of it, and what it told is told by the next. */
    seal(b, NA_VOLUME_JSON);
    must(na_db_exec(b->arc->db, "UPDATE blocked SET told = 1", NULL), NULL);
    for (int n = 0; n < 30; n++) bury_all(b, n);
    r = compact(b, NA_COMPACT_ALL, NA_MERGED_JSON);
    assert_int_equal(r.volumes, 0);
    assert_int_equal(stats(b).volumes, 0);
    expect_clean(b);
    must(na_db_number(b->arc->db, "SELECT count(*) FROM blocked", 0, &told, NULL), NULL);
    assert_int_equal(told, 30);
}

/* Each dead revision is told by some manifest, or not told yet. */
static void told_once_more(void **state)
{
    struct box *b = *state;
    na_catrow *rows;
    na_volume *vol;
    na_manifest m;
    na_buf bytes;
    na_err err = { 0 };
    size_t n;

    add_range(b, 0, 80, 1, NA_ADDED_NEW);
    seal(b, NA_VOLUME_JSON);
    add_range(b, 0, 80, 2, NA_ADDED_REVISION);
    add_range(b, 0, 3, 3, NA_ADDED_REVISION);
    seal(b, NA_VOLUME_JSON);
    add_range(b, 5, 6, 3, NA_ADDED_REVISION);
    seal(b, NA_VOLUME_JSON);
    add_range(b, 6, 7, 3, NA_ADDED_REVISION); /* not told yet */
    compact(b, NA_COMPACT_ALL, NA_MERGED_JSON);
    expect_clean(b);
    must(na_catalogue(b->arc, &rows, &n, &err), &err);
    assert_int_equal(n, 1);
    must(na_volume_get(b->arc, &rows[0], &vol, &err), &err);
    must(na_manifest_read(na_vol_manifest(vol->vol), &m, &err), &err);
    assert_int_equal(m.dead.n, 85);
    na_buf_init(&bytes, NA_MIB);
    must(na_vol_member_read(vol->vol, NA_VOL_NAME_DEAD, NA_MIB, &bytes, &err), &err);
    assert_int_equal(bytes.len, 85 * 19);
    na_buf_release(&bytes);
    free(rows);
}

/* A search that began with the old catalogue. */
static void gone(void **state)
{
    struct box *b = *state, reader = { .arc = NULL };
    na_err err = { 0 };

    for (int k = 0; k < 3; k++) {
        add_range(b, 20 * k, 20 * k + 20, 1, NA_ADDED_NEW);
        seal(b, NA_VOLUME_JSON);
    }
    (void)snprintf(reader.dir, sizeof reader.dir, "%s", b->dir);
    open_arc(&reader, NA_ARC_READ);
    must(na_snapshot_hold(reader.arc, &err), &err);
    compact(b, NA_COMPACT_ALL, NA_MERGED_JSON);
    na_snapshot_release(reader.arc);
    assert_int_equal(count(&reader, "runner", NULL), 60);
    assert_int_equal(count(b, "runner", NULL), 60);
    compact(b, NA_COMPACT_BEST, NA_MERGED_JSON);
    assert_int_equal(count(&reader, "runner", NULL), 60);
    close_arc(&reader);
    assert_int_equal(compact(b, NA_COMPACT_BEST, NA_MERGED_JSON).merged, 0);
    expect_clean(b);
}

/* -- cancelled and killed -- */

static int cancel(void *ctx, const char *what, uint64_t done, uint64_t total)
{
    int *left = ctx;
    (void)what, (void)done, (void)total;
    return (*left)-- <= 0;
}

static int die(void *ctx, const char *what, uint64_t done, uint64_t total)
{
    int *left = ctx;
    (void)what, (void)done, (void)total;
    if ((*left)-- <= 0) _exit(7);
    return 0;
}

static void three_volumes(struct box *b)
{
    add_range(b, 0, 40, 1, NA_ADDED_NEW);
    seal(b, NA_VOLUME_JSON);
    add_range(b, 0, 5, 2, NA_ADDED_REVISION);
    seal(b, NA_VOLUME_JSON);
    add_range(b, 40, 60, 1, NA_ADDED_NEW);
    seal(b, NA_VOLUME_JSON);
}

static void cancelling(void **state)
{
    struct box *b = *state;
    na_compact_report r;
    int rc = NA_ECANCELLED, steps = 0;

    three_volumes(b);
    for (; rc == NA_ECANCELLED; steps++) {
        int left = steps;
        na_err err = { 0 };
        rc = na_compact_cut(b->arc, NA_COMPACT_ALL, 5000, &r, cancel, &left, &err);
        if (rc < 0) {
            assert_int_equal(rc, NA_ECANCELLED);
            assert_int_equal(stats(b).volumes, 3);
            if (steps % 8 == 0) expect_clean(b);
        }
    }
    assert_int_equal(rc, NA_OK);
    assert_true(steps > 8);
    expect_clean(b);
    assert_int_equal(stats(b).volume_articles, 65);
}

static bool compact_and_die(struct box *b, int n)
{
    int status = 0;
    pid_t pid = fork();
    if (pid == 0) {
        na_arc *a = NULL;
        na_compact_report r;
        if (na_arc_open(&a, b->dir, NA_ARC_WRITE, NULL) < 0) _exit(1);
        if (na_compact_cut(a, NA_COMPACT_ALL, 5000, &r, die, &n, NULL) < 0) _exit(1);
        _exit(0);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) != 1);
    return WEXITSTATUS(status) == 0;
}

static void crashing(void **state)
{
    struct box *b = *state;
    bool through = false;

    three_volumes(b);
    for (int n = 0; !through; n++) {
        close_arc(b);
        through = compact_and_die(b, n);
        open_arc(b, NA_ARC_WRITE);
        na_stats s = stats(b);
        assert_int_equal(s.volume_articles, 65);
        assert_int_equal(s.dead, 5);
        assert_true(through ? s.volumes != 3 : s.volumes == 3);
        if (n % 16 == 0 || through) expect_clean(b); /* also: no file is left behind */
    }
    for (int n = 0; n < 60; n++) expect_text(b, n, 0, n < 5 ? 2 : 1, false);
}

/* After the commit, before the old files went: the next writer removes them. */
static void old_files(void **state)
{
    struct box *b = *state;
    char cmd[300];

    three_volumes(b);
    (void)snprintf(cmd, sizeof cmd, "cp -r %s/volumes %s/old", b->dir, b->dir);
    assert_true(shell(cmd));
    must(na_db_exec(b->arc->db, "CREATE TABLE was AS SELECT name FROM volume", NULL), NULL);
    compact(b, NA_COMPACT_ALL, NA_MERGED_JSON);
    must(na_db_exec(b->arc->db,
                    "INSERT INTO pending(name) SELECT name FROM was; DROP TABLE was", NULL),
         NULL);
    close_arc(b);
    (void)snprintf(cmd, sizeof cmd, "cp %s/old/* %s/volumes/ && rm -r %s/old", b->dir,
                   b->dir, b->dir);
    assert_true(shell(cmd));
    open_arc(b, NA_ARC_READ); /* harmless until then */
    assert_int_equal(count(b, "runner", NULL), 60);
    close_arc(b);
    open_arc(b, NA_ARC_WRITE);
    expect_clean(b);
    assert_int_equal(stats(b).volumes, 1);
}

/* -- which -- */

static na_catrow row(int from, int to, uint64_t json)
{
    return (na_catrow){ .first = from, .last = to, .json_bytes = json, .articles = 100 };
}

/* The groups as text: "012 34". */
static const char *chosen(const na_catrow *cat, const na_compact_state *state, size_t n,
                          bool all, uint64_t cut)
{
    static char text[600];
    size_t order[300], end[300], k = 0, at = 0;
    na_compact_plan plan = { .order = order, .end = end };

    na_compact_choose(cat, state, n, all, cut, &plan);
    for (size_t g = 0; g < plan.ngroups; g++) {
        if (g) text[k++] = ' ';
        for (; at < plan.end[g]; at++) text[k++] = (char)('0' + order[at] % 10);
    }
    text[k] = 0;
    return text;
}

static void choosing(void **state)
{
    na_compact_state s[300] = { { 0 } };
    na_catrow v[300] = { { 0 } };

    (void)state;
    assert_string_equal(chosen(v, s, 0, true, 100), "");
    v[0] = row(0, 10, 40), v[1] = row(10, 20, 40), v[2] = row(20, 30, 40);
    assert_string_equal(chosen(v, s, 3, true, 200), "012");
    assert_string_equal(chosen(v, s, 3, true, 100), "01");
    assert_string_equal(chosen(v, s, 3, true, 50), "");
    s[2].renew = true;
    assert_string_equal(chosen(v, s, 3, true, 100), "01 2");
    s[2].renew = false;
    s[1].fixed = true;
    assert_string_equal(chosen(v, s, 3, true, 100), "02");
    s[1].fixed = false;
    /* what overlaps is one run, whatever its size */
    v[1] = row(5, 25, 90);
    assert_string_equal(chosen(v, s, 3, true, 100), "012");
    /* a big one stays out, and does not come between its neighbours */
    v[0] = row(0, 10, 5 * NA_MIB), v[1] = row(10, 20, 5 * NA_MIB);
    v[2] = row(20, 30, 500 * NA_MIB);
    v[3] = row(30, 40, 5 * NA_MIB), v[4] = row(40, 50, 5 * NA_MIB);
    assert_string_equal(chosen(v, s, 5, true, NA_MERGED_JSON), "01 34");
    v[3] = row(30, 40, 80 * NA_MIB);
    assert_string_equal(chosen(v, s, 5, true, NA_MERGED_JSON), "01234");
    v[2] = row(20, 30, 15 * NA_MIB), v[3] = row(30, 40, 10);
    v[0] = v[1] = v[4] = v[3];
    assert_int_equal(strlen(chosen(v, s, 5, true, NA_MERGED_JSON)), 5);
    /* undated ones first */
    v[0] = row(5, 6, 10),
    v[1] = (na_catrow){ .first = NA_TIME_NONE, .last = NA_TIME_NONE, .json_bytes = 10 };
    assert_string_equal(chosen(v, s, 2, true, 1000), "10");
    /* more than can be open at once */
    for (int i = 0; i < 300; i++) v[i] = row(0, 10, 1);
    assert_int_equal(strlen(chosen(v, s, 300, true, 1000)), 302);
}

static void tiers(void **state)
{
    na_compact_state s[300] = { { 0 } };
    na_catrow v[300] = { { 0 } };

    (void)state;
    for (int i = 0; i < 7; i++) v[i] = row(i, i + 1, 1000);
    v[7] = row(7, 8, 3 * NA_MIB);
    v[8] = row(8, 9, 300 * NA_MIB);
    assert_string_equal(chosen(v, s, 9, false, NA_MERGED_JSON), "");
    v[7] = row(7, 8, 1000);
    assert_string_equal(chosen(v, s, 9, false, NA_MERGED_JSON), "01234567");
    for (int i = 0; i < 8; i++) v[i] = row(i, i + 1, 20 * NA_MIB);
    v[9] = row(9, 10, 1000); /* the smaller ones with them, the bigger one not */
    assert_string_equal(chosen(v, s, 10, false, NA_MERGED_JSON), "012345679");
    for (int i = 0; i < 10; i++) v[i] = row(i, i + 1, 1024 * NA_MIB);
    assert_string_equal(chosen(v, s, 10, false, NA_MERGED_JSON), "");
}

/* However many are sealed, few are left, and each was written a few times only. */
static void tiers_are_few(void **state)
{
    na_compact_state s[300] = { { 0 } };
    na_catrow v[300] = { { 0 } };
    size_t n = 0, most = 0, order[300], end[300];
    uint64_t written = 0, all = 0;

    (void)state;
    for (int k = 0; k < 5000; k++) {
        na_compact_plan plan = { .order = order, .end = end };
        v[n++] = row(k, k + 1, 200000);
        all += 200000;
        na_compact_choose(v, s, n, false, NA_MERGED_JSON, &plan);
        if (plan.ngroups) {
            uint64_t json = 0;
            size_t kept = 0;
            assert_int_equal(plan.ngroups, 1);
            for (size_t i = 0; i < plan.end[0]; i++) {
                json += v[order[i]].json_bytes;
                v[order[i]].json_bytes = 0;
            }
            for (size_t i = 0; i < n; i++)
                if (v[i].json_bytes) v[kept++] = v[i];
            n = kept;
            v[n++] = row(0, k + 1, json);
            written += json;
        }
        if (n > most) most = n;
    }
    assert_true(most <= NA_TIER_TOP * NA_TIER_VOLUMES);
    assert_true(written < 6 * all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_same_as_sealed_at_once, setup, teardown),
        cmocka_unit_test_setup_teardown(cut_apart, setup, teardown),
        cmocka_unit_test_setup_teardown(revisions, setup, teardown),
        cmocka_unit_test_setup_teardown(removed, setup, teardown),
        cmocka_unit_test_setup_teardown(told_once_more, setup, teardown),
        cmocka_unit_test_setup_teardown(gone, setup, teardown),
        cmocka_unit_test_setup_teardown(cancelling, setup, teardown),
        cmocka_unit_test_setup_teardown(crashing, setup, teardown),
        cmocka_unit_test_setup_teardown(old_files, setup, teardown),
        cmocka_unit_test(choosing),
        cmocka_unit_test(tiers),
        cmocka_unit_test(tiers_are_few),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
