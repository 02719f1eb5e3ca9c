/* SPDX-License-Identifier: MIT */
/* html_sel.c - the subset of CSS selectors
 *
 * A selector is a list of chains; a chain is compounds (tag, id, classes, attributes)
 * joined by descendant or child combinators. A chain is matched as an automaton over the
 * path from the root to the node: one bit for each compound, one step for each ancestor. So
 * the cost is depth times length, with no backtracking, whatever the selector says.
 */
#include "text/html.h"

#include <stdlib.h>

#define MAX_TESTS 256u
#define MAX_COMPOUNDS 128u
#define MAX_CHAIN 31u

enum op { OP_TAG, OP_HAS, OP_EQ, OP_PREFIX, OP_SUFFIX, OP_SUB, OP_WORD };

struct test {
    enum op op;
    const char *name; /* attribute, or tag */
    na_str value;
};

struct compound {
    size_t from, to; /* tests */
    bool child;      /* joined to the one before by '>' */
    bool first;      /* begins a chain */
};

struct na_html_sel {
    na_arena arena;
    struct test tests[MAX_TESTS];
    struct compound compounds[MAX_COMPOUNDS];
    size_t ntests, ncompounds;
};

struct parser {
    na_html_sel *sel;
    na_str s;
    size_t i;
};

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static char peek(const struct parser *p) { return p->i < p->s.len ? p->s.ptr[p->i] : '\0'; }

static bool skip_space(struct parser *p)
{
    size_t from = p->i;
    while (is_space(peek(p))) p->i++;
    return p->i > from;
}

static bool is_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '-' || c == '_' || (unsigned char)c >= 0x80;
}

static na_str name(struct parser *p, bool colon)
{
    size_t from = p->i;
    while (is_name(peek(p)) || (colon && peek(p) == ':')) p->i++;
    return na_str_sub(p->s, from, p->i);
}

/* ASCII lower case, NUL-terminated, in the selector's arena; NULL when memory is out. */
static const char *lower(struct parser *p, na_str s)
{
    char *c = na_arena_cstr(&p->sel->arena, s);
    for (char *w = c; w && *w; w++) {
        if (*w >= 'A' && *w <= 'Z') *w = (char)(*w + ('a' - 'A'));
    }
    return c;
}

static bool add_test(struct parser *p, enum op op, const char *nm, na_str value)
{
    na_html_sel *sel = p->sel;
    if (!nm || sel->ntests == MAX_TESTS) return false;
    value = na_arena_str(&sel->arena, value);
    if (!value.ptr) return false;
    sel->tests[sel->ntests++] = (struct test){ op, nm, value };
    return true;
}

static bool attr_test(struct parser *p)
{
    static const char marks[] = "^$*~";
    static const enum op ops[] = { OP_PREFIX, OP_SUFFIX, OP_SUB, OP_WORD };
    enum op op = OP_EQ;
    na_str nm, value;
    const char *m;

    skip_space(p);
    nm = name(p, true);
    skip_space(p);
    if (nm.len == 0) return false;
    if (peek(p) == ']') {
        p->i++;
        return add_test(p, OP_HAS, lower(p, nm), (na_str){ "", 0 });
    }
    if (peek(p) && (m = strchr(marks, peek(p)))) {
        op = ops[m - marks];
        p->i++;
    }
    if (peek(p) != '=') return false;
    p->i++;
    skip_space(p);
    if (peek(p) == '"' || peek(p) == '\'') {
        size_t q = na_str_chr(p->s, peek(p), p->i + 1);
        if (q == (size_t)-1) return false;
        value = na_str_sub(p->s, p->i + 1, q);
        p->i = q + 1;
    } else {
        size_t from = p->i;
        while (peek(p) && peek(p) != ']' && !is_space(peek(p))) p->i++;
        value = na_str_sub(p->s, from, p->i);
    }
    skip_space(p);
    if (peek(p) != ']') return false;
    p->i++;
    return add_test(p, op, lower(p, nm), value);
}

static bool simple(struct parser *p)
{
    char c = peek(p);
    na_str nm;

    if (is_name(c)) {
        nm = name(p, false);
        return add_test(p, OP_TAG, lower(p, nm), (na_str){ "", 0 });
    }
    p->i++;
    switch (c) {
    case '*':
        return true;
    case '[':
        return attr_test(p);
    case '.':
    case '#':
        nm = name(p, false);
        if (nm.len == 0) return false;
        return add_test(p, c == '.' ? OP_WORD : OP_EQ, c == '.' ? "class" : "id", nm);
    default:
        return false;
    }
}

static bool starts_simple(char c)
{
    return is_name(c) || c == '*' || c == '[' || c == '.' || c == '#';
}

static bool chain(struct parser *p)
{
    na_html_sel *sel = p->sel;
    bool child = false;

    for (size_t len = 0;; len++) {
        struct compound *c;
        if (sel->ncompounds == MAX_COMPOUNDS || len == MAX_CHAIN) return false;
        c = &sel->compounds[sel->ncompounds++];
        *c = (struct compound){ .from = sel->ntests, .child = child, .first = len == 0 };
        if (!starts_simple(peek(p))) return false;
        while (starts_simple(peek(p))) {
            if (!simple(p)) return false;
        }
        c->to = sel->ntests;
        skip_space(p);
        child = peek(p) == '>';
        if (child) {
            p->i++;
            skip_space(p);
        }
        if (!child && (peek(p) == ',' || p->i == p->s.len)) return true;
    }
}

