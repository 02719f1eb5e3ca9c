/* SPDX-License-Identifier: MIT */
/* mod_url.c - module url: addresses taken apart, joined and made comparable */
#include "core/identity.h"
#include "script/manifest.h"
#include "text/url.h"

static na_str check_url(lua_State *L, int idx)
{
    na_str s = nal_check_str(L, idx);
    nal_charge(L, 20 + (s.len < NA_MAX_FIELD ? s.len : NA_MAX_FIELD) / 4);
    return s;
}

static int fail(lua_State *L, const na_err *e)
{
    lua_pushnil(L);
    lua_pushstring(L, e->msg);
    return 2;
}

static void set(lua_State *L, const char *name, na_str s)
{
    if (!s.ptr) return;
    nal_push(L, s);
    lua_setfield(L, -2, name);
}

/* The first value of each parameter, decoded. */
static void push_params(lua_State *L, na_str query)
{
    na_buf *b = &nal_vm_of(L)->tmp;
    na_str rest = query, param, name, value;
    lua_newtable(L);
    while (na_url_param(&rest, &param, &name, &value)) {
        nal_charge(L, 4);
        na_buf_reset(b);
        na_url_decode(name, true, b);
        nal_push(L, na_buf_get(b));
        lua_pushvalue(L, -1);
        if (lua_rawget(L, -3) == LUA_TNIL) {
            lua_pop(L, 1);
            na_buf_reset(b);
            na_url_decode(value, true, b);
            nal_push(L, na_buf_get(b));
            lua_rawset(L, -3);
        } else {
            lua_pop(L, 2);
        }
    }
}

static void push_lower(lua_State *L, na_str s)
{
    na_buf *b = &nal_vm_of(L)->tmp;
    na_buf_reset(b);
    for (size_t i = 0; i < s.len; i++) na_buf_putc(b, na_char_lower(s.ptr[i]));
    nal_push(L, na_buf_get(b));
}

static int l_parse(lua_State *L)
{
    na_str s = check_url(L, 1);
    na_url u = { 0 };
    na_err e = { 0 };
    if (na_url_parse(s, &nal_vm_of(L)->arena, &u, &e) < 0) return fail(L, &e);
    lua_createtable(L, 0, 8);
    if (u.scheme.ptr) push_lower(L, u.scheme), lua_setfield(L, -2, "scheme");
    if (u.host.ptr) push_lower(L, u.host), lua_setfield(L, -2, "host");
    set(L, "user", u.user);
    set(L, "path", u.path);
    set(L, "query", u.query);
    set(L, "fragment", u.fragment);
    if (u.port) lua_pushinteger(L, u.port), lua_setfield(L, -2, "port");
    push_params(L, u.query);
    lua_setfield(L, -2, "params");
    return 1;
}

static int l_host(lua_State *L)
{
    na_str s = check_url(L, 1);
    na_url u = { 0 };
    na_err e = { 0 };
    if (na_url_parse(s, &nal_vm_of(L)->arena, &u, &e) < 0) return fail(L, &e);
    if (!u.host.len) return lua_pushnil(L), 1;
    push_lower(L, u.host);
    return 1;
}

static int l_join(lua_State *L)
{
    na_str base = check_url(L, 1), ref = check_url(L, 2), out = { 0 };
    na_err e = { 0 };
    if (na_url_join(base, ref, &nal_vm_of(L)->arena, &out, &e) < 0) return fail(L, &e);
    nal_push(L, out);
    return 1;
}

static int l_canonical(lua_State *L)
{
    na_str s = check_url(L, 1);
    na_buf *b = &nal_vm_of(L)->tmp;
    na_err e = { 0 };
    na_buf_reset(b);
    if (s.len > NA_MAX_FIELD) return lua_pushnil(L), lua_pushliteral(L, "too long"), 2;
    if (na_url_canonical(s, b, &e) < 0) return fail(L, &e);
    if (!b->len) {
        lua_pushnil(L);
        lua_pushliteral(L, "not an absolute http or https address");
        return 2;
    }
    nal_push(L, na_buf_get(b));
    return 1;
}

/* What url.strip takes out unless told: parameters that say who sent the reader. */
static bool tracks(na_str name)
{
    static const char *const known[] = { "utm_*",       "fbclid", "gclid",  "dclid",
                                         "msclkid",     "mc_cid", "mc_eid", "igshid",
                                         "yclid",       "_hsenc", "_hsmi",  "ref_src",
                                         "cmpid",       "wt_mc",  "xtor",   "at_medium",
                                         "at_campaign", NULL };
    for (size_t i = 0; known[i]; i++)
        if (nal_glob(na_str_c(known[i]), name)) return true;
    return false;
}

/* Does the list at idx (or the one string, or nothing) name the parameter? */
static bool named(lua_State *L, int idx, na_str name)
{
    na_str s = { 0 };
    if (lua_isnoneornil(L, idx)) return tracks(name);
    if (lua_type(L, idx) != LUA_TTABLE) return nal_glob(nal_check_str(L, idx), name);
    size_t n = lua_rawlen(L, idx);
    nal_charge(L, n * 4);
    for (size_t i = 1; i <= n; i++) {
        lua_rawgeti(L, idx, (lua_Integer)i);
        if (!nal_to_str(L, -1, &s)) luaL_error(L, "url.strip: names are strings");
        bool hit = nal_glob(s, name);
        lua_pop(L, 1);
        if (hit) return true;
    }
    return false;
}

/* url.strip(s [, names]) -> the address without these parameters */
static int l_strip(lua_State *L)
{
    na_str s = check_url(L, 1), anchor = { 0 }, rest, param, name, value;
    na_buf *b = &nal_vm_of(L)->tmp;
    na_err e = { 0 };
    bool any = false;
    size_t hash = na_str_chr(s, '#', 0);
    na_str head = na_str_sub(s, 0, hash == (size_t)-1 ? s.len : hash);
    if (hash != (size_t)-1) anchor = na_str_sub(s, hash, s.len);
    size_t mark = na_str_chr(head, '?', 0);
    if (mark == (size_t)-1) return lua_settop(L, 1), 1;
    na_buf_reset(b);
    na_buf_str(b, na_str_sub(head, 0, mark));
    rest = na_str_sub(head, mark + 1, head.len);
    while (na_url_param(&rest, &param, &name, &value)) {
        nal_charge(L, 10);
        if (named(L, 2, name)) continue;
        na_buf_putc(b, any ? '&' : '?');
        na_buf_str(b, param);
        any = true;
    }
    na_buf_str(b, anchor);
    if (na_buf_check(b, "url", &e) < 0) return luaL_error(L, "%s", e.msg);
    nal_push(L, na_buf_get(b));
    return 1;
}

static const luaL_Reg funcs[] = {
    { "parse", l_parse },         { "host", l_host },   { "join", l_join },
    { "canonical", l_canonical }, { "strip", l_strip }, { NULL, NULL },
};

const nal_module nal_mod_url = { "url", funcs, NULL };
