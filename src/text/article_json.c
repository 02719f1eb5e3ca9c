/* SPDX-License-Identifier: MIT */
#include "text/article_json.h"

#include "base/jsonw.h"
#include "base/limits.h"
#include "text/json.h"

/* Writing */

static void key(na_buf *b, const char *name)
{
    if (b->len > 0 && b->ptr[b->len - 1] != '{') na_buf_putc(b, ',');
    na_buf_putc(b, '"');
    na_buf_puts(b, name);
    na_buf_put(b, "\":", 2);
}

static void put_str(na_buf *b, const char *name, na_str s)
{
    if (s.len == 0) return;
    key(b, name);
    na_json_quote(b, s);
}

static void put_u64(na_buf *b, const char *name, uint64_t v)
{
    if (v == 0) return;
    key(b, name);
    na_buf_printf(b, "%llu", (unsigned long long)v);
}

static void put_list(na_buf *b, const char *name, na_strv l)
{
    if (l.n == 0) return;
    key(b, name);
    na_buf_putc(b, '[');
    for (size_t i = 0; i < l.n; i++) {
        if (i > 0) na_buf_putc(b, ',');
        na_json_quote(b, l.v[i]);
    }
    na_buf_putc(b, ']');
}

static int put_meta(na_buf *b, const na_article *a, na_err *err)
{
    if (a->nmeta == 0) return NA_OK;
    key(b, "meta");
    na_buf_putc(b, '{');
    for (size_t i = 0; i < a->nmeta; i++) {
        const na_meta *m = &a->meta[i];
        if (i > 0) na_buf_putc(b, ',');
        na_json_quote(b, m->key);
        na_buf_putc(b, ':');
        if (m->kind == NA_META_BOOL) {
            na_buf_puts(b, na_str_eqc(m->value, "true") ? "true" : "false");
        } else if (m->kind == NA_META_STR) {
            na_json_quote(b, m->value);
        } else if (!na_json_num_canon(m->value, b)) {
            return na_fail(err, NA_ECORRUPT, "meta.%.*s is no number: %.*s",
                           NA_STR_ARG(m->key), NA_STR_ARG(m->value));
        }
    }
    na_buf_putc(b, '}');
    return NA_OK;
}

static void put_fields(na_buf *b, const na_provenance *p)
{
    if (p->nfields == 0) return;
    key(b, "fields");
    na_buf_putc(b, '{');
    for (size_t i = 0; i < p->nfields; i++) {
        if (i > 0) na_buf_putc(b, ',');
        na_json_quote(b, p->fields[i].field);
        na_buf_putc(b, ':');
        na_json_quote(b, p->fields[i].value);
    }
    na_buf_putc(b, '}');
}

static void put_boilerplate(na_buf *b, const na_article *a)
{
    if (a->nboilerplate == 0) return;
    key(b, "boilerplate");
    na_buf_putc(b, '[');
    for (size_t i = 0; i < a->nboilerplate; i++)
        na_buf_printf(b, "%s%u", i > 0 ? "," : "", (unsigned)a->boilerplate[i]);
    na_buf_putc(b, ']');
}

static void put_provenance(na_buf *b, const na_provenance *p)
{
    size_t from = b->len;

    key(b, "provenance");
    na_buf_putc(b, '{');
    put_u64(b, "import", p->import);
    put_str(b, "bundle", p->bundle);
    put_str(b, "bundle_sha256", p->bundle_sha256);
    put_str(b, "entry", p->entry);
    put_u64(b, "record", p->record);
    put_str(b, "record_sha256", p->record_sha256);
    put_str(b, "reader", p->reader);
    put_str(b, "reader_version", p->reader_version);
    put_str(b, "imported", p->imported);
    put_fields(b, p);
    if (b->rc == NA_OK && b->ptr[b->len - 1] == '{') {
        na_buf_cut(b, from);
    } else {
        na_buf_putc(b, '}');
    }
}

