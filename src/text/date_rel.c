/* SPDX-License-Identifier: MIT */
/* date_rel.c - what needs a time of capture: "yesterday", "3 hours ago", "Sunday", "6
 * April"
 *
 * The calendar is that of the capture's zone. How much is known falls with the unit: what
 * happened some hours ago is known to the day, some weeks ago to the month. A weekday is
 * its last one, the day itself included; a day without a year is the last one of it.
 */
#include "text/date_int.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

enum unit { SECOND = 1, MINUTE, HOUR, DAY, WEEK, MONTH, YEAR };

struct day {
    int64_t days;    /* since 1970, in the capture's zone */
    int64_t minutes; /* of that day */
};

static struct day local(int64_t secs, int zone_min)
{
    struct day d;
    int64_t s = secs + zone_min * 60;

    d.days = s / 86400 - (s % 86400 < 0);
    d.minutes = (s - d.days * 86400) / 60;
    return d;
}

static int zone_of(const na_date_opts *o) { return o->has_tz ? o->tz_min : o->now_tz; }

static struct day today(const na_date_opts *o)
{
    return o->has_now ? local(o->now, zone_of(o)) : (struct day){ 0 };
}

static bool set_day(struct na_dparts *p, int64_t days, na_precision at_most)
{
    na_civil_from_days(days, &p->y, &p->m, &p->d);
    p->relative = true;
    p->at_most = at_most;
    return true;
}

/* n units before the capture. */
static bool set_ago(const na_date_opts *o, struct na_dparts *p, enum unit u, int64_t n)
{
    struct day d = today(o);
    int64_t y, months;
    int m, day;

    switch (u) {
    case SECOND:
    case MINUTE:
        d = local(o->now - n * (u == SECOND ? 1 : 60), zone_of(o));
        p->h = (int)(d.minutes / 60);
        p->min = (int)(d.minutes % 60);
        p->has_time = p->has_zone = true;
        p->zone = (na_date_zone){ .min = zone_of(o) };
        return set_day(p, d.days, NA_PREC_NONE);
    case HOUR:
        return set_day(p, local(o->now - n * 3600, zone_of(o)).days, NA_PREC_DAY);
    case DAY:
        return set_day(p, d.days - n, NA_PREC_DAY);
    case WEEK:
        return set_day(p, d.days - n * 7, NA_PREC_MONTH);
    case MONTH:
    case YEAR:
        na_civil_from_days(d.days, &y, &m, &day);
        months = y * 12 + m - 1 - (u == MONTH ? n : n * 12);
        p->y = months / 12;
        p->m = u == MONTH ? (int)(months % 12) + 1 : 0;
        p->d = 0;
        p->relative = true;
        return months >= 12;
    }
    return false;
}

/* -- "3 hours ago" --------------------------------------------------------------------- */

static enum unit unit_of(na_str w)
{
    static const char *const units[] = {
        "second seconds sec secs s sekunde sekunden seconde seconden secondes segundo "
        "segundos secondo secondi sekunde sekundy sekund секунду секунды секунд сек",
        "minute minutes min mins m minuten minuto minutos minuti minuut minuty minut "
        "минуту "
        "минуты минут мин",
        "hour hours hr hrs h stunde stunden std heure heures hora horas ora ore uur uren "
        "godzine godziny godzin godz час часа часов ч",
        "day days d tag tage tagen jour jours dia dias giorno giorni dag dagen dzien dni "
        "день дня днеи",
        "week weeks wk wks w woche wochen semaine semaines semana semanas settimana "
        "settimane "
        "weken tydzien tygodnie tygodni неделю недели недель",
        "month months mo mos monat monate monaten mois mes meses mese mesi maand maanden "
        "miesiac miesiace miesiecy месяц месяца месяцев",
        "year years yr yrs y jahr jahre jahren an ans annee annees ano anos anno anni jaar "
        "rok lata lat год года лет",
    };
    for (size_t i = 0; i < COUNT(units); i++) {
        if (na_dc_among(w, units[i])) return (enum unit)(i + 1);
    }
    return 0;
}

static bool about(struct na_dcur *c)
{
    static const char *const words[] = {
        "about ",    "around ", "over ",     "almost ", "more than ", "ca. ",     "circa ",
        "cerca de ", "etwa ",   "rund ",     "gut ",    "uber ",      "environ ", "plus d'",
        "около ",    "более ",  "ongeveer ", "okolo ",  "ok. ",       "약 ",      "약",
        "約",        "约",      "大约",      NULL
    };
    return na_dc_any(c, words);
}

