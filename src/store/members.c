/* SPDX-License-Identifier: MIT */
/* members.c - one member after the other; what is wrong with one, and where the next begins
 *
 * The input lies in one buffer from the member's first byte on, as far back as KEEP: a
 * decoder that has run into the next members before it notices goes back there.
 */
#include "store/members.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#define KEEP (1 * NA_MIB)
#define STEP (64 * NA_KIB)
#define ROOM (2 * KEEP + STEP)
#define TRY 512u      /* bytes of a member that tell whether a record begins in it */
#define PLACES 4096u  /* members whose places are remembered */
#define WINDOW_LOG 27 /* zstd: 128 MiB, as far as its command line goes unasked */
#define DICT_MAGIC 0x184D2A5Du

static const char ends_early[] = "it ends early";

struct na_members {
    na_members_read_fn *read;
    void *ctx;
    char *in;         /* ROOM bytes */
    uint64_t base;    /* where in the input `in` begins, */
    size_t len, at;   /* the bytes in it, and how many were decoded */
    uint64_t member;  /* where the present member begins in the input */
    uint64_t given;   /* bytes given in all, */
    uint64_t before;  /* ... and before the present member */
    bool zstd, begun; /* begun: within a member */
    bool no_more;     /* of the input */
    bool over;
    z_stream z;
    bool z_open;
    ZSTD_DCtx *d;
    int rc;
    const char *why; /* what is wrong behind the bytes that were given */
    na_members_damage damage;
    bool damaged;
    struct {
        uint64_t out, in;
    } place[PLACES]; /* a ring */
    uint64_t places;
};

/* -- what begins where ----------------------------------------------------------------- */

