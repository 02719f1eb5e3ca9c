/* SPDX-License-Identifier: MIT */
/* parser_talk.c - a parser process's birth, its work orders and its death */
#include "base/nearest.h"
#include "ingest/parser_int.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define START_MS 60000
#define COPY (64 * NA_KIB) /* up to here, copying bytes beats a system call of their own */
#define BARREN 3u          /* processes in a row that answer nothing: there is no point */
#define LOG_LINES 10000u   /* of one import; a record has few, a bundle may have many */
#define HANG_WEIGHT 2u     /* a hang costs seconds, a crash milliseconds */
#define TOO_HEAVY 10u      /* a reader whose falls weigh that much is not called any more */

void na_parser_log(na_parser *p, na_str payload)
{
    na_rd r = na_rd_of(payload);
    const na_str level = na_get_str(&r), line = na_get_str(&r);
    static const char *const levels[] = { "debug", "info", "warn", "error" };

    if (r.bad || !p->ev.log || p->lines > LOG_LINES) return;
    if (p->lines++ == LOG_LINES) {
        p->ev.log(p->ev.ctx, "warn", NA_STR("the readers' further messages are left out"));
        return;
    }
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
        if (na_str_eqc(level, levels[i])) {
            p->ev.log(p->ev.ctx, levels[i], line);
            return;
        }
}

/* -- birth ---------------------------------------------------------------------------- */

/* Whether a script that does not load ends the import. */
static bool must_load(const na_parser *p, na_str path)
{
    for (size_t i = 0; i < p->o->nmust; i++)
        if (na_str_eq(p->o->scripts[i].path, path)) return true;
    return false;
}

static int take_readers(na_parser *p, na_str payload, na_err *err)
{
    na_rd r = na_rd_of(payload);
    const uint32_t n = na_rd_u32(&r);
    const bool again = p->readers != NULL;
    uint32_t failed;

    if (n > payload.len / 4 || (p->shares && n != p->nreaders)) r.bad = true;
    if (!again && !r.bad) {
        p->readers = na_arena_array(&p->arena, n ? n : 1, sizeof *p->readers);
        if (!p->shares) {
            p->nreaders = n;
            p->conduct = calloc(n ? n : 1, sizeof *p->conduct);
            p->deferred = calloc(n ? n : 1, 1);
        }
        if (!p->readers || !p->conduct || !p->deferred) return na_fail_nomem(err);
    }
    for (uint32_t i = 0; i < n && !r.bad; i++) {
        const na_msg_reader m = na_msg_get_reader(&r);

        if (again) continue;
        p->readers[i].name = na_arena_str(&p->arena, m.name);
        p->readers[i].version = na_arena_str(&p->arena, m.version);
        p->readers[i].path = na_arena_str(&p->arena, m.path);
        p->readers[i].sha256 = na_arena_str(&p->arena, m.sha256);
    }
    failed = na_rd_u32(&r);
    for (uint32_t i = 0; i < failed && !r.bad; i++) {
        const na_str path = na_get_str(&r), why = na_get_str(&r);

        /* The message begins with the path's last part. */
        if (!r.bad && must_load(p, path))
            return na_fail(err, NA_ESCRIPT, "%.*s", NA_STR_ARG(why));
        if (!r.bad && !again && !p->shares && p->ev.log) p->ev.log(p->ev.ctx, "warn", why);
    }
    if (r.bad || na_rd_left(&r) || n != p->nreaders)
        return na_fail(err, NA_EIO, "parser: malformed list of readers");
    return NA_OK;
}

static int check_reader(const na_parser *p, na_err *err)
{
    const na_str want = na_str_c(p->o->reader);
    na_nearest near = na_nearest_of(want);
    na_str best;

    if (!want.len) return NA_OK;
    for (size_t i = 0; i < p->nreaders; i++) {
        if (na_str_eq(p->readers[i].name, want)) return NA_OK;
        na_nearest_offer(&near, p->readers[i].name);
    }
    best = na_nearest_get(&near);
    if (best.len)
        return na_fail(err, NA_EUSAGE, "no such reader: %s (did you mean %.*s?)",
                       p->o->reader, NA_STR_ARG(best));
    return na_fail(err, NA_EUSAGE, "no such reader: %s", p->o->reader);
}

