/* SPDX-License-Identifier: MIT */
/* overlay.c - marks, and an article with its marks over it */
#include "base/jsonw.h"
#include "base/nearest.h"
#include "base/utf8.h"
#include "core/marks.h"
#include "core/shadow.h"
#include "text/json.h"
#include <stdio.h>
#include <stdlib.h>

#define TAG "tag/"
#define MAX_FIELD (4 * NA_KIB) /* bytes of a field's name, a tag's with it */

static const struct {
    const char *name;
    size_t at; /* in na_article */
} texts[] = {
    { "title", offsetof(na_article, title) },
    { "deck", offsetof(na_article, deck) },
    { "source", offsetof(na_article, source) },
    { "section", offsetof(na_article, section) },
    { "lang", offsetof(na_article, lang) },
    { "url", offsetof(na_article, url) },
    { "modified", offsetof(na_article, modified) },
    { "published", offsetof(na_article, published) },
};

static na_str *text_of(na_article *a, na_str field)
{
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (na_str_eqc(field, texts[i].name))
            return (na_str *)(void *)((char *)a + texts[i].at);
    return NULL;
}

static na_strv *list_of(na_article *a, na_str field)
{
    return na_str_eqc(field, "authors") ? &a->authors
           : na_str_eqc(field, "tags")  ? &a->tags
                                        : NULL;
}

static bool is_tag(na_str field) { return na_str_starts(field, NA_STR(TAG)); }

/* -- dates ----------------------------------------------------------------------------- */

/* A date as it is typed into the two fields of the article. */
static int set_date(na_str s, na_article *a, na_arena *arena, na_err *err)
{
    char full[64];
    bool date_only;
    int64_t secs;
    na_precision p = s.len == 4    ? NA_PREC_YEAR
                     : s.len == 7  ? NA_PREC_MONTH
                     : s.len == 10 ? NA_PREC_DAY
                                   : NA_PREC_SECOND;

    a->published_precision = NA_PREC_NONE;
    a->published = (na_str){ 0 };
    if (s.len == 0) return NA_OK;
    (void)snprintf(full, sizeof full, "%.*s%s", s.len < 50 ? (int)s.len : 50, s.ptr,
                   p == NA_PREC_YEAR    ? "-01-01"
                   : p == NA_PREC_MONTH ? "-01"
                                        : "");
    if (!na_rfc3339_parse(na_str_c(full), &secs, &date_only) ||
        date_only != (p != NA_PREC_SECOND))
        return na_fail(err, NA_EUSAGE,
                       "published: \"%.*s\" is no date; write 2025, 2025-04, 2025-04-06 or "
                       "2025-04-06T09:30:00+09:00",
                       NA_STR_ARG(na_str_sub(s, 0, na_u8_floor(s, 40))));
    a->published = na_arena_str(arena, na_str_c(full));
    a->published_precision = p;
    return a->published.ptr ? NA_OK : na_fail_nomem(err);
}

/* How it is typed: what set_date() makes the same of. */
static na_str typed_date(const na_article *a)
{
    size_t n = a->published_precision == NA_PREC_YEAR    ? 4
               : a->published_precision == NA_PREC_MONTH ? 7
                                                         : a->published.len;
    return na_str_sub(a->published, 0, n);
}

/* -- checking -------------------------------------------------------------------------- */

/* Fields are one line each; the elements of a list are one each. */
static bool is_plain(na_str s, bool list)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if ((c < ' ' && !(list && c == '\n')) || c == 0x7f) return false;
    }
    return true;
}

static int unknown(na_str field, na_err *err)
{
    na_nearest near = na_nearest_of(field);
    na_str shown = na_str_sub(field, 0, na_u8_floor(field, 40)), best;

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        na_nearest_offer(&near, na_str_c(texts[i].name));
    na_nearest_offer(&near, NA_STR("authors"));
    na_nearest_offer(&near, NA_STR("tags"));
    best = na_nearest_get(&near);
    if (best.len > 0)
        return na_fail(err, NA_EUSAGE, "\"%.*s\" is no field (did you mean %.*s?)",
                       NA_STR_ARG(shown), NA_STR_ARG(best));
    return na_fail(err, NA_EUSAGE,
                   "\"%.*s\" is none of title, deck, authors, source, published, "
                   "modified, section, tags, lang, url",
                   NA_STR_ARG(shown));
}

