/* SPDX-License-Identifier: MIT */
/* export.h - what the formats of newsarc export share
 *
 * Concepts  A format is one constant: what it writes to, and three functions. cmd_export.c
 *           searches and hands it article by article; export_out.c is where bytes go:
 *           standard output, a file that appears when it is complete, or a folder of such
 *           files.
 * Lifetime  struct exporting lives as long as the command.
 * Threads   One. Errors: as everywhere in cli/.
 * Used by   cli/ alone.
 */
#ifndef NA_CLI_EXPORT_H
#define NA_CLI_EXPORT_H
#include "cli/cmd.h"
#include "cli/origin.h"
#include "cli/progress.h"
#include "core/search.h"
#include "emit/emit.h"

/* A file, or standard output. */
struct export_file {
    struct cmd_ctx *cx;
    int fd; /* -1: standard output */
    na_buf path, tmp, held;
    uint64_t bytes;
    bool made;    /* tmp is there */
    bool special; /* a device or a pipe, written into as it goes */
};
/* path NULL: standard output. */
int export_file_open(struct export_file *f, struct cmd_ctx *cx, const char *path);
int export_file_put(struct export_file *f, na_str s);
/* Complete, synced and under its name. */
int export_file_commit(struct export_file *f);
/* Without commit before it: as if it had never been. */
void export_file_close(struct export_file *f);

enum export_to {
    EXPORT_STREAM, /* text: standard output, or -o FILE */
    EXPORT_BINARY, /* the same, but not to a terminal */
    EXPORT_FILE,   /* -o FILE */
    EXPORT_FOLDER  /* -o DIR */
};

struct exporting {
    struct cmd_ctx *cx;
    const struct export_format *format;
    const char *path; /* -o, or NULL */
    struct export_file out;
    struct origin origin;
    na_hits *hits;
    na_buf item, scratch; /* of the article at hand */
    na_arena arena;       /* ... and what it refers to */
    uint64_t n;           /* articles so far */
    bool unreadable;      /* one could not be read */
    na_emit *csv;
    void *own; /* the format's */
};

struct export_format {
    const char *name;
    enum export_to to;
    int (*begin)(struct exporting *x); /* NULL: nothing to do */
    /* a has its provenance joined, and permalink set when its url is its own. */
    int (*put)(struct exporting *x, const na_article *a);
    int (*end)(struct exporting *x);
    void (*release)(struct exporting *x); /* also after a failure */
};

extern const struct export_format export_jsonl, export_csv, export_ninjs, export_csl,
    export_bibtex, export_ris, export_mbox, export_warc, export_markdown, export_eml,
    export_tar, export_narc;

/* The original of an article's record: NA_ENOENT, without a message, where it is not kept.
 * bytes is filled. */
int export_original(struct exporting *x, const na_article *a, na_original *out,
                    na_buf *bytes);
/* Records that were written already; free(v) at the end. */
struct export_seen {
    uint8_t (*v)[16];
    size_t n, cap;
};
/* *again_out: this hash was noted before. */
int export_seen_note(struct export_seen *s, na_str hex, bool *again_out, na_err *err);

/* One article with all that speaks for it, into a tar. */
int export_evidence(struct cmd_ctx *cx, const char *id, const char *path);

#endif