/* One attempt; *fatal: another would not help. */
static int start(na_parser *p, bool *fatal, na_err *err)
{
    const na_msg_pstart start = { .limits = p->o->limits,
                                  .now = p->now,
                                  .has_tz = p->o->has_tz,
                                  .tz_min = p->o->tz_min,
                                  .date_from_mtime = p->o->date_from_mtime,
                                  .base_url = na_str_c(p->o->base_url),
                                  .pdf = !p->no_pdf,
                                  .deferred = na_str_n(p->deferred, p->nreaders),
                                  .scripts = (uint32_t)p->o->nscripts };
    na_err why = { 0 };
    const char *how = "";
    const int64_t until = na_mono_ms() + START_MS;
    na_chan *c;
    na_buf path;
    int rc = NA_OK;

    *fatal = true;
    na_worker_free(p->worker);
    p->worker = NULL;
    na_buf_init(&path, 2 * NA_MAX_NAME);
    if (p->pdf) rc = na_worker_path_of(NA_WORKER_PDF, &path, err);
    if (rc == NA_OK)
        rc = na_worker_spawn(&p->worker, p->pdf ? na_buf_cstr(&path) : NULL, "parse", -1,
                             err);
    na_buf_release(&path);
    if (rc < 0) return rc;
    c = na_worker_chan(p->worker);
    na_msg_put_pstart(na_chan_begin(c, NA_P_START), &start);
    rc = na_chan_end(c, &why);
    for (size_t i = 0; i < p->o->nscripts && rc == NA_OK; i++) {
        const na_msg_pscript s = { p->o->scripts[i].path, p->o->scripts[i].text };

        na_msg_put_pscript(na_chan_begin(c, NA_P_SCRIPT), &s);
        rc = na_chan_end(c, &why);
    }
    if (rc == NA_OK) rc = na_chan_flush(c, &why);
    while (rc >= 0) {
        uint8_t type = 0;
        na_str payload;

        rc = na_mono_ms() < until ? na_chan_recv(c, START_MS, &type, &payload, &why) : 0;
        if (rc == 1 && type == NA_P_LOG) {
            na_parser_log(p, payload);
            continue;
        }
        if (rc == 1 && type == NA_P_READY) {
            if ((rc = take_readers(p, payload, err)) < 0) return rc;
            break;
        }
        if (rc >= 0) rc = na_fail(&why, NA_EIO, "it does not get ready");
    }
    if (rc < 0) {
        na_worker_kill(p->worker);
        na_worker_wait(p->worker, &how);
        *fatal = rc == NA_ENOMEM;
        return na_fail(err, rc == NA_ENOMEM ? rc : NA_EIO, "parser: %s (%s)", why.msg, how);
    }
    p->known_entry = 0;
    p->news = false;
    p->since_ms = na_mono_ms();
    p->worked = p->alive = false;
    return check_reader(p, err);
}

int na_parser_start(na_parser *p, na_err *err)
{
    bool fatal = false;
    int rc = NA_OK;

    for (unsigned i = 0; i < BARREN; i++) {
        na_err why = { 0 };

        if ((rc = start(p, &fatal, &why)) == NA_OK) return rc;
        if (fatal || i + 1 == BARREN) na_fail(err, rc, "%s", why.msg);
        if (fatal) break;
    }
    return rc;
}

/* -- work ----------------------------------------------------------------------------- */

static na_msg_pentry entry_of(const na_parser *p, const na_unit *u, na_pentry_do what)
{
    return (na_msg_pentry){ .entry = u->item->entry,
                            .from = u->want,
                            .what = what,
                            .careful = u->careful,
                            .size = u->item->size,
                            .mtime = u->item->mtime,
                            .name = u->item->name,
                            .source = p->source,
                            .reader = na_str_c(p->o->reader),
                            .map = na_str_c(p->o->map),
                            .head = u->item->head };
}

