/* SPDX-License-Identifier: MIT */
/* cmd_compact.c - newsarc compact */
#include "cli/out.h"
#include "cli/progress.h"

static int compact_run(struct cmd_ctx *cx, int argc, char **argv);

static const struct opt compact_opts[] = {
    { "best", 0, NULL, "compress as far as zstd goes (level 19): smaller, and slow" },
    { "dry-run", 0, NULL, "tell which volumes would be merged, and change nothing" },
    { "wait", 0, "S", "seconds to wait for another writer" },
    OUT_JSON_OPT,
    { NULL, 0, NULL, NULL },
};

const struct cmd cmd_compact = {
    .name = "compact",
    .summary = "make few big volumes of many small ones",
    .usage = "[--best] [--dry-run]",
    .help =
        "Leaves removed articles out for good; earlier revisions stay. --dry-run lists "
        "the\n"
        "volumes that would be written anew, and how large what comes of them is at most;\n"
        "it tends to be smaller, since words that several volumes have are written once.",
    .opts = compact_opts,
    .needs = CMD_WRITE | CMD_DRY | CMD_POLLS,
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

static const na_column columns[] = {
    { "volumes", NULL, true }, { "articles", NULL, true }, { "removed", NULL, true },
    { "into", NULL, true },    { "at most", NULL, true },  { "from", NULL, false },
};

/* A row, in JSON an object, for each group of volumes. */
struct planning {
    struct cmd_ctx *cx;
    na_emit *e;
    bool json;
    uint64_t groups, merged, volumes, before, bytes;
};

static int put_group(void *ctx, const na_compact_group *g)
{
    struct planning *p = ctx;
    na_emit *e = p->e;
    char first[32] = "", last[32] = "";

    p->groups++;
    p->merged += g->from.n;
    p->volumes += g->volumes;
    p->before += g->bytes_before;
    p->bytes += g->bytes;
    if (g->first != NA_TIME_NONE) na_rfc3339_utc(g->first, first);
    if (g->last != NA_TIME_NONE) na_rfc3339_utc(g->last, last);
    na_emit_object(e);
    if (p->json) {
        na_emit_kv_list(e, "from", g->from);
        na_emit_kv_opt(e, "first", na_str_sub(na_str_c(first), 0, 10));
        na_emit_kv_opt(e, "last", na_str_sub(na_str_c(last), 0, 10));
        na_emit_kv_int(e, "articles", (int64_t)g->articles);
        na_emit_kv_int(e, "removed", (int64_t)g->removed);
        na_emit_kv_int(e, "bytes_before", (int64_t)g->bytes_before);
        na_emit_kv_int(e, "volumes", (int64_t)g->volumes);
        na_emit_kv_int(e, "bytes", (int64_t)g->bytes);
    } else {
        char size[24];
        na_buf names;
        na_buf_init(&names, NA_MIB);
        for (size_t i = 0; i < g->from.n && i < 3; i++)
            na_buf_printf(&names, "%s%.*s", i ? ", " : "", NA_STR_ARG(g->from.v[i]));
        if (g->from.n > 3) na_buf_printf(&names, ", %zu more", g->from.n - 3);
        out_bytes(g->bytes, size);
        na_emit_kv_int(e, "volumes", (int64_t)g->from.n);
        na_emit_kv_int(e, "articles", (int64_t)(g->articles - g->removed));
        na_emit_kv_int(e, "removed", (int64_t)g->removed);
        na_emit_kv_int(e, "into", (int64_t)g->volumes);
        na_emit_kv(e, "at most", na_str_c(size));
        na_emit_kv(e, "from", na_buf_get(&names));
        na_buf_release(&names);
    }
    na_emit_end(e);
    return na_emit_status(e);
}

static int plan(struct cmd_ctx *cx, na_compact_how how)
{
    struct planning p = { .cx = cx, .json = opts_has(&cx->opts, "json") };
    char merged[48], volumes[48], before[24], bytes[24];
    size_t left = 0;
    int rc = out_new(cx, p.json ? NA_FORMAT_JSON : NA_FORMAT_TEXT, &p.e);

    if (rc < 0) return rc;
    if (p.json) {
        na_emit_object(p.e);
        na_emit_kv_int(p.e, "schema", 1);
        na_emit_key(p.e, "groups");
    }
    na_emit_rows(p.e, columns, sizeof columns / sizeof *columns);
    rc = na_arc_compact_plan(cx->arc, how, put_group, &p, &left, cx->err);
    na_emit_end(p.e);
    if (p.json) {
        na_emit_kv_int(p.e, "left", (int64_t)left);
        na_emit_end(p.e);
    }
    if ((rc = out_end(p.e, rc, cx->err)) < 0 || p.json) return rc;
    if (p.groups == 0) return out_line(cx, "nothing to compact");
    out_things(p.merged, "volume", merged);
    out_things(p.volumes, "volume", volumes);
    out_bytes(p.before, before);
    out_bytes(p.bytes, bytes);
    return out_line(cx, "would compact %s of %s into %s of at most %s", merged, before,
                    volumes, bytes);
}

static int compact_run(struct cmd_ctx *cx, int argc, char **argv)
{
    const na_compact_how how =
        opts_has(&cx->opts, "best") ? NA_COMPACT_BEST : NA_COMPACT_ALL;
    struct progress p = progress_new();
    na_compact_report r = { 0 };
    char merged[48], volumes[48], before[24], bytes[24];
    int rc;

    if (argc > 0) return cmd_usage(cx, "%s: no operands wanted", argv[0]);
    if (opts_has(&cx->opts, "dry-run")) return plan(cx, how);
    rc = na_arc_compact(cx->arc, how, &r, progress_step, &p, cx->err);
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
