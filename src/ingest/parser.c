/* SPDX-License-Identifier: MIT */
/* parser.c - the queue of units, and what the parser says about its first one */
#include "ingest/parser.h"
#include "ingest/parser_int.h"
#include <stdlib.h>

#define WINDOW (4 * NA_MIB)
#define UNITS 4096u
#define UNIT_COST 512u /* bytes that a unit counts for itself */
#define GRACE_MS 3000  /* beyond a script's own time, and that of whom it hands parts to */
#define HEARD 256u     /* frames a step: the caller has other things to see to */
#define FORGIVEN 1000u /* verdicts that make up for a crash */
#define MS_PER_MIB 500 /* and for its parsing in C */

int na_parser_new(na_parser **out, const na_import_opts *o, na_str source, int64_t now,
                  const na_parser_events *ev, na_parser *peer, na_err *err)
{
    na_parser *p = calloc(1, sizeof *p);
    int rc;

    *out = NULL;
    if (!p) return na_fail_nomem(err);
    p->o = o;
    p->ev = *ev;
    p->source = source;
    p->now = now;
    if (peer) {
        p->conduct = peer->conduct;
        p->deferred = peer->deferred;
        p->nreaders = peer->nreaders;
        p->shares = true;
    }
    if ((rc = na_parser_start(p, err)) < 0) {
        na_parser_free(p);
        return rc;
    }
    *out = p;
    return NA_OK;
}

void na_parser_free(na_parser *p)
{
    if (!p) return;
    na_worker_free(p->worker);
    while (p->head) {
        na_unit *u = p->head;

        p->head = u->next;
        if (!p->ev.keep) na_unit_free(u);
    }
    na_arena_release(&p->arena);
    if (!p->shares) {
        free(p->conduct);
        free(p->deferred);
    }
    free(p);
}

na_msg_reader na_parser_reader(const na_parser *p, int i)
{
    return i >= 0 && (size_t)i < p->nreaders ? p->readers[i] : (na_msg_reader){ 0 };
}

void na_parser_rest(na_parser *p)
{
    p->since_ms = na_mono_ms();
    p->alive = false;
}

void na_parser_give_up(na_parser *p, int reader)
{
    if (!p->deferred[reader]) p->deferred[reader] = NA_DEFER_FAILS;
    p->news = true;
}

void na_parser_usage(na_parser *p, na_worker_use *io)
{
    na_worker_use all = p->use;

    na_worker_usage(p->worker, &all);
    io->cpu_ms += all.cpu_ms;
    io->processes += all.processes;
    if (all.peak > io->peak) io->peak = all.peak;
}

void na_parser_source(na_parser *p, na_str source) { p->source = source; }

void na_parser_add(na_parser *p, na_unit *u)
{
    u->next = NULL;
    if (p->last)
        p->last->next = u;
    else
        p->head = u;
    p->last = u;
    if (!p->unsent) p->unsent = u;
    p->units++;
    p->bytes += u->bytes.len + UNIT_COST;
}

bool na_parser_room(const na_parser *p) { return p->bytes < WINDOW && p->units < UNITS; }
bool na_parser_idle(const na_parser *p) { return !p->head; }

struct pollfd na_parser_poll(const na_parser *p)
{
    na_chan *c = na_worker_chan(p->worker);

    return (struct pollfd){ .fd = na_chan_fd(c),
                            .events =
                                (short)(POLLIN | (na_chan_pending(c) ? POLLOUT : 0)) };
}

#define WAIT_MS 100 /* between looks at *cancel */

int na_parser_ask(na_parser *p, const na_msg_uentry *m, const volatile int *cancel,
                  na_err *err)
{
    na_item *item = na_item_new(m);
    na_unit *u = item ? na_unit_new(NA_UNIT_CHOOSE, item, m->head) : NULL;
    int rc = NA_OK;

    na_item_drop(item);
    if (!u) return na_fail_nomem(err);
    na_parser_add(p, u);
    while (!na_parser_idle(p) && rc >= 0) {
        if (cancel && *cancel) return na_fail(err, NA_ECANCELLED, "cancelled");
        if ((rc = na_parser_step(p, err)) == 0 && !na_parser_idle(p)) {
            struct pollfd fd = na_parser_poll(p);

            (void)poll(&fd, 1, WAIT_MS);
        }
    }
    return rc < 0 ? rc : NA_OK;
}

