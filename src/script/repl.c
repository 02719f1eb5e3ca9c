/* SPDX-License-Identifier: MIT */
#include "script/repl.h"
#include "script/api.h"
#include "script/check_int.h"
#include "script/command_int.h"
#include "script/host_int.h"
#include <stdio.h>
#include <stdlib.h>

static const nal_limits eval_limits = { 0, 0, 512 * NA_MIB, 0 };
static const nal_limits complete_limits = { 1000000, 500, 512 * NA_MIB, 0 };
enum { SHOWN_ROWS = 10, SHOWN_ITEMS = 50, SHOWN_DEPTH = 4, SHOWN_BYTES = 16384, WIDE = 76 };

struct na_repl {
    nal_cmd cmd;
    na_command_io io;
    na_buf out;  /* what an evaluation shows */
    na_str text; /* the input at hand */
    bool more;
};

/* -- showing values -------------------------------------------------------------------- */

static void put_quoted(na_buf *b, na_str s)
{
    na_buf_putc(b, '"');
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c == '"' || c == '\\')
            na_buf_printf(b, "\\%c", c);
        else if (c == '\n')
            na_buf_puts(b, "\\n");
        else if (c < 32 || c == 127)
            na_buf_printf(b, "\\%u", c);
        else
            na_buf_putc(b, (char)c);
    }
    na_buf_putc(b, '"');
}

static bool is_word(na_str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i], low = (char)(c | 32);
        if (!(low >= 'a' && low <= 'z') && c != '_' && (i == 0 || c < '0' || c > '9'))
            return false;
    }
    return s.len > 0;
}

static void put_value(lua_State *L, int idx, na_buf *b, int depth);

static int by_text(const void *a, const void *b)
{
    return na_str_cmp(*(const na_str *)a, *(const na_str *)b);
}

/* The string keys in their order, in the arena; their strings stay in the table. */
static na_strv string_keys(lua_State *L, int table)
{
    na_strv keys = { na_arena_array(&nal_vm_of(L)->arena, SHOWN_ITEMS, sizeof *keys.v), 0 };
    lua_pushnil(L);
    while (keys.v && lua_next(L, table)) {
        if (lua_type(L, -2) == LUA_TSTRING && keys.n < SHOWN_ITEMS) {
            na_str *k = &keys.v[keys.n++];
            k->ptr = lua_tolstring(L, -2, &k->len);
        }
        lua_pop(L, 1);
    }
    if (keys.n) qsort(keys.v, keys.n, sizeof *keys.v, by_text);
    return keys;
}

static void begin_item(na_buf *b, size_t n, int depth)
{
    if (n) na_buf_putc(b, ',');
    na_buf_printf(b, "\n%*s", 2 * (depth + 1), "");
}

static void put_table(lua_State *L, int table, na_buf *b, int depth)
{
    size_t start = b->len, n = 0, list = lua_rawlen(L, table);
    na_str key;
    if (depth >= SHOWN_DEPTH || b->len > SHOWN_BYTES) {
        na_buf_puts(b, "{...}");
        return;
    }
    luaL_checkstack(L, 8, "showing a table");
    na_buf_putc(b, '{');
    for (size_t i = 1; i <= list && n < SHOWN_ITEMS; i++) {
        begin_item(b, n++, depth);
        lua_rawgeti(L, table, (lua_Integer)i);
        put_value(L, lua_gettop(L), b, depth + 1);
        lua_pop(L, 1);
    }
    na_strv keys = string_keys(L, table);
    for (size_t i = 0; i < keys.n && n < SHOWN_ITEMS; i++) {
        begin_item(b, n++, depth);
        key = keys.v[i];
        if (is_word(key))
            na_buf_str(b, key);
        else
            na_buf_putc(b, '['), put_quoted(b, key), na_buf_putc(b, ']');
        na_buf_puts(b, " = ");
        nal_push(L, key);
        lua_rawget(L, table);
        put_value(L, lua_gettop(L), b, depth + 1);
        lua_pop(L, 1);
    }
    if (n == SHOWN_ITEMS) begin_item(b, n, depth), na_buf_puts(b, "...");
    if (n) na_buf_printf(b, "\n%*s", 2 * depth, "");
    na_buf_putc(b, '}');
    if (b->rc < 0 || b->len - start > WIDE + 2 * (size_t)depth * n) return;
    /* On one line where there is room. */
    size_t to = start;
    for (size_t i = start; i < b->len; i++) {
        char c = b->ptr[i];
        if (c == '\n') {
            while (i + 1 < b->len && b->ptr[i + 1] == ' ') i++;
            c = ' ';
        }
        b->ptr[to++] = c;
    }
    na_buf_cut(b, to);
}

