/* SPDX-License-Identifier: MIT */
/* What captures are found by, and that as many as anyone sends cost no more than so much. */
#include "ingest/captures.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static void put(na_captures *c, na_known_by k, uint64_t article)
{
    assert_int_equal(na_captures_put(c, &k, (na_captured){ .article = article }, NULL), 0);
}

static uint64_t find(const na_captures *c, na_known_by k)
{
    const na_captured *e = na_captures_find(c, &k);

    return e ? e->article : 0;
}

static void test_names(void **state)
{
    na_captures c = { 0 };
    const na_str url = NA_STR("https://a.example/"), date = NA_STR("2025-04-06T10:00:00Z");

    (void)state;
    assert_int_equal(find(&c, (na_known_by){ .id = NA_STR("1") }), 0);
    put(&c,
        (na_known_by){
            .id = NA_STR("1"), .digest = NA_STR("sha1:A"), .url = url, .date = date },
        7);
    put(&c, (na_known_by){ .id = NA_STR("2"), .url = url }, 8);
    assert_int_equal(find(&c, (na_known_by){ .id = NA_STR("1") }), 7);
    assert_int_equal(find(&c, (na_known_by){ .digest = NA_STR("sha1:A") }), 7);
    assert_int_equal(find(&c, (na_known_by){ .url = url, .date = date }), 7);
    assert_int_equal(find(&c, (na_known_by){ .url = url }), 0);
    assert_int_equal(find(&c, (na_known_by){ .id = NA_STR("sha1:A") }), 0);
    /* The hash of its bytes is what counts; who has none is believed. */
    assert_int_equal(
        find(&c, (na_known_by){ .id = NA_STR("1"), .digest = NA_STR("sha1:B") }), 0);
    assert_int_equal(
        find(&c, (na_known_by){ .id = NA_STR("2"), .digest = NA_STR("sha1:B") }), 8);
    assert_true(na_captures_denies(
        &c, &(na_known_by){ .id = NA_STR("1"), .digest = NA_STR("sha1:B") }));
    assert_true(na_captures_denies(
        &c, &(na_known_by){ .url = url, .date = date, .digest = NA_STR("sha1:B") }));
    assert_false(na_captures_denies(
        &c, &(na_known_by){ .id = NA_STR("1"), .digest = NA_STR("sha1:A") }));
    assert_false(na_captures_denies(
        &c, &(na_known_by){ .id = NA_STR("9"), .digest = NA_STR("sha1:B") }));
    put(&c, (na_known_by){ .digest = NA_STR("sha1:A") }, 9);
    assert_int_equal(find(&c, (na_known_by){ .digest = NA_STR("sha1:A") }), 9);
    na_captures_release(&c);
}

static void test_many(void **state)
{
    na_captures c = { .max = 4000 };
    char id[24];
    uint32_t known = 0;

    (void)state;
    for (uint32_t i = 1; i <= 100000; i++) {
        snprintf(id, sizeof id, "r%u", i);
        put(&c, (na_known_by){ .id = na_str_c(id) }, i);
        assert_true(c.young.n + c.old.n <= 4000);
        assert_true(c.young.cap <= 8192 && c.old.cap <= 8192);
        assert_int_equal(find(&c, (na_known_by){ .id = na_str_c(id) }), i);
    }
    for (uint32_t i = 1; i <= 100000; i++) {
        snprintf(id, sizeof id, "r%u", i);
        if (!find(&c, (na_known_by){ .id = na_str_c(id) })) continue;
        assert_true(i > 96000);
        known++;
    }
    assert_true(known >= 2000 && known <= 4000);
    na_captures_release(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_names),
                                        cmocka_unit_test(test_many) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
