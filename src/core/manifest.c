/* SPDX-License-Identifier: MIT */
#include "core/manifest.h"
#include "base/hash.h"
#include "base/jsonw.h"
#include "base/utf8.h"
#include "text/analyzer.h"
#include "text/json.h"
#include <stdio.h>
#include <stdlib.h>

/* The room that inline ids may take, so that the rest always fits. */
#define IDS_BYTES 1400
#define ID_TEXT 32 /* "0123456789abcdef.4294967295" */

static size_t id_text(const na_idrev *id, char out[ID_TEXT])
{
    int n = id->revision == 0
                ? snprintf(out, ID_TEXT, "%016llx", (unsigned long long)id->id)
                : snprintf(out, ID_TEXT, "%016llx.%lu", (unsigned long long)id->id,
                           (unsigned long)id->revision);
    return n > 0 ? (size_t)n : 0;
}

bool na_manifest_ids_set(na_manifest_ids *out, const na_idrev *ids, size_t n)
{
    char text[ID_TEXT];
    size_t bytes = 0;

    *out = (na_manifest_ids){ .n = n };
    if (n > NA_MANIFEST_INLINE) return false;
    for (size_t i = 0; i < n; i++) bytes += id_text(&ids[i], text) + 3;
    if (bytes > IDS_BYTES) return false;
    for (size_t i = 0; i < n; i++) out->ids[i] = ids[i];
    out->nids = n;
    return true;
}

void na_manifest_ids_text(const na_idrev *ids, size_t n, na_buf *out)
{
    char text[ID_TEXT];

    for (size_t i = 0; i < n; i++) {
        na_buf_put(out, text, id_text(&ids[i], text));
        na_buf_putc(out, '\n');
    }
}

/* ---- writing ---- */

static void put_u64(na_buf *out, const char *key, uint64_t v)
{
    na_buf_printf(out, "\"%s\":%llu", key, (unsigned long long)v);
}

static void put_time(na_buf *out, const char *key, int64_t t)
{
    char text[32];

    na_rfc3339_utc(t, text);
    na_buf_printf(out, "\"%s\":\"%s\"", key, text);
}

static void put_ids(na_buf *out, const char *key, const na_manifest_ids *ids)
{
    char text[ID_TEXT];

    na_buf_printf(out, ",\"%s\":{", key);
    put_u64(out, "n", ids->n);
    if (ids->nids == ids->n) {
        na_buf_puts(out, ",\"ids\":[");
        for (size_t i = 0; i < ids->nids; i++) {
            na_buf_puts(out, i ? ",\"" : "\"");
            na_buf_put(out, text, id_text(&ids->ids[i], text));
            na_buf_putc(out, '"');
        }
        na_buf_putc(out, ']');
    }
    na_buf_putc(out, '}');
}

static void put_member(na_buf *out, const na_vol_member *m)
{
    char hex[65];

    na_hex(m->sha256, 32, hex);
    na_buf_puts(out, "{\"name\":");
    na_json_quote(out, na_str_c(m->name));
    na_buf_putc(out, ',');
    put_u64(out, "offset", m->offset);
    na_buf_putc(out, ',');
    put_u64(out, "size", m->size);
    na_buf_printf(out, ",\"sha256\":\"%s\",", hex);
    put_u64(out, "raw_size", m->raw_size);
    na_buf_putc(out, ',');
    put_u64(out, "frames", m->frames);
    na_buf_putc(out, '}');
}

