/* SPDX-License-Identifier: MIT */
/* host.h - the Lua host: readers, clean rules and filters inside the worker's parser
 *
 * Concepts  A script is text that returns a manifest table (LUA contract, api 1). The host
 *           loads it under a small budget, keeps one lua_State a script, chooses a reader
 *           for an entry (declarative match, then probe) and calls it once a record, each
 *           call protected and within budget. After a fatal breach (memory, instructions)
 *           the state is thrown away and the script loaded anew.
 *           Clean scripts are asked by doc:article() for pages of their hosts; filters get
 *           each article a reader has made, one after the other.
 * Lifetime  na_host_new() .. na_host_free(). Results are borrowed until the next call.
 * Threads   One thread at a time.
 * Errors    NA_ESCRIPT with file:line for a script that does not load; a failing record is
 *           a verdict, not an error. NA_ENOMEM.
 * Used by   worker/ (parser), ingest/ not: the parent never runs a reader.
 */
#ifndef NA_SCRIPT_HOST_H
#define NA_SCRIPT_HOST_H
#include "base/article.h"
#include "base/capture.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/split.h"
#include "script/pdf.h"

typedef struct na_host na_host;

typedef struct na_host_opts {
    na_limits limits;
    int64_t now; /* UTC seconds, fixed for the run: ctx.now */
    int tz_min;  /* --tz: zone of dates that name none, minutes east */
    bool has_tz;
    bool date_from_mtime; /* an entry's time is that of its capture */
    na_str base_url; /* --base-url, "" */
    bool cover;      /* note the lines of readers that are reached (trial.h) */
    /* Who reads PDF: this, or another program (the verdict is then NA_NEEDS_PDF), or
     * nobody. */
    na_pdf_read_fn *pdf;
    bool pdf_elsewhere;
    void (*log)(void *ctx, const char *level, na_str line);
    void *log_ctx;
} na_host_opts;

int na_host_new(na_host **out, const na_host_opts *o, na_err *err);
void na_host_free(na_host *h);

/* Loads one script of kind ingest, clean or filter. NA_ESCRIPT disables that one only; its
 * message is file:line: reason. A script named like one of the same kind that another
 * folder gave before is passed over, and no error. */
int na_host_load(na_host *h, na_str path, na_str text, na_err *err);
/* After the last one: puts the filters in order and joins clean scripts to what they
 * extend. bad is told of each script that cannot run for that, and which is dropped. */
typedef void na_host_bad_fn(void *ctx, na_str path, const char *why);
int na_host_ready(na_host *h, na_host_bad_fn *bad, void *ctx, na_err *err);

typedef struct na_reader_info {
    na_str name, version, summary, path, sha256; /* sha256: hex of the source */
} na_reader_info;
size_t na_host_readers(const na_host *h);
na_reader_info na_host_reader(const na_host *h, size_t i);

/* What choosing sees of an entry. */
typedef struct na_entry_info {
    na_str name;   /* path inside the bundle, UTF-8, '/' separated */
    int64_t size;  /* -1 unknown */
    int64_t mtime; /* 0 unknown */
    na_str head;   /* its first bytes, at most NA_HEAD_BYTES */
    na_str source; /* the bundle's base name */
    na_str reader; /* --reader NAME: only this one, or "" */
    na_str map;    /* --map: lines of FIELD=PATH, or "" */
} na_entry_info;

typedef struct na_choice {
    int reader; /* index, or -1: nobody takes it */
    na_split split;
    na_str names; /* of NA_SPLIT_XML */
    int score;
    na_str reason; /* why nobody does, or the warning of a probe that raised */
} na_choice;
int na_host_choose(na_host *h, const na_entry_info *e, na_choice *out, na_err *err);

/* The same with its reasons: each reader, in the order they were loaded. Returns fn's
 * non-zero. */
typedef struct na_candidate {
    int reader;
    int score; /* 0: does not take it */
    int64_t priority;
    bool wins;
    na_str why; /* "ext does not match", "probe gave 30", "probe: ..." */
} na_candidate;
typedef int na_candidate_fn(void *ctx, const na_candidate *c);
int na_host_explain(na_host *h, const na_entry_info *e, na_candidate_fn *fn, void *ctx,
                    na_err *err);

/* One record for parse. */
typedef struct na_record {
    const na_entry_info *entry;
    na_str bytes;
    uint64_t index;  /* from 1 within the entry */
    uint64_t offset; /* of bytes within the entry */
} na_record;

typedef enum na_verdict_kind { NA_V_ARTICLES, NA_V_SKIP, NA_V_QUARANTINE } na_verdict_kind;
typedef struct na_verdict {
    na_verdict_kind kind;
    na_article *articles; /* checked for types and limits, text cleaned (NFC, controls) */
    size_t narticles;
    na_str reason;                     /* skip: why, may be empty */
    /* Quarantine, see core/arc.h for codes. With articles: some of the record's were lost
     * or rejected by a filter, and this is why. */
    na_str code, message, file, trace;
    uint64_t line;
    na_str before, after; /* quarantine: as ctx:around told */
    bool mapped;          /* ctx:mapped was told that the file has what --map names, */
    na_str map;           /* ... or what it lacks */
    na_capture capture;   /* what the reader told with ctx:capture, also of a skip */
} na_verdict;

/* From now on its records are not parsed: their verdict is quarantine, "deferred". */
void na_host_give_up(na_host *h, int reader);
/* Calls the reader's parse on one record. Always gives a verdict unless memory is out. */
int na_host_parse(na_host *h, int reader, const na_record *r, na_verdict *out, na_err *err);

/* NA_SPLIT_FUNCTION: calls the reader's split(stream, ctx) on the whole entry and then, for
 * each record it yields from number `from` (1-based) on: begin(ctx, index, offset, length)
 * before parse, then done(ctx, index, offset, length, verdict) with parse's verdict.
 * A non-zero return of either stops with it. An error of split itself ends the entry with
 * one quarantine verdict for the rest (offset and length of what was not yet split). */
typedef struct na_split_sink {
    int (*begin)(void *ctx, uint64_t index, uint64_t offset, uint64_t length);
    int (*done)(void *ctx, uint64_t index, uint64_t offset, uint64_t length,
                const na_verdict *v);
    void *ctx;
} na_split_sink;
int na_host_split(na_host *h, int reader, const na_record *whole, uint64_t from,
                  const na_split_sink *sink, na_err *err);

#endif
