/* SPDX-License-Identifier: MIT */
/* api.c - looking things up in the table of the API */
#include "script/api.h"
#include <string.h>

const nal_api *nal_api_of(const char *of, size_t *n_out)
{
    size_t lo = 0, hi = nal_api_len;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (strcmp(nal_api_table[mid].of, of) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    for (hi = lo; hi < nal_api_len && strcmp(nal_api_table[hi].of, of) == 0;) hi++;
    *n_out = hi - lo;
    return nal_api_table + lo;
}

const nal_api *nal_api_find(const char *of, const char *name)
{
    size_t n;
    const nal_api *a = nal_api_of(of, &n);
    for (size_t i = 0; i < n; i++)
        if (strcmp(a[i].name, name) == 0) return a + i;
    return NULL;
}
