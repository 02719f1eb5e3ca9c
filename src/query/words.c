/* SPDX-License-Identifier: MIT */
/* words: takes a number, a bound or a range. */
#include "base/utf8.h"
#include "query/query_int.h"

/* Up to nine digits, or -1. */
static int64_t count(na_str s)
{
    int64_t v = 0;
    if (s.len == 0 || s.len > 9) return -1;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9') return -1;
        v = v * 10 + (s.ptr[i] - '0');
    }
    return v;
}

static bool bad(na_str s, na_err *why)
{
    na_fail(
        why, NA_EQUERY,
        "words: %.*s%s is not a number of words; write >500, >=500, <50, <=50, 100..200, "
        "100.., ..200 or 100",
        (int)na_u8_floor(s, 40), s.ptr ? s.ptr : "", s.len > 40 ? "..." : "");
    return false;
}

bool na_qwords_range(na_str value, int64_t *from_out, int64_t *to_out, na_err *why)
{
    size_t dots = na_str_find(value, NA_STR(".."), 0);
    int64_t from = 0, to = NA_QTIME_MAX, n;

    if (dots != (size_t)-1) {
        na_str left = na_str_sub(value, 0, dots),
               right = na_str_sub(value, dots + 2, value.len);
        if (left.len == 0 && right.len == 0) return bad(value, why);
        if (left.len && (from = count(left)) < 0) return bad(value, why);
        if (right.len && (to = count(right)) < 0) return bad(value, why);
    } else if (value.len && (value.ptr[0] == '>' || value.ptr[0] == '<')) {
        bool more = value.ptr[0] == '>', equal = value.len > 1 && value.ptr[1] == '=';
        if ((n = count(na_str_sub(value, equal ? 2 : 1, value.len))) < 0)
            return bad(value, why);
        if (more)
            from = equal ? n : n + 1;
        else
            to = equal ? n : n - 1;
    } else {
        if ((n = count(value)) < 0) return bad(value, why);
        from = to = n;
    }
    if (from > to) {
        na_fail(why, NA_EQUERY,
                "words: no article has %.*s words; write the smaller number first",
                (int)na_u8_floor(value, 40), value.ptr);
        return false;
    }
    /* words:>999999999 is one more than can be written. */
    if (from > 999999999) return bad(value, why);
    *from_out = from;
    *to_out = to;
    return true;
}