static int send_unit(na_parser *p, na_unit *u, na_err *err)
{
    na_chan *c = na_worker_chan(p->worker);
    na_msg_pentry e;
    na_msg_precord r;
    na_buf *b;
    int rc;

    if (u->kind == NA_UNIT_CHOOSE || u->kind == NA_UNIT_WHOLE) {
        e = entry_of(p, u, u->kind == NA_UNIT_CHOOSE ? NA_PE_CHOOSE : NA_PE_PARSE);
        na_msg_put_pentry(na_chan_begin(c, NA_P_ENTRY), &e);
        p->known_entry = u->item->entry;
        return na_chan_end(c, err);
    }
    if (p->known_entry != u->item->entry) {
        e = entry_of(p, u, NA_PE_REMEMBER);
        na_msg_put_pentry(na_chan_begin(c, NA_P_ENTRY), &e);
        if ((rc = na_chan_end(c, err)) < 0) return rc;
        p->known_entry = u->item->entry;
    }
    r = (na_msg_precord){ .entry = u->item->entry,
                          .record = u->record,
                          .offset = u->offset,
                          .from = u->want,
                          .reader = (uint32_t)u->reader,
                          .cut = u->cut,
                          .names = na_str_c(u->names),
                          .careful = u->careful };
    b = na_chan_begin(c, NA_P_RECORD);
    na_msg_put_precord(b, &r);
    if (u->bytes.len > COPY) return na_chan_end_tail(c, u->bytes, err);
    na_buf_str(b, u->bytes);
    return na_chan_end(c, err);
}

int na_parser_send(na_parser *p, na_err *err)
{
    na_chan *c = na_worker_chan(p->worker);
    int rc = NA_OK;

    while (p->unsent && rc == NA_OK && !na_chan_busy(c)) {
        na_unit *u = p->unsent;

        if (p->news) {
            p->news = false;
            na_put_str(na_chan_begin(c, NA_P_DEFER), na_str_n(p->deferred, p->nreaders));
            if ((rc = na_chan_end(c, err)) < 0) break;
        }

        if (u != p->head && p->head->careful) break; /* one at a time */
        p->unsent = u->next;
        if (u == p->head) p->since_ms = na_mono_ms();
        u->sent = true;
        rc = send_unit(p, u, err);
    }
    return rc == NA_OK && na_chan_pending(c) ? na_chan_push(c, err) : rc;
}

/* -- death ---------------------------------------------------------------------------- */

/* A reader whose records end one process after another is not called any more: its further
 * records are for quarantine, and for another day. */
static void judge(na_parser *p, int reader, bool hang)
{
    na_conduct *c = &p->conduct[reader];
    char line[256];

    c->falls++;
    c->weight += hang ? HANG_WEIGHT : 1;
    if (c->weight < TOO_HEAVY || p->deferred[reader]) return;
    p->deferred[reader] = NA_DEFER_ENDS;
    snprintf(line, sizeof line,
             "%.*s: %u of its records ended the parser; the rest of them are deferred: "
             "quarantine retry tries them again",
             NA_STR_ARG(na_str_sub(p->readers[reader].name, 0, 64)), c->falls);
    if (p->ev.log) p->ev.log(p->ev.ctx, "warn", na_str_c(line));
}

/* A quarantine verdict made here, for a record that ended a process. */
static int blame(na_parser *p, na_unit *u, uint64_t record, uint64_t offset,
                 uint64_t length, const char *code, const char *why, na_err *err)
{
    const na_msg_pverdict v = { .entry = u->item->entry,
                                .record = record,
                                .offset = offset,
                                .length = length,
                                .kind = NA_OUT_QUARANTINE,
                                .reader = u->reader,
                                .code = na_str_c(code),
                                .message = na_str_c(why) };

    u->want = record + 1;
    u->settled = offset + length;
    p->barren = 0;
    return p->ev.verdict(p->ev.ctx, u, &v, err);
}

