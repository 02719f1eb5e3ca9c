/* SPDX-License-Identifier: MIT */
/* skim.h - the best of a volume, and only as much of the rest as has to be counted
 *
 * Concepts  A volume's rows are cut into ranges of NA_RANGE. The impacts of frequent words
 *           (index/impacts.h) and the postings of the others say how much the best article
 *           of a range can score. The ranges with the highest bounds are looked at first;
 *           of those left then only the few that could still have one of the best. What is
 *           left out is not counted: so this is for searches that have counted enough, or
 *           know how many match without counting.
 * Lifetime  Within the search. Threads: the archive's. Errors: those of the index.
 * Used by   core/scan.c.
 */
#ifndef NA_CORE_SKIM_H
#define NA_CORE_SKIM_H
#include "core/search_int.h"

/* 1 when the segment was searched, 0 when it has to be looked at whole, or an error. */
int na_skim_segment(search *s, open_seg *o, uint32_t segment, na_err *err);

#endif
