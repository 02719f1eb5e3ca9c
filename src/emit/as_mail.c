/* SPDX-License-Identifier: MIT */
/* as_mail.c - an article as a message: RFC 5322, MIME, mbox
 *
 * Headers: what is not plain ASCII becomes encoded words of RFC 2047, of at most 75
 * characters each and never cut within a character; a long line is folded between words.
 * The body is UTF-8 in quoted-printable or, where most of it is not ASCII, in base64:
 * whichever is shorter. Addresses end in .invalid, which by RFC 2606 nobody has. */
#include "base/utf8.h"
#include "emit/as.h"
#include <stdio.h>

#define LINE 76
#define WORD 45 /* bytes of text in an encoded word: 60 characters, and 12 around them */
#define HOST "newsarc.invalid"

/* -- encodings ------------------------------------------------------------------------- */

static void base64(na_str s, size_t width, na_buf *out)
{
    static const char abc[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t col = 0;

    for (size_t i = 0; i < s.len; i += 3) {
        const size_t n = s.len - i < 3 ? s.len - i : 3;
        const unsigned char *p = (const unsigned char *)s.ptr + i;
        const unsigned v = (unsigned)p[0] << 16 | (n > 1 ? (unsigned)p[1] << 8 : 0) |
                           (n > 2 ? (unsigned)p[2] : 0);

        na_buf_putc(out, abc[v >> 18]);
        na_buf_putc(out, abc[v >> 12 & 63]);
        na_buf_putc(out, n > 1 ? abc[v >> 6 & 63] : '=');
        na_buf_putc(out, n > 2 ? abc[v & 63] : '=');
        col += 4;
        if (width > 0 && col >= width) {
            na_buf_putc(out, '\n');
            col = 0;
        }
    }
    if (width > 0 && col > 0) na_buf_putc(out, '\n');
}

/* Is this byte written as it is? "From " at a line's beginning is not, so that no mbox
 * takes it for the next message; nor a dot alone. */
static bool plain(na_str s, size_t i)
{
    const unsigned char c = (unsigned char)s.ptr[i];
    const bool first = i == 0 || s.ptr[i - 1] == '\n';
    const bool last = i + 1 == s.len || s.ptr[i + 1] == '\n';

    if (c == '=' || c > '~') return false;
    if (c == ' ' || c == '\t') return !last;
    if (first && c == '.') return false;
    if (first && c == 'F' && na_str_starts(na_str_sub(s, i, i + 5), NA_STR("From ")))
        return false;
    return c > ' ';
}

static void quoted_printable(na_str s, na_buf *out)
{
    size_t col = 0;

    for (size_t i = 0; i < s.len; i++) {
        const bool as_is = plain(s, i);
        const size_t w = as_is ? 1 : 3;

        if (s.ptr[i] == '\n') {
            na_buf_putc(out, '\n');
            col = 0;
            continue;
        }
        if (col + w > LINE - 1) {
            na_buf_puts(out, "=\n");
            col = 0;
        }
        if (as_is)
            na_buf_putc(out, s.ptr[i]);
        else
            na_buf_printf(out, "=%02X", (unsigned)(unsigned char)s.ptr[i]);
        col += w;
    }
    if (s.len > 0 && s.ptr[s.len - 1] != '\n') na_buf_putc(out, '\n');
}

/* -- headers --------------------------------------------------------------------------- */

/* Plain enough to stand as it is: printable ASCII, and no "=?" that a reader would
 * decode. */
static bool is_plain(na_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] < ' ' || (unsigned char)s.ptr[i] > '~') return false;
    return na_str_find(s, NA_STR("=?"), 0) == (size_t)-1;
}

struct header {
    na_buf *out;
    size_t col;
};

/* A piece that is not cut, on a line of its own if need be. */
static void piece(struct header *h, na_str s, bool blank)
{
    if (blank && h->col + 1 + s.len > LINE) {
        na_buf_puts(h->out, "\n ");
        h->col = 1;
    } else if (blank) {
        na_buf_putc(h->out, ' ');
        h->col++;
    }
    na_buf_str(h->out, s);
    h->col += s.len;
}

