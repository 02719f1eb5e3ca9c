/* SPDX-License-Identifier: MIT */
#include "base/pack.h"
#include "base/path.h"
#include "base/utf8.h"
#include "script/about.h"
#include "script/check_int.h"
#include "script/host_int.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void nal_find(nal_checker *c, uint32_t line, bool error, const char *code, const char *fmt,
              ...)
{
    char text[400];
    va_list ap;
    if (c->nfound == NAL_FINDINGS) return;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    na_str message = na_arena_str(&c->arena, na_str_c(text));
    if (message.ptr) c->found[c->nfound++] = (na_finding){ line, error, code, message };
}

bool nal_was_assigned(const nal_checker *c, na_str name)
{
    for (size_t i = 0; i < c->assigned.n; i++)
        if (na_str_eq(c->assigned.v[i], name)) return true;
    return false;
}

const nal_local *nal_scope_get(const nal_checker *c, na_str name)
{
    for (size_t i = c->nscope; i-- > 0;)
        if (na_str_eq(c->scope[i].name, name)) return &c->scope[i];
    return NULL;
}

/* -- the text -------------------------------------------------------------------------- */

static uint32_t line_at(na_str text, size_t at)
{
    uint32_t line = 1;
    for (size_t i = 0; i < at && i < text.len; i++) line += text.ptr[i] == '\n';
    return line;
}

static void check_encoding(nal_checker *c, na_str text)
{
    size_t nul = na_str_chr(text, 0, 0);
    if (nul != (size_t)-1) {
        nal_find(c, line_at(text, nul), true, "encoding",
                 "a NUL byte: this is no text file");
        return;
    }
    for (size_t line = 1; text.len > 0; line++) {
        na_str s;
        if (!na_str_line(&text, &s)) break;
        if (na_u8_valid(s) == s.len) continue;
        nal_find(c, (uint32_t)line, false, "encoding", "this line is not UTF-8");
        return;
    }
}

typedef struct load_call {
    na_str text;
    const char *chunk;
} load_call;

static int l_parse_only(lua_State *L)
{
    load_call *c = lua_touserdata(L, 1);
    nal_load_text(L, c->text, c->chunk);
    return 0;
}

/* Lua itself says what is wrong with the syntax. False when something is. */
static bool check_syntax(nal_checker *c, const char *name, na_str text)
{
    const nal_limits max = { 5000000, 2000, 64 * NA_MIB, 0 };
    nal_vm vm = { .now = 0 };
    char chunk[160];
    na_err err = { 0 };
    snprintf(vm.name, sizeof vm.name, "%s", name);
    snprintf(chunk, sizeof chunk, "@%s", vm.name);
    load_call call = { text, chunk };
    bool ok = false;
    if (nal_open(&vm, &err) < 0) {
        nal_find(c, 0, true, "syntax", "%s", err.msg);
        return false;
    }
    ok = nal_call(&vm, l_parse_only, &call, &max, false) == NA_OK;
    if (!ok) nal_find(c, (uint32_t)vm.fail.line, true, "syntax", "%s", vm.fail.msg);
    nal_close(&vm);
    na_arena_release(&vm.arena);
    return ok;
}

/* -- the tree -------------------------------------------------------------------------- */

/* Every name that stands left of an assignment, anywhere. */
static void gather_assigned(nal_checker *c, const nal_node *n)
{
    for (uint32_t i = 0; n->kind == NAL_N_ASSIGN && i < n->ntargets; i++) {
        const nal_node *t = n->kids[i];
        if (t->kind != NAL_N_NAME || nal_was_assigned(c, t->name)) continue;
        if (c->assigned.n == c->assigned_cap) {
            size_t cap = c->assigned_cap ? 2 * c->assigned_cap : 64;
            na_str *v = na_arena_array(&c->arena, cap, sizeof *v);
            if (!v) return;
            if (c->assigned.n) memcpy(v, c->assigned.v, c->assigned.n * sizeof *v);
            c->assigned.v = v;
            c->assigned_cap = cap;
        }
        c->assigned.v[c->assigned.n++] = t->name;
    }
    for (uint32_t i = 0; i < n->nkids; i++) gather_assigned(c, n->kids[i]);
}

