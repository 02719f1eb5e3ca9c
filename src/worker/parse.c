/* SPDX-License-Identifier: MIT */
/* parse.c - the parser: entries to readers, records to verdicts
 *
 * Everything is answered in the order it was asked. Verdicts gather in the channel until it
 * is full, nothing more is waiting, or some time has passed, so that the parent sees that
 * we live. In careful mode each step is announced first and sent at once: when this process
 * then dies, the parent knows which record did it.
 */
#include "sandbox/breaker.h"
#include "sandbox/msg.h"
#include "script/host.h"
#include "text/cut.h"
#include "worker/worker.h"
#include <stdio.h>
#include <stdlib.h>

#define HOLD_MS 200

_Static_assert((int)NA_V_ARTICLES == NA_OUT_ARTICLES && (int)NA_V_SKIP == NA_OUT_SKIP &&
                   (int)NA_V_QUARANTINE == NA_OUT_QUARANTINE,
               "a verdict and its name on the channel");

typedef struct parser {
    na_chan *chan;
    na_host *host;
    na_arena arena;  /* the current entry's strings */
    na_arena keep;   /* what lasts as long as the host */
    na_str deferred; /* na_msg_pstart's */
    na_entry_info info;
    uint64_t record_max;
    uint64_t entry, base; /* base: offset within the entry of the bytes at hand */
    bool careful;
    bool leaving; /* NA_P_NEEDS was said */
    int reader;
    na_breaker run; /* of the unit at hand */
    int64_t sent_ms;
    na_buf pack; /* one article */
    na_err *err;
} parser;

static int flush(parser *p)
{
    p->sent_ms = na_mono_ms();
    return na_chan_flush(p->chan, p->err);
}

/* Sees that what was said does not lie around for long. */
static int hold(parser *p)
{
    return p->careful || na_mono_ms() - p->sent_ms >= HOLD_MS ? flush(p) : NA_OK;
}

static int end(parser *p)
{
    int rc = na_chan_end(p->chan, p->err);

    return rc < 0 ? rc : hold(p);
}

static void log_line(void *ctx, const char *level, na_str line)
{
    parser *p = ctx;
    na_buf *b = na_chan_begin(p->chan, NA_P_LOG);

    na_put_str(b, na_str_c(level));
    na_put_str(b, na_str_sub(line, 0, 4096));
    (void)na_chan_end(p->chan, NULL); /* a broken channel shows at the next verdict */
}

/* -- verdicts ------------------------------------------------------------------------- */

static int begin(void *ctx, uint64_t index, uint64_t offset, uint64_t length)
{
    parser *p = ctx;
    const na_msg_pverdict m = {
        .entry = p->entry, .record = index, .offset = p->base + offset, .length = length
    };

    if (!p->careful) return NA_OK;
    na_msg_put_pbegin(na_chan_begin(p->chan, NA_P_BEGIN), &m);
    return end(p);
}

static int verdict(void *ctx, uint64_t index, uint64_t offset, uint64_t length,
                   const na_verdict *v)
{
    parser *p = ctx;
    na_msg_pverdict m = { .entry = p->entry,
                          .record = index,
                          .offset = p->base + offset,
                          .length = length,
                          .kind = (na_outcome)v->kind,
                          .reader = p->reader,
                          .reason = v->reason,
                          .code = v->code,
                          .message = v->message,
                          .file = v->file,
                          .trace = v->trace,
                          .line = v->line,
                          .before = v->before,
                          .after = v->after,
                          .mapped = v->mapped,
                          .map = v->map,
                          .capture = v->capture };
    na_err why = { 0 };
    na_buf *b;
    int rc;

    if (na_str_eqc(v->code, NA_NEEDS_PDF)) {
        na_chan_begin(p->chan, NA_P_NEEDS);
        p->leaving = true;
        if ((rc = na_chan_end(p->chan, p->err)) == NA_OK) rc = flush(p);
        return rc == NA_OK ? NA_ECANCELLED : rc;
    }
    /* The parent, who counts in the bundle's order, will find the same; but much may lie
     * between here and there that need not be tried. */
    na_breaker_note(&p->run, &m);
    if (p->reader >= 0 && na_breaker_in_a_row(&p->run)) na_host_give_up(p->host, p->reader);
    if (v->kind == NA_V_ARTICLES) m.narticles = (uint32_t)v->narticles;
    b = na_chan_begin(p->chan, NA_P_VERDICT);
    na_msg_put_pverdict(b, &m);
    for (size_t i = 0; i < m.narticles; i++) {
        na_buf_reset(&p->pack);
        na_article_pack(&v->articles[i], &p->pack);
        if (p->pack.rc < 0) b->rc = p->pack.rc;
        na_put_str(b, na_buf_get(&p->pack));
    }
    rc = na_chan_end(p->chan, &why);
    if (rc == NA_ELIMIT) { /* its articles do not fit into a frame */
        m.kind = NA_OUT_QUARANTINE;
        m.narticles = 0;
        m.code = NA_STR("too_large");
        m.message = NA_STR("its articles together are too large (limit: record)");
        m.trace = m.file = (na_str){ 0 };
        na_msg_put_pverdict(na_chan_begin(p->chan, NA_P_VERDICT), &m);
        return end(p);
    }
    return rc < 0 ? na_fail(p->err, rc, "%s", why.msg) : hold(p);
}

