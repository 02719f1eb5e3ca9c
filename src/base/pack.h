/* SPDX-License-Identifier: MIT */
/* pack.h - a script of several files as one text
 *
 * Concepts  A script is one text wherever it goes: it is hashed, sent to a worker, kept for
 *           messages. One that is a folder is packed into such a text, main.lua first, so
 *           that its hash is that of all its files. A pack begins with a zero byte, which
 *           no script of one file may have.
 * Lifetime  What is found is borrowed from the pack.
 * Threads   No state. Errors: a damaged pack has fewer files.
 * Used by   cli/ (packs), script/ (unpacks).
 */
#ifndef NA_BASE_PACK_H
#define NA_BASE_PACK_H
#include "base/buf.h"

/* name: "FOLDER/main.lua". Begins the pack when out is empty. */
void na_pack_add(na_buf *out, na_str name, na_str text);
bool na_pack_is(na_str text);
/* The file of that name; false when there is none. */
bool na_pack_find(na_str pack, na_str name, na_str *out);
/* The n-th file from 0, or false. */
bool na_pack_nth(na_str pack, size_t n, na_str *name, na_str *out);
/* The first file; text itself when it is no pack. */
na_str na_pack_main(na_str text);

#endif