static void put_value(lua_State *L, int idx, na_buf *b, int depth)
{
    na_str s;
    int t = lua_type(L, idx);
    if (t == LUA_TSTRING && depth > 0) {
        s.ptr = lua_tolstring(L, idx, &s.len);
        put_quoted(b, na_str_sub(s, 0, 200));
        if (s.len > 200) na_buf_puts(b, "...");
    } else if (t == LUA_TTABLE && luaL_getmetafield(L, idx, "__tostring") == LUA_TNIL) {
        put_table(L, idx, b, depth);
    } else {
        nal_tostring(L, idx);
        s.ptr = lua_tolstring(L, -1, &s.len);
        na_buf_str(b, na_str_sub(s, 0, SHOWN_BYTES));
        lua_pop(L, 1);
    }
}

static bool is_class(lua_State *L, int idx, const char *name)
{
    if (lua_type(L, idx) != LUA_TUSERDATA) return false;
    if (luaL_getmetafield(L, idx, "__name") != LUA_TSTRING) return false;
    bool same = strcmp(lua_tostring(L, -1), name) == 0;
    lua_pop(L, 1);
    return same;
}

static void put_field(lua_State *L, int row, const char *key, na_buf *b, const char *end)
{
    lua_getfield(L, row, key);
    if (!lua_isnil(L, -1)) put_value(L, lua_gettop(L), b, 0);
    na_buf_puts(b, end);
    lua_pop(L, 1);
}

static void put_hit(lua_State *L, int row, na_buf *b)
{
    put_field(L, row, "id", b, "  ");
    put_field(L, row, "published", b, "  ");
    put_field(L, row, "title", b, "");
}

/* What a search gives stands at first: its function; the first rows of it. */
static void put_search(lua_State *L, int first, na_buf *b)
{
    int n = 0;
    for (;; n++) {
        lua_pushvalue(L, first);
        lua_call(L, 0, 1);
        if (lua_isnil(L, -1) || n == SHOWN_ROWS) break;
        put_hit(L, lua_gettop(L), b);
        na_buf_putc(b, '\n');
        lua_pop(L, 1);
    }
    if (!lua_isnil(L, -1))
        na_buf_puts(b, "... (for a in archive:search(...) do ... end goes on)\n");
    else if (n == 0)
        na_buf_puts(b, "nothing found\n");
}

static void put_results(lua_State *L, int from, na_buf *b)
{
    int top = lua_gettop(L);
    if (top - from == 3 && lua_isfunction(L, from) && is_class(L, top, "search")) {
        put_search(L, from, b);
        return;
    }
    for (int i = from; i <= top; i++) {
        if (is_class(L, i, "article"))
            put_hit(L, i, b);
        else
            put_value(L, i, b, 0);
        na_buf_puts(b, i < top ? "\t" : "\n");
    }
}

/* -- evaluating ------------------------------------------------------------------------ */

static int load(lua_State *L, const char *before, na_str text)
{
    nal_vm *vm = nal_vm_of(L);
    na_buf_reset(&vm->tmp);
    na_buf_puts(&vm->tmp, before);
    na_buf_str(&vm->tmp, text);
    if (vm->tmp.rc < 0) return luaL_error(L, "this is too long");
    return luaL_loadbufferx(L, vm->tmp.ptr ? vm->tmp.ptr : "", vm->tmp.len, "=lua", "t");
}

/* Is the syntax error on top that of a text which is not over? */
static bool unfinished(lua_State *L)
{
    na_str msg;
    msg.ptr = lua_tolstring(L, -1, &msg.len);
    return na_str_ends(msg, NA_STR("<eof>"));
}

static int l_eval(lua_State *L)
{
    na_repl *r = lua_touserdata(L, 1);
    na_str text = na_str_trim(r->text);
    bool asked = text.len && text.ptr[0] == '=';
    if (asked) text = na_str_sub(text, 1, text.len);
    lua_settop(L, 1);
    if (load(L, "return ", text) != LUA_OK) {
        bool open = asked && unfinished(L);
        if (!asked) {
            lua_pop(L, 1);
            if (load(L, "", text) == LUA_OK) goto call;
            open = unfinished(L);
        }
        if (!open) return lua_error(L);
        r->more = true;
        return 0;
    }
call:
    lua_call(L, 0, LUA_MULTRET);
    if (lua_gettop(L) > 1) put_results(L, 2, &r->out);
    return 0;
}

