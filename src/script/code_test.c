/* SPDX-License-Identifier: MIT */
/* code_test.c - tests written in Lua: a table of functions, each called with t
 *
 * They run in a state of their own, in the environment of scripts. What they have a reader
 * do, it does in its own state, and what comes of it is packed into a buffer: nothing is
 * pushed while the host is at work, since pushing may raise.
 */
#include "base/path.h"
#include "script/host_int.h"
#include "script/trial.h"
#include <stdio.h>
#include <stdlib.h>

static const char cls_t[] = "test", key_tests[] = "tests";
static const nal_limits test_limits = { 50000000, 10000, 256 * NA_MIB, 0 };
enum { MAX_TESTS = 1000, DEPTH = 30 };

typedef struct code_run {
    nal_vm vm; /* first: nal_vm_of() gives the run */
    const na_code_tests *t;
    na_arena names_arena;
    na_strv names;
    na_str now; /* the test that runs */
    int rc;     /* of the work of a binding */
    na_err err;
} code_run;

static code_run *run_of(lua_State *L) { return (code_run *)nal_vm_of(L); }

/* -- t:ingest -------------------------------------------------------------------------- */

enum { GOT_ARTICLE = 1, GOT_SKIP, GOT_QUARANTINE };

static void pack_str(na_buf *b, na_str s)
{
    na_buf_u32(b, (uint32_t)s.len);
    na_buf_str(b, s);
}

static na_str unpack_str(na_rd *r) { return na_rd_bytes(r, na_rd_u32(r)); }

static int on_verdict(void *ctx, uint64_t record, const na_verdict *v)
{
    code_run *c = ctx;
    na_buf *b = &c->vm.tmp2, one;
    (void)record;
    na_buf_init(&one, NA_MAX_RECORD);
    for (size_t i = 0; v->kind == NA_V_ARTICLES && i < v->narticles; i++) {
        na_buf_reset(&one);
        na_article_pack(&v->articles[i], &one);
        if (one.rc < 0) b->rc = one.rc;
        na_buf_u8(b, GOT_ARTICLE);
        pack_str(b, na_buf_get(&one));
    }
    if (v->kind == NA_V_SKIP) na_buf_u8(b, GOT_SKIP);
    if (v->code.len) {
        na_buf_u8(b, GOT_QUARANTINE);
        pack_str(b, v->code);
        pack_str(b, v->message);
        pack_str(b, v->file);
        na_buf_u64(b, v->line);
    }
    na_buf_release(&one);
    return na_buf_check(b, "verdicts of a test", &c->err);
}

static void set_str(lua_State *L, const char *key, na_str s)
{
    nal_push(L, s);
    lua_setfield(L, -2, key);
}

/* The packed verdicts as { article..., skipped = n, quarantined = { ... } }. */
static void push_result(lua_State *L, code_run *c)
{
    na_rd r = na_rd_of(na_buf_get(&c->vm.tmp2));
    lua_Integer articles = 0, skipped = 0, quarantined = 0;
    lua_newtable(L);
    lua_newtable(L);
    int list = lua_gettop(L), out = list - 1;
    while (na_rd_left(&r) && !r.bad) {
        na_article a = { 0 };
        switch (na_rd_u8(&r)) {
        case GOT_ARTICLE:
            if (na_article_unpack(unpack_str(&r), &a, &c->vm.arena, NULL) < 0)
                luaL_error(L, "too many articles for a test");
            nal_push_article(L, &a);
            lua_rawseti(L, out, ++articles);
            break;
        case GOT_QUARANTINE:
            lua_createtable(L, 0, 4);
            set_str(L, "code", unpack_str(&r));
            set_str(L, "message", unpack_str(&r));
            set_str(L, "file", unpack_str(&r));
            lua_pushinteger(L, (lua_Integer)na_rd_u64(&r));
            lua_setfield(L, -2, "line");
            lua_rawseti(L, list, ++quarantined);
            break;
        default:
            skipped++;
        }
    }
    lua_setfield(L, out, "quarantined");
    lua_pushinteger(L, skipped);
    lua_setfield(L, out, "skipped");
}

/* "page.in.html" is an entry page.html. */
static na_str entry_name(na_str file, na_arena *arena)
{
    size_t in = na_str_find(file, NA_STR(".in."), 0);
    char *p = in == (size_t)-1 ? NULL : na_arena_alloc(arena, file.len);
    if (!p) return file;
    memcpy(p, file.ptr, in);
    memcpy(p + in, file.ptr + in + 3, file.len - in - 3);
    return (na_str){ p, file.len - 3 };
}

