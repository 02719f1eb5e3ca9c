/* SPDX-License-Identifier: MIT */
/* overlay_lines.c - marks as the lines of a volume's overlay.jsonl
 * (doc/formats/volume.md) */
#include "base/jsonw.h"
#include "core/manifest.h"
#include "core/marks.h"
#include "core/shadow.h"
#include "store/vol_stream.h"
#include "text/json.h"
#include <stdlib.h>

static int put_lines(na_stmt *q, na_buf *out, na_err *err)
{
    int rc = NA_OK;

    while (rc >= 0 && (rc = na_stmt_step(q, err)) > 0) {
        na_str field = na_stmt_text(q, 1);
        na_buf_printf(
            out, "{\"id\":\"%016llx\",\"field\":", (unsigned long long)na_stmt_i64(q, 0));
        na_json_quote(out, field);
        na_buf_puts(out, ",\"value\":");
        if (na_stmt_is_null(q, 2))
            na_buf_puts(out, "null");
        else
            na_overlay_put_value(out, field, na_stmt_text(q, 2));
        na_buf_puts(out, ",\"at\":");
        na_overlay_put_time(out, na_stmt_i64(q, 3));
        na_buf_puts(out, "}\n");
    }
    return rc < 0 ? rc : na_buf_check(out, "marks", err);
}

int na_overlay_lines(na_arc *a, bool all, na_buf *out, na_err *err)
{
    na_stmt *q = NULL;
    int rc = na_stmt_open(&q, a->db,
                          "SELECT id, field, value, at FROM overlay WHERE told <= ?"
                          " ORDER BY id, field",
                          err);

    if (rc == NA_OK) na_stmt_bind_i64(q, 1, all);
    if (rc == NA_OK) rc = put_lines(q, out, err);
    na_stmt_close(q);
    return rc;
}

int na_arc_marks_lines(na_arc *a, na_str id, na_buf *out, na_err *err)
{
    na_stmt *q = NULL;
    uint64_t number;
    int rc;

    if (!na_overlay_id(id, &number))
        return na_fail(err, NA_EUSAGE, "an id has 16 hex digits");
    rc = na_stmt_open(
        &q, a->db, "SELECT id, field, value, at FROM overlay WHERE id = ? ORDER BY field",
        err);
    if (rc == NA_OK) {
        na_stmt_bind_i64(q, 1, (int64_t)number);
        rc = put_lines(q, out, err);
    }
    na_stmt_close(q);
    return rc;
}

/* The id that a line begins with, as all lines of ours do, or has elsewhere. */
static int id_of_line(na_str line, uint64_t *id, na_err *err)
{
    const na_str begin = NA_STR("{\"id\":\"");
    na_json *doc = NULL;
    int rc = NA_OK;

    if (na_str_starts(line, begin) &&
        na_overlay_id(na_str_sub(line, begin.len, begin.len + 16), id))
        return NA_OK;
    if ((rc = na_json_parse(line, NULL, &doc, err)) < 0) return rc;
    if (na_json_type_of(na_json_root(doc)) != NA_JSON_OBJECT ||
        !na_overlay_id(na_json_find_str(na_json_root(doc), "id"), id))
        rc = na_fail(err, NA_ECORRUPT, "not a mark");
    na_json_free(doc);
    return rc;
}

int na_overlay_of_removed(na_arc *a, na_str jsonl, bool *out, na_err *err)
{
    na_stmt *q = NULL;
    na_str line;
    uint64_t id, last = 0;
    int rc = na_stmt_open(&q, a->db, "SELECT 1 FROM blocked WHERE id = ?", err);

    *out = false;
    for (unsigned n = 1; rc == NA_OK && !*out && na_str_line(&jsonl, &line); n++) {
        if (na_str_trim(line).len == 0) continue;
        if ((rc = id_of_line(line, &id, err)) < 0) {
            na_err_prefix(err, "overlay.jsonl:%u", n);
            break;
        }
        if (n > 1 && id == last) continue;
        last = id;
        na_stmt_bind_i64(q, 1, (int64_t)id);
        rc = na_stmt_step(q, err);
        *out = rc > 0;
        na_stmt_reset(q);
        if (rc > 0) rc = NA_OK;
    }
    na_stmt_close(q);
    return rc;
}

