/* SPDX-License-Identifier: MIT */
/* cmd_stats.c - newsarc stats */
#include "base/time.h"
#include "cli/out.h"
#include <stdio.h>

static int stats_run(struct cmd_ctx *cx, int argc, char **argv);

static const struct opt stats_opts[] = { OUT_JSON_OPT, { NULL, 0, NULL, NULL } };

const struct cmd cmd_stats = {
    .name = "stats",
    .summary = "what the archive holds",
    .usage = "",
    .opts = stats_opts,
    .needs = CMD_READ,
    .run = stats_run,
};

/* Articles that a search can find. */
static uint64_t alive(const na_stats *s)
{
    uint64_t all = s->volume_articles + s->head_articles;

    return all > s->dead ? all - s->dead : 0;
}

static int put_json(struct cmd_ctx *cx, const na_stats *s)
{
    const struct {
        const char *key;
        uint64_t v;
    } numbers[] = {
        { "articles", alive(s) },
        { "dead", s->dead },
        { "removed", s->removed },
        { "quarantined", s->quarantined },
        { "imports", s->imports },
        { "volumes", s->volumes },
        { "volume_articles", s->volume_articles },
        { "volume_bytes", s->volume_bytes },
        { "volume_json_bytes", s->volume_json_bytes },
        { "head_articles", s->head_articles },
        { "head_bytes", s->head_bytes },
        { "head_json_bytes", s->head_json_bytes },
    };
    char date[32];
    na_emit *e;
    int rc;

    if ((rc = out_new(cx, NA_FORMAT_JSON, &e)) < 0) return rc;
    na_emit_object(e);
    na_emit_kv_int(e, "schema", 1);
    na_emit_kv(e, "archive", na_str_c(cx->dir));
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        na_emit_kv_int(e, numbers[i].key, (int64_t)numbers[i].v);
    if (s->first != NA_TIME_NONE) {
        na_rfc3339_utc(s->first, date);
        na_emit_kv(e, "first", na_str_c(date));
        na_rfc3339_utc(s->last, date);
        na_emit_kv(e, "last", na_str_c(date));
    }
    na_emit_end(e);
    return out_end(e, NA_OK, cx->err);
}

/* Bytes on the disk, and what they are of the JSON lines in them. */
static int put_size(struct cmd_ctx *cx, const char *label, uint64_t articles,
                    uint64_t bytes, uint64_t json)
{
    char n[48], size[24], plain[24];

    out_things(articles, "article", n);
    out_bytes(bytes, size);
    out_bytes(json, plain);
    if (bytes == 0) return out_line(cx, "%-12s -", label);
    if (json == 0) return out_line(cx, "%-12s %s, %s", label, n, size);
    return out_line(cx, "%-12s %s, %s (%.0f %% of %s of JSON)", label, n, size,
                    100 * (double)bytes / (double)json, plain);
}

static int put_text(struct cmd_ctx *cx, const na_stats *s)
{
    char n[32], first[32], last[32], label[48];
    int rc;

    out_count(alive(s), n);
    if ((rc = out_line(cx, "%-12s %s", "articles", n)) < 0) return rc;
    if (s->first != NA_TIME_NONE) {
        na_rfc3339_date(s->first, first);
        na_rfc3339_date(s->last, last);
        if ((rc = out_line(cx, "%-12s %s to %s", "dates", first, last)) < 0) return rc;
    }
    out_things(s->volumes, "volume", label);
    rc = put_size(cx, label, s->volume_articles, s->volume_bytes, s->volume_json_bytes);
    if (rc == NA_OK) rc = put_size(cx, "head", s->head_articles, s->head_bytes, 0);
    out_count(s->dead, n);
    if (rc == NA_OK && s->dead > 0) rc = out_line(cx, "%-12s %s", "superseded", n);
    out_count(s->removed, n);
    if (rc == NA_OK && s->removed > 0) rc = out_line(cx, "%-12s %s", "removed", n);
    out_count(s->quarantined, n);
    if (rc == NA_OK) rc = out_line(cx, "%-12s %s", "quarantined", n);
    out_count(s->imports, n);
    if (rc == NA_OK) rc = out_line(cx, "%-12s %s", "imports", n);
    return rc;
}

static int stats_run(struct cmd_ctx *cx, int argc, char **argv)
{
    na_stats s;
    int rc;

    if (argc > 0) return cmd_usage(cx, "%s: no operands wanted", argv[0]);
    if ((rc = na_arc_stats(cx->arc, &s, cx->err)) < 0) return rc;
    return opts_has(&cx->opts, "json") ? put_json(cx, &s) : put_text(cx, &s);
}
