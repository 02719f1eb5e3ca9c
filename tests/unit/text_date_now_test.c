/* SPDX-License-Identifier: MIT */
/* What a date needs beside its words: a time of capture, a language, a zone. */
#include "text/date.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

struct row {
    const char *in, *want; /* want NULL: refused */
};

static void check(const struct row *r, bool got, const na_date *d)
{
    char out[40] = "";

    if (got) na_date_format(d, out);
    if (r->want ? !got || strcmp(out, r->want) != 0 : got) {
        fail_msg("\"%s\": got %s, want %s", r->in, got ? out : "refusal",
                 r->want ? r->want : "refusal");
    }
}

/* Captured on Sunday, 6 April 2025, 05:00 UTC; in Seoul it is 14:00. */
static const na_date_opts captured = { .has_now = true, .now = 1743915600, .now_tz = 540 };

static const struct row against[] = {
    { "5 minutes ago", "2025-04-06T13:55:00+09:00" },
    { "just now", "2025-04-06T14:00:00+09:00" },
    { "3 hours ago", "2025-04-06" },
    { "15 hours ago", "2025-04-05" },
    { "an hour ago", "2025-04-06" },
    { "1 hr ago", "2025-04-06" },
    { "about 3 hours ago", "2025-04-06" },
    { "1 hour, 5 minutes ago", "2025-04-06" },
    { "2 days ago", "2025-04-04" },
    { "a couple of days ago", "2025-04-04" },
    { "3 weeks ago", "2025-03-01" },
    { "2 months ago", "2025-02-01" },
    { "4 months ago", "2024-12-01" },
    { "2 years ago", "2023-01-01" },
    { "yesterday", "2025-04-05" },
    { "Yesterday at 2:05 p.m.", "2025-04-05T14:05:00+09:00" },
    { "14:05 yesterday", "2025-04-05T14:05:00+09:00" },
    { "today, 09:30 KST", "2025-04-06T09:30:00+09:00" },
    { "the day before yesterday", "2025-04-04" },
    { "last month", "2025-03-01" },
    { "last year", "2024-01-01" },
    { "Sunday", "2025-04-06" },
    { "on Sunday", "2025-04-06" },
    { "last Sunday", "2025-03-30" },
    { "Monday", "2025-03-31" },
    { "Saturday 18:30", "2025-04-05T18:30:00+09:00" },
    { "vor 3 Stunden", "2025-04-06" },
    { "vor einer Stunde", "2025-04-06" },
    { "vor 20 Minuten", "2025-04-06T13:40:00+09:00" },
    { "vor 2 Tagen", "2025-04-04" },
    { "gestern, 18:30 Uhr", "2025-04-05T18:30:00+09:00" },
    { "vorgestern", "2025-04-04" },
    { "am Freitag", "2025-04-04" },
    { "letzten Sonntag", "2025-03-30" },
    { "il y a 3 heures", "2025-04-06" },
    { "Il y a une heure", "2025-04-06" },
    { "hier à 18h30", "2025-04-05T18:30:00+09:00" },
    { "aujourd’hui à 9h05", "2025-04-06T09:05:00+09:00" },
    { "avant-hier", "2025-04-04" },
    { "vendredi dernier", "2025-04-04" },
    { "hace 3 horas", "2025-04-06" },
    { "hace 2 días", "2025-04-04" },
    { "ayer", "2025-04-05" },
    { "anteayer", "2025-04-04" },
    { "el viernes", "2025-04-04" },
    { "há 3 horas", "2025-04-06" },
    { "há 2 dias", "2025-04-04" },
    { "3 horas atrás", "2025-04-06" },
    { "ontem às 18h30", "2025-04-05T18:30:00+09:00" },
    { "hoje", "2025-04-06" },
    { "3 ore fa", "2025-04-06" },
    { "un'ora fa", "2025-04-06" },
    { "2 giorni fa", "2025-04-04" },
    { "ieri", "2025-04-05" },
    { "oggi alle 9:05", "2025-04-06T09:05:00+09:00" },
    { "venerdì scorso", "2025-04-04" },
    { "3 часа назад", "2025-04-06" },
    { "час назад", "2025-04-06" },
    { "20 минут назад", "2025-04-06T13:40:00+09:00" },
    { "5 дней назад", "2025-04-01" },
    { "вчера в 18:30", "2025-04-05T18:30:00+09:00" },
    { "сегодня, 9:05", "2025-04-06T09:05:00+09:00" },
    { "позавчера", "2025-04-04" },
    { "в пятницу", "2025-04-04" },
    { "3 uur geleden", "2025-04-06" },
    { "gisteren", "2025-04-05" },
    { "3 godziny temu", "2025-04-06" },
    { "2 dni temu", "2025-04-04" },
    { "wczoraj, 18:30", "2025-04-05T18:30:00+09:00" },
    { "3시간 전", "2025-04-06" },
    { "20분 전", "2025-04-06T13:40:00+09:00" },
    { "약 3시간 전", "2025-04-06" },
    { "2일 전", "2025-04-04" },
    { "2주 전", "2025-03-01" },
    { "3개월 전", "2025-01-01" },
    { "방금 전", "2025-04-06T14:00:00+09:00" },
    { "어제", "2025-04-05" },
    { "어제 오후 6:30", "2025-04-05T18:30:00+09:00" },
    { "오늘 09:05", "2025-04-06T09:05:00+09:00" },
    { "그저께", "2025-04-04" },
    { "금요일", "2025-04-04" },
    { "지난 일요일", "2025-03-30" },
    { "지난해", "2024-01-01" },
    { "3時間前", "2025-04-06" },
    { "20分前", "2025-04-06T13:40:00+09:00" },
    { "2日前", "2025-04-04" },
    { "昨日", "2025-04-05" },
    { "昨日 18:30", "2025-04-05T18:30:00+09:00" },
    { "一昨日", "2025-04-04" },
    { "金曜日", "2025-04-04" },
    { "3小时前", "2025-04-06" },
    { "3 小時前", "2025-04-06" },
    { "二十分钟前", "2025-04-06T13:40:00+09:00" },
    { "2天前", "2025-04-04" },
    { "昨天下午6点30分", "2025-04-05T18:30:00+09:00" },
    { "前天", "2025-04-04" },
    { "周五", "2025-04-04" },
    /* The year of the capture, or the one before. */
    { "April 6", "2025-04-06" },
    { "December 25", "2024-12-25" },
    { "6. April, 9:05 Uhr", "2025-04-06T09:05:00+09:00" },
    { "5 mai", "2024-05-05" },
    { "4월 5일 (토) 18:30", "2025-04-05T18:30:00+09:00" },
    { "4月5日", "2025-04-05" },
    { "Saturday, April 5", "2025-04-05" },
    { "Friday, April 5", NULL },
    { "February 29", NULL },
    /* One of both would be still to come. */
    { "04/05/2025", "2025-04-05" },
    { "04/03/2025", NULL },
    /* Beyond the capture; clocks differ by a day or two. */
    { "2025-04-07", "2025-04-07" },
    { "2025-04-10", NULL },
    { "2030-01-01", NULL },
    /* Nothing that is over. */
    { "tomorrow", NULL },
    { "next Sunday", NULL },
    { "in 3 hours", NULL },
    { "3 hours", NULL },
    { "hours ago", "2025-04-06" },
    { "long ago", NULL },
    { "yesterday's news", NULL },
    { "Sundays", NULL },
    { "Sun", NULL },
    { "09:30", NULL },
    { "vor dem Spiel", NULL },
    { "99999 hours ago", NULL },
};

