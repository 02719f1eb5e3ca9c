/* SPDX-License-Identifier: MIT */
/* arc_int.h - what the files of core/ share of one open archive; nobody else includes it
 *
 * Concepts  Article rows of the head are numbered from 1 in order of arrival; the head's
 *           FTS5 table uses the same numbers. Beside each article's row, what a search
 *           needs of every article lies packed in `batch`, one row a commit: see struct
 *           na_headrow. The head has two parts, each searched by itself: the articles, and
 *           the shadows of marked ones (core/shadow.h), whose rows lie behind
 *           NA_MARKED_BASE and whose words are in a table of their own, numbered from 1;
 *           so the articles can go into volumes and the shadows need not be indexed anew.
 *           A volume is known by its catalogue row; na_volume is it opened.
 */
#ifndef NA_CORE_ARC_INT_H
#define NA_CORE_ARC_INT_H
#include "core/arc.h"
#include "core/langs.h"
#include "core/learn.h"
#include "index/cols.h"
#include "index/db.h"
#include "index/doclist.h"
#include "index/fts_write.h"
#include "index/stem.h"
#include "store/vol_read.h"
#include "store/zstd.h"
#include "text/analyzer.h"

#define NA_HEAD_DB "head.db"
#define NA_LOCK_FILE "lock"
#define NA_VOLUME_DIR "volumes"
#define NA_HEAD_FTS "fts"
#define NA_MARKED_FTS "marked"
#define NA_MARKED_BASE (INT64_C(1) << 40)
#define NA_MARKED_BASE_SQL "1099511627776"

/* The parts of the head. */
enum { NA_HEAD_ARTICLES, NA_HEAD_MARKED, NA_HEADS };

#define NA_OPEN_VOLUMES 250u        /* kept open between uses, at most, */
#define NA_OPEN_BYTES (64 * NA_MIB) /* and what they may hold in all, */
#define NA_OPEN_PAGES (40 * NA_MIB) /* pages of their indexes among it */

/* What search needs of one head article; 40 bytes little-endian each in batch.v. */
typedef struct na_headrow {
    uint64_t id;
    int64_t published;
    uint32_t length, words; /* tokens of title+deck+body; of body */
    uint32_t revision;
    uint32_t json;      /* bytes of it packed: about those of its JSON line */
    uint64_t signature; /* text/signature.h */
} na_headrow;
#define NA_HEADROW_BYTES 40

/* The statements of add.c, prepared once a write handle. */
enum na_add_stmt {
    NA_ADD_FIND,
    NA_ADD_INSERT,
    NA_ADD_DEAD,
    NA_ADD_BLOCKED,
    NA_ADD_BATCH,
    NA_ADD_REVISED,
    NA_ADD_MARKED,
    NA_ADD_N
};

/* One catalogue row. */
typedef struct na_catrow {
    int64_t id; /* volume.id */
    char name[128];
    uint8_t manifest_sha[32];
    uint64_t bytes, articles, undated, json_bytes;
    int64_t first, last; /* UTC seconds, NA_TIME_NONE when all undated */
    uint64_t tokens[3];  /* title, deck, body */
    char sealed[32];
    na_langs langs;
    na_stem_set stems; /* the languages that its table of stems has */
} na_catrow;

/* A row that a search of the latest revisions does not show, and why. */
typedef enum na_dead_why {
    NA_DEAD_SUPERSEDED, /* by a later revision */
    NA_DEAD_REMOVED,    /* by the user */
    NA_DEAD_HIDDEN      /* by its shadow (core/shadow.h), or a shadow that is no more */
} na_dead_why;
typedef struct na_deadrow {
    int64_t volume, row; /* volume.id, 0: the head */
    na_dead_why why;
} na_deadrow;

/* What searches read of head.db, kept from one to the next as long as nobody writes
 * (view.c). */
typedef struct na_view {
    bool valid; /* within a snapshot, and outside a transaction of one's own */
    int64_t version;
    bool have_cat, have_dead, have_langs;
    uint32_t langs; /* common in the archive */
    na_catrow *cat;
    size_t ncat;
    uint64_t articles, tokens; /* of all of cat; tokens of title, deck and body */
    na_deadrow *dead; /* by volume, then row */
    size_t ndead;
    struct na_seg *head[NA_HEADS]; /* NULL: not asked for yet */
    struct na_recall *recall; /* of words: core/recall.h; NULL: nothing */
} na_view;

typedef struct na_stemmers na_stemmers;

/* What a writer adds to a part of the head. */
typedef struct na_head_part {
    na_fts_writer *fts;
    int64_t base; /* the row before its first */
    int64_t next_row, batch_first;
    na_buf batch;
} na_head_part;

