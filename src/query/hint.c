/* SPDX-License-Identifier: MIT */
/* hint.c - what somebody may have meant: for notes, and for messages of errors */
#include "base/nearest.h"
#include "query/query_int.h"
#include <stdio.h>

/* What other programs call our fields. */
static const struct {
    const char *theirs, *ours;
} synonyms[] = {
    { "headline", "title" }, { "subject", "title" },    { "subtitle", "deck" },
    { "text", "body" },      { "content", "body" },     { "by", "author" },
    { "byline", "author" },  { "from", "source" },      { "outlet", "source" },
    { "paper", "source" },   { "agency", "cites" },     { "cite", "cites" },
    { "site", "url" },       { "link", "url" },         { "domain", "url" },
    { "language", "lang" },  { "keyword", "tag" },      { "tags", "tag" },
    { "topic", "tag" },      { "category", "section" }, { "since", "after" },
    { "until", "before" },   { "till", "before" },      { "year", "on" },
    { "day", "on" },         { "month", "on" },         { "published", "date" },
    { "order", "sort" },     { "length", "words" },     { "file", "bundle" },
    { "quotes", "quote" },
};

na_str na_qhint_field(na_str name)
{
    na_nearest near = na_nearest_of(name);
    size_t n;
    const na_qfield *f = na_query_fields(&n);

    for (size_t i = 0; i < sizeof synonyms / sizeof *synonyms; i++)
        if (na_str_ieq(name, na_str_c(synonyms[i].theirs)))
            return na_str_c(synonyms[i].ours);
    for (size_t i = 0; i < n; i++) na_nearest_offer(&near, na_str_c(f[i].name));
    return na_nearest_get(&near);
}

bool na_qhint_operator(na_str word, char out[64])
{
    static const struct {
        const char *theirs, *ours;
    } names[] = { { "near", "NEAR/" },       { "adj", "PRE/" }, { "onear", "PRE/" },
                  { "within", "NEAR/" },     { "pre", "PRE/" }, { "before", "PRE/" },
                  { "atleast", "ATLEAST/" }, { "w", "NEAR/" },  { "n", "NEAR/" } };
    static const struct {
        const char *word, *meant;
    } small[] = { { "or", "OR" }, { "and", "AND" }, { "not", "NOT" } };

    for (size_t i = 0; i < sizeof small / sizeof *small; i++)
        if (na_str_eqc(word, small[i].word))
            return snprintf(out, 64, "%s", small[i].meant) > 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        na_str name = na_str_c(names[i].theirs), n = na_str_sub(word, name.len, word.len);
        bool slash = n.len > 0 && n.ptr[0] == '/', digits = true;
        if (!na_str_ieq(na_str_sub(word, 0, name.len), name) || n.len == 0) continue;
        if (slash) n = na_str_sub(n, 1, n.len);
        for (size_t k = 0; k < n.len; k++) digits &= n.ptr[k] >= '0' && n.ptr[k] <= '9';
        /* Of the short names only what has a slash and a number is none of any text's
         * words. */
        if ((!slash || !digits) && name.len < 3) continue;
        if (!slash && (!digits || n.len > 4)) continue;
        (void)snprintf(out, 64, "%s%.*s", names[i].ours,
                       digits && n.len > 0 && n.len < 6 ? (int)n.len : 1,
                       digits && n.len > 0 && n.len < 6 ? n.ptr : "5");
        return true;
    }
    return false;
}

const char *na_qhint_word(na_str word, const char *const *known, char out[64])
{
    const char *best = na_nearest_in(word, known);

    (void)snprintf(out, 64, "%s%s%s", best ? " (did you mean " : "", best ? best : "",
                   best ? "?)" : "");
    return out;
}
