/* SPDX-License-Identifier: MIT */
/* The packed article: tag, length, bytes. A field left out is empty or zero. A meta item is
 * its kind (u8), the length of its key (u32), the key, and its value to the end; so is
 * where a field comes from, without the kind; boilerplate is its numbers, 4 bytes each. */
#include "base/article.h"
#include "base/limits.h"
#include "base/str.h"

/* Append only: head.db holds these numbers. */
enum {
    T_ID = 1,
    T_REVISION,
    T_KEY,
    T_URL,
    T_TITLE,
    T_DECK,
    T_SOURCE,
    T_PUBLISHED,
    T_PRECISION,
    T_MODIFIED,
    T_SECTION,
    T_LANG,
    T_BODY,
    T_PERMALINK,
    T_AUTHOR,
    T_TAG,
    T_META,
    T_IMPORT,
    T_BUNDLE,
    T_BUNDLE_SHA,
    T_ENTRY,
    T_RECORD,
    T_RECORD_SHA,
    T_READER,
    T_READER_VERSION,
    T_IMPORTED,
    T_FROM,
    T_OVERLAY,
    T_BOILERPLATE,
    T_END
};

/* The place of a tag that is one string; NULL for the others. */
static na_str *string_of(na_article *a, int tag)
{
    switch (tag) {
    case T_ID:
        return &a->id;
    case T_KEY:
        return &a->key;
    case T_URL:
        return &a->url;
    case T_TITLE:
        return &a->title;
    case T_DECK:
        return &a->deck;
    case T_SOURCE:
        return &a->source;
    case T_PUBLISHED:
        return &a->published;
    case T_MODIFIED:
        return &a->modified;
    case T_SECTION:
        return &a->section;
    case T_LANG:
        return &a->lang;
    case T_BODY:
        return &a->body;
    case T_BUNDLE:
        return &a->prov.bundle;
    case T_BUNDLE_SHA:
        return &a->prov.bundle_sha256;
    case T_ENTRY:
        return &a->prov.entry;
    case T_RECORD_SHA:
        return &a->prov.record_sha256;
    case T_READER:
        return &a->prov.reader;
    case T_READER_VERSION:
        return &a->prov.reader_version;
    case T_IMPORTED:
        return &a->prov.imported;
    case T_OVERLAY:
        return &a->overlay;
    default:
        return NULL;
    }
}

static bool is_list(int tag)
{
    return tag == T_AUTHOR || tag == T_TAG || tag == T_META || tag == T_FROM;
}

int64_t na_article_time(const na_article *a)
{
    int64_t secs;
    return na_rfc3339_parse(a->published, &secs, NULL) ? secs : NA_TIME_NONE;
}

na_str na_article_meta(const na_article *a, const char *key)
{
    for (size_t i = 0; i < a->nmeta; i++)
        if (na_str_eqc(a->meta[i].key, key)) return a->meta[i].value;
    return (na_str){ 0 };
}

na_str na_article_from(const na_article *a, const char *field)
{
    for (size_t i = 0; i < a->prov.nfields; i++)
        if (na_str_eqc(a->prov.fields[i].field, field)) return a->prov.fields[i].value;
    return (na_str){ 0 };
}

int na_article_set_from(na_article *a, na_str field, na_str value, na_arena *arena,
                        na_err *err)
{
    const na_provenance *p = &a->prov;
    na_from *v;
    size_t n = 0;

    if (value.len > NA_MAX_FROM_BYTES) value.len = 0;
    if (!(v = na_arena_array(arena, p->nfields + 1, sizeof *v))) return na_fail_nomem(err);
    for (size_t i = 0; i < p->nfields; i++) { /* a new list: a copy may share the old one */
        int c = value.len ? na_str_cmp(field, p->fields[i].field) : 1;
        if (na_str_eq(field, p->fields[i].field)) continue;
        if (c < 0) {
            v[n++] = (na_from){ field, value };
            value.len = 0;
        }
        v[n++] = p->fields[i];
    }
    if (value.len) v[n++] = (na_from){ field, value };
    if (n > NA_MAX_FROM) return NA_OK;
    a->prov.fields = v;
    a->prov.nfields = n;
    return NA_OK;
}

