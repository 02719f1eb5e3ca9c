/* SPDX-License-Identifier: MIT */
/* date_forms.c - the forms of a calendar date, tried in turn */
#include "text/date_int.h"

bool na_dc_month(struct na_dcur *c, int *m)
{
    size_t from = c->i;
    while (na_dc_letter(na_dc_at(c, 0))) c->i++;
    *m = na_date_month(na_str_sub(c->s, from, c->i));
    if (*m == 0) {
        c->i = from;
        return false;
    }
    if (na_dc_at(c, 0) == '.') c->i++;
    return true;
}

void na_dc_weekday(struct na_dcur *c, struct na_dparts *p)
{
    size_t from = c->i;
    bool paren = na_dc_lit(c, "(");
    int day = na_date_weekday(na_dc_word(c), false);

    if (!day || (paren && !na_dc_lit(c, ")"))) {
        c->i = from;
        return;
    }
    p->weekday = day;
    if (na_dc_at(c, 0) == '.') c->i++;
    if (na_dc_at(c, 0) == ',') c->i++;
    na_dc_blanks(c);
}

/* One numeral: 〇 to 九, 十, 廿, 卅; -1. */
static int numeral(struct na_dcur *c)
{
    static const struct {
        const char *sign;
        int value;
    } signs[] = { { "〇", 0 },  { "一", 1 },  { "二", 2 }, { "三", 3 }, { "四", 4 },
                  { "五", 5 },  { "六", 6 },  { "七", 7 }, { "八", 8 }, { "九", 9 },
                  { "十", 10 }, { "廿", 20 }, { "卅", 30 } };

    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (na_dc_lit(c, signs[i].sign)) return signs[i].value;
    }
    return -1;
}

/* 二〇二五 by place, 三十一 by tens, or digits. */
bool na_dc_cnum(struct na_dcur *c, size_t lo, size_t digits, int *out)
{
    size_t from = c->i, n = 0;
    int v = 0, d;
    bool tens = false;

    if (na_dc_digit(na_dc_at(c, 0))) return na_dc_num(c, lo, digits, out);
    while ((d = numeral(c)) >= 0 && n < 5) {
        if (d >= 10) {
            v = d > 10 ? v + d : (n ? v * 10 : 10);
            tens = true;
        } else {
            v = tens ? v + d : v * 10 + d;
        }
        n++;
    }
    if (n >= lo && n < 5) {
        *out = v;
        return true;
    }
    c->i = from;
    return false;
}

/* 2025, Juche 114 (2025), Reiwa 7, 民國114; 二〇二五. */
static bool year(struct na_dcur *c, int *y)
{
    static const struct {
        const char *name;
        int base;
    } eras[] = {
        { "令和", 2018 }, { "平成", 1988 },     { "昭和", 1925 }, { "大正", 1911 },
        { "明治", 1867 }, { "中華民國", 1911 }, { "民國", 1911 }, { "民国", 1911 }
    };
    size_t from = c->i;
    int n, w;

    if (na_dc_lit(c, "주체") || na_dc_lit(c, "juche")) {
        na_dc_blanks(c);
        if (na_dc_num(c, 1, 3, &n)) {
            na_dc_blanks(c);
            *y = 1911 + n;
            if (!na_dc_lit(c, "(")) return true;
            if (na_dc_num(c, 4, 4, &w) && w == *y && na_dc_lit(c, ")")) return true;
        }
        c->i = from;
        return false;
    }
    for (size_t i = 0; i < sizeof eras / sizeof *eras; i++) {
        if (!na_dc_lit(c, eras[i].name)) continue;
        na_dc_blanks(c);
        if (na_dc_lit(c, "元")) {
            n = 1;
        } else if (!na_dc_cnum(c, 1, 3, &n)) {
            c->i = from;
            return false;
        }
        *y = eras[i].base + n;
        if (na_dc_lit(c, "(")) { /* 令和7(2025)年 */
            if (!na_dc_num(c, 4, 4, &w) || w != *y) return false;
            na_dc_any(c, (const char *const[]){ "年", NULL });
            return na_dc_lit(c, ")");
        }
        return true;
    }
    na_dc_lit(c, "公元");
    if (na_dc_cnum(c, 4, 4, y)) return true;
    c->i = from;
    return false;
}

/* 2025-04-06, 2025.04.06, 2025. 4. 6., 2025/4/6, Juche 114(2025).4.6, 2025-04. */
static bool ymd(struct na_dcur *c, struct na_dparts *p)
{
    int y, m, d;
    char sep;

    if (!year(c, &y)) return false;
    sep = na_dc_at(c, 0);
    if (sep != '-' && sep != '.' && sep != '/') return false;
    c->i++;
    if (sep == '.') na_dc_blanks(c);
    if (!na_dc_num(c, 1, 2, &m)) {
        bool named = na_dc_month(c, &m); /* 2025-Apr-06 */
        if (!named) return false;
    }
    if (na_dc_at(c, 0) != sep) {
        return c->o->allow_month && (sep == '-' || sep == '/') && na_dc_set(p, y, m, 0);
    }
    c->i++;
    if (sep == '.') na_dc_blanks(c);
    if (!na_dc_num(c, 1, 2, &d)) return false;
    if (sep == '.' && na_dc_at(c, 0) == '.') c->i++;
    return na_dc_set(p, y, m, d);
}

