/* SPDX-License-Identifier: MIT */
/* split.c - a reader that cuts an entry into records itself
 *
 * split(stream, ctx) gives an iterator; each step is a call of its own with its own budget,
 * and so is each parse between two steps. When a parse breaks a bound the state is lost and
 * the iterator with it: the script is loaded anew, split called again and the records
 * before are passed over. That costs time, so it happens RESTARTS times at most in one
 * entry.
 */
#include "script/host_int.h"
#include "text/cut.h"
#include <stdio.h>

enum { RESTARTS = 20 };

static const char key_iter[] = "iterator";

typedef struct split_call {
    nal_rec whole;
    na_str map;   /* --map's */
    na_str slice; /* out */
    bool end;     /* out */
    bool any;     /* was there one? */
} split_call;

static int l_begin(lua_State *L)
{
    split_call *c = lua_touserdata(L, 1);
    lua_createtable(L, 3, 0);
    lua_rawgetp(L, LUA_REGISTRYINDEX, nal_key_split);
    nal_push_stream(L, &c->whole);
    nal_push_ctx(L);
    lua_call(L, 2, 3);
    if (lua_isnil(L, -3)) return luaL_error(L, "split must return an iterator");
    lua_rawseti(L, -4, 3);
    lua_rawseti(L, -3, 2);
    lua_rawseti(L, -2, 1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, key_iter);
    return 0;
}

static int l_step(lua_State *L)
{
    split_call *c = lua_touserdata(L, 1);
    lua_rawgetp(L, LUA_REGISTRYINDEX, key_iter);
    lua_rawgeti(L, -1, 1);
    lua_rawgeti(L, -2, 2);
    lua_rawgeti(L, -3, 3);
    lua_call(L, 2, 1);
    if (lua_isnil(L, -1)) {
        c->end = true;
        return 0;
    }
    lua_pushvalue(L, -1);
    lua_rawseti(L, -3, 3);
    nal_view *v = nal_to_view(L, -1);
    const char *first = c->whole.bytes.ptr, *last = first + c->whole.bytes.len;
    if (!v || v->life != NAL_ENTRY || v->s.ptr < first || v->s.ptr + v->s.len > last)
        return luaL_error(L, "split must give slices of stream:view()");
    /* Or the same slice could come for ever. */
    if (v->s.ptr < c->slice.ptr + c->slice.len || (c->any && v->s.ptr == c->slice.ptr))
        return luaL_error(L, "split must give slices in their order, each once");
    c->slice = v->s;
    c->any = true;
    return 0;
}

/* Calls split anew and passes over the first n records. */
static int begin(na_host *h, nal_reader *r, split_call *c, uint64_t n)
{
    nal_limits max = nal_parse_limits(h, r);
    int rc = nal_reader_ready(h, r);
    c->slice = na_str_sub(c->whole.bytes, 0, 0);
    c->any = false;
    r->vm.map = c->map;
    if (rc == NA_OK) rc = nal_call(&r->vm, l_begin, c, &max, true);
    for (c->end = false; rc == NA_OK && n > 0 && !c->end; n--)
        rc = nal_call(&r->vm, l_step, c, &max, true);
    return rc;
}

static na_verdict too_large(na_host *h, uint64_t most)
{
    snprintf(h->reason, sizeof h->reason, "longer than %llu bytes (limit: record)",
             (unsigned long long)most);
    return (na_verdict){ .kind = NA_V_QUARANTINE,
                         .code = NA_STR("too_large"),
                         .message = na_str_c(h->reason) };
}

int na_host_split(na_host *h, int reader, const na_record *whole, uint64_t from,
                  const na_split_sink *sink, na_err *err)
{
    na_assert(reader >= 0 && (size_t)reader < h->n);
    nal_reader *r = h->readers[reader];
    nal_limits max = nal_parse_limits(h, r);
    split_call c = { .whole = { .name = whole->entry->name,
                                .source = whole->entry->source,
                                .bytes = whole->bytes,
                                .index = 1,
                                .size = whole->entry->size,
                                .mtime = whole->entry->mtime },
                     .map = whole->entry->map };
    const uint64_t most = h->opts.limits.record ? h->opts.limits.record : NA_MAX_RECORD;
    uint64_t index = from ? from : 1, offset = 0, settled = 0, length;
    int restarts = 0, rc = 0;
    na_verdict v;
    bool live = false;
    c.slice = na_str_sub(whole->bytes, 0, 0);
    if (!whole->bytes.len) return NA_OK;
    for (;; index++) {
        int failed = live ? NA_OK : begin(h, r, &c, index - 1);
        live = true;
        if (failed == NA_OK && !c.end) failed = nal_call(&r->vm, l_step, &c, &max, true);
        if (failed == NA_OK && c.end) break;
        offset = (uint64_t)(c.slice.ptr - whole->bytes.ptr);
        if (failed == NA_OK && restarts > RESTARTS) {
            nal_fail_set(&r->vm, "script_error",
                         "more than %d records of this entry broke a limit", RESTARTS);
            failed = NA_ESCRIPT;
        } else if (failed < 0) { /* the rest begins behind the last good record */
            offset += c.slice.len;
            if (offset < settled) offset = settled;
        }
        length = failed < 0 ? whole->bytes.len - offset : c.slice.len;
        rc = sink->begin(sink->ctx, index, offset, length);
        if (rc) break;
        if (failed < 0) {
            nal_verdict_fail(&r->vm, &v);
            rc = sink->done(sink->ctx, index, offset, length, &v);
            break;
        }
        na_record one = { whole->entry, c.slice, index, whole->offset + offset };
        if (na_record_size(c.slice) > most)
            v = too_large(h, most);
        else if ((rc = na_host_parse(h, reader, &one, &v, err)) < 0)
            break;
        rc = sink->done(sink->ctx, index, offset, length, &v);
        if (rc) break;
        settled = offset + length;
        if (!r->vm.L) live = false, restarts++;
    }
    nal_reader_settle(r);
    if (r->vm.L) nal_expire(&r->vm, NAL_ENTRY);
    return rc;
}
