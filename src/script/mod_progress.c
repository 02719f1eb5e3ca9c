/* SPDX-License-Identifier: MIT */
/* mod_progress.c - module progress: how far a command is, for whoever waits for it
 *
 * The host shows it on a terminal; in a reader, and without a terminal, it says nothing.
 * The clock is what throttles it, so that a script may call it for every article.
 */
#include "script/command_int.h"
#include "text/unicode.h"

enum { PERIOD_MS = 100 };

static void tell(lua_State *L, bool at_once)
{
    nal_vm *vm = nal_vm_of(L);
    nal_progress *p = &vm->progress;
    const na_command_io *io = vm->cmd ? vm->cmd->io : NULL;
    nal_charge(L, 10);
    if (!io || !io->progress) return;
    int64_t now = na_mono_ms();
    if (!at_once && now - p->told < PERIOD_MS) return;
    p->told = now;
    io->progress(io->ctx, p->what, p->done, p->total);
}

static uint64_t count(lua_State *L, int idx, lua_Integer otherwise)
{
    lua_Integer n = luaL_optinteger(L, idx, otherwise);
    luaL_argcheck(L, n >= 0 && n <= (lua_Integer)1 << 53, idx, "0 or more");
    return (uint64_t)n;
}

/* progress.total(n): so many steps are to come. */
static int l_total(lua_State *L)
{
    nal_progress *p = &nal_vm_of(L)->progress;
    p->total = count(L, 1, 0);
    p->done = 0;
    tell(L, true);
    return 0;
}

/* progress.step([n]) */
static int l_step(lua_State *L)
{
    nal_progress *p = &nal_vm_of(L)->progress;
    uint64_t n = count(L, 1, 1);
    if (!na_add_ok(p->done, n, &p->done)) p->done = UINT64_MAX;
    tell(L, false);
    return 0;
}

/* progress.message(s): one line, without control characters, cut to what has room. */
static int l_message(lua_State *L)
{
    nal_vm *vm = nal_vm_of(L);
    na_str s = na_str_sub(nal_check_str(L, 1), 0, 4 * sizeof vm->progress.what);
    na_err e = { 0 };
    na_buf_reset(&vm->tmp);
    na_buf_reset(&vm->tmp2);
    if (na_text_clean(s, &vm->tmp, &e) < 0 ||
        na_text_squeeze(na_buf_get(&vm->tmp), &vm->tmp2, &e) < 0)
        return luaL_error(L, "%s", e.msg);
    size_t n = vm->tmp2.len;
    if (n >= sizeof vm->progress.what) {
        n = sizeof vm->progress.what - 1;
        while (n > 0 && (vm->tmp2.ptr[n] & 0xC0) == 0x80) n--; /* not within a character */
    }
    if (n) memcpy(vm->progress.what, vm->tmp2.ptr, n);
    vm->progress.what[n] = 0;
    tell(L, false);
    return 0;
}

static const luaL_Reg funcs[] = {
    { "total", l_total }, { "step", l_step }, { "message", l_message }, { NULL, NULL }
};

const nal_module nal_mod_progress = { "progress", funcs, NULL };
