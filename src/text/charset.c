/* SPDX-License-Identifier: MIT */
/* charset.c - the weighing, with uchardet's guess and glibc's converters
 *
 * Labels lie in known ways. A single-byte label decodes anything, so its success proves
 * nothing: it is overruled when detection finds a multibyte charset in which all bytes
 * decode, or another script, and the bytes look that way too (high bytes stand in runs; in
 * Latin text they stand alone). A multibyte label that decodes strictly is proof enough.
 */
#include "text/charset.h"

#include "base/utf8.h"
#include "text/charset_int.h"
#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <stdlib.h>
#include <uchardet.h>

#define SAMPLE ((size_t)256 << 10)
#define FFFD "\xEF\xBF\xBD"

struct na_charset {
    iconv_t cd[NA_CHARSET_COUNT]; /* (iconv_t)-1: not open */
    na_charset_told last;
};

int na_charset_new(na_charset **out, na_err *err)
{
    na_charset *cs = malloc(sizeof *cs);

    if (!cs) return na_fail_nomem(err);
    for (int i = 0; i < NA_CHARSET_COUNT; i++) cs->cd[i] = (iconv_t)-1;
    na_charset_forget(cs);
    *out = cs;
    return NA_OK;
}

void na_charset_free(na_charset *cs)
{
    if (!cs) return;
    for (int i = 0; i < NA_CHARSET_COUNT; i++) {
        if (cs->cd[i] != (iconv_t)-1) iconv_close(cs->cd[i]);
    }
    free(cs);
}

static int open_one(na_charset *cs, int i, na_err *err)
{
    if (cs->cd[i] != (iconv_t)-1) return NA_OK;
    cs->cd[i] = iconv_open("UTF-8", na_charset_defs[i].iconv);
    if (cs->cd[i] != (iconv_t)-1) return NA_OK;
    return na_fail(err, NA_ENOENT, "charset %s: no converter: %s", na_charset_defs[i].name,
                   strerror(errno));
}

int na_charset_open_all(na_charset *cs, na_err *err)
{
    int rc = NA_OK;
    for (int i = 0; rc == NA_OK && i < NA_CHARSET_COUNT; i++) rc = open_one(cs, i, err);
    return rc;
}

/* UTF-8 as it stands, ill-formed bytes replaced. */
static size_t put_utf8(na_str s, na_buf *out)
{
    size_t replaced = 0;

    while (s.len > 0) {
        size_t ok = na_u8_valid(s);
        na_buf_str(out, na_str_sub(s, 0, ok));
        s = na_str_sub(s, ok, s.len);
        if (s.len == 0) break;
        na_buf_puts(out, FFFD);
        replaced++;
        s = na_str_sub(s, 1, s.len);
        /* One mark for one cut-short character, not for each of its bytes. */
        while (s.len > 0 && ((unsigned char)s.ptr[0] & 0xC0) == 0x80)
            s = na_str_sub(s, 1, s.len);
    }
    return replaced;
}

/* Appends all of s decoded in charset i. False when i has no converter. */
static bool convert(na_charset *cs, int i, na_str s, na_buf *out, size_t *replaced)
{
    char *in = (char *)(uintptr_t)s.ptr;
    size_t left = s.len;

    *replaced = 0;
    if (i == NA_CHARSET_UTF_8) {
        *replaced = put_utf8(s, out);
        return true;
    }
    if (open_one(cs, i, NULL) < 0) return false;
    iconv(cs->cd[i], NULL, NULL, NULL, NULL);
    while (left > 0 && out->rc == NA_OK) {
        size_t room = left < 16384 ? left * 4 + 16 : 65536, avail = room;
        char *to = na_buf_reserve(out, room), *w = to;
        size_t r;

        if (!to) break;
        r = iconv(cs->cd[i], &in, &left, &w, &avail);
        out->len += (size_t)(w - to);
        if (r != (size_t)-1 || errno == E2BIG) continue;
        ++*replaced;
        na_buf_puts(out, FFFD);
        if (errno == EINVAL) break; /* cut short at the end */
        in++;
        left--;
    }
    return true;
}

/* Whether s decodes in charset i with at most max_bad bytes lost, and without C1 controls,
 * which nobody means. Keeps nothing. */
