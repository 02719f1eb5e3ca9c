/* SPDX-License-Identifier: MIT */
#include "script/rank.h"
#include "base/path.h"
#include "script/command_int.h"
#include "script/host_int.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const nal_limits hit_limits = { NA_LUA_RANK_INSTR, NA_LUA_RANK_MS, 32 * NA_MIB,
                                       64 * NA_MIB };

struct na_rank {
    nal_vm vm;
    nal_manifest man;
    na_str text;
    na_arena arena; /* the text */
    bool warned;
};

/* "file:line: what", or without the line where no line is at fault. */
static void say(const nal_vm *vm, char *out, size_t cap)
{
    const nal_failure *f = &vm->fail;
    if (f->line)
        snprintf(out, cap, "%s:%llu: %s", f->file, (unsigned long long)f->line, f->msg);
    else
        snprintf(out, cap, "%s: %s", f->file, f->msg);
}

static int fail(const nal_vm *vm, na_err *err)
{
    char line[1300];
    say(vm, line, sizeof line);
    return na_fail(err, NA_ESCRIPT, "%s", line);
}

static int l_setup(lua_State *L)
{
    nal_archive_setup(L); /* the class of hits */
    return 0;
}

/* Loads the script, again when a fatal breach has ended its state. */
static int ready(na_rank *r)
{
    int rc = NA_OK;
    if (r->vm.L) return rc;
    rc = nal_script_load(&r->vm, &r->man, r->text);
    if (rc == NA_OK) rc = nal_call(&r->vm, l_setup, NULL, &hit_limits, false);
    if (rc < 0) nal_close(&r->vm);
    return rc;
}

void na_rank_free(na_rank *r)
{
    if (!r) return;
    nal_close(&r->vm);
    na_arena_release(&r->vm.arena);
    na_buf_release(&r->vm.tmp);
    na_buf_release(&r->vm.tmp2);
    nal_manifest_release(&r->man);
    na_charset_free(r->vm.cs);
    na_arena_release(&r->arena);
    free(r);
}

int na_rank_new(na_rank **out, na_str path, na_str text, const na_rank_opts *o, na_err *err)
{
    na_rank *r = calloc(1, sizeof *r);
    int rc;
    *out = NULL;
    if (!r) return na_fail_nomem(err);
    nal_vm *vm = &r->vm;
    r->text = na_arena_str(&r->arena, text);
    vm->now = o->now;
    vm->log = o->log;
    vm->log_ctx = o->log_ctx;
    vm->budget.cancel = o->cancel;
    vm->arena.max = 64 * NA_MIB;
    na_buf_init(&vm->tmp, NA_MAX_RECORD);
    na_buf_init(&vm->tmp2, NA_MAX_RECORD);
    snprintf(vm->name, sizeof vm->name, "%.100s", na_path_base(path.ptr));
    if (!r->text.ptr) {
        rc = na_fail_nomem(err);
        goto done;
    }
    if ((rc = na_charset_new(&vm->cs, err)) < 0) goto done;
    if (ready(r) < 0)
        rc = fail(vm, err);
    else if (r->man.kind != NAL_K_RANK)
        rc = na_fail(err, NA_ESCRIPT, "%s: of kind '%s', not 'rank'", vm->name,
                     nal_kind_name(r->man.kind));
done:
    if (rc < 0)
        na_rank_free(r);
    else
        *out = r;
    return rc;
}

size_t na_rank_top(const na_rank *r) { return r->man.top; }

typedef struct rank_call {
    na_hits *hits;
    size_t at;
    double score;
} rank_call;

static int l_rank(lua_State *L)
{
    rank_call *c = lua_touserdata(L, 1);
    lua_rawgetp(L, LUA_REGISTRYINDEX, nal_key_rank);
    nal_push_lent_hit(L, c->hits, c->at, c->score);
    nal_push_ctx(L);
    lua_call(L, 2, 1);
    double d = lua_tonumber(L, -1);
    if (lua_type(L, -1) != LUA_TNUMBER)
        return luaL_error(L, "rank returns a number, not %s", luaL_typename(L, -1));
    if (!isfinite(d)) return luaL_error(L, "rank returns a finite number");
    c->score = d;
    return 0;
}

static void warn(na_rank *r)
{
    char what[1300], line[1400];
    if (r->warned || !r->vm.log) return;
    r->warned = true;
    say(&r->vm, what, sizeof what);
    snprintf(line, sizeof line, "%s (hits on which rank fails keep their score)", what);
    r->vm.log(r->vm.log_ctx, "warn", na_str_c(line));
}

int na_rank_apply(na_rank *r, na_hits *h, const na_query *q, na_ranked **out, na_err *err)
{
    na_ranked *v = NULL;
    size_t top = r->man.top, n = na_hits_n(h);
    nal_vm *vm = &r->vm;
    int rc = na_rank_score(h, q, &r->man.rank, vm->now, top, &v, err);
    *out = NULL;
    for (size_t i = 0; rc == NA_OK && r->man.has_rank && i < n && i < top; i++) {
        rank_call c = { h, v[i].at, v[i].score };
        int failed = ready(r);
        na_arena_reset(&vm->arena);
        vm->seeded = false;
        if (failed == NA_OK) failed = nal_call(vm, l_rank, &c, &hit_limits, false);
        if (failed == NA_OK) {
            v[i].score = c.score;
            continue;
        }
        if (vm->budget.fatal == NAL_F_CANCEL) rc = na_fail(err, NA_ECANCELLED, "cancelled");
        warn(r);
        if (vm->L && vm->budget.fatal) nal_close(vm);
    }
    if (rc < 0) {
        free(v);
        return rc;
    }
    na_rank_sort(v, n, top);
    *out = v;
    return NA_OK;
}