static int done(parser *p)
{
    na_buf_u64(na_chan_begin(p->chan, NA_P_DONE), p->entry);
    return end(p);
}

/* -- records -------------------------------------------------------------------------- */

/* Does the reader at hand end processes? */
static bool deferred(const parser *p)
{
    return (size_t)p->reader < p->deferred.len &&
           p->deferred.ptr[p->reader] == NA_DEFER_ENDS;
}

static int set_deferred(parser *p, na_str v)
{
    p->deferred = na_arena_str(&p->keep, v);
    for (size_t i = 0; i < v.len && i < na_host_readers(p->host); i++)
        if (v.ptr[i] == NA_DEFER_FAILS) na_host_give_up(p->host, (int)i);
    return p->deferred.ptr ? NA_OK : na_fail_nomem(p->err);
}

/* A record over the limit, however it was cut; of those that are far over it the unpacker
 * sends no bytes. */
static int too_large(parser *p, na_str bytes, uint64_t index, uint64_t offset)
{
    char message[96];
    na_verdict v = { .kind = NA_V_QUARANTINE, .code = NA_STR("too_large") };

    (void)snprintf(message, sizeof message, "longer than %llu bytes (limit: record)",
                   (unsigned long long)p->record_max);
    v.message = na_str_c(message);
    return verdict(p, index, offset, bytes.len, &v);
}

static int one(parser *p, na_str bytes, uint64_t index, uint64_t offset)
{
    const na_record r = {
        .entry = &p->info, .bytes = bytes, .index = index, .offset = p->base + offset
    };
    na_verdict v = { 0 };
    int rc;

    if ((rc = begin(p, index, offset, bytes.len)) < 0) return rc;
    if (na_record_size(bytes) > p->record_max) return too_large(p, bytes, index, offset);
    if (deferred(p)) {
        v = (na_verdict){ .kind = NA_V_QUARANTINE,
                          .code = NA_STR("deferred"),
                          .message = NA_STR("this reader's records end the parser") };
        return verdict(p, index, offset, bytes.len, &v);
    }
    if ((rc = na_host_parse(p->host, p->reader, &r, &v, p->err)) < 0) return rc;
    return verdict(p, index, offset, bytes.len, &v);
}

/* Bytes that a cutter found to be no record. */
static int damaged(parser *p, const na_piece *piece, uint64_t index, uint64_t offset)
{
    const na_verdict v = { .kind = NA_V_QUARANTINE,
                           .code = na_str_c(piece->code),
                           .message = na_str_c(piece->message) };
    const int rc = begin(p, index, offset, piece->len);

    return rc < 0 ? rc : verdict(p, index, offset, piece->len, &v);
}

static int pieces(parser *p, na_cutter c, na_str bytes, uint64_t first, uint64_t from)
{
    na_piece piece;
    size_t at = 0;
    int rc = NA_OK;

    for (uint64_t i = first; rc == NA_OK; at += piece.len) {
        if (na_cutter_next(&c, na_str_sub(bytes, at, bytes.len), true, &piece) != 1) break;
        at += piece.skip;
        if (!piece.len) continue;
        if (i >= from)
            rc = piece.code ? damaged(p, &piece, i, at)
                            : one(p, na_str_sub(bytes, at, at + piece.len), i, at);
        i++;
    }
    return rc;
}

