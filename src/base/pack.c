/* SPDX-License-Identifier: MIT */
#include "base/pack.h"

static const char mark[] = "\0newsarc files\n"; /* behind it: length, name, length, text */

#define MARK na_str_n(mark, sizeof mark - 1)

void na_pack_add(na_buf *out, na_str name, na_str text)
{
    if (out->len == 0) na_buf_str(out, MARK);
    na_buf_u32(out, (uint32_t)name.len);
    na_buf_str(out, name);
    na_buf_u32(out, (uint32_t)text.len);
    na_buf_str(out, text);
}

bool na_pack_is(na_str text) { return na_str_starts(text, MARK); }

static bool next(na_rd *r, na_str *name, na_str *text)
{
    *name = na_rd_bytes(r, na_rd_u32(r));
    *text = na_rd_bytes(r, na_rd_u32(r));
    return !r->bad;
}

bool na_pack_nth(na_str pack, size_t n, na_str *name, na_str *out)
{
    if (!na_pack_is(pack)) return false;
    na_rd r = na_rd_of(na_str_sub(pack, MARK.len, pack.len));
    while (next(&r, name, out))
        if (n-- == 0) return true;
    return false;
}

bool na_pack_find(na_str pack, na_str name, na_str *out)
{
    na_str at;
    for (size_t i = 0; na_pack_nth(pack, i, &at, out); i++)
        if (na_str_eq(at, name)) return true;
    return false;
}

na_str na_pack_main(na_str text)
{
    na_str name, first;
    return na_pack_nth(text, 0, &name, &first) ? first : text;
}
