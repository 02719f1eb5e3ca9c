/* SPDX-License-Identifier: MIT */
/* import.c - the loop between unpacker, parser and archive
 *
 * Frames of the unpacker become units (parser.h), which are settled in the bundle's order;
 * each verdict moves the checkpoint, so a commit after any of them is a place to resume.
 * Of a large entry only the head is known at first: the unpacker waits until the parser's
 * choice has told how to cut it.
 */
#include "ingest/import.h"
#include "ingest/nodoc.h"
#include "ingest/parser.h"
#include "ingest/sink.h"
#include "ingest/source.h"
#include "sandbox/proto.h"
#include "text/cut.h"
#include <stdio.h>
#include <stdlib.h>

#define TELL_MS 100
#define WAIT_MS 100
#define HEARD 256u   /* frames a turn: there are other things to see to */
#define NOTES 10000u /* what the unpacker may have said aloud */

typedef struct job {
    const na_import_opts *o;
    na_import_opts own; /* o with its limits within the frames' */
    const na_import_events *ev;
    na_sink sink;
    na_source *source;
    na_source_info about;
    na_parser *parser;
    na_item *large; /* the entry that the unpacker is at, when not whole */
    int reader;     /* ... who takes it, -1 nobody: */
    na_split cut;
    char names[NA_SPLIT_NAMES + 1];
    char code[32], message[256]; /* why */
    bool decided;
    uint64_t entry, record; /* the last that the unpacker named */
    unsigned notes;
    uint64_t from_entry, from_record; /* resume: what is done already */
    bool ended, died, cut_short, storing_failed;
    int64_t told_ms;
} job;

na_import_opts na_import_opts_default(void)
{
    return (na_import_opts){ .limits = na_limits_default(), .seal = -1 };
}

/* -- telling -------------------------------------------------------------------------- */

static void say(job *j, const char *level, const char *text)
{
    if (j->ev->log) j->ev->log(j->ev->ctx, level, na_str_c(text));
}

static void on_log(void *ctx, const char *level, na_str line)
{
    job *j = ctx;

    if (j->ev->log) j->ev->log(j->ev->ctx, level, line);
}

static void tell(job *j, bool now)
{
    if (!j->ev->progress || (!now && na_mono_ms() - j->told_ms < TELL_MS)) return;
    j->told_ms = na_mono_ms();
    j->ev->progress(j->ev->ctx, na_source_done(j->source), j->about.size,
                    &j->sink.committed);
}

static bool cancelled(const job *j) { return j->ev->cancel && *j->ev->cancel; }

/* -- verdicts ------------------------------------------------------------------------- */

static int on_seal_progress(void *ctx, const char *what, uint64_t done, uint64_t total)
{
    const job *j = ctx;

    (void)what, (void)done, (void)total;
    return cancelled(j);
}

/* Many small volumes become one, now and then. The articles are safe already, so what keeps
 * it from happening is told, and no failure of the import. */
static int tidy(job *j, na_err *err)
{
    na_compact_report r = { 0 };
    na_err why = { 0 };
    char line[NA_ERR_MSG + 64];
    int rc = na_arc_compact(j->sink.arc, NA_COMPACT_TIERS, &r, on_seal_progress, j, &why);

    if (rc == NA_ECANCELLED || rc == NA_ENOMEM) return na_fail(err, rc, "%s", why.msg);
    if (rc < 0)
        snprintf(line, sizeof line, "volumes were not compacted: %s", why.msg);
    else if (r.merged)
        snprintf(line, sizeof line, "compacted %llu volumes into %llu",
                 (unsigned long long)r.merged, (unsigned long long)r.volumes);
    if (rc < 0 || r.merged) say(j, rc < 0 ? "warning" : "info", line);
    return NA_OK;
}

