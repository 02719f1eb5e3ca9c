/* SPDX-License-Identifier: MIT */
/* seg.h - one searched part of an archive: the head or a volume, seen alike
 *
 * Concepts  A segment is an index, rowids 1 .. rows, and per rowid the time, the length and
 *           whether it is dead. The head is two: its articles, and the shadows of marked
 *           ones, whose rows in head.db lie behind base. A volume's rowids ascend by
 *           (published, id); the head's by arrival.
 * Lifetime  Within the read transaction of the search; na_seg_release() before it ends.
 *           The volume may stay open with its archive.
 * Threads   That of the archive. Errors: NA_ECORRUPT, NA_EIO, NA_ENOENT (a volume's file).
 * Used by   core/ alone.
 */
#ifndef NA_CORE_SEG_H
#define NA_CORE_SEG_H
#include "core/arc_int.h"
#include "query/query.h"

typedef struct na_expand na_expand; /* core/expand.h */

typedef struct na_seg {
    na_arc *arc;
    na_volume *vol; /* pinned; NULL: the head */
    int64_t base;   /* of a part of the head: its row in head.db before rowid 1 */
    na_cols *cols;  /* of the volume */
    na_fti *fti;
    int64_t rows;
    uint64_t tokens;          /* of title, deck and body */
    const int64_t *published; /* [rowid - 1] */
    const uint32_t *length;
    const na_expand *expand; /* of the search; NULL: words stand for themselves */
    const struct na_past *past; /* of the search; NULL: no article has a past */
    uint64_t *dead;          /* a bit a rowid, NULL when none is dead; whole windows */
    bool own_dead;           /* not that of the archive's view */
    na_qrevisions revisions; /* what dead leaves out */
    uint64_t undated;
    /* what the head's arrays are made of */
    bool borrowed; /* of the archive's view, which keeps it */
    int64_t *own_published;
    uint32_t *own_length, *own_words;
    uint64_t *own_id, *own_signature;
    uint32_t *own_revision;
    na_fti *own_fti;
} na_seg;

/* Release a segment also when opening it failed. rows is 0 when the head is empty. */
int na_seg_open_head(na_seg *s, na_arc *a, int part, na_err *err); /* NA_HEAD_... */
int na_seg_open_volume(na_seg *s, na_arc *a, const na_catrow *row, na_err *err);
void na_seg_release(na_seg *s);
/* From here on other rows are dead: the segment was opened for the latest revisions. */
int na_seg_revisions(na_seg *s, na_qrevisions which, na_err *err);

static inline bool na_seg_is_dead(const na_seg *s, int64_t row)
{
    return s->dead && (s->dead[(row - 1) >> 6] >> ((row - 1) & 63) & 1);
}
/* NA_ECORRUPT when a posting names a row that is none. */
int na_seg_check(const na_seg *s, int64_t row, na_err *err);
/* The same for what a cursor has behind the last row. */
int na_seg_check_end(const na_seg *s, na_postings *p, na_err *err);
/* The article's id as 64 bits. */
int na_seg_id(const na_seg *s, int64_t row, uint64_t *out, na_err *err);
int na_seg_revision(const na_seg *s, int64_t row, uint32_t *out, na_err *err);
/* Of one article (text/signature.h), or of all, [rowid - 1], borrowed. */
int na_seg_signature(const na_seg *s, int64_t row, uint64_t *out, na_err *err);
int na_seg_signatures(const na_seg *s, const uint64_t **out, na_err *err);
/* "head", "marks" (its part of shadows), or the volume's file name. */
const char *na_seg_name(const na_seg *s);
/* The words of each body, [rowid - 1]. Borrowed, as length. */
int na_seg_words(const na_seg *s, const uint32_t **out, na_err *err);
/* Postings of a word are few, and read at once, where there are no more. */
#define NA_SEG_FEW 128u
/* As na_fti_term. *n_out: how many articles hold the word in title, deck or body, where
 * that is stored and they are not few; else untouched. */
int na_seg_postings(const na_seg *s, na_str word, na_postings **out, uint64_t *n_out,
                    na_err *err);
/* How many that are, in any case. */
int na_seg_count(const na_seg *s, na_str word, uint64_t *n_out, na_err *err);
int na_seg_article(const na_seg *s, int64_t row, na_article *out, na_arena *arena,
                   na_err *err);
/* Rows [*lo, *hi) of a volume that are published in [from, to); NA_QTIME_MIN as from leaves
 * the undated out. */
int na_seg_range(const na_seg *s, int64_t from, int64_t to, int64_t *lo, int64_t *hi,
                 na_err *err);

#endif
