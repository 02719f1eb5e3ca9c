/* SPDX-License-Identifier: MIT */
/* json_scan.h - where the values of a JSON text begin and end, without building them
 *
 * Concepts  Brackets and strings are followed, nothing else is judged: each value that is
 *           found goes to a parser of its own, so that a damaged one costs itself alone.
 *           The last may be cut off by the end of the text.
 * Lifetime  A cursor is a value and borrows its text. Threads: none. Errors: none.
 * Used by   script/ (json.items, json.members).
 */
#ifndef NA_TEXT_JSON_SCAN_H
#define NA_TEXT_JSON_SCAN_H
#include "base/str.h"

typedef struct na_json_scan {
    na_str rest;
    bool object, done; /* members, not items; a bracket closed the list */
} na_json_scan;

/* Items: of the outermost list, or the values that stand one behind the other. */
na_json_scan na_json_scan_items(na_str text);
/* Members of the outermost object; none when it is another value. */
na_json_scan na_json_scan_members(na_str text);
/* The next value as it stands, and of members its key between its quotes (escapes and all);
 * false at the end. */
bool na_json_scan_next(na_json_scan *s, na_str *key_out, na_str *value_out);

#endif
