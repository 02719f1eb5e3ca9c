/* SPDX-License-Identifier: MIT */
/* selftest.c - is there anything in a new state that should not be?
 *
 * env.c names what is let in; this looks at what came in. A second state gets all of Lua's
 * standard libraries, and every C function that can be found in it, through tables,
 * metatables and upvalues, is noted. Then everything in the script's state is walked the
 * same way, its registry included. Found there, a function of the standard libraries must
 * be on the list below, all of the list must be found, a metatable must be locked, and
 * there must be no Lua function and no coroutine. A distribution's Lua that brings more
 * than it should, or a slip of ours that leaves a library behind a metatable, so stops
 * scripts altogether instead of letting them out.
 */
#include "script/api.h"
#include "script/script_int.h"
#include <lualib.h>
#include <stdlib.h>

/* What the environment may have of the standard libraries, as it is or behind a guard;
 * last, what strings do as operands. */
/* clang-format off */
static const char *const allowed[] = {
    "assert", "error", "ipairs", "next", "pairs", "rawequal", "rawget", "rawlen", "select",
    "tonumber", "type", "coroutine.isyieldable", "coroutine.running", "coroutine.status",
    "coroutine.yield", "math.abs", "math.acos", "math.asin", "math.atan", "math.ceil",
    "math.cos", "math.deg", "math.exp", "math.floor", "math.fmod", "math.log", "math.max",
    "math.min", "math.modf", "math.rad", "math.random", "math.randomseed", "math.sin",
    "math.sqrt", "math.tan", "math.tointeger", "math.type", "math.ult", "string.char",
    "string.format", "string.pack", "string.packsize", "string.unpack", "table.concat",
    "table.insert", "table.move", "table.pack", "table.remove", "table.sort",
    "table.unpack", "utf8.char", "utf8.codepoint", "utf8.codes", "utf8.len", "utf8.offset",
    "__add", "__div", "__idiv", "__mod", "__mul", "__pow", "__sub", "__unm",
};
/* clang-format on */

enum { MAX_STOCK = 400, MAX_SEEN = 10000 };

typedef struct stock {
    lua_CFunction fn;
    const char *name; /* on the list, or NULL */
    bool seen;
} stock;

typedef struct walk {
    stock stock[MAX_STOCK];
    size_t n;
    unsigned met;
    const char *wrong;
} walk;

static int by_fn(const void *a, const void *b)
{
    uintptr_t x, y;
    memcpy(&x, &((const stock *)a)->fn, sizeof x);
    memcpy(&y, &((const stock *)b)->fn, sizeof y);
    return (x > y) - (x < y);
}

/* -- walking a state ------------------------------------------------------------------- */

enum { SEEN = 1, QUEUE }; /* where these tables stand */

