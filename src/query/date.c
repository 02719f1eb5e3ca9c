/* SPDX-License-Identifier: MIT */
/* A date names a period: a year, month, day, or the second of a time. after: takes its
 * start, before: too, on: and date: the whole of it. A..B and ISO 8601's A/B reach from the
 * start of A to the end of B; in the latter either may be a duration, which counts from the
 * start of A, or back from the end of B. All of it in UTC. */
#include "base/time.h"
#include "base/utf8.h"
#include "query/query_int.h"

#define DAY 86400
#define EXPECTED                                                                           \
    "write 2025, 2025-04, 2025-04-06, a time such as 2025-04-06T09:30:00Z, or 7d, 2w, "    \
    "3m, "                                                                                 \
    "1y (ago), today, yesterday"

typedef struct period {
    int64_t from, to;
} period;

/* The n digits at s[at] as a number, or -1. */
static int number(na_str s, size_t at, size_t n)
{
    int v = 0;
    if (n == 0 || n > 6 || s.len < at + n) return -1;
    for (size_t i = at; i < at + n; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9') return -1;
        v = v * 10 + (s.ptr[i] - '0');
    }
    return v;
}

static int64_t midnight(int64_t y, int m, int d)
{
    return na_days_from_civil(y, m, d) * DAY;
}

/* The end of year 9999 cannot be written as a date: open. */
static int64_t bounded(int64_t to)
{
    return to >= midnight(10000, 1, 1) ? NA_QTIME_MAX : to;
}

static bool civil(na_str s, period *p)
{
    int y = number(s, 0, 4), m = 1, d = 1;
    if (s.len != 4 && s.len != 7 && s.len != 10) return false;
    if (s.len >= 7 && (s.ptr[4] != '-' || (m = number(s, 5, 2)) < 0)) return false;
    if (s.len == 10 && (s.ptr[7] != '-' || (d = number(s, 8, 2)) < 0)) return false;
    if (y < 0 || !na_date_valid(y, m, d)) return false;
    p->from = midnight(y, m, d);
    if (s.len == 10)
        p->to = p->from + DAY;
    else if (s.len == 7)
        p->to = m == 12 ? midnight(y + 1, 1, 1) : midnight(y, m + 1, 1);
    else
        p->to = midnight(y + 1, 1, 1);
    return true;
}

/* n units before today, as a whole day; the 31st of a shorter month is its last day. */
static bool ago(int n, char unit, int64_t now, period *p)
{
    int64_t today = now / DAY - (now % DAY < 0), y;
    int m, d;
    if (unit == 'd' || unit == 'w') {
        today -= (int64_t)n * (unit == 'w' ? 7 : 1);
    } else {
        na_civil_from_days(today, &y, &m, &d);
        int64_t months = y * 12 + (m - 1) - (int64_t)n * (unit == 'y' ? 12 : 1);
        if (months < 12) return false;
        y = months / 12;
        m = (int)(months % 12) + 1;
        while (d > 28 && !na_date_valid(y, m, d)) d--;
        today = na_days_from_civil(y, m, d);
    }
    na_civil_from_days(today, &y, &m, &d);
    if (!na_date_valid(y, m, d)) return false;
    p->from = today * DAY;
    p->to = p->from + DAY;
    return true;
}

static bool named(na_str s, int64_t now, period *p)
{
    int64_t secs;
    bool date_only;
    if (now < midnight(1, 1, 1) || now >= midnight(10000, 1, 1)) now = 0;
    if (civil(s, p)) return true;
    if (na_str_ieq(s, NA_STR("today"))) return ago(0, 'd', now, p);
    if (na_str_ieq(s, NA_STR("yesterday"))) return ago(1, 'd', now, p);
    if (s.len >= 2 && strchr("dwmyDWMY", s.ptr[s.len - 1]) && s.ptr[s.len - 1]) {
        int n = number(s, 0, s.len - 1);
        return n >= 0 && ago(n, (char)(s.ptr[s.len - 1] | 0x20), now, p);
    }
    if (!na_rfc3339_parse(s, &secs, &date_only) || date_only) return false;
    /* An offset can carry a time out of the calendar's years. */
    if (secs < midnight(1, 1, 1) || secs >= midnight(10000, 1, 1)) return false;
    p->from = secs;
    p->to = secs + 1;
    return true;
}

static bool bad(na_str s, const na_qfield *f, na_err *why)
{
    static const char *const known[] = { "today", "yesterday", NULL };
    char meant[64];

    if (s.len == 0)
        na_fail(why, NA_EQUERY, "%s: needs a date; " EXPECTED, f->name);
    else
        na_fail(why, NA_EQUERY, "%s: %.*s%s is not a date%s; " EXPECTED, f->name,
                (int)na_u8_floor(s, 40), s.ptr, s.len > 40 ? "..." : "",
                na_qhint_word(s, known, meant));
    return false;
}

typedef struct duration { /* calendar months, then seconds */
    int64_t months, secs;
} duration;

