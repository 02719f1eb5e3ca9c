/* SPDX-License-Identifier: MIT */
/* mod_words.c - the part of module text that knows words, sentences and widths */
#include "script/manifest.h"
#include "text/sentence.h"
#include "text/signature.h"
#include "text/unicode.h"
#include <stdlib.h>

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

/* -- similarity ------------------------------------------------------------------------------ */

static int by_value(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* The hashes of a text's pairs of neighbouring words (of its one word), sorted, each once. */
static size_t pairs(lua_State *L, na_analyzer *a, na_str s, uint64_t **out)
{
    nal_vm *vm = nal_vm_of(L);
    uint32_t n = 0;
    na_err e = { 0 };
    na_buf_reset(&vm->tmp);
    if (na_analyze_blank(a, s, &vm->tmp, &n, &e) < 0) luaL_error(L, "%s", e.msg);
    uint64_t *v = na_arena_array(&vm->arena, (size_t)n + 1, sizeof *v);
    if (!v) luaL_error(L, "text.similarity: no memory left for this record");
    na_str words = na_buf_get(&vm->tmp);
    size_t k = 0, from = 0, first = na_str_chr(words, ' ', 0);
    if (n == 1) v[k++] = na_hash64(words, 0);
    while (n > 1 && first != (size_t)-1) {
        size_t second = na_str_chr(words, ' ', first + 1);
        v[k++] = na_hash64(
            na_str_sub(words, from, second == (size_t)-1 ? words.len : second), 0);
        from = first + 1;
        first = second;
    }
    qsort(v, k, sizeof *v, by_value);
    size_t kept = 0;
    for (size_t i = 0; i < k; i++)
        if (!i || v[i] != v[i - 1]) v[kept++] = v[i];
    *out = v;
    return kept;
}

/* Of the pairs of words that either has, the share that both have. */
static int l_similarity(lua_State *L)
{
    na_str a = nal_check_str(L, 1), b = nal_check_str(L, 2);
    uint64_t *va, *vb;
    nal_box *box;
    nal_charge(L, (a.len + b.len) * 2);
    na_analyzer *an = analyzer(L, &box);
    size_t na = pairs(L, an, a, &va), nb = pairs(L, an, b, &vb), both = 0;
    nal_box_close(box);
    for (size_t i = 0, j = 0; i < na && j < nb;) {
        if (va[i] == vb[j])
            both++, i++, j++;
        else if (va[i] < vb[j])
            i++;
        else
            j++;
    }
    size_t all = na + nb - both;
    lua_pushnumber(L, all ? (lua_Number)both / (lua_Number)all : 0);
    return 1;
}

/* -- width ------------------------------------------------------------------------------------- */

static lua_Integer check_columns(lua_State *L, int idx, lua_Integer otherwise)
{
    lua_Integer n = luaL_optinteger(L, idx, otherwise);
    luaL_argcheck(L, n >= 1 && n <= 10000, idx, "1 to 10000 columns");
    return n;
}

static size_t width_of(na_str s)
{
    size_t n = 0;
    for (size_t at = 0; at < s.len;) {
        uint32_t cp;
        at += na_utf8_next(s, at, &cp);
        n += (size_t)na_cp_width(cp);
    }
    return n;
}

/* The next word of rest, and its width; false at the end. */
static bool next_word(na_str *rest, na_str *word)
{
    size_t i = 0, from;
    while (i < rest->len && strchr(" \t\r\n\f\v", rest->ptr[i]) && rest->ptr[i]) i++;
    for (from = i;
         i < rest->len && (!rest->ptr[i] || !strchr(" \t\r\n\f\v", rest->ptr[i]));)
        i++;
    *word = na_str_sub(*rest, from, i);
    *rest = na_str_sub(*rest, i, rest->len);
    return word->len > 0;
}

/* text.wrap(s [, columns]): lines of at most so many columns, paragraphs kept. */
static int l_wrap(lua_State *L)
{
    na_str s = nal_check_str(L, 1), line, word;
    size_t max = (size_t)check_columns(L, 2, 80), at = 0;
    na_buf *b = &nal_vm_of(L)->tmp;
    bool gap = false;
    nal_charge(L, s.len / 2);
    na_buf_reset(b);
    while (na_str_line(&s, &line)) {
        if (!na_str_trim(line).len) {
            gap = b->len > 0;
            continue;
        }
        if (gap) na_buf_puts(b, "\n\n"), at = 0;
        gap = false;
        while (next_word(&line, &word)) {
            size_t w = width_of(word);
            if (at && at + 1 + w > max)
                na_buf_putc(b, '\n'), at = 0;
            else if (at)
                na_buf_putc(b, ' '), at++;
            na_buf_str(b, word);
            at += w;
        }
    }
    checked(L, b);
    nal_push(L, na_buf_get(b));
    return 1;
}

/* text.truncate(s, columns [, mark]): whole words where there are any. */
static int l_truncate(lua_State *L)
{
    na_str s = na_str_trim(nal_check_str(L, 1));
    size_t max = (size_t)check_columns(L, 2, 80), at = 0, used = 0, fits = 0, word_end = 0;
    na_str mark = lua_isnoneornil(L, 3) ? NA_STR("\xE2\x80\xA6") : nal_check_str(L, 3);
    size_t mark_width = width_of(mark);
    na_buf *b = &nal_vm_of(L)->tmp;
    bool was_space = false;
    nal_charge(L, (s.len < max * 8 ? s.len : max * 8) / 2);
    while (at < s.len) {
        uint32_t cp;
        size_t n = na_utf8_next(s, at, &cp);
        size_t w = (size_t)na_cp_width(cp);
        bool space = na_cp_space(cp);
        if (space && !was_space && used + mark_width <= max) word_end = at;
        if (used + w > max) break;
        used += w;
        at += n;
        if (used + mark_width <= max) fits = at;
        was_space = space;
    }
    if (at == s.len) return nal_push_like(L, 1, s), 1;
    na_buf_reset(b);
    na_buf_str(b, na_str_trim(na_str_sub(s, 0, word_end > fits / 2 ? word_end : fits)));
    na_buf_str(b, mark);
    checked(L, b);
    nal_push(L, na_buf_get(b));
    return 1;
}

static int l_width(lua_State *L)
{
    na_str s = nal_check_str(L, 1);
    nal_charge(L, s.len / 4);
    lua_pushinteger(L, (lua_Integer)width_of(s));
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

void nal_words_setup(lua_State *L)
{
    static const luaL_Reg funcs[] = {
        { "words", l_words }, { "sentences", l_sentences },
        { "wrap", l_wrap },   { "truncate", l_truncate },
        { "width", l_width }, { "similarity", l_similarity },
        { "glob", l_glob },   { NULL, NULL },
    };
    nal_class(L, cls_analyzer, NULL, NULL, true);
    nal_funcs(L, "text", funcs);
}
