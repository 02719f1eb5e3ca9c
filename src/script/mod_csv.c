/* SPDX-License-Identifier: MIT */
/* mod_csv.c - module csv: rows of a text as lists, and lists as text
 *
 * csv.rows gives a closure over the text (a string or a view), the reader's state and the
 * names of the columns. Fields are slices of a view, strings of a string.
 */
#include "script/script_int.h"
#include "text/csv.h"

enum { TEXT = 1, STATE, FIELDS, NAMES }; /* upvalues of the iterator */
enum { FEW = 32 };

static char one_byte(lua_State *L, int idx, const char *name, char other)
{
    na_str s = { 0 };
    if (!nal_field_str(L, idx, name, &s)) return 0;
    if (s.len != 1 || s.ptr[0] == '\n' || s.ptr[0] == '\r' || s.ptr[0] == other)
        luaL_error(L, "csv: %s is one byte, and neither a line end nor the %s", name,
                   strcmp(name, "sep") == 0 ? "quote" : "separator");
    return s.ptr[0];
}

static void read_marks(lua_State *L, int idx, char *sep, char *quote)
{
    *sep = one_byte(L, idx, "sep", '"');
    *quote = one_byte(L, idx, "quote", *sep ? *sep : ',');
}

/* One field on the stack: a slice where it can be one. */
static void push_field(lua_State *L, const na_csv_field *f, char quote)
{
    na_str s = na_csv_plain(f, quote, &nal_vm_of(L)->tmp);
    na_err e = { 0 };
    if (!f->doubled) {
        nal_push_like(L, lua_upvalueindex(TEXT), s);
        return;
    }
    if (na_buf_check(&nal_vm_of(L)->tmp, "csv", &e) < 0) luaL_error(L, "%s", e.msg);
    nal_push(L, s);
}

/* Reads a row into the userdata FIELDS, a larger one when it must be; false at the end. */
static bool next_row(lua_State *L, na_csv *c, na_csv_field **fields, size_t *n)
{
    for (;;) {
        na_csv at = *c;
        na_err e = { 0 };
        size_t cap = lua_rawlen(L, lua_upvalueindex(FIELDS)) / sizeof **fields;
        *fields = lua_touserdata(L, lua_upvalueindex(FIELDS));
        int rc = na_csv_next(&at, *fields, cap, n, &e);
        if (rc == NA_ELIMIT && cap < NA_CSV_FIELDS) {
            cap = cap * 8 < NA_CSV_FIELDS ? cap * 8 : NA_CSV_FIELDS;
            lua_newuserdatauv(L, cap * sizeof **fields, 0);
            lua_replace(L, lua_upvalueindex(FIELDS));
            continue;
        }
        if (rc < 0) luaL_error(L, "csv: %s", e.msg);
        nal_charge(L, 5 + (c->rest.len - at.rest.len) / 16);
        *c = at;
        return rc > 0;
    }
}

/* -> row, number of its first line */
static int l_next(lua_State *L)
{
    na_csv *c = lua_touserdata(L, lua_upvalueindex(STATE));
    na_csv_field *fields;
    size_t n = 0, names = 0;
    (void)nal_check_str(L, lua_upvalueindex(TEXT)); /* raises when it has expired */
    bool named = lua_type(L, lua_upvalueindex(NAMES)) == LUA_TTABLE;
    if (named) names = lua_rawlen(L, lua_upvalueindex(NAMES));
    if (!next_row(L, c, &fields, &n)) return lua_pushnil(L), 1;
    lua_createtable(L, named ? 0 : (int)n, named ? (int)n : 0);
    nal_charge(L, n * 2);
    for (size_t i = 0; i < n; i++) {
        if (i < names)
            lua_rawgeti(L, lua_upvalueindex(NAMES), (lua_Integer)i + 1);
        else
            lua_pushinteger(L, (lua_Integer)i + 1); /* beyond the names: by number */
        push_field(L, &fields[i], c->quote);
        lua_rawset(L, -3);
    }
    lua_pushinteger(L, (lua_Integer)c->row_line);
    return 2;
}

/* header = { "a", "b" }: the list as strings, on the stack. */
static void names_given(lua_State *L, int idx)
{
    size_t n = lua_rawlen(L, idx);
    luaL_argcheck(L, n > 0 && n <= NA_CSV_FIELDS, 2, "header needs a name or more");
    lua_createtable(L, (int)n, 0);
    for (size_t i = 1; i <= n; i++) {
        lua_rawgeti(L, idx, (lua_Integer)i);
        na_str s = { 0 };
        if (!nal_to_str(L, -1, &s)) luaL_error(L, "csv: the names of header are strings");
        nal_push(L, na_str_trim(s));
        lua_rawseti(L, -3, (lua_Integer)i);
        lua_pop(L, 1);
    }
}

/* text [, { sep, quote, ... }] as arguments: the text, the reader's state and its fields on
 * the stack, which become the first upvalues of an iterator. */
static void begin_rows(lua_State *L, const char *opts, const char *what)
{
    const na_str text = nal_check_str(L, 1);
    char sep = 0, quote = 0;
    lua_settop(L, 2);
    if (!lua_isnil(L, 2)) {
        luaL_checktype(L, 2, LUA_TTABLE);
        nal_closed(L, 2, opts, what);
        read_marks(L, 2, &sep, &quote);
    }
    lua_pushvalue(L, 1);
    na_csv *c = lua_newuserdatauv(L, sizeof *c, 0);
    *c = na_csv_of(text, sep, quote);
    lua_newuserdatauv(L, FEW * sizeof(na_csv_field), 0);
}

