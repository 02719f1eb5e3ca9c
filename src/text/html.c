/* SPDX-License-Identifier: MIT */
/* html.c - gumbo under guard, and the flat tree
 *
 * Gumbo neither checks its allocator for NULL nor frees a deep tree without recursing. So
 * it is given an allocator that counts, keeps every piece on a list, and at the bound
 * leaves by longjmp. That is safe here and only here: gumbo holds nothing but such memory
 * (no lock, no descriptor, no global), calls nobody back but the allocator, and is plain C.
 * Its tree is freed by walking the list, never by gumbo.
 */
#include "text/html.h"

#include "base/limits.h"
#include "text/html_int.h"
#include <gumbo.h>
#include <setjmp.h>
#include <stdlib.h>

struct piece {
    struct piece *prev, *next;
    size_t size, pad; /* keeps the payload aligned for any type */
};

struct heap {
    struct piece *head;
    size_t live, max;
    bool over; /* the bound, not the system, refused */
    jmp_buf out;
};

enum kind { K_DOC, K_ELEM, K_TEXT };

struct node {
    const GumboNode *g; /* NULL for the document */
    na_str name;        /* tag, or character data */
    uint32_t parent, end;
    enum kind kind;
};

struct na_html {
    struct heap heap;
    na_arena names; /* of tags that gumbo does not know */
    struct node *v;
    size_t n, cap;
};

static void *heap_alloc(void *ud, size_t size)
{
    struct heap *h = ud;
    struct piece *p = NULL;

    if (size > h->max || h->live > h->max - size) {
        h->over = true;
    } else {
        p = malloc(sizeof *p + size);
    }
    if (!p) longjmp(h->out, 1);
    p->size = size;
    p->prev = NULL;
    p->next = h->head;
    if (h->head) h->head->prev = p;
    h->head = p;
    h->live += size + sizeof *p;
    return p + 1;
}

static void heap_free(void *ud, void *ptr)
{
    struct heap *h = ud;
    struct piece *p;

    if (!ptr) return;
    p = (struct piece *)ptr - 1;
    if (p->prev) {
        p->prev->next = p->next;
    } else {
        h->head = p->next;
    }
    if (p->next) p->next->prev = p->prev;
    h->live -= p->size + sizeof *p;
    free(p);
}

static void heap_release(struct heap *h)
{
    for (struct piece *p = h->head, *next; p; p = next) {
        next = p->next;
        free(p);
    }
    h->head = NULL;
}

/* NULL when the heap gave up. */
static GumboOutput *guarded_parse(struct heap *h, na_str utf8)
{
    GumboOptions o = kGumboDefaultOptions;

    o.allocator = heap_alloc;
    o.deallocator = heap_free;
    o.userdata = h;
    o.max_errors = 0;
    if (setjmp(h->out)) return NULL;
    return gumbo_parse_with_options(&o, utf8.len ? utf8.ptr : "", utf8.len);
}

static const GumboVector *children_of(const GumboNode *g)
{
    switch (g->type) {
    case GUMBO_NODE_DOCUMENT:
        return &g->v.document.children;
    case GUMBO_NODE_ELEMENT:
    case GUMBO_NODE_TEMPLATE:
        return &g->v.element.children;
    default:
        return NULL;
    }
}

/* The name of an element gumbo has no number for, lower case, in the arena. */
static na_str odd_name(na_html *doc, const GumboNode *g)
{
    GumboStringPiece raw = g->v.element.original_tag;
    na_str name;
    char *w;

    gumbo_tag_from_original_text(&raw);
    if (!raw.data) return NA_STR("x-unknown");
    name = na_arena_str(&doc->names, na_str_n(raw.data, raw.length));
    w = (char *)(uintptr_t)name.ptr;
    for (size_t i = 0; w && i < name.len; i++) {
        if (w[i] >= 'A' && w[i] <= 'Z') w[i] = (char)(w[i] + ('a' - 'A'));
    }
    return name;
}

