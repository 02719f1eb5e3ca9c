/* SPDX-License-Identifier: MIT */
/* xml.c - libxml2's SAX parser into a flat array
 *
 * The SAX side is used alone: libxml2 builds no tree, declares no entity, loads nothing. So
 * its protections against amplification have nothing to protect, and XML_PARSE_HUGE lifts
 * limits on text that a long article meets; depth, nodes and bytes are counted here.
 */
#include "text/xml_int.h"

#include "base/limits.h"
#include "base/utf8.h"
#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <stdlib.h>

#define MAX_ATTRS 2048u  /* of one element */
#define ENTITY_NAME 100u /* bytes kept of an unknown entity's name */

struct build {
    na_xml *doc;
    xmlParserCtxtPtr px;
    na_buf text; /* character data not yet a node */
    uint32_t open;
    size_t depth, max_depth, max_nodes;
    size_t errors, max_errors;
    /* Of a pull: the elements to build, b.doc is NULL outside of one. */
    const char *watch;
    size_t outside; /* elements open around it */
    na_xml *first, **last;
    xmlEntity entity; /* the last one asked for */
    char content[128];
    int rc;
    na_err *err;
};

static void stop(struct build *b, int rc)
{
    b->rc = rc;
    xmlStopParser(b->px);
}

static na_str from_xml(const xmlChar *s) { return na_str_c((const char *)s); }

static struct node *add_node(struct build *b)
{
    na_xml *doc = b->doc;

    if (b->rc < 0) return NULL;
    if (doc->n >= b->max_nodes) {
        stop(b, na_fail(b->err, NA_ELIMIT, "xml: more than %zu nodes", b->max_nodes));
        return NULL;
    }
    if (doc->n == doc->cap) {
        size_t cap = doc->cap ? doc->cap * 2 : 128;
        struct node *v = realloc(doc->v, cap * sizeof *v);
        if (!v) {
            stop(b, na_fail_nomem(b->err));
            return NULL;
        }
        doc->v = v;
        doc->cap = cap;
    }
    doc->v[doc->n] = (struct node){ .parent = b->open, .end = (uint32_t)doc->n + 1 };
    return &doc->v[doc->n++];
}

static bool keep(struct build *b, na_str s, na_str *out)
{
    *out = s.len == 0 ? (na_str){ "", 0 } : na_arena_str(&b->doc->arena, s);
    if (out->ptr) return true;
    stop(b, na_fail_nomem(b->err));
    return false;
}

/* Gathered character data becomes one node. */
static void flush(struct build *b)
{
    struct node *nd;
    na_str s = na_buf_get(&b->text);

    if (b->text.rc < 0) {
        stop(b, na_buf_check(&b->text, "xml text", b->err));
        return;
    }
    if (s.len == 0 || b->depth == 0 || !(nd = add_node(b))) return;
    nd->text = true;
    keep(b, s, &nd->name);
    na_buf_reset(&b->text);
}

/* Outside of what a pull watches for: does it begin here? */
static bool watched(struct build *b, const xmlChar *local)
{
    if (b->outside >= b->max_depth) {
        stop(b, na_fail(b->err, NA_ELIMIT, "xml: more than %zu elements inside each other",
                        b->max_depth));
        return false;
    }
    if (strcmp((const char *)local, b->watch) != 0) return b->outside++, false;
    b->doc = calloc(1, sizeof *b->doc);
    if (!b->doc)
        stop(b, na_fail_nomem(b->err));
    else
        b->doc->left_open = NA_XML_NONE;
    b->open = NA_XML_NONE;
    na_buf_reset(&b->text);
    return b->doc != NULL;
}

/* The element is whole: behind those that wait to be taken. */
static void hand_over(struct build *b)
{
    *b->last = b->doc;
    b->last = &b->doc->next;
    b->doc = NULL;
}

static void on_start(void *ud, const xmlChar *local, const xmlChar *prefix,
                     const xmlChar *uri, int nb_ns, const xmlChar **ns, int nb_attr,
                     int nb_def, const xmlChar **attr)
{
    struct build *b = ud;
    struct node *nd;

    (void)nb_ns, (void)ns, (void)nb_def;
    if (!b->doc && !watched(b, local)) return;
    flush(b);
    if (b->depth == 0 && b->doc->n > 0) return; /* a second root, in damaged XML */
    if (b->depth >= b->max_depth) {
        stop(b, na_fail(b->err, NA_ELIMIT, "xml: more than %zu elements inside each other",
                        b->max_depth));
        return;
    }
    if (!(nd = add_node(b))) return;
    b->open = (uint32_t)(b->doc->n - 1);
    b->depth++;
    if (!keep(b, from_xml(local), &nd->name) || !keep(b, from_xml(prefix), &nd->prefix) ||
        !keep(b, from_xml(uri), &nd->ns) || nb_attr <= 0) {
        return;
    }
    nd->attrs = na_arena_array(&b->doc->arena, (size_t)nb_attr, sizeof *nd->attrs);
    if (!nd->attrs) {
        stop(b, na_fail_nomem(b->err));
        return;
    }
    for (int i = 0; i < nb_attr && b->rc == NA_OK; i++, attr += 5) {
        struct attr *a = &nd->attrs[nd->nattrs++];
        keep(b, from_xml(attr[0]), &a->name);
        keep(b, na_str_n(attr[3], (size_t)(attr[4] - attr[3])), &a->value);
    }
}