/* A number in digits, or one of the words for one. */
static bool amount(struct na_dcur *c, int64_t *n)
{
    static const struct {
        const char *words;
        int n;
    } words[] = {
        { "a an one ein eine einer einem einen un une una uno um uma een один одну", 1 },
        { "two zwei deux dos due dois duas twee два две dwa dwie", 2 },
        { "three drei trois tres tre drie три trzy", 3 },
        { "four vier quatre cuatro quattro quatro четыре cztery", 4 },
        { "five funf cinq cinco cinque vijf пять piec", 5 },
        { "six sechs seis sei zes шесть szesc", 6 },
    };
    size_t from = c->i;
    int v;
    na_str w;

    if (na_dc_num(c, 1, 4, &v)) {
        *n = v;
        return true;
    }
    if (na_dc_lit(c, "a couple of ")) {
        *n = 2;
        return true;
    }
    if (na_dc_lit(c, "un'")) {
        *n = 1;
        return true;
    }
    w = na_dc_word(c);
    for (size_t i = 0; i < COUNT(words); i++) {
        if (!na_dc_among(w, words[i].words)) continue;
        *n = words[i].n;
        return true;
    }
    c->i = from;
    return false;
}

/* "2 hours 5 minutes": the smaller unit says no more than the larger one does. */
static bool span(struct na_dcur *c, enum unit *u, int64_t *n)
{
    size_t from = c->i;
    int64_t more;

    (void)about(c);
    *n = 1; /* "час назад" */
    (void)amount(c, n);
    na_dc_blanks(c);
    *u = unit_of(na_dc_word(c));
    if (!*u) {
        c->i = from;
        return false;
    }
    if (na_dc_at(c, 0) == '.') c->i++;
    na_dc_blanks(c);
    from = c->i;
    (void)na_dc_any(c,
                    (const char *const[]){ "and ", ", ", "und ", "et ", "y ", "e ", NULL });
    if (!na_dc_digit(na_dc_at(c, 0)) || !amount(c, &more)) {
        c->i = from;
        return true;
    }
    na_dc_blanks(c);
    if (unit_of(na_dc_word(c)) == 0) c->i = from;
    na_dc_blanks(c);
    return true;
}

static bool ago(struct na_dcur *c, struct na_dparts *p)
{
    static const char *const before[] = { "vor ",       "il y a ", "hace ", "ha ",
                                          "h\xc3\xa1 ", "seit ",   NULL },
                             *const after[] = { "ago",     "atras", "fa",      "назад",
                                                "geleden", "temu",  "earlier", NULL };
    enum unit u;
    int64_t n;
    bool front = na_dc_any(c, before);

    if (!span(c, &u, &n)) return false;
    if (na_dc_any(c, after)) {
        if (front && !na_dc_end(c)) return false;
    } else if (!front) {
        return false;
    }
    return na_dc_end(c) && set_ago(c->o, p, u, n);
}

/* 3시간 전, 3時間前, 3小时前: number and unit in one word. */
static bool cjk_ago(struct na_dcur *c, struct na_dparts *p)
{
    static const struct {
        const char *name;
        enum unit unit;
    } units[] = {
        { "초", SECOND },  { "秒钟", SECOND }, { "秒鐘", SECOND }, { "秒", SECOND },
        { "분", MINUTE },  { "分钟", MINUTE }, { "分鐘", MINUTE }, { "分", MINUTE },
        { "시간", HOUR },  { "時間", HOUR },   { "个小时", HOUR }, { "個小時", HOUR },
        { "小时", HOUR },  { "小時", HOUR },   { "일", DAY },      { "日", DAY },
        { "天", DAY },     { "주일", WEEK },   { "주", WEEK },     { "週間", WEEK },
        { "周", WEEK },    { "週", WEEK },     { "个星期", WEEK }, { "個星期", WEEK },
        { "星期", WEEK },  { "개월", MONTH },  { "달", MONTH },    { "か月", MONTH },
        { "ヶ月", MONTH }, { "カ月", MONTH },  { "ヵ月", MONTH },  { "个月", MONTH },
        { "個月", MONTH }, { "년", YEAR },     { "年", YEAR },
    };
    static const char *const ago[] = { "전", "前", "之前", "以前", NULL };
    int n;

    (void)about(c);
    if (!na_dc_cnum(c, 1, 4, &n)) return false;
    na_dc_blanks(c);
    for (size_t i = 0; i < COUNT(units); i++) {
        if (!na_dc_lit(c, units[i].name)) continue;
        na_dc_blanks(c);
        return na_dc_any(c, ago) && na_dc_end(c) && set_ago(c->o, p, units[i].unit, n);
    }
    return false;
}

/* -- "yesterday" ----------------------------------------------------------------------- */

