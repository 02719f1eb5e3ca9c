/* SPDX-License-Identifier: MIT */
#include "cli/explain.h"
#include "base/time.h"
#include "text/analyzer.h"
#include <stdio.h>

static const char *const field_names[] = { "title",  "deck", "body",   "author",
                                           "source", "tag",  "section" };

static const char *kind_of(const na_qnode *n)
{
    static const char *const nears[] = { "near", "slop", "sentence", "paragraph",
                                         "atleast" };
    switch (n->kind) {
    case NA_Q_ALL:
        return "all";
    case NA_Q_NONE:
        return "none";
    case NA_Q_PHRASE:
        return n->nterms > 1 ? "phrase" : n->terms[0].prefix ? "prefix" : "word";
    case NA_Q_AND:
        return "and";
    case NA_Q_OR:
        return "or";
    case NA_Q_NOT:
        return "not";
    case NA_Q_RANGE:
        return "date";
    case NA_Q_ATTR:
        return "attribute";
    case NA_Q_WORDS:
        return "words";
    case NA_Q_WAS:
        return "was";
    case NA_Q_CHANGED:
        return "changed";
    case NA_Q_NEAR:
        return n->op == NA_NEAR_WORDS && n->ordered ? "pre" : nears[n->op];
    default:
        return "filter";
    }
}

static bool has_distance(const na_qnode *n)
{
    return n->kind == NA_Q_NEAR && n->op != NA_NEAR_SENTENCE && n->op != NA_NEAR_PARAGRAPH;
}

static const char *attr_of(const na_qnode *n)
{
    size_t k;
    const na_qfield *f = na_query_fields(&k);

    for (size_t i = 0; i < k; i++)
        if (f[i].kind == NA_QF_ATTR && f[i].attr == n->attr) return f[i].name;
    return "?";
}

/* One end of a range of times; "" where it is open. */
static const char *end_of(int64_t t, char out[32])
{
    if (t == NA_QTIME_MIN || t == NA_QTIME_MAX)
        out[0] = 0;
    else
        na_rfc3339_utc(t, out);
    return out;
}

/* -- text ------------------------------------------------------------------------------ */

static void put_node(na_buf *b, const na_qnode *n, int depth)
{
    na_buf_printf(b, "%*s%s", 2 * depth + 2, "", kind_of(n));
    if (has_distance(n)) na_buf_printf(b, "/%lu", (unsigned long)n->distance);
    if (n->kind == NA_Q_ATTR) na_buf_printf(b, " %s:", attr_of(n));
    if (n->kind == NA_Q_PHRASE || n->kind == NA_Q_ATTR) {
        if (n->kind == NA_Q_PHRASE) na_buf_putc(b, ' ');
        na_buf_str(b, n->text);
    }
    if (n->kind == NA_Q_RANGE) {
        char from[32], to[32];
        na_buf_printf(b, " %s..%s", end_of(n->from, from), end_of(n->to, to));
    }
    if ((n->kind == NA_Q_PHRASE || n->kind == NA_Q_CHANGED) && n->fields != NA_F_DEFAULT)
        for (int i = 0; i < 7; i++)
            if (n->fields >> i & 1) na_buf_printf(b, " %s:", field_names[i]);
    na_buf_putc(b, '\n');
    for (size_t i = 0; i < n->nkids; i++) put_node(b, n->kids[i], depth + 1);
}

static void put_part(na_buf *b, const na_explain_part *p)
{
    na_buf_printf(b, "    %s: %llu articles", p->volume, (unsigned long long)p->articles);
    if (p->nwords > 0) na_buf_printf(b, ", %llu postings", (unsigned long long)p->postings);
    na_buf_printf(b, ", %llu leaves, %.2f ms\n", (unsigned long long)p->leaves, p->ms);
    if (p->nwords == 0) return;
    na_buf_puts(b, "      ");
    for (size_t i = 0; i < p->nwords; i++) {
        if (i) na_buf_puts(b, ", ");
        na_buf_str(b, p->word[i].word);
        na_buf_printf(b, " %llu", (unsigned long long)p->word[i].articles);
    }
    na_buf_putc(b, '\n');
}

static void put_term(na_buf *b, const na_explain_term *t)
{
    na_buf_printf(b, "  %s", kind_of(t->node));
    if (has_distance(t->node)) na_buf_printf(b, "/%lu", (unsigned long)t->node->distance);
    if (t->node->text.len > 0) na_buf_putc(b, ' ');
    na_buf_str(b, t->node->text);
    na_buf_printf(b, ": %llu articles\n", (unsigned long long)t->articles);
    if (t->nstems > 0) {
        na_buf_puts(b, "    stems ");
        for (size_t i = 0; i < t->nstems; i++) {
            na_buf_printf(b, "%s%s:", i ? " " : "", t->stem[i].lang);
            na_buf_str(b, t->stem[i].stem);
        }
        na_buf_putc(b, '\n');
    }
    for (size_t i = 0; i < t->nparts; i++) put_part(b, &t->part[i]);
}

