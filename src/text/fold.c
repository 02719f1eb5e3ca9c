/* SPDX-License-Identifier: MIT */
/* fold.c - classes and folding of code points, by utf8proc's tables
 *
 * The only tables of our own are the two short lists of blocks that the format itself
 * defines: scripts written without blanks, and letters that lose their diacritics. utf8proc
 * 2.8 knows no scripts.
 */
#include "text/fold.h"
#include <utf8proc.h>

struct range {
    uint32_t from, to;
};

static bool in_ranges(uint32_t cp, const struct range *r, size_t n)
{
    size_t lo = 0, hi = n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (cp > r[mid].to)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < n && cp >= r[lo].from;
}
#define IN(cp, table) in_ranges((cp), (table), sizeof(table) / sizeof *(table))

/* doc/formats/analyzer.md, section 4. */
static const struct range unspaced[] = {
    { 0x0E00, 0x0EFF },   /* Thai, Lao */
    { 0x0F00, 0x0FFF },   /* Tibetan */
    { 0x1000, 0x109F },   /* Myanmar */
    { 0x1100, 0x11FF },   /* Hangul Jamo */
    { 0x1780, 0x17FF },   /* Khmer */
    { 0x1950, 0x19DF },   /* Tai Le, New Tai Lue */
    { 0x1A20, 0x1AAF },   /* Tai Tham */
    { 0x3000, 0x312F },   /* CJK marks and numerals, Hiragana, Katakana, Bopomofo */
    { 0x3130, 0x318F },   /* Hangul Compatibility Jamo */
    { 0x31A0, 0x31BF },   /* Bopomofo Extended */
    { 0x31F0, 0x31FF },   /* Katakana Phonetic Extensions */
    { 0x3400, 0x4DBF },   /* Han Extension A */
    { 0x4E00, 0x9FFF },   /* Han */
    { 0xA000, 0xA4CF },   /* Yi */
    { 0xA960, 0xA97F },   /* Hangul Jamo Extended-A */
    { 0xA9E0, 0xA9FF },   /* Myanmar Extended-B */
    { 0xAA60, 0xAADF },   /* Myanmar Extended-A, Tai Viet */
    { 0xAC00, 0xD7FF },   /* Hangul Syllables, Jamo Extended-B */
    { 0xF900, 0xFAFF },   /* CJK Compatibility Ideographs */
    { 0x16FE0, 0x18D8F }, /* Tangut, Khitan and their marks */
    { 0x1AFF0, 0x1B2FF }, /* Kana Extended and Supplement, Nushu */
    { 0x20000, 0x3FFFF }, /* Han Extensions B and later */
};

/* Section 3, step 4: Latin, Greek, Cyrillic, and the digits. */
static const struct range bare[] = {
    { 0x0000, 0x052F }, { 0x1C80, 0x1C8F }, { 0x1D00, 0x1DBF }, { 0x1E00, 0x1FFF },
    { 0x2C60, 0x2C7F }, { 0xA640, 0xA69F }, { 0xA720, 0xA7FF }, { 0xAB30, 0xAB6F },
};

static const struct range diacritics[] = {
    { 0x0300, 0x036F }, { 0x1AB0, 0x1AFF }, { 0x1DC0, 0x1DFF },
    { 0x20D0, 0x20FF }, { 0xFE20, 0xFE2F },
};

static bool plain_unspaced(uint32_t cp)
{
    return (cp >= 0xAC00 && cp <= 0xD7A3) || (cp >= 0x4E00 && cp <= 0x9FFF) ||
           (cp >= 0x3400 && cp <= 0x4DBF);
}

static bool category_mark(utf8proc_category_t cat)
{
    return cat == UTF8PROC_CATEGORY_MN || cat == UTF8PROC_CATEGORY_MC ||
           cat == UTF8PROC_CATEGORY_ME;
}

bool na_cp_mark(uint32_t cp)
{
    return cp >= 0x300 && category_mark(utf8proc_category((int32_t)cp));
}