int na_mark_check(const na_mark *m, na_err *err)
{
    na_article a = { 0 };
    na_arena arena = { 0 };
    bool known = text_of(&a, m->field) || list_of(&a, m->field) ||
                 na_str_eqc(m->field, "note") ||
                 (is_tag(m->field) && m->field.len > strlen(TAG));
    int64_t secs;
    int rc = NA_OK;

    if (na_str_eqc(m->field, "body"))
        return na_fail(err, NA_EUSAGE, "the body of an article is never changed");
    if (!known) return unknown(m->field, err);
    if (na_u8_valid(m->field) < m->field.len || na_u8_valid(m->value) < m->value.len)
        return na_fail(err, NA_EUSAGE, "not valid UTF-8");
    if (m->field.len > MAX_FIELD || m->value.len > NA_MAX_MARK)
        return na_fail(err, NA_ELIMIT, "%.*s: more than %zu bytes",
                       NA_STR_ARG(na_str_sub(m->field, 0, na_u8_floor(m->field, 40))),
                       m->field.len > MAX_FIELD ? (size_t)MAX_FIELD : (size_t)NA_MAX_MARK);
    if (!m->drop && !na_str_eqc(m->field, "note") &&
        (!is_plain(m->field, false) || !is_plain(m->value, list_of(&a, m->field) != NULL)))
        return na_fail(err, NA_EUSAGE, "%s with a line break or another control character",
                       is_tag(m->field) ? "a tag" : "a field");
    if (is_tag(m->field) && !m->drop && !na_str_eqc(m->value, "+") &&
        !na_str_eqc(m->value, "-"))
        return na_fail(err, NA_EUSAGE, "a tag is put on with + or taken off with -");
    if (m->drop) return NA_OK;
    if (na_str_eqc(m->field, "published")) rc = set_date(m->value, &a, &arena, err);
    if (na_str_eqc(m->field, "modified") && m->value.len > 0 &&
        !na_rfc3339_parse(m->value, &secs, NULL))
        rc = na_fail(err, NA_EUSAGE, "modified: \"%.*s\" is no date or time of RFC 3339",
                     NA_STR_ARG(na_str_sub(m->value, 0, na_u8_floor(m->value, 40))));
    na_arena_release(&arena);
    return rc;
}

/* -- reading --------------------------------------------------------------------------- */

static int load(na_arc *a, uint64_t id, na_mark **out, size_t *n_out, na_arena *arena,
                na_err *err)
{
    na_stmt *q = NULL;
    size_t cap = 0, n = 0;
    na_mark *v = NULL;
    int rc =
        na_stmt_open(&q, a->db,
                     "SELECT field, value, at FROM overlay WHERE id = ? AND value IS NOT"
                     " NULL ORDER BY field",
                     err);

    if (rc == NA_OK) na_stmt_bind_i64(q, 1, (int64_t)id);
    while (rc >= 0 && (rc = na_stmt_step(q, err)) > 0) {
        if (n == NA_MAX_MARKS) {
            rc = na_fail(err, NA_ELIMIT, "an article has at most %u marks", NA_MAX_MARKS);
            break;
        }
        if (n == cap) {
            na_mark *more = na_arena_array(arena, cap ? 2 * cap : 8, sizeof *more);
            if (!more) {
                rc = na_fail_nomem(err);
                break;
            }
            if (n > 0) memcpy(more, v, n * sizeof *v);
            v = more;
            cap = cap ? 2 * cap : 8;
        }
        v[n] = (na_mark){ .field = na_arena_str(arena, na_stmt_text(q, 0)),
                          .value = na_arena_str(arena, na_stmt_text(q, 1)),
                          .at = na_stmt_i64(q, 2) };
        if (!v[n].field.ptr || !v[n].value.ptr) {
            rc = na_fail_nomem(err);
            break;
        }
        n++;
    }
    na_stmt_close(q);
    *out = v;
    *n_out = n;
    return rc < 0 ? rc : NA_OK;
}

bool na_overlay_id(na_str hex, uint64_t *out)
{
    *out = 0;
    for (size_t i = 0; i < hex.len; i++) {
        char c = hex.ptr[i];
        unsigned d = c >= '0' && c <= '9'   ? (unsigned)(c - '0')
                     : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10
                                            : 16;
        if (d > 15) return false;
        *out = *out << 4 | d;
    }
    return hex.len == 16;
}

int na_arc_marks(na_arc *a, na_str id, na_mark **out, size_t *n_out, na_arena *arena,
                 na_err *err)
{
    uint64_t number;

    if (!na_overlay_id(id, &number))
        return na_fail(err, NA_EUSAGE, "an id has 16 hex digits");
    return load(a, number, out, n_out, arena, err);
}

