/* SPDX-License-Identifier: MIT */
/* as_markdown.c - an article as a note: YAML front matter and text
 *
 * Every value is a double-quoted scalar whose escapes are JSON's, which YAML has too; lists
 * are flow lists of them. So a value can be anything and still be one line. */
#include "base/jsonw.h"
#include "emit/as.h"

static void key(na_buf *b, const char *name, na_str s)
{
    if (s.len == 0) return;
    na_buf_printf(b, "%s: ", name);
    na_json_quote(b, s);
    na_buf_putc(b, '\n');
}

static void list(na_buf *b, const char *name, na_strv v)
{
    if (v.n == 0) return;
    na_buf_printf(b, "%s: [", name);
    for (size_t i = 0; i < v.n; i++) {
        if (i > 0) na_buf_puts(b, ", ");
        na_json_quote(b, v.v[i]);
    }
    na_buf_puts(b, "]\n");
}

/* A year or a month is written as one: "2025-04". */
static na_str date_of(const na_article *a)
{
    if (a->published_precision == NA_PREC_YEAR) return na_str_sub(a->published, 0, 4);
    if (a->published_precision == NA_PREC_MONTH) return na_str_sub(a->published, 0, 7);
    return a->published;
}

void na_as_markdown(const na_article *a, na_buf *out)
{
    na_buf note;

    na_buf_puts(out, "---\n");
    key(out, "title", a->title);
    key(out, "date", date_of(a));
    key(out, "modified", a->modified);
    list(out, "authors", a->authors);
    key(out, "source", a->source);
    key(out, "section", a->section);
    list(out, "tags", a->tags);
    key(out, "lang", a->lang);
    key(out, a->permalink ? "url" : "found_at", a->url);
    key(out, "description", a->deck);
    key(out, "guid", a->key);
    key(out, "newsarc_id", a->id);
    na_buf_init(&note, NA_MIB);
    na_as_note(a, &note);
    key(out, "note", na_buf_get(&note));
    na_buf_release(&note);
    na_buf_printf(out, "newsarc_revision: %u\n---\n\n", (unsigned)a->revision);
    na_buf_str(out, a->body);
    na_buf_putc(out, '\n');
}
