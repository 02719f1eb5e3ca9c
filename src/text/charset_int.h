/* SPDX-License-Identifier: MIT */
/* charset_int.h - the table of charsets; only charset.c and charset_names.c include it */
#ifndef NA_TEXT_CHARSET_INT_H
#define NA_TEXT_CHARSET_INT_H
#include "text/charset.h"

typedef struct na_charset_def {
    const char *name;    /* ours */
    const char *iconv;   /* glibc's */
    char kind;           /* m multibyte, e ASCII with escapes, u UTF-16 and 32,
                            w single-byte of Latin script, r one that is rarely met,
                            s single-byte of another script */
    const char *aliases; /* blank-separated, normalised */
} na_charset_def;

enum {
    NA_CHARSET_UTF_8,
    NA_CHARSET_1252,
    NA_CHARSET_16LE,
    NA_CHARSET_16BE,
    NA_CHARSET_32LE,
    NA_CHARSET_32BE,
    NA_CHARSET_COUNT = 45
};

extern const na_charset_def na_charset_defs[NA_CHARSET_COUNT];

/* Place in the table, or -1. */
int na_charset_index(na_str label);

#endif
