/* SPDX-License-Identifier: MIT */
/* cmd_lua.c - newsarc lua: what the command is; run.h says where it is carried out */
#include "cli/out.h"
#include "cli/run.h"

static const struct opt lua_opts[] = {
    { "eval", 'e', "CODE", "evaluate CODE and end (again for another)" },
    { NULL, 0, NULL, NULL },
};

const struct cmd cmd_lua = {
    .name = "lua",
    .summary = "try Lua over the archive, line by line",
    .usage = "",
    .help = "The archive is `archive` (archive:search, archive:count ...), all modules of\n"
            "scripts are there, and nothing can be changed. What an expression gives is\n"
            "shown. TAB completes, ^C ends an evaluation, ^D the program. Standard input\n"
            "that is no terminal is read as it is:\n"
            "  echo 'archive:count(\"marathon\")' | newsarc lua",
    .opts = lua_opts,
    .needs = CMD_NONE | CMD_POLLS,
    .run = run_tool,
};
