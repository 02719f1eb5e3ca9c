/* SPDX-License-Identifier: MIT */
/* as_cite.c - BibTeX and RIS */
#include "base/utf8.h"
#include "emit/as.h"

/* -- BibTeX ---------------------------------------------------------------------------- */

/* Text of a field: on one line, and nothing in it that TeX takes for its own. Letters stay
 * what they are: every BibTeX that reads UTF-8 knows them. */
static void tex(na_str s, na_buf *out)
{
    static const struct {
        char c;
        const char *tex;
    } special[] = { { '\\', "\\textbackslash{}" },
                    { '{', "\\{" },
                    { '}', "\\}" },
                    { '$', "\\$" },
                    { '&', "\\&" },
                    { '#', "\\#" },
                    { '_', "\\_" },
                    { '%', "\\%" },
                    { '~', "\\textasciitilde{}" },
                    { '^', "\\textasciicircum{}" },
                    { '"', "{\"}" } };
    na_buf line;

    na_buf_init(&line, 2 * s.len + 16);
    na_as_line(s, &line);
    for (size_t i = 0; i < line.len; i++) {
        const char *as = NULL;
        for (size_t k = 0; k < sizeof special / sizeof *special; k++)
            if (special[k].c == line.ptr[i]) as = special[k].tex;
        if (as)
            na_buf_puts(out, as);
        else
            na_buf_putc(out, line.ptr[i]);
    }
    na_buf_release(&line);
}

static void field(const char *name, na_str s, const char *open, const char *close,
                  na_buf *out)
{
    if (s.len == 0) return;
    na_buf_printf(out, "  %s = %s", name, open);
    tex(s, out);
    na_buf_printf(out, "%s,\n", close);
}

/* A URL is taken as it is: what would end its field is written as a URL can. */
static void url_field(na_str s, na_buf *out)
{
    if (s.len == 0) return;
    na_buf_puts(out, "  url = {");
    na_as_uri(s, out);
    na_buf_puts(out, "},\n");
}

/* A name with a comma or an "and" in it is one name, which only braces say. */
static void authors(na_strv v, na_buf *out)
{
    if (v.n == 0) return;
    na_buf_puts(out, "  author = {");
    for (size_t i = 0; i < v.n; i++) {
        const bool one = na_str_chr(v.v[i], ',', 0) != (size_t)-1 ||
                         na_str_find(v.v[i], NA_STR(" and "), 0) != (size_t)-1;
        if (i > 0) na_buf_puts(out, " and ");
        if (one) na_buf_putc(out, '{');
        tex(v.v[i], out);
        if (one) na_buf_putc(out, '}');
    }
    na_buf_puts(out, "},\n");
}

void na_as_bibtex(const na_article *a, na_buf *out)
{
    static const char *const months[] = { "jan", "feb", "mar", "apr", "may", "jun",
                                          "jul", "aug", "sep", "oct", "nov", "dec" };
    na_buf tags;
    int y, m, d;

    na_buf_printf(out, "@%s{newsarc-%.*s,\n",
                  a->source.len > 0 ? "article"
                  : a->url.len > 0  ? "online"
                                    : "misc",
                  NA_STR_ARG(a->id));
    authors(a->authors, out);
    field("title", a->title, "{{", "}}", out); /* twice: its capitals stay */
    field("journal", a->source, "{", "}", out);
    if (na_as_date(a, &y, &m, &d)) {
        na_buf_printf(out, "  year = {%d},\n", y);
        if (m >= 1 && m <= 12) na_buf_printf(out, "  month = %s,\n", months[m - 1]);
        if (d > 0) na_buf_printf(out, "  day = {%d},\n", d);
    }
    url_field(a->url, out);
    field("abstract", a->deck, "{", "}", out);
    na_buf_init(&tags, NA_MAX_ARTICLE);
    na_as_names(a->tags, ", ", &tags);
    field("keywords", na_buf_get(&tags), "{", "}", out);
    field("langid", a->lang, "{", "}", out);
    na_buf_reset(&tags);
    na_as_note(a, &tags);
    field("annote", na_buf_get(&tags), "{", "}", out);
    na_buf_release(&tags);
    na_buf_puts(out, "}\n\n");
}

/* -- RIS ------------------------------------------------------------------------------- */

static void tag(const char *name, na_str s, na_buf *out)
{
    const size_t from = out->len;

    if (s.len == 0) return;
    na_buf_printf(out, "%s  - ", name);
    const size_t text = out->len;
    na_as_line(s, out);
    if (out->len == text)
        na_buf_cut(out, from);
    else
        na_buf_puts(out, "\r\n");
}

void na_as_ris(const na_article *a, na_buf *out)
{
    na_buf note;
    int y, m, d;

    na_buf_puts(out, "TY  - NEWS\r\n");
    tag("ID", a->id, out);
    tag("TI", a->title, out);
    for (size_t i = 0; i < a->authors.n; i++) tag("AU", a->authors.v[i], out);
    tag("T2", a->source, out);
    tag("SE", a->section, out);
    if (na_as_date(a, &y, &m, &d)) {
        na_buf_printf(out, "PY  - %04d\r\nDA  - %04d/", y, y);
        if (m > 0) na_buf_printf(out, "%02d", m);
        na_buf_putc(out, '/');
        if (d > 0) na_buf_printf(out, "%02d", d);
        na_buf_puts(out, "/\r\n");
    }
    tag("UR", a->url, out);
    tag("AB", a->deck, out);
    for (size_t i = 0; i < a->tags.n; i++) tag("KW", a->tags.v[i], out);
    tag("LA", a->lang, out);
    na_buf_init(&note, NA_MIB);
    na_as_note(a, &note);
    tag("N1", na_buf_get(&note), out);
    na_buf_release(&note);
    na_buf_puts(out, "ER  - \r\n\r\n");
}
