/* SPDX-License-Identifier: MIT */
/* Rows are slices of what was read, and what is written of them reads the same. The first
 * two bytes choose separator and quote. */
#include "base/limits.h"
#include "text/csv.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void check(bool ok)
{
    if (!ok) abort();
}

enum { MAX = 500 };

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    if (n < 2) return 0;
    char sep = p[0] % 3 == 0 ? ';' : p[0] % 3 == 1 ? '\t' : ',';
    char quote = p[1] % 2 ? '\'' : '"';
    na_str text = na_str_n(p + 2, n - 2);
    na_csv_field row[MAX], again[MAX];
    size_t got = 0, back = 0;
    na_csv c = na_csv_of(text, sep, quote);
    na_buf out, a, b;
    na_buf_init(&out, 4 * n + 64);
    na_buf_init(&a, 2 * n);
    na_buf_init(&b, 4 * n + 64);
    while (na_csv_next(&c, row, MAX, &got, NULL) > 0) {
        check(got > 0 && got <= MAX && c.row_line <= c.line);
        na_buf_reset(&out);
        for (size_t i = 0; i < got; i++) {
            check(!row[i].s.len || (row[i].s.ptr >= text.ptr &&
                                    row[i].s.ptr + row[i].s.len <= text.ptr + text.len));
            if (i) na_buf_putc(&out, sep);
            na_csv_put(&out, na_csv_plain(&row[i], quote, &a), sep, quote);
        }
        if (!out.len) continue; /* one empty field is an empty line */
        na_buf_puts(&out, "\r\n");
        na_csv d = na_csv_of(na_buf_get(&out), sep, quote);
        if (na_str_starts(na_buf_get(&out), NA_STR("\xEF\xBB\xBF"))) continue;
        check(na_csv_next(&d, again, MAX, &back, NULL) == 1 && back == got && !d.rest.len);
        for (size_t i = 0; i < got; i++)
            check(na_str_eq(na_csv_plain(&row[i], quote, &a),
                            na_csv_plain(&again[i], quote, &b)));
    }
    na_buf_release(&out);
    na_buf_release(&a);
    na_buf_release(&b);
    return 0;
}
