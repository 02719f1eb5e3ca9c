/* SPDX-License-Identifier: MIT */
/* mod_rtf.c - module rtf: the text and the properties of an RTF document */
#include "script/script_int.h"
#include "text/rtf.h"

static const char cls_rtf[] = "rtf document";

typedef struct rtf_ud {
    nal_box box;
    na_rtf r;
} rtf_ud;

static void release(void *r) { na_rtf_release(r); }

static void set(lua_State *L, const char *name, const na_buf *b)
{
    na_str s = na_str_trim(na_buf_get(b));
    if (!s.len || b->rc < 0) return;
    nal_push(L, s);
    lua_setfield(L, -2, name);
}

static void set_time(lua_State *L, const char *name, const na_rtf_time *t)
{
    char iso[64];
    na_date d = { 0 };
    if (!t->year || !t->month || !t->day) return;
    int n = snprintf(iso, sizeof iso, "%04d-%02d-%02d %02d:%02d", t->year, t->month, t->day,
                     t->hour, t->minute);
    if (n < 0 || !na_date_parse(na_str_n(iso, (size_t)n), &nal_vm_of(L)->dates, &d)) return;
    nal_push_date(L, &d);
    lua_setfield(L, -2, name);
}

/* rtf.parse(s) -> table; or nil, message */
static int l_parse(lua_State *L)
{
    na_str s = nal_check_str(L, 1);
    na_err e = { 0 };
    nal_charge(L, s.len / 4);
    rtf_ud *u = lua_newuserdatauv(L, sizeof *u, 0);
    nal_box_adopt(L, &u->box, cls_rtf, release);
    na_rtf_init(&u->r, 2 * NA_MAX_RECORD);
    u->box.res = &u->r;
    if (na_rtf_parse(s, nal_vm_of(L)->cs, &u->r, &e) < 0) {
        nal_box_close(&u->box);
        return lua_pushnil(L), lua_pushstring(L, e.msg), 2;
    }
    lua_createtable(L, 0, 8);
    nal_push(L, na_buf_get(&u->r.text));
    lua_setfield(L, -2, "text");
    set(L, "title", &u->r.title);
    set(L, "author", &u->r.author);
    set(L, "subject", &u->r.subject);
    set(L, "keywords", &u->r.keywords);
    set(L, "company", &u->r.company);
    set_time(L, "created", &u->r.created);
    set_time(L, "modified", &u->r.modified);
    nal_box_close(&u->box);
    return 1;
}

static const luaL_Reg funcs[] = { { "parse", l_parse }, { NULL, NULL } };

static void setup(lua_State *L) { nal_class(L, cls_rtf, NULL, NULL, true); }

const nal_module nal_mod_rtf = { "rtf", funcs, setup };