static bool may_be_file(na_str s)
{
    return s.len > 0 && s.len < 256 && na_str_chr(s, '\n', 0) == (size_t)-1 &&
           na_str_chr(s, '/', 0) == (size_t)-1 && na_str_chr(s, 0, 0) == (size_t)-1;
}

/* The fixture's bytes into vm.tmp when s names one, else s itself. No L: does not raise. */
static na_str bytes_of(code_run *c, na_str s, na_str *name)
{
    if (!may_be_file(s)) return s;
    na_buf_reset(&c->vm.tmp);
    c->rc = c->t->read(c->t->ctx, s, &c->vm.tmp, &c->err);
    if (c->rc == NA_ENOENT) {
        c->rc = NA_OK;
        na_err_clear(&c->err);
        return s;
    }
    if (!name->len) *name = entry_name(s, &c->vm.arena);
    return na_buf_get(&c->vm.tmp);
}

/* The reader that NAME_test.lua is beside, if there is one: text without a name is for
 * it. */
static na_str own_reader(const code_run *c)
{
    na_str stem = na_str_c(c->vm.name);
    if (na_str_ends(stem, NA_STR("_test.lua"))) stem.len -= 9;
    for (size_t i = 0; i < na_host_readers(c->t->host); i++)
        if (na_str_eq(na_host_reader(c->t->host, i).name, stem)) return stem;
    return (na_str){ 0 };
}

/* A fixture or text at idx, the options at idx + 1: leaves the result. */
static void ingest(lua_State *L, int idx)
{
    static const char *const keys[] = { "name", "reader", NULL };
    code_run *c = run_of(L);
    na_trial_usage usage = { 0 };
    na_str what = nal_check_str(L, idx), name = { 0 }, reader = { 0 };
    if (!lua_isnoneornil(L, idx + 1)) {
        luaL_checktype(L, idx + 1, LUA_TTABLE);
        nal_closed_keys(L, idx + 1, keys, "options of t:ingest");
        nal_field_str(L, idx + 1, "name", &name);
        nal_field_str(L, idx + 1, "reader", &reader);
    }
    c->rc = NA_OK;
    c->err = (na_err){ 0 };
    na_buf_reset(&c->vm.tmp2);
    na_str bytes = bytes_of(c, what, &name);
    if (!name.len) {
        name = NA_STR("test.txt");
        if (!reader.len) reader = own_reader(c);
    }
    if (c->rc == NA_OK)
        c->rc = na_trial_run(c->t->host, name, bytes, reader, on_verdict, c, NULL, &usage,
                             &c->err);
    if (c->rc < 0) luaL_error(L, "t:ingest: %s", c->err.msg);
    push_result(L, c);
}

static int l_ingest(lua_State *L)
{
    nal_check(L, 1, cls_t);
    ingest(L, 2);
    return 1;
}

/* -- comparing ------------------------------------------------------------------------- */

/* What stands at idx, in words, on the stack. */
static const char *worded(lua_State *L, int idx)
{
    nal_tostring(L, idx);
    if (lua_type(L, idx) != LUA_TSTRING) return lua_tostring(L, -1);
    na_str s;
    s.ptr = lua_tolstring(L, -1, &s.len);
    lua_pushlstring(L, s.ptr, s.len > 200 ? 200 : s.len);
    return lua_pushfstring(L, s.len > 200 ? "\"%s...\"" : "\"%s\"", lua_tostring(L, -1));
}

/* Equal? Else path says where not, and the two values are on the stack. */
static bool same(lua_State *L, int a, int b, na_buf *path, int depth)
{
    a = lua_absindex(L, a);
    b = lua_absindex(L, b);
    luaL_checkstack(L, 8, "comparing");
    if (lua_rawequal(L, a, b)) return true;
    if (lua_type(L, a) == LUA_TTABLE && lua_type(L, b) == LUA_TTABLE && depth < DEPTH) {
        int tables[2] = { a, b };
        for (int turn = 0; turn < 2; turn++) {
            int from = tables[turn], to = tables[1 - turn];
            lua_pushnil(L);
            while (lua_next(L, from)) {
                size_t len = path->len;
                if (lua_type(L, -2) == LUA_TSTRING)
                    na_buf_printf(path, ".%s", lua_tostring(L, -2));
                else
                    na_buf_printf(path, "[%lld]", (long long)lua_tointeger(L, -2));
                lua_pushvalue(L, -2);
                lua_rawget(L, to);
                if (turn == 1) lua_insert(L, -2);
                if (!same(L, -2, -1, path, depth + 1)) return false;
                na_buf_cut(path, len);
                lua_pop(L, 2);
            }
        }
        return true;
    }
    na_str sa, sb;
    const bool dates = nal_to_date(L, a) || nal_to_date(L, b);
    if (dates) { /* a date is what it is written as */
        nal_tostring(L, a);
        nal_tostring(L, b);
        bool eq = lua_rawequal(L, -1, -2);
        lua_pop(L, 2);
        if (eq) return true;
    } else if (nal_to_str(L, a, &sa) && nal_to_str(L, b, &sb) && na_str_eq(sa, sb)) {
        return true; /* a view and a string */
    }
    lua_pushvalue(L, a);
    lua_pushvalue(L, b);
    return false;
}

