/* SPDX-License-Identifier: MIT */
/* budget.c - what a script may cost, and why it cannot talk its way out of it
 *
 * Three meters: the allocator counts live bytes and bytes allocated in all, the count hook
 * counts instructions and looks at the clocks, nal_charge() adds the work of C functions.
 * A breach is sticky: pcall and coroutine.resume are ours and raise it again, so that no
 * script can swallow it; every further instruction raises it too (the hook is armed to
 * one). xpcall and coroutine.close are not offered. A coroutine that dies by an error is
 * left to the collector and not reset: lua_resetthread in Lua 5.4.4 does not count C calls,
 * and chains of it overflow the C stack. What C does at length is charged in pieces, so
 * that the clocks and the user's cancel are seen there as well; the parent's kill is the
 * last word.
 */
#include "script/cover.h"
#include <stdlib.h>
#include <time.h>

enum { HOOK_EVERY = 1000, COROUTINE_COST = 500, RESUME_COST = 50 };

static int64_t clock_ns(clockid_t id)
{
    struct timespec ts;
    return clock_gettime(id, &ts) == 0 ? (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec : 0;
}

void *nal_alloc(void *ud, void *ptr, size_t osize, size_t nsize)
{
    nal_vm *vm = ud;
    nal_budget *b = &vm->budget;
    if (!ptr) osize = 0; /* Lua passes a type tag then */
    if (nsize == 0) {
        free(ptr);
        b->live -= osize;
        return NULL;
    }
    if (nsize > osize) {
        if (b->fail_from && b->fail_from-- == 1) {
            b->fail_from = 1;
            return NULL;
        }
        if (b->max.heap && b->live + (nsize - osize) > b->max.heap) {
            if (!b->fatal && vm->running) nal_mark_place(vm, vm->running);
            return NULL; /* Lua collects and tries again before it gives up */
        }
        b->volume += nsize;
        if (b->max.volume && b->volume > b->max.volume) {
            nal_fatal_set(vm, NAL_F_ALLOC, vm->running);
            return NULL;
        }
    }
    void *p = realloc(ptr, nsize);
    if (!p && nsize <= osize) p = ptr; /* shrinking must not fail */
    if (p) b->live = b->live - osize + nsize;
    if (b->live > b->peak) b->peak = b->live;
    return p;
}

nal_pause nal_budget_pause(void)
{
    return (nal_pause){ clock_ns(CLOCK_THREAD_CPUTIME_ID), clock_ns(CLOCK_MONOTONIC) };
}

void nal_budget_go_on(nal_vm *vm, nal_pause since)
{
    const nal_pause now = nal_budget_pause();
    vm->budget.cpu_start += now.cpu - since.cpu;
    vm->budget.wall_start += now.wall - since.wall;
}

const char *nal_fatal_code(nal_fatal f)
{
    switch (f) {
    case NAL_F_INSTR:
        return "budget_instructions";
    case NAL_F_CPU:
        return "budget_cpu";
    case NAL_F_HEAP:
        return "budget_heap";
    case NAL_F_ALLOC:
        return "budget_alloc";
    case NAL_F_CANCEL:
        return "cancelled";
    case NAL_FINE:
        break;
    }
    return "script_error";
}

void nal_mark_place(nal_vm *vm, lua_State *L)
{
    lua_Debug ar;
    for (int level = 0; level < 200 && lua_getstack(L, level, &ar); level++) {
        lua_getinfo(L, "Sl", &ar);
        if (ar.currentline <= 0) continue;
        vm->fail.line = (uint64_t)ar.currentline;
        memcpy(vm->fail.file, ar.short_src, sizeof ar.short_src);
        return;
    }
}

void nal_fatal_set(nal_vm *vm, nal_fatal f, lua_State *L)
{
    if (vm->budget.fatal) return;
    vm->budget.fatal = f;
    if (L) nal_mark_place(vm, L);
}

/* Whether the user or the clock wants it to end. */
static void look(nal_vm *vm, lua_State *L)
{
    nal_budget *b = &vm->budget;
    b->unseen = 0;
    if (b->cancel && *b->cancel) {
        nal_fatal_set(vm, NAL_F_CANCEL, L);
    } else if (b->max.ms) {
        /* The wall clock is the looser one: another process may hold the processor. */
        int64_t ms = (int64_t)b->max.ms * 1000000;
        if (clock_ns(CLOCK_THREAD_CPUTIME_ID) - b->cpu_start > ms ||
            clock_ns(CLOCK_MONOTONIC) - b->wall_start > 5 * ms)
            nal_fatal_set(vm, NAL_F_CPU, L);
    }
}

static void hook(lua_State *L, lua_Debug *ar)
{
    nal_vm *vm = nal_vm_of(L);
    nal_budget *b = &vm->budget;
    if (ar->event == LUA_HOOKLINE && vm->cover && !b->fatal) {
        nal_cover_line(vm, L, ar);
        return;
    }
    if (b->fatal) nal_raise_fatal(L);
    b->instr += HOOK_EVERY;
    if (b->max.instr && b->instr > b->max.instr)
        nal_fatal_set(vm, NAL_F_INSTR, L);
    else
        look(vm, L);
    if (b->fatal) nal_raise_fatal(L);
}

void nal_budget_begin(nal_vm *vm, const nal_limits *max)
{
    nal_budget *b = &vm->budget;
    b->max = *max;
    b->instr = 0;
    b->volume = 0;
    b->unseen = 0;
    b->peak = b->live;
    if (max->ms) {
        b->cpu_start = clock_ns(CLOCK_THREAD_CPUTIME_ID);
        b->wall_start = clock_ns(CLOCK_MONOTONIC);
    }
    if (!lua_gethook(vm->L))
        lua_sethook(vm->L, hook, LUA_MASKCOUNT | (vm->cover ? LUA_MASKLINE : 0),
                    HOOK_EVERY);
}

int nal_raise_fatal(lua_State *L)
{
    lua_sethook(L, hook, LUA_MASKCOUNT | LUA_MASKCALL | LUA_MASKRET, 1);
    lua_pushlightuserdata(L, NULL); /* a string could fail for memory */
    return lua_error(L);
}

void nal_charged(lua_State *L)
{
    nal_vm *vm = nal_vm_of(L);
    nal_budget *b = &vm->budget;
    if (b->max.instr && b->instr > b->max.instr)
        nal_fatal_set(vm, NAL_F_INSTR, L);
    else
        look(vm, L);
    if (b->fatal) nal_raise_fatal(L);
}

int nal_error(lua_State *L, const char *code, const char *fmt, ...)
{
    char msg[480];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(msg, sizeof msg, fmt, ap);
    va_end(ap);
    nal_vm_of(L)->code_hint = code;
    return luaL_error(L, "%s", msg);
}

/* -- the wrapped library functions ----------------------------------------------------- */

static void check_status(lua_State *L, int status)
{
    nal_vm *vm = nal_vm_of(L);
    if (status == LUA_ERRMEM) nal_fatal_set(vm, NAL_F_HEAP, NULL);
    if (vm->budget.fatal) nal_raise_fatal(L);
    vm->code_hint = NULL; /* the script deals with it */
}

static int pcall_end(lua_State *L, int status, lua_KContext cx)
{
    (void)cx;
    if (status != LUA_OK && status != LUA_YIELD) {
        check_status(L, status);
        lua_pushboolean(L, 0);
        lua_pushvalue(L, -2);
        return 2;
    }
    return lua_gettop(L);
}

int nal_l_pcall(lua_State *L)
{
    luaL_checkany(L, 1);
    lua_pushboolean(L, 1);
    lua_insert(L, 1);
    return pcall_end(L, lua_pcallk(L, lua_gettop(L) - 2, LUA_MULTRET, 0, 0, pcall_end), 0);
}

int nal_l_cocreate(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TFUNCTION);
    nal_charge(L, COROUTINE_COST);
    lua_State *co = lua_newthread(L);
    lua_pushvalue(L, 1);
    lua_xmove(L, co, 1);
    return 1;
}

