/* SPDX-License-Identifier: MIT */
/* script_int.h - what the files of script/ share; nobody else includes it
 *
 * Concepts  nal_vm is one lua_State with its budget, built once a script. A pointer to it
 *           stands in the state's extra space, which Lua copies to every coroutine, so that
 *           hook, allocator and bindings find it without allocating. Every entry into Lua
 *           is nal_call(): protected, budgeted, its failure kept in plain buffers. After a
 *           fatal breach the state is only closed, never entered again.
 *           Boxes hold C resources: the metatable is set before anything is acquired, and
 *           what is still open when a record ends is closed then, whoever holds it.
 * Lifetime  Views and boxes carry the generation they were made in; a later one makes them
 *           expired. nal_vm.arena is reset when the next call begins.
 * Threads   One at a time.
 * Errors    Functions marked "raises" leave by longjmp and must hold nothing.
 */
#ifndef NA_SCRIPT_SCRIPT_INT_H
#define NA_SCRIPT_SCRIPT_INT_H
#include "base/arena.h"
#include "base/article.h"
#include "base/buf.h"
#include "base/capture.h"
#include "base/err.h"
#include "base/limits.h"
#include "text/charset.h"
#include "text/date.h"
#include "text/mojibake.h"
#include <lauxlib.h>
#include <lua.h>

/* -- budget.c ------------------------------------------------------------------------- */

typedef enum nal_fatal {
    NAL_FINE = 0,
    NAL_F_INSTR,
    NAL_F_CPU,
    NAL_F_HEAP,
    NAL_F_ALLOC,
    NAL_F_CANCEL
} nal_fatal;

typedef struct nal_limits {
    uint64_t instr, ms, heap, volume; /* 0: none */
} nal_limits;

typedef struct nal_budget {
    nal_limits max;
    uint64_t live, peak, volume, instr; /* peak: of live, in this call */
    uint64_t unseen;                    /* charged since the clocks were last looked at */
    uint64_t fail_from; /* of tests: so many allocations from now all fail; 0: none does */
    int64_t cpu_start, wall_start; /* ns */
    nal_fatal fatal;
    volatile const int *cancel;
} nal_budget;

/* -- the machine ---------------------------------------------------------------------- */

/* Why the last call failed. Plain storage: filling it never allocates. */
typedef struct nal_failure {
    char code[24], file[160], msg[1024], trace[2048];
    uint64_t line;
    bool plain; /* error(words, 0): meant for whoever runs the script, who needs no place */
} nal_failure;

typedef struct nal_box nal_box;

typedef enum nal_life {
    NAL_RECORD,
    NAL_ENTRY
} nal_life; /* until the record's or entry's end */

/* What module progress was told. */
typedef struct nal_progress {
    uint64_t done, total;
    int64_t told; /* when the host was, ms */
    char what[64];
} nal_progress;

typedef struct nal_vm {
    lua_State *L;
    lua_State *running; /* the coroutine that runs, for the allocator's report */
    nal_budget budget;
    nal_failure fail;
    const char *code_hint; /* code of an error being raised; static */
    uint64_t gen[2];       /* by nal_life */
    nal_box *boxes;        /* open resources of the present record */
    na_arena arena;        /* scratch and results, until the next call begins */
    na_buf tmp, tmp2;      /* work space of one function: nothing is lost when it raises */
    na_charset *cs;        /* borrowed from the host */
    struct {
        na_mojibake kind;
        char fields[80];
    } mended;           /* of the article that is being taken */
    na_date_opts dates; /* --tz; the capture of the present record */
    na_str base_url;
    na_str map; /* --map of the entry at hand; borrowed */
    int64_t now;
    char name[128]; /* base name of the script's file: its chunk name */
    na_str source;  /* its text, for messages; borrowed */
    struct nal_cover *cover; /* lines reached, or NULL */
    bool seeded;    /* math.random, from the record's hash */
    bool *tested;   /* where one state's self-test is good for all, or NULL */
    void (*log)(void *ctx, const char *level, na_str line);
    void *log_ctx;
    const struct nal_rec *rec; /* the record being parsed, or NULL */
    struct na_host *host;      /* of a reader: who has clean rules for it; else NULL */
    struct nal_articles *emitted;
    na_capture capture; /* of the record, in arena */
    na_str lacks;       /* what --map names and its file has not, in arena */
    bool mapped;
    na_str before, after; /* what stands around the record, in arena */
    nal_progress progress;
    struct nal_cmd *cmd;                      /* the running command, or NULL */
    void (*print)(lua_State *L, na_str line); /* of a command: its output. Raises */
    void (*named)(void *ctx, const char *of, const char *name); /* names.c's, or NULL */
    void *named_ctx;
} nal_vm;

enum { NAL_LOOK_EVERY = 20000 };

static inline nal_vm *nal_vm_of(lua_State *L) { return *(nal_vm **)lua_getextraspace(L); }

/* vm.c. nal_open makes the state and its environment; nal_close may be called on a zeroed
 * or failed vm. */