static int seal(job *j, na_err *err)
{
    na_seal_report r = { 0 };
    char line[128];
    int rc = na_arc_seal(j->sink.arc, &r, on_seal_progress, j, err);

    if (rc < 0 || !r.volumes) return rc;
    snprintf(line, sizeof line, "sealed %llu article%s into %llu volume%s",
             (unsigned long long)r.articles, r.articles == 1 ? "" : "s",
             (unsigned long long)r.volumes, r.volumes == 1 ? "" : "s");
    say(j, "info", line);
    return tidy(j, err);
}

/* Is the head so large that it goes into a volume before the import is over? Else its database
 * and log would grow with the bundle. */
static bool head_is_full(const job *j, uint64_t head)
{
    bool originals = false;

    if (j->o->seal == 0) return false;
    if (na_arc_originals_full(j->sink.arc, &originals, NULL) == NA_OK && originals)
        return true;
    return head > (j->o->seal > 0 ? NA_VOLUME_JSON : NA_HEAD_SEAL);
}

static int commit(job *j, na_err *err)
{
    uint64_t head = 0;
    int rc = na_sink_commit(&j->sink, true, err);

    if (rc == NA_OK && j->sink.arc &&
        (rc = na_arc_head_bytes(j->sink.arc, &head, err)) == NA_OK && head_is_full(j, head))
        rc = seal(j, err);
    if (rc < 0) j->storing_failed = rc != NA_ECANCELLED;
    tell(j, rc == NA_OK);
    return rc;
}

/* Of a table the names of its columns, and some rows by which a reader knows what they hold. */
static na_str head_of_table(na_str name, na_str head)
{
    static const char *const ends[] = { ".csv", ".tsv", ".tab", ".psv" };
    size_t n = na_str_chr(head, '\n', 0), next;
    bool table = false;

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        table = table ||
                (name.len > 4 &&
                 na_str_ieq(na_str_sub(name, name.len - 4, name.len), na_str_c(ends[i])));
    if (!table || n >= 8 * NA_KIB) return (na_str){ 0 };
    while ((next = na_str_chr(head, '\n', n + 1)) < 2 * NA_KIB) n = next;
    return na_str_sub(head, 0, n + 1);
}

static int on_verdict(void *ctx, const na_unit *u, const na_msg_pverdict *v, na_err *err)
{
    job *j = ctx;
    na_place at = { .bundle = j->about.name,
                    .entry = u->item->name,
                    .entry_index = u->item->entry,
                    .record = v->record,
                    .offset = v->offset,
                    .length = v->length,
                    .mtime = u->item->mtime,
                    .sha256 = u->sha256 };
    int rc;

    if (u->kind != NA_UNIT_VERDICT || u->bytes.len == v->length)
        at.bytes = na_str_sub(u->bytes, (size_t)(v->offset - u->offset),
                              (size_t)(v->offset - u->offset + v->length));
    if (v->reader >= 0) at.reader = na_parser_reader(j->parser, v->reader);
    at.part = v->record > 1 || v->offset > 0 || (int64_t)v->length != u->item->size;
    if (at.part) at.head = head_of_table(u->item->name, u->item->head);
    if ((rc = na_sink_verdict(&j->sink, &at, v, true, NULL, err)) < 0) {
        j->storing_failed = true;
        return rc;
    }
    j->sink.imp.entry = j->sink.counts.entries = u->item->entry;
    j->sink.imp.record = v->record;
    if (na_sink_due(&j->sink) && (rc = commit(j, err)) < 0) return rc;
    return cancelled(j) ? na_fail(err, NA_ECANCELLED, "cancelled") : NA_OK;
}

/* A verdict on all of a unit that no parser gave. */
static int whole_verdict(job *j, const na_unit *u, na_outcome kind, na_str code,
                         na_str message, na_err *err)
{
    const na_msg_pverdict v = { .entry = u->item->entry,
                                .record = u->record,
                                .offset = u->offset,
                                .length = u->bytes.len,
                                .kind = kind,
                                .reader = u->reader,
                                .code = code,
                                .message = message,
                                .reason = message };

    return on_verdict(j, u, &v, err);
}