na_cpclass na_cp_class(uint32_t cp)
{
    if (plain_unspaced(cp)) return NA_CP_WORD;
    if (cp == 0xAD || cp == 0x200C || cp == 0x200D) return NA_CP_VANISH;
    if (cp == 0xFF9E || cp == 0xFF9F) return NA_CP_MARK; /* narrow U+3099 and U+309A */

    const utf8proc_property_t *p = utf8proc_get_property((int32_t)cp);
    switch (p->category) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
        return p->ignorable ? NA_CP_VANISH_MARK : NA_CP_MARK;
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
        return p->ignorable ? NA_CP_VANISH : NA_CP_WORD;
    case UTF8PROC_CATEGORY_CO:
        return NA_CP_WORD;
    default:
        return NA_CP_SEPARATOR;
    }
}

bool na_cp_unspaced(uint32_t cp)
{
    if (cp < 0x0E00) return false;
    if (plain_unspaced(cp)) return true;
    return IN(cp, unspaced) && utf8proc_category((int32_t)cp) != UTF8PROC_CATEGORY_ND;
}

size_t na_cp_fold(uint32_t cp, int32_t out[NA_FOLD_MAX])
{
    int options = UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD;
    int boundclass = 0;

    if (plain_unspaced(cp)) return out[0] = (int32_t)cp, 1; /* composed already, no case */
    if (cp == 0x0131) return out[0] = 'i', 1;
    if (cp == 0x3000 || (cp >= 0xFF00 && cp <= 0xFFEF)) {
        int type = utf8proc_get_property((int32_t)cp)->decomp_type;
        if (type == UTF8PROC_DECOMP_TYPE_WIDE || type == UTF8PROC_DECOMP_TYPE_NARROW)
            options |= UTF8PROC_COMPAT;
    }
    utf8proc_ssize_t n = utf8proc_decompose_char((int32_t)cp, out, NA_FOLD_MAX,
                                                 (utf8proc_option_t)options, &boundclass);
    if (n < 1 || n > NA_FOLD_MAX) return out[0] = (int32_t)cp, 1;
    return (size_t)n;
}

bool na_cp_drops(int32_t base, int32_t mark)
{
    return mark >= 0x300 && IN((uint32_t)mark, diacritics) && IN((uint32_t)base, bare);
}

/* Conjoining jamo: leading consonant, vowel, trailing consonant. */
static bool jamo_l(int32_t c)
{
    return (c >= 0x1100 && c <= 0x115F) || (c >= 0xA960 && c <= 0xA97C);
}
static bool jamo_v(int32_t c)
{
    return (c >= 0x1160 && c <= 0x11A7) || (c >= 0xD7B0 && c <= 0xD7C6);
}
static bool jamo_t(int32_t c)
{
    return (c >= 0x11A8 && c <= 0x11FF) || (c >= 0xD7CB && c <= 0xD7FB);
}

bool na_cp_joins(int32_t last, int32_t cp)
{
    if (cp < 0x300 || plain_unspaced((uint32_t)cp)) return false;
    if (jamo_v(cp)) return jamo_l(last);
    if (jamo_t(cp)) return jamo_v(last) || (last >= 0xAC00 && last <= 0xD7A3);
    return na_cp_mark((uint32_t)cp);
}

/* Stable, by combining class, within runs of marks; starters stay where they are. */
static void order(int32_t *seg, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        int32_t cp = seg[i];
        int ccc = utf8proc_get_property(cp)->combining_class;
        size_t at = i;
        if (ccc == 0) continue;
        while (at > 0 && utf8proc_get_property(seg[at - 1])->combining_class > ccc) {
            seg[at] = seg[at - 1];
            at--;
        }
        seg[at] = cp;
    }
}

size_t na_seg_encode(int32_t *seg, size_t n, char *out)
{
    size_t len = 0;
    if (n > 1) {
        order(seg, n);
        utf8proc_ssize_t m = utf8proc_normalize_utf32(
            seg, (utf8proc_ssize_t)n,
            (utf8proc_option_t)(UTF8PROC_COMPOSE | UTF8PROC_STABLE));
        if (m > 0 && (size_t)m <= n) n = (size_t)m;
    }
    for (size_t i = 0; i < n; i++)
        len += (size_t)utf8proc_encode_char(seg[i], (utf8proc_uint8_t *)out + len);
    return len;
}
