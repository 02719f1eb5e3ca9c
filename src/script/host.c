/* SPDX-License-Identifier: MIT */
/* host.c - readers: loaded, called, and thrown away when they break a bound */
#include "base/hash.h"
#include "base/path.h"
#include "base/utf8.h"
#include "script/host_int.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define REASON_MAX 1000u

static const nal_limits load_limits = { 5000000, 200, 8 * NA_MIB, 64 * NA_MIB };

/* -- loading ------------------------------------------------------------------------------- */

typedef struct load_call {
    na_str text;
    nal_manifest *man;
} load_call;

static int l_load(lua_State *L)
{
    load_call *c = lua_touserdata(L, 1);
    char chunk[160];
    snprintf(chunk, sizeof chunk, "@%s", nal_vm_of(L)->name);
    nal_load_text(L, c->text, chunk);
    lua_call(L, 0, 1);
    nal_manifest_read(L, -1, c->man);
    nal_push_ctx(L);
    lua_getiuservalue(L, -1, 1);
    nal_option_defaults(L, c->man);
    return 0;
}

int nal_script_load(nal_vm *vm, nal_manifest *m, na_str text)
{
    load_call c = { text, m };
    na_err e = { 0 };
    nal_manifest_release(m);
    vm->source = text;
    if (nal_open(vm, &e) < 0) {
        vm->fail = (nal_failure){ 0 };
        nal_fail_set(vm, "budget_heap", "%s", e.msg);
        return NA_ESCRIPT;
    }
    return nal_call(vm, l_load, &c, &load_limits, false);
}

void nal_fail_set(nal_vm *vm, const char *code, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(vm->fail.msg, sizeof vm->fail.msg, fmt, ap);
    va_end(ap);
    snprintf(vm->fail.code, sizeof vm->fail.code, "%s", code);
    snprintf(vm->fail.file, sizeof vm->fail.file, "%s", vm->name);
    vm->fail.line = 0;
    vm->fail.trace[0] = 0;
}

int nal_reader_ready(na_host *h, nal_reader *r)
{
    (void)h;
    if (r->vm.L) return NA_OK;
    int rc = nal_script_load(&r->vm, &r->man, r->text);
    if (rc < 0) nal_close(&r->vm);
    return rc;
}

void nal_reader_settle(nal_reader *r)
{
    if (r->vm.L && r->vm.budget.fatal) nal_close(&r->vm);
}

nal_limits nal_parse_limits(const na_host *h, const nal_reader *r)
{
    const na_limits *l = &h->opts.limits;
    nal_limits m = { l->lua_instr, l->lua_ms, l->lua_heap, l->lua_volume };
    uint64_t own = r->man.heap_mb * NA_MIB;
    if (own && (!m.heap || own < m.heap)) m.heap = own;
    return m;
}

/* -- the host -------------------------------------------------------------------------------- */

static na_str own(na_str s)
{
    char *p = malloc(s.len + 1);
    if (!p) return (na_str){ 0 };
    if (s.len) memcpy(p, s.ptr, s.len);
    p[s.len] = 0;
    return (na_str){ p, s.len };
}

static void reader_free(nal_reader *r)
{
    if (!r) return;
    nal_close(&r->vm);
    na_arena_release(&r->vm.arena);
    na_buf_release(&r->vm.tmp);
    na_buf_release(&r->vm.tmp2);
    nal_manifest_release(&r->man);
    free((char *)(uintptr_t)r->path.ptr);
    free((char *)(uintptr_t)r->text.ptr);
    free(r);
}

int na_host_new(na_host **out, const na_host_opts *o, na_err *err)
{
    na_host *h = calloc(1, sizeof *h);
    if (!h) return na_fail_nomem(err);
    h->opts = *o;
    h->opts.base_url = own(o->base_url);
    int rc = h->opts.base_url.ptr ? na_charset_new(&h->cs, err) : na_fail_nomem(err);
    if (rc < 0)
        na_host_free(h);
    else
        *out = h;
    return rc;
}

