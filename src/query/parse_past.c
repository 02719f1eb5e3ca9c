/* SPDX-License-Identifier: MIT */
/* What a query says about revisions: which of them are looked at, and what they changed. */
#include "query/parse_int.h"
#include <stdio.h>

bool na_parse_revisions(na_parser *p, na_str value, size_t at)
{
    static const char *const known[] = { "latest", "all", "first", NULL };
    char meant[64], why[128];

    value = na_str_trim(value);
    for (int i = NA_REVISIONS_LATEST; i <= NA_REVISIONS_FIRST; i++) {
        if (!na_str_ieq(value, na_str_c(na_qrevisions_name((na_qrevisions)i)))) continue;
        if (p->q->has_revisions && p->q->revisions != (na_qrevisions)i)
            na_parse_note(p, "revisions: was given twice; it is ", value, "");
        p->q->revisions = (na_qrevisions)i;
        p->q->has_revisions = true;
        return true;
    }
    snprintf(why, sizeof why, "revisions: is latest, all or first%s",
             na_qhint_word(value, known, meant));
    return na_parse_fail(p, at, why);
}

bool na_parse_changed(na_parser *p, na_str value, size_t value_at, size_t at,
                      na_qnode **out)
{
    static const char *const known[] = { "title", "deck",    "body", "author", "source",
                                         "tag",   "section", "any",  NULL };
    const na_qfield *f;
    char meant[64], why[192];
    na_qnode *n;

    p->typed = true;
    value = na_str_trim(value);
    f = na_qfield_find(value);
    if (!na_str_ieq(value, NA_STR("any")) && (!f || f->kind != NA_QF_TEXT)) {
        snprintf(why, sizeof why,
                 "changed: is title, deck, body, author, source, tag, section or any%s",
                 na_qhint_word(value, known, meant));
        return na_parse_fail(p, value_at, why);
    }
    if (!(n = na_qnode_new(&p->q->arena, NA_Q_CHANGED, at))) return na_parse_no_memory(p);
    n->fields = f && f->kind == NA_QF_TEXT ? f->mask : NA_F_ANY;
    *out = n;
    return na_parse_count(p, 1, at);
}

/* By itself, the text would be read as something else than a word: in quotation marks
 * not. */
static bool is_no_word(na_str s)
{
    return (s.len > 0 && s.ptr[0] == '-') || na_str_chr(s, ':', 0) != (size_t)-1 ||
           na_str_eqc(s, "AND") || na_str_eqc(s, "OR") || na_str_eqc(s, "NOT") ||
           na_qop_read(s, &(na_qop){ 0 }, NULL) != 0;
}

bool na_parse_was(na_parser *p, bool removed, na_qnode *kid, size_t at, na_qnode **out)
{
    na_arena *a = &p->q->arena;
    na_qlist both = { 0 };
    na_qnode *was, *is;

    *out = NULL;
    if (!kid) return true;
    if (kid->kind == NA_Q_PHRASE && kid->fields == NA_F_DEFAULT && is_no_word(kid->text))
        kid->quoted = true;
    if (!(was = na_qnode_was(a, kid, at))) return na_parse_no_memory(p);
    *out = was;
    if (!removed) return true;
    /* The tree is one: what is no more is looked for in the article as it is. */
    if (!(is = na_qnode_not(a, kid, at))) return na_parse_no_memory(p);
    if (!na_qlist_add(a, &both, was) || !na_qlist_add(a, &both, is))
        return na_parse_no_memory(p);
    return na_qnode_join(a, NA_Q_AND, &both, out) || na_parse_no_memory(p);
}