static bool decodes(na_charset *cs, int i, na_str s, size_t max_bad)
{
    char tmp[4096], *in = (char *)(uintptr_t)s.ptr;
    size_t left = s.len, bad = 0, c1 = 0;

    if (i == NA_CHARSET_UTF_8) return na_u8_valid(s) == s.len;
    if (open_one(cs, i, NULL) < 0) return false;
    iconv(cs->cd[i], NULL, NULL, NULL, NULL);
    while (left > 0) {
        char *w = tmp;
        size_t avail = sizeof tmp, r = iconv(cs->cd[i], &in, &left, &w, &avail);
        bool failed = r == (size_t)-1 && errno != E2BIG;

        for (const char *p = tmp; p + 1 < w; p++) {
            unsigned char a = (unsigned char)p[0], b = (unsigned char)p[1];
            c1 += a == 0xC2 && b < 0xA0 && b != 0x85;
        }
        if (failed && left > 0) {
            bad++;
            in++;
            left--;
        }
        if (bad > max_bad || c1 > max_bad) return false;
    }
    return true;
}

struct facts {
    size_t high, paired; /* bytes over 0x7f; those next to another */
    size_t letters;      /* ASCII letters outside markup, roughly */
    size_t nul[2];       /* NULs at even and odd places of the first 4 KiB */
    size_t wide[2];      /* fours of UTF-32, little and big, that are characters */
    size_t first_high;
    bool escapes; /* ISO 2022 */
};

static struct facts look(na_str s)
{
    struct facts f = { .first_high = s.len };
    const unsigned char *p = (const unsigned char *)s.ptr;
    bool tag = false;
    size_t end = s.len;

    for (size_t i = 0; i < s.len && i < 4096; i++) f.nul[i & 1] += p[i] == 0;
    for (size_t i = 0; i + 3 < s.len && i < 4096; i += 4) {
        f.wide[0] += p[i + 3] == 0 && p[i + 2] <= 0x10;
        f.wide[1] += p[i] == 0 && p[i + 1] <= 0x10;
    }
    for (size_t i = 0; i < end; i++) {
        unsigned char c = p[i];
        if (c >= 0x80) {
            if (f.high++ == 0) {
                f.first_high = i;
                if (s.len - i > SAMPLE) end = i + SAMPLE;
            }
            f.paired += (i > 0 && p[i - 1] >= 0x80) || (i + 1 < s.len && p[i + 1] >= 0x80);
        } else if (c == '<') {
            tag = true;
        } else if (c == '>') {
            tag = false;
        } else if (c == 0x1b || c == 0x0e) {
            f.escapes = true;
        } else if (!tag && (c | 0x20) >= 'a' && (c | 0x20) <= 'z') {
            f.letters++;
        }
    }
    return f;
}

static int guess(na_str s, const struct facts *f)
{
    size_t from = f->first_high > 1024 ? f->first_high - 1024 : 0;
    uchardet_t ud = uchardet_new();
    int i = -1;

    if (!ud) return -1;
    if (f->escapes && f->high == 0) from = 0;
    s = na_str_sub(s, from, s.len - from > SAMPLE ? from + SAMPLE : s.len);
    if (s.len > 0 && uchardet_handle_data(ud, s.ptr, s.len) == 0) {
        uchardet_data_end(ud);
        i = na_charset_index(na_str_c(uchardet_get_charset(ud)));
    }
    uchardet_delete(ud);
    return i;
}

/* A unit of UTF-16 that text is made of. Private and unassigned ranges are not; nor are the
 * letters that pairs of ASCII characters would make. */
static bool is_text_unit(unsigned u)
{
    if (u < 0x80) return u >= 0x20 || u == '\n' || u == '\r' || u == '\t';
    return (u >= 0xA0 && u < 0x0700) || (u >= 0x0900 && u < 0x1200) ||
           (u >= 0x1E00 && u < 0x2100) || (u >= 0x3000 && u < 0x3400) ||
           (u >= 0x4E00 && u < 0xA000) || (u >= 0xAC00 && u < 0xD7A4) ||
           (u >= 0xFF00 && u < 0xFFF0);
}

/* How many of the first 2,048 units are; *pairs: surrogates that belong together, *wrong:
 * those that do not. */
