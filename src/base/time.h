/* SPDX-License-Identifier: MIT */
/* time.h - civil dates, RFC 3339 and clocks
 *
 * Concepts  A time on disk and in JSON is an RFC 3339 string with its precision beside it:
 *           a day-precise date is a full-date ("2025-04-06"), anything finer a date-time
 *           with its zone kept ("2025-04-06T09:30:00+09:00"); month and year precision
 *           write their first day. For order and ranges it is seconds since 1970 UTC.
 * Threads   No state; the proleptic Gregorian calendar, years 0001 to 9999.
 * Errors    false where a string is not of the form.
 * Used by   everything; free-form dates are text/date.h's business.
 */
#ifndef NA_BASE_TIME_H
#define NA_BASE_TIME_H
#include "base/str.h"
#include <stdint.h>

typedef enum na_precision {
    NA_PREC_NONE = 0,
    NA_PREC_YEAR,
    NA_PREC_MONTH,
    NA_PREC_DAY,
    NA_PREC_MINUTE,
    NA_PREC_SECOND
} na_precision;

#define NA_TIME_NONE INT64_MIN /* no date: sorts before every date */

/* "year" ... "second"; "" for none. And back; NA_PREC_NONE for anything else. */
const char *na_precision_name(na_precision p);
na_precision na_precision_of(na_str name);

/* Days since 1970-01-01 of a civil date, and back. */
int64_t na_days_from_civil(int64_t y, int m, int d);
void na_civil_from_days(int64_t days, int64_t *y, int *m, int *d);
/* true when the date exists in the calendar, years 1..9999. */
bool na_date_valid(int64_t y, int m, int d);

/* RFC 3339 full-date or date-time (T or blank, fraction read and dropped, Z or offset).
 * *secs_out: UTC seconds (a full-date: its midnight UTC). */
bool na_rfc3339_parse(na_str s, int64_t *secs_out, bool *date_only_out);
/* "YYYY-MM-DDTHH:MM:SSZ" (or with an offset in minutes east), "YYYY-MM-DD". out >= 32. */
void na_rfc3339_utc(int64_t secs, char out[32]);
void na_rfc3339_offset(int64_t secs, int offset_min, char out[32]);
void na_rfc3339_date(int64_t secs, char out[32]);

/* Wall clock in UTC seconds, and a monotonic clock in milliseconds. The environment's
 * NEWSARC_NOW (UTC seconds) fixes the wall clock, for reproducible tests. */
int64_t na_now(void);
int64_t na_mono_ms(void);

#endif
