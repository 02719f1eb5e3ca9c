/* SPDX-License-Identifier: MIT */
#include "cli/searched.h"
#include "cli/out.h"

int searched_emit_query(na_emit *e, const na_query *q, na_err *err)
{
    na_buf canonical;
    int rc;

    na_buf_init(&canonical, 4 * NA_MIB);
    (void)na_query_print(q, &canonical);
    if ((rc = na_buf_check(&canonical, "query", err)) == NA_OK)
        na_emit_str(e, na_buf_get(&canonical));
    na_buf_release(&canonical);
    return rc;
}

void searched_emit_number(na_emit *e, double v)
{
    int64_t whole = v >= 0 && v < 1e15 ? (int64_t)v : -1;

    if ((double)whole == v)
        na_emit_int(e, whole);
    else
        na_emit_dbl(e, v);
}

void searched_emit(na_emit *e, const na_search_info *info)
{
    na_emit_kv_dbl(e, "took_ms", (double)(int64_t)(info->took_ms * 1000) / 1000);
    na_emit_key(e, "searched");
    na_emit_object(e);
    na_emit_kv_int(e, "volumes", (int64_t)info->volumes);
    na_emit_kv_int(e, "skipped", (int64_t)info->skipped);
    na_emit_kv_int(e, "damaged", (int64_t)info->damaged);
    na_emit_kv_int(e, "undated_left_out", (int64_t)info->undated_left_out);
    na_emit_end(e);
}

void searched_remarks(const struct cmd_ctx *cx, const na_search_info *info, bool found)
{
    char left[32];

    if (info->damaged > 0)
        cmd_error(cx, "volumes that could not be read and were not searched: %llu: %s",
                  (unsigned long long)info->damaged, info->damage);
    if (!found && info->damaged == 0 && out_is_terminal()) cmd_error(cx, "nothing found");
    if (info->undated_left_out > 0) {
        out_count(info->undated_left_out, left);
        cmd_error(cx, "undated articles that match but for the date: %s", left);
    }
}

int searched_status(const na_search_info *info, uint64_t total)
{
    if (info->damaged > 0) return NA_EXIT_PARTLY;
    return total > 0 ? NA_EXIT_OK : NA_EXIT_NOTHING;
}
