/* SPDX-License-Identifier: MIT */
/* as_warc.c - records of WARC/1.1: resource, and warcinfo before them */
#include "base/hash.h"
#include "emit/as.h"

void na_warc_id(na_str name, char out[33])
{
    uint8_t sha[32];

    na_sha256_of(name, sha);
    /* A UUID of version 8 (RFC 9562): what it is made of is our own affair. */
    sha[6] = (uint8_t)((sha[6] & 0x0F) | 0x80);
    sha[8] = (uint8_t)((sha[8] & 0x3F) | 0x80);
    na_hex(sha, 16, out);
}

static void uuid(na_buf *out, const char *name, na_str id)
{
    na_buf_printf(out, "%s: <urn:uuid:", name);
    for (size_t i = 0; i < id.len; i++) {
        if (i == 8 || i == 12 || i == 16 || i == 20) na_buf_putc(out, '-');
        na_buf_putc(out, id.ptr[i]);
    }
    na_buf_puts(out, ">\r\n");
}

static void block(na_buf *out, na_str s)
{
    uint8_t sha[32];
    char hex[65];

    na_sha256_of(s, sha);
    na_hex(sha, 32, hex);
    na_buf_printf(out, "WARC-Block-Digest: sha256:%s\r\n", hex);
    na_buf_printf(out, "Content-Length: %zu\r\n\r\n", s.len);
    na_buf_str(out, s);
    na_buf_puts(out, "\r\n\r\n");
}

void na_as_warc(const na_warc_item *w, na_buf *out)
{
    uint8_t sha[32];
    char hex[65];

    na_sha256_of(w->block, sha);
    na_hex(sha, 32, hex);
    na_buf_puts(out, "WARC/1.1\r\nWARC-Type: resource\r\n");
    uuid(out, "WARC-Record-ID", w->id);
    if (w->with.len > 0) uuid(out, "WARC-Concurrent-To", w->with);
    na_buf_puts(out, "WARC-Target-URI: ");
    na_as_uri(w->uri, out);
    na_buf_printf(out, "\r\nWARC-Date: %.*s\r\nContent-Type: %.*s\r\n", NA_STR_ARG(w->date),
                  NA_STR_ARG(w->type));
    /* Of a resource the payload is the block. */
    na_buf_printf(out, "WARC-Payload-Digest: sha256:%s\r\n", hex);
    block(out, w->block);
}

void na_as_warcinfo(na_str date, na_str software, na_buf *out)
{
    na_buf text;
    char id[33];

    na_buf_init(&text, 4096);
    na_buf_puts(&text, "software: ");
    na_as_line(software, &text);
    na_buf_puts(&text, "\r\nformat: WARC File Format 1.1\r\n");
    na_warc_id(na_buf_get(&text), id);
    na_buf_puts(out, "WARC/1.1\r\nWARC-Type: warcinfo\r\n");
    uuid(out, "WARC-Record-ID", na_str_c(id));
    na_buf_printf(out, "WARC-Date: %.*s\r\nContent-Type: application/warc-fields\r\n",
                  NA_STR_ARG(date));
    block(out, na_buf_get(&text));
    na_buf_release(&text);
}
