/* SPDX-License-Identifier: MIT */
#include "core/period.h"
#include "base/time.h"
#include <stdio.h>

#define DAY 86400

static const char *const names[] = { "year", "month", "week", "day", NULL };

const char *na_period_name(na_period p) { return names[p]; }
const char *const *na_period_names(void) { return names; }

static int64_t floor_div(int64_t a, int64_t b) { return a / b - (a % b < 0); }

int64_t na_period_day(int64_t secs)
{
    int64_t day = floor_div(secs, DAY), first = na_days_from_civil(1, 1, 1),
            last = na_days_from_civil(9999, 12, 31);

    return day < first ? first : day > last ? last : day;
}

int64_t na_period_of(na_period p, int64_t day)
{
    int64_t y;
    int m, d;

    if (p == NA_PERIOD_DAY) return day;
    if (p == NA_PERIOD_WEEK) return floor_div(day + 3, 7); /* 1970-01-01 was a Thursday */
    na_civil_from_days(day, &y, &m, &d);
    return p == NA_PERIOD_YEAR ? y : y * 12 + m - 1;
}

int64_t na_period_start(na_period p, int64_t n)
{
    switch (p) {
    case NA_PERIOD_YEAR:
        return na_days_from_civil(n, 1, 1);
    case NA_PERIOD_MONTH:
        return na_days_from_civil(floor_div(n, 12), (int)(n - 12 * floor_div(n, 12)) + 1,
                                  1);
    case NA_PERIOD_WEEK:
        return n * 7 - 3;
    case NA_PERIOD_DAY:
        break;
    }
    return n;
}

void na_period_label(na_period p, int64_t n, char out[32])
{
    int64_t day = na_period_start(p, n), y;
    int m, d;

    /* A week is of the year that its Thursday is of. */
    na_civil_from_days(p == NA_PERIOD_WEEK ? day + 3 : day, &y, &m, &d);
    if (p == NA_PERIOD_YEAR)
        (void)snprintf(out, 32, "%04d", (int)y);
    else if (p == NA_PERIOD_MONTH)
        (void)snprintf(out, 32, "%04d-%02d", (int)y, m);
    else if (p == NA_PERIOD_WEEK)
        (void)snprintf(out, 32, "%04d-W%02d", (int)y,
                       (int)(day + 3 - na_days_from_civil(y, 1, 1)) / 7 + 1);
    else
        (void)snprintf(out, 32, "%04d-%02d-%02d", (int)y, m, d);
}

na_period na_period_for(int64_t first, int64_t last)
{
    int64_t days = last - first + 1;

    return days <= 31        ? NA_PERIOD_DAY
           : days <= 26 * 7  ? NA_PERIOD_WEEK
           : days <= 366 * 4 ? NA_PERIOD_MONTH
                             : NA_PERIOD_YEAR;
}
