/* SPDX-License-Identifier: MIT */
#include "text/diff.h"
#include "base/utf8.h"
#include "text/unicode.h"
#include <stdlib.h>

enum { WORD, SPACE, OTHER };

typedef struct token {
    na_str text, key; /* what is shown, and what is compared */
    int kind;
} token;

typedef struct side {
    na_str text;
    token *v;
    size_t n, cap;
    size_t end; /* of the last token */
    bool all, many;
    na_err *err;
} side;

/* -- tokens ---------------------------------------------------------------------------- */

static int put(side *s, size_t from, size_t to, na_str key, int kind)
{
    if (s->n == NA_DIFF_TOKENS) {
        s->many = true;
        return 1;
    }
    if (s->n == s->cap) {
        size_t cap = s->cap ? 2 * s->cap : 256;
        token *v = realloc(s->v, cap * sizeof *v);
        if (!v) return na_fail_nomem(s->err);
        s->v = v, s->cap = cap;
    }
    s->v[s->n++] = (token){ na_str_sub(s->text, from, to), key, kind };
    s->end = to;
    return 0;
}

/* Of punctuation that is the same but for its looks the plainest. */
static na_str plain(uint32_t cp, na_str as_is)
{
    if ((cp >= 0x2018 && cp <= 0x201B) || cp == 0x2032 || cp == 0x60 || cp == 0xB4)
        return NA_STR("'");
    if ((cp >= 0x201C && cp <= 0x201F) || cp == 0xAB || cp == 0xBB || cp == 0x2033 ||
        cp == 0x300C || cp == 0x300D || cp == 0x300E || cp == 0x300F)
        return NA_STR("\"");
    if ((cp >= 0x2010 && cp <= 0x2015) || cp == 0x2212) return NA_STR("-");
    if (cp == 0x2026) return NA_STR(".");
    return as_is;
}

/* What lies between words: runs of white space, of dashes and of dots, and the rest one by
 * one. */
static int between(side *s, size_t at, size_t to)
{
    while (at < to) {
        uint32_t cp = 0, next;
        size_t n = na_utf8_next(s->text, at, &cp), end = at + n;
        bool space = na_cp_space(cp);
        na_str key = na_str_sub(s->text, at, end);
        int rc;
        if (!s->all && !space) key = plain(cp, key);
        bool run = space || (!s->all && (na_str_eqc(key, "-") || na_str_eqc(key, ".")));
        while (run && end < to) {
            n = na_utf8_next(s->text, end, &next);
            if (space ? !na_cp_space(next)
                      : !na_str_eq(plain(next, na_str_sub(s->text, end, end + n)), key))
                break;
            end += n;
        }
        if (space) key = s->all ? na_str_sub(s->text, at, end) : NA_STR(" ");
        if ((rc = put(s, at, end, key, space ? SPACE : OTHER)) != 0) return rc;
        at = end;
    }
    return 0;
}

/* Of the bigrams of an unspaced script each is cut where the next begins, behind a
 * character. */
static int on_token(void *ctx, const na_token *t)
{
    side *s = ctx;
    uint32_t cp;
    size_t to = t->end;
    int rc;

    if (t->start < s->end && s->n > 0 && s->v[s->n - 1].kind == WORD) {
        token *last = &s->v[s->n - 1];
        size_t from = (size_t)(last->text.ptr - s->text.ptr);
        if (t->start <= from) return 0;
        last->text = last->key = na_str_sub(s->text, from, t->start);
        s->end = t->start;
    }
    if ((rc = between(s, s->end, t->start)) != 0) return rc;
    if (to <= t->start) to = t->start + na_utf8_next(s->text, t->start, &cp);
    return put(s, t->start, to, na_str_sub(s->text, t->start, to), WORD);
}

/* A short line that begins so says when the page was updated, if it has a digit or an
 * "ago". */
static bool is_update(na_str line)
{
    static const char *const begins[] = {
        "updated",    "last updated", "last modified", "modified",   "first published",
        "published",  "actualizado",  "actualizada",   "mis à jour", "mise à jour",
        "publié le",  "aktualisiert", "stand:",        "atualizado", "aggiornato",
        "bijgewerkt", "обновлено",    "изменено",      "最終更新",   "更新",
        "更新时间",   "更新時間",     "업데이트",      "최종수정",   "최종 수정",
        "수정",       "입력",         "송고시간",
    };
    bool digit = false, begun = false;

    line = na_str_trim(line);
    if (line.len == 0 || line.len > 120) return false;
    for (size_t i = 0; i < line.len; i++) digit |= line.ptr[i] >= '0' && line.ptr[i] <= '9';
    for (size_t i = 0; !begun && i < sizeof begins / sizeof *begins; i++) {
        na_str b = na_str_c(begins[i]), head = na_str_sub(line, 0, b.len);
        begun = na_str_ieq(head, b);
    }
    return begun && (digit || na_str_find(line, NA_STR(" ago"), 0) != (size_t)-1);
}

