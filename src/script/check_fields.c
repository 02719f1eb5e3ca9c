/* SPDX-License-Identifier: MIT */
/* check_fields.c - table constructors against tables of keys, values against types
 *
 * A type is as api/ writes it: alternatives by '|'; "text" is a string or a view, "x[]" a
 * list, "table<...>" any table, "fun(...)" a function, another word a table of keys or a
 * class. Only what a literal certainly is, is compared.
 */
#include "base/nearest.h"
#include "script/check_int.h"
#include <stdio.h>

/* The next alternative of a type, at depth 0 of brackets. */
static bool next_type(na_str *rest, na_str *one)
{
    size_t depth = 0, i = 0;
    if (!rest->len) return false;
    for (; i < rest->len; i++) {
        char ch = rest->ptr[i];
        if (ch == '(' || ch == '<') depth++;
        if ((ch == ')' || ch == '>') && depth) depth--;
        if (ch == '|' && !depth) break;
    }
    *one = na_str_trim(na_str_sub(*rest, 0, i));
    *rest = na_str_sub(*rest, i + 1, rest->len);
    if (one->len && one->ptr[one->len - 1] == '?') one->len--;
    return true;
}

static const char *keys_of(na_str type)
{
    char name[64];
    size_t n = 0;
    if (!type.len || type.len >= sizeof name) return NULL;
    memcpy(name, type.ptr, type.len);
    name[type.len] = 0;
    const nal_api *first = nal_api_of(name, &n);
    return n && first->kind == NAL_API_KEY ? first->of : NULL;
}

/* Is the literal of this one type? Unknown types take anything that a table may be. */
static bool fits(const nal_node *v, na_str type)
{
    bool table = v->kind == NAL_N_TABLE;
    if (na_str_eqc(type, "any")) return true;
    if (na_str_eqc(type, "text") || na_str_eqc(type, "string"))
        return v->kind == NAL_N_STRING;
    if (na_str_eqc(type, "integer")) return v->kind == NAL_N_NUMBER && v->integer;
    if (na_str_eqc(type, "number")) return v->kind == NAL_N_NUMBER;
    if (na_str_eqc(type, "boolean")) return v->kind == NAL_N_BOOL;
    if (na_str_starts(type, NA_STR("fun"))) return v->kind == NAL_N_FUNCTION;
    if (na_str_ends(type, NA_STR("[]")) || na_str_starts(type, NA_STR("table")))
        return table;
    return table && keys_of(type);
}

static bool is_literal(const nal_node *v)
{
    switch (v->kind) {
    case NAL_N_BOOL:
    case NAL_N_NUMBER:
    case NAL_N_STRING:
    case NAL_N_FUNCTION:
    case NAL_N_TABLE:
        return true;
    default:
        return false;
    }
}

static const char *literal_name(const nal_node *v)
{
    switch (v->kind) {
    case NAL_N_BOOL:
        return "a boolean";
    case NAL_N_NUMBER:
        return v->integer ? "a number" : "a fraction";
    case NAL_N_STRING:
        return "a string";
    case NAL_N_FUNCTION:
        return "a function";
    default:
        return "a table";
    }
}

static bool is_list(const nal_node *table)
{
    for (uint32_t i = 0; i < table->nkids; i++)
        if (table->kids[i]->name.len || table->kids[i]->nkids > 1) return false;
    return table->nkids > 0;
}

/* The type in words: the names of the API's own tables say nothing to who reads the
 * message. */
static na_str in_words(na_str type)
{
    static const char *const plain[] = { "string",  "text",  "integer", "number",
                                         "boolean", "table", "any" };

    if (na_str_starts(type, NA_STR("fun("))) return NA_STR("a function");
    for (size_t i = 0; i < type.len; i++)
        if (type.ptr[i] == '|' || type.ptr[i] == '[') return type;
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (na_str_eqc(type, plain[i])) return type;
    return NA_STR("a table");
}

static void check_type(nal_checker *c, na_str type, const nal_node *v, const char *what)
{
    na_str rest = type, one, taken = { 0 };
    if (!v || !is_literal(v)) return;
    while (next_type(&rest, &one)) {
        if (!fits(v, one)) continue;
        /* Of the types that take a table, the list for a list. */
        bool list = na_str_ends(one, NA_STR("[]"));
        if (!taken.len || (v->kind == NAL_N_TABLE && list == is_list(v))) taken = one;
    }
    if (!taken.len) {
        na_str words = in_words(type);
        nal_find(c, v->line, true, "type", "%s must be %.*s, not %s", what,
                 NA_STR_ARG(words), literal_name(v));
        return;
    }
    if (v->kind != NAL_N_TABLE) return;
    if (na_str_ends(taken, NA_STR("[]"))) {
        char item[160];
        snprintf(item, sizeof item, "an item of %.120s", what);
        for (uint32_t i = 0; i < v->nkids; i++)
            if (!v->kids[i]->name.len)
                check_type(c, na_str_sub(taken, 0, taken.len - 2),
                           nal_field_value(v->kids[i]), item);
        return;
    }
    const char *of = keys_of(taken);
    if (of) nal_check_keys(c, v, of, what);
}

