/* SPDX-License-Identifier: MIT */
/* article_in.c - from the table a reader returns to an na_article
 *
 * The schema is closed, reads are raw, each field is read once. Text is cleaned here, so
 * that no reader has to: NFC, no control characters, one blank for a run of white space in
 * every field but body and meta; in those, lines without trailing blanks and paragraphs one
 * blank line apart. Bytes that are not UTF-8 are an error, because a reader that hands them
 * on has forgotten to decode.
 */
#include "base/jsonw.h"
#include "base/nearest.h"
#include "base/utf8.h"
#include "script/script_int.h"
#include "text/unicode.h"
#include <stdio.h>
#include <stdlib.h>

#define BAD "invalid_article"
enum { MAX_META_KEY = 128, MAX_META_KEYS = 200, MAX_REMOVED = 8192 };

/* -- cleaning -------------------------------------------------------------------------- */

static void *alloc(lua_State *L, size_t n)
{
    void *p = na_arena_alloc(&nal_vm_of(L)->arena, n ? n : 1);
    if (!p) nal_error(L, "budget_heap", "no memory left for the articles of this record");
    return p;
}

static na_str keep(lua_State *L, na_str s)
{
    char *p = alloc(L, s.len + 1);
    if (s.len) memcpy(p, s.ptr, s.len);
    return (na_str){ p, s.len };
}

/* Nothing to do for it: printable ASCII with single blanks inside. */
static bool plain_line(na_str s)
{
    bool blank = true;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c < 32 || c > 126 || (c == ' ' && blank)) return false;
        blank = c == ' ';
    }
    return !blank || s.len == 0;
}

static void clean_into(lua_State *L, na_str s, const char *what)
{
    nal_vm *vm = nal_vm_of(L);
    na_err e = { 0 };
    if (!na_utf8_valid(s))
        nal_error(L, BAD, "%s is not valid UTF-8 (rec:text() and charset.decode give text)",
                  what);
    na_buf_reset(&vm->tmp);
    if (na_text_clean(s, &vm->tmp, &e) < 0) nal_error(L, BAD, "%s: %s", what, e.msg);
}

na_str nal_clean_line(lua_State *L, na_str s, const char *what)
{
    nal_vm *vm = nal_vm_of(L);
    na_err e = { 0 };
    if (plain_line(s)) return keep(L, s);
    clean_into(L, s, what);
    na_buf_reset(&vm->tmp2);
    if (na_text_squeeze(na_buf_get(&vm->tmp), &vm->tmp2, &e) < 0)
        nal_error(L, BAD, "%s: %s", what, e.msg);
    return keep(L, na_buf_get(&vm->tmp2));
}

na_str nal_clean_body(lua_State *L, na_str s, const char *what)
{
    nal_vm *vm = nal_vm_of(L);
    clean_into(L, s, what);
    na_str rest = na_buf_get(&vm->tmp), line;
    char *out = alloc(L, rest.len + 1);
    size_t n = 0;
    bool gap = false;
    while (na_str_line(&rest, &line)) {
        while (line.len &&
               (line.ptr[line.len - 1] == ' ' || line.ptr[line.len - 1] == '\t'))
            line.len--;
        if (!line.len) {
            gap = n > 0;
            continue;
        }
        if (n) out[n++] = '\n';
        if (gap) out[n++] = '\n';
        gap = false;
        memcpy(out + n, line.ptr, line.len);
        n += line.len;
    }
    return (na_str){ out, n };
}

/* -- what was read wrongly ------------------------------------------------------------- */

/* s, read again where it was read in the wrong charset; which fields were goes to
 * *names. */
static na_str mended(lua_State *L, na_str s, const char *what)
{
    nal_vm *vm = nal_vm_of(L);
    bool high = false;
    for (size_t i = 0; i < s.len && !high; i++) high = (unsigned char)s.ptr[i] >= 0x80;
    if (!high || !vm->cs) return s;
    nal_charge(L, s.len / 16);
    na_buf_reset(&vm->tmp);
    na_mojibake kind = na_mojibake_mend(vm->cs, s, &vm->tmp);
    if (kind == NA_MOJIBAKE_NONE) return s;
    vm->mended.kind = kind;
    size_t n = strlen(vm->mended.fields);
    if (!strstr(vm->mended.fields, what) && n + strlen(what) + 3 < sizeof vm->mended.fields)
        snprintf(vm->mended.fields + n, sizeof vm->mended.fields - n, "%s%s", n ? ", " : "",
                 what);
    return keep(L, na_buf_get(&vm->tmp));
}

