/* SPDX-License-Identifier: MIT */
/* record.c - rec, stream and ctx: what a reader is handed
 *
 * All three are userdata whose fields are answered on demand, so that a record costs
 * nothing it is not asked for: no hash, no decoding, no copy.
 */
#include "base/hash.h"
#include "base/nearest.h"
#include "base/utf8.h"
#include "script/script_int.h"
#include "text/unicode.h"

enum { CAPTURE_MAX = 4096 }; /* bytes of a name of a capture: longer ones are none */
enum { LACKS_MAX = 400 };

static const char cls_rec[] = "record", cls_stream[] = "stream", cls_ctx[] = "context";

typedef struct rec_ud {
    nal_rec r;
    uint64_t gen;
    na_str text; /* decoded, when text_is */
    char charset[32];
    bool text_is;
} rec_ud;

static rec_ud *check_rec(lua_State *L)
{
    rec_ud *u = nal_check(L, 1, cls_rec);
    if (u->gen != nal_vm_of(L)->gen[NAL_RECORD])
        luaL_error(L, "record has expired: it lives until parse returns");
    return u;
}

void nal_ext(na_str name, char out[16])
{
    size_t n = 0;
    out[0] = 0;
    for (size_t i = name.len; i-- > 0 && name.ptr[i] != '/';) {
        if (name.ptr[i] != '.') continue;
        for (i++; i < name.len && n < 15; i++) {
            char c = name.ptr[i];
            out[n++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
        }
        out[n] = 0;
        return;
    }
}

/* Bytes that are text as they stand: ASCII, or UTF-8, with nothing that announces another
 * encoding in seven bits. */
static bool is_text(na_str s, bool *ascii)
{
    unsigned char high = 0;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c == 0 || c == 27) return false;
        high |= c;
    }
    *ascii = high < 0x80;
    return high < 0x80 || (na_utf8_valid(s) && !na_str_starts(s, NA_STR("\xef\xbb\xbf")));
}

int nal_decode(nal_vm *vm, na_str bytes, na_str label, na_str *out, na_charset_info *info,
               na_err *err)
{
    na_buf_reset(&vm->tmp);
    int rc = label.len
                 ? na_charset_convert(vm->cs, bytes, label, &vm->tmp, info, err)
                 : na_charset_decode(vm->cs, bytes, label, label, &vm->tmp, info, err);
    if (rc < 0) return rc;
    *out = na_arena_str(&vm->arena, na_buf_get(&vm->tmp));
    return out->ptr ? NA_OK : na_fail_nomem(err);
}

/* A part of a file that was cut: what its head says of the encoding holds for it, too. */
static na_str declared_by_file(const nal_rec *r)
{
    na_str head = na_str_sub(r->head, 0, 4096);
    return na_str_starts(head, NA_STR("<?xml")) ? na_xml_charset_label(head)
                                                : (na_str){ 0 };
}

/* What the document says of its own encoding. */
static na_str declared(const nal_rec *r)
{
    na_str head = na_str_sub(r->bytes, 0, 4096);
    na_str lead = na_str_trim(head), label = { 0 };
    if (lead.len && lead.ptr[0] == '<') {
        label = na_xml_charset_label(head);
        if (!label.len) label = na_html_charset_label(head);
        if (!label.len) label = declared_by_file(r);
    }
    return label;
}

/* The record as UTF-8; false and a message on the stack when that fails. */
static bool decode(lua_State *L, rec_ud *u)
{
    nal_vm *vm = nal_vm_of(L);
    na_charset_info info = { 0 };
    na_err e = { 0 };
    bool ascii = false;
    if (u->text_is) return true;
    nal_charge(L, u->r.bytes.len / 64);
    if (is_text(u->r.bytes, &ascii)) {
        u->text = u->r.bytes;
        memcpy(u->charset, "utf-8", 6);
        if (!ascii) na_charset_note(vm->cs, u->r.bytes.len, declared(&u->r));
    } else {
        na_buf_reset(&vm->tmp);
        if (na_charset_decode(vm->cs, u->r.bytes, u->r.charset, declared(&u->r), &vm->tmp,
                              &info, &e) < 0)
            return lua_pushstring(L, e.msg), false;
        u->text = na_arena_str(&vm->arena, na_buf_get(&vm->tmp));
        if (!u->text.ptr)
            return lua_pushliteral(L, "no memory left for this record"), false;
        memcpy(u->charset, info.used, sizeof u->charset);
    }
    u->text_is = true;
    return true;
}

static int fail(lua_State *L) /* message on top */
{
    lua_pushnil(L);
    lua_insert(L, -2);
    return 2;
}

static int l_bytes(lua_State *L)
{
    nal_push_view(L, check_rec(L)->r.bytes, NAL_RECORD);
    return 1;
}

