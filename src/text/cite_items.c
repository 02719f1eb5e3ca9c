/* SPDX-License-Identifier: MIT */
/* cite_items.c - a sentence into the items that rules speak of */
#include "base/utf8.h"
#include "text/analyzer_int.h"
#include "text/cite_int.h"
#include "text/fold.h"
#include "text/unicode.h"
#include <utf8proc.h>

static unsigned mark_of(uint32_t cp)
{
    switch (cp) {
    case ',':
    case 0x3001: /* ideographic comma */
    case 0xFF0C:
        return NA_MARK_COMMA;
    case ';':
    case 0xFF1B:
        return NA_MARK_SEMICOLON;
    case ':':
    case 0xFF1A:
        return NA_MARK_COLON;
    case '/':
        return NA_MARK_SLASH;
    case '=':
        return NA_MARK_EQUALS;
    case '"':
        return NA_MARK_QUOTE;
    case '(':
    case '[':
        return NA_MARK_OPEN;
    case ')':
    case ']':
        return NA_MARK_CLOSE;
    default:
        break;
    }
    if (cp < 0x80) return 0;
    switch (utf8proc_category((int32_t)cp)) {
    case UTF8PROC_CATEGORY_PI:
    case UTF8PROC_CATEGORY_PF:
        /* ’ within a word is never seen here, at its end it is an apostrophe */
        return cp == 0x2019 ? 0 : NA_MARK_QUOTE;
    case UTF8PROC_CATEGORY_PS:
    case UTF8PROC_CATEGORY_PE:
        if (cp == 0x201E || cp == 0x201A || (cp >= 0x300C && cp <= 0x300F))
            return NA_MARK_QUOTE;
        return utf8proc_category((int32_t)cp) == UTF8PROC_CATEGORY_PS ? NA_MARK_OPEN
                                                                      : NA_MARK_CLOSE;
    case UTF8PROC_CATEGORY_PD:
        return NA_MARK_DASH;
    default:
        return 0;
    }
}

static int put(na_itemizer *z, const na_item *item)
{
    if (z->out->len / sizeof *item >= z->max) return 1;
    na_buf_put(z->out, item, sizeof *item);
    return z->out->rc;
}

static bool blank_at(na_str s, size_t at)
{
    return at >= s.len || s.ptr[at] == ' ' || s.ptr[at] == '\n' || s.ptr[at] == '\t';
}

/* The marks of [z->at, end); equal ones side by side are one. A hyphen is a dash when it is
 * doubled, or alone between blanks. */
static int marks(na_itemizer *z, size_t end)
{
    unsigned last = 0;
    int rc = 0;

    for (size_t i = z->at, n; rc == 0 && i < end; i += n) {
        na_item item;
        uint32_t cp = 0;
        unsigned m;
        memset(&item, 0, sizeof item);
        n = na_utf8_next(z->text, i, &cp);
        if (n > end - i) break;
        if (cp <= ' ') continue;
        m = mark_of(cp);
        if (cp == '-') {
            size_t stop = i;
            while (stop < end && z->text.ptr[stop] == '-') stop++;
            n = stop - i;
            m = n > 1 || ((i == 0 || blank_at(z->text, i - 1)) && blank_at(z->text, stop))
                    ? NA_MARK_DASH
                    : 0;
        }
        if (m != 0 && m != last) {
            item.start = (uint32_t)i;
            item.end = (uint32_t)(i + n);
            item.kind = NA_ITEM_MARK;
            item.value = (uint16_t)m;
            rc = put(z, &item);
        }
        last = m;
    }
    z->at = end;
    return rc;
}

/* What the text's own letters say, which folding has lost. */
static void letters(na_item *item, na_str s)
{
    bool small = false, first = true;

    for (size_t i = 0, n; i < s.len; i += n, first = false) {
        uint32_t cp;
        utf8proc_category_t cat;
        n = na_utf8_next(s, i, &cp);
        if (cp < 0x80) {
            bool upper = cp >= 'A' && cp <= 'Z';
            small |= cp >= 'a' && cp <= 'z';
            if (first) item->capital = upper, item->digit = cp >= '0' && cp <= '9';
            continue;
        }
        cat = utf8proc_category((int32_t)cp);
        small |= cat == UTF8PROC_CATEGORY_LL;
        if (first) {
            item->capital = cat == UTF8PROC_CATEGORY_LU || cat == UTF8PROC_CATEGORY_LT;
            item->digit = cat == UTF8PROC_CATEGORY_ND;
        }
    }
    item->capitals = !small;
}

static int token(void *ctx, const na_token *t)
{
    na_itemizer *z = ctx;
    na_item item, *last;
    uint32_t cp;
    size_t n;
    int rc;

    memset(&item, 0, sizeof item);
    if (t->start > z->at && (rc = marks(z, t->start)) != 0) return rc;
    item.start = (uint32_t)t->start;
    item.end = (uint32_t)t->end;
    item.kind = NA_ITEM_WORD;
    n = na_utf8_next(t->text, 0, &cp);
    item.unspaced = na_cp_unspaced(cp);
    last = z->out->len ? (na_item *)(void *)(z->out->ptr + z->out->len) - 1 : NULL;
    /* A bigram stands for two characters, but is the item of the first. */
    if (item.unspaced && last && last->unspaced && last->end > item.start)
        last->end = item.start;
    letters(&item, na_str_sub(z->text, t->start, t->end));
    if (z->word)
        item.value = z->word(z->ctx, item.unspaced ? na_str_sub(t->text, 0, n) : t->text);
    if (t->end > z->at) z->at = t->end;
    return put(z, &item);
}

int na_items(na_itemizer *z, na_str text, na_err *err)
{
    int rc;

    z->text = text;
    z->at = 0;
    na_buf_reset(z->out);
    rc = na_analyze(z->an, text, token, z, err);
    if (rc == 0) (void)marks(z, text.len);
    return na_buf_check(z->out, "a sentence", err);
}