/* Adds meta[name] = value, unless the reader gave one. */
static void add_meta(lua_State *L, na_article *a, na_str name, na_str value)
{
    size_t at = 0;
    for (; at < a->nmeta; at++) {
        int order = na_str_cmp(a->meta[at].key, name);
        if (order == 0) return;
        if (order > 0) break;
    }
    na_meta *m = alloc(L, (a->nmeta + 1) * sizeof *m);
    if (at) memcpy(m, a->meta, at * sizeof *m);
    m[at] = (na_meta){ .key = keep(L, name), .value = keep(L, value) };
    if (at < a->nmeta) memcpy(m + at + 1, a->meta + at, (a->nmeta - at) * sizeof *m);
    a->meta = m;
    a->nmeta++;
}

/* Which charset the record was in, where that is not what it says; and what was mended. */
static void say_charset(lua_State *L, na_article *a)
{
    nal_vm *vm = nal_vm_of(L);
    na_buf_reset(&vm->tmp);
    if (vm->cs) na_charset_say(na_charset_last(vm->cs), &vm->tmp);
    if (vm->tmp.len) add_meta(L, a, NA_STR("charset"), na_buf_get(&vm->tmp));
    if (!vm->mended.kind) return;
    na_buf_reset(&vm->tmp);
    na_buf_printf(&vm->tmp, "%s: %s", vm->mended.fields, na_mojibake_name(vm->mended.kind));
    add_meta(L, a, NA_STR("mojibake"), na_buf_get(&vm->tmp));
}

/* -- fields: the value is on top of the stack ------------------------------------------ */

static na_str take_text(lua_State *L, const char *what)
{
    na_str s = { 0 };
    if (!nal_to_str(L, -1, &s))
        nal_error(L, BAD, "%s must be a string, not %s", what, luaL_typename(L, -1));
    return s;
}

static na_str take_line(lua_State *L, const char *what)
{
    na_str s = nal_clean_line(L, mended(L, take_text(L, what), what), what);
    if (s.len > NA_MAX_FIELD)
        nal_error(L, BAD, "%s is longer than %zu bytes", what, (size_t)NA_MAX_FIELD);
    return s;
}

static na_str take_key(lua_State *L)
{
    if (lua_isinteger(L, -1)) {
        char num[32];
        snprintf(num, sizeof num, "%lld", (long long)lua_tointeger(L, -1));
        return keep(L, na_str_c(num));
    }
    return take_line(L, "key");
}

static na_strv take_list(lua_State *L, const char *what)
{
    na_strv out = { 0 };
    if (lua_type(L, -1) != LUA_TTABLE) {
        na_str one = take_line(L, what);
        if (!one.len) return out;
        out.v = alloc(L, sizeof *out.v);
        out.v[0] = one;
        out.n = 1;
        return out;
    }
    size_t n = lua_rawlen(L, -1);
    if (n > NA_MAX_LIST)
        nal_error(L, BAD, "%s has more than %u items", what, (unsigned)NA_MAX_LIST);
    if (n) out.v = alloc(L, n * sizeof *out.v);
    for (size_t i = 1; i <= n; i++) {
        lua_rawgeti(L, -1, (lua_Integer)i);
        na_str s = take_line(L, what);
        lua_pop(L, 1);
        bool known = s.len == 0;
        for (size_t j = 0; j < out.n && !known; j++) known = na_str_eq(out.v[j], s);
        if (!known) out.v[out.n++] = s;
    }
    return out;
}

