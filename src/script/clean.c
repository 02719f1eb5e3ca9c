/* SPDX-License-Identifier: MIT */
/* clean.c - applies the rules of a clean script to a page
 *
 * A rule and what it extends form a chain (nal_reader.base). Lists of preference are read
 * from the rule towards its base until something answers; what is dropped or stripped is so
 * by all of them; text and functions run from the base to the rule, so that the more
 * specific one has the last word.
 */
#include "script/clean.h"
#include "base/path.h"
#include "script/host_int.h"

const char nal_key_gsub[] = "gsub";

/* -- which rule ------------------------------------------------------------------------ */

/* The host of an absolute URL, without user and port; "" for anything else. */
static na_str host_of(na_str url)
{
    size_t at = na_str_find(url, NA_STR("://"), 0), end, mark;
    if (at == (size_t)-1) return (na_str){ 0 };
    url = na_str_sub(url, at + 3, url.len);
    for (end = 0; end < url.len; end++)
        if (strchr("/?#", url.ptr[end])) break;
    url = na_str_sub(url, 0, end);
    if ((mark = na_str_chr(url, '@', 0)) != (size_t)-1)
        url = na_str_sub(url, mark + 1, url.len);
    if ((mark = na_str_chr(url, ':', 0)) != (size_t)-1) url = na_str_sub(url, 0, mark);
    while (url.len && url.ptr[url.len - 1] == '.') url.len--;
    return url;
}

/* How specific the pattern is for this host: 0 when it is not for it at all. */
static size_t fit(na_str pattern, na_str host)
{
    if (na_str_eqc(pattern, "*")) return 1;
    if (!na_str_starts(pattern, NA_STR("*.")))
        return na_str_ieq(pattern, host) ? SIZE_MAX : 0;
    na_str tail = na_str_sub(pattern, 1, pattern.len);
    if (host.len <= tail.len) return 0;
    return na_str_ieq(na_str_sub(host, host.len - tail.len, host.len), tail) ? tail.len : 0;
}

nal_reader *nal_clean_find(na_host *h, na_str url)
{
    na_str host = host_of(url);
    nal_reader *best = NULL;
    size_t most = 0;
    if (!host.len) return NULL;
    for (size_t i = 0; i < h->clean.n; i++) {
        const nal_rules *r = &h->clean.v[i]->man.clean;
        for (size_t k = 0; k < r->hosts.n; k++) {
            size_t n = fit(r->hosts.v[k], host);
            if (n > most) most = n, best = h->clean.v[i]; /* of equals: found first */
        }
    }
    return best;
}

const char *nal_clean_name(const nal_reader *rule) { return rule->man.name.ptr; }

/* -- before the text is taken ---------------------------------------------------------- */

typedef struct first_hit {
    na_html_node n;
} first_hit;

static bool on_hit(void *ctx, na_html_node n)
{
    ((first_hit *)ctx)->n = n;
    return false;
}

static na_html_node first(lua_State *L, const na_html *doc, na_str css)
{
    first_hit f = { NA_HTML_NONE };
    nal_charge(L, na_html_count(doc) / 2);
    (void)na_html_select(doc, 0, css, on_hit, &f, NULL);
    return f.n;
}

/* What "selector" or "selector@attribute" finds: the attribute, the content of a <meta>, or
 * the text. "" for nothing. */
static na_str pick(lua_State *L, const na_html *doc, na_str rule)
{
    size_t at = nal_rule_attr(rule);
    char name[40];
    na_str value = { 0 };
    na_html_node n = first(L, doc, na_str_sub(rule, 0, at < rule.len ? at - 1 : at));
    if (n == NA_HTML_NONE) return value;
    if (at < rule.len) {
        na_str attr = na_str_sub(rule, at, rule.len);
        snprintf(name, sizeof name, "%.*s", NA_STR_ARG(attr));
        (void)na_html_attr(doc, n, name, &value);
    } else if (na_html_is(doc, n, "meta")) {
        (void)na_html_attr(doc, n, "content", &value);
    } else {
        value = na_html_squeezed(doc, n, &nal_vm_of(L)->arena);
    }
    return na_str_trim(value);
}