/* The option header: the names it gives, or nil, on the stack. True: the first row is the
 * names. */
static bool push_header(lua_State *L)
{
    if (lua_isnil(L, 2)) return lua_pushnil(L), false;
    lua_pushliteral(L, "header");
    const int t = lua_rawget(L, 2);
    const bool first = t == LUA_TBOOLEAN && lua_toboolean(L, -1);
    if (t == LUA_TTABLE) {
        names_given(L, lua_gettop(L));
        lua_remove(L, -2);
    } else if (t == LUA_TBOOLEAN) {
        lua_pop(L, 1), lua_pushnil(L);
    } else if (t != LUA_TNIL) {
        luaL_error(L, "csv: header is true, or a list of names");
    }
    return first;
}

/* csv.rows(text [, { sep, quote, header }]) -> iterator */
static int l_rows(lua_State *L)
{
    begin_rows(L, "csv.rows_opts", "csv.rows");
    const bool first = push_header(L);
    lua_pushcclosure(L, l_next, 4);
    if (!first) return 1;
    lua_pushvalue(L, -1); /* the first row: what the columns are called */
    lua_call(L, 0, 1);
    if (lua_isnil(L, -1)) return lua_pop(L, 1), 1;
    names_given(L, lua_gettop(L));
    lua_setupvalue(L, -3, NAMES);
    lua_pop(L, 1);
    return 1;
}

/* -- rows as slices, for a reader's split ---------------------------------------------- */

static int l_split_next(lua_State *L)
{
    na_csv *c = lua_touserdata(L, lua_upvalueindex(STATE));
    na_str text = nal_check_str(L, lua_upvalueindex(TEXT));
    na_csv_field *fields;
    size_t n = 0;
    if (!next_row(L, c, &fields, &n)) return lua_pushnil(L), 1;
    /* The row ends where the rest begins, and begins with its first field or that one's
     * quote. */
    const char *from = fields[0].s.ptr,
               *to = c->rest.len ? c->rest.ptr : text.ptr + text.len;
    if (from > text.ptr && from[-1] == c->quote) from--;
    nal_push_like(L, lua_upvalueindex(TEXT), na_str_n(from, (size_t)(to - from)));
    return 1;
}

/* csv.split(text [, { sep, quote }]) -> iterator of slices */
static int l_split(lua_State *L)
{
    begin_rows(L, "csv.split_opts", "csv.split");
    lua_pushcclosure(L, l_split_next, 3);
    return 1;
}

/* -- out ------------------------------------------------------------------------------- */

/* The cells of the row at idx, by number or by the names at `names` (0: none). */
static void put_row(lua_State *L, int idx, int names, na_buf *out, char sep, char quote)
{
    size_t n = lua_rawlen(L, names ? names : idx);
    if (n > NA_CSV_FIELDS) luaL_error(L, "csv: more than %d fields", (int)NA_CSV_FIELDS);
    nal_charge(L, n * 2);
    for (size_t i = 1; i <= n; i++) {
        na_str s = { "", 0 };
        if (names) {
            lua_rawgeti(L, names, (lua_Integer)i);
            lua_rawget(L, idx);
        } else {
            lua_rawgeti(L, idx, (lua_Integer)i);
        }
        if (!lua_isnil(L, -1)) {
            nal_tostring(L, lua_gettop(L));
            s.ptr = lua_tolstring(L, -1, &s.len);
            lua_remove(L, -2);
        }
        if (i > 1) na_buf_putc(out, sep);
        na_csv_put(out, s, sep, quote);
        lua_pop(L, 1);
    }
    na_buf_puts(out, "\r\n");
}

/* csv.encode(rows [, { sep, quote, header }]) -> text */
static int l_encode(lua_State *L)
{
    na_buf *out = &nal_vm_of(L)->tmp;
    na_err e = { 0 };
    char sep = 0, quote = 0;
    int names = 0;
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 2);
    if (!lua_isnil(L, 2)) {
        luaL_checktype(L, 2, LUA_TTABLE);
        nal_closed(L, 2, "csv.encode_opts", "csv.encode");
        read_marks(L, 2, &sep, &quote);
        lua_pushliteral(L, "header");
        if (lua_rawget(L, 2) != LUA_TNIL) {
            luaL_checktype(L, -1, LUA_TTABLE);
            names_given(L, lua_gettop(L));
            names = lua_gettop(L);
        }
    }
    if (!sep) sep = ',';
    if (!quote) quote = '"';
    na_buf_reset(out);
    if (names) put_row(L, names, 0, out, sep, quote);
    size_t n = lua_rawlen(L, 1);
    for (size_t i = 1; i <= n; i++) {
        lua_rawgeti(L, 1, (lua_Integer)i);
        if (lua_type(L, -1) != LUA_TTABLE)
            return luaL_error(L, "csv.encode: row %d is a %s", (int)i,
                              luaL_typename(L, -1));
        put_row(L, lua_gettop(L), names, out, sep, quote);
        lua_pop(L, 1);
    }
    if (na_buf_check(out, "csv", &e) < 0) return luaL_error(L, "%s", e.msg);
    nal_charge(L, out->len / 16);
    nal_push(L, na_buf_get(out));
    return 1;
}

static const luaL_Reg funcs[] = {
    { "rows", l_rows }, { "split", l_split }, { "encode", l_encode }, { NULL, NULL }
};

const nal_module nal_mod_csv = { "csv", funcs, NULL };
