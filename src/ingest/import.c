/* SPDX-License-Identifier: MIT */
/* import.c - the loop between unpacker, parser and archive
 *
 * Frames of the unpacker become units (parser.h), which are settled in the bundle's order;
 * each verdict moves the checkpoint, so a commit after any of them is a place to resume.
 * Of a large entry only the head is known at first: the unpacker waits until the parser's
 * choice has told how to cut it.
 */
#include "ingest/import_int.h"
#include "sandbox/proto.h"
#include "text/cut.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#define TELL_MS 100
#define WAIT_MS 100
#define HEARD 256u /* frames a turn: there are other things to see to */

na_import_opts na_import_opts_default(void)
{
    return (na_import_opts){ .limits = na_limits_default(), .seal = -1 };
}

/* -- telling -------------------------------------------------------------------------- */

void na_job_say(const na_job *j, const char *level, na_str line)
{
    if (j->ev->log) j->ev->log(j->ev->ctx, level, line);
}

static void on_log(void *ctx, const char *level, na_str line)
{
    na_job_say(ctx, level, line);
}

static void tell(na_job *j, bool now)
{
    if (!j->ev->progress || (!now && na_mono_ms() - j->told_ms < TELL_MS)) return;
    j->told_ms = na_mono_ms();
    j->ev->progress(j->ev->ctx, na_source_done(j->source), j->about.size,
                    &j->sink.committed);
}

static bool cancelled(const na_job *j) { return j->ev->cancel && *j->ev->cancel; }

/* Processors this thread used so far. */
static uint64_t cpu_us(void)
{
    struct timespec t;

    return clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t) == 0
               ? (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000
               : 0;
}

/* -- verdicts ------------------------------------------------------------------------- */

static int on_seal_progress(void *ctx, const char *what, uint64_t done, uint64_t total)
{
    const na_job *j = ctx;

    (void)what, (void)done, (void)total;
    return cancelled(j);
}

/* Many small volumes become one, now and then. The articles are safe already, so what keeps
 * it from happening is told, and no failure of the import. */
static int tidy(na_job *j, na_err *err)
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
    if (rc < 0 || r.merged) na_job_say(j, rc < 0 ? "warn" : "info", na_str_c(line));
    return NA_OK;
}

static int seal(na_job *j, na_err *err)
{
    na_seal_report r = { 0 };
    char line[128];
    const uint64_t since = cpu_us();
    int rc = na_arc_seal(j->sink.arc, &r, on_seal_progress, j, err);

    j->seal_us += cpu_us() - since;
    if (rc < 0 || !r.volumes) return rc;
    snprintf(line, sizeof line, "sealed %llu article%s into %llu volume%s",
             (unsigned long long)r.articles, r.articles == 1 ? "" : "s",
             (unsigned long long)r.volumes, r.volumes == 1 ? "" : "s");
    na_job_say(j, "info", na_str_c(line));
    return tidy(j, err);
}

/* Is the head so large that it goes into a volume before the import is over? Else its
 * database and log would grow with the bundle. */
static bool head_is_full(const na_job *j, uint64_t head)
{
    bool originals = false;

    if (j->o->seal == 0) return false;
    if (na_arc_originals_full(j->sink.arc, &originals, NULL) == NA_OK && originals)
        return true;
    return head > (j->o->seal > 0 ? NA_VOLUME_JSON : NA_HEAD_SEAL);
}

static int commit(na_job *j, na_err *err)
{
    const uint64_t since = cpu_us();
    uint64_t head = 0;
    int rc = na_sink_commit(&j->sink, true, err);

    j->store_us += cpu_us() - since;

    if (rc == NA_OK && j->sink.arc &&
        (rc = na_arc_head_bytes(j->sink.arc, &head, err)) == NA_OK && head_is_full(j, head))
        rc = seal(j, err);
    if (rc < 0) j->storing_failed = rc != NA_ECANCELLED;
    tell(j, rc == NA_OK);
    return rc;
}

/* Of a table the names of its columns, and some rows by which a reader knows what they
 * hold. */
static na_str head_of_table(na_str name, na_str head, bool table, uint64_t at)
{
    static const char *const ends[] = { ".csv", ".tsv", ".tab", ".psv" };
    na_cutter rows = na_cutter_of(NA_SPLIT_CSV, (na_str){ 0 });
    na_piece row;
    size_t n = 0, whole = 0;

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        table = table ||
                (name.len > 4 &&
                 na_str_ieq(na_str_sub(name, name.len - 4, name.len), na_str_c(ends[i])));
    while (table && na_cutter_next(&rows, na_str_sub(head, n, head.len), true, &row) == 1) {
        const size_t end = n + row.skip + row.len;

        if (row.code || end > at || (row.len && end > (n ? 2 : 8) * NA_KIB)) break;
        n = end;
        if (!row.len)
            whole = n; /* behind the line's end, without which the next row joins */
    }
    return na_str_sub(head, 0, whole);
}

