/* SPDX-License-Identifier: MIT */
/* guard.c - the string, utf8 and table libraries with their C loops bounded
 *
 * The count hook sees Lua instructions, not the loops inside C functions. So each function
 * whose work its arguments decide is charged for that work, or refused, before it begins.
 * What is simple is our own and takes views without copying them; find, match, gmatch and
 * gsub are strmatch.c's, since the library's matcher cannot be stopped; the rest calls the
 * library.
 */
#include "script/script_int.h"

enum { MAX_RANGE = 10000000, MAX_BYTES = 100000, LONG_STRING = 4096 };

/* Lua's positions: from 1, negative from the end. */
static size_t first_of(lua_Integer i, size_t len)
{
    if (i > 0) return (lua_Unsigned)i > len ? len + 1 : (size_t)i;
    return i == 0 || i < -(lua_Integer)len ? 1 : len + 1 - (size_t)-i;
}

static size_t last_of(lua_Integer i, size_t len)
{
    if (i >= 0) return (lua_Unsigned)i > len ? len : (size_t)i;
    return i < -(lua_Integer)len ? 0 : len + 1 - (size_t)-i;
}

/* The bytes from argument 2 to 3 of the string. */
static na_str slice(lua_State *L, lua_Integer from, lua_Integer to)
{
    na_str s = nal_check_str(L, 1);
    size_t a = first_of(luaL_optinteger(L, 2, from), s.len);
    size_t b = last_of(luaL_optinteger(L, 3, to), s.len);
    return a > b ? (na_str){ "", 0 } : na_str_sub(s, a - 1, b);
}

static int l_len(lua_State *L)
{
    lua_pushinteger(L, (lua_Integer)nal_check_str(L, 1).len);
    return 1;
}

static int l_sub(lua_State *L)
{
    luaL_checkinteger(L, 2);
    na_str s = slice(L, 1, -1);
    nal_charge(L, s.len / 64);
    nal_push(L, s);
    return 1;
}

static int l_byte(lua_State *L)
{
    lua_Integer at = luaL_optinteger(L, 2, 1);
    na_str s = slice(L, 1, at);
    if (s.len > MAX_BYTES) return luaL_error(L, "string slice too long");
    luaL_checkstack(L, (int)s.len, "string slice too long");
    nal_charge(L, s.len);
    for (size_t i = 0; i < s.len; i++) lua_pushinteger(L, (unsigned char)s.ptr[i]);
    return (int)s.len;
}

static char to_upper(char c) { return c >= 'a' && c <= 'z' ? (char)(c - 32) : c; }

/* Every byte through fn; letters are those of ASCII, whatever the locale. */
static int each_byte(lua_State *L, char (*fn)(char))
{
    luaL_Buffer b;
    na_str s = nal_check_str(L, 1);
    nal_charge(L, s.len / 16);
    char *out = luaL_buffinitsize(L, &b, s.len);
    for (size_t i = 0; i < s.len; i++) out[i] = fn(s.ptr[i]);
    luaL_pushresultsize(&b, s.len);
    return 1;
}

int nal_l_lower(lua_State *L) { return each_byte(L, na_char_lower); }
int nal_l_upper(lua_State *L) { return each_byte(L, to_upper); }

static int l_reverse(lua_State *L)
{
    luaL_Buffer b;
    na_str s = nal_check_str(L, 1);
    nal_charge(L, s.len / 16);
    char *out = luaL_buffinitsize(L, &b, s.len);
    for (size_t i = 0; i < s.len; i++) out[i] = s.ptr[s.len - 1 - i];
    luaL_pushresultsize(&b, s.len);
    return 1;
}

/* Upvalue: the library's function. Charged for the length of the string arguments. */
static int l_measured(lua_State *L)
{
    size_t work = 0;
    for (int i = 1; i <= 2 && i <= lua_gettop(L); i++) {
        na_str s;
        if (!nal_to_str(L, i, &s)) continue;
        work += s.len;
        if (lua_type(L, i) != LUA_TUSERDATA) continue;
        nal_push(L, s);
        lua_replace(L, i);
    }
    nal_charge(L, work / 32);
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
    total -= sep.len; /* it stands between */
    nal_charge(L, (size_t)total / 64 + 1);
    size_t len = (size_t)total, have = s.len < len ? s.len + sep.len : s.len;
    char *out = luaL_buffinitsize(L, &b, len); /* arguments lie below it and stay */
    if (s.len) memcpy(out, s.ptr, s.len);
    if (have > s.len) memcpy(out + s.len, sep.ptr, sep.len);
    while (have < len) { /* doubling what is there, period by period */
        size_t more = have < len - have ? have : len - have;
        memcpy(out + have, out, more);
        have += more;
    }
    luaL_pushresultsize(&b, len);
    return 1;
}