void na_host_free(na_host *h)
{
    if (!h) return;
    for (size_t i = 0; i < h->n; i++) reader_free(h->readers[i]);
    free(h->readers);
    free((char *)(uintptr_t)h->opts.base_url.ptr);
    na_charset_free(h->cs);
    free(h);
}

static void vm_setup(nal_vm *vm, na_host *h, const char *path)
{
    const na_host_opts *o = &h->opts;
    vm->cs = h->cs;
    vm->now = o->now;
    vm->base_url = o->base_url;
    vm->dates = (na_date_opts){ .has_tz = o->has_tz, .tz_min = o->tz_min };
    vm->log = o->log;
    vm->log_ctx = o->log_ctx;
    vm->arena.max = 3 * NA_MAX_RECORD;
    na_buf_init(&vm->tmp, 2 * NA_MAX_RECORD);
    na_buf_init(&vm->tmp2, 2 * NA_MAX_RECORD);
    snprintf(vm->name, sizeof vm->name, "%s", na_path_base(path));
}

int na_host_load(na_host *h, na_str path, na_str text, na_err *err)
{
    uint8_t sha[32];
    int rc = NA_OK;
    nal_reader *r = calloc(1, sizeof *r);
    if (!r) return na_fail_nomem(err);
    r->path = own(path);
    r->text = own(text);
    if (!r->path.ptr || !r->text.ptr) {
        rc = na_fail_nomem(err);
        goto done;
    }
    na_sha256_of(text, sha);
    na_hex(sha, 32, r->sha256);
    vm_setup(&r->vm, h, r->path.ptr);
    if (nal_reader_ready(h, r) < 0) {
        const nal_failure *f = &r->vm.fail;
        rc = f->line ? na_fail(err, NA_ESCRIPT, "%s:%llu: %s", f->file,
                               (unsigned long long)f->line, f->msg)
                     : na_fail(err, NA_ESCRIPT, "%s: %s", f->file, f->msg);
        goto done;
    }
    if (r->man.command) {
        rc = na_fail(err, NA_ESCRIPT, "%s: a command (newsarc run), not a reader",
                     r->vm.name);
        goto done;
    }
    for (size_t i = 0; i < h->n; i++) { /* the first of a name wins: search order */
        if (!na_str_eq(h->readers[i]->man.name, r->man.name)) continue;
        rc = na_fail(err, NA_ESCRIPT, "%s: a reader named '%s' is already loaded from %.*s",
                     r->vm.name, r->man.name.ptr, NA_STR_ARG(h->readers[i]->path));
        goto done;
    }
    if (h->n == h->cap) {
        size_t cap = h->cap ? h->cap * 2 : 16;
        nal_reader **v = realloc(h->readers, cap * sizeof(nal_reader *));
        if (!v) {
            rc = na_fail_nomem(err);
            goto done;
        }
        h->readers = v;
        h->cap = cap;
    }
    h->readers[h->n++] = r;
    r = NULL;
done:
    reader_free(r);
    return rc;
}

size_t na_host_readers(const na_host *h) { return h->n; }

na_reader_info na_host_reader(const na_host *h, size_t i)
{
    na_assert(i < h->n);
    const nal_reader *r = h->readers[i];
    return (na_reader_info){ r->man.name, r->man.version, r->man.summary, r->path,
                             na_str_c(r->sha256) };
}

/* -- parse -------------------------------------------------------------------------------------- */

typedef struct parse_call {
    nal_rec rec;
    nal_articles arts;
    na_verdict *out;
} parse_call;

/* What is kept with a quarantined record is short. */
static na_str short_line(na_str s) { return na_str_sub(s, 0, na_u8_floor(s, REASON_MAX)); }

