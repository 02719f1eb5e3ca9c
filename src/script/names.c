/* SPDX-License-Identifier: MIT */
#include "script/names.h"
#include "script/command_int.h"

/* Classes have told of themselves when they were made; here are the globals, and what is in
 * the tables among them. */
static int l_walk(lua_State *L)
{
    nal_vm *vm = nal_vm_of(L);
    nal_archive_setup(L); /* what only commands have */
    nal_out_setup(L);
    nal_fs_setup(L);
    lua_pushglobaltable(L);
    int env = lua_gettop(L);
    for (lua_pushnil(L); lua_next(L, env); lua_pop(L, 1)) {
        const char *name = lua_tostring(L, -2);
        vm->named(vm->named_ctx, "", name);
        if (lua_type(L, -1) != LUA_TTABLE) continue;
        for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1))
            vm->named(vm->named_ctx, name, lua_tostring(L, -2));
    }
    return 0;
}

int na_script_names(na_script_name_fn *fn, void *ctx, na_err *err)
{
    nal_vm vm = { .name = "names", .named = fn, .named_ctx = ctx };
    const nal_limits none = { 0 };
    int rc = nal_open(&vm, err);
    if (rc < 0) return rc;
    if (nal_call(&vm, l_walk, NULL, &none, false) < 0)
        rc = na_fail(err, NA_ESCRIPT, "%s", vm.fail.msg);
    nal_close(&vm);
    na_arena_release(&vm.arena);
    return rc;
}
