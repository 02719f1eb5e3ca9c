/* SPDX-License-Identifier: MIT */
/* explain.c - why a reader takes an entry, or does not */
#include "script/host_int.h"
#include <stdio.h>

static na_candidate judge(na_host *h, size_t i, const na_entry_info *e, char why[260])
{
    nal_reader *r = h->readers[i];
    na_candidate c = { .reader = (int)i, .priority = r->man.priority };
    const char *key = nal_match_fails(&r->man, e);
    h->reason[0] = 0;
    if (!key) c.score = nal_score(h, r, e);
    if (key && strcmp(key, "match") == 0)
        snprintf(why, 260, "has neither match nor probe");
    else if (key)
        snprintf(why, 260, "%s does not match", key);
    else if (h->reason[0])
        snprintf(why, 260, "%s", h->reason);
    else if (!r->man.has_probe)
        snprintf(why, 260, "matches, has no probe");
    else
        snprintf(why, 260, "probe gave %d", c.score);
    c.why = na_str_c(why);
    return c;
}

int na_host_explain(na_host *h, const na_entry_info *e, na_candidate_fn *fn, void *ctx,
                    na_err *err)
{
    na_choice won = { .reader = -1 };
    char why[260];
    int rc = na_host_choose(h, e, &won, err);
    for (size_t i = 0; rc == NA_OK && i < h->n; i++) {
        na_candidate c = judge(h, i, e, why);
        c.wins = (int)i == won.reader;
        rc = fn(ctx, &c);
    }
    return rc;
}