static int l_text(lua_State *L)
{
    rec_ud *u = check_rec(L);
    na_str label = nal_opt_str(L, 2), out = { 0 };
    na_err e = { 0 };
    if (!label.len) {
        if (!decode(L, u)) return fail(L);
        out = u->text;
    } else {
        nal_charge(L, u->r.bytes.len / 64);
        size_t i = 0; /* ASCII is itself in every charset that extends it */
        const char *name = na_charset_name(label);
        if (!name) {
            lua_pushliteral(L, "this charset is not offered");
            return fail(L);
        }
        if (strncmp(name, "windows-", 8) == 0 || strcmp(name, "utf-8") == 0)
            while (i < u->r.bytes.len && (unsigned char)u->r.bytes.ptr[i] < 0x80) i++;
        if (i == u->r.bytes.len) {
            out = u->r.bytes;
        } else if (nal_decode(nal_vm_of(L), u->r.bytes, label, &out, NULL, &e) < 0) {
            lua_pushstring(L, e.msg);
            return fail(L);
        }
    }
    nal_push_view(L, out, NAL_RECORD);
    return 1;
}

static int l_lines(lua_State *L)
{
    rec_ud *u = check_rec(L);
    if (!decode(L, u)) return lua_error(L);
    nal_push_view(L, u->text, NAL_RECORD);
    nal_push_lines(L, true);
    return 1;
}

static int l_html(lua_State *L)
{
    rec_ud *u = check_rec(L);
    return decode(L, u) ? nal_html_parse(L, u->text) : fail(L);
}

static int l_json(lua_State *L)
{
    rec_ud *u = check_rec(L);
    return decode(L, u) ? nal_json_parse(L, u->text) : fail(L);
}

static int l_xml(lua_State *L)
{
    const nal_rec *r = &check_rec(L)->r;
    na_str label = nal_opt_str(L, 2);
    if (!label.len && r->bytes.len && r->bytes.ptr[0] == '<' &&
        !na_xml_charset_label(na_str_sub(r->bytes, 0, 4096)).len)
        label = r->charset.len ? r->charset : declared_by_file(r);
    return nal_xml_parse(L, r->bytes, label, false);
}

static int push_common(lua_State *L, const nal_rec *r, const char *k)
{
    if (strcmp(k, "name") == 0)
        nal_push(L, r->name);
    else if (strcmp(k, "source") == 0)
        nal_push(L, r->source);
    else if (strcmp(k, "size") == 0)
        lua_pushinteger(L, (lua_Integer)r->bytes.len);
    else if (strcmp(k, "mtime") == 0) {
        if (r->mtime > 0)
            lua_pushinteger(L, r->mtime);
        else
            lua_pushnil(L);
    } else if (strcmp(k, "type") == 0) {
        char ext[16];
        nal_ext(r->name, ext);
        lua_pushstring(L, ext);
    } else {
        return 0;
    }
    return 1;
}

/* Upvalue: the methods. */
static int l_rec_index(lua_State *L)
{
    const char *k = luaL_checkstring(L, 2);
    lua_settop(L, 2);
    lua_pushvalue(L, 2);
    if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL) return 1;
    rec_ud *u = check_rec(L);
    if (push_common(L, &u->r, k)) return 1;
    if (strcmp(k, "index") == 0) {
        lua_pushinteger(L, (lua_Integer)u->r.index);
    } else if (strcmp(k, "head") == 0) {
        nal_push_view(L, u->r.head, NAL_RECORD);
    } else if (strcmp(k, "url") == 0) {
        if (u->r.url.len)
            nal_push(L, u->r.url);
        else
            lua_pushnil(L);
    } else if (strcmp(k, "charset") == 0) {
        if (!decode(L, u)) return lua_pushnil(L), 1;
        lua_pushstring(L, u->charset);
    } else if (strcmp(k, "sha256") == 0) {
        uint8_t h[32];
        char hex[65];
        nal_charge(L, u->r.bytes.len / 16);
        na_sha256_of(u->r.bytes, h);
        na_hex(h, 32, hex);
        lua_pushstring(L, hex);
    } else {
        return luaL_error(L, "a record has no field '%s'", k);
    }
    return 1;
}

void nal_push_rec(lua_State *L, const nal_rec *r)
{
    rec_ud *u = lua_newuserdatauv(L, sizeof *u, 0);
    *u = (rec_ud){ .r = *r, .gen = nal_vm_of(L)->gen[NAL_RECORD] };
    lua_rawgetp(L, LUA_REGISTRYINDEX, cls_rec);
    lua_setmetatable(L, -2);
}

/* -- stream: a whole entry, for split -------------------------------------------------- */

static int l_stream_view(lua_State *L)
{
    rec_ud *u = nal_check(L, 1, cls_stream);
    if (u->gen != nal_vm_of(L)->gen[NAL_ENTRY]) return luaL_error(L, "stream has expired");
    nal_push_view(L, u->r.bytes, NAL_ENTRY);
    return 1;
}

