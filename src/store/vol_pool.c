/* SPDX-License-Identifier: MIT */
/* A ring of slots; a slot's state says whose it is, and changes only under the lock. Three
 * counters run around the ring: head (the next put), take (the next to compress), tail (the
 * next to sink). Between taking a slot and marking it done, a thread owns it without
 * lock. */
#include "store/vol_pool.h"
#include "base/hash.h"
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <zstd.h>

enum { SLOTS = 8, MAX_THREADS = 4 };
#define IN_FLIGHT (8 * NA_MIB) /* bytes of raw frames, unless one alone is bigger */
#define BIG (2 * NA_MIB)       /* such frames are rare: less memory, and none of it kept */
#define BLOCK (64 * NA_KIB)
#define PIECE (128 * NA_KIB) /* decoded at once when comparing */

struct slot {
    bool done;
    int level, rc;
    na_err err;
    na_buf raw, stored;
    uint8_t hash[NA_FRAME_HASH];
};

struct na_pool {
    pthread_mutex_t lock;
    pthread_cond_t work, ready;
    struct slot slot[SLOTS];
    uint64_t head, take, tail;
    size_t in_flight;
    bool stop;
    pthread_t thread[MAX_THREADS];
    unsigned threads;
    na_pool_sink *sink;
    void *ctx;
    int rc;
    na_err err;
};

/* What one thread works with. */
struct kit {
    ZSTD_CCtx *cx;
    ZSTD_DCtx *dx;
    uint8_t *piece;
};

static int set_params(struct kit *k, size_t n, int level, na_err *err)
{
    bool big = n > BIG;
    bool bad = false;

    ZSTD_CCtx_reset(k->cx, ZSTD_reset_session_and_parameters);
    bad |= ZSTD_isError(ZSTD_CCtx_setParameter(k->cx, ZSTD_c_compressionLevel, level));
    bad |= ZSTD_isError(ZSTD_CCtx_setParameter(k->cx, ZSTD_c_checksumFlag, 1));
    if (big) { /* tables for a big input would cost tens of megabytes */
        bad |= ZSTD_isError(ZSTD_CCtx_setParameter(k->cx, ZSTD_c_windowLog, 21));
        bad |= ZSTD_isError(ZSTD_CCtx_setParameter(k->cx, ZSTD_c_hashLog, 19));
        bad |= ZSTD_isError(ZSTD_CCtx_setParameter(k->cx, ZSTD_c_chainLog, 19));
    }
    return bad ? na_fail(err, NA_EUSAGE, "zstd does not take level %d", level) : NA_OK;
}

/* What was written must decode to what was given, before anybody drops the original. */
static int compare(struct kit *k, const struct slot *s, na_err *err)
{
    ZSTD_inBuffer in = { s->stored.ptr, s->stored.len, 0 };
    size_t at = 0, rc;

    ZSTD_DCtx_reset(k->dx, ZSTD_reset_session_only);
    do {
        ZSTD_outBuffer out = { k->piece, PIECE, 0 };
        size_t before = in.pos;

        rc = ZSTD_decompressStream(k->dx, &out, &in);
        if (ZSTD_isError(rc) || out.pos > s->raw.len - at ||
            memcmp(k->piece, s->raw.ptr + at, out.pos) != 0 ||
            (rc && !out.pos && in.pos == before))
            return na_fail(err, NA_ECORRUPT,
                           "a frame of %zu bytes does not decode to itself", s->raw.len);
        at += out.pos;
    } while (rc);
    if (at != s->raw.len || in.pos != in.size)
        return na_fail(err, NA_ECORRUPT, "a frame of %zu bytes decodes to %zu", s->raw.len,
                       at);
    return NA_OK;
}

/* The frame in blocks of BLOCK bytes: who wants one article decodes whole blocks up to it.
 * Returns its size, or an error of the library's. */
static size_t pack(struct kit *k, na_str raw, char *dst, size_t room)
{
    ZSTD_inBuffer in = { raw.ptr ? raw.ptr : "", 0, 0 };
    ZSTD_outBuffer out = { dst, room, 0 };
    size_t rc = ZSTD_CCtx_setPledgedSrcSize(k->cx, raw.len);

    if (ZSTD_isError(rc)) return rc;
    do {
        in.size = raw.len - in.size > BLOCK ? in.size + BLOCK : raw.len;
        do {
            rc = ZSTD_compressStream2(k->cx, &out, &in,
                                      in.size == raw.len ? ZSTD_e_end : ZSTD_e_flush);
        } while (!ZSTD_isError(rc) && rc > 0 && out.pos < out.size);
    } while (!ZSTD_isError(rc) && in.size < raw.len);
    return ZSTD_isError(rc) ? rc : out.pos;
}

static int compress(struct kit *k, struct slot *s, na_err *err)
{
    size_t bound = ZSTD_compressBound(s->raw.len) + s->raw.len / BLOCK * 4 + 16, n;
    uint8_t sha[32];
    char *dst;
    int rc;

    if (!k->cx || !k->dx || !k->piece) return na_fail_nomem(err);
    if ((rc = set_params(k, s->raw.len, s->level, err)) < 0) return rc;
    na_buf_reset(&s->stored);
    if (!(dst = na_buf_reserve(&s->stored, bound)))
        return na_buf_check(&s->stored, "a compressed frame", err);
    n = pack(k, na_buf_get(&s->raw), dst, bound);
    if (ZSTD_isError(n))
        return na_fail(err, NA_ENOMEM, "compressing a frame: %s", ZSTD_getErrorName(n));
    s->stored.len += n;
    if ((rc = compare(k, s, err)) < 0) return rc;
    na_sha256_of(na_buf_get(&s->stored), sha);
    memcpy(s->hash, sha, NA_FRAME_HASH);
    return NA_OK;
}

