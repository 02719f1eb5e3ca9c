/* SPDX-License-Identifier: MIT */
/* cite.c - an article's attributions
 *
 * Nearly all of the work is finding out that there is none: the tokens of a text are passed
 * over eight bytes at a time, and what begins as no name does (three bytes, a bit each)
 * costs nothing more. Where a name stands, its sentence is cut into items, once, and each
 * pattern tried around each agency in it.
 */
#include "text/cite.h"
#include "text/cite_int.h"
#include <endian.h>
#include <stdlib.h>

#define OWN_MAX 16
#define OWN_BYTES 300 /* a credit begins an article */
#define TRIES 2000    /* names looked at of one article */
#define ITEMS 8192    /* of a sentence */

struct na_citer {
    const na_cite_rules *r;
    na_analyzer *an;
    na_buf items;
    na_itemizer z;
    na_cite out[NA_CITES_MAX];
    size_t n;
    uint32_t own[OWN_MAX];
    size_t nown;
    unsigned tries;
    /* the text at hand */
    const na_cite_text *t;
    uint32_t in;
    size_t bound, done; /* the sentence at hand, and behind the last one that was cut */
    na_err *err;
    int rc;
};

static uint16_t word(void *ctx, na_str folded) { return na_cite_word(ctx, folded); }

int na_citer_new(na_citer **out, const na_cite_rules *r, na_err *err)
{
    na_citer *c = calloc(1, sizeof *c);
    int rc;

    *out = NULL;
    if (!c) return na_fail_nomem(err);
    if ((rc = na_analyzer_new(&c->an, err)) < 0) {
        free(c);
        return rc;
    }
    c->r = r;
    na_buf_init(&c->items, (ITEMS + 1) * sizeof(na_item));
    c->z = (na_itemizer){
        .an = c->an, .word = word, .ctx = (void *)r, .max = ITEMS, .out = &c->items
    };
    *out = c;
    return NA_OK;
}

void na_citer_free(na_citer *c)
{
    if (!c) return;
    na_analyzer_free(c->an);
    na_buf_release(&c->items);
    free(c);
}

/* -- names in a sentence -------------------------------------------------------------- */

static bool alias_at(const na_cite_alias *a, const na_item *v, size_t n, bool any_case)
{
    if (a->words.n > n) return false;
    for (size_t i = 0; i < a->words.n; i++) {
        if (v[i].kind == NA_ITEM_MARK && i > 0) return false;
        if (v[i].kind != NA_ITEM_WORD || v[i].value != a->words.words[i]) return false;
        if (any_case) continue;
        if ((a->capital >> i & 1) && !v[i].capital) return false;
        if ((a->capitals >> i & 1) && !v[i].capitals) return false;
    }
    return true;
}

static const na_cite_alias *name_at(const na_cite_rules *r, const na_item *v, size_t n,
                                    bool any_case)
{
    uint16_t w = v->value;

    if (v->kind != NA_ITEM_WORD || w == 0) return NULL;
    for (uint32_t i = r->alias_at[w]; i < r->alias_at[w + 1u]; i++)
        if (alias_at(&r->alias[i], v, n, any_case)) return &r->alias[i];
    return NULL;
}

static bool is_mark(const na_item *it, unsigned mark)
{
    return it->kind == NA_ITEM_MARK && (it->value & mark);
}

/* Makes one item of each name, and of "Name (NAME)". Returns how many items there are. */
static size_t gather_names(const na_cite_rules *r, na_item *v, size_t n, bool any_case)
{
    size_t to = 0;

    for (size_t i = 0; i < n;) {
        const na_cite_alias *a = name_at(r, &v[i], n - i, any_case);
        na_item it = v[i];
        if (a) {
            it.kind = NA_ITEM_AGENCY;
            it.value = (uint16_t)a->agency;
            it.end = v[i + a->words.n - 1].end;
        }
        i += a ? a->words.n : 1;
        if (a && to >= 2 && i < n && is_mark(&v[to - 1], NA_MARK_OPEN) &&
            is_mark(&v[i], NA_MARK_CLOSE) && v[to - 2].kind == NA_ITEM_AGENCY &&
            v[to - 2].value == it.value) {
            v[to - 2].end = v[i].end;
            to--;
            i++;
            continue;
        }
        v[to++] = it;
    }
    return to;
}

