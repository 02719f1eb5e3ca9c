/* SPDX-License-Identifier: MIT */
/* term_ranges.c - what no match of a range of rows can add to a score: out of stored
 * impacts, of a kept list, or, where there are neither, of the few matches themselves */
#include "core/term.h"

bool na_term_has_impacts(const na_term *t)
{
    bool any = na_term_has_ranges(t);

    for (size_t i = 0; !any && i < t->nwords; i++)
        any = na_postings_impacts(t->word[i].p) != NULL;
    return any && !(t->leaf->fields & ~(uint32_t)NA_F_DEFAULT);
}

static void raise_range(float *out, size_t range, float v)
{
    out[range] = out[range] < 0 ? v : out[range] + v;
}

static void ranges_of_kept(const na_term *t, float scale, float *out, size_t n)
{
    const na_kept *k = t->kept;

    for (size_t i = 0; i < n; i++)
        out[i] = k->start[i] < k->start[i + 1] ? k->most[i] * scale : -1;
}

static void ranges_of_impacts(const na_term *t, const na_impacts *m, float scale,
                              float *out)
{
    unsigned per = m->shift - NA_RANGE_SHIFT;
    size_t n = ((size_t)t->seg->rows + NA_RANGE - 1) / NA_RANGE;

    for (size_t i = 0; i < n && i >> per < m->n; i++)
        if (m->v[i >> per])
            raise_range(out, i, (float)m->v[i >> per] * (1 / 255.0F) * scale);
}

/* The same from the postings themselves, which are few. */
static int ranges_of_postings(const na_term *t, struct na_term_word *w, float a, float c,
                              float *out, na_err *err)
{
    int rc = NA_OK;

    for (int64_t base = 0; rc == NA_OK && base < t->seg->rows; base += NA_WINDOW) {
        int64_t to = base + NA_WINDOW < t->seg->rows ? base + NA_WINDOW : t->seg->rows;
        if ((rc = na_postings_window(w->p, base, base + 1, to, &w->at, err)) < 0) break;
        for (size_t i = 0; i < w->at.n;) {
            size_t range = w->at.v[i].row / NA_RANGE;
            float most = 0;
            for (; i < w->at.n && w->at.v[i].row / NA_RANGE == range; i++) {
                float tf = (float)na_term_bound(&w->at.v[i]),
                      len = (float)(int32_t)t->seg->length[base + w->at.v[i].row],
                      v = tf < NA_TF_ANY ? tf / (tf + a + c * len) : 1;
                if (v > most) most = v;
            }
            raise_range(out, (size_t)base / NA_RANGE + range, most);
        }
    }
    na_postings_rewind(w->p);
    return rc;
}

int na_term_ranges(na_term *t, float a, float c, float scale, float *out, na_err *err)
{
    size_t n = ((size_t)t->seg->rows + NA_RANGE - 1) / NA_RANGE;
    bool by_impacts = na_term_has_impacts(t);
    int rc = NA_OK;

    if (na_term_has_ranges(t)) return ranges_of_kept(t, scale, out, n), NA_OK;
    for (size_t i = 0; i < n; i++) out[i] = -1;
    for (size_t k = 0; k < t->list.n; k++) {
        const na_match *m = &t->list.v[k];
        float *to = &out[(m->row - 1) / NA_RANGE], tf = (float)m->tf;
        float v = tf / (tf + a + c * (float)(int32_t)t->seg->length[m->row - 1]);
        if (v > *to) *to = v;
    }
    for (size_t k = 0; rc == NA_OK && k < t->nwords; k++) {
        const na_impacts *m = by_impacts ? na_postings_impacts(t->word[k].p) : NULL;
        if (m)
            ranges_of_impacts(t, m, scale, out);
        else
            rc = ranges_of_postings(t, &t->word[k], a, c, out, err);
    }
    return rc;
}
