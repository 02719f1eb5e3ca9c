/* SPDX-License-Identifier: MIT */
/* A stranger's database: rows or an error. */
#include "index/stranger.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    static const na_str columns[] = { { "guid", 4 }, { "title", 5 }, { "content", 7 } };
    na_db *db = NULL;
    na_stmt *s = NULL;
    int64_t rows = 0;

    if (na_stranger_open(&db, na_str_n(p, n), NULL) < 0) return 0;
    if (na_stranger_count(db, NA_STR("rss_item"), &rows, NULL) == NA_OK &&
        na_stranger_rows(&s, db, NA_STR("rss_item"), columns, 3, 0, 100, NULL) == NA_OK)
        while (na_stmt_step(s, NULL) == 1) {
            volatile size_t sum = na_stmt_text(s, 0).len + na_stmt_text(s, 2).len;
            (void)sum;
        }
    na_stmt_close(s);
    na_db_close(db);
    return 0;
}