/* Cuts bytes, whose first record is number first, and parses those from `from` on. */
static int records(parser *p, na_split cut, na_str names, na_str bytes, uint64_t first,
                   uint64_t from)
{
    int rc = NA_OK;

    p->run = (na_breaker){ 0 };
    switch (cut) {
    case NA_SPLIT_ENTRY:
        if (first >= from) rc = one(p, bytes, first, 0);
        break;
    case NA_SPLIT_LINES:
    case NA_SPLIT_JSONL: {
        na_str rest = bytes, line;

        for (uint64_t i = first; rc == NA_OK && na_lines_next(&rest, &line); i++)
            if (i >= from) rc = one(p, line, i, (uint64_t)(line.ptr - bytes.ptr));
        break;
    }
    case NA_SPLIT_WARC:
    case NA_SPLIT_MBOX:
    case NA_SPLIT_CSV:
    case NA_SPLIT_XML:
        rc = pieces(p, na_cutter_within(cut, names, p->info.head, p->base), bytes, first,
                    from);
        break;
    case NA_SPLIT_FUNCTION: {
        const na_record r = {
            .entry = &p->info, .bytes = bytes, .index = first, .offset = p->base
        };
        const na_split_sink sink = { .begin = begin, .done = verdict, .ctx = p };

        if (deferred(p)) { /* all of it is one record then */
            if (bytes.len) rc = one(p, bytes, from, 0);
            break;
        }
        rc = na_host_split(p->host, p->reader, &r, from, &sink, p->err);
        break;
    }
    }
    return rc < 0 ? rc : done(p);
}

static int on_entry(parser *p, na_str payload)
{
    na_msg_pentry m;
    na_choice c = { .reader = -1 };
    na_msg_pchoice answer;
    int rc;

    if ((rc = na_msg_get_pentry(payload, &m, p->err)) < 0) return rc;
    na_arena_reset(&p->arena);
    p->info = (na_entry_info){ .size = m.size, .mtime = m.mtime };
    p->info.name = na_arena_str(&p->arena, m.name);
    p->info.source = na_arena_str(&p->arena, m.source);
    p->info.reader = na_arena_str(&p->arena, m.reader);
    p->info.head = na_arena_str(&p->arena, m.head);
    p->info.map = na_arena_str(&p->arena, m.map);
    if (!p->info.name.ptr || !p->info.source.ptr || !p->info.reader.ptr ||
        !p->info.head.ptr || !p->info.map.ptr)
        return na_fail_nomem(p->err);
    p->entry = m.entry;
    p->base = 0;
    p->careful = m.careful;
    if (m.what == NA_PE_REMEMBER) return NA_OK;
    if ((rc = begin(p, 0, 0, 0)) < 0) return rc;
    if ((rc = na_host_choose(p->host, &p->info, &c, p->err)) < 0) return rc;
    answer = (na_msg_pchoice){ .entry = m.entry,
                               .reader = c.reader,
                               .score = c.score,
                               .cut = c.split,
                               .names = c.names,
                               .reason = c.reason };
    na_msg_put_pchoice(na_chan_begin(p->chan, NA_P_CHOICE), &answer);
    if ((rc = end(p)) < 0) return rc;
    if (m.what == NA_PE_CHOOSE || c.reader < 0) return done(p);
    p->reader = c.reader;
    return records(p, c.split, c.names, p->info.head, 1, m.from);
}

static int on_record(parser *p, na_str payload)
{
    na_msg_precord m;
    int rc;

    if ((rc = na_msg_get_precord(payload, &m, p->err)) < 0) return rc;
    if (m.entry != p->entry || m.reader >= na_host_readers(p->host))
        return na_fail(p->err, NA_ECORRUPT, "parser: record of an unknown entry or reader");
    p->careful = m.careful;
    p->base = m.offset;
    p->reader = (int)m.reader;
    return records(p, m.cut, m.names, m.bytes, m.record, m.from);
}

static int on_defer(parser *p, na_str payload)
{
    na_rd r = na_rd_of(payload);
    const na_str v = na_get_str(&r);

    if (r.bad || na_rd_left(&r))
        return na_fail(p->err, NA_ECORRUPT, "parser: malformed list of readers");
    return set_deferred(p, v);
}

/* -- life ----------------------------------------------------------------------------- */

