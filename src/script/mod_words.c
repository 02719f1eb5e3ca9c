/* SPDX-License-Identifier: MIT */
/* mod_words.c - the part of module text that knows words, sentences and widths */
#include "script/manifest.h"
#include "text/column.h"
#include "text/layout.h"
#include "text/sentence.h"

static const char cls_analyzer[] = "analyzer";

static void release(void *a) { na_analyzer_free(a); }

/* Work space as structs: raises what the buffer ran into. */
static void checked(lua_State *L, const na_buf *b)
{
    na_err e = { 0 };
    if (na_buf_check(b, "text", &e) < 0) luaL_error(L, "%s", e.msg);
}

static na_analyzer *analyzer(lua_State *L, nal_box **box)
{
    na_analyzer *a = NULL;
    na_err e = { 0 };
    *box = nal_box_new(L, cls_analyzer, release);
    int rc = na_analyzer_new(&a, &e);
    (*box)->res = a;
    if (rc < 0) luaL_error(L, "%s", e.msg);
    return a;
}

typedef struct span {
    size_t start, end;
} span;

static int on_word(void *ctx, const na_token *t)
{
    na_buf *b = ctx;
    na_buf_put(b, &(span){ t->start, t->end }, sizeof(span));
    return b->rc;
}

/* The slices of arg 1 that b tells, as a list. */
static int push_spans(lua_State *L, na_str s, const na_buf *b)
{
    size_t n = b->len / sizeof(span);
    nal_charge(L, n * 2);
    lua_createtable(L, n < 100000 ? (int)n : 100000, 0);
    for (size_t i = 0; i < n; i++) {
        span at;
        memcpy(&at, b->ptr + i * sizeof at, sizeof at);
        nal_push_like(L, 1, na_str_sub(s, at.start, at.end));
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

static int l_words(lua_State *L)
{
    na_str s = nal_check_str(L, 1);
    na_buf *b = &nal_vm_of(L)->tmp;
    na_err e = { 0 };
    nal_box *box;
    nal_charge(L, s.len);
    na_analyzer *a = analyzer(L, &box);
    na_buf_reset(b);
    int rc = na_analyze(a, s, on_word, b, &e);
    nal_box_close(box);
    checked(L, b);
    if (rc < 0) return luaL_error(L, "%s", e.msg);
    return push_spans(L, s, b);
}

static int l_sentences(lua_State *L)
{
    na_str s = nal_check_str(L, 1);
    nal_vm *vm = nal_vm_of(L);
    na_err e = { 0 };
    nal_charge(L, s.len / 2);
    na_buf_reset(&vm->tmp);
    na_buf_reset(&vm->tmp2);
    if (na_sentences(s, &vm->tmp, &e) < 0) return luaL_error(L, "%s", e.msg);
    size_t n = vm->tmp.len / sizeof(na_bound);
    for (size_t i = 0; i < n; i++) {
        na_bound at, next = { .start = s.len };
        memcpy(&at, vm->tmp.ptr + i * sizeof at, sizeof at);
        if (i + 1 < n) memcpy(&next, vm->tmp.ptr + (i + 1) * sizeof next, sizeof next);
        na_str one = na_str_trim(na_str_sub(s, at.start, next.start));
        size_t from = (size_t)(one.ptr - s.ptr);
        if (one.len) na_buf_put(&vm->tmp2, &(span){ from, from + one.len }, sizeof(span));
    }
    checked(L, &vm->tmp2);
    return push_spans(L, s, &vm->tmp2);
}

static int l_similarity(lua_State *L)
{
    na_str a = nal_check_str(L, 1), b = nal_check_str(L, 2);
    nal_vm *vm = nal_vm_of(L);
    double out = 0;
    na_err e = { 0 };
    nal_box *box;
    nal_charge(L, (a.len + b.len) * 2);
    na_analyzer *an = analyzer(L, &box);
    int rc = na_text_similarity(an, a, b, &vm->tmp, &vm->arena, &out, &e);
    nal_box_close(box);
    if (rc < 0) return luaL_error(L, "text.similarity: %s", e.msg);
    lua_pushnumber(L, out);
    return 1;
}

/* -- width ----------------------------------------------------------------------------- */

static size_t check_columns(lua_State *L, int idx)
{
    lua_Integer n = luaL_optinteger(L, idx, 80);
    luaL_argcheck(L, n >= 1 && n <= 10000, idx, "1 to 10000 columns");
    return (size_t)n;
}

/* text.wrap(s [, columns]) */
static int l_wrap(lua_State *L)
{
    na_str s = nal_check_str(L, 1);
    size_t max = check_columns(L, 2);
    na_buf *b = &nal_vm_of(L)->tmp;
    nal_charge(L, s.len / 2);
    na_buf_reset(b);
    na_text_wrap(s, max, b);
    checked(L, b);
    nal_push(L, na_buf_get(b));
    return 1;
}

/* text.truncate(s [, columns [, mark]]) */
static int l_truncate(lua_State *L)
{
    na_str s = na_str_trim(nal_check_str(L, 1));
    size_t max = check_columns(L, 2);
    na_str mark = lua_isnoneornil(L, 3) ? NA_STR("\xE2\x80\xA6") : nal_check_str(L, 3);
    na_buf *b = &nal_vm_of(L)->tmp;
    nal_charge(L, (s.len < max * 8 ? s.len : max * 8) / 2 + mark.len / 4);
    size_t fits = na_text_fit(s, max, na_text_width(mark));
    if (fits == s.len) return nal_push_like(L, 1, s), 1;
    na_buf_reset(b);
    na_buf_str(b, na_str_trim(na_str_sub(s, 0, fits)));
    na_buf_str(b, mark);
    checked(L, b);
    nal_push(L, na_buf_get(b));
    return 1;
}

static int l_width(lua_State *L)
{
    na_str s = nal_check_str(L, 1);
    nal_charge(L, s.len / 4);
    lua_pushinteger(L, (lua_Integer)na_text_width(s));
    return 1;
}

/* text.glob(s, pattern) */
static int l_glob(lua_State *L)
{
    na_str s = nal_check_str(L, 1), pattern = nal_check_str(L, 2);
    luaL_argcheck(L, pattern.len <= 1000, 2, "a pattern has at most 1000 bytes");
    nal_charge(L, s.len / 8 * (1 + pattern.len / 8));
    lua_pushboolean(L, nal_glob(pattern, s));
    return 1;
}

/* text.field(name) -> field, rank; or nil */
static int l_field(lua_State *L)
{
    unsigned rank = 0;
    const char *field = na_column_field(nal_check_str(L, 1), &rank);
    nal_charge(L, 600);
    if (!field) return lua_pushnil(L), 1;
    lua_pushstring(L, field);
    lua_pushinteger(L, (lua_Integer)rank);
    return 2;
}

void nal_words_setup(lua_State *L)
{
    static const luaL_Reg funcs[] = {
        { "words", l_words }, { "sentences", l_sentences },
        { "wrap", l_wrap },   { "truncate", l_truncate },
        { "width", l_width }, { "similarity", l_similarity },
        { "glob", l_glob },   { "field", l_field },
        { NULL, NULL },
    };
    nal_class(L, cls_analyzer, NULL, NULL, true);
    nal_funcs(L, "text", funcs);
}
