/* SPDX-License-Identifier: MIT */
/* cut_int.h - what cut.c, cut_warc.c and cut_xml.c share
 *
 * Used by text/cut*.c.
 */
#ifndef NA_TEXT_CUT_INT_H
#define NA_TEXT_CUT_INT_H
#include "text/cut.h"

/* A piece was found, or bytes to pass over: the next look begins anew. */
static inline int na_cut_give(na_cutter *c, na_piece *out, size_t skip, size_t len)
{
    c->seen = 0;
    c->begun = true;
    *out = (na_piece){ .skip = skip, .len = len };
    return 1;
}

static inline int na_cut_bad(na_cutter *c, na_piece *out, size_t skip, size_t len,
                             const char *code, const char *message)
{
    na_cut_give(c, out, skip, len);
    out->code = code;
    out->message = message;
    return 1;
}

int na_cut_warc(na_cutter *c, na_str s, bool end, na_piece *out);
size_t na_cut_warc_drop(na_cutter *c, na_str s);
int na_cut_xml(na_cutter *c, na_str s, bool end, na_piece *out);
size_t na_cut_xml_drop(na_cutter *c, na_str s);

#endif