int na_manifest_put(const na_manifest *m, na_buf *out, na_err *err)
{
    static const char *const tokens[] = { "title", "deck", "body" };
    size_t from = out->len;

    na_buf_putc(out, '{');
    put_u64(out, "newsarc", m->format);
    na_buf_putc(out, ',');
    put_u64(out, "analyzer", m->analyzer);
    na_buf_putc(out, ',');
    put_time(out, "created", m->created);
    na_buf_puts(out, ",\"generator\":");
    na_json_quote(out, na_str_c(m->generator));
    na_buf_putc(out, ',');
    if (m->best) na_buf_puts(out, "\"best\":true,");
    put_u64(out, "articles", m->articles);
    na_buf_putc(out, ',');
    put_u64(out, "undated", m->undated);
    na_buf_putc(out, ',');
    put_u64(out, "json_bytes", m->json_bytes);
    na_buf_putc(out, ',');
    if (m->first != NA_TIME_NONE) {
        put_time(out, "first", m->first);
        na_buf_putc(out, ',');
        put_time(out, "last", m->last);
        na_buf_putc(out, ',');
    }
    na_buf_puts(out, "\"tokens\":{");
    for (int i = 0; i < 3; i++) {
        if (i) na_buf_putc(out, ',');
        put_u64(out, tokens[i], m->tokens[i]);
    }
    na_buf_putc(out, '}');
    put_ids(out, "dead", &m->dead);
    put_ids(out, "removed", &m->removed);
    na_buf_puts(out, ",\"members\":[");
    for (size_t i = 0; i < m->members.n; i++) {
        if (i) na_buf_putc(out, ',');
        put_member(out, &m->members.member[i]);
    }
    na_buf_puts(out, "]}\n");
    if (out->rc == NA_OK && out->len - from > NA_VOL_MAX_MANIFEST)
        return na_fail(err, NA_ELIMIT, "manifest: %zu bytes, at most %zu fit",
                       out->len - from, NA_VOL_MAX_MANIFEST);
    return na_buf_check(out, "manifest", err);
}

/* ---- reading ---- */

static int bad(na_err *err, const char *key, const char *what)
{
    return na_fail(err, NA_ECORRUPT, "manifest: %s: %s", key, what);
}

/* obj[key], an integer of [0, max]. */
static int get_u64(const na_json_node *obj, const char *key, uint64_t max, uint64_t *out,
                   na_err *err)
{
    const na_json_node *v = na_json_find(obj, key);
    int64_t n;

    if (!v) return bad(err, key, "is missing");
    if (na_json_type_of(v) != NA_JSON_INT) return bad(err, key, "is not an integer");
    n = na_json_int(v);
    if (n < 0 || (uint64_t)n > max) return bad(err, key, "is out of range");
    *out = (uint64_t)n;
    return NA_OK;
}

static int get_time(const na_json_node *obj, const char *key, int64_t *out, na_err *err)
{
    const na_json_node *v = na_json_find(obj, key);
    bool date_only;

    if (na_json_type_of(v) != NA_JSON_STR ||
        !na_rfc3339_parse(na_json_str(v), out, &date_only) || date_only)
        return bad(err, key, "is no RFC 3339 time");
    return NA_OK;
}

static int get_id(na_str s, bool with_revision, na_idrev *out)
{
    uint8_t raw[8];
    uint64_t rev = 0;

    if (!na_unhex(na_str_sub(s, 0, 16), raw, sizeof raw)) return -1;
    out->id = 0;
    for (int i = 0; i < 8; i++) out->id = out->id << 8 | raw[i];
    out->revision = 0;
    if (!with_revision) return s.len == 16 ? 0 : -1;
    if (s.len < 18 || s.len > 27 || s.ptr[16] != '.' || s.ptr[17] == '0') return -1;
    for (size_t i = 17; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9') return -1;
        rev = rev * 10 + (uint64_t)(s.ptr[i] - '0');
    }
    if (rev > UINT32_MAX) return -1;
    out->revision = (uint32_t)rev;
    return 0;
}

static int get_ids(const na_json_node *root, const char *key, bool with_revision,
                   na_manifest_ids *out, na_err *err)
{
    const na_json_node *obj = na_json_find(root, key), *ids;
    int rc;

    if (na_json_type_of(obj) != NA_JSON_OBJECT) return bad(err, key, "is not an object");
    if ((rc = get_u64(obj, "n", UINT32_MAX, &out->n, err)) < 0) return rc;
    if (!(ids = na_json_find(obj, "ids"))) return NA_OK;
    if (na_json_type_of(ids) != NA_JSON_ARRAY) return bad(err, key, "ids is not an array");
    if (na_json_len(ids) != out->n || out->n > NA_MANIFEST_INLINE)
        return bad(err, key, "as many ids as n says are not there");
    for (size_t i = 0; i < out->n; i++)
        if (get_id(na_json_str(na_json_at(ids, i)), with_revision, &out->ids[i]) < 0)
            return bad(err, key, "holds what is no id");
    out->nids = (size_t)out->n;
    return NA_OK;
}

