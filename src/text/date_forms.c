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

void na_dc_weekday(struct na_dcur *c)
{
    size_t from = c->i;
    bool paren = na_dc_lit(c, "(");

    if (!na_date_weekday(na_dc_word(c)) || (paren && !na_dc_lit(c, ")"))) {
        c->i = from;
        return;
    }
    if (na_dc_at(c, 0) == '.') c->i++;
    if (na_dc_at(c, 0) == ',') c->i++;
    na_dc_blanks(c);
}

/* 2025, Juche 114 (2025), Reiwa 7. */
static bool year(struct na_dcur *c, int *y)
{
    static const struct {
        const char *name;
        int base;
    } eras[] = { { "令和", 2018 }, { "平成", 1988 }, { "昭和", 1925 } };
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
        if (na_dc_lit(c, "元")) {
            n = 1;
        } else if (!na_dc_num(c, 1, 2, &n)) {
            c->i = from;
            return false;
        }
        *y = eras[i].base + n;
        return true;
    }
    return na_dc_num(c, 4, 4, y);
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

/* 2025년 4월 6일, 2025年4月6日 */
static bool cjk(struct na_dcur *c, struct na_dparts *p)
{
    static const char *const ys[] = { "년", "年", NULL },
                             *const ms[] = { "월", "月", NULL },
                             *const ds[] = { "일", "日", "号", NULL };
    int y, m, d;

    if (!year(c, &y) || !na_dc_any(c, ys)) return false;
    na_dc_blanks(c);
    if (!na_dc_num(c, 1, 2, &m) || !na_dc_any(c, ms)) return false;
    na_dc_blanks(c);
    if (!na_dc_num(c, 1, 2, &d)) return c->o->allow_month && na_dc_set(p, y, m, 0);
    return na_dc_any(c, ds) && na_dc_set(p, y, m, d);
}

/* A year behind day and month: four digits or an era; two where senders are known to. */
static bool late_year(struct na_dcur *c, bool two, int *y)
{
    size_t from = c->i;

    if (na_dc_lit(c, "de ") || na_dc_lit(c, "del ") || na_dc_lit(c, ",")) na_dc_blanks(c);
    if (year(c, y)) {
        if (!na_dc_lit(c, " г.")) na_dc_lit(c, " года");
        return true;
    }
    if (two && na_dc_num(c, 2, 2, y)) {
        *y += *y < 50 ? 2000 : 1900;
        return true;
    }
    c->i = from;
    return false;
}

/* 6 April 2025, 6. April 2025, 6th of April, 2025, 6 de abril de 2025, 26-FEB-1987,
 * Sun, 06 Apr 25 (with a time behind). */
static bool dmy_words(struct na_dcur *c, struct na_dparts *p)
{
    static const char *const ordinals[] = { "st", "nd", "rd", "th", "er",
                                            "º",  "ª",  ".",  NULL };
    int y, m, d;
    bool dash, two;

    if (!na_dc_num(c, 1, 2, &d)) return false;
    na_dc_any(c, ordinals);
    dash = na_dc_at(c, 0) == '-' || na_dc_at(c, 0) == '/';
    if (dash) c->i++;
    na_dc_blanks(c);
    if (na_dc_lit(c, "of ") || na_dc_lit(c, "de ")) na_dc_blanks(c);
    if (!na_dc_month(c, &m)) return false;
    if (dash && (na_dc_at(c, 0) == '-' || na_dc_at(c, 0) == '/')) c->i++;
    na_dc_blanks(c);
    /* Two digits: RFC 822 and 850 write them, with the time behind. */
    two = na_dc_digit(na_dc_at(c, 0)) && na_dc_digit(na_dc_at(c, 1)) &&
          na_dc_at(c, 2) == ' ' && na_dc_digit(na_dc_at(c, 3));
    return late_year(c, two, &y) && na_dc_set(p, y, m, d);
}

/* April 6, 2025; Apr. 6 2025; April 6th, 2025; April 2025. */
static bool mdy_words(struct na_dcur *c, struct na_dparts *p)
{
    static const char *const ordinals[] = { "st", "nd", "rd", "th", NULL };
    int y, m, d;
    size_t from;

    if (!na_dc_month(c, &m)) return false;
    na_dc_blanks(c);
    from = c->i;
    if (c->o->allow_month && late_year(c, false, &y)) return na_dc_set(p, y, m, 0);
    c->i = from;
    if (!na_dc_num(c, 1, 2, &d)) return false;
    na_dc_any(c, ordinals);
    if (na_dc_at(c, 0) != ' ' && na_dc_at(c, 0) != ',') return false;
    if (na_dc_at(c, 0) == ',') c->i++;
    na_dc_blanks(c);
    return late_year(c, false, &y) && na_dc_set(p, y, m, d);
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

/* 06/04/2025, 6.4.2025, 06-04-2025: only when it is clear which is which. */
static bool numeric(struct na_dcur *c, struct na_dparts *p)
{
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
    if (a > 12 || a == b) return na_dc_set(p, y, b, a);
    if (b > 12) return na_dc_set(p, y, a, b);
    if (c->o->order == NA_DATE_DAYFIRST) return na_dc_set(p, y, b, a);
    return c->o->order == NA_DATE_MONTHFIRST && na_dc_set(p, y, a, b);
}

static bool bare_year(struct na_dcur *c, struct na_dparts *p)
{
    int y;
    return c->o->allow_year && year(c, &y) && na_dc_set(p, y, 0, 0);
}

bool na_dc_date(struct na_dcur *c, struct na_dparts *p)
{
    static bool (*const forms[])(struct na_dcur *, struct na_dparts *) = {
        ymd, basic, cjk, dmy_words, mdy_words, ymd_words, numeric, bare_year
    };
    size_t from = c->i;

    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (forms[i](c, p)) return true;
        c->i = from;
    }
    return false;
}
