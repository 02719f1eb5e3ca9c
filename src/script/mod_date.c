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

static const luaL_Reg funcs[] = { { "parse", l_parse },
                                  { "find", l_find },
                                  { NULL, NULL } };

static void setup(lua_State *L)
{
    static const luaL_Reg meta[] = { { "__index", l_index }, { "__tostring", l_tostring },
                                     { "__eq", l_eq },       { "__lt", l_lt },
                                     { "__le", l_le },       { NULL, NULL } };
    nal_class(L, cls_date, NULL, meta, false);
}

const nal_module nal_mod_date = { "date", funcs, setup };