static int on_done(void *ctx, const na_unit *u, na_err *err)
{
    job *j = ctx;

    if (u->kind == NA_UNIT_CHOOSE || u->kind == NA_UNIT_VERDICT || u->reader < 0)
        return NA_OK;
    if (u->want > u->record || u->want > 1) return NA_OK;
    return whole_verdict(j, u, NA_OUT_SKIP, (na_str){ 0 }, NA_STR("no records in it"), err);
}

static int on_choice(void *ctx, const na_unit *u, const na_msg_pchoice *c, na_err *err)
{
    job *j = ctx;
    na_msg_udecide d = { .entry = u->item->entry, .action = NA_ACT_KEEP, .from = u->want };

    if (c->reader >= 0 && c->reason.len) on_log(j, "warn", c->reason);
    if (u->kind == NA_UNIT_WHOLE) {
        if (c->reader >= 0 || u->want > u->record) return NA_OK;
        return whole_verdict(j, u, NA_OUT_QUARANTINE, u->code, u->message, err);
    }
    if (!j->large || j->large->entry != d.entry || j->decided) return NA_OK;
    j->decided = true;
    j->reader = c->reader;
    j->cut = c->cut;
    snprintf(j->names, sizeof j->names, "%.*s", NA_STR_ARG(c->names));
    d.split = c->cut;
    d.names = c->names;
    if (c->reader >= 0)
        d.action = c->cut == NA_SPLIT_LINES || c->cut == NA_SPLIT_JSONL ? NA_ACT_LINES
                   : na_cutter_can(c->cut)                              ? NA_ACT_CUT
                                                                        : NA_ACT_ENTRY;
    snprintf(j->code, sizeof j->code, "%.*s", NA_STR_ARG(u->code));
    snprintf(j->message, sizeof j->message, "%.*s", NA_STR_ARG(u->message));
    return na_source_decide(j->source, &d, err);
}

/* -- frames of the unpacker ----------------------------------------------------------- */

/* The first record of an entry that is not done. */
static uint64_t first_wanted(const job *j, uint64_t entry)
{
    return entry == j->from_entry ? j->from_record + 1 : 1;
}

static int add_unit(job *j, na_unit_kind kind, na_item *item, na_str bytes, na_unit **out,
                    na_err *err)
{
    na_unit *u = na_unit_new(kind, item, bytes);

    *out = u;
    if (!u) return na_fail_nomem(err);
    u->want = first_wanted(j, item->entry);
    na_parser_add(j->parser, u);
    return NA_OK;
}

/* An entry's or record's fate that is known without a parser. */
static int add_verdict(job *j, na_item *item, na_outcome kind, na_str code, na_str message,
                       const na_msg_urecord *m, na_err *err)
{
    na_unit *u;
    int rc;

    if (m->record < first_wanted(j, item->entry)) return NA_OK;
    if ((rc = add_unit(j, NA_UNIT_VERDICT, item, m->bytes, &u, err)) < 0) return rc;
    u->record = m->record;
    u->offset = m->offset;
    u->length = m->length;
    if ((rc = na_unit_settle(u, kind, code, message, err)) < 0) return rc;
    return na_unit_hash(u, m->sha256, err);
}

static int skip(job *j, const na_msg_uentry *m, na_err *err)
{
    const na_msg_udecide d = { .entry = m->entry, .action = NA_ACT_SKIP };

    return m->whole ? NA_OK : na_source_decide(j->source, &d, err);
}