static void test_against(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof against / sizeof *against; i++) {
        na_date d = { 0 };
        check(&against[i], na_date_parse(na_str_c(against[i].in), &captured, &d), &d);
    }
}

static void test_verdicts(void **state)
{
    static const na_date_opts any = { .any = true }, late = { .latest = 1743915600 };
    na_date d;

    (void)state;
#define SAYS(s, o, v, n)                                                                   \
    d = (na_date){ 0 };                                                                    \
    if (na_date_read(na_str_c(s), o, &d) != (v) || d.note != (n))                          \
    fail_msg("\"%s\": %s, %s", s, na_date_why(na_date_read(na_str_c(s), o, &d)),           \
             na_date_note_name(d.note))
    SAYS("yesterday", NULL, NA_DATE_NEEDS_NOW, NA_DATE_WRITTEN);
    SAYS("April 6", NULL, NA_DATE_NEEDS_NOW, NA_DATE_WRITTEN);
    SAYS("yesterday", &captured, NA_DATE_OK, NA_DATE_RELATIVE);
    SAYS("April 6", &captured, NA_DATE_OK, NA_DATE_NO_YEAR);
    SAYS("04/06/2025", NULL, NA_DATE_AMBIGUOUS, NA_DATE_WRITTEN);
    SAYS("Sunday 04/06/2025", NULL, NA_DATE_OK, NA_DATE_DEDUCED);
    SAYS("Sun, 06 Apr 2025 09:30:00 IST", NULL, NA_DATE_OK, NA_DATE_NO_ZONE);
    SAYS("1970-01-01", NULL, NA_DATE_ABSURD, NA_DATE_WRITTEN);
    SAYS("1970-01-01", &any, NA_DATE_OK, NA_DATE_WRITTEN);
    SAYS("2030-01-01", &captured, NA_DATE_ABSURD, NA_DATE_WRITTEN);
    SAYS("2030-01-01", NULL, NA_DATE_OK, NA_DATE_WRITTEN);
    SAYS("2030-01-01", &late, NA_DATE_ABSURD, NA_DATE_WRITTEN);
    SAYS("yesterday", &late, NA_DATE_NEEDS_NOW, NA_DATE_WRITTEN);
    SAYS("words", &captured, NA_DATE_NONE, NA_DATE_WRITTEN);
#undef SAYS
}

