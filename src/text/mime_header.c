/* SPDX-License-Identifier: MIT */
/* mime_header.c - encoded words (RFC 2047), parameters (RFC 2231), addresses */
#include "base/limits.h"
#include "text/headers.h"
#include "text/mime.h"
#include "text/unicode.h"
#include "text/url.h"

static bool blank(char c) { return c == ' ' || c == '\t'; }

/* -- encoded words --------------------------------------------------------------------- */

struct word {
    na_str label, data;
    char kind; /* b, q */
    size_t len;
};

/* =?charset*lang?B?data?= at the start of s. Blanks within the data are met and read. */
static bool encoded_word(na_str s, struct word *out)
{
    size_t a, b, end, star;

    if (!na_str_starts(s, NA_STR("=?"))) return false;
    a = na_str_chr(s, '?', 2);
    if (a == (size_t)-1 || a == 2 || a > 80 || a + 2 >= s.len || s.ptr[a + 2] != '?')
        return false;
    out->kind = (char)(s.ptr[a + 1] | 32);
    if (out->kind != 'b' && out->kind != 'q') return false;
    b = a + 3;
    end = na_str_find(s, NA_STR("?="), b);
    /* "?==" where the text begins with '=': the end is the next one. */
    while (end != (size_t)-1 && out->kind == 'q' && end == b && end + 3 < s.len &&
           s.ptr[end + 2] != ' ' && s.ptr[end + 2] != '\t')
        end = na_str_find(s, NA_STR("?="), end + 1);
    if (end == (size_t)-1) return false;
    out->label = na_str_sub(s, 2, a);
    star = na_str_chr(out->label, '*', 0);
    if (star != (size_t)-1) out->label.len = star;
    out->data = na_str_sub(s, b, end);
    out->len = end + 2;
    return true;
}

struct decoder {
    na_charset *cs;
    na_buf raw; /* bytes of words in one charset that follow each other */
    na_str label;
    na_buf *out;
};

/* ASCII that is nothing else, either: no charset that is written in ASCII begins so. */
static bool is_plain(na_str s)
{
    for (size_t i = 0; i < s.len; i++) {
        const unsigned char c = (unsigned char)s.ptr[i];
        if (c >= 0x80 || c == 0x1b || c == 0x0e || c == '+' || c == '~') return false;
    }
    return true;
}

/* Bytes in that charset; when it is none, in what they look like. */
static void decoded(na_charset *cs, na_str bytes, na_str label, na_buf *out)
{
    if (is_plain(bytes)) {
        na_buf_str(out, bytes);
        return;
    }
    if (!na_charset_name(label) || na_utf8_valid(bytes)) {
        (void)na_charset_decode(cs, bytes, label, label, out, NULL, NULL);
    } else {
        (void)na_charset_convert(cs, bytes, label, out, NULL, NULL);
    }
}

static void flush(struct decoder *d)
{
    if (d->raw.len) decoded(d->cs, na_buf_get(&d->raw), d->label, d->out);
    na_buf_reset(&d->raw);
}

void na_mime_header(na_charset *cs, na_str value, na_str fallback, na_buf *out)
{
    struct decoder d = { .cs = cs, .out = out };
    na_buf line;
    na_str s;
    size_t i = 0, last;

    na_buf_init(&line, NA_MAX_FIELD);
    na_buf_init(&d.raw, NA_MAX_FIELD);
    na_header_value(value, &line);
    s = na_buf_get(&line);
    /* What begins behind the last "?=" is none; each would be looked for to the end. */
    for (last = s.len;
         last > 0 && !na_str_starts(na_str_sub(s, last, s.len), NA_STR("?="));)
        last--;
    while (i < s.len) {
        struct word w;
        size_t from = i;

        if (i < last && encoded_word(na_str_sub(s, i, s.len), &w)) {
            if (d.raw.len && !na_str_ieq(d.label, w.label)) flush(&d);
            d.label = w.label;
            if (w.kind == 'b')
                na_mime_base64(w.data, &d.raw);
            else
                na_mime_quoted(w.data, true, &d.raw);
            i += w.len;
            from = i;
            while (from < s.len && blank(s.ptr[from])) from++;
            /* Blanks between two encoded words are not there. */
            if (from > i && encoded_word(na_str_sub(s, from, s.len), &w)) i = from;
            continue;
        }
        flush(&d);
        i++;
        while (i < s.len && !na_str_starts(na_str_sub(s, i, s.len), NA_STR("=?"))) i++;
        decoded(cs, na_str_sub(s, from, i), fallback, out);
    }
    flush(&d);
    na_buf_release(&line);
    na_buf_release(&d.raw);
}

