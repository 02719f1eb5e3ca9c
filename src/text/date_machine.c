/* SPDX-License-Identifier: MIT */
/* date_machine.c - dates that only programs write */
#include "text/date_int.h"

/* How many digits stand here. */
static size_t digits(const struct na_dcur *c)
{
    size_t n = 0;
    while (na_dc_digit(na_dc_at(c, n))) n++;
    return n;
}

static int64_t number(struct na_dcur *c, size_t n)
{
    int64_t v = 0;
    for (size_t i = 0; i < n; i++) v = v * 10 + (c->s.ptr[c->i++] - '0');
    return v;
}

/* Seconds since 1970, or thousandths, or millionths of them, which their length tells
 * apart. */
static bool epoch(struct na_dcur *c, struct na_dparts *p)
{
    bool sure = na_dc_lit(c, "@"), net = na_dc_lit(c, "/date(");
    size_t n = digits(c);
    int64_t v;

    if (!sure && !net && !c->o->allow_epoch) return false;
    if (n == 0 || n > 16 || (n < 9 && !sure && !net) || (!sure && c->s.ptr[c->i] == '0'))
        return false;
    v = number(c, n);
    if (n >= 15) {
        v /= 1000000;
    } else if (n >= 12 || net) {
        v /= 1000;
    }
    if (na_dc_at(c, 0) == '.' && n < 12) {
        c->i++;
        while (na_dc_digit(na_dc_at(c, 0))) c->i++;
    }
    if (net) { /* the offset is for show: the number is UTC */
        if (na_dc_at(c, 0) == '+' || na_dc_at(c, 0) == '-') c->i += 1 + 4;
        if (!na_dc_lit(c, ")/")) return false;
    }
    if (v > INT64_C(7258118400)) return false; /* 2200 */
    p->epoch = true;
    p->secs = v;
    return true;
}

/* The rest is a time of day, or nothing. */
static bool with_time(struct na_dcur *c, struct na_dparts *p)
{
    const size_t from = c->i;
    bool after_t = false;

    if (na_dc_end(c)) return true;
    c->i = from;
    return na_dc_between(c, &after_t) && na_dc_time(c, p, after_t) && na_dc_end(c);
}

static void set_days(struct na_dparts *p, int64_t days)
{
    na_civil_from_days(days, &p->y, &p->m, &p->d);
}

/* 2025-W14-7, 2025W147 */
static bool week(struct na_dcur *c, struct na_dparts *p)
{
    int y, w, d;
    int64_t monday;

    if (!na_dc_num(c, 4, 4, &y)) return false;
    na_dc_lit(c, "-");
    if (!na_dc_lit(c, "w")) return false;
    if (digits(c) == 3) {
        w = (int)number(c, 2);
        d = (int)number(c, 1);
    } else if (!na_dc_num(c, 2, 2, &w) || !na_dc_lit(c, "-") || !na_dc_num(c, 1, 1, &d)) {
        return false;
    }
    if (w < 1 || w > 53 || d < 1 || d > 7 || y < 1) return false;
    /* The first week has 4 January in it. */
    monday = na_days_from_civil(y, 1, 4);
    monday -= (monday % 7 + 7 + 3) % 7;
    set_days(p, monday + (w - 1) * 7 + d - 1);
    /* A 53rd week belongs to few years. */
    if (w == 53 && na_days_from_civil(y + 1, 1, 4) -
                           (na_days_from_civil(y + 1, 1, 4) % 7 + 7 + 3) % 7 ==
                       monday + 52 * 7)
        return false;
    return with_time(c, p);
}

/* 2025-096; 2025096 with a time behind. */
static bool ordinal(struct na_dcur *c, struct na_dparts *p)
{
    const bool whole = digits(c) == 7;
    int64_t y;
    int day;

    if (!whole && digits(c) != 4) return false;
    y = number(c, 4);
    if (!whole && !na_dc_lit(c, "-")) return false;
    if (!na_dc_num(c, 3, 3, &day) || (whole && na_dc_at(c, 0) != 't')) return false;
    if (y < 1 || day < 1 || day > 365 + (int)na_date_valid(y, 2, 29)) return false;
    set_days(p, na_days_from_civil(y, 1, 1) + day - 1);
    return with_time(c, p);
}

/* 20250406093000, 202504060930; D:20250406093000+09'00' as in PDF. */
static bool run(struct na_dcur *c, struct na_dparts *p)
{
    const bool pdf = na_dc_lit(c, "d:");
    size_t n = digits(c);
    int h, m = 0;
    char sign;

    if (n != 14 && n != 12 && !(pdf && (n == 8 || n == 10))) return false;
    p->y = number(c, 4);
    p->m = (int)number(c, 2);
    p->d = (int)number(c, 2);
    if (p->m == 0 || p->d == 0) return false;
    if (n == 8) return na_dc_end(c);
    p->h = (int)number(c, 2);
    if (n >= 12) p->min = (int)number(c, 2);
    if (n == 14) p->sec = (int)number(c, 2);
    if (p->h > 23 || p->min > 59 || p->sec > 59) return false;
    p->has_time = true;
    p->has_sec = n == 14;
    na_dc_blanks(c);
    sign = na_dc_at(c, 0);
    if (na_dc_lit(c, "z")) {
        p->has_zone = true;
        if (pdf) {
            na_dc_lit(c, "00");
            na_dc_lit(c, "'00");
        }
    } else if (sign == '+' || sign == '-') {
        c->i++;
        if (digits(c) != 2 && digits(c) != 4) return false;
        h = (int)number(c, 2);
        if (digits(c) == 2) {
            m = (int)number(c, 2);
        } else if (na_dc_lit(c, "'") || na_dc_lit(c, ":")) {
            (void)na_dc_num(c, 2, 2, &m);
        }
        if (h > 15 || m > 59) return false;
        p->zone.min = (sign == '-' ? -1 : 1) * (h * 60 + m);
        p->has_zone = true;
    }
    na_dc_lit(c, "'");
    return na_dc_end(c);
}

/* 2025:04:06 09:30:00, as cameras write it */
static bool exif(struct na_dcur *c, struct na_dparts *p)
{
    int y, m, d;

    return na_dc_num(c, 4, 4, &y) && na_dc_lit(c, ":") && na_dc_num(c, 2, 2, &m) &&
           na_dc_lit(c, ":") && na_dc_num(c, 2, 2, &d) && m > 0 && d > 0 &&
           na_dc_set(p, y, m, d) && na_dc_at(c, 0) == ' ' && with_time(c, p) && p->has_time;
}

bool na_dc_machine(struct na_dcur *c, struct na_dparts *p)
{
    static bool (*const forms[])(struct na_dcur *, struct na_dparts *) = { run, epoch, week,
                                                                           ordinal, exif };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        struct na_dparts q = { 0 };
        c->i = 0;
        if (forms[i](c, &q) && na_dc_end(c)) {
            *p = q;
            return true;
        }
    }
    return false;
}
