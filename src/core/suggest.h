/* SPDX-License-Identifier: MIT */
/* suggest.h - "did you mean": the query with words that the archive knows
 *
 * Concepts  A word of the query that hardly any article holds may be a slip: a word of the
 *           archive's own vocabulary at most two letters away (one, for short words) that
 *           far more articles hold is put in its place. Swapped neighbours count as one
 *           letter. The changed query is offered only if it finds far more; it is never
 *           used instead. Words in quotes, behind "=", excluded, with a * or in scripts
 *           without blanks are left alone. How much of the vocabulary is looked at has a
 *           bound.
 * Lifetime  The text goes to the caller's buffer. Threads: the archive's.
 * Errors    Those of a search; a volume that cannot be read is passed over.
 * Used by   cli/.
 */
#ifndef NA_CORE_SUGGEST_H
#define NA_CORE_SUGGEST_H
#include "core/arc.h"
#include "query/query.h"

#define NA_SUGGEST_FEW 5 /* matches: an answer with more is as good as was meant */

/* q was parsed from source and matches `found` articles. Appends the query to try instead
 * to
 * *out, nothing when there is none, and how many articles that one matches to *total. */
int na_suggest(na_arc *a, const na_query *q, na_str source, uint64_t found, na_buf *out,
               uint64_t *total, na_err *err);

#endif
