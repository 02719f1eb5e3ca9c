/* SPDX-License-Identifier: MIT */
/* A job is a frame with all that is wanted of it. Two jobs are two frames, and of a
 * volume's handle a job touches only what is its frame's own (vol_handle.h, struct
 * framed.checked). */
#include "store/vol_ahead.h"
#include "base/cores.h"
#include "store/vol_handle.h"
#include <stdatomic.h>
#include <stdlib.h>

#define MAX_THREADS 4u
#define BIG (2 * NA_VOL_ARTICLE_FRAME) /* each thread holds one: bigger ones are rare */

typedef struct job {
    uint32_t frame;
    size_t first, n; /* in wanted */
} job;

typedef struct crew {
    na_ahead *wanted[NA_AHEAD_MAX]; /* by volume and place */
    job jobs[NA_AHEAD_MAX];
    size_t njobs;
    atomic_size_t next;
} crew;

static int by_place(const void *pa, const void *pb)
{
    const na_ahead *a = *(na_ahead *const *)pa, *b = *(na_ahead *const *)pb;

    if (a->vol != b->vol) return (uintptr_t)a->vol < (uintptr_t)b->vol ? -1 : 1;
    return a->off < b->off ? -1 : a->off > b->off;
}

static void plan(crew *c, na_ahead *v, size_t n)
{
    size_t m = 0;

    for (size_t i = 0; i < n && i < NA_AHEAD_MAX; i++) {
        uint64_t size = na_vol_raw_size(v[i].vol, NA_VOL_ARTICLES);
        if (v[i].off < size && v[i].len <= size - v[i].off) c->wanted[m++] = &v[i];
    }
    qsort(c->wanted, m, sizeof *c->wanted, by_place);
    for (size_t i = 0; i < m; i++) {
        const na_ahead *w = c->wanted[i];
        uint32_t f = na_vol_frame_of(w->vol, NA_VOL_ARTICLES, w->off);
        job *j = c->njobs > 0 ? &c->jobs[c->njobs - 1] : NULL;
        if (!j || j->frame != f || c->wanted[j->first]->vol != w->vol) {
            j = &c->jobs[c->njobs++];
            *j = (job){ .frame = f, .first = i };
        }
        j->n++;
    }
}

static void do_job(const crew *c, const job *j, struct cursor *cur)
{
    na_vol *v = c->wanted[j->first]->vol;
    const na_seek *s = &v->framed[NA_VOL_ARTICLES].seek;
    size_t all = na_vol_raw_len(s, j->frame);

    cur->open = false; /* it may stand in a frame of this number of another volume */
    if (all > BIG || na_cursor_open(v, cur, j->frame, NULL) < 0) return;
    for (size_t i = j->first; i < j->first + j->n; i++) {
        na_ahead *w = c->wanted[i];
        size_t at = (size_t)(w->off - s->raw[j->frame]);
        if (w->len > all - at) continue;
        if (na_cursor_fill(v, cur, at + w->len, NULL) < 0) return;
        if ((w->line = malloc(w->len + 1))) memcpy(w->line, cur->text.ptr + at, w->len);
    }
}

static void *run(void *arg)
{
    crew *c = arg;
    struct cursor cur;
    size_t i;

    na_cursor_init(&cur);
    while ((i = atomic_fetch_add(&c->next, 1)) < c->njobs) do_job(c, &c->jobs[i], &cur);
    na_cursor_release(&cur);
    return NULL;
}

void na_vol_ahead(na_ahead *v, size_t n)
{
    crew c = { .njobs = 0 };

    for (size_t i = 0; i < n; i++) v[i].line = NULL;
    plan(&c, v, n);
    na_on_cores(c.njobs < MAX_THREADS ? c.njobs : MAX_THREADS, run, &c);
}
