/* SPDX-License-Identifier: MIT */
/* pdf.c - PDF through poppler: the lines of each page, and what the document says of itself
 *
 * The one door to poppler, in a program of its own: it is large, takes a while to load and
 * is under the GPL. It gives the text of a page in reading order and a box for each
 * character; the characters between two line ends are a line, their boxes together its box.
 *
 * Poppler has files for fonts and character maps that are not in the document. In the
 * sandbox they cannot be opened; what needs them has no text then.
 */
#include <poppler.h>
#undef NA_BASE_BANNED_H /* of the build: it was passed over before poppler.h */
#include "base/banned.h"
#include "base/limits.h"
#include "base/time.h"
#include "worker/worker.h"

enum { PAGES = 5000 };

static na_str keep(na_pdf *out, char *s)
{
    na_str kept = { "", 0 };

    if (s && g_utf8_validate(s, -1, NULL)) kept = na_arena_str(&out->arena, na_str_c(s));
    g_free(s);
    return kept.ptr ? kept : (na_str){ "", 0 };
}

static na_str keep_date(na_pdf *out, GDateTime *d)
{
    na_str s = { "", 0 };

    if (!d) return s;
    s = keep(out, g_date_time_format(d, "%Y-%m-%dT%H:%M:%S%:z"));
    g_date_time_unref(d);
    return s;
}

static void properties(PopplerDocument *doc, na_pdf *out)
{
    out->title = keep(out, poppler_document_get_title(doc));
    out->author = keep(out, poppler_document_get_author(doc));
    out->subject = keep(out, poppler_document_get_subject(doc));
    out->keywords = keep(out, poppler_document_get_keywords(doc));
    out->producer = keep(out, poppler_document_get_producer(doc));
    out->xmp = keep(out, poppler_document_get_metadata(doc));
    out->created = keep_date(out, poppler_document_get_creation_date_time(doc));
    out->modified = keep_date(out, poppler_document_get_modification_date_time(doc));
}

/* The box of the characters from `from` on, before `to`. */
static void box(na_pdf_line *l, const PopplerRectangle *r, guint from, guint to)
{
    double x1 = 1e9, y1 = 1e9, x2 = -1e9, y2 = -1e9;

    for (guint i = from; i < to; i++) {
        x1 = r[i].x1 < x1 ? r[i].x1 : x1;
        y1 = r[i].y1 < y1 ? r[i].y1 : y1;
        x2 = r[i].x2 > x2 ? r[i].x2 : x2;
        y2 = r[i].y2 > y2 ? r[i].y2 : y2;
    }
    if (x2 < x1) x1 = y1 = x2 = y2 = 0;
    *l = (na_pdf_line){ .text = l->text, .x = x1, .y = y1, .w = x2 - x1, .h = y2 - y1 };
}

static int lines(PopplerPage *page, na_pdf *out, na_pdf_page *to, na_err *err)
{
    PopplerRectangle *r = NULL;
    guint nr = 0, at = 0;
    char *text = poppler_page_get_text(page);
    size_t n = 1;
    int rc = NA_OK;

    poppler_page_get_size(page, &to->width, &to->height);
    if (!text || !g_utf8_validate(text, -1, NULL) ||
        !poppler_page_get_text_layout(page, &r, &nr))
        goto done; /* a page without text */
    for (const char *p = text; *p; p++) n += *p == '\n';
    to->lines = na_arena_array(&out->arena, n, sizeof *to->lines);
    if (!to->lines) {
        rc = na_fail_nomem(err);
        goto done;
    }
    for (const char *p = text; *p && to->n < n;) {
        const char *end = strchr(p, '\n');
        const size_t len = end ? (size_t)(end - p) : strlen(p);
        const guint chars = (guint)g_utf8_strlen(p, (gssize)len);
        na_pdf_line *l = &to->lines[to->n];

        l->text = na_arena_str(&out->arena, na_str_n(p, len));
        if (!l->text.ptr) {
            rc = na_fail_nomem(err);
            goto done;
        }
        box(l, r, at < nr ? at : nr, at + chars < nr ? at + chars : nr);
        at += chars + 1;
        to->n++;
        p += len + (end != NULL);
    }
done:
    g_free(text);
    g_free(r);
    return rc;
}

static int refused(const GError *e, na_err *err)
{
    if (e && e->code == POPPLER_ERROR_ENCRYPTED)
        return na_fail(err, NA_EREADONLY, "it is encrypted");
    return na_fail(err, NA_ECORRUPT, "damaged PDF: %s",
                   e && e->message ? e->message : "it cannot be read");
}

/* What is left of the pages is left out; when nothing was read yet, that is an error. */
static int too_slow(na_pdf *out, int pages, uint64_t ms, na_err *err)
{
    size_t any = 0;
    char text[120];

    for (size_t i = 0; i < out->n; i++) any += out->pages[i].n;
    if (!any)
        return na_fail(err, NA_ELIMIT,
                       "its %d pages take longer than %llu ms (limit: lua-ms)", pages,
                       (unsigned long long)ms);
    g_snprintf(text, sizeof text,
               "pages %zu to %d are left out: it takes longer than %llu ms (limit: lua-ms)",
               out->n + 1, pages, (unsigned long long)ms);
    out->cut = na_arena_str(&out->arena, na_str_c(text));
    return out->cut.ptr ? NA_OK : na_fail_nomem(err);
}

static int read_pdf(na_str bytes, uint64_t ms, na_pdf *out, na_err *err)
{
    const int64_t until = ms ? na_mono_ms() + (int64_t)ms : INT64_MAX;
    GBytes *data = g_bytes_new_static(bytes.ptr, bytes.len);
    GError *e = NULL;
    PopplerDocument *doc = poppler_document_new_from_bytes(data, NULL, &e);
    int n, rc = NA_OK;

    if (!doc) {
        rc = refused(e, err);
        goto done;
    }
    properties(doc, out);
    n = poppler_document_get_n_pages(doc);
    if (n < 0 || n > PAGES) {
        rc = na_fail(err, NA_ELIMIT, "more than %d pages", PAGES);
        goto done;
    }
    out->pages = na_arena_array(&out->arena, (size_t)n + 1, sizeof *out->pages);
    if (!out->pages) rc = na_fail_nomem(err);
    for (int i = 0; i < n && rc == NA_OK; i++) {
        PopplerPage *page = poppler_document_get_page(doc, i);

        if (page) rc = lines(page, out, &out->pages[i], err);
        if (page) g_object_unref(page);
        out->n = (size_t)i + 1;
        if (rc == NA_OK && i + 1 < n && na_mono_ms() > until) {
            rc = too_slow(out, n, ms, err);
            break;
        }
    }
done:
    if (doc) g_object_unref(doc);
    g_clear_error(&e);
    g_bytes_unref(data);
    return rc;
}

na_pdf_read_fn *na_worker_pdf(void) { return read_pdf; }

/* A small document of one letter: types are registered and caches filled while files may
 * still be opened. */
void na_worker_pdf_init(void)
{
    static const char one[] =
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources"
        "<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n"
        "4 0 obj<</Length 23>>stream\nBT /F 9 Tf (a) Tj ET   \nendstream endobj\n"
        "trailer<</Root 1 0 R>>\n";
    na_pdf doc = { .arena = { .max = NA_MIB } };

    (void)read_pdf(na_str_n(one, sizeof one - 1), 0, &doc, NULL);
    na_arena_release(&doc.arena);
}

/* The library and those behind it take a part of the address space before they do
 * anything. */
size_t na_worker_pdf_memory(void) { return 2 * NA_WORKER_MEM; }
