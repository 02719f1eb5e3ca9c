/* SPDX-License-Identifier: MIT */
/* seal_int.h - what seal.c and seal_volume.c share; nobody else includes it */
#ifndef NA_CORE_SEAL_INT_H
#define NA_CORE_SEAL_INT_H
#include "core/arc_int.h"
#include "core/manifest.h"
#include "core/originals.h"
#include "index/termset.h"

#define NA_SEAL_TMP ".seal-" /* how the names of unfinished files begin */

/* One article of the head, in the order of the volumes. */
typedef struct na_seal_row {
    int64_t published;
    uint64_t id;
    int64_t row;
    uint32_t revision;
} na_seal_row;

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
    na_progress_fn progress;
    void *ctx;
    int64_t now;
    char *folder; /* of the volumes */
    na_seal_row *rows;
    size_t n;
    na_seal_dead *dead; /* by volume, row: the head's first */
    size_t ndead, ndead_head;
    na_idrev *removed; /* ids of the block list that no manifest holds yet */
    size_t nremoved;
    na_seal_made *made;
    size_t nmade;
    na_original_row *orig; /* of the head, in the order they came */
    size_t norig;
    na_buf records; /* hashes of the records of the volume at hand */
    na_arena arena; /* scratch of one article */
    na_buf line, bounds, path, path2;
    na_buf cites, quotes; /* of one article */
    bool learned; /* the article at hand has more boilerplate than when it was added */
    bool cites_current;   /* what the head keeps was found by the rules of today */
} na_seal;

/* Progress; a failure when it cancels. */
int na_seal_step(na_seal *s, const char *what, uint64_t done, uint64_t total, na_err *err);
/* Writes the rows from *from_io on into made[nmade - 1], a complete and synced file under
 * its temporary name, and moves *from_io behind the last of them. */
int na_seal_volume(na_seal *s, size_t *from_io, na_err *err);

/* seal_originals.c: the record of an article that goes into the volume at hand; */
void na_seal_record(na_seal *s, const na_article *art);
/* and the originals of those records, which no volume of this seal has yet: all that are left
 * into the last. */
int na_seal_originals(na_seal *s, na_volw *w, bool last, na_err *err);

#endif