int na_article_to_json(const na_article *a, na_buf *out, na_err *err)
{
    size_t from = out->len;
    int rc;

    na_buf_putc(out, '{');
    put_str(out, "id", a->id);
    put_u64(out, "revision", a->revision);
    put_str(out, "key", a->key);
    put_str(out, "url", a->url);
    put_str(out, "title", a->title);
    put_str(out, "deck", a->deck);
    put_list(out, "authors", a->authors);
    put_str(out, "source", a->source);
    if (a->published.len && a->published_precision != NA_PREC_NONE) {
        put_str(out, "published", a->published);
        put_str(out, "published_precision",
                na_str_c(na_precision_name(a->published_precision)));
    }
    put_str(out, "modified", a->modified);
    put_str(out, "section", a->section);
    put_list(out, "tags", a->tags);
    put_str(out, "lang", a->lang);
    put_str(out, "body", a->body);
    if ((rc = put_meta(out, a, err)) < 0) {
        na_buf_cut(out, from);
        return rc;
    }
    put_boilerplate(out, a);
    if (a->overlay.len > 0) {
        key(out, "overlay");
        na_buf_str(out, a->overlay);
    }
    put_provenance(out, &a->prov);
    na_buf_putc(out, '}');
    return na_buf_check(out, "article", err);
}

/* Reading */

enum type { T_STR, T_LIST, T_U32, T_U64 };

struct member {
    const char *name;
    size_t off;
    enum type type;
};

#define M(name, type)                                                                      \
    {                                                                                      \
#name, offsetof(na_article, name), type                                            \
    }
#define P(name, type)                                                                      \
    {                                                                                      \
#name, offsetof(na_provenance, name), type                                         \
    }

static const struct member article_members[] = {
    M(id, T_STR),        M(revision, T_U32), M(key, T_STR),      M(url, T_STR),
    M(title, T_STR),     M(deck, T_STR),     M(authors, T_LIST), M(source, T_STR),
    M(published, T_STR), M(modified, T_STR), M(section, T_STR),  M(tags, T_LIST),
    M(lang, T_STR),      M(body, T_STR),
};

static const struct member provenance_members[] = {
    P(import, T_U64), P(bundle, T_STR),         P(bundle_sha256, T_STR),
    P(entry, T_STR),  P(record, T_U64),         P(record_sha256, T_STR),
    P(reader, T_STR), P(reader_version, T_STR), P(imported, T_STR),
};

struct reader {
    na_arena *arena;
    na_err *err;
};

static int wrong(struct reader *r, na_str name, const char *wanted)
{
    return na_fail(r->err, NA_ECORRUPT, "article: \"%.*s\" is not %s", NA_STR_ARG(name),
                   wanted);
}

static int take_str(struct reader *r, na_str name, const na_json_node *v, na_str *out)
{
    if (na_json_type_of(v) != NA_JSON_STR) return wrong(r, name, "a string");
    *out = na_arena_str(r->arena, na_json_str(v));
    return out->ptr ? NA_OK : na_fail_nomem(r->err);
}

static int take_list(struct reader *r, na_str name, const na_json_node *v, na_strv *out)
{
    size_t n = na_json_len(v);
    int rc = NA_OK;

    if (na_json_type_of(v) != NA_JSON_ARRAY) return wrong(r, name, "a list of strings");
    if (n > NA_MAX_LIST) {
        return na_fail(r->err, NA_ELIMIT, "article: \"%.*s\" holds more than %u",
                       NA_STR_ARG(name), NA_MAX_LIST);
    }
    if (n == 0) return NA_OK;
    if (!(out->v = na_arena_array(r->arena, n, sizeof *out->v)))
        return na_fail_nomem(r->err);
    for (size_t i = 0; rc == NA_OK && i < n; i++) {
        rc = take_str(r, name, na_json_at(v, i), &out->v[i]);
    }
    out->n = n;
    return rc;
}

