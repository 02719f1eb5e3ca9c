/* SPDX-License-Identifier: MIT */
/* rtf.c - one pass over the bytes with a stack of groups
 *
 * A group is skipped when it begins with a destination of the list below, or with \* and
 * any other: that is what the format says a reader does with what it does not know. Groups
 * deeper than MAX_DEPTH are counted, and are as the last one that was kept.
 *
 * Text gathers as bytes until something that is none follows, and is then converted at
 * once: the second byte of a double-byte character may look like a letter.
 */
#include "text/rtf.h"
#include "base/limits.h"
#include <stdlib.h>

enum { MAX_DEPTH = 200, FONTS = 1024, WORD_MAX = 32 };

typedef enum dest {
    TEXT,
    NOTE,
    SKIP,
    FONTS_TABLE,
    INFO,
    TITLE,
    AUTHOR,
    SUBJECT,
    KEYWORDS,
    COMPANY,
    CREATED,
    MODIFIED
} dest;

typedef struct group {
    dest to;
    bool hidden, star;
    uint16_t font;
    uint16_t uc; /* characters that follow each \u for older readers */
} group;

typedef struct rtf {
    na_str s;
    size_t at;
    na_charset *cs;
    na_rtf *out;
    group stack[MAX_DEPTH];
    size_t depth, deeper;
    uint16_t page, font_page[FONTS]; /* code pages, 0: the document's */
    unsigned skip;                   /* characters still to pass over behind \u */
    uint32_t high;                   /* a first surrogate */
    na_buf bytes;
    uint16_t bytes_page;
    dest bytes_to;
} rtf;

static const struct {
    const char *word;
    dest to;
} destinations[] = {
    { "fonttbl", FONTS_TABLE },
    { "info", INFO },
    { "title", TITLE },
    { "author", AUTHOR },
    { "subject", SUBJECT },
    { "keywords", KEYWORDS },
    { "company", COMPANY },
    { "creatim", CREATED },
    { "revtim", MODIFIED },
    { "footnote", NOTE },
    { "colortbl", SKIP },
    { "stylesheet", SKIP },
    { "pict", SKIP },
    { "object", SKIP },
    { "header", SKIP },
    { "headerl", SKIP },
    { "headerr", SKIP },
    { "headerf", SKIP },
    { "footer", SKIP },
    { "footerl", SKIP },
    { "footerr", SKIP },
    { "footerf", SKIP },
    { "fldinst", SKIP },
    { "listtable", SKIP },
    { "listoverridetable", SKIP },
    { "rsidtbl", SKIP },
    { "filetbl", SKIP },
    { "revtbl", SKIP },
    { "annotation", SKIP },
    { "atnid", SKIP },
    { "atnauthor", SKIP },
    { "xe", SKIP },
    { "tc", SKIP },
    { "rxe", SKIP },
    { "txe", SKIP },
    { "nonesttables", SKIP },
    { "doccomm", SKIP },
    { "operator", SKIP },
    { "category", SKIP },
    { "manager", SKIP },
    { "hlinkbase", SKIP },
    { "printim", SKIP },
    { "buptim", SKIP },
    { "comment", SKIP },
    { "themedata", SKIP },
    { "sp", SKIP },
    { "shprslt", SKIP },
    { "upr", SKIP },
};

static const struct {
    const char *word;
    const char *text;
} characters[] = {
    { "par", "\n\n" },
    { "sect", "\n\n" },
    { "page", "\n\n" },
    { "line", "\n" },
    { "column", "\n" },
    { "softline", "\n" },
    { "tab", "\t" },
    { "cell", "\t" },
    { "nestcell", "\t" },
    { "row", "\n" },
    { "nestrow", "\n" },
    { "emdash", "\u2014" },
    { "endash", "\u2013" },
    { "emspace", " " },
    { "enspace", " " },
    { "qmspace", " " },
    { "bullet", "\u2022" },
    { "lquote", "\u2018" },
    { "rquote", "\u2019" },
    { "ldblquote", "\u201c" },
    { "rdblquote", "\u201d" },
    { "zwj", "" },
    { "zwnj", "" },
};

