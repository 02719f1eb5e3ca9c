/* SPDX-License-Identifier: MIT */
#include "store/bundle_name.h"
#include "base/utf8.h"
#include "store/bundle.h"
#include "store/zip.h"

/* Copies one part of a path. */
static void clean_part(na_str part, size_t max, na_buf *out)
{
    for (size_t i = 0; i < part.len && out->len + 3 <= max;) {
        uint32_t cp = 0;
        size_t n = na_u8_next(part, i, &cp);

        if (!n || na_u8_is_control(cp))
            na_buf_puts(out, "\xEF\xBF\xBD");
        else if (out->len + n <= max)
            na_buf_put(out, part.ptr + i, n);
        i += n ? n : 1;
    }
}

void na_bundle_clean_name(na_str raw, size_t max, na_buf *out)
{
    size_t begin = out->len;

    if (raw.len >= 2 && raw.ptr[1] == ':' &&
        ((raw.ptr[0] | 0x20) >= 'a' && (raw.ptr[0] | 0x20) <= 'z'))
        raw = na_str_sub(raw, 2, raw.len);
    while (raw.len) {
        size_t n = 0;
        na_str part;

        while (n < raw.len && raw.ptr[n] != '/' && raw.ptr[n] != '\\') n++;
        part = na_str_sub(raw, 0, n);
        raw = na_str_sub(raw, n + (n < raw.len), raw.len);
        if (!part.len || na_str_eqc(part, ".") || na_str_eqc(part, "..")) continue;
        if (out->len > begin) na_buf_putc(out, '/');
        clean_part(part, begin + max, out);
    }
    if (out->len > begin + max) na_buf_cut(out, begin + max);
}

na_str na_bundle_strip(na_str hint, const char *suffix)
{
    size_t n = strlen(suffix);

    if (n && hint.len > n + 1 && hint.ptr[hint.len - n - 1] == '.' &&
        na_str_ieq(na_str_sub(hint, hint.len - n, hint.len), na_str_c(suffix)))
        hint.len -= n + 1;
    return hint;
}

/* A header whose checksum is right (the field itself counts as blanks). */
static bool is_tar(na_str s)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    unsigned sum = 0, want = 0;
    size_t i = 148;

    if (s.len < 512) return false;
    for (size_t k = 0; k < 512; k++) sum += k >= 148 && k < 156 ? ' ' : p[k];
    while (i < 156 && p[i] == ' ') i++;
    if (i == 156 || p[i] < '0' || p[i] > '7') return false;
    for (; i < 156 && p[i] >= '0' && p[i] <= '7'; i++) want = want * 8 + (p[i] - '0');
    return sum == want;
}

/* "BZh", level, and then a block or the end of the stream. */
static bool is_bzip2(na_str s)
{
    return s.len >= 10 && memcmp(s.ptr, "BZh", 3) == 0 && s.ptr[3] >= '1' &&
           s.ptr[3] <= '9' &&
           (memcmp(s.ptr + 4, "1AY&SY", 6) == 0 ||
            memcmp(s.ptr + 4, "\x17rE8P\x90", 6) == 0);
}

/* A frame, or a skippable frame before it. */
static bool is_zstd(na_str s)
{
    if (s.len < 4) return false;
    return memcmp(s.ptr, "\x28\xB5\x2F\xFD", 4) == 0 ||
           ((s.ptr[0] & 0xF0) == 0x50 && memcmp(s.ptr + 1, "\x2A\x4D\x18", 3) == 0);
}

na_magic na_bundle_magic(na_str s)
{
    static const char xz[] = { '\xFD', '7', 'z', 'X', 'Z', 0 };
    static const char sevenz[] = { '7', 'z', '\xBC', '\xAF', '\'', '\x1C' };

    if (na_str_starts(s, NA_STR("PK\003\004"))) return NA_MAGIC_ZIP;
    if (na_str_starts(s, NA_STR("PK\005\006"))) return NA_MAGIC_ZIP;
    if (na_str_starts(s, na_str_n(sevenz, sizeof sevenz))) return NA_MAGIC_7Z;
    if (na_str_starts(s, NA_STR("\x1F\x8B\x08"))) return NA_MAGIC_GZIP;
    if (na_str_starts(s, na_str_n(xz, sizeof xz))) return NA_MAGIC_XZ;
    if (is_zstd(s)) return NA_MAGIC_ZSTD;
    if (is_bzip2(s)) return NA_MAGIC_BZIP2;
    return is_tar(s) ? NA_MAGIC_TAR : NA_MAGIC_NONE;
}

bool na_bundle_is_bundle(na_str head)
{
    return na_bundle_magic(head) != NA_MAGIC_NONE && !na_zip_is_document(head);
}