/* What the reader returned, the last two on the stack. */
static void judge(lua_State *L, parse_call *c)
{
    nal_vm *vm = nal_vm_of(L);
    na_verdict *v = c->out;
    na_str reason = { 0 };
    if (nal_to_str(L, -1, &reason))
        reason = short_line(nal_clean_line(L, reason, "the reason"));
    else if (!lua_isnil(L, -1))
        luaL_error(L, "parse: the reason must be a string, not %s", luaL_typename(L, -1));
    switch (lua_type(L, -2)) {
    case LUA_TTABLE:
        nal_take_articles(L, -2, &c->arts, true);
        break;
    case LUA_TNIL:
        break;
    case LUA_TBOOLEAN:
        if (!lua_toboolean(L, -2)) {
            v->kind = NA_V_QUARANTINE;
            v->code = NA_STR("rejected");
            v->message = reason.len ? reason : NA_STR("the reader rejected this record");
            v->file = na_str_c(vm->name);
            return;
        }
        /* fall through */
    default:
        luaL_error(L, "parse returns an article, a list of articles, nil or false, not %s",
                   luaL_typename(L, -2));
    }
    v->kind = c->arts.n ? NA_V_ARTICLES : NA_V_SKIP;
    v->articles = c->arts.v;
    v->narticles = c->arts.n;
    v->reason = reason;
}

static int l_parse(lua_State *L)
{
    parse_call *c = lua_touserdata(L, 1);
    nal_vm *vm = nal_vm_of(L);
    vm->rec = &c->rec;
    vm->emitted = &c->arts;
    lua_rawgetp(L, LUA_REGISTRYINDEX, nal_key_parse);
    nal_push_rec(L, &c->rec);
    nal_push_ctx(L);
    lua_call(L, 2, 2);
    vm->emitted = NULL;
    judge(L, c);
    return 0;
}

/* An article that does not fit has no line of its own: the parse function's says where. */
typedef struct where_call {
    int line;
} where_call;

static int l_where(lua_State *L)
{
    where_call *w = lua_touserdata(L, 1);
    lua_Debug ar;
    lua_rawgetp(L, LUA_REGISTRYINDEX, nal_key_parse);
    lua_getinfo(L, ">S", &ar);
    w->line = ar.linedefined;
    return 0;
}

void nal_verdict_fail(nal_vm *vm, na_verdict *out)
{
    nal_quote_source(vm);
    const nal_failure *f = &vm->fail;
    *out = (na_verdict){ .kind = NA_V_QUARANTINE,
                         .code = na_str_c(f->code),
                         .message = na_str_c(f->msg),
                         .file = na_str_c(f->file),
                         .trace = na_str_c(f->trace),
                         .line = f->line };
}

int na_host_parse(na_host *h, int reader, const na_record *rec, na_verdict *out,
                  na_err *err)
{
    (void)err;
    na_assert(reader >= 0 && (size_t)reader < h->n);
    nal_reader *r = h->readers[reader];
    nal_vm *vm = &r->vm;
    *out = (na_verdict){ 0 };
    na_arena_reset(&vm->arena);
    if (r->breaker.open) {
        *out = nal_breaker_verdict();
        return NA_OK;
    }
    if (nal_reader_ready(h, r) < 0) {
        nal_verdict_fail(vm, out);
        return NA_OK;
    }
    parse_call c = { .rec = { .name = rec->entry->name,
                              .source = rec->entry->source,
                              .bytes = rec->bytes,
                              .index = rec->index,
                              .size = rec->entry->size,
                              .mtime = rec->entry->mtime },
                     .arts = { .max = (size_t)h->opts.limits.articles },
                     .out = out };
    if (!c.arts.max) c.arts.max = NA_MAX_ARTICLES;
    nal_limits max = nal_parse_limits(h, r);
    vm->seeded = false;
    int rc = nal_call(vm, l_parse, &c, &max, false);
    vm->rec = NULL;
    vm->emitted = NULL;
    if (rc < 0) {
        if (!vm->fail.line && !vm->budget.fatal) {
            where_call w = { 0 };
            nal_failure keep = vm->fail;
            if (nal_call(vm, l_where, &w, &max, false) == NA_OK && w.line > 0)
                keep.line = (uint64_t)w.line;
            vm->fail = keep;
        }
        nal_verdict_fail(vm, out);
    }
    nal_reader_settle(r);
    if (h->opts.breaker) nal_breaker_note(&r->breaker, out);
    return NA_OK;
}
