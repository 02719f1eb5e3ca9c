/* SPDX-License-Identifier: MIT */
#include "text/headers.h"

static bool blank(char c) { return c == ' ' || c == '\t'; }

bool na_header_next(na_str *rest, na_header *out)
{
    na_str line;
    while (na_str_line(rest, &line)) {
        if (!line.len) return false;
        const char *end = line.ptr + line.len;
        while (rest->len && blank(rest->ptr[0])) { /* folded */
            na_str more;
            na_str_line(rest, &more);
            end = more.ptr + more.len;
        }
        size_t colon = na_str_chr(line, ':', 0);
        if (colon == (size_t)-1 || colon == 0 || blank(line.ptr[0])) continue;
        out->name = na_str_trim(na_str_sub(line, 0, colon));
        const char *value = line.ptr + colon + 1;
        out->value = na_str_trim(na_str_n(value, (size_t)(end - value)));
        return true;
    }
    return false;
}

void na_header_value(na_str value, na_buf *out)
{
    na_str line;
    bool first = true;
    while (na_str_line(&value, &line)) {
        if (!first) na_buf_putc(out, ' ');
        na_buf_str(out, na_str_trim(line));
        first = false;
    }
}

bool na_header_find(na_str block, const char *name, na_str *value_out)
{
    na_header h;
    while (na_header_next(&block, &h)) {
        if (!na_str_ieq(h.name, na_str_c(name))) continue;
        *value_out = h.value;
        return true;
    }
    return false;
}

bool na_header_number(na_str value, uint64_t *out)
{
    uint64_t n = 0;
    if (!value.len || value.len > 18) return false;
    for (size_t i = 0; i < value.len; i++) {
        if (value.ptr[i] < '0' || value.ptr[i] > '9') return false;
        n = n * 10 + (uint64_t)(value.ptr[i] - '0');
    }
    *out = n;
    return true;
}
