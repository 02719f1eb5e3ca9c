/* SPDX-License-Identifier: MIT */
/* What parses is written; what was written parses, and is written the same. The same for
 * articles. */
#include "base/limits.h"
#include "text/article_json.h"
#include "text/json.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void check(bool ok)
{
    if (!ok) abort();
}

static bool rewrite(na_str in, na_buf *out)
{
    na_json *doc = NULL;
    bool ok = na_json_parse(in, NULL, &doc, NULL) == NA_OK;

    if (ok) na_json_put(out, na_json_root(doc));
    na_json_free(doc);
    return ok && out->rc == NA_OK;
}

static bool rewrite_article(na_str in, na_buf *out)
{
    na_article a = { 0 };
    na_arena arena = { 0 };
    bool ok = na_article_from_json(in, &a, &arena, NULL) == NA_OK &&
              na_article_to_json(&a, out, NULL) == NA_OK;

    na_arena_release(&arena);
    return ok;
}

static void stable(na_str in, bool (*fn)(na_str, na_buf *))
{
    na_buf one, two;

    na_buf_init(&one, 16 * NA_MIB);
    na_buf_init(&two, 16 * NA_MIB);
    if (fn(in, &one)) {
        check(fn(na_buf_get(&one), &two));
        check(na_str_eq(na_buf_get(&one), na_buf_get(&two)));
    }
    na_buf_release(&one);
    na_buf_release(&two);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    stable(na_str_n(p, n), rewrite);
    stable(na_str_n(p, n), rewrite_article);
    return 0;
}