static int l_setup(lua_State *L)
{
    nal_archive_setup(L);
    nal_out_setup(L);
    lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
    lua_createtable(L, 0, 4);
    if (nal_vm_of(L)->cmd->arc) {
        nal_push_archive(L);
        lua_pushvalue(L, -1);
        lua_setfield(L, -4, "archive");
        lua_setfield(L, -2, "archive");
    }
    nal_push_out(L);
    lua_pushvalue(L, -1);
    lua_setfield(L, -4, "out");
    lua_setfield(L, -2, "out");
    na_date now = { .secs = nal_vm_of(L)->now,
                    .precision = NA_PREC_SECOND,
                    .has_offset = true };
    nal_push_date(L, &now);
    lua_setfield(L, -2, "now");
    lua_setfield(L, -2, "ctx");
    return 0;
}

static int open_state(na_repl *r, na_err *err)
{
    nal_vm *vm = &r->cmd.vm;
    int rc = nal_open(vm, err);
    if (rc == NA_OK && nal_call(vm, l_setup, NULL, &eval_limits, true) < 0)
        rc = na_fail(err, NA_ESCRIPT, "%s", vm->fail.msg);
    return rc;
}

int na_repl_new(na_repl **out, na_arc *a, const na_command_io *io, na_err *err)
{
    na_repl *r = calloc(1, sizeof *r);
    int rc;
    *out = NULL;
    if (!r) return na_fail_nomem(err);
    r->io = *io;
    r->cmd.arc = a;
    r->cmd.io = &r->io;
    nal_vm *vm = &r->cmd.vm;
    vm->cmd = &r->cmd;
    vm->now = na_now();
    vm->log = io->log;
    vm->log_ctx = io->ctx;
    vm->budget.cancel = io->cancel;
    vm->arena.max = 3 * NA_MAX_RECORD;
    r->cmd.man.arena.max = NA_MIB;
    na_buf_init(&vm->tmp, 2 * NA_MAX_RECORD);
    na_buf_init(&vm->tmp2, 2 * NA_MAX_RECORD);
    na_buf_init(&r->out, 4 * NA_MIB);
    snprintf(vm->name, sizeof vm->name, "lua");
    if ((rc = na_charset_new(&vm->cs, err)) == NA_OK) rc = open_state(r, err);
    if (rc < 0)
        na_repl_free(r);
    else
        *out = r;
    return rc;
}

void na_repl_free(na_repl *r)
{
    if (!r) return;
    nal_vm *vm = &r->cmd.vm;
    nal_close(vm);
    na_arena_release(&vm->arena);
    na_buf_release(&vm->tmp);
    na_buf_release(&vm->tmp2);
    na_buf_release(&r->out);
    nal_manifest_release(&r->cmd.man);
    na_charset_free(vm->cs);
    free(r);
}

/* After a breach. One that the user wanted leaves a state that can go on: everything in it
 * was unwound, only the hook still raises. */
static int recover(na_repl *r, na_err *err)
{
    nal_vm *vm = &r->cmd.vm;
    if (vm->budget.fatal == NAL_F_CANCEL) {
        vm->budget.fatal = NAL_FINE;
        lua_sethook(vm->L, NULL, 0, 0);
        return na_fail(err, NA_ECANCELLED, "cancelled");
    }
    char why[sizeof vm->fail.msg];
    na_err open = { 0 };
    snprintf(why, sizeof why, "%s", vm->fail.msg);
    nal_close(vm);
    na_arena_reset(&vm->arena);
    vm->budget.fatal = NAL_FINE;
    if (open_state(r, &open) < 0) return na_fail(err, NA_EIO, "%s", open.msg);
    return na_fail(err, NA_ESCRIPT, "%.800s; it began anew, without what it knew", why);
}

