/* SPDX-License-Identifier: MIT */
/* A date names a period: a year, month, day, or the second of a time. after: takes its start,
 * before: too, on: and date: the whole of it. All of it in UTC. */
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
    if (s.len == 0)
        na_fail(why, NA_EQUERY, "%s: needs a date; " EXPECTED, f->name);
    else
        na_fail(why, NA_EQUERY, "%s: %.*s%s is not a date; " EXPECTED, f->name,
                (int)na_u8_floor(s, 40), s.ptr, s.len > 40 ? "..." : "");
    return false;
}

bool na_qdate_range(na_str value, const na_qfield *f, int64_t now, int64_t *from_out,
                    int64_t *to_out, size_t *at_out, na_err *why)
{
    period a = { NA_QTIME_MIN, 0 }, b = { 0, NA_QTIME_MAX };
    size_t dots = f->kind == NA_QF_DATE ? na_str_find(value, NA_STR(".."), 0) : (size_t)-1;
    *at_out = 0;
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
    if (a.from >= b.to) {
        na_fail(why, NA_EQUERY, "%s: %.*s runs backwards; write the earlier date first",
                f->name, (int)na_u8_floor(value, 80), value.ptr);
        return false;
    }
    *from_out = a.from;
    *to_out = right.len ? bounded(b.to) : NA_QTIME_MAX;
    return true;
}
