/* SPDX-License-Identifier: MIT */
/* mod_json.c - module json: values in and out
 *
 * A null is an absent field in an object and json.null in a list, so that lists keep their
 * places. Written objects have their keys in order: the same table gives the same text.
 */
#include "base/jsonw.h"
#include "script/script_int.h"
#include "text/json.h"
#include "text/json_scan.h"
#include <stdlib.h>

static const char cls_doc[] = "json document";
enum { ENCODE_DEPTH = 100 };

static void release(void *doc) { na_json_free(doc); }

static int push_null(lua_State *L)
{
    lua_pushlightuserdata(L, NULL);
    return 1;
}

/* Depth is bounded by the parser. */
static void push_value(lua_State *L, const na_json_node *v, bool in_list)
{
    luaL_checkstack(L, 6, "JSON nested too deeply");
    switch (na_json_type_of(v)) {
    case NA_JSON_NULL:
        if (in_list)
            push_null(L);
        else
            lua_pushnil(L);
        break;
    case NA_JSON_BOOL:
        lua_pushboolean(L, na_json_bool(v));
        break;
    case NA_JSON_INT:
        lua_pushinteger(L, (lua_Integer)na_json_int(v));
        break;
    case NA_JSON_REAL:
        lua_pushnumber(L, na_json_real(v));
        break;
    case NA_JSON_STR:
        nal_push(L, na_json_str(v));
        break;
    case NA_JSON_ARRAY: {
        size_t n = na_json_len(v);
        nal_charge(L, n);
        lua_createtable(L, n < 1000000 ? (int)n : 0, 0);
        for (size_t i = 0; i < n; i++) {
            push_value(L, na_json_at(v, i), true);
            lua_rawseti(L, -2, (lua_Integer)i + 1);
        }
        break;
    }
    case NA_JSON_OBJECT: {
        size_t n = na_json_len(v);
        nal_charge(L, n * 2);
        lua_createtable(L, 0, n < 1000000 ? (int)n : 0);
        for (na_json_iter it = { 0 }; na_json_next(v, &it);) {
            nal_push(L, it.key);
            push_value(L, it.value, false);
            lua_rawset(L, -3);
        }
        break;
    }
    }
}

static int parse(lua_State *L, na_str text, const na_json_opts *opts)
{
    na_err e = { 0 };
    na_json *doc = NULL;
    nal_charge(L, text.len / 8);
    nal_box *b = nal_box_new(L, cls_doc, release);
    int rc = na_json_parse(text, opts, &doc, &e);
    b->res = doc;
    if (rc < 0) {
        nal_box_close(b);
        return lua_pushnil(L), lua_pushstring(L, e.msg), 2;
    }
    push_value(L, na_json_root(doc), true);
    nal_box_close(b);
    return 1;
}

int nal_json_parse(lua_State *L, na_str text) { return parse(L, text, NULL); }

/* An integer option of the table at idx, 1 to max; 0 when it is not there. */
static size_t limit(lua_State *L, int idx, const char *name, size_t max)
{
    size_t n = 0;
    lua_pushstring(L, name);
    if (lua_rawget(L, idx) != LUA_TNIL) {
        if (!lua_isinteger(L, -1) || lua_tointeger(L, -1) < 1 ||
            (lua_Unsigned)lua_tointeger(L, -1) > max)
            luaL_error(L, "json: %s is an integer from 1 to %d", name, (int)max);
        n = (size_t)lua_tointeger(L, -1);
    }
    lua_pop(L, 1);
    return n;
}

static void decode_opts(lua_State *L, int idx, na_json_opts *o)
{
    *o = (na_json_opts){ 0 };
    if (lua_isnoneornil(L, idx)) return;
    luaL_checktype(L, idx, LUA_TTABLE);
    nal_closed(L, idx, "json.decode_opts", "json.decode");
    o->max_depth = limit(L, idx, "max_depth", NA_MAX_DEPTH);
    o->max_values = limit(L, idx, "max_values", 2000000);
}

/* json.decode(text [, { max_depth, max_values }]) */
static int l_decode(lua_State *L)
{
    na_json_opts o;
    na_str s = nal_check_str(L, 1);
    decode_opts(L, 2, &o);
    return parse(L, s, &o);
}

