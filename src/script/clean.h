/* SPDX-License-Identifier: MIT */
/* clean.h - per-source rules for web pages (scripts of kind "clean")
 *
 * Concepts  doc:article() asks for the rule of the page's host, has it say where title,
 *           date and main text stand before the text is taken (nal_clean_before), and hands
 *           it the text afterwards (nal_clean_after). The most specific host wins; what a
 *           rule extends is asked behind it. All but a clean function and the substitutions
 *           of `text` is C over text/html.h; those two run in the clean script's own state,
 *           within a budget of their own, called from within the reader's.
 * Lifetime  Strings of a page: in the arena of the reader's record, or of the rule's until
 *           nal_clean_after is called again.
 * Threads   One at a time.
 * Errors    Functions raise in the caller's state; a failure of the clean script is raised
 *           there with the script's own file and line.
 * Used by   mod_html.c, host.c.
 */
#ifndef NA_SCRIPT_CLEAN_H
#define NA_SCRIPT_CLEAN_H
#include "script/script_int.h"
#include "text/html_meta.h"
#include "text/html_text.h"

typedef struct nal_reader nal_reader;

/* What doc:article() gives. */
typedef struct nal_page {
    na_html_meta m;
    na_str body, removed;
} nal_page;

/* The rule for a page of that address, or NULL. */
nal_reader *nal_clean_find(struct na_host *h, na_str url);
const char *nal_clean_name(const nal_reader *rule);
/* Title, date and address into m; where the body is into o. Raises. */
void nal_clean_before(lua_State *L, const nal_reader *rule, const na_html *doc,
                      na_html_meta *m, na_html_text_opts *o);
/* Substitutions and the clean function over the finished page. Raises. */
void nal_clean_after(lua_State *L, struct na_host *h, nal_reader *rule, const na_html *doc,
                     nal_page *page);

/* mod_html.c: the page as the table that doc:article() gives; a document the caller lends
 * until the present call ends. Raise. */
void nal_push_page(lua_State *L, const nal_page *page);
void nal_push_lent_doc(lua_State *L, const na_html *doc);

#endif
