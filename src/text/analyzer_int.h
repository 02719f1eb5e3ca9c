/* SPDX-License-Identifier: MIT */
/* analyzer_int.h - the analyzer's insides, for analyzer*.c and sentence.c only */
#ifndef NA_TEXT_ANALYZER_INT_H
#define NA_TEXT_ANALYZER_INT_H
#include "text/analyzer.h"

#define NA_CHAR_CPS 16                  /* code points kept of one character */
#define NA_CHAR_BYTES (NA_CHAR_CPS * 4) /* so many bytes at most */

typedef enum na_kind {
    NA_KIND_WORD,
    NA_KIND_BIGRAM,
    NA_KIND_LAST, /* the last character of a run of two or more */
    NA_KIND_ONLY  /* the only character of its run */
} na_kind;

struct na_analyzer {
    /* Where tokens go: out when it is set, else fn or terms by put. */
    int (*put)(na_analyzer *a, na_str text, size_t start, size_t end, na_kind kind);
    na_buf *out;
    na_token_fn fn;
    void *ctx;
    na_arena *arena;
    na_buf terms; /* of na_qterm */
    uint32_t pos; /* of the next token */

    /* The character being gathered: folded, decomposed. */
    int32_t seg[NA_CHAR_CPS];
    size_t nseg, seg_start, seg_end;

    /* The word being gathered, or the unspaced character waiting for its successor (with
     * room for that one behind it). */
    enum { NA_OPEN_NOTHING, NA_OPEN_WORD, NA_OPEN_RUN } open;
    bool second; /* the run has given a bigram */
    size_t ntok, tok_start, tok_end;
    char tok[NA_TOKEN_MAX + 2 * NA_CHAR_BYTES];
};

/* Goes on with the analysis for another piece of text; the pieces must be parted at a
 * separator. start and end of tokens are relative to the piece. */
int na_analyzer_piece(na_analyzer *a, na_str piece);

/* Makes a ready for pieces whose tokens go to out. */
void na_analyzer_to_blank(na_analyzer *a, na_buf *out);

#endif