bool na_article_paragraph(na_str body, size_t *at, na_str *out)
{
    while (*at < body.len) {
        size_t from = *at, end = na_str_find(body, NA_STR("\n\n"), from);
        if (end == (size_t)-1) end = body.len;
        for (*at = end; *at < body.len && body.ptr[*at] == '\n';) ++*at;
        *out = na_str_trim(na_str_sub(body, from, end));
        if (out->len > 0) return true;
    }
    return false;
}

na_str na_article_indexed(const na_article *a, na_buf *scratch)
{
    uint32_t paragraph = 0;
    size_t at = 0, next = 0;
    na_str p;

    if (a->nboilerplate == 0) return a->body;
    na_buf_reset(scratch);
    na_buf_str(scratch, a->body);
    if (scratch->rc != NA_OK) return a->body;
    while (next < a->nboilerplate && na_article_paragraph(a->body, &at, &p)) {
        if (++paragraph != a->boilerplate[next]) continue;
        memset(scratch->ptr + (p.ptr - a->body.ptr), ' ', p.len);
        next++;
    }
    return na_buf_get(scratch);
}

/* A length that u32 cannot hold is past every limit: the buffer says so. */
static void put_head(na_buf *out, int tag, size_t len)
{
    if (len > UINT32_MAX) {
        if (out->rc == NA_OK) out->rc = NA_ELIMIT;
        return;
    }
    na_buf_u8(out, (uint8_t)tag);
    na_buf_u32(out, (uint32_t)len);
}

static void put_str(na_buf *out, int tag, na_str s)
{
    put_head(out, tag, s.len);
    na_buf_str(out, s);
}

static void put_int(na_buf *out, int tag, uint64_t v)
{
    if (v == 0) return;
    put_head(out, tag, 8);
    na_buf_u64(out, v);
}

static void put_meta(na_buf *out, const na_meta *m)
{
    size_t len;
    if (m->key.len > UINT32_MAX || !na_add_ok(m->key.len, m->value.len, &len) ||
        !na_add_ok(len, 5, &len))
        len = SIZE_MAX;
    put_head(out, T_META, len);
    na_buf_u8(out, (uint8_t)m->kind);
    na_buf_u32(out, (uint32_t)m->key.len);
    na_buf_str(out, m->key);
    na_buf_str(out, m->value);
}

static void put_from(na_buf *out, const na_from *f)
{
    size_t len;
    if (f->field.len > UINT32_MAX || !na_add_ok(f->field.len, f->value.len, &len) ||
        !na_add_ok(len, 4, &len))
        len = SIZE_MAX;
    put_head(out, T_FROM, len);
    na_buf_u32(out, (uint32_t)f->field.len);
    na_buf_str(out, f->field);
    na_buf_str(out, f->value);
}

void na_article_pack(const na_article *a, na_buf *out)
{
    na_article copy = *a; /* string_of wants somewhere to point */
    for (int tag = T_ID; tag < T_END; tag++) {
        const na_str *s = string_of(&copy, tag);
        if (s) {
            if (s->len) put_str(out, tag, *s);
            continue;
        }
        switch (tag) {
        case T_REVISION:
            put_int(out, tag, a->revision);
            break;
        case T_PRECISION:
            put_int(out, tag, (uint64_t)a->published_precision);
            break;
        case T_PERMALINK:
            put_int(out, tag, a->permalink);
            break;
        case T_IMPORT:
            put_int(out, tag, a->prov.import);
            break;
        case T_RECORD:
            put_int(out, tag, a->prov.record);
            break;
        case T_AUTHOR:
            for (size_t i = 0; i < a->authors.n; i++) put_str(out, tag, a->authors.v[i]);
            break;
        case T_TAG:
            for (size_t i = 0; i < a->tags.n; i++) put_str(out, tag, a->tags.v[i]);
            break;
        case T_META:
            for (size_t i = 0; i < a->nmeta; i++) put_meta(out, &a->meta[i]);
            break;
        case T_FROM:
            for (size_t i = 0; i < a->prov.nfields; i++) put_from(out, &a->prov.fields[i]);
            break;
        case T_BOILERPLATE:
            if (a->nboilerplate == 0) break;
            put_head(out, tag, a->nboilerplate * 4);
            for (size_t i = 0; i < a->nboilerplate; i++) na_buf_u32(out, a->boilerplate[i]);
            break;
        default:
            break;
        }
    }
}

