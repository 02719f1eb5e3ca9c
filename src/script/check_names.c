/* SPDX-License-Identifier: MIT */
/* check_names.c - names and members, by walking the tree with its scopes
 *
 * What a name is known to be follows from its declaration: a module, a parameter of a
 * function that newsarc calls, or what a function of the API returns. A name that is
 * assigned to anywhere is not followed.
 */
#include "base/nearest.h"
#include "script/check_int.h"
#include <stdio.h>

static void walk(nal_checker *c, const nal_node *n);
static const char *type_of(const nal_checker *c, const nal_node *n);

/* -- types ----------------------------------------------------------------------------- */

/* "html.document?, string?" is "html document"; NULL for what has no members. */
const char *nal_type_of(const char *type, size_t len)
{
    char name[64];
    size_t n = 0, count = 0;
    while (n < len && n + 1 < sizeof name && type[n] && !strchr("?,|[<( ", type[n])) {
        name[n] = type[n] == '.' || type[n] == '_' ? ' ' : type[n];
        n++;
    }
    if (n < len && type[n] && strchr("|[<(", type[n])) return NULL;
    name[n] = 0;
    if (strcmp(name, "date") == 0) snprintf(name, sizeof name, "date object");
    if (strcmp(name, "archive hit") == 0) snprintf(name, sizeof name, "hit");
    const nal_api *first = nal_api_of(name, &count);
    if (!count || !*name) return NULL;
    return first->kind == NAL_API_METHOD || first->kind == NAL_API_FIELD ||
                   strcmp(name, "string") == 0
               ? first->of
               : NULL;
}

static const nal_api *member(const char *of, na_str name)
{
    char text[64];
    if (!name.len || name.len >= sizeof text) return NULL;
    memcpy(text, name.ptr, name.len);
    text[name.len] = 0;
    return nal_api_find(of, text);
}

static const char *module_named(na_str name)
{
    const nal_api *a = member("", name);
    if (!a || (a->kind != NAL_API_MODULE && a->kind != NAL_API_LIB)) return NULL;
    return a->name;
}

/* require "text" */
static const char *required(const nal_checker *c, const nal_node *n)
{
    if (n->kind != NAL_N_CALL || n->nkids != 2 || n->kids[0]->kind != NAL_N_NAME ||
        !na_str_eqc(n->kids[0]->name, "require") || nal_scope_get(c, n->kids[0]->name) ||
        n->kids[1]->kind != NAL_N_STRING)
        return NULL;
    return module_named(n->kids[1]->name);
}

static const char *result_of(const nal_api *a)
{
    return a && a->type ? nal_type_of(a->type, strlen(a->type)) : NULL;
}

static const nal_api *called(const nal_checker *c, const nal_node *n)
{
    const char *of;
    if (n->kind == NAL_N_METHOD)
        return (of = type_of(c, n->kids[0])) ? member(of, n->name) : NULL;
    const nal_node *fn = n->kids[0];
    if (fn->kind != NAL_N_INDEX || !fn->name.len) return NULL;
    return (of = type_of(c, fn->kids[0])) ? member(of, fn->name) : NULL;
}

static const char *type_of(const nal_checker *c, const nal_node *n)
{
    const char *of;
    switch (n->kind) {
    case NAL_N_NAME: {
        const nal_local *l = nal_scope_get(c, n->name);
        if (l) return nal_was_assigned(c, n->name) ? NULL : l->of;
        return nal_was_assigned(c, n->name) ? NULL : module_named(n->name);
    }
    case NAL_N_INDEX:
        of = n->name.len ? type_of(c, n->kids[0]) : NULL;
        return of ? result_of(member(of, n->name)) : NULL;
    case NAL_N_CALL:
        if ((of = required(c, n))) return of;
        return result_of(called(c, n));
    case NAL_N_METHOD:
        return result_of(called(c, n));
    case NAL_N_STRING:
        return "string";
    default:
        return NULL;
    }
}

/* -- findings -------------------------------------------------------------------------- */

