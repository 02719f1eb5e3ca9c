/* SPDX-License-Identifier: MIT */
/* random_query.h - queries drawn at random, every operator nested in every other
 *
 * One entry of draw_ops[] is an operator: what it writes can stand anywhere, so what is
 * compound comes in parentheses. Words are mostly those of one article, so that many
 * queries have an answer. Not all that is drawn is a query: in title:(a /s b) nothing can
 * match, which is an error. */
#ifndef NA_TESTS_RANDOM_QUERY_H
#define NA_TESTS_RANDOM_QUERY_H
#include "base/article.h"
#include "base/buf.h"
#include "base/time.h"
#include "generate.h"

typedef struct draw {
    const na_article *v, *a; /* all articles; the one whose words are used */
    size_t n;
    na_buf *q;
    unsigned depth; /* how deep it may still go */
} draw;

static void draw_any(draw *d);
static void draw_place(draw *d);

/* -- words --------------------------------------------------------------------------- */

/* n words of a text, as they stand between blanks. */
static na_str draw_run(const na_article *a, size_t n)
{
    na_str t = a->body.len > 0 && (a->title.len == 0 || below(4)) ? a->body : a->title;
    size_t at = below(t.len), end;

    while (at > 0 && (unsigned char)t.ptr[at - 1] > ' ') at--;
    for (end = at; end < t.len && n > 0; end++)
        if ((unsigned char)t.ptr[end] <= ' ' && --n == 0) break;
    return na_str_sub(t, at, end);
}

static void draw_text(draw *d, na_str w)
{
    for (size_t i = 0; i < w.len; i++)
        na_buf_putc(d->q, w.ptr[i] == '"' || w.ptr[i] == '\n' ? ' ' : w.ptr[i]);
}

static const na_article *draw_article(const draw *d)
{
    return below(6) ? d->a : &d->v[below(d->n)];
}

static void draw_word(draw *d)
{
    na_str w = draw_run(draw_article(d), 1);

    for (size_t i = 0; i < w.len; i++) {
        unsigned char c = (unsigned char)w.ptr[i];
        if (c == 0xc2 || c == 0xe2) { /* quotation marks of several bytes */
            while (i + 1 < w.len && ((unsigned char)w.ptr[i + 1] & 0xc0) == 0x80) i++;
            continue;
        }
        if (!strchr("\"():*~=/", c) && (c != '-' || i > 0)) na_buf_putc(d->q, w.ptr[i]);
    }
}

static void draw_exact(draw *d) { na_buf_putc(d->q, '='), draw_word(d); }

static void draw_phrase_of(draw *d, size_t n, const char *end)
{
    na_buf_putc(d->q, '"');
    draw_text(d, draw_run(draw_article(d), n));
    na_buf_puts(d->q, end);
}

static void draw_quoted(draw *d) { draw_phrase_of(d, 1, "\""); }
static void draw_phrase(draw *d) { draw_phrase_of(d, 2 + below(3), "\""); }

/* The beginning of a word; of the last one of a phrase. */
static void draw_prefix(draw *d)
{
    na_str w = draw_run(draw_article(d), below(3) ? 1 : 2);
    bool phrase = memchr(w.ptr, ' ', w.len) || memchr(w.ptr, '\n', w.len);
    size_t last = w.len, keep;

    while (last > 0 && (unsigned char)w.ptr[last - 1] > ' ') last--;
    keep = last + 1 + below(4);
    while (keep < w.len && ((unsigned char)w.ptr[keep] & 0xc0) == 0x80) keep++;
    if (phrase) na_buf_putc(d->q, '"');
    draw_text(d, na_str_sub(w, 0, keep < w.len ? keep : w.len));
    na_buf_puts(d->q, phrase ? "*\"" : "*");
}

/* Words of a text in another order, some left out. */
static void draw_slop(draw *d)
{
    size_t n = 2 + below(2);

    na_buf_putc(d->q, '"');
    for (size_t i = 0; i < n; i++) {
        draw_text(d, draw_run(d->a, 1));
        na_buf_putc(d->q, ' ');
    }
    na_buf_printf(d->q, "\"~%zu", below(2) ? below(6) : below(60));
}