static int add_node(na_html *doc, const GumboNode *g, uint32_t parent, size_t max_nodes,
                    na_err *err)
{
    struct node *nd;

    if (doc->n >= max_nodes) {
        return na_fail(err, NA_ELIMIT, "html: more than %zu nodes", max_nodes);
    }
    if (doc->n == doc->cap) {
        size_t cap = doc->cap ? doc->cap * 2 : 256;
        struct node *v = realloc(doc->v, cap * sizeof *v);
        if (!v) return na_fail_nomem(err);
        doc->v = v;
        doc->cap = cap;
    }
    nd = &doc->v[doc->n];
    *nd = (struct node){ .g = g, .parent = parent, .kind = K_TEXT };
    switch (g->type) {
    case GUMBO_NODE_DOCUMENT:
        nd->kind = K_DOC;
        break;
    case GUMBO_NODE_ELEMENT:
    case GUMBO_NODE_TEMPLATE:
        nd->kind = K_ELEM;
        nd->name = g->v.element.tag < GUMBO_TAG_UNKNOWN
                       ? na_str_c(gumbo_normalized_tagname(g->v.element.tag))
                       : odd_name(doc, g);
        if (!nd->name.ptr) return na_fail_nomem(err);
        break;
    default:
        nd->name = na_str_c(g->v.text.text);
    }
    doc->n++;
    return NA_OK;
}

struct level {
    uint32_t node;
    unsigned next;
};

static int flatten(na_html *doc, const GumboNode *root, size_t max_depth, size_t max_nodes,
                   na_err *err)
{
    struct level *st = calloc(max_depth + 2, sizeof *st);
    size_t top = 0;
    int rc;

    if (!st) return na_fail_nomem(err);
    if ((rc = add_node(doc, root, NA_HTML_NONE, max_nodes, err)) < 0) goto done;
    for (top = 1; top > 0;) {
        struct level *l = &st[top - 1];
        const GumboVector *ch = children_of(doc->v[l->node].g);
        const GumboNode *g;

        if (!ch || l->next >= ch->length) {
            doc->v[l->node].end = (uint32_t)doc->n;
            top--;
            continue;
        }
        g = ch->data[l->next++];
        if (g->type == GUMBO_NODE_COMMENT) continue;
        if (top > max_depth) {
            rc = na_fail(err, NA_ELIMIT, "html: more than %zu elements inside each other",
                         max_depth);
            goto done;
        }
        st[top] = (struct level){ .node = (uint32_t)doc->n };
        if ((rc = add_node(doc, g, l->node, max_nodes, err)) < 0) goto done;
        top++;
    }
done:
    free(st);
    return rc;
}

int na_html_parse(na_str utf8, const na_html_opts *opts, na_html **out, na_err *err)
{
    na_html_opts o = opts ? *opts : (na_html_opts){ 0 };
    na_html *doc = NULL;
    GumboOutput *g;
    int rc;

    if (!o.max_bytes) o.max_bytes = NA_MAX_RECORD;
    if (!o.max_depth) o.max_depth = 2048;
    if (!o.max_nodes) o.max_nodes = 1000000;
    if (!o.max_memory) o.max_memory = 160 * NA_MIB;
    if (utf8.len > o.max_bytes) {
        return na_fail(err, NA_ELIMIT, "html: %zu bytes, at most %zu are read", utf8.len,
                       o.max_bytes);
    }
    if ((rc = na_html_guard(utf8, o.max_depth, err)) < 0) return rc;
    if (!(doc = calloc(1, sizeof *doc))) return na_fail_nomem(err);
    doc->heap.max = o.max_memory;
    if (!(g = guarded_parse(&doc->heap, utf8))) {
        rc = doc->heap.over
                 ? na_fail(err, NA_ELIMIT, "html: parsing needs more than %zu MiB",
                           o.max_memory / NA_MIB)
                 : na_fail_nomem(err);
        goto done;
    }
    if ((rc = flatten(doc, g->document, o.max_depth + 64, o.max_nodes, err)) < 0) goto done;
    *out = doc;
    doc = NULL;
done:
    na_html_free(doc);
    return rc;
}

void na_html_free(na_html *doc)
{
    if (!doc) return;
    heap_release(&doc->heap);
    na_arena_release(&doc->names);
    free(doc->v);
    free(doc);
}

static const struct node *at(const na_html *doc, na_html_node n)
{
    return doc && n < doc->n ? &doc->v[n] : NULL;
}

bool na_html_knows(na_str name)
{
    return name.len > 0 && name.len < UINT32_MAX &&
           gumbo_tagn_enum(name.ptr, (unsigned)name.len) != GUMBO_TAG_UNKNOWN;
}

size_t na_html_count(const na_html *doc) { return doc ? doc->n : 0; }

bool na_html_is_text(const na_html *doc, na_html_node n)
{
    const struct node *nd = at(doc, n);
    return nd && nd->kind == K_TEXT;
}

bool na_html_is_elem(const na_html *doc, na_html_node n)
{
    const struct node *nd = at(doc, n);
    return nd && nd->kind == K_ELEM;
}