/* [from, to): words, or, of what is too long for that, one line after the other. */
static int cut_part(side *s, na_analyzer *an, size_t from, size_t to)
{
    na_str whole = s->text;
    int rc;

    if (from >= to) return 0;
    s->text = na_str_sub(whole, 0, to);
    if (from > 0) {
        /* Offsets of tokens count from the part's beginning. */
        side part = { .text = na_str_sub(whole, from, to),
                      .v = s->v,
                      .n = s->n,
                      .cap = s->cap,
                      .all = s->all,
                      .err = s->err };
        rc = na_analyze(an, part.text, on_token, &part, s->err);
        if (rc == 0) rc = between(&part, part.end, part.text.len);
        s->v = part.v, s->n = part.n, s->cap = part.cap, s->many |= part.many;
    } else {
        rc = na_analyze(an, s->text, on_token, s, s->err);
        if (rc == 0) rc = between(s, s->end, to);
    }
    s->text = whole;
    s->end = to;
    return rc;
}

static int cut_lines(side *s)
{
    int rc = 0;

    s->n = s->end = 0;
    s->many = false;
    for (size_t at = 0; rc == 0 && at < s->text.len;) {
        size_t end = na_str_chr(s->text, '\n', at);
        end = end == (size_t)-1 ? s->text.len : end + 1;
        rc = put(s, at, end, na_str_sub(s->text, at, end), WORD);
        at = end;
    }
    return rc;
}

static int cut(side *s, na_analyzer *an)
{
    size_t begun = 0;
    int rc = 0;

    for (size_t at = 0; rc == 0 && !s->all && at < s->text.len;) {
        size_t end = na_str_chr(s->text, '\n', at);
        if (end == (size_t)-1) end = s->text.len;
        if (is_update(na_str_sub(s->text, at, end))) {
            rc = cut_part(s, an, begun, at);
            if (rc == 0) rc = put(s, at, end, NA_STR("\x01"), OTHER);
            begun = end;
        }
        at = end + 1;
    }
    if (rc == 0) rc = cut_part(s, an, begun, s->text.len);
    return s->many ? 0 : rc;
}

/* -- numbers --------------------------------------------------------------------------- */

static uint64_t hash_of(na_str s)
{
    uint64_t h = UINT64_C(1469598103934665603);

    for (size_t i = 0; i < s.len; i++)
        h = (h ^ (unsigned char)s.ptr[i]) * UINT64_C(1099511628211);
    return h ^ h >> 29;
}

/* Equal keys get equal numbers. */
static int number(const side *a, const side *b, uint32_t **na_out, uint32_t **nb_out,
                  na_err *err)
{
    size_t all = a->n + b->n, slots = 64, next = 0;
    const token **seen;
    uint32_t *slot, *v[2];

    while (slots < 2 * all) slots *= 2;
    seen = calloc(all + 1, sizeof(const token *));
    slot = calloc(slots, sizeof *slot); /* 1 + number */
    v[0] = malloc((a->n + 1) * sizeof **v);
    v[1] = malloc((b->n + 1) * sizeof **v);
    *na_out = v[0], *nb_out = v[1];
    if (!seen || !slot || !v[0] || !v[1]) {
        free((void *)seen);
        free(slot);
        return na_fail_nomem(err);
    }
    for (int which = 0; which < 2; which++) {
        const side *s = which ? b : a;
        for (size_t i = 0; i < s->n; i++) {
            size_t at = hash_of(s->v[i].key) & (slots - 1);
            while (slot[at] && !na_str_eq(seen[slot[at] - 1]->key, s->v[i].key))
                at = (at + 1) & (slots - 1);
            if (!slot[at]) {
                seen[next++] = &s->v[i];
                slot[at] = (uint32_t)next;
            }
            v[which][i] = slot[at];
        }
    }
    free((void *)seen);
    free(slot);
    return NA_OK;
}

/* -- runs ------------------------------------------------------------------------------ */

