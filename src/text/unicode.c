/* SPDX-License-Identifier: MIT */
/* unicode.c - cleaning and comparing text
 *
 * Cleaning works character by character (a code point and what joins it), because nothing
 * else can change under NFC together; a whole-string normalizer would take memory by the
 * text and time by the square of its longest run of marks. Stretches of plain ASCII are
 * copied without being looked at by code point.
 */
#include "text/unicode.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "text/fold.h"
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#define ONES (UINT64_MAX / 255)
#define HIGH (ONES * 0x80)

static uint64_t load8(const char *p)
{
    uint64_t x;
    memcpy(&x, p, sizeof x);
    return x;
}

size_t na_utf8_next(na_str s, size_t at, uint32_t *cp_out)
{
    size_t n = na_u8_next(s, at, cp_out);
    if (n > 0) return n;
    *cp_out = 0xFFFD;
    return 1;
}

bool na_utf8_valid(na_str s)
{
    size_t at = 0;
    while (at < s.len) {
        if (s.len - at >= 8 && !(load8(s.ptr + at) & HIGH)) {
            at += 8;
            continue;
        }
        uint32_t cp;
        size_t n = na_u8_next(s, at, &cp);
        if (n == 0) return false;
        at += n;
    }
    return true;
}

bool na_cp_space(uint32_t cp)
{
    if (cp <= 0x20) return cp == 0x20 || (cp >= 9 && cp <= 13);
    if (cp < 0x1680) return cp == 0x85 || cp == 0xA0;
    return cp == 0x1680 || (cp >= 0x2000 && cp <= 0x200A) || cp == 0x2028 || cp == 0x2029 ||
           cp == 0x202F || cp == 0x205F || cp == 0x3000;
}

int na_cp_width(uint32_t cp) { return cp > 0x10FFFF ? 0 : utf8proc_charwidth((int32_t)cp); }

const char *na_unicode_version(void) { return utf8proc_unicode_version(); }

/* ---- clean ---- */

#define CLEAN_SEG 31 /* a base and 30 marks, as Unicode's stream-safe text format allows */
#define DECOMP_MAX 4 /* no canonical decomposition is longer */

struct cleaner {
    na_buf *out;
    int32_t seg[CLEAN_SEG];
    size_t n;
};

static void clean_flush(struct cleaner *c)
{
    int32_t full[CLEAN_SEG], parts[DECOMP_MAX];
    char bytes[CLEAN_SEG * 4];
    size_t n = 0;
    int boundclass = 0;

    if (c->n == 0) return;
    if (c->n == 1 && (c->seg[0] < 0x300 ||
                      utf8proc_get_property(c->seg[0])->decomp_seqindex == UINT16_MAX)) {
        n = na_seg_encode(c->seg, 1, bytes);
    } else {
        /* The cap is on the decomposed form, so that cleaning again keeps as much. */
        for (size_t i = 0; i < c->n; i++) {
            utf8proc_ssize_t k = utf8proc_decompose_char(c->seg[i], parts, DECOMP_MAX,
                                                         UTF8PROC_DECOMPOSE, &boundclass);
            for (int j = 0; j < k && k <= DECOMP_MAX && n < CLEAN_SEG; j++)
                full[n++] = parts[j];
        }
        n = na_seg_encode(full, n, bytes);
    }
    na_buf_put(c->out, bytes, n);
    c->n = 0;
}

static void clean_put(struct cleaner *c, uint32_t cp)
{
    if (c->n > 0 && na_cp_joins(c->seg[c->n - 1], (int32_t)cp)) {
        if (c->n < CLEAN_SEG) c->seg[c->n++] = (int32_t)cp;
        return;
    }
    clean_flush(c);
    c->seg[c->n++] = (int32_t)cp;
}

static bool plain(unsigned char c)
{
    return (c >= 0x20 && c < 0x7F) || c == '\n' || c == '\t';
}

/* Where the run of plain ASCII from at ends. */
static size_t plain_end(na_str s, size_t at)
{
    while (at < s.len) {
        if (s.len - at >= 8) {
            uint64_t x = load8(s.ptr + at), del = x ^ (ONES * 0x7F);
            if (!((x | ((x - ONES * 0x20) & ~x) | ((del - ONES) & ~del)) & HIGH)) {
                at += 8;
                continue;
            }
        }
        if (!plain((unsigned char)s.ptr[at])) break;
        at++;
    }
    return at;
}

static bool dropped(uint32_t cp)
{
    return cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || cp == 0xFEFF ||
           (cp >= 0xFDD0 && cp <= 0xFDEF) || (cp & 0xFFFE) == 0xFFFE;
}

int na_text_clean(na_str in, na_buf *out, na_err *err)
{
    struct cleaner c = { .out = out };
    size_t at = 0;

    while (at < in.len && out->rc == NA_OK) {
        size_t end = plain_end(in, at);
        if (end > at) {
            /* The last byte is held back: a mark may follow it. */
            clean_flush(&c);
            na_buf_put(out, in.ptr + at, end - at - 1);
            c.seg[c.n++] = in.ptr[end - 1];
            at = end;
            continue;
        }
        uint32_t cp;
        at += na_utf8_next(in, at, &cp);
        if (cp == '\r' || cp == '\v' || cp == '\f' || cp == 0x85) {
            if (cp == '\r' && at < in.len && in.ptr[at] == '\n') at++;
            clean_put(&c, '\n');
        } else if (!dropped(cp)) {
            clean_put(&c, cp);
        }
    }
    clean_flush(&c);
    return na_buf_check(out, "cleaned text", err);
}