static void on_end(void *ud, const xmlChar *local, const xmlChar *prefix,
                   const xmlChar *uri)
{
    struct build *b = ud;

    (void)local, (void)prefix, (void)uri;
    if (!b->doc) {
        if (b->outside > 0) b->outside--;
        return;
    }
    flush(b);
    if (b->rc < 0 || b->depth == 0) return;
    b->doc->v[b->open].end = (uint32_t)b->doc->n;
    b->open = b->doc->v[b->open].parent;
    b->depth--;
    if (b->watch && b->depth == 0) hand_over(b);
}

static void on_text(void *ud, const xmlChar *s, int n)
{
    struct build *b = ud;
    if (b->depth > 0 && n > 0) na_buf_put(&b->text, s, (size_t)n);
}

/* libxml2 asks what an entity is. HTML's names are known, for feeds use them undeclared;
 * any other stands for itself. The answer is a character or two, so nothing can grow. In
 * text libxml2 takes a predefined entity's content as it is; in an attribute value it would
 * take its first byte, and decodes a general one's. */
static xmlEntityPtr on_entity(void *ud, const xmlChar *name)
{
    struct build *b = ud;
    const htmlEntityDesc *d = htmlEntityLookup(name);
    bool in_attr = b->px->instate == XML_PARSER_ATTRIBUTE_VALUE;
    size_t n = strnlen((const char *)name, ENTITY_NAME);

    if (d) {
        n = na_u8_put(d->value, b->content);
        b->content[n] = '\0';
    } else {
        while (n > 0 && (name[n] & 0xC0) == 0x80) n--; /* not within a character */
        snprintf(b->content, sizeof b->content, "%s%.*s;", in_attr ? "&#38;" : "&", (int)n,
                 (const char *)name);
    }
    b->entity = (xmlEntity){ .type = XML_ENTITY_DECL, .checked = 2 };
    b->entity.etype =
        in_attr ? XML_INTERNAL_GENERAL_ENTITY : XML_INTERNAL_PREDEFINED_ENTITY;
    b->entity.name = name;
    b->entity.content = (xmlChar *)b->content;
    b->entity.orig = (xmlChar *)b->content; /* or a declaration would leave its own there */
    b->entity.length = (int)strlen(b->content);
    return &b->entity;
}

static void on_error(void *ud, xmlErrorPtr e)
{
    struct build *b = ud;
    const char *msg = e->message ? e->message : "ill-formed";
    size_t n = strcspn(msg, "\n");

    if (!b->doc || e->level < XML_ERR_ERROR) return;
    if (e->level >= XML_ERR_FATAL) {
        b->doc->broken = true;
        if (++b->errors == b->max_errors) xmlStopParser(b->px);
    }
    if (b->doc->damage[0]) return;
    snprintf(b->doc->damage, sizeof b->doc->damage, "line %d: %.*s", e->line,
             (int)(n > 100 ? 100 : n), msg);
}

/* bytes as UTF-8 without the characters XML forbids: a stray form feed must not end a
 * feed. */
static int to_text(na_charset *cs, na_str bytes, na_str label, na_buf *out, na_err *err)
{
    int rc;

    if (cs) {
        rc = na_charset_decode(cs, bytes, label, na_xml_charset_label(bytes), out, NULL,
                               err);
    } else {
        if (na_str_starts(bytes, NA_STR("\xEF\xBB\xBF"))) {
            bytes = na_str_sub(bytes, 3, bytes.len);
        }
        for (size_t i = 0; i < bytes.len;) {
            size_t ok = na_u8_valid(na_str_sub(bytes, i, bytes.len));
            na_buf_put(out, bytes.ptr + i, ok);
            i += ok;
            if (i < bytes.len) {
                na_buf_puts(out, "\xEF\xBF\xBD");
                i++;
            }
        }
        rc = na_buf_check(out, "xml", err);
    }
    for (size_t i = 0; rc == NA_OK && i < out->len; i++) {
        unsigned char c = (unsigned char)out->ptr[i];
        if (c < 0x20 && c != '\t' && c != '\n' && c != '\r') out->ptr[i] = ' ';
        /* U+FFFE, U+FFFF */
        if (c == 0xEF && i + 2 < out->len && (unsigned char)out->ptr[i + 1] == 0xBF &&
            (unsigned char)out->ptr[i + 2] >= 0xBE) {
            out->ptr[i + 2] = (char)0xBD;
        }
    }
    return rc;
}

