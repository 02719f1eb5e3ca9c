/* SPDX-License-Identifier: MIT */
/* fields.h - --set FIELD=VALUE and --force FIELD=VALUE
 *
 * Concepts  title, deck, key, url, source, section, lang, published, modified; author and
 *           tag, which may be given several times; meta.NAME. Set fills what the reader
 *           left empty (and a source that is but a feed's title), force
 *           replaces. Values are checked when they are added.
 * Lifetime  A zeroed na_fields is empty; release frees. Applied values are borrowed from
 *           it.
 * Errors    NA_EUSAGE naming field and value, with the nearest field for an unknown one.
 * Used by   ingest/.
 */
#ifndef NA_INGEST_FIELDS_H
#define NA_INGEST_FIELDS_H
#include "base/article.h"
#include "text/json.h"

typedef struct na_field {
    na_str name, value;
    bool force;
    na_precision precision; /* of a date */
} na_field;

typedef struct na_fields {
    na_field *v;
    size_t n;
    na_arena arena;
} na_fields;

int na_fields_add(na_fields *f, na_str assignment, bool force, na_err *err);
/* All of a list of such strings, as the options of an import are kept. */
int na_fields_add_list(na_fields *f, const na_json_node *list, bool force, na_err *err);
/* Are all the lines of --map FIELD=PATH for fields that there are? NA_EUSAGE. */
int na_fields_check_map(na_str lines, na_err *err);
void na_fields_release(na_fields *f);
/* Lists that grow come from the arena. NA_ENOMEM. */
int na_fields_apply(const na_fields *f, na_article *art, na_arena *arena, na_err *err);

#endif
