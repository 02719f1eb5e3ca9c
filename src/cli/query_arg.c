/* SPDX-License-Identifier: MIT */
#include "cli/query_arg.h"
#include "base/log.h"
#include "base/time.h"
#include "core/search.h"

/* Which agencies are meant; the rules are read when the query has any. */
static int agencies(struct cmd_ctx *cx, na_query *q)
{
    const struct na_cite_rules *rules;
    bool any;
    int rc = na_query_agencies(q, NULL, &any, cx->err);

    if (rc < 0 || !any || !cx->arc) return rc;
    if ((rc = na_arc_cites(cx->arc, &rules, cx->err)) < 0) return rc;
    return na_query_agencies(q, rules, NULL, cx->err);
}

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
    if (rc == NA_OK && (rc = agencies(cx, *out)) < 0) {
        na_query_free(*out);
        *out = NULL;
    }
    /* With --any it is a question, whose "and" and "or" are words. */
    bool question = opts_has(&cx->opts, "any");
    for (size_t i = 0; rc == NA_OK && !question && na_query_note(*out, i); i++)
        cmd_error(cx, "note: %s", na_query_note(*out, i));
    if (rc == NA_OK && cx->arc) rc = na_arc_alias(cx->arc, *out, cx->err);
    na_buf_release(&caret);
    na_buf_release(&text);
    return rc;
}
