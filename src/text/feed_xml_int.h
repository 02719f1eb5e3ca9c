/* SPDX-License-Identifier: MIT */
/* feed_xml_int.h - what feed_xml.c and feed_elem.c share
 *
 * All functions take NA_XML_NONE for an element and give "" or NA_XML_NONE for it.
 */
#ifndef NA_TEXT_FEED_XML_INT_H
#define NA_TEXT_FEED_XML_INT_H
#include "text/feed_int.h"
#include "text/xml.h"

typedef enum voc {
    V_OWN, /* the feed's */
    V_ATOM,
    V_DC,
    V_DCTERMS,
    V_CONTENT,
    V_MEDIA,
    V_ITUNES,
    V_XHTML,
    V_BURNER,
    V_RDF,
    V_OTHER
} voc;

typedef struct xml_feed {
    na_feeding *r;
    const na_xml *doc;
    na_str ns;       /* of the root */
    bool atom;       /* the root is Atom's */
    na_str fallback; /* the channel's own address, for addresses without a base */
} xml_feed;

/* The names of one field, best first. */
typedef struct alias {
    voc v;
    const char *name;
} alias;

voc na_fx_voc(const xml_feed *x, na_xml_node n);
/* Of that vocabulary and name; names are compared without case. */
bool na_fx_is(const xml_feed *x, na_xml_node n, voc v, const char *name);
/* The first child that is that. */
na_xml_node na_fx_child(const xml_feed *x, na_xml_node n, voc v, const char *name);
/* An attribute, trimmed. */
na_str na_fx_attr(const xml_feed *x, na_xml_node n, const char *name);
/* ref as seen from n: xml:base of the elements around it, the document's address. */
na_str na_fx_address(const xml_feed *x, na_xml_node n, na_str ref);
na_str na_fx_lang(const xml_feed *x, na_xml_node n);
/* All text below. */
na_str na_fx_text(const xml_feed *x, na_xml_node n);
/* The text of an element, as markup (*html) or plain. */
na_str na_fx_rich(const xml_feed *x, na_xml_node n, bool *html);
/* Has it any text or element? */
bool na_fx_filled(const xml_feed *x, na_xml_node n);
/* The first child that has one of the names and is not empty. */
na_xml_node na_fx_find(const xml_feed *x, na_xml_node n, const alias *of, size_t count);
#define FIND(x, n, of) na_fx_find((x), (n), (of), sizeof(of) / sizeof *(of))

#endif