static int take_member(struct reader *r, const struct member *m, na_str name,
                       const na_json_node *v, void *base)
{
    void *field = (char *)base + m->off;
    int64_t i = na_json_int(v);

    switch (m->type) {
    case T_STR:
        return take_str(r, name, v, field);
    case T_LIST:
        return take_list(r, name, v, field);
    case T_U32:
        if (na_json_type_of(v) != NA_JSON_INT || i < 0 || i > UINT32_MAX) break;
        *(uint32_t *)field = (uint32_t)i;
        return NA_OK;
    case T_U64:
        if (na_json_type_of(v) != NA_JSON_INT || i < 0) break;
        *(uint64_t *)field = (uint64_t)i;
        return NA_OK;
    }
    return wrong(r, name, "a whole number in range");
}

static int take_known(struct reader *r, const struct member *m, size_t n, na_json_iter *it,
                      void *base)
{
    for (size_t i = 0; i < n; i++) {
        if (na_str_eqc(it->key, m[i].name)) {
            return take_member(r, &m[i], it->key, it->value, base);
        }
    }
    return NA_OK;
}

static int take_meta(struct reader *r, const na_json_node *v, na_article *a)
{
    na_json_iter it = { 0 };
    int rc = NA_OK;

    if (na_json_type_of(v) != NA_JSON_OBJECT) return wrong(r, NA_STR("meta"), "an object");
    if (na_json_len(v) == 0) return NA_OK;
    a->meta = na_arena_array(r->arena, na_json_len(v), sizeof *a->meta);
    if (!a->meta) return na_fail_nomem(r->err);
    while (rc == NA_OK && na_json_next(v, &it)) {
        na_meta *m = &a->meta[a->nmeta++];
        na_buf num;

        if (!(m->key = na_arena_str(r->arena, it.key)).ptr) return na_fail_nomem(r->err);
        switch (na_json_type_of(it.value)) {
        case NA_JSON_STR:
            rc = take_str(r, it.key, it.value, &m->value);
            break;
        case NA_JSON_BOOL:
            m->kind = NA_META_BOOL;
            m->value = na_json_bool(it.value) ? NA_STR("true") : NA_STR("false");
            break;
        case NA_JSON_INT:
        case NA_JSON_REAL:
            m->kind = NA_META_NUM;
            na_buf_init(&num, 64);
            na_json_num_put(&num, it.value);
            m->value = na_arena_str(r->arena, na_buf_get(&num));
            na_buf_release(&num);
            if (!m->value.ptr) rc = na_fail_nomem(r->err);
            break;
        default:
            rc = wrong(r, it.key, "a string, number or boolean");
        }
    }
    return rc;
}

static int take_boilerplate(struct reader *r, na_str name, const na_json_node *v,
                            na_article *a)
{
    size_t n = na_json_len(v);
    int64_t last = 0;

    if (na_json_type_of(v) != NA_JSON_ARRAY)
        return wrong(r, name, "a list of ascending numbers");
    if (n > NA_MAX_LIST)
        return na_fail(r->err, NA_ELIMIT, "article: \"%.*s\" holds more than %u",
                       NA_STR_ARG(name), NA_MAX_LIST);
    if (n == 0) return NA_OK;
    a->boilerplate = na_arena_array(r->arena, n, sizeof *a->boilerplate);
    if (!a->boilerplate) return na_fail_nomem(r->err);
    for (size_t i = 0; i < n; i++) {
        int64_t p = na_json_int(na_json_at(v, i));
        if (na_json_type_of(na_json_at(v, i)) != NA_JSON_INT || p <= last || p > UINT32_MAX)
            return wrong(r, name, "a list of ascending numbers");
        a->boilerplate[i] = (uint32_t)(last = p);
    }
    a->nboilerplate = n;
    return NA_OK;
}

