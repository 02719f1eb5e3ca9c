/* SPDX-License-Identifier: MIT */
/* vm.c - one Lua state: made, entered under protection, thrown away
 *
 * The message handler works in plain buffers and calls nothing that allocates: it also runs
 * when memory is what ran out. Lua does not call it for LUA_ERRMEM; then the place is the
 * one the allocator saw last.
 */
#include "base/pack.h"
#include "base/utf8.h"
#include "script/script_int.h"
#include <stdio.h>
#include <stdlib.h>

static int on_panic(lua_State *L)
{
    (void)L;
    na_assert_fail("a Lua call outside nal_call", __FILE__, __LINE__);
}

/* Cuts "file:12: " off the front of the message; true when there was one. */
static bool cut_place(nal_failure *f, const char **msg, size_t *len)
{
    const char *m = *msg;
    for (size_t i = 1; i + 2 < *len && i < sizeof f->file; i++) {
        if (m[i] != ':' || m[i + 1] < '0' || m[i + 1] > '9') continue;
        size_t j = i + 1;
        uint64_t line = 0;
        while (j < *len && m[j] >= '0' && m[j] <= '9' && line < 100000000)
            line = line * 10 + (uint64_t)(m[j++] - '0');
        if (j + 1 >= *len || m[j] != ':' || m[j + 1] != ' ') return false;
        memcpy(f->file, m, i);
        f->file[i] = 0;
        f->line = line;
        *msg = m + j + 2;
        *len -= j + 2;
        return true;
    }
    return false;
}

static void put_trace(nal_failure *f, lua_State *L)
{
    lua_Debug ar;
    size_t at = 0;
    f->trace[0] = 0;
    for (int level = 0, shown = 0; shown < 8 && lua_getstack(L, level, &ar); level++) {
        lua_getinfo(L, "Sln", &ar);
        if (ar.currentline <= 0) continue; /* frames of the host say nothing */
        int n = snprintf(f->trace + at, sizeof f->trace - at, "%s%s:%d%s%s", at ? "\n" : "",
                         ar.short_src, ar.currentline, ar.name ? " in " : "",
                         ar.name ? ar.name : "");
        if (n < 0 || (size_t)n >= sizeof f->trace - at) break;
        at += (size_t)n;
        shown++;
    }
}

/* Line number n, from 1; false when there is none. */
static bool line_of(na_str text, uint64_t n, na_str *out)
{
    while (n > 0 && na_str_line(&text, out)) n--;
    return n == 0;
}

void nal_quote_source(nal_vm *vm)
{
    enum { WIDTH = 100 };
    nal_failure *f = &vm->fail;
    char quote[3 * (WIDTH + 40)], *trace = f->trace;
    size_t at = 0;

    na_str text = na_pack_main(vm->source);
    if (!f->line || f->line > 99999999) return;
    if (strcmp(f->file, vm->name) != 0 &&
        !na_pack_find(vm->source, na_str_c(f->file), &text))
        return;
    if (strncmp(trace, "> ", 2) == 0 || strncmp(trace, "  ", 2) == 0) return;
    for (uint64_t n = f->line > 1 ? f->line - 1 : 1; n <= f->line + 1; n++) {
        na_str s;
        if (!line_of(text, n, &s)) break;
        at += (size_t)snprintf(quote + at, sizeof quote - at, "%s%5u | %.*s\n",
                               n == f->line ? "> " : "  ", (unsigned)n,
                               (int)(s.len > WIDTH ? na_u8_floor(s, WIDTH) : s.len),
                               s.ptr ? s.ptr : "");
    }
    size_t room = sizeof f->trace - 1 - at, old = strlen(trace);
    if (old > room) old = room;
    memmove(trace + at, trace, old);
    memcpy(trace, quote, at);
    trace[at + old] = 0;
    if (at && !old) trace[at - 1] = 0;
}

/* Called by Lua's error itself, and not by what went wrong in a function? */
static bool by_error(lua_State *L)
{
    lua_Debug ar;
    return lua_getstack(L, 1, &ar) && lua_getinfo(L, "Sn", &ar) && *ar.what == 'C' &&
           ar.name && strcmp(ar.name, "error") == 0;
}

static int on_error(lua_State *L)
{
    nal_vm *vm = nal_vm_of(L);
    nal_failure *f = &vm->fail;
    const char *msg;
    size_t len = 0;
    if (vm->budget.fatal) { /* place known, words come later */
        put_trace(f, L);
        return 1;
    }
    f->file[0] = 0;
    f->line = 0;
    f->plain = false;
    nal_mark_place(vm, L);
    if (lua_type(L, 1) == LUA_TSTRING) {
        msg = lua_tolstring(L, 1, &len);
        f->plain = !cut_place(f, &msg, &len) && by_error(L);
    } else if (lua_type(L, 1) == LUA_TTABLE) {
        lua_pushliteral(L, "message");
        lua_rawget(L, 1);
        msg = lua_type(L, -1) == LUA_TSTRING ? lua_tolstring(L, -1, &len) : NULL;
    } else {
        msg = NULL;
    }
    if (!msg) {
        snprintf(f->msg, sizeof f->msg, "an error that is not a string (%s)",
                 luaL_typename(L, 1));
    } else {
        if (len >= sizeof f->msg) len = sizeof f->msg - 1;
        memcpy(f->msg, msg, len);
        f->msg[len] = 0;
    }
    put_trace(f, L);
    return 1;
}