static void add_own(na_citer *c, uint32_t agency)
{
    size_t i = 0;

    while (i < c->nown && c->own[i] != agency) i++;
    if (i == c->nown && i < OWN_MAX) c->own[c->nown++] = agency;
}

static bool is_own(const na_citer *c, uint32_t agency)
{
    for (size_t i = 0; i < c->nown; i++)
        if (c->own[i] == agency) return true;
    return false;
}

static bool known(const na_citer *c, uint32_t agency)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->out[i].agency == agency && c->out[i].in == c->in) return true;
    return c->n == NA_CITES_MAX;
}

/* -- patterns around a name ----------------------------------------------------------- */

/* The bytes that all patterns together take which hold. */
static bool any_holds(na_citer *c, na_cite_verdict verdict, const na_item *v, size_t n,
                      size_t at, uint32_t *start, uint32_t *end)
{
    uint32_t from, to;
    bool any = false;

    *start = v[at].start;
    *end = v[at].end;
    for (size_t i = 0; i < c->r->npatterns; i++) {
        if (c->r->pattern[i].verdict != verdict ||
            !na_cite_holds(c->r, &c->r->pattern[i], v, n, at, &from, &to))
            continue;
        any = true;
        if (from < *start) *start = from;
        if (to > *end) *end = to;
    }
    return any;
}

/* Marks before the first word are no evidence, but for a bracket around it all. */
static uint32_t without_marks(const na_item *v, size_t at, uint32_t start)
{
    size_t i = at;

    while (i > 0 && v[i - 1].start >= start) i--;
    while (i < at && v[i].kind == NA_ITEM_MARK && v[i].value != NA_MARK_OPEN) i++;
    return v[i].start;
}

static void judge(na_citer *c, const na_item *v, size_t n, size_t at, size_t from)
{
    uint32_t agency = v[at].value, start, end;

    if (is_own(c, agency) || c->tries++ > TRIES) return;
    if (c->in == 2 && from + v[at].start < OWN_BYTES &&
        any_holds(c, NA_CITE_OWN, v, n, at, &start, &end)) {
        add_own(c, agency);
        return;
    }
    if (known(c, agency) || any_holds(c, NA_CITE_NOT, v, n, at, &start, &end)) return;
    if (!any_holds(c, NA_CITE_YES, v, n, at, &start, &end) &&
        (c->in != 0 || !any_holds(c, NA_CITE_TITLE, v, n, at, &start, &end)))
        return;
    start = without_marks(v, at, start);
    c->out[c->n++] = (na_cite){
        .agency = agency, .in = c->in, .start = (uint32_t)from + start, .len = end - start
    };
}

static void sentence(na_citer *c, size_t from, size_t to)
{
    na_item *v;
    size_t n;

    c->rc = na_items(&c->z, na_str_sub(c->t->text, from, to), c->err);
    if (c->rc < 0) return;
    v = (na_item *)(void *)c->items.ptr;
    n = gather_names(c->r, v, c->items.len / sizeof *v, false);
    for (size_t i = 0; i < n; i++)
        if (v[i].kind == NA_ITEM_AGENCY) judge(c, v, n, i, from);
}

/* -- names among the tokens ----------------------------------------------------------- */

/* A name stands at token number pos: its sentence is looked at, if it was not yet. */
static void found(na_citer *c, size_t pos)
{
    const na_cite_text *t = c->t;
    size_t from = 0, to = t->text.len;

    if (c->done > pos) return;
    if (t->nbounds > 0) {
        while (c->bound + 1 < t->nbounds && t->bounds[c->bound + 1].pos <= pos) c->bound++;
        from = t->bounds[c->bound].start;
        c->done = SIZE_MAX;
        if (c->bound + 1 < t->nbounds) {
            to = t->bounds[c->bound + 1].start;
            c->done = t->bounds[c->bound + 1].pos;
        }
    } else {
        c->done = SIZE_MAX;
    }
    sentence(c, from, to);
}

