/* SPDX-License-Identifier: MIT */
/* cmd_script.c - newsarc script: what the command is, and what of it needs no Lua; run.h
 * says where the rest is carried out */
#include "base/nearest.h"
#include "cli/out.h"
#include "cli/run.h"
#include "cli/script_new.h"
#include <string.h>

static int script_run(struct cmd_ctx *cx, int argc, char **argv);

static const struct opt script_opts[] = {
    { "format", 0, "FORMAT", "list, explain, check: text, line, json, jsonl or csv" },
    OUT_JSON_OPTS,
    { "kind", 0, "KIND", "list, new: ingest, clean, filter, command or rank" },
    { "to", 0, "DIR", "new: the folder to write into (the one at hand)" },
    { "only", 'k', "PAT", "test: those whose names contain PAT" },
    { "update", 0, NULL, "test: write what comes out into the expected files" },
    { "budget", 0, NULL, "test: show what a record cost at most" },
    { "coverage", 0, NULL, "test: show which statements were not reached" },
    { "fuzz", 0, "N", "test: each fixture damaged in N ways, too" },
    { "tap", 0, NULL, "test: print TAP" },
    { "script", 0, "FILE", "explain: a reader more (again for another)" },
    { "allow-read", 0, "[=DIR]", "trust: it may read files below DIR (.)" },
    { "allow-write", 0, "[=DIR]", "trust: ... make and change files below DIR (.)" },
    { "remove", 0, NULL, "trust: take away what it was granted" },
    { NULL, 0, NULL, NULL },
};

const struct cmd cmd_script = {
    .name = "script",
    .summary = "tools for those who write Lua scripts",
    .usage = "list | new NAME | check FILE... | test [PATH...] | explain FILE... | "
             "doc NAME | stubs DIR | trust [NAME]",
    .help =
        "  list     the scripts that are found, and what is wrong with them\n"
        "  new      a script to begin with, and a test of it\n"
        "  check    what is wrong with a script, without running it: syntax, misspelt\n"
        "           names, fields of a wrong type; the status is 1 when anything is\n"
        "  test     fixtures NAME.in.EXT against NAME.expected.jsonl, and NAME_test.lua;\n"
        "           of a script, a folder, or all; the status is 1 when one fails\n"
        "  explain  which readers would take a FILE, and why\n"
        "  doc      what a script says of itself, as Markdown\n"
        "  stubs    newsarc.meta.lua and .luarc.json, for the editor's completion\n"
        "  trust    what a command may read and write from now on, until it is changed;\n"
        "           without NAME: which scripts are trusted",
    .opts = script_opts,
    .needs = CMD_NONE | CMD_POLLS,
    .run = script_run,
};

static int script_run(struct cmd_ctx *cx, int argc, char **argv)
{
    static const char *const verbs[] = { "list", "new",   "check", "test", "explain",
                                         "doc",  "stubs", "trust", NULL };
    const char *verb = argc > 0 ? argv[0] : "list", *hint;
    size_t i = 0;

    while (verbs[i] && strcmp(verb, verbs[i]) != 0) i++;
    if (!verbs[i]) {
        hint = na_nearest_in(na_str_c(verb), verbs);
        return hint ? cmd_usage(cx, "script %s: %s?", verb, hint)
                    : cmd_usage(cx,
                                "script %s: none of list, new, check, test, explain, doc, "
                                "stubs, trust",
                                verb);
    }
    if (strcmp(verb, "trust") == 0) return script_trust(cx, argc - 1, argv + 1);
    if (strcmp(verb, "stubs") == 0) return script_stubs(cx, argc - 1, argv + 1);
    if (strcmp(verb, "new") == 0) return script_new(cx, argc - 1, argv + 1);
    return run_tool(cx, argc, argv);
}