int na_manifest_ids_read(na_str bytes, bool with_revision, na_idrev **ids_out,
                         size_t *n_out, na_err *err)
{
    size_t n = 0, lines = 0;
    na_idrev *ids;

    *ids_out = NULL;
    *n_out = 0;
    for (size_t i = 0; i < bytes.len; i++) lines += bytes.ptr[i] == '\n';
    if (!(ids = malloc((lines + 1) * sizeof *ids))) return na_fail_nomem(err);
    while (bytes.len > 0) {
        size_t nl = na_str_chr(bytes, '\n', 0);
        if (nl == (size_t)-1 ||
            get_id(na_str_sub(bytes, 0, nl), with_revision, &ids[n]) < 0) {
            free(ids);
            return na_fail(err, NA_ECORRUPT, "line %zu of a list of ids holds no id",
                           n + 1);
        }
        n++;
        bytes = na_str_sub(bytes, nl + 1, bytes.len);
    }
    *ids_out = ids;
    *n_out = n;
    return NA_OK;
}

static bool name_ok(na_str s)
{
    if (s.len == 0 || s.len > NA_VOL_MAX_NAME || s.ptr[0] == '.' || s.ptr[0] == '-')
        return false;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
              c == '.' || c == '_' || c == '-'))
            return false;
    }
    return true;
}

/* at: where the member's first byte must be. */
static int get_member(const na_json_node *obj, size_t i, size_t n, uint64_t at,
                      na_vol_member *out, na_err *err)
{
    const char *want = na_vol_member_name(i, n + 2);
    na_str name = na_json_find_str(obj, "name");
    uint64_t frames;
    int rc;

    if (!name_ok(name)) return bad(err, "members", "a name is not a plain file name");
    if (want && !na_str_eqc(name, want))
        return bad(err, "members", "are not in their order");
    memcpy(out->name, name.ptr, name.len);
    if ((rc = get_u64(obj, "offset", INT64_MAX, &out->offset, err)) < 0) return rc;
    if ((rc = get_u64(obj, "size", NA_VOL_MAX_MEMBER, &out->size, err)) < 0) return rc;
    if ((rc = get_u64(obj, "raw_size", INT64_MAX, &out->raw_size, err)) < 0) return rc;
    if ((rc = get_u64(obj, "frames", NA_SEEK_MAX_FRAMES, &frames, err)) < 0) return rc;
    out->frames = (uint32_t)frames;
    if (out->offset != at) return bad(err, "members", "an offset does not fit the sizes");
    if (i >= NA_VOL_FRAMED && (frames != 0 || out->raw_size != out->size))
        return bad(err, "members",
                   "a member without frames has frames or another raw_size");
    if (!na_unhex(na_json_find_str(obj, "sha256"), out->sha256, 32))
        return bad(err, "members", "a sha256 is not 64 hex digits");
    return NA_OK;
}

static int get_members(const na_json_node *root, na_vol_hashes *out, na_err *err)
{
    const na_json_node *list = na_json_find(root, "members");
    size_t n = na_json_len(list);
    uint64_t at = NA_TAR_BLOCK;
    int rc;

    if (na_json_type_of(list) != NA_JSON_ARRAY)
        return bad(err, "members", "is not an array");
    if (n < NA_VOL_MIN_MEMBERS - 2 || n > NA_VOL_MAX_MEMBERS - 2)
        return bad(err, "members", "are too few or too many");
    for (size_t i = 0; i < n; i++) {
        na_vol_member *m = &out->member[i];
        if ((rc = get_member(na_json_at(list, i), i, n, at, m, err)) < 0) return rc;
        for (size_t k = 0; k < i; k++)
            if (strcmp(out->member[k].name, m->name) == 0)
                return bad(err, "members", "a name is there twice");
        /* At most 16 members below 2^33 each: no overflow. */
        at = m->offset + na_tar_padded(m->size) + NA_TAR_BLOCK;
    }
    out->n = n;
    return NA_OK;
}

