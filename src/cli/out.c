/* SPDX-License-Identifier: MIT */
#include "cli/out.h"
#include "base/log.h"
#include "text/unicode.h"
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

bool out_is_terminal(void) { return isatty(STDOUT_FILENO) == 1; }

static int to_stdout(void *ctx, const char *p, size_t n, na_err *err)
{
    struct cmd_ctx *cx = ctx;

    errno = 0;
    if (n == 0 || fwrite(p, 1, n, stdout) == n) return NA_OK;
    cx->stdout_closed = errno == EPIPE;
    return na_fail(err, NA_EIO, "standard output: %s", strerror(errno));
}

int out_raw(struct cmd_ctx *cx, na_str s) { return to_stdout(cx, s.ptr, s.len, cx->err); }

int out_line(struct cmd_ctx *cx, const char *fmt, ...)
{
    char text[2048], safe[4 * sizeof text];
    size_t len;
    va_list ap;
    int n;

    va_start(ap, fmt);
    n = vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    if (n < 0) return na_fail(cx->err, NA_EIO, "standard output: cannot format");
    len = na_escape(na_str_c(text), false, safe, sizeof safe - 1);
    safe[len++] = '\n';
    return out_raw(cx, na_str_n(safe, len));
}

size_t out_columns(void)
{
    struct winsize w;

    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col >= 20) return w.ws_col;
    return 80;
}

static size_t width(na_str s)
{
    size_t w = 0, at = 0;
    uint32_t cp;

    while (at < s.len) {
        at += na_utf8_next(s, at, &cp);
        w += (size_t)na_cp_width(cp);
    }
    return w;
}

na_format out_format(struct cmd_ctx *cx, unsigned allowed)
{
    const char *s = opts_get(&cx->opts, "format", NULL);
    na_format f = NA_FORMAT_TEXT;

    if (opts_has(&cx->opts, "json")) f = NA_FORMAT_JSON;
    if (opts_has(&cx->opts, "jsonl")) f = NA_FORMAT_JSONL;
    if (opts_has(&cx->opts, "csv")) f = NA_FORMAT_CSV;
    if (s) f = na_format_of(na_str_c(s));
    if (f != NA_FORMAT_NONE && (allowed >> f & 1)) return f;
    char names[128] = "";
    size_t used = 0;
    for (int i = NA_FORMAT_TEXT; i <= NA_FORMAT_LAST; i++) {
        if (!(allowed >> i & 1)) continue;
        int n = snprintf(names + used, sizeof names - used, "%s%s", used ? ", " : "",
                         na_format_name((na_format)i));
        if (n > 0) used += (size_t)n;
    }
    (void)na_fail(cx->err, NA_EUSAGE, "--format: \"%s\" is none of %s", s ? s : "jsonl",
                  names);
    return NA_FORMAT_NONE;
}

int out_new(struct cmd_ctx *cx, na_format format, na_emit **out)
{
    return out_new_page(cx, format, NULL, out);
}

int out_new_page(struct cmd_ctx *cx, na_format format, const char *title, na_emit **out)
{
    bool tty = out_is_terminal();
    na_style style = na_style_for(tty);
    const na_emit_opts o = {
        .format = format,
        .title = title,
        .write = to_stdout,
        .ctx = cx,
        .terminal = tty,
        .style = style == NA_STYLE_PLAIN ? NA_STYLE_MARKS : style,
        .width = width,
    };
    return na_emit_new(out, &o, cx->err);
}

int out_end(na_emit *e, int rc, na_err *err)
{
    if (e && rc >= 0) {
        int frc = na_emit_finish(e, err);
        if (frc < 0) rc = frc;
    }
    na_emit_free(e);
    return rc;
}

void out_count(uint64_t n, char buf[32])
{
    char digits[24];
    size_t len = (size_t)snprintf(digits, sizeof digits, "%llu", (unsigned long long)n),
           k = 0;

    for (size_t i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0) buf[k++] = ',';
        buf[k++] = digits[i];
    }
    buf[k] = 0;
}

void out_things(uint64_t n, const char *one, char buf[48])
{
    char count[32];

    out_count(n, count);
    (void)snprintf(buf, 48, "%s %s%s", count, one, n == 1 ? "" : "s");
}

void out_bytes(uint64_t n, char buf[24])
{
    static const char *const unit[] = { "bytes", "kB", "MB", "GB", "TB" };
    double v = (double)n;
    int u = 0;

    while (v >= 999.5 && u < 4) v /= 1000, u++;
    (void)snprintf(buf, 24, u && v < 99.95 ? "%.1f %s" : "%.0f %s", v, unit[u]);
}

/* The first n bytes of an RFC 3339 time, and its zone when it has one that is not UTC. */
static void put_time(na_str s, size_t n, char buf[32])
{
    na_str zone = { 0 };

    if (n > s.len) n = s.len;
    if (n > 10 && s.len >= n + 6) zone = na_str_sub(s, s.len - 6, s.len);
    if (zone.len > 0 && ((zone.ptr[0] != '+' && zone.ptr[0] != '-') ||
                         na_str_eqc(na_str_sub(zone, 1, 6), "00:00")))
        zone.len = 0;
    (void)snprintf(buf, 32, "%.*s%s%.*s", (int)(n < 24 ? n : 24), s.ptr,
                   zone.len > 0 ? " " : "", NA_STR_ARG(zone));
    if (n > 10) buf[10] = ' ';
}

void out_date(const na_article *a, char buf[32])
{
    size_t n = a->published.len;

    switch (a->published_precision) {
    case NA_PREC_NONE:
        (void)snprintf(buf, 32, "undated");
        return;
    case NA_PREC_YEAR:
        n = 4;
        break;
    case NA_PREC_MONTH:
        n = 7;
        break;
    case NA_PREC_DAY:
        n = 10;
        break;
    case NA_PREC_MINUTE:
    case NA_PREC_SECOND:
        n = 16;
        break;
    }
    put_time(a->published, n, buf);
}

void out_time(na_str rfc3339, char buf[32])
{
    put_time(rfc3339, rfc3339.len > 10 ? 16 : rfc3339.len, buf);
}
