/* SPDX-License-Identifier: MIT */
/* date.c - a date is read whole or not at all
 *
 * The string is folded (case, width, diacritics, digits) and its white space squeezed; then
 * it is [weekday] date [weekday] [time [zone]], or the time first, or asctime's order,
 * where each part is tried by a function that moves a cursor or leaves it. Whatever is left
 * over refuses the whole. Programs' forms (date_machine.c) are tried before, what needs a
 * time of capture (date_rel.c) after these. The parts are weighed last: that is where a
 * date that is well written is still refused.
 */
#include "text/date.h"

#include "text/date_int.h"
#include "text/unicode.h"

#define MAX_LEN 160u

bool na_dc_end(struct na_dcur *c)
{
    na_dc_blanks(c);
    return c->i == c->s.len;
}

/* The end, or a weekday and the end. */
static bool at_end(struct na_dcur *c, struct na_dparts *p)
{
    if (na_dc_end(c)) return true;
    na_dc_weekday(c, p);
    return na_dc_end(c);
}

static bool date_then_time(struct na_dcur *c, struct na_dparts *p)
{
    size_t back;
    bool after_t;

    na_dc_weekday(c, p);
    if (!na_dc_date(c, p)) return false;
    back = c->i;
    na_dc_blanks(c);
    if (na_dc_at(c, 0) == ',') c->i++;
    na_dc_blanks(c);
    if (na_dc_letter(na_dc_at(c, 0)) || na_dc_at(c, 0) == '(') {
        size_t here = c->i;
        na_dc_weekday(c, p);
        if (c->i == here) c->i = back;
    } else {
        c->i = back;
    }
    if (na_dc_end(c)) return true;
    if (p->d == 0) return false;
    c->i = back > c->i ? back : c->i;
    /* A weekday behind the date ate the blank; a time may follow at once. */
    if (!na_dc_between(c, &after_t) && na_dc_prev(c) != ' ' && na_dc_prev(c) != ')' &&
        (unsigned char)na_dc_prev(c) < 0x80) {
        return false;
    }
    return na_dc_time(c, p, after_t) && at_end(c, p);
}

/* The same behind a word that may be a weekday in a language we do not know, or in
 * French. */
static bool odd_then_time(struct na_dcur *c, struct na_dparts *p)
{
    bool french = na_dc_lit(c, "mar");

    if (!french && na_dc_word(c).len == 0) return false;
    if (na_dc_at(c, 0) == '.') c->i++;
    if (!french && !na_dc_lit(c, ",")) return false;
    na_dc_blanks(c);
    if (french && !na_dc_digit(na_dc_at(c, 0))) return false;
    return date_then_time(c, p) && (french || (p->has_sec && p->has_zone));
}

static bool time_then_date(struct na_dcur *c, struct na_dparts *p)
{
    bool after_t;

    if (!na_dc_time(c, p, false) || !na_dc_between(c, &after_t) || after_t) return false;
    na_dc_weekday(c, p);
    return na_dc_date(c, p) && p->d > 0 && at_end(c, p);
}

/* Sun Apr  6 09:30:00 [KST] 2025, Sun Apr 06 2025 09:30:00 GMT+0900 is date_then_time's. */
static bool asctime_order(struct na_dcur *c, struct na_dparts *p)
{
    int m, d, y;

    na_dc_weekday(c, p);
    if (!na_dc_month(c, &m)) return false;
    na_dc_blanks(c);
    if (!na_dc_num(c, 1, 2, &d) || na_dc_at(c, 0) != ' ') return false;
    na_dc_blanks(c);
    if (!na_dc_time(c, p, false)) return false;
    na_dc_blanks(c);
    return na_dc_num(c, 4, 4, &y) && na_dc_set(p, y, m, d) && na_dc_end(c);
}

/* Day of the month of the n-th Sunday (n > 0) or the last one (0). */
static int sunday(int64_t y, int m, int n)
{
    int first = 1 + (int)((3 - (na_days_from_civil(y, m, 1) % 7 + 7) % 7 + 7) % 7);
    int d = first + 7 * (n > 0 ? n - 1 : 4);
    while (!na_date_valid(y, m, d)) d -= 7;
    return d;
}

/* Summer time of the United States by the rules since 1987. */
static bool us_summer(const struct na_dparts *p)
{
    int now = p->m * 100 + p->d, from, to;

    if (p->y >= 2007) {
        from = 300 + sunday(p->y, 3, 2);
        to = 1100 + sunday(p->y, 11, 1);
    } else {
        from = 400 + sunday(p->y, 4, 1);
        to = 1000 + sunday(p->y, 10, 0);
    }
    if (now == from) return p->h >= 2;
    if (now == to) return p->h < 2;
    return now > from && now < to;
}

/* -- weighing -------------------------------------------------------------------------- */

#define TWO_DAYS (2 * 86400)

/* What programs write where there is no date: the zero of their clock (in any zone), and
 * the last day of their calendar. */
