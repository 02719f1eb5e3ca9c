/* SPDX-License-Identifier: MIT */
/* mod_pdf.c - module pdf: the lines of a PDF document, where there is someone to read it */
#include "script/host_int.h"
#include "script/pdf.h"

static const char cls_pdf[] = "pdf document";

typedef struct pdf_ud {
    nal_box box;
    na_pdf doc;
} pdf_ud;

static void release(void *p)
{
    na_pdf *doc = p;
    na_arena_release(&doc->arena);
}

static void set(lua_State *L, const char *name, na_str s)
{
    if (!s.len) return;
    nal_push(L, s);
    lua_setfield(L, -2, name);
}

static void set_date(lua_State *L, const char *name, na_str s)
{
    na_date d = { 0 };
    if (!s.len || !na_date_parse(s, &nal_vm_of(L)->dates, &d)) return;
    nal_push_date(L, &d);
    lua_setfield(L, -2, name);
}

static void set_number(lua_State *L, const char *name, double v)
{
    lua_pushnumber(L, v);
    lua_setfield(L, -2, name);
}

static void push_page(lua_State *L, const na_pdf_page *p)
{
    lua_createtable(L, (int)(p->n < 100000 ? p->n : 100000), 2);
    set_number(L, "width", p->width);
    set_number(L, "height", p->height);
    nal_charge(L, p->n * 8);
    for (size_t i = 0; i < p->n; i++) {
        const na_pdf_line *l = &p->lines[i];
        lua_createtable(L, 0, 5);
        nal_push(L, l->text);
        lua_setfield(L, -2, "text");
        set_number(L, "x", l->x), set_number(L, "y", l->y);
        set_number(L, "w", l->w), set_number(L, "h", l->h);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
}

static int fail(lua_State *L, const char *msg)
{
    return lua_pushnil(L), lua_pushstring(L, msg), 2;
}

/* pdf.parse(s) -> table; or nil, message */
static int l_parse(lua_State *L)
{
    na_str s = nal_check_str(L, 1);
    nal_vm *vm = nal_vm_of(L);
    na_host *h = vm->host;
    na_err e = { 0 };
    if (h && h->opts.pdf_elsewhere) {
        h->needs_pdf = true;
        return nal_error(L, NA_NEEDS_PDF, "PDF is read by another program");
    }
    if (!h || !h->opts.pdf)
        return fail(L, "PDF cannot be read here: newsarc-pdf is missing");
    nal_charge(L, s.len / 16);
    pdf_ud *u = lua_newuserdatauv(L, sizeof *u, 0);
    nal_box_adopt(L, &u->box, cls_pdf, release);
    u->doc = (na_pdf){ .arena = { .max = 2 * NA_MAX_RECORD } };
    u->box.res = &u->doc;
    const nal_pause since = nal_budget_pause(); /* it has bounds of its own */
    int rc = h->opts.pdf(s, vm->budget.max.ms, &u->doc, &e);
    nal_budget_go_on(vm, since);
    if (rc < 0) {
        nal_box_close(&u->box);
        return fail(L, e.msg);
    }
    lua_createtable(L, 0, 10);
    set(L, "title", u->doc.title), set(L, "author", u->doc.author);
    set(L, "subject", u->doc.subject), set(L, "keywords", u->doc.keywords);
    set(L, "producer", u->doc.producer), set(L, "xmp", u->doc.xmp);
    set(L, "cut", u->doc.cut);
    set_date(L, "created", u->doc.created), set_date(L, "modified", u->doc.modified);
    lua_createtable(L, (int)u->doc.n, 0);
    for (size_t i = 0; i < u->doc.n; i++) {
        push_page(L, &u->doc.pages[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "pages");
    nal_box_close(&u->box);
    return 1;
}

static const luaL_Reg funcs[] = { { "parse", l_parse }, { NULL, NULL } };

static void setup(lua_State *L) { nal_class(L, cls_pdf, NULL, NULL, true); }

const nal_module nal_mod_pdf = { "pdf", funcs, setup };
