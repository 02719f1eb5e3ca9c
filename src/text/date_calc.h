/* SPDX-License-Identifier: MIT */
/* date_calc.h - dates taken apart, put together, moved and written
 *
 * Concepts  Parts are those of the date's own zone. Years are 1 to 9999 throughout. Names
 *           of months and days are English, whatever the locale is.
 * Lifetime  Values. Threads: none. Errors: false.
 * Used by   script/.
 */
#ifndef NA_TEXT_DATE_CALC_H
#define NA_TEXT_DATE_CALC_H
#include "base/buf.h"
#include "text/date.h"

typedef struct na_date_parts {
    int64_t year, month, day, hour, minute, second;
    int weekday, yearday; /* 1 is Monday; 1 is 1 January. Not read by na_date_join() */
} na_date_parts;

typedef struct na_date_span {
    int64_t years, months, weeks, days, hours, minutes, seconds; /* below 10^12 each */
} na_date_span;

void na_date_split(const na_date *d, na_date_parts *out);
/* The zone counts for times only; a day is the same day everywhere. False when there is no
 * such date. */
bool na_date_join(const na_date_parts *p, na_precision precision, bool has_tz, int tz_min,
                  na_date *out);
/* Months first: one from 31 January is the last of February. What is moved by hours is
 * known to the minute, by days to the day. */
bool na_date_add(const na_date *d, const na_date_span *by, na_date *out);
/* Appends d in strftime's letters Y y m d e j H M S F T B b A a z %; false at another,
 * which is put into *bad. */
bool na_date_write(const na_date *d, na_str form, na_buf *out, char *bad);

#endif
