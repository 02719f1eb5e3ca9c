/* SPDX-License-Identifier: MIT */
/* mod_date.c - module date: dates as values with their precision */
#include "script/script_int.h"
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
    static const char *const keys[] = { "tz",   "dayfirst", "monthfirst",
                                        "year", "month",    NULL };
    *o = nal_vm_of(L)->dates;
    if (lua_isnoneornil(L, idx)) return;
    luaL_checktype(L, idx, LUA_TTABLE);
    nal_closed_keys(L, idx, keys, "date options");
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
}

static int read_date(lua_State *L, bool (*fn)(na_str, const na_date_opts *, na_date *))
{
    na_str s = nal_check_str(L, 1);
    na_date_opts o;
    na_date d = { 0 };
    read_opts(L, 2, &o);
    nal_charge(L, 20);
    if (s.len > 400 || !fn(s, &o, &d)) {
        lua_pushnil(L);
        lua_pushliteral(L, "not a date");
        return 2;
    }
    nal_push_date(L, &d);
    return 1;
}

static int l_parse(lua_State *L) { return read_date(L, na_date_parse); }
static int l_find(lua_State *L) { return read_date(L, na_date_find); }

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
    int64_t local = d->secs + (int64_t)d->offset_min * 60, y;
    int64_t days = local / 86400 - (local % 86400 < 0);
    int mo, da, sec = (int)(local - days * 86400);
    na_civil_from_days(days, &y, &mo, &da);
    if (strcmp(k, "iso") == 0) return l_tostring(L);
    if (strcmp(k, "precision") == 0)
        lua_pushstring(L, na_precision_name(d->precision));
    else if (strcmp(k, "unix") == 0)
        lua_pushinteger(L, d->secs);
    else if (strcmp(k, "year") == 0)
        lua_pushinteger(L, y);
    else if (strcmp(k, "month") == 0)
        lua_pushinteger(L, mo);
    else if (strcmp(k, "day") == 0)
        lua_pushinteger(L, da);
    else if (strcmp(k, "hour") == 0)
        lua_pushinteger(L, sec / 3600);
    else if (strcmp(k, "minute") == 0)
        lua_pushinteger(L, sec / 60 % 60);
    else if (strcmp(k, "second") == 0)
        lua_pushinteger(L, sec % 60);
    else if (strcmp(k, "weekday") == 0) /* 1970-01-01 was a Thursday; Monday is 1 */
        lua_pushinteger(L, ((days + 3) % 7 + 7) % 7 + 1);
    else
        return luaL_error(L, "a date has no field '%s'", k);
    return 1;
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

/* -- made, moved and written ------------------------------------------------------------------ */

enum { LAST = 253402300799 / 86400 }; /* days to the end of the year 9999 */

static int push_days(lua_State *L, na_date d, int64_t days, int64_t sec)
{
    int64_t local = days * 86400 + sec;
    if (days < -719162 || days > LAST) return luaL_error(L, "date: a year is 1 to 9999");
    d.secs = local - (int64_t)d.offset_min * 60;
    nal_push_date(L, &d);
    return 1;
}

/* An integer field of the table at idx, within a range that cannot overflow. */
static bool number(lua_State *L, int idx, const char *name, int64_t *out)
{
    lua_pushstring(L, name);
    bool there = lua_rawget(L, idx) != LUA_TNIL;
    if (there) {
        if (!lua_isinteger(L, -1) || lua_tointeger(L, -1) > INT64_C(1000000000000) ||
            lua_tointeger(L, -1) < -INT64_C(1000000000000))
            luaL_error(L, "date: %s is an integer", name);
        *out = lua_tointeger(L, -1);
    }
    lua_pop(L, 1);
    return there;
}