static na_str take_date(lua_State *L, const char *what, na_precision *precision,
                        na_date_note *note)
{
    const na_date *d = nal_to_date(L, -1);
    char out[40];
    *note = d ? d->note : NA_DATE_WRITTEN;
    if (d) {
        na_date_format(d, out);
        *precision = d->precision;
        return keep(L, na_str_c(out));
    }
    na_str s = na_str_trim(take_text(L, what));
    int64_t secs;
    bool date_only;
    if (!s.len) return s;
    if (!na_rfc3339_parse(s, &secs, &date_only) || s.len > 39)
        nal_error(L, BAD,
                  "%s: '%.*s' is not an RFC 3339 date (date.parse reads other forms)", what,
                  (int)(s.len > 60 ? 60 : s.len), s.ptr);
    *precision = date_only ? NA_PREC_DAY : NA_PREC_SECOND;
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++) { /* canonical: T, no fraction, upper case */
        char c = s.ptr[i];
        if (c == '.') {
            while (i + 1 < s.len && s.ptr[i + 1] >= '0' && s.ptr[i + 1] <= '9') i++;
            continue;
        }
        out[n++] = i == 10 ? 'T' : c == 'z' ? 'Z' : c;
    }
    return keep(L, na_str_n(out, n));
}

static int by_key(const void *a, const void *b)
{
    return na_str_cmp(((const na_meta *)a)->key, ((const na_meta *)b)->key);
}

static void take_meta_value(lua_State *L, na_meta *m)
{
    char what[MAX_META_KEY + 16];
    snprintf(what, sizeof what, "meta.%.*s", (int)m->key.len, m->key.ptr);
    nal_vm *vm = nal_vm_of(L);
    switch (lua_type(L, -1)) {
    case LUA_TBOOLEAN:
        m->kind = NA_META_BOOL;
        m->value = lua_toboolean(L, -1) ? NA_STR("true") : NA_STR("false");
        return;
    case LUA_TNUMBER:
        m->kind = NA_META_NUM;
        na_buf_reset(&vm->tmp);
        if (lua_isinteger(L, -1))
            na_buf_printf(&vm->tmp, "%lld", (long long)lua_tointeger(L, -1));
        else
            na_json_dbl(&vm->tmp, lua_tonumber(L, -1));
        m->value = keep(L, na_buf_get(&vm->tmp));
        if (na_str_eqc(m->value, "null"))
            nal_error(L, BAD, "%s is not a finite number", what);
        return;
    default:
        m->value = nal_clean_body(L, na_str_trim(take_text(L, what)), what);
    }
    /* What cleaning left out may be long; it is a note and not the article. */
    if (na_str_eqc(m->key, "removed") && m->value.len > MAX_REMOVED) {
        size_t n = MAX_REMOVED;
        while (n && ((unsigned char)m->value.ptr[n] & 0xc0) == 0x80) n--;
        char *cut = alloc(L, n + 8);
        memcpy(cut, m->value.ptr, n);
        memcpy(cut + n, " [...]", 6);
        m->value = (na_str){ cut, n + 6 };
    }
}

static void take_meta(lua_State *L, na_article *a)
{
    size_t n = 0, bytes = 0;
    if (lua_type(L, -1) != LUA_TTABLE)
        nal_error(L, BAD, "meta must be a table, not %s", luaL_typename(L, -1));
    lua_pushnil(L);
    while (lua_next(L, -2)) n++, lua_pop(L, 1);
    if (n > MAX_META_KEYS) nal_error(L, BAD, "meta has more than %d keys", MAX_META_KEYS);
    if (!n) return;
    a->meta = alloc(L, n * sizeof *a->meta);
    lua_pushnil(L);
    while (lua_next(L, -2)) {
        na_meta *m = &a->meta[a->nmeta++];
        if (lua_type(L, -2) != LUA_TSTRING)
            nal_error(L, BAD, "meta: keys are strings, found a %s", luaL_typename(L, -2));
        na_str k;
        k.ptr = lua_tolstring(L, -2, &k.len);
        m->key = nal_clean_line(L, k, "a key of meta");
        if (!m->key.len || m->key.len > MAX_META_KEY)
            nal_error(L, BAD, "meta: a key must have 1 to %d bytes", MAX_META_KEY);
        take_meta_value(L, m);
        bytes += m->key.len + m->value.len;
        lua_pop(L, 1);
    }
    if (bytes > NA_MAX_META)
        nal_error(L, BAD, "meta is larger than %zu bytes", (size_t)NA_MAX_META);
    qsort(a->meta, a->nmeta, sizeof *a->meta, by_key); /* Lua's order differs by run */
}

/* -- the article ----------------------------------------------------------------------- */

