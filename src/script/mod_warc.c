/* SPDX-License-Identifier: MIT */
/* mod_warc.c - modules warc and mbox: the messages of a file, as slices, and their headers
 *
 * split gives a closure over the text and how far it has come; what it gives are slices, as
 * a reader's split() must. parse takes one of them.
 */
#include "script/script_int.h"
#include "store/coding.h"
#include "text/mbox.h"
#include "text/warc.h"
#include <stdio.h>

enum { MAX_HEADERS = 1000 };

static int fail(lua_State *L, const char *msg)
{
    lua_pushnil(L);
    lua_pushstring(L, msg);
    return 2;
}

static void set(lua_State *L, const char *name, na_str s)
{
    if (!s.len) return;
    nal_push(L, s);
    lua_setfield(L, -2, name);
}

/* Into the table on top: headers, the first of each name, lower case and unfolded. */
static void set_headers(lua_State *L, na_str block)
{
    na_buf *b = &nal_vm_of(L)->tmp;
    na_header h;
    nal_charge(L, block.len / 4);
    lua_newtable(L);
    for (int n = 0; n < MAX_HEADERS && na_header_next(&block, &h); n++) {
        na_buf_reset(b);
        for (size_t i = 0; i < h.name.len; i++) {
            char c = h.name.ptr[i];
            na_buf_putc(b, c >= 'A' && c <= 'Z' ? (char)(c + 32) : c);
        }
        nal_push(L, na_buf_get(b));
        lua_pushvalue(L, -1);
        if (lua_rawget(L, -3) != LUA_TNIL) {
            lua_pop(L, 2);
            continue;
        }
        lua_pop(L, 1);
        na_buf_reset(b);
        na_header_value(h.value, b);
        nal_push(L, na_buf_get(b));
        lua_rawset(L, -3);
    }
    lua_setfield(L, -2, "headers");
}

/* A header's date as a date object into the table on top, when it is one. */
static void set_date(lua_State *L, na_str block, const char *header)
{
    na_str value;
    na_date d = { 0 };
    if (!na_header_find(block, header, &value) || value.len > 200) return;
    if (!na_date_parse(value, &nal_vm_of(L)->dates, &d)) return;
    nal_push_date(L, &d);
    lua_setfield(L, -2, "date");
}

static void set_header(lua_State *L, na_str block, const char *header, const char *name)
{
    na_str value;
    na_buf *b = &nal_vm_of(L)->tmp;
    if (!na_header_find(block, header, &value)) return;
    na_buf_reset(b);
    na_header_value(value, b);
    set(L, name, na_buf_get(b));
}

/* What is left of upvalue 1, from the offset in upvalue 2 on. */
static na_str left(lua_State *L, size_t *at)
{
    na_str s = nal_check_str(L, lua_upvalueindex(1));
    *at = (size_t)lua_tointeger(L, lua_upvalueindex(2));
    return na_str_sub(s, *at, s.len);
}

/* The slice that was found, the offset moved to where `rest` begins. */
static int found(lua_State *L, size_t at, na_str before, na_str rest, na_str slice)
{
    lua_pushinteger(L, (lua_Integer)(at + before.len - rest.len));
    lua_replace(L, lua_upvalueindex(2));
    nal_charge(L, 10 + (before.len - rest.len) / 64);
    nal_push_like(L, lua_upvalueindex(1), slice);
    return 1;
}

static int splitter(lua_State *L, lua_CFunction next)
{
    (void)nal_check_str(L, 1);
    lua_settop(L, 1);
    lua_pushinteger(L, 0);
    lua_pushcclosure(L, next, 2);
    return 1;
}

/* -- warc ------------------------------------------------------------------------------ */

static int l_warc_next(lua_State *L)
{
    size_t at;
    na_str s = left(L, &at), rest = s;
    na_warc w = { 0 };
    na_err e = { 0 };
    int rc = na_warc_next(&rest, at, &w, &e);
    if (rc < 0) return luaL_error(L, "warc: %s", e.msg);
    return rc > 0 ? found(L, at, s, rest, w.whole) : (lua_pushnil(L), 1);
}