/* 20250406 */
static bool basic(struct na_dcur *c, struct na_dparts *p)
{
    int v;
    return na_dc_num(c, 8, 8, &v) && na_dc_set(p, v / 10000, v / 100 % 100, v % 100);
}

/* 4월 6일, 4月6日, 四月六日 */
static bool cjk_day(struct na_dcur *c, int *m, int *d)
{
    static const char *const ms[] = { "월", "月", NULL }, *const ds[] = { "일", "日", "号",
                                                                          "號", NULL };

    if (!na_dc_cnum(c, 1, 2, m) || !na_dc_any(c, ms)) return false;
    na_dc_blanks(c);
    *d = 0;
    if (!na_dc_cnum(c, 1, 2, d)) return true; /* the month alone */
    return na_dc_any(c, ds);
}

/* 2025년 4월 6일, 2025年4月6日, 二〇二五年四月六日 */
static bool cjk(struct na_dcur *c, struct na_dparts *p)
{
    static const char *const ys[] = { "년", "年", NULL };
    int y, m, d;

    if (!year(c, &y) || !na_dc_any(c, ys)) return false;
    na_dc_blanks(c);
    if (!cjk_day(c, &m, &d)) return false;
    return (d > 0 || c->o->allow_month) && na_dc_set(p, y, m, d);
}

/* A year behind day and month: four digits or an era; two where senders are known to. */
static bool late_year(struct na_dcur *c, bool two, int *y)
{
    static const char *const before[] = { "de ", "del ", ",", "nam ", NULL },
                             *const after[] = { " года", " г.", " г",  " року", " р.",
                                                " r.",   "г.",  " m.", NULL };
    size_t from = c->i;

    if (na_dc_any(c, before)) na_dc_blanks(c);
    if (year(c, y)) {
        size_t at = c->i;
        if (na_dc_any(c, after) && na_dc_prev(c) != '.' && na_dc_letter(na_dc_at(c, 0)))
            c->i = at;
        return true;
    }
    if (two && na_dc_num(c, 3, 3, y)) { /* RFC 2822: years since 1900 */
        *y += 1900;
        return *y >= 2000 && *y < 2100;
    }
    if (two && na_dc_num(c, 2, 2, y)) {
        *y += *y < 50 ? 2000 : 1900;
        return true;
    }
    c->i = from;
    return false;
}

/* 6 April, 6. April, 6th of April, 6 de abril, 26-FEB, 6 tháng 4 */
static bool day_month(struct na_dcur *c, int *m, int *d, bool *dash)
{
    static const char *const ordinals[] = { "st", "nd", "rd", "th",  "er",
                                            "º",  "ª",  ".",  "-го", NULL },
                             *const articles[] = { "the ", "le ", "el ",   "den ",
                                                   "am ",  "il ", "ngay ", NULL };

    if (na_dc_any(c, articles)) na_dc_blanks(c);
    if (!na_dc_num(c, 1, 2, d)) return false;
    na_dc_any(c, ordinals);
    *dash = na_dc_at(c, 0) == '-' || na_dc_at(c, 0) == '/';
    if (*dash) c->i++;
    na_dc_blanks(c);
    if (na_dc_lit(c, "of ") || na_dc_lit(c, "de ")) na_dc_blanks(c);
    if (na_dc_lit(c, "thang ")) return na_dc_num(c, 1, 2, m);
    return na_dc_month(c, m);
}

/* 6 April 2025, 6. April 2025, 6th of April, 2025, 6 de abril de 2025, 26-FEB-1987,
 * Sun, 06 Apr 25 (with a time behind). */
static bool dmy_words(struct na_dcur *c, struct na_dparts *p)
{
    int y, m, d;
    size_t digits = 0;
    bool dash;

    if (!day_month(c, &m, &d, &dash)) return false;
    if (dash && (na_dc_at(c, 0) == '-' || na_dc_at(c, 0) == '/')) c->i++;
    na_dc_blanks(c);
    /* Two digits: RFC 822 and 850 write them, with the time behind. */
    while (na_dc_digit(na_dc_at(c, digits))) digits++;
    return late_year(c, na_dc_at(c, digits) == ' ' && na_dc_digit(na_dc_at(c, digits + 1)),
                     &y) &&
           na_dc_set(p, y, m, d);
}

/* The day behind a month's name. */
static bool month_day(struct na_dcur *c, int *d)
{
    static const char *const ordinals[] = { "st", "nd", "rd", "th", NULL };

    if (na_dc_lit(c, "the ")) na_dc_blanks(c);
    if (!na_dc_num(c, 1, 2, d)) return false;
    na_dc_any(c, ordinals);
    return true;
}

