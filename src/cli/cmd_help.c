/* SPDX-License-Identifier: MIT */
/* cmd_help.c - newsarc help, and what -h prints: all of it from the tables */
#include "base/nearest.h"
#include "cli/out.h"
#include "cli/wrap.h"
#include "query/query.h"
#include <stdio.h>
#include <string.h>

static int help_run(struct cmd_ctx *cx, int argc, char **argv);

static const struct opt help_opts[] = { { NULL, 0, NULL, NULL } };

const struct cmd cmd_help = {
    .name = "help",
    .summary = "this list, or about a COMMAND, the query language, scripting or feeds",
    .usage = "[COMMAND|query|scripting|feeds]",
    .opts = help_opts,
    .needs = CMD_NONE,
    .run = help_run,
};

#define OPT_COLUMN 31 /* where what an option does stands */

/* text from column at on, further lines behind indent blanks; no wider than a terminal. */
static void print_wrapped(const char *text, size_t indent, size_t at)
{
    na_buf out;

    na_buf_init(&out, 64 * NA_KIB);
    wrap_put(&out, na_str_c(text), out_columns(), indent, at);
    fputs(na_buf_cstr(&out), stdout);
    na_buf_release(&out);
}

static void print_opts(const struct opt *o)
{
    for (; o && o->name; o++) {
        char left[64], letter[8] = "    ";
        int n;

        if (o->letter) (void)snprintf(letter, sizeof letter, "-%c, ", o->letter);
        (void)snprintf(left, sizeof left, "%s--%s%s%s", letter, o->name,
                       o->arg && o->arg[0] != '[' ? " " : "", o->arg ? o->arg : "");
        n = printf("  %-28s ", left);
        print_wrapped(o->help, OPT_COLUMN, n > 0 ? (size_t)n : 0);
    }
}

void cmd_print_help(const struct cmd *cmd)
{
    char line[512];
    int n = snprintf(line, sizeof line, "newsarc %s%s%s%s", cmd->name,
                     cmd->opts && cmd->opts->name ? " [OPTIONS]" : "",
                     *cmd->usage ? " " : "", cmd->usage);
    if (n > 0 && (size_t)n + strlen(cmd->summary) + 3 <= out_columns()) {
        printf("%s - %s\n", line, cmd->summary);
    } else {
        print_wrapped(line, 8, 0);
        printf("    ");
        print_wrapped(cmd->summary, 4, 4);
    }
    if (cmd->help) printf("\n%s\n", cmd->help);
    printf("\n");
    print_opts(cmd->opts);
    print_opts(cmd_common_opts);
}

static void print_commands(void)
{
    /* The groups of the table in main.c, by the command that each begins with. */
    static const struct {
        const struct cmd *first;
        const char *title;
    } groups[] = {
        { &cmd_import, "Take in" },
        { &cmd_search, "Find" },
        { &cmd_show, "Read" },
        { &cmd_tag, "Mark and correct" },
        { &cmd_export, "Give out" },
        { &cmd_init, "Look after the archive" },
        { &cmd_run, "Scripts of your own" },
        { &cmd_help, "More" },
    };

    printf("newsarc [-A DIR] COMMAND ... - an archive of news, searched in place\n");
    for (const struct cmd *const *c = cmd_table(); *c; c++) {
        for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
            if (groups[i].first == *c) printf("\n%s\n", groups[i].title);
        printf("  %-12s %s\n", (*c)->name, (*c)->summary);
    }
    printf(
        "\nScripts that are commands, with those that ship: newsarc script list --kind "
        "command\n"
        "  digest first-mention gaps headlines opml reading-list sources who-cites\n"
        "\nThe archive is DIR, else $NEWSARC_ARCHIVE, else ./archive when it is one, else\n"
        "the newsarc folder of the user's data.\n"
        "newsarc COMMAND -h tells a command's options; man newsarc tells all.\n");
}

static void print_query(void)
{
    static const char *const forms[][2] = {
        { "north korea", "both words, in title, deck or body" },
        { "\"north korea\"", "side by side, in this order" },
        { "-china, NOT china", "articles without it" },
        { "kim OR park", "either; parentheses group: (kim OR park) seoul" },
        { "pyong*", "words that begin so" },
        { "oil NEAR/5 price", "within 5 words of each other; also w/5" },
        { "oil PRE/5 price", "in this order, at most 5 words on" },
        { "\"price of oil\"~3", "in any order, with at most 3 words more between" },
        { "oil /s price", "in one sentence; /p: in one paragraph" },
        { "ATLEAST/3 oil", "at least 3 times" },
        { "=oil", "exactly this word" },
    };
    const na_qfield *f;
    size_t n;

    printf("A query is words and these; what is side by side must all match.\n\n");
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        printf("  %-20s %s\n", forms[i][0], forms[i][1]);
    printf("\nWith a field before a word, a \"phrase\" or (parentheses):\n\n");
    f = na_query_fields(&n);
    for (size_t i = 0; i < n; i++) {
        char name[40];
        (void)snprintf(name, sizeof name, "%s:", f[i].name);
        printf("  %-20s %s\n", name, f[i].help ? f[i].help : "");
    }
    printf(
        "\nDates: 2025, 2025-04, 2025-04-06, today, 7d (so long ago); after: includes its\n"
        "day, before: does not. date: takes 2014..2016 and 2014-04/P1M, too. Articles\n"
        "without a date match no date. Case, accents and punctuation do not\n"
        "matter.\n\n"
        "  newsarc search 'marathon \"north korea\" after:2025-01 -china'\n"
        "  newsarc search --sort newest 'source:\"Koryo Courier\" title:(flight OR "
        "train)'\n");
}