static const struct {
    const char *word; /* the longer before what it begins with */
    enum unit unit;
    int n;
} words[] = {
    { "the day before yesterday", DAY, 2 },
    { "day before yesterday", DAY, 2 },
    { "yesterday", DAY, 1 },
    { "earlier today", DAY, 0 },
    { "today", DAY, 0 },
    { "this morning", DAY, 0 },
    { "this afternoon", DAY, 0 },
    { "this evening", DAY, 0 },
    { "just now", MINUTE, 0 },
    { "moments ago", MINUTE, 0 },
    { "last month", MONTH, 1 },
    { "last year", YEAR, 1 },
    { "last week", WEEK, 1 },
    { "vorgestern", DAY, 2 },
    { "gestern", DAY, 1 },
    { "heute", DAY, 0 },
    { "gerade eben", MINUTE, 0 },
    { "soeben", MINUTE, 0 },
    { "letzte woche", WEEK, 1 },
    { "vergangene woche", WEEK, 1 },
    { "letzten monat", MONTH, 1 },
    { "letztes jahr", YEAR, 1 },
    { "avant-hier", DAY, 2 },
    { "hier", DAY, 1 },
    { "aujourd'hui", DAY, 0 },
    { "a l'instant", MINUTE, 0 },
    { "la semaine derniere", WEEK, 1 },
    { "le mois dernier", MONTH, 1 },
    { "l'annee derniere", YEAR, 1 },
    { "anteayer", DAY, 2 },
    { "antes de ayer", DAY, 2 },
    { "ayer", DAY, 1 },
    { "hoy", DAY, 0 },
    { "ahora mismo", MINUTE, 0 },
    { "la semana pasada", WEEK, 1 },
    { "el mes pasado", MONTH, 1 },
    { "el ano pasado", YEAR, 1 },
    { "anteontem", DAY, 2 },
    { "ontem", DAY, 1 },
    { "hoje", DAY, 0 },
    { "agora mesmo", MINUTE, 0 },
    { "semana passada", WEEK, 1 },
    { "mes passado", MONTH, 1 },
    { "ano passado", YEAR, 1 },
    { "l'altro ieri", DAY, 2 },
    { "ieri", DAY, 1 },
    { "oggi", DAY, 0 },
    { "la settimana scorsa", WEEK, 1 },
    { "il mese scorso", MONTH, 1 },
    { "l'anno scorso", YEAR, 1 },
    { "позавчера", DAY, 2 },
    { "вчера", DAY, 1 },
    { "сегодня", DAY, 0 },
    { "только что", MINUTE, 0 },
    { "на прошлои неделе", WEEK, 1 },
    { "в прошлом месяце", MONTH, 1 },
    { "в прошлом году", YEAR, 1 },
    { "eergisteren", DAY, 2 },
    { "gisteren", DAY, 1 },
    { "vandaag", DAY, 0 },
    { "zojuist", MINUTE, 0 },
    { "vorige week", WEEK, 1 },
    { "przedwczoraj", DAY, 2 },
    { "wczoraj", DAY, 1 },
    { "dzisiaj", DAY, 0 },
    { "dzis", DAY, 0 },
    { "그저께", DAY, 2 },
    { "그제", DAY, 2 },
    { "어제", DAY, 1 },
    { "오늘", DAY, 0 },
    { "방금 전", MINUTE, 0 },
    { "방금", MINUTE, 0 },
    { "지난주", WEEK, 1 },
    { "지난 주", WEEK, 1 },
    { "지난달", MONTH, 1 },
    { "지난 달", MONTH, 1 },
    { "지난해", YEAR, 1 },
    { "작년", YEAR, 1 },
    { "一昨日", DAY, 2 },
    { "おととい", DAY, 2 },
    { "昨日", DAY, 1 },
    { "きのう", DAY, 1 },
    { "今日", DAY, 0 },
    { "きょう", DAY, 0 },
    { "本日", DAY, 0 },
    { "たった今", MINUTE, 0 },
    { "先週", WEEK, 1 },
    { "先月", MONTH, 1 },
    { "昨年", YEAR, 1 },
    { "去年", YEAR, 1 },
    { "前天", DAY, 2 },
    { "昨天", DAY, 1 },
    { "今天", DAY, 0 },
    { "刚刚", MINUTE, 0 },
    { "剛剛", MINUTE, 0 },
    { "上个月", MONTH, 1 },
    { "上個月", MONTH, 1 },
};

static bool day_word(struct na_dcur *c, struct na_dparts *p)
{
    for (size_t i = 0; i < COUNT(words); i++) {
        size_t from = c->i;
        if (!na_dc_lit(c, words[i].word)) continue;
        /* A word that goes on is another; but 昨天下午 is 昨天 and a time. */
        if ((unsigned char)na_dc_prev(c) < 0x80 && na_dc_letter(na_dc_at(c, 0))) {
            c->i = from;
            continue;
        }
        return set_ago(c->o, p, words[i].unit, words[i].n);
    }
    return false;
}