/* libxml2 compares each attribute with those before it: 100,000 take it seconds, a million
 * minutes. Counts what may be attributes. */
static bool many_attrs(na_str s)
{
    size_t at = 0;

    while ((at = na_str_chr(s, '<', at)) != (size_t)-1) {
        na_str rest = na_str_sub(s, at, s.len);
        size_t n = 0;
        bool cdata = na_str_starts(rest, NA_STR("<![CDATA["));
        if (cdata || na_str_starts(rest, NA_STR("<!--"))) {
            at = na_str_find(s, cdata ? NA_STR("]]>") : NA_STR("-->"), at);
            if (at == (size_t)-1) return false; /* nothing follows */
            continue;
        }
        for (at++; at < s.len && s.ptr[at] != '>' && s.ptr[at] != '<'; at++) {
            if (s.ptr[at] == '=' && ++n > MAX_ATTRS) return true;
            if (n == 0 || (s.ptr[at] != '"' && s.ptr[at] != '\'')) continue;
            size_t quote = na_str_chr(s, s.ptr[at], at + 1);
            if (quote != (size_t)-1) at = quote;
        }
    }
    return false;
}

static const xmlSAXHandler handler = {
    .initialized = XML_SAX2_MAGIC,
    .startElementNs = on_start,
    .endElementNs = on_end,
    .characters = on_text,
    .ignorableWhitespace = on_text,
    .cdataBlock = on_text,
    .getEntity = on_entity,
    .serror = on_error,
};

enum {
    OPTIONS = XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_HUGE | XML_PARSE_IGNORE_ENC |
              XML_PARSE_NOENT | XML_PARSE_NOERROR | XML_PARSE_NOWARNING
};

/* A leading blank line before the declaration is common and harmless. */
static na_str without_lead(na_str s)
{
    while (s.len > 0 && strchr(" \t\r\n", s.ptr[0])) s = na_str_sub(s, 1, s.len);
    return s;
}

/* What damaged XML left open ends here. */
static void close_open(struct build *b)
{
    b->doc->left_open = b->doc->n > 0 ? b->open : NA_XML_NONE;
    for (; b->open != NA_XML_NONE && b->doc->n > 0; b->open = b->doc->v[b->open].parent)
        b->doc->v[b->open].end = (uint32_t)b->doc->n;
}

static void leave(xmlParserCtxtPtr px)
{
    if (!px) return;
    if (px->myDoc) xmlFreeDoc(px->myDoc);
    xmlFreeParserCtxt(px);
}

static int run(struct build *b, na_str s)
{
    s = without_lead(s);
    if (s.len == 0 || s.len > INT32_MAX) return NA_OK;
    if (many_attrs(s))
        return na_fail(b->err, NA_ELIMIT, "xml: an element with more than %u attributes",
                       MAX_ATTRS);
    if (!(b->px = xmlCreateMemoryParserCtxt(s.ptr, (int)s.len)))
        return na_fail_nomem(b->err);
    *b->px->sax = handler;
    b->px->userData = b;
    xmlCtxtUseOptions(b->px, OPTIONS);
    xmlSwitchEncoding(b->px, XML_CHAR_ENCODING_UTF8);
    xmlParseDocument(b->px);
    leave(b->px);
    return b->rc;
}

void na_xml_init(void) { xmlInitParser(); }

