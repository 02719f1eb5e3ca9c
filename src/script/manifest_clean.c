/* SPDX-License-Identifier: MIT */
/* manifest_clean.c - the rules of a clean script, read out of its manifest
 *
 * Selectors are compiled once here, for their errors; clean.c applies them as text.
 */
#include "script/manifest.h"
#include "text/html.h"

enum { MAX_RULES = 200 };

static void check_selector(lua_State *L, const char *what, na_str css)
{
    na_html_sel *sel = NULL;
    na_err e = { 0 };
    int rc = na_html_sel_new(css, &sel, &e);
    na_html_sel_free(sel);
    if (rc < 0) luaL_error(L, "%s: %s", what, e.msg);
}

static na_strv list(lua_State *L, int idx, nal_manifest *m, const char *what)
{
    na_strv v = { 0 };
    if (nal_manifest_field(L, idx, what) != LUA_TNIL) v = nal_manifest_list(L, m, what);
    lua_pop(L, 1);
    if (v.n > MAX_RULES) luaL_error(L, "%s has more than %d strings", what, MAX_RULES);
    return v;
}

static na_strv selectors(lua_State *L, int idx, nal_manifest *m, const char *what)
{
    na_strv v = list(L, idx, m, what);
    for (size_t i = 0; i < v.n; i++) check_selector(L, what, v.v[i]);
    return v;
}

size_t nal_rule_attr(na_str s)
{
    size_t i = s.len;
    while (i > 0 && ((s.ptr[i - 1] >= 'a' && s.ptr[i - 1] <= 'z') || s.ptr[i - 1] == '-' ||
                     (s.ptr[i - 1] >= '0' && s.ptr[i - 1] <= '9')))
        i--;
    return i > 1 && i < s.len && s.ptr[i - 1] == '@' ? i : s.len;
}

static na_strv picks(lua_State *L, int idx, nal_manifest *m, const char *what)
{
    na_strv v = list(L, idx, m, what);
    for (size_t i = 0; i < v.n; i++) {
        size_t at = nal_rule_attr(v.v[i]);
        check_selector(L, what, na_str_sub(v.v[i], 0, at < v.v[i].len ? at - 1 : at));
    }
    return v;
}

/* "example.com", "*.example.com" or "*". */
static void check_host(lua_State *L, na_str host)
{
    na_str rest = na_str_starts(host, NA_STR("*.")) ? na_str_sub(host, 2, host.len) : host;
    bool ok = rest.len > 0;
    if (na_str_eqc(host, "*")) return;
    for (size_t i = 0; i < rest.len; i++) {
        char c = rest.ptr[i];
        ok = ok && c != '*' && c != '/' && c != ':' && c != ' ' && !(c >= 'A' && c <= 'Z');
    }
    if (!ok)
        luaL_error(
            L, "host: '%s' is not a host name in small letters, '*.' before one, or '*'",
            host.ptr);
}

/* text = { { "^Advertisement$", "" }, ... } */
static void read_text(lua_State *L, int idx, nal_manifest *m)
{
    nal_rules *r = &m->clean;
    if (nal_manifest_field(L, idx, "text") != LUA_TNIL) {
        if (lua_type(L, -1) != LUA_TTABLE)
            luaL_error(L, "text must be a list of {pattern, replacement}, not %s",
                       luaL_typename(L, -1));
        size_t n = lua_rawlen(L, -1);
        if (!n || n > MAX_RULES)
            luaL_error(L, "text must have 1 to %d {pattern, replacement}", MAX_RULES);
        r->text = nal_manifest_alloc(L, m, n, sizeof *r->text);
        for (size_t i = 1; i <= n; i++) {
            na_str s[2];
            if (lua_rawgeti(L, -1, (lua_Integer)i) != LUA_TTABLE)
                luaL_error(L, "an item of text is {pattern, replacement}, not %s",
                           luaL_typename(L, -1));
            for (int k = 0; k < 2; k++) {
                if (lua_rawgeti(L, -1 - k, k + 1) != LUA_TSTRING)
                    luaL_error(L, "an item of text is {pattern, replacement}, two strings");
                s[k].ptr = lua_tolstring(L, -1, &s[k].len);
            }
            if (!s[0].len) luaL_error(L, "text: an empty pattern");
            r->text[r->ntext++] =
                (nal_subst){ nal_manifest_str(L, m, s[0]), nal_manifest_str(L, m, s[1]) };
            lua_pop(L, 3);
        }
    }
    lua_pop(L, 1);
}

void nal_rules_read(lua_State *L, int idx, nal_manifest *m)
{
    nal_rules *r = &m->clean;
    r->hosts = list(L, idx, m, "host");
    for (size_t i = 0; i < r->hosts.n; i++) check_host(L, r->hosts.v[i]);
    if (nal_field_str(L, idx, "extends", &r->extends))
        r->extends = nal_manifest_str(L, m, r->extends);
    r->drop = selectors(L, idx, m, "drop");
    r->body = selectors(L, idx, m, "body");
    r->title = picks(L, idx, m, "title");
    r->date = picks(L, idx, m, "date");
    r->url_strip = list(L, idx, m, "url_strip");
    read_text(L, idx, m);
}
