/* SPDX-License-Identifier: MIT */
/* str.h - borrowed bytes: a pointer and a length, passed by value
 *
 * Concepts  na_str never owns. ptr may be NULL when len is 0. Not NUL-terminated.
 *           na_strv is an array of them (tags, authors), equally borrowed.
 * Lifetime  That of whatever owns the bytes; each function that returns one says which.
 * Threads   Values.
 * Errors    None; nothing here can fail.
 * Used by   everything.
 */
#ifndef NA_BASE_STR_H
#define NA_BASE_STR_H
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

typedef struct na_str {
    const char *ptr;
    size_t len;
} na_str;

typedef struct na_strv {
    na_str *v;
    size_t n;
} na_strv;

/* A literal, and a C string. NULL gives the empty slice. */
#define NA_STR(lit) ((na_str){ "" lit, sizeof(lit) - 1 })
static inline na_str na_str_c(const char *s) { return (na_str){ s, s ? strlen(s) : 0 }; }
static inline na_str na_str_n(const void *p, size_t n) { return (na_str){ p, n }; }

/* printf("%.*s", NA_STR_ARG(s)) */
#define NA_STR_ARG(s) (int)((s).len > 4096 ? 4096 : (s).len), ((s).ptr ? (s).ptr : "")

static inline bool na_str_eq(na_str a, na_str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}
bool na_str_eqc(na_str a, const char *b);
/* One character, by ASCII whatever the locale: in lower case; its value as a hex digit, of
 * either case, or -1. */
static inline char na_char_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}
static inline int na_char_hex(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    c = na_char_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* ASCII letters compared without case. */
bool na_str_ieq(na_str a, na_str b);
bool na_str_starts(na_str s, na_str prefix);
bool na_str_ends(na_str s, na_str suffix);
/* Bytewise order, shorter first on a tie: <0, 0, >0. */
int na_str_cmp(na_str a, na_str b);
/* Offset of the first occurrence at or after from, or (size_t)-1. */
size_t na_str_find(na_str s, na_str needle, size_t from);
size_t na_str_chr(na_str s, char c, size_t from);
/* Without ASCII white space at both ends. */
na_str na_str_trim(na_str s);
/* [from, to), clamped to s. */
na_str na_str_sub(na_str s, size_t from, size_t to);
/* Cuts the next line (without its \n or \r\n) off *rest; false at the end. */
bool na_str_line(na_str *rest, na_str *line);

#endif
