/* SPDX-License-Identifier: MIT */
/* view.c - the view: bytes of a record that Lua can look at without owning them
 *
 * A view is a pointer, a length and the generation it belongs to; slices are views of the
 * same bytes. Every method checks the generation first: after the record's end a view is
 * "expired", never a dangling pointer. Every function that takes text takes a string or a
 * view.
 */
#include "base/nearest.h"
#include "script/api.h"
#include "script/script_int.h"

static const char cls_view[] = "view";

void nal_push_view(lua_State *L, na_str s, nal_life life)
{
    nal_view *v = lua_newuserdatauv(L, sizeof *v, 0);
    *v = (nal_view){ s, nal_vm_of(L)->gen[life], life };
    lua_rawgetp(L, LUA_REGISTRYINDEX, cls_view);
    lua_setmetatable(L, -2);
}

nal_view *nal_to_view(lua_State *L, int idx)
{
    if (!nal_is(L, idx, cls_view)) return NULL;
    nal_view *v = lua_touserdata(L, idx);
    if (v->gen != nal_vm_of(L)->gen[v->life])
        luaL_error(L,
                   "view has expired: copy what must outlive its record with tostring()");
    return v;
}

static nal_view *self(lua_State *L)
{
    nal_view *v = nal_to_view(L, 1);
    if (!v) luaL_typeerror(L, 1, cls_view);
    return v;
}

bool nal_to_str(lua_State *L, int idx, na_str *out)
{
    if (lua_type(L, idx) == LUA_TSTRING) {
        out->ptr = lua_tolstring(L, idx, &out->len);
        return true;
    }
    nal_view *v = nal_to_view(L, idx);
    if (!v) return false;
    *out = v->s;
    return true;
}

na_str nal_check_str(lua_State *L, int idx)
{
    na_str s = { 0 };
    if (!nal_to_str(L, idx, &s)) {
        if (lua_type(L, idx) != LUA_TNUMBER) luaL_typeerror(L, idx, "string or view");
        s.ptr = lua_tolstring(L, idx, &s.len);
    }
    return s;
}

na_str nal_opt_str(lua_State *L, int idx)
{
    return lua_isnoneornil(L, idx) ? (na_str){ "", 0 } : nal_check_str(L, idx);
}

void nal_push_like(lua_State *L, int idx, na_str s)
{
    nal_view *v = nal_to_view(L, idx);
    if (!v) {
        nal_push(L, s);
    } else if (s.ptr == v->s.ptr && s.len == v->s.len) {
        lua_pushvalue(L, idx);
    } else {
        nal_push_view(L, s, v->life);
    }
}

bool nal_field_str(lua_State *L, int idx, const char *name, na_str *out)
{
    idx = lua_absindex(L, idx);
    lua_pushstring(L, name);
    bool there = lua_rawget(L, idx) != LUA_TNIL;
    if (there && !nal_to_str(L, -1, out))
        luaL_error(L, "option '%s' must be a string, not %s", name, luaL_typename(L, -1));
    lua_pop(L, 1); /* the table still holds it */
    return there;
}

/* -- closed sets of names -------------------------------------------------------------- */

void nal_closed_keys(lua_State *L, int idx, const char *const *keys, const char *what)
{
    idx = lua_absindex(L, idx);
    lua_pushnil(L);
    while (lua_next(L, idx)) {
        lua_pop(L, 1);
        if (lua_type(L, -1) != LUA_TSTRING)
            luaL_error(L, "%s: only named fields are allowed, found a %s key", what,
                       luaL_typename(L, -1));
        na_str k;
        k.ptr = lua_tolstring(L, -1, &k.len);
        size_t i = 0;
        while (keys[i] && !na_str_eqc(k, keys[i])) i++;
        if (keys[i]) continue;
        const char *hint = na_nearest_in(k, keys);
        luaL_error(L,
                   hint ? "%s: unknown field '%s' (did you mean '%s'?)"
                        : "%s: unknown field '%s'",
                   what, k.ptr, hint);
    }
}

void nal_closed(lua_State *L, int idx, const char *of, const char *what)
{
    enum { MOST = 40 };
    const char *names[MOST + 1] = { NULL };
    size_t n;
    const nal_api *a = nal_api_of(of, &n);
    na_assert(n > 0 && n <= MOST);
    for (size_t i = 0; i < n; i++) names[i] = a[i].name;
    nal_closed_keys(L, idx, names, what);
}

/* -- methods --------------------------------------------------------------------------- */

/* Lua's string positions: from 1, negative from the end. */
static size_t start_of(lua_Integer i, size_t len)
{
    if (i > 0) return (size_t)i > len ? len + 1 : (size_t)i;
    if (i == 0 || i < -(lua_Integer)len) return 1;
    return len + 1 - (size_t)-i;
}

static size_t end_of(lua_Integer i, size_t len)
{
    if (i > (lua_Integer)len) return len;
    if (i >= 0) return (size_t)i;
    if (i < -(lua_Integer)len) return 0;
    return len + 1 - (size_t)-i;
}

static int l_len(lua_State *L)
{
    lua_pushinteger(L, (lua_Integer)self(L)->s.len);
    return 1;
}

