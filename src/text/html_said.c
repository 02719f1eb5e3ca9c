/* SPDX-License-Identifier: MIT */
/* html_said.c - the text of the article as JSON-LD has it
 *
 * What the page shows goes first, for it has headings, lists and captions, and JSON-LD
 * often has only a part. But the paragraphs that both have tell which block holds the
 * story; and where the page shows next to nothing, a login or a script would have put it
 * there.
 */
#include "base/limits.h"
#include "text/html_text.h"
#include "text/html_text_int.h"

#define SAID_MIN 500u /* letters; less tells nothing */
#define SAID_MAX NA_MIB
#define SAID_TRIES 400u /* paragraphs that are looked for */
#define TELLING 60u     /* a paragraph shorter than that may stand anywhere */
#define BEGINNING 48u   /* bytes of it that are looked for */

/* Letters and all but white space. */
static size_t marks(na_str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++) n += (unsigned char)s.ptr[i] > ' ';
    return n;
}

/* Lines as paragraphs: one line feed or many. */
static void put_lines(na_buf *out, na_str s)
{
    for (size_t at = 0; at < s.len;) {
        size_t end = na_str_chr(s, '\n', at);
        na_str line = na_str_trim(na_str_sub(s, at, end));
        if (line.len > 0) {
            if (out->len > 0) na_buf_puts(out, "\n\n");
            na_buf_str(out, line);
        }
        if (end == (size_t)-1) break;
        at = end + 1;
    }
}

static bool has_markup(na_str s)
{
    return na_str_find(s, NA_STR("</"), 0) != (size_t)-1 ||
           na_str_chr(s, '&', 0) != (size_t)-1;
}

/* s without its markup and character references, in out. */
static int unmark(na_str s, na_buf *out, na_err *err)
{
    na_html *doc = NULL;
    na_buf lines;
    int rc;

    na_buf_init(&lines, NA_MAX_RECORD);
    /* The line feeds of text that is no markup must outlive the parser. */
    if (na_str_find(s, NA_STR("</"), 0) == (size_t)-1) na_buf_puts(&lines, "<pre>\n");
    na_buf_str(&lines, s);
    rc = na_buf_check(&lines, "text of JSON-LD", err);
    if (rc == NA_OK) rc = na_html_parse(na_buf_get(&lines), NULL, &doc, err);
    if (rc == NA_OK) rc = na_html_plain(doc, 0, out, err);
    na_html_free(doc);
    na_buf_release(&lines);
    return rc;
}

int na_html_said(na_str said, na_str have, na_buf *out, bool *used_out, na_err *err)
{
    size_t shown = marks(have);
    na_err e = { 0 };
    na_buf text[2];
    int rc = NA_OK;

    *used_out = false;
    if (said.len < SAID_MIN || marks(said) <= 2 * shown) return NA_OK;
    for (int i = 0; i < 2; i++) na_buf_init(&text[i], NA_MAX_RECORD);
    /* Markup, or markup that was escaped once more. */
    for (int i = 0; rc == NA_OK && i < 2; i++) {
        if (!has_markup(said)) break;
        rc = unmark(said, &text[i], &e);
        said = na_buf_get(&text[i]);
    }
    if (rc == NA_OK && marks(said) >= SAID_MIN && marks(said) > 2 * shown) {
        put_lines(out, said);
        *used_out = true;
        rc = na_buf_check(out, "text of the page", err);
    } else if (rc == NA_ELIMIT) {
        rc = NA_OK; /* then what was found stays */
    } else if (rc < 0) {
        (void)na_fail(err, rc, "%s", e.msg);
    }
    for (int i = 0; i < 2; i++) na_buf_release(&text[i]);
    return rc;
}

/* -- where it stands ------------------------------------------------------------------ */

/* All but white space. */
static void put_marks(na_buf *out, na_str s, size_t max)
{
    for (size_t i = 0; i < s.len && out->len < max; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c == 0xC2 && i + 1 < s.len && (unsigned char)s.ptr[i + 1] == 0xA0) {
            i++;
        } else if (c > ' ') {
            na_buf_putc(out, (char)c);
        }
    }
}

static uint64_t chars_in(const na_blocks *b, na_html_node n)
{
    uint64_t chars = 0;
    na_html_node end = na_html_end(b->doc, n);

    for (size_t i = na_blocks_first(b, n); i < b->n && b->v[i].node < end; i++)
        chars += b->v[i].cut ? 0 : b->v[i].chars;
    return chars;
}

/* The smallest block that holds the paragraphs that said has, too; NONE when they are too
 * few to tell. */
static na_html_node block_of(const na_blocks *b, na_str said, uint64_t *known)
{
    size_t first = b->n, last = 0, marks_known = 0;
    unsigned tries = 0;
    na_html_node n;
    na_buf begin;

    *known = 0;
    na_buf_init(&begin, 4096);
    for (size_t i = 0; i < b->n && tries < SAID_TRIES; i++) {
        const na_para *p = &b->v[i];
        if (p->cut || p->chars < TELLING) continue;
        tries++;
        na_buf_reset(&begin);
        put_marks(&begin, na_blocks_text(b, p), BEGINNING);
        if (na_str_find(said, na_buf_get(&begin), 0) == (size_t)-1) continue;
        marks_known += marks(na_blocks_text(b, p));
        *known += p->chars;
        if (first == b->n) first = i;
        last = i;
    }
    na_buf_release(&begin);
    if (first == b->n || marks_known * 2 < said.len) return NA_HTML_NONE;
    n = b->v[first].block;
    while (n != NA_HTML_NONE && na_html_end(b->doc, n) <= b->v[last].node)
        n = na_html_parent(b->doc, n);
    return n;
}

int na_said_narrow(const na_blocks *b, na_str said, na_pick *pick, na_err *err)
{
    uint64_t known, inside;
    na_html_node n;
    na_buf text, squashed;
    int rc = NA_OK;

    if (said.len < SAID_MIN || said.len > SAID_MAX) return NA_OK;
    na_buf_init(&text, NA_MAX_RECORD);
    na_buf_init(&squashed, NA_MAX_RECORD);
    if (has_markup(said)) {
        rc = unmark(said, &text, NULL);
        said = na_buf_get(&text);
    }
    if (rc == NA_OK) put_marks(&squashed, said, NA_MAX_RECORD);
    if (rc == NA_OK && squashed.len >= SAID_MIN) {
        n = block_of(b, na_buf_get(&squashed), &known);
        inside = n == NA_HTML_NONE ? 0 : chars_in(b, n);
        /* Not around what was found; little else is in it; and it is no small part. */
        if (inside > 0 && inside <= 2 * known &&
            (pick->root <= n || pick->root >= na_html_end(b->doc, n)) &&
            inside * 2 >= chars_in(b, pick->root))
            *pick = (na_pick){ .root = n };
    } else if (rc == NA_ENOMEM) {
        (void)na_fail_nomem(err);
    } else {
        rc = NA_OK; /* then it tells nothing */
    }
    na_buf_release(&squashed);
    na_buf_release(&text);
    return rc;
}
