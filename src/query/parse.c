/* SPDX-License-Identifier: MIT */
/* Recursive descent straight over the bytes; parentheses are the only recursion and are
 * counted. The grammar is in doc/query.md. What cannot be read as meant is left out rather
 * than refused, so each function gives a node or NULL ("nothing was left"), and false only
 * for a real error. */
#include "base/limits.h"
#include "base/utf8.h"
#include "query/parse_int.h"
#include "text/analyzer.h"
#include <stdio.h>
#include <stdlib.h>

static bool parse_or(na_parser *p, na_scope in, na_qnode **out);
static bool parse_unary(na_parser *p, na_scope in, na_qnode **out);

/* --- bytes ---------------------------------------------------------------------------- */

static void skip_space(na_parser *p)
{
    for (size_t n; (n = na_qlex_space(p->s, p->at)) > 0;) p->at += n;
}

static bool operator_here(const na_parser *p, const char *name)
{
    return na_str_eqc(na_str_sub(p->s, p->at, na_qlex_word_end(p->s, p->at)), name);
}

/* --- structure ------------------------------------------------------------------------ */

static bool group(na_parser *p, na_scope in, na_qnode **out)
{
    if (p->depth == NA_QUERY_LEVELS)
        return na_parse_fail(p, p->at, "the query has more than 64 levels of parentheses");
    bool counting = p->counting;
    p->counting = false;
    p->depth++;
    p->typed = true;
    p->at++;
    if (!parse_or(p, in, out)) return false;
    if (na_parse_looking_at(p, ')')) p->at++;
    p->depth--;
    p->counting = counting;
    return true;
}

static bool field_value(na_parser *p, na_scope outer, const na_qfield *f, size_t at,
                        na_qnode **out);

/* was: and removed: take what a text field takes, in the columns around them. */
static bool past_value(na_parser *p, na_scope outer, const na_qfield *f, size_t at,
                       na_qnode **out)
{
    const na_qfield text = { f->name, NA_QF_TEXT,
                             outer.attr == NA_QATTR_NONE ? outer.fields : NA_F_DEFAULT,
                             NA_QATTR_NONE, f->help };
    na_qnode *kid = NULL;

    if (!field_value(p, outer, &text, at, &kid)) return false;
    return na_parse_was(p, f->kind == NA_QF_REMOVED, kid, at, out);
}

/* What stands behind "field:". */
static bool field_value(na_parser *p, na_scope outer, const na_qfield *f, size_t at,
                        na_qnode **out)
{
    bool text = f->kind == NA_QF_TEXT || f->kind == NA_QF_ATTR || f->kind == NA_QF_QUOTE;
    na_scope in = { f->mask, f->attr, outer.quote };
    if (f->kind == NA_QF_WAS || f->kind == NA_QF_REMOVED)
        return past_value(p, outer, f, at, out);
    if (f->kind == NA_QF_QUOTE) {
        in.fields = outer.attr == NA_QATTR_NONE ? outer.fields & NA_F_DEFAULT : 0;
        if (in.fields == 0) in.fields = NA_F_DEFAULT;
        in.quote = true;
    }
    if (text && na_parse_looking_at(p, '(')) return group(p, in, out);
    size_t value_at = p->at;
    bool quoted = na_qlex_quote(p->s, p->at) > 0;
    na_str value;
    if (quoted && text && f->kind != NA_QF_ATTR) return na_parse_phrase(p, in, at, out);
    if (quoted) {
        value = na_qlex_quoted(p->s, &p->at);
    } else {
        p->at = na_qlex_word_end(p->s, p->at);
        value = na_str_sub(p->s, value_at, p->at);
    }
    if (text && na_str_eqc(value, "=") && na_qlex_quote(p->s, p->at))
        return na_parse_exact(p, in, at, out);
    size_t colon = quoted || f->kind == NA_QF_ATTR ? (size_t)-1 : na_str_chr(value, ':', 0);
    if (colon != (size_t)-1 && colon + 1 < value.len &&
        na_qfield_find(na_str_sub(value, 0, colon))) {
        char after[160];
        snprintf(after, sizeof after, " is taken as words (did you mean %s:(%.*s)?)",
                 f->name, value.len < 60 ? (int)value.len : 60, value.ptr);
        na_parse_note(p, "", value, after);
    }
    if (text) return na_parse_leaf(p, in, value, quoted, at, out);
    if (f->kind == NA_QF_SORT) return na_parse_sort(p, value, value_at);
    if (f->kind == NA_QF_REVISIONS) return na_parse_revisions(p, value, value_at);
    if (f->kind == NA_QF_CHANGED) return na_parse_changed(p, value, value_at, at, out);
    if (f->kind == NA_QF_WORDS) return na_parse_words(p, value, value_at, at, out);
    return na_parse_date(p, f, value, at, out);
}

