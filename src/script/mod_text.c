/* SPDX-License-Identifier: MIT */
/* mod_text.c - module text: the linear-time helpers that readers are made of
 *
 * A slice of a view is a view, a slice of a string a string; text that is made anew is a
 * string. Each helper costs what its argument is long. Words and widths: mod_words.c.
 */
#include "script/script_int.h"
#include "text/boilerplate.h"
#include "text/html.h"
#include "text/lang.h"
#include "text/unicode.h"

#define TAG_MAX 2000u /* bytes of what may be a tag */
#define TAG_NAME 12u  /* ... of its name */

static void charge(lua_State *L, na_str s) { nal_charge(L, s.len / 32); }

static bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/* A buffer's contents as a string, or an error. */
static int push_buf(lua_State *L, na_buf *b)
{
    na_err e = { 0 };
    if (na_buf_check(b, "text", &e) < 0) return luaL_error(L, "%s", e.msg);
    nal_push(L, na_buf_get(b));
    return 1;
}

static int l_trim(lua_State *L)
{
    na_str s = nal_check_str(L, 1);
    charge(L, s);
    nal_push_like(L, 1, na_str_trim(s));
    return 1;
}

static int through(lua_State *L, int (*fn)(na_str, na_buf *, na_err *))
{
    na_str s = nal_check_str(L, 1);
    na_buf *b = &nal_vm_of(L)->tmp;
    na_err e = { 0 };
    nal_charge(L, s.len / 4);
    na_buf_reset(b);
    if (fn(s, b, &e) < 0) return luaL_error(L, "%s", e.msg);
    return push_buf(L, b);
}

static int l_squeeze(lua_State *L) { return through(L, na_text_squeeze); }
static int l_fold(lua_State *L) { return through(L, na_text_fold); }
static int l_clean(lua_State *L) { return through(L, na_text_clean); }

/* Equal for a reader's eye: folded, white space squeezed. */
static int l_same(lua_State *L)
{
    nal_vm *vm = nal_vm_of(L);
    na_str a = nal_check_str(L, 1), b = nal_check_str(L, 2), fa;
    na_err e = { 0 };
    if (na_str_eq(a, b)) return lua_pushboolean(L, 1), 1;
    /* Folding does not change a length so much. */
    if (a.len > 8 * b.len + 64 || b.len > 8 * a.len + 64) return lua_pushboolean(L, 0), 1;
    nal_charge(L, (a.len + b.len) / 4);
    na_buf_reset(&vm->tmp);
    na_buf_reset(&vm->tmp2);
    if (na_text_fold(a, &vm->tmp, &e) < 0 ||
        na_text_squeeze(na_buf_get(&vm->tmp), &vm->tmp2, &e) < 0)
        return luaL_error(L, "%s", e.msg);
    fa = na_arena_str(&vm->arena, na_buf_get(&vm->tmp2));
    na_buf_reset(&vm->tmp);
    na_buf_reset(&vm->tmp2);
    if (!fa.ptr || na_text_fold(b, &vm->tmp, &e) < 0 ||
        na_text_squeeze(na_buf_get(&vm->tmp), &vm->tmp2, &e) < 0)
        return luaL_error(L, "text.same: out of memory");
    lua_pushboolean(L, na_str_eq(fa, na_buf_get(&vm->tmp2)));
    return 1;
}

/* -- lines and paragraphs -------------------------------------------------------------- */

/* The first line that is not blank, trimmed, and what follows it. */
static int l_first_line(lua_State *L)
{
    na_str s = nal_check_str(L, 1), rest = s, line;
    while (na_str_line(&rest, &line)) {
        line = na_str_trim(line);
        if (!line.len) continue;
        nal_charge(L, (s.len - rest.len) / 32); /* what was passed over, too */
        nal_push_like(L, 1, line);
        if (!rest.len) rest = (na_str){ s.ptr + s.len, 0 };
        nal_push_like(L, 1, rest);
        return 2;
    }
    charge(L, s);
    return lua_pushnil(L), 1;
}

