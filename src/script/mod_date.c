/* SPDX-License-Identifier: MIT */
/* mod_date.c - module date: dates as values with their precision */
#include "script/script_int.h"
#include "text/date_calc.h"
#include <stdlib.h>

static const char cls_date[] = "date";

void nal_push_date(lua_State *L, const na_date *d)
{
    na_date *u = lua_newuserdatauv(L, sizeof *u, 0);
    *u = *d;
    lua_rawgetp(L, LUA_REGISTRYINDEX, cls_date);
    lua_setmetatable(L, -2);
}

const na_date *nal_to_date(lua_State *L, int idx)
{
    return nal_is(L, idx, cls_date) ? lua_touserdata(L, idx) : NULL;
}

/* "+09:00", "-0330", "Z"; a number is minutes east. */
static bool tz_of(lua_State *L, int idx, int *out)
{
    na_str s;
    if (lua_isinteger(L, idx)) {
        lua_Integer m = lua_tointeger(L, idx);
        if (m < -1439 || m > 1439) return false;
        *out = (int)m;
        return true;
    }
    if (!nal_to_str(L, idx, &s)) return false;
    if (na_str_eqc(s, "Z") || na_str_eqc(s, "UTC")) return *out = 0, true;
    if (s.len < 5 || s.len > 6 || (s.ptr[0] != '+' && s.ptr[0] != '-')) return false;
    int d[4], n = 0;
    for (size_t i = 1; i < s.len; i++) {
        if (s.len == 6 && i == 3) {
            if (s.ptr[i] != ':') return false;
            continue;
        }
        if (s.ptr[i] < '0' || s.ptr[i] > '9') return false;
        d[n++] = s.ptr[i] - '0';
    }
    int m = (d[0] * 10 + d[1]) * 60 + d[2] * 10 + d[3];
    if (m > 1439) return false;
    *out = s.ptr[0] == '-' ? -m : m;
    return true;
}

static bool flag(lua_State *L, int idx, const char *name)
{
    lua_pushstring(L, name);
    lua_rawget(L, idx);
    bool on = lua_toboolean(L, -1) != 0;
    lua_pop(L, 1);
    return on;
}

static void read_opts(lua_State *L, int idx, na_date_opts *o)
{
    *o = nal_vm_of(L)->dates;
    if (lua_isnoneornil(L, idx)) return;
    luaL_checktype(L, idx, LUA_TTABLE);
    nal_closed(L, idx, "date.opts", "date options");
    lua_pushliteral(L, "tz");
    if (lua_rawget(L, idx) != LUA_TNIL) {
        if (!tz_of(L, -1, &o->tz_min))
            luaL_error(L, "date options: tz is \"+09:00\", \"Z\" or minutes east");
        o->has_tz = true;
    }
    lua_pop(L, 1);
    if (flag(L, idx, "dayfirst")) o->order = NA_DATE_DAYFIRST;
    if (flag(L, idx, "monthfirst")) o->order = NA_DATE_MONTHFIRST;
    o->allow_year = flag(L, idx, "year");
    o->allow_month = flag(L, idx, "month");
    o->allow_epoch = flag(L, idx, "epoch");
    o->any = flag(L, idx, "any");
    lua_pushliteral(L, "lang");
    if (lua_rawget(L, idx) != LUA_TNIL) {
        na_str lang;
        if (!nal_to_str(L, -1, &lang) || lang.len >= 36)
            luaL_error(L, "date options: lang is a language, such as \"ko\" or \"en-GB\"");
        o->lang = lang; /* the table keeps it */
    }
    lua_pop(L, 1);
    lua_pushliteral(L, "now");
    if (lua_rawget(L, idx) != LUA_TNIL) {
        const na_date *now = nal_to_date(L, -1);
        if (!now) luaL_error(L, "date options: now is a date");
        nal_captured(o, now);
    }
    lua_pop(L, 1);
}