/* Queues the value on top unless it was met before, or cannot lead anywhere; pops it. */
static void meet(lua_State *L, walk *w)
{
    int t = lua_type(L, -1);
    if (t == LUA_TTABLE || t == LUA_TFUNCTION || t == LUA_TUSERDATA || t == LUA_TTHREAD) {
        lua_pushvalue(L, -1);
        if (lua_rawget(L, SEEN) == LUA_TNIL) {
            if (w->met == MAX_SEEN) luaL_error(L, "the script environment has no end");
            lua_pushvalue(L, -2);
            lua_pushboolean(L, 1);
            lua_rawset(L, SEEN);
            lua_pushvalue(L, -2);
            lua_rawseti(L, QUEUE, ++w->met);
        }
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
}

/* What the value on top leads to. */
static void meet_parts(lua_State *L, walk *w)
{
    int at = lua_gettop(L), t = lua_type(L, at);
    if (lua_getmetatable(L, at)) meet(L, w);
    if (t == LUA_TTABLE) {
        lua_pushnil(L);
        while (lua_next(L, at)) {
            meet(L, w);
            lua_pushvalue(L, -1);
            meet(L, w);
        }
    } else if (t == LUA_TFUNCTION) {
        for (int i = 1; lua_getupvalue(L, at, i); i++) meet(L, w);
    } else if (t == LUA_TUSERDATA) {
        for (int i = 1; lua_getiuservalue(L, at, i) != LUA_TNONE; i++) meet(L, w);
        lua_pop(L, 1);
    }
}

/* Calls visit with each thing of the state on top of the stack. */
static void walk_state(lua_State *L, walk *w, void (*visit)(lua_State *L, walk *w))
{
    lua_settop(L, 0);
    lua_newtable(L);
    lua_newtable(L);
    w->met = 0;
    lua_pushvalue(L, LUA_REGISTRYINDEX);
    meet(L, w);
    lua_pushliteral(L, "");
    visit(L, w); /* for the metatable of strings */
    meet_parts(L, w);
    lua_pop(L, 1);
    for (unsigned i = 1; i <= w->met; i++) {
        lua_rawgeti(L, QUEUE, i);
        visit(L, w);
        meet_parts(L, w);
        lua_pop(L, 1);
    }
}

/* -- the standard libraries ------------------------------------------------------------ */

static void note(lua_State *S, walk *w)
{
    if (lua_iscfunction(S, -1) && w->n < MAX_STOCK)
        w->stock[w->n++].fn = lua_tocfunction(S, -1);
}

/* Leaves the function "lib.name", the global one, or what strings do as "__name". */
static void push_named(lua_State *S, const char *name)
{
    const char *dot = strchr(name, '.');
    lua_pushglobaltable(S);
    if (name[0] == '_') {
        lua_pushliteral(S, "");
        lua_getmetatable(S, -1);
        lua_replace(S, -3);
        lua_pop(S, 1);
    }
    if (dot) {
        lua_pushlstring(S, name, (size_t)(dot - name));
        lua_rawget(S, -2);
        lua_remove(S, -2);
    }
    lua_pushstring(S, dot ? dot + 1 : name);
    lua_rawget(S, -2);
    lua_remove(S, -2);
}

static int l_gather(lua_State *S)
{
    walk *w = lua_touserdata(S, 1);
    luaL_openlibs(S);
    walk_state(S, w, note);
    qsort(w->stock, w->n, sizeof w->stock[0], by_fn);
    for (size_t i = 0; i < sizeof allowed / sizeof allowed[0]; i++) {
        push_named(S, allowed[i]);
        stock key = { .fn = lua_tocfunction(S, -1) };
        stock *f = bsearch(&key, w->stock, w->n, sizeof key, by_fn);
        if (f) f->name = allowed[i];
        lua_pop(S, 1);
    }
    return 0;
}

/* -- ours ------------------------------------------------------------------------------ */

static void check(lua_State *L, walk *w)
{
    if (lua_isthread(L, -1)) {
        if (lua_tothread(L, -1) != L) w->wrong = "a coroutine";
        return;
    }
    if (lua_getmetatable(L, -1)) {
        lua_pushliteral(L, "__metatable");
        if (lua_rawget(L, -2) != LUA_TBOOLEAN) w->wrong = "an open metatable";
        lua_pop(L, 2);
    }
    if (!lua_isfunction(L, -1)) return;
    stock key = { .fn = lua_tocfunction(L, -1) };
    stock *f = bsearch(&key, w->stock, w->n, sizeof key, by_fn);
    if (!key.fn) w->wrong = "a function in Lua";
    if (f) f->seen = true;
    if (f && !f->name) w->wrong = "a function of the standard libraries";
}

static void check_globals(lua_State *L)
{
    lua_pushglobaltable(L);
    lua_pushnil(L);
    while (lua_next(L, -2)) {
        lua_pop(L, 1);
        const char *name = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : "?";
        if (!nal_api_find("", name))
            luaL_error(L, "the script environment has '%s' in it", name);
    }
    lua_pop(L, 1);
}

static int l_check(lua_State *L)
{
    walk *w = lua_touserdata(L, 1);
    check_globals(L);
    walk_state(L, w, check);
    if (w->wrong) luaL_error(L, "the script environment has %s in it", w->wrong);
    for (size_t i = 0; i < w->n; i++)
        if (w->stock[i].name && !w->stock[i].seen)
            luaL_error(L, "the script environment lacks '%s'", w->stock[i].name);
    return 0;
}

int nal_selftest(nal_vm *vm, na_err *err)
{
    static const nal_limits max = { 0, 0, 8 * NA_MIB, 0 };
    int rc = NA_OK;
    walk *w = calloc(1, sizeof *w);
    lua_State *S = luaL_newstate();
    if (!w || !S) {
        rc = na_fail_nomem(err);
        goto done;
    }
    lua_pushcfunction(S, l_gather);
    lua_pushlightuserdata(S, w);
    if (lua_pcall(S, 1, 0, 0) != LUA_OK)
        rc = na_fail(err, NA_ESCRIPT, "Lua's own libraries do not open");
    else if (nal_call(vm, l_check, w, &max, false) < 0)
        rc = na_fail(err, NA_ESCRIPT, "%s", vm->fail.msg);
done:
    if (S) lua_close(S);
    free(w);
    return rc;
}
