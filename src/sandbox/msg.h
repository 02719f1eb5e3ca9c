/* SPDX-License-Identifier: MIT */
/* msg.h - the payloads of the frames in proto.h
 *
 * Concepts  One struct a frame, one na_msg_put_ and one na_msg_get_ each, so that both
 *           sides read the same description. Entries count from 1 through the whole bundle,
 *           the bundles inside it included; records count from 1 within their entry.
 *           An entry is whole when all its bytes came with U_ENTRY (they are its head):
 *           then the unpacker goes on without a decision and the parser chooses, splits and
 *           parses by itself. A U_RECORD is one record, or a run of whole lines that the
 *           parser cuts; a code in either means that the bytes are for quarantine.
 * Lifetime  Slices of a struct that was read point into its payload.
 * Errors    NA_ECORRUPT naming the frame, for a payload that ends early or is nonsense.
 * Used by   worker/, ingest/, tests/.
 */
#ifndef NA_SANDBOX_MSG_H
#define NA_SANDBOX_MSG_H
#include "base/buf.h"
#include "base/capture.h"
#include "base/limits.h"
#include "base/split.h"

/* -- the unpacker --------------------------------------------------------------------- */

typedef enum na_mode { NA_MODE_FILE, NA_MODE_STREAM, NA_MODE_FOLDER } na_mode;

typedef struct na_msg_ustart {
    na_limits limits;
    na_mode mode;
    na_str name;   /* base name of the bundle, "" for standard input */
    uint64_t size; /* NA_MODE_FILE */
    int64_t mtime; /* of the file, 0 unknown */
} na_msg_ustart;

typedef struct na_msg_uentry {
    uint64_t entry;
    int64_t size, mtime; /* -1, 0: unknown */
    bool whole;          /* head is all of it */
    na_str name, head;
    na_str code, message; /* not empty: for quarantine as it is */
} na_msg_uentry;

typedef enum na_action {
    NA_ACT_SKIP,  /* read past it */
    NA_ACT_ENTRY, /* all of it as one record */
    NA_ACT_LINES, /* runs of whole lines */
    NA_ACT_CUT,   /* runs of what a cutter finds (text/cut.h) */
    NA_ACT_KEEP   /* for quarantine: its bytes if they are few, else length and hash */
} na_action;

typedef struct na_msg_udecide {
    uint64_t entry;
    na_action action;
    uint64_t from; /* the first record wanted; earlier ones may be left out */
    na_split split; /* NA_ACT_CUT */
    na_str names;
} na_msg_udecide;

typedef struct na_msg_urecord {
    uint64_t entry, record, offset, length;
    bool lines;     /* a run of lines, or of what was cut; record is its first's number */
    uint64_t count; /* records of a run that was cut; of lines nobody counts them */
    na_str code, message; /* not empty: for quarantine (too_large, truncated ...) */
    na_str sha256;        /* hex of the whole record where bytes are left out, else "" */
    na_str bytes;
} na_msg_urecord;

typedef struct na_msg_uend { /* U_ENTRY_END, U_NOTE, U_END */
    uint64_t entry, records; /* U_END: entry is how many there were */
    bool cut_short;
    na_str message;
} na_msg_uend;

void na_msg_put_ustart(na_buf *b, const na_msg_ustart *m);
int na_msg_get_ustart(na_str p, na_msg_ustart *out, na_err *err);
void na_msg_put_uentry(na_buf *b, const na_msg_uentry *m);
int na_msg_get_uentry(na_str p, na_msg_uentry *out, na_err *err);
void na_msg_put_udecide(na_buf *b, const na_msg_udecide *m);
int na_msg_get_udecide(na_str p, na_msg_udecide *out, na_err *err);
/* All but the bytes, which follow as the frame's tail. */
void na_msg_put_urecord(na_buf *b, const na_msg_urecord *m);
int na_msg_get_urecord(na_str p, na_msg_urecord *out, na_err *err);
void na_msg_put_uend(na_buf *b, const na_msg_uend *m);
int na_msg_get_uend(na_str p, na_msg_uend *out, na_err *err);

/* The length that ends a file of a folder which could not be read to its end. */
#define NA_FEED_FAILED 0xffffffffu

/* -- the parser ----------------------------------------------------------------------- */

