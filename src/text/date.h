/* SPDX-License-Identifier: MIT */
/* date.h - dates as people write them
 *
 * Concepts  The whole string is a date or it is none: no partial matches, no relative words,
 *           nothing invented. ISO 8601, RFC 822 to 3339, HTTP, newswire and written-out forms
 *           in English, French, German, Spanish, Portuguese, Italian, Russian, Korean
 *           (Juche years too), Japanese and Chinese. 04/06/2025 only when the caller says
 *           which comes first or one of them is over 12.
 * Lifetime  Values.
 * Threads   No state; tables are constant.
 * Errors    false.
 * Used by   text/html_meta, script/ (module date), cli/.
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
} na_date_opts;

typedef struct na_date {
    int64_t secs; /* UTC; a day, month or year: midnight UTC of its first day */
    na_precision precision;
    bool has_offset; /* offset_min was written, or came from the options */
    int offset_min;  /* minutes east, -1439..1439 */
} na_date;

/* s trimmed is wholly a date. opts NULL: no zone, ambiguous refused, day or finer. */
bool na_date_parse(na_str s, const na_date_opts *opts, na_date *out);
/* A line that is wholly a date, or one behind a label ("Published:", "입력", "Stand:"). */
bool na_date_find(na_str line, const na_date_opts *opts, na_date *out);
/* RFC 3339 as base/time.h has it; "" for none. */
void na_date_format(const na_date *d, char out[40]);

#endif