/* What a name of the outermost block was given: a function or a table. */
static const nal_node *value_of(const nal_node *root, const nal_node *n)
{
    if (n->kind != NAL_N_NAME) return n;
    for (uint32_t i = 0; i < root->nkids; i++) {
        const nal_node *s = root->kids[i];
        if (s->kind == NAL_N_LOCALFN && na_str_eq(s->names[0], n->name)) return s->kids[0];
        if (s->kind == NAL_N_LOCAL)
            for (uint32_t k = 0; k < s->nnames && k < s->nkids; k++)
                if (na_str_eq(s->names[k], n->name)) return s->kids[k];
        if (s->kind == NAL_N_ASSIGN && s->nkids == 2 && s->kids[0]->kind == NAL_N_NAME &&
            na_str_eq(s->kids[0]->name, n->name))
            return s->kids[1];
    }
    return n;
}

const nal_node *nal_table_field(const nal_node *table, const char *name)
{
    for (uint32_t i = 0; table && i < table->nkids; i++)
        if (na_str_eqc(table->kids[i]->name, name)) return table->kids[i];
    return NULL;
}

const nal_node *nal_field_value(const nal_node *field)
{
    return field && field->nkids ? field->kids[field->nkids - 1] : NULL;
}

static void find_manifest(nal_checker *c)
{
    const nal_node *last = c->root->nkids ? c->root->kids[c->root->nkids - 1] : NULL;
    if (!last || last->kind != NAL_N_RETURN || last->nkids == 0) {
        nal_find(c, last ? last->line : 1, true, "manifest",
                 "a script returns its manifest, a table");
        return;
    }
    const nal_node *table = value_of(c->root, last->kids[0]);
    if (table->kind != NAL_N_TABLE) return;
    c->manifest = table;
    const nal_node *kind = nal_field_value(nal_table_field(table, "kind"));
    if (kind && kind->kind == NAL_N_STRING) c->kind = kind->name;
    for (uint32_t i = 0; i < table->nkids && c->nentry < NAL_ENTRY_POINTS; i++) {
        const nal_node *f = table->kids[i], *fn = value_of(c->root, nal_field_value(f));
        char name[64];
        if (!f->name.len || fn->kind != NAL_N_FUNCTION) continue;
        snprintf(name, sizeof name, "%.*s", (int)(f->name.len > 63 ? 63 : f->name.len),
                 f->name.ptr);
        const nal_api *as = nal_api_find("manifest", name);
        if (!as) continue;
        c->entry[c->nentry].fn = fn;
        c->entry[c->nentry++].as = as;
    }
}

/* -- the manifest as a run reads it ---------------------------------------------------- */

/* The line of what a message names: 'nane', match.ext, options.since. */
static uint32_t line_named(const nal_checker *c, na_str msg)
{
    const nal_node *at = c->manifest;
    uint32_t line = at ? at->line : 1;
    size_t open = na_str_chr(msg, '\'', 0);
    if (open != (size_t)-1) {
        na_str word = na_str_sub(msg, open + 1, na_str_chr(msg, '\'', open + 1));
        for (uint32_t i = 0; at && i < at->nkids; i++)
            if (na_str_eq(at->kids[i]->name, word)) return at->kids[i]->line;
    }
    size_t end = 0; /* a path of names at its beginning */
    while (at && end < msg.len) {
        size_t from = end;
        while (end < msg.len && msg.ptr[end] != '.' && msg.ptr[end] != ' ' &&
               msg.ptr[end] != ':')
            end++;
        char name[64];
        snprintf(name, sizeof name, "%.*s", (int)(end - from > 63 ? 63 : end - from),
                 msg.ptr + from);
        const nal_node *f = nal_table_field(at, name);
        if (!f) break;
        line = f->line;
        at = nal_field_value(f);
        if (at && at->kind != NAL_N_TABLE) at = NULL;
        if (end >= msg.len || msg.ptr[end] != '.') break;
        end++;
    }
    return line;
}

