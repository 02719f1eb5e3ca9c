/* SPDX-License-Identifier: MIT */
/* ahead.c - the articles of hits that will be shown, decoded together
 *
 * Their frames are independent, so that all cores work; and hits of one frame, which come
 * in any order, cost it once. What cannot be read here is read again, and complained of,
 * when it is asked for.
 */
#include "core/hits.h"
#include "store/vol_ahead.h"
#include <stdlib.h>

#define LINE_MAX_BYTES NA_MIB /* longer articles are read when they are asked for */

void na_hits_forget(na_hits *h)
{
    for (size_t i = 0; i < h->nlines; i++) free(h->line[i].ptr);
    free(h->line);
    h->line = NULL;
    h->nlines = 0;
}

na_str na_hits_line(const na_hits *h, size_t i)
{
    if (i < h->line0 || i - h->line0 >= h->nlines) return (na_str){ 0 };
    return na_str_n(h->line[i - h->line0].ptr, h->line[i - h->line0].len);
}

/* Where hit i stands; its volume is pinned then. */
static bool place(na_hits *h, size_t i, na_ahead *out)
{
    const na_hit *x = &h->v[i];
    na_volume *v;
    uint64_t off, len;

    if (x->segment >= h->ncat) return false;
    if (na_volume_get(h->arc, &h->cat[x->segment], &v, NULL) < 0) return false;
    if (na_cols_line(v->cols, x->row, &off, &len, NULL) < 0 || len > LINE_MAX_BYTES)
        return false;
    v->pins++;
    *out = (na_ahead){ .vol = v->vol, .off = off, .len = (size_t)len };
    return true;
}

static void unpin(na_hits *h, size_t i)
{
    na_volume *v;

    if (na_volume_get(h->arc, &h->cat[h->v[i].segment], &v, NULL) == NA_OK) v->pins--;
}

void na_hits_ahead(na_hits *h, size_t from, size_t n)
{
    na_ahead want[NA_AHEAD_MAX];
    size_t hit[NA_AHEAD_MAX], m = 0;

    na_hits_forget(h);
    if (from >= h->n) return;
    if (n > h->n - from) n = h->n - from;
    if (n > NA_AHEAD_MAX) n = NA_AHEAD_MAX;
    if (!(h->line = calloc(n, sizeof *h->line))) return;
    h->line0 = from;
    h->nlines = n;
    for (size_t i = 0; i < n; i++)
        if (place(h, from + i, &want[m])) hit[m++] = i;
    na_vol_ahead(want, m);
    for (size_t k = 0; k < m; k++) {
        h->line[hit[k]].ptr = want[k].line;
        h->line[hit[k]].len = want[k].line ? want[k].len : 0;
        unpin(h, from + hit[k]);
    }
    na_volumes_trim(h->arc, NULL);
}
