/* SPDX-License-Identifier: MIT */
/* retry.c - each row of the quarantine through the parser, one at a time
 *
 * What was kept is one record, or, when nobody had taken it, a whole entry that may now be
 * cut into many: then those that fail get rows of their own and the old row goes.
 */
#include "ingest/retry.h"
#include "ingest/parser.h"
#include "ingest/sink.h"
#include "text/json.h"
#include <stdio.h>
#include <stdlib.h>

typedef struct retry {
    na_arc *arc;
    na_import_opts o;
    const char *map, *reader; /* of this call, in place of the row's */
    na_str script; /* only rows of this reader */
    const na_import_events *ev;
    na_sink sink;
    na_parser *parser;
    uint64_t *ids;
    size_t nids, cap;
    na_arena arena;   /* the row at hand */
    na_quarantined q; /* ... a copy of it */
    na_str all;       /* its bytes, between what stood around them */
    uint64_t turn;    /* stands for the entry's number on the channel */
    bool failed, parts;
} retry;

static int remember(void *ctx, const na_quarantined *q)
{
    retry *t = ctx;

    if (t->script.len && !na_str_eq(t->script, q->script)) return NA_OK;
    if (t->nids == t->cap) {
        const size_t cap = t->cap ? 2 * t->cap : 256;
        uint64_t *ids = realloc(t->ids, cap * sizeof *ids);

        if (!ids) return NA_ENOMEM;
        t->ids = ids;
        t->cap = cap;
    }
    t->ids[t->nids++] = q->id;
    return NA_OK;
}

static bool between(const retry *t) { return t->q.before.len || t->q.after.len; }

/* A piece of a file as the file that it is the only piece of. */
static int put_together(retry *t)
{
    const na_str v[] = { t->q.before, t->q.bytes, t->q.after };
    char *p;

    t->all = t->q.bytes;
    if (!between(t)) return NA_OK;
    if (!(p = na_arena_alloc(&t->arena, v[0].len + v[1].len + v[2].len + 1)))
        return NA_ENOMEM;
    t->all = na_str_n(p, v[0].len + v[1].len + v[2].len);
    for (size_t i = 0; i < 3; p += v[i++].len)
        if (v[i].len) memcpy(p, v[i].ptr, v[i].len);
    return NA_OK;
}

/* A copy of the row that outlives the reading of it. */
static int load(void *ctx, const na_quarantined *q)
{
    retry *t = ctx;
    na_str *const v[] = { &t->q.bundle,  &t->q.entry,  &t->q.sha256,
                          &t->q.options, &t->q.bytes,  &t->q.code,
                          &t->q.message, &t->q.before, &t->q.after };

    t->q = *q;
    for (size_t i = 0; i < sizeof v / sizeof *v; i++)
        if (!(*v[i] = na_arena_str(&t->arena, *v[i])).ptr) return NA_ENOMEM;
    return put_together(t);
}

/* -- the options of the import that failed --------------------------------------------- */

/* Those of this call come after, so that they win. */
static int row_options(retry *t, na_err *err)
{
    na_json *doc = NULL;
    int rc = NA_OK;

    na_fields_release(&t->sink.fields);
    t->o.date_from_mtime = t->o.date_from_captured = t->o.keep_originals = false;
    t->o.map = t->map;
    t->o.reader = t->reader;
    if (t->q.options.len && na_json_parse(t->q.options, NULL, &doc, NULL) == NA_OK) {
        const na_json_node *root = na_json_root(doc);

        rc = na_fields_add_list(&t->sink.fields, na_json_find(root, "set"), false, err);
        if (rc == NA_OK)
            rc =
                na_fields_add_list(&t->sink.fields, na_json_find(root, "force"), true, err);
        t->o.date_from_mtime = na_str_eqc(na_json_find_str(root, "date_from"), "mtime");
        t->o.date_from_captured =
            na_str_eqc(na_json_find_str(root, "date_from"), "captured");
        if (!t->map && na_json_find(root, "map")) {
            t->o.map = na_arena_str(&t->arena, na_json_find_str(root, "map")).ptr;
            if (!t->o.map) rc = na_fail_nomem(err);
        }
        if (!t->reader && na_json_find(root, "reader")) {
            t->o.reader = na_arena_str(&t->arena, na_json_find_str(root, "reader")).ptr;
            if (!t->o.reader) rc = na_fail_nomem(err);
        }
        t->o.keep_originals = na_str_eqc(na_json_find_str(root, "originals"), "keep");
    }
    na_json_free(doc);
    for (size_t i = 0; i < t->o.nset && rc == NA_OK; i++)
        rc = na_fields_add(&t->sink.fields, na_str_c(t->o.set[i]), false, err);
    for (size_t i = 0; i < t->o.nforce && rc == NA_OK; i++)
        rc = na_fields_add(&t->sink.fields, na_str_c(t->o.force[i]), true, err);
    return rc;
}