/* The next run of lines without a blank one; false at the end. */
static bool next_para(na_str *rest, na_str *out)
{
    na_str line;
    out->len = 0;
    while (na_str_line(rest, &line)) {
        na_str t = na_str_trim(line);
        if (!t.len) {
            if (out->len) return true;
            continue;
        }
        if (!out->len) out->ptr = line.ptr;
        out->len = (size_t)(t.ptr + t.len - out->ptr);
    }
    return out->len > 0;
}

static int l_paragraphs(lua_State *L)
{
    na_str rest = nal_check_str(L, 1), para;
    lua_Integer i = 0;
    charge(L, rest);
    lua_newtable(L);
    while (next_para(&rest, &para)) {
        nal_charge(L, 2);
        nal_push_like(L, 1, para);
        lua_rawseti(L, -2, ++i);
    }
    return 1;
}

/* Joins lines that were wrapped by hand. A line indented by `indent` blanks (2 unless
 * told), or behind a blank line, begins a paragraph. */
static int l_unwrap(lua_State *L)
{
    na_str rest = nal_check_str(L, 1), line;
    lua_Integer indent = luaL_optinteger(L, 2, 2);
    na_buf *b = &nal_vm_of(L)->tmp;
    bool gap = false;
    charge(L, rest);
    na_buf_reset(b);
    while (na_str_line(&rest, &line)) {
        na_str t = na_str_trim(line);
        if (!t.len) {
            gap = true;
            continue;
        }
        bool starts = gap || t.ptr - line.ptr >= indent;
        if (b->len) na_buf_puts(b, starts ? "\n\n" : " ");
        na_buf_str(b, t);
        gap = false;
    }
    return push_buf(L, b);
}

/* body, removed: the body without a trailing comment policy and its like. */
static int l_boilerplate(lua_State *L)
{
    na_str s = nal_check_str(L, 1);
    size_t cut = s.len;
    nal_charge(L, s.len / 8);
    if (!na_boilerplate_tail(s, &cut)) return lua_settop(L, 1), 1;
    nal_push_like(L, 1, na_str_trim(na_str_sub(s, 0, cut)));
    nal_push_like(L, 1, na_str_trim(na_str_sub(s, cut, s.len)));
    return 2;
}

/* -- parts ----------------------------------------------------------------------------- */

/* What stands between two marks: slice, position behind the closing mark; nil when either
 * is missing. */
static int l_between(lua_State *L)
{
    na_str s = nal_check_str(L, 1), open = nal_check_str(L, 2), close = nal_check_str(L, 3);
    lua_Integer init = luaL_optinteger(L, 4, 1);
    if (init < 1) init = 1;
    if ((uint64_t)init > s.len) return lua_pushnil(L), 1;
    size_t a = na_str_find(s, open, (size_t)init - 1);
    size_t b = a == (size_t)-1 ? a : na_str_find(s, close, a + open.len);
    nal_charge(L, ((b == (size_t)-1 ? s.len : b) - ((size_t)init - 1)) / 64);
    if (b == (size_t)-1) return lua_pushnil(L), 1;
    nal_push_like(L, 1, na_str_sub(s, a + open.len, b));
    lua_pushinteger(L, (lua_Integer)(b + close.len) + 1);
    return 2;
}

/* All of them, as a list of strings. */
static int l_all_between(lua_State *L)
{
    na_str s = nal_check_str(L, 1), open = nal_check_str(L, 2), close = nal_check_str(L, 3);
    size_t at = 0;
    lua_Integer i = 0;
    luaL_argcheck(L, open.len && close.len, 2, "empty mark");
    charge(L, s);
    lua_newtable(L);
    while ((at = na_str_find(s, open, at)) != (size_t)-1) {
        size_t end = na_str_find(s, close, at + open.len);
        if (end == (size_t)-1) break;
        nal_charge(L, 2);
        nal_push(L, na_str_sub(s, at + open.len, end));
        lua_rawseti(L, -2, ++i);
        at = end + close.len;
    }
    return 1;
}