static void say_fatal(nal_vm *vm)
{
    nal_failure *f = &vm->fail;
    const nal_limits *m = &vm->budget.max;
    switch (vm->budget.fatal) {
    case NAL_F_INSTR:
        snprintf(f->msg, sizeof f->msg, "more than %llu instructions for one call",
                 (unsigned long long)m->instr);
        break;
    case NAL_F_CPU:
        snprintf(f->msg, sizeof f->msg, "more than %llu ms for one call",
                 (unsigned long long)m->ms);
        break;
    case NAL_F_HEAP:
        snprintf(f->msg, sizeof f->msg, "more than %llu MiB of memory",
                 (unsigned long long)(m->heap >> 20));
        break;
    case NAL_F_ALLOC:
        snprintf(f->msg, sizeof f->msg, "more than %llu MiB allocated in one call",
                 (unsigned long long)(m->volume >> 20));
        break;
    case NAL_F_CANCEL:
        snprintf(f->msg, sizeof f->msg, "cancelled");
        break;
    case NAL_FINE:
        break;
    }
}

void nal_expire(nal_vm *vm, nal_life life)
{
    vm->gen[life]++;
    if (life == NAL_ENTRY) vm->gen[NAL_RECORD]++;
    while (vm->boxes) nal_box_close(vm->boxes);
}

int nal_call(nal_vm *vm, lua_CFunction fn, void *ud, const nal_limits *max, bool keep)
{
    lua_State *L = vm->L;
    vm->fail = (nal_failure){ 0 };
    vm->code_hint = NULL;
    nal_budget_begin(vm, max);
    vm->running = L;
    lua_settop(L, 0);
    lua_pushcfunction(L, on_error); /* these three allocate nothing */
    lua_pushcfunction(L, fn);
    lua_pushlightuserdata(L, ud);
    int status = lua_pcall(L, 1, 0, 1);
    vm->running = NULL;
    if (!keep) nal_expire(vm, NAL_RECORD);
    lua_settop(L, 0);
    if (status == LUA_OK && !vm->budget.fatal) return NA_OK;
    if (status == LUA_ERRMEM) nal_fatal_set(vm, NAL_F_HEAP, NULL);
    const char *code = vm->code_hint ? vm->code_hint : "script_error";
    if (vm->budget.fatal) {
        code = nal_fatal_code(vm->budget.fatal);
        say_fatal(vm);
    } else if (!vm->fail.msg[0]) {
        snprintf(vm->fail.msg, sizeof vm->fail.msg, "error in error handling");
    }
    snprintf(vm->fail.code, sizeof vm->fail.code, "%s", code);
    if (!vm->fail.file[0]) snprintf(vm->fail.file, sizeof vm->fail.file, "%s", vm->name);
    return NA_ESCRIPT;
}

void nal_load_text(lua_State *L, na_str text, const char *chunk)
{
    text = na_pack_main(text);
    if (na_str_starts(text, NA_STR("\xef\xbb\xbf"))) text = na_str_sub(text, 3, text.len);
    na_str lead = na_str_trim(text);
    if (lead.len && lead.ptr[0] == 27)
        luaL_error(L, "%s: this is Lua bytecode; newsarc takes source text only",
                   chunk + 1);
    if (lead.len && lead.ptr[0] == '<')
        luaL_error(L, "%s:1: this looks like an HTML page, not a Lua script", chunk + 1);
    if (na_str_chr(text, 0, 0) != (size_t)-1)
        luaL_error(L, "%s: not a text file (NUL byte at offset %I)", chunk + 1,
                   (LUAI_UACINT)na_str_chr(text, 0, 0));
    if (text.len &&
        text.ptr[0] == '#') { /* a shebang; the newline stays for line numbers */
        size_t nl = na_str_chr(text, '\n', 0);
        text = na_str_sub(text, nl == (size_t)-1 ? text.len : nl, text.len);
    }
    if (luaL_loadbufferx(L, text.ptr ? text.ptr : "", text.len, chunk, "t") != LUA_OK)
        lua_error(L);
}

static int l_setup(lua_State *L)
{
    nal_env_push(L);
    /* The environment is all there is: what the libraries left elsewhere goes. */
    lua_pushvalue(L, -1);
    lua_rawseti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
    lua_pushnil(L);
    lua_setfield(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    return 0;
}

int nal_open(nal_vm *vm, na_err *err)
{
    nal_limits max = { 0, 0, 8 * NA_MIB, 0 };
    vm->budget = (nal_budget){ .max = max,
                               .cancel = vm->budget.cancel,
                               .fail_from = vm->budget.fail_from };
    vm->boxes = NULL;
    vm->L = lua_newstate(nal_alloc, vm);
    if (!vm->L) return na_fail_nomem(err);
    *(nal_vm **)lua_getextraspace(vm->L) = vm;
    lua_atpanic(vm->L, on_panic);
    int rc = nal_call(vm, l_setup, NULL, &max, false);
    if (rc < 0)
        na_fail(err, rc, "cannot build the script environment: %s", vm->fail.msg);
    else if (!vm->tested || !*vm->tested)
        rc = nal_selftest(vm, err);
    if (rc < 0)
        nal_close(vm);
    else if (vm->tested)
        *vm->tested = true;
    return rc;
}

void nal_close(nal_vm *vm)
{
    if (!vm->L) return;
    nal_expire(vm, NAL_ENTRY);
    vm->budget.max = (nal_limits){ 0 };
    lua_close(vm->L);
    vm->L = NULL;
    na_assert(vm->budget.live == 0); /* whatever a script did */
}