typedef struct hunk {
    size_t a, a_end, b, b_end; /* tokens */
} hunk;

static bool blank(const side *s, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (s->v[i].kind != SPACE || na_str_chr(s->v[i].text, '\n', 0) != (size_t)-1)
            return false;
    return true;
}

static bool only_space(const side *s, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (s->v[i].kind != SPACE) return false;
    return true;
}

/* The changed runs of tokens; those with nothing but a blank between them are one. */
static size_t find_hunks(const side *a, const bool *out, const side *b, const bool *in,
                         hunk *h)
{
    size_t n = 0, i = 0, k = 0;

    while (i < a->n || k < b->n) {
        hunk x = { i, i, k, k };
        while (x.a_end < a->n && out[x.a_end]) x.a_end++;
        while (x.b_end < b->n && in[x.b_end]) x.b_end++;
        i = x.a_end, k = x.b_end;
        if (x.a < i || x.b < k) {
            if (!a->all && only_space(a, x.a, i) && only_space(b, x.b, k)) continue;
            if (n > 0 && blank(a, h[n - 1].a_end, x.a) && blank(b, h[n - 1].b_end, x.b) &&
                x.a - h[n - 1].a_end < 2 && x.b - h[n - 1].b_end < 2)
                h[n - 1].a_end = i, h[n - 1].b_end = k;
            else
                h[n++] = x;
            continue;
        }
        i++, k++;
    }
    return n;
}

static size_t start_of(const side *s, size_t i)
{
    return i < s->n ? (size_t)(s->v[i].text.ptr - s->text.ptr) : s->text.len;
}

static void put_run(na_diff *d, na_diff_kind kind, na_str text)
{
    if (text.len > 0) d->v[d->n++] = (na_diff_run){ kind, text };
}

static size_t words(const side *s, size_t from, size_t to)
{
    size_t n = 0;
    for (size_t i = from; i < to; i++) n += s->v[i].kind == WORD;
    return n;
}

static int make_runs(const side *a, const side *b, const hunk *h, size_t n, na_arena *arena,
                     na_diff *d, na_err *err)
{
    size_t at = 0;

    if (!(d->v = na_arena_array(arena, 3 * n + 1, sizeof *d->v))) return na_fail_nomem(err);
    for (size_t i = 0; i < n; i++) {
        size_t from = start_of(b, h[i].b), to = start_of(b, h[i].b_end);
        put_run(d, NA_DIFF_SAME, na_str_sub(b->text, at, from));
        put_run(d, NA_DIFF_OUT,
                na_str_sub(a->text, start_of(a, h[i].a), start_of(a, h[i].a_end)));
        put_run(d, NA_DIFF_IN, na_str_sub(b->text, from, to));
        d->words_out += words(a, h[i].a, h[i].a_end);
        d->words_in += words(b, h[i].b, h[i].b_end);
        at = to;
    }
    put_run(d, NA_DIFF_SAME, na_str_sub(b->text, at, b->text.len));
    return NA_OK;
}

int na_diff_texts(na_analyzer *an, na_str a, na_str b, bool all, na_arena *arena,
                  na_diff *out, na_err *err)
{
    side x = { .text = a, .all = all, .err = err },
         y = { .text = b, .all = all, .err = err };
    uint32_t *na = NULL, *nb = NULL;
    bool *gone = NULL, *came = NULL;
    uint64_t work = NA_DIFF_WORK;
    hunk *h = NULL;
    int rc;

    *out = (na_diff){ 0 };
    if ((rc = cut(&x, an)) < 0 || (rc = cut(&y, an)) < 0) goto done;
    if ((x.many || y.many) && ((rc = cut_lines(&x)) < 0 || (rc = cut_lines(&y)) < 0))
        goto done;
    if ((rc = number(&x, &y, &na, &nb, err)) < 0) goto done;
    gone = malloc(x.n + 1);
    came = malloc(y.n + 1);
    h = malloc((x.n + y.n + 1) * sizeof *h);
    if (!gone || !came || !h) {
        rc = na_fail_nomem(err);
        goto done;
    }
    rc = na_diff_myers(na, x.n, nb, y.n, gone, came, &work, &out->rough, err);
    if (rc == NA_OK)
        rc = make_runs(&x, &y, h, find_hunks(&x, gone, &y, came, h), arena, out, err);
done:
    free(x.v);
    free(y.v);
    free(na);
    free(nb);
    free(gone);
    free(came);
    free(h);
    return rc;
}
