/* SPDX-License-Identifier: MIT */
/* mod_html.c - module html: pages, their nodes, and what they say about themselves
 *
 * A doc is a box over na_html; a node is a number and its doc, kept alive as user value.
 */
#include "script/clean.h"
#include "text/url.h"

static const char cls_doc[] = "html document", cls_node[] = "html node";

typedef struct node_ud {
    nal_box *box; /* alive while the user value is */
    na_html_node n;
} node_ud;

static void release(void *doc) { na_html_free(doc); }

int nal_html_parse(lua_State *L, na_str utf8)
{
    na_err e = { 0 };
    na_html *doc = NULL;
    nal_charge(L, utf8.len / 4);
    nal_box *b = nal_box_new(L, cls_doc, release);
    int rc = na_html_parse(utf8, NULL, &doc, &e);
    b->res = doc;
    if (rc == NA_OK) return 1;
    nal_box_close(b);
    return lua_pushnil(L), lua_pushstring(L, e.msg), 2;
}

/* Where a method works: a node, or a document's root. */
static const na_html *target(lua_State *L, na_html_node *n)
{
    if (nal_is(L, 1, cls_node)) {
        node_ud *u = lua_touserdata(L, 1);
        if (!u->box->res)
            luaL_error(L, "html node has expired: it lives until its record ends");
        *n = u->n;
        return u->box->res;
    }
    *n = 0;
    return nal_box_check(L, 1, cls_doc);
}

/* A node of the document that argument 1 belongs to. */
static void push_node(lua_State *L, na_html_node n)
{
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
}

/* -- finding --------------------------------------------------------------------------- */

typedef struct found {
    na_arena *arena;
    na_html_node *v;
    size_t n, cap, most;
    bool oom;
} found;

static bool collect(void *ctx, na_html_node n)
{
    found *f = ctx;
    if (f->n == f->cap) {
        size_t cap = f->cap ? f->cap * 2 : 16;
        na_html_node *v = na_arena_array(f->arena, cap, sizeof *v);
        if (!v) return f->oom = true, false;
        if (f->n) memcpy(v, f->v, f->n * sizeof *v);
        f->v = v;
        f->cap = cap;
    }
    f->v[f->n++] = n;
    return f->n < f->most;
}

static void find(lua_State *L, found *f)
{
    na_html_node root;
    const na_html *doc = target(L, &root);
    na_str css = nal_check_str(L, 2);
    na_err e = { 0 };
    f->arena = &nal_vm_of(L)->arena;
    nal_charge(L, (na_html_end(doc, root) - root) / 2);
    if (na_html_select(doc, root, css, collect, f, &e) < 0) luaL_error(L, "%s", e.msg);
    if (f->oom) luaL_error(L, "no memory left for this record");
}

