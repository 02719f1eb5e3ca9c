/* SPDX-License-Identifier: MIT */
/* period.h - years, months, weeks and days as numbers that follow one another
 *
 * Concepts  A day is counted from 1970-01-01, UTC. A period is a number, too: the one
 *           behind it is the next, so that empty ones between two need not be listed. Weeks
 *           begin on Monday and are named as ISO 8601 does. Years 0001 to 9999.
 * Threads   Values. Errors: none.
 * Used by   core/ (tallies), cli/.
 */
#ifndef NA_CORE_PERIOD_H
#define NA_CORE_PERIOD_H
#include <stdint.h>

typedef enum na_period {
    NA_PERIOD_YEAR,
    NA_PERIOD_MONTH,
    NA_PERIOD_WEEK,
    NA_PERIOD_DAY
} na_period;

/* "year", "month", "week", "day"; and the list of them, ended by NULL. */
const char *na_period_name(na_period p);
const char *const *na_period_names(void);

/* The day of UTC seconds; what lies outside the years is moved to their first or last. */
int64_t na_period_day(int64_t secs);
/* The period that holds a day, and its first day. */
int64_t na_period_of(na_period p, int64_t day);
int64_t na_period_start(na_period p, int64_t number);
/* "1987", "1987-03", "1987-W10", "1987-03-02". */
void na_period_label(na_period p, int64_t number, char out[32]);
/* The period that shows first .. last (days) in a screenful of lines. */
na_period na_period_for(int64_t first, int64_t last);

#endif