int explain_print(na_emit *e, const na_explain *x, const na_query *q, na_str canonical,
                  na_err *err)
{
    na_buf b;
    int rc;

    na_buf_init(&b, 64 * NA_MIB);
    na_buf_puts(&b, "query ");
    na_buf_str(&b, canonical);
    na_buf_puts(&b, "\nlanguages");
    for (size_t i = 0; x->lang[i]; i++) na_buf_printf(&b, " %s", x->lang[i]);
    na_buf_puts(&b, "\ntree\n");
    put_node(&b, na_query_root(q), 0);
    if (x->nterms > 0) na_buf_puts(&b, "terms\n");
    for (size_t i = 0; i < x->nterms; i++) put_term(&b, &x->term[i]);
    if (x->nskips > 0) na_buf_puts(&b, "skipped\n");
    for (size_t i = 0; i < x->nskips; i++)
        na_buf_printf(&b, "  %s: %s\n", x->skip[i].volume, x->skip[i].why);
    na_buf_putc(&b, '\n');
    if ((rc = na_buf_check(&b, "explanation", err)) == NA_OK) {
        na_emit_text(e, na_buf_get(&b));
        rc = na_emit_status(e);
    }
    na_buf_release(&b);
    return rc;
}

/* -- JSON ------------------------------------------------------------------------------ */

static void emit_node(na_emit *e, const na_qnode *n)
{
    na_emit_object(e);
    na_emit_kv(e, "kind", na_str_c(kind_of(n)));
    if (has_distance(n)) na_emit_kv_int(e, "distance", n->distance);
    if (n->kind == NA_Q_ATTR) na_emit_kv(e, "field", na_str_c(attr_of(n)));
    na_emit_kv_opt(e, "text", n->text);
    if (n->kind == NA_Q_RANGE) {
        char at[32];
        na_emit_kv_opt(e, "from", na_str_c(end_of(n->from, at)));
        na_emit_kv_opt(e, "to", na_str_c(end_of(n->to, at)));
    }
    if (n->kind == NA_Q_PHRASE || n->kind == NA_Q_CHANGED) {
        na_emit_key(e, "fields");
        na_emit_array(e);
        for (int i = 0; i < 7; i++)
            if (n->fields >> i & 1) na_emit_str(e, na_str_c(field_names[i]));
        na_emit_end(e);
    }
    if (n->nkids > 0) {
        na_emit_key(e, "kids");
        na_emit_array(e);
        for (size_t i = 0; i < n->nkids; i++) emit_node(e, n->kids[i]);
        na_emit_end(e);
    }
    na_emit_end(e);
}

static void emit_part(na_emit *e, const na_explain_part *p)
{
    na_emit_object(e);
    na_emit_kv(e, "volume", na_str_c(p->volume));
    na_emit_kv_int(e, "articles", (int64_t)p->articles);
    na_emit_key(e, "words");
    na_emit_array(e);
    for (size_t i = 0; i < p->nwords; i++) {
        na_emit_object(e);
        na_emit_kv(e, "word", p->word[i].word);
        na_emit_kv_int(e, "articles", (int64_t)p->word[i].articles);
        na_emit_end(e);
    }
    na_emit_end(e);
    na_emit_kv_int(e, "postings", (int64_t)p->postings);
    na_emit_kv_int(e, "leaves", (int64_t)p->leaves);
    na_emit_kv_dbl(e, "ms", p->ms);
    na_emit_end(e);
}

static void emit_term(na_emit *e, const na_explain_term *t)
{
    na_emit_object(e);
    na_emit_kv(e, "kind", na_str_c(kind_of(t->node)));
    na_emit_kv(e, "text", t->node->text);
    na_emit_kv_int(e, "articles", (int64_t)t->articles);
    na_emit_key(e, "stems");
    na_emit_array(e);
    for (size_t i = 0; i < t->nstems; i++) {
        na_emit_object(e);
        na_emit_kv(e, "lang", na_str_c(t->stem[i].lang));
        na_emit_kv(e, "stem", t->stem[i].stem);
        na_emit_end(e);
    }
    na_emit_end(e);
    na_emit_key(e, "volumes");
    na_emit_array(e);
    for (size_t i = 0; i < t->nparts; i++) emit_part(e, &t->part[i]);
    na_emit_end(e);
    na_emit_end(e);
}

void explain_emit(na_emit *e, const na_explain *x, const na_query *q, na_str canonical)
{
    na_emit_object(e);
    na_emit_kv(e, "query", canonical);
    na_emit_key(e, "languages");
    na_emit_array(e);
    for (size_t i = 0; x->lang[i]; i++) na_emit_str(e, na_str_c(x->lang[i]));
    na_emit_end(e);
    na_emit_key(e, "tree");
    emit_node(e, na_query_root(q));
    na_emit_key(e, "terms");
    na_emit_array(e);
    for (size_t i = 0; i < x->nterms; i++) emit_term(e, &x->term[i]);
    na_emit_end(e);
    na_emit_key(e, "skipped");
    na_emit_array(e);
    for (size_t i = 0; i < x->nskips; i++) {
        na_emit_object(e);
        na_emit_kv(e, "volume", na_str_c(x->skip[i].volume));
        na_emit_kv(e, "why", na_str_c(x->skip[i].why));
        na_emit_end(e);
    }
    na_emit_end(e);
    na_emit_end(e);
}