int na_html_sel_new(na_str selector, na_html_sel **out, na_err *err)
{
    struct parser p = { .s = selector };
    bool ok;

    if (!(p.sel = calloc(1, sizeof *p.sel))) return na_fail_nomem(err);
    do {
        skip_space(&p);
        ok = chain(&p);
        if (ok && peek(&p) == ',') {
            p.i++;
        } else if (ok && p.i == selector.len) {
            *out = p.sel;
            return NA_OK;
        } else {
            ok = false;
        }
    } while (ok);
    na_html_sel_free(p.sel);
    return na_fail(err, NA_EUSAGE, "selector, character %zu: not understood: %.*s", p.i + 1,
                   NA_STR_ARG(selector));
}

void na_html_sel_free(na_html_sel *sel)
{
    if (!sel) return;
    na_arena_release(&sel->arena);
    free(sel);
}

static bool has_word(na_str v, na_str w)
{
    for (size_t i = 0; w.len && i < v.len;) {
        size_t from;
        while (i < v.len && is_space(v.ptr[i])) i++;
        from = i;
        while (i < v.len && !is_space(v.ptr[i])) i++;
        if (na_str_eq(na_str_sub(v, from, i), w)) return true;
    }
    return false;
}

static bool test_holds(const na_html *doc, na_html_node n, const struct test *t)
{
    na_str v;

    if (t->op == OP_TAG) return na_html_is(doc, n, t->name);
    if (!na_html_attr(doc, n, t->name, &v)) return false;
    switch (t->op) {
    case OP_HAS:
        return true;
    case OP_EQ:
        return na_str_eq(v, t->value);
    case OP_PREFIX:
        return t->value.len && na_str_starts(v, t->value);
    case OP_SUFFIX:
        return t->value.len && na_str_ends(v, t->value);
    case OP_SUB:
        return t->value.len && na_str_find(v, t->value, 0) != (size_t)-1;
    case OP_WORD:
        return has_word(v, t->value);
    default:
        return false;
    }
}

static bool compound_holds(const na_html *doc, na_html_node n, const na_html_sel *sel,
                           const struct compound *c)
{
    if (!na_html_is_elem(doc, n)) return false;
    for (size_t i = c->from; i < c->to; i++) {
        if (!test_holds(doc, n, &sel->tests[i])) return false;
    }
    return true;
}

/* Compounds c[0..len) over the path to n. need: the states still wanted, as a set of prefix
 * lengths; walked from n upwards, child links must be met at once, descendant links
 * stay. */
static bool chain_matches(const na_html *doc, na_html_node n, const na_html_sel *sel,
                          const struct compound *c, size_t len)
{
    uint32_t now, later = 0; /* bit i: c[0..i] must end at this node / at it or above it */

    if (!compound_holds(doc, n, sel, &c[len - 1])) return false;
    if (len == 1) return true;
    now = c[len - 1].child ? 1u << (len - 2) : 0;
    later = c[len - 1].child ? 0 : 1u << (len - 2);
    for (n = na_html_parent(doc, n); n != NA_HTML_NONE && (now | later);
         n = na_html_parent(doc, n)) {
        uint32_t want = now | later, next = 0;
        for (size_t i = 0; i < len; i++) {
            if (!(want & (1u << i)) || !compound_holds(doc, n, sel, &c[i])) continue;
            if (i == 0) return true;
            if (c[i].child) {
                next |= 1u << (i - 1);
            } else {
                later |= 1u << (i - 1);
            }
        }
        now = next;
    }
    return false;
}

bool na_html_matches(const na_html *doc, na_html_node n, const na_html_sel *sel)
{
    for (size_t i = 0; i < sel->ncompounds;) {
        size_t len = 1;
        while (i + len < sel->ncompounds && !sel->compounds[i + len].first) len++;
        if (chain_matches(doc, n, sel, &sel->compounds[i], len)) return true;
        i += len;
    }
    return false;
}

na_html_node na_html_find(const na_html *doc, na_html_node root, const na_html_sel *sel,
                          na_html_node after)
{
    na_html_node end = na_html_end(doc, root);

    if (end == NA_HTML_NONE) return NA_HTML_NONE;
    for (na_html_node n = (after == NA_HTML_NONE ? root : after) + 1; n < end; n++) {
        if (na_html_matches(doc, n, sel)) return n;
    }
    return NA_HTML_NONE;
}

int na_html_select(const na_html *doc, na_html_node root, na_str selector, na_html_fn *fn,
                   void *ctx, na_err *err)
{
    na_html_sel *sel = NULL;
    int rc = na_html_sel_new(selector, &sel, err);

    if (rc < 0) return rc;
    for (na_html_node n = NA_HTML_NONE;
         (n = na_html_find(doc, root, sel, n)) != NA_HTML_NONE && fn(ctx, n);) {
    }
    na_html_sel_free(sel);
    return NA_OK;
}