static bool placeholder(const na_date *d, const struct na_dparts *p)
{
    static const struct {
        int y, m, d;
    } zeros[] = { { 1601, 1, 1 }, { 1753, 1, 1 },  { 1899, 12, 30 }, { 1899, 12, 31 },
                  { 1900, 1, 1 }, { 1904, 1, 1 },  { 1969, 12, 31 }, { 1970, 1, 1 },
                  { 1980, 1, 1 }, { 2099, 12, 31 } };
    int64_t y;
    int m, day, before = -1;

    if (d->precision < NA_PREC_DAY) return false;
    na_civil_from_days((d->secs + d->offset_min * 60 - (d->secs < 0 ? 86399 : 0)) / 86400,
                       &y, &m, &day);
    for (size_t i = 0; i < sizeof zeros / sizeof *zeros; i++) {
        if (y == zeros[i].y && m == zeros[i].m && day == zeros[i].d) before = (int)i;
    }
    if (before < 0) return false;
    /* People worked on 1 January 1980, and at noon too. A day before midnight is the zero
     * of a zone to the west. */
    if (y == 1980 || y == 1969 || y == 1970)
        return !p->has_time || (d->secs % 3600 == 0 && (y != 1980 || p->h == 0)) ||
               (d->secs >= 0 && d->secs < 60);
    return !p->has_time || (p->min == 0 && p->sec == 0 && p->h == 0);
}

static na_date_verdict weigh(const na_date *d, const struct na_dparts *p,
                             const na_date_opts *o)
{
    if (o->any) return NA_DATE_OK;
    if (placeholder(d, p)) return NA_DATE_ABSURD;
    if (o->has_now && d->secs > o->now + TWO_DAYS) return NA_DATE_ABSURD;
    if (o->latest && d->secs > o->latest + TWO_DAYS) return NA_DATE_ABSURD;
    return NA_DATE_OK;
}

static na_date_verdict make(const struct na_dparts *p, const na_date_opts *o, na_date *d)
{
    const bool days = p->at_most == NA_PREC_NONE || p->at_most >= NA_PREC_DAY;
    int m = p->m ? p->m : 1, day = p->d && days ? p->d : 1, zone_min = 0;

    *d = (na_date){ 0 };
    if (p->epoch) {
        d->secs = p->secs;
        d->precision = NA_PREC_SECOND;
        d->has_offset = true;
        return NA_DATE_OK;
    }
    if (p->y < 1 || p->m > 12 || !na_date_valid(p->y, m, day)) return NA_DATE_NONE;
    if (p->y < 1600 || p->y > 2200) return NA_DATE_ABSURD;
    d->secs = na_days_from_civil(p->y, m, day) * 86400;
    d->precision = p->d ? NA_PREC_DAY : p->m ? NA_PREC_MONTH : NA_PREC_YEAR;
    d->note = p->relative  ? NA_DATE_RELATIVE
              : p->no_year ? NA_DATE_NO_YEAR
                           : NA_DATE_WRITTEN;
    if (p->at_most && d->precision > p->at_most) d->precision = p->at_most;
    if (p->has_time && p->has_zone && p->zone.several) {
        d->note = NA_DATE_NO_ZONE;
    } else if (p->has_time) {
        d->precision = p->has_sec ? NA_PREC_SECOND : NA_PREC_MINUTE;
        d->has_offset = p->has_zone || o->has_tz;
        if (p->has_zone) {
            zone_min = p->zone.min + (p->zone.us && us_summer(p) ? 60 : 0);
        } else if (o->has_tz) {
            zone_min = o->tz_min;
        }
        d->offset_min = zone_min;
        d->secs += p->h * 3600 + p->min * 60 + p->sec - zone_min * 60;
    }
    return NA_DATE_OK;
}

static bool falls_on(const struct na_dparts *p, int weekday)
{
    int64_t days = na_days_from_civil(p->y, p->m, p->d);
    return (days % 7 + 7 + 3) % 7 + 1 == weekday;
}

/* Day and month may be the other way about: the weekday tells, or that one of both would
 * lie behind the capture. */
static na_date_verdict either(const struct na_dparts *p, const na_date_opts *o,
                              na_date *out)
{
    struct na_dparts q = *p;
    na_date a, b;
    bool a_fits, b_fits;

    q.m = p->d;
    q.d = p->m;
    if (make(p, o, &a) != NA_DATE_OK || make(&q, o, &b) != NA_DATE_OK)
        return NA_DATE_ABSURD;
    a_fits = weigh(&a, p, o) == NA_DATE_OK && (!p->weekday || falls_on(p, p->weekday));
    b_fits = weigh(&b, &q, o) == NA_DATE_OK && (!p->weekday || falls_on(&q, p->weekday));
    if (a_fits == b_fits) return NA_DATE_AMBIGUOUS;
    *out = a_fits ? a : b;
    out->note = NA_DATE_DEDUCED;
    return NA_DATE_OK;
}

static na_date_verdict finish(const struct na_dparts *p, const na_date_opts *o,
                              na_date *out)
{
    na_date d;
    na_date_verdict v;

    if (p->either) return either(p, o, out);
    v = make(p, o, &d);
    if (v == NA_DATE_OK) v = weigh(&d, p, o);
    if (v == NA_DATE_OK) *out = d;
    return v;
}