/* Windows' numbers for the charsets of fonts. */
static uint16_t page_of_charset(long n)
{
    static const uint16_t known[][2] = { { 128, 932 },  { 129, 949 },  { 134, 936 },
                                         { 136, 950 },  { 161, 1253 }, { 162, 1254 },
                                         { 163, 1258 }, { 177, 1255 }, { 178, 1256 },
                                         { 186, 1257 }, { 204, 1251 }, { 222, 874 },
                                         { 238, 1250 } };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i][0] == n) return known[i][1];
    return 0;
}

static const char *label_of(uint16_t page, char room[24])
{
    switch (page) {
    case 932:
        return "shift_jis";
    case 949:
        return "euc-kr";
    case 936:
    case 54936:
        return "gb18030";
    case 950:
        return "big5";
    case 10000:
        return "macintosh";
    case 65001:
        return "utf-8";
    default:
        snprintf(room, 24, "windows-%u", page ? page : 1252u);
        return room;
    }
}

static group *top(rtf *p) { return &p->stack[p->depth - 1]; }

static na_buf *where(rtf *p, dest to)
{
    switch (to) {
    case TEXT:
        return &p->out->text;
    case NOTE:
        return &p->out->notes;
    case TITLE:
        return &p->out->title;
    case AUTHOR:
        return &p->out->author;
    case SUBJECT:
        return &p->out->subject;
    case KEYWORDS:
        return &p->out->keywords;
    case COMPANY:
        return &p->out->company;
    default:
        return NULL;
    }
}

/* What has gathered goes where it belongs. */
static void flush(rtf *p)
{
    na_buf *to = where(p, p->bytes_to);
    const na_str s = na_buf_get(&p->bytes);
    bool plain = true;
    char room[24];

    for (size_t i = 0; i < s.len && plain; i++) plain = (unsigned char)s.ptr[i] < 0x80;
    if (s.len && to) {
        if (plain || na_charset_convert(p->cs, s, na_str_c(label_of(p->bytes_page, room)),
                                        to, NULL, NULL) == NA_ENOENT) {
            for (size_t i = 0; i < s.len; i++)
                na_buf_putc(to, (unsigned char)s.ptr[i] < 0x80 ? s.ptr[i] : '?');
        }
    }
    na_buf_reset(&p->bytes);
}

static uint16_t page_now(rtf *p)
{
    const uint16_t font = top(p)->font;

    return font < FONTS && p->font_page[font] ? p->font_page[font] : p->page;
}

static void put_byte(rtf *p, char c)
{
    const uint16_t page = page_now(p);

    if (p->skip > 0) {
        p->skip--;
        return;
    }
    if (top(p)->hidden || !where(p, top(p)->to)) return;
    if (p->bytes.len && (page != p->bytes_page || top(p)->to != p->bytes_to)) flush(p);
    p->bytes_page = page;
    p->bytes_to = top(p)->to;
    na_buf_putc(&p->bytes, c);
    if (p->bytes.len >= 64 * NA_KIB) flush(p);
}

static void put_text(rtf *p, const char *s)
{
    na_buf *to = where(p, top(p)->to);

    flush(p);
    if (to && !top(p)->hidden) na_buf_puts(to, s);
}

static void put_utf8(na_buf *to, uint32_t c)
{
    if (c < 0x80) {
        na_buf_putc(to, (char)c);
        return;
    }
    if (c < 0x800) {
        na_buf_putc(to, (char)(0xc0 | c >> 6));
    } else {
        if (c < 0x10000) {
            na_buf_putc(to, (char)(0xe0 | c >> 12));
        } else {
            na_buf_putc(to, (char)(0xf0 | c >> 18));
            na_buf_putc(to, (char)(0x80 | (c >> 12 & 0x3f)));
        }
        na_buf_putc(to, (char)(0x80 | (c >> 6 & 0x3f)));
    }
    na_buf_putc(to, (char)(0x80 | (c & 0x3f)));
}

