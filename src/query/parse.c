/* SPDX-License-Identifier: MIT */
/* Recursive descent straight over the bytes; parentheses are the only recursion and are
 * counted. The grammar is in doc/query.md. What cannot be read as meant is left out rather
 * than refused, so each function gives a node or NULL ("nothing was left"), and false only
 * for a real error. */
#include "base/limits.h"
#include "base/log.h"
#include "base/nearest.h"
#include "base/utf8.h"
#include "query/query_int.h"
#include "text/analyzer.h"
#include "text/unicode.h"
#include <stdio.h>
#include <stdlib.h>

typedef struct parser {
    na_query *q;
    na_analyzer *an;
    na_str s;
    size_t at, terms, error_at;
    unsigned depth;
    bool typed; /* something other than sort: was there, even if nothing was left of it */
    int64_t now;
    na_err *err;
    int rc;
} parser;

typedef struct scope { /* where bare words are looked for */
    uint32_t fields;
    na_qattr attr;
} scope;

static bool parse_or(parser *p, scope in, na_qnode **out);

static bool no_memory(parser *p)
{
    p->rc = na_fail_nomem(p->err);
    return false;
}

static bool fail_at(parser *p, size_t at, const char *why)
{
    p->rc = na_fail(p->err, NA_EQUERY, "%s", why);
    p->error_at = at;
    return false;
}

/* A remark for the user: before, the text it is about, after. */
static void note(parser *p, const char *before, na_str about, const char *after)
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

/* --- bytes ------------------------------------------------------------------------------ */

/* Length of the white space at at: Unicode's and control characters. */
static size_t space_len(na_str s, size_t at)
{
    uint32_t cp;
    size_t n = na_u8_next(s, at, &cp);
    return n && (cp <= 0x20 || cp == 0x7F || na_cp_space(cp)) ? n : 0;
}

/* Length of the quotation mark at at. Typographic ones open and close phrases too. */
static size_t quote_len(na_str s, size_t at)
{
    uint32_t cp;
    size_t n = na_u8_next(s, at, &cp);
    bool is = cp == '"' || cp == 0x201C || cp == 0x201D || cp == 0x201E || cp == 0xAB ||
              cp == 0xBB;
    return n && is ? n : 0;
}

static void skip_space(parser *p)
{
    for (size_t n; (n = space_len(p->s, p->at)) > 0;) p->at += n;
}

static bool looking_at(const parser *p, char c)
{
    return p->at < p->s.len && p->s.ptr[p->at] == c;
}

/* Where the word that begins at at ends: at white space, a parenthesis or a quote. */
static size_t word_end(na_str s, size_t at)
{
    while (at < s.len && s.ptr[at] != '(' && s.ptr[at] != ')' && !space_len(s, at) &&
           !quote_len(s, at)) {
        uint32_t cp;
        at += na_u8_next(s, at, &cp);
    }
    return at;
}

static bool operator_here(const parser *p, const char *name)
{
    return na_str_eqc(na_str_sub(p->s, p->at, word_end(p->s, p->at)), name);
}

/* The quoted text at p->at, up to its closing mark or the end, which p passes. */
static na_str take_quoted(parser *p)
{
    size_t n = quote_len(p->s, p->at);
    bool plain = p->s.ptr[p->at] == '"';
    p->at += n;
    size_t from = p->at;
    while (p->at < p->s.len) {
        n = quote_len(p->s, p->at);
        if (n && (!plain || p->s.ptr[p->at] == '"')) {
            na_str s = na_str_sub(p->s, from, p->at);
            p->at += n;
            return s;
        }
        uint32_t cp;
        p->at += n ? n : na_u8_next(p->s, p->at, &cp);
    }
    return na_str_sub(p->s, from, p->at);
}

/* --- leaves ----------------------------------------------------------------------------- */

static bool count_terms(parser *p, size_t n, size_t at)
{
    p->terms += n;
    if (p->terms <= NA_QUERY_TERMS) return true;
    return fail_at(p, at, "the query has more than 1000 terms");
}

static bool attribute(parser *p, na_qattr attr, na_str text, size_t at, na_qnode **out)
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
    if (!copy || !n) return no_memory(p);
    if (attr == NA_QATTR_LANG || attr == NA_QATTR_ID)
        for (char *c = copy; *c; c++)
            if (*c >= 'A' && *c <= 'Z') *c = (char)(*c + 32);
    n->attr = attr;
    n->text = na_str_n(copy, text.len);
    n->prefix = prefix || (attr == NA_QATTR_ID && text.len < 16);
    *out = n;
    return count_terms(p, 1, at);
}

/* A star that follows something makes the last term a prefix. */
static bool has_star(na_str s)
{
    size_t n = s.len;
    while (n && s.ptr[n - 1] == '*') n--;
    return n < s.len && n > 0 && (unsigned char)s.ptr[n - 1] > ' ';
}

