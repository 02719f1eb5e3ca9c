/* SPDX-License-Identifier: MIT */
#include "base/log.h"
#include "base/utf8.h"
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#define LINE_MAX_BYTES 4096

void na_log_raw(na_str s)
{
    while (s.len) {
        ssize_t n = write(STDERR_FILENO, s.ptr, s.len);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return; /* nobody is left to tell */
        s = na_str_sub(s, (size_t)n, s.len);
    }
}

void na_log(const char *fmt, ...)
{
    static const char prefix[] = "newsarc: ";
    char text[LINE_MAX_BYTES], line[2 * LINE_MAX_BYTES];
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    if (n < 0) return;
    na_str s = na_str_c(text);
    /* A cut line ends before a character, not inside one. */
    if ((size_t)n >= sizeof text) s.len = na_u8_floor(na_str_n(text, s.len), s.len - 4);
    size_t len = sizeof prefix - 1;
    memcpy(line, prefix, len);
    len += na_escape(s, false, line + len, sizeof line - len - 1);
    line[len++] = '\n';
    na_log_raw(na_str_n(line, len));
}

bool na_log_is_tty(void) { return isatty(STDERR_FILENO) == 1; }

size_t na_escape(na_str s, bool keep_nl, char *out, size_t cap)
{
    size_t len = 0;
    for (size_t at = 0, n; at < s.len; at += n) {
        char esc[16];
        uint32_t cp = 0;
        n = na_u8_next(s, at, &cp);
        const char *piece = s.ptr + at;
        size_t piece_len = n;
        bool kept = keep_nl && (cp == '\n' || cp == '\t');
        if (n == 0 || (na_u8_is_control(cp) && !kept)) {
            int w = n == 0 || cp < 0x80
                        ? snprintf(esc, sizeof esc, "\\x%02X", (unsigned char)s.ptr[at])
                        : snprintf(esc, sizeof esc, "U+%04X", (unsigned)cp);
            piece = esc;
            piece_len = w > 0 ? (size_t)w : 0;
            if (n == 0) n = 1;
        }
        if (cap) {
            if (cap - len < piece_len) break;
            memcpy(out + len, piece, piece_len);
        }
        len += piece_len;
    }
    return len;
}
