/* SPDX-License-Identifier: MIT */
#include "base/buf.h"
#include "base/limits.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void na_buf_init(na_buf *b, size_t max) { *b = (na_buf){ .max = max }; }

void na_buf_release(na_buf *b)
{
    if (!b) return;
    free(b->ptr);
    *b = (na_buf){ 0 };
}

void na_buf_reset(na_buf *b)
{
    b->len = 0;
    b->rc = NA_OK;
}

/* Room for n more bytes and a NUL behind them, which does not count against max. */
static bool grow(na_buf *b, size_t n)
{
    if (b->rc < 0) return false;
    size_t need;
    if (!na_add_ok(b->len, n, &need) || need > b->max || !na_add_ok(need, 1, &need)) {
        b->rc = NA_ELIMIT;
        return false;
    }
    if (need <= b->cap) return true;
    size_t cap;
    if (!na_mul_ok(b->cap, 2, &cap)) cap = need;
    if (cap < 64) cap = 64;
    if (b->max < cap) cap = b->max + 1;
    if (cap < need) cap = need;
    char *p = realloc(b->ptr, cap);
    if (!p) {
        b->rc = NA_ENOMEM;
        return false;
    }
    b->ptr = p;
    b->cap = cap;
    return true;
}

void na_buf_put(na_buf *b, const void *p, size_t n)
{
    if (n == 0 || !grow(b, n)) return;
    memcpy(b->ptr + b->len, p, n);
    b->len += n;
}

void na_buf_putc(na_buf *b, char c) { na_buf_put(b, &c, 1); }

void na_buf_puts(na_buf *b, const char *s) { na_buf_put(b, s, strlen(s)); }

void na_buf_str(na_buf *b, na_str s) { na_buf_put(b, s.ptr, s.len); }

void na_buf_printf(na_buf *b, const char *fmt, ...)
{
    if (b->rc < 0) return;
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    size_t room = b->cap > b->len ? b->cap - b->len : 0;
    int n = vsnprintf(room ? b->ptr + b->len : NULL, room, fmt, ap);
    if (n < 0) {
        b->rc = NA_ELIMIT;
    } else if (grow(b, (size_t)n)) {
        if ((size_t)n >= room) vsnprintf(b->ptr + b->len, (size_t)n + 1, fmt, again);
        b->len += (size_t)n;
    }
    va_end(again);
    va_end(ap);
}

static void put_le(na_buf *b, uint64_t v, size_t n)
{
    uint8_t p[8];
    for (size_t i = 0; i < n; i++) p[i] = (uint8_t)(v >> (8 * i));
    na_buf_put(b, p, n);
}

void na_buf_u8(na_buf *b, uint8_t v) { put_le(b, v, 1); }
void na_buf_u16(na_buf *b, uint16_t v) { put_le(b, v, 2); }
void na_buf_u32(na_buf *b, uint32_t v) { put_le(b, v, 4); }
void na_buf_u64(na_buf *b, uint64_t v) { put_le(b, v, 8); }

void na_buf_varint(na_buf *b, uint64_t v)
{
    uint8_t p[10];
    size_t n = 0;
    while (v >= 0x80) {
        p[n++] = (uint8_t)(v | 0x80);
        v >>= 7;
    }
    p[n++] = (uint8_t)v;
    na_buf_put(b, p, n);
}

void na_buf_markup(na_buf *b, na_str s)
{
    for (size_t i = 0; i < s.len; i++) {
        switch (s.ptr[i]) {
        case '&':
            na_buf_puts(b, "&amp;");
            break;
        case '<':
            na_buf_puts(b, "&lt;");
            break;
        case '>':
            na_buf_puts(b, "&gt;");
            break;
        case '"':
            na_buf_puts(b, "&quot;");
            break;
        case '\'':
            na_buf_puts(b, "&#39;");
            break;
        default:
            na_buf_putc(b, s.ptr[i]);
        }
    }
}

char *na_buf_reserve(na_buf *b, size_t n) { return grow(b, n) ? b->ptr + b->len : NULL; }

void na_buf_cut(na_buf *b, size_t len)
{
    if (len < b->len) b->len = len;
}

na_str na_buf_get(const na_buf *b) { return na_str_n(b->ptr, b->len); }

const char *na_buf_cstr(na_buf *b)
{
    if (!grow(b, 0)) return "";
    b->ptr[b->len] = '\0';
    return b->ptr;
}

char *na_buf_detach(na_buf *b, size_t *len_out)
{
    if (len_out) *len_out = 0;
    if (!grow(b, 0)) return NULL;
    char *p = b->ptr;
    p[b->len] = '\0';
    if (len_out) *len_out = b->len;
    *b = (na_buf){ .max = b->max };
    return p;
}

int na_buf_check(const na_buf *b, const char *what, na_err *err)
{
    if (b->rc == NA_OK) return NA_OK;
    if (b->rc == NA_ELIMIT)
        return na_fail(err, NA_ELIMIT, "%s: larger than %zu bytes", what, b->max);
    return na_fail(err, b->rc, "%s: out of memory", what);
}

na_rd na_rd_of(na_str s)
{
    const uint8_t *p = (const uint8_t *)s.ptr;
    return (na_rd){ .p = p, .end = p ? p + s.len : p };
}

size_t na_rd_left(const na_rd *r) { return r->bad || !r->p ? 0 : (size_t)(r->end - r->p); }

static uint64_t get_le(na_rd *r, size_t n)
{
    if (na_rd_left(r) < n) {
        r->bad = true;
        return 0;
    }
    uint64_t v = 0;
    for (size_t i = 0; i < n; i++) v |= (uint64_t)r->p[i] << (8 * i);
    r->p += n;
    return v;
}

uint8_t na_rd_u8(na_rd *r) { return (uint8_t)get_le(r, 1); }
uint16_t na_rd_u16(na_rd *r) { return (uint16_t)get_le(r, 2); }
uint32_t na_rd_u32(na_rd *r) { return (uint32_t)get_le(r, 4); }
uint64_t na_rd_u64(na_rd *r) { return get_le(r, 8); }

uint64_t na_rd_varint(na_rd *r)
{
    uint64_t v = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        uint64_t byte = get_le(r, 1);
        if (r->bad) return 0;
        if (shift == 63 && byte > 1) break; /* past 64 bits */
        v |= (byte & 0x7F) << shift;
        if (byte < 0x80) return v;
    }
    r->bad = true;
    return 0;
}

na_str na_rd_bytes(na_rd *r, size_t n)
{
    if (r->bad || na_rd_left(r) < n) {
        r->bad = true;
        return (na_str){ 0 };
    }
    na_str s = na_str_n(r->p, n);
    if (n) r->p += n;
    return s;
}