static bool leaf(parser *p, scope in, na_str text, bool quoted, size_t at, na_qnode **out)
{
    na_arena *a = &p->q->arena;
    na_qterm *terms = NULL;
    size_t n = 0;
    *out = NULL;
    p->typed = true;
    if (in.attr != NA_QATTR_NONE) return attribute(p, in.attr, text, at, out);
    p->rc = na_analyze_query(p->an, text, a, &terms, &n, p->err);
    if (p->rc < 0) return false;
    if (n == 0) {
        if (text.len) note(p, "", text, " has no letter or digit and was left out");
        return true;
    }
    if (!count_terms(p, n, at)) return false;
    na_qnode *node = na_qnode_new(a, NA_Q_PHRASE, at);
    if (!node) return no_memory(p);
    node->text = na_arena_str(a, text);
    if (!node->text.ptr) return no_memory(p);
    if (has_star(text)) terms[n - 1].prefix = true;
    node->fields = in.fields;
    node->terms = terms;
    node->nterms = n;
    node->quoted = quoted;
    *out = node;
    return true;
}

static bool date(parser *p, const na_qfield *f, na_str value, size_t at, na_qnode **out)
{
    na_str trimmed = na_str_trim(value);
    na_qnode *n = na_qnode_new(&p->q->arena, NA_Q_RANGE, at);
    size_t bad_at;
    na_err why = { 0 };
    if (!n) return no_memory(p);
    p->typed = true;
    if (!na_qdate_range(trimmed, f, p->now, &n->from, &n->to, &bad_at, &why))
        return fail_at(p, (size_t)(trimmed.ptr - p->s.ptr) + bad_at, why.msg);
    *out = n;
    return count_terms(p, 1, at);
}

static bool sort(parser *p, na_str value, size_t at)
{
    value = na_str_trim(value);
    for (int i = NA_SORT_RELEVANCE; i <= NA_SORT_OLDEST; i++) {
        if (!na_str_ieq(value, na_str_c(na_qsort_name((na_qsort)i)))) continue;
        if (p->q->sort != NA_SORT_DEFAULT && p->q->sort != (na_qsort)i)
            note(p, "sort: was given twice; it is ", value, "");
        p->q->sort = (na_qsort)i;
        return true;
    }
    return fail_at(p, at, "sort: is relevance, newest or oldest");
}

/* --- structure -------------------------------------------------------------------------- */

static bool group(parser *p, scope in, na_qnode **out)
{
    if (p->depth == NA_QUERY_LEVELS)
        return fail_at(p, p->at, "the query has more than 64 levels of parentheses");
    p->depth++;
    p->typed = true;
    p->at++;
    if (!parse_or(p, in, out)) return false;
    if (looking_at(p, ')')) p->at++;
    p->depth--;
    return true;
}

/* What stands behind "field:". */
static bool field_value(parser *p, const na_qfield *f, size_t at, na_qnode **out)
{
    bool text = f->kind == NA_QF_TEXT || f->kind == NA_QF_ATTR;
    scope in = { f->mask, f->attr };
    if (text && looking_at(p, '(')) return group(p, in, out);
    size_t value_at = p->at;
    bool quoted = quote_len(p->s, p->at) > 0;
    na_str value;
    if (quoted) {
        value = take_quoted(p);
    } else {
        p->at = word_end(p->s, p->at);
        value = na_str_sub(p->s, value_at, p->at);
    }
    if (text) return leaf(p, in, value, quoted, at, out);
    if (f->kind == NA_QF_SORT) return sort(p, value, value_at);
    return date(p, f, value, at, out);
}

/* Behind the name of what is no field, with the nearest that is one. */
static const char *no_field(na_str name, char after[80])
{
    na_nearest near = na_nearest_of(name);
    na_str best;
    size_t n;
    const na_qfield *f = na_query_fields(&n);

    for (size_t i = 0; i < n; i++) na_nearest_offer(&near, na_str_c(f[i].name));
    best = na_nearest_get(&near);
    snprintf(after, 80, ": is not a field; taken as a word%s%.*s%s",
             best.len ? " (did you mean " : "", NA_STR_ARG(best), best.len ? ":?)" : "");
    return after;
}