static bool pick_title(lua_State *L, const na_html *doc, const nal_rules *r,
                       na_html_meta *m)
{
    for (size_t i = 0; i < r->title.n; i++) {
        na_str s = pick(L, doc, r->title.v[i]);
        if (!s.len) continue;
        m->title = (na_html_val){ s, "clean" };
        return true;
    }
    return false;
}

static bool pick_date(lua_State *L, const na_html *doc, const nal_rules *r, na_html_meta *m)
{
    for (size_t i = 0; i < r->date.n; i++) {
        na_date d;
        na_str s = pick(L, doc, r->date.v[i]);
        if (!s.len || !na_date_find(s, &nal_vm_of(L)->dates, &d)) continue;
        m->published = (na_html_time){ d, s, "clean" };
        return true;
    }
    return false;
}

static bool pick_body(lua_State *L, const na_html *doc, const nal_rules *r, na_str *css)
{
    for (size_t i = 0; i < r->body.n; i++) {
        if (first(L, doc, r->body.v[i]) == NA_HTML_NONE) continue;
        *css = r->body.v[i];
        return true;
    }
    return false;
}

static bool stripped(const nal_reader *rule, na_str param)
{
    size_t eq = na_str_chr(param, '=', 0);
    if (eq != (size_t)-1) param = na_str_sub(param, 0, eq);
    for (const nal_reader *r = rule; r; r = r->base)
        for (size_t i = 0; i < r->man.clean.url_strip.n; i++)
            if (nal_glob(r->man.clean.url_strip.v[i], param)) return true;
    return false;
}

/* The address without the parameters that url_strip names. */
static na_str strip_url(lua_State *L, const nal_reader *rule, na_str url)
{
    nal_vm *vm = nal_vm_of(L);
    na_str anchor = { 0 }, rest;
    size_t mark = na_str_chr(url, '#', 0), q;
    bool any = false;
    if (mark != (size_t)-1) {
        anchor = na_str_sub(url, mark, url.len);
        url = na_str_sub(url, 0, mark);
    }
    if ((q = na_str_chr(url, '?', 0)) == (size_t)-1) return url;
    nal_charge(L, url.len);
    na_buf_reset(&vm->tmp);
    na_buf_str(&vm->tmp, na_str_sub(url, 0, q));
    rest = na_str_sub(url, q + 1, url.len);
    while (rest.len) {
        size_t amp = na_str_chr(rest, '&', 0);
        na_str param = na_str_sub(rest, 0, amp);
        rest = amp == (size_t)-1 ? (na_str){ 0 } : na_str_sub(rest, amp + 1, rest.len);
        if (stripped(rule, param)) continue;
        na_buf_putc(&vm->tmp, any ? '&' : '?');
        na_buf_str(&vm->tmp, param);
        any = true;
    }
    na_buf_str(&vm->tmp, anchor);
    return na_arena_str(&vm->arena, na_buf_get(&vm->tmp));
}

/* The reader's own selectors and those of all rules, as one list. */
static na_str join_drops(lua_State *L, const nal_reader *rule, na_str own)
{
    nal_vm *vm = nal_vm_of(L);
    na_buf_reset(&vm->tmp);
    na_buf_str(&vm->tmp, own);
    for (const nal_reader *r = rule; r; r = r->base) {
        for (size_t i = 0; i < r->man.clean.drop.n; i++) {
            if (vm->tmp.len) na_buf_puts(&vm->tmp, ", ");
            na_buf_str(&vm->tmp, r->man.clean.drop.v[i]);
        }
    }
    return na_arena_str(&vm->arena, na_buf_get(&vm->tmp));
}

