/* SPDX-License-Identifier: MIT */
/* mod_xml.c - module xml: documents and their nodes */
#include "script/script_int.h"
#include "text/xml_mend.h"

static const char cls_doc[] = "xml document", cls_node[] = "xml node",
                  cls_pull[] = "xml.each";

typedef struct node_ud {
    nal_box *box; /* alive while the user value is */
    na_xml_node n;
} node_ud;

static void release(void *doc) { na_xml_free(doc); }

int nal_xml_parse(lua_State *L, na_str bytes, na_str label, bool decoded)
{
    nal_vm *vm = nal_vm_of(L);
    na_err e = { 0 };
    na_xml *doc = NULL;
    nal_charge(L, bytes.len / 4);
    nal_box *b = nal_box_new(L, cls_doc, release);
    int rc = decoded ? na_xml_parse_mended(bytes, NULL, &doc, &e)
                     : na_xml_parse(vm->cs, bytes, label, NULL, &doc, &e);
    b->res = doc;
    if (rc == NA_OK) return 1;
    nal_box_close(b);
    return lua_pushnil(L), lua_pushstring(L, e.msg), 2;
}

static const na_xml *target(lua_State *L, na_xml_node *n)
{
    if (nal_is(L, 1, cls_node)) {
        node_ud *u = lua_touserdata(L, 1);
        if (!u->box->res)
            luaL_error(L,
                       "xml node has expired: it lives until its record ends, and one of "
                       "xml.each until the next");
        *n = u->n;
        return u->box->res;
    }
    const na_xml *doc = nal_box_check(L, 1, cls_doc);
    *n = na_xml_root(doc);
    return doc;
}

static int push_node(lua_State *L, na_xml_node n)
{
    if (n == NA_XML_NONE) return lua_pushnil(L), 1;
    node_ud *u = lua_newuserdatauv(L, sizeof *u, 1);
    if (nal_is(L, 1, cls_node)) {
        u->box = ((node_ud *)lua_touserdata(L, 1))->box;
        lua_getiuservalue(L, 1, 1);
    } else {
        u->box = lua_touserdata(L, 1);
        lua_pushvalue(L, 1);
    }
    u->n = n;
    lua_setiuservalue(L, -2, 1);
    lua_rawgetp(L, LUA_REGISTRYINDEX, cls_node);
    lua_setmetatable(L, -2);
    return 1;
}

static int l_root(lua_State *L)
{
    na_xml_node n;
    target(L, &n);
    return push_node(L, n);
}

static int l_damage(lua_State *L)
{
    const char *d = na_xml_damage(nal_box_check(L, 1, cls_doc));
    if (d && *d)
        lua_pushstring(L, d);
    else
        lua_pushnil(L);
    return 1;
}

static int l_name(lua_State *L)
{
    na_xml_node n;
    const na_xml *doc = target(L, &n);
    nal_push(L, na_xml_name(doc, n));
    nal_push(L, na_xml_prefix(doc, n));
    nal_push(L, na_xml_ns(doc, n));
    return 3;
}

static int l_attr(lua_State *L)
{
    na_xml_node n;
    const na_xml *doc = target(L, &n);
    na_str v = { 0 };
    if (na_xml_attr(doc, n, luaL_checkstring(L, 2), &v))
        nal_push(L, v);
    else
        lua_pushnil(L);
    return 1;
}

static int push_text(lua_State *L, void (*get)(const na_xml *, na_xml_node, na_buf *))
{
    na_xml_node n;
    const na_xml *doc = target(L, &n);
    na_buf *b = &nal_vm_of(L)->tmp;
    na_err e = { 0 };
    na_buf_reset(b);
    get(doc, n, b);
    if (na_buf_check(b, "text", &e) < 0) return luaL_error(L, "%s", e.msg);
    nal_charge(L, b->len / 8);
    nal_push(L, na_buf_get(b));
    return 1;
}

static int l_text(lua_State *L) { return push_text(L, na_xml_text); }
static int l_inner(lua_State *L) { return push_text(L, na_xml_inner); }

static int l_parent(lua_State *L)
{
    na_xml_node n;
    const na_xml *doc = target(L, &n);
    return push_node(L, na_xml_parent(doc, n));
}

static int l_child(lua_State *L)
{
    na_xml_node n;
    const na_xml *doc = target(L, &n);
    return push_node(L, na_xml_child(doc, n, luaL_checkstring(L, 2)));
}