/* Values are worded by us first, so that no address gets out; %p is refused for the
 * same. */
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

void nal_guard_string(lua_State *L)
{
    static const luaL_Reg own[] = {
        { "byte", l_byte },       { "find", nal_l_find },   { "gmatch", nal_l_gmatch },
        { "gsub", nal_l_gsub },   { "len", l_len },         { "lower", nal_l_lower },
        { "match", nal_l_match }, { "rep", l_rep },         { "reverse", l_reverse },
        { "sub", l_sub },         { "upper", nal_l_upper }, { NULL, NULL },
    };
    static const char *const measured[] = { "pack", "packsize", "unpack", NULL };
    int lib = lua_gettop(L);
    lua_createtable(L, 0, 20);
    luaL_setfuncs(L, own, 0);
    for (const char *const *f = measured; *f; f++) {
        lua_getfield(L, lib, *f);
        lua_pushcclosure(L, l_measured, 1);
        lua_setfield(L, -2, *f);
    }
    lua_getfield(L, lib, "char");
    lua_setfield(L, -2, "char");
    lua_getfield(L, lib, "format");
    lua_pushcclosure(L, l_format, 1);
    lua_setfield(L, -2, "format");
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

/* -- utf8 ------------------------------------------------------------------------------ */

/* A view as the string that the library wants. */
static na_str as_string(lua_State *L)
{
    na_str s = nal_check_str(L, 1);
    if (lua_type(L, 1) == LUA_TUSERDATA) {
        nal_push(L, s);
        lua_replace(L, 1);
    }
    return s;
}

/* len(s, i, j) and codepoint(s, i, j): charged for the bytes between. Upvalues: the
 * library's function, whether j is the end unless given. */
static int l_utf8_range(lua_State *L)
{
    na_str s = as_string(L);
    bool to_end = lua_toboolean(L, lua_upvalueindex(2));
    lua_Integer i = luaL_optinteger(L, 2, 1);
    size_t a = first_of(i, s.len);
    size_t b = last_of(luaL_optinteger(L, 3, to_end ? -1 : i), s.len);
    size_t work = b >= a ? b - a + 1 : 0;
    if (!to_end && work > MAX_BYTES) return luaL_error(L, "string slice too long");
    nal_charge(L, work / 8);
    return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

/* offset(s, n, i): how far it had to go is known afterwards. */
static int l_utf8_offset(lua_State *L)
{
    na_str s = as_string(L);
    lua_Integer n = luaL_checkinteger(L, 2), len = (lua_Integer)s.len;
    lua_Integer from = luaL_optinteger(L, 3, n > 0 ? 1 : len + 1);
    int results = lua_tocfunction(L, lua_upvalueindex(1))(L);
    lua_Integer to = lua_tointeger(L, -1); /* 0: there is none */
    if (from < 0) from += len + 1;
    nal_charge(L, to ? (size_t)(to > from ? to - from : from - to) / 8 : s.len / 8);
    return results;
}

static int l_utf8_next(lua_State *L)
{
    lua_Integer from = lua_tointeger(L, 2);
    int results = lua_tocfunction(L, lua_upvalueindex(1))(L);
    if (results == 2) nal_charge(L, (size_t)(lua_tointeger(L, -2) - from) / 8);
    return results;
}

static int l_utf8_codes(lua_State *L)
{
    as_string(L);
    int results = lua_tocfunction(L, lua_upvalueindex(1))(L); /* iterator, string, 0 */
    lua_pushvalue(L, -results);
    lua_pushcclosure(L, l_utf8_next, 1);
    lua_replace(L, -results - 1);
    return results;
}

void nal_guard_utf8(lua_State *L)
{
    static const struct {
        const char *name;
        lua_CFunction fn;
        bool to_end;
    } fns[] = {
        { "codepoint", l_utf8_range, false },
        { "codes", l_utf8_codes, false },
        { "len", l_utf8_range, true },
        { "offset", l_utf8_offset, false },
    };
    int lib = lua_gettop(L);
    lua_createtable(L, 0, 8);
    for (size_t i = 0; i < sizeof fns / sizeof fns[0]; i++) {
        lua_getfield(L, lib, fns[i].name);
        lua_pushboolean(L, fns[i].to_end);
        lua_pushcclosure(L, fns[i].fn, 2);
        lua_setfield(L, -2, fns[i].name);
    }
    lua_getfield(L, lib, "char");
    lua_setfield(L, -2, "char");
    lua_getfield(L, lib, "charpattern");
    lua_setfield(L, -2, "charpattern");
    lua_remove(L, lib);
}

/* -- table ----------------------------------------------------------------------------- */

/* A table that lies about its length through __len would keep a C loop going for ever.
 * Upvalues of all these: the library's function, its name. Gives the true length. */
static lua_Unsigned check_len(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    if (luaL_getmetafield(L, 1, "__len") != LUA_TNIL)
        luaL_error(L, "table.%s: a table with __len is not accepted",
                   lua_tostring(L, lua_upvalueindex(2)));
    return lua_rawlen(L, 1);
}

/* insert(t, pos, v) and remove(t, pos): what stands behind pos moves. */
static int l_shifting(lua_State *L)
{
    lua_Unsigned n = check_len(L);
    bool insert = lua_tointeger(L, lua_upvalueindex(3)) != 0;
    if (lua_gettop(L) == (insert ? 3 : 2)) {
        lua_Integer at = luaL_checkinteger(L, 2);
        nal_charge(L,
                   at > 0 && (lua_Unsigned)at < n ? (size_t)(n - (lua_Unsigned)at) / 8 : 0);
    }
    return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

static int l_less(lua_State *L)
{
    size_t a = lua_rawlen(L, 1), b = lua_rawlen(L, 2);
    nal_charge(L, (a < b ? a : b) / 16);
    lua_pushboolean(L, lua_compare(L, 1, 2, LUA_OPLT));
    return 1;
}

/* The library compares strings without being seen: where they are long, by l_less. */
static int l_sort(lua_State *L)
{
    lua_Unsigned n = check_len(L);
    nal_charge(L, (size_t)n * 8);
    if (lua_isnoneornil(L, 2)) {
        bool is_long = false;
        for (lua_Unsigned i = 1; i <= n && !is_long; i++) {
            is_long = lua_rawgeti(L, 1, (lua_Integer)i) == LUA_TSTRING &&
                      lua_rawlen(L, -1) > LONG_STRING;
            lua_pop(L, 1);
        }
        lua_settop(L, 1);
        if (is_long) lua_pushcfunction(L, l_less);
    }
    return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

static void check_range(lua_State *L, lua_Integer from, lua_Integer to, const char *what)
{
    if (to < from) return;
    if ((uint64_t)to - (uint64_t)from >= MAX_RANGE)
        luaL_error(L, "%s: range too large", what);
    nal_charge(L, (size_t)((uint64_t)to - (uint64_t)from + 1));
}

/* concat(t, sep, i, j) and unpack(t, i, j). Third upvalue: the index of i. */
static int l_ranged(lua_State *L)
{
    int at = (int)lua_tointeger(L, lua_upvalueindex(3));
    lua_Integer n = (lua_Integer)check_len(L);
    lua_Integer i = luaL_optinteger(L, at, 1), j = luaL_optinteger(L, at + 1, n);
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
        int third; /* upvalue */
    } fns[] = {
        { "insert", l_shifting, 1 }, { "concat", l_ranged, 3 }, { "unpack", l_ranged, 2 },
        { "remove", l_shifting, 0 }, { "sort", l_sort, 0 },     { "move", l_move, 0 },
    };
    int lib = lua_gettop(L);
    lua_createtable(L, 0, 8);
    for (size_t i = 0; i < sizeof fns / sizeof fns[0]; i++) {
        lua_getfield(L, lib, fns[i].name);
        lua_pushstring(L, fns[i].name);
        lua_pushinteger(L, fns[i].third);
        lua_pushcclosure(L, fns[i].fn, 3);
        lua_setfield(L, -2, fns[i].name);
    }
    lua_getfield(L, lib, "pack");
    lua_setfield(L, -2, "pack");
    lua_remove(L, lib);
}
