/* SPDX-License-Identifier: MIT */
/* export_folder.c - formats that are a file an article, in a folder
 *
 * A name is the date, the title's words and the whole id: it sorts, a person finds it, and
 * no two articles have the same, nor one article another one the next time. Nothing of the
 * title gets into it but letters, digits and single dashes, so no file system and no shell
 * minds it. */
#include "base/path.h"
#include "base/utf8.h"
#include "cli/export.h"
#include "emit/as.h"

#define SLUG                                                                               \
    80 /* bytes of the title in a name: with the rest below the 143 that some allow */

/* Beyond ASCII what is no letter is mostly punctuation of these blocks. */
static bool word_char(uint32_t cp)
{
    if (cp < 0x80)
        return (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z') ||
               (cp >= '0' && cp <= '9');
    if (cp < 0xC0 || cp == 0xD7 || cp == 0xF7) return false;
    if (cp >= 0x2000 && cp <= 0x2BFF) return false; /* punctuation, arrows, symbols */
    if (cp >= 0x2E00 && cp <= 0x2E7F) return false;
    if (cp >= 0x3000 && cp <= 0x3004) return false;
    if (cp >= 0x3008 && cp <= 0x3020) return false;
    if (cp == 0x30FB || cp == 0xFEFF) return false;
    if (cp >= 0xE000 && cp <= 0xF8FF) return false;
    if (cp >= 0xFE00 && cp <= 0xFE6F) return false;
    if (cp >= 0xFF00 && cp <= 0xFF0F) return false;
    if ((cp >= 0xFF1A && cp <= 0xFF20) || (cp >= 0xFFE0 && cp <= 0xFFFF)) return false;
    return cp < 0x1F000 || (cp >= 0x20000 && cp < 0x40000);
}

static void slug(na_str s, na_buf *out)
{
    const size_t from = out->len;
    bool gap = false;

    for (size_t at = 0; at < s.len;) {
        uint32_t cp = 0;
        const size_t n = na_u8_next(s, at, &cp);
        const na_str c = na_str_sub(s, at, at + n);

        at += n ? n : 1;
        if (n == 0 || na_u8_is_control(cp) || !word_char(cp)) {
            gap = out->len > from;
            continue;
        }
        if (out->len - from + n + 1 > SLUG) break;
        if (gap) na_buf_putc(out, '-');
        gap = false;
        if (cp >= 'A' && cp <= 'Z')
            na_buf_putc(out, (char)(cp + 32));
        else
            na_buf_str(out, c);
    }
}

static void name_of(const struct exporting *x, const na_article *a, na_buf *out)
{
    int y, m, d;

    na_buf_printf(out, "%s/", x->path);
    if (na_as_date(a, &y, &m, &d)) {
        na_buf_printf(out, "%04d", y);
        if (m > 0) na_buf_printf(out, "-%02d", m);
        if (m > 0 && d > 0) na_buf_printf(out, "-%02d", d);
    } else {
        na_buf_puts(out, "undated");
    }
    na_buf_putc(out, '-');
    const size_t before = out->len;
    slug(a->title, out);
    if (out->len > before) na_buf_putc(out, '-');
    na_buf_printf(out, "%.*s.%s", NA_STR_ARG(a->id),
                  x->format == &export_eml ? "eml" : "md");
}

static int begin_folder(struct exporting *x) { return na_path_mkdirs(x->path, x->cx->err); }

/* A message on its own has the lines of the mail: CRLF. */
static void put_mail(struct exporting *x, const na_article *a)
{
    na_str rest, line;

    na_buf_reset(&x->scratch);
    na_as_mail(a, &x->scratch);
    if (x->scratch.rc < 0) x->item.rc = x->scratch.rc;
    rest = na_buf_get(&x->scratch);
    while (na_str_line(&rest, &line)) {
        na_buf_str(&x->item, line);
        na_buf_puts(&x->item, "\r\n");
    }
}

static int put_file(struct exporting *x, const na_article *a)
{
    struct export_file f;
    na_buf name;
    int rc;

    na_buf_init(&name, 64 * NA_KIB);
    na_buf_reset(&x->item);
    if (x->format == &export_eml)
        put_mail(x, a);
    else
        na_as_markdown(a, &x->item);
    name_of(x, a, &name);
    rc = na_buf_check(&name, "file name", x->cx->err);
    if (rc == NA_OK) rc = na_buf_check(&x->item, "article", x->cx->err);
    if (rc < 0) goto done;
    rc = export_file_open(&f, x->cx, na_buf_cstr(&name));
    if (rc == NA_OK) rc = export_file_put(&f, na_buf_get(&x->item));
    if (rc == NA_OK) rc = export_file_commit(&f);
    x->out.bytes += x->item.len;
    export_file_close(&f);
done:
    na_buf_release(&name);
    return rc;
}

const struct export_format export_markdown = {
    .name = "markdown", .to = EXPORT_FOLDER, .begin = begin_folder, .put = put_file
};
const struct export_format export_eml = {
    .name = "eml", .to = EXPORT_FOLDER, .begin = begin_folder, .put = put_file
};
