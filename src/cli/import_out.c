/* SPDX-License-Identifier: MIT */
#include "cli/import_out.h"
#include <stdio.h>
#include <stdlib.h>

#define LISTED 100u /* records of a dry run that a text lists */

static const na_column record_columns[] = {
    { "entry", NULL, false },   { "record", NULL, true }, { "reader", NULL, false },
    { "verdict", NULL, false }, { "title", NULL, false },
};
static const na_column reader_columns[] = {
    { "reader", NULL, false },       { "records", NULL, true },
    { "articles", NULL, true },      { "undated", NULL, true },
    { "skipped", NULL, true },       { "quarantined", NULL, true },
    { "published", "first", false }, { "title", "of them", false },
};

/* -- a dry run ------------------------------------------------------------------------- */

static void keep(char *to, size_t n, na_str s)
{
    size_t k = s.len < n - 1 ? s.len : n - 1;

    while (k > 0 && k < s.len && ((unsigned char)s.ptr[k] & 0xc0) == 0x80) k--;
    if (k) memcpy(to, s.ptr, k);
    to[k] = '\0';
}

static struct dry_reader *reader_of(struct dry *d, na_str name)
{
    for (size_t i = 0; i < d->n; i++)
        if (na_str_eqc(name, d->v[i].name)) return &d->v[i];
    if (d->n == d->cap) {
        const size_t cap = d->cap ? 2 * d->cap : 16;
        struct dry_reader *v = realloc(d->v, cap * sizeof *v);

        if (!v) return NULL;
        d->v = v;
        d->cap = cap;
    }
    memset(&d->v[d->n], 0, sizeof *d->v);
    keep(d->v[d->n].name, sizeof d->v->name, name);
    return &d->v[d->n++];
}

static void count(struct dry *d, const na_import_dry *r)
{
    struct dry_reader *c = reader_of(d, na_str_sub(r->reader, 0, sizeof d->v->name - 1));
    char entry[sizeof d->v->last_entry];

    if (!c) return; /* no memory for a name: only its line is missing */
    keep(entry, sizeof entry, r->entry);
    /* Several articles of one record come one after the other. */
    if (c->last_record != r->record || strcmp(entry, c->last_entry) != 0) {
        c->records++;
        c->last_record = r->record;
        memcpy(c->last_entry, entry, sizeof entry);
    }
    if (r->article) {
        c->articles++;
        c->undated += r->article->published.len == 0;
        if (!c->title[0] && !c->published[0]) {
            keep(c->title, sizeof c->title, r->title);
            keep(c->published, sizeof c->published, r->article->published);
        }
    } else if (na_str_eqc(r->verdict, "skip")) {
        c->skipped++;
    } else {
        c->quarantined++;
    }
}

void dry_begin(na_emit *e)
{
    if (na_emit_is_json(e)) na_emit_key(e, "records");
    na_emit_rows(e, record_columns, sizeof record_columns / sizeof *record_columns);
}

void dry_note(struct dry *d, na_emit *e, const na_import_dry *r)
{
    const na_article *a = r->article;

    count(d, r);
    if (na_emit_format(e) == NA_FORMAT_TEXT && d->listed >= LISTED) {
        d->left_out++;
        return;
    }
    d->listed++;
    na_emit_object(e);
    na_emit_kv(e, "entry", r->entry);
    na_emit_kv_int(e, "record", (int64_t)r->record);
    na_emit_kv(e, "reader", r->reader);
    na_emit_kv(e, "verdict", r->verdict);
    na_emit_kv(e, "title", r->title);
    if (a) {
        na_emit_kv_opt(e, "published", a->published);
        na_emit_kv_opt(e, "source", a->source);
        na_emit_kv_opt(e, "lang", a->lang);
        na_emit_kv_opt(e, "url", a->url);
    }
    na_emit_end(e);
}