void nal_clean_before(lua_State *L, const nal_reader *rule, const na_html *doc,
                      na_html_meta *m, na_html_text_opts *o)
{
    bool title = false, date = false, body = false;
    for (const nal_reader *r = rule; r; r = r->base) {
        const nal_rules *c = &r->man.clean;
        title = title || pick_title(L, doc, c, m);
        date = date || pick_date(L, doc, c, m);
        body = body || pick_body(L, doc, c, &o->content);
    }
    o->drop = join_drops(L, rule, o->drop);
    m->url.value = strip_url(L, rule, m->url.value);
    if (!o->drop.ptr || (m->url.from && !m->url.value.ptr))
        luaL_error(L, "no memory left for this record");
}

/* -- after it -------------------------------------------------------------------------- */

typedef struct clean_call {
    const nal_rules *rules;
    const na_html *doc;
    nal_page *page;
} clean_call;

static na_str keep(lua_State *L, na_str s)
{
    na_str out = na_arena_str(&nal_vm_of(L)->arena, s);
    if (!out.ptr) luaL_error(L, "no memory left for this page");
    return out;
}

/* One paragraph through all substitutions; leaves it as a string. */
static void substitute(lua_State *L, const nal_rules *r, na_str paragraph)
{
    nal_push(L, paragraph);
    for (size_t i = 0; i < r->ntext; i++) {
        lua_rawgetp(L, LUA_REGISTRYINDEX, nal_key_gsub);
        lua_insert(L, -2);
        nal_push(L, r->text[i].pattern);
        nal_push(L, r->text[i].with);
        lua_call(L, 3, 1);
    }
}

/* The body, paragraph by paragraph; one that nothing is left of goes. */
static na_str replace_text(lua_State *L, const nal_rules *r, na_str body)
{
    nal_vm *vm = nal_vm_of(L);
    na_buf *out = &vm->tmp2; /* a pattern's functions write into tmp at most */
    na_buf_reset(out);
    while (body.len) {
        size_t gap = na_str_find(body, NA_STR("\n\n"), 0);
        na_str s;
        substitute(L, r, na_str_sub(body, 0, gap));
        s.ptr = lua_tolstring(L, -1, &s.len);
        s = na_str_trim(s);
        if (s.len && out->len) na_buf_puts(out, "\n\n");
        na_buf_str(out, s);
        lua_pop(L, 1);
        body = gap == (size_t)-1 ? (na_str){ 0 } : na_str_sub(body, gap + 2, body.len);
    }
    return keep(L, na_buf_get(out));
}

static void read_str(lua_State *L, int idx, const char *name, na_str *out)
{
    na_str s = { 0 };
    if (nal_field_str(L, idx, name, &s)) s = keep(L, s);
    *out = s;
}

/* A value that the function has changed is its own. */
static void read_val(lua_State *L, int idx, const char *name, na_html_val *out)
{
    na_str was = out->value;
    read_str(L, idx, name, &out->value);
    if (!out->value.len)
        out->from = NULL;
    else if (!na_str_eq(was, out->value))
        out->from = "clean";
}