int nal_open(nal_vm *vm, na_err *err);
void nal_close(nal_vm *vm);
/* Runs fn(ud) protected within limits; NA_OK, or NA_ESCRIPT with vm->fail filled. What the
 * call left open is closed and its views expire unless keep. */
int nal_call(nal_vm *vm, lua_CFunction fn, void *ud, const nal_limits *max, bool keep);
/* Puts the lines of the script around the failure before its trace, unless they are
 * there. */
void nal_quote_source(nal_vm *vm);
/* Ends the record: expires views, closes boxes. */
void nal_expire(nal_vm *vm, nal_life life);
/* Loads text as a chunk and leaves the function. Raises. */
void nal_load_text(lua_State *L, na_str text, const char *chunk);

/* budget.c */
void *nal_alloc(void *ud, void *ptr, size_t osize, size_t nsize);
void nal_budget_begin(nal_vm *vm, const nal_limits *max);
/* Time between the two is not the script's. */
typedef struct nal_pause {
    int64_t cpu, wall;
} nal_pause;
nal_pause nal_budget_pause(void);
void nal_budget_go_on(nal_vm *vm, nal_pause since);
void nal_fatal_set(nal_vm *vm, nal_fatal f, lua_State *L);
const char *nal_fatal_code(nal_fatal f);
/* Fills fail.file and .line from the innermost frame of the script. Allocates nothing. */
void nal_mark_place(nal_vm *vm, lua_State *L);
/* Raises the fatal error that is set. */
int nal_raise_fatal(lua_State *L);
/* After a charge: looks at the clocks, raises what is fatal. */
void nal_charged(lua_State *L);
/* Counts work done in C as instructions; raises when the budget is spent. */
static inline void nal_charge(lua_State *L, size_t n)
{
    nal_budget *b = &nal_vm_of(L)->budget;
    if (!na_add_ok(b->instr, (uint64_t)n, &b->instr)) b->instr = UINT64_MAX;
    if (!na_add_ok(b->unseen, (uint64_t)n, &b->unseen)) b->unseen = UINT64_MAX;
    if (b->fatal || b->unseen > NAL_LOOK_EVERY || (b->max.instr && b->instr > b->max.instr))
        nal_charged(L);
}
/* The wrapped pcall, coroutine.resume, coroutine.wrap, coroutine.create. */
int nal_l_pcall(lua_State *L);
int nal_l_resume(lua_State *L);
int nal_l_wrap(lua_State *L);
int nal_l_cocreate(lua_State *L);
/* Raises "fmt..." behind the script's place; code is the quarantine's, static, or NULL. */
int nal_error(lua_State *L, const char *code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* env.c: builds the environment table and leaves it on the stack. Raises. */
void nal_env_push(lua_State *L);
/* selftest.c: is nothing in the new state that should not be? NA_ESCRIPT, NA_ENOMEM. */
int nal_selftest(nal_vm *vm, na_err *err);
/* guard.c: the library on top becomes a table of ours, of what is allowed of it and with
 * bounds on its C loops. Raises. */
void nal_guard_string(lua_State *L);
void nal_guard_utf8(lua_State *L);
void nal_guard_table(lua_State *L);
/* strmatch.c: string.find, match, gmatch, gsub. */
int nal_l_find(lua_State *L);
int nal_l_match(lua_State *L);
int nal_l_gmatch(lua_State *L);
int nal_l_gsub(lua_State *L);
/* guard.c: string.lower and upper. */
int nal_l_lower(lua_State *L);
int nal_l_upper(lua_State *L);
/* tostring without addresses; leaves the string. Raises. */
void nal_tostring(lua_State *L, int idx);

/* -- values (view.c) ------------------------------------------------------------------- */

typedef struct nal_view {
    na_str s;
    uint64_t gen;
    nal_life life;
} nal_view;

void nal_view_setup(lua_State *L);
void nal_push_view(lua_State *L, na_str s, nal_life life);
/* Replaces the view on top by an iterator over its lines, as views or as strings. */
void nal_push_lines(lua_State *L, bool strings);
/* A string or a live view. Raises. Borrowed while the value is on the stack and the record
 * lasts. */
na_str nal_check_str(lua_State *L, int idx);
na_str nal_opt_str(lua_State *L, int idx);
/* The same, false for anything else; raises for an expired view only. */
bool nal_to_str(lua_State *L, int idx, na_str *out);
nal_view *nal_to_view(lua_State *L, int idx);
/* s as what arg idx was: a slice of the same view, or a string. Raises. */
void nal_push_like(lua_State *L, int idx, na_str s);
static inline void nal_push(lua_State *L, na_str s)
{
    lua_pushlstring(L, s.ptr ? s.ptr : "", s.len);
}
/* String field of a table argument, raw; false when nil. Raises on another type. */
bool nal_field_str(lua_State *L, int idx, const char *name, na_str *out);
/* Raises when the options table has a key that is not in the list (NULL at its end). */
void nal_closed_keys(lua_State *L, int idx, const char *const *keys, const char *what);
/* The same, of what the API has under that name ("csv.rows_opts"). */
void nal_closed(lua_State *L, int idx, const char *of, const char *what);

/* -- boxes (box.c) --------------------------------------------------------------------- */

struct nal_box {
    nal_box *next, **prev; /* among vm->boxes while open */
    void (*release)(void *res);
    void *res; /* NULL: closed */
};
/* A new box on the stack, empty; cls is a metatable made by nal_class. Raises. */
nal_box *nal_box_new(lua_State *L, const char *cls, void (*release)(void *));
/* The same for a userdata on top whose first member is b. */
void nal_box_adopt(lua_State *L, nal_box *b, const char *cls, void (*release)(void *));
void nal_box_close(nal_box *b);
/* Is arg idx a userdata of the class; the userdata, or raises. */
bool nal_is(lua_State *L, int idx, const char *cls);
void *nal_check(lua_State *L, int idx, const char *cls);
/* The open resource of arg idx. Raises "... has expired". */
void *nal_box_check(lua_State *L, int idx, const char *cls);
/* Puts functions into the table on top, which is the module or class named. Raises. */
void nal_funcs(lua_State *L, const char *of, const luaL_Reg *funcs);
/* Makes the metatable of a class: methods through __index, locked, named, __gc when boxed.
 * cls is a static array: its address is the class. Raises. */
void nal_class(lua_State *L, const char *cls, const luaL_Reg *methods, const luaL_Reg *meta,
               bool boxed);

/* -- records (record.c) ---------------------------------------------------------------- */

typedef struct nal_rec {
    na_str name, source, bytes, head; /* head: the entry's first bytes */
    uint64_t index;
    int64_t size, mtime;
    na_str url, charset; /* of a part that another reader has handed over, or "" */
    bool captured;       /* relative dates are read against this: */
    int64_t captured_at;
    int captured_tz;
} nal_rec;

void nal_record_setup(lua_State *L);
void nal_push_rec(lua_State *L, const nal_rec *r);
void nal_push_stream(lua_State *L, const nal_rec *r);
void nal_push_ctx(lua_State *L);
/* handover.c: ctx:read{...}; the place of the part's fields is index 2. */
int nal_l_read(lua_State *L);
/* Lower-case extension without the dot, into out (cut at 15 bytes); "" for none. */
void nal_ext(na_str name, char out[16]);

/* -- articles (article_in.c) ----------------------------------------------------------- */

typedef struct nal_articles {
    na_article *v;
    size_t n, cap, max;
} nal_articles;
/* Converts the table at idx (an article, or a list of them when allowed) and appends.
 * Raises with code invalid_article. */
void nal_take_articles(lua_State *L, int idx, nal_articles *out, bool list_allowed);
/* The article as the table a reader would return (article_out.c). Raises. */
void nal_push_article(lua_State *L, const na_article *a);
/* One field as a Lua value; false, and nothing pushed, when articles have none of that
 * name. */
bool nal_push_article_field(lua_State *L, const na_article *a, const char *name);
/* One line: cleaned, white space folded; and a text of paragraphs. In vm->arena. Raises. */
na_str nal_clean_line(lua_State *L, na_str s, const char *what);
na_str nal_clean_body(lua_State *L, na_str s, const char *what);

/* -- modules --------------------------------------------------------------------------- */

typedef struct nal_module {
    const char *name;
    const luaL_Reg *funcs;
    void (*setup)(lua_State *L); /* classes; and constants into the table on top; or NULL */
} nal_module;
extern const nal_module nal_mod_html, nal_mod_xml, nal_mod_json, nal_mod_csv, nal_mod_date,
    nal_mod_text, nal_mod_url, nal_mod_charset, nal_mod_hash, nal_mod_log, nal_mod_feed,
    nal_mod_warc, nal_mod_mbox, nal_mod_mail, nal_mod_progress, nal_mod_zip, nal_mod_rtf,
    nal_mod_pdf, nal_mod_sqlite;
/* mod_words.c: puts its functions into the table of module text, which is on top.
 * Raises. */
void nal_words_setup(lua_State *L);
/* NULL at its end. */
extern const nal_module *const nal_modules[];

void nal_push_date(lua_State *L, const na_date *d);
/* NULL when arg idx is no date object. */
const na_date *nal_to_date(lua_State *L, int idx);
/* Dates are read as of a capture at d from now on. */
void nal_captured(na_date_opts *o, const na_date *d);
/* Parses or gives nil, message; for rec:html() and its like. Raises on memory. */
int nal_html_parse(lua_State *L, na_str utf8);
int nal_xml_parse(lua_State *L, na_str bytes, na_str label, bool decoded);
int nal_json_parse(lua_State *L, na_str text);
/* Decodes into the arena: text as UTF-8. */
int nal_decode(nal_vm *vm, na_str bytes, na_str label, na_str *out, na_charset_info *info,
               na_err *err);

#endif