static int l_split(lua_State *L)
{
    na_str s = nal_check_str(L, 1), sep = nal_check_str(L, 2);
    size_t at = 0, end;
    lua_Integer i = 0;
    luaL_argcheck(L, sep.len, 2, "empty separator");
    charge(L, s);
    lua_newtable(L);
    do {
        end = na_str_find(s, sep, at);
        nal_charge(L, 2);
        nal_push_like(L, 1,
                      na_str_trim(na_str_sub(s, at, end == (size_t)-1 ? s.len : end)));
        lua_rawseti(L, -2, ++i);
        at = end + sep.len;
    } while (end != (size_t)-1);
    return 1;
}

static int l_replace(lua_State *L)
{
    na_str s = nal_check_str(L, 1), what = nal_check_str(L, 2), with = nal_check_str(L, 3);
    na_buf *b = &nal_vm_of(L)->tmp;
    size_t at = 0, hit;
    luaL_argcheck(L, what.len, 2, "empty string");
    charge(L, s);
    if (na_str_find(s, what, 0) == (size_t)-1) return lua_settop(L, 1), 1;
    na_buf_reset(b);
    while ((hit = na_str_find(s, what, at)) != (size_t)-1) {
        na_buf_str(b, na_str_sub(s, at, hit));
        na_buf_str(b, with);
        at = hit + what.len;
    }
    na_buf_str(b, na_str_sub(s, at, s.len));
    return push_buf(L, b);
}

/* -- character references -------------------------------------------------------------- */

static void put_utf8(na_buf *b, uint32_t cp)
{
    if (cp < 0x80) {
        na_buf_putc(b, (char)cp);
    } else if (cp < 0x800) {
        na_buf_putc(b, (char)(0xc0 | (cp >> 6)));
        na_buf_putc(b, (char)(0x80 | (cp & 63)));
    } else if (cp < 0x10000) {
        na_buf_putc(b, (char)(0xe0 | (cp >> 12)));
        na_buf_putc(b, (char)(0x80 | ((cp >> 6) & 63)));
        na_buf_putc(b, (char)(0x80 | (cp & 63)));
    } else {
        na_buf_putc(b, (char)(0xf0 | (cp >> 18)));
        na_buf_putc(b, (char)(0x80 | ((cp >> 12) & 63)));
        na_buf_putc(b, (char)(0x80 | ((cp >> 6) & 63)));
        na_buf_putc(b, (char)(0x80 | (cp & 63)));
    }
}

/* The reference at s[at] ('&'): its length and character; 0 when it is none. */
static size_t reference(na_str s, size_t at, uint32_t *cp)
{
    static const struct {
        const char *name;
        char c;
    } named[] = {
        { "lt;", '<' }, { "gt;", '>' }, { "amp;", '&' }, { "quot;", '"' }, { "apos;", '\'' }
    };
    na_str r = na_str_sub(s, at + 1, at + 10);
    for (size_t i = 0; i < sizeof named / sizeof named[0]; i++) {
        if (!na_str_starts(r, na_str_c(named[i].name))) continue;
        *cp = (unsigned char)named[i].c;
        return strlen(named[i].name) + 1;
    }
    if (r.len < 3 || r.ptr[0] != '#') return 0;
    bool hex = r.ptr[1] == 'x' || r.ptr[1] == 'X';
    size_t i = hex ? 2 : 1, first = i;
    uint32_t v = 0;
    for (; i < r.len && r.ptr[i] != ';'; i++) {
        int d = na_char_hex(r.ptr[i]);
        if (d < 0 || (d > 9 && !hex)) return 0;
        v = v * (hex ? 16 : 10) + (uint32_t)d;
    }
    if (i == first || i == r.len || v > 0x10ffff || (v >= 0xd800 && v < 0xe000)) return 0;
    *cp = v;
    return i + 2;
}

