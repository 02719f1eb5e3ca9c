/* SPDX-License-Identifier: MIT */
/* shadow.h - how marks get into a search
 *
 * Concepts  A marked article casts a shadow: a row of the head that holds its latest
 *           revision with the marks over it, indexed and packed as any other. The row of
 *           the article itself, in the head or in a volume, is hidden while the shadow
 *           stands; a shadow that another took the place of is hidden, too, until most are
 *           (na_shadow_tidy). Shadows are a part of the head of their own (arc_int.h):
 *           sealing leaves them where they are, but for those of articles that it moves,
 *           and so costs what is new, however many are marked. A volume never has any.
 *           article.shadow is 0 for an article, 1 for a shadow, 2 for one that is no more;
 *           table `shadow` has for each id the row of its shadow and the place that it
 *           hides.
 * Lifetime  Within the transaction of the archive's writer, but for na_overlay_apply().
 * Threads   The archive's. Errors: those of the database and of volumes.
 * Used by   core/ alone.
 */
#ifndef NA_CORE_SHADOW_H
#define NA_CORE_SHADOW_H
#include "core/arc_int.h"

/* overlay.c, for overlay_lines.c: a value as JSON; the time; an id of 16 digits. */
void na_overlay_put_value(na_buf *b, na_str field, na_str value);
void na_overlay_put_time(na_buf *b, int64_t at);
bool na_overlay_id(na_str hex, uint64_t *out);

/* overlay.c: the marks of an article over it; nothing where there are none, or where what
 * they make of a text that came later is none that the archive could hold. */
int na_overlay_apply(na_arc *a, uint64_t id, na_article *art, na_arena *arena, na_err *err);
/* overlay_lines.c: appends the lines of overlay.jsonl, all or those that no volume has
 * yet. */
int na_overlay_lines(na_arc *a, bool all, na_buf *out, na_err *err);

/* Do lines of overlay.jsonl tell a mark of an article that was removed? */
int na_overlay_of_removed(na_arc *a, na_str jsonl, bool *out, na_err *err);

/* The marks of the article, or its latest revision, are others than they were. */
int na_shadow_refresh(na_arc *a, uint64_t id, na_err *err);
/* The same, where the caller has the latest revision with the marks over it, which is at
 * row of vol (NULL: the head). */
int na_shadow_put(na_arc *a, uint64_t id, na_volume *vol, int64_t row, na_article *art,
                  na_err *err);
/* Rows among the head's articles that are shadows, or were, ascending (free()): heads of
 * schema 7 have them there. */
int na_shadow_rows(na_arc *a, int64_t **out, size_t *n_out, na_err *err);
bool na_shadow_among(const int64_t *rows, size_t n, int64_t row);
/* The head was emptied of articles: finds what the shadows of those hide now. */
int na_shadow_sealed(na_arc *a, na_err *err);
/* Outside a transaction: where more shadows are of no use than of use (all: where any
 * are), the others are indexed anew without them. */
int na_shadow_tidy(na_arc *a, bool all, na_err *err);
/* Volumes went, and others came: finds what shadows hide that is not where it was. */
int na_shadow_relocate(na_arc *a, na_err *err);
/* For verify: is the row what the article and its marks make? */
int na_shadow_check(na_arc *a, int64_t row, na_arena *arena, bool *out, na_err *err);

#endif
