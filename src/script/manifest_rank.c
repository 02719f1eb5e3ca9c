/* SPDX-License-Identifier: MIT */
/* manifest_rank.c - the weights of a rank script, read out of its manifest */
#include "base/nearest.h"
#include "script/manifest.h"
#include <math.h>

enum { MAX_SOURCES = 1000, MAX_FACTOR = 1000 };

/* The factor on top of the stack. */
static double factor(lua_State *L, const char *what, const char *of, double most)
{
    double d = lua_tonumber(L, -1);
    if (lua_type(L, -1) != LUA_TNUMBER || !(d >= 0) || d > most)
        luaL_error(L, "%s.%s must be a number from 0 to %d", what, of, (int)most);
    return d;
}

static void read_recency(lua_State *L, int idx, nal_manifest *m)
{
    static const char *const keys[] = { "half_life", "weight", NULL };
    na_str s = { 0 };
    int64_t secs = 0;
    if (lua_type(L, idx) != LUA_TTABLE)
        luaL_error(L, "recency must be { half_life = \"30d\", weight = 0.5 }");
    nal_closed_keys(L, idx, keys, "recency");
    if (!nal_field_str(L, idx, "half_life", &s) || !nal_duration(s, &secs) || secs <= 0)
        luaL_error(L, "recency.half_life must be a duration (12h, 30d, 52w)");
    m->rank.half_life = (double)secs;
    m->rank.recency = 0.5;
    if (nal_manifest_field(L, idx, "weight") != LUA_TNIL)
        m->rank.recency = factor(L, "recency", "weight", 1);
    lua_pop(L, 1);
}

static void read_sources(lua_State *L, int idx, nal_manifest *m)
{
    size_t n = 0;
    if (lua_type(L, idx) != LUA_TTABLE)
        luaL_error(L, "source must be { [\"KCNA\"] = 1.5 }");
    lua_pushnil(L);
    while (lua_next(L, idx)) n++, lua_pop(L, 1);
    if (n > MAX_SOURCES) luaL_error(L, "source has more than %d names", MAX_SOURCES);
    m->rank.sources.v = nal_manifest_alloc(L, m, n, sizeof(na_str));
    double *by = nal_manifest_alloc(L, m, n, sizeof *by);
    lua_pushnil(L);
    while (lua_next(L, idx)) {
        na_str name;
        if (lua_type(L, -2) != LUA_TSTRING) luaL_error(L, "source: keys are names");
        name.ptr = lua_tolstring(L, -2, &name.len);
        by[m->rank.sources.n] = factor(L, "source", name.ptr, MAX_FACTOR);
        m->rank.sources.v[m->rank.sources.n++] = nal_manifest_str(L, m, name);
        lua_pop(L, 1);
    }
    m->rank.source = by;
}

static void read_fields(lua_State *L, int idx, nal_manifest *m)
{
    static const char *const names[] = {
        "title", "deck", "section", "tags", "authors", NULL
    };
    if (lua_type(L, idx) != LUA_TTABLE) luaL_error(L, "fields must be { title = 2 }");
    nal_closed_keys(L, idx, names, "fields");
    for (int i = 0; names[i]; i++) {
        if (nal_manifest_field(L, idx, names[i]) != LUA_TNIL)
            m->rank.field[i] = factor(L, "fields", names[i], MAX_FACTOR);
        lua_pop(L, 1);
    }
}

void nal_rank_read(lua_State *L, int idx, nal_manifest *m)
{
    int any = 0;
    m->top = NA_RANK_TOP;
    if (nal_manifest_field(L, idx, "recency") != LUA_TNIL)
        read_recency(L, lua_gettop(L), m), any++;
    if (nal_manifest_field(L, idx, "source") != LUA_TNIL)
        read_sources(L, lua_gettop(L), m), any++;
    if (nal_manifest_field(L, idx, "fields") != LUA_TNIL)
        read_fields(L, lua_gettop(L), m), any++;
    if (nal_manifest_field(L, idx, "top") != LUA_TNIL) {
        if (!lua_isinteger(L, -1) || lua_tointeger(L, -1) < 1 ||
            lua_tointeger(L, -1) > NA_RANK_TOP_MAX)
            luaL_error(L, "top must be an integer from 1 to %d", NA_RANK_TOP_MAX);
        m->top = (size_t)lua_tointeger(L, -1);
    }
    lua_pop(L, 4);
    if (!any && !m->has_rank)
        luaL_error(L, "manifest: a rank script needs recency, source, fields or "
                      "rank = function(hit, ctx)");
}
