/* SPDX-License-Identifier: MIT */
/* api.h - every name that a script can use, as data
 *
 * Concepts  The tables of api/ describe the API; api/make.lua writes them down here, for
 *           building the environment, for the schema of manifests, for checking scripts
 *           without running them and for completing words. `of` is "" for globals, a module
 *           or library ("json"), a class as box.c knows it ("html node"), or a table with
 *           fixed fields ("article", "manifest", "date.opts").
 * Lifetime  Static. Threads: read only. Errors: none.
 * Used by   env.c, manifest.c, names.c; the commands that help with scripts.
 */
#ifndef NA_SCRIPT_API_H
#define NA_SCRIPT_API_H
#include <stdbool.h>
#include <stddef.h>

typedef enum nal_api_kind {
    NAL_API_STD,    /* stock Lua's, as it is */
    NAL_API_FUNC,   /* a function of newsarc's, also where it stands for one of stock Lua */
    NAL_API_METHOD, /* object:name(...) */
    NAL_API_FIELD,  /* object.name */
    NAL_API_KEY,    /* what a table handed to newsarc may have */
    NAL_API_LIB,    /* string, math ... */
    NAL_API_MODULE, /* html, json ...: also by require */
    NAL_API_DROPPED, /* of stock Lua and not there; doc says what to do instead */
    NAL_API_GONE     /* a whole library that is not there */
} nal_api_kind;

typedef struct nal_api {
    const char *of, *name;
    nal_api_kind kind;
    unsigned char since; /* the api that has it first */
    bool must;           /* of a key */
    unsigned kinds;      /* of a key of the manifest: bits by nal_kind, 0 for all */
    const char *call;    /* "html.text(s)" */
    const char *type;    /* of a key or field its type, of a function what it returns */
    const char *doc;
} nal_api;

/* In the order of `of`, then `name`. */
extern const nal_api nal_api_table[];
extern const size_t nal_api_len;

/* The entry, or NULL. */
const nal_api *nal_api_find(const char *of, const char *name);
/* The entries of one `of`: the first, and how many follow each other. */
const nal_api *nal_api_of(const char *of, size_t *n_out);

#endif