/* Of what a later version may write here, what does not fit is left out. */
static int take_fields(struct reader *r, const na_json_node *v, na_article *a)
{
    na_json_iter it = { 0 };
    int rc = NA_OK;

    if (na_json_type_of(v) != NA_JSON_OBJECT)
        return wrong(r, NA_STR("fields"), "an object");
    while (rc == NA_OK && na_json_next(v, &it)) {
        na_str field, value = { 0 };
        if (na_json_type_of(it.value) == NA_JSON_NULL) continue;
        if ((rc = take_str(r, it.key, it.value, &value)) < 0) break;
        if (!it.key.len || it.key.len > NA_MAX_FROM_BYTES) continue;
        if (!(field = na_arena_str(r->arena, it.key)).ptr) return na_fail_nomem(r->err);
        rc = na_article_set_from(a, field, value, r->arena, r->err);
    }
    return rc;
}

static int take_provenance(struct reader *r, const na_json_node *v, na_article *a)
{
    na_provenance *p = &a->prov;
    na_json_iter it = { 0 };
    int rc = NA_OK;

    if (na_json_type_of(v) != NA_JSON_OBJECT)
        return wrong(r, NA_STR("provenance"), "an object");
    while (rc == NA_OK && na_json_next(v, &it)) {
        if (na_json_type_of(it.value) == NA_JSON_NULL) continue;
        if (na_str_eqc(it.key, "fields")) {
            rc = take_fields(r, it.value, a);
            continue;
        }
        rc = take_known(r, provenance_members,
                        sizeof provenance_members / sizeof *provenance_members, &it, p);
    }
    return rc;
}

static int check_times(struct reader *r, na_article *a)
{
    int64_t secs;
    bool day = false;

    if (a->modified.len && !na_rfc3339_parse(a->modified, &secs, &day)) {
        return wrong(r, NA_STR("modified"), "an RFC 3339 time");
    }
    if (a->published.len == 0) {
        a->published_precision = NA_PREC_NONE;
        return NA_OK;
    }
    if (!na_rfc3339_parse(a->published, &secs, &day)) {
        return wrong(r, NA_STR("published"), "an RFC 3339 time");
    }
    if (a->published_precision == NA_PREC_NONE) {
        a->published_precision = day ? NA_PREC_DAY : NA_PREC_SECOND;
    }
    return NA_OK;
}

int na_article_from_json(na_str line, na_article *out, na_arena *arena, na_err *err)
{
    const na_json_opts opts = { .max_bytes = 8 * NA_MAX_ARTICLE, .max_depth = 64 };
    struct reader r = { arena, err };
    na_json *doc = NULL;
    na_json_iter it = { 0 };
    na_article a = { 0 };
    na_str precision = { 0 };
    int rc;

    if ((rc = na_json_parse(line, &opts, &doc, err)) < 0) goto done;
    if (na_json_type_of(na_json_root(doc)) != NA_JSON_OBJECT) {
        rc = na_fail(err, NA_ECORRUPT, "article: not a JSON object");
        goto done;
    }
    while (rc == NA_OK && na_json_next(na_json_root(doc), &it)) {
        if (na_json_type_of(it.value) == NA_JSON_NULL) {
            continue;
        } else if (na_str_eqc(it.key, "meta")) {
            rc = take_meta(&r, it.value, &a);
        } else if (na_str_eqc(it.key, "boilerplate")) {
            rc = take_boilerplate(&r, it.key, it.value, &a);
        } else if (na_str_eqc(it.key, "provenance")) {
            rc = take_provenance(&r, it.value, &a);
        } else if (na_str_eqc(it.key, "published_precision")) {
            rc = take_str(&r, it.key, it.value, &precision);
            a.published_precision = na_precision_of(precision);
            if (rc == NA_OK && a.published_precision == NA_PREC_NONE) {
                rc = wrong(&r, it.key, "year, month, day, minute or second");
            }
        } else {
            rc = take_known(&r, article_members,
                            sizeof article_members / sizeof *article_members, &it, &a);
        }
    }
    if (rc == NA_OK && (rc = check_times(&r, &a)) == NA_OK) *out = a;
done:
    na_json_free(doc);
    return rc;
}
