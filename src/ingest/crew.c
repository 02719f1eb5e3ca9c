/* SPDX-License-Identifier: MIT */
#include "ingest/crew.h"
#include "base/cores.h"
#include "ingest/parser_int.h"
#include <stdlib.h>

#define WINDOW (4 * NA_MIB)    /* bytes of units under way, for each job */
#define UNITS 4096u            /* ... and units */
#define UNIT_COST 512u         /* bytes that a unit counts for itself */
#define ENOUGH (512 * NA_KIB)  /* bytes that one parser is given ahead */
#define HELD_MAX (16 * NA_MIB) /* of what was said too early */
#define JOBS_BY_DEFAULT 16u

enum { HELD_CHOICE, HELD_VERDICT };

struct na_crew {
    const na_import_opts *o;
    na_parser_events ev;
    na_str source;
    int64_t now;
    unsigned jobs, n;
    na_parser *parsers[NA_JOBS_MAX];
    na_unit *front, *back; /* by ->later: all units, in order */
    na_unit *next;         /* the first that no parser has yet */
    size_t bytes, units, held;
};

unsigned na_crew_jobs(unsigned jobs)
{
    size_t n = na_cores();

    if (jobs) return jobs < NA_JOBS_MAX ? jobs : NA_JOBS_MAX;
    return n < JOBS_BY_DEFAULT ? (unsigned)n : JOBS_BY_DEFAULT;
}

/* -- in order ------------------------------------------------------------------------- */

static int tell_choice(na_crew *c, na_unit *u, na_str packed, uint64_t want, na_err *err)
{
    const uint64_t now = u->want;
    na_msg_pchoice m;
    int rc;

    if (na_msg_get_pchoice(packed, &m, err) < 0) return NA_ECORRUPT;
    u->want = want; /* as it was when this was said */
    rc = c->ev.choice(c->ev.ctx, u, &m, err);
    u->want = now;
    return rc;
}

static int replay(na_crew *c, na_unit *u, na_err *err)
{
    na_rd r = na_rd_of(na_buf_get(&u->held));
    int rc = NA_OK;

    while (rc == NA_OK && na_rd_left(&r)) {
        const uint8_t what = na_rd_u8(&r);
        const uint64_t want = na_rd_u64(&r);
        const na_str packed = na_get_str(&r);
        na_msg_pverdict v;

        if (r.bad) return na_fail(err, NA_ECORRUPT, "verdicts that were kept are damaged");
        if (what == HELD_CHOICE)
            rc = tell_choice(c, u, packed, want, err);
        else if ((rc = na_msg_get_pverdict(packed, &v, err)) == NA_OK)
            rc = c->ev.verdict(c->ev.ctx, u, &v, err);
    }
    c->held -= u->held.len;
    na_buf_release(&u->held);
    na_buf_init(&u->held, NA_HELD_MAX);
    return rc;
}

static int settled(na_crew *c, na_unit *u, na_err *err)
{
    const na_msg_pverdict v = { .entry = u->item->entry,
                                .record = u->record,
                                .offset = u->offset,
                                .length = u->length,
                                .reader = u->reader,
                                .kind = u->outcome,
                                .code = u->code,
                                .message = u->message,
                                .reason = u->message };

    return c->ev.verdict(c->ev.ctx, u, &v, err);
}

/* Everything at the front that is complete. */
static int drain(na_crew *c, bool *moved, na_err *err)
{
    int rc = NA_OK;

    while (rc == NA_OK && c->front) {
        na_unit *u = c->front;

        if (u->kind == NA_UNIT_VERDICT) {
            if (c->next == u) c->next = u->later;
            rc = settled(c, u, err);
        } else {
            rc = replay(c, u, err);
            if (!u->over) break;
        }
        if (rc < 0) break;
        *moved = true;
        rc = c->ev.done(c->ev.ctx, u, err);
        c->front = u->later;
        if (!c->front) c->back = NULL;
        c->bytes -= u->bytes.len + UNIT_COST;
        c->units--;
        na_unit_free(u);
    }
    return rc;
}

/* -- what a parser says ---------------------------------------------------------------- */

static int on_choice(void *ctx, const na_unit *said, const na_msg_pchoice *m, na_err *err)
{
    na_crew *c = ctx;
    na_unit *u = (na_unit *)(uintptr_t)said; /* all units are the crew's */
    const size_t before = u->held.len;
    na_buf b;
    int rc;

    if (u->kind == NA_UNIT_CHOOSE || u == c->front)
        return c->ev.choice(c->ev.ctx, u, m, err);
    na_buf_init(&b, NA_MIB);
    na_msg_put_pchoice(&b, m);
    rc = na_buf_check(&b, "choice", err);
    na_buf_u8(&u->held, HELD_CHOICE);
    na_buf_u64(&u->held, u->want);
    na_put_str(&u->held, na_buf_get(&b));
    na_buf_release(&b);
    c->held += u->held.len - before;
    return rc < 0 ? rc : na_buf_check(&u->held, "verdicts", err);
}

static int on_verdict(void *ctx, const na_unit *said, const na_msg_pverdict *m, na_err *err)
{
    na_crew *c = ctx;
    na_unit *u = (na_unit *)(uintptr_t)said;
    const size_t before = u->held.len;
    size_t at;

    if (u == c->front) return c->ev.verdict(c->ev.ctx, u, m, err);
    na_buf_u8(&u->held, HELD_VERDICT);
    na_buf_u64(&u->held, u->want);
    at = u->held.len;
    na_buf_u32(&u->held, 0);
    na_msg_put_pverdict(&u->held, m);
    na_buf_str(&u->held, m->articles);
    for (unsigned i = 0; u->held.rc >= 0 && i < 4;
         i++) /* its length, now that it is known */
        u->held.ptr[at + i] = (char)((u->held.len - at - 4) >> (8 * i) & 0xff);
    c->held += u->held.len - before;
    return na_buf_check(&u->held, "verdicts", err);
}

