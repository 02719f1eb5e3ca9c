/* SPDX-License-Identifier: MIT */
/* date.c - a date is read whole or not at all
 *
 * The string is folded (case, width, diacritics) and its white space squeezed; then it is
 * [weekday] date [weekday] [time [zone]], or the time first, or asctime's order, where each
 * part is tried by a function that moves a cursor or leaves it. Whatever is left over refuses
 * the whole. Nothing here knows today.
 */
#include "text/date.h"

#include "text/date_int.h"
#include "text/unicode.h"

#define MAX_LEN 160u

static bool sign_offset(struct na_dcur *c, struct na_dparts *p)
{
    size_t from = c->i;
    int h, m = 0, sign = na_dc_at(c, 0) == '-' ? -1 : 1;

    if (na_dc_lit(c, "−")) {
        sign = -1;
    } else if (na_dc_at(c, 0) == '+' || na_dc_at(c, 0) == '-') {
        c->i++;
    } else {
        return false;
    }
    if (na_dc_num(c, 4, 4, &h)) {
        m = h % 100;
        h /= 100;
    } else if (!na_dc_num(c, 1, 2, &h) ||
               (na_dc_at(c, 0) == ':' && (c->i++, !na_dc_num(c, 2, 2, &m)))) {
        c->i = from;
        return false;
    }
    if (h > 15 || m > 59) {
        c->i = from;
        return false;
    }
    p->zone = sign * (h * 60 + m);
    p->has_zone = true;
    return true;
}

static void zone(struct na_dcur *c, struct na_dparts *p)
{
    size_t from = c->i;
    bool paren;
    int min;
    char us;

    na_dc_blanks(c);
    if (sign_offset(c, p)) {
        size_t back = c->i; /* "+0900 (KST)": the comment repeats it */
        na_dc_blanks(c);
        if (!na_dc_lit(c, "(") || na_dc_word(c).len == 0 || !na_dc_lit(c, ")")) c->i = back;
        return;
    }
    paren = na_dc_lit(c, "(");
    if (!na_date_zone(na_dc_word(c), &min, &us)) {
        c->i = from;
        return;
    }
    if (min == 0 && (na_dc_at(c, 0) == '+' || na_dc_at(c, 0) == '-') && sign_offset(c, p))
        min = p->zone;
    if (paren && !na_dc_lit(c, ")")) {
        c->i = from;
        p->has_zone = false;
        return;
    }
    p->zone = min;
    p->us = us;
    p->has_zone = true;
}

static bool half(struct na_dcur *c, int *pm)
{
    static const char *const ams[] = { "오전", "午前", "上午", "am", "a.m.", "a.m", NULL },
                             *const pms[] = { "오후", "午後", "下午", "pm",
                                              "p.m.", "p.m",  NULL };
    if (na_dc_any(c, ams)) {
        *pm = 0;
    } else if (na_dc_any(c, pms)) {
        *pm = 1;
    } else {
        return false;
    }
    return true;
}

static void fraction(struct na_dcur *c)
{
    if ((na_dc_at(c, 0) == '.' || na_dc_at(c, 0) == ',') && na_dc_digit(na_dc_at(c, 1))) {
        c->i++;
        while (na_dc_digit(na_dc_at(c, 0))) c->i++;
    }
}

