/* SPDX-License-Identifier: MIT */
#include "cli/bars.h"
#include "base/log.h"
#include "cli/out.h"
#include "cli/wrap.h"
#include "text/unicode.h"
#include <stdlib.h>

/* The locale of the environment: what the terminal takes is said by no one else. */
static bool is_utf8(void)
{
    static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };
    na_str v = { 0 };

    for (size_t i = 0; v.len == 0 && i < sizeof names / sizeof *names; i++)
        v = na_str_c(getenv(names[i]));
    for (size_t i = na_str_chr(v, '.', 0); i < v.len; i++) {
        na_str rest = na_str_sub(v, i + 1, v.len);
        if (na_str_ieq(na_str_sub(rest, 0, 5), NA_STR("utf-8")) ||
            na_str_ieq(na_str_sub(rest, 0, 4), NA_STR("utf8")))
            return true;
    }
    return false;
}

bars bars_init(void)
{
    return (bars){ .ascii = !is_utf8(),
                   .style = na_style_for(out_is_terminal()),
                   .columns = out_columns() };
}

static void blanks(na_buf *out, size_t n)
{
    while (n-- > 0) na_buf_putc(out, ' ');
}

void bars_put(const bars *b, na_buf *out, double value, double max, size_t cells, bool pad)
{
    static const char *const part[] = { "", "▏", "▎", "▍", "▌", "▋", "▊", "▉" };
    double x = max > 0 && value > 0 ? value / max * (double)cells : 0;
    size_t unit = b->ascii ? 1 : 8, n, used;

    if (x > (double)cells) x = (double)cells;
    n = (size_t)(x * (double)unit + 0.5);
    if (n == 0 && value > 0) n = 1; /* little is not nothing */
    for (size_t i = 0; i < n / unit; i++) na_buf_puts(out, b->ascii ? "#" : "█");
    if (!b->ascii) na_buf_puts(out, part[n % 8]);
    used = (n + unit - 1) / unit;
    if (pad && used < cells) blanks(out, cells - used);
}

void bars_spark(const bars *b, na_buf *out, const double *v, size_t n)
{
    static const char *const level[2][9] = {
        { " ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" },
        { " ", ".", ":", "-", "=", "+", "*", "%", "#" }
    };
    double max = 0;

    for (size_t i = 0; i < n; i++)
        if (v[i] > max) max = v[i];
    for (size_t i = 0; i < n; i++) {
        size_t k = v[i] > 0 ? (size_t)(v[i] / max * 8 + 0.5) : 0;
        if (k == 0 && v[i] > 0) k = 1;
        na_buf_puts(out, level[b->ascii][k > 8 ? 8 : k]);
    }
}

/* How much of s fits into cells. */
static size_t fit(na_str s, size_t cells)
{
    size_t at = 0, w = 0;
    uint32_t cp;

    while (at < s.len) {
        size_t n = na_utf8_next(s, at, &cp);
        w += (size_t)na_cp_width(cp);
        if (w > cells) break;
        at += n;
    }
    return at;
}

void bars_text(const bars *b, na_buf *out, na_look look, na_str s, size_t cells, bool right)
{
    na_str dots = b->ascii ? NA_STR("..") : NA_STR("…"), text;
    size_t dot = b->ascii ? 2 : 1, n, w;
    na_buf safe;

    na_buf_init(&safe, NA_MIB);
    n = na_escape(s, false, NULL, 0);
    char *p = n ? na_buf_reserve(&safe, n) : NULL;
    if (p) safe.len += na_escape(s, false, p, n);
    text = na_buf_get(&safe);
    if (wrap_width(text) > cells) {
        na_buf_cut(&safe, fit(text, cells > dot ? cells - dot : 0));
        if (cells > dot) na_buf_str(&safe, dots);
        text = na_buf_get(&safe);
    }
    w = wrap_width(text);
    if (right && w < cells) blanks(out, cells - w);
    if (look == NA_LOOK_HIT)
        na_buf_str(out, text); /* plain: nothing here is a hit */
    else
        na_style_put(out, b->style, look, text);
    if (!right && w < cells) blanks(out, cells - w);
    na_buf_release(&safe);
}