/* -- parameters ------------------------------------------------------------------------ */

/* A value at the start of *s: in quotes, which may be missing at its end, or up to ';'. */
static void param_value(na_str *s, na_buf *out)
{
    size_t i = 0;

    if (s->len && s->ptr[0] == '"') {
        for (i = 1; i < s->len && s->ptr[i] != '"'; i++) {
            if (s->ptr[i] == '\\' && i + 1 < s->len) i++;
            na_buf_putc(out, s->ptr[i]);
        }
        while (i < s->len && s->ptr[i] != ';') i++;
    } else {
        while (i < s->len && s->ptr[i] != ';') i++;
        na_buf_str(out, na_str_trim(na_str_sub(*s, 0, i)));
    }
    *s = na_str_sub(*s, i, s->len);
}

/* The value of "name", "name*", "name*3" or "name*3*" (section 3, or -1 for the first two),
 * as it stands; *extended: percent signs are to be undone. */
static bool find_param(na_str value, na_str name, int section, bool *extended, na_buf *out)
{
    na_str s = value;
    size_t semi = na_str_chr(s, ';', 0);

    while (semi != (size_t)-1) {
        na_str key;
        size_t eq, star;
        int number = -1;

        s = na_str_sub(s, semi + 1, s.len);
        semi = na_str_chr(s, ';', 0);
        eq = na_str_chr(na_str_sub(s, 0, semi == (size_t)-1 ? s.len : semi), '=', 0);
        if (eq == (size_t)-1) continue; /* a word without a value */
        key = na_str_trim(na_str_sub(s, 0, eq));
        s = na_str_sub(s, eq + 1, s.len);
        while (s.len && blank(s.ptr[0])) s = na_str_sub(s, 1, s.len);
        *extended = key.len && key.ptr[key.len - 1] == '*';
        if (*extended) key.len--;
        star = na_str_chr(key, '*', 0);
        if (star != (size_t)-1) {
            uint64_t n;
            na_str digits = na_str_sub(key, star + 1, key.len);
            if (digits.len > 3 || !na_header_number(digits, &n)) n = 1000;
            number = (int)n;
            key.len = star;
        }
        na_buf_reset(out);
        param_value(&s, out);
        if (number == section && na_str_ieq(key, name)) return true;
        semi = na_str_chr(s, ';', 0);
    }
    return false;
}

/* charset'language'text, percent signs undone; *label is what it names. */
static na_str extended_text(na_str s, na_str *label)
{
    size_t a = na_str_chr(s, '\'', 0), b = a == (size_t)-1 ? a : na_str_chr(s, '\'', a + 1);

    if (b == (size_t)-1) return s;
    *label = na_str_sub(s, 0, a);
    return na_str_sub(s, b + 1, s.len);
}

bool na_mime_param(na_charset *cs, na_str value, const char *name, na_buf *out)
{
    const na_str key = na_str_c(name);
    na_buf one, all, first;
    na_str label = { "", 0 };
    bool extended, found, any = false;

    na_buf_init(&one, NA_MAX_FIELD);
    na_buf_init(&all, NA_MAX_FIELD);
    na_buf_init(&first, NA_MAX_FIELD);
    found = find_param(value, key, -1, &extended, &one);
    if (found && !extended) {
        /* RFC 2047 forbids encoded words here, and many write them. */
        na_mime_header(cs, na_buf_get(&one), (na_str){ "", 0 }, out);
    } else if (found) {
        na_buf_str(&first, na_buf_get(&one));
        na_url_decode(extended_text(na_buf_get(&first), &label), false, &all);
        any = true;
    } else {
        for (int i = 0; i < 100 && find_param(value, key, i, &extended, &one); i++) {
            found = any = true;
            if (i == 0) {
                na_buf_str(&first, na_buf_get(&one));
                if (extended)
                    na_url_decode(extended_text(na_buf_get(&first), &label), false, &all);
                else
                    na_buf_str(&all, na_buf_get(&first));
            } else if (extended) {
                na_url_decode(na_buf_get(&one), false, &all);
            } else {
                na_buf_str(&all, na_buf_get(&one));
            }
        }
    }
    if (any) decoded(cs, na_buf_get(&all), label, out);
    na_buf_release(&one);
    na_buf_release(&all);
    na_buf_release(&first);
    return found;
}

