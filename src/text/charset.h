/* SPDX-License-Identifier: MIT */
/* charset.h - bytes of unknown encoding to valid UTF-8
 *
 * Concepts  Evidence is weighed in this order: byte-order mark; bytes that are valid UTF-8
 *           with multibyte sequences (a page that declares something else lies); a label
 *           from the transport, then one from the document, if the bytes decode in it
 *           without error and detection does not contradict a single-byte one; detection;
 *           windows-1252. Labels follow the web's habits: iso-8859-1 means windows-1252,
 *           euc-kr means CP949, gb2312 means GB18030, shift_jis means CP932.
 * Lifetime  An na_charset keeps its converters open until na_charset_free.
 * Threads   One handle belongs to one thread at a time.
 * Errors    NA_ENOENT for a label that is not offered (or whose converter can no longer be
 *           opened), NA_ELIMIT/NA_ENOMEM of the output. Bad bytes are never an error: they
 *           become U+FFFD and are counted.
 * Used by   text/xml, script/, worker/, ingest/.
 */
#ifndef NA_TEXT_CHARSET_H
#define NA_TEXT_CHARSET_H
#include "base/buf.h"

typedef struct na_charset na_charset;

typedef enum na_charset_how {
    NA_CHARSET_ASCII, /* nothing but ASCII */
    NA_CHARSET_BOM,
    NA_CHARSET_UTF8,     /* valid UTF-8, or damaged in few places */
    NA_CHARSET_HTTP,     /* the transport's label */
    NA_CHARSET_DECLARED, /* the document's label */
    NA_CHARSET_DETECTED,
    NA_CHARSET_FALLBACK /* windows-1252 */
} na_charset_how;

typedef struct na_charset_info {
    char used[32]; /* our name of the charset, "utf-8", "windows-1252", "cp949" ... */
    na_charset_how how;
    size_t replaced; /* U+FFFD written for bytes that do not decode */
} na_charset_info;

/* What a handle was asked last, for those who say where a text came from. */
typedef struct na_charset_told {
    na_charset_info info;
    char declared[40]; /* the label that came with it, "" */
    size_t bytes;      /* 0: nothing since na_charset_forget() */
} na_charset_told;

int na_charset_new(na_charset **out, na_err *err);
void na_charset_free(na_charset *cs); /* NULL is fine */
/* Opens every converter on offer, for a process about to lose the file system. */
int na_charset_open_all(na_charset *cs, na_err *err);

/* Appends bytes as UTF-8 to out, BOM dropped. Labels may be empty. info may be NULL. */
int na_charset_decode(na_charset *cs, na_str bytes, na_str http_label,
                      na_str declared_label, na_buf *utf8_out, na_charset_info *info,
                      na_err *err);
/* The same in one named charset, whatever the bytes look like. */
int na_charset_convert(na_charset *cs, na_str bytes, na_str label, na_buf *utf8_out,
                       na_charset_info *info, na_err *err);
/* What na_charset_decode would choose without labels; looks at the first 256 KiB. */
void na_charset_detect(na_charset *cs, na_str bytes, na_charset_info *info_out);

/* Of all that was decoded, or noted, since the last na_charset_forget() the longest. */
const na_charset_told *na_charset_last(const na_charset *cs);
void na_charset_forget(na_charset *cs);
/* bytes of UTF-8 were taken as they stand. */
void na_charset_note(na_charset *cs, size_t bytes, na_str declared_label);
/* Appends "cp949 (detected), declared utf-8, 3 bytes replaced"; nothing when what was
 * declared is what it is, and nothing was lost. */
void na_charset_say(const na_charset_told *t, na_buf *out);

/* Our name for a label ("Latin1" -> "windows-1252"), static; NULL when it is not
 * offered. */
const char *na_charset_name(na_str label);
/* "bom", "utf8", "declared" ... for a message or provenance. */
const char *na_charset_how_name(na_charset_how how);

/* The label in an HTML page's <meta charset> or http-equiv, and in an XML declaration,
 * within its first 4,096 bytes. Borrowed from head. */
na_str na_html_charset_label(na_str head);
na_str na_xml_charset_label(na_str head);
/* The charset parameter of a Content-Type value, borrowed. */
na_str na_http_charset_label(na_str content_type);

#endif
