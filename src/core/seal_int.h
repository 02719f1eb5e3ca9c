/* SPDX-License-Identifier: MIT */
/* seal_int.h - what sealing and compacting share; nobody else includes it
 *
 * Concepts  A na_seal makes volumes out of articles that come one after the other, by
 *           (published, id, revision): from the head (seal.c), or from volumes that there
 *           are (compact.c). Where they come from is its `next`; all else is the same for
 *           both.
 */
#ifndef NA_CORE_SEAL_INT_H
#define NA_CORE_SEAL_INT_H
#include "core/arc_int.h"
#include "core/cites.h"
#include "core/manifest.h"
#include "core/originals.h"
#include "core/shadow.h"
#include "index/termset.h"

#define NA_SEAL_TMP ".seal-" /* how the names of unfinished files begin */

/* One article of the head, in the order of the volumes. */
typedef struct na_seal_row {
    int64_t published;
    uint64_t id;
    int64_t row;
    uint32_t revision;
} na_seal_row;

/* The article that goes into a volume next. */
typedef struct na_seal_item {
    int64_t published;
    uint64_t id, text;
    uint32_t revision;
    bool have_cites;    /* found by the rules of today; else they are looked for */
    na_col_cite *cites; /* in the arena */
    size_t ncites;
    na_article art; /* in the arena; its line is in na_seal.line */
} na_seal_item;

/* One row of the dead set. */
typedef struct na_seal_dead {
    int64_t volume, row; /* where it is: volume 0 is the head */
    uint64_t id;
    uint32_t revision; /* 0: not known */
    bool told;
    size_t to; /* sealed into made[to - 1] as to_row; 0: it stays where it is */
    int64_t to_row;
} na_seal_dead;

/* One volume that this seal made. */
typedef struct na_seal_made {
    na_catrow row;
    na_termset terms; /* until it is catalogued */
    char tmp[32];     /* file name while it is written */
    bool on_disk;     /* under tmp, or under row.name when renamed */
    bool renamed;
} na_seal_made;

typedef struct na_seal {
    na_arc *a;
    uint32_t langs; /* common in the archive */
    uint64_t cut;   /* JSON bytes at which a volume ends */
    int level;      /* of compressing articles, 0: the default */
    /* 1 and the next article in item and line, 0 at the end, or an error. It stays until
     * the next call. */
    int (*next)(struct na_seal *s, na_err *err);
    /* It is row `row` of made[nmade - 1]. */
    int (*placed)(struct na_seal *s, int64_t row, na_err *err);
    /* The bytes of one of orig. */
    int (*original)(struct na_seal *s, const na_original_row *o, int64_t *mtime,
                    na_buf *about, na_buf *bytes, na_err *err);
    na_seal_item item;
    bool have_item, at_end;
    const char *doing; /* for progress, */
    uint64_t done, total;
    na_progress_fn progress;
    void *ctx;
    int64_t now;
    char *folder; /* of the volumes */
    na_seal_row *rows;
    size_t n;
    na_seal_dead *dead; /* by volume, row: the head's first */
    size_t ndead, ndead_head;
    na_idrev *tell; /* dead ones that the last volume's manifest tells */
    size_t ntell;
    int64_t *shadow; /* rows of the head that are no articles, ascending */
    size_t nshadow;
    bool all_marks; /* tells all of the user's marks, not those alone that none tells yet */
    na_idrev *removed; /* ids of the block list that no manifest holds yet */
    size_t nremoved;
    na_seal_made *made;
    size_t nmade;
    na_original_row *orig; /* in the order they are written */
    size_t norig;
    na_buf records; /* hashes of the records of the volume at hand */
    na_arena arena; /* scratch of one article */
    na_buf line, bounds, path, path2;
    na_buf cites, quotes; /* of one article */
    /* seal.c */
    size_t at; /* the next of rows */
    na_stmt *get;
    bool cites_current; /* what the head keeps was found by the rules of today */
} na_seal;

/* Buffers and the folder; end frees all that hangs on it. */
int na_seal_begin(na_seal *s, na_err *err);
void na_seal_end(na_seal *s);
/* All articles that next gives into volumes under their final names, named in `pending`. */
int na_seal_make(na_seal *s, na_err *err);
/* Within the transaction: what was made into the catalogue, which gives them their ids. */
int na_seal_catalogue(na_seal *s, na_err *err);
/* Removes what was made, where nothing of it was catalogued. */
void na_seal_undo(na_seal *s);
/* After the commit: unlinks what `pending` names and no catalogue row does. */
int na_seal_sweep_pending(na_arc *a, na_err *err);

/* Progress; a failure when it cancels. */
int na_seal_step(na_seal *s, const char *what, uint64_t done, uint64_t total, na_err *err);
/* Is there another article? 1: it is in item. */
int na_seal_look(na_seal *s, na_err *err);
/* Writes the next articles into made[nmade - 1], a complete and synced file under its
 * temporary name. */
int na_seal_volume(na_seal *s, na_err *err);

/* seal_originals.c: the record of an article that goes into the volume at hand; */
void na_seal_record(na_seal *s, const na_article *art);
/* and the originals of those records, which no volume of this seal has yet: all that are
 * left into the last. */
int na_seal_originals(na_seal *s, na_volw *w, bool last, na_err *err);

#endif
