/* SPDX-License-Identifier: MIT */
/* options.c - the typed options of a script: declared in its manifest, given as text */
#include "base/nearest.h"
#include "script/manifest.h"
#include <stdio.h>
#include <stdlib.h>

static const char *const type_names[] = { "string",   "int",  "number", "bool", "date",
                                          "duration", "enum", "path",   "list", NULL };
static const char *const value_names[] = { "TEXT", "N",     "X",    "",         "DATE",
                                           "SPAN", "VALUE", "FILE", "WORD,WORD" };

const char *nal_option_type(const nal_option *o) { return type_names[o->type]; }
const char *nal_option_arg(const nal_option *o) { return value_names[o->type]; }

bool nal_duration(na_str s, int64_t *out)
{
    int64_t n = 0;
    size_t i = 0;
    for (; i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9'; i++)
        if (!na_mul_ok(n, 10, &n) || !na_add_ok(n, s.ptr[i] - '0', &n)) return false;
    if (i == 0 || s.len - i > 1) return false;
    int64_t unit = 1;
    if (i < s.len) {
        switch (s.ptr[i]) {
        case 's':
            break;
        case 'm':
            unit = 60;
            break;
        case 'h':
            unit = 3600;
            break;
        case 'd':
            unit = 86400;
            break;
        case 'w':
            unit = 7 * 86400;
            break;
        default:
            return false;
        }
    }
    return na_mul_ok(n, unit, out) && *out < (int64_t)1 << 40;
}

static bool number_of(na_str s, double *out)
{
    char buf[64], *end;
    if (!s.len || s.len >= sizeof buf) return false;
    memcpy(buf, s.ptr, s.len);
    buf[s.len] = 0;
    *out = strtod(buf, &end);
    return *end == 0 && *out == *out;
}

static bool int_of(na_str s, int64_t *out)
{
    bool neg = s.len && s.ptr[0] == '-';
    int64_t n = 0;
    if (s.len == (size_t)neg) return false;
    for (size_t i = neg; i < s.len; i++)
        if (s.ptr[i] < '0' || s.ptr[i] > '9' || !na_mul_ok(n, 10, &n) ||
            !na_add_ok(n, s.ptr[i] - '0', &n))
            return false;
    *out = neg ? -n : n;
    return true;
}

/* A date, or a time ago: "7d", "-7d". */
static bool date_of(na_str s, const nal_vm *vm, na_date *out)
{
    na_date_opts o = vm->dates;
    int64_t ago;
    o.allow_year = o.allow_month = o.any = true;
    na_str rel = s.len && s.ptr[0] == '-' ? na_str_sub(s, 1, s.len) : s;
    if (rel.len >= 2 && (rel.ptr[rel.len - 1] | 32) >= 'a' && nal_duration(rel, &ago)) {
        *out = (na_date){ .secs = vm->now - ago,
                          .precision = NA_PREC_SECOND,
                          .has_offset = true };
        return true;
    }
    return na_date_parse(s, &o, out);
}

/* Appends the parts between commas to the list that the table on top has under that
 * name. */
static void add_list(lua_State *L, const nal_option *o, na_str value)
{
    nal_push(L, o->name);
    if (lua_rawget(L, -2) != LUA_TTABLE) {
        lua_pop(L, 1);
        lua_newtable(L);
        nal_push(L, o->name);
        lua_pushvalue(L, -2);
        lua_rawset(L, -4);
    }
    lua_Integer n = (lua_Integer)lua_rawlen(L, -1);
    while (value.len) {
        size_t comma = na_str_chr(value, ',', 0);
        na_str part = na_str_trim(na_str_sub(value, 0, comma));
        value =
            comma == (size_t)-1 ? (na_str){ 0 } : na_str_sub(value, comma + 1, value.len);
        if (!part.len) continue;
        nal_push(L, part);
        lua_rawseti(L, -2, ++n);
    }
    lua_pop(L, 1);
}

bool nal_option_set(lua_State *L, const nal_option *o, na_str value, const nal_vm *vm,
                    char msg[200])
{
    double d = 0;
    int64_t i = 0;
    na_date date = { 0 };
    bool ok = true;
    const char *want = "a value";
    switch (o->type) {
    case NAL_O_LIST:
        add_list(L, o, value);
        return true;
    case NAL_O_STRING:
        nal_push(L, value);
        break;
    case NAL_O_PATH:
        want = "the path of a file";
        ok = value.len > 0;
        if (ok) nal_push(L, value);
        break;
    case NAL_O_INT:
        want = "an integer";
        ok = int_of(value, &i);
        d = (double)i;
        if (ok) lua_pushinteger(L, i);
        break;
    case NAL_O_NUMBER:
        want = "a number";
        ok = number_of(value, &d);
        if (ok) lua_pushnumber(L, d);
        break;
    case NAL_O_BOOL:
        want = "true or false";
        ok = na_str_eqc(value, "true") || na_str_eqc(value, "false");
        if (ok) lua_pushboolean(L, na_str_eqc(value, "true"));
        break;
    case NAL_O_DATE:
        want = "a date or a time ago (2025-04-06, 7d)";
        ok = date_of(value, vm, &date);
        if (ok) nal_push_date(L, &date);
        break;
    case NAL_O_DURATION:
        want = "a duration (90s, 15m, 12h, 7d)";
        ok = nal_duration(value, &i);
        d = (double)i;
        if (ok) lua_pushinteger(L, i);
        break;
    case NAL_O_ENUM:
        want = "one of its values";
        ok = false;
        for (size_t k = 0; k < o->values.n; k++)
            ok = ok || na_str_eq(value, o->values.v[k]);
        if (ok) nal_push(L, value);
        break;
    }
    if (ok && ((o->has_min && d < o->min) || (o->has_max && d > o->max))) {
        snprintf(msg, 200, "--%.*s: %.*s is out of range", (int)o->name.len, o->name.ptr,
                 (int)(value.len > 40 ? 40 : value.len), value.ptr);
        lua_pop(L, 1);
        return false;
    }
    if (!ok) {
        snprintf(msg, 200, "--%.*s: '%.*s' is not %s", (int)o->name.len, o->name.ptr,
                 (int)(value.len > 40 ? 40 : value.len), value.ptr ? value.ptr : "", want);
        return false;
    }
    lua_pushlstring(L, o->name.ptr, o->name.len);
    lua_insert(L, -2);
    lua_rawset(L, -3);
    return true;
}

void nal_option_defaults(lua_State *L, const nal_manifest *m)
{
    char msg[200];
    for (size_t i = 0; i < m->nopts; i++)
        if (m->opts[i].has_default &&
            !nal_option_set(L, &m->opts[i], m->opts[i].deflt, nal_vm_of(L), msg))
            luaL_error(L, "options: the default of %s", msg);
}

static bool bound(lua_State *L, int idx, const char *name, double *out)
{
    lua_pushstring(L, name);
    int t = lua_rawget(L, idx);
    if (t != LUA_TNIL && t != LUA_TNUMBER)
        luaL_error(L, "options: %s must be a number", name);
    *out = lua_tonumber(L, -1);
    lua_pop(L, 1);
    return t != LUA_TNIL;
}

static void read_one(lua_State *L, int idx, nal_manifest *m, nal_option *o)
{
    na_str access = { 0 };
    char what[100];
    na_str type = { 0 };
    snprintf(what, sizeof what, "options.%.*s", (int)(o->name.len > 60 ? 60 : o->name.len),
             o->name.ptr);
    if (lua_type(L, idx) != LUA_TTABLE) luaL_error(L, "%s must be a table", what);
    nal_closed(L, idx, "option", what);
    if (!nal_field_str(L, idx, "type", &type)) luaL_error(L, "%s: 'type' is missing", what);
    int t = 0;
    while (type_names[t] && !na_str_eqc(type, type_names[t])) t++;
    if (!type_names[t]) {
        const char *hint = na_nearest_in(type, type_names);
        luaL_error(L,
                   hint ? "%s: unknown type '%s' (did you mean '%s'?)"
                        : "%s: unknown type '%s'",
                   what, type.ptr, hint);
    }
    o->type = (nal_opt_type)t;
    if (nal_field_str(L, idx, "help", &o->help)) o->help = nal_manifest_str(L, m, o->help);
    o->has_min = bound(L, idx, "min", &o->min);
    o->has_max = bound(L, idx, "max", &o->max);
    lua_pushliteral(L, "values");
    if (lua_rawget(L, idx) != LUA_TNIL) o->values = nal_manifest_list(L, m, "values");
    lua_pop(L, 1);
    if (o->type == NAL_O_ENUM && !o->values.n)
        luaL_error(L, "%s: 'values' is missing", what);
    if (nal_field_str(L, idx, "access", &access)) {
        o->writes = na_str_eqc(access, "write");
        if (o->type != NAL_O_PATH || (!o->writes && !na_str_eqc(access, "read")))
            luaL_error(L, "%s: 'access' is \"read\" or \"write\", and of a path", what);
    }
    lua_pushliteral(L, "default");
    if (lua_rawget(L, idx) != LUA_TNIL) {
        int d = lua_type(L, -1);
        if (d != LUA_TSTRING && d != LUA_TNUMBER && d != LUA_TBOOLEAN)
            luaL_error(L, "%s: 'default' is a string, a number or a boolean", what);
        na_str s;
        s.ptr = luaL_tolstring(L, -1, &s.len);
        o->deflt = nal_manifest_str(L, m, s);
        o->has_default = true;
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
}

static int by_name(const void *a, const void *b)
{
    return na_str_cmp(((const nal_option *)a)->name, ((const nal_option *)b)->name);
}

void nal_options_read(lua_State *L, int idx, nal_manifest *m)
{
    size_t n = 0;
    lua_pushliteral(L, "options");
    if (lua_rawget(L, idx) != LUA_TNIL) {
        if (lua_type(L, -1) != LUA_TTABLE) luaL_error(L, "options must be a table");
        int at = lua_gettop(L);
        lua_pushnil(L);
        while (lua_next(L, at)) n++, lua_pop(L, 1);
        if (n > NAL_MAX_OPTIONS) luaL_error(L, "more than %d options", NAL_MAX_OPTIONS);
        m->opts = na_arena_array(&m->arena, n ? n : 1, sizeof *m->opts);
        if (!m->opts) luaL_error(L, "the manifest is too large");
        lua_pushnil(L);
        while (lua_next(L, at)) {
            if (lua_type(L, -2) != LUA_TSTRING) luaL_error(L, "options: names are strings");
            nal_option *o = &m->opts[m->nopts++];
            na_str k;
            k.ptr = lua_tolstring(L, -2, &k.len);
            o->name = nal_manifest_str(L, m, k);
            read_one(L, lua_gettop(L), m, o);
            lua_pop(L, 1);
        }
        qsort(m->opts, m->nopts, sizeof *m->opts, by_name);
    }
    lua_pop(L, 1);
}
