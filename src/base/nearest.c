/* SPDX-License-Identifier: MIT */
#include "base/nearest.h"

#define LONGEST 64u
#define FAR ((size_t)-1)

/* Optimal string alignment of two short words. */
static size_t distance(na_str a, na_str b)
{
    size_t row[3][LONGEST + 1];

    for (size_t j = 0; j <= b.len; j++) row[0][j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        size_t *cur = row[i % 3], *up = row[(i + 2) % 3], *up2 = row[(i + 1) % 3];

        cur[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            size_t d = up[j - 1] + (a.ptr[i - 1] != b.ptr[j - 1]);

            if (up[j] + 1 < d) d = up[j] + 1;
            if (cur[j - 1] + 1 < d) d = cur[j - 1] + 1;
            if (i > 1 && j > 1 && a.ptr[i - 1] == b.ptr[j - 2] &&
                a.ptr[i - 2] == b.ptr[j - 1] && up2[j - 2] + 1 < d)
                d = up2[j - 2] + 1;
            cur[j] = d;
        }
    }
    return row[a.len % 3][b.len];
}

na_nearest na_nearest_of(na_str word)
{
    return (na_nearest){ .word = word, .distance = FAR };
}

void na_nearest_offer(na_nearest *n, na_str known)
{
    size_t d;

    if (n->word.len > LONGEST || known.len > LONGEST || !known.len) return;
    d = distance(n->word, known);
    if (d >= n->distance) return;
    n->distance = d;
    n->best = known;
}

na_str na_nearest_get(const na_nearest *n)
{
    const size_t far = n->word.len < 4 ? 1 : n->word.len < 8 ? 2 : 3;

    return n->distance <= far ? n->best : (na_str){ 0 };
}

const char *na_nearest_in(na_str word, const char *const *names)
{
    na_nearest n = na_nearest_of(word);

    for (; *names; names++) na_nearest_offer(&n, na_str_c(*names));
    return na_nearest_get(&n).ptr;
}