static size_t text_units(na_str s, bool big, size_t *n, size_t *wrong)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    size_t good = 0;

    *n = (s.len < 4096 ? s.len : 4096) / 2;
    *wrong = 0;
    for (size_t i = 0; i < *n; i++) {
        unsigned u = big ? p[2 * i] * 256u + p[2 * i + 1] : p[2 * i + 1] * 256u + p[2 * i];
        if (u >= 0xD800 && u < 0xE000) {
            bool high = u < 0xDC00 && i + 1 < *n;
            unsigned v = !high ? 0 : big ? p[2 * i + 2] : p[2 * i + 3];
            if (high && v >= 0xDC && v < 0xE0)
                good += 2, i++;
            else
                ++*wrong;
        } else {
            good += is_text_unit(u);
        }
    }
    return good;
}

/* UTF-16 and UTF-32 without a mark. NULs at every other place are Latin text; in other
 * scripts there are few, those of blanks and line ends, and the units tell. */
static int wide_of(na_str s, const struct facts *f)
{
    size_t n = (s.len < 4096 ? s.len : 4096) / 2, units, wrong;

    if (n < 2) return -1;
    if (s.len % 4 == 0 && f->nul[0] + f->nul[1] >= n && f->wide[0] == n / 2)
        return NA_CHARSET_32LE;
    if (s.len % 4 == 0 && f->nul[0] + f->nul[1] >= n && f->wide[1] == n / 2)
        return NA_CHARSET_32BE;
    if (f->nul[1] * 10 > n * 3 && f->nul[0] * 20 < n) return NA_CHARSET_16LE;
    if (f->nul[0] * 10 > n * 3 && f->nul[1] * 20 < n) return NA_CHARSET_16BE;
    if (s.len % 2 || n < 8) return -1;
    if (f->nul[1] > f->nul[0] && text_units(s, false, &units, &wrong) * 50 >= units * 49 &&
        wrong == 0)
        return NA_CHARSET_16LE;
    if (f->nul[0] > f->nul[1] && text_units(s, true, &units, &wrong) * 50 >= units * 49 &&
        wrong == 0)
        return NA_CHARSET_16BE;
    return -1;
}

/* A label of UTF-16 over bytes without a NUL: its units must look like it. */
static bool wide_holds(na_str s, int label)
{
    size_t n, wrong;
    bool big = label == NA_CHARSET_16BE;

    if (label != NA_CHARSET_16LE && label != NA_CHARSET_16BE) return false;
    return s.len % 2 == 0 && s.len >= 8 && text_units(s, big, &n, &wrong) == n &&
           wrong == 0;
}

static int bom_of(na_str s, size_t *len)
{
    static const struct {
        const char *mark;
        size_t len;
        int charset;
    } marks[] = { { "\xEF\xBB\xBF", 3, NA_CHARSET_UTF_8 },
                  { "\xFF\xFE\0\0", 4, NA_CHARSET_32LE },
                  { "\0\0\xFE\xFF", 4, NA_CHARSET_32BE },
                  { "\xFF\xFE", 2, NA_CHARSET_16LE },
                  { "\xFE\xFF", 2, NA_CHARSET_16BE } };

    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (na_str_starts(s, na_str_n(marks[i].mark, marks[i].len))) {
            *len = marks[i].len;
            return marks[i].charset;
        }
    }
    return -1;
}

/* Few ill-formed places among many well-formed multibyte characters: UTF-8 with damage. */
static bool mostly_utf8(na_str s)
{
    size_t good = 0, bad = 0;
    uint32_t cp;

    for (size_t i = 0; i < s.len;) {
        size_t n = na_u8_next(s, i, &cp);
        good += n > 1;
        bad += n == 0;
        i += n ? n : 1;
    }
    return good >= 10 && bad * 50 < good;
}

static bool is_latin(int i)
{
    return na_charset_defs[i].kind == 'w' || na_charset_defs[i].kind == 'r';
}

/* Does detection speak against a single-byte label? */
static bool contradicted(na_charset *cs, na_str s, const struct facts *f, int label,
                         int found)
{
    if (found < 0 || found == label || !is_latin(label)) return false;
    if (f->high < 8 || f->paired * 10 < f->high * 7) return false;
    if (na_charset_defs[found].kind == 's') return f->high > f->letters;
    return na_charset_defs[found].kind == 'm' && decodes(cs, found, s, 0);
}

/* A label of a charset that writes everything in ASCII characters. */
static bool is_escaped(int label)
{
    return label >= 0 && na_charset_defs[label].kind == 'e';
}

/* Whether a high byte, read as windows-1252, stands where its character may: a letter
 * beside a letter, a sign or a quotation mark not between two. */
