/* SPDX-License-Identifier: MIT */
/* command.c - newsarc run: a query script, its options, its run */
#include "base/nearest.h"
#include "base/path.h"
#include "script/command_int.h"
#include "script/host_int.h"
#include <stdio.h>
#include <stdlib.h>

static const nal_limits run_limits = { 0, 0, 512 * NA_MIB, 0 };

/* -- arguments ------------------------------------------------------------------------- */

static int usage(nal_cmd *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static int usage(nal_cmd *c, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(c->vm.fail.msg, sizeof c->vm.fail.msg, fmt, ap);
    va_end(ap);
    c->usage_error = true;
    return -1;
}

static const nal_option *option_named(const nal_cmd *c, na_str name)
{
    for (size_t i = 0; i < c->man.nopts; i++)
        if (na_str_eq(c->man.opts[i].name, name)) return &c->man.opts[i];
    return NULL;
}

static int no_such_option(nal_cmd *c, na_str name)
{
    na_nearest n = na_nearest_of(name);
    for (size_t i = 0; i < c->man.nopts; i++) na_nearest_offer(&n, c->man.opts[i].name);
    na_str hint = na_nearest_get(&n);
    if (hint.len)
        return usage(c, "no option --%.*s (did you mean --%.*s?)", NA_STR_ARG(name),
                     NA_STR_ARG(hint));
    return usage(c, "no option --%.*s", NA_STR_ARG(name));
}

/* One "--name[=value]" at args[*i], which moves on when the value stands apart. Sets it in
 * the table on top of the stack. */
static int option(lua_State *L, nal_cmd *c, size_t *i)
{
    na_str name = na_str_sub(c->args[*i], 2, c->args[*i].len), value = { 0 };
    size_t eq = na_str_chr(name, '=', 0);
    bool given = eq != (size_t)-1;
    char msg[200];
    if (given) {
        value = na_str_sub(name, eq + 1, name.len);
        name = na_str_sub(name, 0, eq);
    }
    const nal_option *o = option_named(c, name);
    if (!o && !given && na_str_starts(name, NA_STR("no-"))) {
        o = option_named(c, na_str_sub(name, 3, name.len));
        if (o && o->type == NAL_O_BOOL)
            given = true, value = NA_STR("false");
        else
            o = NULL;
    }
    if (!o) return no_such_option(c, name);
    if (!given && o->type == NAL_O_BOOL) {
        value = NA_STR("true");
    } else if (!given) {
        if (*i + 1 >= c->nargs) return usage(c, "--%.*s needs a value", NA_STR_ARG(name));
        value = c->args[++*i];
    }
    if (o->type == NAL_O_LIST && !c->given[o - c->man.opts]) { /* in place of the default */
        nal_push(L, o->name);
        lua_pushnil(L);
        lua_rawset(L, -3);
    }
    c->given[o - c->man.opts] = true;
    if (o->type == NAL_O_PATH && c->npaths < NAL_MAX_OPTIONS)
        c->paths[c->npaths++] = (nal_path){ value, o->writes };
    return nal_option_set(L, o, value, &c->vm, msg) ? 0 : usage(c, "%s", msg);
}

/* The options table on top: defaults, options, then operands as [1], [2] ... */
static int arguments(lua_State *L, nal_cmd *c)
{
    lua_Integer operands = 0;
    bool options = true;
    nal_option_defaults(L, &c->man);
    for (size_t i = 0; i < c->nargs; i++) {
        na_str a = c->args[i];
        if (options && na_str_eqc(a, "--")) {
            options = false;
        } else if (options && a.len > 2 && na_str_starts(a, NA_STR("--"))) {
            if (option(L, c, &i) < 0) return -1;
        } else {
            nal_push(L, a);
            lua_rawseti(L, -2, ++operands);
        }
    }
    return 0;
}

bool na_command_asks_help(const na_command *c, const na_str *args, size_t nargs)
{
    for (size_t i = 0; i < nargs && !na_str_eqc(args[i], "--"); i++) {
        if (na_str_eqc(args[i], "--help") || na_str_eqc(args[i], "-h")) return true;
        if (args[i].len < 3 || !na_str_starts(args[i], NA_STR("--"))) continue;
        const nal_option *o = option_named(c, na_str_sub(args[i], 2, args[i].len));
        if (o && o->type != NAL_O_BOOL) i++; /* its value may look like anything */
    }
    return false;
}

static void help_option(const nal_option *o, na_buf *b)
{
    na_buf left;
    na_buf_init(&left, 4 * NA_KIB);
    na_buf_printf(&left, "--%.*s", NA_STR_ARG(o->name));
    if (o->type != NAL_O_BOOL) na_buf_printf(&left, " %s", nal_option_arg(o));
    na_buf_printf(b, "      %-24.*s ", (int)left.len, left.ptr ? left.ptr : "");
    na_buf_str(b, o->help);
    for (size_t k = 0; k < o->values.n; k++) {
        na_buf_puts(b, k ? ", " : o->help.len ? ": " : "");
        na_buf_str(b, o->values.v[k]);
    }
    if (o->has_default && !(o->type == NAL_O_BOOL && na_str_eqc(o->deflt, "false")))
        na_buf_printf(b, " [%.*s]", NA_STR_ARG(o->deflt));
    na_buf_putc(b, '\n');
    na_buf_release(&left);
}

void na_command_help(const na_command *c, na_buf *b)
{
    const nal_manifest *m = &c->man;
    na_buf_printf(b, "newsarc %s%s [WORDS...]", m->name.ptr, m->nopts ? " [OPTIONS]" : "");
    if (m->summary.len) na_buf_printf(b, " - %.*s", NA_STR_ARG(m->summary));
    na_buf_puts(b, "\n");
    if (m->description.len)
        na_buf_printf(b, "\n%.*s\n", NA_STR_ARG(na_str_trim(m->description)));
    if (m->nopts) na_buf_puts(b, "\n");
    for (size_t i = 0; i < m->nopts; i++) help_option(&m->opts[i], b);
    na_buf_puts(b, "\nand those of newsarc run, as --format (newsarc run -h)\n");
}

na_str na_command_name(const na_command *c) { return c->man.name; }

/* -- the run --------------------------------------------------------------------------- */

static int l_run(lua_State *L)
{
    nal_cmd *c = lua_touserdata(L, 1);
    nal_archive_setup(L);
    nal_out_setup(L);
    lua_rawgetp(L, LUA_REGISTRYINDEX, nal_key_run);
    lua_createtable(L, 0, 4);
    if (c->arc) {
        nal_push_archive(L);
        lua_setfield(L, -2, "archive");
    }
    nal_push_out(L);
    lua_setfield(L, -2, "out");
    nal_fs_setup(L);
    nal_push_fs(L);
    lua_setfield(L, -2, "fs");
    na_date now = { .secs = c->vm.now, .precision = NA_PREC_SECOND, .has_offset = true };
    nal_push_date(L, &now);
    lua_setfield(L, -2, "now");
    lua_newtable(L);
    if (arguments(L, c) != 0) return 0;
    lua_call(L, 2, 1);
    if (lua_isnil(L, -1)) return 0;
    if (!lua_isinteger(L, -1) || lua_tointeger(L, -1) < 0 || lua_tointeger(L, -1) > 255)
        return luaL_error(L, "run returns nothing or an exit status from 0 to 255");
    c->status = (int)lua_tointeger(L, -1);
    return 0;
}

static int fail(nal_vm *vm, na_err *err)
{
    const nal_failure *f = &vm->fail;
    if (f->plain) return na_fail(err, NA_ESCRIPT, "%s: %s", f->file, f->msg);
    nal_quote_source(vm);
    char where[200];
    if (f->line)
        snprintf(where, sizeof where, "%s:%llu", f->file, (unsigned long long)f->line);
    else
        snprintf(where, sizeof where, "%s", f->file);
    if (!f->trace[0]) return na_fail(err, NA_ESCRIPT, "%s: %s", where, f->msg);
    return na_fail(err, NA_ESCRIPT, "%s: %.300s\n%.600s", where, f->msg, f->trace);
}

void na_command_free(na_command *c)
{
    if (!c) return;
    nal_close(&c->vm);
    nal_fs_release(c);
    na_arena_release(&c->vm.arena);
    na_buf_release(&c->vm.tmp);
    na_buf_release(&c->vm.tmp2);
    nal_manifest_release(&c->man);
    na_charset_free(c->vm.cs);
    free(c);
}

bool na_command_needs_archive(const na_command *c) { return !c->man.no_archive; }

int na_command_new(na_command **out, na_str path, na_str text, const na_command_io *io,
                   na_err *err)
{
    nal_cmd *c = calloc(1, sizeof *c);
    int rc;
    *out = NULL;
    if (!c) return na_fail_nomem(err);
    nal_vm *vm = &c->vm;
    c->io = io;
    vm->cmd = c;
    vm->now = na_now();
    vm->log = io->log;
    vm->log_ctx = io->ctx;
    vm->budget.cancel = io->cancel;
    vm->arena.max = 3 * NA_MAX_RECORD;
    na_buf_init(&vm->tmp, 2 * NA_MAX_RECORD);
    na_buf_init(&vm->tmp2, 2 * NA_MAX_RECORD);
    size_t slash = path.len;
    while (slash > 0 && path.ptr[slash - 1] != '/') slash--;
    na_str base = na_str_sub(path, slash, path.len);
    snprintf(vm->name, sizeof vm->name, "%.*s", (int)(base.len > 100 ? 100 : base.len),
             base.ptr);
    if ((rc = na_charset_new(&vm->cs, err)) < 0) goto done;
    if (nal_script_load(vm, &c->man, text) < 0)
        rc = fail(vm, err);
    else if (c->man.kind != NAL_K_COMMAND)
        rc = na_fail(err, NA_ESCRIPT, "%s: of kind '%s', not a command", vm->name,
                     nal_kind_name(c->man.kind));
done:
    if (rc < 0)
        na_command_free(c);
    else
        *out = c;
    return rc;
}

int na_command_run(na_command *c, na_arc *a, const na_str *args, size_t nargs,
                   const na_grants *grants, int *status_out, na_err *err)
{
    nal_vm *vm = &c->vm;
    int rc;
    if ((rc = nal_fs_grant(c, grants, err)) < 0) return rc;
    c->arc = a;
    c->args = args;
    c->nargs = nargs;
    nal_limits max = run_limits;
    uint64_t own = c->man.heap_mb * NA_MIB;
    if (own && own < max.heap) max.heap = own;
    rc = nal_call(vm, l_run, c, &max, false);
    if (c->usage_error)
        rc = na_fail(err, NA_EUSAGE, "%s: %s", vm->name, vm->fail.msg);
    else if (c->io_rc)
        rc = na_fail(err, NA_EIO, "%s: the output has ended", vm->name);
    else if (vm->budget.fatal == NAL_F_CANCEL)
        rc = na_fail(err, NA_ECANCELLED, "cancelled");
    else if (rc < 0)
        rc = fail(vm, err);
    if (rc == NA_OK) *status_out = c->partly && c->status < 2 ? 3 : c->status;
    return rc;
}
