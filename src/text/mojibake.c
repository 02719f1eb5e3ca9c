/* SPDX-License-Identifier: MIT */
/* mojibake.c - lines back to bytes, and the bytes weighed
 *
 * Each character mended adds to the evidence of the whole text: much where no writer could
 * have meant what stands there ("â€™", "ðŸ˜€", an accent inside a word), little where one
 * might ("Â°"), nothing where it is likely ("IRÃ…" ends a shouted word). Below NEEDED all
 * stays as it is.
 */
#include "text/mojibake.h"

#include "base/utf8.h"
#include "text/unicode.h"
#include <utf8proc.h>

#define NEEDED 2
#define NEEDED_KOREAN 4 /* syllables */
#define NEEDED_LOOSE 4  /* in a line whose no-break spaces became blanks */

/* The characters of the bytes 0x80 to 0x9F in windows-1252; 0: a control that stands for
 * itself, as browsers have it. */
static const uint16_t specials[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

/* The byte of a character, or -1. */
static int byte_of(uint32_t cp)
{
    if (cp < 0x100) return (int)cp;
    for (int i = 0; i < 32; i++) {
        if (specials[i] == cp) return 0x80 + i;
    }
    return -1;
}

/* The line as bytes; false when a character has none, or all are ASCII. loose: "Ã " was "Ã"
 * and a no-break space, the two bytes of "à", before white space was folded. */
static bool to_bytes(na_str line, bool loose, na_buf *out)
{
    bool high = false;
    uint32_t cp;

    for (size_t i = 0; i < line.len;) {
        int b;
        i += na_u8_next(line, i, &cp);
        if (loose && cp == 0xC3 && i < line.len && line.ptr[i] == ' ') {
            na_buf_puts(out, "\xC3\xA0");
            if (i + 1 < line.len && line.ptr[i + 1] == ' ') i++;
            continue;
        }
        if ((b = byte_of(cp)) < 0) return false;
        high = high || b >= 0x80;
        na_buf_putc(out, (char)b);
    }
    return high;
}

static bool lower_ascii(uint32_t c) { return c >= 'a' && c <= 'z'; }

static bool lower_latin(uint32_t c)
{
    return c >= 0xC0 && c < 0x180 && utf8proc_category((int32_t)c) == UTF8PROC_CATEGORY_LL;
}

static bool ideographic(uint32_t c)
{
    return (c >= 0x3040 && c < 0x3100) || (c >= 0x4E00 && c < 0xA000) ||
           (c >= 0xAC00 && c < 0xD7A4) || (c >= 0x0E00 && c < 0x0E80) ||
           (c >= 0x0900 && c < 0x0E00);
}

static bool other_alphabet(uint32_t c)
{
    return (c >= 0x370 && c < 0x530) || (c >= 0x590 && c < 0x700);
}

static bool punctuation(uint32_t c)
{
    return (c >= 0x2010 && c <= 0x2030) || c == 0x2039 || c == 0x203A || c == 0x20AC ||
           c == 0x2122 || c == 0xFEFF || (c >= 0x3000 && c <= 0x301F) ||
           (c >= 0xFF01 && c <= 0xFF5E);
}

/* What c, made of n bytes between two others, says for itself; -1 when it cannot be
 * meant. */
static int weight(uint32_t before, uint32_t c, uint32_t behind, size_t n)
{
    if ((c >= 0xE000 && c < 0xF900) || (c & 0xFFFE) == 0xFFFE || c == 0xFFFD) return -1;
    if (n == 4) return c >= 0x1F000 && c < 0x1FB00 ? 4 : 0;
    if (punctuation(c)) return 3;
    /* One alone may be an accident of quotation marks: "irã…”". */
    if (ideographic(c)) return ideographic(before) || ideographic(behind) ? 2 : 0;
    if (other_alphabet(c)) return other_alphabet(before) || other_alphabet(behind) ? 1 : 0;
    if (n == 3) return 0;
    if (lower_latin(c) && (lower_ascii(before) || lower_ascii(behind))) return 2;
    if (c < 0xDF && c >= 0xC0 && lower_ascii(behind)) return 2; /* "Ã‰tat" */
    return c < 0xC0 ? 1 : 0;
}

/* bytes as UTF-8: its evidence, or -1. *controls: it has some, as text that was read twice
 * has, and no other. */
static int weigh_utf8(na_str bytes, bool *controls)
{
    uint32_t before = 0, c, behind;
    int sum = 0;

    *controls = false;
    if (!na_utf8_valid(bytes)) return -1;
    for (size_t i = 0; i < bytes.len;) {
        size_t n = na_u8_next(bytes, i, &c);
        i += n;
        if (n > 1) {
            int w;
            behind = 0;
            *controls = *controls || c < 0xA0;
            if (i < bytes.len) na_u8_next(bytes, i, &behind);
            if ((w = weight(before, c, behind, n)) < 0) return -1;
            if (sum < 1000) sum += w;
        }
        before = c;
    }
    return sum;
}

/* bytes as Korean in CP949, into out: how many syllables, or -1. Nothing else may be there
 * that is not ASCII or punctuation. */
static int weigh_cp949(na_charset *cs, na_str bytes, na_buf *out)
{
    na_charset_info info;
    uint32_t c;
    int syllables = 0, others = 0;
    const size_t at = out->len;
    na_str s;

    /* Pairs of high bytes, those of the syllables that are written. */
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char b = (unsigned char)bytes.ptr[i];
        if (b < 0x80) continue;
        if (b < 0xA1 || b == 0xFF || i + 1 == bytes.len ||
            (unsigned char)bytes.ptr[i + 1] < 0xA1 ||
            (unsigned char)bytes.ptr[i + 1] == 0xFF)
            return -1;
        i++;
    }
    if (na_charset_convert(cs, bytes, NA_STR("cp949"), out, &info, NULL) < 0 ||
        info.replaced > 0)
        return -1;
    s = na_str_sub(na_buf_get(out), at, out->len);
    for (size_t i = 0; i < s.len;) {
        i += na_u8_next(s, i, &c);
        if (c >= 0xAC00 && c < 0xD7A4)
            syllables++;
        else if (c >= 0x80)
            others++;
    }
    return others * 4 > syllables ? -1 : syllables;
}

