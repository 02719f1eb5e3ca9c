/* SPDX-License-Identifier: MIT */
/* xml.h - XML to a small immutable tree (libxml2's parser behind a door)
 *
 * Concepts  No network, no DTD, no external entity, nothing expanded but character
 *           references and the named entities of HTML; an unknown one stays as text
 *           ("&foo;"). Damaged XML is read as far as it goes and marked. Nodes are numbers
 *           in document order; a subtree is a run of them, so every walk is a loop.
 * Lifetime  Strings live until na_xml_free(doc). A node number from another document is
 *           answered like NA_XML_NONE when it is out of range, never followed.
 * Threads   Immutable after parsing.
 * Errors    NA_ECORRUPT when there is no root element, NA_ELIMIT, NA_ENOMEM.
 * Used by   script/ (module xml, feeds), worker/ (splitting).
 */
#ifndef NA_TEXT_XML_H
#define NA_TEXT_XML_H
#include "base/arena.h"
#include "text/charset.h"

typedef struct na_xml na_xml;
typedef uint32_t na_xml_node; /* 0 is the root element */
#define NA_XML_NONE UINT32_MAX

typedef struct na_xml_opts {
    size_t max_bytes; /* 0: NA_MAX_RECORD */
    size_t max_depth; /* 0: NA_MAX_DEPTH; at most that */
    size_t max_nodes; /* 0: 1,000,000 */
    size_t max_errors; /* of syntax, before it is read no further; 0: any number */
} na_xml_opts;

/* Once, before threads start and before a sandbox closes. */
void na_xml_init(void);

/* bytes in any charset: cs decodes them by BOM, label, XML declaration. With cs NULL they
 * are UTF-8. opts NULL: the defaults. */
int na_xml_parse(na_charset *cs, na_str bytes, na_str charset_label,
                 const na_xml_opts *opts, na_xml **out, na_err *err);
void na_xml_free(na_xml *doc); /* NULL is fine */

/* Reads on and builds only the elements of one local name, each a document of its own with
 * the element as its root; what stands around them, or between, is passed over, so that a
 * file of a million items takes the memory of one. The same rules as na_xml_parse. */
typedef struct na_xml_pull na_xml_pull;
int na_xml_pull_new(na_charset *cs, na_str bytes, na_str charset_label, const char *name,
                    na_xml_pull **out, na_err *err);
/* 1 and the caller's document, 0 at the end, or NA_ELIMIT, NA_ENOMEM. */
int na_xml_pull_next(na_xml_pull *p, na_xml **out, na_err *err);
void na_xml_pull_free(na_xml_pull *p); /* NULL is fine */

/* The first complaint about ill-formed XML ("line 3: ..."), or "". */
const char *na_xml_damage(const na_xml *doc);
/* The complaint is about the syntax, not about a prefix that nobody declared. */
bool na_xml_broken(const na_xml *doc);
/* The document ended before the element did. */
bool na_xml_is_open(const na_xml *doc, na_xml_node n);
/* A complaint of the caller's, in place of the document's own. */
void na_xml_blame(na_xml *doc, const char *damage);

size_t na_xml_count(const na_xml *doc);
na_xml_node na_xml_root(const na_xml *doc);
bool na_xml_is_text(const na_xml *doc, na_xml_node n);
/* Local name, prefix as written, namespace URI ("" when none is declared). */
na_str na_xml_name(const na_xml *doc, na_xml_node n);
na_str na_xml_prefix(const na_xml *doc, na_xml_node n);
na_str na_xml_ns(const na_xml *doc, na_xml_node n);
/* By local name; false when absent. */
bool na_xml_attr(const na_xml *doc, na_xml_node n, const char *name, na_str *value_out);
size_t na_xml_attrs(const na_xml *doc, na_xml_node n);
bool na_xml_attr_at(const na_xml *doc, na_xml_node n, size_t i, na_str *name_out,
                    na_str *value_out);
na_xml_node na_xml_parent(const na_xml *doc, na_xml_node n);
/* Elements and text alike. */
na_xml_node na_xml_first(const na_xml *doc, na_xml_node n);
na_xml_node na_xml_next(const na_xml *doc, na_xml_node n);
/* Elements only. */
na_xml_node na_xml_first_elem(const na_xml *doc, na_xml_node n);
na_xml_node na_xml_next_elem(const na_xml *doc, na_xml_node n);
/* The first child element of that local name. */
na_xml_node na_xml_child(const na_xml *doc, na_xml_node n, const char *name);
/* The next element of that local name ("*": any) after `after` in document order within n's
 * descendants; NA_XML_NONE as `after` starts. Returns NA_XML_NONE at the end. */
na_xml_node na_xml_find(const na_xml *doc, na_xml_node n, const char *name,
                        na_xml_node after);
/* Appends the text of n and all below it. */
void na_xml_text(const na_xml *doc, na_xml_node n, na_buf *out);
/* Appends n's children as markup (Atom's xhtml content). */
void na_xml_inner(const na_xml *doc, na_xml_node n, na_buf *out);

#endif
