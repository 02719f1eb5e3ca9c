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
#include <stdio.h>
#include <stdlib.h>

typedef struct parser {
    na_query *q;
    na_analyzer *an;
    na_str s;
    size_t at, terms, error_at;
    unsigned depth;
    bool counting; /* directly behind ATLEAST/n: another one is a word */
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
static bool parse_unary(parser *p, scope in, na_qnode **out);

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

static void skip_space(parser *p)
{
    for (size_t n; (n = na_qlex_space(p->s, p->at)) > 0;) p->at += n;
}

static bool looking_at(const parser *p, char c)
{
    return p->at < p->s.len && p->s.ptr[p->at] == c;
}

static bool operator_here(const parser *p, const char *name)
{
    return na_str_eqc(na_str_sub(p->s, p->at, na_qlex_word_end(p->s, p->at)), name);
}

static na_str take_quoted(parser *p) { return na_qlex_quoted(p->s, &p->at); }

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

/* How many words of a text the phrase covers: what is unspaced has a last word that no term
 * of the query stands for. */
static int count_token(void *width, const na_token *t)
{
    *(uint32_t *)width = t->pos + 1;
    return 0;
}

static bool leaf(parser *p, scope in, na_str text, bool quoted, size_t at, na_qnode **out)
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
        if (text.len) note(p, "", text, " has no letter or digit and was left out");
        return true;
    }
    if (!count_terms(p, n, at)) return false;
    na_qnode *node = na_qnode_new(a, NA_Q_PHRASE, at);
    if (!node) return no_memory(p);
    node->text = na_arena_str(a, text);
    if (!node->text.ptr) return no_memory(p);
    if (has_star(text)) terms[n - 1].prefix = true;
    p->rc = na_analyze(p->an, text, count_token, &node->width, p->err);
    if (p->rc < 0) return false;
    node->fields = in.fields;
    node->terms = terms;
    node->nterms = n;
    node->quoted = quoted;
    node->exact = exact;
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

static bool words(parser *p, na_str value, size_t value_at, size_t at, na_qnode **out)
{
    na_qnode *n = na_qnode_new(&p->q->arena, NA_Q_WORDS, at);
    na_err why = { 0 };
    if (!n) return no_memory(p);
    p->typed = true;
    if (!na_qwords_range(na_str_trim(value), &n->from, &n->to, &why))
        return fail_at(p, value_at, why.msg);
    *out = n;
    return count_terms(p, 1, at);
}

/* A node of proximity over kids; where an operand cannot be one, the place of it. */
static bool near(parser *p, const na_qop *op, const na_qlist *kids, na_qnode **out)
{
    size_t at = 0;
    na_err why = { 0 };
    int rc = na_qnode_near(&p->q->arena, op, kids, out, &at, &why);
    if (rc == NA_EQUERY) return fail_at(p, at, why.msg);
    return rc == NA_OK || no_memory(p);
}

/* The words of a phrase as operands of ~n: what stands between white space is one. */
static bool slop(parser *p, scope in, na_str text, uint32_t n, size_t at, na_qnode **out)
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
        if (!leaf(p, in, na_str_sub(text, i, end), true, at, &kid)) return false;
        if (!na_qlist_add(&p->q->arena, &kids, kid)) return no_memory(p);
    }
    if (kids.n < 2) return leaf(p, in, text, true, at, out); /* nothing can be between */
    if (!near(p, &op, &kids, out)) return false;
    (*out)->at = at;
    (*out)->text = na_arena_str(&p->q->arena, text);
    return (*out)->text.ptr || no_memory(p);
}

/* A quoted phrase at p->at, and the ~n directly behind it. */
static bool phrase(parser *p, scope in, size_t at, na_qnode **out)
{
    na_str text = take_quoted(p);
    size_t tilde = p->at, digits = tilde + 1, end;
    uint32_t n;
    p->typed = true;
    if (in.attr != NA_QATTR_NONE || !looking_at(p, '~'))
        return leaf(p, in, text, true, at, out);
    for (end = digits; end < p->s.len && p->s.ptr[end] >= '0' && p->s.ptr[end] <= '9';)
        end++;
    if (end == digits || end != na_qlex_word_end(p->s, tilde))
        return leaf(p, in, text, true, at, out);
    if (!na_qop_number(na_str_sub(p->s, digits, end), 0, &n))
        return fail_at(p, tilde, "~ takes a number from 0 to 10000, as in \"a b\"~3");
    p->at = end;
    *out = NULL;
    return slop(p, in, text, n, at, out);
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
    bool counting = p->counting;
    p->counting = false;
    p->depth++;
    p->typed = true;
    p->at++;
    if (!parse_or(p, in, out)) return false;
    if (looking_at(p, ')')) p->at++;
    p->depth--;
    p->counting = counting;
    return true;
}

