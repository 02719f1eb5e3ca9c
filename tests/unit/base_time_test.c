/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/time.h"

static void civil(void **state)
{
    (void)state;
    static const struct {
        int64_t y;
        int m, d;
        int64_t days;
    } known[] = {
        { 1970, 1, 1, 0 },      { 1969, 12, 31, -1 },   { 2000, 2, 29, 11016 },
        { 2000, 3, 1, 11017 },  { 1900, 3, 1, -25508 }, { 2025, 4, 6, 20184 },
        { 2038, 1, 19, 24855 }, { 1, 1, 1, -719162 },   { 9999, 12, 31, 2932896 },
        { 1987, 2, 26, 6265 },
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        int64_t y;
        int m, d;
        assert_int_equal(na_days_from_civil(known[i].y, known[i].m, known[i].d),
                         known[i].days);
        na_civil_from_days(known[i].days, &y, &m, &d);
        assert_int_equal(y, known[i].y);
        assert_int_equal(m, known[i].m);
        assert_int_equal(d, known[i].d);
    }
    /* Every day of the calendar follows the one before. */
    int64_t py = 0;
    int pm = 12, pd = 31;
    for (int64_t day = -719162; day <= 2932896; day++) {
        int64_t y;
        int m, d;
        na_civil_from_days(day, &y, &m, &d);
        assert_true(na_date_valid(y, m, d));
        assert_true(na_days_from_civil(y, m, d) == day);
        assert_true((y == py && m == pm && d == pd + 1) ||
                    (y == py && m == pm + 1 && d == 1) ||
                    (y == py + 1 && m == 1 && d == 1));
        py = y, pm = m, pd = d;
    }
    assert_false(na_date_valid(1900, 2, 29));
    assert_true(na_date_valid(2000, 2, 29));
    assert_false(na_date_valid(0, 1, 1));
    assert_false(na_date_valid(10000, 1, 1));
    assert_false(na_date_valid(2025, 13, 1));
    assert_false(na_date_valid(2025, 4, 31));
    assert_false(na_date_valid(2025, 4, 0));
}

static void rfc3339(void **state)
{
    (void)state;
    static const struct {
        const char *s;
        int64_t secs;
        bool date_only;
    } good[] = {
        { "1970-01-01", 0, true },
        { "2025-04-06", 1743897600, true },
        { "2025-04-06T09:30:00+09:00", 1743899400, false },
        { "2025-04-06 00:30:00Z", 1743899400, false },
        { "2025-04-06t00:30:00.25z", 1743899400, false },
        { "2025-04-05T17:30:00-07:00", 1743899400, false },
        { "1969-12-31T23:59:59Z", -1, false },
        { "2016-12-31T23:59:60Z", 1483228800, false },
        { "0001-01-01", -62135596800, true },
        { "9999-12-31T23:59:59Z", 253402300799, false },
    };
    static const char *const bad[] = {
        "",
        "2025",
        "2025-04",
        "2025-4-6",
        "2025-04-06T",
        "2025-04-06T09:30",
        "2025-04-06T09:30:00",
        "2025-04-06T24:00:00Z",
        "2025-04-06T09:60:00Z",
        "2025-04-06T09:30:61Z",
        "2025-04-06T09:30:00.Z",
        "2025-04-06T09:30:00+0900",
        "2025-04-06T09:30:00+24:00",
        "2025-04-06T09:30:00Zx",
        "2025-02-30",
        "2025-13-01",
        "0000-01-01",
        "2025-04-06x",
        "-025-04-06",
        "2025/04/06",
        "2025-04-06T09:30:00+09:00 ",
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        int64_t secs = 7;
        bool day = false;
        assert_true(na_rfc3339_parse(na_str_c(good[i].s), &secs, &day));
        assert_true(secs == good[i].secs);
        assert_int_equal(day, good[i].date_only);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int64_t secs = 7;
        assert_false(na_rfc3339_parse(na_str_c(bad[i]), &secs, NULL));
        assert_int_equal(secs, 7);
    }
    /* Each shorter cut of a good one stays within its bytes. */
    for (size_t n = 0; n <= 25; n++) {
        char *p = malloc(n ? n : 1);
        memcpy(p, "2025-04-06T09:30:00+09:00", n);
        assert_int_equal(na_rfc3339_parse(na_str_n(p, n), NULL, NULL), n == 10 || n == 25);
        free(p);
    }
}

static void writes(void **state)
{
    (void)state;
    char s[32];
    na_rfc3339_utc(1743899400, s);
    assert_string_equal(s, "2025-04-06T00:30:00Z");
    na_rfc3339_offset(1743899400, 540, s);
    assert_string_equal(s, "2025-04-06T09:30:00+09:00");
    na_rfc3339_offset(1743899400, -210, s);
    assert_string_equal(s, "2025-04-05T21:00:00-03:30");
    na_rfc3339_date(-1, s);
    assert_string_equal(s, "1969-12-31");
    na_rfc3339_utc(NA_TIME_NONE, s);
    assert_string_equal(s, "");
    na_rfc3339_offset(NA_TIME_NONE, -60, s);
    assert_string_equal(s, "");
    na_rfc3339_utc(INT64_MAX, s);
    assert_string_equal(s, "");
    na_rfc3339_date(253402300800, s);
    assert_string_equal(s, "");
}

static void names(void **state)
{
    (void)state;
    for (int p = NA_PREC_YEAR; p <= NA_PREC_SECOND; p++)
        assert_int_equal(na_precision_of(na_str_c(na_precision_name((na_precision)p))), p);
    assert_string_equal(na_precision_name(NA_PREC_NONE), "");
    assert_string_equal(na_precision_name((na_precision)99), "");
    assert_int_equal(na_precision_of(NA_STR("fortnight")), NA_PREC_NONE);
}

static void clocks(void **state)
{
    (void)state;
    setenv("NEWSARC_NOW", "1743899400", 1);
    assert_int_equal(na_now(), 1743899400);
    setenv("NEWSARC_NOW", "soon", 1);
    assert_true(na_now() > 1600000000);
    unsetenv("NEWSARC_NOW");
    assert_true(na_now() > 1600000000);
    int64_t a = na_mono_ms();
    assert_true(a >= 0 && na_mono_ms() >= a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(civil), cmocka_unit_test(rfc3339), cmocka_unit_test(writes),
        cmocka_unit_test(names), cmocka_unit_test(clocks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
