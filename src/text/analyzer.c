/* SPDX-License-Identifier: MIT */
/* analyzer.c - analyzer format 1
 *
 * Two paths that must agree. ASCII words go byte by byte through one table, straight into
 * the output. A word that meets a byte above 0x7F is begun again on the general path, which
 * takes one maximal run of word characters: each code point is classified, folded and
 * gathered into characters (fold.h), each finished character joins the open word or makes a
 * bigram with the one before it.
 */
#include "text/analyzer.h"
#include "text/analyzer_int.h"
#include "text/fold.h"
#include "text/unicode.h"
#include <stdlib.h>

/* ASCII word characters to their folded form; 0 separates, or is not ASCII. */
static const unsigned char folded[256] = {
    ['0'] = '0', ['1'] = '1', ['2'] = '2', ['3'] = '3', ['4'] = '4', ['5'] = '5',
    ['6'] = '6', ['7'] = '7', ['8'] = '8', ['9'] = '9', ['A'] = 'a', ['B'] = 'b',
    ['C'] = 'c', ['D'] = 'd', ['E'] = 'e', ['F'] = 'f', ['G'] = 'g', ['H'] = 'h',
    ['I'] = 'i', ['J'] = 'j', ['K'] = 'k', ['L'] = 'l', ['M'] = 'm', ['N'] = 'n',
    ['O'] = 'o', ['P'] = 'p', ['Q'] = 'q', ['R'] = 'r', ['S'] = 's', ['T'] = 't',
    ['U'] = 'u', ['V'] = 'v', ['W'] = 'w', ['X'] = 'x', ['Y'] = 'y', ['Z'] = 'z',
    ['a'] = 'a', ['b'] = 'b', ['c'] = 'c', ['d'] = 'd', ['e'] = 'e', ['f'] = 'f',
    ['g'] = 'g', ['h'] = 'h', ['i'] = 'i', ['j'] = 'j', ['k'] = 'k', ['l'] = 'l',
    ['m'] = 'm', ['n'] = 'n', ['o'] = 'o', ['p'] = 'p', ['q'] = 'q', ['r'] = 'r',
    ['s'] = 's', ['t'] = 't', ['u'] = 'u', ['v'] = 'v', ['w'] = 'w', ['x'] = 'x',
    ['y'] = 'y', ['z'] = 'z',
};

int na_analyzer_new(na_analyzer **out, na_err *err)
{
    na_analyzer *a = calloc(1, sizeof *a);
    if (!a) return na_fail_nomem(err);
    *out = a;
    return NA_OK;
}

void na_analyzer_free(na_analyzer *a)
{
    if (!a) return;
    na_buf_release(&a->terms);
    free(a);
}

/* ---- where tokens go ---- */

static int put_blank(na_analyzer *a, na_str text, size_t start, size_t end, na_kind kind)
{
    (void)start, (void)end, (void)kind;
    char *p = na_buf_reserve(a->out, text.len + 1);
    if (!p) return a->out->rc;
    if (a->pos > 0) *p++ = ' ';
    memcpy(p, text.ptr, text.len);
    a->out->len += text.len + (a->pos > 0);
    a->pos++;
    return 0;
}

static int put_fn(na_analyzer *a, na_str text, size_t start, size_t end, na_kind kind)
{
    (void)kind;
    na_token t = { .text = text, .pos = a->pos++, .start = start, .end = end };
    return a->fn(a->ctx, &t);
}

static int put_term(na_analyzer *a, na_str text, size_t start, size_t end, na_kind kind)
{
    (void)start, (void)end;
    na_qterm q = { .offset = a->pos++, .prefix = kind == NA_KIND_ONLY };
    if (kind == NA_KIND_LAST) return 0; /* the bigram before it says as much */
    q.text = na_arena_str(a->arena, text);
    if (!q.text.ptr) return NA_ENOMEM;
    na_buf_put(&a->terms, &q, sizeof q);
    return a->terms.rc;
}

/* ---- the general path ---- */

static na_str cut(const char *p, size_t n)
{
    if (n > NA_TOKEN_MAX) {
        n = NA_TOKEN_MAX;
        while (n > 0 && ((unsigned char)p[n] & 0xC0) == 0x80) n--;
    }
    return na_str_n(p, n);
}