/* April 6, 2025; Apr. 6 2025; April 6th, 2025; Apr-06-2025; April 2025. */
static bool mdy_words(struct na_dcur *c, struct na_dparts *p)
{
    int y, m, d;
    size_t from;
    char sep;

    if (!na_dc_month(c, &m)) return false;
    if (na_dc_at(c, 0) == '-') c->i++;
    na_dc_blanks(c);
    from = c->i;
    if (c->o->allow_month && late_year(c, false, &y)) return na_dc_set(p, y, m, 0);
    c->i = from;
    if (!month_day(c, &d)) return false;
    sep = na_dc_at(c, 0);
    if (sep != ' ' && sep != ',' && sep != '-') return false;
    if (sep != ' ') c->i++;
    na_dc_blanks(c);
    return late_year(c, false, &y) && na_dc_set(p, y, m, d);
}

bool na_dc_day(struct na_dcur *c, struct na_dparts *p)
{
    size_t from = c->i;
    bool dash;
    int m, d;

    if (day_month(c, &m, &d, &dash) && !dash) return na_dc_set(p, 0, m, d);
    c->i = from;
    if (na_dc_month(c, &m)) {
        na_dc_blanks(c);
        return month_day(c, &d) && na_dc_set(p, 0, m, d);
    }
    if (cjk_day(c, &m, &d)) return d > 0 && na_dc_set(p, 0, m, d);
    c->i = from;
    /* "04-06 14:30": where a date is written from the year down. */
    if ((na_date_lang_is(c->o->lang, "zh") || na_date_lang_is(c->o->lang, "ko") ||
         na_date_lang_is(c->o->lang, "ja")) &&
        na_dc_num(c, 1, 2, &m)) {
        char sep = na_dc_at(c, 0);
        c->i++;
        if ((sep == '-' || sep == '/' || sep == '.') && na_dc_num(c, 1, 2, &d))
            return na_dc_set(p, 0, m, d);
    }
    c->i = from;
    return false;
}

/* 2025 April 6 */
static bool ymd_words(struct na_dcur *c, struct na_dparts *p)
{
    int y, m, d;

    if (!year(c, &y) || na_dc_at(c, 0) != ' ') return false;
    na_dc_blanks(c);
    if (!na_dc_month(c, &m)) return false;
    na_dc_blanks(c);
    return na_dc_num(c, 1, 2, &d) && na_dc_set(p, y, m, d);
}

/* 06/04/2025, 6.4.2025, 06-04-2025: which is which is settled here or when all is
 * weighed. */
static bool numeric(struct na_dcur *c, struct na_dparts *p)
{
    const na_date_order order = na_date_order_of(c->o);
    int a, b, y;
    char sep;

    if (!na_dc_num(c, 1, 2, &a)) return false;
    sep = na_dc_at(c, 0);
    if (sep != '/' && sep != '.' && sep != '-') return false;
    c->i++;
    if (sep == '.') na_dc_blanks(c);
    if (!na_dc_num(c, 1, 2, &b) || na_dc_at(c, 0) != sep) return false;
    c->i++;
    if (sep == '.') na_dc_blanks(c);
    if (!na_dc_num(c, 4, 4, &y)) return false;
    p->either = a <= 12 && b <= 12 && a != b && order == NA_DATE_REFUSE;
    if (a > 12 || (b <= 12 && order != NA_DATE_MONTHFIRST)) return na_dc_set(p, y, b, a);
    return na_dc_set(p, y, a, b);
}

/* 06.04.25, 25.04.06: three pairs, which only a language or the caller puts in order. */
static bool pairs(struct na_dcur *c, struct na_dparts *p)
{
    const na_date_order order = na_date_order_of(c->o);
    int a, b, d;
    char sep;

    if (!na_dc_num(c, 1, 2, &a)) return false;
    sep = na_dc_at(c, 0);
    if (sep != '/' && sep != '.' && sep != '-') return false;
    c->i++;
    if (!na_dc_num(c, 1, 2, &b) || na_dc_at(c, 0) != sep) return false;
    c->i++;
    if (!na_dc_num(c, 2, 2, &d)) return false;
    if (na_date_lang_is(c->o->lang, "ko") || na_date_lang_is(c->o->lang, "ja") ||
        na_date_lang_is(c->o->lang, "zh")) {
        int y = a;
        if (sep == '.' && na_dc_at(c, 0) == '.') c->i++;
        return na_dc_set(p, y + (y < 50 ? 2000 : 1900), b, d);
    }
    d += d < 50 ? 2000 : 1900;
    if (order == NA_DATE_DAYFIRST) return na_dc_set(p, d, b, a);
    return order == NA_DATE_MONTHFIRST && sep == '/' && na_dc_set(p, d, a, b);
}

static bool bare_year(struct na_dcur *c, struct na_dparts *p)
{
    int y;
    return c->o->allow_year && year(c, &y) && na_dc_set(p, y, 0, 0);
}

bool na_dc_date(struct na_dcur *c, struct na_dparts *p)
{
    static bool (*const forms[])(struct na_dcur *, struct na_dparts *) = {
        ymd, basic, cjk, dmy_words, mdy_words, ymd_words, numeric, pairs, bare_year
    };
    size_t from = c->i;

    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (forms[i](c, p)) return true;
        c->i = from;
    }
    return false;
}