struct mend {
    na_charset *cs;
    na_mojibake kind;
    na_buf bytes, line, again;
};

/* What a line that was read twice says when it is read once more; the first reading of
 * "ÃƒÂ©" alone says little. */
static int deeper(struct mend *m)
{
    bool controls;
    int e;

    na_buf_reset(&m->again);
    if (!to_bytes(na_buf_get(&m->line), false, &m->again)) return 0;
    e = weigh_utf8(na_buf_get(&m->again), &controls);
    return e > 0 ? e : 0;
}

/* The line read again, in m->line, and its evidence; false when it stays. */
static bool reread(struct mend *m, na_str line, int *evidence)
{
    bool controls;
    int more;

    na_buf_reset(&m->bytes);
    na_buf_reset(&m->line);
    if (!to_bytes(line, false, &m->bytes)) return false;
    if (m->kind == NA_MOJIBAKE_CP949) {
        *evidence = weigh_cp949(m->cs, na_buf_get(&m->bytes), &m->line);
        return *evidence > 0;
    }
    *evidence = weigh_utf8(na_buf_get(&m->bytes), &controls);
    if (*evidence < 0) {
        na_buf_reset(&m->bytes);
        if (!to_bytes(line, true, &m->bytes)) return false;
        *evidence = weigh_utf8(na_buf_get(&m->bytes), &controls);
        if (*evidence < NEEDED_LOOSE) return false;
    }
    na_buf_str(&m->line, na_buf_get(&m->bytes));
    more = deeper(m);
    *evidence += more;
    return !controls || more >= NEEDED;
}

static bool line_of(na_str *rest, na_str *line)
{
    size_t nl = na_str_chr(*rest, '\n', 0);

    if (rest->len == 0) return false;
    nl = nl == (size_t)-1 ? rest->len : nl + 1;
    *line = na_str_sub(*rest, 0, nl);
    *rest = na_str_sub(*rest, nl, rest->len);
    return true;
}

/* Once over the whole text: first for the evidence, then for the result. */
static bool once(struct mend *m, na_str s, na_buf *out)
{
    const int needed = m->kind == NA_MOJIBAKE_CP949 ? NEEDED_KOREAN : NEEDED;
    int sum = 0, e;
    na_str rest = s, line;

    while (sum < needed && line_of(&rest, &line)) {
        if (reread(m, line, &e)) sum += e;
    }
    if (sum < needed) return false;
    for (rest = s; line_of(&rest, &line);)
        na_buf_str(out, reread(m, line, &e) ? na_buf_get(&m->line) : line);
    return out->rc == NA_OK;
}

na_mojibake na_mojibake_mend(na_charset *cs, na_str s, na_buf *out)
{
    struct mend m = { .cs = cs, .kind = NA_MOJIBAKE_UTF8 };
    na_mojibake found = NA_MOJIBAKE_NONE;
    na_buf a, b;

    if (!na_utf8_valid(s)) return found;
    na_buf_init(&m.bytes, s.len + 1);
    na_buf_init(&m.again, s.len + 1);
    na_buf_init(&m.line, 4 * s.len + 64);
    na_buf_init(&a, 4 * s.len + 64);
    na_buf_init(&b, 4 * s.len + 64);
    if (once(&m, s, &a)) {
        found = NA_MOJIBAKE_UTF8;
        for (int i = 0; i < 2 && once(&m, na_buf_get(&a), &b); i++) {
            na_buf swap = a;
            a = b;
            b = swap;
            na_buf_reset(&b);
            found = NA_MOJIBAKE_TWICE;
        }
    } else {
        m.kind = NA_MOJIBAKE_CP949;
        na_buf_reset(&a);
        if (once(&m, s, &a)) found = NA_MOJIBAKE_CP949;
    }
    if (found != NA_MOJIBAKE_NONE) na_buf_str(out, na_buf_get(&a));
    na_buf_release(&m.bytes);
    na_buf_release(&m.again);
    na_buf_release(&m.line);
    na_buf_release(&a);
    na_buf_release(&b);
    return found;
}

const char *na_mojibake_name(na_mojibake m)
{
    static const char *const names[] = { "", "utf-8 read as windows-1252",
                                         "utf-8 read as windows-1252, more than once",
                                         "cp949 read as windows-1252" };
    return (size_t)m < sizeof names / sizeof *names ? names[m] : "";
}
