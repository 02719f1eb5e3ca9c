/* SPDX-License-Identifier: MIT */
/* check_int.h - what check.c, check_names.c and check_fields.c share; nobody else includes
 * it */
#ifndef NA_SCRIPT_CHECK_INT_H
#define NA_SCRIPT_CHECK_INT_H
#include "script/api.h"
#include "script/check.h"
#include "script/lua_ast.h"

enum { NAL_FINDINGS = 200, NAL_SCOPE = 1000, NAL_ENTRY_POINTS = 16 };

/* A local that is in scope. of: the module or class it is known to be, or NULL. */
typedef struct nal_local {
    na_str name;
    const char *of;
    const nal_node *value; /* what it was given at its declaration, or NULL */
} nal_local;

typedef struct nal_checker {
    na_arena arena;
    na_finding found[NAL_FINDINGS];
    size_t nfound;
    na_str kind;              /* of the manifest, "" when it is not plain */
    const nal_node *manifest; /* the table, or NULL */
    const nal_node *root;
    nal_local scope[NAL_SCOPE];
    size_t nscope;
    na_strv assigned; /* every name that is ever assigned to */
    size_t assigned_cap;
    /* Functions that newsarc calls, and as what. */
    struct {
        const nal_node *fn;
        const nal_api *as;
    } entry[NAL_ENTRY_POINTS];
    size_t nentry;
    const nal_node *in_parse; /* the entry point within which the walk is, or NULL */
    unsigned functions;       /* around the place where the walk is */
} nal_checker;

void nal_find(nal_checker *c, uint32_t line, bool error, const char *code, const char *fmt,
              ...) __attribute__((format(printf, 5, 6)));
bool nal_was_assigned(const nal_checker *c, na_str name);
/* The local, or NULL. */
const nal_local *nal_scope_get(const nal_checker *c, na_str name);

/* check_names.c: walks the tree. */
void nal_check_names(nal_checker *c);
/* check_fields.c: the manifest; a table that is an article, certainly or by its looks; a
 * table handed to a function, by the name of its table of keys; one field set later. */
void nal_check_manifest(nal_checker *c);
void nal_check_article(nal_checker *c, const nal_node *table, bool certain);
bool nal_looks_like_article(const nal_node *table);
void nal_check_keys(nal_checker *c, const nal_node *table, const char *of,
                    const char *what);
void nal_check_value(nal_checker *c, const nal_api *key, const nal_node *value,
                     const char *what);
/* The field of a table constructor by its name, or NULL; its value. */
const nal_node *nal_table_field(const nal_node *table, const char *name);
const nal_node *nal_field_value(const nal_node *field);
/* The "of" of a type as the tables write it ("html.node?"), or NULL. */
const char *nal_type_of(const char *type, size_t len);

#endif
