/* SPDX-License-Identifier: MIT */
/* mod_mail.c - module mail: a message and its parts as tables, whose bytes are views
 *
 * Nothing is decoded but what is asked for: a part's table says how its body is encoded,
 * and mail.text() and mail.bytes() go by what it says.
 */
#include "script/script_int.h"
#include "text/mbox.h"
#include "text/mime.h"

enum { MAX_HEADERS = 1000, MAX_ADDRESSES = 1000 };

static void set(lua_State *L, const char *name, na_str s)
{
    if (!s.len) return;
    nal_push(L, s);
    lua_setfield(L, -2, name);
}

static void set_view(lua_State *L, const char *name, na_str s)
{
    nal_push_view(L, s, NAL_RECORD);
    lua_setfield(L, -2, name);
}

/* The header's value, decoded, in vm->tmp; raw bytes are in the charset of that label. */
static na_str decoded(nal_vm *vm, na_str value, na_str label)
{
    na_buf_reset(&vm->tmp);
    na_mime_header(vm->cs, value, label, &vm->tmp);
    return na_str_trim(na_buf_get(&vm->tmp));
}

/* What the message's text is in: its headers' raw bytes are, too. */
static na_str label_of(const na_mime *m)
{
    for (size_t i = 0; i < m->n; i++)
        if (m->v[i].charset.len) return m->v[i].charset;
    return (na_str){ "", 0 };
}

/* headers = the first of each name, lower case, decoded; into the table on top. */
static void set_headers(lua_State *L, na_str block, na_str label)
{
    nal_vm *vm = nal_vm_of(L);
    na_header h;
    nal_charge(L, block.len);
    lua_newtable(L);
    for (int n = 0; n < MAX_HEADERS && na_header_next(&block, &h); n++) {
        na_buf_reset(&vm->tmp);
        for (size_t i = 0; i < h.name.len; i++) {
            char c = h.name.ptr[i];
            na_buf_putc(&vm->tmp, c >= 'A' && c <= 'Z' ? (char)(c + 32) : c);
        }
        nal_push(L, na_buf_get(&vm->tmp));
        lua_pushvalue(L, -1);
        if (lua_rawget(L, -3) != LUA_TNIL) {
            lua_pop(L, 2);
            continue;
        }
        lua_pop(L, 1);
        nal_push(L, decoded(vm, h.value, label));
        lua_rawset(L, -3);
    }
    lua_setfield(L, -2, "headers");
}

static void push_addresses(lua_State *L, na_str block, const char *header, na_str label)
{
    nal_vm *vm = nal_vm_of(L);
    na_header h;
    na_mime_addr a;
    lua_Integer n = 0;
    nal_charge(L, block.len / 4);
    lua_newtable(L);
    while (na_header_next(&block, &h)) {
        if (!na_str_ieq(h.name, na_str_c(header))) continue;
        na_buf_reset(&vm->tmp2);
        na_header_value(h.value, &vm->tmp2);
        for (na_str rest = na_buf_get(&vm->tmp2);
             n < MAX_ADDRESSES && na_mime_next_addr(&rest, &a);) {
            nal_charge(L, 100);
            lua_createtable(L, 0, 2);
            set(L, "address", a.address);
            na_buf_reset(&vm->tmp);
            na_mime_phrase(vm->cs, a.name, label, &vm->tmp);
            set(L, "name", na_str_trim(na_buf_get(&vm->tmp)));
            lua_rawseti(L, -2, ++n);
        }
    }
}

static void push_part(lua_State *L, const na_mime_part *p, size_t place)
{
    lua_createtable(L, 0, 12);
    set(L, "type", p->type);
    set(L, "encoding", p->encoding);
    set(L, "charset", p->charset);
    set(L, "disposition", p->disposition);
    set(L, "name", p->name);
    set(L, "id", p->id);
    if (p->fault) set(L, "fault", na_str_c(p->fault));
    set_view(L, "headers", p->headers);
    set_view(L, "body", p->body);
    if (p->parent != place) {
        lua_pushinteger(L, (lua_Integer)p->parent + 1);
        lua_setfield(L, -2, "parent");
    }
    lua_pushinteger(L, (lua_Integer)p->depth);
    lua_setfield(L, -2, "depth");
    if (p->flowed) {
        lua_pushboolean(L, 1);
        lua_setfield(L, -2, "flowed");
        lua_pushboolean(L, p->delsp);
        lua_setfield(L, -2, "delsp");
    }
}

/* What follows the line "From ", its quoted lines as they were; where it lives as long as
 * the record. */
static na_str message_of(lua_State *L, na_str s, na_str *from)
{
    nal_vm *vm = nal_vm_of(L);
    na_mbox m;
    na_str rest = s, line;

    *from = (na_str){ "", 0 };
    na_buf_reset(&vm->tmp);
    if (na_str_starts(s, NA_STR("From "))) {
        na_mbox_parse(s, &m);
        *from = m.from;
        na_str_line(&rest, &line);
        if (m.quoted) {
            na_mbox_unquote(rest, &vm->tmp);
            rest = na_buf_get(&vm->tmp);
        }
    }
    if (lua_type(L, 1) != LUA_TSTRING && !vm->tmp.len) return rest;
    rest = na_arena_str(&vm->arena, rest);
    if (!rest.ptr) luaL_error(L, "no memory left for this record");
    return rest;
}

