/* SPDX-License-Identifier: MIT */
#include "base/nearest.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const char *const names[] = { "import", "search", "show", "seal", "stats", NULL };

static void test_slips_are_recognized(void **state)
{
    (void)state;
    assert_string_equal(na_nearest_in(NA_STR("serach"), names), "search"); /* swapped */
    assert_string_equal(na_nearest_in(NA_STR("imprt"), names), "import");  /* left out */
    assert_string_equal(na_nearest_in(NA_STR("sseal"), names), "seal");    /* doubled */
    assert_string_equal(na_nearest_in(NA_STR("stets"), names), "stats");   /* another */
    assert_string_equal(na_nearest_in(NA_STR("show"), names), "show");
}

static void test_other_words_are_not(void **state)
{
    char longer[200];

    (void)state;
    assert_null(na_nearest_in(NA_STR("nonsense"), names));
    assert_null(na_nearest_in(NA_STR("zz"), names));
    assert_null(na_nearest_in(NA_STR(""), names));
    memset(longer, 's', sizeof longer);
    assert_null(na_nearest_in(na_str_n(longer, sizeof longer), names));
}

static void test_the_first_of_equals(void **state)
{
    na_nearest n = na_nearest_of(NA_STR("cat"));

    (void)state;
    na_nearest_offer(&n, NA_STR("car"));
    na_nearest_offer(&n, NA_STR("cap"));
    na_nearest_offer(&n, NA_STR(""));
    assert_true(na_str_eqc(na_nearest_get(&n), "car"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_slips_are_recognized),
        cmocka_unit_test(test_other_words_are_not),
        cmocka_unit_test(test_the_first_of_equals),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
