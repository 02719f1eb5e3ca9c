/* SPDX-License-Identifier: MIT */
/* agency.c - the agencies that a query names */
#include "base/log.h"
#include "base/utf8.h"
#include "query/query_int.h"
#include "text/cite.h"
#include <stdio.h>

static void note(na_query *q, const na_qnode *n, na_str near)
{
    char shown[160], other[160], line[400];
    size_t len, other_len;
    const char *kept;

    if (q->nnotes == NA_QUERY_NOTES) return;
    len = na_escape(na_str_sub(n->text, 0, na_u8_floor(n->text, 60)), false, shown,
                    sizeof shown - 1);
    shown[len] = '\0';
    other_len = na_escape(near, false, other, sizeof other - 1);
    other[other_len] = '\0';
    snprintf(line, sizeof line, "cites: no agency is known as %s%s%s%s", shown,
             near.len ? " (did you mean " : "", other, near.len ? "?)" : "");
    kept = na_arena_cstr(&q->arena, na_str_c(line));
    if (kept) q->notes[q->nnotes++] = kept;
}

static int name_node(na_query *q, na_qnode *n, const na_cite_rules *r, bool *any,
                     na_err *err)
{
    na_str near = { 0 };
    int agency, rc = NA_OK;

    for (size_t i = 0; rc == NA_OK && i < n->nkids; i++)
        rc = name_node(q, n->kids[i], r, any, err);
    if (n->kind != NA_Q_ATTR || n->attr != NA_QATTR_CITES) return rc;
    *any = true;
    if (!r || n->prefix) return rc;
    agency = na_cite_rules_find(r, n->text, &near);
    if (agency < 0)
        note(q, n, near);
    else if (!(n->text = na_arena_str(&q->arena, na_cite_rules_name(r, (size_t)agency)))
                  .ptr)
        rc = na_fail_nomem(err);
    return rc;
}

int na_query_agencies(na_query *q, const na_cite_rules *rules, bool *cites_out, na_err *err)
{
    bool any = false;
    int rc = name_node(q, q->root, rules, &any, err);

    if (cites_out) *cites_out = any;
    return rc;
}
