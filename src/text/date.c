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

struct cur {
    na_str s;
    size_t i;
    const na_date_opts *o;
};

struct parts {
    int64_t y;
    int m, d; /* 0: not given */
    int h, min, sec;
    bool has_time, has_sec, has_zone;
    int zone;
    char us;
};

static char at(const struct cur *c, size_t k)
{
    return c->i + k < c->s.len ? c->s.ptr[c->i + k] : '\0';
}

static char prev(const struct cur *c) { return c->i > 0 ? c->s.ptr[c->i - 1] : '\0'; }

static bool digit(char ch) { return ch >= '0' && ch <= '9'; }

static bool letter(char ch)
{
    return (ch >= 'a' && ch <= 'z') || (unsigned char)ch >= 0x80;
}

static void blanks(struct cur *c)
{
    while (at(c, 0) == ' ') c->i++;
}

static bool lit(struct cur *c, const char *s)
{
    size_t n = strlen(s);
    if (c->s.len - c->i < n || memcmp(c->s.ptr + c->i, s, n) != 0) return false;
    c->i += n;
    return true;
}

static bool any(struct cur *c, const char *const *list)
{
    for (; *list; list++) {
        if (lit(c, *list)) return true;
    }
    return false;
}

/* A number of lo..hi digits, all that stand there; its value. */
static bool num(struct cur *c, size_t lo, size_t hi, int *out)
{
    size_t n = 0;
    int v = 0;

    while (digit(at(c, n)) && n <= hi) v = v * 10 + (at(c, n++) - '0');
    if (n < lo || n > hi) return false;
    c->i += n;
    *out = v;
    return true;
}

static na_str word(struct cur *c)
{
    size_t from = c->i;
    while (letter(at(c, 0)) || (at(c, 0) == '-' && letter(at(c, 1)) && c->i > from)) c->i++;
    return na_str_sub(c->s, from, c->i);
}

static bool month_word(struct cur *c, int *m)
{
    size_t from = c->i;
    while (letter(at(c, 0))) c->i++;
    *m = na_date_month(na_str_sub(c->s, from, c->i));
    if (*m == 0) {
        c->i = from;
        return false;
    }
    if (at(c, 0) == '.') c->i++;
    return true;
}

static void weekday(struct cur *c)
{
    size_t from = c->i;
    bool paren = lit(c, "(");

    if (!na_date_weekday(word(c)) || (paren && !lit(c, ")"))) {
        c->i = from;
        return;
    }
    if (at(c, 0) == '.') c->i++;
    if (at(c, 0) == ',') c->i++;
    blanks(c);
}

/* 2025, Juche 114 (2025), Reiwa 7. */
static bool year(struct cur *c, int *y)
{
    static const struct {
        const char *name;
        int base;
    } eras[] = { { "令和", 2018 }, { "平成", 1988 }, { "昭和", 1925 } };
    size_t from = c->i;
    int n, w;

    if (lit(c, "주체") || lit(c, "juche")) {
        blanks(c);
        if (num(c, 1, 3, &n)) {
            blanks(c);
            *y = 1911 + n;
            if (!lit(c, "(")) return true;
            if (num(c, 4, 4, &w) && w == *y && lit(c, ")")) return true;
        }
        c->i = from;
        return false;
    }
    for (size_t i = 0; i < sizeof eras / sizeof *eras; i++) {
        if (!lit(c, eras[i].name)) continue;
        if (lit(c, "元")) {
            n = 1;
        } else if (!num(c, 1, 2, &n)) {
            c->i = from;
            return false;
        }
        *y = eras[i].base + n;
        return true;
    }
    return num(c, 4, 4, y);
}

static bool set(struct parts *p, int y, int m, int d)
{
    p->y = y;
    p->m = m;
    p->d = d;
    return true;
}

