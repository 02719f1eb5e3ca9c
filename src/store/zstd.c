/* SPDX-License-Identifier: MIT */
#include "store/zstd.h"
#include "base/limits.h"
#include <stdint.h>
#include <zstd.h>

void na_zstd_release(na_zstd *z)
{
    if (!z) return;
    ZSTD_freeCCtx(z->cx);
    ZSTD_freeDCtx(z->dx);
    *z = (na_zstd){ 0 };
}

void *na_zstd_dctx(na_zstd *z)
{
    if (!z->dx) z->dx = ZSTD_createDCtx();
    return z->dx;
}

int na_zstd_pack(na_zstd *z, na_str in, int level, na_buf *out, na_err *err)
{
    size_t bound = ZSTD_compressBound(in.len), n;
    char *dst;

    na_buf_reset(out);
    if (!z->cx && !(z->cx = ZSTD_createCCtx())) return na_fail_nomem(err);
    ZSTD_CCtx_reset(z->cx, ZSTD_reset_session_and_parameters);
    ZSTD_CCtx_setParameter(z->cx, ZSTD_c_compressionLevel, level);
    ZSTD_CCtx_setParameter(z->cx, ZSTD_c_windowLog,
                           in.len > (size_t)1 << NA_ZSTD_WINDOW_LOG ? NA_ZSTD_WINDOW_LOG
                                                                    : 0);
    ZSTD_CCtx_setParameter(z->cx, ZSTD_c_checksumFlag, 1);
    if (!(dst = na_buf_reserve(out, bound)))
        return na_buf_check(out, "compressed bytes", err);
    n = ZSTD_compress2(z->cx, dst, bound, in.ptr ? in.ptr : "", in.len);
    if (ZSTD_isError(n))
        return na_fail(err, NA_ENOMEM, "compressing %zu bytes: %s", in.len,
                       ZSTD_getErrorName(n));
    out->len += n;
    return NA_OK;
}

int na_zstd_unpack(na_zstd *z, na_str in, size_t max, na_buf *out, na_err *err)
{
    unsigned long long raw = ZSTD_getFrameContentSize(in.ptr, in.len);
    size_t n;
    char *dst;

    na_buf_reset(out);
    if (raw == ZSTD_CONTENTSIZE_ERROR || raw == ZSTD_CONTENTSIZE_UNKNOWN ||
        ZSTD_findFrameCompressedSize(in.ptr, in.len) != in.len)
        return na_fail(err, NA_ECORRUPT, "%zu bytes are not one zstd frame", in.len);
    if (raw > max)
        return na_fail(err, NA_ELIMIT, "zstd frame holds %llu bytes, at most %zu allowed",
                       raw, max);
    if (!na_zstd_dctx(z)) return na_fail_nomem(err);
    ZSTD_DCtx_reset(z->dx, ZSTD_reset_session_and_parameters);
    /* One more byte, so that an empty frame has room to be decoded to. */
    if (!(dst = na_buf_reserve(out, (size_t)raw + 1)))
        return na_buf_check(out, "decoded bytes", err);
    n = ZSTD_decompressDCtx(z->dx, dst, (size_t)raw, in.ptr, in.len);
    if (ZSTD_isError(n) || n != raw)
        return na_fail(err, NA_ECORRUPT, "zstd frame of %zu bytes: %s", in.len,
                       ZSTD_isError(n) ? ZSTD_getErrorName(n) : "wrong size");
    out->len += n;
    return NA_OK;
}