/* date.new{ year, month, day, hour, minute, second, tz }, or of seconds since 1970 */
static int l_new(lua_State *L)
{
    static const char *const keys[] = { "year",   "month",  "day", "hour",
                                        "minute", "second", "tz",  NULL };
    na_date d = { .precision = NA_PREC_YEAR };
    int64_t year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0;
    if (lua_isinteger(L, 1)) {
        d = (na_date){ .precision = NA_PREC_SECOND, .has_offset = true };
        int64_t secs = lua_tointeger(L, 1), n = secs / 86400 - (secs % 86400 < 0);
        return push_days(L, d, n, secs - n * 86400);
    }
    luaL_checktype(L, 1, LUA_TTABLE);
    nal_closed_keys(L, 1, keys, "date.new");
    if (!number(L, 1, "year", &year)) return luaL_error(L, "date.new: year is missing");
    if (number(L, 1, "month", &month)) d.precision = NA_PREC_MONTH;
    if (number(L, 1, "day", &day)) d.precision = NA_PREC_DAY;
    if (number(L, 1, "hour", &hour)) d.precision = NA_PREC_MINUTE;
    if (number(L, 1, "minute", &minute)) d.precision = NA_PREC_MINUTE;
    if (number(L, 1, "second", &second)) d.precision = NA_PREC_SECOND;
    lua_pushliteral(L, "tz");
    if (lua_rawget(L, 1) != LUA_TNIL) {
        if (!tz_of(L, -1, &d.offset_min))
            return luaL_error(L, "date.new: tz is \"+09:00\", \"Z\" or minutes east");
        d.has_offset = true;
    }
    if (month < 1 || month > 12 || day < 1 || day > 31 ||
        !na_date_valid(year, (int)month, (int)day) || hour < 0 || hour > 23 || minute < 0 ||
        minute > 59 || second < 0 || second > 59)
        return lua_pushnil(L), lua_pushliteral(L, "no such date"), 2;
    return push_days(L, d, na_days_from_civil(year, (int)month, (int)day),
                     hour * 3600 + minute * 60 + second);
}

/* date.add(d, { years, months, weeks, days, hours, minutes, seconds }) */
static int l_add(lua_State *L)
{
    static const char *const keys[] = { "years", "months",  "weeks",   "days",
                                        "hours", "minutes", "seconds", NULL };
    na_date d = *(const na_date *)nal_check(L, 1, cls_date);
    int64_t n[7] = { 0 }, y;
    int month, day;
    luaL_checktype(L, 2, LUA_TTABLE);
    nal_closed_keys(L, 2, keys, "date.add");
    for (int i = 0; i < 7; i++) number(L, 2, keys[i], &n[i]);
    int64_t local = d.secs + (int64_t)d.offset_min * 60;
    int64_t days = local / 86400 - (local % 86400 < 0), sec = local - days * 86400;
    na_civil_from_days(days, &y, &month, &day);
    int64_t months = y * 12 + month - 1 + n[0] * 12 + n[1];
    y = months / 12 - (months % 12 < 0);
    month = (int)(months - y * 12) + 1;
    if (y < 1 || y > 9999) return luaL_error(L, "date: a year is 1 to 9999");
    while (!na_date_valid(y, month, day)) day--; /* 31 January and a month: 28 February */
    days = na_days_from_civil(y, month, day) + n[2] * 7 + n[3];
    sec += n[4] * 3600 + n[5] * 60 + n[6];
    days += sec / 86400 - (sec % 86400 < 0);
    sec -= (sec / 86400 - (sec % 86400 < 0)) * 86400;
    /* A day moved by hours is known to the minute. */
    if (n[6] && d.precision < NA_PREC_SECOND) d.precision = NA_PREC_SECOND;
    if ((n[4] || n[5]) && d.precision < NA_PREC_MINUTE) d.precision = NA_PREC_MINUTE;
    if ((n[2] || n[3]) && d.precision < NA_PREC_DAY) d.precision = NA_PREC_DAY;
    if (n[1] && d.precision < NA_PREC_MONTH) d.precision = NA_PREC_MONTH;
    return push_days(L, d, days, sec);
}

static void put_name(na_buf *b, const char *const *names, int i, bool whole)
{
    na_buf_put(b, names[i], whole ? strlen(names[i]) : 3);
}

