/* SPDX-License-Identifier: MIT */
/* alias.c - other names for the same thing, from files of the user's
 *
 * A member is read as a quoted phrase is; what a query's word or phrase is compared with
 * are the terms, so case, accents and punctuation do not matter.
 */
#include "base/limits.h"
#include "base/utf8.h"
#include "query/query_int.h"
#include "text/analyzer.h"
#include <stdio.h>
#include <stdlib.h>

#define MAX_GROUPS 1000u
#define MAX_MEMBERS 16u
#define MAX_TERMS 16u

struct na_aliases {
    na_arena arena;
    na_analyzer *an;
    na_qlist groups; /* OR nodes of phrases */
    bool sources;    /* names of sources alone */
};

/* -- reading --------------------------------------------------------------------------- */

int na_aliases_new(na_aliases **out, na_err *err)
{
    na_aliases *a = calloc(1, sizeof *a);
    int rc;

    *out = NULL;
    if (!a) return na_fail_nomem(err);
    if ((rc = na_analyzer_new(&a->an, err)) < 0)
        na_aliases_free(a);
    else
        *out = a;
    return rc;
}

void na_aliases_free(na_aliases *a)
{
    if (!a) return;
    na_analyzer_free(a->an);
    na_arena_release(&a->arena);
    free(a);
}

static int count_token(void *ctx, const na_token *t)
{
    (void)t;
    ++*(uint32_t *)ctx;
    return 0;
}

