/* SPDX-License-Identifier: MIT */
/* lua_parse.c - the grammar of Lua 5.4 (section 9 of its manual), by recursive descent
 *
 * Precedence does not matter to those who look for names and tables: a chain of binary
 * operators is one node with all its operands. A failure is sticky: every function returns
 * an empty node then, the first message stays.
 */
#include "base/limits.h"
#include "script/lua_ast.h"
#include <stdio.h>

typedef struct parser {
    nal_lex x;
    na_arena *arena;
    unsigned depth;
    na_err *err;
    int rc;
} parser;

/* Kids and names as they come, put into arrays when their node is complete. */
typedef struct list {
    nal_node *first, **end;
    uint32_t n;
} list;

static nal_node empty = { .kind = NAL_N_NIL };

static nal_node *expr(parser *p);
static nal_node *block(parser *p);

static void fail(parser *p, int code, const char *what)
{
    if (p->rc < 0) return;
    p->rc = na_fail(p->err, code, "%u: %s near '%.*s'", p->x.tok_line, what,
                    NA_STR_ARG(na_str_sub(p->x.word, 0, 40)));
    p->x.type = NAL_T_END;
    p->x.at = p->x.text.len;
}

static nal_node *node(parser *p, nal_node_kind kind, uint32_t line)
{
    nal_node *n = p->rc < 0 ? NULL : na_arena_alloc(p->arena, sizeof *n);
    if (!n) {
        if (p->rc == NA_OK) fail(p, NA_ENOMEM, "no memory");
        return &empty;
    }
    *n = (nal_node){ .kind = kind, .line = line };
    return n;
}

static void add(list *l, nal_node *n)
{
    if (n == &empty) return;
    if (!l->end) l->end = &l->first;
    n->next = NULL;
    *l->end = n;
    l->end = &n->next;
    l->n++;
}

static void take_kids(parser *p, nal_node *n, list *l)
{
    if (n == &empty || !l->n) return;
    n->kids = na_arena_array(p->arena, l->n, sizeof(nal_node *));
    if (!n->kids) {
        fail(p, NA_ENOMEM, "no memory");
        return;
    }
    for (nal_node *k = l->first; k; k = k->next) n->kids[n->nkids++] = k;
}

/* The names of a list of NAME nodes. */
static void take_names(parser *p, nal_node *n, const list *l)
{
    if (n == &empty || !l->n) return;
    n->names = na_arena_array(p->arena, l->n, sizeof *n->names);
    if (!n->names) {
        fail(p, NA_ENOMEM, "no memory");
        return;
    }
    for (nal_node *k = l->first; k; k = k->next) n->names[n->nnames++] = k->name;
}

static bool is(const parser *p, const char *word)
{
    return (p->x.type == NAL_T_OP || p->x.type == NAL_T_KEYWORD) &&
           na_str_eqc(p->x.word, word);
}

static bool accept(parser *p, const char *word)
{
    if (!is(p, word)) return false;
    nal_lex_next(&p->x);
    return true;
}

static void expect(parser *p, const char *word)
{
    char what[40];
    if (accept(p, word)) return;
    snprintf(what, sizeof what, "'%s' expected", word);
    fail(p, NA_ESCRIPT, what);
}

static bool enter(parser *p)
{
    if (++p->depth <= NA_LUA_NESTING) return true;
    fail(p, NA_ELIMIT, "nested too deeply");
    return false;
}

static nal_node *name(parser *p)
{
    nal_node *n = node(p, NAL_N_NAME, p->x.tok_line);
    if (p->x.type != NAL_T_NAME) fail(p, NA_ESCRIPT, "a name expected");
    if (n != &empty) n->name = p->x.word;
    nal_lex_next(&p->x);
    return n;
}

/* -- expressions ----------------------------------------------------------------------- */

static nal_node *literal(parser *p, nal_node_kind kind)
{
    nal_node *n = node(p, kind, p->x.tok_line);
    if (n != &empty) {
        n->name = p->x.word;
        n->integer = p->x.integer;
    }
    nal_lex_next(&p->x);
    return n;
}

