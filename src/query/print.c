/* SPDX-License-Identifier: MIT */
/* The canonical text: no parentheses but those that precedence asks for, dates in UTC.
 * Words are written as they were typed, not as their terms: the analyzer cuts the same text
 * the same way again, but not its own output. */
#include "base/time.h"
#include "base/utf8.h"
#include "query/query_int.h"
#include "text/unicode.h"

#define DAY 86400

static void put_time(na_buf *out, int64_t secs)
{
    char s[32];
    if (secs % DAY == 0)
        na_rfc3339_date(secs, s);
    else
        na_rfc3339_utc(secs, s);
    na_buf_puts(out, s);
}

/* to is exclusive; the last period of date:A..B is included. */
static void put_range(na_buf *out, const na_qnode *n)
{
    char s[32];
    if (n->from == NA_QTIME_MIN && n->to == NA_QTIME_MAX) {
        na_buf_puts(out, "date:..9999");
    } else if (n->to == NA_QTIME_MAX) {
        na_buf_puts(out, "after:");
        put_time(out, n->from);
    } else if (n->from == NA_QTIME_MIN) {
        na_buf_puts(out, "before:");
        put_time(out, n->to);
    } else {
        bool day = n->from % DAY == 0 && n->to - n->from == DAY;
        na_buf_puts(out, day ? "on:" : "date:");
        put_time(out, n->from);
        if (day) return;
        if (n->to % DAY == 0)
            na_rfc3339_date(n->to - 1, s);
        else
            na_rfc3339_utc(n->to - 1, s);
        na_buf_puts(out, "..");
        na_buf_puts(out, s);
    }
}

static bool needs_quotes(na_str s)
{
    for (size_t at = 0, n; at < s.len; at += n) {
        uint32_t cp = 0;
        n = na_u8_next(s, at, &cp);
        if (cp <= 0x20 || cp == 0x7F || na_cp_space(cp) || cp == '(' || cp == ')' ||
            cp == 0x201C || cp == 0x201D || cp == 0x201E || cp == 0xAB || cp == 0xBB)
            return true;
    }
    return false;
}

static void put_text(na_buf *out, const char *field, const char *mark, na_str text,
                     bool quoted, bool star)
{
    if (field) na_buf_printf(out, "%s:", field);
    na_buf_puts(out, mark);
    if (quoted) na_buf_putc(out, '"');
    na_buf_str(out, text);
    if (star) na_buf_putc(out, '*');
    if (quoted) na_buf_putc(out, '"');
}

static void put_phrase(na_buf *out, const na_qnode *n, bool quote)
{
    const char *field = na_qfield_text_name(n->fields);
    bool parens = n->quote && !quote && field;

    if (n->quote && !quote) na_buf_puts(out, parens ? "quote:(" : "quote:");
    put_text(out, field, n->exact ? "=" : "", n->text, n->quoted, false);
    if (parens) na_buf_putc(out, ')');
}

static void put_words(na_buf *out, const na_qnode *n)
{
    na_buf_puts(out, "words:");
    if (n->from == n->to || n->from > 0 || n->to == NA_QTIME_MAX)
        na_buf_printf(out, "%lld", (long long)n->from);
    if (n->from == n->to) return;
    na_buf_puts(out, "..");
    if (n->to != NA_QTIME_MAX) na_buf_printf(out, "%lld", (long long)n->to);
}

static void put_node(na_buf *out, const na_qnode *n, bool quote);

static void put_was(na_buf *out, const na_qnode *n)
{
    const na_qnode *kid = n->kids[0];
    bool parens = kid->kind != NA_Q_PHRASE || kid->fields != NA_F_DEFAULT || kid->quote;

    na_buf_puts(out, parens ? "was:(" : "was:");
    put_node(out, kid, false);
    if (parens) na_buf_putc(out, ')');
}

static void put_changed(na_buf *out, const na_qnode *n)
{
    const char *field = na_qfield_text_name(n->fields);

    na_buf_printf(out, "changed:%s", field ? field : "any");
}