/* Letters and digits alone mean the same without quotation marks. */
static bool is_word(na_str s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c < 0x80 && !((c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z')))
            return false;
    }
    return !na_str_eqc(s, "AND") && !na_str_eqc(s, "OR") && !na_str_eqc(s, "NOT") &&
           na_qop_read(s, &(na_qop){ 0 }, NULL) == 0;
}

static int read_member(na_aliases *a, na_str text, const char *place, na_qlist *group,
                       na_err *err)
{
    na_qnode *n = na_qnode_new(&a->arena, NA_Q_PHRASE, 0);
    int rc;

    if (!n) return na_fail_nomem(err);
    if (group->n == MAX_MEMBERS)
        return na_fail(err, NA_EUSAGE, "%s: more than %u names", place, MAX_MEMBERS);
    n->text = na_arena_str(&a->arena, text);
    if (!n->text.ptr) return na_fail_nomem(err);
    rc = na_analyze_query(a->an, n->text, &a->arena, &n->terms, &n->nterms, err);
    if (rc == NA_OK) rc = na_analyze(a->an, n->text, count_token, &n->width, err);
    if (rc < 0) return rc;
    if (n->nterms == 0)
        return na_fail(err, NA_EUSAGE, "%s: a name without a letter or digit", place);
    if (n->nterms > MAX_TERMS || na_str_chr(text, '"', 0) != (size_t)-1)
        return na_fail(err, NA_EUSAGE, "%s: a name with %s", place,
                       n->nterms > MAX_TERMS ? "more than 16 words" : "a quotation mark");
    n->quoted = !is_word(text);
    return na_qlist_add(&a->arena, group, n) ? NA_OK : na_fail_nomem(err);
}

static int read_line(na_aliases *a, na_str line, const char *place, na_err *err)
{
    na_qlist group = { 0 };
    na_qnode *n;
    int rc = NA_OK;

    for (size_t at = 0; rc == NA_OK && at <= line.len;) {
        size_t end = na_str_chr(line, '=', at);
        if (end == (size_t)-1) end = line.len;
        rc = read_member(a, na_str_trim(na_str_sub(line, at, end)), place, &group, err);
        at = end + 1;
    }
    if (rc < 0) return rc;
    if (group.n < 2)
        return na_fail(err, NA_EUSAGE, "%s: names stand on one line with = between them",
                       place);
    if (a->groups.n == MAX_GROUPS)
        return na_fail(err, NA_EUSAGE, "%s: more than %u lines", place, MAX_GROUPS);
    if (!(n = na_qnode_new(&a->arena, NA_Q_OR, 0))) return na_fail_nomem(err);
    n->kids = group.v, n->nkids = group.n;
    return na_qlist_add(&a->arena, &a->groups, n) ? NA_OK : na_fail_nomem(err);
}

int na_aliases_read(na_aliases *a, na_str text, const char *name, na_err *err)
{
    char place[4200];
    na_str line;
    int rc = NA_OK;

    if (na_u8_valid(text) < text.len)
        return na_fail(err, NA_EUSAGE, "%s: not valid UTF-8", name);
    for (unsigned n = 1; rc == NA_OK && na_str_line(&text, &line); n++) {
        line = na_str_trim(line);
        if (line.len == 0 || line.ptr[0] == '#') continue;
        (void)snprintf(place, sizeof place, "%s:%u", name, n);
        rc = read_line(a, line, place, err);
    }
    return rc;
}

void na_aliases_of_sources(na_aliases *a) { a->sources = true; }

/* -- expanding a query ----------------------------------------------------------------- */

typedef struct expand {
    na_query *q;
    const na_aliases *a;
    size_t terms;
    na_err *err;
} expand;

static bool same_terms(const na_qnode *a, const na_qnode *b)
{
    bool same = a->kind == NA_Q_PHRASE && b->kind == NA_Q_PHRASE && a->nterms == b->nterms;

    for (size_t i = 0; same && i < a->nterms; i++)
        same = a->terms[i].offset == b->terms[i].offset &&
               a->terms[i].prefix == b->terms[i].prefix &&
               na_str_eq(a->terms[i].text, b->terms[i].text);
    return same;
}

static bool holds(const na_qlist *l, const na_qnode *n)
{
    for (size_t i = 0; i < l->n; i++)
        if (same_terms(l->v[i], n) && l->v[i]->fields == n->fields &&
            l->v[i]->quote == n->quote)
            return true;
    return false;
}

/* A copy of the other names in the query's arena, for the columns of n, behind l. */
static int add_names(expand *x, const na_qnode *n, const na_qnode *group, na_qlist *l)
{
    na_arena *arena = &x->q->arena;

    for (size_t i = 0; i < group->nkids; i++) {
        const na_qnode *m = group->kids[i];
        na_qnode *copy = na_qnode_new(arena, NA_Q_PHRASE, n->at);
        if (!copy) return na_fail_nomem(x->err);
        *copy = *m;
        copy->fields = n->fields;
        copy->quote = n->quote;
        copy->at = n->at;
        if (holds(l, copy)) continue;
        copy->text = na_arena_str(arena, m->text);
        copy->terms = na_arena_array(arena, m->nterms, sizeof *copy->terms);
        if (!copy->text.ptr || !copy->terms) return na_fail_nomem(x->err);
        for (size_t k = 0; k < m->nterms; k++) {
            copy->terms[k] = m->terms[k];
            copy->terms[k].text = na_arena_str(arena, m->terms[k].text);
            if (!copy->terms[k].text.ptr) return na_fail_nomem(x->err);
        }
        if ((x->terms += m->nterms) > NA_QUERY_TERMS)
            return na_fail(x->err, NA_EQUERY,
                           "with its aliases the query has over %u terms", NA_QUERY_TERMS);
        if (!na_qlist_add(arena, l, copy)) return na_fail_nomem(x->err);
    }
    return NA_OK;
}

/* n, or an OR of it and its other names: not of a single word in quotation marks. */
static int names_of(expand *x, na_qnode *n, na_qlist *l)
{
    const na_qlist *groups = &x->a->groups;
    int rc = NA_OK;

    if (!na_qlist_add(&x->q->arena, l, n)) return na_fail_nomem(x->err);
    if (n->kind != NA_Q_PHRASE || n->exact) return NA_OK;
    if (x->a->sources ? n->fields != NA_F_SOURCE : n->quoted && n->nterms == 1)
        return NA_OK;
    for (size_t i = 0; rc == NA_OK && i < groups->n; i++) {
        bool is = false;
        for (size_t k = 0; !is && k < groups->v[i]->nkids; k++)
            is = same_terms(n, groups->v[i]->kids[k]);
        if (is) rc = add_names(x, n, groups->v[i], l);
    }
    return rc;
}

int na_aliases_first(const na_aliases *a, na_str name, na_str *out, na_err *err)
{
    na_qnode n = { .kind = NA_Q_PHRASE };
    na_arena arena = { 0 };
    int rc = NA_OK;

    *out = name;
    if (a->groups.n > 0)
        rc = na_analyze_query(a->an, name, &arena, &n.terms, &n.nterms, err);
    for (size_t i = 0; rc == NA_OK && n.nterms > 0 && i < a->groups.n; i++)
        for (size_t k = 0; k < a->groups.v[i]->nkids; k++) {
            if (!same_terms(&n, a->groups.v[i]->kids[k])) continue;
            *out = a->groups.v[i]->kids[0]->text;
            goto done;
        }
done:
    na_arena_release(&arena);
    return rc;
}

static size_t count_terms(const na_qnode *n)
{
    size_t sum = n->nterms;
    for (size_t i = 0; i < n->nkids; i++) sum += count_terms(n->kids[i]);
    return sum;
}

static int expand_node(expand *x, na_qnode **io)
{
    na_qnode *n = *io;
    na_qlist l = { 0 };
    int rc = NA_OK;

    if (n->kind == NA_Q_PHRASE) {
        if ((rc = names_of(x, n, &l)) < 0 || l.n == 1) return rc;
        return na_qnode_join(&x->q->arena, NA_Q_OR, &l, io) ? NA_OK : na_fail_nomem(x->err);
    }
    if (n->kind == NA_Q_NEAR && n->op == NA_NEAR_SLOP) return NA_OK;
    for (size_t i = 0; rc == NA_OK && i < n->nkids; i++) {
        /* An OR gets the names that it has not got. */
        if (n->kind == NA_Q_OR && n->kids[i]->kind == NA_Q_PHRASE) {
            const na_qlist own = { n->kids, n->nkids, n->nkids };
            na_qlist more = { 0 };
            if ((rc = names_of(x, n->kids[i], &more)) < 0) return rc;
            for (size_t k = 0; k < more.n; k++) {
                if (k > 0 && (holds(&l, more.v[k]) || holds(&own, more.v[k]))) continue;
                if (!na_qlist_add(&x->q->arena, &l, more.v[k]))
                    return na_fail_nomem(x->err);
            }
            continue;
        }
        rc = expand_node(x, &n->kids[i]);
        if (rc == NA_OK && !na_qlist_add(&x->q->arena, &l, n->kids[i]))
            rc = na_fail_nomem(x->err);
    }
    if (rc == NA_OK && n->kind == NA_Q_OR) n->kids = l.v, n->nkids = l.n;
    return rc;
}

int na_query_alias(na_query *q, const na_aliases *a, na_err *err)
{
    expand x = { .q = q, .a = a, .terms = count_terms(q->root), .err = err };

    return a->groups.n > 0 ? expand_node(&x, &q->root) : NA_OK;
}
