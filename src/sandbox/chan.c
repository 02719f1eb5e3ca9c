/* SPDX-License-Identifier: MIT */
/* chan.c - frames over a stream socket
 *
 * The receive buffer is grown to the frame it waits for, at most NA_FRAME_MAX, whatever the
 * length field says; memory beyond a megabyte is given back once the frame was used.
 */
#include "base/time.h"
#include "sandbox/proto.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define HEADER 5u
#define GATHER (64 * NA_KIB)
#define KEEP NA_MIB
#define FLUSH_MS 60000 /* the parent waits no longer for a worker to read */
#define OUT_MAX ((size_t)NA_FRAME_MAX + 16 * NA_MIB)

struct na_chan {
    int fd;
    bool nonblock;
    na_buf out;
    size_t sent;  /* bytes of out that are gone */
    size_t frame; /* where the frame under construction starts in out */
    na_str tail;  /* what follows out */
    char *in;
    size_t in_cap, in_pos, in_len; /* unread bytes: in[in_pos .. in_len) */
    uint64_t received;
};

int na_chan_new(na_chan **out, int fd, na_err *err)
{
    na_chan *c = calloc(1, sizeof *c);

    *out = NULL;
    if (!c) {
        close(fd);
        return na_fail_nomem(err);
    }
    c->fd = fd;
    na_buf_init(&c->out, OUT_MAX);
    *out = c;
    return NA_OK;
}

void na_chan_free(na_chan *c)
{
    if (!c) return;
    close(c->fd);
    na_buf_release(&c->out);
    free(c->in);
    free(c);
}

int na_chan_fd(const na_chan *c) { return c->fd; }
void na_chan_nonblock(na_chan *c) { c->nonblock = true; }
size_t na_chan_pending(const na_chan *c) { return c->out.len - c->sent + c->tail.len; }
bool na_chan_busy(const na_chan *c) { return c->tail.len > 0; }
uint64_t na_chan_received(const na_chan *c) { return c->received; }

/* A process that was killed may leave its end reset: it is gone, as when it closed it. */
static int broken(na_err *err)
{
    if (errno == EPIPE || errno == ECONNRESET)
        return na_fail(err, NA_EIO, "channel: closed");
    return na_fail(err, NA_EIO, "channel: %s", strerror(errno));
}

/* -- sending ------------------------------------------------------------------------- */

na_buf *na_chan_begin(na_chan *c, uint8_t type)
{
    na_assert(!na_chan_busy(c));
    c->frame = c->out.len;
    na_buf_u8(&c->out, type);
    na_buf_u32(&c->out, 0);
    return &c->out;
}

/* Writes the length of the frame under construction, tail bytes included. */
static int seal_frame(na_chan *c, size_t tail, na_err *err)
{
    int rc = c->out.rc;
    size_t n = 0;

    if (rc < 0) {
        c->out.rc = NA_OK;
        na_buf_cut(&c->out, c->frame);
        return rc == NA_ENOMEM ? na_fail_nomem(err)
                               : na_fail(err, rc, "a frame is too long to send");
    }
    if (!na_add_ok(c->out.len - c->frame - HEADER, tail, &n) || n > NA_FRAME_MAX) {
        na_buf_cut(&c->out, c->frame);
        return na_fail(err, NA_ELIMIT, "a frame of %zu bytes is too long to send", n);
    }
    for (unsigned i = 0; i < 4; i++)
        c->out.ptr[c->frame + 1 + i] = (char)((n >> (8 * i)) & 0xff);
    return NA_OK;
}

/* Sends n bytes or what goes without waiting; the count, or a failure. */
static int send_some(na_chan *c, const char *p, size_t n, size_t *sent, na_err *err)
{
    *sent = 0;
    while (*sent < n) {
        ssize_t k = send(c->fd, p + *sent, n - *sent,
                         MSG_NOSIGNAL | (c->nonblock ? MSG_DONTWAIT : 0));

        if (k >= 0) {
            *sent += (size_t)k;
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            return NA_OK;
        } else if (errno != EINTR) {
            return broken(err);
        }
    }
    return NA_OK;
}

int na_chan_push(na_chan *c, na_err *err)
{
    size_t k = 0;
    int rc = c->sent < c->out.len
                 ? send_some(c, c->out.ptr + c->sent, c->out.len - c->sent, &k, err)
                 : NA_OK;

    c->sent += k;
    if (rc < 0 || c->sent < c->out.len) return rc;
    if (c->out.cap > KEEP)
        na_buf_release(&c->out), na_buf_init(&c->out, OUT_MAX);
    else
        na_buf_reset(&c->out);
    c->sent = 0;
    if (!c->tail.len) return NA_OK;
    rc = send_some(c, c->tail.ptr, c->tail.len, &k, err);
    c->tail = na_str_sub(c->tail, k, c->tail.len);
    return rc;
}