/* The end of a day, month or year that was named: it may have been then. */
void nal_captured(na_date_opts *o, const na_date *d)
{
    static const na_date_span spans[] = {
        [NA_PREC_YEAR] = { .years = 1 }, [NA_PREC_MONTH] = { .months = 1 }
    };
    na_date end = *d;

    o->has_now = true;
    o->now = d->secs;
    o->now_tz = d->offset_min;
    if (d->precision == NA_PREC_DAY) o->now += 86399;
    if ((d->precision == NA_PREC_YEAR || d->precision == NA_PREC_MONTH) &&
        na_date_add(d, &spans[d->precision], &end))
        o->now = end.secs - 1;
}

static int read_date(lua_State *L,
                     na_date_verdict (*fn)(na_str, const na_date_opts *, na_date *))
{
    na_str s = nal_check_str(L, 1);
    na_date_opts o;
    na_date d = { 0 };
    read_opts(L, 2, &o);
    nal_charge(L, 20);
    na_date_verdict v = s.len > 400 ? NA_DATE_NONE : fn(s, &o, &d);
    if (v != NA_DATE_OK) {
        lua_pushnil(L);
        lua_pushstring(L, na_date_why(v));
        return 2;
    }
    nal_push_date(L, &d);
    return 1;
}

static int l_parse(lua_State *L) { return read_date(L, na_date_read); }
static int l_find(lua_State *L) { return read_date(L, na_date_look); }

static int l_tostring(lua_State *L)
{
    char out[40];
    na_date_format(nal_check(L, 1, cls_date), out);
    lua_pushstring(L, out);
    return 1;
}

static int l_index(lua_State *L)
{
    const na_date *d = nal_check(L, 1, cls_date);
    const char *k = luaL_checkstring(L, 2);
    na_date_parts p;
    na_date_split(d, &p);
    const struct {
        const char *name;
        int64_t value;
    } numbers[] = {
        { "unix", d->secs },    { "year", p.year },       { "month", p.month },
        { "day", p.day },       { "hour", p.hour },       { "minute", p.minute },
        { "second", p.second }, { "weekday", p.weekday },
    };
    if (strcmp(k, "iso") == 0) return l_tostring(L);
    if (strcmp(k, "precision") == 0)
        return lua_pushstring(L, na_precision_name(d->precision)), 1;
    if (strcmp(k, "note") == 0) {
        if (d->note == NA_DATE_WRITTEN) return lua_pushnil(L), 1;
        return lua_pushstring(L, na_date_note_name(d->note)), 1;
    }
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        if (strcmp(k, numbers[i].name) == 0) return lua_pushinteger(L, numbers[i].value), 1;
    return luaL_error(L, "a date has no field '%s'", k);
}

static int l_eq(lua_State *L)
{
    const na_date *a = nal_to_date(L, 1), *b = nal_to_date(L, 2);
    lua_pushboolean(L, a && b && a->secs == b->secs && a->precision == b->precision);
    return 1;
}

static int l_lt(lua_State *L)
{
    const na_date *a = nal_check(L, 1, cls_date), *b = nal_check(L, 2, cls_date);
    lua_pushboolean(L, a->secs < b->secs);
    return 1;
}

static int l_le(lua_State *L)
{
    const na_date *a = nal_check(L, 1, cls_date), *b = nal_check(L, 2, cls_date);
    lua_pushboolean(L, a->secs <= b->secs);
    return 1;
}

/* -- made, moved and written ----------------------------------------------------------- */

/* An integer field of the table at idx, within what cannot overflow. */
static bool number(lua_State *L, int idx, const char *name, int64_t *out)
{
    const lua_Integer most = INT64_C(1000000000000);
    lua_pushstring(L, name);
    bool there = lua_rawget(L, idx) != LUA_TNIL;
    if (there) {
        if (!lua_isinteger(L, -1) || lua_tointeger(L, -1) > most ||
            lua_tointeger(L, -1) < -most)
            luaL_error(L, "date: %s is an integer", name);
        *out = lua_tointeger(L, -1);
    }
    lua_pop(L, 1);
    return there;
}

static int push_or_nil(lua_State *L, bool ok, const na_date *d)
{
    if (ok) return nal_push_date(L, d), 1;
    lua_pushnil(L);
    lua_pushliteral(L, "no such date");
    return 2;
}