static void check_member(nal_checker *c, const nal_node *n, bool method)
{
    const char *of = type_of(c, n->kids[0]);
    if (!of || !n->name.len) return;
    const nal_api *a = member(of, n->name);
    if (a && a->kind == NAL_API_DROPPED) {
        nal_find(c, n->line, true, "member", "%s.%s is not available: %s", of, a->name,
                 a->doc);
        return;
    }
    if (a) return;
    size_t count = 0;
    const nal_api *all = nal_api_of(of, &count);
    na_nearest near = na_nearest_of(n->name);
    for (size_t i = 0; i < count; i++)
        if (all[i].kind != NAL_API_DROPPED) na_nearest_offer(&near, na_str_c(all[i].name));
    na_str hint = na_nearest_get(&near);
    bool module = count && (all[0].kind == NAL_API_FUNC || all[0].kind == NAL_API_STD);
    const char *what = method ? "method" : module ? "function" : "field";
    if (hint.len)
        nal_find(c, n->line, true, "member", "%s has no %s '%.*s' (did you mean '%.*s'?)",
                 of, what, NA_STR_ARG(n->name), NA_STR_ARG(hint));
    else
        nal_find(c, n->line, true, "member", "%s has no %s '%.*s'", of, what,
                 NA_STR_ARG(n->name));
}

static void check_global(nal_checker *c, const nal_node *n)
{
    const nal_api *a = member("", n->name);
    if (a && (a->kind == NAL_API_DROPPED || a->kind == NAL_API_GONE)) {
        nal_find(c, n->line, true, "global", "%s is not available in newsarc scripts: %s",
                 a->name, a->doc);
        return;
    }
    if (a || nal_was_assigned(c, n->name) || na_str_eqc(n->name, "_G") ||
        na_str_eqc(n->name, "_ENV"))
        return;
    size_t count = 0;
    const nal_api *all = nal_api_of("", &count);
    na_nearest near = na_nearest_of(n->name);
    for (size_t i = c->nscope; i-- > 0;) na_nearest_offer(&near, c->scope[i].name);
    for (size_t i = 0; i < count; i++)
        if (all[i].kind != NAL_API_DROPPED && all[i].kind != NAL_API_GONE)
            na_nearest_offer(&near, na_str_c(all[i].name));
    na_str hint = na_nearest_get(&near);
    if (hint.len)
        nal_find(c, n->line, true, "global",
                 "nothing is named '%.*s' (did you mean '%.*s'?)", NA_STR_ARG(n->name),
                 NA_STR_ARG(hint));
    else
        nal_find(c, n->line, true, "global", "nothing is named '%.*s'",
                 NA_STR_ARG(n->name));
}

/* A pattern that looks at most places again and again. */
static void check_pattern(nal_checker *c, const nal_node *n)
{
    static const char *const users[] = { "match", "gmatch", "gsub", "find" };
    const nal_node *p;
    na_str name;
    bool uses = false;
    if (n->kind == NAL_N_METHOD) {
        p = n->nkids > 1 ? n->kids[1] : NULL;
        name = n->name;
    } else {
        p = n->nkids > 2 ? n->kids[2] : NULL;
        name = n->kids[0]->name;
        if (n->kids[0]->kind != NAL_N_INDEX || n->kids[0]->kids[0]->kind != NAL_N_NAME ||
            !na_str_eqc(n->kids[0]->kids[0]->name, "string"))
            return;
    }
    for (size_t i = 0; i < sizeof users / sizeof *users; i++)
        uses = uses || na_str_eqc(name, users[i]);
    if (!uses || !p || p->kind != NAL_N_STRING) return;
    unsigned wild = 0;
    for (size_t i = 0; i + 1 < p->name.len; i++) {
        if (p->name.ptr[i] == '%') {
            i++;
            continue;
        }
        if (p->name.ptr[i] == '.' && strchr("-*+", p->name.ptr[i + 1])) wild++;
    }
    bool anchored = p->name.len && p->name.ptr[0] == '^';
    if (wild >= 3)
        nal_find(c, p->line, false, "pattern",
                 "%u wildcards in one pattern can take very long on a large text; "
                 "text.between and html:select do not",
                 wild);
    else if (!anchored && (na_str_eqc(p->name, "%s+$") || na_str_eqc(p->name, "%s*$")))
        nal_find(c, p->line, false, "pattern",
                 "this takes long where there are many blanks; text.trim does not");
}

