/* SPDX-License-Identifier: MIT */
/* Whatever is taken for a date is in range, and reads back from its RFC 3339 spelling. */
#include "text/boilerplate.h"
#include "text/date.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void check(bool ok)
{
    if (!ok) abort();
}

static void check_date(const na_date *d)
{
    const na_date_opts any = { .any = true };
    na_date back = { 0 };
    char s[40];
    int64_t secs;
    bool day;

    check(d->precision != NA_PREC_NONE && d->offset_min > -1440 && d->offset_min < 1440);
    na_date_format(d, s);
    check(na_rfc3339_parse(na_str_c(s), &secs, &day));
    check(secs == d->secs && day == (d->precision <= NA_PREC_DAY));
    /* 24:00 on the last day of all is read, and is past it. */
    check((na_date_parse(na_str_c(s), &any, &back) && back.secs == d->secs) ||
          na_str_starts(na_str_c(s), NA_STR("2201-01-01")));
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    const na_date_opts all = { .has_tz = true,
                               .tz_min = 540,
                               .order = NA_DATE_DAYFIRST,
                               .allow_year = true,
                               .allow_month = true };
    const na_date_opts captured = { .has_now = true,
                                    .now = 1743915600,
                                    .now_tz = -720,
                                    .lang = NA_STR("zh-TW"),
                                    .allow_epoch = true };
    na_str s = na_str_n(p, n);
    na_date d = { 0 };
    size_t cut;

    if (na_date_parse(s, NULL, &d)) check_date(&d);
    if (na_date_parse(s, &all, &d)) check_date(&d);
    if (na_date_find(s, NULL, &d)) check_date(&d);
    if (na_date_find(s, &all, &d)) check_date(&d);
    if (na_date_parse(s, &captured, &d)) {
        check_date(&d);
        check(d.secs <= captured.now + 2 * 86400);
    }
    if (na_date_read(s, NULL, &d) == NA_DATE_NEEDS_NOW)
        check(na_date_read(s, &captured, &d) != NA_DATE_NEEDS_NOW);
    (void)na_boilerplate_is(s);
    check(!na_boilerplate_tail(s, &cut) || cut < s.len);
    return 0;
}