static int get_version(const na_json_node *root, const char *key, uint64_t known,
                       uint64_t *out, na_err *err)
{
    int rc = get_u64(root, key, INT64_MAX, out, err);

    if (rc < 0) return rc;
    if (*out == 0) return bad(err, key, "is out of range");
    if (*out > known)
        return na_fail(err, NA_EVERSION, "manifest: %s %llu: made by a newer newsarc", key,
                       (unsigned long long)*out);
    return NA_OK;
}

static int get_counts(const na_json_node *root, na_manifest *m, na_err *err)
{
    static const char *const tokens[] = { "title", "deck", "body" };
    const na_json_node *t = na_json_find(root, "tokens");
    int rc;

    if ((rc = get_u64(root, "articles", UINT32_MAX, &m->articles, err)) < 0) return rc;
    if (m->articles == 0) return bad(err, "articles", "is out of range");
    if ((rc = get_u64(root, "undated", m->articles, &m->undated, err)) < 0) return rc;
    if ((rc = get_u64(root, "json_bytes", INT64_MAX, &m->json_bytes, err)) < 0) return rc;
    if (na_json_type_of(t) != NA_JSON_OBJECT) return bad(err, "tokens", "is not an object");
    for (int i = 0; i < 3; i++)
        if ((rc = get_u64(t, tokens[i], INT64_MAX, &m->tokens[i], err)) < 0) return rc;
    m->first = m->last = NA_TIME_NONE;
    if (m->undated == m->articles) {
        if (na_json_find(root, "first") || na_json_find(root, "last"))
            return bad(err, "first", "is there, but all articles are undated");
        return NA_OK;
    }
    if ((rc = get_time(root, "first", &m->first, err)) < 0) return rc;
    if ((rc = get_time(root, "last", &m->last, err)) < 0) return rc;
    return m->first <= m->last ? NA_OK : bad(err, "last", "is before first");
}

int na_manifest_read(na_str bytes, na_manifest *out, na_err *err)
{
    const na_json_opts opts = { NA_VOL_MAX_MANIFEST, 8, 4096 };
    const na_json_node *root;
    na_json *doc = NULL;
    na_str gen;
    int rc;

    memset(out, 0, sizeof *out);
    if ((rc = na_json_parse(bytes, &opts, &doc, err)) < 0) {
        na_err_prefix(err, "manifest");
        goto done;
    }
    root = na_json_root(doc);
    if (na_json_type_of(root) != NA_JSON_OBJECT) {
        rc = na_fail(err, NA_ECORRUPT, "manifest: is not an object");
        goto done;
    }
    rc = get_version(root, "newsarc", NA_VOL_FORMAT, &out->format, err);
    if (rc < 0) goto done;
    rc = get_version(root, "analyzer", NA_ANALYZER_VERSION, &out->analyzer, err);
    if (rc < 0) goto done;
    if ((rc = get_time(root, "created", &out->created, err)) < 0) goto done;
    gen = na_json_find_str(root, "generator");
    gen = na_str_sub(gen, 0, na_u8_floor(gen, sizeof out->generator - 1));
    if (gen.len > 0) memcpy(out->generator, gen.ptr, gen.len);
    out->best = na_json_bool(na_json_find(root, "best"));
    if ((rc = get_counts(root, out, err)) < 0) goto done;
    if ((rc = get_ids(root, "dead", true, &out->dead, err)) < 0) goto done;
    if ((rc = get_ids(root, "removed", false, &out->removed, err)) < 0) goto done;
    if ((rc = get_members(root, &out->members, err)) < 0) goto done;
    if (out->members.member[NA_VOL_ARTICLES].raw_size != out->json_bytes)
        rc = bad(err, "json_bytes", "is not the raw_size of the articles");
done:
    na_json_free(doc);
    return rc;
}