static int on_entry(job *j, na_str payload, na_err *err)
{
    na_msg_uentry m;
    na_msg_urecord all = { .record = 1 };
    na_item *item = NULL;
    na_unit *u;
    const char *no;
    int rc;

    if ((rc = na_msg_get_uentry(payload, &m, err)) < 0) return rc;
    if (m.entry != j->entry + 1 || m.entry > j->o->limits.entries || j->large)
        return na_fail(err, NA_ECORRUPT, "unpacker: entry %llu out of turn",
                       (unsigned long long)m.entry);
    j->entry = m.entry;
    j->record = 0;
    if (m.entry < j->from_entry) return skip(j, &m, err);
    if (!(item = na_item_new(&m))) return na_fail_nomem(err);
    all.bytes = m.head;
    all.length = m.head.len;
    no = na_nodoc(m.name);
    /* A volume is a bundle, too: its articles are in one member, the rest serves them. */
    if (!no && na_str_ends(j->about.name, NA_STR(".narc")) &&
        !na_str_starts(m.name, NA_STR("articles.jsonl")))
        no = "not the articles of a volume";
    if (!no && m.whole && !m.head.len && !m.code.len) no = "empty";
    if (no) {
        all.bytes = (na_str){ 0 };
        rc = add_verdict(j, item, NA_OUT_SKIP, (na_str){ 0 }, na_str_c(no), &all, err);
        if (rc == NA_OK) rc = skip(j, &m, err);
    } else if (m.code.len) {
        rc = add_verdict(j, item, NA_OUT_QUARANTINE, m.code, m.message, &all, err);
        if (rc == NA_OK) rc = skip(j, &m, err);
    } else {
        if (m.message.len) on_log(j, "warn", m.message);
        rc = add_unit(j, m.whole ? NA_UNIT_WHOLE : NA_UNIT_CHOOSE, item, m.head, &u, err);
        if (rc == NA_OK && !m.whole) {
            j->large = item;
            item->refs++;
            j->decided = false;
            na_source_awaits(j->source);
        }
    }
    na_item_drop(item);
    return rc;
}

static int on_record(job *j, na_str payload, na_err *err)
{
    na_msg_urecord m;
    na_unit *u;
    int rc;

    if ((rc = na_msg_get_urecord(payload, &m, err)) < 0) return rc;
    if (!j->large || m.entry != j->large->entry || !j->decided || m.record <= j->record)
        return na_fail(err, NA_ECORRUPT, "unpacker: a record out of turn");
    j->record = m.record + (m.count ? m.count - 1 : 0);
    if (j->reader < 0 || m.code.len) {
        const na_str code = m.code.len ? m.code : na_str_c(j->code);
        const na_str message = m.code.len ? m.message : na_str_c(j->message);

        return add_verdict(j, j->large, NA_OUT_QUARANTINE, code, message, &m, err);
    }
    if ((rc = add_unit(j, NA_UNIT_RECORD, j->large, m.bytes, &u, err)) < 0) return rc;
    u->record = m.record;
    u->offset = m.offset;
    u->want = u->want > m.record ? u->want : m.record;
    u->reader = j->reader;
    u->count = m.count;
    na_unit_cut(u, j->cut, na_str_c(j->names));
    return NA_OK;
}

static int on_entry_end(job *j, na_str payload, na_err *err)
{
    const na_msg_urecord none = { .record = 1 };
    na_msg_uend m;
    int rc;

    if ((rc = na_msg_get_uend(payload, &m, err)) < 0) return rc;
    if (!j->large || m.entry != j->large->entry) return NA_OK; /* one that was skipped */
    if (m.records == 0)
        rc = add_verdict(j, j->large, NA_OUT_SKIP, (na_str){ 0 },
                         NA_STR("no records in it"), &none, err);
    na_item_drop(j->large);
    j->large = NULL;
    return rc;
}

