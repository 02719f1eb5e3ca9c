/* SPDX-License-Identifier: MIT */
#include "text/date_calc.h"
#include "base/limits.h"

enum { DAY = 86400, FIRST = -719162, LAST = 2932896 }; /* days of the years 1 to 9999 */

static int64_t floor_div(int64_t a, int64_t b) { return a / b - (a % b < 0); }

static bool from_days(int64_t days, int64_t sec, na_date *d)
{
    if (days < FIRST || days > LAST) return false;
    d->secs = days * DAY + sec - (int64_t)d->offset_min * 60;
    return true;
}

void na_date_split(const na_date *d, na_date_parts *out)
{
    int64_t local = d->secs + (int64_t)d->offset_min * 60, days = floor_div(local, DAY);
    int month, day, sec = (int)(local - days * DAY);
    na_civil_from_days(days, &out->year, &month, &day);
    out->month = month;
    out->day = day;
    out->hour = sec / 3600;
    out->minute = sec / 60 % 60;
    out->second = sec % 60;
    out->weekday = (int)(days + 3 - floor_div(days + 3, 7) * 7) + 1; /* 1970: a Thursday */
    out->yearday = (int)(days - na_days_from_civil(out->year, 1, 1)) + 1;
}

bool na_date_join(const na_date_parts *p, na_precision precision, bool has_tz, int tz_min,
                  na_date *out)
{
    bool timed = precision >= NA_PREC_MINUTE && has_tz;
    if (p->year < 1 || p->year > 9999 || p->month < 1 || p->month > 12 || p->day < 1 ||
        p->day > 31 || !na_date_valid(p->year, (int)p->month, (int)p->day) || p->hour < 0 ||
        p->hour > 23 || p->minute < 0 || p->minute > 59 || p->second < 0 || p->second > 59)
        return false;
    *out = (na_date){ .precision = precision,
                      .has_offset = timed,
                      .offset_min = timed ? tz_min : 0 };
    return from_days(na_days_from_civil(p->year, (int)p->month, (int)p->day),
                     p->hour * 3600 + p->minute * 60 + p->second, out);
}

bool na_date_add(const na_date *d, const na_date_span *by, na_date *out)
{
    na_date_parts p;
    na_date_split(d, &p);
    int64_t months = p.year * 12 + p.month - 1 + by->years * 12 + by->months;
    int64_t year = floor_div(months, 12);
    int month = (int)(months - year * 12) + 1, day = (int)p.day;
    if (year < 1 || year > 9999) return false;
    while (!na_date_valid(year, month, day)) day--;
    int64_t sec = p.hour * 3600 + p.minute * 60 + p.second + by->hours * 3600 +
                  by->minutes * 60 + by->seconds;
    int64_t over = floor_div(sec, DAY);
    na_precision known = by->seconds                ? NA_PREC_SECOND
                         : by->hours || by->minutes ? NA_PREC_MINUTE
                         : by->weeks || by->days    ? NA_PREC_DAY
                         : by->months               ? NA_PREC_MONTH
                                                    : NA_PREC_NONE;
    *out = *d;
    if (out->precision < known) out->precision = known;
    return from_days(na_days_from_civil(year, month, day) + by->weeks * 7 + by->days + over,
                     sec - over * DAY, out);
}

/* -- written --------------------------------------------------------------------------- */

static bool put_number(na_buf *b, const na_date_parts *p, char c)
{
    const struct {
        char c;
        int width;
        int64_t value;
    } numbers[] = {
        { 'Y', 4, p->year }, { 'y', 2, p->year % 100 }, { 'm', 2, p->month },
        { 'd', 2, p->day },  { 'e', 1, p->day },        { 'j', 3, p->yearday },
        { 'H', 2, p->hour }, { 'M', 2, p->minute },     { 'S', 2, p->second },
    };
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        if (numbers[i].c != c) continue;
        na_buf_printf(b, "%0*d", numbers[i].width, (int)numbers[i].value);
        return true;
    }
    return false;
}

static bool put_name(na_buf *b, const na_date_parts *p, char c)
{
    static const char *const months[] = { "January",   "February", "March",    "April",
                                          "May",       "June",     "July",     "August",
                                          "September", "October",  "November", "December" };
    static const char *const days[] = { "Monday", "Tuesday",  "Wednesday", "Thursday",
                                        "Friday", "Saturday", "Sunday" };
    const char *name = c == 'B' || c == 'b'   ? months[p->month - 1]
                       : c == 'A' || c == 'a' ? days[p->weekday - 1]
                                              : NULL;
    if (!name) return false;
    na_buf_put(b, name, c == 'b' || c == 'a' ? 3 : strlen(name));
    return true;
}

bool na_date_write(const na_date *d, na_str form, na_buf *out, char *bad)
{
    na_date_parts p;
    int tz = d->offset_min < 0 ? -d->offset_min : d->offset_min;
    na_date_split(d, &p);
    for (size_t i = 0; i < form.len; i++) {
        char c = form.ptr[i];
        if (c != '%') {
            na_buf_putc(out, c);
            continue;
        }
        c = ++i < form.len ? form.ptr[i] : '\0';
        if (put_number(out, &p, c) || put_name(out, &p, c)) continue;
        if (c == 'F') {
            na_date_write(d, NA_STR("%Y-%m-%d"), out, bad);
        } else if (c == 'T') {
            na_date_write(d, NA_STR("%H:%M:%S"), out, bad);
        } else if (c == 'z') {
            na_buf_printf(out, "%c%02d%02d", d->offset_min < 0 ? '-' : '+', tz / 60,
                          tz % 60);
        } else if (c == '%') {
            na_buf_putc(out, '%');
        } else {
            *bad = c;
            return false;
        }
    }
    return true;
}