static int check_load(nal_checker *c, na_str path, const char *name, na_str text,
                      na_err *err)
{
    na_script_about about = { 0 };
    na_err why = { 0 };
    int rc = na_script_about_read(path, text, &about, &why);
    if (rc == NA_ESCRIPT) {
        na_str msg = na_str_c(why.msg);
        uint32_t line = 0;
        size_t n = strlen(name);
        if (na_str_starts(msg, na_str_c(name)) && msg.len > n + 2 && msg.ptr[n] == ':') {
            char *end = NULL;
            unsigned long v = strtoul(msg.ptr + n + 1, &end, 10);
            size_t skip = n + 2;
            if (end && *end == ':' && v > 0) {
                line = (uint32_t)v;
                skip = (size_t)(end - msg.ptr) + 2;
            }
            msg = na_str_sub(msg, skip, msg.len);
        }
        if (na_str_starts(msg, NA_STR("manifest: "))) msg = na_str_sub(msg, 10, msg.len);
        if (!line) line = line_named(c, msg);
        nal_find(c, line, true, "manifest", "%.*s", NA_STR_ARG(msg));
        rc = NA_OK;
    } else if (rc < 0) {
        (void)na_fail(err, rc, "%s", why.msg);
    } else {
        na_str stem = na_str_c(name);
        size_t cut = na_str_chr(stem, '/', 0); /* FOLDER/main.lua, NAME.lua */
        stem = na_str_sub(stem, 0,
                          cut != (size_t)-1 ? cut
                          : stem.len > 4    ? stem.len - 4
                                            : 0);
        if (!na_str_eq(about.name, stem))
            nal_find(c, line_named(c, NA_STR("name")), false, "name",
                     "the script is named '%.*s' and its file %s", NA_STR_ARG(about.name),
                     name);
    }
    na_script_about_release(&about);
    return rc;
}

static int by_line(const void *a, const void *b)
{
    const na_finding *x = a, *y = b;
    return x->line < y->line   ? -1
           : x->line > y->line ? 1
                               : na_str_cmp(x->message, y->message);
}

static bool any_error(const nal_checker *c)
{
    for (size_t i = 0; i < c->nfound; i++)
        if (c->found[i].error) return true;
    return false;
}

int na_script_check(na_str path, na_str text, na_finding_fn *fn, void *ctx, na_err *err)
{
    nal_checker *c = calloc(1, sizeof *c);
    char file[4097], in_folder[128];
    nal_node *root = NULL;
    na_err why = { 0 };
    int rc = NA_OK;
    if (!c) return na_fail_nomem(err);
    c->arena.max = 256 * NA_MIB;
    snprintf(file, sizeof file, "%.*s", NA_STR_ARG(path));
    const char *name = na_path_base(file);
    na_str main = na_pack_main(text), packed; /* the others are seen when it loads them */
    if (na_pack_nth(text, 0, &packed, &main)) {
        snprintf(in_folder, sizeof in_folder, "%.*s", NA_STR_ARG(packed));
        name = in_folder;
    }
    check_encoding(c, main);
    if (!check_syntax(c, name, main)) goto tell;
    if ((rc = nal_parse(main, &c->arena, &root, &why)) < 0) {
        if (rc == NA_ENOMEM) {
            (void)na_fail_nomem(err);
            goto done;
        }
        nal_find(c, 0, true, "syntax", "%s", why.msg);
        rc = NA_OK;
        goto tell;
    }
    c->root = root;
    gather_assigned(c, root);
    /* A test returns a table of functions. */
    bool test = na_str_ends(na_str_c(name), NA_STR("_test.lua"));
    if (!test) find_manifest(c);
    if (c->manifest) nal_check_manifest(c);
    nal_check_names(c);
    if (!test && !any_error(c)) rc = check_load(c, path, name, text, err);
tell:
    qsort(c->found, c->nfound, sizeof *c->found, by_line);
    for (size_t i = 0; rc == NA_OK && i < c->nfound; i++) rc = fn(ctx, &c->found[i]);
done:
    na_arena_release(&c->arena);
    free(c);
    return rc;
}