static int corrupt(na_err *err, size_t at, const char *why)
{
    return na_fail(err, NA_ECORRUPT, "packed article: %s at byte %zu", why, at);
}

static int over(na_err *err, const char *what, size_t max)
{
    return na_fail(err, NA_ELIMIT, "article: %s over the limit of %zu", what, max);
}

/* First pass: the form and the limits, and how long the lists are. */
static int survey(na_str packed, size_t count[T_END], na_err *err)
{
    size_t meta_bytes = 0;
    int last = 0;
    if (packed.len > NA_MAX_ARTICLE) return over(err, "bytes", NA_MAX_ARTICLE);
    for (na_rd r = na_rd_of(packed); na_rd_left(&r) > 0;) {
        size_t at = packed.len - na_rd_left(&r);
        int tag = na_rd_u8(&r);
        uint32_t len = na_rd_u32(&r);
        na_rd_bytes(&r, len);
        if (r.bad) return corrupt(err, at, "cut short");
        if (tag < T_ID || tag >= T_END) return corrupt(err, at, "unknown tag");
        if (tag < last || (tag == last && !is_list(tag)))
            return corrupt(err, at, "tag out of order");
        last = tag;
        if (tag != T_BODY && tag != T_META && tag != T_OVERLAY && len > NA_MAX_FIELD)
            return over(err, "bytes of one field", NA_MAX_FIELD);
        if (++count[tag] > NA_MAX_LIST) return over(err, "items of one list", NA_MAX_LIST);
        if (tag == T_META && (meta_bytes += len) > NA_MAX_META + 5 * count[tag])
            return over(err, "bytes of meta", NA_MAX_META);
        if (tag == T_FROM && (count[tag] > NA_MAX_FROM || len > 2 * NA_MAX_FROM_BYTES + 4))
            return over(err, "fields with their origin", NA_MAX_FROM);
    }
    return NA_OK;
}

static bool get_meta(na_str s, na_meta *m)
{
    na_rd r = na_rd_of(s);
    unsigned kind = na_rd_u8(&r);
    m->key = na_rd_bytes(&r, na_rd_u32(&r));
    m->value = na_rd_bytes(&r, na_rd_left(&r));
    m->kind = (na_meta_kind)kind;
    if (r.bad || kind > NA_META_BOOL) return false;
    return kind != NA_META_BOOL || na_str_eqc(m->value, "true") ||
           na_str_eqc(m->value, "false");
}

static bool get_from(na_str s, na_from *f)
{
    na_rd r = na_rd_of(s);
    f->field = na_rd_bytes(&r, na_rd_u32(&r));
    f->value = na_rd_bytes(&r, na_rd_left(&r));
    return !r.bad && f->field.len && f->value.len;
}

static bool get_int(na_article *a, int tag, na_str s)
{
    na_rd r = na_rd_of(s);
    uint64_t v = na_rd_u64(&r);
    if (r.bad || na_rd_left(&r) > 0 || v == 0) return false;
    switch (tag) {
    case T_REVISION:
        a->revision = (uint32_t)v;
        return v <= UINT32_MAX;
    case T_PRECISION:
        a->published_precision = (na_precision)v;
        return v <= NA_PREC_SECOND;
    case T_PERMALINK:
        a->permalink = true;
        return v == 1;
    case T_IMPORT:
        a->prov.import = v;
        return true;
    case T_RECORD:
        a->prov.record = v;
        return true;
    default:
        return false;
    }
}

static int get_boilerplate(na_str s, size_t at, na_article *a, na_arena *arena, na_err *err)
{
    na_rd r = na_rd_of(s);

    if (s.len % 4 != 0) return corrupt(err, at, "bad list of paragraphs");
    a->boilerplate = na_arena_array(arena, s.len / 4, sizeof *a->boilerplate);
    if (!a->boilerplate) return na_fail_nomem(err);
    while (na_rd_left(&r) > 0) {
        uint32_t p = na_rd_u32(&r);
        if (p <= (a->nboilerplate > 0 ? a->boilerplate[a->nboilerplate - 1] : 0))
            return corrupt(err, at, "bad list of paragraphs");
        a->boilerplate[a->nboilerplate++] = p;
    }
    return NA_OK;
}