int na_parser_finish(na_parser *p, na_err *err)
{
    na_unit *u = p->head;
    int rc;

    p->head = u->next;
    if (!p->head) p->last = NULL;
    if (p->unsent == u) p->unsent = u->next;
    p->units--;
    p->bytes -= u->bytes.len + UNIT_COST;
    u->next = NULL;
    rc = p->ev.done(p->ev.ctx, u, err); /* a listener that keeps units may free it */
    if (!p->ev.keep) na_unit_free(u);
    return rc;
}

/* -- what it says --------------------------------------------------------------------- */

/* A parser that answers what was not asked is not to be believed. */
static int nonsense(na_parser *p, na_err *err)
{
    return na_parser_fell(p, "crash", "it answered nonsense", err);
}

static int on_choice(na_parser *p, na_str payload, na_err *err)
{
    na_unit *u = p->head;
    na_msg_pchoice c;
    int rc;

    if (na_msg_get_pchoice(payload, &c, NULL) < 0 || c.entry != u->item->entry ||
        (u->kind != NA_UNIT_CHOOSE && u->kind != NA_UNIT_WHOLE) || u->chosen ||
        c.reader < -1 || c.reader >= (int)p->nreaders)
        return nonsense(p, err);
    u->begun = false;
    u->chosen = true;
    u->reader = c.reader;
    na_unit_cut(u, c.cut, c.names);
    if (c.reader < 0 &&
        (rc = na_unit_settle(u, NA_OUT_QUARANTINE, NA_STR("no_reader"), c.reason, err)) < 0)
        return rc;
    if ((rc = p->ev.choice(p->ev.ctx, u, &c, err)) < 0) return rc;
    /* Settled by that: should this process die before it says so, not settled again. */
    if (c.reader < 0 && u->kind == NA_UNIT_WHOLE && u->want <= u->record)
        u->want = u->record + 1;
    return NA_OK;
}

/* Is the place a verdict or begin names the next of what the unit still lacks? */
static bool within(const na_unit *u, const na_msg_pverdict *v)
{
    const uint64_t end = u->offset + u->bytes.len;

    if (v->entry != u->item->entry || u->reader < 0 || v->record != u->want ||
        (u->kind != NA_UNIT_RECORD && !u->chosen) || v->offset < u->offset ||
        v->offset > end || v->length > end - v->offset)
        return false;
    switch (u->cut) {
    case NA_SPLIT_ENTRY:
        return v->record == u->record && v->length == u->bytes.len;
    case NA_SPLIT_LINES:
    case NA_SPLIT_JSONL:
    case NA_SPLIT_WARC:
    case NA_SPLIT_MBOX:
    case NA_SPLIT_CSV:
    case NA_SPLIT_XML:
        return v->length > 0 && v->offset >= u->settled &&
               (!u->count || v->record < u->record + u->count);
    case NA_SPLIT_FUNCTION:
        break;
    }
    return true;
}

/* Was everything said that there is to say? What a function leaves out is its business. */
static bool complete(const na_unit *u)
{
    const size_t from = u->settled > u->offset ? (size_t)(u->settled - u->offset) : 0;

    if (u->kind != NA_UNIT_RECORD && !u->chosen) return false;
    if (u->kind == NA_UNIT_CHOOSE || u->reader < 0 || u->cut == NA_SPLIT_FUNCTION)
        return true;
    if (u->cut == NA_SPLIT_ENTRY) return u->want > u->record;
    if (u->cut != NA_SPLIT_LINES && u->cut != NA_SPLIT_JSONL)
        return !u->count || u->want == u->record + u->count;
    /* What was done in an earlier run is not said in this one. */
    if (!u->settled && u->want > u->record) return true;
    return !na_str_trim(na_str_sub(u->bytes, from, u->bytes.len)).len;
}

