/* SPDX-License-Identifier: MIT */
/* url.h - the parts of an address, and joining one to another (libxml2's URI functions)
 *
 * Concepts  RFC 3986. What people write into links and is not allowed there (blanks,
 *           letters beyond ASCII) is percent-encoded before it is looked at. The canonical
 *           form by which articles are identified is core/identity.h's, not this.
 * Lifetime  Parts live in the arena they were made in. Threads: none.
 * Errors    NA_ECORRUPT for what is no address, NA_ELIMIT beyond NA_MAX_FIELD bytes,
 *           NA_ENOMEM.
 * Used by   script/.
 */
#ifndef NA_TEXT_URL_H
#define NA_TEXT_URL_H
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

typedef struct na_url {
    na_str scheme, user, host, path, query, fragment; /* ptr NULL: absent */
    int port;                                         /* 0: none */
} na_url;

int na_url_parse(na_str s, na_arena *arena, na_url *out, na_err *err);
/* ref as seen from base: RFC 3986, section 5. */
int na_url_join(na_str base, na_str ref, na_arena *arena, na_str *out, na_err *err);
/* Appends s with %41 as the character it stands for; form: and + as a blank, as in a name
 * or value of na_url_param(). */
void na_url_decode(na_str s, bool form, na_buf *out);
/* The next parameter of a query without its '?'; false at the end. */
bool na_url_param(na_str *rest, na_str *param, na_str *name, na_str *value);

#endif