int na_article_unpack(na_str packed, na_article *out, na_arena *arena, na_err *err)
{
    size_t count[T_END] = { 0 };
    na_article a = { 0 };
    int rc = survey(packed, count, err);
    if (rc < 0) return rc;
    a.authors.v = na_arena_array(arena, count[T_AUTHOR], sizeof(na_str));
    a.tags.v = na_arena_array(arena, count[T_TAG], sizeof(na_str));
    a.meta = na_arena_array(arena, count[T_META], sizeof(na_meta));
    a.prov.fields = na_arena_array(arena, count[T_FROM], sizeof(na_from));
    if (!a.authors.v || !a.tags.v || !a.meta || !a.prov.fields) return na_fail_nomem(err);

    for (na_rd r = na_rd_of(packed); na_rd_left(&r) > 0;) {
        size_t at = packed.len - na_rd_left(&r);
        int tag = na_rd_u8(&r);
        na_str s = na_rd_bytes(&r, na_rd_u32(&r));
        na_str *slot = string_of(&a, tag);
        if (slot)
            *slot = s;
        else if (tag == T_AUTHOR)
            a.authors.v[a.authors.n++] = s;
        else if (tag == T_TAG)
            a.tags.v[a.tags.n++] = s;
        else if (tag == T_META) {
            if (!get_meta(s, &a.meta[a.nmeta++])) return corrupt(err, at, "bad meta item");
        } else if (tag == T_FROM) {
            if (!get_from(s, &a.prov.fields[a.prov.nfields++]))
                return corrupt(err, at, "bad origin of a field");
        } else if (tag == T_BOILERPLATE) {
            if ((rc = get_boilerplate(s, at, &a, arena, err)) < 0) return rc;
        } else if (!get_int(&a, tag, s))
            return corrupt(err, at, "bad number");
    }
    *out = a;
    return NA_OK;
}

static bool dup_list(na_strv *list, na_arena *arena)
{
    na_str *v = na_arena_array(arena, list->n, sizeof *v);
    if (!v) return false;
    for (size_t i = 0; i < list->n; i++)
        if (!(v[i] = na_arena_str(arena, list->v[i])).ptr) return false;
    list->v = v;
    return true;
}

int na_article_dup(const na_article *from, na_article *out, na_arena *arena, na_err *err)
{
    na_article a = *from;
    for (int tag = T_ID; tag < T_END; tag++) {
        na_str *s = string_of(&a, tag);
        if (s && !(*s = na_arena_str(arena, *s)).ptr) return na_fail_nomem(err);
    }
    if (!dup_list(&a.authors, arena) || !dup_list(&a.tags, arena))
        return na_fail_nomem(err);
    a.meta = na_arena_array(arena, a.nmeta, sizeof *a.meta);
    if (!a.meta) return na_fail_nomem(err);
    for (size_t i = 0; i < a.nmeta; i++) {
        a.meta[i] = from->meta[i];
        a.meta[i].key = na_arena_str(arena, from->meta[i].key);
        a.meta[i].value = na_arena_str(arena, from->meta[i].value);
        if (!a.meta[i].key.ptr || !a.meta[i].value.ptr) return na_fail_nomem(err);
    }
    a.prov.fields = na_arena_array(arena, a.prov.nfields, sizeof *a.prov.fields);
    if (!a.prov.fields) return na_fail_nomem(err);
    for (size_t i = 0; i < a.prov.nfields; i++) {
        na_from *f = &a.prov.fields[i];
        f->field = na_arena_str(arena, from->prov.fields[i].field);
        f->value = na_arena_str(arena, from->prov.fields[i].value);
        if (!f->field.ptr || !f->value.ptr) return na_fail_nomem(err);
    }
    a.boilerplate = na_arena_array(arena, a.nboilerplate, sizeof *a.boilerplate);
    if (!a.boilerplate) return na_fail_nomem(err);
    for (size_t i = 0; i < a.nboilerplate; i++) a.boilerplate[i] = from->boilerplate[i];
    *out = a;
    return NA_OK;
}
