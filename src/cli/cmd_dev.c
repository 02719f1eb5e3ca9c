/* SPDX-License-Identifier: MIT */
/* cmd_dev.c - newsarc dev: what the command is; run.h says where it is carried out */
#include "cli/out.h"
#include "cli/run.h"

static const struct opt dev_opts[] = {
    { "once", 0, NULL, "read the files once and end" },
    { NULL, 0, NULL, NULL },
};

const struct cmd cmd_dev = {
    .name = "dev",
    .summary = "read files with a script again at each of its changes",
    .usage = "SCRIPT FILE...",
    .help =
        "For the time of writing: prints what a reader makes of each FILE, and again when\n"
        "the script or a file is saved, with what changed since the time before. A rule\n"
        "for web pages or a filter takes part in what the installed readers make.\n"
        "NAME.in.EXT is read as NAME.EXT. ^C ends it.",
    .opts = dev_opts,
    .needs = CMD_NONE | CMD_POLLS,
    .run = run_tool,
};
