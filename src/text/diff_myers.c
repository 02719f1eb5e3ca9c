/* SPDX-License-Identifier: MIT */
/* diff_myers.c - the shortest edit script of two sequences of numbers, in linear space
 *
 * A box of the edit graph is searched from both corners until the furthest paths of the two
 * sides meet; there it is cut into two. A place is only reached within the box: paths that
 * would leave it are dropped, so that they hide none that stay.
 */
#include "text/diff.h"
#include <stdlib.h>

#define NOWHERE (-1) /* no path ends on the diagonal */

typedef struct search {
    const uint32_t *a, *b;
    bool *out, *in;
    int64_t *forth, *back; /* by diagonal, [-half .. half] around the middle */
    uint64_t work;
    bool rough;
} search;

typedef struct box {
    int64_t a, n, b, m; /* a[a .. a+n), b[b .. b+m) */
} box;

/* How far along a a path with one more step gets on diagonal k: by a step right from the
 * one below, or down from the one above. */
static int64_t step(const int64_t *v, int64_t k, int64_t d, int64_t n, int64_t m)
{
    int64_t right = NOWHERE, down = NOWHERE;

    if (k > -d && v[k - 1] != NOWHERE && v[k - 1] < n) right = v[k - 1] + 1;
    if (k < d && v[k + 1] != NOWHERE && v[k + 1] - k <= m) down = v[k + 1];
    return right > down ? right : down;
}

/* Where the two searches meet. */
static bool middle(search *s, box x, int64_t *at_a, int64_t *at_b)
{
    const uint32_t *a = s->a + x.a, *b = s->b + x.b;
    int64_t n = x.n, m = x.m, delta = n - m, half = (n + m + 1) / 2;
    int64_t *f = s->forth, *r = s->back;

    for (int64_t d = 0; d <= half; d++) {
        if (s->work < (uint64_t)(4 * d + 4)) return false;
        s->work -= (uint64_t)(2 * d + 2);
        for (int64_t k = -d; k <= d; k += 2) {
            int64_t i = d == 0 ? 0 : step(f, k, d, n, m), from = i;
            f[k] = i;
            if (i == NOWHERE) continue;
            while (i < n && i - k < m && a[i] == b[i - k]) i++;
            f[k] = i;
            s->work -= s->work > (uint64_t)(i - from) ? (uint64_t)(i - from) : s->work;
            if (delta % 2 == 0 || delta - k < -(d - 1) || delta - k > d - 1) continue;
            if (r[delta - k] != NOWHERE && i + r[delta - k] >= n)
                return *at_a = i, *at_b = i - k, true;
        }
        for (int64_t k = -d; k <= d; k += 2) {
            int64_t i = d == 0 ? 0 : step(r, k, d, n, m), from = i;
            r[k] = i;
            if (i == NOWHERE) continue;
            while (i < n && i - k < m && a[n - 1 - i] == b[m - 1 - (i - k)]) i++;
            r[k] = i;
            s->work -= s->work > (uint64_t)(i - from) ? (uint64_t)(i - from) : s->work;
            if (delta % 2 != 0 || delta - k < -d || delta - k > d) continue;
            if (f[delta - k] != NOWHERE && i + f[delta - k] >= n)
                return *at_a = n - i, *at_b = m - (i - k), true;
        }
    }
    return false;
}

static void replace(search *s, box x)
{
    for (int64_t i = 0; i < x.n; i++) s->out[x.a + i] = true;
    for (int64_t i = 0; i < x.m; i++) s->in[x.b + i] = true;
}

static box trimmed(const search *s, box x)
{
    while (x.n > 0 && x.m > 0 && s->a[x.a] == s->b[x.b]) x.a++, x.b++, x.n--, x.m--;
    while (x.n > 0 && x.m > 0 && s->a[x.a + x.n - 1] == s->b[x.b + x.m - 1]) x.n--, x.m--;
    return x;
}

/* A cut halves the length of the script, so this is at most some forty deep. */
static void compare(search *s, box x)
{
    int64_t at_a, at_b;

    x = trimmed(s, x);
    if (x.n == 0 || x.m == 0) {
        replace(s, x);
        return;
    }
    if (!middle(s, x, &at_a, &at_b)) {
        s->rough = true;
        replace(s, x);
        return;
    }
    compare(s, (box){ x.a, at_a, x.b, at_b });
    compare(s, (box){ x.a + at_a, x.n - at_a, x.b + at_b, x.m - at_b });
}

int na_diff_myers(const uint32_t *a, size_t n, const uint32_t *b, size_t m, bool *out_a,
                  bool *in_b, uint64_t *work_io, bool *rough, na_err *err)
{
    /* No more steps can be taken than the work allows: d of them cost about d * d. */
    size_t reach = (n + m + 1) / 2 + 2, most = 2;
    search s = { .a = a, .b = b, .out = out_a, .in = in_b, .work = *work_io };
    int64_t *forth, *back;

    while (most < reach && (uint64_t)most * most < *work_io + 4) most *= 2;
    if (most > reach) most = reach;
    forth = malloc((2 * most + 3) * sizeof *forth);
    back = malloc((2 * most + 3) * sizeof *back);
    if (!forth || !back) {
        free(forth);
        free(back);
        return na_fail_nomem(err);
    }
    s.forth = forth + most + 1;
    s.back = back + most + 1;
    memset(out_a, 0, n * sizeof *out_a);
    memset(in_b, 0, m * sizeof *in_b);
    compare(&s, (box){ 0, (int64_t)n, 0, (int64_t)m });
    free(forth);
    free(back);
    *work_io = s.work;
    *rough = s.rough;
    return NA_OK;
}
