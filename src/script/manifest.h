/* SPDX-License-Identifier: MIT */
/* manifest.h - what a script says about itself, checked and copied out of Lua
 *
 * Concepts  A closed schema: an unknown key is an error with the nearest name, and so is a
 *           key of another kind. match, split and the rules of a clean script become plain
 *           C data, so that they run no Lua. The functions stay in the state's registry
 *           under nal_key_*.
 * Lifetime  Strings live in the arena until nal_manifest_release.
 * Threads   One at a time. Errors: raised, "name: what".
 * Used by   script/ alone.
 */
#ifndef NA_SCRIPT_MANIFEST_H
#define NA_SCRIPT_MANIFEST_H
#include "core/rerank.h"
#include "script/host.h"
#include "script/script_int.h"

typedef struct nal_magic {
    size_t off;
    na_str bytes;
} nal_magic;

/* One alternative of match: every field that is there must hold, one of its values. */
typedef struct nal_alt {
    na_strv ext, member, root;
    na_strv json_keys; /* all of them */
    nal_magic *magic;
    size_t nmagic;
} nal_alt;

typedef struct nal_split {
    na_split split;
    na_str names; /* of the elements of NA_SPLIT_XML, with bars between */
} nal_split;

typedef struct nal_split_ext {
    na_str ext;
    nal_split by;
} nal_split_ext;

typedef enum nal_kind {
    NAL_K_INGEST,
    NAL_K_CLEAN,
    NAL_K_FILTER,
    NAL_K_COMMAND,
    NAL_K_RANK
} nal_kind;

/* One pair of clean's text = { { pattern, replacement }, ... }. */
typedef struct nal_subst {
    na_str pattern, with;
} nal_subst;

/* The rules of a clean script; see clean.c. Lists are in the order of preference, but for
 * drop, whose selectors all hold. */
typedef struct nal_rules {
    na_strv hosts;
    na_str extends; /* another script's name, "" for none */
    na_strv drop, body, title, date, url_strip;
    nal_subst *text;
    size_t ntext;
    bool has_fn;
} nal_rules;

typedef enum nal_opt_type {
    NAL_O_STRING,
    NAL_O_INT,
    NAL_O_NUMBER,
    NAL_O_BOOL,
    NAL_O_DATE,
    NAL_O_DURATION,
    NAL_O_ENUM,
    NAL_O_PATH,
    NAL_O_LIST
} nal_opt_type;

#define NAL_MAX_OPTIONS 100

typedef struct nal_option {
    na_str name, help;
    nal_opt_type type;
    na_strv values; /* of an enum */
    bool has_default, has_min, has_max;
    na_str deflt; /* as it would be typed */
    bool writes;  /* a path's access = "write" */
    double min, max;
} nal_option;

typedef struct nal_manifest {
    na_arena arena;
    na_str name, version, summary, description, author, license, url;
    na_strv needs;
    nal_kind kind;
    int64_t priority;
    nal_alt *alts;
    size_t nalts;
    nal_split split;
    bool has_split; /* a function of its own */
    nal_split_ext *splits;
    size_t nsplits;
    bool has_probe;
    nal_rules clean;
    na_rank_rules rank;
    size_t top; /* hits that a rank script looks at */
    bool has_rank;
    na_strv after, before; /* of a filter: names of others */
    nal_option *opts;
    size_t nopts;
    uint64_t heap_mb; /* 0: the host's limit */
    bool no_archive;  /* a command that runs without one */
} nal_manifest;

extern const char nal_key_parse[], nal_key_probe[], nal_key_split[], nal_key_run[],
    nal_key_clean[], nal_key_filter[], nal_key_rank[];

/* "ingest", "clean" ... */
const char *nal_kind_name(nal_kind k);

/* Reads the table at idx and keeps its functions. Raises. */
void nal_manifest_read(lua_State *L, int idx, nal_manifest *m);
void nal_manifest_release(nal_manifest *m);

/* Does the declarative match take this entry? True too when there is none but a probe. */
bool nal_match(const nal_manifest *m, const na_entry_info *e);
/* Which key of match keeps it away; NULL when it is taken. */
const char *nal_match_fails(const nal_manifest *m, const na_entry_info *e);
nal_split nal_split_of(const nal_manifest *m, na_str name);
/* '*' within one part of a path, '**' over parts, '?' one byte. A pattern without '/' looks
 * at the base name. */
bool nal_glob(na_str pattern, na_str name);

/* options.c: sets t[name] of the table on top from typed text; the message says what was
 * expected. now: UTC seconds, for dates relative to it. Raises on memory only. */
bool nal_option_set(lua_State *L, const nal_option *o, na_str value, const nal_vm *vm,
                    char msg[200]);
/* "string", "int" ...; and what its value is called in the help: "TEXT", "N" ... */
const char *nal_option_type(const nal_option *o);
const char *nal_option_arg(const nal_option *o);
/* Every default into the table on top. Raises. */
void nal_option_defaults(lua_State *L, const nal_manifest *m);
void nal_options_read(lua_State *L, int idx, nal_manifest *m);
/* Copies into the manifest's arena; list: the value on top, a string or a list of them.
 * Raise. */
na_str nal_manifest_str(lua_State *L, nal_manifest *m, na_str s);
na_strv nal_manifest_list(lua_State *L, nal_manifest *m, const char *what);
/* n items of that size from the manifest's arena. Raises. */
void *nal_manifest_alloc(lua_State *L, nal_manifest *m, size_t n, size_t size);
/* The raw field onto the stack; its type. */
int nal_manifest_field(lua_State *L, int idx, const char *name);
/* manifest_clean.c: the keys of a clean script. Raises. */
void nal_rules_read(lua_State *L, int idx, nal_manifest *m);
/* manifest_rank.c: the weights of a rank script. Raises. */
void nal_rank_read(lua_State *L, int idx, nal_manifest *m);
/* "90s", "15m", "12h", "7d", "2w"; a bare number is seconds (options.c). */
bool nal_duration(na_str s, int64_t *out);
/* "selector@attribute": where the attribute begins, or the length when there is none. */
size_t nal_rule_attr(na_str s);

#endif
