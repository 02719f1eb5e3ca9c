/* SPDX-License-Identifier: MIT */
/* cmd_version.c - newsarc version */
#include "cli/out.h"
#include "index/db.h"
#include "script/library.h"
#include "store/library.h"
#include "store/vol_format.h"
#include "text/analyzer.h"
#include "text/library.h"
#include <stdio.h>

static int version_run(struct cmd_ctx *cx, int argc, char **argv);

static const struct opt version_opts[] = { OUT_JSON_OPT, { NULL, 0, NULL, NULL } };

const struct cmd cmd_version = {
    .name = "version",
    .summary = "versions of newsarc, its formats and its libraries",
    .usage = "",
    .opts = version_opts,
    .needs = CMD_NONE,
    .run = version_run,
};

typedef void (*library_fn)(void *ctx, const na_library *l);

static void each_library(library_fn fn, void *ctx)
{
    static bool (*const layers[])(size_t,
                                  na_library *) = { na_base_library, na_text_library,
                                                    na_store_library, na_script_library };
    na_library l = { "sqlite", na_db_library() };

    fn(ctx, &l);
    for (size_t k = 0; k < sizeof layers / sizeof *layers; k++)
        for (size_t i = 0; layers[k](i, &l); i++) fn(ctx, &l);
}

static void print_one(void *ctx, const na_library *l)
{
    (void)ctx;
    printf("%-12s %s%s\n", l->name, l->version,
           l->version == na_db_library() && na_db_has_fts5() ? " (with FTS5)" : "");
}

static void emit_one(void *ctx, const na_library *l)
{
    na_emit_kv(ctx, l->name, na_str_c(l->version));
}

static int version_run(struct cmd_ctx *cx, int argc, char **argv)
{
    na_emit *e;
    int rc;

    (void)argc, (void)argv;
    if (!opts_has(&cx->opts, "json")) {
        printf("newsarc %s\n%-12s %d\n%-12s %d\n", NEWSARC_VERSION, "volumes",
               NA_VOL_FORMAT, "analyzer", NA_ANALYZER_VERSION);
        each_library(print_one, NULL);
        return NA_EXIT_OK;
    }
    if ((rc = out_new(cx, NA_FORMAT_JSON, &e)) < 0) return rc;
    na_emit_object(e);
    na_emit_kv_int(e, "schema", 1);
    na_emit_kv(e, "newsarc", na_str_c(NEWSARC_VERSION));
    na_emit_kv_int(e, "volume_format", NA_VOL_FORMAT);
    na_emit_kv_int(e, "analyzer_format", NA_ANALYZER_VERSION);
    na_emit_kv_bool(e, "fts5", na_db_has_fts5());
    na_emit_key(e, "libraries");
    na_emit_object(e);
    each_library(emit_one, e);
    na_emit_end(e);
    na_emit_end(e);
    return out_end(e, NA_OK, cx->err);
}