/* P1Y2M3W4DT5H6M7S: each part at most once, in this order, at least one. */
static bool span_of(na_str s, duration *d)
{
    static const char units[] = "YMWDHMS";
    static const int64_t secs[] = { 0, 0, 7 * DAY, DAY, 3600, 60, 1 };
    size_t unit = 0, at = 1;
    bool time = false, any = false;
    *d = (duration){ 0 };
    if (s.len < 3 || (s.ptr[0] | 0x20) != 'p') return false;
    while (at < s.len) {
        if ((s.ptr[at] | 0x20) == 't' && !time && at + 1 < s.len) {
            time = true;
            if (unit < 4) unit = 4;
            at++;
            continue;
        }
        size_t n = 0;
        while (at + n < s.len && s.ptr[at + n] >= '0' && s.ptr[at + n] <= '9') n++;
        int v = number(s, at, n);
        at += n;
        if (v < 0 || at == s.len) return false;
        size_t last = time ? 7 : 4;
        while (unit < last && (s.ptr[at] | 0x20) != (units[unit] | 0x20)) unit++;
        if (unit == last) return false;
        d->months += unit == 0 ? (int64_t)v * 12 : unit == 1 ? v : 0;
        d->secs += v * secs[unit];
        unit++;
        at++;
        any = true;
    }
    return any;
}

/* t and the duration, sign times; out of the calendar's years: false. */
static bool shift(int64_t t, const duration *d, int sign, int64_t *out)
{
    int64_t day = t / DAY - (t % DAY < 0), rest = t - day * DAY, y;
    int m, dom;
    na_civil_from_days(day, &y, &m, &dom);
    int64_t months = y * 12 + (m - 1) + sign * d->months;
    if (months < 12 || months >= 120012) return false;
    y = months / 12;
    m = (int)(months % 12) + 1;
    /* The last instant of year 9999 lies in year 10000. */
    while (y < 10000 && dom > 28 && !na_date_valid(y, m, dom)) dom--;
    *out = midnight(y, m, dom) + rest + sign * d->secs;
    return *out >= midnight(1, 1, 1) && *out <= midnight(10000, 1, 1);
}

static bool backwards(na_str value, const na_qfield *f, na_err *why)
{
    na_fail(why, NA_EQUERY, "%s: %.*s runs backwards; write the earlier date first",
            f->name, (int)na_u8_floor(value, 80), value.ptr);
    return false;
}

/* A/B of ISO 8601; ".." (or nothing) for an end is open. */
static bool interval(na_str value, size_t slash, const na_qfield *f, int64_t now,
                     int64_t *from_out, int64_t *to_out, size_t *at_out, na_err *why)
{
    period a = { NA_QTIME_MIN, 0 }, b = { 0, NA_QTIME_MAX };
    na_str left = na_str_sub(value, 0, slash),
           right = na_str_sub(value, slash + 1, value.len);
    bool open_l = left.len == 0 || na_str_eqc(left, "..");
    bool open_r = right.len == 0 || na_str_eqc(right, "..");
    duration dl, dr;
    bool span_l = span_of(left, &dl), span_r = span_of(right, &dr);
    if ((open_l || span_l) && (open_r || span_r)) return bad(left, f, why);
    if (!open_l && !span_l && !named(left, now, &a)) return bad(left, f, why);
    *at_out = slash + 1;
    if (!open_r && !span_r && !named(right, now, &b)) return bad(right, f, why);
    if (span_r && !shift(a.from, &dr, 1, &b.to)) return bad(right, f, why);
    *at_out = 0;
    if (span_l && !shift(b.to, &dl, -1, &a.from)) return bad(left, f, why);
    if (a.from >= b.to) return backwards(value, f, why);
    *from_out = a.from;
    *to_out = open_r ? NA_QTIME_MAX : bounded(b.to);
    return true;
}

bool na_qdate_range(na_str value, const na_qfield *f, int64_t now, int64_t *from_out,
                    int64_t *to_out, size_t *at_out, na_err *why)
{
    period a = { NA_QTIME_MIN, 0 }, b = { 0, NA_QTIME_MAX };
    size_t dots = f->kind == NA_QF_DATE ? na_str_find(value, NA_STR(".."), 0) : (size_t)-1;
    size_t slash = f->kind == NA_QF_DATE ? na_str_chr(value, '/', 0) : (size_t)-1;
    *at_out = 0;
    if (slash != (size_t)-1)
        return interval(value, slash, f, now, from_out, to_out, at_out, why);
    if (dots == (size_t)-1) {
        if (!named(value, now, &a)) return bad(value, f, why);
        *from_out = f->kind == NA_QF_BEFORE ? NA_QTIME_MIN : a.from;
        *to_out = f->kind == NA_QF_BEFORE  ? a.from
                  : f->kind == NA_QF_AFTER ? NA_QTIME_MAX
                                           : bounded(a.to);
        return true;
    }
    na_str left = na_str_sub(value, 0, dots),
           right = na_str_sub(value, dots + 2, value.len);
    if (left.len == 0 && right.len == 0) return bad(right, f, why);
    if (left.len && !named(left, now, &a)) return bad(left, f, why);
    if (right.len && !named(right, now, &b)) {
        *at_out = dots + 2;
        return bad(right, f, why);
    }
    if (a.from >= b.to) return backwards(value, f, why);
    *from_out = a.from;
    *to_out = right.len ? bounded(b.to) : NA_QTIME_MAX;
    return true;
}
