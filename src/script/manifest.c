/* SPDX-License-Identifier: MIT */
/* manifest.c - reading the table that a script returns */
#include "script/manifest.h"
#include "base/nearest.h"
#include "script/api.h"

const char nal_key_parse[] = "parse", nal_key_probe[] = "probe", nal_key_split[] = "split",
           nal_key_run[] = "run", nal_key_clean[] = "clean", nal_key_filter[] = "filter",
           nal_key_rank[] = "rank";

enum { API = 1, MAX_ALTS = 64, MAX_KEYS = 64 };

static const char *const kind_names[] = { "ingest",  "clean", "filter",
                                          "command", "rank",  NULL };
/* In the order of na_split. */
static const char *const split_names[] = { "entry", "lines", "jsonl", "warc",
                                           "mbox",  "csv",   "xml",   NULL };

const char *nal_kind_name(nal_kind k) { return kind_names[k]; }

static int type_error(lua_State *L, const char *what, const char *expected)
{
    return luaL_error(L, "%s must be %s, not %s", what, expected, luaL_typename(L, -1));
}

void nal_manifest_release(nal_manifest *m)
{
    na_arena_release(&m->arena);
    *m = (nal_manifest){ 0 };
}

void *nal_manifest_alloc(lua_State *L, nal_manifest *m, size_t n, size_t size)
{
    void *p = na_arena_array(&m->arena, n ? n : 1, size);
    if (!p) luaL_error(L, "the manifest is too large");
    return p;
}

na_str nal_manifest_str(lua_State *L, nal_manifest *m, na_str s)
{
    na_str out = na_arena_str(&m->arena, s);
    if (!out.ptr) luaL_error(L, "the manifest is too large");
    return out;
}

int nal_manifest_field(lua_State *L, int idx, const char *name)
{
    lua_pushstring(L, name);
    return lua_rawget(L, idx);
}

static na_str text_field(lua_State *L, int idx, nal_manifest *m, const char *name,
                         bool must)
{
    na_str s = { "", 0 };
    int t = nal_manifest_field(L, idx, name);
    if (t == LUA_TNIL && must) luaL_error(L, "manifest: '%s' is missing", name);
    if (t != LUA_TNIL && t != LUA_TSTRING) type_error(L, name, "a string");
    if (t == LUA_TSTRING) {
        s.ptr = lua_tolstring(L, -1, &s.len);
        if (s.len > 4096) luaL_error(L, "manifest: '%s' is too long", name);
        s = nal_manifest_str(L, m, s);
    }
    lua_pop(L, 1);
    return s;
}

na_strv nal_manifest_list(lua_State *L, nal_manifest *m, const char *what)
{
    na_strv out = { 0 };
    na_str s;
    if (lua_type(L, -1) == LUA_TSTRING) {
        out.v = nal_manifest_alloc(L, m, 1, sizeof *out.v);
        s.ptr = lua_tolstring(L, -1, &s.len);
        out.v[out.n++] = nal_manifest_str(L, m, s);
        return out;
    }
    if (lua_type(L, -1) != LUA_TTABLE) type_error(L, what, "a string or a list of strings");
    size_t n = lua_rawlen(L, -1);
    if (!n || n > 1000) luaL_error(L, "%s must have 1 to 1000 strings", what);
    out.v = nal_manifest_alloc(L, m, n, sizeof *out.v);
    for (size_t i = 1; i <= n; i++) {
        if (lua_rawgeti(L, -1, (lua_Integer)i) != LUA_TSTRING)
            type_error(L, what, "strings");
        s.ptr = lua_tolstring(L, -1, &s.len);
        out.v[out.n++] = nal_manifest_str(L, m, s);
        lua_pop(L, 1);
    }
    return out;
}

/* magic = { { 0, "WARC/" }, ... }, the value on top. */
static void read_magic(lua_State *L, nal_manifest *m, nal_alt *a)
{
    if (lua_type(L, -1) != LUA_TTABLE)
        type_error(L, "match.magic", "a list of {offset, bytes}");
    size_t n = lua_rawlen(L, -1);
    if (!n || n > 64) luaL_error(L, "match.magic must have 1 to 64 {offset, bytes}");
    a->magic = nal_manifest_alloc(L, m, n, sizeof *a->magic);
    for (size_t i = 1; i <= n; i++) {
        if (lua_rawgeti(L, -1, (lua_Integer)i) != LUA_TTABLE)
            type_error(L, "an item of match.magic", "{offset, bytes}");
        int ok = 0;
        lua_rawgeti(L, -1, 1);
        lua_Integer off = lua_tointegerx(L, -1, &ok);
        lua_rawgeti(L, -2, 2);
        if (!ok || off < 0 || off >= (lua_Integer)NA_HEAD_BYTES ||
            lua_type(L, -1) != LUA_TSTRING)
            luaL_error(L, "an item of match.magic is {offset, bytes}, the offset below %d",
                       (int)NA_HEAD_BYTES);
        na_str s;
        s.ptr = lua_tolstring(L, -1, &s.len);
        a->magic[a->nmagic++] = (nal_magic){ (size_t)off, nal_manifest_str(L, m, s) };
        lua_pop(L, 3);
    }
}