static nal_node *with_two(parser *p, nal_node_kind kind, uint32_t line, nal_node *a,
                          nal_node *b)
{
    nal_node *n = node(p, kind, line);
    list kids = { 0 };
    add(&kids, a);
    if (b) add(&kids, b);
    take_kids(p, n, &kids);
    return n;
}

static nal_node *field(parser *p)
{
    nal_node *n = node(p, NAL_N_FIELD, p->x.tok_line);
    list kids = { 0 };
    if (accept(p, "[")) {
        nal_node *key = expr(p);
        if (key->kind == NAL_N_STRING && n != &empty) n->name = key->name;
        add(&kids, key);
        expect(p, "]");
        expect(p, "=");
    } else if (p->x.type == NAL_T_NAME) {
        nal_lex before = p->x;
        nal_lex_next(&p->x);
        if (accept(p, "=")) {
            if (n != &empty) n->name = before.word;
        } else {
            p->x = before;
        }
    }
    add(&kids, expr(p));
    take_kids(p, n, &kids);
    return n;
}

static nal_node *table(parser *p)
{
    nal_node *n = node(p, NAL_N_TABLE, p->x.tok_line);
    list kids = { 0 };
    expect(p, "{");
    while (p->rc == NA_OK && !is(p, "}")) {
        add(&kids, field(p));
        if (!accept(p, ",") && !accept(p, ";")) break;
    }
    expect(p, "}");
    take_kids(p, n, &kids);
    return n;
}

static nal_node *function(parser *p, uint32_t line, bool method)
{
    nal_node *n = node(p, NAL_N_FUNCTION, line);
    list names = { 0 }, kids = { 0 };
    if (method) {
        nal_node *self = node(p, NAL_N_NAME, line);
        if (self != &empty) self->name = NA_STR("self");
        add(&names, self);
    }
    expect(p, "(");
    while (p->rc == NA_OK && !is(p, ")")) {
        if (accept(p, "...")) break;
        add(&names, name(p));
        if (!accept(p, ",")) break;
    }
    expect(p, ")");
    take_names(p, n, &names);
    add(&kids, block(p));
    if (n != &empty) n->last = p->x.tok_line;
    expect(p, "end");
    take_kids(p, n, &kids);
    return n;
}

static void arguments(parser *p, list *kids)
{
    if (p->x.type == NAL_T_STRING) {
        add(kids, literal(p, NAL_N_STRING));
    } else if (is(p, "{")) {
        add(kids, table(p));
    } else {
        expect(p, "(");
        while (p->rc == NA_OK && !is(p, ")")) {
            add(kids, expr(p));
            if (!accept(p, ",")) break;
        }
        expect(p, ")");
    }
}

static nal_node *suffixed(parser *p)
{
    nal_node *n;
    if (accept(p, "(")) {
        n = expr(p);
        expect(p, ")");
    } else {
        n = name(p);
    }
    for (unsigned links = 0; p->rc == NA_OK; links++) {
        uint32_t line = p->x.tok_line;
        list kids = { 0 };
        nal_node *out;
        if (links > NA_LUA_NESTING) fail(p, NA_ELIMIT, "nested too deeply");
        add(&kids, n);
        if (accept(p, ".")) {
            out = node(p, NAL_N_INDEX, line);
            nal_node *key = name(p);
            if (out != &empty) out->name = key->name;
        } else if (accept(p, "[")) {
            out = node(p, NAL_N_INDEX, line);
            nal_node *key = expr(p);
            if (out != &empty && key->kind == NAL_N_STRING) out->name = key->name;
            add(&kids, key);
            expect(p, "]");
        } else if (accept(p, ":")) {
            nal_node *key = name(p);
            out = node(p, NAL_N_METHOD, key->line);
            if (out != &empty) out->name = key->name;
            arguments(p, &kids);
        } else if (is(p, "(") || is(p, "{") || p->x.type == NAL_T_STRING) {
            out = node(p, NAL_N_CALL, line);
            arguments(p, &kids);
        } else {
            return n;
        }
        take_kids(p, out, &kids);
        n = out;
    }
    return n;
}

