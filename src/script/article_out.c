/* SPDX-License-Identifier: MIT */
/* article_out.c - from an na_article to Lua values: article_in.c's other direction */
#include "script/script_int.h"

static void push_list(lua_State *L, na_strv v)
{
    lua_createtable(L, (int)(v.n < NA_MAX_LIST ? v.n : NA_MAX_LIST), 0);
    for (size_t i = 0; i < v.n; i++) {
        nal_push(L, v.v[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
}

static void push_meta(lua_State *L, const na_article *a)
{
    lua_createtable(L, 0, (int)a->nmeta);
    for (size_t i = 0; i < a->nmeta; i++) {
        const na_meta *m = &a->meta[i];
        nal_push(L, m->key);
        if (m->kind == NA_META_BOOL) {
            lua_pushboolean(L, na_str_eqc(m->value, "true"));
        } else {
            nal_push(L, m->value);
            if (m->kind == NA_META_NUM && lua_stringtonumber(L, lua_tostring(L, -1)))
                lua_remove(L, -2);
        }
        lua_rawset(L, -3);
    }
}

static void push_from(lua_State *L, const na_article *a)
{
    lua_createtable(L, 0, (int)(a->prov.nfields < NA_MAX_FROM ? a->prov.nfields : 0));
    for (size_t i = 0; i < a->prov.nfields; i++) {
        nal_push(L, a->prov.fields[i].field);
        nal_push(L, a->prov.fields[i].value);
        lua_rawset(L, -3);
    }
}

static const struct {
    const char *name;
    size_t at;
} texts[] = {
    { "id", offsetof(na_article, id) },
    { "title", offsetof(na_article, title) },
    { "body", offsetof(na_article, body) },
    { "url", offsetof(na_article, url) },
    { "source", offsetof(na_article, source) },
    { "published", offsetof(na_article, published) },
    { "modified", offsetof(na_article, modified) },
    { "section", offsetof(na_article, section) },
    { "lang", offsetof(na_article, lang) },
    { "deck", offsetof(na_article, deck) },
    { "key", offsetof(na_article, key) },
};
enum { NTEXTS = sizeof texts / sizeof texts[0] };

bool nal_push_article_field(lua_State *L, const na_article *a, const char *k)
{
    for (size_t i = 0; i < NTEXTS; i++) {
        if (strcmp(k, texts[i].name) != 0) continue;
        na_str s = *(const na_str *)(const void *)((const char *)a + texts[i].at);
        if (s.len)
            nal_push(L, s);
        else
            lua_pushnil(L);
        return true;
    }
    if (strcmp(k, "authors") == 0)
        push_list(L, a->authors);
    else if (strcmp(k, "tags") == 0)
        push_list(L, a->tags);
    else if (strcmp(k, "meta") == 0)
        push_meta(L, a);
    else if (strcmp(k, "from") == 0)
        push_from(L, a);
    else if (strcmp(k, "revision") == 0)
        lua_pushinteger(L, a->revision);
    else if (strcmp(k, "precision") == 0)
        lua_pushstring(L, na_precision_name(a->published_precision));
    else
        return false;
    return true;
}

void nal_push_article(lua_State *L, const na_article *a)
{
    static const char *const fields[] = { "title", "deck",     "body", "url",     "source",
                                          "key",   "section",  "lang", "authors", "tags",
                                          "meta",  "modified", "from" };
    na_date d;
    lua_createtable(L, 0, 16);
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        nal_push_article_field(L, a, fields[i]);
        lua_setfield(L, -2, fields[i]);
    }
    if (a->permalink) {
        lua_pushboolean(L, 1);
        lua_setfield(L, -2, "permalink");
    }
    /* As a date: a string would lose that only the month was known. */
    if (na_date_parse(a->published, &(na_date_opts){ .any = true }, &d)) {
        d.precision = a->published_precision;
        nal_push_date(L, &d);
        lua_setfield(L, -2, "published");
    }
}