static uint32_t le32(const char *p)
{
    const uint8_t *b = (const uint8_t *)p;

    return b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

static bool is_gzip(na_str s)
{
    return s.len >= 4 && memcmp(s.ptr, "\x1f\x8b\x08", 3) == 0 &&
           ((uint8_t)s.ptr[3] & 0xe0) == 0;
}

static bool is_frame(na_str s) { return s.len >= 4 && le32(s.ptr) == ZSTD_MAGICNUMBER; }

static bool is_skippable(na_str s)
{
    return s.len >= 8 && (le32(s.ptr) & 0xfffffff0u) == ZSTD_MAGIC_SKIPPABLE_START;
}

/* "WARC/1.1", or the line of an ARC file: "http://...", "dns:...". */
static bool begins_record(na_str s)
{
    size_t i = 0;

    if (na_str_starts(s, NA_STR("WARC/"))) return true;
    while (i < s.len && i < 10 && s.ptr[i] >= 'a' && s.ptr[i] <= 'z') i++;
    return i >= 3 && i < s.len && s.ptr[i] == ':';
}

/* The beginning of a file, not just of a record. */
static bool begins_file(na_str s)
{
    return na_str_starts(s, NA_STR("WARC/")) || na_str_starts(s, NA_STR("filedesc:"));
}

/* The first bytes of what a gzip member unpacks to. */
static size_t try_gzip(na_str s, char *out, size_t n)
{
    z_stream z = { .next_in = (Bytef *)(uintptr_t)s.ptr, .avail_in = (uInt)s.len };
    size_t made = 0;

    if (inflateInit2(&z, 15 + 16) != Z_OK) return 0;
    z.next_out = (Bytef *)out;
    z.avail_out = (uInt)n;
    if (inflate(&z, Z_SYNC_FLUSH) >= Z_OK) made = n - z.avail_out;
    inflateEnd(&z);
    return made;
}

/* Does a record begin in the member at s? A zstd block comes out whole or not at all, so
 * its frame's header, checked as far as it goes, has to do. */
static bool tries(const na_members *m, na_str s)
{
    char out[16];

    if (m->zstd) return ZSTD_getFrameContentSize(s.ptr, s.len) != ZSTD_CONTENTSIZE_ERROR;
    return begins_record(na_str_n(out, try_gzip(na_str_sub(s, 0, TRY), out, sizeof out)));
}

static bool named(na_str name, const char *end)
{
    const size_t n = strlen(end);

    return name.len > n &&
           na_str_ieq(na_str_sub(name, name.len - n, name.len), na_str_n(end, n));
}

/* As far as it can be told from so few bytes; the frame may need a dictionary. */
static bool frame_is_warc(na_str s)
{
    ZSTD_DStream *d = ZSTD_createDStream();
    char out[64];
    ZSTD_inBuffer in = { s.ptr, s.len, 0 };
    ZSTD_outBuffer to = { out, sizeof out, 0 };

    if (d && !ZSTD_isError(ZSTD_DCtx_setParameter(d, ZSTD_d_windowLogMax, WINDOW_LOG)))
        (void)ZSTD_decompressStream(d, &to, &in);
    ZSTD_freeDStream(d);
    return begins_file(na_str_n(out, to.pos));
}

bool na_members_is(na_str head, na_str name)
{
    char out[16];

    if (is_gzip(head))
        return named(name, ".warc.gz") || named(name, ".arc.gz") ||
               begins_file(na_str_n(out, try_gzip(head, out, sizeof out)));
    if (is_skippable(head) && le32(head.ptr) == DICT_MAGIC) return true;
    return is_frame(head) && (named(name, ".warc.zst") || frame_is_warc(head));
}

/* -- input ----------------------------------------------------------------------------- */

static na_str here(const na_members *m) { return na_str_n(m->in + m->at, m->len - m->at); }

/* More bytes behind those that are there; what is farther back than KEEP goes. */
static int more(na_members *m, na_err *err)
{
    size_t got = 0, drop = 0;
    int rc;

    if (m->no_more) return NA_OK;
    if (ROOM - m->len < STEP) {
        if (m->member > m->base) drop = (size_t)(m->member - m->base);
        if (m->at - drop > KEEP) drop = m->at - KEEP;
        memmove(m->in, m->in + drop, m->len - drop);
        m->base += drop;
        m->at -= drop;
        m->len -= drop;
    }
    if ((rc = m->read(m->ctx, m->in + m->len, ROOM - m->len, &got, err)) < 0)
        return m->rc = rc;
    m->len += got;
    m->no_more = got == 0;
    return NA_OK;
}

/* At least n bytes, or all that there are. */
static int need(na_members *m, size_t n, na_err *err)
{
    int rc = NA_OK;

    while (m->len - m->at < n && !m->no_more && rc == NA_OK) rc = more(m, err);
    return rc;
}

/* -- the dictionary -------------------------------------------------------------------- */

/* size bytes of input, into memory of its own. */
static int take(na_members *m, char *to, size_t size, na_err *err)
{
    for (size_t have = 0; have < size;) {
        size_t n = m->len - m->at;
        int rc;

        if (n > size - have) n = size - have;
        memcpy(to + have, m->in + m->at, n);
        m->at += n;
        have += n;
        m->member = m->base + m->at;
        if (have < size && (rc = need(m, 1, err)) < 0) return rc;
        if (have < size && m->at == m->len)
            return m->rc = na_fail(err, NA_ECORRUPT, "its dictionary is cut short");
    }
    return NA_OK;
}

static int too_long(na_members *m, na_err *err)
{
    return m->rc =
               na_fail(err, NA_ELIMIT, "a dictionary of more than %zu bytes", NA_ZSTD_DICT);
}

/* Loads what is the dictionary, or a frame that holds it. */
static int load(na_members *m, na_str dict, na_err *err)
{
    char *plain = NULL;
    size_t r = dict.len;
    int rc = NA_OK;

    if (is_frame(dict)) {
        const unsigned long long size = ZSTD_getFrameContentSize(dict.ptr, dict.len);

        if (size != ZSTD_CONTENTSIZE_UNKNOWN && size != ZSTD_CONTENTSIZE_ERROR &&
            size > NA_ZSTD_DICT)
            return too_long(m, err);
        if (!(plain = malloc(NA_ZSTD_DICT))) return m->rc = na_fail_nomem(err);
        r = ZSTD_decompressDCtx(m->d, plain, NA_ZSTD_DICT, dict.ptr, dict.len);
        if (!ZSTD_isError(r)) dict = na_str_n(plain, r);
    }
    if (!ZSTD_isError(r)) r = ZSTD_DCtx_loadDictionary(m->d, dict.ptr, dict.len);
    if (plain && ZSTD_getErrorCode(r) == ZSTD_error_dstSize_tooSmall)
        rc = too_long(m, err);
    else if (ZSTD_isError(r))
        rc = m->rc = na_fail(err, NA_ECORRUPT, "its dictionary: %s", ZSTD_getErrorName(r));
    free(plain);
    return rc;
}

static int dictionary(na_members *m, na_err *err)
{
    const size_t size = le32(m->in + m->at + 4);
    char *dict;
    int rc;

    if (size > NA_ZSTD_DICT)
        return m->rc = na_fail(err, NA_ELIMIT,
                               "a dictionary of %zu bytes, at most %zu are read", size,
                               NA_ZSTD_DICT);
    if (!(dict = malloc(size ? size : 1))) return m->rc = na_fail_nomem(err);
    m->at += 8;
    rc = take(m, dict, size, err);
    if (rc == NA_OK) rc = load(m, na_str_n(dict, size), err);
    free(dict);
    return rc;
}

/* A frame that holds no data. One that is longer than the file has taken what stands behind
 * it along: that must not look like an end. */
static int skip(na_members *m, na_err *err)
{
    const uint64_t from = m->member;
    uint64_t left = (uint64_t)le32(m->in + m->at + 4) + 8;
    int rc = NA_OK;

    while (left && rc == NA_OK) {
        const size_t have = m->len - m->at;
        const size_t n = have < left ? have : (size_t)left;

        m->at += n;
        left -= n;
        m->member = m->base + m->at;
        if (left) rc = need(m, 1, err);
        if (rc == NA_OK && left && m->at == m->len)
            return m->rc = na_fail(err, NA_ECORRUPT,
                                   "the skippable frame at byte %" PRIu64
                                   " of the compressed file is cut short: %" PRIu64
                                   " bytes are missing",
                                   from, left);
    }
    return rc;
}

/* -- damage ---------------------------------------------------------------------------- */

/* The next place at or after m->at where a member seems to begin: m->at, or the end. */
static int search(na_members *m, na_err *err)
{
    int rc;

    for (;;) {
        const char first = m->zstd ? '\x28' : '\x1f';
        na_str s;
        size_t next;

        if ((rc = need(m, TRY, err)) < 0) return rc;
        s = here(m);
        next = na_str_chr(s, first, 0);
        m->at = next == (size_t)-1 ? m->len : m->at + next;
        if (m->at == m->len && m->no_more) return NA_OK;
        if ((rc = need(m, TRY, err)) < 0) return rc;
        s = here(m);
        if ((m->zstd ? is_frame(s) : is_gzip(s)) && tries(m, s)) return NA_OK;
        m->at += m->at < m->len;
    }
}

/* The present member is no good: where it ends, and the error. */
static int damage(na_members *m, const char *why, na_err *err)
{
    const uint64_t from = m->member;
    size_t keep;
    int rc;

    /* Behind its first byte, as far as that is still there. */
    m->at = from + 1 > m->base ? (size_t)(from + 1 - m->base) : 0;
    if (m->at > m->len) m->at = m->len;
    if ((rc = search(m, err)) < 0) return rc;
    m->damaged = true;
    m->damage = (na_members_damage){ .from = from,
                                     .to = m->base + m->at,
                                     .given = m->given - m->before,
                                     .more = m->at < m->len,
                                     .cut = why == ends_early };
    keep = (size_t)(m->damage.to - from);
    if (m->base <= from) m->damage.bytes = na_str_n(m->in + m->at - keep, keep);
    m->begun = false;
    m->over = !m->damage.more;
    return na_fail(err, NA_ECORRUPT,
                   "%s; the %s at byte %" PRIu64 " of the compressed file, %" PRIu64
                   " bytes long, is damaged",
                   why, na_members_what(m), from, m->damage.to - from);
}

/* -- members --------------------------------------------------------------------------- */

static bool only_zeros(na_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i]) return false;
    return true;
}