static int l_select(lua_State *L)
{
    found f = { .most = SIZE_MAX };
    find(L, &f);
    lua_createtable(L, f.n < 100000 ? (int)f.n : 0, 0);
    for (size_t i = 0; i < f.n; i++) {
        push_node(L, f.v[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

static int l_select1(lua_State *L)
{
    found f = { .most = 1 };
    find(L, &f);
    if (f.n)
        push_node(L, f.v[0]);
    else
        lua_pushnil(L);
    return 1;
}

/* -- nodes ----------------------------------------------------------------------------- */

static int l_attr(lua_State *L)
{
    na_html_node n;
    const na_html *doc = target(L, &n);
    const char *name = luaL_checkstring(L, 2);
    na_str v = { 0 };
    if (na_html_attr(doc, n, name, &v))
        nal_push(L, v);
    else
        lua_pushnil(L);
    return 1;
}

static int l_name(lua_State *L)
{
    na_html_node n;
    const na_html *doc = target(L, &n);
    nal_push(L, na_html_tag(doc, n));
    return 1;
}

static int l_text(lua_State *L)
{
    na_html_node n;
    const na_html *doc = target(L, &n);
    nal_charge(L, na_html_end(doc, n) - n);
    nal_push(L, na_html_squeezed(doc, n, &nal_vm_of(L)->arena));
    return 1;
}

static int l_data(lua_State *L)
{
    na_html_node n;
    const na_html *doc = target(L, &n);
    na_buf *b = &nal_vm_of(L)->tmp;
    na_err e = { 0 };
    nal_charge(L, na_html_end(doc, n) - n);
    na_buf_reset(b);
    na_html_text_content(doc, n, b);
    if (na_buf_check(b, "text", &e) < 0) return luaL_error(L, "%s", e.msg);
    nal_push(L, na_buf_get(b));
    return 1;
}

static int l_plain(lua_State *L)
{
    na_html_node n;
    const na_html *doc = target(L, &n);
    na_buf *b = &nal_vm_of(L)->tmp;
    na_err e = { 0 };
    nal_charge(L, (na_html_end(doc, n) - n) * 2);
    na_buf_reset(b);
    if (na_html_plain(doc, n, b, &e) < 0) return luaL_error(L, "%s", e.msg);
    nal_push(L, na_buf_get(b));
    return 1;
}

static int l_parent(lua_State *L)
{
    na_html_node n;
    const na_html *doc = target(L, &n);
    na_html_node up = n ? na_html_parent(doc, n) : NA_HTML_NONE;
    if (up == NA_HTML_NONE)
        lua_pushnil(L);
    else
        push_node(L, up);
    return 1;
}

static int l_children(lua_State *L)
{
    na_html_node n;
    const na_html *doc = target(L, &n);
    lua_Integer i = 0;
    lua_newtable(L);
    for (na_html_node c = na_html_first(doc, n); c != NA_HTML_NONE;
         c = na_html_next(doc, c)) {
        if (!na_html_is_elem(doc, c)) continue;
        nal_charge(L, 1);
        push_node(L, c);
        lua_rawseti(L, -2, ++i);
    }
    return 1;
}

/* -- what the page says ---------------------------------------------------------------- */

static void set_str(lua_State *L, const char *k, na_str v)
{
    if (!v.len) return;
    nal_push(L, v);
    lua_setfield(L, -2, k);
}

static void set_list(lua_State *L, const char *k, na_strv v)
{
    if (!v.n) return;
    lua_createtable(L, (int)(v.n < 1000 ? v.n : 1000), 0);
    for (size_t i = 0; i < v.n; i++) {
        nal_push(L, v.v[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, k);
}

static void set_date(lua_State *L, const char *k, const na_date *d)
{
    if (d->precision == NA_PREC_NONE) return;
    nal_push_date(L, d);
    lua_setfield(L, -2, k);
}

static void read_meta(lua_State *L, const na_html *doc, na_str base, na_html_meta *m)
{
    nal_vm *vm = nal_vm_of(L);
    na_err e = { 0 };
    nal_charge(L, na_html_count(doc));
    if (na_html_meta_read(doc, &vm->dates, base, m, &vm->arena, &e) < 0)
        luaL_error(L, "%s", e.msg);
}

/* Where each field comes from, under the names that an article has for them. */
static void push_from(lua_State *L, const na_html_meta *m)
{
    const struct {
        const char *field, *from;
    } all[] = {
        { "title", m->title.from },         { "deck", m->deck.from },
        { "source", m->site.from },         { "url", m->url.from },
        { "lang", m->lang.from },           { "section", m->section.from },
        { "authors", m->authors_from },     { "tags", m->tags_from },
        { "published", m->published.from }, { "modified", m->modified.from },
        { "body", m->body_from },
    };
    lua_createtable(L, 0, sizeof all / sizeof *all);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (!all[i].from) continue;
        lua_pushstring(L, all[i].from);
        lua_setfield(L, -2, all[i].field);
    }
    lua_setfield(L, -2, "from");
}

static void push_meta(lua_State *L, const na_html_meta *m)
{
    lua_createtable(L, 0, 16);
    set_str(L, "title", m->title.value);
    set_str(L, "deck", m->deck.value);
    set_str(L, "site", m->site.value);
    set_str(L, "url", m->url.value);
    set_str(L, "lang", m->lang.value);
    set_str(L, "section", m->section.value);
    set_str(L, "type", m->type);
    set_list(L, "authors", m->authors);
    set_list(L, "tags", m->tags);
    set_date(L, "published", &m->published.date);
    set_date(L, "modified", &m->modified.date);
    if (m->published.from) {
        lua_pushstring(L, m->published.from);
        lua_setfield(L, -2, "published_from");
    }
    if (m->url.value.len) {
        lua_pushboolean(L, m->permalink);
        lua_setfield(L, -2, "permalink");
    }
    push_from(L, m);
}

static int l_meta(lua_State *L)
{
    const na_html *doc = nal_box_check(L, 1, cls_doc);
    na_html_meta m = { 0 };
    read_meta(L, doc, nal_vm_of(L)->base_url, &m);
    push_meta(L, &m);
    return 1;
}

void nal_push_page(lua_State *L, const nal_page *page)
{
    push_meta(L, &page->m);
    set_str(L, "body", page->body);
    set_str(L, "removed", page->removed);
}

static void lent(void *doc) { (void)doc; }

void nal_push_lent_doc(lua_State *L, const na_html *doc)
{
    nal_box *b = nal_box_new(L, cls_doc, lent);
    b->res = (void *)(uintptr_t)doc; /* never written to: a doc is immutable */
}

/* What JSON-LD has of the text instead of what was found, where that is next to nothing. */
static void read_said(lua_State *L, na_html_meta *m)
{
    nal_vm *vm = nal_vm_of(L);
    na_err e = { 0 };
    na_buf said;
    bool used = false;
    int rc;

    if (m->said.len <= vm->tmp.len) return;
    nal_charge(L, m->said.len / 16);
    na_buf_init(&said, NA_MAX_RECORD);
    rc = na_html_said(m->said, na_buf_get(&vm->tmp), &said, &used, &e);
    if (rc == NA_OK && used) {
        na_buf_reset(&vm->tmp);
        na_buf_str(&vm->tmp, na_buf_get(&said));
        m->body_from = "json-ld";
    }
    na_buf_release(&said);
    if (rc < 0) luaL_error(L, "%s", e.msg);
}

/* doc:article{title=, content=, drop=, url=}: the metadata with body and removed, by the
 * rules for the page's host where there are any. */
static int l_article(lua_State *L)
{
    nal_vm *vm = nal_vm_of(L);
    const na_html *doc = nal_box_check(L, 1, cls_doc);
    na_html_text_opts o = { 0 };
    nal_page page = { 0 };
    nal_reader *rule = NULL;
    na_str url = { 0 };
    na_err e = { 0 };
    if (!lua_isnoneornil(L, 2)) {
        luaL_checktype(L, 2, LUA_TTABLE);
        nal_closed(L, 2, "html.article_opts", "doc:article");
        nal_field_str(L, 2, "title", &o.title);
        nal_field_str(L, 2, "content", &o.content);
        nal_field_str(L, 2, "drop", &o.drop);
        nal_field_str(L, 2, "url", &url);
    }
    read_meta(L, doc, url.len ? url : vm->base_url, &page.m);
    if (!url.len) url = page.m.url.value.len ? page.m.url.value : vm->base_url;
    if (vm->host) rule = nal_clean_find(vm->host, url);
    if (rule) nal_clean_before(L, rule, doc, &page.m, &o);
    if (o.title.len) page.m.title.value = o.title;
    o.title = page.m.title.value;
    o.deck = page.m.deck.value;
    o.said = page.m.said;
    nal_charge(L, na_html_count(doc) * 4);
    na_buf_reset(&vm->tmp);
    na_buf_reset(&vm->tmp2);
    if (na_html_main(doc, &o, &vm->tmp, &vm->tmp2, &e) < 0)
        return luaL_error(L, "%s", e.msg);
    read_said(L, &page.m);
    page.body = na_buf_get(&vm->tmp);
    page.removed = na_buf_get(&vm->tmp2);
    if (rule) nal_clean_after(L, vm->host, rule, doc, &page);
    nal_push_page(L, &page);
    if (rule) {
        lua_pushstring(L, nal_clean_name(rule));
        lua_setfield(L, -2, "cleaned_by");
    }
    return 1;
}

/* -- links, structured data ------------------------------------------------------------ */

/* doc:links([base]) -> list of { url, text, rel } */
static int l_links(lua_State *L)
{
    nal_vm *vm = nal_vm_of(L);
    na_html_node root;
    const na_html *doc = target(L, &root);
    na_str base = nal_opt_str(L, 2), href, rel;
    lua_Integer i = 0;
    lua_newtable(L);
    nal_charge(L, na_html_end(doc, root) - root);
    for (na_html_node n = root + 1; n < na_html_end(doc, root); n++) {
        if (!na_html_is(doc, n, "a") || !na_html_attr(doc, n, "href", &href)) continue;
        href = na_str_trim(href);
        nal_charge(L, 50 + href.len / 4);
        if (base.len && na_url_join(base, href, &vm->arena, &href, NULL) < 0) continue;
        lua_createtable(L, 0, 3);
        nal_push(L, href);
        lua_setfield(L, -2, "url");
        set_str(L, "text", na_html_squeezed(doc, n, &vm->arena));
        if (na_html_attr(doc, n, "rel", &rel)) set_str(L, "rel", rel);
        lua_rawseti(L, -2, ++i);
    }
    return 1;
}

/* doc:jsonld() -> list of the values of its JSON-LD scripts; what is damaged is left out */
static int l_jsonld(lua_State *L)
{
    const na_html *doc = nal_box_check(L, 1, cls_doc);
    lua_Integer i = 0;
    na_str type;
    lua_newtable(L);
    int list = lua_gettop(L);
    nal_charge(L, na_html_count(doc));
    for (na_html_node n = 1; n < na_html_count(doc); n++) {
        if (!na_html_is(doc, n, "script") || !na_html_attr(doc, n, "type", &type) ||
            !na_str_ieq(na_str_trim(type), NA_STR("application/ld+json")))
            continue;
        if (nal_json_parse(L, na_str_trim(na_html_data(doc, na_html_first(doc, n)))) == 1)
            lua_rawseti(L, list, ++i);
        lua_settop(L, list);
    }
    return 1;
}

/* -- the module ------------------------------------------------------------------------ */

static int l_parse(lua_State *L) { return nal_html_parse(L, nal_check_str(L, 1)); }

/* html.text(fragment): markup to paragraphs. */
static int l_fragment(lua_State *L)
{
    int n = nal_html_parse(L, nal_check_str(L, 1));
    if (n != 1) return n;
    lua_replace(L, 1);
    lua_settop(L, 1);
    n = l_plain(L);
    nal_box_close(lua_touserdata(L, 1));
    return n;
}

static const luaL_Reg funcs[] = { { "parse", l_parse },
                                  { "text", l_fragment },
                                  { NULL, NULL } };

static void setup(lua_State *L)
{
    static const luaL_Reg doc[] = {
        { "select", l_select },   { "select1", l_select1 }, { "text", l_text },
        { "data", l_data },       { "plain", l_plain },     { "meta", l_meta },
        { "article", l_article }, { "links", l_links },     { "jsonld", l_jsonld },
        { NULL, NULL },
    };
    static const luaL_Reg node[] = {
        { "select", l_select }, { "select1", l_select1 }, { "text", l_text },
        { "data", l_data },     { "plain", l_plain },     { "attr", l_attr },
        { "name", l_name },     { "parent", l_parent },   { "children", l_children },
        { "links", l_links },   { NULL, NULL },
    };
    nal_class(L, cls_doc, doc, NULL, true);
    nal_class(L, cls_node, node, NULL, false);
}

const nal_module nal_mod_html = { "html", funcs, setup };