static void look(na_citer *c, size_t at, size_t pos)
{
    const na_cite_rules *r = c->r;
    na_str rest = na_str_sub(c->t->tokens, at, c->t->tokens.len);
    na_str first = na_str_sub(rest, 0, na_str_chr(rest, ' ', 0));
    size_t slot = na_cite_hash(first) & (r->ntoken_slots - 1);

    for (; r->token_slot[slot]; slot = (slot + 1) & (r->ntoken_slots - 1)) {
        const na_cite_alias *a = &r->alias[r->token_slot[slot] - 1];
        if (!na_str_eq(na_str_sub(a->tokens, 0, a->first), first)) continue;
        for (;; a = &r->alias[a->next - 1]) {
            if (!is_own(c, a->agency) && na_str_starts(rest, a->tokens) &&
                (rest.len == a->tokens.len || rest.ptr[a->tokens.len] == ' ')) {
                found(c, pos);
                return;
            }
            if (a->next == 0) return;
        }
    }
}

uint64_t na_cite_eight(na_str s, size_t at)
{
    uint64_t v = UINT64_C(0x2020202020202020);
    size_t n = s.len - at < sizeof v ? s.len - at : sizeof v;

    memcpy(&v, s.ptr + at, n);
    return le64toh(v);
}

/* May a name begin with these bytes? */
static bool may(const na_cite_rules *r, uint64_t eight)
{
    uint32_t a = na_cite_six(eight), b = na_cite_three(eight);
    return (((unsigned)r->six[a >> 3] >> (a & 7)) |
            ((unsigned)r->three[b >> 3] >> (b & 7))) &
           1;
}

static void scan(na_citer *c, const na_cite_text *t, uint32_t in)
{
    const uint64_t low = UINT64_C(0x7f7f7f7f7f7f7f7f), blank = UINT64_C(0x2020202020202020);
    const na_cite_rules *r = c->r;
    const char *p = t->tokens.ptr;
    size_t i = 0, at, pos = 0, n = t->tokens.len;
    uint64_t v, eight;

    c->t = t;
    c->in = in;
    c->bound = 0;
    c->done = 0;
    if (n == 0) return;
    if (may(r, na_cite_eight(t->tokens, 0))) look(c, 0, 0);
    for (; i + 16 < n && c->rc == NA_OK; i += 8) {
        memcpy(&v, p + i, sizeof v);
        v = le64toh(v) ^ blank;
        v = ~(((v & low) + low) | v | low); /* the top bit of each byte that was a blank */
        for (; v != 0; v &= v - 1) {
            at = i + (unsigned)__builtin_ctzll(v) / 8 + 1;
            pos++;
            memcpy(&eight, p + at, sizeof eight);
            if (may(r, le64toh(eight))) look(c, at, pos);
        }
    }
    for (; i + 1 < n && c->rc == NA_OK; i++) {
        if (p[i] != ' ') continue;
        pos++;
        if (may(r, na_cite_eight(t->tokens, i + 1))) look(c, i + 1, pos);
    }
}

/* The agencies that the source's name names. */
static void source_own(na_citer *c, na_str source)
{
    na_item *v;
    size_t n;

    if (source.len == 0) return;
    c->rc = na_items(&c->z, na_str_sub(source, 0, 1000), c->err);
    if (c->rc < 0) return;
    v = (na_item *)(void *)c->items.ptr;
    n = gather_names(c->r, v, c->items.len / sizeof *v, true);
    for (size_t i = 0; i < n; i++)
        if (v[i].kind == NA_ITEM_AGENCY) add_own(c, v[i].value);
}

int na_citer_run(na_citer *c, na_str source, const na_cite_text in[3], const na_cite **out,
                 size_t *n_out, na_err *err)
{
    size_t kept = 0;

    c->n = c->nown = 0;
    c->tries = 0;
    c->rc = NA_OK;
    c->err = err;
    source_own(c, source);
    for (uint32_t i = 0; i < 3 && c->rc == NA_OK; i++) scan(c, &in[i], i);
    for (size_t i = 0; i < c->n; i++) /* a credit stands behind the headline */
        if (!is_own(c, c->out[i].agency)) c->out[kept++] = c->out[i];
    c->n = kept;
    *out = c->out;
    *n_out = c->n;
    return c->rc;
}