static const char *said(lua_State *L, int idx)
{
    return lua_isnoneornil(L, idx) ? "" : luaL_checkstring(L, idx);
}

/* t:eq(got, wanted [, what]) */
static int l_eq(lua_State *L)
{
    nal_vm *vm = nal_vm_of(L);
    nal_check(L, 1, cls_t);
    luaL_checkany(L, 3);
    const char *what = said(L, 4);
    lua_settop(L, 4);
    na_buf_reset(&vm->tmp);
    if (same(L, 2, 3, &vm->tmp, 0)) return 0;
    int got = lua_gettop(L) - 1;
    lua_pushstring(L, na_buf_cstr(&vm->tmp));
    const char *path = lua_tostring(L, -1);
    const char *a = worded(L, got), *b = worded(L, got + 1);
    return luaL_error(L, "%s%s%s%sexpected %s, got %s", what, *what ? ": " : "",
                      *path == '.' ? path + 1 : path, *path ? ": " : "", b, a);
}

/* t:match(s, pattern [, what]) */
static int l_match(lua_State *L)
{
    nal_check(L, 1, cls_t);
    na_str s = nal_check_str(L, 2);
    (void)nal_check_str(L, 3);
    const char *what = said(L, 4);
    nal_push(L, s);
    lua_getfield(L, -1, "find"); /* of strings: the guarded one */
    lua_pushvalue(L, -2);
    lua_pushvalue(L, 3);
    lua_call(L, 2, 1);
    if (lua_toboolean(L, -1)) return 0;
    return luaL_error(L, "%s%sno match for %s in %s", what, *what ? ": " : "", worded(L, 3),
                      worded(L, 2));
}

/* t:raises(function [, words]) */
static int l_raises(lua_State *L)
{
    nal_check(L, 1, cls_t);
    luaL_checktype(L, 2, LUA_TFUNCTION);
    na_str words = nal_opt_str(L, 3), msg = { 0 };
    lua_pushcfunction(L, nal_l_pcall); /* a breach of a budget is not caught */
    lua_pushvalue(L, 2);
    lua_call(L, 1, 2);
    if (lua_toboolean(L, -2)) return luaL_error(L, "no error was raised");
    nal_tostring(L, -1);
    msg.ptr = lua_tolstring(L, -1, &msg.len);
    if (na_str_find(msg, words, 0) != (size_t)-1) return 0;
    return luaL_error(L, "another error was raised: %s", msg.ptr);
}

/* t:quarantined(result or fixture, code [, words]) */
static int l_quarantined(lua_State *L)
{
    nal_check(L, 1, cls_t);
    na_str code = nal_check_str(L, 3), words = nal_opt_str(L, 4);
    if (lua_type(L, 2) != LUA_TTABLE) {
        lua_pushvalue(L, 2);
        lua_pushnil(L);
        ingest(L, lua_gettop(L) - 1);
        lua_replace(L, 2);
    }
    lua_getfield(L, 2, "quarantined");
    luaL_argexpected(L, lua_type(L, -1) == LUA_TTABLE, 2, "result of t:ingest");
    int list = lua_gettop(L);
    const char *seen = "nothing";
    for (lua_Integer i = 1; lua_rawgeti(L, list, i) == LUA_TTABLE; i++) {
        na_str c = { 0 }, m = { 0 };
        nal_field_str(L, -1, "code", &c);
        nal_field_str(L, -1, "message", &m);
        if (na_str_eq(c, code) && na_str_find(m, words, 0) != (size_t)-1) return 0;
        seen = lua_pushfstring(L, "%s: %s", c.ptr, m.ptr);
        lua_insert(L, list);
        list++;
        lua_pop(L, 1);
    }
    return luaL_error(L, "expected %s in quarantine, found %s", code.ptr, seen);
}

/* -- the run --------------------------------------------------------------------------- */

static int by_name(const void *a, const void *b)
{
    return na_str_cmp(*(const na_str *)a, *(const na_str *)b);
}