int na_arc_marked_tags(na_arc *a, na_marked_tag **out, size_t *n_out, na_arena *arena,
                       na_err *err)
{
    na_stmt *q = NULL;
    na_marked_tag *v = NULL;
    size_t n = 0, cap = 0;
    int rc = na_stmt_open(&q, a->db,
                          "SELECT field, count(*) FROM overlay WHERE field >= 'tag/'"
                          " AND field < 'tag0' AND value = '+'"
                          " AND id IN (SELECT id FROM shadow) GROUP BY field ORDER BY 1",
                          err);

    while (rc >= 0 && (rc = na_stmt_step(q, err)) > 0) {
        na_str field = na_stmt_text(q, 0);
        if (n == cap) {
            na_marked_tag *more = na_arena_array(arena, cap ? 2 * cap : 64, sizeof *more);
            if (more && n > 0) memcpy(more, v, n * sizeof *v);
            v = more;
            cap = cap ? 2 * cap : 64;
        }
        if (v) v[n].tag = na_arena_str(arena, na_str_sub(field, strlen(TAG), field.len));
        if (!v || !v[n].tag.ptr) {
            rc = na_fail_nomem(err);
            break;
        }
        v[n++].articles = (uint64_t)na_stmt_i64(q, 1);
    }
    na_stmt_close(q);
    *out = v;
    *n_out = n;
    return rc < 0 ? rc : NA_OK;
}

/* -- an article with its marks --------------------------------------------------------- */

static bool has(na_strv v, na_str s)
{
    for (size_t i = 0; i < v.n; i++)
        if (na_str_eq(v.v[i], s)) return true;
    return false;
}

/* Lines, those that are not blank. */
static int lines(na_str s, na_arena *arena, na_strv *out, na_err *err)
{
    na_str line;
    size_t most = 1;

    for (size_t i = 0; i < s.len; i++) most += s.ptr[i] == '\n';
    *out = (na_strv){ .v = na_arena_array(arena, most, sizeof(na_str)) };
    if (!out->v) return na_fail_nomem(err);
    while (na_str_line(&s, &line))
        if ((line = na_str_trim(line)).len > 0) out->v[out->n++] = line;
    return NA_OK;
}

static int retag(na_article *art, na_str tag, bool on, na_arena *arena, na_err *err)
{
    na_str *v = na_arena_array(arena, art->tags.n + 1, sizeof *v);
    size_t n = 0;

    if (!v) return na_fail_nomem(err);
    for (size_t i = 0; i < art->tags.n; i++)
        if (on || !na_str_eq(art->tags.v[i], tag)) v[n++] = art->tags.v[i];
    if (on && !has(art->tags, tag)) v[n++] = tag;
    art->tags = (na_strv){ v, n };
    return NA_OK;
}

static int apply_one(na_article *art, const na_mark *m, na_arena *arena, na_err *err)
{
    na_str *text = text_of(art, m->field);
    na_strv *list = list_of(art, m->field);

    if (na_str_eqc(m->field, "published")) return set_date(m->value, art, arena, err);
    if (list) return lines(m->value, arena, list, err);
    if (text) *text = m->value;
    return NA_OK;
}

/* All but tags first: they are put on and taken off what tags is set to. */
static int apply(na_article *art, const na_mark *v, size_t n, na_arena *arena, na_err *err)
{
    int rc = NA_OK;

    for (size_t i = 0; rc == NA_OK && i < n; i++)
        if (!is_tag(v[i].field)) rc = apply_one(art, &v[i], arena, err);
    for (size_t i = 0; rc == NA_OK && i < n; i++)
        if (is_tag(v[i].field))
            rc = retag(art, na_str_sub(v[i].field, strlen(TAG), v[i].field.len),
                       na_str_eqc(v[i].value, "+"), arena, err);
    return rc;
}

/* What a field is in the form that a mark has. */
static int as_mark(const na_article *art, na_str field, na_arena *arena, na_str *out,
                   na_err *err)
{
    na_article copy = *art;
    const na_str *text = text_of(&copy, field);
    const na_strv *list = list_of(&copy, field);
    na_buf b;

    *out = (na_str){ 0 };
    if (na_str_eqc(field, "published")) return *out = typed_date(art), NA_OK;
    if (text) return *out = *text, NA_OK;
    if (!list) return NA_OK;
    na_buf_init(&b, NA_MAX_ARTICLE);
    for (size_t i = 0; i < list->n; i++) {
        if (i > 0) na_buf_putc(&b, '\n');
        na_buf_str(&b, list->v[i]);
    }
    *out = na_arena_str(arena, na_buf_get(&b));
    na_buf_release(&b);
    return out->ptr ? NA_OK : na_fail_nomem(err);
}

