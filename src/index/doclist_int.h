/* SPDX-License-Identifier: MIT */
/* doclist_int.h - what the files share that read FTS5's index (fti.c, fti_sql.c, vocab.c,
 * postings.c, window.c, poslist.c, impacts.c); nobody else includes it */
#ifndef NA_INDEX_DOCLIST_INT_H
#define NA_INDEX_DOCLIST_INT_H
#include "base/buf.h"
#include "index/impacts.h"

struct segment {
    int64_t id;
    uint32_t first, last; /* leaves */
};

struct na_fti {
    na_fti_src src;
    char *name;
    struct na_fti_sql *sql; /* the SQLite source, when it is ours */
    uint64_t rows, tokens[NA_FTS_COLS];
    struct segment *seg; /* oldest first */
    size_t nseg;
    uint64_t reads; /* blocks asked for */
};

/* fti_sql.c. NULL is fine. */
void na_fti_sql_close(struct na_fti_sql *s);

/* A varint at p, before end: its value and length, 0 when it runs out. */
static inline size_t varint(const uint8_t *p, const uint8_t *end, uint64_t *out)
{
    uint64_t v = 0;

    if (p < end && *p < 0x80) {
        *out = *p;
        return 1;
    }
    for (size_t i = 0; i < 8; i++) {
        if (p + i >= end) return 0;
        v = v << 7 | (p[i] & 0x7f);
        if (p[i] < 0x80) {
            *out = v;
            return i + 1;
        }
    }
    if (p + 8 >= end) return 0;
    *out = v << 8 | p[8];
    return 9;
}

/* Rowid difference and size of the posting at q, both of the usual kind: the bytes they
 * take, or
 * 0. Four bytes can be read. */
static inline size_t na_posting_head(const uint8_t *q, uint32_t *delta, uint32_t *size)
{
    *delta = q[0];
    if (q[0] - 1U >= 0x7f) return 0;
    *size = q[1] >> 1;
    if (q[1] < 0x80) return q[1] >= 2 && !(q[1] & 1) ? 2 : 0;
    *size = (uint32_t)(q[1] & 0x7f) << 6 | q[2] >> 1;
    return q[2] < 0x80 && !(q[2] & 1) ? 3 : 0;
}

/* A leaf's header, checked: 4 <= rowid < term <= size where they are not 0. */
struct leaf {
    const uint8_t *p;
    size_t n;             /* with the footer */
    uint32_t size;        /* where the footer begins */
    uint32_t rowid, term; /* first rowid before the first term; first term; or 0 */
    size_t foot;          /* first unread byte of the footer */
};
int na_leaf_read(na_fti *x, const struct segment *s, uint32_t pgno, struct leaf *out,
                 na_err *err);
int na_leaf_parse(na_fti *x, const struct segment *s, uint32_t pgno, na_str block,
                  struct leaf *out, na_err *err);
/* Where the next term begins according to the footer; size when there is none. */
int na_leaf_next_term(na_fti *x, const struct segment *s, uint32_t pgno, struct leaf *l,
                      uint32_t after, uint32_t *out, na_err *err);
int na_leaf_bad(na_fti *x, const struct segment *s, uint32_t pgno, const char *what,
                na_err *err);
/* The leaf where a term would be, by %_idx, clamped to the segment. 1, 0 or an error. */
int na_leaf_seek(na_fti *x, const struct segment *s, na_str term, bool after,
                 uint32_t *pgno, bool *dlidx, na_err *err);

/* The part of a word's doclist that one segment holds. */
struct part {
    const struct segment *seg;
    uint32_t pgno;  /* the leaf of the term */
    bool dlidx;     /* it has a doclist index */
    bool more;      /* the doclist may go on on the next leaf */
    uint8_t *bytes; /* of the doclist on the term's leaf; owned */
    size_t len;
};

#define NO_MARK SIZE_MAX

struct ahead { /* the doclist index: its next entry, not yet used */
    bool loaded, valid;
    uint8_t *p;
    size_t len, cap, off;
    bool flag;     /* another page may follow */
    uint32_t page; /* number of this page */
    uint32_t leaf; /* of the entry */
    int64_t rowid; /* of the entry: the first on that leaf */
};

struct na_postings {
    na_fti *x;
    struct part *part;
    size_t nparts, at;

    uint8_t *page;
    size_t off, len, cap;
    size_t mark; /* where the first rowid of a later leaf is, or NO_MARK */
    uint32_t pgno;
    bool more; /* the doclist may go on on the next leaf */
    bool whole, started, done;
    int64_t rowid;

    uint32_t size, skip;
    bool gathered;
    uint8_t *list; /* the gathered list */
    size_t list_cap;
    struct ahead ahead;
    na_window *window; /* being filled: keeps the leaves it points into */
    na_impacts *impacts; /* of the word; NULL: it has none */
};

/* A cursor over nothing yet, and one part more. */
int na_postings_new(na_postings **out, na_fti *x, na_err *err);
int na_postings_add(na_postings *p, const struct part *part, na_str bytes, na_err *err);
int na_postings_bad(na_postings *p, const char *what, na_err *err);
/* The whole position list at hand in one piece, borrowed until the cursor moves. */
int na_postings_list(na_postings *p, const uint8_t **out, na_err *err);
/* Takes over a leaf; its number is w->npages - 1 then. */
int na_window_keep(na_window *w, uint8_t *page, na_err *err);

#endif