int na_chan_flush(na_chan *c, na_err *err)
{
    const int64_t until = na_mono_ms() + FLUSH_MS;
    int rc = na_chan_push(c, err);

    while (rc == NA_OK && na_chan_pending(c)) {
        struct pollfd p = { .fd = c->fd, .events = POLLOUT };

        if (c->nonblock && na_mono_ms() > until)
            return na_fail(err, NA_EIO, "channel: the other side does not read");
        (void)poll(&p, 1, c->nonblock ? 1000 : -1);
        rc = na_chan_push(c, err);
    }
    return rc;
}

int na_chan_end(na_chan *c, na_err *err)
{
    int rc = seal_frame(c, 0, err);

    return rc < 0 || c->nonblock || c->out.len < GATHER ? rc : na_chan_flush(c, err);
}

int na_chan_end_tail(na_chan *c, na_str tail, na_err *err)
{
    int rc = seal_frame(c, tail.len, err);

    if (rc < 0) return rc;
    c->tail = tail;
    return c->nonblock ? NA_OK : na_chan_flush(c, err);
}

/* -- receiving ------------------------------------------------------------------------ */

/* The frame at in_pos: 1 whole, 0 needs *need bytes in all, or a failure. */
static int frame_at(na_chan *c, uint8_t *type, na_str *payload, size_t *need, na_err *err)
{
    na_rd r = na_rd_of(c->in ? na_str_n(c->in + c->in_pos, c->in_len - c->in_pos)
                             : (na_str){ 0 });
    size_t n;

    *need = HEADER;
    if (na_rd_left(&r) < HEADER) return 0;
    *type = na_rd_u8(&r);
    n = na_rd_u32(&r);
    if (*type == 0 || *type > NA_FRAME_LAST)
        return na_fail(err, NA_ECORRUPT, "channel: unknown frame %u", *type);
    if (n > NA_FRAME_MAX)
        return na_fail(err, NA_ECORRUPT, "channel: frame of %zu bytes is too long", n);
    *need = HEADER + n;
    if (na_rd_left(&r) < n) return 0;
    *payload = na_rd_bytes(&r, n);
    return 1;
}

/* Makes room for need bytes from the unread ones on, at least one read's worth. */
static int make_room(na_chan *c, size_t need, na_err *err)
{
    size_t have = c->in_len - c->in_pos, want = need > GATHER ? need : GATHER;

    if (have) memmove(c->in, c->in + c->in_pos, have);
    c->in_pos = 0;
    c->in_len = have;
    if (want > c->in_cap || (c->in_cap > KEEP && want <= KEEP && have <= want)) {
        char *p = realloc(c->in, want);

        if (!p) return na_fail_nomem(err);
        c->in = p;
        c->in_cap = want;
    }
    return NA_OK;
}

int na_chan_recv(na_chan *c, int timeout_ms, uint8_t *type_out, na_str *payload_out,
                 na_err *err)
{
    int64_t until = timeout_ms < 0 ? 0 : na_mono_ms() + timeout_ms;
    size_t need = 0;

    *type_out = 0;
    *payload_out = (na_str){ 0 };
    for (;;) {
        int rc = frame_at(c, type_out, payload_out, &need, err);
        ssize_t k;

        if (rc < 0) return rc;
        if (rc == 1) {
            c->in_pos += need; /* the bytes stay until the next receive */
            return 1;
        }
        if ((rc = make_room(c, need, err)) < 0) return rc;
        k = recv(c->fd, c->in + c->in_len, c->in_cap - c->in_len, MSG_DONTWAIT);
        if (k > 0) {
            c->in_len += (size_t)k;
            c->received += (uint64_t)k;
            continue;
        }
        if (k == 0)
            return na_fail(err, NA_EIO, "channel: closed%s",
                           c->in_len ? " in the middle of a frame" : "");
        if (errno == EAGAIN || errno == EWOULDBLOCK) {
            struct pollfd p = { .fd = c->fd, .events = POLLIN };
            int64_t left = timeout_ms < 0 ? -1 : until - na_mono_ms();

            if (timeout_ms == 0 || (timeout_ms > 0 && left <= 0)) return 0;
            (void)poll(&p, 1, (int)left);
        } else if (errno != EINTR) {
            return broken(err);
        }
    }
}

void na_put_str(na_buf *b, na_str s)
{
    if (s.len > UINT32_MAX) {
        b->rc = b->rc ? b->rc : NA_ELIMIT;
        return;
    }
    na_buf_u32(b, (uint32_t)s.len);
    na_buf_put(b, s.ptr, s.len);
}

na_str na_get_str(na_rd *r) { return na_rd_bytes(r, na_rd_u32(r)); }