/* Waits for a frame of the given type. */
static int expect(parser *p, uint8_t type, na_str *payload)
{
    uint8_t got = 0;
    int rc = na_chan_recv(p->chan, -1, &got, payload, p->err);

    if (rc < 0) return rc;
    return got == type ? NA_OK
                       : na_fail(p->err, NA_ECORRUPT, "parser: unexpected frame %u", got);
}

/* Scripts that cannot run, as the parent is told of them. */
typedef struct failures {
    na_buf text; /* path and reason of each */
    uint32_t n;
} failures;

static void failed(void *ctx, na_str path, const char *why)
{
    failures *f = ctx;

    na_put_str(&f->text, path);
    na_put_str(&f->text, na_str_c(why));
    f->n++;
}

static int start(parser *p)
{
    na_host_opts o = { .log = log_line, .log_ctx = p };
    na_msg_pstart m;
    failures bad = { 0 };
    na_buf *b;
    na_str payload;
    int rc;

    na_buf_init(&bad.text, NA_MIB);
    if ((rc = expect(p, NA_P_START, &payload)) < 0) goto done;
    if ((rc = na_msg_get_pstart(payload, &m, p->err)) < 0) goto done;
    o.limits = m.limits;
    p->record_max = m.limits.record;
    o.now = m.now;
    o.has_tz = m.has_tz;
    o.tz_min = m.tz_min;
    o.date_from_mtime = m.date_from_mtime;
    o.base_url = na_arena_str(&p->keep, m.base_url);
    o.pdf = na_worker_pdf();
    o.pdf_elsewhere = m.pdf && !o.pdf;
    p->deferred = na_arena_str(&p->keep, m.deferred);
    if (!o.base_url.ptr || !p->deferred.ptr) {
        rc = na_fail_nomem(p->err);
        goto done;
    }
    if ((rc = na_host_new(&p->host, &o, p->err)) < 0) goto done;
    for (uint32_t i = 0; i < m.scripts; i++) {
        na_msg_pscript s;
        na_err why = { 0 };

        if ((rc = expect(p, NA_P_SCRIPT, &payload)) < 0) goto done;
        if ((rc = na_msg_get_pscript(payload, &s, p->err)) < 0) goto done;
        if ((rc = na_host_load(p->host, s.path, s.text, &why)) == NA_OK) continue;
        if (rc != NA_ESCRIPT) {
            na_fail(p->err, rc, "%s", why.msg);
            goto done;
        }
        failed(&bad, s.path, why.msg);
    }
    if ((rc = na_host_ready(p->host, failed, &bad, p->err)) < 0) goto done;
    if ((rc = set_deferred(p, p->deferred)) < 0) goto done;
    b = na_chan_begin(p->chan, NA_P_READY);
    na_buf_u32(b, (uint32_t)na_host_readers(p->host));
    for (size_t i = 0; i < na_host_readers(p->host); i++) {
        const na_reader_info r = na_host_reader(p->host, i);
        const na_msg_reader w = {
            .name = r.name, .version = r.version, .path = r.path, .sha256 = r.sha256
        };

        na_msg_put_reader(b, &w);
    }
    na_buf_u32(b, bad.n);
    na_buf_str(b, na_buf_get(&bad.text));
    if ((rc = na_chan_end(p->chan, p->err)) < 0) goto done;
    rc = flush(p);
done:
    na_buf_release(&bad.text);
    return rc;
}

int na_parse_run(na_chan *c, na_err *err)
{
    parser p = { .chan = c, .err = err };
    int rc;

    na_buf_init(&p.pack, NA_FRAME_MAX);
    if ((rc = start(&p)) < 0) return rc;
    for (;;) {
        uint8_t type = 0;
        na_str payload;

        rc = na_chan_recv(c, 0, &type, &payload, err);
        if (rc == 0) { /* nothing is waiting: what we hold goes out */
            if ((rc = flush(&p)) < 0) return rc;
            rc = na_chan_recv(c, -1, &type, &payload, err);
        }
        if (rc < 0) return rc;
        if (type == NA_P_ENTRY)
            rc = on_entry(&p, payload);
        else if (type == NA_P_RECORD)
            rc = on_record(&p, payload);
        else if (type == NA_P_DEFER)
            rc = on_defer(&p, payload);
        else
            rc = na_fail(err, NA_ECORRUPT, "parser: unexpected frame %u", type);
        if (rc < 0) return p.leaving ? NA_OK : rc;
    }
}
