/* SPDX-License-Identifier: MIT */
/* split.h - the ways in which an entry becomes records
 *
 * Used by   script/ (a reader's manifest says which), sandbox/ (it travels between the
 *           processes), text/cut.h (which cuts).
 */
#ifndef NA_BASE_SPLIT_H
#define NA_BASE_SPLIT_H

typedef enum na_split {
    NA_SPLIT_ENTRY,    /* all of it is one record */
    NA_SPLIT_LINES,    /* lines that are not blank */
    NA_SPLIT_JSONL,    /* the same */
    NA_SPLIT_WARC,     /* records of a WARC or ARC file */
    NA_SPLIT_MBOX,     /* messages of a mailbox */
    NA_SPLIT_CSV,      /* rows; quoted fields may reach over lines */
    NA_SPLIT_XML,      /* elements of given names */
    NA_SPLIT_FUNCTION, /* the reader cuts it itself */
    NA_SPLIT_LAST = NA_SPLIT_FUNCTION
} na_split;

#define NA_SPLIT_NAMES 64u /* bytes: the names of NA_SPLIT_XML, with bars between */

#endif