static int l_warc_split(lua_State *L) { return splitter(L, l_warc_next); }

static void set_warc(lua_State *L, const na_warc *w)
{
    na_str value;
    set(L, "version", na_str_sub(w->version, 5, w->version.len));
    set_header(L, w->headers, "warc-type", "type");
    set_header(L, w->headers, "warc-record-id", "id");
    set_header(L, w->headers, "content-type", "content_type");
    if (na_header_find(w->headers, "warc-target-uri", &value)) {
        if (value.len > 1 && value.ptr[0] == '<')
            value = na_str_sub(value, 1, value.len - 1);
        set(L, "url", value);
    }
    set_date(L, w->headers, "warc-date");
    set_headers(L, w->headers);
}

/* The same of an ARC file's record; what a server said is a response. */
static void set_arc(lua_State *L, const na_warc *w)
{
    na_str t = w->date;
    na_date d = { 0 };
    char iso[32] = "";
    if (t.len == 14)
        snprintf(iso, sizeof iso, "%.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ", t.ptr, t.ptr + 4,
                 t.ptr + 6, t.ptr + 8, t.ptr + 10, t.ptr + 12);
    lua_pushliteral(L, "arc");
    lua_setfield(L, -2, "version");
    if (na_str_starts(w->url, NA_STR("filedesc:")))
        lua_pushliteral(L, "warcinfo");
    else if (na_str_starts(w->body, NA_STR("HTTP/")))
        lua_pushliteral(L, "response");
    else
        lua_pushliteral(L, "resource");
    lua_setfield(L, -2, "type");
    set(L, "content_type", w->type);
    set(L, "url", w->url);
    if (na_date_parse(na_str_c(iso), NULL, &d)) {
        nal_push_date(L, &d);
        lua_setfield(L, -2, "date");
    }
    lua_newtable(L);
    lua_setfield(L, -2, "headers");
}

static int l_warc_parse(lua_State *L)
{
    na_str rest = nal_check_str(L, 1);
    na_warc w = { 0 };
    na_err e = { 0 };
    nal_charge(L, rest.len / 64);
    int rc = na_warc_next(&rest, 0, &w, &e);
    if (rc < 0) return fail(L, e.msg);
    if (rc == 0) return fail(L, "no WARC record");
    nal_charge(L, w.headers.len / 4);
    lua_createtable(L, 0, 8);
    if (w.arc) {
        set_arc(L, &w);
    } else {
        set_warc(L, &w);
    }
    nal_push_like(L, 1, w.body);
    lua_setfield(L, -2, "body");
    return 1;
}

/* The next coding to undo of a list, the last one first. */
static na_str last_coding(na_str *list)
{
    size_t from = list->len;
    while (from > 0 && list->ptr[from - 1] != ',') from--;
    na_str one = na_str_trim(na_str_sub(*list, from, list->len));
    *list = na_str_sub(*list, 0, from ? from - 1 : 0);
    return one;
}

enum { MAX_CODINGS = 3 };

/* The body as it was meant: chunks joined, codings undone. Pushes it; what is left of its
 * codings goes into "encoding", why something is missing into "damaged". */