/* The first unit ended a process that had announced every step. */
static int culprit(na_parser *p, const char *code, const char *why, na_err *err)
{
    na_unit *u = p->head;
    const bool begun = u->begun;
    const uint64_t end = u->offset + u->bytes.len;
    na_msg_pchoice nobody = { .entry = u->item->entry,
                              .reader = -1,
                              .reason = na_str_c(why) };
    int rc;

    u->begun = false;
    if (begun && u->begun_record == 0) { /* while choosing */
        p->barren = 0;
        rc = na_unit_settle(u, NA_OUT_QUARANTINE, na_str_c(code), na_str_c(why), err);
        if (rc == NA_OK) rc = p->ev.choice(p->ev.ctx, u, &nobody, err);
        return rc < 0 ? rc : na_parser_finish(p, err);
    }
    if (begun) {
        judge(p, u->reader, code[0] == 'h');
        rc = blame(p, u, u->begun_record, u->begun_offset, u->begun_length, code, why, err);
        if (rc == NA_OK && u->cut == NA_SPLIT_FUNCTION &&
            p->deferred[u->reader] == NA_DEFER_ENDS &&
            u->settled < end) /* nobody knows where the rest is cut */
            rc = blame(p, u, u->want, u->settled, end - u->settled, "deferred",
                       "this reader's records end the parser", err);
        else if (u->cut != NA_SPLIT_ENTRY)
            return rc;
        return rc < 0 ? rc : na_parser_finish(p, err);
    }
    /* Between records: once may be bad luck, twice is the splitting of the rest. */
    if (u->tries++ == 0) return NA_OK;
    if (u->settled < u->offset) u->settled = u->offset;
    if (u->settled < end &&
        (rc = blame(p, u, u->want, u->settled, end - u->settled, code, why, err)) < 0)
        return rc;
    return na_parser_finish(p, err);
}

int na_parser_switch(na_parser *p, na_err *err)
{
    const char *how = "";
    na_buf path;

    na_worker_kill(p->worker);
    na_worker_wait(p->worker, &how);
    na_worker_free(p->worker);
    p->worker = NULL;
    na_buf_init(&path, 2 * NA_MAX_NAME);
    p->pdf = na_worker_path_of(NA_WORKER_PDF, &path, NULL) == NA_OK &&
             access(na_buf_cstr(&path), X_OK) == 0;
    p->no_pdf = !p->pdf;
    na_buf_release(&path);
    for (na_unit *u = p->head; u; u = u->next) u->sent = u->begun = u->chosen = false;
    p->unsent = p->head;
    return na_parser_start(p, err);
}

int na_parser_fell(na_parser *p, const char *code, const char *why, na_err *err)
{
    char text[256];
    const char *how = "";
    int rc = NA_OK;

    na_worker_kill(p->worker);
    na_worker_usage(p->worker, &p->use);
    na_worker_wait(p->worker, &how);
    if (na_str_eqc(na_str_c(code), "hang"))
        snprintf(text, sizeof text, "the parser did not answer and was ended");
    else
        snprintf(text, sizeof text, "the parser ended: %s%s%s", how, *why ? "; " : "", why);
    if (!p->worked && !(p->head && p->head->begun) && ++p->barren >= BARREN)
        return na_fail(err, NA_EIO, "parser: %s, again and again", text);
    if (p->worked) p->barren = 0;
    na_worker_free(p->worker);
    p->worker = NULL;
    if (p->ev.log) p->ev.log(p->ev.ctx, "debug", na_str_c(text));
    if (p->head && p->head->sent && p->head->careful) rc = culprit(p, code, text, err);
    if (rc < 0) return rc;
    for (na_unit *u = p->head; u; u = u->next) {
        if (u->sent) u->careful = true;
        u->sent = u->begun = u->chosen = false;
    }
    p->unsent = p->head;
    return na_parser_start(p, err);
}
