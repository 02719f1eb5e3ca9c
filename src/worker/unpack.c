/* SPDX-License-Identifier: MIT */
/* unpack.c - the unpacker: a bundle into entries, entries into records
 *
 * An entry of less than NA_HEAD_BYTES goes out whole, and the next is read without waiting:
 * the parser decides and splits by itself. Of a larger one the head goes out, the parent
 * decides, and then what entry.c makes of it follows. A bundle inside a bundle is
 * read in place; its entries are named outer!/inner and counted with the rest.
 */
#include "worker/unpack_int.h"
#include <stdio.h>
#include <stdlib.h>

#define HEARTBEAT_MS 200

/* An inner bundle's input: the head that was read already, then the rest of the entry. */
typedef struct inner {
    na_bundle *outer;
    const char *head;
    size_t pos, len;
} inner;

/* -- talking -------------------------------------------------------------------------- */

static int sent(unpacker *u, int rc)
{
    if (rc < 0) u->gone = true;
    return rc;
}

int na_unpack_say_end(unpacker *u, uint8_t type, const na_msg_uend *m)
{
    na_msg_put_uend(na_chan_begin(u->chan, type), m);
    return sent(u, na_chan_end(u->chan, u->dead));
}

static void tick(void *ctx, bool would_wait)
{
    unpacker *u = ctx;
    const int64_t now = na_mono_ms();

    if (u->gone) return;
    if (now - u->told_ms >= HEARTBEAT_MS) {
        na_buf *b = na_chan_begin(u->chan, NA_U_PROGRESS);

        u->told_ms = now;
        na_buf_u64(b, u->feed.pos);
        if (sent(u, na_chan_end(u->chan, u->dead)) < 0) return;
        would_wait = true;
    }
    if (would_wait) sent(u, na_chan_flush(u->chan, u->dead));
}

static int say_entry(unpacker *u, const na_msg_uentry *m)
{
    na_msg_put_uentry(na_chan_begin(u->chan, NA_U_ENTRY), m);
    return sent(u, na_chan_end(u->chan, u->dead));
}

int na_unpack_say_record(unpacker *u, const na_msg_urecord *m)
{
    na_msg_put_urecord(na_chan_begin(u->chan, NA_U_RECORD), m);
    return sent(u, m->bytes.len ? na_chan_end_tail(u->chan, m->bytes, u->dead)
                                : na_chan_end(u->chan, u->dead));
}

/* -- bundles -------------------------------------------------------------------------- */

static int bundle(unpacker *u, const na_bundle_io *io, na_str hint, const char *prefix,
                  unsigned depth, na_err *err);

static int inner_read(void *ctx, void *buf, size_t n, size_t *got, na_err *err)
{
    inner *in = ctx;

    if (in->pos < in->len) {
        *got = in->len - in->pos < n ? in->len - in->pos : n;
        memcpy(buf, in->head + in->pos, *got);
        in->pos += *got;
        return NA_OK;
    }
    return na_bundle_read(in->outer, buf, n, got, err);
}

static bool is_archive(const na_bundle *b)
{
    const na_str kind = na_str_c(na_bundle_kind(b));

    return na_str_starts(kind, NA_STR("tar")) || na_str_starts(kind, NA_STR("zip")) ||
           na_str_starts(kind, NA_STR("7z"));
}

/* A bundle inside a bundle. Its failure costs what it has left, not the outer one. */
static int nested(unpacker *u, level *lv, na_msg_uentry *m, const char *name)
{
    inner in = { .outer = lv->b, .head = m->head.ptr, .len = m->head.len };
    na_bundle_io io = { .read = inner_read, .ctx = &in, .outer = lv->b };
    na_err why = { 0 };
    char prefix[NA_MAX_NAME + 4];
    const uint64_t before = u->entries;

    snprintf(prefix, sizeof prefix, "%s!/", name);
    if (bundle(u, &io, m->name, prefix, lv->depth + 1, &why) < 0 && !u->gone) {
        if (u->entries > before) {
            na_msg_uend note = { .entry = u->entries, .cut_short = true };

            note.message = na_str_c(why.msg);
            return na_unpack_say_end(u, NA_U_NOTE, &note);
        }
        m->entry = ++u->entries;
        m->code = na_str_c(why.code == NA_ELIMIT ? "too_large" : "archive_error");
        m->message = na_str_c(why.msg);
        if (!m->whole) m->head = (na_str){ 0 };
        m->whole = true;
        return say_entry(u, m);
    }
    return u->gone ? NA_EIO : NA_OK;
}

