/* SPDX-License-Identifier: MIT */
/* marks.h - the user's own tags, notes and corrections
 *
 * Concepts  A mark says of one article that a field has another value, that a tag was put
 *           on or taken off, or what the user noted. Marks lie in head.db as an overlay;
 *           the article itself never changes, and its revisions are shown as they came.
 *           What is searched, sorted, shown and exported is the latest revision with the
 *           marks over it. Fields: title deck source published modified section lang url
 *           (text), authors tags (lists, an element a line), note, and tag/NAME with the
 *           value "+" or "-". published is a date of any precision: 2025, 2025-04,
 *           2025-04-06, or RFC 3339. Each field of an article has one mark, the last;
 *           taking it back is a mark, too, so that of two copies of an archive the later
 *           word holds (doc/formats/volume.md).
 * Lifetime  Marks given out live in the arena.
 * Threads   The archive's.
 * Errors    NA_EUSAGE for a field or value that cannot be, NA_ENOENT for no such article.
 * Used by   cli/.
 */
#ifndef NA_CORE_MARKS_H
#define NA_CORE_MARKS_H
#include "core/arc.h"

#define NA_MAX_MARK (16 * NA_KIB) /* bytes of a value */
#define NA_MAX_MARKS 2000u        /* that hold, of one article */

typedef struct na_mark {
    na_str field, value;
    bool drop;  /* what the article says holds again */
    int64_t at; /* microseconds since 1970, of na_arc_marks alone */
} na_mark;

int na_mark_check(const na_mark *m, na_err *err);
/* Between na_arc_begin and na_arc_commit. id: all 16 digits. *changed: is anything other
 * than it was? Each mark must have passed na_mark_check(). */
int na_arc_mark(na_arc *a, na_str id, const na_mark *v, size_t n, bool *changed,
                na_err *err);
/* Those of an article that hold, by field. */
int na_arc_marks(na_arc *a, na_str id, na_mark **out, size_t *n_out, na_arena *arena,
                 na_err *err);
/* Tags that the user put on articles, by name, and on how many; in the arena. */
typedef struct na_marked_tag {
    na_str tag;
    uint64_t articles;
} na_marked_tag;
int na_arc_marked_tags(na_arc *a, na_marked_tag **out, size_t *n_out, na_arena *arena,
                       na_err *err);
/* All marks of an article, those taken back too, as lines of overlay.jsonl behind out. */
int na_arc_marks_lines(na_arc *a, na_str id, na_buf *out, na_err *err);
/* Takes over the lines of a volume's overlay.jsonl: of two marks of a field the later
 * holds. Between na_arc_begin and na_arc_commit; articles that are not there yet get theirs
 * when they are added. */
int na_arc_marks_merge(na_arc *a, na_str jsonl, na_err *err);
/* The same with those of a volume that lies anywhere, in a transaction of its own;
 * *taken_out: how many it has. For one that the user made himself: marks say what he
 * thinks. */
int na_arc_marks_take(na_arc *a, const char *path, uint64_t *taken_out, na_err *err);

#endif
