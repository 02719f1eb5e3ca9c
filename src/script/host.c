/* SPDX-License-Identifier: MIT */
/* host.c - scripts of an import: loaded, called, and thrown away when they break a bound */
#include "base/hash.h"
#include "base/pack.h"
#include "base/path.h"
#include "base/utf8.h"
#include "script/clean.h"
#include "script/cover.h"
#include "script/host_int.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define REASON_MAX 1000u

static const nal_limits load_limits = { 5000000, 200, 8 * NA_MIB, 64 * NA_MIB };

/* -- loading --------------------------------------------------------------------------- */

typedef struct load_call {
    na_str text;
    nal_manifest *man;
} load_call;

static int l_load(lua_State *L)
{
    load_call *c = lua_touserdata(L, 1);
    char chunk[160];
    lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
    lua_getfield(L, -1, "string");
    lua_getfield(L, -1, "gsub");
    lua_rawsetp(L, LUA_REGISTRYINDEX, nal_key_gsub);
    lua_pop(L, 2);
    snprintf(chunk, sizeof chunk, "@%s", nal_vm_of(L)->name);
    nal_load_text(L, c->text, chunk);
    lua_call(L, 0, 1);
    nal_manifest_read(L, -1, c->man);
    for (size_t i = 0; i < c->man->clean.ntext; i++) { /* a wrong pattern fails here */
        lua_rawgetp(L, LUA_REGISTRYINDEX, nal_key_gsub);
        lua_pushliteral(L, "");
        nal_push(L, c->man->clean.text[i].pattern);
        nal_push(L, c->man->clean.text[i].with);
        lua_call(L, 3, 0);
    }
    nal_push_ctx(L);
    lua_getiuservalue(L, -1, 1);
    nal_option_defaults(L, c->man);
    return 0;
}

