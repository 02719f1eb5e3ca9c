/* SPDX-License-Identifier: MIT */
/* cmd_run.c - newsarc run: what the command is; run.h says where it is carried out */
#include "cli/out.h"
#include "cli/run.h"

static const struct opt run_opts[] = {
    { "format", 0, "FORMAT", "table, line, json, jsonl, csv, md or html" },
    OUT_JSON_OPTS,
    { "allow-read", 0, "[=DIR]", "the script may read files below DIR (.)" },
    { "allow-write", 0, "[=DIR]", "... make and change files below DIR (.)" },
    { "deny", 0, NULL, "nothing, also when it was trusted with something" },
    { NULL, 0, NULL, NULL },
};

const struct cmd cmd_run = {
    .name = "run",
    .summary = "run a query script",
    .usage = "SCRIPT [OPTIONS...]",
    .help =
        "SCRIPT is a file, or the NAME of query/NAME.lua in a folder of scripts;\n"
        "`newsarc NAME` does the same. What follows SCRIPT are its own options, but for\n"
        "those below, which may stand there, too:\n"
        "  newsarc run SCRIPT --help",
    .opts = run_opts,
    .needs = CMD_SCRIPT | CMD_POLLS,
    .run = run_script,
};
