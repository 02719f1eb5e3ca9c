/* SPDX-License-Identifier: MIT */
/* cmd_compact.c - newsarc compact */
#include "cli/out.h"
#include "cli/progress.h"

static int compact_run(struct cmd_ctx *cx, int argc, char **argv);

static const struct opt compact_opts[] = {
    { "best", 0, NULL, "compress as far as zstd goes (level 19): smaller, and slow" },
    { "wait", 0, "S", "seconds to wait for another writer" },
    OUT_JSON_OPT,
    { NULL, 0, NULL, NULL },
};

const struct cmd cmd_compact = {
    .name = "compact",
    .summary = "make few big volumes of many small ones",
    .usage = "[--best]",
    .help = "Leaves removed articles out for good; earlier revisions stay.",
    .opts = compact_opts,
    .needs = CMD_WRITE | CMD_POLLS,
    .run = compact_run,
};

static int put_json(struct cmd_ctx *cx, const na_compact_report *r)
{
    na_emit *e;
    int rc;

    if ((rc = out_new(cx, NA_FORMAT_JSON, &e)) < 0) return rc;
    na_emit_object(e);
    na_emit_kv_int(e, "schema", 1);
    na_emit_kv_int(e, "merged", (int64_t)r->merged);
    na_emit_kv_int(e, "volumes", (int64_t)r->volumes);
    na_emit_kv_int(e, "left", (int64_t)r->left);
    na_emit_kv_int(e, "articles", (int64_t)r->articles);
    na_emit_kv_int(e, "dropped", (int64_t)r->dropped);
    na_emit_kv_int(e, "bytes_before", (int64_t)r->bytes_before);
    na_emit_kv_int(e, "bytes", (int64_t)r->bytes);
    na_emit_end(e);
    return out_end(e, NA_OK, cx->err);
}

static int compact_run(struct cmd_ctx *cx, int argc, char **argv)
{
    struct progress p = progress_new();
    na_compact_report r = { 0 };
    char merged[48], volumes[48], before[24], bytes[24];
    int rc;

    if (argc > 0) return cmd_usage(cx, "%s: no operands wanted", argv[0]);
    rc = na_arc_compact(cx->arc,
                        opts_has(&cx->opts, "best") ? NA_COMPACT_BEST : NA_COMPACT_ALL, &r,
                        progress_step, &p, cx->err);
    progress_clear(&p);
    if (rc < 0) return rc;
    if (opts_has(&cx->opts, "json")) return put_json(cx, &r);
    if (r.merged == 0) return out_line(cx, "nothing to compact");
    out_things(r.merged, "volume", merged);
    out_things(r.volumes, "volume", volumes);
    out_bytes(r.bytes_before, before);
    out_bytes(r.bytes, bytes);
    return out_line(cx, "compacted %s of %s into %s of %s", merged, before, volumes, bytes);
}