static void *run(void *arg)
{
    na_pool *p = arg;
    struct kit k = { ZSTD_createCCtx(), ZSTD_createDCtx(), malloc(PIECE) };

    if (k.dx) ZSTD_DCtx_setParameter(k.dx, ZSTD_d_windowLogMax, NA_FRAME_WINDOW_LOG);
    pthread_mutex_lock(&p->lock);
    for (;;) {
        while (!p->stop && p->take == p->head) pthread_cond_wait(&p->work, &p->lock);
        if (p->stop) break;
        struct slot *s = &p->slot[p->take++ % SLOTS];

        pthread_mutex_unlock(&p->lock);
        s->rc = compress(&k, s, &s->err);
        pthread_mutex_lock(&p->lock);
        s->done = true;
        pthread_cond_signal(&p->ready);
    }
    pthread_mutex_unlock(&p->lock);
    ZSTD_freeCCtx(k.cx);
    ZSTD_freeDCtx(k.dx);
    free(k.piece);
    return NULL;
}

static int failed(na_pool *p, na_err *err) { return na_fail(err, p->rc, "%s", p->err.msg); }

/* Sinks the oldest frame, waiting for it only when wait is set. 1 when there was one. */
static int retire(na_pool *p, bool wait)
{
    struct slot *s;

    if (p->tail == p->head) return 0;
    s = &p->slot[p->tail % SLOTS];
    pthread_mutex_lock(&p->lock);
    while (wait && !s->done) pthread_cond_wait(&p->ready, &p->lock);
    bool done = s->done;
    pthread_mutex_unlock(&p->lock);
    if (!done) return 0;

    if (p->rc == NA_OK) {
        if (s->rc < 0)
            p->rc = na_fail(&p->err, s->rc, "%s", s->err.msg);
        else
            p->rc = p->sink(p->ctx, na_buf_get(&s->stored), (uint32_t)s->raw.len, s->hash,
                            &p->err);
    }
    p->in_flight -= s->raw.len;
    if (s->raw.cap > BIG) na_buf_release(&s->raw);
    if (s->stored.cap > BIG) na_buf_release(&s->stored);
    p->tail++;
    return 1;
}

int na_pool_new(na_pool **out, unsigned threads, na_pool_sink *sink, void *ctx, na_err *err)
{
    na_pool *p = calloc(1, sizeof *p);
    int rc;

    if (!p) return na_fail_nomem(err);
    p->sink = sink;
    p->ctx = ctx;
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->work, NULL);
    pthread_cond_init(&p->ready, NULL);
    if ((rc = na_pool_grow(p, threads, err)) < 0) goto done;
    *out = p;
    p = NULL;
done:
    na_pool_free(p);
    return rc;
}

int na_pool_grow(na_pool *p, unsigned threads, na_err *err)
{
    sigset_t all, old;
    int bad = 0;

    /* Signals are for the caller's thread. */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    while (!bad && p->threads < threads && p->threads < MAX_THREADS) {
        bad = pthread_create(&p->thread[p->threads], NULL, run, p);
        if (!bad) p->threads++;
    }
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    /* Fewer threads than asked for are slower, none cannot work. */
    return p->threads ? NA_OK : na_fail(err, NA_EIO, "no thread: %s", strerror(bad));
}

int na_pool_put(na_pool *p, na_buf *raw, int level, na_err *err)
{
    struct slot *s;
    na_buf swap;

    while (retire(p, false)) {
    }
    while (p->head - p->tail == SLOTS ||
           (p->head != p->tail && p->in_flight + raw->len > IN_FLIGHT))
        retire(p, true);
    if (p->rc < 0) return failed(p, err);

    s = &p->slot[p->head % SLOTS];
    if (!s->raw.max) na_buf_init(&s->raw, raw->max);
    if (!s->stored.max) na_buf_init(&s->stored, NA_FRAME_MAX_STORED);
    na_buf_reset(&s->raw);
    swap = s->raw;
    s->raw = *raw;
    *raw = swap;
    s->level = level;
    s->done = false;
    s->err = (na_err){ 0 };
    p->in_flight += s->raw.len;
    pthread_mutex_lock(&p->lock);
    p->head++;
    pthread_cond_signal(&p->work);
    pthread_mutex_unlock(&p->lock);
    return NA_OK;
}

int na_pool_drain(na_pool *p, na_err *err)
{
    while (retire(p, true)) {
    }
    return p->rc < 0 ? failed(p, err) : NA_OK;
}

void na_pool_free(na_pool *p)
{
    if (!p) return;
    pthread_mutex_lock(&p->lock);
    p->stop = true;
    pthread_cond_broadcast(&p->work);
    pthread_mutex_unlock(&p->lock);
    for (unsigned i = 0; i < p->threads; i++) pthread_join(p->thread[i], NULL);
    for (int i = 0; i < SLOTS; i++) {
        na_buf_release(&p->slot[i].raw);
        na_buf_release(&p->slot[i].stored);
    }
    pthread_cond_destroy(&p->ready);
    pthread_cond_destroy(&p->work);
    pthread_mutex_destroy(&p->lock);
    free(p);
}