static int l_stream_index(lua_State *L)
{
    const char *k = luaL_checkstring(L, 2);
    lua_settop(L, 2);
    lua_pushvalue(L, 2);
    if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL) return 1;
    rec_ud *u = nal_check(L, 1, cls_stream);
    if (u->gen != nal_vm_of(L)->gen[NAL_ENTRY]) return luaL_error(L, "stream has expired");
    return push_common(L, &u->r, k) ? 1 : luaL_error(L, "a stream has no field '%s'", k);
}

void nal_push_stream(lua_State *L, const nal_rec *r)
{
    rec_ud *u = lua_newuserdatauv(L, sizeof *u, 0);
    *u = (rec_ud){ .r = *r, .gen = nal_vm_of(L)->gen[NAL_ENTRY] };
    lua_rawgetp(L, LUA_REGISTRYINDEX, cls_stream);
    lua_setmetatable(L, -2);
}

/* -- ctx ------------------------------------------------------------------------------- */

static int l_emit(lua_State *L)
{
    nal_vm *vm = nal_vm_of(L);
    nal_check(L, 1, cls_ctx);
    luaL_checktype(L, 2, LUA_TTABLE);
    if (!vm->emitted) return luaL_error(L, "ctx:emit works within parse only");
    nal_take_articles(L, 2, vm->emitted, false);
    return 0;
}

static void known_by(lua_State *L, int idx, na_known_by *out)
{
    static const char *const names[] = { "id", "digest", "url", "date" };
    na_str *const to[] = { &out->id, &out->digest, &out->url, &out->date };
    nal_vm *vm = nal_vm_of(L);
    nal_closed(L, idx, "ctx.known_by", "ctx:capture");
    for (size_t i = 0; i < 4; i++) {
        na_str s = { 0 };
        if (!nal_field_str(L, idx, names[i], &s) || s.len > CAPTURE_MAX) continue;
        if (!(*to[i] = na_arena_str(&vm->arena, s)).ptr) luaL_error(L, "not enough memory");
    }
}

/* The articles of the record become findable for later ones, or it is one of those. */
static int l_capture(lua_State *L)
{
    nal_vm *vm = nal_vm_of(L);
    na_capture c = { 0 };
    nal_check(L, 1, cls_ctx);
    luaL_checktype(L, 2, LUA_TTABLE);
    if (!vm->rec) return luaL_error(L, "ctx:capture works within parse only");
    lua_settop(L, 3);
    known_by(L, 2, &c.self);
    if (!lua_isnil(L, 3)) {
        luaL_checktype(L, 3, LUA_TTABLE);
        known_by(L, 3, &c.of);
    }
    vm->capture = c;
    return 0;
}

/* "no column "Kof" for title; did you mean "Kopf"? It has: Kopf, Inhalt" */
static void say_lacks(lua_State *L, na_str field, na_str path, na_buf *b)
{
    const size_t n = lua_rawlen(L, 4);
    na_nearest near = na_nearest_of(path);
    na_str name, best;
    na_buf_printf(b, "no column \"%.*s\" for %.*s", NA_STR_ARG(path), NA_STR_ARG(field));
    for (size_t i = 1; i <= n && i <= NA_CSV_FIELDS; i++) {
        lua_rawgeti(L, 4, (lua_Integer)i);
        if (nal_to_str(L, -1, &name) && name.len) na_nearest_offer(&near, name);
        lua_pop(L, 1);
    }
    best = na_nearest_get(&near);
    if (best.len)
        na_buf_printf(b, "; did you mean \"%.*s\"?", NA_STR_ARG(best));
    else
        na_buf_putc(b, '.');
    na_buf_puts(b, n ? " It has:" : " Its columns have no names, only numbers");
    for (size_t i = 1; i <= n && b->len < LACKS_MAX; i++) {
        lua_rawgeti(L, 4, (lua_Integer)i);
        if (nal_to_str(L, -1, &name))
            na_buf_printf(b, "%s %.*s", i > 1 ? "," : "", NA_STR_ARG(name));
        lua_pop(L, 1);
    }
}

static na_str kept_around(lua_State *L, int idx)
{
    const na_str s = lua_isnil(L, idx) ? (na_str){ "", 0 } : nal_check_str(L, idx);
    const na_str out =
        s.len > NA_MAX_AROUND ? (na_str){ "", 0 } : na_arena_str(&nal_vm_of(L)->arena, s);
    if (!out.ptr) luaL_error(L, "not enough memory");
    nal_charge(L, s.len / 64);
    return out;
}