/* -- events of the parser -------------------------------------------------------------- */

static void on_log(void *ctx, const char *level, na_str line)
{
    const retry *t = ctx;

    if (t->ev->log) t->ev->log(t->ev->ctx, level, line);
}

static int on_verdict(void *ctx, const na_unit *u, const na_msg_pverdict *v, na_err *err)
{
    retry *t = ctx;
    const bool part = !between(t) && t->q.record == 1 && t->q.offset == 0 &&
                      u->kind == NA_UNIT_RECORD && u->cut != NA_SPLIT_ENTRY &&
                      v->length < t->q.bytes.len;
    na_place at = { .bundle = t->q.bundle,
                    .entry = t->q.entry,
                    .entry_index = t->q.entry_index,
                    .record = part ? v->record : t->q.record,
                    .offset = t->q.offset + v->offset,
                    .length = v->length,
                    .mtime = t->q.mtime };
    na_quarantined failed;
    int rc;

    if (between(t)) {
        if (v->offset + v->length <= t->q.before.len) return NA_OK; /* a row of the head */
        at.offset = t->q.offset;
        at.length = t->q.bytes.len;
        at.bytes = t->q.bytes;
        at.part = true;
        at.head = t->q.before;
    } else {
        at.bytes =
            na_str_sub(t->q.bytes, (size_t)v->offset, (size_t)(v->offset + v->length));
    }
    if (v->reader >= 0) at.reader = na_parser_reader(t->parser, v->reader);
    if ((rc = na_sink_verdict(&t->sink, &at, v, false, &failed, err)) < 0) return rc;
    t->parts = t->parts || part;
    if (!failed.code.len) return NA_OK;
    if (part) {
        failed.options = t->q.options;
        return na_arc_quarantine_add(t->arc, &failed, err);
    }
    t->failed = true;
    failed.id = t->q.id;
    return na_arc_quarantine_failed(t->arc, &failed, err);
}

static int on_choice(void *ctx, const na_unit *u, const na_msg_pchoice *c, na_err *err)
{
    retry *t = ctx;
    const na_msg_pverdict nobody = { .entry = u->item->entry,
                                     .record = 1,
                                     .reader = -1,
                                     .length = t->all.len,
                                     .kind = NA_OUT_QUARANTINE,
                                     .code = u->code,
                                     .message = u->message };
    na_unit *r;

    if (c->reader < 0) return on_verdict(t, u, &nobody, err);
    if (!(r = na_unit_new(NA_UNIT_RECORD, u->item, t->all))) return na_fail_nomem(err);
    r->reader = c->reader;
    na_unit_cut(r, c->cut, c->names);
    /* Numbers that a split function gives begin with 1, whatever it is a part of. */
    r->record = r->want = c->cut == NA_SPLIT_FUNCTION || between(t) ? 1 : t->q.record;
    na_parser_add(t->parser, r);
    return NA_OK;
}

static int on_done(void *ctx, const na_unit *u, na_err *err)
{
    (void)ctx, (void)u, (void)err;
    return NA_OK;
}

/* -- rows ------------------------------------------------------------------------------ */

static bool cancelled(const retry *t) { return t->ev->cancel && *t->ev->cancel; }