/* What a piece of an entry needs beside it: the names of a table's columns, what stands
 * before the first element. */
static na_str head_of(na_job *j, const na_unit *u, const na_msg_pverdict *v)
{
    const na_item *it = u->item;

    if (u->cut != NA_SPLIT_XML)
        return head_of_table(it->name, it->head, u->cut == NA_SPLIT_CSV, v->offset);
    if (v->record == 1) {
        j->first_of = it->entry;
        j->first = v->offset;
    }
    if (j->first_of != it->entry || j->first > it->head.len || j->first > 8 * NA_KIB)
        return (na_str){ 0 };
    return na_str_sub(it->head, 0, (size_t)j->first);
}

static int store(na_job *j, const na_place *at, const na_msg_pverdict *v, na_err *err)
{
    const uint64_t since = cpu_us();
    int rc = na_sink_verdict(&j->sink, at, v, true, NULL, err);

    j->store_us += cpu_us() - since;
    if (rc < 0) j->storing_failed = true;
    return rc;
}

static int on_verdict(void *ctx, const na_unit *u, const na_msg_pverdict *v, na_err *err)
{
    na_job *j = ctx;
    na_msg_pverdict given_up;
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
    at.part = v->record > 1 || v->offset > 0 || (int64_t)v->length != u->item->size;
    if (at.part) at.head = head_of(j, u, v);
    if (v->reader >= 0) {
        at.reader = na_crew_reader(j->crew, v->reader);
        if (j->breakers[v->reader].open) {
            given_up = na_breaker_verdict(v);
            v = &given_up;
        } else if (!j->o->no_breaker && na_breaker_note(&j->breakers[v->reader], v)) {
            na_crew_give_up(j->crew, v->reader);
        }
    }
    if ((rc = store(j, &at, v, err)) < 0) return rc;
    j->sink.imp.entry = j->sink.counts.entries = u->item->entry;
    j->sink.imp.record = v->record;
    if (na_sink_due(&j->sink) && (rc = commit(j, err)) < 0) return rc;
    return cancelled(j) ? na_fail(err, NA_ECANCELLED, "cancelled") : NA_OK;
}

/* A verdict on all of a unit that no parser gave. */
static int whole_verdict(na_job *j, const na_unit *u, na_outcome kind, na_str code,
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
    na_job *j = ctx;

    if (u->kind == NA_UNIT_CHOOSE || u->kind == NA_UNIT_VERDICT || u->reader < 0)
        return NA_OK;
    if (u->want > u->record || u->want > 1) return NA_OK;
    return whole_verdict(j, u, NA_OUT_SKIP, (na_str){ 0 }, NA_STR("no records in it"), err);
}

static int on_choice(void *ctx, const na_unit *u, const na_msg_pchoice *c, na_err *err)
{
    na_job *j = ctx;
    na_msg_udecide d = { .entry = u->item->entry, .action = NA_ACT_KEEP, .from = u->want };

    if (c->reader >= 0 && c->reason.len) na_job_say(j, "warn", c->reason);
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

/* -- the import ----------------------------------------------------------------------- */

static int loop(na_job *j, na_err *err)
{
    while (!j->ended || !na_crew_idle(j->crew)) {
        bool moved, room;
        int rc;

        if (cancelled(j)) return na_fail(err, NA_ECANCELLED, "cancelled");
        if ((rc = na_crew_step(j->crew, err)) < 0) return rc;
        moved = rc > 0;
        if ((rc = na_source_pump(j->source, err)) < 0) return rc;
        moved = moved || rc > 0;
        for (unsigned n = 0; (room = na_crew_room(j->crew)) && !j->ended; n++) {
            if (n >= HEARD) break;
            if ((rc = na_job_hear(j, err)) < 0) return rc;
            if (rc == 0) break;
            moved = true;
        }
        if (!room) na_source_rest(j->source);
        if (na_sink_due(&j->sink) && (rc = commit(j, err)) < 0) return rc;
        tell(j, false);
        if (!moved) {
            struct pollfd fds[2 + NA_JOBS_MAX];
            size_t n = 2;

            na_source_poll(j->source, room && !j->ended, fds);
            n += na_crew_poll(j->crew, fds + 2);
            (void)poll(fds, (nfds_t)n, WAIT_MS);
        }
    }
    return NA_OK;
}

/* Finds or makes the import log's row; an unfinished one says where to go on. */
static int begin_log(na_job *j, na_err *err)
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
    s->counts = (na_import_counts){ s->imp.entries,
                                    s->imp.records,
                                    s->imp.added,
                                    s->imp.updated,
                                    s->imp.duplicates,
                                    s->imp.skipped,
                                    s->imp.quarantined,
                                    0,
                                    0 };
    s->committed = s->counts;
    if (j->from_entry)
        na_job_say(j, "info", NA_STR("going on where an earlier import was interrupted"));
    return NA_OK;
}

