/* SPDX-License-Identifier: MIT */
/* What a query is made of below its structure: words, phrases, dates, filters. */
#include "base/limits.h"
#include "base/log.h"
#include "base/utf8.h"
#include "query/parse_int.h"
#include "text/analyzer.h"
#include "text/lang.h"
#include <stdio.h>

bool na_parse_no_memory(na_parser *p)
{
    p->rc = na_fail_nomem(p->err);
    return false;
}

bool na_parse_fail(na_parser *p, size_t at, const char *why)
{
    p->rc = na_fail(p->err, NA_EQUERY, "%s", why);
    p->error_at = at;
    return false;
}

/* A remark for the user: before, the text it is about, after. */
void na_parse_note(na_parser *p, const char *before, na_str about, const char *after)
{
    char shown[160], line[400];
    if (p->q->nnotes == NA_QUERY_NOTES) return;
    size_t n = na_escape(na_str_sub(about, 0, na_u8_floor(about, 60)), false, shown,
                         sizeof shown - 1);
    shown[n] = '\0';
    snprintf(line, sizeof line, "%s%s%s%s", before, shown, about.len > 60 ? "..." : "",
             after);
    const char *kept = na_arena_cstr(&p->q->arena, na_str_c(line));
    if (kept) p->q->notes[p->q->nnotes++] = kept; /* a note may be lost, the query not */
}

bool na_parse_count(na_parser *p, size_t n, size_t at)
{
    p->terms += n;
    if (p->terms <= NA_QUERY_TERMS) return true;
    return na_parse_fail(p, at, "the query has more than 1000 terms");
}

/* "Korean" is ko, as readers have it; what cannot be a code is told. */
static void language(na_parser *p, na_str text, na_qnode *n)
{
    char code[4];

    if (text.len <= 3 || n->prefix || na_str_chr(text, '-', 0) != (size_t)-1) return;
    if (na_lang_code(text, code)) {
        n->text = na_arena_str(&p->q->arena, na_str_c(code));
        if (!n->text.ptr) (void)na_parse_no_memory(p);
        return;
    }
    na_parse_note(p, "lang: ", text, " is not the code of a language, such as en or ko");
}

static bool attribute(na_parser *p, na_qattr attr, na_str text, size_t at, na_qnode **out)
{
    bool prefix = false;
    text = na_str_trim(text);
    while (text.len && text.ptr[text.len - 1] == '*') {
        text.len--;
        prefix = true;
    }
    if (text.len == 0) return true;
    char *copy = na_arena_cstr(&p->q->arena, text);
    na_qnode *n = na_qnode_new(&p->q->arena, NA_Q_ATTR, at);
    if (!copy || !n) return na_parse_no_memory(p);
    if (attr == NA_QATTR_LANG || attr == NA_QATTR_ID)
        for (char *c = copy; *c; c++)
            if (*c >= 'A' && *c <= 'Z') *c = (char)(*c + 32);
    n->attr = attr;
    n->text = na_str_n(copy, text.len);
    n->prefix = prefix || (attr == NA_QATTR_ID && text.len < 16);
    if (attr == NA_QATTR_LANG) language(p, text, n);
    if (p->rc < 0) return false;
    *out = n;
    return na_parse_count(p, 1, at);
}

/* A star that follows something makes the last term a prefix. */
static bool has_star(na_str s)
{
    size_t n = s.len;
    while (n && s.ptr[n - 1] == '*') n--;
    return n < s.len && n > 0 && (unsigned char)s.ptr[n - 1] > ' ';
}

/* How many words of a text the phrase covers: what is unspaced has a last word that no term
 * of the query stands for. */
static int count_token(void *width, const na_token *t)
{
    *(uint32_t *)width = t->pos + 1;
    return 0;
}

bool na_parse_leaf(na_parser *p, na_scope in, na_str text, bool quoted, size_t at,
                   na_qnode **out)
{
    na_arena *a = &p->q->arena;
    na_qterm *terms = NULL;
    size_t n = 0;
    *out = NULL;
    p->typed = true;
    if (in.attr != NA_QATTR_NONE) return attribute(p, in.attr, text, at, out);
    bool exact = !quoted && text.len > 1 && text.ptr[0] == '=';
    if (exact) text = na_str_sub(text, 1, text.len);
    p->rc = na_analyze_query(p->an, text, a, &terms, &n, p->err);
    if (p->rc < 0) return false;
    if (n == 0) {
        if (text.len)
            na_parse_note(p, "", text, " has no letter or digit and was left out");
        return true;
    }
    if (!na_parse_count(p, n, at)) return false;
    na_qnode *node = na_qnode_new(a, NA_Q_PHRASE, at);
    if (!node) return na_parse_no_memory(p);
    node->text = na_arena_str(a, text);
    if (!node->text.ptr) return na_parse_no_memory(p);
    if (has_star(text)) terms[n - 1].prefix = true;
    p->rc = na_analyze(p->an, text, count_token, &node->width, p->err);
    if (p->rc < 0) return false;
    node->fields = in.fields;
    node->terms = terms;
    node->nterms = n;
    node->quoted = quoted;
    node->exact = exact;
    node->quote = in.quote;
    *out = node;
    return true;
}

