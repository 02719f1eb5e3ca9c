/* SPDX-License-Identifier: MIT */
/* cmd_seal.c - newsarc seal */
#include "cli/out.h"
#include "cli/progress.h"

static int seal_run(struct cmd_ctx *cx, int argc, char **argv);

static const struct opt seal_opts[] = {
    { "wait", 0, "S", "seconds to wait for another writer" },
    OUT_JSON_OPT,
    { NULL, 0, NULL, NULL },
};

const struct cmd cmd_seal = {
    .name = "seal",
    .summary = "turn the head into volumes",
    .usage = "",
    .help = "import does it by itself when the head is large.",
    .opts = seal_opts,
    .needs = CMD_WRITE | CMD_POLLS,
    .run = seal_run,
};

static int put_json(struct cmd_ctx *cx, const na_seal_report *r)
{
    na_emit *e;
    int rc;

    if ((rc = out_new(cx, NA_FORMAT_JSON, &e)) < 0) return rc;
    na_emit_object(e);
    na_emit_kv_int(e, "schema", 1);
    na_emit_kv_int(e, "volumes", (int64_t)r->volumes);
    na_emit_kv_int(e, "articles", (int64_t)r->articles);
    na_emit_kv_int(e, "bytes", (int64_t)r->bytes);
    na_emit_end(e);
    return out_end(e, NA_OK, cx->err);
}

static int seal_run(struct cmd_ctx *cx, int argc, char **argv)
{
    struct progress p = progress_new();
    na_seal_report r = { 0 };
    char articles[48], volumes[48], bytes[24];
    int rc;

    if (argc > 0) return cmd_usage(cx, "%s: no operands wanted", argv[0]);
    rc = na_arc_seal(cx->arc, &r, progress_step, &p, cx->err);
    progress_clear(&p);
    if (rc < 0) return rc;
    if (opts_has(&cx->opts, "json")) return put_json(cx, &r);
    if (r.volumes == 0) return out_line(cx, "nothing to seal");
    out_things(r.articles, "article", articles);
    out_things(r.volumes, "volume", volumes);
    out_bytes(r.bytes, bytes);
    return out_line(cx, "sealed %s into %s, %s", articles, volumes, bytes);
}