/* What stands behind "field:". */
static bool field_value(parser *p, const na_qfield *f, size_t at, na_qnode **out)
{
    bool text = f->kind == NA_QF_TEXT || f->kind == NA_QF_ATTR;
    scope in = { f->mask, f->attr };
    if (text && looking_at(p, '(')) return group(p, in, out);
    size_t value_at = p->at;
    bool quoted = na_qlex_quote(p->s, p->at) > 0;
    na_str value;
    if (quoted && f->kind == NA_QF_TEXT) return phrase(p, in, at, out);
    if (quoted) {
        value = take_quoted(p);
    } else {
        p->at = na_qlex_word_end(p->s, p->at);
        value = na_str_sub(p->s, value_at, p->at);
    }
    if (text) return leaf(p, in, value, quoted, at, out);
    if (f->kind == NA_QF_SORT) return sort(p, value, value_at);
    if (f->kind == NA_QF_WORDS) return words(p, value, value_at, at, out);
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
    size_t at = p->at, end = na_qlex_word_end(p->s, at), colon = na_str_chr(p->s, ':', at);
    char after[80];
    if (colon != (size_t)-1 && colon < end) {
        na_str name = na_str_sub(p->s, at, colon), rest = na_str_sub(p->s, colon + 1, end);
        const na_qfield *f = na_qfield_find(name);
        bool attached = rest.len || (end < p->s.len && p->s.ptr[end] != ')' &&
                                     !na_qlex_space(p->s, end));
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
    /* An operator that has nothing beside it is a word; quoted, so that it stays one. */
    na_str text = na_str_sub(p->s, at, end);
    na_qop op;
    bool lone = na_qop_read(text, &op, NULL) != 0;
    if (lone) note(p, "", text, " has nothing on one side; taken as a word");
    p->at = end;
    return leaf(p, in, text, lone, at, out);
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
        begins = na_qlex_space(s, p->at - k) == k;
    bool alone = end == s.len || s.ptr[end] == ')' || na_qlex_space(s, end);
    if (end - p->at == 1 && begins && !alone) return false;
    p->typed = true;
    p->at = end;
    return true;
}

static bool at_end(const parser *p)
{
    return p->at >= p->s.len || (p->depth && p->s.ptr[p->at] == ')');
}

/* True when what follows p->at can be an operand. */
static bool operand_follows(parser *p)
{
    skip_space(p);
    return !at_end(p) && !operator_here(p, "OR") && !operator_here(p, "AND");
}

/* The operator of proximity at p->at; false for any other word. */
static bool near_here(parser *p, na_qop *op, na_err *why, int *rc)
{
    *rc = na_qop_read(na_str_sub(p->s, p->at, na_qlex_word_end(p->s, p->at)), op, why);
    return *rc != 0;
}

/* ATLEAST/n and what it counts. */
static bool atleast(parser *p, scope in, const na_qop *op, const na_err *wrong,
                    na_qnode **out)
{
    size_t at = p->at;
    na_qlist kids = { 0 };
    na_qnode *kid = NULL;
    p->at = na_qlex_word_end(p->s, at);
    if (!operand_follows(p)) {
        p->at = at;
        return word(p, in, out);
    }
    if (wrong->code < 0) return fail_at(p, at, wrong->msg);
    p->counting = true;
    if (!parse_unary(p, in, &kid)) return false;
    p->counting = false;
    if (!kid) return true;
    if (!na_qlist_add(&p->q->arena, &kids, kid)) return no_memory(p);
    if (!near(p, op, &kids, out)) return false;
    (*out)->at = at;
    return true;
}

static bool primary(parser *p, scope in, na_qnode **out)
{
    na_qop op;
    na_err why = { 0 };
    int rc;
    if (looking_at(p, '(')) return group(p, in, out);
    if (na_qlex_quote(p->s, p->at)) return phrase(p, in, p->at, out);
    if (!p->counting && near_here(p, &op, &why, &rc) && op.op == NA_NEAR_ATLEAST)
        return atleast(p, in, &op, &why, out);
    return word(p, in, out);
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
    if (!primary(p, in, out)) return false;
    if (*out && negated && !(*out = na_qnode_not(&p->q->arena, *out, at)))
        return no_memory(p);
    return true;
}

/* Operands with operators of proximity between them, from left to right; the same operator
 * again makes a chain. */
static bool parse_near(parser *p, scope in, na_qnode **out)
{
    na_qop op = { 0 }, last = { 0 };
    na_qlist kids = { 0 };
    na_err why = { 0 };
    int rc;
    if (!parse_unary(p, in, out)) return false;
    for (;;) {
        na_qnode *left = *out, *right = NULL;
        skip_space(p);
        size_t at = p->at;
        if (at_end(p) || !near_here(p, &op, &why, &rc) || op.op == NA_NEAR_ATLEAST) break;
        na_str name = na_str_sub(p->s, at, na_qlex_word_end(p->s, at));
        p->at += name.len;
        if (!operand_follows(p)) {
            p->at = at; /* a word */
            break;
        }
        if (rc < 0) return fail_at(p, at, why.msg);
        if (!parse_unary(p, in, &right)) return false;
        if (!left || !right) { /* something was there, but is nothing */
            note(p, "", name, " has nothing on one side and was left out");
            *out = left ? left : right;
            continue;
        }
        bool chain = kids.n > 0 && op.op == last.op && op.ordered == last.ordered &&
                     op.distance == last.distance;
        if (!chain) {
            kids = (na_qlist){ 0 };
            if (!na_qlist_add(&p->q->arena, &kids, *out)) return no_memory(p);
        }
        if (!na_qlist_add(&p->q->arena, &kids, right)) return no_memory(p);
        if (!near(p, &op, &kids, out)) return false;
        last = op;
    }
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
        if (!parse_near(p, in, &n)) return false;
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