/* date.new{ year, month, day, hour, minute, second, tz }, or of seconds since 1970 */
static int l_new(lua_State *L)
{
    na_date_parts p = { .month = 1, .day = 1 };
    na_precision known = NA_PREC_YEAR;
    na_date d = { .precision = NA_PREC_SECOND, .has_offset = true };
    int tz = 0;
    if (lua_isinteger(L, 1)) {
        na_date_span by = { .seconds = lua_tointeger(L, 1) };
        bool sane =
            by.seconds < INT64_C(1000000000000) && by.seconds > -INT64_C(1000000000000);
        return push_or_nil(L, sane && na_date_add(&d, &by, &d), &d);
    }
    luaL_checktype(L, 1, LUA_TTABLE);
    nal_closed(L, 1, "date.parts", "date.new");
    if (!number(L, 1, "year", &p.year)) return luaL_error(L, "date.new: year is missing");
    if (number(L, 1, "month", &p.month)) known = NA_PREC_MONTH;
    if (number(L, 1, "day", &p.day)) known = NA_PREC_DAY;
    if (number(L, 1, "hour", &p.hour)) known = NA_PREC_MINUTE;
    if (number(L, 1, "minute", &p.minute)) known = NA_PREC_MINUTE;
    if (number(L, 1, "second", &p.second)) known = NA_PREC_SECOND;
    lua_pushliteral(L, "tz");
    bool has_tz = lua_rawget(L, 1) != LUA_TNIL;
    if (has_tz && !tz_of(L, -1, &tz))
        return luaL_error(L, "date.new: tz is \"+09:00\", \"Z\" or minutes east");
    return push_or_nil(L, na_date_join(&p, known, has_tz, tz, &d), &d);
}

/* date.add(d, { years, months, weeks, days, hours, minutes, seconds }) */
static int l_add(lua_State *L)
{
    static const char *const keys[] = { "years", "months",  "weeks",   "days",
                                        "hours", "minutes", "seconds", NULL };
    const na_date *d = nal_check(L, 1, cls_date);
    na_date_span by = { 0 };
    int64_t *const to[] = { &by.years, &by.months,  &by.weeks,  &by.days,
                            &by.hours, &by.minutes, &by.seconds };
    na_date out;
    luaL_checktype(L, 2, LUA_TTABLE);
    nal_closed_keys(L, 2, keys, "date.add");
    for (int i = 0; keys[i]; i++) number(L, 2, keys[i], to[i]);
    if (!na_date_add(d, &by, &out)) return luaL_error(L, "date.add: a year is 1 to 9999");
    nal_push_date(L, &out);
    return 1;
}

/* date.format(d, form) */
static int l_format(lua_State *L)
{
    const na_date *d = nal_check(L, 1, cls_date);
    na_str form = nal_check_str(L, 2);
    na_buf *b = &nal_vm_of(L)->tmp;
    char bad = 0;
    luaL_argcheck(L, form.len <= 1000, 2, "a form has at most 1000 bytes");
    nal_charge(L, form.len);
    na_buf_reset(b);
    if (!na_date_write(d, form, b, &bad))
        return luaL_error(L,
                          "date.format: %%%c is not offered; there are %%Y %%y %%m %%d %%e "
                          "%%j %%H %%M %%S %%F %%T %%B %%b %%A %%a %%z %%%%",
                          bad ? bad : ' ');
    nal_push(L, na_buf_get(b));
    return 1;
}

/* date.captured(d): for the rest of this record */
static int l_captured(lua_State *L)
{
    nal_captured(&nal_vm_of(L)->dates, nal_check(L, 1, cls_date));
    return 0;
}

static const luaL_Reg funcs[] = { { "parse", l_parse },   { "find", l_find },
                                  { "new", l_new },       { "add", l_add },
                                  { "format", l_format }, { "captured", l_captured },
                                  { NULL, NULL } };

static void setup(lua_State *L)
{
    static const luaL_Reg meta[] = { { "__index", l_index }, { "__tostring", l_tostring },
                                     { "__eq", l_eq },       { "__lt", l_lt },
                                     { "__le", l_le },       { NULL, NULL } };
    nal_class(L, cls_date, NULL, meta, false);
}

const nal_module nal_mod_date = { "date", funcs, setup };