/* -- lines ----------------------------------------------------------------------------- */

/* Upvalues: the text, what is left of it as offset and line number, options. A damaged line
 * gives nil and a message; its number keeps the loop going. */
static int l_next_line(lua_State *L)
{
    na_str s = nal_check_str(L, lua_upvalueindex(1)), line;
    size_t at = (size_t)lua_tointeger(L, lua_upvalueindex(2));
    lua_Integer number = lua_tointeger(L, lua_upvalueindex(3));
    na_json_opts *o = lua_touserdata(L, lua_upvalueindex(4));
    na_str rest = na_str_sub(s, at, s.len);
    while (na_str_line(&rest, &line)) {
        number++;
        if (!na_str_trim(line).len) continue;
        lua_pushinteger(L, (lua_Integer)(s.len - rest.len));
        lua_replace(L, lua_upvalueindex(2));
        lua_pushinteger(L, number);
        lua_replace(L, lua_upvalueindex(3));
        int n = parse(L, line, o);
        lua_pushinteger(L, number);
        lua_insert(L, -1 - n);
        return n + 1;
    }
    return lua_pushnil(L), 1;
}

/* json.lines(text [, options]) -> iterator of line number, value; or number, nil,
 * message */
static int l_lines(lua_State *L)
{
    (void)nal_check_str(L, 1);
    lua_settop(L, 2);
    na_json_opts *o = lua_newuserdatauv(L, sizeof *o, 0);
    decode_opts(L, 2, o);
    lua_pushvalue(L, 1);
    lua_pushinteger(L, 0);
    lua_pushinteger(L, 0);
    lua_rotate(L, 3, 3);
    lua_pushcclosure(L, l_next_line, 4);
    return 1;
}

/* -- values where they stand ----------------------------------------------------------- */

/* Upvalues: the text, the cursor. Slices of the text: values, behind their keys if they
 * have any. */
static int l_scan_next(lua_State *L)
{
    na_str text = nal_check_str(L, lua_upvalueindex(1)), key, value;
    na_json_scan *s = lua_touserdata(L, lua_upvalueindex(2));
    size_t before = s->rest.len;
    (void)text; /* it is there: the cursor's slices are good */
    if (!na_json_scan_next(s, &key, &value)) return lua_pushnil(L), 1;
    nal_charge(L, 5 + (before - s->rest.len) / 64);
    if (s->object) nal_push(L, key);
    nal_push_like(L, lua_upvalueindex(1), value);
    return s->object ? 2 : 1;
}

static int scan(lua_State *L, na_json_scan from)
{
    lua_settop(L, 1);
    na_json_scan *s = lua_newuserdatauv(L, sizeof *s, 0);
    *s = from;
    lua_pushcclosure(L, l_scan_next, 2);
    return 1;
}

/* json.items(text) -> iterator of slices */
static int l_items(lua_State *L)
{
    return scan(L, na_json_scan_items(nal_check_str(L, 1)));
}

/* json.members(text) -> iterator of key, slice */
static int l_members(lua_State *L)
{
    return scan(L, na_json_scan_members(nal_check_str(L, 1)));
}

/* -- encode ---------------------------------------------------------------------------- */

static int by_name(const void *a, const void *b)
{
    return na_str_cmp(*(const na_str *)a, *(const na_str *)b);
}

typedef struct writer {
    na_buf *out;
    bool pretty; /* two blanks a level */
} writer;

static void new_line(writer *w, int depth)
{
    if (!w->pretty) return;
    na_buf_putc(w->out, '\n');
    while (depth-- > 0) na_buf_puts(w->out, "  ");
}

static void put(lua_State *L, int idx, writer *w, int depth);

