/* SPDX-License-Identifier: MIT */
/* Our string.find, match, gmatch and gsub against Lua's own, in one state:
 * tests/lua/patterns.lua generates patterns, subjects and arguments and compares what both
 * give and what they raise. And what Lua's own cannot do: it is counted, and ends when the
 * budget does. */
#include "base/path.h"
#include "script/script_int.h"
#include <lualib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const luaL_Reg ours[] = { { "find", nal_l_find },
                                 { "match", nal_l_match },
                                 { "gmatch", nal_l_gmatch },
                                 { "gsub", nal_l_gsub },
                                 { NULL, NULL } };

static lua_State *stock_state(nal_vm *vm)
{
    lua_State *L = luaL_newstate();
    assert_non_null(L);
    *(nal_vm **)lua_getextraspace(L) = vm;
    luaL_openlibs(L);
    luaL_newlib(L, ours);
    lua_setglobal(L, "ours");
    return L;
}

static void test_as_lua_does(void **state)
{
    (void)state;
    nal_vm vm = { 0 };
    lua_State *L = stock_state(&vm);
    if (luaL_dofile(L, NA_TEST_SOURCE "/tests/lua/patterns.lua"))
        fail_msg("%s", lua_tostring(L, -1));
    print_message("%lld calls compared, %lld of them raised\n",
                  (long long)lua_tointeger(L, -2), (long long)lua_tointeger(L, -1));
    assert_true(lua_tointeger(L, -2) > 100000);
    lua_close(L);
}

/* What "code" costs; it must end by the budget when that is less. */
static uint64_t cost(const char *code, uint64_t budget, bool ends)
{
    nal_vm vm = { .budget.max.instr = budget };
    lua_State *L = stock_state(&vm);
    int rc = luaL_dostring(L, code);
    if (ends != (vm.budget.fatal == NAL_F_INSTR) || (rc != 0) != ends)
        fail_msg("%s: %s", code, rc ? lua_tostring(L, -1) : "it went through");
    lua_close(L);
    return vm.budget.instr;
}

static void test_counted(void **state)
{
    (void)state;
    static const char *const endless[] = {
        "ours.find(('a'):rep(60), ('a*'):rep(20) .. 'b')",
        "ours.find(('a'):rep(20000), '.-.-.-b')",
        "ours.gsub((' '):rep(2e5) .. 'x', '%s+$', '')",
        "ours.match(('<div '):rep(40000), '<div.-class=.-</div>')",
        "ours.find(('('):rep(60000), '%b()')",
        "ours.find(('a'):rep(100000), '[' .. ('b'):rep(100000) .. ']+x')",
        "ours.find(('x'):rep(1e5), '(x+)(x+)(x+)%1%2%3y')",
    };
    for (size_t i = 0; i < sizeof endless / sizeof endless[0]; i++)
        cost(endless[i], 20000000, true);
    /* What is linear stays so, and cheap: plain search even for the worst needle. */
    uint64_t n = cost(
        "assert(not ours.find(('a'):rep(2e6), ('a'):rep(1e6) .. 'b', 1, true))", 0, false);
    assert_true(n < 100000);
    n = cost("local k = 0 for _ in ours.gmatch(('x'):rep(3e6), 'y*') do k = k + 1 end\n"
             "assert(k == 3e6 + 1)",
             0, false);
    assert_true(n > 3000000 && n < 30000000);
    n = cost("assert(ours.gsub(('ab '):rep(1e5), '%s+', '-') == ('ab-'):rep(1e5))", 0,
             false);
    assert_true(n > 100000 && n < 2000000);
}

static void test_cancelled(void **state)
{
    (void)state;
    int stop = 1;
    nal_vm vm = { .budget.cancel = &stop };
    lua_State *L = stock_state(&vm);
    assert_int_not_equal(
        luaL_dostring(L, "ours.find(('a'):rep(60), ('a*'):rep(20) .. 'b')"), 0);
    assert_int_equal(vm.budget.fatal, NAL_F_CANCEL);
    lua_close(L);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_as_lua_does),
        cmocka_unit_test(test_counted),
        cmocka_unit_test(test_cancelled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