/* What a piece of a file must stand between: both, or it is not the piece's context. */
static int l_around(lua_State *L)
{
    nal_vm *vm = nal_vm_of(L);
    nal_check(L, 1, cls_ctx);
    if (!vm->rec) return luaL_error(L, "ctx:around works within parse only");
    lua_settop(L, 3);
    vm->before = kept_around(L, 2);
    vm->after = kept_around(L, 3);
    return 0;
}

/* What --map names is there, or is not: the import decides what comes of that. */
static int l_mapped(lua_State *L)
{
    nal_vm *vm = nal_vm_of(L);
    nal_check(L, 1, cls_ctx);
    lua_settop(L, 4);
    if (lua_isnil(L, 2)) {
        vm->mapped = true;
        return 0;
    }
    const na_str field = nal_check_str(L, 2), path = nal_check_str(L, 3);
    luaL_checktype(L, 4, LUA_TTABLE);
    nal_charge(L, 10 + 20 * lua_rawlen(L, 4));
    na_buf_reset(&vm->tmp);
    say_lacks(L, na_str_sub(field, 0, 80), na_str_sub(path, 0, 80), &vm->tmp);
    na_str said = na_buf_get(&vm->tmp);
    if (said.len > LACKS_MAX) said.len = na_u8_floor(said, LACKS_MAX);
    said = na_arena_str(&vm->arena, said);
    if (!said.ptr) return luaL_error(L, "not enough memory");
    vm->lacks = nal_clean_line(L, said, "the columns");
    return 0;
}

static int l_mem(lua_State *L)
{
    lua_pushinteger(L, (lua_Integer)nal_vm_of(L)->budget.live);
    return 1;
}

/* Lines of FIELD=PATH as a table; nil when there are none. */
static void push_map(lua_State *L, na_str lines)
{
    na_str line;
    if (!lines.len) {
        lua_pushnil(L);
        return;
    }
    lua_newtable(L);
    while (na_str_line(&lines, &line)) {
        size_t eq = na_str_chr(line, '=', 0);
        if (eq == (size_t)-1) continue;
        nal_push(L, na_str_sub(line, 0, eq));
        nal_push(L, na_str_sub(line, eq + 1, line.len));
        lua_rawset(L, -3);
    }
}

static int l_ctx_index(lua_State *L)
{
    nal_vm *vm = nal_vm_of(L);
    const char *k = luaL_checkstring(L, 2);
    lua_settop(L, 2);
    lua_pushvalue(L, 2);
    if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL) return 1;
    nal_check(L, 1, cls_ctx);
    if (strcmp(k, "now") == 0) {
        na_date d = { .secs = vm->now, .precision = NA_PREC_SECOND, .has_offset = true };
        nal_push_date(L, &d);
    } else if (strcmp(k, "base_url") == 0) {
        nal_push(L, vm->base_url);
    } else if (strcmp(k, "map") == 0) {
        push_map(L, vm->map);
    } else if (strcmp(k, "options") == 0) {
        lua_getiuservalue(L, 1, 1);
    } else {
        return luaL_error(L, "ctx has no field '%s'", k);
    }
    return 1;
}

/* The one ctx of the state; made when first asked for. */
void nal_push_ctx(lua_State *L)
{
    static const char key = 0;
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &key) != LUA_TNIL) return;
    lua_pop(L, 1);
    lua_newuserdatauv(L, 1, 1);
    lua_newtable(L);
    lua_setiuservalue(L, -2, 1);
    lua_rawgetp(L, LUA_REGISTRYINDEX, cls_ctx);
    lua_setmetatable(L, -2);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &key);
}

/* A class whose __index is a function over its method table. */
static void index_class(lua_State *L, const char *cls, const luaL_Reg *methods,
                        lua_CFunction index)
{
    nal_class(L, cls, NULL, NULL, false);
    lua_rawgetp(L, LUA_REGISTRYINDEX, cls);
    lua_createtable(L, 0, 8);
    nal_funcs(L, cls, methods);
    lua_pushcclosure(L, index, 1);
    lua_setfield(L, -2, "__index");
    lua_pop(L, 1);
}

void nal_record_setup(lua_State *L)
{
    static const luaL_Reg rec[] = { { "text", l_text },   { "bytes", l_bytes },
                                    { "lines", l_lines }, { "html", l_html },
                                    { "xml", l_xml },     { "json", l_json },
                                    { NULL, NULL } };
    static const luaL_Reg stream[] = { { "view", l_stream_view }, { NULL, NULL } };
    static const luaL_Reg ctx[] = { { "around", l_around }, { "capture", l_capture },
                                    { "emit", l_emit },     { "mapped", l_mapped },
                                    { "mem", l_mem },       { "read", nal_l_read },
                                    { NULL, NULL } };
    index_class(L, cls_rec, rec, l_rec_index);
    index_class(L, cls_stream, stream, l_stream_index);
    index_class(L, cls_ctx, ctx, l_ctx_index);
}