/* Begins the member at hand: 1, 0 at the end of all. */
static int begin(na_members *m, na_err *err)
{
    int rc;

    for (;;) {
        m->member = m->base + m->at;
        m->before = m->given;
        if ((rc = need(m, 8, err)) < 0) return rc;
        if (!m->zstd || !is_skippable(here(m))) break;
        if (m->member == 0 && le32(here(m).ptr) == DICT_MAGIC)
            rc = dictionary(m, err);
        else
            rc = skip(m, err);
        if (rc < 0) return rc;
    }
    if (m->at == m->len || (m->no_more && only_zeros(here(m)))) return m->over = true, 0;
    if (!(m->zstd ? is_frame(here(m)) : is_gzip(here(m))))
        return damage(m, "no record begins here", err);
    if (!m->zstd && inflateReset(&m->z) != Z_OK) return m->rc = na_fail_nomem(err);
    if (m->zstd) (void)ZSTD_DCtx_reset(m->d, ZSTD_reset_session_only);
    m->place[m->places % PLACES].in = m->member;
    m->place[m->places++ % PLACES].out = m->given;
    m->begun = true;
    return 1;
}

/* One step of the decoder: NULL, or what is wrong. */
static const char *step_gzip(na_members *m, char *buf, size_t n, size_t *got, bool *end)
{
    int r;

    m->z.next_in = (Bytef *)m->in + m->at;
    m->z.avail_in = (uInt)(m->len - m->at);
    m->z.next_out = (Bytef *)buf;
    m->z.avail_out = (uInt)n;
    r = inflate(&m->z, Z_NO_FLUSH);
    m->at = m->len - m->z.avail_in;
    *got = n - m->z.avail_out;
    *end = r == Z_STREAM_END;
    if (r == Z_OK || r == Z_STREAM_END || r == Z_BUF_ERROR) return NULL;
    return m->z.msg ? m->z.msg : "damaged";
}