/* Gives out the open word, or the last character of the open run. */
static int close_token(na_analyzer *a)
{
    na_kind kind = a->open == NA_OPEN_WORD ? NA_KIND_WORD
                   : a->second             ? NA_KIND_LAST
                                           : NA_KIND_ONLY;
    if (a->open == NA_OPEN_NOTHING) return 0;
    a->open = NA_OPEN_NOTHING;
    return a->put(a, cut(a->tok, a->ntok), a->tok_start, a->tok_end, kind);
}

static int close_char(na_analyzer *a)
{
    char c[NA_CHAR_BYTES];
    size_t n;
    int rc = 0;
    bool unspaced;

    if (a->nseg == 0) return 0;
    unspaced = na_cp_unspaced((uint32_t)a->seg[0]);
    n = na_seg_encode(a->seg, a->nseg, c);
    a->nseg = 0;
    if (a->open == NA_OPEN_RUN && unspaced) {
        memcpy(a->tok + a->ntok, c, n);
        rc = a->put(a, cut(a->tok, a->ntok + n), a->tok_start, a->seg_end, NA_KIND_BIGRAM);
        a->second = true;
        memcpy(a->tok, c, n);
        a->ntok = n;
        a->tok_start = a->seg_start;
    } else if (a->open == NA_OPEN_WORD && !unspaced) {
        if (a->ntok < NA_TOKEN_MAX) {
            memcpy(a->tok + a->ntok, c, n);
            a->ntok += n;
        }
    } else {
        rc = close_token(a);
        memcpy(a->tok, c, n);
        a->ntok = n;
        a->tok_start = a->seg_start;
        a->open = unspaced ? NA_OPEN_RUN : NA_OPEN_WORD;
        a->second = false;
    }
    a->tok_end = a->seg_end;
    return rc;
}

static int add_cp(na_analyzer *a, int32_t cp, size_t start, size_t end)
{
    int rc = 0;
    if (a->nseg > 0 && na_cp_joins(a->seg[a->nseg - 1], cp)) {
        if (a->nseg < NA_CHAR_CPS && !na_cp_drops(a->seg[0], cp)) a->seg[a->nseg++] = cp;
    } else {
        rc = close_char(a);
        a->seg[a->nseg++] = cp;
        a->seg_start = start;
    }
    a->seg_end = end;
    return rc;
}

/* One maximal run of word characters from *at, and the separator behind it. */
static int general_run(na_analyzer *a, na_str s, size_t *at)
{
    int32_t cps[NA_FOLD_MAX];
    size_t i = *at;
    int rc = 0;

    a->nseg = 0;
    a->open = NA_OPEN_NOTHING;
    while (i < s.len && rc == 0) {
        uint32_t cp = (unsigned char)s.ptr[i];
        size_t start = i;
        if (cp < 0x80) {
            i++;
            if (!folded[cp]) break;
            rc = add_cp(a, folded[cp], start, i);
            continue;
        }
        i += na_utf8_next(s, i, &cp);
        na_cpclass class = na_cp_class(cp);
        if (class == NA_CP_SEPARATOR) break;
        if (class != NA_CP_WORD && a->nseg == 0) continue; /* begins no word */
        if (class == NA_CP_VANISH_MARK) a->seg_end = i;
        if (class == NA_CP_VANISH || class == NA_CP_VANISH_MARK) continue;
        size_t n = na_cp_fold(cp, cps);
        for (size_t k = 0; k < n && rc == 0; k++) rc = add_cp(a, cps[k], start, i);
    }
    if (rc == 0) rc = close_char(a);
    if (rc == 0) rc = close_token(a);
    *at = i;
    return rc;
}

/* ---- the fast path ---- */

/* The ASCII words from *at into the buffer, as many as a block holds, up to one that goes
 * on beyond ASCII: *at is then where the general path begins. */
