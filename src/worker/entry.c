/* SPDX-License-Identifier: MIT */
/* entry.c - an entry into records, as the parent decides
 *
 * Records travel in runs, of whole lines or of what a cutter found, which the parser cuts
 * again: so that many small ones cost one frame. What is no record goes by itself, with a
 * code. An entry that breaks off is told up to there.
 */
#include "base/hash.h"
#include "store/members.h"
#include "text/cut.h"
#include "worker/unpack_int.h"
#include <stdio.h>

#define RUN (256 * NA_KIB) /* bytes of a run of records */

/* As na_bundle_read, at the end 0; a failure is kept in b->err, once. */
int na_body_read(body *b, char *buf, size_t n, size_t *got)
{
    int rc = NA_OK;

    *got = b->head.len < n ? b->head.len : n;
    if (*got) {
        memcpy(buf, b->head.ptr, *got);
        b->head = na_str_sub(b->head, *got, b->head.len);
        return NA_OK;
    }
    if (b->err.code) return b->err.code;
    rc = na_bundle_read(b->lv->b, buf, n, got, &b->err);
    if (rc < 0) *got = 0;
    return rc;
}

/* Fills buf (which holds have bytes) up to want; *end_out when there is no more. */
static int fill(body *b, na_buf *buf, size_t want, bool *end_out)
{
    *end_out = false;
    while (buf->len < want && !*end_out) {
        size_t got = 0;
        char *p = na_buf_reserve(buf, want - buf->len < RUN ? want - buf->len : RUN);

        if (!p) return na_buf_check(buf, "record", &b->err);
        if (na_body_read(b, p, want - buf->len < RUN ? want - buf->len : RUN, &got) < 0)
            return b->err.code;
        buf->len += got;
        *end_out = got == 0;
    }
    return NA_OK;
}

const char *na_body_code(const na_err *e)
{
    return e->code == NA_ELIMIT     ? "too_large"
           : e->code == NA_ECORRUPT ? "truncated"
                                    : "archive_error";
}

/* The bytes in buf, and all that follow up to a line's end (line) or the entry's, are too
 * many for one record: only their length and hash are told. What follows the line's end
 * stays in buf. */
static int too_large(body *b, na_buf *buf, bool line, na_msg_urecord *m, const char *code,
                     const char *message)
{
    na_sha256 h;
    uint8_t digest[32];
    char hex[65];
    bool end = false;
    int rc;

    na_sha256_begin(&h);
    m->length = 0;
    for (;;) {
        const size_t nl = line ? na_str_chr(na_buf_get(buf), '\n', 0) : (size_t)-1;
        const size_t n = nl == (size_t)-1 ? buf->len : nl;

        na_sha256_put(&h, buf->ptr, n);
        m->length += n;
        if (nl != (size_t)-1) {
            memmove(buf->ptr, buf->ptr + n + 1, buf->len - n - 1);
            na_buf_cut(buf, buf->len - n - 1);
            break;
        }
        na_buf_reset(buf);
        if (end || fill(b, buf, RUN, &end) < 0) break;
    }
    na_sha256_end(&h, digest);
    na_hex(digest, sizeof digest, hex);
    m->sha256 = na_str_c(hex);
    m->code = na_str_c(b->err.code ? na_body_code(&b->err) : code);
    m->message = na_str_c(b->err.code ? b->err.msg : message);
    m->bytes = (na_str){ 0 };
    rc = na_unpack_say_record(b->u, m);
    m->sha256 = (na_str){ 0 };
    return rc;
}

/* All of the entry as one record; more than max bytes are not sent. */
static int whole(body *b, na_buf *buf, uint64_t entry, size_t max, bool record)
{
    na_msg_urecord m = { .entry = entry, .record = 1 };
    char message[96] = "";
    bool end = false;

    if (fill(b, buf, max + (record ? NA_CUT_AHEAD : 1), &end) < 0) {
        m.code = na_str_c(na_body_code(&b->err));
        m.message = na_str_c(b->err.msg);
    } else if (!end || (record ? na_record_size(na_buf_get(buf)) : buf->len) > max) {
        if (record)
            snprintf(message, sizeof message, "longer than %zu bytes (limit: record)", max);
        return too_large(b, buf, false, &m, record ? "too_large" : "", message);
    }
    m.bytes = na_buf_get(buf);
    m.length = m.bytes.len;
    return na_unpack_say_record(b->u, &m);
}

