/* SPDX-License-Identifier: MIT */
/* lua_lex.c - the tokens of Lua 5.4 */
#include "script/lua_ast.h"

static const char *const keywords[] = {
    "and",      "break",  "do",   "else", "elseif", "end",   "false", "for",
    "function", "goto",   "if",   "in",   "local",  "nil",   "not",   "or",
    "repeat",   "return", "then", "true", "until",  "while", NULL,
};
/* Longest first. */
static const char *const operators[] = { "...", "..", "==", "~=", "<=", ">=",
                                         "<<",  ">>", "//", "::", NULL };

static bool letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
static bool digit(char c) { return c >= '0' && c <= '9'; }

static char at(const nal_lex *x, size_t ahead)
{
    return x->at + ahead < x->text.len ? x->text.ptr[x->at + ahead] : 0;
}

void nal_lex_init(nal_lex *x, na_str text)
{
    *x = (nal_lex){ .text = text, .line = 1 };
    if (na_str_starts(text, NA_STR("\xef\xbb\xbf"))) x->at = 3;
    if (at(x, 0) == '#')
        while (x->at < text.len && text.ptr[x->at] != '\n') x->at++;
}

/* "[[" or "[==[" at the cursor: how many '=', or -1. */
static int long_open(const nal_lex *x)
{
    size_t n = 0;
    while (at(x, 1 + n) == '=') n++;
    return at(x, 1 + n) == '[' ? (int)n : -1;
}

/* Behind the closing bracket; *inner is what it holds. False at the end of the text. */
static bool long_string(nal_lex *x, int level, na_str *inner)
{
    size_t from = x->at + 2 + (size_t)level;
    for (size_t i = from; i < x->text.len; i++) {
        if (x->text.ptr[i] == '\n') x->line++;
        if (x->text.ptr[i] != ']') continue;
        size_t j = i + 1;
        while (j < x->text.len && x->text.ptr[j] == '=') j++;
        if (j >= x->text.len || x->text.ptr[j] != ']' || j - i - 1 != (size_t)level)
            continue;
        *inner = na_str_sub(x->text, from, i);
        x->at = j + 1;
        return true;
    }
    x->at = x->text.len;
    return false;
}

static void skip_comment(nal_lex *x)
{
    na_str ignored;
    x->at += 2;
    int level = at(x, 0) == '[' ? long_open(x) : -1;
    if (level >= 0)
        (void)long_string(x, level, &ignored);
    else
        while (x->at < x->text.len && x->text.ptr[x->at] != '\n') x->at++;
}

static void skip_space(nal_lex *x)
{
    for (;;) {
        char c = at(x, 0);
        if (c == '\n') x->line++;
        if (x->at < x->text.len && (c == ' ' || (c >= '\t' && c <= '\r')))
            x->at++;
        else if (c == '-' && at(x, 1) == '-')
            skip_comment(x);
        else
            return;
    }
}

static void short_string(nal_lex *x)
{
    char quote = at(x, 0);
    size_t from = ++x->at;
    x->type = NAL_T_BAD;
    while (x->at < x->text.len) {
        char c = x->text.ptr[x->at];
        if (c == quote) {
            x->type = NAL_T_STRING;
            x->word = na_str_sub(x->text, from, x->at++);
            return;
        }
        if (c == '\n') return;
        if (c == '\\') {
            x->at++;
            if (at(x, 0) == 'z') { /* skips the white space that follows */
                x->at++;
                while (x->at < x->text.len &&
                       (at(x, 0) == ' ' || (at(x, 0) >= '\t' && at(x, 0) <= '\r'))) {
                    if (at(x, 0) == '\n') x->line++;
                    x->at++;
                }
                continue;
            }
            if (at(x, 0) == '\n') x->line++;
        }
        x->at++;
    }
}

static void number(nal_lex *x)
{
    size_t from = x->at;
    bool hex = at(x, 0) == '0' && (at(x, 1) | 32) == 'x';
    x->integer = true;
    for (;; x->at++) {
        char c = at(x, 0), low = (char)(c | 32);
        if (low == (hex ? 'p' : 'e') && c) {
            x->integer = false;
            if (at(x, 1) == '+' || at(x, 1) == '-') x->at++;
        } else if (c == '.') {
            x->integer = false;
        } else if (!digit(c) && !letter(c)) {
            break;
        }
    }
    x->type = NAL_T_NUMBER;
    x->word = na_str_sub(x->text, from, x->at);
}

static void word(nal_lex *x)
{
    size_t from = x->at;
    while (letter(at(x, 0)) || digit(at(x, 0))) x->at++;
    x->word = na_str_sub(x->text, from, x->at);
    x->type = NAL_T_NAME;
    for (const char *const *k = keywords; *k; k++)
        if (na_str_eqc(x->word, *k)) x->type = NAL_T_KEYWORD;
}

void nal_lex_next(nal_lex *x)
{
    skip_space(x);
    x->tok_line = x->line;
    x->word = na_str_sub(x->text, x->at, x->at + 1);
    if (x->at >= x->text.len) {
        x->type = NAL_T_END;
        return;
    }
    char c = at(x, 0);
    if (letter(c)) {
        word(x);
    } else if (digit(c) || (c == '.' && digit(at(x, 1)))) {
        number(x);
    } else if (c == '"' || c == '\'') {
        short_string(x);
    } else if (c == '[' && long_open(x) >= 0) {
        x->type = long_string(x, long_open(x), &x->word) ? NAL_T_STRING : NAL_T_BAD;
    } else {
        size_t len = 1;
        for (const char *const *o = operators; *o; o++)
            if (na_str_starts(na_str_sub(x->text, x->at, x->text.len), na_str_c(*o))) {
                len = strlen(*o);
                break;
            }
        x->type = strchr("+-*/%^#&~|<>=(){}[];:,.", c) && c ? NAL_T_OP : NAL_T_BAD;
        x->word = na_str_sub(x->text, x->at, x->at + len);
        x->at += len;
    }
}
