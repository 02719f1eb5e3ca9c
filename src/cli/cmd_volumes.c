/* SPDX-License-Identifier: MIT */
/* cmd_volumes.c - newsarc volumes */
#include "cli/out.h"

static int volumes_run(struct cmd_ctx *cx, int argc, char **argv);

static const struct opt volumes_opts[] = {
    { "format", 0, "FORMAT", "text, line, json, jsonl or csv" },
    OUT_JSON_OPTS,
    { NULL, 0, NULL, NULL },
};

const struct cmd cmd_volumes = {
    .name = "volumes",
    .summary = "list the sealed volumes",
    .usage = "",
    .opts = volumes_opts,
    .needs = CMD_READ,
    .run = volumes_run,
};

static const na_column columns[] = {
    { "name", "volume", false }, { "articles", NULL, true }, { "from", NULL, false },
    { "to", NULL, false },       { "undated", NULL, true },  { "bytes", NULL, true },
};

static int put(void *ctx, const na_volume_info *v)
{
    na_emit *e = ctx;

    na_emit_object(e);
    na_emit_kv(e, "name", v->name);
    na_emit_kv_int(e, "articles", (int64_t)v->articles);
    na_emit_kv_opt(e, "from", v->first);
    na_emit_kv_opt(e, "to", v->last);
    na_emit_kv_int(e, "undated", (int64_t)v->undated);
    na_emit_kv_int(e, "bytes", (int64_t)v->bytes);
    na_emit_kv_int(e, "json_bytes", (int64_t)v->json_bytes);
    na_emit_kv_opt(e, "manifest_sha256", v->manifest_sha256);
    na_emit_kv_opt(e, "sealed", v->sealed);
    na_emit_end(e);
    return na_emit_status(e);
}

static int volumes_run(struct cmd_ctx *cx, int argc, char **argv)
{
    const unsigned formats = 1u << NA_FORMAT_TEXT | 1u << NA_FORMAT_LINE |
                             1u << NA_FORMAT_JSON | 1u << NA_FORMAT_JSONL |
                             1u << NA_FORMAT_CSV;
    na_format format = out_format(cx, formats);
    na_emit *e = NULL;
    int rc;

    if (format == NA_FORMAT_NONE) return NA_EUSAGE;
    if (argc > 0) return cmd_usage(cx, "%s: no operands wanted", argv[0]);
    if ((rc = out_new(cx, format, &e)) < 0) return rc;
    if (na_emit_is_json(e)) {
        na_emit_object(e);
        na_emit_kv_int(e, "schema", 1);
        na_emit_key(e, "volumes");
    }
    na_emit_rows(e, columns, sizeof columns / sizeof *columns);
    rc = na_arc_volumes(cx->arc, put, e, cx->err);
    if (rc >= 0) {
        na_emit_end(e);
        if (na_emit_is_json(e)) na_emit_end(e);
    }
    return out_end(e, rc, cx->err);
}
