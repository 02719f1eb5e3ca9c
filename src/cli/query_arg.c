/* SPDX-License-Identifier: MIT */
#include "cli/query_arg.h"
#include "base/log.h"
#include "base/time.h"

int query_arg(struct cmd_ctx *cx, int argc, char **argv, na_query **out)
{
    na_buf text, caret;
    size_t at = 0;
    int rc;

    na_buf_init(&text, 16 * NA_MIB);
    na_buf_init(&caret, NA_MIB);
    for (int i = 0; i < argc; i++) {
        if (i > 0) na_buf_putc(&text, ' ');
        na_buf_puts(&text, argv[i]);
    }
    rc = na_buf_check(&text, "query", cx->err);
    if (rc == NA_OK) rc = na_query_parse(out, na_buf_get(&text), na_now(), &at, cx->err);
    if (rc == NA_EQUERY && na_query_caret(na_buf_get(&text), at, &caret) == NA_OK)
        na_log_raw(na_buf_get(&caret));
    for (size_t i = 0; rc == NA_OK && na_query_note(*out, i); i++)
        cmd_error(cx, "note: %s", na_query_note(*out, i));
    na_buf_release(&caret);
    na_buf_release(&text);
    return rc;
}
