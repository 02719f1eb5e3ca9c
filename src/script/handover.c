/* SPDX-License-Identifier: MIT */
/* handover.c - ctx:read: a part of a record to the reader that knows its kind
 *
 * What a WARC record, a mail or a page saved whole holds is a document of its own, with a
 * name, a type, an address and a time of capture. It is offered to all readers as a small
 * entry would be, but for those that are at work already, so that nothing goes round in
 * circles; the one that takes it is called in its own state and within its own budget. What
 * it gives comes back as tables, which the reader that asked may complete. Its time is not
 * that reader's; all parts of a record together get the time that one record gets.
 */
#include "base/utf8.h"
#include "script/host_int.h"
#include "text/cut.h"
#include "text/media.h"
#include <stdio.h>

enum { DEPTH = 3, PARTS = 1000 };

typedef struct part {
    nal_rec rec;
    char name[NA_MAX_NAME + 16];
} part;

/* -- what is asked --------------------------------------------------------------------- */

static void take_part(lua_State *L, part *p)
{
    const na_date *captured;
    na_str name = { 0 }, type = { 0 };
    const char *ext;
    char own[16];
    luaL_checktype(L, 2, LUA_TTABLE);
    nal_closed(L, 2, "ctx.part", "ctx:read");
    lua_settop(L, 2);
    lua_pushliteral(L, "bytes");
    lua_rawget(L, 2); /* stays on the stack while it is read */
    if (!nal_to_str(L, 3, &p->rec.bytes)) luaL_error(L, "ctx:read: bytes is a text");
    nal_field_str(L, 2, "name", &name);
    nal_field_str(L, 2, "type", &type);
    nal_field_str(L, 2, "url", &p->rec.url);
    nal_field_str(L, 2, "charset", &p->rec.charset);
    lua_pushliteral(L, "captured");
    if (lua_rawget(L, 2) != LUA_TNIL) {
        if (!(captured = nal_to_date(L, -1))) luaL_error(L, "ctx:read: captured is a date");
        p->rec.captured = true;
        p->rec.captured_at = captured->secs;
        p->rec.captured_tz = captured->has_offset ? captured->offset_min : 0;
    }
    if (!name.len) name = nal_vm_of(L)->rec->name;
    name = na_str_sub(name, 0, NA_MAX_NAME);
    nal_ext(name, own);
    ext = na_media_ext(type, na_str_c(own));
    snprintf(p->name, sizeof p->name, "%.*s%s%s", NA_STR_ARG(name), ext ? "." : "",
             ext ? ext : "");
    p->rec.name = na_str_c(p->name);
}

/* -- who takes it ---------------------------------------------------------------------- */

/* All articles of one verdict into the list on top. Raises. */
static void push_articles(lua_State *L, const na_verdict *v)
{
    for (size_t i = 0; i < v->narticles; i++) {
        nal_push_article(L, &v->articles[i]);
        lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
    }
}

static void parse(lua_State *L, na_host *h, nal_reader *r, const nal_rec *rec,
                  na_verdict *v)
{
    nal_limits max = nal_parse_limits(h, r);
    const uint64_t left = max.ms > h->handed.ms ? max.ms - h->handed.ms : 0;
    const nal_pause since = nal_budget_pause();
    const na_str base = r->vm.base_url, map = r->vm.map;
    const uint64_t before = h->handed.ms;
    if (max.ms) max.ms = left ? left : 1;
    if (rec->url.len) r->vm.base_url = rec->url;
    r->vm.map = nal_vm_of(L)->map;
    h->handed.depth++;
    h->handed.parts++;
    nal_parse_run(h, r, rec, &max, v);
    h->handed.depth--;
    r->vm.base_url = base;
    r->vm.map = map;
    h->handed.ms =
        before + (uint64_t)((nal_budget_pause().wall - since.wall) / 1000000) + 1;
    nal_budget_go_on(nal_vm_of(L), since);
}

/* The code of a reader's judgement, which is an answer; NULL: something went wrong in
 * it. */
static const char *judged(na_str code)
{
    static const char *const codes[] = { "rejected", "no_text", "decode_error",
                                         "truncated" };
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (na_str_eqc(code, codes[i])) return codes[i];
    return NULL;
}

static int nothing(lua_State *L, const char *why)
{
    lua_pushnil(L);
    lua_pushstring(L, why);
    return 2;
}

/* What became of the records of a part, beside the list of articles on the stack. */
typedef struct tally {
    uint64_t records, refused;
    const char *code;            /* of the first that was refused */
    char why[240], skipped[240]; /* its reason; that of the first that was skipped */
} tally;