static int blank_block(na_analyzer *a, na_str s, size_t *at)
{
    enum { BLOCK = 4096 };
    const unsigned char *p = (const unsigned char *)s.ptr;
    size_t i = *at, n = s.len, stop = n - i > BLOCK ? i + BLOCK : n;
    uint32_t pos = a->pos;
    /* One blank for each word, which has a separator after it, or is the last. */
    char *o = na_buf_reserve(a->out, stop - i + NA_TOKEN_MAX + 2), *begin = o;

    if (!o) return a->out->rc;
    while (i < stop && p[i] < 0x80) {
        size_t from = i, len;
        char *word = o;
        if (!folded[p[i]]) {
            i++;
            continue;
        }
        *o = ' ';
        o += pos > 0;
        for (len = 0; i < n && folded[p[i]] && len < NA_TOKEN_MAX; i++, len++)
            *o++ = (char)folded[p[i]];
        while (i < n && folded[p[i]]) i++;
        if (i < n && p[i] >= 0x80) {
            i = from;
            o = word;
            break;
        }
        pos++;
    }
    a->out->len += (size_t)(o - begin);
    a->pos = pos;
    *at = i;
    return 0;
}

/* The next ASCII word from *at to put; *at stays before one that goes on beyond ASCII. */
static int ascii_word(na_analyzer *a, na_str s, size_t *at)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    size_t i = *at, from;

    while (i < s.len && p[i] < 0x80 && !folded[p[i]]) i++;
    *at = from = i;
    for (a->ntok = 0; i < s.len && folded[p[i]]; i++)
        if (a->ntok < NA_TOKEN_MAX) a->tok[a->ntok++] = (char)folded[p[i]];
    if (i == from || (i < s.len && p[i] >= 0x80)) return 0;
    *at = i;
    return a->put(a, na_str_n(a->tok, a->ntok), from, i, NA_KIND_WORD);
}

int na_analyzer_piece(na_analyzer *a, na_str s)
{
    size_t at = 0;
    int rc = 0;

    while (at < s.len && rc == 0) {
        size_t before = at;
        rc = a->out ? blank_block(a, s, &at) : ascii_word(a, s, &at);
        /* Standing still: a word that is not all ASCII. A block may also end at one. */
        if (rc == 0 && at < s.len && (at == before || (unsigned char)s.ptr[at] >= 0x80))
            rc = general_run(a, s, &at);
    }
    return rc;
}

/* ---- the doors ---- */

static int too_long(na_str text, na_err *err)
{
    if (text.len < UINT32_MAX) return NA_OK;
    return na_fail(err, NA_ELIMIT, "a text of %zu bytes is too long to analyze", text.len);
}

void na_analyzer_to_blank(na_analyzer *a, na_buf *out)
{
    a->put = put_blank;
    a->out = out;
    a->pos = 0;
}

int na_analyze(na_analyzer *a, na_str text, na_token_fn fn, void *ctx, na_err *err)
{
    int rc = too_long(text, err);
    if (rc < 0) return rc;
    a->put = put_fn;
    a->out = NULL;
    a->fn = fn;
    a->ctx = ctx;
    a->pos = 0;
    return na_analyzer_piece(a, text);
}

int na_analyze_blank(na_analyzer *a, na_str text, na_buf *out, uint32_t *n_out, na_err *err)
{
    int rc = too_long(text, err);
    if (rc < 0) return rc;
    na_analyzer_to_blank(a, out);
    (void)na_analyzer_piece(a, text); /* fails by out alone */
    *n_out = a->pos;
    return na_buf_check(out, "tokens", err);
}

int na_analyze_query(na_analyzer *a, na_str text, na_arena *arena, na_qterm **out,
                     size_t *n_out, na_err *err)
{
    size_t n;
    int rc = too_long(text, err);
    if (rc < 0) return rc;

    a->put = put_term;
    a->out = NULL;
    a->arena = arena;
    a->pos = 0;
    na_buf_release(&a->terms);
    na_buf_init(&a->terms, SIZE_MAX);
    if (na_analyzer_piece(a, text) < 0) return na_fail_nomem(err);

    n = a->terms.len / sizeof **out;
    *out = NULL;
    *n_out = 0;
    if (n > 0) {
        if (!(*out = na_arena_array(arena, n, sizeof **out))) return na_fail_nomem(err);
        memcpy(*out, a->terms.ptr, a->terms.len);
        *n_out = n;
    }
    return NA_OK;
}