/* Runs of whole lines; those before record `from` are only counted. */
static int lines(body *b, na_buf *buf, uint64_t entry, uint64_t from, uint64_t *records)
{
    uint64_t offset = 0;
    const size_t most = (size_t)b->u->limits.record + 2; /* and the line's end */
    size_t want = RUN;
    bool end = false;
    int rc = NA_OK;

    while (!end && rc == NA_OK) {
        na_msg_urecord m = { .entry = entry, .record = *records + 1, .offset = offset };
        const bool broken = fill(b, buf, want, &end) < 0;
        size_t n = buf->len;
        na_str run, line;

        end = end || broken;
        if (!end || broken)
            while (n > 0 && buf->ptr[n - 1] != '\n') n--;
        if (n == 0 && !end) { /* one line, longer than the buffer */
            if (want < most) {
                want = want * 2 < most ? want * 2 : most;
                continue;
            }
            rc = too_large(b, buf, true, &m, "too_large",
                           "a record is too long (limit: record)");
            offset += m.length + 1;
            ++*records;
            end = b->err.code != 0;
            want = RUN;
            continue;
        }
        for (run = na_str_sub(na_buf_get(buf), 0, n); na_lines_next(&run, &line);)
            ++*records;
        m.lines = true;
        m.bytes = na_str_sub(na_buf_get(buf), 0, n);
        m.length = n;
        if (*records >= m.record && *records >= from) rc = na_unpack_say_record(b->u, &m);
        offset += n;
        if (buf->len > n) memmove(buf->ptr, buf->ptr + n, buf->len - n);
        na_buf_cut(buf, buf->len - n);
        want = RUN;
    }
    if (rc == NA_OK && b->err.code) { /* what is left of a line */
        na_msg_urecord m = { .entry = entry, .record = ++*records, .offset = offset };

        m.bytes = na_buf_get(buf);
        m.length = m.bytes.len;
        m.code = na_str_c(na_body_code(&b->err));
        m.message = na_str_c(b->err.msg);
        rc = na_unpack_say_record(b->u, &m);
    }
    return rc;
}

/* -- what a cutter finds --------------------------------------------------------------- */

/* An entry being cut. What is in buf behind `at` was not cut yet; the run before it, of
 * which all was found to be records, was not sent yet. */
typedef struct cutting {
    body *b;
    na_buf *buf;
    uint64_t entry, from, records, offset; /* offset: of buf within the entry */
    size_t at, run, run_end;
    uint64_t run_first; /* the number of the run's first record; 0: there is no run */
    na_sha256 hash;     /* of a record that is given up, and how long it is by now */
    uint64_t given_up;
    bool hurt; /* the damage of b->err was told with the record it is in */
    char text[240];
} cutting;

static int send_run(cutting *c)
{
    na_msg_urecord m = { .entry = c->entry,
                         .record = c->run_first,
                         .offset = c->offset + c->run,
                         .lines = true,
                         .length = c->run_end - c->run,
                         .bytes = na_str_sub(na_buf_get(c->buf), c->run, c->run_end) };
    const bool wanted = c->run_first && c->records >= c->from;

    m.count = c->records - c->run_first + 1;
    c->run_first = 0;
    return wanted ? na_unpack_say_record(c->b->u, &m) : NA_OK;
}