static const char *const fields[] = { "title",    "url",     "permalink", "published",
                                      "modified", "authors", "source",    "section",
                                      "lang",     "deck",    "tags",      "key",
                                      "meta",     "body",    "from",      NULL };

/* Those that may say where they come from: all but the last ones, which hold no news. */
static bool has_origin(na_str k)
{
    for (size_t i = 0; fields[i]; i++)
        if (na_str_eqc(k, fields[i]))
            return !na_str_eqc(k, "permalink") && !na_str_eqc(k, "meta") &&
                   !na_str_eqc(k, "from");
    return false;
}

/* from = { title = "og:title", published = "json-ld" } */
static void take_from(lua_State *L, na_article *a)
{
    if (lua_type(L, -1) != LUA_TTABLE)
        nal_error(L, BAD, "from must be a table, not %s", luaL_typename(L, -1));
    lua_pushnil(L);
    while (lua_next(L, -2)) {
        na_str k, v;
        if (lua_type(L, -2) != LUA_TSTRING)
            nal_error(L, BAD, "from: keys are names of fields, found a %s",
                      luaL_typename(L, -2));
        k.ptr = lua_tolstring(L, -2, &k.len);
        if (!has_origin(k)) {
            const char *hint = na_nearest_in(k, fields);
            nal_error(L, BAD, "from: '%.60s' is no field%s%s%s", k.ptr,
                      hint ? " (did you mean '" : "", hint ? hint : "", hint ? "'?)" : "");
        }
        v = take_line(L, "what a field is from");
        if (v.len > NA_MAX_FROM_BYTES)
            nal_error(L, BAD, "from: what %s is from is longer than %u bytes", k.ptr,
                      NA_MAX_FROM_BYTES);
        if (na_article_set_from(a, keep(L, k), v, &nal_vm_of(L)->arena, NULL) < 0)
            nal_error(L, "budget_heap", "no memory left for the articles of this record");
        lua_pop(L, 1);
    }
}

/* A reader says it of all it looks for; what was not found is from nowhere. */
static void drop_idle_from(na_article *a)
{
    const struct {
        const char *name;
        size_t len;
    } had[] = {
        { "authors", a->authors.n },       { "body", a->body.len },
        { "deck", a->deck.len },           { "key", a->key.len },
        { "lang", a->lang.len },           { "modified", a->modified.len },
        { "published", a->published.len }, { "section", a->section.len },
        { "source", a->source.len },       { "tags", a->tags.n },
        { "title", a->title.len },         { "url", a->url.len },
    };
    na_provenance *p = &a->prov;
    size_t n = 0;
    for (size_t i = 0; i < p->nfields; i++)
        for (size_t k = 0; k < sizeof had / sizeof *had; k++)
            if (had[k].len && na_str_eqc(p->fields[i].field, had[k].name))
                p->fields[n++] = p->fields[i];
    p->nfields = n;
}

/* Behind where a date is from: how it was told, unless it stood there. */
static void say_note(lua_State *L, na_article *a, const char *field, na_date_note note)
{
    char said[NA_MAX_FROM_BYTES + 1];
    const char *how = na_date_note_name(note);
    na_str from = na_article_from(a, field);
    if (note == NA_DATE_WRITTEN) return;
    from = na_str_sub(from, 0, na_u8_floor(from, NA_MAX_FROM_BYTES - 20));
    if (from.len)
        snprintf(said, sizeof said, "%.*s (%s)", NA_STR_ARG(from), how);
    else
        snprintf(said, sizeof said, "%s", how);
    if (na_article_set_from(a, na_str_c(field), keep(L, na_str_c(said)),
                            &nal_vm_of(L)->arena, NULL) < 0)
        nal_error(L, "budget_heap", "no memory left for the articles of this record");
}