static int entry(unpacker *u, level *lv, const na_entry *e, char *head, na_err *err)
{
    const bool archive = is_archive(lv->b);
    char name[NA_MAX_NAME + 1];
    na_msg_uentry m = { .size = e->size, .message = e->warn };
    body b = { .u = u, .lv = lv };
    size_t n = 0, got = 1;
    int rc;

    /* What is no archive is the outer entry itself, decompressed. */
    snprintf(name, sizeof name, "%s%.*s", archive ? lv->prefix : "", NA_STR_ARG(e->name));
    if (!*name && !archive) snprintf(name, sizeof name, "stdin");
    m.name = na_str_c(name);
    m.mtime = e->mtime != NA_TIME_NONE ? e->mtime : 0;
    if (!archive && lv->depth == 0 && u->mtime) m.mtime = u->mtime;
    while (n < NA_HEAD_BYTES && got > 0 && !e->encrypted) {
        if (na_bundle_read(lv->b, head + n, NA_HEAD_BYTES - n, &got, &b.err) < 0) break;
        n += got;
    }
    m.head = na_str_n(head, n);
    m.whole = n < NA_HEAD_BYTES;
    if (e->encrypted) {
        m.code = NA_STR("archive_error");
        m.message = NA_STR("its data is encrypted");
    } else if (na_bundle_member(lv->b, 0, &(uint64_t){ 0 }) || na_bundle_damage(lv->b)) {
        m.whole = false; /* it is cut here, who knows where members lie */
    } else if (b.err.code) {
        m.whole = true;
        m.code = na_str_c(na_body_code(&b.err));
        m.message = na_str_c(b.err.msg);
    } else if (*na_bundle_kind(lv->b) && na_bundle_is_bundle(m.head)) {
        if (lv->depth < u->limits.nesting) return nested(u, lv, &m, name);
        m.code = NA_STR("archive_error");
        m.message = NA_STR("bundles are nested too deep (limit: nesting)");
        if (!m.whole) m.head = (na_str){ 0 };
        m.whole = true;
    }
    if (++u->entries > u->limits.entries)
        return na_fail(err, NA_ELIMIT, "more than %llu entries (limit: entries)",
                       (unsigned long long)u->limits.entries);
    m.entry = u->entries;
    if ((rc = say_entry(u, &m)) < 0) return rc;
    if (!m.whole) {
        b.head = m.head;
        if ((rc = na_body_decide(&b, m.entry)) < 0) return rc;
    }
    return b.err.code && !e->encrypted ? na_fail(err, b.err.code, "%s", b.err.msg) : NA_OK;
}

/* Reads a bundle to its end; a failure says why it ended early. */
static int bundle(unpacker *u, const na_bundle_io *io, na_str hint, const char *prefix,
                  unsigned depth, na_err *err)
{
    level lv = { .depth = depth, .prefix = prefix };
    na_limits limits = u->limits;
    char *head = malloc(NA_HEAD_BYTES);
    na_entry e;
    int rc = head ? NA_OK : na_fail_nomem(err);

    limits.expanded -= u->expanded < limits.expanded ? u->expanded : limits.expanded;
    if (rc == NA_OK) rc = na_bundle_open(&lv.b, io, hint, &limits, err);
    while (rc == NA_OK && (rc = na_bundle_next(lv.b, &e, err)) == 1) {
        rc = e.type == NA_ENTRY_FILE ? entry(u, &lv, &e, head, err) : NA_OK;
    }
    if (lv.b && depth == 0) u->expanded += na_bundle_expanded(lv.b);
    na_bundle_close(lv.b);
    free(head);
    return u->gone ? NA_EIO : rc;
}

/* The files of a folder, each a bundle or plain; one that breaks off is told and passed. */
static int folder(unpacker *u, na_err *err)
{
    const na_bundle_io io = na_feed_member(&u->feed);
    na_buf name, prefix;
    int64_t mtime = 0;
    int rc;

    na_buf_init(&name, NA_MAX_NAME);
    na_buf_init(&prefix, NA_MAX_NAME + 2);
    u->feed.file_end = true;
    while ((rc = na_feed_next(&u->feed, &name, &mtime, err)) == 1) {
        na_err why = { 0 };

        na_buf_reset(&prefix);
        na_buf_str(&prefix, na_buf_get(&name));
        na_buf_puts(&prefix, "!/");
        u->mtime = mtime;
        if (bundle(u, &io, na_buf_get(&name), na_buf_cstr(&prefix), 0, &why) < 0 ||
            u->feed.file_failed) {
            na_msg_uend m = { .entry = u->entries, .cut_short = true };

            if (u->gone) break;
            (void)na_fail(&why, NA_EIO, "%s: could not be read to its end",
                          na_buf_cstr(&name));
            m.message = na_str_c(why.msg);
            if (na_unpack_say_end(u, NA_U_NOTE, &m) < 0) break;
        }
    }
    na_buf_release(&name);
    na_buf_release(&prefix);
    return u->gone ? NA_EIO : rc;
}

int na_unpack_run(na_chan *c, na_err *err)
{
    unpacker u = { .chan = c, .dead = err, .feed = { .tick = tick } };
    na_msg_ustart start;
    na_msg_uend end = { 0 };
    na_err why = { 0 };
    na_bundle_io io;
    na_buf name;
    uint8_t type = 0;
    na_str p;
    int rc;

    na_buf_init(&name, NA_MAX_NAME);
    u.feed.ctx = &u;
    if ((rc = na_chan_recv(c, -1, &type, &p, err)) < 0) goto done;
    if (type != NA_U_START || na_msg_get_ustart(p, &start, err) < 0) {
        rc = na_fail(err, NA_ECORRUPT, "unpacker: expected a start");
        goto done;
    }
    u.limits = start.limits;
    u.mtime = start.mtime;
    u.feed.size = start.size;
    na_buf_str(&name, start.name);
    switch (start.mode) {
    case NA_MODE_FILE:
        io = na_feed_file(&u.feed);
        rc = bundle(&u, &io, na_buf_get(&name), "", 0, &why);
        break;
    case NA_MODE_STREAM:
        io = na_feed_stream(&u.feed);
        rc = bundle(&u, &io, na_buf_get(&name), "", 0, &why);
        break;
    case NA_MODE_FOLDER:
        rc = folder(&u, &why);
        break;
    }
    if (u.gone) goto done;
    end.entry = u.entries;
    end.cut_short = rc < 0;
    end.message = na_str_c(why.msg);
    if ((rc = na_unpack_say_end(&u, NA_U_END, &end)) < 0) goto done;
    rc = na_chan_flush(c, err);
done:
    na_buf_release(&name);
    return rc;
}