/* -- operators ----------------------------------------------------------------------- */

static void draw_list(draw *d, const char *op, size_t n)
{
    na_buf_putc(d->q, '(');
    for (size_t i = 0; i < n; i++) {
        if (i) na_buf_puts(d->q, op);
        draw_any(d);
    }
    na_buf_putc(d->q, ')');
}

static void draw_all(draw *d) { draw_list(d, below(3) ? " " : " AND ", 2 + below(2)); }
static void draw_either(draw *d) { draw_list(d, " OR ", 2 + below(3)); }
static void draw_but(draw *d) { draw_list(d, below(2) ? " -" : " NOT ", 2); }
static void draw_not(draw *d) { na_buf_puts(d->q, "-"), draw_any(d); }

static void draw_chain(draw *d, const char *op)
{
    na_buf_putc(d->q, '(');
    for (size_t i = 0, n = 2 + below(5) / 4; i < n; i++) {
        if (i) na_buf_puts(d->q, op);
        draw_place(d);
    }
    na_buf_putc(d->q, ')');
}

static void draw_distance(draw *d, const char *name)
{
    char op[32];

    (void)snprintf(op, sizeof op, " %s/%zu ", name, 1 + below(below(2) ? 4 : 40));
    draw_chain(d, op);
}

static void draw_near(draw *d) { draw_distance(d, below(2) ? "NEAR" : "w"); }
static void draw_near_alone(draw *d) { draw_chain(d, " NEAR "); }
static void draw_pre(draw *d) { draw_distance(d, "PRE"); }
static void draw_sentence(draw *d) { draw_chain(d, " /s "); }
static void draw_paragraph(draw *d) { draw_chain(d, " /p "); }

/* Operands of a proximity can be either of two. */
static void draw_choice(draw *d)
{
    na_buf_putc(d->q, '(');
    draw_place(d), na_buf_puts(d->q, " OR "), draw_place(d);
    na_buf_putc(d->q, ')');
}

static void draw_atleast(draw *d)
{
    na_buf_printf(d->q, "ATLEAST/%zu(", 1 + below(3));
    draw_place(d);
    na_buf_putc(d->q, ')');
}

/* -- fields -------------------------------------------------------------------------- */

static void draw_field(draw *d)
{
    static const char *const fields[] = { "title:", "body:", "deck:" };

    na_buf_puts(d->q, fields[below(3)]);
    if (below(2))
        draw_list(d, below(2) ? " OR " : " ", 2);
    else
        draw_quoted(d);
}

/* Inside quotation marks. */
static void draw_inside(draw *d)
{
    na_buf_puts(d->q, "quote:(");
    draw_place(d);
    if (below(4) == 0) na_buf_putc(d->q, ' '), draw_place(d);
    na_buf_putc(d->q, ')');
}

static void draw_inside_place(draw *d)
{
    na_buf_puts(d->q, "quote:(");
    draw_place(d);
    na_buf_putc(d->q, ')');
}

static void draw_cites(draw *d)
{
    static const char *const names[] = {
        "KCNA", "reuters", "Xinhua", "kyodo", "TASS", "K*"
    };

    na_buf_printf(d->q, "cites:%s", names[below(6)]);
}

static void draw_meta(draw *d)
{
    const na_article *a = draw_article(d);

    if (a->tags.n > 0 && below(2)) {
        na_buf_puts(d->q, "tag:\""), draw_text(d, a->tags.v[below(a->tags.n)]);
        na_buf_putc(d->q, '"');
    } else if (a->authors.n > 0 && below(2)) {
        na_buf_puts(d->q, "author:\""), draw_text(d, a->authors.v[0]);
        na_buf_putc(d->q, '"');
    } else {
        na_buf_puts(d->q, "source:\"");
        draw_text(d, a->source);
        na_buf_putc(d->q, '"');
    }
}