static void push_body(lua_State *L, const na_http *h)
{
    nal_vm *vm = nal_vm_of(L);
    na_buf *spare = &vm->tmp2;
    na_str body = h->body, list = { "", 0 }, name = { "", 0 };
    na_err e = { 0 };
    bool same = !h->chunked;
    if (h->chunked) {
        na_buf_reset(&vm->tmp);
        na_http_join(body, &vm->tmp);
        if (na_buf_check(&vm->tmp, "http", &e) < 0) luaL_error(L, "%s", e.msg);
        body = na_buf_get(&vm->tmp);
    }
    nal_charge(L, body.len / 64);
    na_header_find(h->headers, "content-encoding", &list);
    for (int i = 0; list.len && i < MAX_CODINGS; i++) {
        name = last_coding(&list);
        na_coding coding = na_coding_of(name);
        if (coding == NA_CODING_OTHER) break;
        /* Some archives keep the header and have undone the coding. */
        if (coding == NA_CODING_NONE ||
            (coding == NA_CODING_GZIP && !na_str_starts(body, NA_STR("\x1f\x8b")))) {
            name.len = 0;
            continue;
        }
        na_buf_reset(spare);
        int rc = na_coding_undo(body, coding, spare, &e);
        nal_charge(L, spare->len / 8);
        if (rc == NA_ELIMIT || rc == NA_ENOMEM) luaL_error(L, "%s", e.msg);
        if (rc < 0 && !spare->len) break; /* it is none */
        body = na_buf_get(spare);
        same = false;
        name.len = 0;
        spare = spare == &vm->tmp ? &vm->tmp2 : &vm->tmp;
        if (rc < 0) {
            lua_pushstring(L, e.msg);
            lua_setfield(L, -2, "damaged");
            list.len = 0;
        }
    }
    if (same)
        nal_push_like(L, 1, body);
    else
        nal_push(L, body);
    if (!name.len) return;
    nal_push(L, name);
    lua_setfield(L, -3, "encoding");
}

static int l_http(lua_State *L)
{
    na_str s = nal_check_str(L, 1), type;
    na_http h;
    na_err e = { 0 };
    nal_charge(L, s.len / 64);
    if (na_http_parse(s, &h, &e) < 0) return fail(L, e.msg);
    lua_createtable(L, 0, 8);
    if (h.status) lua_pushinteger(L, h.status), lua_setfield(L, -2, "status");
    set(L, "reason", h.reason);
    set(L, "method", h.method);
    set(L, "target", h.target);
    if (na_header_find(h.headers, "content-type", &type)) {
        size_t semi = na_str_chr(type, ';', 0);
        set(L, "charset", na_http_charset_label(type));
        set(L, "type",
            na_str_trim(na_str_sub(type, 0, semi == (size_t)-1 ? type.len : semi)));
    }
    set_headers(L, h.headers);
    push_body(L, &h);
    lua_setfield(L, -2, "body");
    return 1;
}

static const luaL_Reg warc_funcs[] = {
    { "split", l_warc_split }, { "parse", l_warc_parse }, { "http", l_http }, { NULL, NULL }
};
const nal_module nal_mod_warc = { "warc", warc_funcs, NULL };

/* -- mbox ------------------------------------------------------------------------------ */

static int l_mbox_next(lua_State *L)
{
    size_t at;
    na_str s = left(L, &at), rest = s, message;
    if (!na_mbox_next(&rest, &message)) return lua_pushnil(L), 1;
    nal_charge(L, message.len / 16);
    return found(L, at, s, rest, message);
}

static int l_mbox_split(lua_State *L) { return splitter(L, l_mbox_next); }

static int l_mbox_parse(lua_State *L)
{
    na_str s = nal_check_str(L, 1);
    na_buf *b = &nal_vm_of(L)->tmp;
    na_err e = { 0 };
    na_mbox m;
    nal_charge(L, s.len / 16);
    na_mbox_parse(s, &m);
    lua_createtable(L, 0, 8);
    set(L, "from_line", m.from);
    set_header(L, m.headers, "subject", "subject");
    set_header(L, m.headers, "from", "from");
    set_header(L, m.headers, "message-id", "id");
    set_date(L, m.headers, "date");
    set_headers(L, m.headers);
    if (m.quoted) {
        na_buf_reset(b);
        na_mbox_unquote(m.body, b);
        if (na_buf_check(b, "mbox", &e) < 0) return luaL_error(L, "%s", e.msg);
        nal_push(L, na_buf_get(b));
    } else {
        nal_push_like(L, 1, m.body);
    }
    lua_setfield(L, -2, "body");
    return 1;
}

static const luaL_Reg mbox_funcs[] = { { "split", l_mbox_split },
                                       { "parse", l_mbox_parse },
                                       { NULL, NULL } };
const nal_module nal_mod_mbox = { "mbox", mbox_funcs, NULL };
