/* SPDX-License-Identifier: MIT */
/* json.h - JSON to a tree (jansson behind a thin door) and back
 *
 * Concepts  A document is an opaque tree; nodes are borrowed pointers into it. Object
 *           members keep the document's order; of duplicate keys the last value wins, at
 *           the place of the first. Integers that do not fit 64 bits become reals. A
 *           byte-order mark is dropped, a lone surrogate escape becomes U+FFFD; other
 *           invalid UTF-8 is an error. Depth and number of values are checked before
 *           anything is built.
 * Lifetime  Nodes and strings live until na_json_free(doc).
 * Threads   A document belongs to one thread at a time.
 * Errors    NA_ECORRUPT "line 3, column 7 (byte 41): ...", NA_ELIMIT, NA_ENOMEM. Accessors
 *           accept NULL and nodes of another type: they give NULL, 0, false or "".
 * Used by   text/article_json, text/html_meta, store/, core/, script/.
 */
#ifndef NA_TEXT_JSON_H
#define NA_TEXT_JSON_H
#include "base/buf.h"

typedef struct na_json na_json;           /* a document */
typedef struct na_json_node na_json_node; /* a value in it; const everywhere */

typedef enum na_json_type {
    NA_JSON_NULL,
    NA_JSON_BOOL,
    NA_JSON_INT,
    NA_JSON_REAL,
    NA_JSON_STR,
    NA_JSON_ARRAY,
    NA_JSON_OBJECT
} na_json_type;

typedef struct na_json_opts {
    size_t max_bytes;  /* 0: NA_MAX_RECORD */
    size_t max_depth;  /* 0: NA_MAX_DEPTH; at most that */
    size_t max_values; /* 0: 2,000,000 */
} na_json_opts;

/* Draws the hash seed, which may read a random device: once, before a sandbox closes. */
void na_json_init(void);

/* opts NULL: the defaults. Any value may be the root; nothing but white space follows. */
int na_json_parse(na_str text, const na_json_opts *opts, na_json **out, na_err *err);
void na_json_free(na_json *doc); /* NULL is fine */
const na_json_node *na_json_root(const na_json *doc);

/* NULL is NA_JSON_NULL. */
na_json_type na_json_type_of(const na_json_node *v);
bool na_json_is_num(const na_json_node *v);
na_str na_json_str(const na_json_node *v); /* may hold NUL bytes */
bool na_json_bool(const na_json_node *v);
int64_t na_json_int(const na_json_node *v); /* a real is truncated, clamped */
double na_json_real(const na_json_node *v);
/* Appends the canonical spelling of a number: an integer plainly, a real in the fewest
 * digits that read back the same. */
void na_json_num_put(na_buf *out, const na_json_node *v);
/* The same for a number spelled in JSON's grammar; false (nothing appended) for other
 * text. */
bool na_json_num_canon(na_str spelled, na_buf *out);

size_t na_json_len(const na_json_node *v); /* of an array or object */
const na_json_node *na_json_at(const na_json_node *array, size_t i);
/* The member, or NULL when absent. */
const na_json_node *na_json_find(const na_json_node *object, const char *key);
/* Shorthand: na_json_str(na_json_find()). */
na_str na_json_find_str(const na_json_node *object, const char *key);

/* Members in order: for (it = {0}; na_json_next(obj, &it);) uses it.key, it.value. */
typedef struct na_json_iter {
    na_str key;
    const na_json_node *value;
    void *pos;
    bool started;
} na_json_iter;
bool na_json_next(const na_json_node *object, na_json_iter *it);

/* Appends the value and all below it as compact JSON, members in order. Strings and numbers
 * are spelled by base/jsonw.h, which is also what writers without a tree use. */
void na_json_put(na_buf *out, const na_json_node *v);

#endif
