/* SPDX-License-Identifier: MIT */
/* env.c - the environment of a script, built from an allow-list
 *
 * Everything a script can name is in the tables below. The standard libraries are opened
 * into the state, what is allowed is copied out of them, and the rest becomes unreachable
 * (vm.c drops the library tables). What people will look for in vain has a stub that says
 * so by its full name. guard.c builds the string, utf8 and table tables.
 */
#include "base/hash.h"
#include "script/script_int.h"
#include <lualib.h>
#include <stdio.h>

static const char *const base_names[] = { "assert", "error",    "ipairs", "next",
                                          "pairs",  "rawequal", "rawget", "rawlen",
                                          "select", "tonumber", "type",   NULL };
static const char *const math_names[] = {
    "abs",  "acos", "asin", "atan", "ceil",       "cos",  "deg",        "exp",  "floor",
    "fmod", "huge", "log",  "max",  "maxinteger", "min",  "mininteger", "modf", "pi",
    "rad",  "sin",  "sqrt", "tan",  "tointeger",  "type", "ult",        NULL
};
static const char *const co_names[] = { "isyieldable", "running", "status", "yield", NULL };

/* What is missing, and what to do instead. */
static const struct stub {
    const char *name, *hint;
} base_stubs[] = {
    { "load", "a script is one text file, loaded by newsarc" },
    { "loadstring", "a script is one text file, loaded by newsarc" },
    { "loadfile", "a script is one text file, loaded by newsarc" },
    { "dofile", "a script is one text file, loaded by newsarc" },
    { "collectgarbage", "memory is looked after by newsarc" },
    { "rawset", "assign the field" },
    { "warn", "use log.warn" },
    { "xpcall", "use pcall; newsarc keeps the trace of an error that is not caught" },
    { "setfenv", "it is not part of Lua 5.4" },
    { "getfenv", "it is not part of Lua 5.4" },
    { NULL, NULL },
};
static const struct stub co_stubs[] = {
    { "close", "let the coroutine go; the collector takes it" },
    { NULL, NULL },
};
static const struct stub math_stubs[] = {
    { "randomseed", "random numbers follow from the record, so that they come again" },
    { NULL, NULL },
};
/* Libraries that are missing whole: any member is a stub. */
static const struct stub lib_stubs[] = {
    { "io", "a script gets its record from newsarc and opens nothing" },
    { "os", "ctx.now is the time; the date module knows calendars" },
    { "debug", "an error's trace is kept with the quarantined record" },
    { "package", "require takes the modules of newsarc only" },
    { NULL, NULL },
};

static int l_missing(lua_State *L)
{
    return luaL_error(L, "`%s` is not available in newsarc scripts: %s",
                      lua_tostring(L, lua_upvalueindex(1)),
                      lua_tostring(L, lua_upvalueindex(2)));
}

static void push_stub(lua_State *L, const char *lib, const char *name, const char *hint)
{
    if (lib)
        lua_pushfstring(L, "%s.%s", lib, name);
    else
        lua_pushstring(L, name);
    lua_pushstring(L, hint);
    lua_pushcclosure(L, l_missing, 2);
}

static void put_stubs(lua_State *L, const char *lib, const struct stub *s)
{
    for (; s->name; s++) {
        push_stub(L, lib, s->name, s->hint);
        lua_setfield(L, -2, s->name);
    }
}

/* io.open is looked up: the call is refused by name. */
static int l_lib_index(lua_State *L)
{
    push_stub(L, lua_tostring(L, lua_upvalueindex(1)), luaL_tolstring(L, 2, NULL),
              lua_tostring(L, lua_upvalueindex(2)));
    return 1;
}

static void put_missing_libs(lua_State *L)
{
    for (const struct stub *s = lib_stubs; s->name; s++) {
        lua_newtable(L);
        lua_createtable(L, 0, 2);
        lua_pushstring(L, s->name);
        lua_pushstring(L, s->hint);
        lua_pushcclosure(L, l_lib_index, 2);
        lua_setfield(L, -2, "__index");
        lua_pushboolean(L, 0);
        lua_setfield(L, -2, "__metatable");
        lua_setmetatable(L, -2);
        lua_setfield(L, -2, s->name);
    }
}

/* -- functions of our own ------------------------------------------------------------------ */

/* Leaves the wording of one value: no addresses, so that the same bytes and the same script
 * always give the same rows. */
void nal_tostring(lua_State *L, int idx)
{
    int t = lua_type(L, idx);
    if (t == LUA_TTABLE || t == LUA_TUSERDATA) {
        if (luaL_getmetafield(L, idx, "__tostring") != LUA_TNIL) {
            lua_pop(L, 1);
            luaL_tolstring(L, idx, NULL);
            return;
        }
        int name = luaL_getmetafield(L, idx, "__name");
        if (name == LUA_TSTRING) return;
        if (name != LUA_TNIL) lua_pop(L, 1);
    }
    if (t == LUA_TNIL || t == LUA_TBOOLEAN || t == LUA_TNUMBER || t == LUA_TSTRING)
        luaL_tolstring(L, idx, NULL);
    else
        lua_pushstring(L, lua_typename(L, t));
}

static int l_tostring(lua_State *L)
{
    luaL_checkany(L, 1);
    nal_tostring(L, 1);
    return 1;
}

/* Finalizers would run outside every budget, and at the close of the state. */
static int l_setmetatable(lua_State *L)
{
    int t = lua_type(L, 2);
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_argexpected(L, t == LUA_TNIL || t == LUA_TTABLE, 2, "nil or table");
    if (t == LUA_TTABLE) {
        lua_pushliteral(L, "__gc");
        if (lua_rawget(L, 2) != LUA_TNIL)
            return luaL_error(L, "`__gc` is not available in newsarc scripts");
        lua_pop(L, 1);
    }
    if (luaL_getmetafield(L, 1, "__metatable") != LUA_TNIL)
        return luaL_error(L, "cannot change a protected metatable");
    lua_settop(L, 2);
    lua_setmetatable(L, 1);
    return 1;
}

