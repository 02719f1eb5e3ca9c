/* SPDX-License-Identifier: MIT */
/* xml_node.c - looking around in a document */
#include "text/xml_int.h"
#include <stdio.h>

const char *na_xml_damage(const na_xml *doc) { return doc ? doc->damage : ""; }

bool na_xml_broken(const na_xml *doc) { return doc && doc->broken; }

bool na_xml_is_open(const na_xml *doc, na_xml_node n)
{
    for (na_xml_node i = doc ? doc->left_open : NA_XML_NONE; i != NA_XML_NONE && i < doc->n;
         i = doc->v[i].parent)
        if (i == n) return true;
    return false;
}

void na_xml_blame(na_xml *doc, const char *damage)
{
    snprintf(doc->damage, sizeof doc->damage, "%s", damage);
    doc->broken = true;
}

size_t na_xml_count(const na_xml *doc) { return doc ? doc->n : 0; }

na_xml_node na_xml_root(const na_xml *doc) { return doc && doc->n ? 0 : NA_XML_NONE; }

static const struct node *at(const na_xml *doc, na_xml_node n)
{
    return doc && n < doc->n ? &doc->v[n] : NULL;
}

bool na_xml_is_text(const na_xml *doc, na_xml_node n)
{
    const struct node *nd = at(doc, n);
    return nd && nd->text;
}

static const struct node *elem(const na_xml *doc, na_xml_node n)
{
    const struct node *nd = at(doc, n);
    return nd && !nd->text ? nd : NULL;
}

na_str na_xml_name(const na_xml *doc, na_xml_node n)
{
    const struct node *nd = elem(doc, n);
    return nd ? nd->name : (na_str){ "", 0 };
}

na_str na_xml_prefix(const na_xml *doc, na_xml_node n)
{
    const struct node *nd = elem(doc, n);
    return nd ? nd->prefix : (na_str){ "", 0 };
}

na_str na_xml_ns(const na_xml *doc, na_xml_node n)
{
    const struct node *nd = elem(doc, n);
    return nd ? nd->ns : (na_str){ "", 0 };
}

bool na_xml_attr(const na_xml *doc, na_xml_node n, const char *name, na_str *value_out)
{
    const struct node *nd = elem(doc, n);

    for (uint32_t i = 0; nd && i < nd->nattrs; i++) {
        if (na_str_eqc(nd->attrs[i].name, name)) {
            *value_out = nd->attrs[i].value;
            return true;
        }
    }
    return false;
}

size_t na_xml_attrs(const na_xml *doc, na_xml_node n)
{
    const struct node *nd = elem(doc, n);
    return nd ? nd->nattrs : 0;
}

bool na_xml_attr_at(const na_xml *doc, na_xml_node n, size_t i, na_str *name_out,
                    na_str *value_out)
{
    const struct node *nd = elem(doc, n);

    if (!nd || i >= nd->nattrs) return false;
    *name_out = nd->attrs[i].name;
    *value_out = nd->attrs[i].value;
    return true;
}

na_xml_node na_xml_parent(const na_xml *doc, na_xml_node n)
{
    const struct node *nd = at(doc, n);
    return nd ? nd->parent : NA_XML_NONE;
}

na_xml_node na_xml_first(const na_xml *doc, na_xml_node n)
{
    const struct node *nd = at(doc, n);
    return nd && nd->end > n + 1 ? n + 1 : NA_XML_NONE;
}

na_xml_node na_xml_next(const na_xml *doc, na_xml_node n)
{
    const struct node *nd = at(doc, n), *up = nd ? at(doc, nd->parent) : NULL;
    return up && nd->end < up->end ? nd->end : NA_XML_NONE;
}

na_xml_node na_xml_first_elem(const na_xml *doc, na_xml_node n)
{
    na_xml_node c = na_xml_first(doc, n);
    return na_xml_is_text(doc, c) ? na_xml_next_elem(doc, c) : c;
}

na_xml_node na_xml_next_elem(const na_xml *doc, na_xml_node n)
{
    do {
        n = na_xml_next(doc, n);
    } while (na_xml_is_text(doc, n));
    return n;
}

na_xml_node na_xml_child(const na_xml *doc, na_xml_node n, const char *name)
{
    na_xml_node c = na_xml_first_elem(doc, n);
    while (c != NA_XML_NONE && !na_str_eqc(na_xml_name(doc, c), name)) {
        c = na_xml_next_elem(doc, c);
    }
    return c;
}

na_xml_node na_xml_find(const na_xml *doc, na_xml_node n, const char *name,
                        na_xml_node after)
{
    const struct node *nd = at(doc, n);
    bool every = strcmp(name, "*") == 0;

    if (!nd || (after != NA_XML_NONE && after < n)) return NA_XML_NONE;
    for (n = (after == NA_XML_NONE ? n : after) + 1; n < nd->end; n++) {
        if (!doc->v[n].text && (every || na_str_eqc(doc->v[n].name, name))) return n;
    }
    return NA_XML_NONE;
}

void na_xml_text(const na_xml *doc, na_xml_node n, na_buf *out)
{
    const struct node *nd = at(doc, n);

    for (na_xml_node i = n; nd && i < nd->end; i++) {
        if (doc->v[i].text) na_buf_str(out, doc->v[i].name);
    }
}

/* Without prefixes: what comes out is read as HTML. */
void na_xml_inner(const na_xml *doc, na_xml_node n, na_buf *out)
{
    const struct node *nd = at(doc, n);
    uint32_t open = n;

    if (!nd || nd->text) return;
    for (na_xml_node i = n + 1;; i++) {
        const struct node *c = i < nd->end ? &doc->v[i] : NULL;
        while (open != n && (!c || doc->v[open].end <= i)) {
            na_buf_puts(out, "</");
            na_buf_str(out, doc->v[open].name);
            na_buf_putc(out, '>');
            open = doc->v[open].parent;
        }
        if (!c) break;
        if (c->text) {
            na_buf_markup(out, c->name);
            continue;
        }
        na_buf_putc(out, '<');
        na_buf_str(out, c->name);
        for (uint32_t k = 0; k < c->nattrs; k++) {
            na_buf_putc(out, ' ');
            na_buf_str(out, c->attrs[k].name);
            na_buf_puts(out, "=\"");
            na_buf_markup(out, c->attrs[k].value);
            na_buf_putc(out, '"');
        }
        na_buf_putc(out, '>');
        open = i;
    }
}