static void read_alt(lua_State *L, int idx, nal_manifest *m, nal_alt *a)
{
    nal_closed(L, idx, "match", "match");
    if (nal_manifest_field(L, idx, "ext") != LUA_TNIL)
        a->ext = nal_manifest_list(L, m, "match.ext");
    if (nal_manifest_field(L, idx, "member") != LUA_TNIL)
        a->member = nal_manifest_list(L, m, "match.member");
    if (nal_manifest_field(L, idx, "root") != LUA_TNIL)
        a->root = nal_manifest_list(L, m, "match.root");
    if (nal_manifest_field(L, idx, "json_keys") != LUA_TNIL)
        a->json_keys = nal_manifest_list(L, m, "match.json_keys");
    if (nal_manifest_field(L, idx, "magic") != LUA_TNIL) read_magic(L, m, a);
    lua_pop(L, 5);
    if (!a->ext.n && !a->member.n && !a->root.n && !a->json_keys.n && !a->nmagic)
        luaL_error(L, "match: an alternative with no condition");
}

static void read_match(lua_State *L, int idx, nal_manifest *m)
{
    int t = nal_manifest_field(L, idx, "match");
    if (t == LUA_TNIL) {
        lua_pop(L, 1);
        return;
    }
    if (t != LUA_TTABLE) type_error(L, "match", "a table");
    int at = lua_gettop(L);
    size_t n = lua_rawlen(L, at);
    if (n > MAX_ALTS) luaL_error(L, "match has more than %d alternatives", MAX_ALTS);
    m->alts = nal_manifest_alloc(L, m, n ? n : 1, sizeof *m->alts);
    if (!n) { /* the table itself is the one alternative */
        read_alt(L, at, m, &m->alts[m->nalts++]);
    }
    for (size_t i = 1; i <= n; i++) {
        if (lua_rawgeti(L, at, (lua_Integer)i) != LUA_TTABLE)
            type_error(L, "an alternative of match", "a table");
        read_alt(L, lua_gettop(L), m, &m->alts[m->nalts++]);
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
}

/* "page" or "newsItem|packageItem": local names. */
static void check_elements(lua_State *L, na_str names)
{
    if (!names.len || names.len > NA_SPLIT_NAMES)
        luaL_error(L, "split: the names of elements have 1 to %d bytes",
                   (int)NA_SPLIT_NAMES);
    for (size_t i = 0; i < names.len; i++) {
        const char b = names.ptr[i];
        if (strchr(" \t\r\n<>/:\"'", b))
            luaL_error(L, "split: an element's name is written without its prefix and "
                          "brackets: 'xml:item'");
    }
}

/* The name on top. */
static nal_split split_name(lua_State *L, nal_manifest *m)
{
    nal_split by = { NA_SPLIT_ENTRY, { 0 } };
    na_str s = { 0 };
    if (lua_type(L, -1) != LUA_TSTRING)
        type_error(L, "split", "a name, a function or a table");
    s.ptr = lua_tolstring(L, -1, &s.len);
    if (na_str_starts(s, NA_STR("xml:"))) {
        by.split = NA_SPLIT_XML;
        by.names = nal_manifest_str(L, m, na_str_sub(s, 4, s.len));
        check_elements(L, by.names);
        return by;
    }
    for (int i = 0; split_names[i]; i++) {
        if (!na_str_eqc(s, split_names[i])) continue;
        by.split = (na_split)i;
        if (by.split == NA_SPLIT_XML)
            luaL_error(L, "split: 'xml' needs the name of an element: 'xml:item'");
        return by;
    }
    const char *hint = na_nearest_in(s, split_names);
    luaL_error(L,
               hint ? "split: unknown '%s' (did you mean '%s'?)"
                    : "split: unknown '%s'; entry, lines, jsonl, csv, mbox, warc, "
                      "xml:ELEMENT or a function",
               s.ptr, hint);
    return by;
}

/* The function on top is the reader's one split; another would take its place. */
static nal_split split_function(lua_State *L, nal_manifest *m)
{
    if (m->has_split) luaL_error(L, "split: one function, not several");
    m->has_split = true;
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, nal_key_split);
    return (nal_split){ .split = NA_SPLIT_FUNCTION };
}

