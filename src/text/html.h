/* SPDX-License-Identifier: MIT */
/* html.h - HTML5 to a small immutable tree (gumbo behind a door)
 *
 * Concepts  Parsed as browsers do; then copied into an array of nodes in document order,
 *           where a subtree is a run of numbers and every walk a loop: nothing here
 *           recurses. Input is UTF-8 (text/charset.h). Nesting, attributes and memory are
 *           bounded before and while gumbo works, so hostile pages end in NA_ELIMIT.
 * Lifetime  Strings live until na_html_free(doc). A node number that is out of range is
 *           answered like NA_HTML_NONE, never followed.
 * Threads   Immutable after parsing.
 * Errors    NA_ELIMIT naming what was too much, NA_ENOMEM. There is no ill-formed HTML.
 *           NA_EUSAGE for a selector that is not in the subset.
 * Used by   text/html_text, text/html_meta, script/.
 */
#ifndef NA_TEXT_HTML_H
#define NA_TEXT_HTML_H
#include "base/arena.h"
#include "base/buf.h"

typedef struct na_html na_html;
typedef uint32_t na_html_node; /* 0 is the document; its element child is <html> */
#define NA_HTML_NONE UINT32_MAX

typedef struct na_html_opts {
    size_t max_bytes;  /* 0: NA_MAX_RECORD */
    size_t max_depth;  /* of open elements; 0: 2,048 */
    size_t max_nodes;  /* 0: 1,000,000 */
    size_t max_memory; /* while parsing; 0: 160 MiB */
} na_html_opts;

int na_html_parse(na_str utf8, const na_html_opts *opts, na_html **out, na_err *err);
void na_html_free(na_html *doc); /* NULL is fine */

/* Is it the name of an element of HTML, or of the SVG and MathML within it, in any case? */
bool na_html_knows(na_str name);

size_t na_html_count(const na_html *doc);
bool na_html_is_text(const na_html *doc, na_html_node n);
bool na_html_is_elem(const na_html *doc, na_html_node n);
/* Lower-case tag name of an element, else "". */
na_str na_html_tag(const na_html *doc, na_html_node n);
bool na_html_is(const na_html *doc, na_html_node n, const char *tag);
/* Character data of a text node, else "". */
na_str na_html_data(const na_html *doc, na_html_node n);
/* Names are lower case; false when absent. */
bool na_html_attr(const na_html *doc, na_html_node n, const char *name, na_str *value_out);
size_t na_html_attrs(const na_html *doc, na_html_node n);
bool na_html_attr_at(const na_html *doc, na_html_node n, size_t i, na_str *name_out,
                     na_str *value_out);
na_html_node na_html_parent(const na_html *doc, na_html_node n);
na_html_node na_html_first(const na_html *doc, na_html_node n);
na_html_node na_html_next(const na_html *doc, na_html_node n);
/* The first number after n and all below it: descendants are n+1 .. end-1. */
na_html_node na_html_end(const na_html *doc, na_html_node n);
/* Appends the character data of n and below as it stands, without script and style. */
void na_html_text_content(const na_html *doc, na_html_node n, na_buf *out);
/* The same with white space folded to single blanks and trimmed, in the arena. */
na_str na_html_squeezed(const na_html *doc, na_html_node n, na_arena *arena);

/* Selectors: tag, *, .class, #id, [a], [a=v], [a^=v], [a$=v], [a*=v], [a~=v], values quoted
 * or bare; descendant (blank) and child (>); comma lists. */
typedef struct na_html_sel na_html_sel;
int na_html_sel_new(na_str selector, na_html_sel **out, na_err *err);
void na_html_sel_free(na_html_sel *sel); /* NULL is fine */
bool na_html_matches(const na_html *doc, na_html_node n, const na_html_sel *sel);
/* The next match after `after` (NA_HTML_NONE starts) among root's descendants. */
na_html_node na_html_find(const na_html *doc, na_html_node root, const na_html_sel *sel,
                          na_html_node after);
/* Calls fn for each match in document order until it returns false. */
typedef bool na_html_fn(void *ctx, na_html_node n);
int na_html_select(const na_html *doc, na_html_node root, na_str selector, na_html_fn *fn,
                   void *ctx, na_err *err);

#endif
