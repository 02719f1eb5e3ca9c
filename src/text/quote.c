/* SPDX-License-Identifier: MIT */
/* quote.c - the rules of doc/formats/analyzer.md, section 8
 *
 * One pass over the bytes finds the marks; a table leaps over what can be none. The
 * outermost quotation counts. Positions are counted from the start of the sentence that a
 * mark stands in, from mark to mark, so that no word is cut twice.
 */
#include "text/quote.h"
#include "text/fold.h"
#include "text/unicode.h"
#include <utf8proc.h>

typedef enum kind {
    NONE,
    STRAIGHT,
    CURLY,
    LOW,
    RIGHT,
    ANGLE,
    REVERSE,
    SINGLE,
    LOW_SINGLE,
    CORNER,
    WHITE_CORNER,
    DOUBLE_ANGLE
} kind;

typedef struct finder {
    na_analyzer *an;
    na_str text;
    const na_bound *bounds;
    size_t nbounds, bound;
    size_t at; /* tokens up to here are counted: */
    uint32_t pos, col;
    na_buf *out;
    na_err *err;
} finder;

/* Bytes that may begin a mark or the end of a paragraph. */
static const bool stops[256] = {
    ['"'] = true, ['\n'] = true, [0xC2] = true, [0xE2] = true, [0xE3] = true, [0xEF] = true
};

static int count(void *ctx, const na_token *t)
{
    (void)t;
    ++*(uint32_t *)ctx;
    return 0;
}

/* The number of tokens before byte at, which is a separator; never smaller than the
 * last. */
static int position(finder *f, size_t at, uint32_t *out)
{
    uint32_t n = 0;
    int rc;

    while (f->bound < f->nbounds && f->bounds[f->bound].start <= at) {
        if (f->bounds[f->bound].start >= f->at) {
            f->at = f->bounds[f->bound].start;
            f->pos = f->bounds[f->bound].pos;
        }
        f->bound++;
    }
    rc = na_analyze(f->an, na_str_sub(f->text, f->at, at), count, &n, f->err);
    f->at = at;
    *out = f->pos += n;
    return rc;
}

static int put(finder *f, size_t from, size_t to)
{
    na_quote q = { .col = f->col };
    int rc;

    if ((rc = position(f, from, &q.from)) < 0 || (rc = position(f, to, &q.to)) < 0)
        return rc;
    if (q.to == q.from) return NA_OK;
    q.to--;
    na_buf_put(f->out, &q, sizeof q);
    return f->out->rc;
}

/* What stands beside a mark: white space or an end, a letter or digit, or something
 * else. */
typedef enum side { BLANK, LETTER, OTHER } side;

static side side_of(uint32_t cp)
{
    if (cp <= ' ' || na_cp_space(cp)) return BLANK;
    return na_cp_class(cp) == NA_CP_SEPARATOR ? OTHER : LETTER;
}

static side before(na_str s, size_t at)
{
    uint32_t cp = 0;
    size_t i = at;

    while (i > 0 && at - i < 4 && ((unsigned char)s.ptr[--i] & 0xC0) == 0x80) {
    }
    if (at == 0) return BLANK;
    (void)na_utf8_next(s, i, &cp);
    /* An opening bracket or a dash is as good as a blank. */
    switch (utf8proc_category((int32_t)cp)) {
    case UTF8PROC_CATEGORY_PS:
    case UTF8PROC_CATEGORY_PD:
        return BLANK;
    default:
        return side_of(cp);
    }
}

static side behind(na_str s, size_t at)
{
    uint32_t cp = 0;

    if (at >= s.len) return BLANK;
    (void)na_utf8_next(s, at, &cp);
    return side_of(cp);
}

