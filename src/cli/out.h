/* SPDX-License-Identifier: MIT */
/* out.h - standard output of a command: formats, colours, small phrases
 *
 * Lifetime  out_new() .. out_end(). Threads: one. Errors: NA_EUSAGE for a format the
 *           command does not have, NA_EIO when standard output cannot be written.
 * Used by   cli/ alone.
 */
#ifndef NA_CLI_OUT_H
#define NA_CLI_OUT_H
#include "cli/cmd.h"
#include "emit/emit.h"

/* The options that choose a format, for a command's table. */
#define OUT_JSON_OPTS                                                                      \
    { "json", 0, NULL, "the whole answer as one JSON object" },                            \
    {                                                                                      \
        "jsonl", 0, NULL, "a JSON object a line"                                           \
    }

#define OUT_JSON_OPT                                                                       \
    {                                                                                      \
        "json", 0, NULL, "as JSON"                                                         \
    }

/* What --format, --json, --jsonl and --csv say; one of allowed (a mask of 1 << na_format),
 * text unless told. NA_FORMAT_NONE with a message for a wrong one. */
na_format out_format(struct cmd_ctx *cx, unsigned allowed);
int out_new(struct cmd_ctx *cx, na_format format, na_emit **out);
/* The same with what an html page calls itself. */
int out_new_page(struct cmd_ctx *cx, na_format format, const char *title, na_emit **out);
/* Finishes and frees; rc passes through unless finishing fails. */
int out_end(na_emit *e, int rc, na_err *err);

/* Bytes as they are; what may not reach a terminal is the caller's business. */
int out_raw(struct cmd_ctx *cx, na_str s);
/* A line of plain words, escaped where the words are somebody else's. */
int out_line(struct cmd_ctx *cx, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

bool out_is_terminal(void);
/* Columns of the terminal; 80 where there is none. */
size_t out_columns(void);
/* "12.9 MB", "1,234", "1 volume" and "2 volumes". */
void out_bytes(uint64_t n, char buf[24]);
void out_count(uint64_t n, char buf[32]);
void out_things(uint64_t n, const char *one, char buf[48]);
/* The date of an article as a person reads it: "2025-04-06 09:30", "2025-04-06 09:30
 * +09:00", "2025-04", "undated". */
void out_date(const na_article *a, char buf[32]);
/* The same of a date or time of which no precision is known. */
void out_time(na_str rfc3339, char buf[32]);

#endif