static void encoded(struct header *h, na_str s)
{
    na_buf word;

    na_buf_init(&word, 256);
    while (s.len > 0) {
        /* What is left of this line, if that is worth a word. */
        const size_t left =
            h->col + 1 + 12 + 16 < LINE ? (LINE - h->col - 1 - 12) / 4 * 3 : 0;
        const size_t most = left > 0 && left < WORD ? left : WORD;
        const size_t n = s.len > most ? na_u8_floor(s, most) : s.len;

        na_buf_reset(&word);
        na_buf_puts(&word, "=?UTF-8?B?");
        base64(na_str_sub(s, 0, n), 0, &word);
        na_buf_puts(&word, "?=");
        piece(h, na_buf_get(&word), true);
        s = na_str_sub(s, n, s.len);
    }
    na_buf_release(&word);
}

/* Unstructured text. A word longer than a line stays whole: 998 is what must not be passed,
 * and such a one is encoded. */
static void words(struct header *h, na_str s)
{
    bool encode = !is_plain(s);
    size_t longest = 0, run = 0;

    for (size_t i = 0; i < s.len; i++) {
        run = s.ptr[i] == ' ' ? 0 : run + 1;
        if (run > longest) longest = run;
    }
    if (encode || longest > 900) {
        encoded(h, s);
        return;
    }
    while (s.len > 0) {
        size_t n = na_str_chr(s, ' ', 0);
        if (n == (size_t)-1) n = s.len;
        piece(h, na_str_sub(s, 0, n), true);
        s = na_str_sub(s, n + 1, s.len);
    }
}

/* A phrase before an address: an atom or two, else quoted, else encoded: in one word where
 * it fits, since not every reader joins several there without a blank. */
static void phrase(struct header *h, na_str s)
{
    na_buf quoted;

    if (!is_plain(s) || s.len > 200) {
        if (s.len <= WORD && h->col + 1 + 12 + (s.len + 2) / 3 * 4 > LINE) {
            na_buf_puts(h->out, "\n");
            h->col = 0;
        }
        encoded(h, s);
        return;
    }
    na_buf_init(&quoted, 1024);
    na_buf_putc(&quoted, '"');
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '"' || s.ptr[i] == '\\') na_buf_putc(&quoted, '\\');
        na_buf_putc(&quoted, s.ptr[i]);
    }
    na_buf_putc(&quoted, '"');
    piece(h, na_buf_get(&quoted), true);
    na_buf_release(&quoted);
}

static struct header begin(na_buf *out, const char *name)
{
    const size_t from = out->len;

    na_buf_printf(out, "%s:", name);
    return (struct header){ out, out->len - from };
}

static void header(na_buf *out, const char *name, na_str s)
{
    struct header h;
    na_buf line;

    na_buf_init(&line, 4 * s.len + 16);
    na_as_line(s, &line);
    if (line.len > 0) {
        h = begin(out, name);
        words(&h, na_buf_get(&line));
        na_buf_putc(out, '\n');
    }
    na_buf_release(&line);
}

/* Structured: identifiers and URLs, which no encoded word may stand for. */
static void raw_header(na_buf *out, const char *name, const char *before, na_str s,
                       const char *after)
{
    if (s.len == 0 || s.len > 900) return;
    na_buf_printf(out, "%s: %s", name, before);
    na_as_uri(s, out);
    na_buf_printf(out, "%s\n", after);
}

/* The authors, or the outlet: a message is from somebody. */
static void from(const na_article *a, na_buf *out)
{
    struct header h = begin(out, "From");
    const na_strv v = a->authors.n > 0 ? a->authors : (na_strv){ NULL, 0 };
    size_t done = 0;
    na_buf name;

    na_buf_init(&name, 8 * NA_MAX_FIELD);
    for (size_t i = 0; i < (v.n > 0 ? v.n : 1) && i < 50; i++) {
        na_buf_reset(&name);
        na_as_line(v.n > 0 ? v.v[i] : a->source, &name);
        if (name.len == 0) continue;
        if (done++ > 0) piece(&h, NA_STR(","), false);
        phrase(&h, na_buf_get(&name));
        piece(&h, NA_STR("<article@" HOST ">"), true);
    }
    if (done == 0) piece(&h, NA_STR("<article@" HOST ">"), true);
    na_buf_release(&name);
    na_buf_putc(out, '\n');
}

/* Minutes east of a date-time; false: it says only that it is UTC, or nothing. */
static bool zone_of(na_str s, int *min)
{
    const size_t n = s.len;

    *min = 0;
    if (n < 20 || (s.ptr[n - 6] != '+' && s.ptr[n - 6] != '-') || s.ptr[n - 3] != ':')
        return false;
    *min = ((s.ptr[n - 5] - '0') * 10 + (s.ptr[n - 4] - '0')) * 60 +
           (s.ptr[n - 2] - '0') * 10 + (s.ptr[n - 1] - '0');
    if (s.ptr[n - 6] == '-') *min = -*min;
    return true;
}

