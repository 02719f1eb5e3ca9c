/* SPDX-License-Identifier: MIT */
/* A cutter gives the same pieces whether it is shown all at once or a few bytes at a time;
 * a run of records that is cut again, or one of them alone, gives the same records, known
 * where they come from; and what is given up is accounted for, byte by byte. The first two
 * bytes choose the split and how many bytes are shown at a time. */
#include "text/cut.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void check(bool ok)
{
    if (!ok) abort();
}

enum { MAX = 4096 };

typedef struct found {
    size_t from[MAX], len[MAX], n;
    bool bad[MAX];
} found;

static na_cutter cutter(unsigned which, na_str head, size_t at)
{
    static const na_split splits[] = { NA_SPLIT_WARC, NA_SPLIT_MBOX, NA_SPLIT_CSV,
                                       NA_SPLIT_XML };
    return na_cutter_within(splits[which % 4], NA_STR("item|page"), head, at);
}

/* s: of file, from `begin` on. limit 0: nothing is ever given up. */
static void cut(unsigned which, na_str file, size_t begin, size_t end, size_t step,
                size_t limit, found *f)
{
    const na_str s = na_str_sub(file, begin, end);
    na_cutter c = cutter(which, file, begin);
    size_t at = 0, shown = step, dropped = 0;
    f->n = 0;
    for (;;) {
        na_piece p;
        if (shown > s.len) shown = s.len;
        const int rc = na_cutter_next(&c, na_str_sub(s, at, shown), shown == s.len, &p);
        check(rc == 0 || rc == 1 || rc == NA_CUT_MORE);
        if (rc == NA_CUT_MORE) {
            check(shown < s.len);
            if (limit && shown - at > limit) {
                const size_t gone = na_cutter_drop(&c, na_str_sub(s, at, shown));
                check(gone > 0 && gone <= shown - at);
                at += gone;
                dropped += gone;
            }
            shown += step;
            continue;
        }
        check(p.skip + p.len <= shown - at);
        if (rc == 0) break;
        check(p.skip + p.len > 0 || dropped > 0);
        at += p.skip;
        if (p.len || dropped) {
            check(!dropped || p.code);
            if (f->n == MAX) return;
            f->from[f->n] = at - dropped;
            f->len[f->n] = p.len + dropped;
            f->bad[f->n++] = p.code != NULL;
        }
        at += p.len;
        dropped = 0;
    }
    check(dropped == 0);
}

static void same(const found *a, const found *b, size_t from, size_t n, size_t base)
{
    check(b->n == n);
    for (size_t i = 0; i < n; i++)
        check(a->from[from + i] == base + b->from[i] && a->len[from + i] == b->len[i] &&
              a->bad[from + i] == b->bad[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    static found all, again;
    if (n < 2) return 0;
    const na_str s = na_str_n(p + 2, n - 2);
    const size_t step = p[1] ? p[1] : 1;
    cut(p[0], s, 0, s.len, s.len + 1, 0, &all);
    if (all.n == MAX) return 0;
    cut(p[0], s, 0, s.len, step, 0, &again);
    same(&all, &again, 0, all.n, 0);
    cut(p[0], s, 0, s.len, step, 24, &again);
    for (size_t i = 0; i < all.n;) {
        size_t to = i;
        if (all.bad[i]) {
            i++;
            continue;
        }
        while (to < all.n && !all.bad[to]) to++;
        cut(p[0], s, all.from[i], all.from[to - 1] + all.len[to - 1], s.len + 1, 0, &again);
        same(&all, &again, i, to - i, all.from[i]);
        cut(p[0], s, all.from[i], all.from[i] + all.len[i], s.len + 1, 0, &again);
        same(&all, &again, i, 1, all.from[i]);
        i = to;
    }
    return 0;
}