static int l_children(lua_State *L)
{
    na_xml_node n;
    const na_xml *doc = target(L, &n);
    na_str name = nal_opt_str(L, 2);
    lua_Integer i = 0;
    lua_newtable(L);
    for (na_xml_node c = na_xml_first_elem(doc, n); c != NA_XML_NONE;
         c = na_xml_next_elem(doc, c)) {
        nal_charge(L, 1);
        if (name.len && !na_str_eq(name, na_xml_name(doc, c))) continue;
        push_node(L, c);
        lua_rawseti(L, -2, ++i);
    }
    return 1;
}

static int l_find(lua_State *L)
{
    na_xml_node n;
    const na_xml *doc = target(L, &n);
    nal_charge(L, 10);
    return push_node(L, na_xml_find(doc, n, luaL_checkstring(L, 2), NA_XML_NONE));
}

static int l_all(lua_State *L)
{
    na_xml_node n, at = NA_XML_NONE;
    const na_xml *doc = target(L, &n);
    const char *name = luaL_checkstring(L, 2);
    lua_Integer i = 0;
    lua_newtable(L);
    nal_charge(L, na_xml_count(doc) / 4);
    while ((at = na_xml_find(doc, n, name, at)) != NA_XML_NONE) {
        push_node(L, at);
        lua_rawseti(L, -2, ++i);
    }
    return 1;
}

static int l_parse(lua_State *L)
{
    na_str s = nal_check_str(L, 1);
    /* What came through rec:text() is UTF-8 whatever its declaration still says. */
    return nal_xml_parse(L, s, (na_str){ 0 }, true);
}

/* -- element by element ---------------------------------------------------------------- */

/* Upvalues: the pull, the document it gave last. That one is closed before the next. */
static int l_each_next(lua_State *L)
{
    na_xml_pull *p = ((nal_box *)lua_touserdata(L, lua_upvalueindex(1)))->res;
    nal_box *before = lua_touserdata(L, lua_upvalueindex(2));
    na_xml *doc = NULL;
    na_err e = { 0 };
    if (before) nal_box_close(before);
    if (!p) return luaL_error(L, "xml.each has expired: it lives until its record ends");
    lua_settop(L, 0);
    nal_box *b = nal_box_new(L, cls_doc, release);
    int rc = na_xml_pull_next(p, &doc, &e);
    b->res = doc;
    if (rc < 0) return luaL_error(L, "%s", e.msg);
    if (rc == 0) {
        nal_box_close(b);
        nal_box_close(lua_touserdata(L, lua_upvalueindex(1)));
        return lua_pushnil(L), 1;
    }
    nal_charge(L, 20 + na_xml_count(doc) * 4);
    lua_pushvalue(L, 1);
    lua_replace(L, lua_upvalueindex(2));
    return push_node(L, na_xml_root(doc));
}

static void release_pull(void *p) { na_xml_pull_free(p); }

/* xml.each(text, name) -> iterator over the elements of that name */
static int l_each(lua_State *L)
{
    na_str s = nal_check_str(L, 1);
    const char *name = luaL_checkstring(L, 2);
    na_xml_pull *p = NULL;
    na_err e = { 0 };
    nal_charge(L, s.len / 4);
    nal_box *b = nal_box_new(L, cls_pull, release_pull);
    int rc = na_xml_pull_new(NULL, s, (na_str){ 0 }, name, &p, &e);
    b->res = p;
    if (rc < 0) return luaL_error(L, "%s", e.msg);
    lua_pushnil(L);
    lua_pushcclosure(L, l_each_next, 2);
    return 1;
}

static const luaL_Reg funcs[] = { { "parse", l_parse },
                                  { "each", l_each },
                                  { NULL, NULL } };

static void setup(lua_State *L)
{
    static const luaL_Reg doc[] = {
        { "root", l_root },         { "damage", l_damage },
        { "text", l_text },         { "child", l_child },
        { "children", l_children }, { "find", l_find },
        { "all", l_all },           { NULL, NULL },
    };
    static const luaL_Reg node[] = {
        { "name", l_name },         { "attr", l_attr },
        { "text", l_text },         { "inner", l_inner },
        { "parent", l_parent },     { "child", l_child },
        { "children", l_children }, { "find", l_find },
        { "all", l_all },           { NULL, NULL },
    };
    nal_class(L, cls_doc, doc, NULL, true);
    nal_class(L, cls_node, node, NULL, false);
    nal_class(L, cls_pull, NULL, NULL, true);
}

const nal_module nal_mod_xml = { "xml", funcs, setup };
