/* SPDX-License-Identifier: MIT */
/* mod_zip.c - module zip: the members of documents that are zip files inside */
#include "script/script_int.h"
#include "store/zip.h"

/* zip.read(s, name) -> the member's bytes; or nil, message */
static int l_read(lua_State *L)
{
    na_str s = nal_check_str(L, 1), name = nal_check_str(L, 2);
    na_buf *b = &nal_vm_of(L)->tmp;
    na_err e = { 0 };
    nal_charge(L, 1000 + s.len / 1024);
    na_buf_reset(b);
    if (na_zip_read(s, name, b, &e) < 0) {
        lua_pushnil(L);
        lua_pushstring(L, e.msg);
        return 2;
    }
    nal_charge(L, b->len / 8);
    nal_push(L, na_buf_get(b));
    return 1;
}

/* The names one behind the other, a NUL behind each, so that nothing is held while Lua
 * works. */
static int collect(void *ctx, na_str name)
{
    na_buf *b = ctx;
    na_buf_str(b, name);
    na_buf_putc(b, 0);
    return b->rc;
}

/* zip.names(s) -> list; or nil, message */
static int l_names(lua_State *L)
{
    na_str s = nal_check_str(L, 1);
    na_buf *b = &nal_vm_of(L)->tmp;
    na_err e = { 0 };
    nal_charge(L, 1000 + s.len / 1024);
    na_buf_reset(b);
    if (na_zip_names(s, collect, b, &e) < 0) {
        lua_pushnil(L);
        lua_pushstring(L, *e.msg ? e.msg : "zip: too many names");
        return 2;
    }
    lua_newtable(L);
    lua_Integer i = 0;
    for (na_str rest = na_buf_get(b); rest.len;) {
        size_t n = na_str_chr(rest, 0, 0);
        nal_push(L, na_str_sub(rest, 0, n));
        lua_rawseti(L, -2, ++i);
        rest = na_str_sub(rest, n + 1, rest.len);
    }
    nal_charge(L, (size_t)i * 4);
    return 1;
}

static const luaL_Reg funcs[] = { { "read", l_read },
                                  { "names", l_names },
                                  { NULL, NULL } };

const nal_module nal_mod_zip = { "zip", funcs, NULL };
