/* SPDX-License-Identifier: MIT */
/* The look at a finished environment: a sound one passes, and one with a single thing too
 * many, wherever it hides, does not. */
#include "script/script_int.h"
#include <lualib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const nal_limits free_of_limits = { 0 };

static int l_debug_in_upvalue(lua_State *L)
{
    luaL_requiref(L, "debug", luaopen_debug, 0);
    lua_pushnil(L);
    lua_setfield(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    lua_getfield(L, -1, "getinfo"); /* string.format, which keeps it to itself */
    lua_pushglobaltable(L);
    lua_getfield(L, -1, "string");
    lua_getfield(L, -1, "format");
    lua_pushvalue(L, -4);
    lua_setupvalue(L, -2, 1);
    return 0;
}

static int l_open_behind_a_metatable(lua_State *L)
{
    lua_pushcfunction(L, luaopen_io);
    lua_call(L, 0, 1);
    lua_pushnil(L);
    lua_setfield(L, LUA_REGISTRYINDEX, LUA_FILEHANDLE);
    lua_pushglobaltable(L);
    lua_getfield(L, -1, "os");
    lua_getmetatable(L, -1);
    lua_newtable(L);
    lua_getfield(L, -5, "open");
    lua_setfield(L, -2, "open");
    lua_setfield(L, -2, "__index");
    return 0;
}

static int l_a_global(lua_State *L)
{
    lua_pushglobaltable(L);
    lua_pushinteger(L, 1);
    lua_setfield(L, -2, "jit");
    return 0;
}

static int l_an_open_metatable(lua_State *L)
{
    lua_pushliteral(L, "");
    lua_getmetatable(L, -1);
    lua_pushnil(L);
    lua_setfield(L, -2, "__metatable");
    return 0;
}

static int l_a_lua_function(lua_State *L)
{
    lua_pushglobaltable(L);
    lua_getfield(L, -1, "math");
    luaL_loadstring(L, "return 1");
    lua_setfield(L, -2, "abs");
    return 0;
}

static int l_a_coroutine(lua_State *L)
{
    lua_newthread(L);
    lua_setfield(L, LUA_REGISTRYINDEX, "x");
    return 0;
}

static int l_one_less(lua_State *L)
{
    lua_pushglobaltable(L);
    lua_getfield(L, -1, "utf8");
    lua_pushnil(L);
    lua_setfield(L, -2, "codes");
    return 0;
}

static void test_finds(void **state)
{
    (void)state;
    static const struct {
        lua_CFunction change;
        const char *says;
    } cases[] = {
        { l_debug_in_upvalue, "a function of the standard libraries" },
        { l_open_behind_a_metatable, "a function of the standard libraries" },
        { l_a_global, "'jit'" },
        { l_an_open_metatable, "an open metatable" },
        { l_a_lua_function, "a function in Lua" },
        { l_a_coroutine, "a coroutine" },
        { l_one_less, "lacks 'utf8.codes'" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        nal_vm vm = { .name = "x.lua" };
        na_err e = { 0 };
        assert_int_equal(nal_open(&vm, &e), NA_OK);
        assert_int_equal(nal_selftest(&vm, &e), NA_OK);
        assert_int_equal(nal_call(&vm, cases[i].change, NULL, &free_of_limits, false),
                         NA_OK);
        if (nal_selftest(&vm, &e) != NA_ESCRIPT) fail_msg("%s: not found", cases[i].says);
        if (!strstr(e.msg, cases[i].says)) fail_msg("%s: got %s", cases[i].says, e.msg);
        nal_close(&vm);
        assert_int_equal(vm.budget.live, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_finds) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
