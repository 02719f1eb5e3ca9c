/* SPDX-License-Identifier: MIT */
/* mod_out.c - ctx.out: what a command prints, rendered by whoever runs it */
#include "script/command_int.h"
#include <stdlib.h>

static const char cls_out[] = "output";

static nal_cmd *cmd_of(lua_State *L)
{
    nal_check(L, 1, cls_out);
    return nal_vm_of(L)->cmd;
}

/* The taker's answer to what it was given. */
static int taken(lua_State *L, int rc)
{
    nal_cmd *c = nal_vm_of(L)->cmd;
    if (!rc) return 0;
    c->io_rc = rc;
    return luaL_error(L, "the output has ended");
}

static void print(lua_State *L, na_str line)
{
    nal_cmd *c = nal_vm_of(L)->cmd;
    int rc = c->io->write(c->io->ctx, line);
    taken(L, rc ? rc : c->io->write(c->io->ctx, NA_STR("\n")));
}

static int l_write(lua_State *L)
{
    nal_cmd *c = cmd_of(L);
    int n = lua_gettop(L);
    for (int i = 2; i <= n; i++) taken(L, c->io->write(c->io->ctx, nal_check_str(L, i)));
    return 0;
}

static int l_heading(lua_State *L)
{
    nal_cmd *c = cmd_of(L);
    return taken(L, c->io->heading(c->io->ctx, nal_check_str(L, 2)));
}

/* out:columns{"date", "title"}: which, and in which order, from here on. */
static int l_columns(lua_State *L)
{
    nal_cmd *c = cmd_of(L);
    lua_settop(L, 2);
    c->columns = nal_manifest_list(L, &c->man, "columns");
    return 0;
}

static int by_name(const void *a, const void *b)
{
    return na_str_cmp(*(const na_str *)a, *(const na_str *)b);
}

/* The names of a row: the columns, or all its keys in order. */
static size_t names_of(lua_State *L, nal_cmd *c, na_str **out)
{
    size_t n = 0;
    if (c->columns.n) return *out = c->columns.v, c->columns.n;
    lua_pushnil(L);
    while (lua_next(L, 2)) n++, lua_pop(L, 1);
    na_str *v = na_arena_array(&nal_vm_of(L)->arena, n ? n : 1, sizeof *v);
    if (!v || n > 1000) luaL_error(L, "row: too many fields");
    n = 0;
    lua_pushnil(L);
    while (lua_next(L, 2)) {
        lua_pop(L, 1);
        if (lua_type(L, -1) != LUA_TSTRING) luaL_error(L, "row: fields have names");
        v[n].ptr = lua_tolstring(L, -1, &v[n].len);
        n++;
    }
    qsort(v, n, sizeof *v, by_name);
    return *out = v, n;
}

/* The list at the top as strings, which stay on the stack above it. */
static na_strv list_of(lua_State *L)
{
    na_strv v = { 0 };
    int at = lua_gettop(L);
    size_t n = lua_rawlen(L, at);
    if (n > NA_MAX_LIST) luaL_error(L, "row: a list of more than %u", NA_MAX_LIST);
    luaL_checkstack(L, (int)n + 4, "row: too many values");
    v.v = na_arena_array(&nal_vm_of(L)->arena, n + 1, sizeof *v.v);
    if (!v.v) luaL_error(L, "row: no memory left");
    for (size_t i = 1; i <= n; i++) {
        lua_rawgeti(L, at, (lua_Integer)i);
        nal_tostring(L, lua_gettop(L));
        lua_remove(L, -2);
        v.v[v.n].ptr = lua_tolstring(L, -1, &v.v[v.n].len);
        v.n++;
    }
    return v;
}

/* The value on top; what it points at stays on the stack. */
static void cell_of(lua_State *L, na_cell *c)
{
    switch (lua_type(L, -1)) {
    case LUA_TNIL:
        return;
    case LUA_TTABLE:
        c->kind = NA_CELL_LIST;
        c->list = list_of(L);
        return;
    case LUA_TNUMBER:
        c->kind = NA_CELL_NUMBER;
        break;
    case LUA_TBOOLEAN:
        c->kind = NA_CELL_BOOL;
        break;
    default:
        c->kind = NA_CELL_TEXT;
    }
    nal_tostring(L, lua_gettop(L));
    lua_remove(L, -2);
    c->text.ptr = lua_tolstring(L, -1, &c->text.len);
}

static int l_row(lua_State *L)
{
    nal_vm *vm = nal_vm_of(L);
    nal_cmd *c = cmd_of(L);
    na_str *names = NULL;
    luaL_checktype(L, 2, LUA_TTABLE);
    lua_settop(L, 2);
    size_t n = names_of(L, c, &names);
    na_cell *cells = na_arena_array(&vm->arena, n + 1, sizeof *cells);
    if (!cells) return luaL_error(L, "row: no memory left");
    memset(cells, 0, (n + 1) * sizeof *cells);
    nal_charge(L, 20 + n);
    for (size_t i = 0; i < n; i++) { /* the words stay on the stack until the row is out */
        luaL_checkstack(L, 8, "row: too many fields");
        nal_push(L, names[i]);
        lua_rawget(L, 2);
        cell_of(L, &cells[i]);
    }
    return taken(L, c->io->row(c->io->ctx, names, cells, n));
}

void nal_out_setup(lua_State *L)
{
    static const luaL_Reg methods[] = { { "row", l_row },
                                        { "write", l_write },
                                        { "heading", l_heading },
                                        { "columns", l_columns },
                                        { NULL, NULL } };
    nal_class(L, cls_out, methods, NULL, false);
    nal_vm_of(L)->print = print;
}

void nal_push_out(lua_State *L)
{
    lua_newuserdatauv(L, 1, 0);
    lua_rawgetp(L, LUA_REGISTRYINDEX, cls_out);
    lua_setmetatable(L, -2);
}
