/* SPDX-License-Identifier: MIT */
/* cmd_verify.c - newsarc verify */
#include "cli/out.h"
#include "cli/progress.h"
#include <stdio.h>

static int verify_run(struct cmd_ctx *cx, int argc, char **argv);

static const struct opt verify_opts[] = {
    { "full", 0, NULL, "decode everything, too, and compare index and articles" },
    { "format", 0, "FORMAT", "text, json or jsonl" },
    OUT_JSON_OPTS,
    { NULL, 0, NULL, NULL },
};

const struct cmd cmd_verify = {
    .name = "verify",
    .summary = "look for damage",
    .usage = "",
    .help =
        "Compares every stored byte of the volumes with its hash, and checks the head.\n"
        "Prints a line for each damage; exit status 4 when there is any.",
    .opts = verify_opts,
    .needs = CMD_READ | CMD_POLLS,
    .run = verify_run,
};

static const na_column columns[] = {
    { "where", NULL, false }, { "member", NULL, false }, { "frame", NULL, true },
    { "what", NULL, false },  { "note", NULL, false },
};

/* Progress first: core/ gives one context to both callbacks. */
struct verifying {
    struct progress progress;
    struct cmd_ctx *cx;
    na_emit *emit;
};

static void put_text(struct verifying *x, const na_damage *d)
{
    char frame[48] = "";

    if (d->frame >= 0)
        (void)snprintf(frame, sizeof frame, ": frame %lld", (long long)d->frame);
    if (d->note)
        cmd_error(x->cx, "note: %s%s%s%s: %s", d->where, *d->member ? ": " : "", d->member,
                  frame, d->what);
    else
        (void)out_line(x->cx, "%s%s%s%s: %s", d->where, *d->member ? ": " : "", d->member,
                       frame, d->what);
}

static void on_damage(void *ctx, const na_damage *d)
{
    struct verifying *x = ctx;
    na_emit *e = x->emit;

    progress_clear(&x->progress);
    if (!e) {
        put_text(x, d);
        return;
    }
    na_emit_object(e);
    na_emit_kv(e, "where", na_str_c(d->where));
    na_emit_kv_opt(e, "member", na_str_c(d->member));
    if (d->frame >= 0) na_emit_kv_int(e, "frame", d->frame);
    na_emit_kv(e, "what", na_str_c(d->what));
    na_emit_kv_bool(e, "note", d->note);
    na_emit_end(e);
}

static void put_report(struct verifying *x, const na_verify_report *r)
{
    char volumes[48], articles[48], bytes[48];
    na_emit *e = x->emit;

    if (e) {
        na_emit_end(e);
        if (!na_emit_is_json(e)) return;
        na_emit_kv_int(e, "volumes", (int64_t)r->volumes);
        na_emit_kv_int(e, "articles", (int64_t)r->articles);
        na_emit_kv_int(e, "bytes", (int64_t)r->bytes);
        na_emit_kv_int(e, "damaged", (int64_t)r->damaged);
        na_emit_end(e);
        return;
    }
    out_things(r->volumes, "volume", volumes);
    out_things(r->articles, "article", articles);
    out_things(r->bytes, "byte", bytes);
    if (r->damaged > 0)
        cmd_error(x->cx, "damaged places: %llu, in %s, %s, %s",
                  (unsigned long long)r->damaged, volumes, articles, bytes);
    else
        (void)out_line(x->cx, "ok: %s, %s, %s", volumes, articles, bytes);
}

static int verify_run(struct cmd_ctx *cx, int argc, char **argv)
{
    const unsigned formats =
        1u << NA_FORMAT_TEXT | 1u << NA_FORMAT_JSON | 1u << NA_FORMAT_JSONL;
    struct verifying x = { .progress = progress_new(), .cx = cx };
    na_format format = out_format(cx, formats);
    na_verify_report r = { 0 };
    int rc;

    if (format == NA_FORMAT_NONE) return NA_EUSAGE;
    if (argc > 0) return cmd_usage(cx, "%s: no operands wanted", argv[0]);
    if (format != NA_FORMAT_TEXT) {
        if ((rc = out_new(cx, format, &x.emit)) < 0) return rc;
        if (na_emit_is_json(x.emit)) {
            na_emit_object(x.emit);
            na_emit_kv_int(x.emit, "schema", 1);
            na_emit_key(x.emit, "findings");
        }
        na_emit_rows(x.emit, columns, sizeof columns / sizeof *columns);
    }
    rc = na_arc_verify(cx->arc, opts_has(&cx->opts, "full"), on_damage, progress_step, &x,
                       &r, cx->err);
    progress_clear(&x.progress);
    if (rc >= 0) put_report(&x, &r);
    if (x.emit) rc = out_end(x.emit, rc, cx->err);
    if (rc < 0) return rc;
    return r.damaged > 0 ? NA_EXIT_DAMAGE : NA_EXIT_OK;
}
