/* SPDX-License-Identifier: MIT */
/* buf.h - owned bytes that grow, up to a maximum given at birth
 *
 * Concepts  A sticky writer: after a failed put (limit or memory) rc holds the code, every
 *           further put is a no-op and the contents stay as they were; check once, at the
 *           end.
 * Lifetime  na_buf_init() .. na_buf_release(); release leaves it zero and re-usable by
 *           init. A pointer into ptr is good until the next put.
 * Threads   One thread at a time.
 * Errors    NA_ELIMIT past max, NA_ENOMEM.
 * Used by   everything.
 */
#ifndef NA_BASE_BUF_H
#define NA_BASE_BUF_H
#include "base/err.h"
#include "base/str.h"
#include <stdint.h>

typedef struct na_buf {
    char *ptr;
    size_t len, cap, max;
    int rc;
} na_buf;

/* Allocates nothing yet. max is in bytes. */
void na_buf_init(na_buf *b, size_t max);
void na_buf_release(na_buf *b);
/* Forgets the contents and a failure, keeps the memory. */
void na_buf_reset(na_buf *b);

void na_buf_put(na_buf *b, const void *p, size_t n);
void na_buf_putc(na_buf *b, char c);
void na_buf_puts(na_buf *b, const char *s);
void na_buf_str(na_buf *b, na_str s);
void na_buf_printf(na_buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Little-endian integers and unsigned LEB128. */
void na_buf_u8(na_buf *b, uint8_t v);
void na_buf_u16(na_buf *b, uint16_t v);
void na_buf_u32(na_buf *b, uint32_t v);
void na_buf_u64(na_buf *b, uint64_t v);
void na_buf_varint(na_buf *b, uint64_t v);
/* s as text of HTML or XML: & < > " and ' as references. */
void na_buf_markup(na_buf *b, na_str s);
/* Makes room for n more bytes and returns where they go; the caller adds to len what it
 * wrote. NULL after a failure. */
char *na_buf_reserve(na_buf *b, size_t n);
/* Shortens to len. */
void na_buf_cut(na_buf *b, size_t len);
/* The contents, borrowed until the next put. */
na_str na_buf_get(const na_buf *b);
/* NUL-terminated contents (the NUL is not counted), borrowed; "" after a failure. */
const char *na_buf_cstr(na_buf *b);
/* Moves the memory to the caller (free()); the buffer becomes empty. */
char *na_buf_detach(na_buf *b, size_t *len_out);
/* b->rc with a message naming what, or NA_OK. */
int na_buf_check(const na_buf *b, const char *what, na_err *err);

/* The reading side: a cursor that never leaves its slice. After a short read bad is set,
 * every further get gives zero and the caller checks once. */
typedef struct na_rd {
    const uint8_t *p, *end;
    bool bad;
} na_rd;

na_rd na_rd_of(na_str s);
uint8_t na_rd_u8(na_rd *r);
uint16_t na_rd_u16(na_rd *r);
uint32_t na_rd_u32(na_rd *r);
uint64_t na_rd_u64(na_rd *r);
uint64_t na_rd_varint(na_rd *r);
/* The next n bytes, borrowed; empty and bad when there are fewer. */
na_str na_rd_bytes(na_rd *r, size_t n);
size_t na_rd_left(const na_rd *r);

#endif