typedef struct na_msg_pstart {
    na_limits limits;
    int64_t now;
    bool has_tz, date_from_mtime;
    int32_t tz_min;
    na_str base_url;
    bool pdf;         /* there is newsarc-pdf: say NA_P_NEEDS when a record needs it */
    na_str deferred;  /* a byte for each reader, as they will be loaded: NA_DEFER_*, or 0 */
    uint32_t scripts; /* P_SCRIPT frames that follow */
} na_msg_pstart;

/* A reader that is not called any more: its records end the process (all that it would cut
 * is one record then), or fail again and again. */
enum { NA_DEFER_ENDS = 1, NA_DEFER_FAILS };

typedef struct na_msg_pscript {
    na_str path, text;
} na_msg_pscript;

typedef enum na_pentry_do {
    NA_PE_CHOOSE,  /* answer P_CHOICE, P_DONE */
    NA_PE_PARSE,   /* head is all of it: choose, then P_VERDICT each, P_DONE */
    NA_PE_REMEMBER /* the records that follow are of this entry; no answer */
} na_pentry_do;

typedef struct na_msg_pentry {
    uint64_t entry, from; /* from: the first record wanted (NA_PE_PARSE) */
    na_pentry_do what;
    bool careful; /* P_BEGIN before each step, nothing held back */
    int64_t size, mtime;
    na_str name, source, reader, head; /* reader: the only one asked, or "" */
    na_str map;                        /* --map: lines of FIELD=PATH, or "" */
} na_msg_pentry;

typedef struct na_msg_precord {
    uint64_t entry, record, offset, from;
    uint32_t reader;
    na_split cut;
    na_str names; /* of NA_SPLIT_XML */
    bool careful;
    na_str bytes;
} na_msg_precord;

typedef struct na_msg_reader {
    na_str name, version, path, sha256;
} na_msg_reader;

typedef struct na_msg_pchoice {
    uint64_t entry;
    int32_t reader; /* -1: nobody */
    na_split cut;
    na_str names; /* of NA_SPLIT_XML */
    int32_t score;
    na_str reason;
} na_msg_pchoice;

typedef enum na_outcome { NA_OUT_ARTICLES, NA_OUT_SKIP, NA_OUT_QUARANTINE } na_outcome;

typedef struct na_msg_pverdict {            /* P_BEGIN has the first four alone */
    uint64_t entry, record, offset, length; /* offset within the entry */
    na_outcome kind;
    int32_t reader;
    na_str reason;                     /* why it was skipped */
    na_str code, message, file, trace; /* quarantine */
    uint64_t line;
    na_str before, after; /* of a piece that failed: what stands around it */
    bool mapped;          /* the record's file has what --map names */
    na_str map;           /* ... or what it lacks */
    na_capture capture;   /* what the record is a capture of, if it said */
    uint32_t narticles;
    na_str articles; /* that many length-prefixed packed articles */
} na_msg_pverdict;

void na_msg_put_pstart(na_buf *b, const na_msg_pstart *m);
int na_msg_get_pstart(na_str p, na_msg_pstart *out, na_err *err);
void na_msg_put_pscript(na_buf *b, const na_msg_pscript *m);
int na_msg_get_pscript(na_str p, na_msg_pscript *out, na_err *err);
void na_msg_put_pentry(na_buf *b, const na_msg_pentry *m);
int na_msg_get_pentry(na_str p, na_msg_pentry *out, na_err *err);
/* All but the bytes. */
void na_msg_put_precord(na_buf *b, const na_msg_precord *m);
int na_msg_get_precord(na_str p, na_msg_precord *out, na_err *err);
void na_msg_put_reader(na_buf *b, const na_msg_reader *m);
na_msg_reader na_msg_get_reader(na_rd *r);
void na_msg_put_pchoice(na_buf *b, const na_msg_pchoice *m);
int na_msg_get_pchoice(na_str p, na_msg_pchoice *out, na_err *err);
void na_msg_put_pbegin(na_buf *b, const na_msg_pverdict *m);
int na_msg_get_pbegin(na_str p, na_msg_pverdict *out, na_err *err);
/* All but the articles, which the caller puts after it, each with na_put_str. */
void na_msg_put_pverdict(na_buf *b, const na_msg_pverdict *m);
int na_msg_get_pverdict(na_str p, na_msg_pverdict *out, na_err *err);

#endif
