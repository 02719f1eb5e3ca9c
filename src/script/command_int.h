/* SPDX-License-Identifier: MIT */
/* command_int.h - what command.c, mod_archive.c and mod_out.c share */
#ifndef NA_SCRIPT_COMMAND_INT_H
#define NA_SCRIPT_COMMAND_INT_H
#include "script/command.h"
#include "script/manifest.h"

typedef struct nal_cmd {
    na_arc *arc;
    const na_command_io *io;
    const na_str *args;
    size_t nargs;
    int io_rc; /* non-zero: whoever takes the output has had enough */
    int status;
    bool partly; /* something of the archive could not be read; the log has said so */
    bool usage_error;            /* of the arguments; the message is in vm.fail */
    bool given[NAL_MAX_OPTIONS]; /* on the command line, by their place in the manifest */
    nal_manifest man;
    na_strv columns; /* the order asked for, in the manifest's arena */
    nal_vm vm;
} nal_cmd;

/* Classes; and a new ctx.archive, ctx.out on the stack. Raise. */
void nal_archive_setup(lua_State *L);
void nal_push_archive(lua_State *L);
void nal_out_setup(lua_State *L);
void nal_push_out(lua_State *L);

#endif