/* ---- fold, squeeze ---- */

/* Folds the ASCII from at but its last byte, which a mark may follow; returns where that
 * stands, or at. */
static size_t fold_ascii(na_str in, size_t at, na_buf *out)
{
    size_t end = at;
    while (end < in.len && (unsigned char)in.ptr[end] < 0x80) end++;
    if (end <= at + 1) return at;
    char *o = na_buf_reserve(out, end - 1 - at);
    if (!o) return at;
    for (size_t i = at; i < end - 1; i++) *o++ = na_char_lower(in.ptr[i]);
    out->len += end - 1 - at;
    return end - 1;
}

int na_text_fold(na_str in, na_buf *out, na_err *err)
{
    int32_t seg[NA_FOLD_MAX], cps[NA_FOLD_MAX];
    char bytes[NA_FOLD_MAX * 4];
    size_t nseg = 0, at = 0;

    while (at < in.len && out->rc == NA_OK) {
        uint32_t cp;
        if ((unsigned char)in.ptr[at] < 0x80) {
            na_buf_put(out, bytes, na_seg_encode(seg, nseg, bytes));
            nseg = 0;
            at = fold_ascii(in, at, out);
        }
        at += na_utf8_next(in, at, &cp);
        na_cpclass class = cp < 0x80 ? NA_CP_WORD : na_cp_class(cp);
        if (class == NA_CP_VANISH || class == NA_CP_VANISH_MARK) continue;
        size_t n = na_cp_fold(cp, cps);
        for (size_t i = 0; i < n; i++) {
            if (nseg > 0 && na_cp_joins(seg[nseg - 1], cps[i])) {
                if (nseg < NA_FOLD_MAX && !na_cp_drops(seg[0], cps[i]))
                    seg[nseg++] = cps[i];
                continue;
            }
            na_buf_put(out, bytes, na_seg_encode(seg, nseg, bytes));
            seg[0] = cps[i];
            nseg = 1;
        }
    }
    na_buf_put(out, bytes, na_seg_encode(seg, nseg, bytes));
    return na_buf_check(out, "folded text", err);
}

static bool graphic(char c) { return c > ' ' && c < 0x7f; }

/* Where the ASCII words from at on, single blanks between them, end. */
static size_t squeezed_already(na_str in, size_t from, size_t at)
{
    while (at < in.len &&
           (graphic(in.ptr[at]) ||
            (in.ptr[at] == ' ' && at > from && at + 1 < in.len && graphic(in.ptr[at + 1]))))
        at++;
    return at;
}

int na_text_squeeze(na_str in, na_buf *out, na_err *err)
{
    size_t at = 0, from = 0;
    bool any = false, gap = false;

    /* from..at is a stretch to keep, put when white space to be folded ends it. */
    while (at <= in.len) {
        uint32_t cp = ' ';
        at = squeezed_already(in, from, at);
        size_t n = at < in.len ? na_utf8_next(in, at, &cp) : 1;
        if (na_cp_space(cp)) {
            if (at > from) {
                if (gap && any) na_buf_putc(out, ' ');
                na_buf_put(out, in.ptr + from, at - from);
                any = true;
            }
            gap = true;
            from = at + n;
        }
        at += n;
    }
    return na_buf_check(out, "squeezed text", err);
}

int na_text_normalize(na_str in, const char *form, na_buf *out, na_err *err)
{
    static const struct {
        const char *name;
        int options;
    } forms[] = {
        { "NFC", UTF8PROC_COMPOSE },
        { "NFD", UTF8PROC_DECOMPOSE },
        { "NFKC", UTF8PROC_COMPOSE | UTF8PROC_COMPAT },
        { "NFKD", UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT },
    };
    size_t i = 0, n = sizeof forms / sizeof forms[0];
    utf8proc_uint8_t *text = NULL;

    while (i < n && strcmp(form, forms[i].name) != 0) i++;
    if (i == n)
        return na_fail(err, NA_EUSAGE, "a normalisation form is NFC, NFD, NFKC or NFKD");
    if (in.len > NA_MAX_ARTICLE)
        return na_fail(err, NA_ELIMIT, "more than %zu bytes to normalise",
                       (size_t)NA_MAX_ARTICLE);
    utf8proc_ssize_t len =
        utf8proc_map((const utf8proc_uint8_t *)in.ptr, (utf8proc_ssize_t)in.len, &text,
                     (utf8proc_option_t)(UTF8PROC_STABLE | forms[i].options));
    if (len == UTF8PROC_ERROR_NOMEM) return na_fail_nomem(err);
    if (len < 0) return na_fail(err, NA_ECORRUPT, "not valid UTF-8");
    na_buf_put(out, text, (size_t)len);
    free(text);
    return na_buf_check(out, "normalised text", err);
}