/* 2025-04-06, 2025.04.06, 2025. 4. 6., 2025/4/6, Juche 114(2025).4.6, 2025-04. */
static bool ymd(struct cur *c, struct parts *p)
{
    int y, m, d;
    char sep;

    if (!year(c, &y)) return false;
    sep = at(c, 0);
    if (sep != '-' && sep != '.' && sep != '/') return false;
    c->i++;
    if (sep == '.') blanks(c);
    if (!num(c, 1, 2, &m)) {
        bool named = month_word(c, &m); /* 2025-Apr-06 */
        if (!named) return false;
    }
    if (at(c, 0) != sep) {
        return c->o->allow_month && (sep == '-' || sep == '/') && set(p, y, m, 0);
    }
    c->i++;
    if (sep == '.') blanks(c);
    if (!num(c, 1, 2, &d)) return false;
    if (sep == '.' && at(c, 0) == '.') c->i++;
    return set(p, y, m, d);
}

/* 20250406 */
static bool basic(struct cur *c, struct parts *p)
{
    int v;
    return num(c, 8, 8, &v) && set(p, v / 10000, v / 100 % 100, v % 100);
}

/* 2025년 4월 6일, 2025年4月6日 */
static bool cjk(struct cur *c, struct parts *p)
{
    static const char *const ys[] = { "년", "年", NULL },
                             *const ms[] = { "월", "月", NULL },
                             *const ds[] = { "일", "日", "号", NULL };
    int y, m, d;

    if (!year(c, &y) || !any(c, ys)) return false;
    blanks(c);
    if (!num(c, 1, 2, &m) || !any(c, ms)) return false;
    blanks(c);
    if (!num(c, 1, 2, &d)) return c->o->allow_month && set(p, y, m, 0);
    return any(c, ds) && set(p, y, m, d);
}

/* A year behind day and month: four digits or an era; two where senders are known to. */
static bool late_year(struct cur *c, bool two, int *y)
{
    size_t from = c->i;

    if (lit(c, "de ") || lit(c, "del ") || lit(c, ",")) blanks(c);
    if (year(c, y)) {
        if (!lit(c, " г.")) lit(c, " года");
        return true;
    }
    if (two && num(c, 2, 2, y)) {
        *y += *y < 50 ? 2000 : 1900;
        return true;
    }
    c->i = from;
    return false;
}

/* 6 April 2025, 6. April 2025, 6th of April, 2025, 6 de abril de 2025, 26-FEB-1987,
 * Sun, 06 Apr 25 (with a time behind). */
static bool dmy_words(struct cur *c, struct parts *p)
{
    static const char *const ordinals[] = { "st", "nd", "rd", "th", "er",
                                            "º",  "ª",  ".",  NULL };
    int y, m, d;
    bool dash, two;

    if (!num(c, 1, 2, &d)) return false;
    any(c, ordinals);
    dash = at(c, 0) == '-' || at(c, 0) == '/';
    if (dash) c->i++;
    blanks(c);
    if (lit(c, "of ") || lit(c, "de ")) blanks(c);
    if (!month_word(c, &m)) return false;
    if (dash && (at(c, 0) == '-' || at(c, 0) == '/')) c->i++;
    blanks(c);
    /* Two digits: RFC 822 and 850 write them, with the time behind. */
    two = digit(at(c, 0)) && digit(at(c, 1)) && at(c, 2) == ' ' && digit(at(c, 3));
    return late_year(c, two, &y) && set(p, y, m, d);
}

/* April 6, 2025; Apr. 6 2025; April 6th, 2025; April 2025. */
static bool mdy_words(struct cur *c, struct parts *p)
{
    static const char *const ordinals[] = { "st", "nd", "rd", "th", NULL };
    int y, m, d;
    size_t from;

    if (!month_word(c, &m)) return false;
    blanks(c);
    from = c->i;
    if (c->o->allow_month && late_year(c, false, &y)) return set(p, y, m, 0);
    c->i = from;
    if (!num(c, 1, 2, &d)) return false;
    any(c, ordinals);
    if (at(c, 0) != ' ' && at(c, 0) != ',') return false;
    if (at(c, 0) == ',') c->i++;
    blanks(c);
    return late_year(c, false, &y) && set(p, y, m, d);
}

