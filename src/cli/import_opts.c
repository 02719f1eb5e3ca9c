/* SPDX-License-Identifier: MIT */
#include "cli/import_opts.h"
#include "base/nearest.h"
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

/* The names that messages about a limit give. */
static const struct limit {
    const char *name;
    size_t at;
    uint64_t ceiling; /* 0: none */
} limits[] = {
    { "record", offsetof(na_limits, record), NA_MAX_RECORD },
    { "entries", offsetof(na_limits, entries), 0 },
    { "expanded", offsetof(na_limits, expanded), 0 },
    { "ratio", offsetof(na_limits, ratio), 0 },
    { "nesting", offsetof(na_limits, nesting), 8 },
    { "articles", offsetof(na_limits, articles), 0 },
    { "lua-heap", offsetof(na_limits, lua_heap), 0 },
    { "lua-volume", offsetof(na_limits, lua_volume), 0 },
    { "lua-instr", offsetof(na_limits, lua_instr), 0 },
    { "lua-ms", offsetof(na_limits, lua_ms), 0 },
};
#define LIMITS (sizeof limits / sizeof *limits)

/* Digits, and K, M, G or T behind them. */
static bool read_size(na_str s, uint64_t *out)
{
    static const char units[] = "KMGT";
    const char *unit = s.len > 0 ? strchr(units, s.ptr[s.len - 1]) : NULL;
    uint64_t v = 0;

    if (unit) s.len--;
    if (s.len == 0) return false;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9') return false;
        if (!na_mul_ok(v, (uint64_t)10, &v)) return false;
        if (!na_add_ok(v, (uint64_t)(s.ptr[i] - '0'), &v)) return false;
    }
    for (ptrdiff_t i = 0; unit && i <= unit - units; i++)
        if (!na_mul_ok(v, (uint64_t)1024, &v)) return false;
    *out = v;
    return v > 0;
}

static int no_limit(na_str name, na_err *err)
{
    na_nearest near = na_nearest_of(name);
    char list[200] = "";
    size_t used = 0;
    na_str best;

    for (size_t i = 0; i < LIMITS; i++) {
        int k = snprintf(list + used, sizeof list - used, "%s%s", i ? ", " : "",
                         limits[i].name);
        if (k > 0 && used + (size_t)k < sizeof list) used += (size_t)k;
    }
    for (size_t i = 0; i < LIMITS; i++) na_nearest_offer(&near, na_str_c(limits[i].name));
    best = na_nearest_get(&near);
    if (best.len > 0)
        return na_fail(err, NA_EUSAGE, "--limit: no limit \"%.*s\"; %.*s?",
                       NA_STR_ARG(name), NA_STR_ARG(best));
    return na_fail(err, NA_EUSAGE, "--limit: \"%.*s\" is none of %s", NA_STR_ARG(name),
                   list);
}

static int set_limit(na_limits *to, const char *arg, na_err *err)
{
    na_str s = na_str_c(arg), name = na_str_sub(s, 0, na_str_chr(s, '=', 0));
    na_str value = na_str_sub(s, name.len + 1, s.len);

    for (size_t i = 0; i < LIMITS; i++) {
        uint64_t v;
        if (!na_str_eqc(name, limits[i].name)) continue;
        if (!read_size(value, &v))
            return na_fail(err, NA_EUSAGE,
                           "--limit %s: \"%.*s\" is no size (1000, 64M, 2G)",
                           limits[i].name, NA_STR_ARG(value));
        if (limits[i].ceiling && v > limits[i].ceiling)
            return na_fail(err, NA_EUSAGE, "--limit %s: at most %llu", limits[i].name,
                           (unsigned long long)limits[i].ceiling);
        memcpy((char *)to + limits[i].at, &v, sizeof v);
        return NA_OK;
    }
    return no_limit(name, err);
}

static bool digit(char c) { return c >= '0' && c <= '9'; }

