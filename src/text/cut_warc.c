/* SPDX-License-Identifier: MIT */
/* cut_warc.c - records of WARC and ARC files, of which some lie
 *
 * A record says how long it is. It is believed when line ends and the next record, or the
 * end of the file, follow where it says it ends; so a WARC file inside a record is no
 * trouble. Else the record goes up to the next place that looks like the beginning of one,
 * wherever its length points, as damage; and so does one that is too long to be kept until
 * its end.
 */
#include "base/limits.h"
#include "text/cut_int.h"
#include "text/warc.h"

#define LINE_ENDS 16u             /* that are looked at behind a record */
#define LINE_MAX_LEN (8 * NA_KIB) /* of an ARC file's line */
#define MARK 10u                  /* "\nWARC/1.0\n" */

static bool digit(char b) { return b >= '0' && b <= '9'; }
static bool line_end(char b) { return b == '\r' || b == '\n'; }

/* "WARC/1.1" and a line's end. */
static bool is_magic(na_str s)
{
    return s.len >= 9 && na_str_ieq(na_str_sub(s, 0, 5), NA_STR("WARC/")) &&
           digit(s.ptr[5]) && s.ptr[6] == '.' && digit(s.ptr[7]) &&
           (line_end(s.ptr[8]) || digit(s.ptr[8]));
}

/* Where the next record seems to begin, behind a line's end at or after from;
 * (size_t)-1. */
static size_t find_mark(const na_cutter *c, na_str s, size_t from, bool end)
{
    for (size_t nl = from; (nl = na_str_chr(s, '\n', nl)) != (size_t)-1;) {
        const na_str t = na_str_sub(s, ++nl, s.len);
        na_warc w;

        if (!c->arc) {
            if (is_magic(t)) return nl;
            continue;
        }
        const size_t stop = na_str_chr(na_str_sub(t, 0, LINE_MAX_LEN), '\n', 0);

        if ((stop != (size_t)-1 || end) &&
            na_arc_line(na_str_sub(t, 0, stop == (size_t)-1 ? t.len : stop), &w))
            return nl;
    }
    return (size_t)-1;
}

/* How many bytes at the end of s may hold half a mark. */
static size_t half_mark(const na_cutter *c, na_str s)
{
    const size_t keep = c->arc ? LINE_MAX_LEN + 1 : MARK;

    return s.len < keep ? s.len : keep;
}

/* Does what lies behind a record look like it: 1, 0 no, NA_CUT_MORE. */
static int follows(const na_cutter *c, na_str s, size_t at, bool end)
{
    size_t i = at;
    na_str t;
    na_warc w;

    /* What ends as it should has the right length, whatever comes. */
    if (!c->arc && na_str_starts(na_str_sub(s, at, s.len), NA_STR("\r\n\r\n"))) return 1;
    while (i < s.len && i - at < LINE_ENDS && line_end(s.ptr[i])) i++;
    t = na_str_sub(s, i, s.len);
    if (i - at == LINE_ENDS || (!t.len && end)) return 1;
    if (!c->arc) {
        if (is_magic(t)) return 1;
        return t.len < MARK && !end ? NA_CUT_MORE : 0;
    }
    i = na_str_chr(na_str_sub(t, 0, LINE_MAX_LEN), '\n', 0);
    if (i == (size_t)-1 && t.len < LINE_MAX_LEN && !end) return NA_CUT_MORE;
    return na_arc_line(na_str_sub(t, 0, i == (size_t)-1 ? t.len : i), &w);
}

/* From the start of s to the next mark behind `from`, as damage. */
static int resync(na_cutter *c, na_str s, size_t from, bool end, const char *code,
                  const char *message, na_piece *out)
{
    const size_t at = find_mark(c, s, c->seen > from ? c->seen : from, end);

    if (at != (size_t)-1) return na_cut_bad(c, out, 0, at, code, message);
    if (end) return na_cut_bad(c, out, 0, s.len, code, message);
    c->seen = s.len - half_mark(c, s);
    c->left = UINT64_MAX;
    return NA_CUT_MORE;
}

/* The rest of a record whose bytes were given up. */
static int over_next(na_cutter *c, na_str s, bool end, na_piece *out)
{
    const size_t at = find_mark(c, s, c->seen, end);

    if (!c->left) return na_cut_give(c, out, 0, 0);
    if (at != (size_t)-1 && at <= c->left) return na_cut_give(c, out, 0, at);
    if (c->left <= s.len) return na_cut_give(c, out, 0, (size_t)c->left);
    if (end)
        return c->left == UINT64_MAX
                   ? na_cut_give(c, out, 0, s.len)
                   : na_cut_bad(c, out, 0, s.len, "truncated", "a record is cut short");
    c->seen = s.len - half_mark(c, s);
    return NA_CUT_MORE;
}

int na_cut_warc(na_cutter *c, na_str s, bool end, na_piece *out)
{
    size_t i = 0, head;
    na_warc w;
    int rc;

    if (c->over) return over_next(c, s, end, out);
    while (i < s.len && line_end(s.ptr[i])) i++;
    if (i) return na_cut_give(c, out, i, 0);
    if (!s.len) return end ? 0 : NA_CUT_MORE;
    if (!c->begun && na_str_starts(s, NA_STR("filedesc:"))) c->arc = true;
    rc = na_warc_head(s, &w, NULL);
    if (rc == 0 && !end) {
        c->left = UINT64_MAX;
        return NA_CUT_MORE;
    }
    if (rc == 0)
        return resync(c, s, 1, end, "truncated", "a record's headers are cut short", out);
    if (rc < 0) {
        const bool warc = is_magic(s);

        return resync(c, s, 0, end, "damaged",
                      warc ? "a record without a length, or with endless headers"
                           : "no WARC record begins here",
                      out);
    }
    c->arc = w.arc;
    head = (size_t)(w.body.ptr - s.ptr);
    if (w.length <= w.body.len) {
        rc = follows(c, s, head + (size_t)w.length, end);
        if (rc == 1) return na_cut_give(c, out, 0, head + (size_t)w.length);
        if (rc == 0)
            return resync(c, s, head - 1, end, "damaged", "a record's length is wrong",
                          out);
    } else if (end) {
        return resync(c, s, head - 1, end, "truncated", "a record is cut short", out);
    }
    c->left = w.length <= UINT64_MAX - head ? w.length + head : UINT64_MAX;
    return NA_CUT_MORE;
}

size_t na_cut_warc_drop(na_cutter *c, na_str s)
{
    const size_t at = find_mark(c, s, 0, false);
    size_t n = s.len - half_mark(c, s);

    if (!n) n = s.len;
    if (at != (size_t)-1) { /* what says it is so long may lie */
        n = at;
        c->left = 0;
    }
    if (c->left && c->left != UINT64_MAX) {
        if (n > c->left) n = (size_t)c->left;
        c->left -= n;
    }
    c->seen = 0;
    return n;
}