/* 09:30, 9:30:05.25, 9.30 pm, 9시 30분, 14h30, 0930 (behind T), 9 a.m.; and the zone. */
static bool time_of_day(struct na_dcur *c, struct na_dparts *p, bool after_t)
{
    static const char *const hs[] = { ":", ".", "시", "時", "时", "h", "点", NULL },
                             *const ms[] = { ":", "분", "分", "m", NULL },
                             *const ss[] = { "초", "秒", "s", NULL },
                             *const units[] = { "uhr", "hrs", "hours", "h", NULL };
    int pm = -1, v;
    bool open = false; /* the hour stands alone, without a mark that makes it an hour */
    size_t mark;

    if (half(c, &pm)) na_dc_blanks(c);
    if (after_t && na_dc_num(c, 6, 6, &v)) {
        p->h = v / 10000, p->min = v / 100 % 100, p->sec = v % 100;
        p->has_sec = true;
        fraction(c);
    } else if (after_t && na_dc_num(c, 4, 4, &v)) {
        p->h = v / 100, p->min = v % 100;
    } else if (na_dc_num(c, 1, 2, &p->h)) {
        mark = c->i;
        open = !na_dc_any(c, hs);
        if (!open) {
            na_dc_blanks(c);
            if (na_dc_num(c, 2, 2, &p->min)) {
                mark = c->i;
                if (na_dc_any(c, ms)) {
                    na_dc_blanks(c);
                    p->has_sec = na_dc_num(c, 2, 2, &p->sec);
                    if (p->has_sec) {
                        fraction(c);
                        na_dc_any(c, ss);
                    } else if (c->s.ptr[mark] == ':') {
                        return false;
                    }
                }
            } else {
                /* "9시", "14h" */
                if (c->s.ptr[mark] == ':' || c->s.ptr[mark] == '.') return false;
            }
        }
    } else {
        return false;
    }
    mark = c->i;
    na_dc_blanks(c);
    if (pm < 0 && half(c, &pm)) {
        open = false;
        mark = c->i;
        na_dc_blanks(c);
    }
    if (na_dc_any(c, units)) {
        open = false;
        mark = c->i;
    }
    c->i = mark;
    if (open && !after_t) return false;
    if (pm >= 0 && (p->h < 1 || p->h > 12)) {
        if (p->h > 12 && pm == 1 && p->h < 24) {
            pm = -1; /* "오후 14:30": both said, the same meant */
        } else if (p->h != 0) {
            return false;
        }
    }
    if (pm == 1 && p->h < 12) p->h += 12;
    if (pm == 0 && p->h == 12) p->h = 0;
    if (p->min > 59 || p->sec > 60 || p->h > 24 || (p->h == 24 && (p->min || p->sec))) {
        return false;
    }
    if (p->sec == 60) p->sec = 59;
    p->has_time = true;
    zone(c, p);
    return true;
}

/* What may stand between date and time. */
static bool between(struct na_dcur *c, bool *after_t)
{
    static const char *const marks[] = { ",", "-", "–", "—", "|", "/", ";", "·", NULL };
    size_t from = c->i, back;
    na_str w;

    *after_t = na_dc_at(c, 0) == 't' && na_dc_digit(na_dc_at(c, 1));
    if (*after_t) {
        c->i++;
        return true;
    }
    na_dc_blanks(c);
    if (na_dc_any(c, marks)) na_dc_blanks(c);
    for (;;) {
        back = c->i;
        w = na_dc_word(c);
        if (w.len == 0 || !na_date_filler(w)) {
            c->i = back;
            break;
        }
        na_dc_blanks(c);
    }
    return c->i > from;
}

static bool at_end(struct na_dcur *c)
{
    na_dc_blanks(c);
    return c->i == c->s.len;
}

static bool date_then_time(struct na_dcur *c, struct na_dparts *p)
{
    size_t back;
    bool after_t;

    na_dc_weekday(c);
    if (!na_dc_date(c, p)) return false;
    back = c->i;
    na_dc_blanks(c);
    if (na_dc_at(c, 0) == ',') c->i++;
    na_dc_blanks(c);
    if (na_dc_letter(na_dc_at(c, 0)) || na_dc_at(c, 0) == '(') {
        size_t here = c->i;
        na_dc_weekday(c);
        if (c->i == here) c->i = back;
    } else {
        c->i = back;
    }
    if (at_end(c)) return true;
    if (p->d == 0) return false;
    c->i = back > c->i ? back : c->i;
    /* A weekday behind the date ate the blank; a time may follow at once. */
    if (!between(c, &after_t) && na_dc_prev(c) != ' ' && na_dc_prev(c) != ')') {
        return false;
    }
    return time_of_day(c, p, after_t) && at_end(c);
}