static nal_node *simple(parser *p)
{
    uint32_t line = p->x.tok_line;
    switch (p->x.type) {
    case NAL_T_NUMBER:
        return literal(p, NAL_N_NUMBER);
    case NAL_T_STRING:
        return literal(p, NAL_N_STRING);
    default:
        break;
    }
    if (is(p, "nil")) return literal(p, NAL_N_NIL);
    if (is(p, "true") || is(p, "false")) return literal(p, NAL_N_BOOL);
    if (is(p, "...")) return literal(p, NAL_N_VARARG);
    if (is(p, "{")) return table(p);
    if (accept(p, "function")) return function(p, line, false);
    return suffixed(p);
}

static bool unary(const parser *p)
{
    return is(p, "not") || is(p, "-") || is(p, "#") || is(p, "~");
}

static bool binary(const parser *p)
{
    static const char *const ops[] = { "+", "-",  "*", "/",  "//", "%",  "^",   "..",
                                       "<", "<=", ">", ">=", "==", "~=", "and", "or",
                                       "&", "|",  "~", "<<", ">>", NULL };
    for (const char *const *o = ops; *o; o++)
        if (is(p, *o)) return true;
    return false;
}

static nal_node *operand(parser *p)
{
    uint32_t line = p->x.tok_line;
    bool any = false, minus = false;
    while (p->rc == NA_OK && unary(p)) {
        any = true;
        minus = is(p, "-");
        nal_lex_next(&p->x);
    }
    nal_node *n = simple(p);
    /* A negative number is one. */
    if (!any || (minus && n->kind == NAL_N_NUMBER)) return n;
    return with_two(p, NAL_N_OTHER, line, n, NULL);
}

static nal_node *expr(parser *p)
{
    uint32_t line = p->x.tok_line;
    list kids = { 0 };
    if (!enter(p)) return &empty;
    nal_node *n = operand(p);
    if (binary(p)) {
        add(&kids, n);
        while (p->rc == NA_OK && binary(p)) {
            nal_lex_next(&p->x);
            add(&kids, operand(p));
        }
        n = node(p, NAL_N_OTHER, line);
        take_kids(p, n, &kids);
    }
    p->depth--;
    return n;
}

static void exprs(parser *p, list *kids)
{
    do add(kids, expr(p));
    while (p->rc == NA_OK && accept(p, ","));
}

/* -- statements ------------------------------------------------------------------------ */

static nal_node *local(parser *p, uint32_t line)
{
    list names = { 0 }, kids = { 0 };
    if (accept(p, "function")) {
        nal_node *n = node(p, NAL_N_LOCALFN, line);
        add(&names, name(p));
        take_names(p, n, &names);
        add(&kids, function(p, line, false));
        take_kids(p, n, &kids);
        return n;
    }
    nal_node *n = node(p, NAL_N_LOCAL, line);
    do {
        add(&names, name(p));
        if (accept(p, "<")) {
            (void)name(p);
            expect(p, ">");
        }
    } while (p->rc == NA_OK && accept(p, ","));
    take_names(p, n, &names);
    if (accept(p, "=")) exprs(p, &kids);
    take_kids(p, n, &kids);
    return n;
}

static nal_node *conditional(parser *p, uint32_t line)
{
    nal_node *n = node(p, NAL_N_DO, line);
    list kids = { 0 };
    do {
        add(&kids, expr(p));
        expect(p, "then");
        add(&kids, block(p));
    } while (p->rc == NA_OK && accept(p, "elseif"));
    if (accept(p, "else")) add(&kids, block(p));
    expect(p, "end");
    take_kids(p, n, &kids);
    return n;
}

static nal_node *loop_for(parser *p, uint32_t line)
{
    nal_node *n = node(p, NAL_N_FOR, line);
    list names = { 0 }, kids = { 0 };
    do add(&names, name(p));
    while (p->rc == NA_OK && accept(p, ","));
    if (!accept(p, "=")) expect(p, "in");
    exprs(p, &kids);
    expect(p, "do");
    add(&kids, block(p));
    expect(p, "end");
    take_names(p, n, &names);
    take_kids(p, n, &kids);
    return n;
}

