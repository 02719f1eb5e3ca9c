/* SPDX-License-Identifier: MIT */
/* date_int.h - the words of dates; only date.c and date_words.c include it
 *
 * All words are as na_text_fold leaves them: lower case, without diacritics.
 */
#ifndef NA_TEXT_DATE_INT_H
#define NA_TEXT_DATE_INT_H
#include "text/date.h"

/* 1..12, or 0. */
int na_date_month(na_str word);
bool na_date_weekday(na_str word);
/* A word that may stand between date and time ("at", "um", "kl"), or around a year. */
bool na_date_filler(na_str word);
/* Minutes east of a named zone. *us: 'e','c','m','p' for US time whose summer time must be
 * worked out from the date (the offset is then standard time), else 0. */
bool na_date_zone(na_str word, int *min_out, char *us_out);
/* The length of a label such as "published on:" that s begins with, and of the blanks behind
 * it; 0 when there is none. *dayfirst: its language writes the day first. */
size_t na_date_label(na_str s, bool *dayfirst);

#endif