struct na_arc {
    char *dir;
    na_db *db;   /* head.db */
    int lock_fd; /* -1 for a reader */
    bool writable, in_txn;
    bool reparsing;           /* see na_arc_reparsing() */
    bool unsearched;          /* only to be sealed: the head gets no index */
    int64_t quarantine_bytes; /* kept in quarantine; -1 not known yet */
    int64_t original_bytes;   /* ... of originals in the head; -1 not known yet */
    unsigned snapshots;       /* holders of the read transaction */
    na_view view;
    na_stemmers *stemmers; /* NULL: not needed yet */
    na_zstd zstd;
    /* writing */
    na_analyzer *analyzer;
    na_head_part part[NA_HEADS];
    na_stmt *add[NA_ADD_N];
    na_catrow *cat; /* the catalogue as this writer knows it */
    size_t ncat;
    bool have_cat;
    na_arena arena; /* scratch of one add */
    na_buf cols[7]; /* the tokens of one article, a buffer a column */
    na_buf scratch, bounds;
    na_langs batch_langs; /* of the articles in the batch */
    na_buf found;         /* attributions of one article */
    na_learn *learn;
    bool shadows_left;  /* the transaction made shadows of no use */
    uint64_t head_json; /* JSON bytes in the head, this transaction's included */
    char id[17];
    /* open volumes, by catalogue id; see na_volumes_trim() */
    struct na_volume **vols;
    size_t nvols, vols_bytes;
    int64_t uses;      /* counts uses of volumes, */
    int64_t searches;  /* and searches: core/kept.h */
    size_t kept_bytes; /* of kept lists, as counted before the search and added since */
    /* cites.c: the rules of attribution, made when first needed */
    struct na_cite_rules *cites;
    struct na_citer *citer;
    char *cites_text, *cites_name; /* the user's rules */
    size_t cites_len;
};

/* head.c: the schema, opening head.db, the lock. */
int na_head_open(na_arc *a, unsigned flags, na_err *err);
void na_head_close(na_arc *a);
/* owner.c: NA_EREADONLY where head.db is another user's, and its folder not trusted. */
int na_owner_check(const char *dir, na_err *err);
/* value of a meta key as an integer, 0 when absent; and storing it. */
int na_head_get(na_arc *a, const char *key, int64_t *out, na_err *err);
int na_head_set(na_arc *a, const char *key, int64_t value, na_err *err);

/* expand.c: stemmers in use. */
void na_stemmers_free(na_stemmers *s);

/* langs.c: the languages that more than 1 of 100 articles of head and volumes are in. */
int na_archive_langs(na_arc *a, const na_catrow *rows, size_t n, uint32_t *out,
                     na_err *err);

/* The whole catalogue, oldest first, into *rows_out (free()). */
int na_catalogue(na_arc *a, na_catrow **rows_out, size_t *n_out, na_err *err);
/* The same, borrowed until the snapshot ends where *own_out is NULL; else that is to be
 * freed. */
int na_catalogue_borrow(na_arc *a, const na_catrow **rows_out, na_catrow **own_out,
                        size_t *n_out, na_err *err);
/* volume.c: the same, read from head.db in any case. */
int na_catalogue_read(na_arc *a, na_catrow **rows_out, size_t *n_out, na_err *err);

/* A catalogued volume, opened: its manifest is the one the catalogue knows, its frames are
 * checked as they are read. */
typedef struct na_volume {
    na_catrow row;
    na_vol *vol;
    na_db *db; /* index.db, through the VFS */
    na_fti *fti;
    na_cols *cols;
    na_stem *stem; /* NULL: not asked for yet */
    struct na_origs *origs; /* NULL: not asked for yet, or it has none */
    bool no_origs;
    struct na_kept_words *kept; /* core/kept.h; NULL: nothing */
    int64_t used;  /* na_arc.uses of its last use; negative once searched: */
                   /* the smallest is closed first */
    unsigned pins; /* segments open over it */
    size_t bytes;  /* it held when it was last weighed, */
    size_t parts;  /* of it what is cheap to ask for, */
    uint64_t reads; /* and how much of its index had been read */
} na_volume;

/* The open volume of a catalogue row, opened if need be. Borrowed until the next
 * na_volumes_trim(), unless it is pinned. NA_ENOENT when its file is gone, NA_ECORRUPT when
 * it is not what the catalogue knows; the message names the file. */
int na_volume_get(na_arc *a, const na_catrow *row, na_volume **out, na_err *err);
/* Its halves, for who opens several at once: opening, which any thread may do for a volume
 * of its own, with z lent to it (na_vol_lend); and giving it to the archive, which lends
 * its own, and frees the volume where that fails. */
int na_volume_open(const na_arc *a, const na_catrow *row, na_zstd *z, na_volume **out,
                   na_err *err);