/* Tables handed to functions that take no other keys. */
static void check_options(nal_checker *c, const nal_node *n)
{
    static const struct {
        const char *of, *name;
        uint32_t arg;
        const char *keys, *what;
    } known[] = {
        { "html document", "article", 1, "html.article_opts", "doc:article" },
        { "archive", "search", 1, "archive.search_opts", "archive:search" },
        { "date", "parse", 2, "date.opts", "date.parse" },
        { "date", "find", 2, "date.opts", "date.find" },
    };
    const nal_api *a = called(c, n);
    for (size_t i = 0; a && i < sizeof known / sizeof *known; i++) {
        if (strcmp(a->of, known[i].of) != 0 || strcmp(a->name, known[i].name) != 0)
            continue;
        if (n->nkids > known[i].arg && n->kids[known[i].arg]->kind == NAL_N_TABLE)
            nal_check_keys(c, n->kids[known[i].arg], known[i].keys, known[i].what);
    }
    if (a && strcmp(a->of, "context") == 0 && strcmp(a->name, "emit") == 0 &&
        n->nkids > 1 && n->kids[1]->kind == NAL_N_TABLE)
        nal_check_article(c, n->kids[1], true);
}

/* -- scopes ---------------------------------------------------------------------------- */

static void declare(nal_checker *c, na_str name, const char *of, const nal_node *value)
{
    if (c->nscope < NAL_SCOPE) c->scope[c->nscope++] = (nal_local){ name, of, value };
}

static void walk_kids(nal_checker *c, const nal_node *n, uint32_t from)
{
    for (uint32_t i = from; i < n->nkids; i++) walk(c, n->kids[i]);
}

/* Type of parameter number i in "fun(rec: record, ctx: context): any". */
static const char *param_type(const char *type, uint32_t i)
{
    const char *p = strstr(type, "fun(");
    if (!p) return NULL;
    for (p += 4; *p && *p != ')'; p++) {
        const char *colon = strchr(p, ':'), *end;
        if (!colon) return NULL;
        for (colon++; *colon == ' '; colon++) continue;
        unsigned depth = 0;
        for (end = colon; *end && (depth || (*end != ',' && *end != ')')); end++) {
            if (*end == '<' || *end == '(') depth++;
            if (*end == '>' || *end == ')') depth--;
        }
        if (i-- == 0) return nal_type_of(colon, (size_t)(end - colon));
        if (*end != ',') return NULL;
        p = end;
    }
    return NULL;
}

static void walk_function(nal_checker *c, const nal_node *n)
{
    const nal_node *outer = c->in_parse;
    const nal_api *as = NULL;
    size_t scope = c->nscope;
    for (size_t i = 0; i < c->nentry; i++)
        if (c->entry[i].fn == n) as = c->entry[i].as;
    if (as && strcmp(as->name, "parse") == 0)
        c->in_parse = n;
    else
        c->in_parse = NULL;
    for (uint32_t i = 0; i < n->nnames; i++)
        declare(c, n->names[i], as ? param_type(as->type, i) : NULL, NULL);
    c->functions++;
    walk_kids(c, n, 0);
    c->functions--;
    c->nscope = scope;
    c->in_parse = outer;
}

static void walk_local(nal_checker *c, const nal_node *n)
{
    const char *types[16] = { 0 };
    walk_kids(c, n, 0);
    for (uint32_t i = 0; i < n->nnames && i < n->nkids && i < 16; i++)
        types[i] = type_of(c, n->kids[i]);
    for (uint32_t i = 0; i < n->nnames; i++)
        declare(c, n->names[i], i < 16 ? types[i] : NULL, i < n->nkids ? n->kids[i] : NULL);
    for (uint32_t i = 0; i < n->nkids; i++)
        if (c->functions && nal_looks_like_article(n->kids[i]) &&
            na_str_eqc(c->kind, "ingest"))
            nal_check_article(c, n->kids[i], false);
}