/* -- addresses ------------------------------------------------------------------------- */

/* Over a comment at i, which may have others in it. */
static size_t comment_end(na_str s, size_t i)
{
    unsigned depth = 0;

    for (; i < s.len; i++) {
        if (s.ptr[i] == '\\') {
            i++;
        } else if (s.ptr[i] == '(') {
            depth++;
        } else if (s.ptr[i] == ')' && --depth == 0) {
            return i + 1;
        }
    }
    return s.len;
}

/* Behind the quoted words at i; i when nothing near closes them. */
static size_t quote_end(na_str s, size_t i)
{
    const size_t end = s.len - i > 1000 ? i + 1000 : s.len;

    for (size_t k = i + 1; k < end; k++) {
        if (s.ptr[k] == '\\')
            k++;
        else if (s.ptr[k] == '"')
            return k + 1;
    }
    return i;
}

bool na_mime_next_addr(na_str *rest, na_mime_addr *out)
{
    na_str s = *rest;
    size_t i = 0, from = 0, angle = 0, close = 0, note = 0, note_end = 0, end;
    bool has_angle = false;

again:
    while (i < s.len && (blank(s.ptr[i]) || s.ptr[i] == ',' || s.ptr[i] == ';')) i++;
    if (i == s.len) {
        *rest = na_str_sub(s, i, i);
        return false;
    }
    from = i;
    while (i < s.len && s.ptr[i] != ',' && s.ptr[i] != ';') {
        if (s.ptr[i] == '"' && (end = quote_end(s, i)) > i) {
            i = end;
        } else if (s.ptr[i] == '(') {
            note = i;
            i = note_end = comment_end(s, i);
        } else if (s.ptr[i] == '<' && !has_angle) {
            has_angle = true;
            angle = i;
            close = na_str_chr(s, '>', i);
            if (close == (size_t)-1) close = s.len;
            i = close < s.len ? close + 1 : s.len;
        } else if (s.ptr[i] == ':' && !has_angle) { /* a group's name */
            from = ++i;
            if (na_str_trim(na_str_sub(s, from, na_str_chr(s, ';', from))).len == 0)
                goto again;
        } else {
            i++;
        }
    }
    *rest = na_str_sub(s, i, s.len);
    *out = (na_mime_addr){ { "", 0 }, { "", 0 } };
    if (has_angle) {
        out->address = na_str_trim(na_str_sub(s, angle + 1, close));
        out->name = na_str_trim(na_str_sub(s, from, angle));
        if (out->name.len == 0 && note_end > note)
            out->name = na_str_sub(s, note, note_end);
    } else {
        out->address = na_str_trim(na_str_sub(s, from, note_end > note ? note : i));
        if (note_end > note) out->name = na_str_sub(s, note, note_end);
        /* A name alone, which is no address. */
        if (na_str_chr(out->address, '@', 0) == (size_t)-1 && out->name.len == 0) {
            out->name = out->address;
            out->address = (na_str){ "", 0 };
        }
    }
    return true;
}

void na_mime_phrase(na_charset *cs, na_str raw, na_str fallback, na_buf *out)
{
    na_buf plain;

    raw = na_str_trim(raw);
    na_buf_init(&plain, NA_MAX_FIELD);
    if (raw.len >= 2 && raw.ptr[0] == '(' && raw.ptr[raw.len - 1] == ')')
        raw = na_str_sub(raw, 1, raw.len - 1);
    for (size_t i = 0; i < raw.len; i++) {
        if (raw.ptr[i] == '"') continue;
        if (raw.ptr[i] == '\\' && i + 1 < raw.len) i++;
        na_buf_putc(&plain, raw.ptr[i]);
    }
    na_mime_header(cs, na_str_trim(na_buf_get(&plain)), fallback, out);
    na_buf_release(&plain);
}
