/* SPDX-License-Identifier: MIT */
/* mime.h - what a mail is made of: parts, their bytes and text, and what headers really say
 *
 * Concepts  A message becomes a list of parts, each behind the one it belongs to: the
 *           message itself is the first, the parts of a multipart, the message inside a
 *           message and the text inside an S/MIME signature follow it. Nothing is copied
 *           but what had to be decoded to be looked into. Mail in the wild breaks every
 *           rule of RFC 2045 to 2047 and 2231; what can be read is read, and `fault` says
 *           what was wrong: a part that is never closed reaches to the end, one without its
 *           boundary is text, an encoding nobody knows is none. A library would do; GMime's
 *           costs each worker 2.4 ms and eighteen further libraries before the first byte,
 *           opens converters when the sandbox is closed, and ends the process when memory
 *           is short. It is the oracle of the tests instead.
 * Lifetime  Slices of the message, or of the arena.
 * Threads   No state but the converters'.
 * Errors    NA_ENOMEM and NA_ELIMIT of arena and buffer. No message is an error.
 * Used by   script/ (module mail).
 */
#ifndef NA_TEXT_MIME_H
#define NA_TEXT_MIME_H
#include "base/arena.h"
#include "text/charset.h"

typedef struct na_mime_part {
    na_str headers, body; /* as they stand */
    na_str type;          /* "text/html", lower case; never empty */
    na_str encoding;      /* "base64", lower case; "" */
    na_str charset;       /* as declared; "" */
    na_str disposition;   /* "attachment", "inline"; "" */
    na_str name;          /* file name, decoded; "" */
    na_str id;            /* Content-ID without brackets; "" */
    size_t parent;        /* place of what it belongs to; its own for the message */
    unsigned depth;
    bool flowed, delsp; /* format=flowed, and its DelSp */
    const char *fault;  /* static; NULL: none */
} na_mime_part;

typedef struct na_mime {
    na_mime_part *v;
    size_t n;
} na_mime;

/* message: without the "From " line of a mailbox. */
int na_mime_read(na_charset *cs, na_str message, na_mime *out, na_arena *arena,
                 na_err *err);
/* Where the headers of block end, behind the empty line; *fault when they do not end so. */
size_t na_mime_head(na_str block, const char **fault);

/* Appends the part's bytes, its transfer encoding undone. */
int na_mime_bytes(const na_mime_part *p, na_buf *out, na_err *err);
/* Appends its text in UTF-8, lines that were only broken to be sent put together. */
int na_mime_text(na_charset *cs, const na_mime_part *p, na_buf *out, na_charset_info *info,
                 na_err *err);
/* The encodings themselves. Nothing is an error: what is none stays as it is, or is left
 * out. */
void na_mime_base64(na_str s, na_buf *out);
void na_mime_quoted(na_str s, bool header, na_buf *out);
void na_mime_flowed(na_str s, bool delsp, na_buf *out);

/* Appends what an S/MIME signature that holds its text (signed-data) has inside it; false
 * when der is none. */
bool na_mime_cms(na_str der, na_buf *out);

/* Appends a header's value in UTF-8: one line, encoded words (RFC 2047) decoded, raw bytes
 * in the charset that fallback names, or that they look like. */
void na_mime_header(na_charset *cs, na_str value, na_str fallback, na_buf *out);
/* Appends a parameter ("charset", "filename") of a header's value, RFC 2231's forms put
 * together; false when there is none. */
bool na_mime_param(na_charset *cs, na_str value, const char *name, na_buf *out);

typedef struct na_mime_addr {
    na_str name, address; /* name: as it stands, for na_mime_phrase() */
} na_mime_addr;
/* The next mailbox of *rest, a value in one line; groups are opened. False at the end. */
bool na_mime_next_addr(na_str *rest, na_mime_addr *out);
/* Appends a display name: quotes and comments' marks taken away, the rest as
 * na_mime_header. */
void na_mime_phrase(na_charset *cs, na_str raw, na_str fallback, na_buf *out);

#endif