/* article.title = 42, where article was declared as one. */
static void check_set(nal_checker *c, const nal_node *target, const nal_node *value)
{
    char what[100];
    if (target->kind != NAL_N_INDEX || !target->name.len ||
        target->kids[0]->kind != NAL_N_NAME)
        return;
    const nal_local *l = nal_scope_get(c, target->kids[0]->name);
    if (!l || !l->value || !c->functions || !nal_looks_like_article(l->value)) return;
    const nal_api *key = member("article", target->name);
    if (!key || !na_str_eqc(c->kind, "ingest")) return;
    snprintf(what, sizeof what, "%s of an article", key->name);
    nal_check_value(c, key, value, what);
}

static void walk_assign(nal_checker *c, const nal_node *n)
{
    for (uint32_t i = 0; i < n->ntargets; i++) {
        const nal_node *t = n->kids[i];
        uint32_t v = n->ntargets + i;
        if (t->kind == NAL_N_NAME) {
            if (!nal_scope_get(c, t->name))
                nal_find(c, t->line, false, "global",
                         "'%.*s' becomes a global; local %.*s?", NA_STR_ARG(t->name),
                         NA_STR_ARG(t->name));
        } else {
            walk_kids(c, t, 0); /* a new member may be set, but of what exists */
        }
        if (v < n->nkids) check_set(c, t, n->kids[v]);
    }
    walk_kids(c, n, n->ntargets);
}

static void walk_return(nal_checker *c, const nal_node *n)
{
    if (c->in_parse && n->nkids && n->kids[0]->kind == NAL_N_TABLE)
        nal_check_article(c, n->kids[0], true);
    else if (c->functions && n->nkids && na_str_eqc(c->kind, "ingest") &&
             nal_looks_like_article(n->kids[0]))
        nal_check_article(c, n->kids[0], false);
    walk_kids(c, n, 0);
}

static void walk(nal_checker *c, const nal_node *n)
{
    size_t scope = c->nscope;
    switch (n->kind) {
    case NAL_N_NAME:
        if (!nal_scope_get(c, n->name)) check_global(c, n);
        return;
    case NAL_N_INDEX:
        walk_kids(c, n, 0);
        check_member(c, n, false);
        return;
    case NAL_N_METHOD:
        walk_kids(c, n, 0);
        check_member(c, n, true);
        check_pattern(c, n);
        check_options(c, n);
        return;
    case NAL_N_CALL:
        walk_kids(c, n, 0);
        check_pattern(c, n);
        check_options(c, n);
        return;
    case NAL_N_FUNCTION:
        walk_function(c, n);
        return;
    case NAL_N_LOCAL:
        walk_local(c, n);
        return;
    case NAL_N_LOCALFN:
        declare(c, n->names[0], NULL, NULL);
        walk_kids(c, n, 0);
        return;
    case NAL_N_ASSIGN:
        walk_assign(c, n);
        return;
    case NAL_N_RETURN:
        walk_return(c, n);
        return;
    case NAL_N_FOR:
        for (uint32_t i = 0; i + 1 < n->nkids; i++) walk(c, n->kids[i]);
        for (uint32_t i = 0; i < n->nnames; i++) declare(c, n->names[i], NULL, NULL);
        walk(c, n->kids[n->nkids - 1]);
        break;
    case NAL_N_DO:
        if (n->repeat && n->nkids == 2) { /* until sees the locals of the block */
            walk_kids(c, n->kids[0], 0);
            walk(c, n->kids[1]);
            break;
        }
        /* fall through */
    default:
        walk_kids(c, n, 0);
        if (n->kind != NAL_N_BLOCK) return;
    }
    c->nscope = scope;
}

void nal_check_names(nal_checker *c) { walk(c, c->root); }
