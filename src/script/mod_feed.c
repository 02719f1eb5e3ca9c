/* SPDX-License-Identifier: MIT */
/* mod_feed.c - module feed: a news feed of any format as a plain table */
#include "script/script_int.h"
#include "text/feed.h"

static void set(lua_State *L, const char *name, na_str s)
{
    if (!s.len) return;
    nal_push(L, s);
    lua_setfield(L, -2, name);
}

static void set_list(lua_State *L, const char *name, na_strv v)
{
    lua_createtable(L, (int)v.n, 0);
    for (size_t i = 0; i < v.n; i++) {
        nal_push(L, v.v[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, name);
}

static void set_date(lua_State *L, const char *name, na_str s)
{
    na_date d = { 0 };
    if (!s.len || s.len > 200 || !na_date_parse(s, &nal_vm_of(L)->dates, &d)) return;
    nal_push_date(L, &d);
    lua_setfield(L, -2, name);
}

static void push_item(lua_State *L, const na_feed_item *it)
{
    nal_charge(L, 40 + (it->content.len + it->summary.len) / 32);
    lua_createtable(L, 0, 14);
    set(L, "id", it->id);
    set(L, "url", it->url);
    set(L, "title", it->title);
    set(L, "summary", it->summary);
    set(L, "content", it->content);
    set(L, "lang", it->lang);
    set_date(L, "published", it->published);
    set_date(L, "modified", it->modified);
    set_list(L, "authors", it->authors);
    set_list(L, "tags", it->tags);
    set_list(L, "enclosures", it->enclosures);
    lua_pushboolean(L, it->permalink), lua_setfield(L, -2, "permalink");
    lua_pushboolean(L, it->html), lua_setfield(L, -2, "html");
}

static int l_parse(lua_State *L)
{
    na_str s = nal_check_str(L, 1);
    na_feed f;
    na_err e = { 0 };
    nal_charge(L, s.len / 4);
    if (na_feed_parse(s, &nal_vm_of(L)->arena, &f, &e) < 0) {
        lua_pushnil(L);
        lua_pushstring(L, e.msg);
        return 2;
    }
    lua_createtable(L, 0, 8);
    set(L, "kind", na_str_c(f.kind));
    set(L, "title", f.title);
    set(L, "url", f.url);
    set(L, "description", f.description);
    set(L, "lang", f.lang);
    set_date(L, "modified", f.modified);
    lua_createtable(L, (int)f.n, 0);
    for (size_t i = 0; i < f.n; i++) {
        push_item(L, &f.items[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "items");
    return 1;
}

static const luaL_Reg funcs[] = { { "parse", l_parse }, { NULL, NULL } };

const nal_module nal_mod_feed = { "feed", funcs, NULL };