static bool fits_1252(unsigned char before, unsigned char c, unsigned char behind)
{
    const bool word = (before | 0x20) >= 'a' && (before | 0x20) <= 'z' &&
                      (behind | 0x20) >= 'a' && (behind | 0x20) <= 'z';

    if (c == 0x81 || c == 0x8D || c == 0x8F || c == 0x90 || c == 0x9D) return false;
    if (c >= 0xC0 && c != 0xD7 && c != 0xF7) return true;
    if (c == 0x8A || c == 0x8C || c == 0x8E || c == 0x9A || c == 0x9C || c == 0x9E ||
        c == 0x9F || c == 0xAA || c == 0xB5 || c == 0xBA || c == 0xDF)
        return true;
    /* An apostrophe, dashes, a middle dot, a soft hyphen. */
    return !word || c == 0x92 || c == 0x96 || c == 0x97 || c == 0xB7 || c == 0xAD ||
           c == 0xA0;
}

/* The guess, unless there is too little to guess from. A few accents in Latin text look
 * alike in twenty charsets, and all but one of these are rare; another script stands in
 * runs. */
static int sober(na_str s, const struct facts *f, int found)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    size_t bad = 0, end = s.len - f->first_high > SAMPLE ? f->first_high + SAMPLE : s.len;

    if (found < 0 || f->high == 0 || found == NA_CHARSET_1252) return found;
    if (na_charset_defs[found].kind == 's')
        return f->paired * 2 < f->high && f->letters > f->high * 4 ? NA_CHARSET_1252
                                                                   : found;
    if (!is_latin(found)) return found;
    for (size_t i = f->first_high; i < end; i++) {
        if (p[i] >= 0x80)
            bad += !fits_1252(i ? p[i - 1] : ' ', p[i], i + 1 < s.len ? p[i + 1] : ' ');
    }
    if (bad * 20 > f->high) return found;
    return f->high < 20 || na_charset_defs[found].kind == 'r' ? NA_CHARSET_1252 : found;
}

struct choice {
    int charset;
    na_charset_how how;
};

/* A label the bytes bear out, max_bad of them excepted. */
static bool holds(na_charset *cs, na_str s, const struct facts *f, int label, int found,
                  size_t max_bad)
{
    if (label < 0 || label == NA_CHARSET_UTF_8) return false; /* UTF-8 was tried */
    if (na_charset_defs[label].kind == 'u' && f->nul[0] + f->nul[1] == 0)
        return wide_holds(s, label);
    return !contradicted(cs, s, f, label, found) && decodes(cs, label, s, max_bad);
}

static struct choice choose(na_charset *cs, na_str s, na_str http, na_str declared)
{
    struct facts f = look(s);
    int h = na_charset_index(http), d = na_charset_index(declared), found;

    if ((found = wide_of(s, &f)) >= 0) {
        return (struct choice){ found, found == h   ? NA_CHARSET_HTTP
                                       : found == d ? NA_CHARSET_DECLARED
                                                    : NA_CHARSET_DETECTED };
    }
    if (f.high == 0 && !f.escapes && !is_escaped(h) && !is_escaped(d))
        return (struct choice){ NA_CHARSET_UTF_8, NA_CHARSET_ASCII };
    if (f.high > 0 && na_u8_valid(s) == s.len) {
        return (struct choice){ NA_CHARSET_UTF_8, NA_CHARSET_UTF8 };
    }
    if (mostly_utf8(s)) return (struct choice){ NA_CHARSET_UTF_8, NA_CHARSET_UTF8 };
    found = sober(s, &f, guess(s, &f));
    /* First without loss, then with a little. */
    for (size_t max_bad = 0;; max_bad = s.len / 100) {
        if (holds(cs, s, &f, h, found, max_bad))
            return (struct choice){ h, NA_CHARSET_HTTP };
        if (holds(cs, s, &f, d, found, max_bad))
            return (struct choice){ d, NA_CHARSET_DECLARED };
        if (holds(cs, s, &f, found, found, max_bad)) {
            return (struct choice){ found, NA_CHARSET_DETECTED };
        }
        if (f.high == 0) return (struct choice){ NA_CHARSET_UTF_8, NA_CHARSET_ASCII };
        if (max_bad >= s.len / 100) break;
    }
    return (struct choice){ NA_CHARSET_1252, NA_CHARSET_FALLBACK };
}