/* 2025 April 6 */
static bool ymd_words(struct cur *c, struct parts *p)
{
    int y, m, d;

    if (!year(c, &y) || at(c, 0) != ' ') return false;
    blanks(c);
    if (!month_word(c, &m)) return false;
    blanks(c);
    return num(c, 1, 2, &d) && set(p, y, m, d);
}

/* 06/04/2025, 6.4.2025, 06-04-2025: only when it is clear which is which. */
static bool numeric(struct cur *c, struct parts *p)
{
    int a, b, y;
    char sep;

    if (!num(c, 1, 2, &a)) return false;
    sep = at(c, 0);
    if (sep != '/' && sep != '.' && sep != '-') return false;
    c->i++;
    if (sep == '.') blanks(c);
    if (!num(c, 1, 2, &b) || at(c, 0) != sep) return false;
    c->i++;
    if (sep == '.') blanks(c);
    if (!num(c, 4, 4, &y)) return false;
    if (a > 12 || a == b) return set(p, y, b, a);
    if (b > 12) return set(p, y, a, b);
    if (c->o->order == NA_DATE_DAYFIRST) return set(p, y, b, a);
    return c->o->order == NA_DATE_MONTHFIRST && set(p, y, a, b);
}

static bool bare_year(struct cur *c, struct parts *p)
{
    int y;
    return c->o->allow_year && year(c, &y) && set(p, y, 0, 0);
}

static bool one_of_dates(struct cur *c, struct parts *p)
{
    static bool (*const forms[])(struct cur *, struct parts *) = {
        ymd, basic, cjk, dmy_words, mdy_words, ymd_words, numeric, bare_year
    };
    size_t from = c->i;

    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (forms[i](c, p)) return true;
        c->i = from;
    }
    return false;
}

