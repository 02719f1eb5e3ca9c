/* SPDX-License-Identifier: MIT */
#include "store/coding.h"
#include "base/limits.h"
#include <brotli/decode.h>
#include <zlib.h>
#include <zstd.h>

#define STEP (64 * NA_KIB)

na_coding na_coding_of(na_str name)
{
    static const struct {
        const char *name;
        na_coding coding;
    } names[] = { { "", NA_CODING_NONE },       { "identity", NA_CODING_NONE },
                  { "none", NA_CODING_NONE },   { "gzip", NA_CODING_GZIP },
                  { "x-gzip", NA_CODING_GZIP }, { "deflate", NA_CODING_DEFLATE },
                  { "br", NA_CODING_BR },       { "zstd", NA_CODING_ZSTD } };

    name = na_str_trim(name);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (na_str_ieq(name, na_str_c(names[i].name))) return names[i].coding;
    return NA_CODING_OTHER;
}

/* What is undone so far, and of how much. */
typedef struct undoing {
    na_str in;
    na_buf *out;
    size_t before;
    const char *what;
    na_err *err;
} undoing;

static int damaged(const undoing *u, const char *why)
{
    return na_fail(u->err, NA_ECORRUPT, "%s: %s", u->what, why);
}

/* Room for a step more. */
static int room(const undoing *u, char **at)
{
    const size_t made = u->out->len - u->before;

    if (made > NA_MIB && made / NA_MAX_RATIO > u->in.len)
        return na_fail(u->err, NA_ELIMIT, "%s: %zu bytes expand beyond %u times", u->what,
                       u->in.len, NA_MAX_RATIO);
    *at = na_buf_reserve(u->out, STEP);
    return na_buf_check(u->out, u->what, u->err);
}

/* window: of zlib; 15 + 16 gzip, 15 zlib's own, -15 bare. */
static int undo_zlib(const undoing *u, int window)
{
    z_stream z = { .next_in = (Bytef *)(uintptr_t)u->in.ptr };
    size_t left = u->in.len;
    int r = inflateInit2(&z, window), rc = NA_OK;

    if (r != Z_OK) return na_fail_nomem(u->err);
    while (rc == NA_OK) {
        char *at = NULL;

        if ((rc = room(u, &at)) < 0) break;
        if (z.avail_in == 0) {
            z.avail_in = left > UINT32_MAX ? UINT32_MAX : (uInt)left;
            left -= z.avail_in;
        }
        z.next_out = (Bytef *)at;
        z.avail_out = (uInt)STEP;
        r = inflate(&z, Z_NO_FLUSH);
        u->out->len += STEP - z.avail_out;
        if (r == Z_STREAM_END) {
            /* A further member; anything else behind the last is padding. */
            if (window < 16 || z.avail_in < 2 || z.next_in[0] != 0x1f ||
                z.next_in[1] != 0x8b)
                break;
            if (inflateReset(&z) != Z_OK) rc = damaged(u, "damaged");
        } else if (r != Z_OK) {
            rc = damaged(u, r == Z_BUF_ERROR ? "it ends early" : z.msg ? z.msg : "damaged");
        }
    }
    inflateEnd(&z);
    return rc;
}

/* Some servers mean the bare stream by "deflate", most one with zlib's two bytes before. */
static int undo_deflate(const undoing *u)
{
    const unsigned char *p = (const unsigned char *)u->in.ptr;
    const bool wrapped =
        u->in.len > 1 && (p[0] & 0x0f) == 8 && ((unsigned)p[0] << 8 | p[1]) % 31 == 0;

    return undo_zlib(u, wrapped ? 15 : -15);
}

static int undo_br(const undoing *u)
{
    BrotliDecoderState *s = BrotliDecoderCreateInstance(NULL, NULL, NULL);
    const uint8_t *next = (const uint8_t *)u->in.ptr;
    size_t left = u->in.len;
    BrotliDecoderResult r;
    int rc = NA_OK;

    if (!s) return na_fail_nomem(u->err);
    do {
        size_t space = STEP;
        uint8_t *to;
        char *at = NULL;

        if ((rc = room(u, &at)) < 0) break;
        to = (uint8_t *)at;
        r = BrotliDecoderDecompressStream(s, &left, &next, &space, &to, NULL);
        u->out->len += STEP - space;
        if (r == BROTLI_DECODER_RESULT_ERROR) rc = damaged(u, "damaged");
        if (r == BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT) rc = damaged(u, "it ends early");
    } while (rc == NA_OK && r == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT);
    BrotliDecoderDestroyInstance(s);
    return rc;
}

static int undo_zstd(const undoing *u)
{
    ZSTD_DStream *s = ZSTD_createDStream();
    ZSTD_inBuffer in = { u->in.ptr, u->in.len, 0 };
    size_t r = 1;
    int rc = NA_OK;

    if (!s ||
        ZSTD_isError(ZSTD_DCtx_setParameter(s, ZSTD_d_windowLogMax, NA_ZSTD_WINDOW_LOG)))
        rc = na_fail_nomem(u->err);
    while (rc == NA_OK && (in.pos < in.size || r != 0)) {
        ZSTD_outBuffer out = { NULL, STEP, 0 };
        const size_t was = in.pos;
        char *at = NULL;

        if ((rc = room(u, &at)) < 0) break;
        out.dst = at;
        r = ZSTD_decompressStream(s, &out, &in);
        u->out->len += out.pos;
        if (ZSTD_isError(r))
            rc = damaged(u, ZSTD_getErrorName(r));
        else if (in.pos == was && out.pos == 0)
            rc = damaged(u, "it ends early");
    }
    ZSTD_freeDStream(s);
    return rc;
}

int na_coding_undo(na_str in, na_coding coding, na_buf *out, na_err *err)
{
    undoing u = { .in = in, .out = out, .before = out->len, .err = err };

    switch (coding) {
    case NA_CODING_GZIP:
        u.what = "gzip";
        return undo_zlib(&u, 15 + 16);
    case NA_CODING_DEFLATE:
        u.what = "deflate";
        return undo_deflate(&u);
    case NA_CODING_BR:
        u.what = "br";
        return undo_br(&u);
    case NA_CODING_ZSTD:
        u.what = "zstd";
        return undo_zstd(&u);
    case NA_CODING_NONE:
        na_buf_str(out, in);
        return na_buf_check(out, "content", err);
    case NA_CODING_OTHER:
        break;
    }
    return na_fail(err, NA_ECORRUPT, "a coding nobody knows here");
}
