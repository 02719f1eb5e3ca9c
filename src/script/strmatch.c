/* SPDX-License-Identifier: MIT */
/* strmatch.c - string.find, match, gmatch and gsub, over the matcher of pattern.c
 *
 * They take a view wherever they take a string and copy none of it but what they return. A
 * gmatch keeps its subject as a value and looks at it afresh each time, so that a view
 * which has expired is said to be so.
 */
#include "script/pattern.h"
#include "script/script_int.h"

/* Where the search begins for Lua's init: from 1, negative from the end; may pass the
 * end. */
static size_t start_of(lua_Integer i, size_t len)
{
    if (i > 0) return (lua_Unsigned)i - 1 > len ? len + 1 : (size_t)i - 1;
    if (i == 0 || i < -(lua_Integer)len) return 0;
    return len - (size_t)-i;
}

static void spend(void *ctx, uint64_t steps) { nal_charge(ctx, (size_t)steps); }

static void begin(lua_State *L, nal_pat *m, na_str subject, na_str pattern, bool anchors,
                  na_err *err)
{
    nal_pat_init(m, subject, pattern, anchors, err);
    m->spend = spend;
    m->ctx = L;
}

/* Finds, counts, and raises what is wrong with the pattern. */
static bool find(lua_State *L, nal_pat *m, const char *from, const char *not_end)
{
    int rc = nal_pat_find(m, from, not_end);
    nal_charge(L, (size_t)nal_pat_unspent(m));
    if (rc < 0) luaL_error(L, "%s", m->err->msg);
    return rc == 1;
}

static void push_capture(lua_State *L, const nal_pat *m, int i)
{
    const nal_capture *c = &m->capture[i];
    if (i >= m->captures) {
        if (i) luaL_error(L, "invalid capture index %%%d in replacement string", i + 1);
        nal_push(L, na_str_n(m->from, (size_t)(m->to - m->from)));
    } else if (c->len == NAL_PAT_POSITION) {
        lua_pushinteger(L, c->at - m->subject + 1);
    } else if (c->len == NAL_PAT_OPEN) {
        luaL_error(L, "unfinished capture");
    } else {
        nal_push(L, na_str_n(c->at, (size_t)c->len));
    }
}

/* All captures; without any the match itself, where whole. */
static int push_captures(lua_State *L, const nal_pat *m, bool whole)
{
    int n = m->captures ? m->captures : whole;
    luaL_checkstack(L, n, "too many captures");
    for (int i = 0; i < n; i++) push_capture(L, m, i);
    return n;
}

static int find_plain(lua_State *L, na_str s, na_str what, size_t from)
{
    size_t at = na_str_find(s, what, from);
    nal_charge(L, ((at == (size_t)-1 ? s.len : at) - from + what.len) / 64);
    if (at == (size_t)-1) return lua_pushnil(L), 1;
    lua_pushinteger(L, (lua_Integer)at + 1);
    lua_pushinteger(L, (lua_Integer)(at + what.len));
    return 2;
}

static int find_or_match(lua_State *L, bool finding)
{
    nal_pat m;
    na_err err = { 0 };
    na_str s = nal_check_str(L, 1), p = nal_check_str(L, 2);
    size_t from = start_of(luaL_optinteger(L, 3, 1), s.len);
    if (from > s.len) return lua_pushnil(L), 1;
    if (finding && (lua_toboolean(L, 4) || nal_pat_plain(p)))
        return find_plain(L, s, p, from);
    begin(L, &m, s, p, true, &err);
    if (!find(L, &m, m.subject + from, NULL)) return lua_pushnil(L), 1;
    if (!finding) return push_captures(L, &m, true);
    lua_pushinteger(L, m.from - m.subject + 1);
    lua_pushinteger(L, m.to - m.subject);
    return 2 + push_captures(L, &m, false);
}

int nal_l_find(lua_State *L) { return find_or_match(L, true); }
int nal_l_match(lua_State *L) { return find_or_match(L, false); }

/* -- gmatch ---------------------------------------------------------------------------- */

enum { UP_SUBJECT = 1, UP_PATTERN, UP_AT };

/* UP_AT: where the last match ended, and no other may end again; before the first match -1
 * minus where to begin. */
