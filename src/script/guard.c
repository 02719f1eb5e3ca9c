/* SPDX-License-Identifier: MIT */
/* guard.c - the string and table libraries with their C loops bounded
 *
 * The count hook sees Lua instructions, not the loops inside C functions. So each function
 * whose work its arguments decide is charged for that work, or refused, before it begins.
 * String functions also take views, which they see as strings. Still open: a pattern of
 * nested repetitions can run for very long inside the stock matcher.
 */
#include "script/script_int.h"

enum { MAX_RANGE = 10000000 };

static const struct string_fn {
    const char *name;
    int views; /* how many leading arguments may be views */
} string_fns[] = {
    { "byte", 1 },  { "find", 2 },   { "gmatch", 2 },   { "gsub", 3 }, { "len", 1 },
    { "lower", 1 }, { "match", 2 },  { "reverse", 1 },  { "sub", 1 },  { "upper", 1 },
    { "pack", 0 },  { "unpack", 2 }, { "packsize", 0 }, { NULL, 0 },
};

/* Upvalues: the library's function, how many arguments may be views. */
static int l_string(lua_State *L)
{
    int views = (int)lua_tointeger(L, lua_upvalueindex(2));
    size_t work = 0;
    for (int i = 1; i <= views && i <= lua_gettop(L); i++) {
        na_str s;
        if (lua_type(L, i) == LUA_TUSERDATA && nal_to_str(L, i, &s)) {
            nal_push(L, s);
            lua_replace(L, i);
        }
        if (i == 1 && lua_type(L, 1) == LUA_TSTRING) work = lua_rawlen(L, 1);
    }
    if (work > 256) nal_charge(L, work / 32);
    return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

static int l_rep(lua_State *L)
{
    na_str s = nal_check_str(L, 1);
    lua_Integer n = luaL_checkinteger(L, 2);
    na_str sep = nal_opt_str(L, 3);
    uint64_t heap = nal_vm_of(L)->budget.max.heap, each = (uint64_t)s.len + sep.len, total;
    luaL_Buffer b;
    if (n <= 0 || each == 0) return lua_pushliteral(L, ""), 1;
    if (!na_mul_ok(each, (uint64_t)n, &total) || (heap && total > heap) ||
        total > SIZE_MAX / 4)
        return luaL_error(L, "resulting string too large");
    nal_charge(L, (size_t)total / 64 + (size_t)n / 32);
    luaL_buffinit(L, &b); /* arguments lie below it and stay */
    for (lua_Integer i = 0; i < n; i++) {
        if (i) luaL_addlstring(&b, sep.ptr, sep.len);
        luaL_addlstring(&b, s.ptr ? s.ptr : "", s.len);
    }
    luaL_pushresult(&b);
    return 1;
}

/* Values are worded by us first, so that no address gets out; %p is refused for the same. */
static int l_format(lua_State *L)
{
    na_str f = nal_check_str(L, 1);
    int n = lua_gettop(L);
    nal_push(L, f);
    lua_replace(L, 1);
    for (size_t i = 0; i + 1 < f.len; i++) {
        if (f.ptr[i] != '%') continue;
        i++;
        while (i < f.len && f.ptr[i] && strchr("-+ #0123456789.", f.ptr[i])) i++;
        if (i < f.len && f.ptr[i] == 'p')
            return luaL_error(L, "%%p is not available in newsarc scripts");
    }
    for (int i = 2; i <= n; i++) {
        int t = lua_type(L, i);
        if (t == LUA_TNIL || t == LUA_TBOOLEAN || t == LUA_TNUMBER || t == LUA_TSTRING)
            continue;
        nal_tostring(L, i);
        lua_replace(L, i);
    }
    nal_charge(L, f.len / 8 + (size_t)n);
    return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

static int l_dump(lua_State *L)
{
    return luaL_error(L, "`string.dump` is not available in newsarc scripts");
}

void nal_guard_string(lua_State *L)
{
    int lib = lua_gettop(L);
    lua_createtable(L, 0, 20);
    for (const struct string_fn *f = string_fns; f->name; f++) {
        lua_getfield(L, lib, f->name);
        lua_pushinteger(L, f->views);
        lua_pushcclosure(L, l_string, 2);
        lua_setfield(L, -2, f->name);
    }
    lua_getfield(L, lib, "char");
    lua_setfield(L, -2, "char");
    lua_getfield(L, lib, "format");
    lua_pushcclosure(L, l_format, 1);
    lua_setfield(L, -2, "format");
    lua_pushcfunction(L, l_rep);
    lua_setfield(L, -2, "rep");
    lua_pushcfunction(L, l_dump);
    lua_setfield(L, -2, "dump");
    /* The metatable all strings share: our table, and nobody may reach it. */
    lua_pushliteral(L, "");
    lua_getmetatable(L, -1);
    lua_pushvalue(L, -3);
    lua_setfield(L, -2, "__index");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 2);
    lua_remove(L, lib);
}

/* -- table --------------------------------------------------------------------------------- */

/* Upvalues: the library's function, its name. A table that lies about its length through
 * __len would keep the C loop going for ever. */
static int l_counted(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    if (luaL_getmetafield(L, 1, "__len") != LUA_TNIL)
        return luaL_error(L, "table.%s: a table with __len is not accepted",
                          lua_tostring(L, lua_upvalueindex(2)));
    nal_charge(L, lua_rawlen(L, 1) / 8);
    return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

static int l_sort(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    if (luaL_getmetafield(L, 1, "__len") != LUA_TNIL)
        return luaL_error(L, "table.sort: a table with __len is not accepted");
    nal_charge(L, lua_rawlen(L, 1) * 8);
    return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

static void check_range(lua_State *L, lua_Integer from, lua_Integer to, const char *what)
{
    if (to < from) return;
    if ((uint64_t)to - (uint64_t)from >= MAX_RANGE)
        luaL_error(L, "%s: range too large", what);
    nal_charge(L, (size_t)((uint64_t)to - (uint64_t)from + 1));
}

/* concat(t, sep, i, j) and unpack(t, i, j): the range is the third and fourth, or the second
 * and third argument. Upvalues: function, name, index of i. */
static int l_ranged(lua_State *L)
{
    int at = (int)lua_tointeger(L, lua_upvalueindex(3));
    luaL_checktype(L, 1, LUA_TTABLE);
    if (luaL_getmetafield(L, 1, "__len") != LUA_TNIL)
        return luaL_error(L, "table.%s: a table with __len is not accepted",
                          lua_tostring(L, lua_upvalueindex(2)));
    lua_Integer i = luaL_optinteger(L, at, 1);
    lua_Integer j = luaL_optinteger(L, at + 1, (lua_Integer)lua_rawlen(L, 1));
    check_range(L, i, j, lua_tostring(L, lua_upvalueindex(2)));
    return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

/* move(a, f, e, t): range in arguments 2 and 3. */
static int l_move(lua_State *L)
{
    check_range(L, luaL_checkinteger(L, 2), luaL_checkinteger(L, 3), "move");
    return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

void nal_guard_table(lua_State *L)
{
    static const struct {
        const char *name;
        lua_CFunction fn;
        int range;
    } fns[] = {
        { "insert", l_counted, 0 }, { "remove", l_counted, 0 }, { "sort", l_sort, 0 },
        { "concat", l_ranged, 3 },  { "unpack", l_ranged, 2 },  { "move", l_move, 0 },
    };
    int lib = lua_gettop(L);
    lua_createtable(L, 0, 8);
    for (size_t i = 0; i < sizeof fns / sizeof fns[0]; i++) {
        lua_getfield(L, lib, fns[i].name);
        lua_pushstring(L, fns[i].name);
        lua_pushinteger(L, fns[i].range);
        lua_pushcclosure(L, fns[i].fn, 3);
        lua_setfield(L, -2, fns[i].name);
    }
    lua_getfield(L, lib, "pack");
    lua_setfield(L, -2, "pack");
    lua_remove(L, lib);
}
