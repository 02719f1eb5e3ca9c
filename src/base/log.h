/* SPDX-License-Identifier: MIT */
/* log.h - the only writer of standard error
 *
 * Concepts  One line a call, control characters escaped, prefixed "newsarc: ".
 * Threads   Each line is one write. Errors: none.
 * Used by   cli/ (messages), worker/ (its own failures before the channel stands).
 */
#ifndef NA_BASE_LOG_H
#define NA_BASE_LOG_H
#include "base/str.h"

void na_log(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* Raw bytes to stderr, for a progress bar; no newline added, nothing escaped. */
void na_log_raw(na_str s);
bool na_log_is_tty(void);
/* Copies s with C0 (but \n and \t when keep_nl), DEL, C1, bidi controls and invalid UTF-8
 * written as \xNN or U+NNNN escapes: what may go to a terminal. Returns bytes written,
 * at most cap; pass cap 0 to measure. */
size_t na_escape(na_str s, bool keep_nl, char *out, size_t cap);

#endif