static int on_begin(na_parser *p, na_str payload, na_err *err)
{
    na_unit *u = p->head;
    na_msg_pverdict v;

    if (na_msg_get_pbegin(payload, &v, NULL) < 0 || !u->careful || u->begun ||
        (v.record == 0 ? u->kind == NA_UNIT_RECORD || u->chosen : !within(u, &v)))
        return nonsense(p, err);
    u->begun = true;
    u->begun_record = v.record;
    u->begun_offset = v.offset;
    u->begun_length = v.length;
    return NA_OK;
}

static int on_verdict(na_parser *p, na_str payload, na_err *err)
{
    na_unit *u = p->head;
    na_msg_pverdict v;

    if (na_msg_get_pverdict(payload, &v, NULL) < 0 || !within(u, &v) ||
        v.reader != u->reader)
        return nonsense(p, err);
    u->begun = false;
    u->tries = 0;
    u->want = v.record + 1;
    u->settled = v.offset + v.length;
    p->worked = true;
    if (p->conduct[v.reader].weight && ++p->conduct[v.reader].good % FORGIVEN == 0)
        p->conduct[v.reader].weight--;
    return p->ev.verdict(p->ev.ctx, u, &v, err);
}

static int on_done(na_parser *p, na_str payload, na_err *err)
{
    na_rd r = na_rd_of(payload);

    if (na_rd_u64(&r) != p->head->item->entry || r.bad || !complete(p->head))
        return nonsense(p, err);
    p->worked = true;
    return na_parser_finish(p, err);
}

static int hear(na_parser *p, uint8_t type, na_str payload, na_err *err)
{
    if (type == NA_P_LOG) { /* talk is no sign of life: a script can talk for ever */
        na_parser_log(p, payload);
        return NA_OK;
    }
    p->alive = true;
    if (!p->head || !p->head->sent) return nonsense(p, err);
    switch (type) {
    case NA_P_CHOICE:
        return on_choice(p, payload, err);
    case NA_P_BEGIN:
        return on_begin(p, payload, err);
    case NA_P_VERDICT:
        return on_verdict(p, payload, err);
    case NA_P_DONE:
        return on_done(p, payload, err);
    case NA_P_NEEDS:
        return p->pdf || p->no_pdf ? nonsense(p, err) : na_parser_switch(p, err);
    default:
        return nonsense(p, err);
    }
}

/* -- steps ---------------------------------------------------------------------------- */

static bool hangs(na_parser *p)
{
    const int64_t now = na_mono_ms();
    uint64_t allowed;

    if (p->alive || !p->head || !p->head->sent) {
        p->alive = false;
        p->since_ms = now;
        return false;
    }
    allowed = 2 * p->o->limits.lua_ms + GRACE_MS + p->head->bytes.len / NA_MIB * MS_PER_MIB;
    return (uint64_t)(now - p->since_ms) > allowed;
}

int na_parser_step(na_parser *p, na_err *err)
{
    bool moved = false;
    int rc;

    for (unsigned heard = 0; heard < HEARD; heard++) {
        na_err why = { 0 };
        uint8_t type = 0;
        na_str payload;

        /* A process that died can not be sent to, but may have said something before. */
        if ((rc = na_parser_send(p, &why)) < 0 && rc != NA_EIO)
            return na_fail(err, rc, "%s", why.msg);
        na_err_clear(&why);
        if (p->ev.full && p->ev.full(p->ev.ctx, p->head)) {
            na_parser_rest(p);
            break;
        }
        rc = na_chan_recv(na_worker_chan(p->worker), 0, &type, &payload, &why);
        if (rc == 0) break;
        moved = true;
        if (rc == NA_ENOMEM) return na_fail_nomem(err);
        rc = rc == 1 ? hear(p, type, payload, err)
                     : na_parser_fell(p, "crash", rc == NA_ECORRUPT ? why.msg : "", err);
        if (rc < 0) return rc;
    }
    if (hangs(p)) {
        moved = true;
        if ((rc = na_parser_fell(p, "hang", "", err)) < 0) return rc;
    }
    return moved;
}
