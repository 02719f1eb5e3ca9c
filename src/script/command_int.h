/* SPDX-License-Identifier: MIT */
/* command_int.h - what command.c and the modules that only commands have share */
#ifndef NA_SCRIPT_COMMAND_INT_H
#define NA_SCRIPT_COMMAND_INT_H
#include "core/search.h"
#include "query/query.h"
#include "script/command.h"
#include "script/manifest.h"

enum { NAL_MAX_GRANTS = 32 };

/* A folder the command may use, and a file that stands on its command line. */
typedef struct nal_grant {
    int fd;
    bool write;
    const char *given; /* as it was named */
    char *real;        /* where it is */
} nal_grant;
typedef struct nal_path {
    na_str path;
    bool write;
} nal_path;

typedef struct nal_cmd {
    na_arc *arc;
    const na_command_io *io;
    const na_str *args;
    size_t nargs;
    int io_rc; /* non-zero: whoever takes the output has had enough */
    int status;
    bool partly; /* something of the archive could not be read; the log has said so */
    bool usage_error; /* of the arguments; the message is in vm.fail */
    nal_grant grants[NAL_MAX_GRANTS];
    size_t ngrants;
    nal_path paths[NAL_MAX_OPTIONS];
    size_t npaths;
    uint64_t written;            /* bytes, into files */
    bool given[NAL_MAX_OPTIONS]; /* on the command line, by their place in the manifest */
    nal_manifest man;
    na_strv columns; /* the order asked for, in the manifest's arena */
    nal_vm vm;
} nal_cmd;

/* Classes; and a new ctx.archive, ctx.out on the stack. Raise. */
void nal_archive_setup(lua_State *L);
void nal_push_archive(lua_State *L);
/* Argument 1 is ctx.archive. Raises. */
void nal_archive_check(lua_State *L);
/* The query of the string, the options table or the nothing at idx: the caller's to free.
 * Raises, and holds nothing then. */
na_query *nal_archive_query(lua_State *L, int idx);
/* Says what could not be read; the script goes on without it. */
void nal_archive_unread(lua_State *L, const char *what);
/* A hit that the caller lends until the present call ends, with the score it has now.
 * Raises. */
void nal_push_lent_hit(lua_State *L, na_hits *h, size_t i, double score);
/* mod_facets.c: methods of ctx.archive. */
void nal_facets_setup(lua_State *L);
int nal_l_facets(lua_State *L);
int nal_l_sources(lua_State *L);
int nal_l_timeline(lua_State *L);
/* mod_fs.c: opens the folders granted; NA_EUSAGE for one that is not there. */
int nal_fs_grant(nal_cmd *c, const na_grants *g, na_err *err);
void nal_fs_release(nal_cmd *c);
void nal_fs_setup(lua_State *L);
void nal_push_fs(lua_State *L);
void nal_out_setup(lua_State *L);
void nal_push_out(lua_State *L);

#endif