void na_overlay_put_value(na_buf *b, na_str field, na_str value)
{
    na_article a = { 0 };
    na_str line;
    bool first = true;

    if (!list_of(&a, field)) {
        na_json_quote(b, value);
        return;
    }
    na_buf_putc(b, '[');
    while (na_str_line(&value, &line)) {
        if ((line = na_str_trim(line)).len == 0) continue;
        if (!first) na_buf_putc(b, ',');
        na_json_quote(b, line);
        first = false;
    }
    na_buf_putc(b, ']');
}

void na_overlay_put_time(na_buf *b, int64_t at)
{
    char secs[32];

    na_rfc3339_utc(at / 1000000, secs);
    na_buf_printf(b, "\"%.19s.%06ldZ\"", secs, (long)(at % 1000000));
}

static void put_tags(na_buf *b, const char *name, const na_mark *v, size_t n,
                     const char *sign)
{
    bool any = false;

    for (size_t i = 0; i < n; i++) {
        if (!is_tag(v[i].field) || !na_str_eqc(v[i].value, sign)) continue;
        if (!any) na_buf_printf(b, ",\"%s\":[", name);
        if (any) na_buf_putc(b, ',');
        na_json_quote(b, na_str_sub(v[i].field, strlen(TAG), v[i].field.len));
        any = true;
    }
    if (any) na_buf_putc(b, ']');
}

/* doc/json.md, overlay: what was set, what was there before, tags, note. */
static int describe(const na_article *was, const na_mark *v, size_t n, na_arena *arena,
                    na_str *out, na_err *err)
{
    int64_t at = 0;
    na_buf b;
    int rc = NA_OK;

    na_buf_init(&b, NA_MAX_ARTICLE);
    for (size_t i = 0; i < n; i++) at = v[i].at > at ? v[i].at : at;
    na_buf_puts(&b, "{\"at\":");
    na_overlay_put_time(&b, at);
    for (int before = 0; before < 2; before++) {
        bool any = false;
        for (size_t i = 0; rc == NA_OK && i < n; i++) {
            na_str value = v[i].value;
            if (is_tag(v[i].field) || na_str_eqc(v[i].field, "note")) continue;
            if (before && (rc = as_mark(was, v[i].field, arena, &value, err)) < 0) break;
            na_buf_puts(&b, any ? "," : before ? ",\"was\":{" : ",\"set\":{");
            any = true;
            na_json_quote(&b, v[i].field);
            na_buf_putc(&b, ':');
            na_overlay_put_value(&b, v[i].field, value);
        }
        if (any) na_buf_putc(&b, '}');
    }
    put_tags(&b, "tags_on", v, n, "+");
    put_tags(&b, "tags_off", v, n, "-");
    for (size_t i = 0; i < n; i++)
        if (na_str_eqc(v[i].field, "note")) {
            na_buf_puts(&b, ",\"note\":");
            na_json_quote(&b, v[i].value);
        }
    na_buf_putc(&b, '}');
    if (rc == NA_OK) rc = na_buf_check(&b, "marks", err);
    if (rc == NA_OK) *out = na_arena_str(arena, na_buf_get(&b));
    na_buf_release(&b);
    return rc < 0 ? rc : out->ptr ? NA_OK : na_fail_nomem(err);
}

/* NA_ELIMIT, NA_EUSAGE: what they make of it is none that the archive could hold. */
static int put_over(na_arc *a, uint64_t id, na_article *art, na_arena *arena, na_err *err)
{
    na_article was = *art;
    na_mark *v;
    size_t n;
    int rc = load(a, id, &v, &n, arena, err);

    art->overlay = (na_str){ 0 };
    if (rc < 0 || n == 0) return rc;
    if ((rc = apply(art, v, n, arena, err)) < 0) return rc;
    if ((rc = describe(&was, v, n, arena, &art->overlay, err)) < 0) return rc;
    return na_article_check(art, err);
}

int na_overlay_apply(na_arc *a, uint64_t id, na_article *art, na_arena *arena, na_err *err)
{
    na_article was = *art;
    na_err why = { 0 };
    int rc = put_over(a, id, art, arena, &why);

    if (rc == NA_OK) return rc;
    *art = was;
    art->overlay = (na_str){ 0 };
    return rc == NA_ELIMIT || rc == NA_EUSAGE ? NA_OK : na_fail(err, rc, "%s", why.msg);
}