static int l_unescape(lua_State *L)
{
    na_str s = nal_check_str(L, 1);
    na_buf *b = &nal_vm_of(L)->tmp;
    size_t at = 0, amp;
    charge(L, s);
    if (na_str_chr(s, '&', 0) == (size_t)-1) return lua_settop(L, 1), 1;
    na_buf_reset(b);
    while ((amp = na_str_chr(s, '&', at)) != (size_t)-1) {
        uint32_t cp = 0;
        size_t n = reference(s, amp, &cp);
        na_buf_str(b, na_str_sub(s, at, amp));
        if (n)
            put_utf8(b, cp);
        else
            na_buf_putc(b, '&'), n = 1;
        at = amp + n;
    }
    na_buf_str(b, na_str_sub(s, at, s.len));
    return push_buf(L, b);
}

/* Behind a "<": is it a tag of HTML, or an end tag of anything? Prose has words in angle
 * brackets, too: "<sic>", "<unintelligible>", "<someone@example.org>". */
static bool is_tag(na_str s, size_t at)
{
    const bool ends = at < s.len && s.ptr[at] == '/';
    const size_t name = at + ends;
    size_t i = name;

    while (i < s.len && i - name < TAG_NAME &&
           ((s.ptr[i] >= 'a' && s.ptr[i] <= 'z') || (s.ptr[i] >= 'A' && s.ptr[i] <= 'Z') ||
            (i > name && s.ptr[i] >= '1' && s.ptr[i] <= '6')))
        i++;
    if (i == name || i >= s.len) return false;
    if (s.ptr[i] != '>' && s.ptr[i] != '/' && !is_blank(s.ptr[i])) return false;
    if (!(ends && s.ptr[i] == '>') && !na_html_knows(na_str_sub(s, name, i))) return false;
    return na_str_chr(na_str_sub(s, i, i + TAG_MAX), '>', 0) != (size_t)-1;
}

/* Does this look like markup: a tag such as <p>, </div> or <br/>? */
static int l_has_tags(lua_State *L)
{
    na_str s = nal_check_str(L, 1);
    size_t at = 0;
    charge(L, s);
    while ((at = na_str_chr(s, '<', at)) != (size_t)-1) {
        nal_charge(L, 50);
        if (is_tag(s, ++at)) return lua_pushboolean(L, 1), 1;
    }
    return lua_pushboolean(L, 0), 1;
}

/* text.lang("en_GB") -> "en" */
static int l_lang(lua_State *L)
{
    char code[4];
    na_str s = nal_opt_str(L, 1);
    charge(L, s);
    if (na_lang_code(s, code))
        lua_pushstring(L, code);
    else
        lua_pushnil(L);
    return 1;
}

static int l_guess_lang(lua_State *L)
{
    const char *code = na_lang_guess(nal_opt_str(L, 1));
    nal_charge(L, 500);
    if (*code)
        lua_pushstring(L, code);
    else
        lua_pushnil(L);
    return 1;
}

static const luaL_Reg funcs[] = {
    { "trim", l_trim },
    { "squeeze", l_squeeze },
    { "fold", l_fold },
    { "clean", l_clean },
    { "same", l_same },
    { "first_line", l_first_line },
    { "paragraphs", l_paragraphs },
    { "unwrap", l_unwrap },
    { "boilerplate", l_boilerplate },
    { "between", l_between },
    { "all_between", l_all_between },
    { "split", l_split },
    { "replace", l_replace },
    { "unescape", l_unescape },
    { "has_tags", l_has_tags },
    { "lang", l_lang },
    { "guess_lang", l_guess_lang },
    { NULL, NULL },
};

const nal_module nal_mod_text = { "text", funcs, nal_words_setup };
