/* SPDX-License-Identifier: MIT */
#include "store/vol_format.h"
#include <stdio.h>
#include <zstd.h>

/* ustar header, section 2.1: offset and width of the fields that are not zero. */
enum {
    T_NAME = 0,
    T_MODE = 100,
    T_UID = 108,
    T_GID = 116,
    T_SIZE = 124,
    T_MTIME = 136,
    T_SUM = 148,
    T_TYPE = 156,
    T_MAGIC = 257,
    T_VERSION = 263,
    T_DEVMAJOR = 329,
    T_DEVMINOR = 337
};

static bool valid_name(const char *name, size_t n)
{
    if (!n || n > NA_VOL_MAX_NAME || name[0] == '.' || name[0] == '-') return false;
    for (size_t i = 0; i < n; i++) {
        char c = name[i];
        bool ok = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                  (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
        if (!ok) return false;
    }
    return true;
}

static void put_octal(uint8_t *p, int digits, uint64_t v)
{
    for (int i = digits - 1; i >= 0; i--, v >>= 3) p[i] = (uint8_t)('0' + (v & 7));
}

static uint64_t get_octal(const uint8_t *p, int digits)
{
    uint64_t v = 0;

    for (int i = 0; i < digits; i++) v = v << 3 | (uint64_t)(p[i] & 7);
    return v;
}

int na_tar_put(uint8_t out[NA_TAR_BLOCK], const char *name, uint64_t size, int64_t mtime,
               na_err *err)
{
    if (!valid_name(name, strlen(name)))
        return na_fail(err, NA_EUSAGE, "%s: not a member's name", name);
    return na_tar_put_any(out, name, size, mtime, err);
}

int na_tar_put_any(uint8_t out[NA_TAR_BLOCK], const char *name, uint64_t size,
                   int64_t mtime, na_err *err)
{
    size_t n = strlen(name);
    unsigned sum = 0;

    if (!n || n > 100)
        return na_fail(err, NA_EUSAGE, "%s: not the name of a file in a tar", name);
    if (size > NA_VOL_MAX_MEMBER)
        return na_fail(err, NA_ELIMIT, "%s: %llu bytes: a member holds less than 8 GiB",
                       name, (unsigned long long)size);
    if (mtime < 0 || (uint64_t)mtime > NA_VOL_MAX_MEMBER)
        return na_fail(err, NA_EUSAGE, "%s: time %lld", name, (long long)mtime);

    memset(out, 0, NA_TAR_BLOCK);
    memcpy(out + T_NAME, name, n);
    memcpy(out + T_MODE, "0000644", 7);
    memcpy(out + T_UID, "0000000", 7);
    memcpy(out + T_GID, "0000000", 7);
    put_octal(out + T_SIZE, 11, size);
    put_octal(out + T_MTIME, 11, (uint64_t)mtime);
    out[T_TYPE] = '0';
    memcpy(out + T_MAGIC, "ustar", 5);
    memcpy(out + T_VERSION, "00", 2);
    memcpy(out + T_DEVMAJOR, "0000000", 7);
    memcpy(out + T_DEVMINOR, "0000000", 7);
    /* The sum counts its own field as blanks. */
    memset(out + T_SUM, ' ', 8);
    for (int i = 0; i < NA_TAR_BLOCK; i++) sum += out[i];
    put_octal(out + T_SUM, 6, sum);
    out[T_SUM + 6] = 0;
    return NA_OK;
}

int na_tar_get(const uint8_t in[NA_TAR_BLOCK], char name[NA_VOL_MAX_NAME + 1],
               uint64_t *size_out, int64_t *mtime_out, size_t *bad_out, na_err *err)
{
    uint8_t want[NA_TAR_BLOCK];
    char nm[NA_VOL_MAX_NAME + 1];
    uint64_t size = get_octal(in + T_SIZE, 11), mtime = get_octal(in + T_MTIME, 11);
    size_t n = 0;

    while (n <= NA_VOL_MAX_NAME && in[n]) n++;
    if (!valid_name((const char *)in, n)) {
        if (bad_out) *bad_out = T_NAME;
        return na_fail(err, NA_ECORRUPT, "no member's name");
    }
    memcpy(nm, in, n);
    nm[n] = 0;
    /* What the fields say, written canonically, must be the very same block. */
    if (na_tar_put(want, nm, size, (int64_t)mtime, err) < 0) return NA_ECORRUPT;
    for (size_t i = 0; i < NA_TAR_BLOCK; i++) {
        if (in[i] == want[i]) continue;
        if (bad_out) *bad_out = i;
        return na_fail(err, NA_ECORRUPT, "byte %zu is not canonical", i);
    }
    memcpy(name, nm, n + 1);
    *size_out = size;
    *mtime_out = (int64_t)mtime;
    return NA_OK;
}

uint64_t na_tar_padded(uint64_t size)
{
    return (size + NA_TAR_BLOCK - 1) / NA_TAR_BLOCK * NA_TAR_BLOCK;
}

const char *na_vol_member_name(size_t i, size_t n)
{
    switch (i) {
    case NA_VOL_ARTICLES:
        return NA_VOL_NAME_ARTICLES;
    case NA_VOL_INDEX:
        return NA_VOL_NAME_INDEX;
    case NA_VOL_FRAMES_SHA:
        return NA_VOL_NAME_FRAMES;
    default:
        break;
    }
    if (i + 2 == n) return NA_VOL_NAME_MANIFEST;
    if (i + 1 == n) return NA_VOL_NAME_SUMS;
    return NULL;
}

/* The frame header (RFC 8878, 3.1.1.1): magic, descriptor, window, dictionary, size. Read
 * by hand because the library shows window and checksum flag only in its unstable
 * interface. */
int na_frame_check(const uint8_t *p, size_t n, uint32_t raw, na_err *err)
{
    static const uint8_t magic[4] = { 0x28, 0xB5, 0x2F, 0xFD };

    if (n < 6 || memcmp(p, magic, 4) != 0)
        return na_fail(err, NA_ECORRUPT, "not a zstd frame");
    if (!(p[4] & 0x04)) return na_fail(err, NA_ECORRUPT, "zstd frame without checksum");
    if (p[4] & 0x0B)
        return na_fail(err, NA_ECORRUPT, "zstd frame with dictionary or unknown bits");
    if ((p[4] & 0x20) && raw > (uint32_t)1 << NA_FRAME_WINDOW_LOG)
        return na_fail(err, NA_ECORRUPT, "zstd window of %u bytes", raw);
    if (!(p[4] & 0x20)) { /* not a single segment: a window descriptor follows */
        unsigned exponent = p[5] >> 3, mantissa = p[5] & 7;
        uint64_t base = (uint64_t)1 << (10 + exponent);
        if (base + base / 8 * mantissa > (uint64_t)1 << NA_FRAME_WINDOW_LOG)
            return na_fail(err, NA_ECORRUPT, "zstd window over %d MiB",
                           1 << (NA_FRAME_WINDOW_LOG - 20));
    }
    if (ZSTD_getFrameContentSize(p, n) != raw)
        return na_fail(err, NA_ECORRUPT, "zstd frame does not hold the %u bytes it should",
                       raw);
    if (ZSTD_findFrameCompressedSize(p, n) != n)
        return na_fail(err, NA_ECORRUPT, "not exactly one zstd frame in %zu bytes", n);
    return NA_OK;
}