/* The parser's answer to the row at hand. */
static int ask(retry *t, na_err *err)
{
    const na_msg_uentry m = { .entry = ++t->turn,
                              .size = (int64_t)t->all.len,
                              .mtime = t->q.mtime,
                              .name = t->q.entry,
                              .head = t->q.before.len
                                          ? t->q.before
                                          : na_str_sub(t->all, 0, NA_HEAD_BYTES) };

    na_parser_source(t->parser, t->q.bundle);
    return na_parser_ask(t->parser, &m, t->ev->cancel, err);
}

static int row(retry *t, uint64_t id, na_err *err)
{
    uint64_t dropped = 0;
    char line[160];
    int rc;

    na_arena_reset(&t->arena);
    t->q = (na_quarantined){ 0 };
    t->failed = t->parts = false;
    t->sink.mapped = !t->map; /* what its import did not mind */
    if ((rc = na_arc_quarantine_each(t->arc, id, true, load, t, err)) < 0)
        return rc == NA_ENOMEM ? na_fail_nomem(err) : rc;
    if (!t->q.id) return NA_OK;
    if (!t->q.bytes_kept) {
        snprintf(line, sizeof line,
                 "%llu: its bytes were too many to keep; import its bundle again",
                 (unsigned long long)id);
        on_log(t, "warn", na_str_c(line));
        t->sink.counts.records++;
        t->sink.counts.quarantined++;
        return NA_OK;
    }
    t->sink.imp.id = t->q.import;
    if ((rc = row_options(t, err)) < 0 || (rc = na_sink_begin(&t->sink, err)) < 0)
        return rc;
    if ((rc = ask(t, err)) < 0 || t->failed) return rc;
    return na_arc_quarantine_drop(t->arc, id, &dropped, err);
}

int na_import_retry(na_arc *a, uint64_t id, na_str script, const na_import_opts *o,
                    const na_import_events *ev, na_import_counts *counts_out, na_err *err)
{
    static const na_import_events silent = { 0 };
    retry t = { .arc = a,
                .o = *o,
                .map = o->map,
                .reader = o->reader,
                .script = script,
                .ev = ev ? ev : &silent };
    const na_parser_events pe = { .choice = on_choice,
                                  .verdict = on_verdict,
                                  .done = on_done,
                                  .log = on_log,
                                  .ctx = &t };
    int rc;

    *counts_out = (na_import_counts){ 0 };
    t.o.no_breaker = true; /* each was asked for: none may keep another from its turn */
    if ((rc = na_sink_init(&t.sink, a, &t.o, t.ev, err)) < 0) goto done;
    if ((rc = na_arc_quarantine_each(a, id, false, remember, &t, err)) < 0) {
        if (rc == NA_ENOMEM) na_fail_nomem(err);
        goto done;
    }
    if (id && !t.nids) {
        rc = na_fail(err, NA_ENOENT, "no such record in quarantine: %llu",
                     (unsigned long long)id);
        goto done;
    }
    if (script.len && !t.nids)
        rc = na_fail(err, NA_ENOENT, "no record of the reader \"%.*s\" in quarantine",
                     NA_STR_ARG(script));
    if (!t.nids) goto done;
    if ((rc = na_parser_new(&t.parser, &t.o, (na_str){ 0 }, na_now(), &pe, NULL, err)) < 0)
        goto done;
    for (size_t i = 0; i < t.nids && rc == NA_OK; i++) {
        rc = cancelled(&t) ? na_fail(err, NA_ECANCELLED, "cancelled")
                           : row(&t, t.ids[i], err);
        t.sink.counts.entries++;
        if (rc == NA_OK && (na_sink_due(&t.sink) || i + 1 == t.nids))
            rc = na_sink_commit(&t.sink, false, err);
        if (rc == NA_OK && t.ev->progress)
            t.ev->progress(t.ev->ctx, i + 1, t.nids, &t.sink.committed);
    }
    *counts_out = t.sink.committed;
done:
    na_parser_free(t.parser);
    na_sink_release(&t.sink);
    na_arena_release(&t.arena);
    free(t.ids);
    return rc;
}