static void draw_date(draw *d)
{
    static const char *const words[] = { "after:", "before:", "on:", "date:.." };
    char day[32];

    na_rfc3339_date(1500000000 + (int64_t)below(400) * 43200, day);
    na_buf_printf(d->q, "%s%.*s", words[below(4)], below(2) ? 7 : 10, day);
}

static void draw_words(draw *d)
{
    static const char *const signs[] = { ">", ">=", "<", "<=", "" };

    na_buf_printf(d->q, "words:%s%zu", signs[below(5)], below(130));
    if (below(4) == 0) na_buf_printf(d->q, " words:%zu..%zu", below(30), 30 + below(90));
}

static void draw_lang(draw *d)
{
    static const char *const langs[] = { "en", "ko", "fr", "en-gb", "(en OR ko)" };

    na_buf_printf(d->q, "lang:%s", langs[below(5)]);
}

static void draw_was(draw *d)
{
    na_buf_puts(d->q, below(2) ? "was:(" : "removed:(");
    draw_any(d);
    na_buf_putc(d->q, ')');
}

static void draw_changed(draw *d)
{
    static const char *const what[] = { "title", "body", "deck", "tag", "author", "any" };

    na_buf_printf(d->q, "changed:%s", what[below(6)]);
}

/* -- all of them --------------------------------------------------------------------- */

typedef struct draw_op {
    unsigned weight;
    bool nests;      /* draws others */
    unsigned beside; /* weight of it as an operand of a proximity */
    void (*put)(draw *d);
} draw_op;

static const draw_op draw_ops[] = {
    { 8, false, 12, draw_word },    { 2, false, 2, draw_exact },
    { 6, false, 6, draw_quoted },   { 5, false, 3, draw_phrase },
    { 4, false, 3, draw_prefix },   { 2, false, 1, draw_slop },
    { 8, true, 0, draw_all },       { 8, true, 0, draw_either },
    { 6, true, 0, draw_but },       { 2, true, 0, draw_not },
    { 4, true, 2, draw_near },      { 1, true, 1, draw_near_alone },
    { 3, true, 1, draw_pre },       { 2, true, 1, draw_sentence },
    { 2, true, 1, draw_paragraph }, { 2, true, 0, draw_atleast },
    { 0, true, 3, draw_choice },    { 3, true, 0, draw_field },
    { 2, false, 0, draw_meta },     { 2, false, 0, draw_date },
    { 4, true, 0, draw_inside },    { 0, true, 2, draw_inside_place },
    { 1, false, 0, draw_cites },    { 2, false, 0, draw_words },
    { 1, false, 0, draw_lang },     { 2, true, 0, draw_was },
    { 1, false, 0, draw_changed },
};

static void draw_one(draw *d, bool beside)
{
    size_t sum = 0, at;
    bool deep = d->depth > 0;

    for (size_t i = 0; i < sizeof draw_ops / sizeof *draw_ops; i++)
        if (deep || !draw_ops[i].nests)
            sum += beside ? draw_ops[i].beside : draw_ops[i].weight;
    at = below(sum);
    for (size_t i = 0; i < sizeof draw_ops / sizeof *draw_ops; i++) {
        const draw_op *op = &draw_ops[i];
        size_t w = beside ? op->beside : op->weight;
        if (!deep && op->nests) continue;
        if (at >= w) {
            at -= w;
            continue;
        }
        if (op->nests) d->depth--;
        op->put(d);
        if (op->nests) d->depth++;
        return;
    }
}

static void draw_any(draw *d) { draw_one(d, false); }
static void draw_place(draw *d) { draw_one(d, true); }

/* Appends a query over the articles v[0..n). */
static void draw_query(const na_article *v, size_t n, na_buf *q)
{
    draw d = { .v = v, .n = n, .a = &v[below(n)], .q = q, .depth = 1 + (unsigned)below(4) };

    draw_any(&d);
    while (below(3) == 0) na_buf_puts(q, below(4) ? " " : " OR "), draw_any(&d);
    if (below(12) == 0) na_buf_puts(q, below(3) ? " revisions:all" : " revisions:first");
}

#endif
