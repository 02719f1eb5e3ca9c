/* SPDX-License-Identifier: MIT */
/* Whatever comes in, items are whole and their texts end where they say; pieces of it lie
 * behind one another; and mending it does not make it grow without measure. */
#include "base/limits.h"
#include "text/feed.h"
#include "text/xml_mend.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void whole(na_str s)
{
    if (!s.ptr || memchr(s.ptr, 0, 0) || s.ptr[s.len] != '\0') abort();
}

static void parse(na_str s, na_arena *arena)
{
    na_feed f;

    if (na_feed_parse(s, NA_STR("http://a.example/b/"), arena, &f, NULL) < 0) return;
    if (f.n > NA_FEED_ITEMS || !*f.kind || (f.lost && !*f.damage)) abort();
    for (size_t i = 0; i < f.n; i++) {
        const na_feed_item *it = &f.items[i];
        const na_str texts[] = { it->id,      it->url,       it->title,    it->summary,
                                 it->content, it->published, it->modified, it->lang };
        for (size_t k = 0; k < sizeof texts / sizeof texts[0]; k++) whole(texts[k]);
        for (size_t k = 0; k < it->tags.n; k++) whole(it->tags.v[k]);
        for (size_t k = 0; k < it->people.n; k++) whole(it->people.v[k].name);
        if (it->permalink && !it->url.len) abort();
    }
}

static void cut(na_str s, na_arena *arena)
{
    na_feed_pieces c;
    size_t from;

    if (na_feed_cut(s, 2, 100, arena, &c, NULL) < 0) return;
    from = c.head;
    for (size_t i = 0; i < c.n; from = c.ends[i++])
        if (c.ends[i] <= from || c.ends[i] > s.len) abort();
    if (c.n && from != c.tail) abort();
}

static void mend(na_str s)
{
    static const na_xml_flat flat[] = { { "item", { "items", "channel", "rss", "RDF" } },
                                        { "entry", { "feed" } },
                                        { NULL, { NULL } } };
    na_buf once;

    na_buf_init(&once, 64 * NA_MIB);
    if (na_xml_mend(s, flat, &once, NULL) < 0 && s.len < NA_MIB) abort();
    na_buf_release(&once);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    na_arena arena = { .max = 256 * NA_MIB };
    const na_str s = na_str_n(p, n);

    parse(s, &arena);
    cut(s, &arena);
    mend(s);
    na_arena_release(&arena);
    return 0;
}
