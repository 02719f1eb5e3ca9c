/* SPDX-License-Identifier: MIT */
/* mbox.h - the messages of a mailbox file
 *
 * Concepts  A message begins with a line "From SENDER", mostly with a date, at the file's
 *           start or behind an empty line.
 *           Lines of a body that would look so carry a '>' more (mboxrd), which is taken
 *           away again. What the body is made of (MIME) is not looked at.
 * Lifetime  Slices of what is read. Threads: none. Errors: none.
 * Used by   script/.
 */
#ifndef NA_TEXT_MBOX_H
#define NA_TEXT_MBOX_H
#include "text/headers.h"

typedef struct na_mbox {
    na_str from; /* what follows "From " on the first line; ptr NULL: there is none */
    na_str headers, body;
    bool quoted; /* the body has lines ">From ": na_mbox_unquote() */
} na_mbox;

/* Does the line, without its end, begin a message (behind an empty one)? */
bool na_mbox_is_from(na_str line);
/* The next message of *rest, with its "From " line; false at the end. */
bool na_mbox_next(na_str *rest, na_str *message_out);
/* A message, with or without its "From " line. */
void na_mbox_parse(na_str message, na_mbox *out);
void na_mbox_unquote(na_str body, na_buf *out);

#endif
