/* SPDX-License-Identifier: MIT */
/* html_int.h - what html.c and html_guard.c share; nobody else includes it */
#ifndef NA_TEXT_HTML_INT_H
#define NA_TEXT_HTML_INT_H
#include "text/html.h"

/* Reads the markup once, before gumbo does, and refuses what gumbo would take quadratic
 * time over: nesting beyond max_depth, thousands of attributes on one tag, or a sum over
 * all tags of the depth they stand at that is beyond reason. Linear, allocates nothing. */
int na_html_guard(na_str utf8, size_t max_depth, na_err *err);

#endif
