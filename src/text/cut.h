/* SPDX-License-Identifier: MIT */
/* cut.h - where records end: WARC and ARC files, mailboxes, CSV rows, XML elements
 *
 * Concepts  A cutter is shown the bytes that follow its last piece, as many as are there;
 *           it gives the next piece or asks for more. It looks at each byte about once,
 *           however often it is shown, and keeps no pointer to any: a file of any size is
 *           cut within the memory of its largest record. In memory, `end` is simply true.
 *           A piece is a record, or bytes that are none (a record cut short, one whose
 *           length lies, garbage) with the code they go to quarantine under. Behind those
 *           the cutter goes on where the next record begins. Bytes between records (blank
 *           lines, a list's own tags) are passed over as `skip`.
 *           Whoever can hold no more of a record gives its bytes up with na_cutter_drop()
 *           and gets its end, in time, as the next piece.
 *           What is cut again alone, from a record's first byte, gives the same record;
 *           a row does when its table's head is known (na_cutter_within).
 * Lifetime  A value. Threads: none. Errors: none; damage is a piece.
 * Used by   worker/ (unpacker and parser), script/ (trials).
 */
#ifndef NA_TEXT_CUT_H
#define NA_TEXT_CUT_H
#include "base/limits.h"
#include "base/split.h"
#include "base/str.h"
#include <stdint.h>

typedef struct na_piece {
    size_t skip, len;           /* bytes before it that are of no record, and of it */
    const char *code, *message; /* NULL: a record; else why it is none (static text) */
} na_piece;

typedef struct na_cutter {
    na_split split;
    char names[NA_SPLIT_NAMES + 1]; /* of XML elements: "page|item" */
    size_t seen;                    /* bytes shown that were looked at */
    bool begun;                     /* the file's start is behind it */
    bool over;                      /* a record whose bytes were given up */
    /* warc */
    bool arc;
    uint64_t left; /* of a record given up: bytes that are still to come */
    /* mbox, csv, xml */
    unsigned state, tries;
    bool gap, lines;
    char sep; /* csv: the separator, once a line had one */
    /* xml */
    size_t start, again; /* of the record, and of one that begins inside it; from 1 */
    unsigned depth;
    char quote;
    bool wide, closes, ours; /* csv: UTF-16, and which byte comes first */
} na_cutter;

/* Is there a cutter for it? Lines and whole entries need none. */
bool na_cutter_can(na_split split);
/* names: of NA_SPLIT_XML, local names with bars between; cut at NA_SPLIT_NAMES. */
na_cutter na_cutter_of(na_split split, na_str names);
/* For records from offset at on of a file that begins with head, which tells what a table's
 * characters and separator are: they are cut as they were in their file. */
na_cutter na_cutter_within(na_split split, na_str names, na_str head, uint64_t at);

/* The bytes of a record that the limit counts: all but line ends behind it. */
static inline size_t na_record_size(na_str s)
{
    while (s.len && (s.ptr[s.len - 1] == '\n' || s.ptr[s.len - 1] == '\r')) s.len--;
    return s.len;
}
/* How many more must be at hand to see that a record of so many bytes ends there: line
 * ends, half a mark, the first line of the next. */
#define NA_CUT_AHEAD (16 * NA_KIB)

#define NA_CUT_MORE 2
/* s: everything behind the last piece that is there; end: nothing else will come. 1 a piece
 * (of no bytes, when all there is to say is skip), 0 the end (skip may be set),
 * NA_CUT_MORE: show it more, or drop. */
int na_cutter_next(na_cutter *c, na_str s, bool end, na_piece *out);
/* The same s again, when no more can be held: the record at hand is given up. So many bytes
 * of s, more than none, are behind it now. */
size_t na_cutter_drop(na_cutter *c, na_str s);

#endif
