/* SPDX-License-Identifier: MIT */
/* box.c - classes of userdata, and the boxes that own C resources
 *
 * A class is found in the registry by the address of its name, which no script can guess.
 * A box is made empty, with its metatable, before its resource is acquired; while open it
 * stands in vm->boxes, so that a record's end closes it though a script still holds it.
 */
#include "script/script_int.h"

void nal_box_close(nal_box *b)
{
    void *res = b->res;
    if (b->prev) {
        *b->prev = b->next;
        if (b->next) b->next->prev = b->prev;
        b->prev = NULL;
        b->next = NULL;
    }
    b->res = NULL;
    if (res) b->release(res);
}

static int l_box_gc(lua_State *L)
{
    nal_box *b = lua_touserdata(L, 1);
    if (b) nal_box_close(b); /* reached only through metatables that are locked */
    return 0;
}

void nal_box_adopt(lua_State *L, nal_box *b, const char *cls, void (*fn)(void *))
{
    nal_vm *vm = nal_vm_of(L);
    *b = (nal_box){ .release = fn };
    lua_rawgetp(L, LUA_REGISTRYINDEX, cls);
    lua_setmetatable(L, -2);
    b->next = vm->boxes;
    b->prev = &vm->boxes;
    if (b->next) b->next->prev = &b->next;
    vm->boxes = b;
}

nal_box *nal_box_new(lua_State *L, const char *cls, void (*fn)(void *))
{
    nal_box *b = lua_newuserdatauv(L, sizeof *b, 0);
    nal_box_adopt(L, b, cls, fn);
    return b;
}

bool nal_is(lua_State *L, int idx, const char *cls)
{
    if (lua_type(L, idx) != LUA_TUSERDATA || !lua_getmetatable(L, idx)) return false;
    lua_rawgetp(L, LUA_REGISTRYINDEX, cls);
    bool same = lua_rawequal(L, -1, -2) != 0;
    lua_pop(L, 2);
    return same;
}

void *nal_check(lua_State *L, int idx, const char *cls)
{
    if (!nal_is(L, idx, cls)) luaL_typeerror(L, idx, cls);
    return lua_touserdata(L, idx);
}

void *nal_box_check(lua_State *L, int idx, const char *cls)
{
    nal_box *b = nal_check(L, idx, cls);
    if (!b->res) luaL_error(L, "%s has expired: it lives until its record ends", cls);
    return b->res;
}

void nal_funcs(lua_State *L, const char *of, const luaL_Reg *funcs)
{
    nal_vm *vm = nal_vm_of(L);
    luaL_setfuncs(L, funcs, 0);
    for (; vm->named && funcs->name; funcs++) vm->named(vm->named_ctx, of, funcs->name);
}

void nal_class(lua_State *L, const char *cls, const luaL_Reg *methods, const luaL_Reg *meta,
               bool boxed)
{
    lua_createtable(L, 0, 8);
    if (meta) luaL_setfuncs(L, meta, 0);
    if (methods) {
        lua_createtable(L, 0, 16);
        nal_funcs(L, cls, methods);
        lua_setfield(L, -2, "__index");
    }
    if (boxed) {
        lua_pushcfunction(L, l_box_gc);
        lua_setfield(L, -2, "__gc");
        lua_pushcfunction(L, l_box_gc);
        lua_setfield(L, -2, "__close");
    }
    lua_pushstring(L, cls);
    lua_setfield(L, -2, "__name");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_rawsetp(L, LUA_REGISTRYINDEX, cls);
}
