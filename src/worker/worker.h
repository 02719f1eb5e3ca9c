/* SPDX-License-Identifier: MIT */
/* worker.h - the program that meets strangers' bytes: newsarc-worker unpack | parse
 *
 * Concepts  main.c prepares what needs files, closes the sandbox and runs one of these
 *           until the parent closes the channel (descriptor 0). Nothing here ever sees the
 *           archive. `selftest` tries what the sandbox must refuse and tells.
 * Lifetime  The process. It ends with _exit: nothing is worth tidying up, and a leak check
 *           would need what the sandbox refuses.
 * Errors    A negative code ends the process with status 1; the parent knows what to do.
 * Used by   main.c.
 */
#ifndef NA_WORKER_WORKER_H
#define NA_WORKER_WORKER_H
#include "sandbox/proto.h"
#include "script/pdf.h"
#include "store/bundle.h"

int na_unpack_run(na_chan *c, na_err *err);
int na_parse_run(na_chan *c, na_err *err);
int na_selftest_run(na_chan *c, na_err *err);

/* This program's reader of PDF (pdf.c), or NULL (pdf_none.c). */
na_pdf_read_fn *na_worker_pdf(void);
/* What it needs of files, before the sandbox closes; and its memory, 0: that of any
 * worker. */
void na_worker_pdf_init(void);
size_t na_worker_pdf_memory(void);

/* The next line that is not blank, without its end; false when there is none. The unpacker
 * counts records with it and the parser cuts them. */
bool na_lines_next(na_str *rest, na_str *line);

/* The unpacker's input on descriptor 1. tick is called between reads. */
typedef struct na_feed {
    uint64_t pos, size; /* bytes read; NA_MODE_FILE: where, and of how many */
    uint32_t chunk;     /* folder: bytes left of the chunk */
    bool file_end;      /* folder: the file's last chunk was read; true to begin with */
    bool file_failed;   /* ... and the parent could not read all of it */
    void (*tick)(void *ctx, bool would_wait);
    void *ctx;
} na_feed;

/* The input as an na_bundle reads it: with seek, as a stream, one file of a folder. */
na_bundle_io na_feed_file(na_feed *f);
na_bundle_io na_feed_stream(na_feed *f);
na_bundle_io na_feed_member(na_feed *f);
/* The next file of a folder: 1 with its name (in the buffer) and mtime, 0 at the end. */
int na_feed_next(na_feed *f, na_buf *name, int64_t *mtime_out, na_err *err);

#endif