/* "2025-04-06T09:30:00.000001Z" into microseconds. */
static bool read_time(na_str s, int64_t *out)
{
    int64_t secs, micros = 0;

    if (s.len != 27 || s.ptr[19] != '.' || s.ptr[26] != 'Z') return false;
    for (size_t i = 20; i < 26; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9') return false;
        micros = micros * 10 + (s.ptr[i] - '0');
    }
    if (!na_rfc3339_parse(s, &secs, NULL)) return false;
    *out = secs * 1000000 + micros;
    return secs >= 0;
}

/* The value of a mark; a list's elements are lines. */
static bool read_value(const na_json_node *v, na_buf *out, bool *drop)
{
    na_buf_reset(out);
    *drop = na_json_type_of(v) == NA_JSON_NULL;
    if (na_json_type_of(v) == NA_JSON_STR) na_buf_str(out, na_json_str(v));
    for (size_t i = 0; na_json_type_of(v) == NA_JSON_ARRAY && i < na_json_len(v); i++) {
        if (na_json_type_of(na_json_at(v, i)) != NA_JSON_STR) return false;
        if (i > 0) na_buf_putc(out, '\n');
        na_buf_str(out, na_json_str(na_json_at(v, i)));
    }
    return *drop || na_json_type_of(v) == NA_JSON_STR ||
           na_json_type_of(v) == NA_JSON_ARRAY;
}

/* Later than all there is is what comes next. */
static int note_time(na_arc *a, int64_t at, na_err *err)
{
    int64_t last;
    int rc = na_head_get(a, "marked", &last, err);

    return rc < 0 || at <= last ? rc : na_head_set(a, "marked", at, err);
}

/* More than an article may have would keep it from being marked, and read. */
static int check_count(na_arc *a, uint64_t id, na_err *err)
{
    na_stmt *q = NULL;
    int64_t n = 0;
    int rc = na_stmt_open(
        &q, a->db, "SELECT count(*) FROM overlay WHERE id = ? AND value IS NOT NULL", err);

    if (rc == NA_OK) na_stmt_bind_i64(q, 1, (int64_t)id);
    if (rc == NA_OK && (rc = na_stmt_step(q, err)) > 0) n = na_stmt_i64(q, 0);
    na_stmt_close(q);
    if (rc < 0 || n <= NA_MAX_MARKS) return rc < 0 ? rc : NA_OK;
    return na_fail(
        err, NA_ELIMIT,
        "overlay.jsonl: article %016llx would have %lld marks, at most %u are kept",
        (unsigned long long)id, (long long)n, NA_MAX_MARKS);
}

/* All marks of the article are there. */
static int cast(na_arc *a, uint64_t id, na_err *err)
{
    na_volume *vol;
    uint32_t revision;
    int64_t row;
    int rc = check_count(a, id, err);

    if (rc < 0) return rc;
    rc = na_add_find(a, id, &revision, &vol, &row, NULL);
    return rc == NA_ENOENT ? NA_OK : rc < 0 ? rc : na_shadow_refresh(a, id, err);
}

/* One line into m, whose value is in the buffer. */
static int read_line(const na_json *doc, na_buf *value, uint64_t *id, na_mark *m,
                     na_err *err)
{
    const na_json_node *root = na_json_root(doc);
    const na_json_node *v =
        na_json_type_of(root) == NA_JSON_OBJECT ? na_json_find(root, "value") : NULL;

    *m = (na_mark){ .field = v ? na_json_find_str(root, "field") : (na_str){ 0 } };
    if (!v || !read_value(v, value, &m->drop) ||
        !na_overlay_id(na_json_find_str(root, "id"), id) ||
        !read_time(na_json_find_str(root, "at"), &m->at))
        return na_fail(err, NA_ECORRUPT, "not a mark");
    m->value = na_buf_get(value);
    if (value->rc < 0) return na_buf_check(value, "value", err);
    return na_mark_check(m, err);
}