static int l_getmetatable(lua_State *L)
{
    luaL_checkany(L, 1);
    if (!lua_getmetatable(L, 1)) return lua_pushnil(L), 1;
    luaL_getmetafield(L, 1, "__metatable");
    return 1;
}

static int l_require(lua_State *L)
{
    const char *name = luaL_checkstring(L, 1);
    for (size_t i = 0; nal_modules[i]; i++) {
        if (strcmp(name, nal_modules[i]->name) != 0) continue;
        lua_pushvalue(L, lua_upvalueindex(1));
        lua_getfield(L, -1, name);
        return 1;
    }
    return luaL_error(L,
                      "module '%s' not found: only html, xml, json, date, text, charset, "
                      "hash and log can be required",
                      name);
}

static int l_print(lua_State *L)
{
    nal_vm *vm = nal_vm_of(L);
    int n = lua_gettop(L);
    luaL_Buffer b;
    lua_settop(L, n);
    for (int i = 1; i <= n; i++) { /* words first: nothing else may be pushed beside b */
        nal_tostring(L, i);
        lua_replace(L, i);
    }
    luaL_buffinit(L, &b);
    for (int i = 1; i <= n; i++) {
        size_t len;
        const char *s = lua_tolstring(L, i, &len);
        if (i > 1) luaL_addchar(&b, '\t');
        luaL_addlstring(&b, s, len);
    }
    luaL_pushresult(&b);
    na_str line;
    line.ptr = lua_tolstring(L, -1, &line.len);
    nal_charge(L, 100 + line.len / 8);
    if (vm->print)
        vm->print(L, line);
    else if (vm->log)
        vm->log(vm->log_ctx, "info", line);
    return 0;
}

static lua_Integer seed_of(const nal_rec *r)
{
    uint64_t seed = 1;
    uint8_t h[32];
    if (!r) return 1;
    na_sha256_of(r->bytes, h);
    for (int i = 0; i < 7; i++) seed = seed << 8 | h[i];
    return (lua_Integer)seed;
}

/* Reseeded by the record's bytes when first used in it. Upvalues: random, randomseed. */
static int l_random(lua_State *L)
{
    nal_vm *vm = nal_vm_of(L);
    if (!vm->seeded) {
        vm->seeded = true;
        lua_pushvalue(L, lua_upvalueindex(2));
        lua_pushinteger(L, seed_of(vm->rec));
        lua_call(L, 1, 0);
    }
    int n = lua_gettop(L);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, n, 1);
    return 1;
}

/* Copies the named fields of the table at from into the one on top. */
static void copy(lua_State *L, int from, const char *const *names)
{
    for (; *names; names++) {
        lua_getfield(L, from, *names);
        lua_setfield(L, -2, *names);
    }
}

static int open_lib(lua_State *L, lua_CFunction open)
{
    lua_pushcfunction(L, open);
    lua_call(L, 0, 1);
    return lua_gettop(L);
}

void nal_env_push(lua_State *L)
{
    static const luaL_Reg own[] = {
        { "pcall", nal_l_pcall },
        { "tostring", l_tostring },
        { "print", l_print },
        { "setmetatable", l_setmetatable },
        { "getmetatable", l_getmetatable },
        { NULL, NULL },
    };
    int base = open_lib(L, luaopen_base);
    lua_createtable(L, 0, 48);
    int env = lua_gettop(L);
    copy(L, base, base_names);
    luaL_setfuncs(L, own, 0);
    lua_pushliteral(L, LUA_VERSION);
    lua_setfield(L, env, "_VERSION");
    put_stubs(L, NULL, base_stubs);
    put_missing_libs(L);

    int lib = open_lib(L, luaopen_math);
    lua_createtable(L, 0, 32);
    copy(L, lib, math_names);
    lua_getfield(L, lib, "random");
    lua_getfield(L, lib, "randomseed");
    lua_pushcclosure(L, l_random, 2);
    lua_setfield(L, -2, "random");
    put_stubs(L, "math", math_stubs);
    lua_setfield(L, env, "math");

    open_lib(L, luaopen_utf8);
    nal_guard_utf8(L);
    lua_setfield(L, env, "utf8");

    lib = open_lib(L, luaopen_coroutine);
    lua_createtable(L, 0, 8);
    copy(L, lib, co_names);
    lua_pushcfunction(L, nal_l_cocreate);
    lua_setfield(L, -2, "create");
    lua_pushcfunction(L, nal_l_resume);
    lua_setfield(L, -2, "resume");
    lua_pushcfunction(L, nal_l_wrap);
    lua_setfield(L, -2, "wrap");
    put_stubs(L, "coroutine", co_stubs);
    lua_setfield(L, env, "coroutine");

    open_lib(L, luaopen_string);
    nal_guard_string(L); /* string library on top -> our table on top */
    lua_setfield(L, env, "string");
    open_lib(L, luaopen_table);
    nal_guard_table(L);
    lua_setfield(L, env, "table");

    nal_view_setup(L);
    nal_record_setup(L);
    for (size_t i = 0; nal_modules[i]; i++) {
        const nal_module *m = nal_modules[i];
        lua_createtable(L, 0, 12);
        nal_funcs(L, m->name, m->funcs);
        if (m->setup) m->setup(L);
        lua_setfield(L, env, m->name);
    }
    lua_pushvalue(L, env);
    lua_pushcclosure(L, l_require, 1);
    lua_setfield(L, env, "require");
    lua_settop(L, env);
}