static void tell(na_charset_info *info, struct choice c, size_t replaced)
{
    const char *name = na_charset_defs[c.charset].name;

    if (!info) return;
    *info = (na_charset_info){ .how = c.how, .replaced = replaced };
    memcpy(info->used, name, strlen(name) + 1);
}

const na_charset_told *na_charset_last(const na_charset *cs) { return &cs->last; }

void na_charset_forget(na_charset *cs) { cs->last = (na_charset_told){ 0 }; }

static void remember(na_charset *cs, size_t bytes, na_str label, struct choice c,
                     size_t replaced)
{
    na_charset_told *t = &cs->last;
    size_t n = label.len < sizeof t->declared ? label.len : sizeof t->declared - 1;

    if (bytes <= t->bytes) return;
    *t = (na_charset_told){ .bytes = bytes };
    tell(&t->info, c, replaced);
    for (size_t i = 0; i < n; i++) /* it is going to be shown */
        t->declared[i] = label.ptr[i] > ' ' && label.ptr[i] < 127 ? label.ptr[i] : '?';
}

void na_charset_note(na_charset *cs, size_t bytes, na_str declared_label)
{
    remember(cs, bytes, declared_label,
             (struct choice){ NA_CHARSET_UTF_8, NA_CHARSET_UTF8 }, 0);
}

void na_charset_say(const na_charset_told *t, na_buf *out)
{
    const char *name = na_charset_name(na_str_c(t->declared));
    const bool plain = t->info.how == NA_CHARSET_ASCII,
               guessed =
                   t->info.how == NA_CHARSET_DETECTED || t->info.how == NA_CHARSET_FALLBACK,
               lied = !plain && *t->declared && (!name || strcmp(name, t->info.used) != 0);

    if (t->bytes == 0 || (!guessed && !lied && t->info.replaced == 0)) return;
    na_buf_printf(out, "%s (%s)", t->info.used, na_charset_how_name(t->info.how));
    if (*t->declared) na_buf_printf(out, ", declared %s", t->declared);
    if (t->info.replaced)
        na_buf_printf(out, ", %zu %s replaced", t->info.replaced,
                      t->info.replaced == 1 ? "byte" : "bytes");
}

int na_charset_decode(na_charset *cs, na_str bytes, na_str http_label,
                      na_str declared_label, na_buf *utf8_out, na_charset_info *info,
                      na_err *err)
{
    struct choice c = { 0, NA_CHARSET_BOM };
    size_t mark = 0, replaced;

    c.charset = bom_of(bytes, &mark);
    bytes = na_str_sub(bytes, mark, bytes.len);
    if (c.charset < 0) c = choose(cs, bytes, http_label, declared_label);
    if (!convert(cs, c.charset, bytes, utf8_out, &replaced)) {
        return na_fail(err, NA_ENOENT, "charset %s: no converter",
                       na_charset_defs[c.charset].name);
    }
    tell(info, c, replaced);
    remember(cs, bytes.len,
             c.how == NA_CHARSET_DECLARED || !http_label.len ? declared_label : http_label,
             c, replaced);
    return na_buf_check(utf8_out, "decoded text", err);
}

int na_charset_convert(na_charset *cs, na_str bytes, na_str label, na_buf *utf8_out,
                       na_charset_info *info, na_err *err)
{
    int i = na_charset_index(label);
    size_t mark = 0, replaced;

    if (i < 0) {
        return na_fail(err, NA_ENOENT, "charset \"%.*s\" is not offered",
                       NA_STR_ARG(label));
    }
    if (bom_of(bytes, &mark) == i) bytes = na_str_sub(bytes, mark, bytes.len);
    if (!convert(cs, i, bytes, utf8_out, &replaced)) return open_one(cs, i, err);
    tell(info, (struct choice){ i, NA_CHARSET_DECLARED }, replaced);
    return na_buf_check(utf8_out, "decoded text", err);
}

void na_charset_detect(na_charset *cs, na_str bytes, na_charset_info *info_out)
{
    struct choice c = { 0, NA_CHARSET_BOM };
    size_t mark;

    c.charset = bom_of(bytes, &mark);
    if (c.charset < 0) {
        c = choose(cs, na_str_sub(bytes, 0, na_u8_floor(bytes, SAMPLE)), (na_str){ 0 },
                   (na_str){ 0 });
    }
    tell(info_out, c, 0);
}
