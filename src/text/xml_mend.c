/* SPDX-License-Identifier: MIT */
/* xml_mend.c - one pass over the text with a stack of what is open
 *
 * Every byte is looked at a bounded number of times: a search for the end of a comment or
 * a section that fails once is not made again.
 */
#include "text/xml_mend.h"

#include "base/limits.h"

enum { ATTRS = 200 }; /* of one element; further ones go */

struct mend {
    na_str s;
    size_t i;
    na_buf *out;
    const na_xml_flat *flat;
    na_str open[NA_MAX_DEPTH];
    size_t depth;
    bool begun, ended;                /* the root */
    bool no_cdata, no_comment, no_pi; /* there is no end of such any more */
    size_t next_end;                  /* the first end tag that was looked for */
};

static bool name_start(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' ||
           (unsigned char)c >= 0x80;
}

static bool name_char(char c)
{
    return name_start(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

static bool blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

static na_str rest(const struct mend *m) { return na_str_sub(m->s, m->i, m->s.len); }

static na_str name_at(const struct mend *m, size_t i)
{
    size_t to = i;

    if (i < m->s.len && name_start(m->s.ptr[i]))
        while (to < m->s.len && name_char(m->s.ptr[to])) to++;
    return na_str_sub(m->s, i, to);
}

static na_str local(na_str name)
{
    const size_t colon = na_str_chr(name, ':', 0);
    return colon == (size_t)-1 ? name : na_str_sub(name, colon + 1, name.len);
}

/* -- references ------------------------------------------------------------------------ */

/* The length of the reference at s ("&amp;", "&#8217;"), 0 when it is none. *bad: one of a
 * character that XML has not. */
static size_t reference(na_str s, bool *bad)
{
    size_t i = 1;
    uint32_t c = 0;

    *bad = false;
    if (s.len > 2 && s.ptr[1] == '#') {
        const bool hex = s.ptr[2] == 'x' || s.ptr[2] == 'X';
        const size_t from = i = hex ? 3 : 2;
        for (; i < s.len && i < from + 8; i++) {
            const int d = na_char_hex(s.ptr[i]);
            if (d < 0 || (d > 9 && !hex)) break;
            c = c * (hex ? 16 : 10) + (uint32_t)d;
        }
        if (i == from || i >= s.len || s.ptr[i] != ';') return 0;
        *bad = (c < 0x20 && c != 9 && c != 10 && c != 13) || (c >= 0xD800 && c < 0xE000) ||
               c == 0xFFFE || c == 0xFFFF || c > 0x10FFFF || s.ptr[2] == 'X';
        return i + 1;
    }
    if (s.len < 2 || !name_start(s.ptr[1]) || s.ptr[1] == ':') return 0;
    while (i < s.len && i < 40 && name_char(s.ptr[i]) && s.ptr[i] != ':') i++;
    return i < s.len && s.ptr[i] == ';' ? i + 1 : 0;
}

/* One character of text or of a value. */
static void put_char(struct mend *m, na_str s, size_t *i)
{
    const char c = s.ptr[*i];

    if (c == '&') {
        bool bad;
        const size_t n = reference(na_str_sub(s, *i, s.len), &bad);
        if (n && !bad)
            na_buf_str(m->out, na_str_sub(s, *i, *i + n));
        else if (n && s.ptr[*i + 2] == 'X') /* XML knows a small x alone */
            na_buf_puts(m->out, "&#x"), na_buf_str(m->out, na_str_sub(s, *i + 3, *i + n));
        else if (n)
            na_buf_puts(m->out, "\xEF\xBF\xBD");
        else
            na_buf_puts(m->out, "&amp;");
        *i += n ? n : 1;
        return;
    }
    if (c == '<')
        na_buf_puts(m->out, "&lt;");
    else
        na_buf_putc(m->out, c);
    ++*i;
}

static void put_value(struct mend *m, na_str v)
{
    na_buf_putc(m->out, '"');
    for (size_t i = 0; i < v.len;) {
        if (v.ptr[i] == '"')
            na_buf_puts(m->out, "&quot;"), i++;
        else
            put_char(m, v, &i);
    }
    na_buf_putc(m->out, '"');
}

/* -- tags ------------------------------------------------------------------------------ */

static void close_to(struct mend *m, size_t depth)
{
    while (m->depth > depth) {
        na_buf_puts(m->out, "</");
        na_buf_str(m->out, m->open[--m->depth]);
        na_buf_putc(m->out, '>');
    }
    if (!m->depth && m->begun) m->ended = true;
}

/* Elements of HTML that nobody closes, and no feed has one of these names. */
static bool is_void(na_str name)
{
    static const char *const names[] = { "br", "hr", "img", "wbr", "input" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (na_str_ieq(name, na_str_c(names[i]))) return true;
    return false;
}

/* Elements of feeds in which nothing stands. */
static bool is_leaf(na_str name)
{
    static const char *const names[] = { "enclosure", "media:thumbnail", "itunes:image",
                                         "atom:link" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (na_str_ieq(name, na_str_c(names[i]))) return true;
    return false;
}

/* The element whose start tag ends at `from` is the first to be closed behind it. */
static bool closes_next(struct mend *m, size_t from, na_str name)
{
    if (m->next_end < from) m->next_end = na_str_find(m->s, NA_STR("</"), from);
    return m->next_end != (size_t)-1 && na_str_eq(name_at(m, m->next_end + 2), name);
}

static void end_tag(struct mend *m)
{
    const na_str name = name_at(m, m->i + 2);
    size_t k = m->depth;

    m->i += 2 + name.len;
    while (m->i < m->s.len && m->s.ptr[m->i] != '>' && m->s.ptr[m->i] != '<') m->i++;
    if (m->i == m->s.len) return; /* cut through */
    if (m->s.ptr[m->i] == '>') m->i++;
    while (k > 0 && !na_str_eq(m->open[k - 1], name)) k--;
    if (k > 0) close_to(m, k - 1);
}

/* The value at j: in quotes, or as far as the blank. A quote that finds no other before the
 * next tag begins was forgotten. */
static na_str value_at(const struct mend *m, size_t j, size_t *next)
{
    const char q = j < m->s.len ? m->s.ptr[j] : '\0';
    size_t to = j;

    if (q == '"' || q == '\'') {
        for (to = j + 1; to < m->s.len && m->s.ptr[to] != q; to++)
            if (m->s.ptr[to] == '<') break;
        if (to < m->s.len && m->s.ptr[to] == q) {
            *next = to + 1;
            return na_str_sub(m->s, j + 1, to);
        }
        j++;
    }
    for (to = j; to < m->s.len && !blank(m->s.ptr[to]) && m->s.ptr[to] != '>' &&
                 m->s.ptr[to] != '<';)
        to++;
    if (to < m->s.len && m->s.ptr[to] == '>' && to > j && m->s.ptr[to - 1] == '/') to--;
    *next = to;
    return na_str_sub(m->s, j, to);
}

/* The attributes from j on; where the tag ends, behind its '>', or 0 at the text's end. */
static size_t attributes(struct mend *m, size_t j, bool *closed)
{
    na_str seen[ATTRS];
    size_t n = 0;

    *closed = false;
    while (j < m->s.len) {
        const char c = m->s.ptr[j];
        na_str name = name_at(m, j), value = name;
        bool again = n == ATTRS;

        if (c == '>') return j + 1;
        if (c == '<') return j; /* '>' was forgotten */
        if (!name.len) {
            *closed = c == '/' && j + 1 < m->s.len && m->s.ptr[j + 1] == '>';
            j++;
            continue;
        }
        j += name.len;
        for (size_t k = j; k < m->s.len; k++) {
            if (blank(m->s.ptr[k])) continue;
            if (m->s.ptr[k] != '=') break;
            for (k++; k < m->s.len && blank(m->s.ptr[k]);) k++;
            value = value_at(m, k, &j);
            break;
        }
        for (size_t k = 0; k < n && !again; k++) again = na_str_eq(seen[k], name);
        if (again) continue;
        seen[n++] = name;
        na_buf_putc(m->out, ' ');
        na_buf_str(m->out, name);
        na_buf_putc(m->out, '=');
        put_value(m, value);
    }
    return 0;
}

static bool contains(const na_xml_flat *f, na_str name)
{
    for (size_t i = 0; i < sizeof f->in / sizeof *f->in && f->in[i]; i++)
        if (na_str_ieq(local(name), na_str_c(f->in[i]))) return true;
    return false;
}

/* Before a flat element: the one before it ends, and what is open within their
 * container. */
static void close_for(struct mend *m, na_str name, const na_xml_flat *f)
{
    size_t k = m->depth;

    while (k > 0 && !na_str_eq(m->open[k - 1], name)) k--;
    if (k > 1) {
        close_to(m, k - 1);
        return;
    }
    for (k = m->depth; k > 0 && !contains(f, m->open[k - 1]);) k--;
    if (k > 0) close_to(m, k);
}

static void start_tag(struct mend *m, na_str name)
{
    const size_t before = m->out->len, depth = m->depth;
    size_t end;
    bool closed;

    for (const na_xml_flat *f = m->flat; f && f->name; f++)
        if (na_str_ieq(local(name), na_str_c(f->name))) close_for(m, name, f);
    na_buf_putc(m->out, '<');
    na_buf_str(m->out, name);
    end = attributes(m, m->i + 1 + name.len, &closed);
    if (!end) { /* cut through: as if it were not there */
        if (m->out->rc == NA_OK && m->depth == depth)
            na_buf_cut(m->out, before);
        else
            na_buf_putc(m->out, '>');
        m->i = m->s.len;
        return;
    }
    m->i = end;
    m->begun = true;
    closed = closed || is_void(name) || (is_leaf(name) && !closes_next(m, end, name));
    if (!closed && m->depth < NA_MAX_DEPTH) {
        m->open[m->depth++] = name;
        na_buf_putc(m->out, '>');
    } else {
        na_buf_puts(m->out, "/>");
        if (!m->depth) m->ended = true;
    }
}

/* Copies up to and with `end`; false when it does not come. */
static bool through(struct mend *m, const char *end, bool *none, bool keep)
{
    const size_t at = *none ? (size_t)-1 : na_str_find(m->s, na_str_c(end), m->i);

    if (at == (size_t)-1) {
        *none = true;
        return false;
    }
    if (keep) na_buf_str(m->out, na_str_sub(m->s, m->i, at + strlen(end)));
    m->i = at + strlen(end);
    return true;
}

/* <!DOCTYPE ... [ ... ]> */
static void doctype(struct mend *m)
{
    size_t j = m->i;
    bool inside = false;

    for (; j < m->s.len && (m->s.ptr[j] != '>' || inside); j++) {
        if (m->s.ptr[j] == '[') inside = true;
        if (m->s.ptr[j] == ']') inside = false;
    }
    if (j < m->s.len) na_buf_str(m->out, na_str_sub(m->s, m->i, j + 1));
    m->i = j < m->s.len ? j + 1 : m->s.len;
}

static void markup(struct mend *m)
{
    const na_str r = rest(m);
    const na_str name = name_at(m, m->i + 1);

    if (na_str_starts(r, NA_STR("<!--"))) {
        if (!through(m, "-->", &m->no_comment, false)) m->i += 4;
    } else if (na_str_starts(r, NA_STR("<![CDATA["))) {
        if (!through(m, "]]>", &m->no_cdata, m->depth > 0)) m->i += 9;
    } else if (na_str_starts(r, NA_STR("<?"))) {
        const bool decl = na_str_starts(r, NA_STR("<?xml "));
        if (!through(m, "?>", &m->no_pi, decl && m->out->len == 0)) m->i += 2;
    } else if (na_str_ieq(na_str_sub(r, 0, 9), NA_STR("<!DOCTYPE")) && !m->begun) {
        doctype(m);
    } else if (r.len > 2 && r.ptr[1] == '/' && name_start(r.ptr[2])) {
        end_tag(m);
    } else if (name.len) {
        start_tag(m, name);
    } else {
        if (m->depth) na_buf_puts(m->out, "&lt;");
        m->i++;
    }
}

int na_xml_mend(na_str text, const na_xml_flat *flat, na_buf *out, na_err *err)
{
    struct mend m = { .s = text, .out = out, .flat = flat };

    while (m.i < text.len && !m.ended && out->rc == NA_OK) {
        if (text.ptr[m.i] == '<')
            markup(&m);
        else if (m.depth)
            put_char(&m, text, &m.i);
        else
            m.i++; /* nothing stands outside of the root */
    }
    return na_buf_check(out, "xml", err);
}

int na_xml_parse_mended(na_str text, const na_xml_flat *flat, na_xml **out, na_err *err)
{
    /* It says no more than that mending is needed: libxml2 takes its time over each
     * error. */
    const na_xml_opts first = { .max_errors = 100 };
    na_xml *doc = NULL, *better = NULL;
    na_err why = { 0 };
    na_buf mended;
    int rc = na_xml_parse(NULL, text, (na_str){ 0 }, &first, &doc, &why);

    if (rc == NA_OK && !na_xml_broken(doc)) {
        *out = doc;
        return NA_OK;
    }
    if (rc < 0 && rc != NA_ECORRUPT) return na_fail(err, rc, "%s", why.msg);
    na_buf_init(&mended, 4 * NA_MAX_RECORD);
    if (na_xml_mend(text, flat, &mended, NULL) == NA_OK &&
        na_xml_parse(NULL, na_buf_get(&mended), (na_str){ 0 }, NULL, &better, NULL) ==
            NA_OK) {
        na_xml_blame(better, doc ? na_xml_damage(doc) : why.msg);
        na_xml_free(doc);
        doc = better;
    }
    na_buf_release(&mended);
    if (!doc) return na_fail(err, rc, "%s", why.msg);
    *out = doc;
    return NA_OK;
}
