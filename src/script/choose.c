/* SPDX-License-Identifier: MIT */
/* choose.c - which reader takes an entry: match in C, then probe, then priority and name */
#include "script/host_int.h"
#include <stdio.h>

static const nal_limits probe_limits = { 1000000, 100, 0, 64 * NA_MIB };
enum { SCORE_WITHOUT_PROBE = 50 };

typedef struct probe_call {
    const na_entry_info *e;
    int score;
} probe_call;

static void set(lua_State *L, const char *k) { lua_setfield(L, -2, k); }

static int l_probe(lua_State *L)
{
    probe_call *c = lua_touserdata(L, 1);
    char ext[16];
    nal_ext(c->e->name, ext);
    lua_rawgetp(L, LUA_REGISTRYINDEX, nal_key_probe);
    nal_push_view(L, na_str_sub(c->e->head, 0, NA_HEAD_BYTES), NAL_RECORD);
    lua_createtable(L, 0, 6);
    nal_push(L, c->e->name), set(L, "name");
    lua_pushstring(L, ext), set(L, "ext");
    nal_push(L, c->e->source), set(L, "source");
    if (c->e->size >= 0) lua_pushinteger(L, c->e->size), set(L, "size");
    if (c->e->mtime > 0) lua_pushinteger(L, c->e->mtime), set(L, "mtime");
    lua_call(L, 2, 1);
    if (lua_isnil(L, -1) || (lua_isboolean(L, -1) && !lua_toboolean(L, -1))) return 0;
    if (lua_type(L, -1) != LUA_TNUMBER)
        return luaL_error(L, "probe returns 0 to 100, not %s", luaL_typename(L, -1));
    lua_Number n = lua_tonumber(L, -1);
    c->score = n >= 100 ? 100 : n >= 1 ? (int)n : 0;
    return 0;
}

int nal_score(na_host *h, nal_reader *r, const na_entry_info *e)
{
    if (r->vm.running) return 0; /* it has handed this part over itself */
    if (!nal_match(&r->man, e)) return 0;
    if (!r->man.has_probe) return SCORE_WITHOUT_PROBE;
    probe_call c = { e, 0 };
    nal_limits max = probe_limits;
    max.heap = nal_parse_limits(h, r).heap;
    if (nal_reader_ready(h, r) < 0 || nal_call(&r->vm, l_probe, &c, &max, false) < 0) {
        const nal_failure *f = &r->vm.fail;
        snprintf(h->reason, sizeof h->reason, "%.100s:%llu: probe: %.100s", f->file,
                 (unsigned long long)f->line, f->msg);
        if (h->opts.log) h->opts.log(h->opts.log_ctx, "warn", na_str_c(h->reason));
        c.score = 0;
    }
    nal_reader_settle(r);
    return c.score;
}

int na_host_choose(na_host *h, const na_entry_info *e, na_choice *out, na_err *err)
{
    (void)err;
    *out = (na_choice){ .reader = -1 };
    h->reason[0] = 0;
    for (size_t i = 0; i < h->n; i++) {
        nal_reader *r = h->readers[i];
        int s = 0;
        if (e->reader.len)
            s = na_str_eq(e->reader, r->man.name) ? 100 : 0;
        else
            s = nal_score(h, r, e);
        if (!s) continue;
        if (out->reader >= 0) { /* loaded earlier wins a tie of score and priority */
            const nal_manifest *best = &h->readers[out->reader]->man;
            if (s < out->score) continue;
            if (s == out->score && r->man.priority <= best->priority) continue;
        }
        out->reader = (int)i;
        out->score = s;
        const nal_split by = nal_split_of(&r->man, e->name);
        out->split = by.split;
        out->names = by.names;
    }
    if (out->reader < 0 && !h->reason[0] && e->reader.len)
        snprintf(h->reason, sizeof h->reason, "no reader is named '%.*s'",
                 NA_STR_ARG(na_str_sub(e->reader, 0, 80)));
    else if (out->reader < 0 && !h->reason[0])
        snprintf(h->reason, sizeof h->reason, "no reader takes this kind of file; %s",
                 e->source.len ? "--reader NAME has one take it"
                               : "--name FILE gives it a name, --reader NAME a reader");
    out->reason = na_str_c(h->reason);
    return NA_OK;
}