na_str na_html_tag(const na_html *doc, na_html_node n)
{
    const struct node *nd = at(doc, n);
    return nd && nd->kind == K_ELEM ? nd->name : (na_str){ 0 };
}

bool na_html_is(const na_html *doc, na_html_node n, const char *tag)
{
    return na_str_eqc(na_html_tag(doc, n), tag);
}

na_str na_html_data(const na_html *doc, na_html_node n)
{
    const struct node *nd = at(doc, n);
    return nd && nd->kind == K_TEXT ? nd->name : (na_str){ 0 };
}

static const GumboVector *attrs_of(const na_html *doc, na_html_node n)
{
    const struct node *nd = at(doc, n);
    return nd && nd->kind == K_ELEM ? &nd->g->v.element.attributes : NULL;
}

bool na_html_attr(const na_html *doc, na_html_node n, const char *name, na_str *value_out)
{
    const GumboVector *av = attrs_of(doc, n);

    for (unsigned i = 0; av && i < av->length; i++) {
        const GumboAttribute *a = av->data[i];
        if (strcmp(a->name, name) == 0) {
            *value_out = na_str_c(a->value);
            return true;
        }
    }
    return false;
}

size_t na_html_attrs(const na_html *doc, na_html_node n)
{
    const GumboVector *av = attrs_of(doc, n);
    return av ? av->length : 0;
}

bool na_html_attr_at(const na_html *doc, na_html_node n, size_t i, na_str *name_out,
                     na_str *value_out)
{
    const GumboVector *av = attrs_of(doc, n);
    const GumboAttribute *a;

    if (!av || i >= av->length) return false;
    a = av->data[i];
    *name_out = na_str_c(a->name);
    *value_out = na_str_c(a->value);
    return true;
}

na_html_node na_html_parent(const na_html *doc, na_html_node n)
{
    const struct node *nd = at(doc, n);
    return nd ? nd->parent : NA_HTML_NONE;
}

na_html_node na_html_first(const na_html *doc, na_html_node n)
{
    const struct node *nd = at(doc, n);
    return nd && nd->end > n + 1 ? n + 1 : NA_HTML_NONE;
}

na_html_node na_html_next(const na_html *doc, na_html_node n)
{
    const struct node *nd = at(doc, n), *up = nd ? at(doc, nd->parent) : NULL;
    return up && nd->end < up->end ? nd->end : NA_HTML_NONE;
}

na_html_node na_html_end(const na_html *doc, na_html_node n)
{
    const struct node *nd = at(doc, n);
    return nd ? nd->end : NA_HTML_NONE;
}

static bool holds_code(const struct node *nd)
{
    if (nd->kind != K_ELEM) return false;
    switch (nd->g->v.element.tag) {
    case GUMBO_TAG_SCRIPT:
    case GUMBO_TAG_STYLE:
    case GUMBO_TAG_TEMPLATE:
    case GUMBO_TAG_NOSCRIPT:
        return true;
    default:
        return false;
    }
}

void na_html_text_content(const na_html *doc, na_html_node n, na_buf *out)
{
    const struct node *nd = at(doc, n);

    if (!nd) return;
    for (na_html_node i = n, end = nd->end; i < end && out->rc == NA_OK;) {
        const struct node *c = &doc->v[i];
        if (i != n && holds_code(c)) {
            i = c->end;
            continue;
        }
        if (c->kind == K_TEXT) na_buf_str(out, c->name);
        i++;
    }
}

na_str na_html_squeezed(const na_html *doc, na_html_node n, na_arena *arena)
{
    na_buf raw, out;
    na_str s, res = { "", 0 };
    bool gap = false;

    na_buf_init(&raw, NA_MAX_FIELD);
    na_buf_init(&out, NA_MAX_FIELD);
    na_html_text_content(doc, n, &raw);
    s = na_buf_get(&raw);
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        bool nbsp = c == 0xc2 && i + 1 < s.len && (unsigned char)s.ptr[i + 1] == 0xa0;
        if (c <= ' ' || nbsp) {
            gap = true;
            i += nbsp ? 1 : 0;
            continue;
        }
        if (gap && out.len > 0) na_buf_putc(&out, ' ');
        gap = false;
        na_buf_putc(&out, (char)c);
    }
    if (out.len > 0) res = na_arena_str(arena, na_buf_get(&out));
    na_buf_release(&out);
    na_buf_release(&raw);
    return res;
}