static bool same_op(const na_qnode *a, const na_qnode *b)
{
    return a->op == b->op && a->ordered == b->ordered && a->distance == b->distance;
}

/* Only what stands between operands is no operand without parentheses, but for a first one
 * that another operator goes on with. */
static bool near_parens(const na_qnode *n, size_t i)
{
    const na_qnode *kid = n->kids[i];
    if (kid->kind != NA_Q_NEAR) return kid->kind == NA_Q_OR;
    if (kid->op == NA_NEAR_SLOP) return false;
    return i > 0 || n->op == NA_NEAR_ATLEAST || same_op(n, kid);
}

/* An operator stands between the operands of n. */
static bool between(const na_qnode *n)
{
    return n->kind == NA_Q_NEAR && n->op != NA_NEAR_SLOP && n->op != NA_NEAR_ATLEAST;
}

static void put_near(na_buf *out, const na_qnode *n, bool quote)
{
    char op[32];
    na_qop_name(n, op);
    if (n->quote && !quote) {
        na_buf_puts(out, "quote:(");
        put_near(out, n, true);
        na_buf_putc(out, ')');
        return;
    }
    if (n->op == NA_NEAR_SLOP) {
        const char *field = na_qfield_text_name(n->fields);
        if (field) na_buf_printf(out, "%s:", field);
        na_buf_putc(out, '"');
        na_buf_str(out, n->text);
        na_buf_printf(out, "\"%s", op);
        return;
    }
    if (n->op == NA_NEAR_ATLEAST) na_buf_puts(out, op);
    for (size_t i = 0; i < n->nkids; i++) {
        bool parens = near_parens(n, i);
        if (i) na_buf_printf(out, " %s ", op);
        if (n->op == NA_NEAR_ATLEAST && !parens) na_buf_putc(out, ' ');
        if (parens) na_buf_putc(out, '(');
        put_node(out, n->kids[i], quote);
        if (parens) na_buf_putc(out, ')');
    }
}

/* quote: it stands within quote:( ) already. */
static void put_node(na_buf *out, const na_qnode *n, bool quote)
{
    switch (n->kind) {
    case NA_Q_ALL:
        break;
    case NA_Q_NONE:
        na_buf_puts(out, "\"\"");
        break;
    case NA_Q_PHRASE:
        put_phrase(out, n, quote);
        break;
    case NA_Q_ATTR:
        put_text(out, na_qfield_attr_name(n->attr), "", n->text, needs_quotes(n->text),
                 n->prefix);
        break;
    case NA_Q_RANGE:
        put_range(out, n);
        break;
    case NA_Q_WORDS:
        put_words(out, n);
        break;
    case NA_Q_NEAR:
        put_near(out, n, quote);
        break;
    case NA_Q_WAS:
        put_was(out, n);
        break;
    case NA_Q_CHANGED:
        put_changed(out, n);
        break;
    case NA_Q_NOT:
    case NA_Q_AND:
    case NA_Q_OR:
        if (n->kind == NA_Q_NOT) na_buf_putc(out, '-');
        for (size_t i = 0; i < n->nkids; i++) {
            na_qkind kid = n->kids[i]->kind;
            bool parens = (kid == NA_Q_OR && n->kind != NA_Q_OR) ||
                          (n->kind == NA_Q_NOT && (kid == NA_Q_AND || between(n->kids[i])));
            if (i) na_buf_puts(out, n->kind == NA_Q_OR ? " OR " : " ");
            if (parens) na_buf_putc(out, '(');
            put_node(out, n->kids[i], quote);
            if (parens) na_buf_putc(out, ')');
        }
        break;
    }
}

int na_query_print(const na_query *q, na_buf *out)
{
    put_node(out, q->root, false);
    const char *blank = q->root->kind == NA_Q_ALL ? "" : " ";
    if (q->revisions != NA_REVISIONS_LATEST) {
        na_buf_printf(out, "%srevisions:%s", blank, na_qrevisions_name(q->revisions));
        blank = " ";
    }
    if (q->sort != NA_SORT_DEFAULT)
        na_buf_printf(out, "%ssort:%s", blank, na_qsort_name(q->sort));
    return out->rc;
}
