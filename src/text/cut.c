/* SPDX-License-Identifier: MIT */
/* cut.c - the cutter's door, rows of CSV and messages of a mailbox
 *
 * Rows are cut as na_csv_next() reads them. A quote opens a field only where one begins,
 * which the separator tells: the one of the first line that has any (`"said," he` is not
 * two fields of a table with tabs). A quote that is never closed would swallow the rest of
 * the file; beyond QUOTED_MAX it costs the line it stands in, and beyond TRIES such lines
 * nobody knows what is quoted in this file, and the rest is one piece.
 */
#include "base/limits.h"
#include "text/cut_int.h"
#include "text/mbox.h"

#define QUOTED_MAX (1 * NA_MIB)
#define TRIES 100u
#define FROM_MAX 1024u /* bytes of a line "From ..." */

bool na_cutter_can(na_split split)
{
    return split == NA_SPLIT_WARC || split == NA_SPLIT_MBOX || split == NA_SPLIT_CSV ||
           split == NA_SPLIT_XML;
}

na_cutter na_cutter_of(na_split split, na_str names)
{
    na_cutter c = { .split = split };

    names = na_str_sub(names, 0, NA_SPLIT_NAMES);
    if (names.len) memcpy(c.names, names.ptr, names.len);
    return c;
}

static bool ends_line(char c) { return c == '\n' || c == '\r'; }

/* -- csv ------------------------------------------------------------------------------ */

enum { FIELD, BARE, QUOTED, CLOSED };

static bool separates(const na_cutter *c, char b)
{
    return c->sep ? b == c->sep : b == ',' || b == ';' || b == '\t' || b == '|';
}

static unsigned after(const na_cutter *c, char b) { return separates(c, b) ? FIELD : BARE; }

/* The separator of a table, by its first line that has one: the most frequent, and tabs
 * before all, since in prose there are none. `step` is the bytes of a unit, `low` which of
 * them to look at. False when more of the line must be seen. */
static bool sniff(na_cutter *c, na_str s, bool end, size_t step, size_t low)
{
    static const char seps[] = "\t,;|";
    size_t n[sizeof seps] = { 0 }, best = 0, i;
    bool quoted = false;

    for (i = low; i < s.len && (quoted || !ends_line(s.ptr[i])); i += step) {
        const char *sep = s.ptr[i] ? strchr(seps, s.ptr[i]) : NULL;

        if (s.ptr[i] == '"') quoted = !quoted;
        if (sep && !quoted) n[sep - seps]++;
    }
    if (i >= s.len && !end && s.len < QUOTED_MAX) return false;
    for (size_t k = 1; k < sizeof seps - 1; k++)
        if (n[k] > n[best]) best = k;
    if (n[0]) best = 0;
    if (n[best]) c->sep = seps[best];
    return true;
}

/* The row has a quote that nothing closes. */
static int unclosed(na_cutter *c, na_str s, na_piece *out)
{
    const size_t len = c->start ? c->start - 1 : s.len;

    c->start = 0;
    c->state = FIELD;
    if (++c->tries >= TRIES) c->lines = true;
    return na_cut_bad(c, out, 0, len, "damaged", "a quote is never closed");
}

/* The same in UTF-16, by the mark it began with; c->closes: the high byte comes first. */
static int csv_wide(na_cutter *c, na_str s, bool end, na_piece *out)
{
    const size_t low = c->closes ? 1 : 0, whole = s.len & ~(size_t)1;
    size_t i = c->seen;

#define UNIT(at) (s.ptr[(at) + 1 - low] ? 'x' : s.ptr[(at) + low])
    if (i == 0 && !c->over) {
        while (i < whole && ends_line(UNIT(i))) i += 2;
        if (i) return na_cut_give(c, out, i, 0);
        if (!c->sep && !sniff(c, s, end, 2, low)) return NA_CUT_MORE;
        c->state = FIELD;
        c->start = 0;
    }
    for (; i < whole; i += 2) {
        const char b = UNIT(i);

        if (c->state == QUOTED) {
            if (b == '"') c->state = CLOSED;
            if (ends_line(b) && !c->start && !c->over) c->start = i + 2 + 1;
            if (i > QUOTED_MAX && c->start && !c->over) return unclosed(c, s, out);
            continue;
        }
        if (b == '"' && c->state != BARE) {
            c->state = QUOTED;
            continue;
        }
        if (ends_line(b)) {
            c->state = FIELD;
            return na_cut_give(c, out, 0, i);
        }
        c->state = after(c, b);
    }
#undef UNIT
    c->seen = i;
    if (!end) return NA_CUT_MORE;
    if (!s.len && !c->over) return 0;
    if (c->state == QUOTED && !c->over) return unclosed(c, s, out);
    return na_cut_give(c, out, 0, s.len);
}

