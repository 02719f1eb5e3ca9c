/* SPDX-License-Identifier: MIT */
/* Whatever comes in, items are whole and their texts end where they say. */
#include "base/limits.h"
#include "text/feed.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void whole(na_str s)
{
    if (!s.ptr || memchr(s.ptr, 0, 0) || s.ptr[s.len] != '\0') abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    na_arena arena = { .max = 256 * NA_MIB };
    na_feed f;
    if (na_feed_parse(na_str_n(p, n), &arena, &f, NULL) == NA_OK) {
        if (f.n > NA_FEED_ITEMS || !*f.kind) abort();
        for (size_t i = 0; i < f.n; i++) {
            const na_feed_item *it = &f.items[i];
            const na_str texts[] = { it->id,      it->url,       it->title,    it->summary,
                                     it->content, it->published, it->modified, it->lang };
            for (size_t k = 0; k < sizeof texts / sizeof texts[0]; k++) whole(texts[k]);
            for (size_t k = 0; k < it->tags.n; k++) whole(it->tags.v[k]);
            for (size_t k = 0; k < it->authors.n; k++) whole(it->authors.v[k]);
            if (it->permalink && !it->url.len) abort();
        }
    }
    na_arena_release(&arena);
    return 0;
}
