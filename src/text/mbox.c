/* SPDX-License-Identifier: MIT */
#include "text/mbox.h"

static na_str without_blank_lines(na_str s)
{
    size_t i = 0;
    while (i < s.len && (s.ptr[i] == '\n' || s.ptr[i] == '\r')) i++;
    return na_str_sub(s, i, s.len);
}

/* "From SENDER", alone or with a time of day behind: "From here on" is prose. */
bool na_mbox_is_from(na_str line)
{
    if (!na_str_starts(line, NA_STR("From "))) return false;
    size_t sp = na_str_chr(line, ' ', 5);
    if (sp == (size_t)-1) return line.len > 5;
    for (size_t i = sp + 1; i + 1 < line.len; i++)
        if (line.ptr[i] == ':' && line.ptr[i - 1] >= '0' && line.ptr[i - 1] <= '9' &&
            line.ptr[i + 1] >= '0' && line.ptr[i + 1] <= '9')
            return true;
    return false;
}

bool na_mbox_next(na_str *rest, na_str *message_out)
{
    na_str line, at = *rest = without_blank_lines(*rest);
    bool gap = false;
    if (!at.len) return false;
    while (at.len) {
        na_str here = at;
        na_str_line(&at, &line);
        if (gap && na_mbox_is_from(line)) {
            at = here;
            break;
        }
        gap = line.len == 0;
    }
    *message_out = na_str_sub(*rest, 0, rest->len - at.len);
    *rest = at;
    return true;
}

/* ">From " with any number of '>'. */
static bool is_quoted(na_str line)
{
    size_t i = 0;
    while (i < line.len && line.ptr[i] == '>') i++;
    return i > 0 && na_str_starts(na_str_sub(line, i, line.len), NA_STR("From "));
}

void na_mbox_parse(na_str message, na_mbox *out)
{
    na_str line, rest = message;
    na_header h;
    *out = (na_mbox){ 0 };
    if (na_str_starts(message, NA_STR("From "))) {
        na_str_line(&rest, &line);
        out->from = na_str_trim(na_str_sub(line, 5, line.len));
    }
    out->headers = rest;
    while (na_header_next(&rest, &h)) {
    }
    out->headers.len = (size_t)(rest.ptr - out->headers.ptr);
    out->body = rest;
    for (na_str at = rest; !out->quoted && na_str_line(&at, &line);)
        out->quoted = is_quoted(line);
}

void na_mbox_unquote(na_str body, na_buf *out)
{
    na_str line;
    for (na_str at = body; na_str_line(&at, &line);) {
        size_t skip = is_quoted(line) ? 1 : 0;
        const char *end = at.len ? at.ptr : body.ptr + body.len;
        na_buf_put(out, line.ptr + skip, (size_t)(end - line.ptr) - skip);
    }
}