/* split = "jsonl", a function, or { jsonl = "jsonl", default = "entry" } by extension,
 * where one may be a function. */
static void read_split(lua_State *L, int idx, nal_manifest *m)
{
    size_t n = 0;
    switch (nal_manifest_field(L, idx, "split")) {
    case LUA_TNIL:
        break;
    case LUA_TFUNCTION:
        m->split = split_function(L, m);
        break;
    case LUA_TTABLE:
        lua_pushnil(L);
        while (lua_next(L, -2)) n++, lua_pop(L, 1);
        m->splits = nal_manifest_alloc(L, m, n, sizeof *m->splits);
        lua_pushnil(L);
        while (lua_next(L, -2)) {
            na_str ext = { 0 };
            nal_split s =
                lua_type(L, -1) == LUA_TFUNCTION ? split_function(L, m) : split_name(L, m);
            lua_pop(L, 1);
            if (lua_type(L, -1) != LUA_TSTRING) luaL_error(L, "split: keys are extensions");
            ext.ptr = lua_tolstring(L, -1, &ext.len);
            if (na_str_eqc(ext, "default"))
                m->split = s;
            else
                m->splits[m->nsplits++] = (nal_split_ext){ nal_manifest_str(L, m, ext), s };
        }
        break;
    default:
        m->split = split_name(L, m);
    }
    lua_pop(L, 1);
}

static bool keep_function(lua_State *L, int idx, const char *key)
{
    int t = nal_manifest_field(L, idx, key);
    if (t != LUA_TNIL && t != LUA_TFUNCTION) type_error(L, key, "a function");
    if (t == LUA_TFUNCTION)
        lua_rawsetp(L, LUA_REGISTRYINDEX, key);
    else
        lua_pop(L, 1);
    return t == LUA_TFUNCTION;
}

static void read_limits(lua_State *L, int idx, nal_manifest *m)
{
    if (nal_manifest_field(L, idx, "limits") != LUA_TNIL) {
        if (lua_type(L, -1) != LUA_TTABLE) type_error(L, "limits", "a table");
        int at = lua_gettop(L);
        nal_closed(L, at, "limits", "limits");
        if (nal_manifest_field(L, at, "heap_mb") != LUA_TNIL) {
            if (!lua_isinteger(L, -1) || lua_tointeger(L, -1) < 1 ||
                lua_tointeger(L, -1) > 65536)
                luaL_error(L, "limits.heap_mb must be an integer from 1 to 65536");
            m->heap_mb = (uint64_t)lua_tointeger(L, -1);
        }
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
}

static void check_name(lua_State *L, na_str name)
{
    bool ok = name.len > 0 && name.len <= 64;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        ok = ok && ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-');
    }
    if (!ok) luaL_error(L, "manifest: name has 1 to 64 of a-z, 0-9 and '-'");
}

/* The kind; and that every key is one of it. */
static void read_kind(lua_State *L, int idx, nal_manifest *m)
{
    const char *names[MAX_KEYS + 1] = { NULL };
    size_t nkeys, n = 0;
    const nal_api *key = nal_api_of("manifest", &nkeys);
    na_str kind = text_field(L, idx, m, "kind", true);
    int k = 0;
    while (kind_names[k] && !na_str_eqc(kind, kind_names[k])) k++;
    if (!kind_names[k]) {
        const char *hint = na_nearest_in(kind, kind_names);
        luaL_error(L,
                   hint ? "manifest: kind '%s' is not offered (did you mean '%s'?)"
                        : "manifest: kind '%s' is not offered; ingest, clean, filter, "
                          "command or rank",
                   kind.ptr, hint);
    }
    m->kind = (nal_kind)k;
    for (size_t i = 0; i < nkeys && n < MAX_KEYS; i++) {
        if (!key[i].kinds || key[i].kinds >> k & 1) {
            names[n++] = key[i].name; /* hints come from its own kind alone */
            continue;
        }
        int t = nal_manifest_field(L, idx, key[i].name);
        lua_pop(L, 1);
        for (int of = 0; t != LUA_TNIL && kind_names[of]; of++)
            if (key[i].kinds >> of & 1)
                luaL_error(L, "manifest: '%s' is for kind '%s', and this is a '%s'",
                           key[i].name, kind_names[of], kind_names[k]);
    }
    nal_closed_keys(L, idx, names, "manifest");
}

/* needs = { "read", "write" }: of commands alone. Scripts that meet strangers' bytes are
 * never given anything. */
