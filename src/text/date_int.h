/* SPDX-License-Identifier: MIT */
/* date_int.h - the words and parts of dates; only date*.c include it
 *
 * All words are as na_text_fold leaves them: lower case, without diacritics.
 */
#ifndef NA_TEXT_DATE_INT_H
#define NA_TEXT_DATE_INT_H
#include "text/date.h"

/* 1..12, or 0. */
int na_date_month(na_str word);
/* 1 (Monday) .. 7, or 0. whole: only names that are not shortened. */
int na_date_weekday(na_str word, bool whole);
/* A word that may stand between date and time ("at", "um", "kl"), or around a year. */
bool na_date_filler(na_str word);
/* What letters behind a time mean. */
typedef struct na_date_zone {
    int min; /* minutes east */
    char us; /* 'e','c','m','p': US time whose summer time must be worked out from the date
              * (min is then standard time), else 0 */
    bool several; /* nothing says which of its zones is meant: min is none */
} na_date_zone;
/* False for a word that is no zone. o: its zone and language choose among several. */
bool na_date_zone_of(na_str word, const na_date_opts *o, na_date_zone *out);
/* The language's habit with 04/06/2025, or what the options say. */
na_date_order na_date_order_of(const na_date_opts *o);
/* lang is primary, or has it before a hyphen: "zh", "zh-TW". */
bool na_date_lang_is(na_str lang, const char *primary);
/* The length of a label such as "published on:" that s begins with, and of the blanks
 * behind it; 0 when there is none. *dayfirst: its language writes the day first. */
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
    na_date_zone zone;
    int weekday; /* 1 Monday .. 7; 0: none was written */
    bool either; /* d and m may be the other way about */
    bool epoch;  /* secs is it, the rest is not given */
    bool relative, no_year;
    na_precision at_most; /* of a relative one, or NA_PREC_NONE */
    int64_t secs;
};

/* word is one of a list, blanks between. */
static inline bool na_dc_among(na_str word, const char *list)
{
    while (*list) {
        const char *end = strchrnul(list, ' ');
        if ((size_t)(end - list) == word.len && memcmp(list, word.ptr, word.len) == 0)
            return true;
        list = end + (*end == ' ');
    }
    return false;
}

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

/* Over a weekday and what follows it, if one stands there: into p->weekday. */
void na_dc_weekday(struct na_dcur *c, struct na_dparts *p);
/* A number in digits or in Chinese numerals, at most `digits` of the former. */
bool na_dc_cnum(struct na_dcur *c, size_t lo, size_t digits, int *out);
/* A month's name and its full stop. */
bool na_dc_month(struct na_dcur *c, int *m);
/* A date in any of the forms of date_forms.c. */
bool na_dc_date(struct na_dcur *c, struct na_dparts *p);
/* A day and a month: "6 April", "4월 6일". */
bool na_dc_day(struct na_dcur *c, struct na_dparts *p);
/* A time of day with its zone. after_t: four or six digits without marks are one. */
bool na_dc_time(struct na_dcur *c, struct na_dparts *p, bool after_t);
/* What may stand between date and time. */
bool na_dc_between(struct na_dcur *c, bool *after_t);
bool na_dc_end(struct na_dcur *c);

/* date_machine.c: the whole string as programs write it: epochs, weeks, ordinals, PDF,
 * EXIF. */
bool na_dc_machine(struct na_dcur *c, struct na_dparts *p);
/* date_rel.c: the whole string against the capture, which o may lack: p then says only that
 * it is relative. */
bool na_dc_relative(struct na_dcur *c, struct na_dparts *p);

#endif