/* -- "on Sunday" ----------------------------------------------------------------------- */

static bool weekday_word(struct na_dcur *c, struct na_dparts *p)
{
    static const char *const last[] = { "last ",      "letzten ",   "vergangenen ",
                                        "le ",        "el pasado ", "в прошлое ",
                                        "в прошлыи ", "в прошлую ", "지난 ",
                                        "지난주 ",    NULL },
                             *const on[] = { "on ", "am ", "el ", "на ", "в ",
                                             "во ", "op ", "w ",  NULL },
                             *const passed[] = { " dernier", " pasado", " passado",
                                                 " passada", " scorso", " scorsa",
                                                 NULL };
    struct day now = today(c->o);
    bool strict = !na_dc_lit(c, "le ") && na_dc_any(c, last);
    int day, back;

    if (!strict) (void)na_dc_any(c, on);
    day = na_date_weekday(na_dc_word(c), true);
    if (!day) return false;
    strict = na_dc_any(c, passed) || strict;
    back = (int)(((now.days % 7 + 7 + 3) % 7 + 1 - day + 7) % 7);
    if (back == 0 && strict) back = 7;
    return set_day(p, now.days - back, NA_PREC_DAY);
}

/* -- "6 April" ------------------------------------------------------------------------- */

static bool no_year(struct na_dcur *c, struct na_dparts *p)
{
    struct day now = today(c->o);
    int64_t y;
    int m, d;

    na_dc_weekday(c, p);
    if (!na_dc_day(c, p) || p->m < 1 || p->m > 12 || p->d < 1 || p->d > 31) return false;
    p->no_year = true;
    na_civil_from_days(now.days, &y, &m, &d);
    /* A day ahead is still this year's: clocks differ. */
    p->y = na_date_valid(y, p->m, p->d) && na_days_from_civil(y, p->m, p->d) > now.days + 1
               ? y - 1
               : y;
    if (c->o->has_now && p->weekday &&
        (!na_date_valid(p->y, p->m, p->d) ||
         (na_days_from_civil(p->y, p->m, p->d) % 7 + 7 + 3) % 7 + 1 != p->weekday))
        return false;
    return true;
}

/* -- all of them, with a time before or behind ----------------------------------------- */

static bool any_day(struct na_dcur *c, struct na_dparts *p)
{
    static bool (*const forms[])(struct na_dcur *,
                                 struct na_dparts *) = { day_word, no_year, weekday_word };
    const size_t from = c->i;
    for (size_t i = 0; i < COUNT(forms); i++) {
        struct na_dparts q = *p;
        c->i = from;
        if (forms[i](c, &q)) {
            *p = q;
            return true;
        }
    }
    return false;
}

static bool day_then_time(struct na_dcur *c, struct na_dparts *p)
{
    bool after_t;

    if (!any_day(c, p)) return false;
    if (na_dc_at(c, 0) == ' ' && p->no_year) { /* "4月6日 (日)" */
        na_dc_blanks(c);
        na_dc_weekday(c, p);
    } else if (na_dc_at(c, 0) == '(') {
        na_dc_weekday(c, p);
    }
    if (na_dc_end(c)) return true;
    if (p->has_time || p->d == 0 || p->at_most == NA_PREC_MONTH) return false;
    (void)na_dc_between(c, &after_t);
    p->at_most = NA_PREC_NONE;
    return na_dc_time(c, p, after_t) && na_dc_end(c);
}

static bool time_then_day(struct na_dcur *c, struct na_dparts *p)
{
    bool after_t;

    if (!na_dc_time(c, p, false)) return false;
    (void)na_dc_between(c, &after_t);
    if (after_t || !any_day(c, p) || p->d == 0 || p->at_most == NA_PREC_MONTH) return false;
    p->at_most = NA_PREC_NONE;
    return na_dc_end(c);
}

bool na_dc_relative(struct na_dcur *c, struct na_dparts *p)
{
    static bool (*const forms[])(struct na_dcur *, struct na_dparts *) = { ago, cjk_ago,
                                                                           day_then_time,
                                                                           time_then_day };

    for (size_t i = 0; i < COUNT(forms); i++) {
        struct na_dparts q = { 0 };
        c->i = 0;
        if (!forms[i](c, &q)) continue;
        /* A time without a zone is one of the page's calendar. */
        if (q.has_time && !q.has_zone && c->o->has_now) {
            q.has_zone = true;
            q.zone = (na_date_zone){ .min = zone_of(c->o) };
        }
        *p = q;
        return true;
    }
    return false;
}