/* mail.parse(s) -> message */
static int l_parse(lua_State *L)
{
    nal_vm *vm = nal_vm_of(L);
    na_str s = nal_check_str(L, 1), from, id;
    na_mime m;
    na_err e = { 0 };
    na_date d = { 0 };

    nal_charge(L, s.len / 8 + 500);
    s = message_of(L, s, &from);
    if (na_mime_read(vm->cs, s, &m, &vm->arena, &e) < 0) return luaL_error(L, "%s", e.msg);
    nal_charge(L, m.n * 200);
    const na_str headers = m.v[0].headers, label = label_of(&m);
    lua_createtable(L, 0, 8);
    set(L, "from_line", from);
    if (na_header_find(headers, "subject", &id)) set(L, "subject", decoded(vm, id, label));
    if (na_header_find(headers, "message-id", &id)) {
        na_str v = decoded(vm, id, label);
        size_t open = na_str_chr(v, '<', 0), close = na_str_chr(v, '>', 0);
        if (open != (size_t)-1 && close != (size_t)-1 && close > open)
            v = na_str_sub(v, open + 1, close);
        set(L, "id", v);
    }
    if (na_header_find(headers, "date", &id) && id.len <= 200 &&
        na_date_parse(decoded(vm, id, label), &vm->dates, &d)) {
        nal_push_date(L, &d);
        lua_setfield(L, -2, "date");
    }
    push_addresses(L, headers, "from", label);
    lua_setfield(L, -2, "from");
    set_headers(L, headers, label);
    lua_createtable(L, (int)m.n, 0);
    for (size_t i = 0; i < m.n; i++) {
        push_part(L, &m.v[i], i);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "parts");
    return 1;
}

/* mail.headers(block, name) -> values */
static int l_headers(lua_State *L)
{
    nal_vm *vm = nal_vm_of(L);
    na_str block = nal_check_str(L, 1);
    const char *name = luaL_checkstring(L, 2);
    na_header h;
    lua_Integer n = 0;
    nal_charge(L, block.len / 4);
    lua_newtable(L);
    while (n < MAX_HEADERS && na_header_next(&block, &h)) {
        if (!na_str_ieq(h.name, na_str_c(name))) continue;
        nal_charge(L, h.value.len);
        nal_push(L, decoded(vm, h.value, (na_str){ "", 0 }));
        lua_rawseti(L, -2, ++n);
    }
    return 1;
}

/* mail.addresses(block, name) -> addresses */
static int l_addresses(lua_State *L)
{
    na_str block = nal_check_str(L, 1);
    const char *name = luaL_checkstring(L, 2);
    push_addresses(L, block, name, (na_str){ "", 0 });
    return 1;
}

static na_str text_field(lua_State *L, const char *name)
{
    na_str s = { "", 0 };
    lua_pushstring(L, name);
    lua_rawget(L, 1);
    if (!lua_isnil(L, -1) && !nal_to_str(L, -1, &s))
        luaL_error(L, "a part's %s is text", name);
    lua_pop(L, 1); /* the part keeps it */
    return s;
}

static bool flag_field(lua_State *L, const char *name)
{
    lua_pushstring(L, name);
    lua_rawget(L, 1);
    bool on = lua_toboolean(L, -1) != 0;
    lua_pop(L, 1);
    return on;
}

static na_mime_part check_part(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    na_mime_part p = { .type = text_field(L, "type"),
                       .encoding = text_field(L, "encoding"),
                       .charset = text_field(L, "charset"),
                       .body = text_field(L, "body"),
                       .flowed = flag_field(L, "flowed"),
                       .delsp = flag_field(L, "delsp") };
    nal_charge(L, p.body.len / 4);
    return p;
}

/* vm->tmp as a view that lives as long as the record. */
static void push_kept(lua_State *L)
{
    nal_vm *vm = nal_vm_of(L);
    na_str s = na_arena_str(&vm->arena, na_buf_get(&vm->tmp));
    if (!s.ptr) luaL_error(L, "no memory left for this record");
    nal_push_view(L, s, NAL_RECORD);
}

/* mail.text(part) -> view, charset, how, replaced */
static int l_text(lua_State *L)
{
    nal_vm *vm = nal_vm_of(L);
    const na_mime_part p = check_part(L);
    na_charset_info info = { 0 };
    na_err e = { 0 };
    na_buf_reset(&vm->tmp);
    if (na_mime_text(vm->cs, &p, &vm->tmp, &info, &e) < 0)
        return lua_pushnil(L), lua_pushstring(L, e.msg), 2;
    push_kept(L);
    lua_pushstring(L, info.used);
    lua_pushstring(L, na_charset_how_name(info.how));
    lua_pushinteger(L, (lua_Integer)info.replaced);
    return 4;
}

/* mail.bytes(part) -> view */
static int l_bytes(lua_State *L)
{
    nal_vm *vm = nal_vm_of(L);
    const na_mime_part p = check_part(L);
    na_err e = { 0 };
    na_buf_reset(&vm->tmp);
    if (na_mime_bytes(&p, &vm->tmp, &e) < 0) return luaL_error(L, "%s", e.msg);
    push_kept(L);
    return 1;
}

/* mail.decode(value) -> text */
static int l_decode(lua_State *L)
{
    na_str s = nal_check_str(L, 1);
    nal_charge(L, s.len);
    nal_push(L, decoded(nal_vm_of(L), s, (na_str){ "", 0 }));
    return 1;
}

static const luaL_Reg funcs[] = {
    { "parse", l_parse }, { "headers", l_headers }, { "addresses", l_addresses },
    { "text", l_text },   { "bytes", l_bytes },     { "decode", l_decode },
    { NULL, NULL }
};
const nal_module nal_mod_mail = { "mail", funcs, NULL };