int nal_script_load(nal_vm *vm, nal_manifest *m, na_str text)
{
    load_call c = { text, m };
    na_err e = { 0 };
    na_str name, first;
    nal_manifest_release(m);
    vm->source = text;
    if (na_pack_nth(text, 0, &name, &first)) /* of several main.lua, the folder's */
        snprintf(vm->name, sizeof vm->name, "%.*s", NA_STR_ARG(name));
    if (nal_open(vm, &e) < 0) {
        bool memory = e.code == NA_ENOMEM || vm->budget.fatal == NAL_F_HEAP;
        vm->fail = (nal_failure){ 0 };
        nal_fail_set(vm, memory ? "budget_heap" : "script_error", "%s", e.msg);
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

nal_limits nal_step_limits(const nal_reader *r)
{
    nal_limits m = { NA_LUA_STEP_INSTR, NA_LUA_STEP_MS, NA_LUA_STEP_HEAP,
                     NA_LUA_STEP_VOLUME };
    uint64_t own = r->man.heap_mb * NA_MIB;
    if (own && own < m.heap) m.heap = own;
    return m;
}

int nal_raise_of(lua_State *L, const nal_vm *vm)
{
    const nal_failure *f = &vm->fail;
    nal_vm_of(L)->code_hint =
        vm->budget.fatal ? nal_fatal_code(vm->budget.fatal) : vm->code_hint;
    lua_pushfstring(L, "%s:%I: %s", f->file, (LUAI_UACINT)f->line, f->msg);
    return lua_error(L);
}

/* -- the host -------------------------------------------------------------------------- */

static na_str own(na_str s)
{
    char *p = malloc(s.len + 1);
    if (!p) return (na_str){ 0 };
    if (s.len) memcpy(p, s.ptr, s.len);
    p[s.len] = 0;
    return (na_str){ p, s.len };
}

void nal_reader_free(nal_reader *r)
{
    if (!r) return;
    nal_close(&r->vm);
    na_arena_release(&r->vm.arena);
    na_buf_release(&r->vm.tmp);
    na_buf_release(&r->vm.tmp2);
    nal_manifest_release(&r->man);
    free(r->vm.cover);
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
    for (size_t i = 0; i < h->n; i++) nal_reader_free(h->readers[i]);
    free(h->readers);
    for (size_t i = 0; i < h->clean.n; i++) nal_reader_free(h->clean.v[i]);
    free(h->clean.v);
    for (size_t i = 0; i < h->filters.n; i++) nal_reader_free(h->filters.v[i]);
    free(h->filters.v);
    na_arena_release(&h->chain);
    free((char *)(uintptr_t)h->opts.base_url.ptr);
    na_charset_free(h->cs);
    free(h);
}

static void vm_setup(nal_vm *vm, na_host *h, const char *path)
{
    const na_host_opts *o = &h->opts;
    vm->cs = h->cs;
    vm->tested = &h->tested;
    vm->now = o->now;
    vm->base_url = o->base_url;
    vm->dates =
        (na_date_opts){ .has_tz = o->has_tz, .tz_min = o->tz_min, .latest = o->now };
    vm->log = o->log;
    vm->log_ctx = o->log_ctx;
    vm->arena.max = 3 * NA_MAX_RECORD;
    na_buf_init(&vm->tmp, 2 * NA_MAX_RECORD);
    na_buf_init(&vm->tmp2, 2 * NA_MAX_RECORD);
    snprintf(vm->name, sizeof vm->name, "%s", na_path_base(path));
}

static na_str folder_of(na_str path)
{
    while (path.len && path.ptr[path.len - 1] != '/') path.len--;
    return path;
}

/* Appends *r and empties it. The first of a name wins: folders come in the order in which
 * they do. */
static int keep_script(nal_reader ***v, size_t *n, size_t *cap, nal_reader **r, na_err *err)
{
    for (size_t i = 0; i < *n; i++) {
        const nal_reader *have = (*v)[i];
        if (!na_str_eq(have->man.name, (*r)->man.name)) continue;
        if (!na_str_eq(folder_of(have->path), folder_of((*r)->path))) return NA_OK;
        return na_fail(err, NA_ESCRIPT, "%s: '%s' is already the name of %.*s",
                       (*r)->vm.name, have->man.name.ptr, NA_STR_ARG(have->path));
    }
    if (*n == *cap) {
        size_t more = *cap ? *cap * 2 : 16;
        nal_reader **p = realloc(*v, more * sizeof(nal_reader *));
        if (!p) return na_fail_nomem(err);
        *v = p;
        *cap = more;
    }
    (*v)[(*n)++] = *r;
    *r = NULL;
    return NA_OK;
}

int nal_fail_of(const nal_vm *vm, na_err *err)
{
    const nal_failure *f = &vm->fail;
    return f->line ? na_fail(err, NA_ESCRIPT, "%s:%llu: %s", f->file,
                             (unsigned long long)f->line, f->msg)
                   : na_fail(err, NA_ESCRIPT, "%s: %s", f->file, f->msg);
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
    if (h->opts.cover && !(r->vm.cover = calloc(1, sizeof *r->vm.cover))) {
        rc = na_fail_nomem(err);
        goto done;
    }
    if (nal_reader_ready(h, r) < 0) {
        rc = nal_fail_of(&r->vm, err);
        goto done;
    }
    switch (r->man.kind) {
    case NAL_K_INGEST:
        rc = keep_script(&h->readers, &h->n, &h->cap, &r, err);
        if (!r) h->readers[h->n - 1]->vm.host = h;
        break;
    case NAL_K_CLEAN:
        rc = keep_script(&h->clean.v, &h->clean.n, &h->clean.cap, &r, err);
        break;
    case NAL_K_FILTER:
        rc = keep_script(&h->filters.v, &h->filters.n, &h->filters.cap, &r, err);
        break;
    case NAL_K_COMMAND:
    case NAL_K_RANK:
        rc = na_fail(err, NA_ESCRIPT, "%s: of kind '%s', which no import uses", r->vm.name,
                     nal_kind_name(r->man.kind));
    }
done:
    nal_reader_free(r);
    return rc;
}

/* -- what scripts say of each other ---------------------------------------------------- */

static nal_reader *clean_named(const na_host *h, na_str name)
{
    for (size_t i = 0; i < h->clean.n; i++)
        if (na_str_eq(h->clean.v[i]->man.name, name)) return h->clean.v[i];
    return NULL;
}

/* What r is joined to in the end; a message when it leads nowhere or into itself. */
static bool joined(const na_host *h, const nal_reader *r, char msg[300])
{
    const nal_reader *at = r;
    for (size_t steps = 0; at->man.clean.extends.len; steps++) {
        const nal_reader *next = clean_named(h, at->man.clean.extends);
        if (!next)
            snprintf(msg, 300,
                     "%s: extends '%.60s', and there is no clean script of that name",
                     r->vm.name, at->man.clean.extends.ptr);
        else if (steps > NA_LUA_EXTENDS)
            snprintf(msg, 300, "%s: extends itself, or more than %d others", r->vm.name,
                     NA_LUA_EXTENDS);
        if (!next || steps > NA_LUA_EXTENDS) return false;
        at = next;
    }
    return true;
}

static void join_clean(na_host *h, na_host_bad_fn *bad, void *ctx)
{
    char msg[300];
    for (size_t i = 0; i < h->clean.n;) { /* again from the start: others may extend it */
        nal_reader *r = h->clean.v[i++];
        if (joined(h, r, msg)) continue;
        bad(ctx, r->path, msg);
        nal_reader_free(r);
        memmove(h->clean.v + i - 1, h->clean.v + i,
                (h->clean.n - i) * sizeof(nal_reader *));
        h->clean.n--;
        i = 0;
    }
    for (size_t i = 0; i < h->clean.n; i++)
        if (h->clean.v[i]->man.clean.extends.len)
            h->clean.v[i]->base = clean_named(h, h->clean.v[i]->man.clean.extends);
}

int na_host_ready(na_host *h, na_host_bad_fn *bad, void *ctx, na_err *err)
{
    join_clean(h, bad, ctx);
    return nal_chain_order(h, bad, ctx, err);
}

size_t na_host_readers(const na_host *h) { return h->n; }

na_reader_info na_host_reader(const na_host *h, size_t i)
{
    na_assert(i < h->n);
    const nal_reader *r = h->readers[i];
    return (na_reader_info){ r->man.name, r->man.version, r->man.summary, r->path,
                             na_str_c(r->sha256) };
}

/* -- parse ----------------------------------------------------------------------------- */

typedef struct parse_call {
    nal_rec rec;
    nal_articles arts;
    na_verdict *out;
} parse_call;

/* What is kept with a quarantined record is short. */
static na_str short_line(na_str s) { return na_str_sub(s, 0, na_u8_floor(s, REASON_MAX)); }

/* The code that a reader gives with a reason: one of these, or the usual one. */
static na_str code_given(lua_State *L, int idx, const char *usual)
{
    static const char *const codes[] = { "rejected", "no_text", "decode_error",
                                         "truncated" };
    na_str s;
    if (lua_isnil(L, idx)) return na_str_c(usual);
    if (nal_to_str(L, idx, &s))
        for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
            if (na_str_eqc(s, codes[i])) return na_str_c(codes[i]);
    luaL_error(L, "parse: the code is \"no_text\", \"decode_error\", \"truncated\" or "
                  "\"rejected\"");
    return s;
}

/* What the reader returned, the last three on the stack. */
static void judge(lua_State *L, parse_call *c)
{
    nal_vm *vm = nal_vm_of(L);
    na_verdict *v = c->out;
    na_str reason = { 0 };
    if (nal_to_str(L, -2, &reason))
        reason = short_line(nal_clean_line(L, reason, "the reason"));
    else if (!lua_isnil(L, -2))
        luaL_error(L, "parse: the reason must be a string, not %s", luaL_typename(L, -2));
    switch (lua_type(L, -3)) {
    case LUA_TTABLE:
        nal_take_articles(L, -3, &c->arts, true);
        if (!reason.len) break;
        v->code =
            code_given(L, -1, "truncated"); /* these, and what the record has besides */
        v->message = reason;
        v->file = na_str_c(vm->name);
        break;
    case LUA_TNIL:
        break;
    case LUA_TBOOLEAN:
        if (!lua_toboolean(L, -3)) {
            v->kind = NA_V_QUARANTINE;
            v->code = code_given(L, -1, "rejected");
            v->message = reason.len ? reason : NA_STR("the reader rejected this record");
            v->file = na_str_c(vm->name);
            return;
        }
        /* fall through */
    default:
        luaL_error(L, "parse returns an article, a list of articles, nil or false, not %s",
                   luaL_typename(L, -3));
    }
    v->kind = c->arts.n ? NA_V_ARTICLES : v->code.len ? NA_V_QUARANTINE : NA_V_SKIP;
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
    lua_call(L, 2, 3);
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

void nal_parse_run(na_host *h, nal_reader *r, const nal_rec *rec, const nal_limits *max,
                   na_verdict *out)
{
    nal_vm *vm = &r->vm;
    *out = (na_verdict){ 0 };
    na_arena_reset(&vm->arena);
    vm->capture = (na_capture){ 0 };
    vm->mapped = false;
    vm->before = vm->after = (na_str){ 0 };
    vm->lacks = (na_str){ 0 };
    if (nal_reader_ready(h, r) < 0) {
        nal_verdict_fail(vm, out);
        return;
    }
    parse_call c = { .rec = *rec,
                     .arts = { .max = (size_t)h->opts.limits.articles },
                     .out = out };
    if (!c.arts.max) c.arts.max = NA_MAX_ARTICLES;
    vm->seeded = false;
    na_charset_forget(vm->cs);
    vm->dates.has_now = rec->captured;
    vm->dates.now = rec->captured_at;
    vm->dates.now_tz = rec->captured_tz;
    int rc = nal_call(vm, l_parse, &c, max, false);
    vm->rec = NULL;
    vm->emitted = NULL;
    if (rc < 0) {
        if (!vm->fail.line && !vm->budget.fatal) {
            where_call w = { 0 };
            nal_failure keep = vm->fail;
            if (nal_call(vm, l_where, &w, max, false) == NA_OK && w.line > 0)
                keep.line = (uint64_t)w.line;
            vm->fail = keep;
        }
        nal_verdict_fail(vm, out);
    }
    nal_reader_settle(r);
}

void na_host_give_up(na_host *h, int reader)
{
    na_assert(reader >= 0 && (size_t)reader < h->n);
    h->readers[reader]->given_up = true;
}

/* What the reader said of the record with ctx:..., whatever came of it. */
static void told(const nal_vm *vm, na_verdict *out)
{
    out->capture = vm->capture;
    out->mapped = vm->mapped;
    out->map = vm->lacks;
    if (!out->code.len) return;
    out->before = vm->before; /* for the day when it is read again, alone */
    out->after = vm->after;
}

int na_host_parse(na_host *h, int reader, const na_record *rec, na_verdict *out,
                  na_err *err)
{
    na_assert(reader >= 0 && (size_t)reader < h->n);
    nal_reader *r = h->readers[reader];
    const nal_limits max = nal_parse_limits(h, r);
    const nal_rec one = { .name = rec->entry->name,
                          .source = rec->entry->source,
                          .bytes = rec->bytes,
                          .head = rec->entry->head,
                          .index = rec->index,
                          .size = rec->entry->size,
                          .mtime = rec->entry->mtime,
                          .captured = h->opts.date_from_mtime && rec->entry->mtime > 0,
                          .captured_at = rec->entry->mtime,
                          .captured_tz = r->vm.dates.tz_min };
    int rc;
    *out = (na_verdict){ 0 };
    if (r->given_up) {
        *out = (na_verdict){ .kind = NA_V_QUARANTINE,
                             .code = NA_STR("deferred"),
                             .message = NA_STR("not tried: this reader failed too often") };
        return NA_OK;
    }
    h->handed = (nal_handed){ 0 };
    h->needs_pdf = false;
    r->vm.map = rec->entry->map;
    nal_parse_run(h, r, &one, &max, out);
    if (h->needs_pdf) { /* whatever the reader made of that */
        *out = (na_verdict){ .kind = NA_V_QUARANTINE, .code = NA_STR(NA_NEEDS_PDF) };
        return NA_OK;
    }
    if (out->kind == NA_V_ARTICLES && (rc = nal_chain_run(h, &one, out, err)) < 0)
        return rc;
    told(&r->vm, out);
    return NA_OK;
}
