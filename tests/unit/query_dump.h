/* SPDX-License-Identifier: MIT */
/* query_dump.h - a query's tree as one line, for tests
 *
 * A phrase is its terms with blanks between, in [] when unquoted and in "" when quoted, a
 * prefix ending in *, an offset that is not the index written behind @, its fields before
 * it; the rest are lists in parentheses. */
#ifndef NA_TESTS_QUERY_DUMP_H
#define NA_TESTS_QUERY_DUMP_H
#include "base/time.h"
#include "query/query.h"
#include "text/analyzer.h"

static inline void dump_time(na_buf *b, int64_t t)
{
    char s[32];
    if (t % 86400 == 0)
        na_rfc3339_date(t, s);
    else
        na_rfc3339_utc(t, s);
    na_buf_puts(b, t == NA_QTIME_MIN || t == NA_QTIME_MAX ? "*" : s);
}

static inline void dump_node(na_buf *b, const na_qnode *n)
{
    static const char *const attrs[] = {
        "?", "lang", "url", "bundle", "id", "note", "cites"
    };
    static const char *const names[] = {
        "all",   "none", "",      "and",  "or",  "not",
        "range", "",     "words", "near", "was", "changed"
    };
    if (n->kind == NA_Q_PHRASE) {
        if (n->fields != NA_F_DEFAULT)
            for (int i = 0; i < 7; i++)
                if (n->fields & 1u << i) na_buf_putc(b, "TDBASGC"[i]);
        if (n->exact) na_buf_putc(b, '=');
        na_buf_putc(b, n->quoted ? '"' : '[');
        for (size_t i = 0; i < n->nterms; i++) {
            if (i) na_buf_putc(b, ' ');
            na_buf_str(b, n->terms[i].text);
            if (n->terms[i].prefix) na_buf_putc(b, '*');
            if (n->terms[i].offset != i) na_buf_printf(b, "@%u", n->terms[i].offset);
        }
        na_buf_putc(b, n->quoted ? '"' : ']');
        return;
    }
    if (n->kind == NA_Q_ATTR) {
        na_buf_printf(b, "%s=", attrs[n->attr]);
        na_buf_str(b, n->text);
        if (n->prefix) na_buf_putc(b, '*');
        return;
    }
    if (n->kind == NA_Q_NEAR) {
        static const char *const ops[] = { "near", "slop", "s", "p", "atleast" };
        na_buf_printf(b, "(%s", n->ordered ? "pre" : ops[n->op]);
        if (n->distance || n->op == NA_NEAR_SLOP) na_buf_printf(b, "/%u", n->distance);
    } else {
        na_buf_printf(b, "(%s", names[n->kind]);
    }
    if (n->kind == NA_Q_CHANGED) na_buf_printf(b, " %x", n->fields);
    if (n->kind == NA_Q_WORDS) {
        na_buf_printf(b, " %lld", (long long)n->from);
        if (n->to == NA_QTIME_MAX)
            na_buf_puts(b, " *");
        else
            na_buf_printf(b, " %lld", (long long)n->to);
    }
    if (n->kind == NA_Q_RANGE) {
        na_buf_putc(b, ' ');
        dump_time(b, n->from);
        na_buf_putc(b, ' ');
        dump_time(b, n->to);
    }
    for (size_t i = 0; i < n->nkids; i++) {
        na_buf_putc(b, ' ');
        dump_node(b, n->kids[i]);
    }
    na_buf_putc(b, ')');
}

#endif