/* What the language and the caller's zone settle. */
static void test_language(void **state)
{
    static const struct {
        const char *lang, *in, *want;
    } rows[] = {
        { "de", "06.04.2025", "2025-04-06" },
        { "de-AT", "06.04.25, 14:05 Uhr", "2025-04-06T14:05:00Z" },
        { "en", "04/06/2025", NULL },
        { "en-US", "04/06/2025", "2025-04-06" },
        { "en-US", "4/6/25", "2025-04-06" },
        { "en-GB", "04/06/2025", "2025-06-04" },
        { "fr", "04/06/2025 à 14h30", "2025-06-04T14:30:00Z" },
        { "fr-CA", "04/06/2025", NULL },
        { "ko", "25.04.06", "2025-04-06" },
        { "ko", "04/06/2025", NULL },
        { "zh", "Sun, 06 Apr 2025 09:30:00 CST", "2025-04-06T09:30:00+08:00" },
        { "hi", "6 April 2025 09:30 IST", "2025-04-06T09:30:00+05:30" },
        { "he", "6 April 2025 09:30 IST", "2025-04-06T09:30:00+02:00" },
        { "en-AU", "6 April 2025 09:30 EST", "2025-04-06T09:30:00+10:00" },
        { "pl", "06.04.2025", "2025-04-06" },
        { "dezember", "06.04.2025", NULL },
    };
    static const na_date_opts india = { .has_tz = true, .tz_min = 330 };
    struct row r = { "6 April 2025 09:30 IST", "2025-04-06T09:30:00+05:30" };
    na_date d;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        na_date_opts o = { .lang = na_str_c(rows[i].lang) };
        struct row l = { rows[i].in, rows[i].want };
        d = (na_date){ 0 };
        check(&l, na_date_parse(na_str_c(l.in), &o, &d), &d);
    }
    check(&r, na_date_parse(na_str_c(r.in), &india, &d), &d);
}

static void test_epoch(void **state)
{
    static const na_date_opts epoch = { .allow_epoch = true };
    static const struct row rows[] = {
        { "1743897600", "2025-04-06T00:00:00Z" },
        { "1743897600.25", "2025-04-06T00:00:00Z" },
        { "1743897600123", "2025-04-06T00:00:00Z" },
        { "1743897600123456", "2025-04-06T00:00:00Z" },
        { "999999999", "2001-09-09T01:46:39Z" },
        { "0", NULL },
        { "0000000000", NULL },
        { "12345", NULL },
        { "9999999999", NULL },
        { "17438976001234567", NULL },
        { "20250406", "2025-04-06" },
        { "20250406093000", "2025-04-06T09:30:00Z" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        na_date d = { 0 };
        check(&rows[i], na_date_parse(na_str_c(rows[i].in), &epoch, &d), &d);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_against),
                                        cmocka_unit_test(test_verdicts),
                                        cmocka_unit_test(test_language),
                                        cmocka_unit_test(test_epoch) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