/* Z, UTC, +09:00, -0330, +9. */
static int read_zone(const char *s, int *minutes, na_err *err)
{
    na_str z = na_str_c(s);
    int hh = 0, mm = 0;
    size_t i = 1;

    *minutes = 0;
    if (na_str_ieq(z, NA_STR("Z")) || na_str_ieq(z, NA_STR("UTC"))) return NA_OK;
    if (z.len < 2 || (z.ptr[0] != '+' && z.ptr[0] != '-')) goto bad;
    for (; i < z.len && i < 3 && digit(z.ptr[i]); i++) hh = hh * 10 + (z.ptr[i] - '0');
    if (i == 1) goto bad;
    if (i < z.len) {
        if (z.ptr[i] == ':') i++;
        if (z.len != i + 2 || !digit(z.ptr[i]) || !digit(z.ptr[i + 1])) goto bad;
        mm = (z.ptr[i] - '0') * 10 + (z.ptr[i + 1] - '0');
    }
    if (hh > 14 || mm > 59) goto bad;
    *minutes = (z.ptr[0] == '-' ? -1 : 1) * (hh * 60 + mm);
    return NA_OK;
bad:
    return na_fail(err, NA_EUSAGE, "--tz: \"%s\" is no zone; write Z or +09:00", s);
}

static size_t values(const struct opts *o, const char *name, const char **to)
{
    size_t n = 0;

    while ((to[n] = opts_nth(o, name, n))) n++;
    return n;
}

int import_opts_read(struct cmd_ctx *cx, struct import_opts *out)
{
    na_import_opts *o = &out->o;
    const char *s;
    int rc;

    *out = (struct import_opts){ .o = na_import_opts_default() };
    out->fields = calloc(cx->opts.n + 2, sizeof *out->fields);
    if (!out->fields) return na_fail_nomem(cx->err);
    na_buf_init(&out->map, NA_MAX_META / 2);
    o->reader = opts_get(&cx->opts, "reader", NULL);
    o->base_url = opts_get(&cx->opts, "base-url", NULL);
    o->set = out->fields;
    o->nset = values(&cx->opts, "set", out->fields);
    o->force = out->fields + o->nset;
    o->nforce = values(&cx->opts, "force", out->fields + o->nset);
    for (size_t i = 0; (s = opts_nth(&cx->opts, "map", i)); i++) {
        if (strchr(s, '\n'))
            return na_fail(cx->err, NA_EUSAGE, "--map: a line end in \"%.80s\"", s);
        na_buf_puts(&out->map, s);
        na_buf_putc(&out->map, '\n');
        if ((rc = na_buf_check(&out->map, "--map", cx->err)) < 0) return rc;
        o->map = na_buf_cstr(&out->map);
    }
    if ((s = opts_get(&cx->opts, "tz", NULL))) {
        o->has_tz = true;
        if ((rc = read_zone(s, &o->tz_min, cx->err)) < 0) return rc;
    }
    for (size_t i = 0; (s = opts_nth(&cx->opts, "limit", i)); i++)
        if ((rc = set_limit(&o->limits, s, cx->err)) < 0) return rc;
    if ((rc = where_readers(cx, &out->scripts)) < 0) return rc;
    if (out->scripts.n == 0)
        return na_fail(cx->err, NA_ESCRIPT,
                       "no readers found; NEWSARC_SCRIPTS names folders of scripts");
    o->scripts = out->scripts.v;
    o->nscripts = out->scripts.n;
    o->nmust = out->scripts.named;
    return NA_OK;
}

void import_opts_release(struct import_opts *o)
{
    free(o->fields);
    na_buf_release(&o->map);
    scripts_release(&o->scripts);
}

static void on_progress(void *ctx, uint64_t done, uint64_t total, const na_import_counts *c)
{
    struct import_talk *t = ctx;

    progress_import(&t->progress, done, total, c);
}

static void on_log(void *ctx, const char *level, na_str line)
{
    struct import_talk *t = ctx;

    if (strcmp(level, "debug") == 0 && !t->debug) return;
    progress_clear(&t->progress);
    if (strcmp(level, "warn") == 0)
        cmd_error(t->cx, "warning: %.*s", NA_STR_ARG(line));
    else
        cmd_error(t->cx, "%.*s", NA_STR_ARG(line));
}

na_import_events import_events(struct import_talk *t)
{
    return (na_import_events){
        .progress = on_progress, .log = on_log, .cancel = &cmd_cancelled, .ctx = t
    };
}

void import_counts_put(na_buf *out, const na_import_counts *c)
{
    na_buf_printf(out,
                  "%llu entries, %llu records: %llu added, %llu updated, %llu duplicates, "
                  "%llu skipped, %llu quarantined",
                  (unsigned long long)c->entries, (unsigned long long)c->records,
                  (unsigned long long)c->added, (unsigned long long)c->updated,
                  (unsigned long long)c->duplicates, (unsigned long long)c->skipped,
                  (unsigned long long)c->quarantined);
}
