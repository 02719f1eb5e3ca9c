/* SPDX-License-Identifier: MIT */
/* mime_cms.c - what an S/MIME signature has inside it
 *
 * A message signed this way is one ASN.1 value (RFC 5652): SignedData holds the text as an
 * octet string, whole or in pieces, its lengths given or left open. Only the way to it is
 * read; nothing is verified.
 */
#include "text/mime.h"

#define DEPTH 16u

/* One value at the front of *s: its tag and contents. The contents of one without a length
 * reach to the end of *s, and *open says so. */
static bool value_of(na_str *s, unsigned char *tag, na_str *contents, bool *open)
{
    const unsigned char *p = (const unsigned char *)s->ptr;
    size_t len = 0, head = 2;

    if (s->len < 2 || (p[0] & 0x1F) == 0x1F) return false;
    *tag = p[0];
    *open = p[1] == 0x80;
    if (p[1] < 0x80) {
        len = p[1];
    } else if (!*open) {
        size_t n = p[1] & 0x7Fu;
        if (n > 4 || s->len < 2 + n) return false;
        for (size_t i = 0; i < n; i++) len = len << 8 | p[2 + i];
        head += n;
    }
    if (*open) len = s->len - head;
    if (len > s->len - head) return false;
    *contents = na_str_sub(*s, head, head + len);
    *s = na_str_sub(*s, head + len, s->len);
    return true;
}

/* Behind the value at the front of *s. One without a length ends at two NULs of its own. */
static bool skip(na_str *s, unsigned depth)
{
    unsigned char tag;
    na_str contents;
    bool open;

    if (depth > DEPTH || !value_of(s, &tag, &contents, &open)) return false;
    if (!open) return true;
    while (!na_str_starts(contents, na_str_n("\0\0", 2))) {
        if (!skip(&contents, depth + 1)) return false;
    }
    *s = na_str_sub(contents, 2, contents.len);
    return true;
}

/* Into the value at the front of *s, which has that tag. */
static bool enter(na_str *s, unsigned char tag)
{
    unsigned char is;
    na_str contents;
    bool open;

    if (!value_of(s, &is, &contents, &open) || is != tag) return false;
    *s = contents;
    return true;
}

static bool oid(na_str *s, na_str want)
{
    unsigned char tag;
    na_str contents;
    bool open;

    return value_of(s, &tag, &contents, &open) && tag == 0x06 && na_str_eq(contents, want);
}

bool na_mime_cms(na_str der, na_buf *out)
{
    const na_str signed_data = NA_STR("\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02"),
                 data = NA_STR("\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01");
    unsigned char tag;
    na_str s = der, contents;
    bool open;

    if (!enter(&s, 0x30) || !oid(&s, signed_data) || !enter(&s, 0xA0) || !enter(&s, 0x30) ||
        !skip(&s, 0) || !skip(&s, 0) || !enter(&s, 0x30) || !oid(&s, data) ||
        !enter(&s, 0xA0) || !value_of(&s, &tag, &contents, &open))
        return false;
    if (tag == 0x04) {
        na_buf_str(out, contents);
        return contents.len > 0;
    }
    if (tag != 0x24) return false;
    for (s = contents; s.len && !na_str_starts(s, na_str_n("\0\0", 2));) {
        if (!value_of(&s, &tag, &contents, &open) || tag != 0x04 || open) return false;
        na_buf_str(out, contents);
    }
    return out->len > 0;
}