static int on_done(void *ctx, const na_unit *said, na_err *err)
{
    na_crew *c = ctx;
    na_unit *u = (na_unit *)(uintptr_t)said;
    bool moved = false;

    u->over = true;
    return u == c->front ? drain(c, &moved, err) : NA_OK;
}

/* What was said too early is kept up to some size; then only the first unit's parser may
 * talk. */
static bool full(void *ctx, const na_unit *head)
{
    const na_crew *c = ctx;

    return c->held >= HELD_MAX && head != c->front;
}

static void on_log(void *ctx, const char *level, na_str line)
{
    const na_crew *c = ctx;

    if (c->ev.log) c->ev.log(c->ev.ctx, level, line);
}

/* -- life ------------------------------------------------------------------------------ */

static int hire(na_crew *c, na_err *err)
{
    const na_parser_events ev = { .choice = on_choice,
                                  .verdict = on_verdict,
                                  .done = on_done,
                                  .log = on_log,
                                  .full = full,
                                  .keep = true,
                                  .ctx = c };
    int rc = na_parser_new(&c->parsers[c->n], c->o, c->source, c->now, &ev,
                           c->n ? c->parsers[0] : NULL, err);

    if (rc == NA_OK) c->n++;
    return rc;
}

int na_crew_new(na_crew **out, const na_import_opts *o, na_str source, int64_t now,
                const na_parser_events *ev, na_err *err)
{
    na_crew *c = calloc(1, sizeof *c);
    int rc;

    *out = NULL;
    if (!c) return na_fail_nomem(err);
    c->o = o;
    c->ev = *ev;
    c->source = source;
    c->now = now;
    c->jobs = na_crew_jobs(o->jobs);
    if ((rc = hire(c, err)) < 0) {
        na_crew_free(c);
        return rc;
    }
    *out = c;
    return NA_OK;
}

void na_crew_free(na_crew *c)
{
    if (!c) return;
    while (c->n > 0) na_parser_free(c->parsers[--c->n]); /* the first has what all share */
    while (c->front) {
        na_unit *u = c->front;

        c->front = u->later;
        na_unit_free(u);
    }
    free(c);
}

size_t na_crew_readers(const na_crew *c) { return c->parsers[0]->nreaders; }

na_msg_reader na_crew_reader(const na_crew *c, int i)
{
    return na_parser_reader(c->parsers[0], i);
}

void na_crew_give_up(na_crew *c, int reader)
{
    for (unsigned i = 0; i < c->n; i++) na_parser_give_up(c->parsers[i], reader);
}

void na_crew_usage(na_crew *c, na_worker_use *out)
{
    *out = (na_worker_use){ 0 };
    for (unsigned i = 0; i < c->n; i++) na_parser_usage(c->parsers[i], out);
}

/* -- work ------------------------------------------------------------------------------ */

void na_crew_add(na_crew *c, na_unit *u)
{
    u->later = NULL;
    if (c->back)
        c->back->later = u;
    else
        c->front = u;
    c->back = u;
    if (!c->next) c->next = u;
    c->units++;
    c->bytes += u->bytes.len + UNIT_COST;
}

bool na_crew_room(const na_crew *c)
{
    return c->bytes < WINDOW * (c->jobs + 1) && c->units < UNITS * c->jobs &&
           c->held < HELD_MAX;
}

bool na_crew_idle(const na_crew *c) { return !c->front; }

/* Hands units out, as far as anybody has room for them. */
static int hand_out(na_crew *c, bool *moved, na_err *err)
{
    while (c->next) {
        na_unit *u = c->next;
        na_parser *least = c->parsers[0];
        int rc;

        if (u->kind == NA_UNIT_VERDICT) { /* settled when it is at the front */
            c->next = u->later;
            continue;
        }
        for (unsigned i = 1; i < c->n; i++)
            if (c->parsers[i]->bytes < least->bytes) least = c->parsers[i];
        if (least->bytes >= ENOUGH) {
            if (c->n == c->jobs) break;
            if ((rc = hire(c, err)) < 0) return rc;
            continue;
        }
        c->next = u->later;
        na_parser_add(least, u);
        *moved = true;
    }
    return NA_OK;
}

int na_crew_step(na_crew *c, na_err *err)
{
    bool moved = false;
    int rc;

    if ((rc = drain(c, &moved, err)) < 0) return rc;
    if ((rc = hand_out(c, &moved, err)) < 0) return rc;
    for (unsigned i = 0; i < c->n; i++) {
        if ((rc = na_parser_step(c->parsers[i], err)) < 0) return rc;
        moved = moved || rc > 0;
        if ((rc = drain(c, &moved, err)) < 0) return rc;
    }
    return moved;
}

size_t na_crew_poll(const na_crew *c, struct pollfd *fds)
{
    for (unsigned i = 0; i < c->n; i++) {
        fds[i] = na_parser_poll(c->parsers[i]);
        if (full((void *)(uintptr_t)c, c->parsers[i]->head)) fds[i].fd = -1;
    }
    return c->n;
}
