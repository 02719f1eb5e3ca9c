/* SPDX-License-Identifier: MIT */
/* pdf.h - what module pdf asks of whoever can read PDF
 *
 * Concepts  The library for PDF is large and is linked with a worker program of its own,
 *           newsarc-pdf. Any other worker says so (na_host_opts.pdf_elsewhere): the
 *           record's verdict is then the code NA_NEEDS_PDF, and the parent gives it to that
 *           program. A page is lines in reading order, each with the box that it fills, in
 *           points from the upper left corner.
 * Lifetime  A zeroed na_pdf with its arena; the implementation puts all strings there.
 * Threads   One at a time.
 * Errors    NA_ECORRUPT damaged, NA_EREADONLY encrypted, NA_ELIMIT.
 * Used by   script/mod_pdf.c, worker/pdf.c.
 */
#ifndef NA_SCRIPT_PDF_H
#define NA_SCRIPT_PDF_H
#include "base/arena.h"
#include "base/err.h"
#include <stdint.h>

#define NA_NEEDS_PDF "needs_pdf"

typedef struct na_pdf_line {
    na_str text;
    double x, y, w, h;
} na_pdf_line;

typedef struct na_pdf_page {
    na_pdf_line *lines;
    size_t n;
    double width, height;
} na_pdf_page;

typedef struct na_pdf {
    na_arena arena;
    na_str title, author, subject, keywords, producer, xmp;
    na_str created, modified; /* RFC 3339, "" */
    na_pdf_page *pages;
    size_t n;
    na_str cut; /* why the last pages are missing, or "" */
} na_pdf;

/* Reads for at most ms milliseconds (0: as long as it takes); a page is read to its end.
 * The pages that were read by then are given, when there is text on any. */
typedef int na_pdf_read_fn(na_str bytes, uint64_t ms, na_pdf *out, na_err *err);

#endif