/* Bytes that are no record: their hash alone when they are many. */
static int send_bad(cutting *c, const na_piece *p)
{
    const char *member;
    uint64_t from;
    const na_str bytes = na_str_sub(na_buf_get(c->buf), c->at, c->at + p->len);
    na_msg_urecord m = { .entry = c->entry,
                         .record = ++c->records,
                         .offset = c->offset + c->at - c->given_up,
                         .length = c->given_up + p->len,
                         .code = na_str_c(p->code),
                         .message = na_str_c(p->message) };
    uint8_t digest[32];
    char hex[65];

    if (!c->hurt && (member = na_bundle_member(c->b->lv->b, m.offset, &from))) {
        snprintf(c->text, sizeof c->text, "%s (%s at byte %llu of the compressed file)",
                 p->message, member, (unsigned long long)from);
        m.message = na_str_c(c->text);
    }
    if (!c->given_up) na_sha256_begin(&c->hash);
    if (m.length > NA_QUARANTINE_RECORD) {
        na_sha256_put(&c->hash, bytes.ptr, bytes.len);
        na_sha256_end(&c->hash, digest);
        na_hex(digest, sizeof digest, hex);
        m.sha256 = na_str_n(hex, 64);
    } else {
        m.bytes = bytes;
    }
    c->given_up = 0;
    return m.record >= c->from ? na_unpack_say_record(c->b->u, &m) : NA_OK;
}

/* Room for more, and more; *end_out when there is none. What can not be held is given
 * up. */
static int show_more(cutting *c, na_cutter *cut, bool *end_out)
{
    na_buf *buf = c->buf;
    int rc = send_run(c);

    if (c->at) {
        memmove(buf->ptr, buf->ptr + c->at, buf->len - c->at);
        na_buf_cut(buf, buf->len - c->at);
        c->offset += c->at;
        c->at = 0;
    }
    if (buf->len > c->b->u->limits.record + NA_CUT_AHEAD) {
        const size_t n = na_cutter_drop(cut, na_buf_get(buf));

        if (!c->given_up) na_sha256_begin(&c->hash);
        na_sha256_put(&c->hash, buf->ptr, n);
        c->given_up += n;
        c->at = n;
        return rc;
    }
    if (fill(c->b, buf, buf->len + RUN, end_out) < 0) *end_out = true;
    return rc;
}

static bool only_line_ends(na_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] != '\r' && s.ptr[i] != '\n') return false;
    return true;
}

/* A damaged member and the last piece of what it gave: what was decoded before the damage
 * was seen is not to be trusted. */
static void hurt(cutting *c, na_piece *p)
{
    const na_members_damage *d = c->b->err.code ? na_bundle_damage(c->b->lv->b) : NULL;
    const na_str s = na_buf_get(c->buf);
    const size_t end = c->at + p->len;

    if (!d || c->offset + end <= c->offset + s.len - d->given ||
        !only_line_ends(na_str_sub(s, end, s.len)))
        return;
    c->hurt = true;
    if (d->cut && !p->code) return; /* all of it is there */
    p->code = d->cut ? "truncated" : "damaged";
    p->message = c->b->err.msg;
}

/* All before a damaged member is cut: 1, what lies behind it is read; 0 nothing does. */
static int over_damage(cutting *c, na_cutter *cutter)
{
    const na_members_damage *d = c->b->err.code ? na_bundle_damage(c->b->lv->b) : NULL;
    const bool arc = cutter->arc;
    int rc = NA_OK;

    if (!d || cutter->split != NA_SPLIT_WARC) return 0;
    if (!c->hurt && (rc = send_run(c)) == NA_OK) {
        na_msg_urecord m = { .entry = c->entry,
                             .record = ++c->records,
                             .offset = c->offset + c->at,
                             .code = na_str_c(d->cut ? "truncated" : "damaged"),
                             .message = na_str_c(c->b->err.msg) };

        if (d->bytes.len <= NA_QUARANTINE_RECORD) m.bytes = d->bytes;
        m.length = m.bytes.len;
        if (m.record >= c->from) rc = na_unpack_say_record(c->b->u, &m);
    }
    if (rc < 0 || !d->more) return rc;
    c->hurt = false;
    c->b->err = (na_err){ 0 };
    *cutter = na_cutter_of(NA_SPLIT_WARC, (na_str){ 0 });
    cutter->arc = arc;
    cutter->begun = true;
    return 1;
}