void nal_check_value(nal_checker *c, const nal_api *key, const nal_node *value,
                     const char *what)
{
    if (key->type && *key->type) check_type(c, na_str_c(key->type), value, what);
}

static const nal_api *key_named(const char *of, na_str name)
{
    char text[64];
    if (!name.len || name.len >= sizeof text) return NULL;
    memcpy(text, name.ptr, name.len);
    text[name.len] = 0;
    return nal_api_find(of, text);
}

static na_str nearest_key(const char *of, na_str name)
{
    size_t n = 0;
    const nal_api *k = nal_api_of(of, &n);
    na_nearest near = na_nearest_of(name);
    for (size_t i = 0; i < n; i++) na_nearest_offer(&near, na_str_c(k[i].name));
    return na_nearest_get(&near);
}

static void unknown(nal_checker *c, uint32_t line, na_str name, const char *of,
                    const char *what)
{
    na_str hint = nearest_key(of, name);
    if (hint.len)
        nal_find(c, line, true, "field", "%s has no field '%.*s' (did you mean '%.*s'?)",
                 what, NA_STR_ARG(name), NA_STR_ARG(hint));
    else
        nal_find(c, line, true, "field", "%s has no field '%.*s'", what, NA_STR_ARG(name));
}

void nal_check_keys(nal_checker *c, const nal_node *table, const char *of, const char *what)
{
    size_t n = 0;
    const nal_api *keys = nal_api_of(of, &n);
    char label[200];
    for (uint32_t i = 0; i < table->nkids; i++) {
        const nal_node *f = table->kids[i];
        if (!f->name.len) continue;
        const nal_api *key = key_named(of, f->name);
        if (!key) {
            unknown(c, f->line, f->name, of, what);
            continue;
        }
        snprintf(label, sizeof label, "%s.%s", what, key->name);
        nal_check_value(c, key, nal_field_value(f), label);
    }
    for (size_t i = 0; i < n; i++)
        if (keys[i].must && !nal_table_field(table, keys[i].name) && !keys[i].kinds)
            nal_find(c, table->line, true, "field", "%s: '%s' is missing", what,
                     keys[i].name);
}

/* -- the manifest ---------------------------------------------------------------------- */

void nal_check_manifest(nal_checker *c)
{
    for (uint32_t i = 0; i < c->manifest->nkids; i++) {
        const nal_node *f = c->manifest->kids[i];
        if (!f->name.len) {
            nal_find(c, f->line, true, "manifest", "the manifest has named fields only");
            continue;
        }
        const nal_api *key = key_named("manifest", f->name);
        if (!key)
            unknown(c, f->line, f->name, "manifest", "the manifest");
        else if (na_str_eqc(f->name, "options") &&
                 nal_field_value(f)->kind == NAL_N_TABLE) {
            const nal_node *opts = nal_field_value(f);
            for (uint32_t k = 0; k < opts->nkids; k++) {
                char what[120];
                const nal_node *o = opts->kids[k];
                snprintf(what, sizeof what, "options.%.*s",
                         (int)(o->name.len > 60 ? 60 : o->name.len), o->name.ptr);
                check_type(c, NA_STR("option"), nal_field_value(o), what);
            }
        } else
            nal_check_value(c, key, nal_field_value(f), key->name);
    }
    static const char *const must[] = { "api", "kind", "name" };
    for (size_t i = 0; i < sizeof must / sizeof *must; i++)
        if (!nal_table_field(c->manifest, must[i]))
            nal_find(c, c->manifest->line, true, "manifest", "'%s' is missing", must[i]);
}

/* -- articles -------------------------------------------------------------------------- */

bool nal_looks_like_article(const nal_node *table)
{
    return table->kind == NAL_N_TABLE &&
           (nal_table_field(table, "title") || nal_table_field(table, "body"));
}

void nal_check_article(nal_checker *c, const nal_node *table, bool certain)
{
    char what[100];
    for (uint32_t i = 0; i < table->nkids; i++) {
        const nal_node *f = table->kids[i], *v = nal_field_value(f);
        if (!f->name.len) {
            if (certain && v && v->kind == NAL_N_TABLE) nal_check_article(c, v, certain);
            continue;
        }
        const nal_api *key = key_named("article", f->name);
        if (!key) {
            if (certain || nearest_key("article", f->name).len)
                unknown(c, f->line, f->name, "article", "an article");
            continue;
        }
        snprintf(what, sizeof what, "%s of an article", key->name);
        nal_check_value(c, key, v, what);
    }
}