static bool time_then_date(struct na_dcur *c, struct na_dparts *p)
{
    bool after_t;

    if (!time_of_day(c, p, false) || !between(c, &after_t) || after_t) return false;
    na_dc_weekday(c);
    return na_dc_date(c, p) && p->d > 0 && at_end(c);
}

/* Sun Apr  6 09:30:00 [KST] 2025 */
static bool asctime_order(struct na_dcur *c, struct na_dparts *p)
{
    int m, d, y;

    na_dc_weekday(c);
    if (!na_dc_month(c, &m)) return false;
    na_dc_blanks(c);
    if (!na_dc_num(c, 1, 2, &d) || na_dc_at(c, 0) != ' ') return false;
    na_dc_blanks(c);
    if (!time_of_day(c, p, false)) return false;
    na_dc_blanks(c);
    return na_dc_num(c, 4, 4, &y) && na_dc_set(p, y, m, d) && at_end(c);
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

static bool finish(const struct na_dparts *p, const na_date_opts *o, na_date *out)
{
    na_date d = { 0 };
    int m = p->m ? p->m : 1, day = p->d ? p->d : 1, zone_min = 0;

    if (p->y < 1400 || p->y > 2200 || p->m > 12 || !na_date_valid(p->y, m, day))
        return false;
    d.secs = na_days_from_civil(p->y, m, day) * 86400;
    d.precision = p->d ? NA_PREC_DAY : p->m ? NA_PREC_MONTH : NA_PREC_YEAR;
    if (p->has_time) {
        d.precision = p->has_sec ? NA_PREC_SECOND : NA_PREC_MINUTE;
        d.has_offset = p->has_zone || o->has_tz;
        if (p->has_zone) {
            zone_min = p->zone + (p->us && us_summer(p) ? 60 : 0);
        } else if (o->has_tz) {
            zone_min = o->tz_min;
        }
        d.offset_min = zone_min;
        d.secs += p->h * 3600 + p->min * 60 + p->sec - zone_min * 60;
    }
    *out = d;
    return true;
}

static bool parse_folded(na_str s, const na_date_opts *o, na_date *out)
{
    static bool (*const orders[])(struct na_dcur *, struct na_dparts *) = { date_then_time,
                                                                            time_then_date,
                                                                            asctime_order };

    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        struct na_dcur c = { .s = s, .o = o };
        struct na_dparts p = { 0 };
        if (orders[i](&c, &p)) return finish(&p, o, out);
    }
    return false;
}

/* s folded and squeezed into buf; false when it is too long to be a date. */
static bool fold(na_str s, na_buf *buf)
{
    na_buf tmp;
    bool ok;

    na_buf_init(&tmp, 4096);
    s = na_str_trim(s);
    ok = s.len > 0 && s.len <= MAX_LEN && na_text_fold(s, &tmp, NULL) == NA_OK &&
         na_text_squeeze(na_buf_get(&tmp), buf, NULL) == NA_OK;
    na_buf_release(&tmp);
    return ok;
}

bool na_date_parse(na_str s, const na_date_opts *opts, na_date *out)
{
    static const na_date_opts none = { 0 };
    na_buf buf;
    bool ok;

    na_buf_init(&buf, 4096);
    ok = fold(s, &buf) && parse_folded(na_buf_get(&buf), opts ? opts : &none, out);
    na_buf_release(&buf);
    return ok;
}

bool na_date_find(na_str line, const na_date_opts *opts, na_date *out)
{
    na_date_opts o = opts ? *opts : (na_date_opts){ 0 };
    na_buf buf;
    na_str s;
    bool ok = false, dayfirst = false;

    na_buf_init(&buf, 4096);
    if (fold(line, &buf)) {
        s = na_buf_get(&buf);
        ok = parse_folded(s, &o, out);
        if (!ok) {
            size_t n = na_date_label(s, &dayfirst);
            if (dayfirst && o.order == NA_DATE_REFUSE) o.order = NA_DATE_DAYFIRST;
            ok = n > 0 && parse_folded(na_str_sub(s, n, s.len), &o, out);
        }
    }
    na_buf_release(&buf);
    return ok;
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
