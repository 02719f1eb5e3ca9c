/* SPDX-License-Identifier: MIT */
/* bars.h - numbers as bars and sparklines, a line at a time
 *
 * Concepts  Bars are made of eighths of a block; where the locale of the environment is not
 *           UTF-8, of '#'. A cell is a column of the terminal; text is measured in them, so
 *           that wide characters keep the table straight.
 * Threads   Values. Errors: those of the buffer (sticky).
 * Used by   cli/ alone.
 */
#ifndef NA_CLI_BARS_H
#define NA_CLI_BARS_H
#include "base/buf.h"
#include "emit/style.h"
#include <stddef.h>

typedef struct bars {
    bool ascii;
    na_style style;
    size_t columns; /* of the terminal */
} bars;

/* For standard output. */
bars bars_init(void);
/* value of max in so many cells; with pad, blanks up to them. */
void bars_put(const bars *b, na_buf *out, double value, double max, size_t cells, bool pad);
/* A character for each value; a blank for none. */
void bars_spark(const bars *b, na_buf *out, const double *v, size_t n);
/* Text, escaped, in exactly so many cells, cut where it is longer. */
void bars_text(const bars *b, na_buf *out, na_look look, na_str s, size_t cells,
               bool right);

#endif