static int l_load(lua_State *L)
{
    static const luaL_Reg methods[] = { { "ingest", l_ingest },
                                        { "eq", l_eq },
                                        { "match", l_match },
                                        { "raises", l_raises },
                                        { "quarantined", l_quarantined },
                                        { NULL, NULL } };
    code_run *c = run_of(L);
    char chunk[160];
    nal_class(L, cls_t, methods, NULL, false);
    snprintf(chunk, sizeof chunk, "@%s", c->vm.name);
    nal_load_text(L, c->vm.source, chunk);
    lua_call(L, 0, 1);
    if (lua_type(L, -1) != LUA_TTABLE)
        return luaL_error(L, "a test returns a table of functions, this one a %s",
                          luaL_typename(L, -1));
    c->names.v = na_arena_array(&c->names_arena, MAX_TESTS, sizeof *c->names.v);
    if (!c->names.v) return luaL_error(L, "no memory");
    lua_pushnil(L);
    while (lua_next(L, -2)) {
        if (lua_type(L, -2) != LUA_TSTRING || lua_type(L, -1) != LUA_TFUNCTION)
            return luaL_error(L, "a test returns a table of functions by their names");
        if (c->names.n == MAX_TESTS) return luaL_error(L, "more than %d tests", MAX_TESTS);
        na_str s;
        s.ptr = lua_tolstring(L, -2, &s.len);
        s = na_arena_str(&c->names_arena, s);
        if (!s.ptr) return luaL_error(L, "no memory");
        c->names.v[c->names.n++] = s;
        lua_pop(L, 1);
    }
    lua_rawsetp(L, LUA_REGISTRYINDEX, key_tests);
    qsort(c->names.v, c->names.n, sizeof *c->names.v, by_name);
    return 0;
}

static int l_one(lua_State *L)
{
    code_run *c = run_of(L);
    lua_rawgetp(L, LUA_REGISTRYINDEX, key_tests);
    nal_push(L, c->now);
    lua_rawget(L, -2);
    lua_newuserdatauv(L, 1, 0);
    lua_rawgetp(L, LUA_REGISTRYINDEX, cls_t);
    lua_setmetatable(L, -2);
    lua_call(L, 1, 0);
    return 0;
}

static int run_all(code_run *c, na_err *err)
{
    char why[sizeof c->vm.fail.msg + sizeof c->vm.fail.file + 32];
    int rc = NA_OK;
    for (size_t i = 0; rc == NA_OK && i < c->names.n; i++) {
        c->now = c->names.v[i];
        if (na_str_find(c->now, c->t->only, 0) == (size_t)-1) continue;
        na_arena_reset(&c->vm.arena);
        c->vm.seeded = false;
        bool passed = nal_call(&c->vm, l_one, NULL, &test_limits, false) == NA_OK;
        const nal_failure *f = &c->vm.fail;
        snprintf(why, sizeof why, "%s:%llu: %s", f->file, (unsigned long long)f->line,
                 f->msg);
        rc = c->t->done(c->t->ctx, c->now, passed, na_str_c(passed ? "" : why));
        if (c->vm.budget.fatal) { /* the state is lost: the tests behind run in a new one */
            nal_close(&c->vm);
            na_arena_reset(&c->names_arena);
            size_t n = i;
            c->names = (na_strv){ 0 };
            if (rc == NA_OK) rc = nal_open(&c->vm, err);
            if (rc == NA_OK && nal_call(&c->vm, l_load, NULL, &test_limits, false) < 0)
                rc = nal_fail_of(&c->vm, err);
            i = n;
        }
    }
    return rc;
}

int na_trial_code(const na_code_tests *t, na_str path, na_str text, na_err *err)
{
    code_run *c = calloc(1, sizeof *c);
    char file[4097];
    int rc;
    if (!c) return na_fail_nomem(err);
    c->t = t;
    snprintf(file, sizeof file, "%.*s", NA_STR_ARG(path));
    snprintf(c->vm.name, sizeof c->vm.name, "%s", na_path_base(file));
    c->vm.source = text;
    c->vm.arena.max = 3 * NA_MAX_RECORD;
    c->names_arena.max = NA_MIB;
    na_buf_init(&c->vm.tmp, 2 * NA_MAX_RECORD);
    na_buf_init(&c->vm.tmp2, 2 * NA_MAX_RECORD);
    if ((rc = na_charset_new(&c->vm.cs, err)) < 0) goto done;
    if ((rc = nal_open(&c->vm, err)) < 0) goto done;
    if (nal_call(&c->vm, l_load, NULL, &test_limits, false) < 0)
        rc = nal_fail_of(&c->vm, err);
    else
        rc = run_all(c, err);
done:
    nal_close(&c->vm);
    na_charset_free(c->vm.cs);
    na_arena_release(&c->vm.arena);
    na_arena_release(&c->names_arena);
    na_buf_release(&c->vm.tmp);
    na_buf_release(&c->vm.tmp2);
    free(c);
    return rc;
}