/* -- marking --------------------------------------------------------------------------- */

static const na_mark *find(const na_mark *v, size_t n, na_str field)
{
    for (size_t i = 0; i < n; i++)
        if (na_str_eq(v[i].field, field)) return &v[i];
    return NULL;
}

/* Later than all there is. */
static int next_time(na_arc *a, int64_t *out, na_err *err)
{
    int64_t now = na_now();
    int rc = na_head_get(a, "marked", out, err);

    now = now > 0 && now < INT64_MAX / 1000000 ? now * 1000000 : 0;
    *out = now > *out ? now : *out + 1;
    return rc < 0 ? rc : na_head_set(a, "marked", *out, err);
}

static int put(na_arc *a, uint64_t id, na_str field, na_str value, bool drop, na_err *err)
{
    na_stmt *q = NULL;
    int64_t at;
    int rc = next_time(a, &at, err);

    if (rc == NA_OK)
        rc = na_stmt_open(&q, a->db,
                          "INSERT OR REPLACE INTO overlay(id, field, value, at, told)"
                          " VALUES(?, ?, ?, ?, 0)",
                          err);
    if (rc == NA_OK) {
        na_stmt_bind_i64(q, 1, (int64_t)id);
        na_stmt_bind_text(q, 2, field);
        if (drop)
            na_stmt_bind_null(q, 3);
        else
            na_stmt_bind_text(q, 3, value);
        na_stmt_bind_i64(q, 4, at);
        rc = na_stmt_run(q, err);
    }
    na_stmt_close(q);
    return rc;
}

/* What becomes of one field: nothing, another value, or none. */
static int decide(const na_article *raw, const na_mark *had, size_t nhad, const na_mark *m,
                  na_arena *arena, bool *write, bool *drop, na_err *err)
{
    const na_mark *old = find(had, nhad, m->field), *tags = find(had, nhad, NA_STR("tags"));
    na_strv base = raw->tags;
    na_str is;
    bool same;
    int rc = NA_OK;

    *drop = m->drop;
    if (is_tag(m->field) && !m->drop) {
        if (tags && (rc = lines(tags->value, arena, &base, err)) < 0) return rc;
        same = has(base, na_str_sub(m->field, strlen(TAG), m->field.len)) ==
               na_str_eqc(m->value, "+");
    } else if (!m->drop) {
        if ((rc = as_mark(raw, m->field, arena, &is, err)) < 0) return rc;
        same = na_str_eq(is, m->value);
    } else {
        same = true;
    }
    *drop = same; /* the article says so itself */
    *write = same ? old != NULL : !old || !na_str_eq(old->value, m->value);
    return NA_OK;
}

static int load_raw(na_arc *a, uint64_t id, na_volume **vol, int64_t *row, na_article *out,
                    na_arena *arena, na_err *err)
{
    uint32_t revision;
    int rc = na_add_find(a, id, &revision, vol, row, err);

    if (rc < 0) return rc;
    return *vol ? na_volume_article(*vol, *row, out, arena, err)
                : na_head_article(a, *row, out, arena, err);
}

int na_arc_mark(na_arc *a, na_str id, const na_mark *v, size_t n, bool *changed,
                na_err *err)
{
    na_arena arena = { 0 };
    na_article raw, after;
    na_mark *had = NULL;
    na_volume *vol;
    bool more = false; /* than was marked; what is taken back is no reason to refuse */
    uint64_t number;
    int64_t row;
    size_t nhad;
    int rc;

    na_assert(a->in_txn);
    *changed = false;
    if (!na_overlay_id(id, &number))
        return na_fail(err, NA_EUSAGE, "an id has 16 hex digits");
    if ((rc = load_raw(a, number, &vol, &row, &raw, &arena, err)) < 0) goto done;
    for (size_t i = 0; rc == NA_OK && i < n; i++) {
        bool write, drop;
        if ((rc = load(a, number, &had, &nhad, &arena, err)) < 0) break;
        rc = decide(&raw, had, nhad, &v[i], &arena, &write, &drop, err);
        if (rc < 0 || !write) continue;
        *changed = true;
        more |= !drop;
        rc = put(a, number, v[i].field, v[i].value, drop, err);
    }
    if (rc < 0 || !*changed) goto done;
    after = raw;
    rc = more ? put_over(a, number, &after, &arena, err)
              : na_overlay_apply(a, number, &after, &arena, err);
    if (rc < 0) goto done;
    rc = na_shadow_put(a, number, vol, row, &after, err);
done:
    na_arena_release(&arena);
    return rc;
}