/* The bundle is over, or one file of a folder: as it should, or early. */
static int on_end(job *j, uint8_t type, na_str payload, const char *why, na_err *err)
{
    na_msg_uend m = { 0 };
    char line[768];
    int rc;

    if (payload.len) {
        if ((rc = na_msg_get_uend(payload, &m, err)) < 0) return rc;
    } else {
        m.cut_short = j->died = true;
        m.message = na_str_c(why);
        m.entry = j->entry;
    }
    if (m.cut_short) {
        j->cut_short = true;
        if (type == NA_U_NOTE && ++j->notes > NOTES) return NA_OK;
        snprintf(line, sizeof line, "%s%s%.*s; what came before is kept",
                 j->died ? "the unpacker ended: " : "",
                 type == NA_U_NOTE || j->died ? "" : "the bundle ends early: ",
                 NA_STR_ARG(na_str_sub(m.message, 0, 480)));
        say(j, "error", line);
    }
    if (type == NA_U_END) j->ended = true;
    return NA_OK;
}

/* What keeps it from its work: a sandbox that does not close. */
static void unpacker_log(job *j, na_str payload)
{
    na_rd r = na_rd_of(payload);
    const na_str level = na_get_str(&r), line = na_get_str(&r);

    if (!r.bad) on_log(j, na_str_eqc(level, "warn") ? "warn" : "error", line);
}

/* One frame: 1, or 0 when none is there. A frame that makes no sense ends the bundle as a
 * dead unpacker does. */
static int hear(job *j, na_err *err)
{
    const char *why = "";
    na_err wrong = { 0 };
    uint8_t type = 0;
    na_str p = { 0 };
    int rc = na_source_next(j->source, &type, &p, &why, err);

    if (rc <= 0) return rc;
    switch (type) {
    case NA_U_ENTRY:
        rc = on_entry(j, p, &wrong);
        break;
    case NA_U_RECORD:
        rc = on_record(j, p, &wrong);
        break;
    case NA_U_ENTRY_END:
        rc = on_entry_end(j, p, &wrong);
        break;
    case NA_U_PROGRESS:
        na_source_progress(j->source, p), rc = NA_OK;
        break;
    case NA_U_NOTE:
    case NA_U_END:
        rc = on_end(j, type, p, why, &wrong);
        break;
    case NA_P_LOG:
        if (++j->notes <= NOTES) unpacker_log(j, p);
        rc = NA_OK;
        break;
    default:
        rc = na_fail(&wrong, NA_ECORRUPT, "unpacker: unexpected frame %u", type);
    }
    if (rc == NA_ECORRUPT) rc = on_end(j, NA_U_END, (na_str){ 0 }, wrong.msg, &wrong);
    return rc < 0 ? na_fail(err, rc, "%s", wrong.msg) : 1;
}

/* -- the import ----------------------------------------------------------------------- */

static int loop(job *j, na_err *err)
{
    while (!j->ended || !na_parser_idle(j->parser)) {
        bool moved, room;
        int rc;

        if (cancelled(j)) return na_fail(err, NA_ECANCELLED, "cancelled");
        if ((rc = na_parser_step(j->parser, err)) < 0) return rc;
        moved = rc > 0;
        if ((rc = na_source_pump(j->source, err)) < 0) return rc;
        moved = moved || rc > 0;
        for (unsigned n = 0; (room = na_parser_room(j->parser)) && !j->ended; n++) {
            if (n >= HEARD) break;
            if ((rc = hear(j, err)) < 0) return rc;
            if (rc == 0) break;
            moved = true;
        }
        if (!room) na_source_rest(j->source);
        if (na_sink_due(&j->sink) && (rc = commit(j, err)) < 0) return rc;
        tell(j, false);
        if (!moved) {
            struct pollfd fds[3];

            na_source_poll(j->source, room && !j->ended, fds);
            fds[2] = na_parser_poll(j->parser);
            (void)poll(fds, 3, WAIT_MS);
        }
    }
    return NA_OK;
}