/* date.format(d, form): strftime's letters, in English whatever the locale is. */
static int l_format(lua_State *L)
{
    static const char *const months[] = { "January",   "February", "March",    "April",
                                          "May",       "June",     "July",     "August",
                                          "September", "October",  "November", "December" };
    static const char *const weekdays[] = { "Sunday",   "Monday", "Tuesday", "Wednesday",
                                            "Thursday", "Friday", "Saturday" };
    const na_date *d = nal_check(L, 1, cls_date);
    na_str form = nal_check_str(L, 2);
    na_buf *b = &nal_vm_of(L)->tmp;
    int64_t local = d->secs + (int64_t)d->offset_min * 60, y;
    int64_t days = local / 86400 - (local % 86400 < 0);
    int month, day, sec = (int)(local - days * 86400);
    int weekday = (int)(((days + 4) % 7 + 7) % 7),
        tz = d->offset_min < 0 ? -d->offset_min : d->offset_min;
    luaL_argcheck(L, form.len <= 1000, 2, "a form has at most 1000 bytes");
    na_civil_from_days(days, &y, &month, &day);
    nal_charge(L, form.len);
    na_buf_reset(b);
    for (size_t i = 0; i < form.len; i++) {
        if (form.ptr[i] != '%') {
            na_buf_putc(b, form.ptr[i]);
            continue;
        }
        char c = ++i < form.len ? form.ptr[i] : 0;
        switch (c) {
        case 'Y':
            na_buf_printf(b, "%04d", (int)y);
            break;
        case 'y':
            na_buf_printf(b, "%02d", (int)(y % 100));
            break;
        case 'm':
            na_buf_printf(b, "%02d", month);
            break;
        case 'd':
            na_buf_printf(b, "%02d", day);
            break;
        case 'e':
            na_buf_printf(b, "%d", day);
            break;
        case 'j':
            na_buf_printf(b, "%03d", (int)(days - na_days_from_civil(y, 1, 1)) + 1);
            break;
        case 'H':
            na_buf_printf(b, "%02d", sec / 3600);
            break;
        case 'M':
            na_buf_printf(b, "%02d", sec / 60 % 60);
            break;
        case 'S':
            na_buf_printf(b, "%02d", sec % 60);
            break;
        case 'F':
            na_buf_printf(b, "%04d-%02d-%02d", (int)y, month, day);
            break;
        case 'T':
            na_buf_printf(b, "%02d:%02d:%02d", sec / 3600, sec / 60 % 60, sec % 60);
            break;
        case 'B':
            put_name(b, months, month - 1, true);
            break;
        case 'b':
            put_name(b, months, month - 1, false);
            break;
        case 'A':
            put_name(b, weekdays, weekday, true);
            break;
        case 'a':
            put_name(b, weekdays, weekday, false);
            break;
        case 'z':
            na_buf_printf(b, "%c%02d%02d", d->offset_min < 0 ? '-' : '+', tz / 60, tz % 60);
            break;
        case '%':
            na_buf_putc(b, '%');
            break;
        default:
            return luaL_error(L,
                              "date.format: %%%c is not offered; there are %%Y %%y %%m "
                              "%%d %%e %%j %%H %%M %%S %%F %%T %%B %%b %%A %%a %%z %%%%",
                              c ? c : ' ');
        }
    }
    nal_push(L, na_buf_get(b));
    return 1;
}

static const luaL_Reg funcs[] = { { "parse", l_parse },   { "find", l_find },
                                  { "new", l_new },       { "add", l_add },
                                  { "format", l_format }, { NULL, NULL } };

static void setup(lua_State *L)
{
    static const luaL_Reg meta[] = { { "__index", l_index }, { "__tostring", l_tostring },
                                     { "__eq", l_eq },       { "__lt", l_lt },
                                     { "__le", l_le },       { NULL, NULL } };
    nal_class(L, cls_date, NULL, meta, false);
}

const nal_module nal_mod_date = { "date", funcs, setup };