static na_date_verdict parse_folded(na_str s, const na_date_opts *o, na_date *out)
{
    static bool (*const orders[])(struct na_dcur *,
                                  struct na_dparts *) = { na_dc_machine,  date_then_time,
                                                          time_then_date, asctime_order,
                                                          odd_then_time,  na_dc_relative };

    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        struct na_dcur c = { .s = s, .o = o };
        struct na_dparts p = { 0 };
        if (!orders[i](&c, &p)) continue;
        if ((p.relative || p.no_year) && !o->has_now) return NA_DATE_NEEDS_NOW;
        return finish(&p, o, out);
    }
    return NA_DATE_NONE;
}

/* Digits of other scripts, and characters that stand for one another. */
static void plain_digits(na_str s, na_buf *out)
{
    static const uint32_t zeros[] = { 0x660, 0x6F0, 0x966, 0x9E6, 0xE50 };
    uint32_t cp;

    for (size_t i = 0, n; i < s.len; i += n) {
        char digit = 0;
        n = na_utf8_next(s, i, &cp);
        for (size_t k = 0; k < sizeof zeros / sizeof *zeros; k++) {
            if (cp >= zeros[k] && cp <= zeros[k] + 9) digit = (char)('0' + cp - zeros[k]);
        }
        if (digit) {
            na_buf_putc(out, digit);
        } else if (cp == 0x2019) {
            na_buf_putc(out, '\'');
        } else if (cp == 0x25CB || cp == 0x96F6) { /* the two other zeros of Chinese */
            na_buf_puts(out, "〇");
        } else {
            na_buf_str(out, na_str_sub(s, i, i + n));
        }
    }
}

/* s folded and squeezed into buf; false when it is too long to be a date. */
static bool fold(na_str s, na_buf *buf)
{
    na_buf tmp, plain;
    bool ok;

    na_buf_init(&tmp, 4096);
    na_buf_init(&plain, 4096);
    s = na_str_trim(s);
    ok = s.len > 0 && s.len <= MAX_LEN && na_text_fold(s, &tmp, NULL) == NA_OK;
    if (ok) {
        plain_digits(na_buf_get(&tmp), &plain);
        ok = na_text_squeeze(na_buf_get(&plain), buf, NULL) == NA_OK;
    }
    na_buf_release(&tmp);
    na_buf_release(&plain);
    return ok;
}

static const na_date_opts no_opts;

na_date_verdict na_date_read(na_str s, const na_date_opts *opts, na_date *out)
{
    na_date_verdict v = NA_DATE_NONE;
    na_buf buf;

    na_buf_init(&buf, 4096);
    if (fold(s, &buf)) v = parse_folded(na_buf_get(&buf), opts ? opts : &no_opts, out);
    na_buf_release(&buf);
    return v;
}

bool na_date_parse(na_str s, const na_date_opts *opts, na_date *out)
{
    return na_date_read(s, opts, out) == NA_DATE_OK;
}

na_date_verdict na_date_look(na_str line, const na_date_opts *opts, na_date *out)
{
    na_date_opts o = opts ? *opts : no_opts;
    na_date_verdict v = NA_DATE_NONE;
    na_buf buf;
    na_str s;
    bool dayfirst = false;

    na_buf_init(&buf, 4096);
    if (fold(line, &buf)) {
        s = na_buf_get(&buf);
        v = parse_folded(s, &o, out);
        if (v == NA_DATE_NONE) {
            size_t n = na_date_label(s, &dayfirst);
            if (dayfirst && na_date_order_of(&o) == NA_DATE_REFUSE)
                o.order = NA_DATE_DAYFIRST;
            if (n > 0) v = parse_folded(na_str_sub(s, n, s.len), &o, out);
        }
    }
    na_buf_release(&buf);
    return v;
}

bool na_date_find(na_str line, const na_date_opts *opts, na_date *out)
{
    return na_date_look(line, opts, out) == NA_DATE_OK;
}

void na_date_format(const na_date *d, char out[40])
{
    char tmp[32] = "";

    if (d->precision == NA_PREC_NONE) {
        tmp[0] = '\0';
    } else if (d->precision <= NA_PREC_DAY) {
        na_rfc3339_date(d->secs, tmp);
    } else if (d->has_offset && d->offset_min != 0) {
        na_rfc3339_offset(d->secs, d->offset_min, tmp);
    } else {
        na_rfc3339_utc(d->secs, tmp);
    }
    memcpy(out, tmp, sizeof tmp);
}

const char *na_date_note_name(na_date_note n)
{
    static const char *const names[] = { "", "relative", "no year", "no zone", "deduced" };
    return (size_t)n < sizeof names / sizeof *names ? names[n] : "";
}

const char *na_date_why(na_date_verdict v)
{
    static const char *const why[] = { "", "not a date",
                                       "a date whose day and month cannot be told apart",
                                       "a placeholder, or a date that cannot be",
                                       "relative, and the time of capture is not known" };
    return (size_t)v < sizeof why / sizeof *why ? why[v] : "";
}
