/* SPDX-License-Identifier: MIT */
/* mod_small.c - modules charset, hash and log; and the list of all modules */
#include "base/hash.h"
#include "script/script_int.h"
#include "text/signature.h"
#include "text/unicode.h"
#include <stdio.h>

/* -- charset --------------------------------------------------------------------------- */

/* charset.detect(bytes) -> name, how */
static int l_detect(lua_State *L)
{
    na_str s = nal_check_str(L, 1);
    na_charset_info info = { 0 };
    nal_charge(L, (s.len > 262144 ? 262144 : s.len) / 8);
    na_charset_detect(nal_vm_of(L)->cs, s, &info);
    lua_pushstring(L, info.used);
    lua_pushstring(L, na_charset_how_name(info.how));
    return 2;
}

/* charset.decode(bytes [, label]) -> text, name; or nil, message */
static int l_decode(lua_State *L)
{
    nal_vm *vm = nal_vm_of(L);
    na_str s = nal_check_str(L, 1), label = nal_opt_str(L, 2);
    na_charset_info info = { 0 };
    na_err e = { 0 };
    nal_charge(L, s.len / 8);
    na_buf_reset(&vm->tmp);
    int rc = label.len ? na_charset_convert(vm->cs, s, label, &vm->tmp, &info, &e)
                       : na_charset_decode(vm->cs, s, label, label, &vm->tmp, &info, &e);
    if (rc < 0) return lua_pushnil(L), lua_pushstring(L, e.msg), 2;
    nal_push(L, na_buf_get(&vm->tmp));
    lua_pushstring(L, info.used);
    return 2;
}

/* charset.mend(text) -> text, what was wrong; or text, nil */
static int l_mend(lua_State *L)
{
    nal_vm *vm = nal_vm_of(L);
    na_str s = nal_check_str(L, 1);
    nal_charge(L, s.len / 4);
    na_buf_reset(&vm->tmp);
    na_mojibake kind = na_mojibake_mend(vm->cs, s, &vm->tmp);
    if (kind == NA_MOJIBAKE_NONE) return lua_pushvalue(L, 1), lua_pushnil(L), 2;
    nal_push(L, na_buf_get(&vm->tmp));
    lua_pushstring(L, na_mojibake_name(kind));
    return 2;
}

/* charset.name(label) -> name, or nil */
static int l_name(lua_State *L)
{
    const char *name = na_charset_name(nal_check_str(L, 1));
    if (!name) return lua_pushnil(L), 1;
    lua_pushstring(L, name);
    return 1;
}

/* charset.normalize(text [, form]) -> text; or nil, message */
static int l_normalize(lua_State *L)
{
    na_str s = nal_check_str(L, 1);
    na_buf *b = &nal_vm_of(L)->tmp;
    na_err e = { 0 };
    const char *form = luaL_optstring(L, 2, "NFC");
    nal_charge(L, s.len);
    na_buf_reset(b);
    int rc = na_text_normalize(s, form, b, &e);
    if (rc == NA_EUSAGE) return luaL_argerror(L, 2, e.msg);
    if (rc < 0) return lua_pushnil(L), lua_pushstring(L, e.msg), 2;
    nal_push(L, na_buf_get(b));
    return 1;
}

static const luaL_Reg charset_funcs[] = {
    { "detect", l_detect }, { "decode", l_decode },       { "name", l_name },
    { "mend", l_mend },     { "normalize", l_normalize }, { NULL, NULL }
};
const nal_module nal_mod_charset = { "charset", charset_funcs, NULL };

/* -- hash ------------------------------------------------------------------------------ */

static int l_sha256(lua_State *L)
{
    na_str s = nal_check_str(L, 1);
    uint8_t h[32];
    char hex[65];
    nal_charge(L, s.len / 16);
    na_sha256_of(s, h);
    na_hex(h, 32, hex);
    lua_pushstring(L, hex);
    return 1;
}

/* XXH3, 64 bits: quick, and not for what somebody may want to forge. */
static int l_xxh3(lua_State *L)
{
    na_str s = nal_check_str(L, 1);
    char hex[17];
    nal_charge(L, s.len / 128);
    snprintf(hex, sizeof hex, "%016llx", (unsigned long long)na_hash64(s, 0));
    lua_pushstring(L, hex);
    return 1;
}

static const luaL_Reg hash_funcs[] = { { "sha256", l_sha256 },
                                       { "xxh3", l_xxh3 },
                                       { NULL, NULL } };
const nal_module nal_mod_hash = { "hash", hash_funcs, NULL };

/* -- log ------------------------------------------------------------------------------- */

static int say(lua_State *L, const char *level)
{
    nal_vm *vm = nal_vm_of(L);
    luaL_checkany(L, 1);
    nal_charge(L, 2000); /* a script that only talks runs out of instructions */
    nal_tostring(L, 1);
    na_str s;
    s.ptr = lua_tolstring(L, -1, &s.len);
    if (s.len > 1024) s.len = 1024;
    if (vm->log) vm->log(vm->log_ctx, level, s);
    return 0;
}

static int l_debug(lua_State *L) { return say(L, "debug"); }
static int l_info(lua_State *L) { return say(L, "info"); }
static int l_warn(lua_State *L) { return say(L, "warn"); }
static int l_error(lua_State *L) { return say(L, "error"); }

static const luaL_Reg log_funcs[] = { { "debug", l_debug },
                                      { "info", l_info },
                                      { "warn", l_warn },
                                      { "error", l_error },
                                      { NULL, NULL } };
const nal_module nal_mod_log = { "log", log_funcs, NULL };

const nal_module *const nal_modules[] = {
    &nal_mod_html, &nal_mod_xml,  &nal_mod_json,    &nal_mod_csv,    &nal_mod_date,
    &nal_mod_text, &nal_mod_url,  &nal_mod_charset, &nal_mod_hash,   &nal_mod_log,
    &nal_mod_feed, &nal_mod_warc, &nal_mod_mbox,    &nal_mod_mail,   &nal_mod_progress,
    &nal_mod_zip,  &nal_mod_rtf,  &nal_mod_pdf,     &nal_mod_sqlite, NULL,
};