static void take_field(lua_State *L, na_str k, na_article *a, na_date_note notes[2])
{
    na_precision p = NA_PREC_NONE;
    if (na_str_eqc(k, "title"))
        a->title = take_line(L, "title");
    else if (na_str_eqc(k, "body"))
        a->body = nal_clean_body(L, mended(L, take_text(L, "body"), "body"), "body");
    else if (na_str_eqc(k, "url"))
        a->url = take_line(L, "url");
    else if (na_str_eqc(k, "source"))
        a->source = take_line(L, "source");
    else if (na_str_eqc(k, "section"))
        a->section = take_line(L, "section");
    else if (na_str_eqc(k, "lang"))
        a->lang = take_line(L, "lang");
    else if (na_str_eqc(k, "deck"))
        a->deck = take_line(L, "deck");
    else if (na_str_eqc(k, "key"))
        a->key = take_key(L);
    else if (na_str_eqc(k, "authors"))
        a->authors = take_list(L, "authors");
    else if (na_str_eqc(k, "tags"))
        a->tags = take_list(L, "tags");
    else if (na_str_eqc(k, "meta"))
        take_meta(L, a);
    else if (na_str_eqc(k, "from"))
        take_from(L, a);
    else if (na_str_eqc(k, "published")) {
        a->published = take_date(L, "published", &a->published_precision, &notes[0]);
    } else if (na_str_eqc(k, "modified")) {
        a->modified = take_date(L, "modified", &p, &notes[1]);
    } else if (na_str_eqc(k, "permalink")) {
        if (lua_type(L, -1) != LUA_TBOOLEAN)
            nal_error(L, BAD, "permalink must be true or false, not %s",
                      luaL_typename(L, -1));
        a->permalink = lua_toboolean(L, -1) != 0;
    } else {
        const char *hint = na_nearest_in(k, fields);
        nal_error(L, BAD, "unknown field '%.60s'%s%s%s", k.ptr,
                  hint ? " (did you mean '" : "", hint ? hint : "",
                  hint ? "'?)" : "; extras belong in meta");
    }
}

static void take_one(lua_State *L, int idx, nal_articles *out)
{
    if (out->n == out->max)
        nal_error(L, BAD, "more than %zu articles in one record", out->max);
    na_article a = { 0 };
    na_date_note notes[2] = { NA_DATE_WRITTEN, NA_DATE_WRITTEN };
    nal_vm_of(L)->mended.kind = NA_MOJIBAKE_NONE;
    nal_vm_of(L)->mended.fields[0] = 0;
    lua_pushnil(L);
    while (lua_next(L, idx)) {
        if (lua_type(L, -2) != LUA_TSTRING)
            nal_error(L, BAD, "an article has named fields only, found a %s key",
                      luaL_typename(L, -2));
        na_str k;
        k.ptr = lua_tolstring(L, -2, &k.len);
        take_field(L, k, &a, notes);
        lua_pop(L, 1);
    }
    drop_idle_from(&a);
    say_note(L, &a, "published", notes[0]);
    say_note(L, &a, "modified", notes[1]);
    say_charset(L, &a);
    if (!a.title.len && !a.body.len)
        nal_error(L, "no_text", "the article has neither title nor body");
    size_t size = a.body.len + a.title.len + a.deck.len;
    if (size > NA_MAX_ARTICLE)
        nal_error(L, BAD, "the article is larger than %zu bytes", (size_t)NA_MAX_ARTICLE);
    nal_charge(L, size / 16);
    if (out->n == out->cap) {
        size_t cap = out->cap ? out->cap * 2 : 4;
        na_article *v = alloc(L, cap * sizeof *v);
        if (out->n) memcpy(v, out->v, out->n * sizeof *v);
        out->v = v;
        out->cap = cap;
    }
    out->v[out->n++] = a;
}

void nal_take_articles(lua_State *L, int idx, nal_articles *out, bool list_allowed)
{
    idx = lua_absindex(L, idx);
    luaL_checkstack(L, 12, NULL);
    size_t n = lua_rawlen(L, idx);
    lua_pushnil(L);
    bool empty = lua_next(L, idx) == 0;
    if (!empty) lua_pop(L, 2);
    if (empty && list_allowed) return;
    if (n == 0) {
        take_one(L, idx, out);
        return;
    }
    if (!list_allowed) nal_error(L, BAD, "one article expected, not a list");
    for (size_t i = 1; i <= n; i++) {
        if (lua_rawgeti(L, idx, (lua_Integer)i) != LUA_TTABLE)
            nal_error(L, BAD, "item %zu of the list is a %s, not an article", i,
                      luaL_typename(L, -1));
        take_one(L, lua_gettop(L), out);
        lua_pop(L, 1);
    }
}