static void print_scripting(void)
{
    printf(
        "A reader, a Lua script, says which files it takes and how one becomes articles.\n"
        "From the first line to the import:\n\n"
        "  newsarc script new NAME             a reader that works, and a test of it\n"
        "  newsarc script explain FILE         who would take FILE now, and why\n"
        "  newsarc dev NAME.lua FILE           what comes of FILE, again at each save\n"
        "  newsarc script check NAME.lua       misspelt names, wrong types\n"
        "  newsarc script test NAME.lua        tests/NAME*.in.* against *.expected.jsonl\n"
        "  newsarc script test --update ...    what comes out is what is expected\n"
        "  newsarc import --script NAME.lua BUNDLE\n"
        "  newsarc quarantine retry --script NAME    once it is mended\n\n"
        "Kinds of scripts (newsarc script new --kind KIND):\n\n"
        "  ingest    a reader: match, [probe, split,] parse(rec, ctx)\n"
        "  clean     how the web pages of one host are read: selectors\n"
        "  filter    every article goes through it: filter(article, ctx)\n"
        "  command   reads the archive and prints: run(ctx, opts)\n"
        "  rank      the best hits of a search in another order: weights\n\n"
        "newsarc lua tries an expression; newsarc script stubs DIR is for your editor.\n"
        "doc/scripting.md is a guide, newsarc-lua(7) the reference.\n");
}

static void print_feeds(void)
{
    printf(
        "newsarc reads RSS, Atom and JSON Feed, and fetches nothing: curl does. A poll "
        "that\n"
        "brings known articles adds nothing; a changed text is a new revision.\n\n"
        "One feed, now:\n\n"
        "  url=https://example.org/rss.xml\n"
        "  curl -gfsSL \"$url\" | newsarc import --wait 60 --set source='The Example' \\\n"
        "      --base-url \"$url\" -\n\n"
        "--set source names the outlet in place of the feed's own title: keep it the "
        "same,\n"
        "for it is part of what an article is known by. --wait lets polls queue up.\n\n"
        "All feeds of a feed reader (it exports OPML), as such lines:\n\n"
        "  newsarc opml --file subscriptions.opml >feeds.sh\n\n"
        "Only what is new, where the server knows ETags; an unchanged feed comes empty:\n\n"
        "  poll() {  # URL NAME\n"
        "      etag=$HOME/.cache/newsarc/etag-$(printf %%s \"$1\" | cksum | cut -d' ' "
        "-f1)\n"
        "      mkdir -p \"${etag%%/*}\"\n"
        "      curl -gfsSL --etag-compare \"$etag\" --etag-save \"$etag.new\" \"$1\" |\n"
        "          newsarc import --wait 60 --set source=\"$2\" --base-url \"$1\" - &&\n"
        "          [ ! -s \"$etag.new\" ] || mv \"$etag.new\" \"$etag\"\n"
        "  }\n"
        "  poll https://example.org/rss.xml 'The Example'\n\n"
        "Every half hour, by cron (crontab -e):\n\n"
        "  PATH=/usr/local/bin:/usr/bin:/bin\n"
        "  17,47 * * * *  NEWSARC_ARCHIVE=$HOME/archive sh $HOME/feeds.sh >/dev/null\n\n"
        "or by systemd, as ~/.config/systemd/user/feeds.service and feeds.timer:\n\n"
        "  [Service]\n"
        "  Type=oneshot\n"
        "  Environment=NEWSARC_ARCHIVE=%%h/archive\n"
        "  ExecStart=/bin/sh %%h/feeds.sh\n\n"
        "  [Timer]\n"
        "  OnCalendar=*:17,47\n"
        "  Persistent=true\n"
        "  [Install]\n"
        "  WantedBy=timers.target\n\n"
        "  systemctl --user enable --now feeds.timer\n");
}

static int help_run(struct cmd_ctx *cx, int argc, char **argv)
{
    const struct cmd *cmd;
    na_nearest near;
    na_str best;

    if (argc == 0) {
        print_commands();
        return NA_EXIT_OK;
    }
    if (strcmp(argv[0], "query") == 0) {
        print_query();
        return NA_EXIT_OK;
    }
    if (strcmp(argv[0], "scripting") == 0) {
        print_scripting();
        return NA_EXIT_OK;
    }
    if (strcmp(argv[0], "feeds") == 0) {
        print_feeds();
        return NA_EXIT_OK;
    }
    if ((cmd = cmd_find(argv[0]))) {
        cmd_print_help(cmd);
        return NA_EXIT_OK;
    }
    near = na_nearest_of(na_str_c(argv[0]));
    for (const struct cmd *const *c = cmd_table(); *c; c++)
        na_nearest_offer(&near, na_str_c((*c)->name));
    best = na_nearest_get(&near);
    if (best.len > 0)
        return cmd_usage(cx, "no command \"%s\"; %.*s?", argv[0], NA_STR_ARG(best));
    return cmd_usage(cx, "no command \"%s\"", argv[0]);
}