static const char *step_zstd(na_members *m, char *buf, size_t n, size_t *got, bool *end)
{
    ZSTD_inBuffer in = { m->in + m->at, m->len - m->at, 0 };
    ZSTD_outBuffer out = { buf, n, 0 };
    const size_t r = ZSTD_decompressStream(m->d, &out, &in);

    m->at += in.pos;
    *got = out.pos;
    *end = r == 0;
    return ZSTD_isError(r) ? ZSTD_getErrorName(r) : NULL;
}

int na_members_read(na_members *m, void *buf, size_t n, size_t *got_out, na_err *err)
{
    int rc;

    *got_out = 0;
    m->damaged = false;
    if (n > STEP) n = STEP;
    if (m->why) {
        const char *why = m->why;

        m->why = NULL;
        return damage(m, why, err);
    }
    if (m->rc < 0) return na_fail(err, m->rc, "the file could not be read on");
    while (*got_out == 0 && n > 0 && !m->over) {
        const char *why;
        const size_t at = m->at;
        bool end = false;

        if (!m->begun && (rc = begin(m, err)) <= 0) return rc;
        if (m->at == m->len && (rc = need(m, 1, err)) < 0) return rc;
        why = m->zstd ? step_zstd(m, buf, n, got_out, &end)
                      : step_gzip(m, buf, n, got_out, &end);
        m->given += *got_out;
        if (why && !*got_out) return damage(m, why, err);
        m->why = why;
        if (end) m->begun = false;
        if (!end && !*got_out && m->at == at && m->no_more)
            return damage(m, ends_early, err);
    }
    return NA_OK;
}

const na_members_damage *na_members_damage_of(const na_members *m)
{
    return m->damaged ? &m->damage : NULL;
}

const char *na_members_what(const na_members *m)
{
    return m->zstd ? "zstd frame" : "gzip member";
}

bool na_members_place(const na_members *m, uint64_t at, uint64_t *from_out)
{
    for (uint64_t i = m->places; i > 0 && m->places - i < PLACES; i--) {
        if (m->place[(i - 1) % PLACES].out > at) continue;
        *from_out = m->place[(i - 1) % PLACES].in;
        return true;
    }
    return false;
}

int na_members_open(na_members **out, na_members_read_fn *read, void *ctx, na_err *err)
{
    na_members *m = calloc(1, sizeof *m);
    int rc;

    if (!m) return na_fail_nomem(err);
    m->read = read;
    m->ctx = ctx;
    if (!(m->in = malloc(ROOM))) {
        rc = na_fail_nomem(err);
        goto done;
    }
    if ((rc = need(m, 8, err)) < 0) goto done;
    m->zstd = !is_gzip(here(m));
    m->z_open = !m->zstd && inflateInit2(&m->z, 15 + 16) == Z_OK;
    if (m->zstd) m->d = ZSTD_createDCtx();
    if (m->zstd ? !m->d : !m->z_open) {
        rc = na_fail_nomem(err);
        goto done;
    }
    if (m->zstd) (void)ZSTD_DCtx_setParameter(m->d, ZSTD_d_windowLogMax, WINDOW_LOG);
    *out = m;
    m = NULL;
done:
    na_members_close(m);
    return rc;
}

void na_members_close(na_members *m)
{
    if (!m) return;
    if (m->z_open) inflateEnd(&m->z);
    ZSTD_freeDCtx(m->d);
    free(m->in);
    free(m);
}
