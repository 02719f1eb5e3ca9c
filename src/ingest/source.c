/* SPDX-License-Identifier: MIT */
#include "ingest/source.h"
#include "base/path.h"
#include "sandbox/spawn.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define SILENCE_MS 60000 /* an unpacker that has input and room says something before */
#define NOTE_MS 200

struct na_source {
    char *path, *name;
    int fd; /* the regular file or stream, -1 for a folder */
    struct stat st;
    na_mode mode;
    na_pump *pump;
    na_worker *unpacker;
    bool ended, deciding;
    uint64_t seen, done, size;
    uint64_t peak; /* memory of the unpacker, when it last told how far it is */
    int64_t since_ms;
    char sha[65];
    char why[NA_ERR_MSG];
};

/* -- opening -------------------------------------------------------------------------- */

/* The base name; of "." and "x/" the folder's real one. */
static char *base_name(const char *path)
{
    const char *base = na_path_base(path);
    char *real, *name = NULL;

    if (*base && strcmp(base, ".") != 0 && strcmp(base, "..") != 0) return strdup(base);
    real = realpath(path, NULL);
    if (real) name = strdup(na_path_base(real));
    free(real);
    return name;
}

static int hash_file(na_source *s, const na_import_events *ev, na_err *err)
{
    const na_import_counts none = { 0 };
    const size_t n = NA_MIB;
    char *buf = malloc(n);
    int64_t told = na_mono_ms();
    uint8_t digest[32];
    na_sha256 h;
    uint64_t off = 0;
    size_t got = 0;
    int rc = buf ? NA_OK : na_fail_nomem(err);

    na_sha256_begin(&h);
    while (rc >= 0) {
        rc = na_io_pread(s->fd, buf, n, off, &got, s->path, err);
        if (rc < 0 || got == 0) break;
        na_sha256_put(&h, buf, got);
        off += got;
        if (ev->cancel && *ev->cancel) rc = na_fail(err, NA_ECANCELLED, "cancelled");
        if (ev->progress && na_mono_ms() - told >= NOTE_MS) {
            told = na_mono_ms();
            ev->progress(ev->ctx, 0, s->size, &none);
        }
    }
    na_sha256_end(&h, digest);
    na_hex(digest, sizeof digest, s->sha);
    free(buf);
    return rc < 0 ? rc : NA_OK;
}

