/* SPDX-License-Identifier: MIT */
/* mod_sqlite.c - module sqlite: the rows of tables of a database that a record is
 *
 * Readers have it, who run in the parser's sandbox, and nobody else.
 */
#include "index/stranger.h"
#include "script/script_int.h"

static const char cls_db[] = "sqlite database", cls_rows[] = "sqlite rows";
enum { ROWS = 1000 };

static void release_db(void *db) { na_db_close(db); }
static void release_rows(void *s) { na_stmt_close(s); }

/* The database that arg 1 is, in a box on the stack; NULL, and a message on it. */
static na_db *open_db(lua_State *L)
{
    na_str s = nal_check_str(L, 1);
    na_db *db = NULL;
    na_err e = { 0 };
    if (!nal_vm_of(L)->host) luaL_error(L, "sqlite is for readers");
    nal_charge(L, 10000);
    nal_box *b = nal_box_new(L, cls_db, release_db);
    int rc = na_stranger_open(&db, s, &e);
    b->res = db;
    if (rc == NA_OK) return db;
    nal_box_close(b);
    lua_pushstring(L, e.msg);
    return NULL;
}

static int fail(lua_State *L) /* message on top */
{
    lua_pushnil(L);
    lua_insert(L, -2);
    return 2;
}

/* sqlite.count(s, table) -> rows; or nil, message */
static int l_count(lua_State *L)
{
    na_str table = nal_check_str(L, 2);
    na_err e = { 0 };
    int64_t n = 0;
    na_db *db = open_db(L);
    if (!db) return fail(L);
    nal_box *b = lua_touserdata(L, -1);
    int rc = na_stranger_count(db, table, &n, &e);
    nal_box_close(b);
    if (rc < 0) return lua_pushstring(L, e.msg), fail(L);
    nal_charge(L, (size_t)n / 16);
    lua_pushinteger(L, (lua_Integer)n);
    return 1;
}

/* The row at which the statement stands, as a list in the order of the columns. */
static void push_row(lua_State *L, na_stmt *s, size_t n)
{
    lua_createtable(L, 0, (int)n);
    for (size_t i = 0; i < n; i++) {
        if (na_stmt_is_null(s, (int)i)) continue;
        lua_rawgeti(L, 3, (lua_Integer)i + 1);
        na_str v = na_stmt_text(s, (int)i);
        nal_charge(L, 10 + v.len / 16);
        nal_push(L, v);
        lua_rawset(L, -3);
    }
}

/* sqlite.rows(s, table, columns, offset) -> list of at most 1,000 rows; or nil, message */
static int l_rows(lua_State *L)
{
    na_str table = nal_check_str(L, 2), columns[NA_STRANGER_COLUMNS];
    na_stmt *s = NULL;
    na_err e = { 0 };
    lua_Integer offset = luaL_optinteger(L, 4, 0), limit = luaL_optinteger(L, 5, ROWS),
                i = 0;
    luaL_checktype(L, 3, LUA_TTABLE);
    size_t n = lua_rawlen(L, 3);
    luaL_argcheck(L, n > 0 && n <= NA_STRANGER_COLUMNS, 3, "1 to 40 names of columns");
    luaL_argcheck(L, offset >= 0, 4, "from 0 on");
    luaL_argcheck(L, limit >= 1 && limit <= ROWS, 5, "1 to 1000");
    lua_settop(L, 3);
    for (size_t k = 0; k < n; k++) { /* the strings stay in their table */
        lua_rawgeti(L, 3, (lua_Integer)k + 1);
        columns[k] = nal_check_str(L, -1);
        lua_pop(L, 1);
    }
    na_db *db = open_db(L);
    if (!db) return fail(L);
    nal_box *holds = nal_box_new(L, cls_rows, release_rows);
    int rc = na_stranger_rows(&s, db, table, columns, n, offset, limit, &e);
    holds->res = s;
    lua_newtable(L);
    while (rc == NA_OK && (rc = na_stmt_step(s, &e)) == 1) {
        push_row(L, s, n);
        lua_rawseti(L, -2, ++i);
        rc = NA_OK;
    }
    nal_box_close(holds);
    nal_box_close(lua_touserdata(L, 4));
    if (rc < 0) return lua_pushstring(L, e.msg), fail(L);
    return 1;
}

static const luaL_Reg funcs[] = { { "count", l_count },
                                  { "rows", l_rows },
                                  { NULL, NULL } };

static void setup(lua_State *L)
{
    nal_class(L, cls_db, NULL, NULL, true);
    nal_class(L, cls_rows, NULL, NULL, true);
}

const nal_module nal_mod_sqlite = { "sqlite", funcs, setup };
