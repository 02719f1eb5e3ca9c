/* SPDX-License-Identifier: MIT */
#include "ingest/pump.h"
#include "base/limits.h"
#include "sandbox/msg.h"
#include "sandbox/proto.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK (64 * NA_KIB)

struct na_pump {
    int out; /* -1 once everything was said */
    int in;  /* stream: borrowed; folder: the file at hand, -1 none */
    na_walk *walk;
    na_buf buf; /* waiting to be written */
    size_t sent;
    uint64_t bytes, left; /* left: of the file at hand, by its size */
    bool ended, lost, starved;
    na_sha256 hash;
    na_pump_log log;
    void *ctx;
    char *name; /* of the file at hand, for messages */
};

static int pump_new(na_pump **out, int *read_end_out, na_err *err)
{
    na_pump *p = calloc(1, sizeof *p);
    int fd[2];

    *out = NULL;
    if (!p) return na_fail_nomem(err);
    p->out = p->in = -1;
    if (pipe2(fd, O_CLOEXEC) < 0) {
        free(p);
        return na_fail(err, NA_EIO, "pipe: %s", strerror(errno));
    }
    (void)fcntl(fd[1], F_SETPIPE_SZ, 1 << 20); /* fewer switches; the default does too */
    (void)fcntl(fd[1], F_SETFL, O_NONBLOCK);
    *read_end_out = fd[0];
    p->out = fd[1];
    na_buf_init(&p->buf, 2 * CHUNK);
    na_sha256_begin(&p->hash);
    *out = p;
    return NA_OK;
}

int na_pump_stream(na_pump **out, int in, int *read_end_out, na_err *err)
{
    int rc = pump_new(out, read_end_out, err);

    if (rc == NA_OK) (*out)->in = in;
    return rc;
}

int na_pump_folder(na_pump **out, const char *dir, na_pump_log log, void *ctx,
                   int *read_end_out, na_err *err)
{
    na_walk *w = NULL;
    int rc;

    *out = NULL;
    if ((rc = na_walk_open(&w, dir, err)) < 0) return rc;
    if ((rc = pump_new(out, read_end_out, err)) < 0) {
        na_walk_close(w);
        return rc;
    }
    (*out)->walk = w;
    (*out)->log = log;
    (*out)->ctx = ctx;
    return NA_OK;
}

void na_pump_free(na_pump *p)
{
    if (!p) return;
    if (p->out >= 0) close(p->out);
    if (p->walk && p->in >= 0) close(p->in);
    na_walk_close(p->walk);
    na_buf_release(&p->buf);
    free(p->name);
    free(p);
}

bool na_pump_done(const na_pump *p) { return p->out < 0; }
bool na_pump_waits(const na_pump *p) { return p->out < 0 || p->sent < p->buf.len; }
uint64_t na_pump_bytes(const na_pump *p) { return p->bytes; }
bool na_pump_lost(const na_pump *p) { return p->lost; }

void na_pump_sha256(na_pump *p, char hex[65])
{
    uint8_t digest[32];

    na_sha256_end(&p->hash, digest);
    na_hex(digest, sizeof digest, hex);
}

struct pollfd na_pump_poll(const na_pump *p)
{
    if (p->out >= 0 && p->sent < p->buf.len)
        return (struct pollfd){ .fd = p->out, .events = POLLOUT };
    return (struct pollfd){ .fd = p->out >= 0 ? p->in : -1, .events = POLLIN };
}

/* -- filling -------------------------------------------------------------------------- */

/* Up to n bytes of the input at hand behind what is in buf; 0 at its end. */
static ssize_t take(na_pump *p, size_t n)
{
    char *at = na_buf_reserve(&p->buf, n);
    ssize_t k;

    if (!at) {
        errno = ENOMEM;
        return -1;
    }
    do {
        k = read(p->in, at, n);
    } while (k < 0 && errno == EINTR);
    if (k > 0) {
        p->buf.len += (size_t)k;
        p->bytes += (uint64_t)k;
    }
    return k;
}

static int fill_stream(na_pump *p, na_err *err)
{
    struct pollfd ready = { .fd = p->in, .events = POLLIN };
    ssize_t k;

    if (poll(&ready, 1, 0) == 0) {
        p->starved = true;
        return NA_OK;
    }
    k = take(p, CHUNK);
    p->starved = k < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
    if (p->starved) return NA_OK;
    if (k < 0) return na_fail(err, NA_EIO, "standard input: %s", strerror(errno));
    if (k > 0) na_sha256_put(&p->hash, p->buf.ptr, (size_t)k);
    p->ended = k == 0;
    return NA_OK;
}