static int l_sub(lua_State *L)
{
    nal_view *v = self(L);
    size_t a = start_of(luaL_optinteger(L, 2, 1), v->s.len);
    size_t b = end_of(luaL_optinteger(L, 3, -1), v->s.len);
    na_str s = na_str_sub(v->s, a - 1, a > b ? a - 1 : b); /* an empty one has its place */
    nal_push_view(L, s, v->life);
    return 1;
}

static int l_find(lua_State *L)
{
    nal_view *v = self(L);
    na_str needle = nal_check_str(L, 2);
    size_t from = start_of(luaL_optinteger(L, 3, 1), v->s.len) - 1;
    if (from > v->s.len) return lua_pushnil(L), 1;
    size_t at = needle.len ? na_str_find(v->s, needle, from) : from;
    nal_charge(L, ((at == (size_t)-1 ? v->s.len : at) - from) / 64);
    if (at == (size_t)-1) return lua_pushnil(L), 1;
    lua_pushinteger(L, (lua_Integer)at + 1);
    lua_pushinteger(L, (lua_Integer)(at + needle.len));
    return 2;
}

static int l_byte(lua_State *L)
{
    nal_view *v = self(L);
    size_t a = start_of(luaL_optinteger(L, 2, 1), v->s.len);
    if (a > v->s.len) return 0;
    lua_pushinteger(L, (unsigned char)v->s.ptr[a - 1]);
    return 1;
}

static int l_is(lua_State *L)
{
    nal_view *v = self(L);
    lua_pushboolean(L, na_str_eq(v->s, nal_check_str(L, 2)));
    return 1;
}

static int l_starts(lua_State *L)
{
    nal_view *v = self(L);
    lua_pushboolean(L, na_str_starts(v->s, nal_check_str(L, 2)));
    return 1;
}

static int l_ends(lua_State *L)
{
    nal_view *v = self(L);
    lua_pushboolean(L, na_str_ends(v->s, nal_check_str(L, 2)));
    return 1;
}

static int lines_next(lua_State *L)
{
    nal_view *v = nal_to_view(L, lua_upvalueindex(1));
    na_str rest = na_str_sub(v->s, (size_t)lua_tointeger(L, lua_upvalueindex(2)), v->s.len);
    na_str line;
    if (!na_str_line(&rest, &line)) return lua_pushnil(L), 1;
    lua_pushinteger(L,
                    rest.len ? (lua_Integer)(rest.ptr - v->s.ptr) : (lua_Integer)v->s.len);
    lua_replace(L, lua_upvalueindex(2));
    nal_charge(L, line.len / 64);
    if (lua_toboolean(L, lua_upvalueindex(3)))
        nal_push(L, line);
    else
        nal_push_view(L, line, v->life);
    return 1;
}

void nal_push_lines(lua_State *L, bool strings)
{
    lua_pushinteger(L, 0);
    lua_pushboolean(L, strings);
    lua_pushcclosure(L, lines_next, 3);
}

static int l_lines(lua_State *L)
{
    self(L);
    lua_settop(L, 1);
    nal_push_lines(L, false);
    return 1;
}

/* As the string library does it. */
static int l_match(lua_State *L) { return self(L), nal_l_match(L); }
static int l_gmatch(lua_State *L) { return self(L), nal_l_gmatch(L); }
static int l_gsub(lua_State *L) { return self(L), nal_l_gsub(L); }
static int l_lower(lua_State *L) { return self(L), nal_l_lower(L); }
static int l_upper(lua_State *L) { return self(L), nal_l_upper(L); }

static int l_tostring(lua_State *L)
{
    nal_view *v = self(L);
    uint64_t heap = nal_vm_of(L)->budget.max.heap;
    if (heap && v->s.len > heap)
        luaL_error(L, "not enough memory for this view as a string");
    nal_push(L, v->s);
    return 1;
}

static int l_eq(lua_State *L)
{
    na_str a = nal_check_str(L, 1), b = nal_check_str(L, 2);
    lua_pushboolean(L, na_str_eq(a, b));
    return 1;
}

static int l_lt(lua_State *L)
{
    lua_pushboolean(L, na_str_cmp(nal_check_str(L, 1), nal_check_str(L, 2)) < 0);
    return 1;
}

static int l_concat(lua_State *L)
{
    nal_push(L, nal_check_str(L, 1));
    nal_push(L, nal_check_str(L, 2));
    lua_concat(L, 2);
    return 1;
}

void nal_view_setup(lua_State *L)
{
    static const luaL_Reg methods[] = {
        { "len", l_len },     { "sub", l_sub },       { "find", l_find },
        { "byte", l_byte },   { "is", l_is },         { "starts", l_starts },
        { "ends", l_ends },   { "lines", l_lines },   { "tostring", l_tostring },
        { "match", l_match }, { "gmatch", l_gmatch }, { "gsub", l_gsub },
        { "lower", l_lower }, { "upper", l_upper },   { NULL, NULL },
    };
    static const luaL_Reg meta[] = {
        { "__len", l_len }, { "__tostring", l_tostring }, { "__eq", l_eq },
        { "__lt", l_lt },   { "__concat", l_concat },     { NULL, NULL },
    };
    nal_class(L, cls_view, methods, meta, false);
}
