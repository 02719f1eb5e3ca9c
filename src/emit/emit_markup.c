/* SPDX-License-Identifier: MIT */
/* Markdown and HTML: a document that a program may publish. Rows are tables, text is
 * paragraphs, and everything that comes from outside is escaped; a line or a cell that is a
 * web address becomes a link. The page's own head and end are written with the first and
 * the last of it. */
#include "emit/emit_int.h"

static bool is_html(const na_emit *e) { return e->o.format == NA_FORMAT_HTML; }

/* -- escaping -------------------------------------------------------------------------- */

/* What Markdown would take for markup gets a backslash; what it takes for HTML an
 * entity. */
static void md_text(na_buf *out, na_str s)
{
    bool start = true; /* of a line: where # - + > and 1. mean something */
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (c == '<')
            na_buf_puts(out, "&lt;");
        else if (c == '&')
            na_buf_puts(out, "&amp;");
        else if (strchr("\\`*_[]|~", c) || (start && strchr("#-+>=", c)))
            na_buf_putc(out, '\\'), na_buf_putc(out, c);
        else if (start && c >= '0' && c <= '9' && i + 1 < s.len &&
                 (s.ptr[i + 1] == '.' || s.ptr[i + 1] == ')'))
            na_buf_putc(out, c), na_buf_putc(out, '\\');
        else
            na_buf_putc(out, c);
        start = c == '\n' || (start && c == ' ');
    }
}

/* Shown as a link: an absolute address of the web, without anything to break out with. */
static bool is_link(na_str s)
{
    if (!na_str_starts(s, NA_STR("https://")) && !na_str_starts(s, NA_STR("http://")))
        return false;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c <= ' ' || c == '"' || c == '\'' || c == '<' || c == '>' || c == '\\' ||
            c == '`' || c == '|')
            return false;
    }
    return true;
}

static void put_words(na_emit *e, na_str s)
{
    if (is_html(e))
        na_buf_markup(&e->out, s);
    else
        md_text(&e->out, s);
}

static void put_link(na_emit *e, na_str s)
{
    if (!is_html(e)) {
        na_buf_printf(&e->out, "<%.*s>", NA_STR_ARG(s));
        return;
    }
    na_buf_puts(&e->out, "<a href=\"");
    na_buf_markup(&e->out, s);
    na_buf_puts(&e->out, "\">");
    na_buf_markup(&e->out, s);
    na_buf_puts(&e->out, "</a>");
}

/* Lines, with a break between them; one that is an address is a link. */
static void put_lines(na_emit *e, na_str s, const char *brk)
{
    na_str line;
    for (bool first = true; na_str_line(&s, &line); first = false) {
        if (!first) na_buf_puts(&e->out, brk);
        if (is_link(line))
            put_link(e, line);
        else
            put_words(e, line);
    }
}

/* -- the page -------------------------------------------------------------------------- */

static void begin_page(na_emit *e)
{
    if (e->begun) return;
    e->begun = true;
    if (!is_html(e)) return;
    na_buf_puts(&e->out, "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>");
    na_buf_markup(&e->out, na_str_c(e->o.title ? e->o.title : "newsarc"));
    na_buf_puts(&e->out,
                "</title>\n<style>body{font-family:sans-serif;max-width:60em;margin:auto;"
                "padding:1em}table{border-collapse:collapse}th,td{text-align:left;"
                "vertical-align:top;padding:.2em .8em .2em 0}.n{text-align:right}"
                "</style></head><body>\n");
}

/* A blank line in Markdown: blocks do not touch. */
static void begin_block(na_emit *e)
{
    begin_page(e);
    if (!is_html(e) && e->blocks) na_buf_putc(&e->out, '\n');
    e->blocks = true;
}

static void put_paragraph(na_emit *e, na_str s)
{
    begin_block(e);
    if (is_html(e)) na_buf_puts(&e->out, "<p>");
    put_lines(e, s, is_html(e) ? "<br>\n" : "  \n");
    na_buf_puts(&e->out, is_html(e) ? "</p>\n" : "\n");
}

/* The text so far, cut at blank lines. */
static void put_text(na_emit *e)
{
    na_str rest = na_buf_get(&e->held);
    while (rest.len) {
        size_t gap = na_str_find(rest, NA_STR("\n\n"), 0);
        na_str s = na_str_sub(rest, 0, gap);
        while (s.len && (s.ptr[0] == '\n')) s.ptr++, s.len--;
        while (s.len && s.ptr[s.len - 1] == '\n') s.len--;
        if (s.len) put_paragraph(e, s);
        rest = gap == (size_t)-1 ? (na_str){ 0 } : na_str_sub(rest, gap + 2, rest.len);
    }
    na_buf_reset(&e->held);
}

void na_emit_markup_text(na_emit *e, na_str s) { na_emit_escaped(&e->held, s, true); }

void na_emit_markup_heading(na_emit *e, na_str s)
{
    put_text(e);
    begin_block(e);
    na_emit_escaped(&e->held, s, false);
    na_buf_puts(&e->out, is_html(e) ? "<h2>" : "## ");
    put_words(e, na_buf_get(&e->held));
    na_buf_puts(&e->out, is_html(e) ? "</h2>\n" : "\n");
    na_buf_reset(&e->held);
}

void na_emit_markup_head(na_emit *e)
{
    put_text(e);
    begin_block(e);
    if (is_html(e)) na_buf_puts(&e->out, "<table>\n<tr>");
    for (size_t i = 0; i < e->ncolumns; i++) {
        const na_column *c = &e->columns[i];
        na_buf_puts(&e->out, !is_html(e) ? "| " : c->right ? "<th class=\"n\">" : "<th>");
        put_words(e, na_str_c(c->head ? c->head : c->key));
        na_buf_puts(&e->out, is_html(e) ? "</th>" : " ");
    }
    na_buf_puts(&e->out, is_html(e) ? "</tr>\n" : "|\n");
    for (size_t i = 0; !is_html(e) && i < e->ncolumns; i++)
        na_buf_puts(&e->out, e->columns[i].right ? "| ---: " : "| --- ");
    if (!is_html(e)) na_buf_puts(&e->out, "|\n");
}

void na_emit_markup_row(na_emit *e)
{
    if (is_html(e)) na_buf_puts(&e->out, "<tr>");
    for (size_t i = 0; i < e->ncolumns; i++) {
        na_buf_puts(&e->out, !is_html(e)           ? "| "
                             : e->columns[i].right ? "<td class=\"n\">"
                                                   : "<td>");
        put_lines(e, na_buf_get(&e->cell[i]), "<br>");
        na_buf_puts(&e->out, is_html(e) ? "</td>" : " ");
    }
    na_buf_puts(&e->out, is_html(e) ? "</tr>\n" : "|\n");
}

void na_emit_markup_foot(na_emit *e)
{
    if (is_html(e)) na_buf_puts(&e->out, "</table>\n");
}

void na_emit_markup_end(na_emit *e)
{
    put_text(e);
    if (!is_html(e)) return;
    begin_page(e);
    na_buf_puts(&e->out, "</body></html>\n");
}
