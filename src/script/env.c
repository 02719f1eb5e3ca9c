/* SPDX-License-Identifier: MIT */
/* env.c - the environment of a script, built from an allow-list
 *
 * Everything a script can name is in the table of api.h. The standard libraries are opened
 * into the state, what is allowed is copied out of them, and the rest becomes unreachable
 * (vm.c drops the library tables). What people will look for in vain has a stub that says
 * so by its full name. guard.c builds the string, utf8 and table tables.
 */
#include "base/hash.h"
#include "base/pack.h"
#include "script/api.h"
#include "script/script_int.h"
#include <lualib.h>
#include <stdio.h>

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

/* What the API has of a library of stock Lua, which stands at `from`, into the table on
 * top: what is kept, and stubs for what is not there. */
static void fill(lua_State *L, const char *lib, int from)
{
    size_t n;
    const nal_api *a = nal_api_of(lib, &n);
    for (; n > 0; n--, a++) {
        if (a->kind == NAL_API_STD)
            lua_getfield(L, from, a->name);
        else if (a->kind == NAL_API_DROPPED)
            push_stub(L, *lib ? lib : NULL, a->name, a->doc);
        else
            continue;
        lua_setfield(L, -2, a->name);
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
    size_t n;
    const nal_api *a = nal_api_of("", &n);
    for (; n > 0; n--, a++) {
        if (a->kind != NAL_API_GONE) continue;
        lua_newtable(L);
        lua_createtable(L, 0, 2);
        lua_pushstring(L, a->name);
        lua_pushstring(L, a->doc);
        lua_pushcclosure(L, l_lib_index, 2);
        lua_setfield(L, -2, "__index");
        lua_pushboolean(L, 0);
        lua_setfield(L, -2, "__metatable");
        lua_setmetatable(L, -2);
        lua_setfield(L, -2, a->name);
    }
}

/* -- functions of our own -------------------------------------------------------------- */

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

/* Upvalue: the environment. */
/* A file of the script's own folder, out of the pack: run once a state; what it returned is
 * kept by its name. */
static bool require_file(lua_State *L, const char *name)
{
    static const char loaded = 0, loading = 0;
    nal_vm *vm = nal_vm_of(L);
    const char *slash = strchr(vm->name, '/');
    na_str text;
    if (!slash || strchr(name, '/')) return false;
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &loaded) != LUA_TTABLE) {
        lua_newtable(L);
        lua_pushvalue(L, -1);
        lua_rawsetp(L, LUA_REGISTRYINDEX, &loaded);
        lua_replace(L, -2);
    }
    if (lua_getfield(L, -1, name) != LUA_TNIL) {
        if (lua_touserdata(L, -1) == &loading)
            luaL_error(L, "module '%s' requires itself", name);
        return true;
    }
    lua_pop(L, 1);
    const char *chunk =
        lua_pushfstring(L, "@%s", vm->name); /* "@FOLDER/main.lua", cut and written anew */
    lua_pushlstring(L, chunk, (size_t)(slash - vm->name) + 2);
    chunk = lua_pushfstring(L, "%s%s.lua", lua_tostring(L, -1), name);
    if (!na_pack_find(vm->source, na_str_c(chunk + 1), &text)) return false;
    lua_pushlightuserdata(L, (void *)(uintptr_t)&loading);
    lua_setfield(L, -5, name);
    nal_load_text(L, text, chunk);
    lua_pushstring(L, name);
    lua_call(L, 1, 1);
    if (lua_isnil(L, -1)) {
        lua_pop(L, 1);
        lua_pushboolean(L, 1);
    }
    lua_pushvalue(L, -1);
    lua_setfield(L, -6, name);
    return true;
}

static int l_require(lua_State *L)
{
    size_t n;
    const char *name = luaL_checklstring(L, 1, &n);
    luaL_argcheck(L, strlen(name) == n, 1, "a name has no zero bytes");
    const nal_api *a = nal_api_find("", name);
    if (a && a->kind == NAL_API_MODULE)
        return lua_getfield(L, lua_upvalueindex(1), name), 1;
    if (require_file(L, name)) return 1;
    lua_pushliteral(L, "");
    for (a = nal_api_of("", &n); n > 0; n--, a++) {
        if (a->kind != NAL_API_MODULE) continue;
        lua_pushfstring(L, "%s %s", lua_tostring(L, -1), a->name);
        lua_replace(L, -2);
    }
    return luaL_error(L, "module '%s' not found; there are:%s%s", name, lua_tostring(L, -1),
                      strchr(nal_vm_of(L)->name, '/') ? " and the files of its folder"
                                                      : "");
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
    fill(L, "", base);
    luaL_setfuncs(L, own, 0);
    lua_pushliteral(L, LUA_VERSION);
    lua_setfield(L, env, "_VERSION");
    put_missing_libs(L);

    int lib = open_lib(L, luaopen_math);
    lua_createtable(L, 0, 32);
    fill(L, "math", lib);
    lua_getfield(L, lib, "random");
    lua_getfield(L, lib, "randomseed");
    lua_pushcclosure(L, l_random, 2);
    lua_setfield(L, -2, "random");
    lua_setfield(L, env, "math");

    open_lib(L, luaopen_utf8);
    nal_guard_utf8(L);
    lua_setfield(L, env, "utf8");

    lib = open_lib(L, luaopen_coroutine);
    lua_createtable(L, 0, 8);
    fill(L, "coroutine", lib);
    lua_pushcfunction(L, nal_l_cocreate);
    lua_setfield(L, -2, "create");
    lua_pushcfunction(L, nal_l_resume);
    lua_setfield(L, -2, "resume");
    lua_pushcfunction(L, nal_l_wrap);
    lua_setfield(L, -2, "wrap");
    lua_setfield(L, env, "coroutine");

    open_lib(L, luaopen_string);
    nal_guard_string(L); /* string library on top -> our table on top */
    fill(L, "string", 0);
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