static void read_needs(lua_State *L, int idx, nal_manifest *m)
{
    static const char *const known[] = { "read", "write", NULL };
    if (nal_manifest_field(L, idx, "needs") != LUA_TNIL &&
        (lua_type(L, -1) != LUA_TTABLE || lua_rawlen(L, -1)))
        m->needs = nal_manifest_list(L, m, "needs");
    lua_pop(L, 1);
    if (m->needs.n && m->kind != NAL_K_COMMAND)
        luaL_error(L, "needs: a script of kind '%s' is never granted anything",
                   kind_names[m->kind]);
    for (size_t i = 0; i < m->needs.n; i++) {
        if (na_str_eqc(m->needs.v[i], known[0]) || na_str_eqc(m->needs.v[i], known[1]))
            continue;
        const char *hint = na_nearest_in(m->needs.v[i], known);
        luaL_error(L,
                   hint ? "needs: unknown '%s' (did you mean '%s'?)"
                        : "needs: unknown '%s'; \"read\" and \"write\" can be granted",
                   m->needs.v[i].ptr, hint);
    }
}

/* archive = false: of commands alone. */
static void read_archive(lua_State *L, int idx, nal_manifest *m)
{
    int t = nal_manifest_field(L, idx, "archive");
    if (t != LUA_TNIL && t != LUA_TBOOLEAN) type_error(L, "archive", "true or false");
    m->no_archive = t == LUA_TBOOLEAN && !lua_toboolean(L, -1);
    lua_pop(L, 1);
}

static void read_order(lua_State *L, int idx, nal_manifest *m)
{
    if (nal_manifest_field(L, idx, "after") != LUA_TNIL)
        m->after = nal_manifest_list(L, m, "after");
    if (nal_manifest_field(L, idx, "before") != LUA_TNIL)
        m->before = nal_manifest_list(L, m, "before");
    lua_pop(L, 2);
}

void nal_manifest_read(lua_State *L, int idx, nal_manifest *m)
{
    idx = lua_absindex(L, idx);
    m->arena.max = 1 * NA_MIB;
    if (lua_type(L, idx) != LUA_TTABLE)
        luaL_error(L, "a script returns its manifest, a table; this one returned %s",
                   luaL_typename(L, idx));
    if (nal_manifest_field(L, idx, "api") == LUA_TNIL)
        luaL_error(L, "manifest: 'api' is missing (api = 1)");
    if (!lua_isinteger(L, -1) || lua_tointeger(L, -1) != API)
        luaL_error(L, "manifest: api %s is not offered; this newsarc has api %d",
                   luaL_tolstring(L, -1, NULL), API);
    lua_pop(L, 1);
    read_kind(L, idx, m);
    m->name = text_field(L, idx, m, "name", true);
    check_name(L, m->name);
    m->version = text_field(L, idx, m, "version", false);
    m->summary = text_field(L, idx, m, "summary", false);
    m->description = text_field(L, idx, m, "description", false);
    m->author = text_field(L, idx, m, "author", false);
    m->license = text_field(L, idx, m, "license", false);
    m->url = text_field(L, idx, m, "url", false);
    m->priority = 50;
    if (nal_manifest_field(L, idx, "priority") != LUA_TNIL) {
        if (!lua_isinteger(L, -1)) type_error(L, "priority", "an integer");
        m->priority = lua_tointeger(L, -1);
    }
    lua_pop(L, 1);
    read_limits(L, idx, m);
    nal_options_read(L, idx, m);
    read_needs(L, idx, m);
    switch (m->kind) {
    case NAL_K_INGEST:
        read_match(L, idx, m);
        read_split(L, idx, m);
        m->has_probe = keep_function(L, idx, nal_key_probe);
        if (!keep_function(L, idx, nal_key_parse))
            luaL_error(L, "manifest: a reader needs parse = function(rec, ctx)");
        break;
    case NAL_K_CLEAN:
        nal_rules_read(L, idx, m);
        m->clean.has_fn = keep_function(L, idx, nal_key_clean);
        break;
    case NAL_K_FILTER:
        read_order(L, idx, m);
        if (!keep_function(L, idx, nal_key_filter))
            luaL_error(L, "manifest: a filter needs filter = function(article, ctx)");
        break;
    case NAL_K_COMMAND:
        read_archive(L, idx, m);
        if (!keep_function(L, idx, nal_key_run))
            luaL_error(L, "manifest: a command needs run = function(ctx, opts)");
        break;
    case NAL_K_RANK:
        m->has_rank = keep_function(L, idx, nal_key_rank);
        nal_rank_read(L, idx, m);
        break;
    }
}