static int csv_next(na_cutter *c, na_str s, bool end, na_piece *out)
{
    size_t i = c->seen;

    if (c->lines) { /* nothing is to be made of the rest */
        c->seen = s.len;
        if (!s.len && end && !c->over) return 0;
        if (!end) return NA_CUT_MORE;
        c->lines = false;
        return na_cut_bad(c, out, 0, s.len, "damaged",
                          "too many quotes before it were never closed");
    }
    if (!c->begun && !c->wide && s.len >= 2 &&
        (na_str_starts(s, NA_STR("\xFF\xFE")) || na_str_starts(s, NA_STR("\xFE\xFF")))) {
        c->wide = true;
        c->closes = s.ptr[0] == '\xFE';
        return na_cut_give(c, out, 2, 0);
    }
    if (c->wide) return csv_wide(c, s, end, out);
    if (i == 0 && !c->over) { /* what is between rows */
        const na_str bom = NA_STR("\xEF\xBB\xBF");

        if (s.len < bom.len && !end && na_str_starts(bom, s)) return NA_CUT_MORE;
        if (na_str_starts(s, bom)) i = bom.len;
        while (i < s.len && ends_line(s.ptr[i])) i++;
        if (i) return na_cut_give(c, out, i, 0);
        if (!c->sep && !sniff(c, s, end, 1, 0)) return NA_CUT_MORE;
        c->state = FIELD;
        c->start = 0;
    }
    for (; i < s.len; i++) {
        const char b = s.ptr[i];

        switch (c->state) {
        case QUOTED:
            if (b == '"') c->state = CLOSED;
            if (ends_line(b) && !c->start && !c->over) c->start = i + 1;
            if (i > QUOTED_MAX && c->start && !c->over) return unclosed(c, s, out);
            continue;
        case CLOSED:
            if (b == '"') {
                c->state = QUOTED;
                continue;
            }
            break;
        case FIELD:
            if (b == '"') {
                c->state = QUOTED;
                continue;
            }
            break;
        }
        if (ends_line(b)) {
            c->state = FIELD;
            return na_cut_give(c, out, 0, i);
        }
        c->state = after(c, b);
    }
    c->seen = i;
    if (!end) return NA_CUT_MORE;
    if (!s.len && !c->over) return 0;
    if (c->state == QUOTED && !c->over) return unclosed(c, s, out);
    return na_cut_give(c, out, 0, s.len);
}

/* -- mbox ----------------------------------------------------------------------------- */

enum { UNKNOWN, MAILBOX, ONE };

static int mbox_next(na_cutter *c, na_str s, bool end, na_piece *out)
{
    if (c->seen == 0 && !c->over) {
        const na_str from = NA_STR("From ");
        size_t i = 0;

        while (i < s.len && ends_line(s.ptr[i])) i++;
        if (i) return na_cut_give(c, out, i, 0);
        if (c->state == UNKNOWN) { /* a message in a file of its own has lines From, too */
            if (s.len < from.len && !end) return NA_CUT_MORE;
            c->state = na_str_starts(s, from) ? MAILBOX : ONE;
        }
        c->gap = c->lines = false; /* lines: in the middle of one */
    }
    if (c->state == ONE) c->seen = s.len;
    while (c->seen < s.len) {
        const size_t nl = na_str_chr(s, '\n', c->seen);
        const bool whole = nl != (size_t)-1;
        na_str line = na_str_sub(s, c->seen, whole ? nl : s.len);

        if (!whole && !end && (c->lines || line.len < FROM_MAX)) {
            if (c->lines) c->seen = s.len;
            return NA_CUT_MORE;
        }
        if (line.len && line.ptr[line.len - 1] == '\r') line.len--;
        if (!c->lines) {
            if (c->gap && (c->seen || c->over) && line.len < FROM_MAX &&
                na_mbox_is_from(line))
                return na_cut_give(c, out, 0, c->seen);
            c->gap = line.len == 0;
        }
        c->lines = !whole;
        c->seen = whole ? nl + 1 : s.len;
    }
    if (!end) return NA_CUT_MORE;
    if (!s.len && !c->over) return 0;
    return na_cut_give(c, out, 0, s.len);
}

/* -- the door ------------------------------------------------------------------------- */

int na_cutter_next(na_cutter *c, na_str s, bool end, na_piece *out)
{
    const bool over = c->over;
    int rc = 0;

    *out = (na_piece){ 0 };
    switch (c->split) {
    case NA_SPLIT_WARC:
        rc = na_cut_warc(c, s, end, out);
        break;
    case NA_SPLIT_MBOX:
        rc = mbox_next(c, s, end, out);
        break;
    case NA_SPLIT_CSV:
        rc = csv_next(c, s, end, out);
        break;
    case NA_SPLIT_XML:
        rc = na_cut_xml(c, s, end, out);
        break;
    case NA_SPLIT_ENTRY:
    case NA_SPLIT_LINES:
    case NA_SPLIT_JSONL:
    case NA_SPLIT_FUNCTION:
        break;
    }
    if (rc == 1 && over) {
        c->over = false;
        if (!out->code) {
            out->code = "too_large";
            out->message = "a record is too long (limit: record)";
        }
    }
    return rc;
}

na_cutter na_cutter_within(na_split split, na_str names, na_str head, uint64_t at)
{
    na_cutter c = na_cutter_of(split, names), first = c;
    na_piece p = { 0 };

    if (split != NA_SPLIT_CSV) return c;
    /* Up to the record there, or to the one behind a mark and empty lines. */
    for (size_t i = 0; !first.sep && (i <= at || !p.len); i += p.skip + p.len)
        if (na_cutter_next(&first, na_str_sub(head, i, head.len), true, &p) != 1) break;
    c.sep = first.sep;
    if (!at) return c;
    c.begun = true;
    c.wide = first.wide;
    c.closes = first.closes;
    return c;
}

size_t na_cutter_drop(na_cutter *c, na_str s)
{
    size_t n = c->seen ? c->seen : s.len;

    if (c->split == NA_SPLIT_WARC)
        n = na_cut_warc_drop(c, s);
    else if (c->split == NA_SPLIT_XML)
        n = na_cut_xml_drop(c, s);
    else
        c->seen = c->start = 0;
    c->over = true;
    return n;
}
