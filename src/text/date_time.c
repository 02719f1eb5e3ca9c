/* SPDX-License-Identifier: MIT */
/* date_time.c - the time of day, its zone, and what stands between it and the date */
#include "text/date_int.h"

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
    p->zone = (na_date_zone){ .min = sign * (h * 60 + m) };
    p->has_zone = true;
    return true;
}

/* "(KST)", "(Korean Standard Time)", "[Asia/Seoul]", "UTC", "KST": says the offset
 * again. */
static void offset_comment(struct na_dcur *c)
{
    size_t back = c->i;
    char close;
    na_date_zone z;

    na_dc_blanks(c);
    close = na_dc_at(c, 0) == '(' ? ')' : na_dc_at(c, 0) == '[' ? ']' : '\0';
    if (close) {
        size_t end = na_str_chr(c->s, close, c->i);
        if (end != (size_t)-1 && end > c->i + 1 && end - c->i < 60) {
            c->i = end + 1;
            return;
        }
    } else if (na_date_zone_of(na_dc_word(c), c->o, &z)) {
        return;
    }
    c->i = back;
}

/* Letters that are no zone we know, behind a time with seconds: what they mean is not
 * known. */
static bool unknown_zone(struct na_dcur *c, const struct na_dparts *p)
{
    na_str w = na_dc_word(c);
    na_dc_blanks(c);
    if (!p->has_sec || w.len < 2 || w.len > 5 || c->i != c->s.len) return false;
    for (size_t i = 0; i < w.len; i++)
        if (w.ptr[i] < 'a' || w.ptr[i] > 'z') return false;
    return !na_date_weekday(w, false);
}

static void zone(struct na_dcur *c, struct na_dparts *p)
{
    size_t from = c->i, at;
    bool paren;
    na_date_zone z;

    na_dc_blanks(c);
    if (sign_offset(c, p)) {
        offset_comment(c);
        return;
    }
    paren = na_dc_lit(c, "(");
    at = c->i;
    if (!na_date_zone_of(na_dc_word(c), c->o, &z)) {
        c->i = at;
        if (paren || !unknown_zone(c, p)) {
            c->i = from;
            return;
        }
        z = (na_date_zone){ .several = true };
    } else if (z.min == 0 && (na_dc_at(c, 0) == '+' || na_dc_at(c, 0) == '-') &&
               sign_offset(c, p)) {
        offset_comment(c);
        z = p->zone;
    } else if (z.min == 0 && na_dc_at(c, 0) == '[') {
        offset_comment(c); /* "Z[Europe/London]" */
    }
    if (paren && !na_dc_lit(c, ")")) {
        c->i = from;
        p->has_zone = false;
        return;
    }
    p->zone = z;
    p->has_zone = true;
}

static bool half(struct na_dcur *c, int *pm)
{
    static const char *const ams[] = { "오전", "새벽", "아침", "午前", "上午", "凌晨",
                                       "清晨", "早上", "a.m.", "a.m",  "am",   NULL },
                             *const pms[] = { "오후", "저녁", "午後", "下午", "傍晚",
                                              "晚上", "p.m.", "p.m",  "pm",   NULL };
    size_t from = c->i;
    if (na_dc_any(c, ams)) {
        *pm = 0;
    } else if (na_dc_any(c, pms)) {
        *pm = 1;
    } else {
        return false;
    }
    if (c->s.ptr[c->i - 1] != 'm' || !na_dc_letter(na_dc_at(c, 0))) return true;
    c->i = from; /* another word */
    return false;
}

static void fraction(struct na_dcur *c)
{
    if ((na_dc_at(c, 0) == '.' || na_dc_at(c, 0) == ',') && na_dc_digit(na_dc_at(c, 1))) {
        c->i++;
        while (na_dc_digit(na_dc_at(c, 0))) c->i++;
    }
}

/* The hour's mark; a blank may stand before a word that is one. */
static bool hour_mark(struct na_dcur *c, char *first)
{
    static const char *const hs[] = { ":", ".", "시", "時", "时", "h", "点", "點", NULL };
    size_t from = c->i;

    na_dc_blanks(c);
    *first = na_dc_at(c, 0);
    if ((c->i == from || (*first != ':' && *first != '.')) && na_dc_any(c, hs) &&
        (*first != 'h' || !na_dc_letter(na_dc_at(c, 0))))
        return true;
    c->i = from;
    return false;
}

/* Minutes and seconds, behind the hour's mark. */
static bool minutes(struct na_dcur *c, struct na_dparts *p, char mark)
{
    static const char *const ms[] = { ":", ".", "분", "分", "mn", "min", "m", "'", NULL },
                             *const ss[] = { "초", "秒", "s", "\"", NULL };
    const bool sign = mark == ':' || mark == '.';
    bool brief;
    size_t back;
    char sep;

    na_dc_blanks(c);
    back = c->i;
    if (!na_dc_num(c, mark == '.' ? 2 : 1, 2, &p->min)) return !sign; /* "9시" */
    brief = !sign && c->i - back == 1;                                /* "9시 5분" */
    back = c->i;
    sep = na_dc_at(c, 0);
    if (!na_dc_any(c, ms)) return !brief;
    if ((sep == '.' && mark != '.') || /* a full stop behind it; the begin of a word */
        (sep >= 'a' && sep <= 'z' && na_dc_letter(na_dc_at(c, 0)))) {
        c->i = back;
        return true;
    }
    if (sep != '.') back = c->i;
    na_dc_blanks(c);
    p->has_sec = na_dc_num(c, sep == ':' ? 1 : 2, 2, &p->sec);
    if (p->has_sec) {
        fraction(c);
        na_dc_any(c, ss);
    } else {
        c->i = back;
    }
    return p->has_sec || sep != ':';
}

/* 09:30, 9:30:05.25, 9.30 pm, 9시 30분, 14h30, 0930 (behind T), 9 a.m.; and the zone. */
bool na_dc_time(struct na_dcur *c, struct na_dparts *p, bool after_t)
{
    static const char *const units[] = { "uhr",    "uur", "hrs", "hours", "horas",
                                         "heures", "ore", "hs",  "h",     NULL };
    int pm = -1, v;
    bool open = false; /* the hour stands alone, without a mark that makes it an hour */
    size_t mark;
    char sep;

    if (half(c, &pm)) na_dc_blanks(c);
    if (after_t && na_dc_num(c, 6, 6, &v)) {
        p->h = v / 10000, p->min = v / 100 % 100, p->sec = v % 100;
        p->has_sec = true;
        fraction(c);
    } else if (na_dc_num(c, 4, 4, &v)) { /* "0930 GMT": a zone must follow */
        p->h = v / 100, p->min = v % 100;
        open = true;
    } else if (na_dc_num(c, 1, 2, &p->h)) {
        if (hour_mark(c, &sep)) {
            if (!minutes(c, p, sep)) return false;
        } else {
            open = true;
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
    if (na_dc_any(c, units) && !na_dc_letter(na_dc_at(c, 0))) {
        open = false;
        mark = c->i;
    }
    c->i = mark;
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
    return !open || after_t ||
           (p->has_zone && c->s.ptr[mark - 1] >= '0' && mark >= 4 &&
            na_dc_digit(c->s.ptr[mark - 3]));
}

bool na_dc_between(struct na_dcur *c, bool *after_t)
{
    static const char *const marks[] = {
        ",", "-", "–", "—", "|", "/", ";", "·", "،", NULL
    };
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
        if (na_dc_at(c, 0) == '.' || na_dc_at(c, 0) == ':') c->i++;
        na_dc_blanks(c);
    }
    return c->i > from;
}
