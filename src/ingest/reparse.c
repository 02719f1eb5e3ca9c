/* SPDX-License-Identifier: MIT */
/* reparse.c - each original through the parser, one at a time
 *
 * They go by import, so that one parser process serves most of them: it is told once
 * against which day dates are read, and what base and zone are. A dry run does all of it in
 * a transaction that is rolled back. */
#include "ingest/reparse.h"
#include "ingest/parser.h"
#include "ingest/replace.h"
#include "ingest/sink.h"
#include "text/json.h"
#include <stdio.h>
#include <stdlib.h>

typedef struct reparse {
    na_arc *arc;
    na_import_opts o, given; /* with those of the import at hand; of the call */
    na_import_events own;    /* the caller's, but for articles */
    const na_import_events *ev;
    na_sink sink;
    na_parser *parser;
    na_buf settings; /* imported and options of the parser at hand */
    na_buf bytes, table;
    na_arena arena, kept; /* of the record; of the parser */
    na_json *about;
    na_str entry, bundle, head;
    bool part;     /* cut out of its entry: not cut again, but as a row behind its head */
    size_t before; /* bytes of that head: what comes of them was asked for already */
    uint64_t turn, record, entry_index, offset;
    int64_t mtime;
    na_reparse_item *at; /* articles of the record at hand, and */
    size_t nat;          /* ... how many */
    bool *given_again;   /* ... which came out of it; and all that did */
    na_replace given_now;
    na_reparse_opts r;
    int rc_given; /* of noting it */
    na_reparse_counts c;
} reparse;

static int by_record(const void *pa, const void *pb)
{
    const na_reparse_item *a = pa, *b = pb;
    int c;

    if (a->import != b->import) return a->import < b->import ? -1 : 1;
    c = strcmp(a->record, b->record);
    return c ? c : strcmp(a->id, b->id);
}

/* -- events ---------------------------------------------------------------------------- */

static void on_log(void *ctx, const char *level, na_str line)
{
    const reparse *t = ctx;

    if (t->ev->log) t->ev->log(t->ev->ctx, level, line);
}

static void on_article(void *ctx, const na_article *a, na_added what)
{
    reparse *t = ctx;

    for (size_t i = 0; i < t->nat; i++)
        if (na_str_eqc(a->id, t->at[i].id)) t->given_again[i] = true;
    if (what != NA_ADDED_BLOCKED && what != NA_ADDED_COLLISION && t->rc_given == NA_OK)
        t->rc_given = na_replace_given(&t->given_now, &t->arena, a, NULL);
}

static int on_verdict(void *ctx, const na_unit *u, const na_msg_pverdict *v, na_err *err)
{
    reparse *t = ctx;
    na_place at = { .bundle = t->bundle,
                    .entry = t->entry,
                    .entry_index = t->entry_index,
                    .record = t->part ? t->record : v->record,
                    .offset = t->offset + v->offset - t->before,
                    .length = v->length,
                    .mtime = t->mtime };

    (void)u;
    if (v->offset < t->before) {
        if (v->length < t->bytes.len) return NA_OK; /* a row of the head */
        at.offset = t->offset;
    }
    at.bytes = na_str_sub(na_buf_get(&t->bytes), (size_t)v->offset,
                          (size_t)(v->offset + v->length));
    if (v->reader >= 0) at.reader = na_parser_reader(t->parser, v->reader);
    return na_sink_verdict(&t->sink, &at, v, false, NULL, err);
}

static int on_choice(void *ctx, const na_unit *u, const na_msg_pchoice *c, na_err *err)
{
    reparse *t = ctx;
    const na_msg_pverdict nobody = { .entry = u->item->entry,
                                     .record = t->record,
                                     .reader = -1,
                                     .length = t->bytes.len,
                                     .kind = NA_OUT_QUARANTINE,
                                     .code = u->code,
                                     .message = u->message };
    na_unit *r;

    if (c->reader < 0) return on_verdict(t, u, &nobody, err);
    if (!(r = na_unit_new(NA_UNIT_RECORD, u->item, na_buf_get(&t->bytes))))
        return na_fail_nomem(err);
    r->reader = c->reader;
    na_unit_cut(r, t->part && !t->before ? NA_SPLIT_ENTRY : c->cut, c->names);
    r->record = r->want = t->before ? 1 : t->record;
    na_parser_add(t->parser, r);
    return NA_OK;
}

static int on_done(void *ctx, const na_unit *u, na_err *err)
{
    (void)ctx, (void)u, (void)err;
    return NA_OK;
}

/* -- the options of its import --------------------------------------------------------- */

static const char *kept_str(reparse *t, na_str s)
{
    return s.len > 0 ? na_arena_cstr(&t->kept, s) : NULL;
}

