/* SPDX-License-Identifier: MIT */
/* cite_names.c - looking up words and agencies in compiled rules */
#include "base/limits.h"
#include "base/nearest.h"
#include "text/cite_int.h"
#include "text/unicode.h"
#include <stdlib.h>

uint64_t na_cite_hash(na_str s)
{
    uint64_t h = 1469598103934665603u;
    for (size_t i = 0; i < s.len; i++) h = (h ^ (unsigned char)s.ptr[i]) * 1099511628211u;
    return h ^ h >> 32;
}

uint16_t na_cite_word(const na_cite_rules *r, na_str folded)
{
    size_t i = na_cite_hash(folded) & (r->nslots - 1);

    while (r->slot[i] && !na_str_eq(r->word[r->slot[i]], folded))
        i = (i + 1) & (r->nslots - 1);
    return (uint16_t)r->slot[i];
}

void na_cite_rules_free(na_cite_rules *r)
{
    if (!r) return;
    for (size_t i = 0; i < r->nclasses; i++) free(r->classes[i].v);
    free(r->classes);
    free(r->word);
    free(r->slot);
    free(r->agency);
    free(r->alias);
    free(r->alias_at);
    free(r->token_slot);
    free(r->pattern);
    na_arena_release(&r->arena);
    free(r);
}

uint64_t na_cite_rules_hash(const na_cite_rules *r) { return r->hash; }
size_t na_cite_rules_n(const na_cite_rules *r) { return r->nagencies; }
na_str na_cite_rules_name(const na_cite_rules *r, size_t i) { return r->agency[i]; }

int na_cite_rules_find(const na_cite_rules *r, na_str name, na_str *near)
{
    na_buf want, have;
    na_nearest best;
    int found = -1;

    na_buf_init(&want, NA_MIB);
    na_buf_init(&have, NA_MIB);
    (void)na_text_fold(na_str_trim(name), &want, NULL);
    best = na_nearest_of(na_buf_get(&want));
    for (size_t i = 0; found < 0 && i < r->nagencies + r->naliases; i++) {
        bool is_name = i < r->nagencies;
        na_str text = is_name ? r->agency[i] : r->alias[i - r->nagencies].text;
        na_buf_reset(&have);
        if (na_text_fold(text, &have, NULL) < 0) continue;
        if (na_str_eq(na_buf_get(&have), na_buf_get(&want)))
            found = (int)(is_name ? i : r->alias[i - r->nagencies].agency);
        size_t before = best.distance;
        na_str best_before = best.best;
        na_nearest_offer(&best, na_buf_get(&have));
        if (best.distance != before || best.best.ptr != best_before.ptr) best.best = text;
    }
    if (near) *near = found < 0 ? na_nearest_get(&best) : (na_str){ 0 };
    na_buf_release(&want);
    na_buf_release(&have);
    return found;
}