int na_repl_eval(na_repl *r, na_str text, na_err *err)
{
    nal_vm *vm = &r->cmd.vm;
    int rc;
    r->text = text;
    r->more = false;
    r->cmd.io_rc = 0;
    vm->source = (na_str){ 0 };
    na_buf_reset(&r->out);
    if (na_str_trim(text).len == 0) return 0;
    rc = nal_call(vm, l_eval, r, &eval_limits, true);
    if (r->out.len && r->io.write(r->io.ctx, na_buf_get(&r->out)) < 0)
        return na_fail(err, NA_EIO, "the output has ended");
    if (r->cmd.io_rc) return na_fail(err, NA_EIO, "the output has ended");
    if (vm->budget.fatal) return recover(r, err);
    if (rc < 0) {
        const nal_failure *f = &vm->fail;
        return f->line > 1 ? na_fail(err, NA_ESCRIPT, "line %llu: %s",
                                     (unsigned long long)f->line, f->msg)
                           : na_fail(err, NA_ESCRIPT, "%s", f->msg);
    }
    return r->more ? 1 : 0;
}

/* -- completing ------------------------------------------------------------------------ */

typedef struct completing {
    na_str path, prefix; /* "ctx.archive", "co" */
    bool method;
    void (*offer)(void *ctx, na_str word);
    void *ctx;
} completing;

static void offer(const completing *c, na_str word)
{
    if (na_str_starts(word, c->prefix)) c->offer(c->ctx, word);
}

static void offer_class(const completing *c, const char *of)
{
    size_t n = 0;
    const nal_api *a = of ? nal_api_of(of, &n) : NULL;
    for (size_t i = 0; i < n; i++)
        if (a[i].kind != NAL_API_DROPPED && (!c->method || a[i].kind != NAL_API_FIELD))
            offer(c, na_str_c(a[i].name));
}

static void offer_table(lua_State *L, const completing *c, int table)
{
    lua_pushnil(L);
    while (lua_next(L, table)) {
        na_str k;
        lua_pop(L, 1);
        if (lua_type(L, -1) != LUA_TSTRING) continue;
        k.ptr = lua_tolstring(L, -1, &k.len);
        const nal_api *a = table == 2 ? nal_api_find("", k.ptr) : NULL;
        if (is_word(k) && (!a || (a->kind != NAL_API_DROPPED && a->kind != NAL_API_GONE)))
            offer(c, k);
    }
}

static int l_complete(lua_State *L)
{
    const completing *c = lua_touserdata(L, 1);
    na_str rest = c->path;
    lua_settop(L, 1);
    lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS); /* at 2 */
    while (rest.len) {
        size_t dot = na_str_chr(rest, '.', 0);
        if (lua_type(L, -1) != LUA_TTABLE) return 0;
        nal_push(L, na_str_sub(rest, 0, dot));
        lua_rawget(L, -2);
        rest = dot == (size_t)-1 ? (na_str){ 0 } : na_str_sub(rest, dot + 1, rest.len);
    }
    int at = lua_gettop(L);
    if (lua_type(L, at) == LUA_TTABLE) {
        offer_table(L, c, at);
    } else if (lua_type(L, at) == LUA_TSTRING) {
        offer_class(c, "string");
    } else if (lua_type(L, at) == LUA_TUSERDATA &&
               luaL_getmetafield(L, at, "__name") == LUA_TSTRING) {
        const char *name = lua_tostring(L, -1);
        offer_class(c,
                    strcmp(name, "article") == 0 ? "hit" : nal_type_of(name, strlen(name)));
    }
    return 0;
}

/* Is this a part of "ctx.archive:count"? */
static bool in_chain(char ch)
{
    const char low = (char)(ch | 32);
    return (ch >= '0' && ch <= '9') || (low >= 'a' && low <= 'z') || ch == '_' ||
           ch == '.' || ch == ':';
}

void na_repl_complete(na_repl *r, na_str text, size_t *replaced_out,
                      void (*fn)(void *ctx, na_str word), void *ctx)
{
    completing c = { .offer = fn, .ctx = ctx };
    size_t from = text.len, last;
    while (from > 0 && in_chain(text.ptr[from - 1])) from--;
    last = text.len;
    while (last > from && text.ptr[last - 1] != '.' && text.ptr[last - 1] != ':') last--;
    c.prefix = na_str_sub(text, last, text.len);
    if (last > from) {
        c.method = text.ptr[last - 1] == ':';
        c.path = na_str_sub(text, from, last - 1);
    }
    *replaced_out = c.prefix.len;
    (void)nal_call(&r->cmd.vm, l_complete, &c, &complete_limits, true);
    if (r->cmd.vm.budget.fatal) (void)recover(r, NULL);
}