void dry_end(struct dry *d, na_emit *e)
{
    char line[120];

    na_emit_end(e);
    if (na_emit_format(e) == NA_FORMAT_JSONL) return;
    if (d->left_out) {
        snprintf(line, sizeof line, "... and %llu more (--format jsonl lists them all)\n",
                 (unsigned long long)d->left_out);
        na_emit_raw(e, na_str_c(line));
    }
    if (na_emit_is_json(e))
        na_emit_key(e, "readers");
    else if (d->n > 0) /* between the tables */
        na_emit_raw(e, NA_STR("\n"));
    na_emit_rows(e, reader_columns, sizeof reader_columns / sizeof *reader_columns);
    for (size_t i = 0; i < d->n; i++) {
        const struct dry_reader *c = &d->v[i];

        na_emit_object(e);
        na_emit_kv(e, "reader", na_str_c(c->name[0] ? c->name : "-"));
        na_emit_kv_int(e, "records", (int64_t)c->records);
        na_emit_kv_int(e, "articles", (int64_t)c->articles);
        na_emit_kv_int(e, "undated", (int64_t)c->undated);
        na_emit_kv_int(e, "skipped", (int64_t)c->skipped);
        na_emit_kv_int(e, "quarantined", (int64_t)c->quarantined);
        na_emit_kv(e, "published", na_str_c(c->published));
        na_emit_kv(e, "title", na_str_c(c->title));
        na_emit_end(e);
    }
    na_emit_end(e);
}

void dry_release(struct dry *d)
{
    free(d->v);
    *d = (struct dry){ 0 };
}

/* -- what it cost ---------------------------------------------------------------------- */

struct share {
    const char *what;
    uint64_t ms, peak;
};

static void put_json(na_emit *e, const struct share *v, size_t n, const na_import_stats *s,
                     double entries, double records)
{
    na_emit_key(e, "stats");
    na_emit_object(e);
    na_emit_kv_int(e, "wall_ms", (int64_t)s->wall_ms);
    na_emit_kv_dbl(e, "entries_per_second", entries);
    na_emit_kv_dbl(e, "records_per_second", records);
    na_emit_kv_int(e, "parsers", s->parsers);
    for (size_t i = 0; i < n; i++) {
        na_emit_key(e, v[i].what);
        na_emit_object(e);
        na_emit_kv_int(e, "cpu_ms", (int64_t)v[i].ms);
        if (v[i].peak) na_emit_kv_int(e, "peak_bytes", (int64_t)v[i].peak);
        na_emit_end(e);
    }
    na_emit_end(e);
}

static double per_second(uint64_t n, uint64_t ms)
{
    return (double)n * 1000 / (double)(ms ? ms : 1);
}

void stats_put(na_emit *e, const na_import_stats *s, const na_import_counts *c)
{
    const uint64_t known = s->store_ms + s->seal_ms;
    const struct share v[] = {
        { "unpacking", s->unpack_ms, s->unpack_peak },
        { "parsing", s->parse_ms, s->parse_peak },
        { "storing", s->store_ms, 0 },
        { "sealing", s->seal_ms, 0 },
        { "relaying", s->self_ms > known ? s->self_ms - known : 0, s->peak },
    };
    const size_t n = sizeof v / sizeof *v;
    const double entries = per_second(c->entries, s->wall_ms),
                 records = per_second(c->records, s->wall_ms);
    uint64_t all = 0;
    char line[160];

    if (na_emit_format(e) != NA_FORMAT_TEXT) {
        put_json(e, v, n, s, entries, records);
        return;
    }
    for (size_t i = 0; i < n; i++) all += v[i].ms;
    snprintf(line, sizeof line,
             "%.1f s, %.1f entries and %.0f records a second, %u parser%s\n",
             (double)s->wall_ms / 1000, entries, records, s->parsers,
             s->parsers == 1 ? "" : "s");
    na_emit_raw(e, na_str_c(line));
    for (size_t i = 0; i < n; i++) {
        char peak[48] = "";

        if (v[i].peak)
            snprintf(peak, sizeof peak, "  at most %llu MiB",
                     (unsigned long long)(v[i].peak / NA_MIB));
        snprintf(line, sizeof line, "  %-10s %8.1f s %3.0f %%%s\n", v[i].what,
                 (double)v[i].ms / 1000, 100 * (double)v[i].ms / (double)(all ? all : 1),
                 peak);
        na_emit_raw(e, na_str_c(line));
    }
}