int na_xml_parse(na_charset *cs, na_str bytes, na_str charset_label,
                 const na_xml_opts *opts, na_xml **out, na_err *err)
{
    na_xml_opts o = opts ? *opts : (na_xml_opts){ 0 };
    struct build b = { .open = NA_XML_NONE, .err = err };
    na_buf utf8;
    int rc;

    if (!o.max_bytes) o.max_bytes = NA_MAX_RECORD;
    if (!o.max_depth || o.max_depth > NA_MAX_DEPTH) o.max_depth = NA_MAX_DEPTH;
    if (!o.max_nodes) o.max_nodes = 1000000;
    if (bytes.len > o.max_bytes) {
        return na_fail(err, NA_ELIMIT, "xml: %zu bytes, at most %zu are read", bytes.len,
                       o.max_bytes);
    }
    b.max_depth = o.max_depth;
    b.max_nodes = o.max_nodes;
    b.max_errors = o.max_errors;
    na_buf_init(&utf8, 4 * o.max_bytes);
    na_buf_init(&b.text, 4 * o.max_bytes);
    if (!(b.doc = calloc(1, sizeof *b.doc))) {
        rc = na_fail_nomem(err);
        goto done;
    }
    b.doc->left_open = NA_XML_NONE;
    if ((rc = to_text(cs, bytes, charset_label, &utf8, err)) < 0) goto done;
    if ((rc = run(&b, na_buf_get(&utf8))) < 0) goto done;
    flush(&b);
    if ((rc = b.rc) < 0) goto done;
    close_open(&b);
    if (b.doc->n == 0) {
        rc = na_fail(err, NA_ECORRUPT, "xml: %s",
                     b.doc->damage[0] ? b.doc->damage : "no root element");
        goto done;
    }
    *out = b.doc;
    b.doc = NULL;
done:
    na_xml_free(b.doc);
    na_buf_release(&b.text);
    na_buf_release(&utf8);
    return rc;
}

void na_xml_free(na_xml *doc)
{
    if (!doc) return;
    na_arena_release(&doc->arena);
    free(doc->v);
    free(doc);
}

/* -- pull ------------------------------------------------------------------------------ */

enum { PIECE = 8192 }; /* bytes that the parser is given at a time */

struct na_xml_pull {
    struct build b;
    na_buf utf8;
    na_str rest;
    char name[NA_MAX_NAME + 1];
    bool done;
};

int na_xml_pull_new(na_charset *cs, na_str bytes, na_str charset_label, const char *name,
                    na_xml_pull **out, na_err *err)
{
    na_xml_pull *p = NULL;
    int rc = NA_OK;

    if (bytes.len > NA_MAX_RECORD || strlen(name) > NA_MAX_NAME)
        return na_fail(err, NA_ELIMIT, "xml: %zu bytes, at most %zu are read", bytes.len,
                       (size_t)NA_MAX_RECORD);
    if (!(p = calloc(1, sizeof *p))) return na_fail_nomem(err);
    p->b = (struct build){ .open = NA_XML_NONE,
                           .max_depth = NA_MAX_DEPTH,
                           .max_nodes = 1000000,
                           .watch = p->name,
                           .last = &p->b.first };
    memcpy(p->name, name, strlen(name) + 1);
    na_buf_init(&p->utf8, 4 * NA_MAX_RECORD);
    na_buf_init(&p->b.text, 4 * NA_MAX_RECORD);
    if ((rc = to_text(cs, bytes, charset_label, &p->utf8, err)) < 0) goto done;
    p->rest = without_lead(na_buf_get(&p->utf8));
    p->b.px = xmlCreatePushParserCtxt((xmlSAXHandlerPtr)&handler, &p->b, NULL, 0, NULL);
    if (!p->b.px) {
        rc = na_fail_nomem(err);
        goto done;
    }
    xmlCtxtUseOptions(p->b.px, OPTIONS);
    xmlSwitchEncoding(p->b.px, XML_CHAR_ENCODING_UTF8);
    *out = p;
    p = NULL;
done:
    na_xml_pull_free(p);
    return rc;
}

/* Gives the parser more until an element is whole or nothing is left. */
static void feed(na_xml_pull *p)
{
    struct build *b = &p->b;

    while (!b->first && !p->done && b->rc == NA_OK) {
        na_str piece = na_str_sub(p->rest, 0, PIECE);
        p->rest = na_str_sub(p->rest, piece.len, p->rest.len);
        p->done = p->rest.len == 0;
        xmlParseChunk(b->px, piece.ptr, (int)piece.len, p->done);
    }
    if (p->done && b->rc == NA_OK && b->doc) {
        flush(b);
        if (b->rc < 0) return;
        close_open(b);
        hand_over(b);
    }
}

int na_xml_pull_next(na_xml_pull *p, na_xml **out, na_err *err)
{
    p->b.err = err;
    feed(p);
    if (p->b.first) {
        *out = p->b.first;
        p->b.first = (*out)->next;
        if (!p->b.first) p->b.last = &p->b.first;
        (*out)->next = NULL;
        return 1;
    }
    return p->b.rc;
}

void na_xml_pull_free(na_xml_pull *p)
{
    if (!p) return;
    for (na_xml *d = p->b.first, *next; d; d = next) {
        next = d->next;
        na_xml_free(d);
    }
    na_xml_free(p->b.doc);
    leave(p->b.px);
    na_buf_release(&p->b.text);
    na_buf_release(&p->utf8);
    free(p);
}