/* The parser and the fields for these settings; what the call itself gives comes last. */
static int settle(reparse *t, const na_json_node *root, na_err *err)
{
    const na_parser_events pe = {
        .choice = on_choice, .verdict = on_verdict, .done = on_done, .log = on_log, .ctx = t
    };
    const na_json_node *options = na_json_find(root, "options");
    const na_str tz = na_json_find_str(options, "tz_min");
    int64_t now = 0;
    bool day;
    int rc;

    na_parser_free(t->parser);
    t->parser = NULL;
    na_arena_reset(&t->kept);
    na_fields_release(&t->sink.fields);
    t->o = t->given;
    if ((rc = na_fields_add_list(&t->sink.fields, na_json_find(options, "set"), false,
                                 err)) < 0)
        return rc;
    if ((rc = na_fields_add_list(&t->sink.fields, na_json_find(options, "force"), true,
                                 err)) < 0)
        return rc;
    for (size_t i = 0; i < t->o.nset && rc == NA_OK; i++)
        rc = na_fields_add(&t->sink.fields, na_str_c(t->o.set[i]), false, err);
    for (size_t i = 0; i < t->o.nforce && rc == NA_OK; i++)
        rc = na_fields_add(&t->sink.fields, na_str_c(t->o.force[i]), true, err);
    if (rc < 0) return rc;
    t->o.date_from_mtime = na_str_eqc(na_json_find_str(options, "date_from"), "mtime");
    t->o.date_from_captured =
        na_str_eqc(na_json_find_str(options, "date_from"), "captured");
    if (!t->o.base_url) t->o.base_url = kept_str(t, na_json_find_str(options, "base_url"));
    t->sink.mapped = !t->o.map; /* what its import did not mind */
    if (!t->o.map) t->o.map = kept_str(t, na_json_find_str(options, "map"));
    if (!t->o.has_tz && tz.len > 0 && tz.len < 8) {
        t->o.has_tz = true;
        t->o.tz_min = atoi(na_arena_cstr(&t->kept, tz));
    }
    if (!na_rfc3339_parse(na_json_find_str(root, "imported"), &now, &day)) now = na_now();
    return na_parser_new(&t->parser, &t->o, t->bundle, now, &pe, NULL, err);
}

/* One string for all that a parser is told: another one means another parser. */
static bool same_settings(reparse *t, na_str about)
{
    const na_str imported = na_json_find_str(na_json_root(t->about), "imported");
    const size_t at = na_str_find(about, NA_STR("\"options\":"), 0);
    na_buf now;
    bool same;

    na_buf_init(&now, 128 * NA_KIB);
    na_buf_str(&now, imported);
    if (at != (size_t)-1) na_buf_str(&now, na_str_sub(about, at, about.len));
    same = t->parser && now.rc == NA_OK &&
           na_str_eq(na_buf_get(&now), na_buf_get(&t->settings));
    na_buf_reset(&t->settings);
    na_buf_str(&t->settings, na_buf_get(&now));
    na_buf_release(&now);
    return same;
}

static uint64_t number(const na_json_node *root, const char *key)
{
    const na_json_node *v = na_json_find(root, key);
    const int64_t n = na_json_is_num(v) ? na_json_int(v) : 0;

    return n > 0 ? (uint64_t)n : 0;
}

/* -- records --------------------------------------------------------------------------- */

static bool cancelled(const reparse *t) { return t->ev->cancel && *t->ev->cancel; }

static int ask(reparse *t, na_err *err)
{
    const na_str all = na_buf_get(&t->bytes);
    const na_msg_uentry m = { .entry = ++t->turn,
                              .size = (int64_t)all.len,
                              .mtime = t->mtime,
                              .name = t->entry,
                              .head = t->head.len > 0 ? t->head
                                                      : na_str_sub(all, 0, NA_HEAD_BYTES) };

    na_parser_source(t->parser, t->bundle);
    return na_parser_ask(t->parser, &m, t->ev->cancel, err);
}

/* Articles that the record gives no longer. */
static int left(reparse *t, na_err *err)
{
    size_t n = 0;
    int rc = NA_OK;

    for (size_t i = 0; i < t->nat; i++) n += !t->given_again[i];
    for (size_t i = 0; rc == NA_OK && i < t->nat; i++) {
        const char *by = NULL;
        if (t->given_again[i]) continue;
        if (t->r.replace)
            rc = na_replace_old(&t->given_now, t->arc, t->at[i].id, n == 1, &t->arena, &by,
                                err);
        if (rc < 0) break;
        *(by ? &t->c.replaced : &t->c.left) += 1;
        if (t->r.gone) t->r.gone(t->r.ctx, t->at[i].id, by);
    }
    return rc;
}