static int gmatch_next(lua_State *L)
{
    nal_pat m;
    na_err err = { 0 };
    na_str s = nal_check_str(L, lua_upvalueindex(UP_SUBJECT));
    na_str p = nal_check_str(L, lua_upvalueindex(UP_PATTERN));
    lua_Integer at = lua_tointeger(L, lua_upvalueindex(UP_AT));
    lua_Integer from = at < 0 ? -1 - at : at;
    if (from > (lua_Integer)s.len) return 0;
    begin(L, &m, s, p, false, &err);
    if (!find(L, &m, m.subject + from, at < 0 ? NULL : m.subject + at)) return 0;
    lua_pushinteger(L, m.to - m.subject);
    lua_replace(L, lua_upvalueindex(UP_AT));
    return push_captures(L, &m, true);
}

int nal_l_gmatch(lua_State *L)
{
    na_str s = nal_check_str(L, 1);
    nal_check_str(L, 2);
    size_t from = start_of(luaL_optinteger(L, 3, 1), s.len);
    lua_settop(L, 2);
    lua_pushinteger(L, -1 - (lua_Integer)from);
    lua_pushcclosure(L, gmatch_next, 3);
    return 1;
}

/* -- gsub ------------------------------------------------------------------------------ */

enum { REPLACEMENT = 3 };

/* The replacement string with its "%1" filled in. */
static void put_filled(lua_State *L, const nal_pat *m, luaL_Buffer *b)
{
    na_str r;
    r.ptr = lua_tolstring(L, REPLACEMENT, &r.len);
    for (size_t i = 0; i < r.len;) {
        size_t at = na_str_chr(r, '%', i);
        if (at == (size_t)-1) at = r.len;
        luaL_addlstring(b, r.ptr + i, at - i);
        if (at == r.len) break;
        char c = at + 1 < r.len ? r.ptr[at + 1] : 0;
        if (c == '%') {
            luaL_addchar(b, c);
        } else if (c == '0') {
            luaL_addlstring(b, m->from, (size_t)(m->to - m->from));
        } else if (c >= '1' && c <= '9') {
            push_capture(L, m, c - '1');
            luaL_addvalue(b);
        } else {
            luaL_error(L, "invalid use of '%%' in replacement string");
        }
        i = at + 2;
    }
    nal_charge(L, 1 + r.len / 64);
}

/* What stands for the match; false when it stays. */
static bool put_replacement(lua_State *L, const nal_pat *m, luaL_Buffer *b)
{
    int n;
    switch (lua_type(L, REPLACEMENT)) {
    case LUA_TFUNCTION:
        lua_pushvalue(L, REPLACEMENT);
        n = push_captures(L, m, true);
        lua_call(L, n, 1);
        break;
    case LUA_TTABLE:
        push_capture(L, m, 0);
        lua_gettable(L, REPLACEMENT);
        break;
    default:
        put_filled(L, m, b);
        return true;
    }
    if (lua_toboolean(L, -1)) {
        na_str s;
        if (nal_to_view(L, -1)) { /* a string, so that the buffer can take it */
            nal_to_str(L, -1, &s);
            nal_push(L, s);
            lua_remove(L, -2);
        }
        if (!lua_isstring(L, -1))
            luaL_error(L, "invalid replacement value (a %s)", luaL_typename(L, -1));
        luaL_addvalue(b);
        return true;
    }
    lua_pop(L, 1);
    luaL_addlstring(b, m->from, (size_t)(m->to - m->from));
    return false;
}

/* The pieces lie in a luaL_Buffer, which counts as memory of the script: what a callback
 * raises leaves nothing behind. */
int nal_l_gsub(lua_State *L)
{
    nal_pat m;
    luaL_Buffer b;
    na_err err = { 0 };
    na_str s = nal_check_str(L, 1), p = nal_check_str(L, 2), with;
    int t = lua_type(L, REPLACEMENT);
    if (t != LUA_TFUNCTION && t != LUA_TTABLE) {
        with = nal_check_str(L, REPLACEMENT);
        if (t == LUA_TUSERDATA) {
            nal_push(L, with);
            lua_replace(L, REPLACEMENT);
        }
    }
    lua_Integer n = 0, max = luaL_optinteger(L, 4, (lua_Integer)s.len + 1);
    bool changed = false;
    begin(L, &m, s, p, true, &err);
    const char *done = m.subject, *from = done, *not_end = NULL;
    luaL_buffinit(L, &b);
    while (n < max && find(L, &m, from, not_end)) {
        luaL_addlstring(&b, done, (size_t)(m.from - done));
        n++;
        changed |= put_replacement(L, &m, &b);
        done = from = not_end = m.to;
        if (m.anchored) break;
    }
    if (!changed) {
        nal_push(L, s);
    } else {
        luaL_addlstring(&b, done, (size_t)(m.end - done));
        luaL_pushresult(&b);
    }
    lua_pushinteger(L, n);
    return 2;
}