int na_volume_take(na_arc *a, na_volume *v);
bool na_volume_is_open(const na_arc *a, const na_catrow *row);
/* Its table of stems, which the volume keeps. */
int na_volume_stem(na_volume *v, na_stem **out, na_err *err);
/* Closes the least of na_volume.used that nobody pins until the rest hold no more memory
 * and descriptors than NA_OPEN_BYTES and NA_OPEN_VOLUMES. used is the only one that may
 * have grown since the last time; NULL: any. */
void na_volumes_trim(na_arc *a, na_volume *used);
/* Closes those that are none of the catalogue's and that nobody pins: another process
 * compacted, and no search would ever come to them again. */
void na_volumes_keep(na_arc *a, const na_catrow *rows, size_t n);
/* Forgets all open volumes (after sealing, or when the catalogue changed). */
void na_volumes_drop(na_arc *a);
/* The article at a rowid of a volume, read from articles.jsonl.zst. Slices in the arena. */
int na_volume_article(na_volume *v, int64_t rowid, na_article *out, na_arena *arena,
                      na_err *err);
/* The same from its line. */
int na_volume_parse(na_volume *v, int64_t rowid, na_str line, na_article *out,
                    na_arena *arena, na_err *err);
/* The article at a row of the head. */
int na_head_article(na_arc *a, int64_t row, na_article *out, na_arena *arena, na_err *err);
/* The same from the row's bytes. */
int na_head_unpack(int64_t row, na_str packed, na_article *out, na_arena *arena,
                   na_err *err);

/* add.c: readies a writer's analyzer, the head's FTS5 table (made where it is missing) and
 * statements; once. */
int na_add_open(na_arc *a, na_err *err);

/* add.c: an article as another archive has it, its id and revision included, within the
 * open transaction. Nothing is looked up: the caller has each once. */
int na_add_stored(na_arc *a, const na_article *art, na_err *err);
/* add.c: where the newest revision of an id is: volume (NULL: the head) and row. NA_ENOENT
 * when it is unknown. For a writer, within its transaction. */
int na_add_find(na_arc *a, uint64_t id, uint32_t *revision, na_volume **vol, int64_t *row,
                na_err *err);
/* Stores one more row of the head; shadow: it is one, of art->id. */
int na_add_store(na_arc *a, const na_article *art, uint64_t id, uint64_t text, bool shadow,
                 na_err *err);
/* Where the rows of both parts of the head go on, within a transaction. */
int na_add_rows(na_arc *a, na_err *err);
/* Writes the rows stored since the transaction or the last flush began into `batch`. */
int na_add_flush(na_arc *a, na_err *err);

/* seal.c: removes what a crashed seal left behind (temporary files, volumes of `pending`
 * that no catalogue row names). For a writer that just opened. */
int na_seal_sweep(na_arc *a, na_err *err);
/* na_arc_seal() with volumes cut at another size, for tests. */
int na_seal_cut(na_arc *a, uint64_t cut, na_seal_report *out, na_progress_fn progress,
                void *ctx, na_err *err);

/* compact.c: na_arc_compact() with volumes cut at another size, for tests. */
int na_compact_cut(na_arc *a, na_compact_how how, uint64_t cut, na_compact_report *out,
                   na_progress_fn progress, void *ctx, na_err *err);

/* analyze.c: the tokens of one article into seven buffers (blank-separated, by FTS5
 * column), the counts of title, deck and body, and the sentence bounds of the body. */
int na_article_tokens(na_analyzer *an, const na_article *art, na_buf cols[7],
                      uint32_t n_out[3], na_buf *bounds, na_err *err);
/* The signature of title and body (text/signature.h), from these tokens. */
uint64_t na_article_signature(const na_buf cols[7]);

/* Its quotations, of title, deck and body; bounds are those of the body. */
int na_article_quotes(na_analyzer *an, const na_article *art, const na_buf *bounds,
                      na_buf *out, na_err *err);

/* One read transaction for all who hold it: taken with the first hold, ended with the last
 * release. Within the writer's own transaction it is that one. */
int na_snapshot_hold(na_arc *a, na_err *err);
void na_snapshot_release(na_arc *a);

/* view.c: what is kept is dropped where another connection wrote since, or this one. For
 * na_snapshot_hold, na_txn_begin and na_arc_close. */
void na_view_renew(na_arc *a);
void na_view_drop(na_arc *a);
void na_view_rest(na_arc *a); /* before the snapshot ends */
/* The dead rows of a volume (0: the head), ascending; borrowed until the snapshot ends. */
int na_view_dead(na_arc *a, int64_t volume, const na_deadrow **out, size_t *n_out,
                 na_err *err);

/* Within a transaction of the writer; end commits or rolls back by rc, returns rc. */
int na_txn_begin(na_arc *a, na_err *err);
int na_txn_end(na_arc *a, int rc, na_err *err);

#endif
