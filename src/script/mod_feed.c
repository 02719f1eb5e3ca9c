/* SPDX-License-Identifier: MIT */
/* mod_feed.c - module feed: a news feed of any format as a plain table */
#include "script/script_int.h"
#include "text/feed.h"

enum { MAX_DATE = 200 }; /* bytes of what may be one */

static void set(lua_State *L, const char *name, na_str s)
{
    if (!s.len) return;
    nal_push(L, s);
    lua_setfield(L, -2, name);
}

static void set_bool(lua_State *L, const char *name, bool on)
{
    lua_pushboolean(L, on);
    lua_setfield(L, -2, name);
}

static void set_title_kind(lua_State *L, na_feed_kind k)
{
    if (k != NA_FEED_UNSAID) set_bool(L, "title_html", k == NA_FEED_MARKUP);
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

/* authors: what they are called; people: all that is known of them. */
static void set_people(lua_State *L, na_feed_people p)
{
    lua_createtable(L, (int)p.n, 0);
    for (size_t i = 0; i < p.n; i++) {
        const na_feed_person *one = &p.v[i];
        nal_push(L, one->name.len ? one->name : one->email.len ? one->email : one->url);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "authors");
    lua_createtable(L, (int)p.n, 0);
    for (size_t i = 0; i < p.n; i++) {
        lua_createtable(L, 0, 3);
        set(L, "name", p.v[i].name);
        set(L, "email", p.v[i].email);
        set(L, "url", p.v[i].url);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "people");
}

/* A date; or, under the other name, what is none that we know. */
static void set_date(lua_State *L, const char *name, const char *as_written, na_str s)
{
    na_date_opts o = nal_vm_of(L)->dates;
    na_date d = { 0 };

    if (!s.len) return;
    o.allow_month = o.allow_year = true; /* Dublin Core has such */
    o.allow_epoch = true;
    if (s.len > MAX_DATE || !na_date_parse(s, &o, &d)) {
        set(L, as_written, na_str_sub(s, 0, MAX_DATE));
        return;
    }
    nal_push_date(L, &d);
    lua_setfield(L, -2, name);
}

static void push_item(lua_State *L, const na_feed_item *it)
{
    nal_charge(L, 40 + (it->content.len + it->summary.len) / 32);
    lua_createtable(L, 0, 16);
    set(L, "id", it->id);
    set(L, "url", it->url);
    set(L, "title", it->title);
    set(L, "summary", it->summary);
    set(L, "content", it->content);
    set(L, "lang", it->lang);
    set(L, "source", it->source);
    set_date(L, "published", "published_text", it->published);
    set_date(L, "modified", "modified_text", it->modified);
    set_people(L, it->people);
    set_list(L, "tags", it->tags);
    set_list(L, "enclosures", it->enclosures);
    set_bool(L, "permalink", it->permalink);
    set_bool(L, "html", it->html);
    set_title_kind(L, it->title_kind);
}

/* feed.parse(text [, base]) */
static int l_parse(lua_State *L)
{
    na_str s = nal_check_str(L, 1), base = nal_opt_str(L, 2);
    na_feed f;
    na_err e = { 0 };

    nal_charge(L, s.len / 4);
    if (na_feed_parse(s, base, &nal_vm_of(L)->arena, &f, &e) < 0) {
        lua_pushnil(L);
        lua_pushstring(L, e.msg);
        return 2;
    }
    lua_createtable(L, 0, 16);
    set(L, "kind", na_str_c(f.kind));
    set(L, "id", f.id);
    set(L, "title", f.title);
    set(L, "url", f.url);
    set(L, "description", f.description);
    set(L, "lang", f.lang);
    set(L, "damage", na_str_c(f.damage));
    set_date(L, "published", "published_text", f.published);
    set_date(L, "modified", "modified_text", f.modified);
    set_people(L, f.people);
    set_list(L, "tags", f.tags);
    set_bool(L, "html", f.html);
    set_title_kind(L, f.title_kind);
    set_bool(L, "cut", f.cut);
    set_bool(L, "lost", f.lost);
    lua_createtable(L, (int)f.n, 0);
    for (size_t i = 0; i < f.n; i++) {
        push_item(L, &f.items[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "items");
    return 1;
}

/* feed.pieces(bytes, items, max): positions as Lua counts them, the last byte of each
 * part. */
static int l_pieces(lua_State *L)
{
    na_str s = nal_check_str(L, 1);
    lua_Integer items = luaL_checkinteger(L, 2), max = luaL_checkinteger(L, 3);
    na_feed_pieces p;
    na_err e = { 0 };

    luaL_argcheck(L, items >= 1, 2, "at least 1");
    luaL_argcheck(L, max >= 1, 3, "at least 1");
    nal_charge(L, s.len / 8);
    if (na_feed_cut(s, (size_t)items, (size_t)max, &nal_vm_of(L)->arena, &p, &e) < 0)
        return luaL_error(L, "%s", e.msg);
    lua_createtable(L, 0, 3);
    lua_pushinteger(L, (lua_Integer)p.head);
    lua_setfield(L, -2, "head");
    lua_pushinteger(L, (lua_Integer)p.tail);
    lua_setfield(L, -2, "tail");
    lua_createtable(L, (int)p.n, 0);
    for (size_t i = 0; i < p.n; i++) {
        lua_pushinteger(L, (lua_Integer)p.ends[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "ends");
    return 1;
}

static const luaL_Reg funcs[] = { { "parse", l_parse },
                                  { "pieces", l_pieces },
                                  { NULL, NULL } };

const nal_module nal_mod_feed = { "feed", funcs, NULL };