static void lose(na_pump *p, const char *why)
{
    char line[512];

    p->lost = true;
    snprintf(line, sizeof line, "%s: %s", p->name ? p->name : "file", why);
    if (p->log) p->log(p->ctx, "error", na_str_c(line));
}

/* The end of the file at hand: 0, or NA_FEED_FAILED. */
static void end_file(na_pump *p, uint32_t mark)
{
    na_buf_u32(&p->buf, mark);
    close(p->in);
    p->in = -1;
}

static int next_file(na_pump *p, na_err *err)
{
    struct stat st;
    na_str path;
    int rc = na_walk_next(p->walk, &p->in, &path, err);

    if (rc < 0) return rc;
    if (rc == 0) {
        na_buf_u8(&p->buf, 0);
        p->ended = true;
        return NA_OK;
    }
    free(p->name);
    p->name = strndup(path.ptr, path.len);
    if (p->in < 0 || fstat(p->in, &st) < 0 || !S_ISREG(st.st_mode)) {
        lose(p, strerror(errno));
        if (p->in >= 0) close(p->in);
        p->in = -1;
        return NA_OK;
    }
    p->left = (uint64_t)st.st_size;
    path = na_str_sub(path, 0, NA_MAX_NAME);
    na_buf_u8(&p->buf, 1);
    na_put_str(&p->buf, path);
    na_buf_u64(&p->buf, (uint64_t)st.st_mtime);
    return NA_OK;
}

static int fill_folder(na_pump *p, na_err *err)
{
    const size_t at = p->buf.len;
    ssize_t k;

    if (p->in < 0) return next_file(p, err);
    na_buf_u32(&p->buf, 0);
    k = take(p, CHUNK);
    if (k > 0) {
        for (unsigned i = 0; i < 4; i++)
            p->buf.ptr[at + i] = (char)(((size_t)k >> (8 * i)) & 0xff);
        p->left -= (uint64_t)k < p->left ? (uint64_t)k : p->left;
        return NA_OK;
    }
    na_buf_cut(&p->buf, at);
    if (k < 0)
        lose(p, strerror(errno));
    else if (p->left)
        lose(p, "it became shorter while it was read");
    end_file(p, k < 0 || p->left ? NA_FEED_FAILED : 0);
    return na_buf_check(&p->buf, "folder", err);
}

/* -- writing -------------------------------------------------------------------------- */

/* write() raises SIGPIPE for a pipe without a reader, and a library must not change the
 * program's signals: it is blocked here, and taken back if it came. */
static ssize_t quiet_write(int fd, const void *p, size_t n)
{
    const struct timespec now = { 0 };
    sigset_t pipe_only, before, pending;
    bool was;
    ssize_t k;

    sigemptyset(&pipe_only);
    sigaddset(&pipe_only, SIGPIPE);
    sigpending(&pending);
    was = sigismember(&pending, SIGPIPE) == 1;
    pthread_sigmask(SIG_BLOCK, &pipe_only, &before);
    k = write(fd, p, n);
    if (k < 0 && errno == EPIPE && !was) {
        sigtimedwait(&pipe_only, NULL, &now);
        errno = EPIPE;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return k;
}

int na_pump_step(na_pump *p, na_err *err)
{
    bool moved = false;

    while (p->out >= 0) {
        ssize_t k;
        int rc;

        if (p->sent == p->buf.len) {
            na_buf_reset(&p->buf);
            p->sent = 0;
            p->starved = false;
            if (!p->ended && (rc = p->walk ? fill_folder(p, err) : fill_stream(p, err)) < 0)
                return rc;
            if (p->starved) break;
            moved = true;
            if (p->buf.len == 0 && p->ended) {
                close(p->out);
                p->out = -1;
            }
            continue;
        }
        k = quiet_write(p->out, p->buf.ptr + p->sent, p->buf.len - p->sent);
        if (k > 0) {
            p->sent += (size_t)k;
            moved = true;
        } else if (errno == EPIPE) { /* the unpacker is gone: its end says why */
            close(p->out);
            p->out = -1;
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            break;
        } else if (errno != EINTR) {
            return na_fail(err, NA_EIO, "pipe: %s", strerror(errno));
        }
    }
    return moved;
}