static void copy(char to[240], na_str s)
{
    snprintf(to, 240, "%.*s", (int)na_u8_floor(s, 239), s.ptr ? s.ptr : "");
}

static void refuse(tally *t, const char *code, na_str why)
{
    if (t->refused++) return;
    t->code = code;
    copy(t->why, why);
}

/* One record of the part: its articles go into the list on top. */
static void one(lua_State *L, na_host *h, nal_reader *r, nal_rec *rec, tally *t)
{
    na_verdict v;
    parse(L, h, r, rec, &v);
    rec->index++;
    t->records++;
    if (v.kind == NA_V_ARTICLES) push_articles(L, &v);
    if (v.kind == NA_V_QUARANTINE && !judged(v.code)) nal_raise_of(L, &r->vm);
    if (v.code.len) /* with articles: there was more */
        refuse(t, judged(v.code) ? judged(v.code) : "rejected", v.message);
    else if (v.kind == NA_V_SKIP && !t->skipped[0])
        copy(t->skipped, v.reason);
}

/* What is to be returned of it, the list on top. What one record lacks is no reason to lose
 * the others, and none that it is not told of. */
static int answer(lua_State *L, const tally *t)
{
    const bool any = lua_rawlen(L, -1) > 0;
    if (!t->refused) return any || !t->skipped[0] ? 1 : nothing(L, t->skipped);
    if (!any) lua_pushboolean(L, 0);
    if (t->records > 1)
        lua_pushfstring(L, "%d of %d records: %s", (int)t->refused, (int)t->records,
                        t->why);
    else
        lua_pushstring(L, t->why);
    lua_pushstring(L, t->code);
    return 3;
}

static int too_many(lua_State *L)
{
    lua_pushboolean(L, 0);
    lua_pushfstring(L, "it has more than %d records", PARTS);
    lua_pushliteral(L, "rejected");
    return 3;
}

/* All records of the part; what to return. */
static int all(lua_State *L, na_host *h, const na_choice *c, nal_rec *rec)
{
    nal_reader *r = h->readers[c->reader];
    na_cutter cut = na_cutter_of(c->split, c->names);
    na_str rest = rec->bytes, line;
    na_piece p;
    tally t = { 0 };
    if (c->split == NA_SPLIT_FUNCTION)
        return nothing(L, "its reader cuts whole files only");
    luaL_checkstack(L, 10, NULL);
    if (c->split == NA_SPLIT_ENTRY) {
        one(L, h, r, rec, &t);
    } else if (!na_cutter_can(c->split)) {
        while (na_str_line(&rest, &line)) {
            if (!na_str_trim(line).len) continue;
            if (h->handed.parts >= PARTS) return too_many(L);
            rec->bytes = line;
            one(L, h, r, rec, &t);
        }
    } else {
        while (na_cutter_next(&cut, rest, true, &p) == 1) {
            rec->bytes = na_str_sub(rest, p.skip, p.skip + p.len);
            rest = na_str_sub(rest, p.skip + p.len, rest.len);
            if (!p.len) continue;
            if (h->handed.parts >= PARTS) return too_many(L);
            if (!p.code) {
                one(L, h, r, rec, &t);
                continue;
            }
            rec->index++;
            t.records++;
            refuse(&t, "truncated", na_str_c(p.message));
        }
    }
    return answer(L, &t);
}

int nal_l_read(lua_State *L)
{
    nal_vm *vm = nal_vm_of(L);
    na_host *h = vm->host;
    part p = { .rec = { .index = 1 } };
    na_choice c;
    na_err e = { 0 };
    if (!vm->rec || !h) return luaL_error(L, "ctx:read works within parse only");
    take_part(L, &p);
    if (h->handed.depth >= DEPTH) return nothing(L, "parts of parts of parts are not read");
    if (h->handed.parts >= PARTS) return nothing(L, "a record has too many parts");
    p.rec.source = vm->rec->source;
    p.rec.mtime = vm->rec->mtime;
    p.rec.size = (int64_t)p.rec.bytes.len;
    p.rec.head = na_str_sub(p.rec.bytes, 0, NA_HEAD_BYTES);
    const na_entry_info info = { .name = p.rec.name,
                                 .size = p.rec.size,
                                 .mtime = p.rec.mtime,
                                 .head = p.rec.head,
                                 .source = p.rec.source };
    const nal_pause since = nal_budget_pause();
    nal_charge(L, 1000);
    if (na_host_choose(h, &info, &c, &e) < 0) return luaL_error(L, "%s", e.msg);
    nal_budget_go_on(vm, since);
    if (c.reader < 0) return nothing(L, "no reader takes this kind of document");
    lua_createtable(L, 1, 0);
    return all(L, h, &c, &p.rec);
}
