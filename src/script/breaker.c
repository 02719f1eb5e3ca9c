/* SPDX-License-Identifier: MIT */
/* breaker.c - a reader that fails again and again is not called any more
 *
 * It is counted here, record by record, and not by the parent, which has many records on
 * their way at once: so the same bundle always gives the same articles. What a reader
 * rejects, or finds without text, is its judgement and no failure. What was not tried has the code "deferred" and
 * waits in quarantine for a mended script.
 */
#include "script/host_int.h"
#include <stdio.h>

/* One failure of another kind, or one article, between them begins anew. */
enum { IN_A_ROW = 50, RECORDS = 200, PERCENT = 20 };

void nal_breaker_note(nal_breaker *b, const na_verdict *v)
{
    b->records++;
    if (v->kind != NA_V_QUARANTINE || na_str_eqc(v->code, "rejected") ||
        na_str_eqc(v->code, "no_text") || na_str_eqc(v->code, "decode_error")) {
        b->run = 0;
        return;
    }
    b->failed++;
    b->run = b->run && b->line == v->line && na_str_eqc(v->code, b->code) ? b->run + 1 : 1;
    b->line = v->line;
    snprintf(b->code, sizeof b->code, "%.*s", NA_STR_ARG(v->code));
    b->open = b->run >= IN_A_ROW ||
              (b->records >= RECORDS && b->failed * 100 > b->records * PERCENT);
}

na_verdict nal_breaker_verdict(void)
{
    return (na_verdict){ .kind = NA_V_QUARANTINE,
                         .code = NA_STR("deferred"),
                         .message = NA_STR("not tried: this reader failed on too many "
                                           "records before it") };
}