static const char *const days[] = { "Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed" };
static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

/* What a message must have even if the article has not: then the time of its import. */
static int64_t sent(const na_article *a)
{
    const int64_t t = na_article_time(a);
    int64_t imported = 0;
    bool day;

    if (t != NA_TIME_NONE) return t;
    return na_rfc3339_parse(a->prov.imported, &imported, &day) ? imported : 0;
}

static void date(const na_article *a, na_buf *out)
{
    int min = 0, m, d;
    const bool zone =
        a->published_precision >= NA_PREC_MINUTE && zone_of(a->published, &min);
    const int64_t t = sent(a) + (int64_t)min * 60;
    const int64_t day = t >= 0 ? t / 86400 : -((86399 - t) / 86400), s = t - day * 86400;
    const char sign = min < 0 ? '-'
                      : zone || a->published_precision >= NA_PREC_MINUTE
                          ? '+'
                          : '-'; /* -0000: no zone is known */
    const int abs = min < 0 ? -min : min;
    int64_t y;

    na_civil_from_days(day, &y, &m, &d);
    na_buf_printf(out, "Date: %s, %d %s %04d %02d:%02d:%02d %c%02d%02d\n",
                  days[((day % 7) + 7) % 7], d, months[m - 1], (int)y, (int)(s / 3600),
                  (int)(s / 60 % 60), (int)(s % 60), sign, abs / 60, abs % 60);
}

/* -- the message ----------------------------------------------------------------------- */

static size_t weight(na_str s)
{
    size_t n = 0;

    for (size_t i = 0; i < s.len; i++) n += plain(s, i) || s.ptr[i] == '\n' ? 1 : 3;
    return n;
}

void na_as_mail(const na_article *a, na_buf *out)
{
    char rev[16];
    na_buf s;

    from(a, out);
    date(a, out);
    header(out, "Subject", a->title);
    na_buf_printf(out, "Message-ID: <%.*s.%u@" HOST ">\n", NA_STR_ARG(a->id),
                  (unsigned)a->revision);
    header(out, "Organization", a->source);
    na_buf_init(&s, NA_MAX_ARTICLE);
    na_as_names(a->tags, ", ", &s);
    header(out, "Keywords", na_buf_get(&s));
    header(out, "Summary", a->deck);
    na_buf_reset(&s);
    na_as_note(a, &s);
    header(out, "Comments", na_buf_get(&s));
    na_buf_release(&s);
    raw_header(out, "Content-Language", "", a->lang, "");
    raw_header(out, "Archived-At", "<", a->url, ">");
    raw_header(out, "X-Newsarc-Id", "", a->id, "");
    (void)snprintf(rev, sizeof rev, "%u", (unsigned)a->revision);
    raw_header(out, "X-Newsarc-Revision", "", na_str_c(rev), "");
    header(out, "X-Newsarc-Published", a->published);
    header(out, "X-Newsarc-Precision", na_str_c(na_precision_name(a->published_precision)));
    header(out, "X-Newsarc-Section", a->section);
    header(out, "X-Newsarc-Key", a->key);
    na_buf_puts(out, "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n");
    if (weight(a->body) > a->body.len / 3 * 4 + 64) {
        na_buf_puts(out, "Content-Transfer-Encoding: base64\n\n");
        base64(a->body, LINE, out);
    } else {
        na_buf_puts(out, "Content-Transfer-Encoding: quoted-printable\n\n");
        quoted_printable(a->body, out);
    }
}

void na_as_mbox(const na_article *a, na_buf *out)
{
    const int64_t t = sent(a), day = t >= 0 ? t / 86400 : -((86399 - t) / 86400),
                  s = t - day * 86400;
    int64_t y;
    int m, d;

    na_civil_from_days(day, &y, &m, &d);
    na_buf_printf(out, "From article@" HOST " %s %s %2d %02d:%02d:%02d %04d\n",
                  days[((day % 7) + 7) % 7], months[m - 1], d, (int)(s / 3600),
                  (int)(s / 60 % 60), (int)(s % 60), (int)y);
    /* No line of it begins with "From ": encoded ones cannot, headers do not. */
    na_as_mail(a, out);
    na_buf_putc(out, '\n');
}