static void put_object(lua_State *L, int idx, writer *w, int depth)
{
    nal_vm *vm = nal_vm_of(L);
    size_t n = 0;
    lua_pushnil(L);
    while (lua_next(L, idx)) n++, lua_pop(L, 1);
    na_str *keys = na_arena_array(&vm->arena, n ? n : 1, sizeof *keys);
    if (!keys) luaL_error(L, "json.encode: no memory left for this record");
    nal_charge(L, n * 4);
    n = 0;
    lua_pushnil(L);
    while (lua_next(L, idx)) {
        lua_pop(L, 1);
        if (lua_type(L, -1) != LUA_TSTRING)
            luaL_error(L, "json.encode: an object's keys must be strings, found a %s",
                       luaL_typename(L, -1));
        keys[n].ptr = lua_tolstring(L, -1, &keys[n].len);
        n++;
    }
    qsort(keys, n, sizeof *keys, by_name);
    na_buf_putc(w->out, '{');
    for (size_t i = 0; i < n; i++) {
        if (i) na_buf_putc(w->out, ',');
        new_line(w, depth);
        na_json_quote(w->out, keys[i]);
        na_buf_puts(w->out, w->pretty ? ": " : ":");
        nal_push(L, keys[i]);
        lua_rawget(L, idx);
        put(L, lua_gettop(L), w, depth);
        lua_pop(L, 1);
    }
    if (n) new_line(w, depth - 1);
    na_buf_putc(w->out, '}');
}

static void put(lua_State *L, int idx, writer *w, int depth)
{
    na_str s;
    luaL_checkstack(L, 6, NULL);
    if (depth > ENCODE_DEPTH)
        luaL_error(L, "json.encode: nested deeper than %d", ENCODE_DEPTH);
    switch (lua_type(L, idx)) {
    case LUA_TNIL:
        na_buf_puts(w->out, "null");
        break;
    case LUA_TLIGHTUSERDATA:
        na_buf_puts(w->out, "null");
        break;
    case LUA_TBOOLEAN:
        na_buf_puts(w->out, lua_toboolean(L, idx) ? "true" : "false");
        break;
    case LUA_TNUMBER:
        if (lua_isinteger(L, idx))
            na_buf_printf(w->out, "%lld", (long long)lua_tointeger(L, idx));
        else
            na_json_dbl(w->out, lua_tonumber(L, idx));
        break;
    case LUA_TTABLE: {
        size_t n = lua_rawlen(L, idx);
        if (!n) {
            put_object(L, idx, w, depth + 1);
            break;
        }
        nal_charge(L, n);
        na_buf_putc(w->out, '[');
        for (size_t i = 1; i <= n; i++) {
            if (i > 1) na_buf_putc(w->out, ',');
            new_line(w, depth + 1);
            lua_rawgeti(L, idx, (lua_Integer)i);
            put(L, lua_gettop(L), w, depth + 1);
            lua_pop(L, 1);
        }
        new_line(w, depth);
        na_buf_putc(w->out, ']');
        break;
    }
    default: {
        const na_date *d = nal_to_date(L, idx);
        if (nal_to_str(L, idx, &s)) {
            na_json_quote(w->out, s);
        } else if (d) {
            char iso[40];
            na_date_format(d, iso);
            na_json_quote(w->out, na_str_c(iso));
        } else {
            luaL_error(L, "json.encode: a %s has no JSON form", luaL_typename(L, idx));
        }
    }
    }
    if (w->out->rc < 0) luaL_error(L, "json.encode: the text is too large");
}

/* json.encode(value [, { pretty }]) */
static int l_encode(lua_State *L)
{
    na_buf *b = &nal_vm_of(L)->tmp;
    writer w = { b, false };
    luaL_checkany(L, 1);
    if (!lua_isnoneornil(L, 2)) {
        luaL_checktype(L, 2, LUA_TTABLE);
        nal_closed(L, 2, "json.encode_opts", "json.encode");
        lua_pushliteral(L, "pretty");
        lua_rawget(L, 2);
        w.pretty = lua_toboolean(L, -1);
        lua_pop(L, 1);
    }
    na_buf_reset(b);
    if (lua_type(L, 1) == LUA_TSTRING)
        na_json_quote(b, nal_check_str(L, 1));
    else
        put(L, 1, &w, 0);
    nal_charge(L, b->len / 16);
    nal_push(L, na_buf_get(b));
    return 1;
}

static const luaL_Reg funcs[] = { { "decode", l_decode },   { "encode", l_encode },
                                  { "lines", l_lines },     { "items", l_items },
                                  { "members", l_members }, { NULL, NULL } };

static void setup(lua_State *L)
{
    nal_class(L, cls_doc, NULL, NULL, true);
    push_null(L);
    lua_setfield(L, -2, "null");
}

const nal_module nal_mod_json = { "json", funcs, setup };
