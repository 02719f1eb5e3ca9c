/* SPDX-License-Identifier: MIT */
/* The operators of proximity: their spelling, and what may stand beside them. */
#include "query/query_int.h"
#include <stdio.h>

static const struct {
    const char *name;
    na_qnear op;
    bool ordered, any_case;
} spellings[] = {
    { "NEAR/", NA_NEAR_WORDS, false, false },
    { "w/", NA_NEAR_WORDS, false, true },
    { "PRE/", NA_NEAR_WORDS, true, false },
    { "ATLEAST/", NA_NEAR_ATLEAST, false, false },
};

bool na_qop_number(na_str digits, uint32_t least, uint32_t *out)
{
    uint32_t v = 0;
    if (digits.len == 0) return false;
    for (size_t i = 0; i < digits.len; i++) {
        v = v * 10 + (uint32_t)(digits.ptr[i] - '0');
        if (v > NA_NEAR_MAX) return false;
    }
    *out = v;
    return v >= least;
}

int na_qop_read(na_str word, na_qop *out, na_err *why)
{
    *out = (na_qop){ .op = NA_NEAR_WORDS, .distance = NA_NEAR_DEFAULT };
    if (na_str_eqc(word, "NEAR")) return 1;
    out->distance = 0;
    out->op = NA_NEAR_SENTENCE;
    if (na_str_ieq(word, NA_STR("/s"))) return 1;
    out->op = NA_NEAR_PARAGRAPH;
    if (na_str_ieq(word, NA_STR("/p"))) return 1;
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
        na_str name = na_str_c(spellings[i].name), head = na_str_sub(word, 0, name.len);
        na_str n = na_str_sub(word, name.len, word.len);
        if (spellings[i].any_case ? !na_str_ieq(head, name) : !na_str_eq(head, name))
            continue;
        for (size_t k = 0; k < n.len; k++)
            if (n.ptr[k] < '0' || n.ptr[k] > '9') return 0;
        if (n.len == 0) return 0;
        out->op = spellings[i].op;
        out->ordered = spellings[i].ordered;
        if (na_qop_number(n, 1, &out->distance)) return 1;
        return na_fail(why, NA_EQUERY, "%s takes a number from 1 to %u, as %s5",
                       spellings[i].name, NA_NEAR_MAX, spellings[i].name);
    }
    return 0;
}

static void op_name(const na_qop *op, char out[32])
{
    switch (op->op) {
    case NA_NEAR_SENTENCE:
        snprintf(out, 32, "/s");
        break;
    case NA_NEAR_PARAGRAPH:
        snprintf(out, 32, "/p");
        break;
    case NA_NEAR_SLOP:
        snprintf(out, 32, "~%u", op->distance);
        break;
    case NA_NEAR_ATLEAST:
        snprintf(out, 32, "ATLEAST/%u", op->distance);
        break;
    case NA_NEAR_WORDS:
        snprintf(out, 32, "%s/%u", op->ordered ? "PRE" : "NEAR", op->distance);
        break;
    }
}

void na_qop_name(const na_qnode *n, char out[32])
{
    op_name(&(na_qop){ n->op, n->ordered, n->distance }, out);
}

/* The node within n that has no place in the text of an article, and NULL when all have. */
static const na_qnode *placeless(const na_qnode *n)
{
    if (n->kind == NA_Q_PHRASE) return NULL;
    if (n->kind == NA_Q_NEAR) return n->op == NA_NEAR_ATLEAST ? n : NULL;
    if (n->kind != NA_Q_OR) return n;
    for (size_t i = 0; i < n->nkids; i++) {
        const na_qnode *bad = placeless(n->kids[i]);
        if (bad) return bad;
    }
    return NULL;
}

static uint32_t fields_of(const na_qnode *n)
{
    uint32_t mask = 0;
    if (n->kind != NA_Q_OR) return n->fields;
    for (size_t i = 0; i < n->nkids; i++) mask |= fields_of(n->kids[i]);
    return mask;
}

static int refuse(const na_qnode *bad, const char *op, bool atleast, na_err *why)
{
    const char *as = atleast ? "(a)" : " b", *before = atleast ? "" : "a ";
    if (bad->kind == NA_Q_NOT)
        return na_fail(why, NA_EQUERY,
                       "what is excluded is nowhere, so %s cannot be beside it; write "
                       "-(%s%s%s), or %s%s%s -c",
                       op, before, op, as, before, op, as);
    if (bad->kind == NA_Q_AND)
        return na_fail(why, NA_EQUERY,
                       "%s takes a word, a phrase or (a OR b), not several words; write "
                       "(%s%s%s) c, or quote them",
                       op, before, op, as);
    if (bad->kind == NA_Q_NEAR)
        return na_fail(why, NA_EQUERY,
                       "%s cannot have ATLEAST beside it; write "
                       "(%s%s%s) ATLEAST/2(c)",
                       op, before, op, as);
    return na_fail(
        why, NA_EQUERY,
        "%s takes words, not a filter on articles; write (%s%s%s) and the filter "
        "behind it",
        op, before, op, as);
}

int na_qnode_near(na_arena *a, const na_qop *op, const na_qlist *kids, na_qnode **out,
                  size_t *at_out, na_err *why)
{
    bool atleast = op->op == NA_NEAR_ATLEAST;
    bool body = op->op == NA_NEAR_SENTENCE || op->op == NA_NEAR_PARAGRAPH;
    uint32_t fields = body ? NA_F_BODY : UINT32_MAX;
    char name[32];

    op_name(op, name);
    *out = NULL;
    for (size_t i = 0; i < kids->n; i++) {
        const na_qnode *bad = placeless(kids->v[i]);
        *at_out = bad ? bad->at : kids->v[i]->at;
        if (bad) return refuse(bad, name, atleast, why);
        fields &= fields_of(kids->v[i]);
        if (fields == 0 && body)
            return na_fail(why, NA_EQUERY,
                           "%s is about sentences and paragraphs of the text; "
                           "write body:(a %s b), or title:(a NEAR/5 b)",
                           name, name);
        if (fields == 0)
            return na_fail(why, NA_EQUERY,
                           "%s finds words of one field; write "
                           "title:(a %s b), or a b for both",
                           name, name);
    }
    *out = na_qnode_new(a, NA_Q_NEAR, kids->v[0]->at);
    if (!*out) return na_fail_nomem(why);
    (*out)->op = op->op;
    (*out)->ordered = op->ordered;
    (*out)->distance = op->distance;
    (*out)->fields = fields;
    (*out)->kids = kids->v;
    (*out)->nkids = kids->n;
    return NA_OK;
}