/* \u: a signed number of sixteen bits; two of them for what lies beyond. */
static void put_unicode(rtf *p, long n)
{
    na_buf *to = where(p, top(p)->to);
    uint32_t c = (uint32_t)(n < 0 ? n + 65536 : n) & 0x1fffff;

    flush(p);
    p->skip = top(p)->uc;
    if (!to || top(p)->hidden) return;
    if (c >= 0xd800 && c <= 0xdbff) {
        p->high = c;
        return;
    }
    if (c >= 0xdc00 && c <= 0xdfff)
        c = p->high ? 0x10000 + ((p->high - 0xd800) << 10) + (c - 0xdc00) : 0xfffd;
    p->high = 0;
    if (c > 0x10ffff || c == 0) c = 0xfffd;
    if (c >= 0xf020 && c <= 0xf0ff) c -= 0xf000; /* symbol fonts: as letters */
    put_utf8(to, c);
}

static void push(rtf *p)
{
    flush(p);
    p->skip = 0;
    if (p->depth == MAX_DEPTH) {
        p->deeper++;
        return;
    }
    p->stack[p->depth] = p->stack[p->depth - 1];
    p->stack[p->depth].star = false;
    p->depth++;
}

static void pop(rtf *p)
{
    flush(p);
    p->skip = 0;
    if (p->deeper > 0) {
        p->deeper--;
    } else if (p->depth > 1) {
        if (top(p)->to == NOTE && p->stack[p->depth - 2].to != NOTE)
            na_buf_puts(&p->out->notes, "\n\n");
        p->depth--;
    }
}

static bool is(const char *word, const char *name) { return strcmp(word, name) == 0; }

/* Words of the times in \info. True when it was one. */
static bool time_word(rtf *p, const char *word, long n)
{
    na_rtf_time *t = top(p)->to == CREATED    ? &p->out->created
                     : top(p)->to == MODIFIED ? &p->out->modified
                                              : NULL;

    if (!t || n < 0 || n > 9999) return false;
    if (is(word, "yr"))
        t->year = (int)n;
    else if (is(word, "mo"))
        t->month = (int)n;
    else if (is(word, "dy"))
        t->day = (int)n;
    else if (is(word, "hr"))
        t->hour = (int)n;
    else if (is(word, "min"))
        t->minute = (int)n;
    else
        return false;
    return true;
}

/* Words that change how things are read; true when it was one. */
static bool state_word(rtf *p, const char *word, bool has, long n)
{
    group *g = top(p);

    if (is(word, "ansicpg") && n > 0 && n < 65536) {
        p->page = (uint16_t)n;
    } else if (is(word, "mac")) {
        p->page = 10000;
    } else if (is(word, "uc")) {
        g->uc = has && n >= 0 && n < 100 ? (uint16_t)n : 1;
    } else if (is(word, "f") || is(word, "deff")) {
        if (has && n >= 0 && n < FONTS) g->font = (uint16_t)n;
    } else if (is(word, "fcharset")) {
        if (g->to == FONTS_TABLE && g->font < FONTS)
            p->font_page[g->font] = page_of_charset(n);
    } else if (is(word, "cpg")) {
        if (g->to == FONTS_TABLE && g->font < FONTS && n > 0 && n < 65536)
            p->font_page[g->font] = (uint16_t)n;
    } else if (is(word, "v") || is(word, "deleted")) {
        flush(p);
        g->hidden = !has || n != 0;
    } else if (is(word, "plain")) {
        flush(p);
        g->hidden = false;
    } else {
        return false;
    }
    return true;
}

static void word(rtf *p, const char *name, bool has, long n)
{
    group *g = top(p);

    if (is(name, "u") && has) {
        put_unicode(p, n);
        return;
    }
    if (is(name, "bin")) { /* so many bytes that are no RTF */
        const size_t left = p->s.len - p->at;

        p->at += n > 0 && (unsigned long)n < left ? (size_t)n : n > 0 ? left : 0;
        return;
    }
    p->skip = 0;
    if (state_word(p, name, has, n) || time_word(p, name, n)) return;
    for (size_t i = 0; i < sizeof characters / sizeof *characters; i++)
        if (is(name, characters[i].word)) {
            put_text(p, characters[i].text);
            return;
        }
    for (size_t i = 0; i < sizeof destinations / sizeof *destinations; i++)
        if (is(name, destinations[i].word)) {
            const bool in_info = g->to == INFO;
            const dest to = destinations[i].to;

            flush(p);
            /* Names of \info are words elsewhere. */
            if (to >= TITLE && to <= MODIFIED && !in_info) return;
            if (g->to != SKIP) g->to = to;
            return;
        }
    if (g->star) {
        flush(p);
        g->to = SKIP;
    }
}

static bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/* Behind a backslash. */
static void control(rtf *p)
{
    char name[WORD_MAX + 1];
    size_t len = 0;
    bool has = false, minus = false;
    long n = 0;
    char c;

    if (p->at >= p->s.len) return;
    c = p->s.ptr[p->at];
    if (!letter(c)) {
        p->at++;
        if (c == '\'') {
            const int a = p->at < p->s.len ? na_char_hex(p->s.ptr[p->at]) : -1;
            const int b = p->at + 1 < p->s.len ? na_char_hex(p->s.ptr[p->at + 1]) : -1;

            if (a < 0 || b < 0) return;
            p->at += 2;
            put_byte(p, (char)(a * 16 + b));
        } else if (c == '*') {
            top(p)->star = true;
        } else if (c == '~') {
            put_text(p, "\u00a0");
        } else if (c == '_') {
            put_text(p, "-");
        } else if (c == '\n' || c == '\r') {
            put_text(p, "\n\n");
        } else if (c == '\\' || c == '{' || c == '}') {
            put_byte(p, c);
        }
        return;
    }
    for (; p->at < p->s.len && letter(p->s.ptr[p->at]); p->at++)
        if (len < WORD_MAX) name[len++] = p->s.ptr[p->at];
    name[len] = 0;
    if (p->at < p->s.len && p->s.ptr[p->at] == '-') minus = true, p->at++;
    for (; p->at < p->s.len && p->s.ptr[p->at] >= '0' && p->s.ptr[p->at] <= '9'; p->at++) {
        has = true;
        if (n < 100000000) n = n * 10 + (p->s.ptr[p->at] - '0');
    }
    if (p->at < p->s.len && p->s.ptr[p->at] == ' ') p->at++;
    word(p, name, has, minus ? -n : n);
}

void na_rtf_init(na_rtf *r, size_t max)
{
    na_buf *const small[] = { &r->title, &r->author, &r->subject, &r->keywords,
                              &r->company };

    *r = (na_rtf){ 0 };
    na_buf_init(&r->text, max);
    na_buf_init(&r->notes, max);
    for (size_t i = 0; i < sizeof small / sizeof *small; i++)
        na_buf_init(small[i], NA_MAX_FIELD);
}

void na_rtf_release(na_rtf *r)
{
    na_buf_release(&r->text);
    na_buf_release(&r->notes);
    na_buf_release(&r->title);
    na_buf_release(&r->author);
    na_buf_release(&r->subject);
    na_buf_release(&r->keywords);
    na_buf_release(&r->company);
}

int na_rtf_parse(na_str bytes, na_charset *cs, na_rtf *out, na_err *err)
{
    rtf *p = NULL;
    int rc = NA_OK;

    if (!na_str_starts(bytes, NA_STR("{\\rtf")))
        return na_fail(err, NA_ECORRUPT, "rtf: it does not begin with {\\rtf");
    if (!(p = calloc(1, sizeof *p))) return na_fail_nomem(err);
    p->s = bytes;
    p->cs = cs;
    p->out = out;
    p->page = 1252;
    p->depth = 1;
    p->stack[0].uc = 1;
    na_buf_init(&p->bytes, NA_MIB);
    while (p->at < p->s.len) {
        const char c = p->s.ptr[p->at++];

        if (c == '{')
            push(p);
        else if (c == '}')
            pop(p);
        else if (c == '\\')
            control(p);
        else if (c != '\n' && c != '\r' && c != 0)
            put_byte(p, c);
    }
    flush(p);
    if (out->notes.len) {
        na_buf_puts(&out->text, "\n\n");
        na_buf_str(&out->text, na_buf_get(&out->notes));
    }
    if ((rc = na_buf_check(&out->text, "rtf: the text", err)) == NA_OK)
        rc = na_buf_check(&out->notes, "rtf: the notes", err);
    na_buf_release(&p->bytes);
    free(p);
    return rc;
}