static bool sign_offset(struct cur *c, struct parts *p)
{
    size_t from = c->i;
    int h, m = 0, sign = at(c, 0) == '-' ? -1 : 1;

    if (lit(c, "−")) {
        sign = -1;
    } else if (at(c, 0) == '+' || at(c, 0) == '-') {
        c->i++;
    } else {
        return false;
    }
    if (num(c, 4, 4, &h)) {
        m = h % 100;
        h /= 100;
    } else if (!num(c, 1, 2, &h) || (at(c, 0) == ':' && (c->i++, !num(c, 2, 2, &m)))) {
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

static void zone(struct cur *c, struct parts *p)
{
    size_t from = c->i;
    bool paren;
    int min;
    char us;

    blanks(c);
    if (sign_offset(c, p)) {
        size_t back = c->i; /* "+0900 (KST)": the comment repeats it */
        blanks(c);
        if (!lit(c, "(") || word(c).len == 0 || !lit(c, ")")) c->i = back;
        return;
    }
    paren = lit(c, "(");
    if (!na_date_zone(word(c), &min, &us)) {
        c->i = from;
        return;
    }
    if (min == 0 && (at(c, 0) == '+' || at(c, 0) == '-') && sign_offset(c, p))
        min = p->zone;
    if (paren && !lit(c, ")")) {
        c->i = from;
        p->has_zone = false;
        return;
    }
    p->zone = min;
    p->us = us;
    p->has_zone = true;
}

static bool half(struct cur *c, int *pm)
{
    static const char *const ams[] = { "오전", "午前", "上午", "am", "a.m.", "a.m", NULL },
                             *const pms[] = { "오후", "午後", "下午", "pm",
                                              "p.m.", "p.m",  NULL };
    if (any(c, ams)) {
        *pm = 0;
    } else if (any(c, pms)) {
        *pm = 1;
    } else {
        return false;
    }
    return true;
}

static void fraction(struct cur *c)
{
    if ((at(c, 0) == '.' || at(c, 0) == ',') && digit(at(c, 1))) {
        c->i++;
        while (digit(at(c, 0))) c->i++;
    }
}

/* 09:30, 9:30:05.25, 9.30 pm, 9시 30분, 14h30, 0930 (behind T), 9 a.m.; and the zone. */
static bool time_of_day(struct cur *c, struct parts *p, bool after_t)
{
    static const char *const hs[] = { ":", ".", "시", "時", "时", "h", "点", NULL },
                             *const ms[] = { ":", "분", "分", "m", NULL },
                             *const ss[] = { "초", "秒", "s", NULL },
                             *const units[] = { "uhr", "hrs", "hours", "h", NULL };
    int pm = -1, v;
    bool open = false; /* the hour stands alone, without a mark that makes it an hour */
    size_t mark;

    if (half(c, &pm)) blanks(c);
    if (after_t && num(c, 6, 6, &v)) {
        p->h = v / 10000, p->min = v / 100 % 100, p->sec = v % 100;
        p->has_sec = true;
        fraction(c);
    } else if (after_t && num(c, 4, 4, &v)) {
        p->h = v / 100, p->min = v % 100;
    } else if (num(c, 1, 2, &p->h)) {
        mark = c->i;
        open = !any(c, hs);
        if (!open) {
            blanks(c);
            if (num(c, 2, 2, &p->min)) {
                mark = c->i;
                if (any(c, ms)) {
                    blanks(c);
                    p->has_sec = num(c, 2, 2, &p->sec);
                    if (p->has_sec) {
                        fraction(c);
                        any(c, ss);
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
    blanks(c);
    if (pm < 0 && half(c, &pm)) {
        open = false;
        mark = c->i;
        blanks(c);
    }
    if (any(c, units)) {
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
static bool between(struct cur *c, bool *after_t)
{
    static const char *const marks[] = { ",", "-", "–", "—", "|", "/", ";", "·", NULL };
    size_t from = c->i, back;
    na_str w;

    *after_t = at(c, 0) == 't' && digit(at(c, 1));
    if (*after_t) {
        c->i++;
        return true;
    }
    blanks(c);
    if (any(c, marks)) blanks(c);
    for (;;) {
        back = c->i;
        w = word(c);
        if (w.len == 0 || !na_date_filler(w)) {
            c->i = back;
            break;
        }
        blanks(c);
    }
    return c->i > from;
}

static bool at_end(struct cur *c)
{
    blanks(c);
    return c->i == c->s.len;
}

static bool date_then_time(struct cur *c, struct parts *p)
{
    size_t back;
    bool after_t;

    weekday(c);
    if (!one_of_dates(c, p)) return false;
    back = c->i;
    blanks(c);
    if (at(c, 0) == ',') c->i++;
    blanks(c);
    if (letter(at(c, 0)) || at(c, 0) == '(') {
        size_t here = c->i;
        weekday(c);
        if (c->i == here) c->i = back;
    } else {
        c->i = back;
    }
    if (at_end(c)) return true;
    if (p->d == 0) return false;
    c->i = back > c->i ? back : c->i;
    /* A weekday behind the date ate the blank; a time may follow at once. */
    if (!between(c, &after_t) && prev(c) != ' ' && prev(c) != ')') {
        return false;
    }
    return time_of_day(c, p, after_t) && at_end(c);
}

static bool time_then_date(struct cur *c, struct parts *p)
{
    bool after_t;

    if (!time_of_day(c, p, false) || !between(c, &after_t) || after_t) return false;
    weekday(c);
    return one_of_dates(c, p) && p->d > 0 && at_end(c);
}

/* Sun Apr  6 09:30:00 [KST] 2025 */
static bool asctime_order(struct cur *c, struct parts *p)
{
    int m, d, y;

    weekday(c);
    if (!month_word(c, &m)) return false;
    blanks(c);
    if (!num(c, 1, 2, &d) || at(c, 0) != ' ') return false;
    blanks(c);
    if (!time_of_day(c, p, false)) return false;
    blanks(c);
    return num(c, 4, 4, &y) && set(p, y, m, d) && at_end(c);
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
static bool us_summer(const struct parts *p)
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

static bool finish(const struct parts *p, const na_date_opts *o, na_date *out)
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
    static bool (*const orders[])(
        struct cur *, struct parts *) = { date_then_time, time_then_date, asctime_order };

    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        struct cur c = { .s = s, .o = o };
        struct parts p = { 0 };
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