static int cut(body *b, na_buf *buf, uint64_t entry, const na_msg_udecide *d,
               uint64_t *records)
{
    cutting c = { .b = b, .buf = buf, .entry = entry, .from = d->from };
    na_cutter cutter = na_cutter_of(d->split, d->names);
    bool end = false;
    int rc = NA_OK;

    while (rc == NA_OK) {
        na_piece p;
        const int state =
            na_cutter_next(&cutter, na_str_sub(na_buf_get(buf), c.at, buf->len), end, &p);

        if (state == 0) {
            c.at += p.skip;
            if ((rc = over_damage(&c, &cutter)) <= 0) break;
            rc = NA_OK;
            end = false;
            continue;
        }
        if (state == NA_CUT_MORE) {
            rc = show_more(&c, &cutter, &end);
            continue;
        }
        c.at += p.skip;
        if (!p.len && !c.given_up) continue;
        if (!p.code && b->err.code && c.at + p.len == buf->len &&
            d->split != NA_SPLIT_WARC) { /* who knows what would have followed */
            p.code = na_body_code(&b->err);
            p.message = b->err.msg;
        }
        if (d->split == NA_SPLIT_WARC) hurt(&c, &p);
        if (!p.code && na_record_size(na_str_sub(na_buf_get(buf), c.at, c.at + p.len)) >
                           b->u->limits.record) {
            p.code = "too_large";
            p.message = "a record is too long (limit: record)";
        }
        if (p.code) {
            if ((rc = send_run(&c)) == NA_OK) rc = send_bad(&c, &p);
        } else {
            c.records++;
            if (!c.run_first) {
                c.run_first = c.records;
                c.run = c.at;
            }
            c.run_end = c.at + p.len;
        }
        c.at += p.len;
        if (rc == NA_OK && c.run_first && c.run_end - c.run >= RUN) rc = send_run(&c);
    }
    if (rc == NA_OK) rc = send_run(&c);
    *records = c.records;
    return rc;
}

/* -- the decision ---------------------------------------------------------------------- */

/* Waits for the decision about an entry and does it. */
int na_body_decide(body *b, uint64_t entry)
{
    unpacker *u = b->u;
    na_msg_udecide d;
    na_msg_uend done = { .entry = entry, .records = 1 };
    uint8_t type = 0;
    na_str p;
    na_buf buf;
    int rc;

    na_buf_init(&buf,
                RUN + NA_CUT_AHEAD +
                    (u->limits.record > NA_QUARANTINE_RECORD ? (size_t)u->limits.record
                                                             : NA_QUARANTINE_RECORD));
    if ((rc = na_chan_flush(u->chan, u->dead)) < 0) goto done;
    if ((rc = na_chan_recv(u->chan, -1, &type, &p, u->dead)) < 0) goto done;
    if (type != NA_U_DECIDE || na_msg_get_udecide(p, &d, u->dead) < 0 || d.entry != entry) {
        rc = na_fail(u->dead, NA_ECORRUPT, "unpacker: expected a decision");
        goto done;
    }
    switch (d.action) {
    case NA_ACT_SKIP:
        break;
    case NA_ACT_ENTRY:
        rc = whole(b, &buf, entry, (size_t)u->limits.record, true);
        break;
    case NA_ACT_KEEP:
        rc = whole(b, &buf, entry, NA_QUARANTINE_RECORD, false);
        break;
    case NA_ACT_LINES:
        done.records = 0;
        rc = lines(b, &buf, entry, d.from, &done.records);
        break;
    case NA_ACT_CUT:
        done.records = 0;
        rc = cut(b, &buf, entry, &d, &done.records);
        break;
    }
    if (rc == NA_OK) rc = na_unpack_say_end(u, NA_U_ENTRY_END, &done);
done:
    if (rc < 0) u->gone = true;
    na_buf_release(&buf);
    return rc;
}
