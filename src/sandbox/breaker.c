/* SPDX-License-Identifier: MIT */
#include "sandbox/breaker.h"
#include <stdio.h>

/* One failure of another kind, or one article, between them begins anew. */
enum { IN_A_ROW = 50, RECORDS = 200, PERCENT = 20 };

static bool is_failure(const na_msg_pverdict *v)
{
    static const char *const judged[] = { "rejected",  "no_text",   "decode_error",
                                          "deferred",  "truncated", "damaged",
                                          "too_large", "crash",     "hang" };

    if (v->kind != NA_OUT_QUARANTINE) return false;
    for (size_t i = 0; i < sizeof judged / sizeof *judged; i++)
        if (na_str_eqc(v->code, judged[i])) return false;
    return true;
}

bool na_breaker_note(na_breaker *b, const na_msg_pverdict *v)
{
    b->records++;
    if (!is_failure(v)) {
        b->run = 0;
        return false;
    }
    b->failed++;
    b->run = b->run && b->line == v->line && na_str_eqc(v->code, b->code) ? b->run + 1 : 1;
    b->line = v->line;
    snprintf(b->code, sizeof b->code, "%.*s", NA_STR_ARG(v->code));
    b->open = b->run >= IN_A_ROW ||
              (b->records >= RECORDS && b->failed * 100 > b->records * PERCENT);
    return b->open;
}

bool na_breaker_in_a_row(const na_breaker *b) { return b->run >= IN_A_ROW; }

na_msg_pverdict na_breaker_verdict(const na_msg_pverdict *v)
{
    return (na_msg_pverdict){ .entry = v->entry,
                              .record = v->record,
                              .offset = v->offset,
                              .length = v->length,
                              .kind = NA_OUT_QUARANTINE,
                              .reader = v->reader,
                              .code = NA_STR("deferred"),
                              .message = NA_STR("not tried: this reader failed on too many "
                                                "records before it") };
}