/* Behind the name of what is no field, with the one that was meant. */
static const char *no_field(na_str name, char after[80])
{
    na_str best = na_qhint_field(name);

    snprintf(after, 80, ": is not a field; taken as a word%s%.*s%s",
             best.len ? " (did you mean " : "", NA_STR_ARG(best), best.len ? ":?)" : "");
    return after;
}

/* A word that is read as one, and may have been meant otherwise. */
static void doubt(na_parser *p, na_str text)
{
    size_t tilde = na_str_chr(text, '~', 0);
    char meant[64], after[160];

    if (na_qhint_operator(text, meant)) {
        snprintf(after, sizeof after, " is taken as a word (did you mean %s?)", meant);
        na_parse_note(p, "", text, after);
    } else if (tilde != (size_t)-1 && tilde > 0 && tilde + 1 < text.len &&
               na_str_chr(text, '/', 0) == (size_t)-1) {
        na_parse_note(
            p, "", text,
            " is taken as words; ~ and a number stand behind a phrase, \"a b\"~3");
    }
}

/* A word, and "field:" with what belongs to it. */
static bool word(na_parser *p, na_scope in, na_qnode **out)
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
            return field_value(p, in, f, at, out);
        }
        if (f)
            na_parse_note(p, "", name,
                          ": has nothing directly behind its colon; taken as a word");
        else if (rest.len && rest.ptr[0] != '/' && name.len &&
                 strspn(name.ptr,
                        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_") ==
                     name.len)
            na_parse_note(p, "", name, no_field(name, after));
    }
    /* An operator that has nothing beside it is a word; quoted, so that it stays one. */
    na_str text = na_str_sub(p->s, at, end);
    na_qop op;
    if (na_str_eqc(text, "=") && na_qlex_quote(p->s, end)) {
        p->at = end;
        return na_parse_exact(p, in, at, out);
    }
    bool lone = na_qop_read(text, &op, NULL) != 0;
    if (lone) na_parse_note(p, "", text, " has nothing on one side; taken as a word");
    if (!lone && in.attr == NA_QATTR_NONE) doubt(p, text);
    p->at = end;
    return na_parse_leaf(p, in, text, lone, at, out);
}

/* True when dashes at p->at are punctuation, which are then passed: more than one, followed
 * by nothing, or not at the beginning of something. */
static bool idle_dashes(na_parser *p)
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

static bool at_end(const na_parser *p)
{
    return p->at >= p->s.len || (p->depth && p->s.ptr[p->at] == ')');
}

/* True when what follows p->at can be an operand. */
static bool operand_follows(na_parser *p)
{
    skip_space(p);
    return !at_end(p) && !operator_here(p, "OR") && !operator_here(p, "AND");
}

/* The operator of proximity at p->at; false for any other word. */
static bool near_here(na_parser *p, na_qop *op, na_err *why, int *rc)
{
    *rc = na_qop_read(na_str_sub(p->s, p->at, na_qlex_word_end(p->s, p->at)), op, why);
    return *rc != 0;
}

/* ATLEAST/n and what it counts. */
static bool atleast(na_parser *p, na_scope in, const na_qop *op, const na_err *wrong,
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
    if (wrong->code < 0) return na_parse_fail(p, at, wrong->msg);
    p->counting = true;
    if (!parse_unary(p, in, &kid)) return false;
    p->counting = false;
    if (!kid) return true;
    if (!na_qlist_add(&p->q->arena, &kids, kid)) return na_parse_no_memory(p);
    if (!na_parse_near(p, in, op, &kids, out)) return false;
    (*out)->at = at;
    return true;
}

static bool primary(na_parser *p, na_scope in, na_qnode **out)
{
    na_qop op;
    na_err why = { 0 };
    int rc;
    if (na_parse_looking_at(p, '(')) return group(p, in, out);
    if (na_qlex_quote(p->s, p->at)) return na_parse_phrase(p, in, p->at, out);
    if (!p->counting && near_here(p, &op, &why, &rc) && op.op == NA_NEAR_ATLEAST)
        return atleast(p, in, &op, &why, out);
    return word(p, in, out);
}