static void read_list(lua_State *L, int idx, const char *name, na_strv *out,
                      const char **from)
{
    na_strv v = { 0 };
    bool same;
    lua_pushstring(L, name);
    int t = lua_rawget(L, idx);
    size_t n = t == LUA_TTABLE ? (size_t)lua_rawlen(L, -1) : t == LUA_TSTRING;
    if (t != LUA_TNIL && t != LUA_TTABLE && t != LUA_TSTRING)
        luaL_error(L, "%s must be a list of strings, not %s", name, luaL_typename(L, -1));
    if (n > NA_MAX_LIST) luaL_error(L, "%s: too many", name);
    v.v = na_arena_array(&nal_vm_of(L)->arena, n + 1, sizeof *v.v);
    if (!v.v) luaL_error(L, "no memory left for this page");
    for (size_t i = 1; i <= n; i++) {
        na_str s = { 0 };
        if (t == LUA_TTABLE)
            lua_rawgeti(L, -1, (lua_Integer)i);
        else
            lua_pushvalue(L, -1);
        if (!nal_to_str(L, -1, &s)) luaL_error(L, "%s: a list of strings", name);
        v.v[v.n++] = keep(L, s);
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
    same = v.n == out->n;
    for (size_t i = 0; same && i < v.n; i++) same = na_str_eq(v.v[i], out->v[i]);
    if (!same) *from = v.n ? "clean" : NULL;
    *out = v;
}

static void read_date(lua_State *L, int idx, const char *name, na_html_time *out)
{
    na_html_time t = { 0 };
    na_str s = { 0 };
    lua_pushstring(L, name);
    if (lua_rawget(L, idx) != LUA_TNIL) {
        const na_date *d = nal_to_date(L, -1);
        t.from = "clean";
        if (d)
            t.date = *d;
        else if (!nal_to_str(L, -1, &s) || !na_date_parse(s, &nal_vm_of(L)->dates, &t.date))
            luaL_error(L, "%s is not a date", name);
    }
    lua_pop(L, 1);
    if (t.from && out->from && t.date.secs == out->date.secs) t.from = out->from;
    *out = t;
}

/* The table the clean function was given, and perhaps has changed, at idx. */
static void read_page(lua_State *L, int idx, nal_page *p)
{
    nal_closed(L, idx, "html.page", "clean: the article");
    read_val(L, idx, "title", &p->m.title);
    read_val(L, idx, "deck", &p->m.deck);
    read_val(L, idx, "site", &p->m.site);
    read_val(L, idx, "url", &p->m.url);
    read_val(L, idx, "lang", &p->m.lang);
    read_val(L, idx, "section", &p->m.section);
    read_str(L, idx, "type", &p->m.type);
    read_str(L, idx, "body", &p->body);
    read_str(L, idx, "removed", &p->removed);
    read_list(L, idx, "authors", &p->m.authors, &p->m.authors_from);
    read_list(L, idx, "tags", &p->m.tags, &p->m.tags_from);
    read_date(L, idx, "published", &p->m.published);
    read_date(L, idx, "modified", &p->m.modified);
    lua_pushliteral(L, "permalink");
    lua_rawget(L, idx);
    p->m.permalink = lua_toboolean(L, -1) != 0;
    lua_pop(L, 1);
}

static int l_clean(lua_State *L)
{
    clean_call *c = lua_touserdata(L, 1);
    if (c->rules->ntext) c->page->body = replace_text(L, c->rules, c->page->body);
    if (!c->rules->has_fn) return 0;
    nal_push_page(L, c->page);
    int page = lua_gettop(L);
    lua_rawgetp(L, LUA_REGISTRYINDEX, nal_key_clean);
    lua_pushvalue(L, page);
    nal_push_lent_doc(L, c->doc);
    nal_push_ctx(L);
    lua_call(L, 3, 1);
    if (!lua_isnil(L, -1))
        return luaL_error(L, "clean changes its first argument and returns nothing");
    read_page(L, page, c->page);
    return 0;
}

void nal_clean_after(lua_State *L, na_host *h, nal_reader *rule, const na_html *doc,
                     nal_page *page)
{
    clean_call c = { &rule->man.clean, doc, page };
    nal_vm *vm = &rule->vm;
    if (rule->base) nal_clean_after(L, h, rule->base, doc, page);
    if (!c.rules->ntext && !c.rules->has_fn) return;
    int rc = nal_reader_ready(h, rule);
    if (rc == NA_OK) {
        nal_limits max = nal_step_limits(rule);
        na_arena_reset(&vm->arena);
        vm->rec = nal_vm_of(L)->rec;
        vm->dates = nal_vm_of(L)->dates;
        vm->seeded = false;
        rc = nal_call(vm, l_clean, &c, &max, false);
        vm->rec = NULL;
    }
    uint64_t cost = vm->budget.instr;
    nal_reader_settle(rule);
    if (rc < 0) nal_raise_of(L, vm);
    nal_charge(L, (size_t)cost);
}