static int put(na_stmt *q, uint64_t id, const na_mark *m, na_err *err)
{
    na_stmt_bind_i64(q, 1, (int64_t)id);
    na_stmt_bind_text(q, 2, m->field);
    if (m->drop)
        na_stmt_bind_null(q, 3);
    else
        na_stmt_bind_text(q, 3, m->value);
    na_stmt_bind_i64(q, 4, m->at);
    return na_stmt_run(q, err);
}

int na_arc_marks_merge(na_arc *a, na_str jsonl, na_err *err)
{
    na_stmt *q = NULL;
    na_buf value;
    na_str line;
    uint64_t id = 0, last = 0;
    bool any = false;
    /* Those of what was removed stay away, as it does. */
    int rc = na_stmt_open(&q, a->db,
                          "INSERT INTO overlay(id, field, value, at) SELECT ?1, ?2, ?3, ?4"
                          " WHERE NOT EXISTS (SELECT 1 FROM blocked WHERE id = ?1)"
                          " ON CONFLICT(id, field) DO UPDATE SET value = ?3, at = ?4,"
                          " told = 0 WHERE at < ?4",
                          err);

    na_assert(a->in_txn);
    na_buf_init(&value, NA_MIB);
    for (unsigned n = 1; rc == NA_OK && na_str_line(&jsonl, &line); n++) {
        na_json *doc = NULL;
        na_mark m;
        if (na_str_trim(line).len == 0) continue;
        if ((rc = na_json_parse(line, NULL, &doc, err)) == NA_OK)
            rc = read_line(doc, &value, &id, &m, err);
        if (rc < 0) na_err_prefix(err, "overlay.jsonl:%u", n);
        /* The lines of an article stand together. */
        if (rc == NA_OK && any && id != last) rc = cast(a, last, err);
        last = id;
        any = true;
        if (rc == NA_OK) rc = put(q, id, &m, err);
        if (rc == NA_OK) rc = note_time(a, m.at, err);
        na_json_free(doc);
    }
    if (rc == NA_OK && any) rc = cast(a, last, err);
    na_buf_release(&value);
    na_stmt_close(q);
    return rc;
}

/* -- those of another archive's volume ------------------------------------------------- */

/* overlay.jsonl, by the hash that the volume's own manifest has of it. */
static int member(na_vol *v, na_buf *out, na_err *err)
{
    na_manifest *m = malloc(sizeof *m);
    int rc;

    if (!m) return na_fail_nomem(err);
    if ((rc = na_manifest_read(na_vol_manifest(v), m, err)) < 0)
        na_err_prefix(err, "%s", na_vol_name(v));
    if (rc == NA_OK) rc = na_vol_check(v, &m->members, err);
    if (rc == NA_OK)
        rc = na_vol_member_read(v, NA_VOL_NAME_OVERLAY, NA_MAX_OVERLAY, out, err);
    free(m);
    return rc == NA_ENOENT ? NA_OK : rc;
}

int na_arc_marks_take(na_arc *a, const char *path, uint64_t *taken_out, na_err *err)
{
    na_vol *v = NULL;
    na_src src;
    na_buf text;
    int rc;

    *taken_out = 0;
    na_buf_init(&text, NA_MAX_OVERLAY);
    if ((rc = na_src_file(&src, path, err)) < 0) goto done;
    if ((rc = na_vol_open(&v, src, err)) < 0) goto done;
    if ((rc = member(v, &text, err)) < 0) goto done;
    if ((rc = na_arc_begin(a, err)) < 0) goto done;
    rc = na_arc_marks_merge(a, na_buf_get(&text), err);
    if (rc == NA_OK)
        rc = na_arc_commit(a, err);
    else
        na_arc_rollback(a);
    for (size_t i = 0; rc == NA_OK && i < text.len; i++) *taken_out += text.ptr[i] == '\n';
done:
    na_vol_close(v);
    na_buf_release(&text);
    return rc;
}