/* NOT and - before a word, phrase or group. */
static bool parse_unary(na_parser *p, na_scope in, na_qnode **out)
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
        } else if (na_parse_looking_at(p, '-')) {
            if (idle_dashes(p)) continue;
            p->at++;
            negated = !negated;
        } else if (na_parse_looking_at(p, ')')) { /* closes nothing */
            p->at++;
            p->typed = true;
        } else {
            break;
        }
    }
    if (!primary(p, in, out)) return false;
    if (*out && negated && !(*out = na_qnode_not(&p->q->arena, *out, at)))
        return na_parse_no_memory(p);
    return true;
}

/* Operands with operators of proximity between them, from left to right; the same operator
 * again makes a chain. */
static bool parse_near(na_parser *p, na_scope in, na_qnode **out)
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
        if (rc < 0) return na_parse_fail(p, at, why.msg);
        if (!parse_unary(p, in, &right)) return false;
        if (!left || !right) { /* something was there, but is nothing */
            na_parse_note(p, "", name, " has nothing on one side and was left out");
            *out = left ? left : right;
            continue;
        }
        bool chain = kids.n > 0 && op.op == last.op && op.ordered == last.ordered &&
                     op.distance == last.distance;
        if (!chain) {
            kids = (na_qlist){ 0 };
            if (!na_qlist_add(&p->q->arena, &kids, *out)) return na_parse_no_memory(p);
        }
        if (!na_qlist_add(&p->q->arena, &kids, right)) return na_parse_no_memory(p);
        if (!na_parse_near(p, in, &op, &kids, out)) return false;
        last = op;
    }
    return true;
}

static bool parse_and(na_parser *p, na_scope in, na_qnode **out)
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
        if (!na_qlist_add(&p->q->arena, &list, n)) return na_parse_no_memory(p);
    }
    return na_qnode_join(&p->q->arena, NA_Q_AND, &list, out) || na_parse_no_memory(p);
}

/* Something else than another OR, or the end, follows the OR at p->at. */
static bool operand_behind(const na_parser *p)
{
    na_parser q = *p;

    q.at += 2;
    skip_space(&q);
    return !at_end(&q) && !operator_here(&q, "OR");
}

static bool parse_or(na_parser *p, na_scope in, na_qnode **out)
{
    na_qlist list = { 0 };
    for (;;) {
        na_qnode *n = NULL;
        if (!parse_and(p, in, &n)) return false;
        if (!na_qlist_add(&p->q->arena, &list, n)) return na_parse_no_memory(p);
        if (at_end(p)) break;
        if ((!n && list.n == 0) || !operand_behind(p))
            na_parse_note(p, "", na_str_sub(p->s, p->at, p->at + 2),
                          " has nothing on one side and was left out");
        p->at += 2; /* only OR stops parse_and before the end */
        p->typed = true;
    }
    return na_qnode_join(&p->q->arena, NA_Q_OR, &list, out) || na_parse_no_memory(p);
}

int na_query_parse(na_query **out, na_str text, int64_t now, size_t *error_at, na_err *err)
{
    na_parser p = { .s = text, .now = now, .err = err };
    const na_scope anywhere = { NA_F_DEFAULT, NA_QATTR_NONE, false };
    *out = NULL;
    if (!text.ptr) p.s = NA_STR("");
    if (text.len > NA_QUERY_BYTES) {
        na_parse_fail(&p, NA_QUERY_BYTES, "the query is longer than 64 KiB");
        goto done;
    }
    size_t valid = na_u8_valid(text);
    if (valid < text.len) {
        na_parse_fail(&p, valid, "the query is not valid UTF-8 from here");
        goto done;
    }
    p.q = calloc(1, sizeof *p.q);
    if (!p.q) {
        na_parse_no_memory(&p);
        goto done;
    }
    if ((p.rc = na_analyzer_new(&p.an, err)) < 0) goto done;
    if (!parse_or(&p, anywhere, &p.q->root)) goto done;
    if (!p.q->root) {
        p.q->root = na_qnode_new(&p.q->arena, p.typed ? NA_Q_NONE : NA_Q_ALL, 0);
        if (!p.q->root) {
            na_parse_no_memory(&p);
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
na_qrevisions na_query_revisions(const na_query *q) { return q->revisions; }

const char *na_query_note(const na_query *q, size_t i)
{
    return i < q->nnotes ? q->notes[i] : NULL;
}