/* function a.b:c() is an assignment to a.b.c. */
static nal_node *named_function(parser *p, uint32_t line)
{
    nal_node *target = name(p);
    bool method = false;
    for (unsigned links = 0; p->rc == NA_OK && !method && (is(p, ".") || is(p, ":"));) {
        if (++links > NA_LUA_NESTING) fail(p, NA_ELIMIT, "nested too deeply");
        method = is(p, ":");
        nal_lex_next(&p->x);
        nal_node *index = with_two(p, NAL_N_INDEX, p->x.tok_line, target, NULL);
        nal_node *key = name(p);
        if (index != &empty) index->name = key->name;
        target = index;
    }
    nal_node *n = with_two(p, NAL_N_ASSIGN, line, target, function(p, line, method));
    if (n != &empty) n->ntargets = 1;
    return n;
}

static nal_node *other(parser *p, uint32_t line)
{
    list kids = { 0 };
    nal_node *n;
    add(&kids, suffixed(p));
    if (!is(p, "=") && !is(p, ",")) {
        if (kids.first && kids.first->kind != NAL_N_CALL &&
            kids.first->kind != NAL_N_METHOD)
            fail(p, NA_ESCRIPT, "syntax error");
        n = node(p, NAL_N_DO, line);
        take_kids(p, n, &kids);
        return n;
    }
    n = node(p, NAL_N_ASSIGN, line);
    while (p->rc == NA_OK && accept(p, ",")) add(&kids, suffixed(p));
    if (n != &empty) n->ntargets = kids.n;
    expect(p, "=");
    exprs(p, &kids);
    take_kids(p, n, &kids);
    return n;
}

/* NULL for one that says nothing (; goto label break). */
static nal_node *statement(parser *p)
{
    uint32_t line = p->x.tok_line;
    nal_node *n = NULL, *cond;
    if (accept(p, ";") || accept(p, "break")) return NULL;
    if (accept(p, "::")) {
        (void)name(p);
        expect(p, "::");
    } else if (accept(p, "goto")) {
        (void)name(p);
    } else if (accept(p, "do")) {
        n = with_two(p, NAL_N_DO, line, block(p), NULL);
        expect(p, "end");
    } else if (accept(p, "while")) {
        cond = expr(p);
        expect(p, "do");
        n = with_two(p, NAL_N_DO, line, cond, block(p));
        expect(p, "end");
    } else if (accept(p, "repeat")) {
        nal_node *body = block(p);
        expect(p, "until");
        n = with_two(p, NAL_N_DO, line, body, expr(p));
        if (n != &empty) n->repeat = true;
    } else if (accept(p, "if")) {
        n = conditional(p, line);
    } else if (accept(p, "for")) {
        n = loop_for(p, line);
    } else if (accept(p, "function")) {
        n = named_function(p, line);
    } else if (accept(p, "local")) {
        n = local(p, line);
    } else {
        n = other(p, line);
    }
    return n;
}

static bool block_ends(const parser *p)
{
    return p->x.type == NAL_T_END || is(p, "end") || is(p, "else") || is(p, "elseif") ||
           is(p, "until");
}

static nal_node *block(parser *p)
{
    nal_node *n = node(p, NAL_N_BLOCK, p->x.tok_line), *s;
    list kids = { 0 }, values = { 0 };
    if (!enter(p)) return &empty;
    while (p->rc == NA_OK && !block_ends(p)) {
        uint32_t line = p->x.tok_line;
        if (accept(p, "return")) {
            s = node(p, NAL_N_RETURN, line);
            if (!block_ends(p) && !is(p, ";")) exprs(p, &values);
            take_kids(p, s, &values);
            add(&kids, s);
            (void)accept(p, ";");
            break;
        }
        if ((s = statement(p))) add(&kids, s);
    }
    p->depth--;
    take_kids(p, n, &kids);
    return n;
}

int nal_parse(na_str text, na_arena *arena, nal_node **out, na_err *err)
{
    parser p = { .arena = arena, .err = err };
    nal_lex_init(&p.x, text);
    nal_lex_next(&p.x);
    *out = block(&p);
    if (p.rc == NA_OK && p.x.type != NAL_T_END) fail(&p, NA_ESCRIPT, "'<eof>' expected");
    return p.rc;
}