bool na_parse_date(na_parser *p, const na_qfield *f, na_str value, size_t at,
                   na_qnode **out)
{
    na_str trimmed = na_str_trim(value);
    na_qnode *n = na_qnode_new(&p->q->arena, NA_Q_RANGE, at);
    size_t bad_at;
    na_err why = { 0 };
    if (!n) return na_parse_no_memory(p);
    p->typed = true;
    if (!na_qdate_range(trimmed, f, p->now, &n->from, &n->to, &bad_at, &why))
        return na_parse_fail(p, (size_t)(trimmed.ptr - p->s.ptr) + bad_at, why.msg);
    *out = n;
    return na_parse_count(p, 1, at);
}

bool na_parse_words(na_parser *p, na_str value, size_t value_at, size_t at, na_qnode **out)
{
    na_qnode *n = na_qnode_new(&p->q->arena, NA_Q_WORDS, at);
    na_err why = { 0 };
    if (!n) return na_parse_no_memory(p);
    p->typed = true;
    if (!na_qwords_range(na_str_trim(value), &n->from, &n->to, &why))
        return na_parse_fail(p, value_at, why.msg);
    *out = n;
    return na_parse_count(p, 1, at);
}

/* A node of proximity over kids; where an operand cannot be one, the place of it. */
bool na_parse_near(na_parser *p, na_scope in, const na_qop *op, const na_qlist *kids,
                   na_qnode **out)
{
    size_t at = 0;
    na_err why = { 0 };
    int rc = na_qnode_near(&p->q->arena, op, kids, out, &at, &why);
    if (rc == NA_EQUERY) return na_parse_fail(p, at, why.msg);
    if (rc < 0) return na_parse_no_memory(p);
    (*out)->quote = in.quote;
    return true;
}

/* The words of a phrase as operands of ~n: what stands between white space is one. */
static bool slop(na_parser *p, na_scope in, na_str text, uint32_t n, size_t at,
                 na_qnode **out)
{
    na_qop op = { .op = NA_NEAR_SLOP, .distance = n };
    na_qlist kids = { 0 };
    for (size_t i = 0, end; i < text.len; i = end) {
        na_qnode *kid = NULL;
        size_t blank = na_qlex_space(text, i);
        for (end = i + blank; blank == 0 && end < text.len && !na_qlex_space(text, end);) {
            uint32_t cp;
            end += na_u8_next(text, end, &cp);
        }
        if (blank > 0) continue;
        if (!na_parse_leaf(p, in, na_str_sub(text, i, end), true, at, &kid)) return false;
        if (!na_qlist_add(&p->q->arena, &kids, kid)) return na_parse_no_memory(p);
    }
    if (kids.n < 2)
        return na_parse_leaf(p, in, text, true, at, out); /* nothing can be between */
    if (!na_parse_near(p, in, &op, &kids, out)) return false;
    (*out)->at = at;
    (*out)->text = na_arena_str(&p->q->arena, text);
    return (*out)->text.ptr || na_parse_no_memory(p);
}

/* A quoted phrase at p->at, and the ~n directly behind it. */
/* ="a b": just these words, whatever names they are (alias.c). */
bool na_parse_exact(na_parser *p, na_scope in, size_t at, na_qnode **out)
{
    if (!na_parse_leaf(p, in, na_qlex_quoted(p->s, &p->at), true, at, out)) return false;
    if (*out && (*out)->kind == NA_Q_PHRASE) (*out)->exact = true;
    return true;
}

bool na_parse_phrase(na_parser *p, na_scope in, size_t at, na_qnode **out)
{
    na_str text = na_qlex_quoted(p->s, &p->at);
    size_t tilde = p->at, digits = tilde + 1, end;
    uint32_t n;
    p->typed = true;
    if (in.attr != NA_QATTR_NONE || !na_parse_looking_at(p, '~'))
        return na_parse_leaf(p, in, text, true, at, out);
    for (end = digits; end < p->s.len && p->s.ptr[end] >= '0' && p->s.ptr[end] <= '9';)
        end++;
    if (end == digits || end != na_qlex_word_end(p->s, tilde)) {
        na_parse_note(p, "", na_str_sub(p->s, tilde, na_qlex_word_end(p->s, tilde)),
                      " is no number behind a phrase, as in \"a b\"~3; taken as words");
        return na_parse_leaf(p, in, text, true, at, out);
    }
    if (!na_qop_number(na_str_sub(p->s, digits, end), 0, &n))
        return na_parse_fail(p, tilde, "~ takes a number from 0 to 10000, as in \"a b\"~3");
    p->at = end;
    *out = NULL;
    return slop(p, in, text, n, at, out);
}

bool na_parse_sort(na_parser *p, na_str value, size_t at)
{
    value = na_str_trim(value);
    for (int i = NA_SORT_RELEVANCE; i <= NA_SORT_OLDEST; i++) {
        if (!na_str_ieq(value, na_str_c(na_qsort_name((na_qsort)i)))) continue;
        if (p->q->sort != NA_SORT_DEFAULT && p->q->sort != (na_qsort)i)
            na_parse_note(p, "sort: was given twice; it is ", value, "");
        p->q->sort = (na_qsort)i;
        return true;
    }
    static const char *const known[] = { "relevance", "newest", "oldest", NULL };
    char meant[64], why[128];
    snprintf(why, sizeof why, "sort: is relevance, newest or oldest%s",
             na_qhint_word(value, known, meant));
    return na_parse_fail(p, at, why);
}