/* Finds or makes the import log's row; an unfinished one says where to go on. */
static int begin_log(job *j, na_err *err)
{
    na_sink *s = &j->sink;
    int rc;

    s->imp.bundle = j->about.name;
    s->imp.size = j->about.size;
    s->imp.sha256 = j->about.sha256;
    if (!s->arc) return NA_OK;
    if ((rc = na_arc_import_begin(s->arc, &s->imp, err)) < 0) {
        j->storing_failed = true;
        return rc;
    }
    j->from_entry = s->imp.entry;
    j->from_record = s->imp.record;
    s->counts = (na_import_counts){ s->imp.entries,    s->imp.records,    s->imp.added,
                                    s->imp.updated,    s->imp.duplicates, s->imp.skipped,
                                    s->imp.quarantined };
    s->committed = s->counts;
    if (j->from_entry) say(j, "info", "going on where an earlier import was interrupted");
    return NA_OK;
}

static int end_log(job *j, na_err *err)
{
    const char *changed = na_source_check(j->source);
    char line[512];

    if (changed) {
        snprintf(line, sizeof line, "%.*s: %s", NA_STR_ARG(j->about.name), changed);
        say(j, "error", line);
        j->cut_short = true;
    }
    j->about = na_source_about(j->source);
    j->sink.imp.sha256 = j->about.sha256;
    j->sink.imp.size = j->about.size;
    j->sink.imp.done = !j->died;
    return commit(j, err);
}

static void tell_originals(job *j)
{
    char line[256];

    if (!j->o->keep_originals || !j->sink.arc) return;
    snprintf(line, sizeof line, "originals: %llu kept",
             (unsigned long long)j->sink.originals);
    say(j, "info", line);
    if (!j->sink.originals_left) return;
    snprintf(line, sizeof line,
             "originals: %llu not kept: the head has no more room for them (seal it and "
             "import again)",
             (unsigned long long)j->sink.originals_left);
    say(j, "warn", line);
}

static void on_failure(void *ctx, na_str line)
{
    const job *j = ctx;

    if (j->ev->log) j->ev->log(j->ev->ctx, "error", line);
}

int na_import_file(na_arc *a, const char *path, const na_import_opts *o,
                   const na_import_events *ev, na_import_counts *counts_out,
                   bool *cut_short_out, na_err *err)
{
    static const na_import_events silent = { 0 };
    job j = { .ev = ev ? ev : &silent };
    const na_parser_events pe = { .choice = on_choice,
                                  .verdict = on_verdict,
                                  .done = on_done,
                                  .log = on_log,
                                  .ctx = &j };
    int rc;

    *counts_out = (na_import_counts){ 0 };
    *cut_short_out = false;
    j.own = *o;
    if (j.own.limits.record > NA_MAX_RECORD) j.own.limits.record = NA_MAX_RECORD;
    j.o = o = &j.own;
    if ((rc = na_sink_init(&j.sink, o->dry_run ? NULL : a, o, j.ev, err)) < 0) goto done;
    if ((rc = na_source_open(&j.source, path, o, j.ev, err)) < 0) goto done;
    j.about = na_source_about(j.source);
    if ((rc = na_parser_new(&j.parser, o, j.about.name, na_now(), &pe, err)) < 0) goto done;
    if ((rc = begin_log(&j, err)) < 0) goto done;
    rc = loop(&j, err);
    if (rc == NA_OK) {
        rc = end_log(&j, err);
    } else if (!j.storing_failed) { /* what was settled stays */
        (void)na_sink_commit(&j.sink, true, NULL);
    }
    if (rc == NA_OK && o->seal > 0 && j.sink.arc) rc = seal(&j, err);
    tell_originals(&j);
    if (!o->dry_run) na_failures_tell(&j.sink.failures, on_failure, &j);
    *counts_out = j.sink.committed;
    *cut_short_out = j.cut_short;
done:
    na_item_drop(j.large);
    na_parser_free(j.parser);
    na_source_close(j.source);
    na_sink_release(&j.sink);
    return rc;
}
