/* SPDX-License-Identifier: MIT */
/* lua_ast.h - the text of a script as a tree, for tools that look at it and do not run it
 *
 * Concepts  Lua 5.4 as its manual has it: lua_lex.c cuts tokens, lua_parse.c builds nodes.
 *           Only what a tool asks for is kept: expressions in brackets are what is inside
 *           them, attributes of locals and the words of operators are gone.
 * Lifetime  Nodes and strings live in the arena, names borrow from the text.
 * Threads   Values.
 * Errors    NA_ESCRIPT with the line in the message for what does not parse; Lua itself
 *           says it better (na_script_check asks Lua first). NA_ELIMIT past NA_LUA_NESTING
 *           levels.
 * Used by   script/ alone.
 */
#ifndef NA_SCRIPT_LUA_AST_H
#define NA_SCRIPT_LUA_AST_H
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include <stdint.h>

/* -- tokens (lua_lex.c) ---------------------------------------------------------------- */

typedef enum nal_tok {
    NAL_T_END,
    NAL_T_NAME,
    NAL_T_KEYWORD,
    NAL_T_NUMBER,
    NAL_T_STRING,
    NAL_T_OP,
    NAL_T_BAD
} nal_tok;

typedef struct nal_lex {
    na_str text;
    size_t at;
    uint32_t line;
    /* The token at hand: */
    nal_tok type;
    na_str
        word; /* as written; of a string what is between its quotes, escapes as they are */
    uint32_t tok_line;
    bool integer; /* of a number */
} nal_lex;

/* Skips a byte-order mark and a first line that begins with '#'. */
void nal_lex_init(nal_lex *x, na_str text);
void nal_lex_next(nal_lex *x);

/* -- the tree (lua_parse.c) ------------------------------------------------------------ */

typedef enum nal_node_kind {
    /* expressions */
    NAL_N_NIL,
    NAL_N_BOOL,
    NAL_N_NUMBER,
    NAL_N_STRING,
    NAL_N_VARARG,
    NAL_N_FUNCTION, /* names: parameters; kids: its block */
    NAL_N_NAME,     /* name */
    NAL_N_INDEX,    /* kids: table, key; name: the key where it is a word */
    NAL_N_CALL,     /* kids: function, arguments */
    NAL_N_METHOD,   /* kids: object, arguments; name */
    NAL_N_TABLE,    /* kids: fields */
    NAL_N_FIELD,    /* kids: [key,] value; name: the key where it is a word */
    NAL_N_OTHER,    /* operators; kids: their operands */
    /* statements */
    NAL_N_BLOCK,
    NAL_N_LOCAL,   /* names; kids: values */
    NAL_N_LOCALFN, /* names: one; kids: the function */
    NAL_N_ASSIGN,  /* targets: the first ntargets kids; values */
    NAL_N_DO,      /* kids: conditions and blocks of while, repeat, if, do; calls */
    NAL_N_FOR,     /* names; kids: expressions, then the block */
    NAL_N_RETURN   /* kids: values */
} nal_node_kind;

typedef struct nal_node nal_node;
struct nal_node {
    nal_node_kind kind;
    uint32_t line, last;  /* last: of a function, where it ends */
    na_str name;          /* or what a string or number says */
    bool integer, repeat; /* repeat: the condition sees the block's locals */
    na_str *names;
    nal_node **kids;
    uint32_t nnames, nkids, ntargets;
    nal_node *next; /* while parsing */
};

/* The block of the whole text. */
int nal_parse(na_str text, na_arena *arena, nal_node **out, na_err *err);

#endif
