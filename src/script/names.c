/* SPDX-License-Identifier: MIT */
#include "script/names.h"
#include "script/command_int.h"

static int l_classes(lua_State *L)
{
    nal_archive_setup(L); /* what only commands have */
    nal_out_setup(L);
    return 0;
}

int na_script_names(na_script_name_fn *fn, void *ctx, na_err *err)
{
    nal_vm vm = { .name = "names", .named = fn, .named_ctx = ctx };
    const nal_limits none = { 0 };
    int rc = nal_open(&vm, err);
    if (rc < 0) return rc;
    if (nal_call(&vm, l_classes, NULL, &none, false) < 0)
        rc = na_fail(err, NA_ESCRIPT, "%s", vm.fail.msg);
    nal_close(&vm);
    na_arena_release(&vm.arena);
    return rc;
}