/* A word, and "field:" with what belongs to it. */
static bool word(parser *p, scope in, na_qnode **out)
{
    size_t at = p->at, end = word_end(p->s, at), colon = na_str_chr(p->s, ':', at);
    char after[80];
    if (colon != (size_t)-1 && colon < end) {
        na_str name = na_str_sub(p->s, at, colon), rest = na_str_sub(p->s, colon + 1, end);
        const na_qfield *f = na_qfield_find(name);
        bool attached =
            rest.len || (end < p->s.len && p->s.ptr[end] != ')' && !space_len(p->s, end));
        if (f && attached) {
            p->at = colon + 1;
            return field_value(p, f, at, out);
        }
        if (f)
            note(p, "", name, ": has nothing directly behind its colon; taken as a word");
        else if (rest.len && rest.ptr[0] != '/' && name.len &&
                 strspn(name.ptr,
                        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_") ==
                     name.len)
            note(p, "", name, no_field(name, after));
    }
    p->at = end;
    return leaf(p, in, na_str_sub(p->s, at, end), false, at, out);
}

/* True when dashes at p->at are punctuation, which are then passed: more than one, followed
 * by nothing, or not at the beginning of something. */
static bool idle_dashes(parser *p)
{
    na_str s = p->s;
    size_t end = p->at;
    while (end < s.len && s.ptr[end] == '-') end++;
    /* The byte before is a blank, or ends a wider space: those are no ASCII. */
    unsigned char before = p->at ? (unsigned char)s.ptr[p->at - 1] : ' ';
    bool begins = before <= ' ' || before == 0x7F || before == '(';
    for (size_t k = 2; !begins && k <= 3 && k <= p->at; k++)
        begins = space_len(s, p->at - k) == k;
    bool alone = end == s.len || s.ptr[end] == ')' || space_len(s, end);
    if (end - p->at == 1 && begins && !alone) return false;
    p->typed = true;
    p->at = end;
    return true;
}

static bool at_end(const parser *p)
{
    return p->at >= p->s.len || (p->depth && p->s.ptr[p->at] == ')');
}

/* NOT and - before a word, phrase or group. */
static bool parse_unary(parser *p, scope in, na_qnode **out)
{
    bool negated = false;
    size_t at = p->at;
    *out = NULL;
    for (;;) {
        skip_space(p);
        if (at_end(p) || operator_here(p, "OR") || operator_here(p, "AND")) return true;
        if (operator_here(p, "NOT")) {
            p->at += 3;
            p->typed = true;
            negated = !negated;
        } else if (looking_at(p, '-')) {
            if (idle_dashes(p)) continue;
            p->at++;
            negated = !negated;
        } else if (looking_at(p, ')')) { /* closes nothing */
            p->at++;
            p->typed = true;
        } else {
            break;
        }
    }
    bool ok;
    if (looking_at(p, '(')) {
        ok = group(p, in, out);
    } else if (quote_len(p->s, p->at)) {
        size_t from = p->at;
        na_str text = take_quoted(p);
        ok = leaf(p, in, text, true, from, out);
    } else {
        ok = word(p, in, out);
    }
    if (!ok) return false;
    if (*out && negated && !(*out = na_qnode_not(&p->q->arena, *out, at)))
        return no_memory(p);
    return true;
}

static bool parse_and(parser *p, scope in, na_qnode **out)
{
    na_qlist list = { 0 };
    for (;;) {
        na_qnode *n = NULL;
        skip_space(p);
        if (at_end(p) || operator_here(p, "OR")) break;
        if (operator_here(p, "AND")) {
            p->at += 3;
            p->typed = true;
            continue;
        }
        if (!parse_unary(p, in, &n)) return false;
        if (!na_qlist_add(&p->q->arena, &list, n)) return no_memory(p);
    }
    return na_qnode_join(&p->q->arena, NA_Q_AND, &list, out) || no_memory(p);
}

static bool parse_or(parser *p, scope in, na_qnode **out)
{
    na_qlist list = { 0 };
    for (;;) {
        na_qnode *n = NULL;
        if (!parse_and(p, in, &n)) return false;
        if (!na_qlist_add(&p->q->arena, &list, n)) return no_memory(p);
        if (at_end(p)) break;
        p->at += 2; /* only OR stops parse_and before the end */
        p->typed = true;
    }
    return na_qnode_join(&p->q->arena, NA_Q_OR, &list, out) || no_memory(p);
}

int na_query_parse(na_query **out, na_str text, int64_t now, size_t *error_at, na_err *err)
{
    parser p = { .s = text, .now = now, .err = err };
    const scope anywhere = { NA_F_DEFAULT, NA_QATTR_NONE };
    *out = NULL;
    if (!text.ptr) p.s = NA_STR("");
    if (text.len > NA_QUERY_BYTES) {
        fail_at(&p, NA_QUERY_BYTES, "the query is longer than 64 KiB");
        goto done;
    }
    size_t valid = na_u8_valid(text);
    if (valid < text.len) {
        fail_at(&p, valid, "the query is not valid UTF-8 from here");
        goto done;
    }
    p.q = calloc(1, sizeof *p.q);
    if (!p.q) {
        no_memory(&p);
        goto done;
    }
    if ((p.rc = na_analyzer_new(&p.an, err)) < 0) goto done;
    if (!parse_or(&p, anywhere, &p.q->root)) goto done;
    if (!p.q->root) {
        p.q->root = na_qnode_new(&p.q->arena, p.typed ? NA_Q_NONE : NA_Q_ALL, 0);
        if (!p.q->root) {
            no_memory(&p);
            goto done;
        }
    }
    *out = p.q;
    p.q = NULL;
done:
    if (p.rc < 0 && error_at) *error_at = p.error_at;
    na_analyzer_free(p.an);
    na_query_free(p.q);
    return p.rc;
}

void na_query_free(na_query *q)
{
    if (!q) return;
    na_arena_release(&q->arena);
    free(q);
}

const na_qnode *na_query_root(const na_query *q) { return q->root; }
na_qsort na_query_sort(const na_query *q) { return q->sort; }

const char *na_query_note(const na_query *q, size_t i)
{
    return i < q->nnotes ? q->notes[i] : NULL;
}
