/* SPDX-License-Identifier: MIT */
/* as_json.c - ninjs 3.0 and CSL-JSON */
#include "base/jsonw.h"
#include "emit/as.h"

static void key(na_buf *b, const char *name)
{
    if (b->len > 0 && b->ptr[b->len - 1] != '{' && b->ptr[b->len - 1] != '[')
        na_buf_putc(b, ',');
    na_buf_printf(b, "\"%s\":", name);
}

static void put(na_buf *b, const char *name, na_str s)
{
    if (s.len == 0) return;
    key(b, name);
    na_json_quote(b, s);
}

/* "name":[{"role":ROLE,"contentType":"text/plain",...,"value":S}] */
static void texts(na_buf *b, const char *name, const char *role, na_str s, bool count)
{
    size_t n = 0;

    if (s.len == 0) return;
    key(b, name);
    na_buf_printf(b, "[{\"role\":\"%s\",\"contentType\":\"text/plain\"", role);
    for (size_t i = 0; i < s.len; i++) n += ((unsigned char)s.ptr[i] & 0xC0) != 0x80;
    if (count) na_buf_printf(b, ",\"charCount\":%zu", n);
    put(b, "value", s);
    na_buf_puts(b, "}]");
}

static void named(na_buf *b, const char *name, const na_str *v, size_t n)
{
    if (n == 0) return;
    key(b, name);
    na_buf_putc(b, '[');
    for (size_t i = 0; i < n; i++) {
        na_buf_puts(b, i ? ",{" : "{");
        put(b, "name", v[i]);
        na_buf_putc(b, '}');
    }
    na_buf_putc(b, ']');
}

static void alt_id(na_buf *b, const char *role, na_str value)
{
    if (value.len == 0) return;
    na_buf_puts(b, b->ptr && b->len && b->ptr[b->len - 1] == '[' ? "{" : ",{");
    na_buf_printf(b, "\"role\":\"%s\"", role);
    put(b, "value", value);
    na_buf_putc(b, '}');
}

/* ninjs wants a date-time where it has a date: what is known less exactly goes to
 * altIds. */
static bool exact(const na_article *a) { return a->published_precision >= NA_PREC_MINUTE; }

static bool is_url(na_str s)
{
    return na_str_starts(s, NA_STR("http://")) || na_str_starts(s, NA_STR("https://"));
}

void na_as_ninjs(const na_article *a, na_buf *out)
{
    na_buf by;

    na_buf_init(&by, NA_MAX_ARTICLE);
    na_buf_puts(out, "{\"standard\":{\"name\":\"ninjs\",\"version\":\"3.0\",\"schema\":"
                     "\"http://www.iptc.org/std/ninjs/ninjs-schema_3.0.json\"},\"uri\":");
    if (is_url(a->url)) {
        na_as_uri(a->url, &by);
    } else {
        na_buf_puts(&by, "urn:newsarc:");
        na_buf_str(&by, a->id);
    }
    na_json_quote(out, na_buf_get(&by));
    na_buf_puts(out, ",\"type\":\"text\",\"representationType\":\"full\"");
    na_buf_reset(&by);
    na_buf_printf(&by, "%u", (unsigned)a->revision);
    put(out, "version", na_buf_get(&by));
    if (exact(a)) put(out, "firstCreated", a->published);
    put(out, "versionCreated",
        a->modified.len > 10 ? a->modified
        : exact(a)           ? a->published
                             : a->prov.imported);
    put(out, "language", a->lang);
    texts(out, "headlines", "main", a->title, false);
    texts(out, "descriptions", "summary", a->deck, false);
    texts(out, "bodies", "text", a->body, true);
    na_buf_reset(&by);
    na_as_names(a->authors, ", ", &by);
    put(out, "by", na_buf_get(&by));
    na_buf_reset(&by);
    na_as_note(a, &by);
    put(out, "ednote", na_buf_get(&by));
    named(out, "infoSources", &a->source, a->source.len > 0);
    named(out, "genres", &a->section, a->section.len > 0);
    named(out, "subjects", a->tags.v, a->tags.n);
    key(out, "altIds");
    na_buf_putc(out, '[');
    alt_id(out, "newsarc", a->id);
    alt_id(out, "key", a->key);
    if (!exact(a)) alt_id(out, "published", a->published);
    if (a->published.len > 0)
        alt_id(out, "published_precision",
               na_str_c(na_precision_name(a->published_precision)));
    na_buf_puts(out, "]}");
    if (by.rc < 0) out->rc = by.rc;
    na_buf_release(&by);
}

void na_as_csl(const na_article *a, na_buf *out)
{
    na_buf tags;
    int y, m, d;

    na_buf_puts(out, "{\"id\":");
    na_json_quote(out, a->id);
    na_buf_puts(out, ",\"type\":\"article-newspaper\"");
    put(out, "title", a->title);
    if (a->authors.n > 0) {
        key(out, "author");
        for (size_t i = 0; i < a->authors.n; i++) {
            na_buf_puts(out, i ? ",{" : "[{");
            put(out, "literal", a->authors.v[i]);
            na_buf_putc(out, '}');
        }
        na_buf_putc(out, ']');
    }
    put(out, "container-title", a->source);
    put(out, "section", a->section);
    if (na_as_date(a, &y, &m, &d)) {
        na_buf_printf(out, ",\"issued\":{\"date-parts\":[[%d", y);
        if (m > 0) na_buf_printf(out, ",%d", m);
        if (m > 0 && d > 0) na_buf_printf(out, ",%d", d);
        na_buf_puts(out, "]]}");
    }
    na_buf_init(&tags, NA_MAX_ARTICLE);
    na_as_uri(a->url, &tags);
    put(out, "URL", na_buf_get(&tags));
    put(out, "abstract", a->deck);
    put(out, "language", a->lang);
    na_buf_reset(&tags);
    na_as_names(a->tags, ", ", &tags);
    put(out, "keyword", na_buf_get(&tags));
    na_buf_reset(&tags);
    na_as_note(a, &tags);
    put(out, "note", na_buf_get(&tags));
    na_buf_release(&tags);
    na_buf_putc(out, '}');
}
