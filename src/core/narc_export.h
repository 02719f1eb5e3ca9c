/* SPDX-License-Identifier: MIT */
/* narc_export.h - a volume of chosen articles, out of an archive
 *
 * Concepts  The articles go into an archive of their own, which is made for it beside the
 *           file wanted and removed at the end, and are sealed there: the same writer and
 *           the same checks as for any volume. Ids and revisions are those they had.
 * Lifetime  begin .. finish (which frees it, whatever its result) or abort.
 * Threads   One; another archive may be open at the same time.
 * Errors    NA_EEXISTS when the file is there already, NA_ECORRUPT for an article whose id
 *           is not what its identity gives, and the archive's.
 * Used by   cli/ (export).
 */
#ifndef NA_CORE_NARC_EXPORT_H
#define NA_CORE_NARC_EXPORT_H
#include "core/arc.h"

typedef struct na_narc na_narc;

/* to: the file, or a folder that is there: then the volumes keep the names they are given,
 * and are cut as those of an archive; else there is one. */
int na_narc_begin(na_narc **out, const char *to, na_err *err);
int na_narc_put(na_narc *n, const na_article *a, na_err *err);
/* The user's marks of one of them, as lines of overlay.jsonl. */
int na_narc_put_marks(na_narc *n, na_str lines, na_err *err);
/* The original of one of them; each hash once. */
int na_narc_put_original(na_narc *n, const na_original *o, na_err *err);
int na_narc_finish(na_narc *n, na_progress_fn progress, void *ctx, na_seal_report *out,
                   na_err *err);
void na_narc_abort(na_narc *n);

#endif
