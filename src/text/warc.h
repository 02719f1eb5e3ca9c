/* SPDX-License-Identifier: MIT */
/* warc.h - records of a WARC file (ISO 28500) or an ARC file, and the HTTP messages in them
 *
 * Concepts  A WARC record is "WARC/1.0", headers, an empty line, Content-Length bytes, and
 *           two empty lines. One of an ARC file is a line of five or ten fields ("URL IP
 *           date type length"), length bytes, and an empty line. All is given as slices. A
 *           file that is compressed is opened by the bundle reader before it comes here.
 * Lifetime  Slices of what is read. Threads: none.
 * Errors    NA_ECORRUPT "byte 120: ...": the file is damaged or cut short there.
 * Used by   text/cut_warc.c, script/.
 */
#ifndef NA_TEXT_WARC_H
#define NA_TEXT_WARC_H
#include "text/headers.h"

typedef struct na_warc {
    na_str whole; /* from its first byte to the end of the body */
    na_str version, headers, body;
    uint64_t length;        /* of the body, as the record says */
    bool arc;               /* one of an ARC file: no headers, but these */
    na_str url, date, type; /* the date is 14 digits, or "" */
} na_warc;

/* A line of an ARC file that begins a record. */
bool na_arc_line(na_str line, na_warc *out);
/* What s begins with: all of out but body and whole (body: where it begins). 1; 0 the
 * headers do not end in s; NA_ECORRUPT no record begins here, or one without a length. */
int na_warc_head(na_str s, na_warc *out, na_err *err);

/* The record at *rest, which moves behind it: 1, 0 at the end, or an error. at is where
 * *rest begins in the file, for messages. */
int na_warc_next(na_str *rest, uint64_t at, na_warc *out, na_err *err);

typedef struct na_http {
    int status;            /* 0: a request */
    na_str method, target; /* of a request */
    na_str reason, headers, body;
    bool chunked; /* body is in chunks, every one of them in order: na_http_join() */
} na_http;

/* An HTTP/1 message. A body said to be chunked that is not (archivers undo it and leave the
 * header) is given as it is. NA_ECORRUPT. */
int na_http_parse(na_str s, na_http *out, na_err *err);
/* Appends the chunks. */
void na_http_join(na_str chunked, na_buf *out);

#endif
