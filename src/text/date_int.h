/* SPDX-License-Identifier: MIT */
/* date_int.h - the words of dates; only date.c and date_words.c include it
 *
 * All words are as na_text_fold leaves them: lower case, without diacritics.
 */
#ifndef NA_TEXT_DATE_INT_H
#define NA_TEXT_DATE_INT_H
#include "text/date.h"

/* 1..12, or 0. */
int na_date_month(na_str word);
bool na_date_weekday(na_str word);
/* A word that may stand between date and time ("at", "um", "kl"), or around a year. */
bool na_date_filler(na_str word);
/* Minutes east of a named zone. *us: 'e','c','m','p' for US time whose summer time must be
 * worked out from the date (the offset is then standard time), else 0. */
bool na_date_zone(na_str word, int *min_out, char *us_out);
/* The length of a label such as "published on:" that s begins with, and of the blanks behind
 * it; 0 when there is none. *dayfirst: its language writes the day first. */
size_t na_date_label(na_str s, bool *dayfirst);

/* The cursor over a folded string. Every function moves it over what it read, or (lit, any,
 * num) leaves it where it was. */
struct na_dcur {
    na_str s;
    size_t i;
    const na_date_opts *o;
};

struct na_dparts {
    int64_t y;
    int m, d; /* 0: not given */
    int h, min, sec;
    bool has_time, has_sec, has_zone;
    int zone;
    char us;
};

static inline char na_dc_at(const struct na_dcur *c, size_t k)
{
    return c->i + k < c->s.len ? c->s.ptr[c->i + k] : '\0';
}

static inline char na_dc_prev(const struct na_dcur *c)
{
    return c->i > 0 ? c->s.ptr[c->i - 1] : '\0';
}

static inline bool na_dc_digit(char ch) { return ch >= '0' && ch <= '9'; }

static inline bool na_dc_letter(char ch)
{
    return (ch >= 'a' && ch <= 'z') || (unsigned char)ch >= 0x80;
}

static inline void na_dc_blanks(struct na_dcur *c)
{
    while (na_dc_at(c, 0) == ' ') c->i++;
}

static inline bool na_dc_lit(struct na_dcur *c, const char *s)
{
    size_t n = strlen(s);
    if (c->s.len - c->i < n || memcmp(c->s.ptr + c->i, s, n) != 0) return false;
    c->i += n;
    return true;
}

static inline bool na_dc_any(struct na_dcur *c, const char *const *list)
{
    for (; *list; list++) {
        if (na_dc_lit(c, *list)) return true;
    }
    return false;
}

/* A number of lo..hi digits, all that stand there; its value. */
static inline bool na_dc_num(struct na_dcur *c, size_t lo, size_t hi, int *out)
{
    size_t n = 0;
    int v = 0;

    while (na_dc_digit(na_dc_at(c, n)) && n <= hi) v = v * 10 + (na_dc_at(c, n++) - '0');
    if (n < lo || n > hi) return false;
    c->i += n;
    *out = v;
    return true;
}

static inline na_str na_dc_word(struct na_dcur *c)
{
    size_t from = c->i;
    while (na_dc_letter(na_dc_at(c, 0)) ||
           (na_dc_at(c, 0) == '-' && na_dc_letter(na_dc_at(c, 1)) && c->i > from))
        c->i++;
    return na_str_sub(c->s, from, c->i);
}

static inline bool na_dc_set(struct na_dparts *p, int y, int m, int d)
{
    p->y = y;
    p->m = m;
    p->d = d;
    return true;
}

/* Over a weekday and what follows it, if one stands there. */
void na_dc_weekday(struct na_dcur *c);
/* A month's name and its full stop. */
bool na_dc_month(struct na_dcur *c, int *m);
/* A date in any of the forms of date_forms.c. */
bool na_dc_date(struct na_dcur *c, struct na_dparts *p);

#endif
