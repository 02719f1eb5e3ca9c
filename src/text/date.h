/* SPDX-License-Identifier: MIT */
/* date.h - dates as people and programs write them
 *
 * Concepts  The whole string is a date or it is none: no partial matches, nothing invented.
 *           ISO 8601 (weeks and ordinals too), RFC 822 to 3339 with the faults that senders
 *           make, HTTP, newswire, epochs and written-out forms in English, French, German,
 *           Spanish, Portuguese, Italian, Dutch, Polish, Russian, Korean (Juche years too),
 *           Japanese (eras), Chinese (its numerals, the Republic's years); digits of any
 *           script.
 *           What is not certain is refused, or less is said: 04/06/2025 is a date only when
 *           the options, the language, the weekday or the time of capture settle which
 *           number is the day; a time in a zone whose letters mean several keeps its day
 *           alone. Placeholders (1970-01-01, 1900-01-01, 0001-01-01 ...) are nobody's date.
 *           Relative words ("yesterday", "3 hours ago", "Sunday") and days without a year
 *           are dates only beside a time of capture, and `note` says so.
 * Lifetime  Values; lang is borrowed during the call.
 * Threads   No state; tables are constant.
 * Errors    A verdict; false.
 * Used by   text/html_meta, script/ (module date), cli/, ingest/.
 */
#ifndef NA_TEXT_DATE_H
#define NA_TEXT_DATE_H
#include "base/time.h"

typedef enum na_date_order {
    NA_DATE_REFUSE,
    NA_DATE_DAYFIRST,
    NA_DATE_MONTHFIRST
} na_date_order;

typedef struct na_date_opts {
    bool has_tz;
    int tz_min;          /* zone of times that name none, minutes east */
    na_date_order order; /* of 04/06/2025 */
    bool allow_year;     /* a bare "2025" */
    bool allow_month;    /* "April 2025", "2025-04" */
    bool allow_epoch;    /* "1743897600", also in thousandths and millionths */
    bool any;            /* placeholders and dates to come too */
    int64_t latest;      /* what lies more than two days behind it is refused; 0: nothing */
    na_str lang;         /* "ko", "en-GB": settles 04/06/2025 and zones; or "" */
    bool has_now;        /* when it was captured: relative words are read against it, and */
    int64_t now;         /* it is the latest of all. UTC seconds */
    int now_tz;          /* zone of its calendar, minutes east */
} na_date_opts;

/* What a reader should be told of how a date came about. */
typedef enum na_date_note {
    NA_DATE_WRITTEN,
    NA_DATE_RELATIVE, /* against the time of capture */
    NA_DATE_NO_YEAR,  /* the year is that of the capture, or the one before */
    NA_DATE_NO_ZONE,  /* its zone means several: the day alone */
    NA_DATE_DEDUCED   /* which is the day was told by weekday or capture */
} na_date_note;

typedef struct na_date {
    int64_t secs; /* UTC; a day, month or year: midnight UTC of its first day */
    na_precision precision;
    bool has_offset; /* offset_min was written, or came from the options */
    int offset_min;  /* minutes east, -1439..1439 */
    na_date_note note;
} na_date;

typedef enum na_date_verdict {
    NA_DATE_OK,
    NA_DATE_NONE,      /* no date */
    NA_DATE_AMBIGUOUS, /* day and month cannot be told apart */
    NA_DATE_ABSURD,    /* a placeholder, before 1600, or after its capture */
    NA_DATE_NEEDS_NOW  /* relative, and no time of capture is known */
} na_date_verdict;

/* s trimmed is wholly a date. opts NULL: no zone, ambiguous refused, day or finer. */
na_date_verdict na_date_read(na_str s, const na_date_opts *opts, na_date *out);
bool na_date_parse(na_str s, const na_date_opts *opts, na_date *out);
/* A line that is wholly a date, or one behind a label ("Published:", "입력", "Stand:"). */
bool na_date_find(na_str line, const na_date_opts *opts, na_date *out);
na_date_verdict na_date_look(na_str line, const na_date_opts *opts, na_date *out);
/* RFC 3339 as base/time.h has it; "" for none. */
void na_date_format(const na_date *d, char out[40]);
/* "relative", "no year" ...; "" for one as written. A sentence's part for a verdict. */
const char *na_date_note_name(na_date_note n);
const char *na_date_why(na_date_verdict v);

#endif
