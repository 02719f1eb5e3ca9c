/* SPDX-License-Identifier: MIT */
#include "core/phrase.h"
#include "text/analyzer.h"
#include <stdlib.h>

typedef struct word {
    const na_qterm *term;
    na_postings *p;
    na_window at;
    size_t next; /* of at: the posting not passed yet */
    na_poslist list;
    na_marks *marks; /* of all but the last one */
} word;

typedef struct phrase {
    const na_seg *seg;
    uint32_t fields;
    word *v; /* the one with the shortest postings first */
    size_t n;
    uint32_t least, span; /* the smallest offset of a term, and the greatest */
} phrase;

static void release(phrase *ph)
{
    for (size_t i = 0; i < ph->n; i++) {
        na_postings_free(ph->v[i].p);
        na_window_release(&ph->v[i].at);
        na_poslist_release(&ph->v[i].list);
        free(ph->v[i].marks);
    }
    free(ph->v);
}

/* *absent: a word is nowhere in the segment. */
static int prepare(phrase *ph, const na_qnode *leaf, bool *absent, na_err *err)
{
    int rc = NA_OK;

    *absent = false;
    if (!(ph->v = calloc(leaf->nterms, sizeof *ph->v))) return na_fail_nomem(err);
    for (size_t i = 0; rc == NA_OK && !*absent && i < leaf->nterms; i++) {
        word *w = &ph->v[ph->n++];
        w->term = &leaf->terms[i];
        if (i == 0 || w->term->offset < ph->least) ph->least = w->term->offset;
        if (w->term->offset > ph->span) ph->span = w->term->offset;
        rc = na_fti_term(ph->seg->fti, w->term->text, &w->p, err);
        *absent = rc == NA_OK && !w->p;
    }
    for (size_t i = 1; rc == NA_OK && !*absent && i < ph->n; i++) {
        if (na_postings_guess(ph->v[i].p) >= na_postings_guess(ph->v[0].p)) continue;
        word swap = ph->v[0];
        ph->v[0] = ph->v[i];
        ph->v[i] = swap;
    }
    return rc;
}

/* Where the phrase begins in the row, by lists. */
static int count_lists(phrase *ph, uint32_t tf[NA_FTS_COLS], na_err *err)
{
    int rc;

    for (size_t i = 0; i < ph->n; i++) {
        word *w = &ph->v[i];
        rc = na_window_positions(w->p, &w->at, w->next, &w->list, err);
        if (rc < 0) return rc;
    }
    for (size_t k = 0; k < ph->v[0].list.n; k++) {
        uint64_t here = ph->v[0].list.v[k], first = here - ph->v[0].term->offset;
        bool all = NA_POS_AT(here) >= ph->v[0].term->offset;
        for (size_t i = 1; all && i < ph->n; i++) {
            uint32_t offset = ph->v[i].term->offset;
            all = UINT32_MAX - NA_POS_AT(first) >= offset &&
                  na_poslist_has(&ph->v[i].list, first + offset);
        }
        tf[NA_POS_COL(here)] += all;
    }
    return NA_OK;
}

/* The same by marks, where they can tell: those of the first word, thinned out by each word
 * behind it; the last one's are counted. */
static int count_marks(phrase *ph, uint32_t tf[NA_FTS_COLS], bool *told, na_err *err)
{
    const na_marks *in = NULL;
    size_t i = 0;
    int rc = 1;

    for (; rc > 0 && i + 1 < ph->n; i++) {
        word *w = &ph->v[i];
        if (!w->marks && !(w->marks = calloc(1, sizeof *w->marks)))
            return na_fail_nomem(err);
        rc = na_window_mark(w->p, &w->at, w->next, ph->span - w->term->offset, in, w->marks,
                            err);
        in = w->marks;
    }
    if (rc > 0) {
        word *w = &ph->v[i];
        rc =
            na_window_count(w->p, &w->at, w->next, ph->span - w->term->offset, in, tf, err);
    }
    *told = rc > 0;
    if (!*told) memset(tf, 0, NA_FTS_COLS * sizeof *tf);
    return rc < 0 ? rc : NA_OK;
}

/* The row of the posting that the first word stands on. */
static int take_row(phrase *ph, int64_t base, na_matches *out, na_err *err)
{
    uint32_t tf[NA_FTS_COLS] = { 0 };
    bool told = false, hit;
    int rc = NA_OK;

    /* With no term where the phrase begins, marks would begin before the text. */
    if (ph->least == 0) rc = count_marks(ph, tf, &told, err);
    if (rc == NA_OK && !told) rc = count_lists(ph, tf, err);
    if (rc < 0) return rc;
    uint32_t sum = na_leaf_tf(tf, ph->fields, &hit);
    uint32_t row = (uint32_t)(base + 1 + ph->v[0].at.v[ph->v[0].next].row);
    return hit ? na_matches_add(out, row, sum, err) : NA_OK;
}

/* The words' postings of the window, only as far as they can be of use; *any: are there of
 * all? */
static int load(phrase *ph, int64_t base, bool *any, na_err *err)
{
    int64_t from = base + 1, to = base + NA_WINDOW;
    int rc;

    *any = false;
    if (to > ph->seg->rows) to = ph->seg->rows;
    for (size_t i = 0; i < ph->n; i++) {
        word *w = &ph->v[i];
        if ((rc = na_postings_window(w->p, base, from, to, &w->at, err)) < 0) return rc;
        w->next = 0;
        if (w->at.n == 0) return NA_OK;
        from = base + 1 + w->at.v[0].row;
        to = base + 1 + w->at.v[w->at.n - 1].row;
    }
    *any = true;
    return NA_OK;
}

/* Every word stands on the row of the first one's next posting; a word that has none ends
 * it. */
static bool stand_together(phrase *ph, bool *ended)
{
    unsigned row = ph->v[0].at.v[ph->v[0].next].row;

    for (size_t i = 1; i < ph->n; i++) {
        word *w = &ph->v[i];
        while (w->next < w->at.n && w->at.v[w->next].row < row) w->next++;
        *ended = w->next == w->at.n;
        if (*ended || w->at.v[w->next].row != row) return false;
    }
    return true;
}

int na_phrase_list(const na_seg *s, const na_qnode *leaf, na_matches *out, na_err *err)
{
    phrase ph = { .seg = s, .fields = leaf->fields };
    bool absent, any, ended = false;
    int rc = prepare(&ph, leaf, &absent, err);

    for (int64_t base = 0; rc == NA_OK && !absent && base < s->rows; base += NA_WINDOW) {
        if ((rc = load(&ph, base, &any, err)) < 0 || !any) continue;
        ended = false;
        for (word *w = &ph.v[0]; rc == NA_OK && !ended && w->next < w->at.n; w->next++)
            if (stand_together(&ph, &ended)) rc = take_row(&ph, base, out, err);
    }
    release(&ph);
    return rc;
}
