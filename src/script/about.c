/* SPDX-License-Identifier: MIT */
#include "script/about.h"
#include "base/path.h"
#include "script/host_int.h"
#include <stdio.h>

static void put_list(na_buf *b, const char *key, na_strv v, const char *before)
{
    if (!v.n) return;
    if (b->len && b->ptr[b->len - 1] != ' ') na_buf_puts(b, ", ");
    na_buf_printf(b, "%s ", key);
    for (size_t i = 0; i < v.n; i++)
        na_buf_printf(b, "%s%s%.*s", i ? " or " : "", before, NA_STR_ARG(v.v[i]));
}

/* "*.sgm or *.sgml, beginning with 'x'; or ..." */
static void put_takes(na_buf *b, const nal_manifest *m)
{
    for (size_t i = 0; i < m->nalts; i++) {
        const nal_alt *a = &m->alts[i];
        if (i) na_buf_puts(b, "; or ");
        put_list(b, "files", a->ext, "*.");
        put_list(b, "named", a->member, "");
        put_list(b, "with the root element", a->root, "");
        put_list(b, "of JSON with", a->json_keys, "");
        if (a->nmagic)
            na_buf_puts(b, b->len ? ", by their first bytes" : "by their first bytes");
    }
    put_list(b, "pages of", m->clean.hosts, "");
    if (m->has_probe)
        na_buf_puts(b, b->len ? "; then its probe decides" : "its probe decides");
}

static na_str copy(na_script_about *a, na_str s, bool *ok)
{
    na_str out = na_arena_str(&a->arena, s);
    *ok = *ok && out.ptr;
    return out;
}

static na_strv copy_list(na_script_about *a, na_strv v, bool *ok)
{
    na_strv out = { na_arena_array(&a->arena, v.n ? v.n : 1, sizeof *out.v), 0 };
    if (!out.v) {
        *ok = false;
        return out;
    }
    for (; out.n < v.n; out.n++) out.v[out.n] = copy(a, v.v[out.n], ok);
    return out;
}

static int take(na_script_about *a, const nal_manifest *m, na_err *err)
{
    bool ok = true;
    na_buf takes;
    na_buf_init(&takes, 64 * NA_KIB);
    put_takes(&takes, m);
    a->takes = copy(a, na_buf_get(&takes), &ok);
    na_buf_release(&takes);
    a->kind = na_str_c(nal_kind_name(m->kind));
    a->name = copy(a, m->name, &ok);
    a->version = copy(a, m->version, &ok);
    a->summary = copy(a, m->summary, &ok);
    a->description = copy(a, m->description, &ok);
    a->author = copy(a, m->author, &ok);
    a->license = copy(a, m->license, &ok);
    a->url = copy(a, m->url, &ok);
    a->needs = copy_list(a, m->needs, &ok);
    a->opts = na_arena_array(&a->arena, m->nopts ? m->nopts : 1, sizeof *a->opts);
    if (!a->opts) return na_fail_nomem(err);
    for (; ok && a->nopts < m->nopts; a->nopts++) {
        const nal_option *o = &m->opts[a->nopts];
        a->opts[a->nopts] =
            (na_script_opt){ copy(a, o->name, &ok), na_str_c(nal_option_type(o)),
                             copy(a, o->help, &ok), copy(a, o->deflt, &ok),
                             copy_list(a, o->values, &ok) };
    }
    return ok ? NA_OK : na_fail_nomem(err);
}

int na_script_about_read(na_str path, na_str text, na_script_about *out, na_err *err)
{
    nal_vm vm = { .now = 0 };
    nal_manifest man = { 0 };
    char file[4097];
    int rc;
    *out = (na_script_about){ .arena = { .max = 4 * NA_MIB } };
    snprintf(file, sizeof file, "%.*s", NA_STR_ARG(path));
    snprintf(vm.name, sizeof vm.name, "%s", na_path_base(file));
    vm.arena.max = NA_MIB;
    na_buf_init(&vm.tmp, NA_MIB);
    na_buf_init(&vm.tmp2, NA_MIB);
    if ((rc = na_charset_new(&vm.cs, err)) < 0) goto done;
    if (nal_script_load(&vm, &man, text) < 0)
        rc = nal_fail_of(&vm, err);
    else
        rc = take(out, &man, err);
done:
    nal_close(&vm);
    na_charset_free(vm.cs);
    na_arena_release(&vm.arena);
    na_buf_release(&vm.tmp);
    na_buf_release(&vm.tmp2);
    nal_manifest_release(&man);
    return rc;
}

void na_script_about_release(na_script_about *a)
{
    na_arena_release(&a->arena);
    *a = (na_script_about){ 0 };
}