/* Number of results on L, or -1 and the error value. */
static int resume(lua_State *L, lua_State *co, int narg)
{
    nal_vm *vm = nal_vm_of(L);
    int nres = 0;
    nal_charge(L, RESUME_COST);
    if (!lua_checkstack(co, narg + 1)) {
        lua_pushliteral(L, "too many arguments to resume");
        return -1;
    }
    lua_xmove(L, co, narg);
    vm->running = co;
    int status = lua_resume(co, L, narg, &nres);
    vm->running = L;
    if (status == LUA_OK || status == LUA_YIELD) {
        if (vm->budget.fatal) nal_raise_fatal(L);
        if (!lua_checkstack(L, nres + 1)) {
            lua_pop(co, nres);
            lua_pushliteral(L, "too many results to resume");
            return -1;
        }
        lua_xmove(co, L, nres);
        return nres;
    }
    check_status(L, status);
    lua_xmove(co, L, 1);
    return -1;
}

int nal_l_resume(lua_State *L)
{
    lua_State *co = lua_tothread(L, 1);
    luaL_argexpected(L, co, 1, "coroutine");
    int n = resume(L, co, lua_gettop(L) - 1);
    if (n < 0) {
        lua_pushboolean(L, 0);
        lua_insert(L, -2);
        return 2;
    }
    lua_pushboolean(L, 1);
    lua_insert(L, -(n + 1));
    return n + 1;
}

static int wrapped(lua_State *L)
{
    int n = resume(L, lua_tothread(L, lua_upvalueindex(1)), lua_gettop(L));
    return n < 0 ? lua_error(L) : n;
}

int nal_l_wrap(lua_State *L)
{
    nal_l_cocreate(L);
    lua_pushcclosure(L, wrapped, 1);
    return 1;
}