/* What kind of input is it? */
static int look(na_source *s, const char *given, na_err *err)
{
    const bool standard = strcmp(s->path, "-") == 0;

    s->fd = standard ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
                     : open(s->path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (s->fd < 0 || fstat(s->fd, &s->st) < 0)
        return na_fail(err, errno == ENOENT || errno == ENOTDIR ? NA_ENOENT : NA_EIO,
                       "%s: %s", s->path, strerror(errno));
    s->name = standard ? strdup(given ? na_path_base(given) : "") : base_name(s->path);
    if (!s->name) return na_fail_nomem(err);
    if (S_ISDIR(s->st.st_mode)) {
        s->mode = NA_MODE_FOLDER;
    } else if (S_ISREG(s->st.st_mode) && lseek(s->fd, 0, SEEK_CUR) == 0) {
        s->mode = NA_MODE_FILE;
        s->size = (uint64_t)s->st.st_size;
    } else if (standard || S_ISREG(s->st.st_mode) || S_ISFIFO(s->st.st_mode)) {
        s->mode = NA_MODE_STREAM;
    } else {
        return na_fail(err, NA_EUSAGE, "%s: neither a file nor a folder", s->path);
    }
    return NA_OK;
}

static int start(na_source *s, const na_limits *limits, const na_import_events *ev,
                 na_err *err)
{
    const na_msg_ustart m = { .limits = *limits,
                              .mode = s->mode,
                              .name = na_str_c(s->name),
                              .size = s->size,
                              .mtime = s->mode == NA_MODE_FILE ? s->st.st_mtime : 0 };
    int input = -1, rc = NA_OK;
    na_err lost = { 0 };
    na_chan *c;

    if (s->mode == NA_MODE_STREAM)
        rc = na_pump_stream(&s->pump, s->fd, &input, err);
    else if (s->mode == NA_MODE_FOLDER)
        rc = na_pump_folder(&s->pump, s->path, ev->log, ev->ctx, &input, err);
    if (rc == NA_OK)
        rc = na_worker_spawn(&s->unpacker, NULL, "unpack", input >= 0 ? input : s->fd, err);
    if (input >= 0) close(input);
    if (rc < 0) return rc;
    c = na_worker_chan(s->unpacker);
    na_msg_put_ustart(na_chan_begin(c, NA_U_START), &m);
    rc = na_chan_end(c, err);
    (void)na_chan_push(c, &lost); /* a dead unpacker shows when read */
    s->since_ms = na_mono_ms();
    return rc;
}

int na_source_open(na_source **out, const char *path, const na_import_opts *o,
                   const na_import_events *ev, na_err *err)
{
    na_source *s = calloc(1, sizeof *s);
    int rc;

    *out = NULL;
    if (!s) return na_fail_nomem(err);
    s->fd = -1;
    if (!(s->path = strdup(path))) {
        rc = na_fail_nomem(err);
        goto done;
    }
    if ((rc = look(s, o->name, err)) < 0) goto done;
    if (s->mode == NA_MODE_FILE && (rc = hash_file(s, ev, err)) < 0) goto done;
    if ((rc = start(s, &o->limits, ev, err)) < 0) goto done;
    *out = s;
    s = NULL;
done:
    na_source_close(s);
    return rc;
}

void na_source_close(na_source *s)
{
    if (!s) return;
    na_worker_free(s->unpacker);
    na_pump_free(s->pump);
    if (s->fd >= 0) close(s->fd);
    free(s->path);
    free(s->name);
    free(s);
}

na_source_info na_source_about(const na_source *s)
{
    return (na_source_info){ .name = na_str_c(s->name),
                             .size = s->pump && na_pump_done(s->pump)
                                         ? na_pump_bytes(s->pump)
                                         : s->size,
                             .sha256 = na_str_c(s->sha) };
}

/* -- reading -------------------------------------------------------------------------- */

/* The unpacker is gone, or is ended here: says how. */
static int ended(na_source *s, const char *how, uint8_t *type, na_str *payload,
                 const char **why)
{
    const char *status = "";

    na_worker_kill(s->unpacker);
    na_worker_wait(s->unpacker, &status);
    snprintf(s->why, sizeof s->why, "%s", *how ? how : status);
    s->ended = true;
    *type = NA_U_END;
    *payload = (na_str){ 0 };
    *why = s->why;
    return 1;
}

int na_source_next(na_source *s, uint8_t *type_out, na_str *payload_out,
                   const char **why_out, na_err *err)
{
    na_chan *c = na_worker_chan(s->unpacker);
    na_err why = { 0 };
    int rc;

    *type_out = 0;
    if (s->ended) return 0;
    rc = na_chan_recv(c, 0, type_out, payload_out, &why);
    if (rc == NA_ENOMEM) return na_fail_nomem(err);
    if (rc < 0)
        return ended(s, rc == NA_ECORRUPT ? why.msg : "", type_out, payload_out, why_out);
    if (na_chan_received(c) != s->seen || s->deciding ||
        (s->pump && !na_pump_waits(s->pump))) {
        s->seen = na_chan_received(c);
        s->since_ms = na_mono_ms();
    }
    if (rc == 0 && na_mono_ms() - s->since_ms > SILENCE_MS)
        return ended(s, "it did not answer and was ended", type_out, payload_out, why_out);
    if (rc == 1 && *type_out == NA_U_END) s->ended = true;
    return rc;
}

int na_source_pump(na_source *s, na_err *err)
{
    na_err lost = { 0 };

    /* A decision that did not fit into the socket; a dead unpacker shows when read. */
    if (!s->ended && na_chan_pending(na_worker_chan(s->unpacker)))
        (void)na_chan_push(na_worker_chan(s->unpacker), &lost);
    return s->pump && !s->ended ? na_pump_step(s->pump, err) : 0;
}

int na_source_decide(na_source *s, const na_msg_udecide *d, na_err *err)
{
    na_chan *c = na_worker_chan(s->unpacker);
    na_err lost = { 0 };

    s->deciding = false;
    s->since_ms = na_mono_ms();
    if (s->ended) return NA_OK;
    na_msg_put_udecide(na_chan_begin(c, NA_U_DECIDE), d);
    if (na_chan_end(c, &lost) == NA_ENOMEM) return na_fail_nomem(err);
    (void)na_chan_push(c, &lost); /* a dead unpacker shows when read */
    return NA_OK;
}

void na_source_awaits(na_source *s) { s->deciding = true; }
void na_source_rest(na_source *s) { s->since_ms = na_mono_ms(); }

uint64_t na_source_done(const na_source *s)
{
    return s->pump ? na_pump_bytes(s->pump) : s->done;
}

void na_source_progress(na_source *s, na_str payload)
{
    na_rd r = na_rd_of(payload);
    const uint64_t n = na_rd_u64(&r);

    na_worker_use use = { 0 };

    if (!r.bad && n <= s->size) s->done = n;
    na_worker_usage(s->unpacker, &use);
    if (use.peak > s->peak) s->peak = use.peak;
}

void na_source_usage(const na_source *s, na_worker_use *io)
{
    if (s->peak > io->peak) io->peak = s->peak; /* a process that ended has none any more */
    na_worker_usage(s->unpacker, io);
}

const char *na_source_check(na_source *s)
{
    struct stat now;

    if (s->mode == NA_MODE_STREAM && na_pump_done(s->pump)) na_pump_sha256(s->pump, s->sha);
    if (s->pump && na_pump_lost(s->pump)) return "some of its files could not be read";
    if (s->mode != NA_MODE_FILE) return NULL;
    if (fstat(s->fd, &now) == 0 && now.st_size == s->st.st_size &&
        now.st_mtim.tv_sec == s->st.st_mtim.tv_sec &&
        now.st_mtim.tv_nsec == s->st.st_mtim.tv_nsec)
        return NULL;
    s->sha[0] = '\0'; /* it is not what was hashed */
    return "it changed while it was read";
}

void na_source_poll(const na_source *s, bool room, struct pollfd fds[2])
{
    na_chan *c = na_worker_chan(s->unpacker);

    fds[0] = (struct pollfd){ .fd = s->ended ? -1 : na_chan_fd(c),
                              .events = (short)((room ? POLLIN : 0) |
                                                (na_chan_pending(c) ? POLLOUT : 0)) };
    /* Without events, a closed socket would wake us for nothing. */
    if (!fds[0].events) fds[0].fd = -1;
    fds[1] = s->pump && !s->ended ? na_pump_poll(s->pump) : (struct pollfd){ .fd = -1 };
}
