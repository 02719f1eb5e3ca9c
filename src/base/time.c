/* SPDX-License-Identifier: MIT */
/* Civil days count years from March, so that the leap day ends a year, and in eras of 400
 * years, so that division is of positive numbers only. */
#include "base/time.h"
#include "base/limits.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define DAY 86400
#define ERA_DAYS 146097 /* days of 400 years */
#define EPOCH 719468    /* days from 0000-03-01 to 1970-01-01 */

static const char *const names[] = { "", "year", "month", "day", "minute", "second" };

const char *na_precision_name(na_precision p)
{
    return (unsigned)p < sizeof names / sizeof *names ? names[p] : "";
}

na_precision na_precision_of(na_str name)
{
    for (int i = NA_PREC_YEAR; i <= NA_PREC_SECOND; i++)
        if (na_str_eqc(name, names[i])) return (na_precision)i;
    return NA_PREC_NONE;
}

static int64_t floor_div(int64_t a, int64_t b) { return a / b - (a % b < 0); }

int64_t na_days_from_civil(int64_t y, int m, int d)
{
    if (m <= 2) y--;
    int64_t era = floor_div(y, 400), yoe = y - era * 400;
    int64_t doy = (153 * (m > 2 ? m - 3 : m + 9) + 2) / 5 + d - 1;
    return era * ERA_DAYS + yoe * 365 + yoe / 4 - yoe / 100 + doy - EPOCH;
}

void na_civil_from_days(int64_t days, int64_t *y, int *m, int *d)
{
    days += EPOCH;
    int64_t era = floor_div(days, ERA_DAYS), doe = days - era * ERA_DAYS;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int mp = (int)((5 * doy + 2) / 153);
    *d = (int)(doy - (153 * mp + 2) / 5 + 1);
    *m = mp < 10 ? mp + 3 : mp - 9;
    *y = yoe + era * 400 + (*m <= 2);
}

bool na_date_valid(int64_t y, int m, int d)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    if (y < 1 || y > 9999 || m < 1 || m > 12 || d < 1) return false;
    bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
    return d <= days[m - 1] + (m == 2 && leap);
}

/* Exactly n digits at *at, which moves past them; -1 when there are not. */
static int digits(na_str s, size_t *at, size_t n)
{
    if (s.len - *at < n) return -1;
    int v = 0;
    for (size_t i = 0; i < n; i++) {
        char c = s.ptr[*at + i];
        if (c < '0' || c > '9') return -1;
        v = v * 10 + (c - '0');
    }
    *at += n;
    return v;
}

static bool literal(na_str s, size_t *at, char c)
{
    if (*at >= s.len || s.ptr[*at] != c) return false;
    ++*at;
    return true;
}

/* Z, or +HH:MM, to the end of s. */
static bool zone(na_str s, size_t at, int *min_out)
{
    *min_out = 0;
    if (at >= s.len) return false;
    char sign = s.ptr[at++];
    if (sign == 'Z' || sign == 'z') return at == s.len;
    if (sign != '+' && sign != '-') return false;
    int h = digits(s, &at, 2);
    if (h < 0 || h > 23 || !literal(s, &at, ':')) return false;
    int m = digits(s, &at, 2);
    if (m < 0 || m > 59 || at != s.len) return false;
    *min_out = (sign == '-' ? -1 : 1) * (h * 60 + m);
    return true;
}

bool na_rfc3339_parse(na_str s, int64_t *secs_out, bool *date_only_out)
{
    size_t at = 0;
    int y = digits(s, &at, 4), mo, d, h, mi, sec, off;
    if (y < 0 || !literal(s, &at, '-') || (mo = digits(s, &at, 2)) < 0 ||
        !literal(s, &at, '-') || (d = digits(s, &at, 2)) < 0 || !na_date_valid(y, mo, d))
        return false;
    int64_t secs = na_days_from_civil(y, mo, d) * DAY;
    bool date_only = at == s.len;
    if (!date_only) {
        if (!literal(s, &at, 'T') && !literal(s, &at, 't') && !literal(s, &at, ' '))
            return false;
        if ((h = digits(s, &at, 2)) < 0 || h > 23 || !literal(s, &at, ':') ||
            (mi = digits(s, &at, 2)) < 0 || mi > 59 || !literal(s, &at, ':') ||
            (sec = digits(s, &at, 2)) < 0 || sec > 60)
            return false;
        if (literal(s, &at, '.')) {
            size_t from = at;
            while (at < s.len && s.ptr[at] >= '0' && s.ptr[at] <= '9') at++;
            if (at == from) return false;
        }
        if (!zone(s, at, &off)) return false;
        secs += h * 3600 + mi * 60 + sec - off * 60;
    }
    if (secs_out) *secs_out = secs;
    if (date_only_out) *date_only_out = date_only;
    return true;
}

/* The civil parts of secs; false (and out empty) outside the years that can be written. */
static bool split(int64_t secs, int64_t *y, int *m, int *d, int *sod, char out[32])
{
    out[0] = '\0';
    /* Before the arithmetic, so that NA_TIME_NONE and the like cannot overflow it. */
    if (secs < -((int64_t)1 << 40) || secs > (int64_t)1 << 40) return false;
    int64_t days = floor_div(secs, DAY);
    *sod = (int)(secs - days * DAY);
    na_civil_from_days(days, y, m, d);
    return *y >= 1 && *y <= 9999;
}

void na_rfc3339_offset(int64_t secs, int offset_min, char out[32])
{
    int64_t y, local;
    int m, d, sod, abs = offset_min < 0 ? -offset_min : offset_min;
    if (!na_add_ok(secs, (int64_t)offset_min * 60, &local)) local = NA_TIME_NONE;
    if (!split(local, &y, &m, &d, &sod, out)) return;
    int n = snprintf(out, 32, "%04d-%02d-%02dT%02d:%02d:%02d", (int)y, m, d, sod / 3600,
                     sod / 60 % 60, sod % 60);
    if (n != 19) return;
    if (offset_min == 0)
        memcpy(out + n, "Z", 2);
    else
        snprintf(out + n, 32 - (size_t)n, "%c%02d:%02d", offset_min < 0 ? '-' : '+',
                 abs / 60 % 100, abs % 60);
}

void na_rfc3339_utc(int64_t secs, char out[32]) { na_rfc3339_offset(secs, 0, out); }

void na_rfc3339_date(int64_t secs, char out[32])
{
    int64_t y;
    int m, d, sod;
    if (split(secs, &y, &m, &d, &sod, out))
        snprintf(out, 32, "%04d-%02d-%02d", (int)y, m, d);
}

int64_t na_now(void)
{
    const char *fixed = getenv("NEWSARC_NOW");
    if (fixed && *fixed) {
        char *end = NULL;
        errno = 0;
        long long v = strtoll(fixed, &end, 10);
        if (errno == 0 && *end == '\0') return v;
    }
    return (int64_t)time(NULL);
}

int64_t na_mono_ms(void)
{
    struct timespec ts = { 0 };
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}