/* The record of at[0..nat), which are the articles of v that it gave. */
static int record(reparse *t, na_err *err)
{
    const uint64_t failed = t->sink.counts.quarantined;
    const na_json_node *root;
    na_original o;
    na_err e = { 0 };
    int rc;

    na_arena_reset(&t->arena);
    na_json_free(t->about);
    t->about = NULL;
    rc = na_arc_original_get(t->arc, na_str_c(t->at->record), &o, &t->bytes, &t->arena, &e);
    if (rc == NA_ENOENT) {
        t->c.missing++;
        return NA_OK;
    }
    if (rc < 0) return na_fail(err, rc, "%s", e.msg);
    if ((rc = na_json_parse(o.about, NULL, &t->about, err)) < 0) return rc;
    root = na_json_root(t->about);
    t->bundle = na_json_find_str(root, "bundle");
    t->entry = na_json_find_str(root, "entry");
    t->head = na_json_find_str(root, "head");
    t->entry_index = number(root, "entry_index");
    t->record = number(root, "record");
    t->offset = number(root, "offset");
    if (t->record == 0) t->record = 1;
    t->part = number(root, "part") > 0;
    t->mtime = o.mtime;
    t->before = t->part ? t->head.len : 0;
    if (t->before > 0) {
        na_buf_reset(&t->table);
        na_buf_str(&t->table, t->head);
        na_buf_str(&t->table, o.bytes);
        if ((rc = na_buf_check(&t->table, "row", err)) < 0) return rc;
        na_buf_reset(&t->bytes);
        na_buf_str(&t->bytes, na_buf_get(&t->table));
        if ((rc = na_buf_check(&t->bytes, "row", err)) < 0) return rc;
    }
    if (!same_settings(t, o.about) && (rc = settle(t, root, err)) < 0) return rc;
    t->sink.imp.id = t->at->import;
    if (!(t->given_again = na_arena_array(&t->arena, t->nat, sizeof *t->given_again)))
        return na_fail_nomem(err);
    memset(t->given_again, 0, t->nat * sizeof *t->given_again);
    t->given_now = (na_replace){ 0 };
    t->rc_given = NA_OK;
    if ((rc = na_sink_begin(&t->sink, err)) < 0) return rc;
    na_arc_reparsing(t->arc, true);
    rc = ask(t, err);
    na_arc_reparsing(t->arc, false);
    t->c.records++;
    if (t->sink.counts.quarantined > failed) return rc; /* that is told by itself */
    if (rc == NA_OK && t->rc_given < 0) rc = na_fail(err, t->rc_given, "out of memory");
    return rc < 0 ? rc : left(t, err);
}

static void count(reparse *t)
{
    const na_import_counts *c = &t->sink.counts;

    t->c.articles = c->records;
    t->c.added = c->added;
    t->c.updated = c->updated;
    t->c.unchanged = c->duplicates;
    t->c.skipped = c->skipped;
    t->c.failed = c->quarantined;
}

static void on_failure(void *ctx, na_str line) { on_log(ctx, "error", line); }

int na_import_reparse(na_arc *a, na_reparse_item *v, size_t n, const na_import_opts *o,
                      const na_reparse_opts *r, const na_import_events *ev,
                      na_reparse_counts *out, na_err *err)
{
    static const na_import_events silent = { 0 };
    reparse t = { .arc = a, .given = *o, .ev = ev ? ev : &silent, .r = *r };
    int rc;

    *out = (na_reparse_counts){ 0 };
    na_buf_init(&t.bytes, NA_MAX_RECORD + 64 * NA_KIB);
    na_buf_init(&t.table, NA_MAX_RECORD + 64 * NA_KIB);
    na_buf_init(&t.settings, 128 * NA_KIB);
    t.own = *t.ev;
    t.own.article = on_article;
    t.own.ctx = &t;
    t.given.no_breaker = true; /* each was asked for */
    t.given.dry_run = t.given.keep_originals = false;
    t.o = t.given;
    if ((rc = na_sink_init(&t.sink, a, &t.o, &t.own, err)) < 0) goto done;
    qsort(v, n, sizeof *v, by_record);
    for (size_t i = 0; rc == NA_OK && i < n; i += t.nat) {
        t.at = &v[i];
        t.nat = 1;
        while (i + t.nat < n && v[i + t.nat].import == v[i].import &&
               strcmp(v[i + t.nat].record, v[i].record) == 0)
            t.nat++;
        rc = cancelled(&t) ? na_fail(err, NA_ECANCELLED, "cancelled") : record(&t, err);
        if (rc == NA_OK && !o->dry_run && na_sink_due(&t.sink))
            rc = na_sink_commit(&t.sink, false, err);
        if (rc == NA_OK && t.ev->progress)
            t.ev->progress(t.ev->ctx, i + t.nat, n, &t.sink.counts);
    }
    if (rc == NA_OK && !o->dry_run) rc = na_sink_commit(&t.sink, false, err);
    count(&t);
    na_failures_tell(&t.sink.failures, on_failure, &t);
    *out = t.c;
done:
    na_parser_free(t.parser);
    na_sink_release(&t.sink); /* rolls back what was not committed */
    na_json_free(t.about);
    na_arena_release(&t.arena);
    na_arena_release(&t.kept);
    na_buf_release(&t.bytes);
    na_buf_release(&t.table);
    na_buf_release(&t.settings);
    return rc;
}