/* The quotation that the mark cp at [at, at + n) may open. */
static kind opens(na_str s, size_t at, size_t n, uint32_t cp)
{
    bool first = before(s, at) == BLANK, attached = behind(s, at + n) != BLANK;

    switch (cp) {
    case '"':
    case 0xFF02:
        return attached ? STRAIGHT : NONE;
    case 0x201C:
    case 0x201F:
        return CURLY;
    case 0x201E:
        return LOW;
    case 0x201D:
        return first && attached ? RIGHT : NONE;
    case 0xAB:
        return ANGLE;
    case 0xBB:
        return first && attached ? REVERSE : NONE;
    case 0x2018:
        return before(s, at) != LETTER && behind(s, at + n) == LETTER ? SINGLE : NONE;
    case 0x201A:
        return attached ? LOW_SINGLE : NONE;
    case 0x300C:
        return CORNER;
    case 0x300E:
        return WHITE_CORNER;
    case 0x300A:
        return DOUBLE_ANGLE;
    default:
        return NONE;
    }
}

static bool closes(na_str s, size_t at, size_t n, uint32_t cp, kind open)
{
    switch (open) {
    case STRAIGHT:
        return cp == '"' || cp == 0xFF02;
    case CURLY:
    case RIGHT:
        return cp == 0x201D;
    case LOW:
        return cp == 0x201C || cp == 0x201D;
    case ANGLE:
        return cp == 0xBB;
    case REVERSE:
        return cp == 0xAB;
    case SINGLE: /* within a word it is an apostrophe */
        return cp == 0x2019 && behind(s, at + n) != LETTER;
    case LOW_SINGLE:
        return cp == 0x2018 || (cp == 0x2019 && behind(s, at + n) != LETTER);
    case CORNER:
        return cp == 0x300D;
    case WHITE_CORNER:
        return cp == 0x300F;
    case DOUBLE_ANGLE:
        return cp == 0x300B;
    default:
        return false;
    }
}

/* Behind the white space from at; *paragraph when a blank line is in it. */
static size_t skip_space(na_str s, size_t at, bool *paragraph)
{
    unsigned lines = 0;

    for (size_t n; at < s.len; at += n) {
        uint32_t cp;
        n = na_utf8_next(s, at, &cp);
        if (!na_cp_space(cp)) break;
        lines += cp == 0x2029 ? 2 : cp == '\n';
    }
    *paragraph = lines >= 2;
    return at;
}

/* At white space from at: a quotation that is open goes on into the next paragraph when
 * that begins with its mark; otherwise it never was one. Returns where to go on. */
static size_t next_paragraph(na_str s, size_t at, kind *open)
{
    bool paragraph;
    uint32_t cp = 0;
    size_t n;

    at = skip_space(s, at, &paragraph);
    if (!paragraph || *open == NONE) return at;
    n = at < s.len ? na_utf8_next(s, at, &cp) : 0;
    /* French repeats a closing mark there, too. */
    if (n > 0 && (opens(s, at, n, cp) == *open || (*open == ANGLE && cp == 0xBB)))
        return at + n;
    *open = NONE;
    return at;
}

int na_quotes(na_analyzer *a, uint32_t col, na_str text, const na_bound *bounds,
              size_t nbounds, na_buf *out, na_err *err)
{
    finder f = { .an = a,
                 .text = text,
                 .bounds = bounds,
                 .nbounds = nbounds,
                 .col = col,
                 .out = out,
                 .err = err };
    const unsigned char *p = (const unsigned char *)text.ptr;
    size_t from = 0, n;
    kind open = NONE, may;
    uint32_t cp;
    int rc = NA_OK;

    for (size_t i = 0; rc == NA_OK && i < text.len;) {
        if (!stops[p[i]]) {
            i++;
            continue;
        }
        n = na_utf8_next(text, i, &cp);
        if (cp == '\n' || cp == 0x2029) {
            i = next_paragraph(text, i, &open);
            continue;
        }
        may = opens(text, i, n, cp);
        if (open == STRAIGHT && may == STRAIGHT && before(text, i) == BLANK)
            open = NONE; /* the one before it was never closed */
        if (open != NONE && closes(text, i, n, cp, open)) {
            rc = put(&f, from, i);
            open = NONE;
        } else if (open == NONE && may != NONE) {
            open = may;
            from = i + n;
        }
        i += n;
    }
    return rc < 0 ? rc : na_buf_check(out, "quotations", err);
}