static int end_log(na_job *j, na_err *err)
{
    const char *changed = na_source_check(j->source);
    char line[512];

    if (changed) {
        snprintf(line, sizeof line, "%.*s: %s", NA_STR_ARG(j->about.name), changed);
        na_job_say(j, "error", na_str_c(line));
        j->cut_short = true;
    }
    j->about = na_source_about(j->source);
    j->sink.imp.sha256 = j->about.sha256;
    j->sink.imp.size = j->about.size;
    j->sink.imp.done = !j->died;
    return commit(j, err);
}

/* A date that is not the document's own is never taken silently. */
static void tell_captured(na_job *j)
{
    const uint64_t n = j->sink.dated_by_capture;
    char line[128];

    if (n == 0) return;
    snprintf(line, sizeof line, "%llu article%s without a date: that of the capture",
             (unsigned long long)n, n == 1 ? "" : "s");
    na_job_say(j, "info", na_str_c(line));
}

static void tell_originals(na_job *j)
{
    char line[256];

    if (!j->o->keep_originals || !j->sink.arc) return;
    snprintf(line, sizeof line, "originals: %llu kept",
             (unsigned long long)j->sink.originals);
    na_job_say(j, "info", na_str_c(line));
    if (!j->sink.originals_left) return;
    snprintf(line, sizeof line,
             "originals: %llu not kept: the head has no more room for them (seal it and "
             "import again)",
             (unsigned long long)j->sink.originals_left);
    na_job_say(j, "warn", na_str_c(line));
}

static void on_failure(void *ctx, na_str line)
{
    const na_job *j = ctx;

    if (j->ev->log) j->ev->log(j->ev->ctx, "error", line);
}

/* What it all cost. */
static void measure(na_job *j, na_import_stats *out)
{
    na_worker_use unpack = { 0 }, parse;
    struct rusage self;

    na_source_usage(j->source, &unpack);
    na_crew_usage(j->crew, &parse);
    *out = (na_import_stats){ .wall_ms = (uint64_t)(na_mono_ms() - j->began_ms),
                              .unpack_ms = unpack.cpu_ms,
                              .unpack_peak = unpack.peak,
                              .parse_ms = parse.cpu_ms,
                              .parse_peak = parse.peak,
                              .parsers = parse.processes,
                              .store_ms = j->store_us / 1000,
                              .seal_ms = j->seal_us / 1000 };
    if (getrusage(RUSAGE_SELF, &self) == 0) {
        out->peak = (uint64_t)self.ru_maxrss * NA_KIB;
        out->self_ms = (uint64_t)(self.ru_utime.tv_sec + self.ru_stime.tv_sec) * 1000 +
                       (uint64_t)(self.ru_utime.tv_usec + self.ru_stime.tv_usec) / 1000;
    }
}

int na_import_file(na_arc *a, const char *path, const na_import_opts *o,
                   const na_import_events *ev, na_import_counts *counts_out,
                   bool *cut_short_out, na_err *err)
{
    static const na_import_events silent = { 0 };
    na_job j = { .ev = ev ? ev : &silent };
    const na_parser_events pe = { .choice = on_choice,
                                  .verdict = on_verdict,
                                  .done = on_done,
                                  .log = on_log,
                                  .ctx = &j };
    int rc;

    *counts_out = (na_import_counts){ 0 };
    *cut_short_out = false;
    j.own = *o;
    j.began_ms = na_mono_ms();
    if (j.own.limits.record > NA_MAX_RECORD) j.own.limits.record = NA_MAX_RECORD;
    j.o = o = &j.own;
    if ((rc = na_sink_init(&j.sink, o->dry_run ? NULL : a, o, j.ev, err)) < 0) goto done;
    if ((rc = na_source_open(&j.source, path, o, j.ev, err)) < 0) goto done;
    j.about = na_source_about(j.source);
    if ((rc = na_crew_new(&j.crew, o, j.about.name, na_now(), &pe, err)) < 0) goto done;
    j.breakers = calloc(na_crew_readers(j.crew) + 1, sizeof *j.breakers);
    if (!j.breakers) {
        rc = na_fail_nomem(err);
        goto done;
    }
    if ((rc = begin_log(&j, err)) < 0) goto done;
    rc = loop(&j, err);
    if (rc == NA_OK) {
        rc = end_log(&j, err);
    } else if (!j.storing_failed) { /* what was settled stays */
        (void)na_sink_commit(&j.sink, true, NULL);
    }
    if (rc == NA_OK && o->seal > 0 && j.sink.arc) rc = seal(&j, err);
    tell_captured(&j);
    tell_originals(&j);
    if (rc >= 0 && o->stats) measure(&j, o->stats);
    if (!o->dry_run) na_failures_tell(&j.sink.failures, on_failure, &j);
    *counts_out = j.sink.committed;
    *cut_short_out = j.cut_short;
done:
    na_item_drop(j.large);
    na_crew_free(j.crew);
    free(j.breakers);
    na_source_close(j.source);
    na_sink_release(&j.sink);
    return rc;
}
