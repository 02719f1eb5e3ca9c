/* SPDX-License-Identifier: MIT */
/* check.c - is this an article? What a reader gave meets the archive here */
#include "base/jsonw.h"
#include "core/arc.h"
#include "store/vol_format.h"
#include "text/json.h"
#include "text/unicode.h"

static int check_text(const char *field, na_str s, size_t max, na_err *err)
{
    if (s.len > max)
        return na_fail(err, NA_ELIMIT, "%s: %zu bytes, at most %zu are kept", field, s.len,
                       max);
    if (!na_utf8_valid(s)) return na_fail(err, NA_EUSAGE, "%s: not valid UTF-8", field);
    return NA_OK;
}

static int check_list(const char *field, na_strv v, na_err *err)
{
    size_t total = 0;

    if (v.n > NA_MAX_LIST)
        return na_fail(err, NA_ELIMIT, "%s: %zu values, at most %u are kept", field, v.n,
                       NA_MAX_LIST);
    for (size_t i = 0; i < v.n; i++) {
        int rc = check_text(field, v.v[i], NA_MAX_FIELD, err);
        if (rc < 0) return rc;
        total += v.v[i].len;
    }
    if (total > NA_MAX_FIELD * 4)
        return na_fail(err, NA_ELIMIT, "%s: %zu bytes in all", field, total);
    return NA_OK;
}

static int check_time(const char *field, na_str s, na_precision p, na_err *err)
{
    int64_t secs;
    bool date_only;

    if (s.len == 0) return NA_OK;
    if (!na_rfc3339_parse(s, &secs, &date_only))
        return na_fail(err, NA_EUSAGE, "%s: \"%.*s\" is not an RFC 3339 date or time",
                       field, NA_STR_ARG(na_str_sub(s, 0, 64)));
    if (p != NA_PREC_NONE && date_only != (p <= NA_PREC_DAY))
        return na_fail(err, NA_EUSAGE, "%s: \"%.*s\" does not have the precision of a %s",
                       field, NA_STR_ARG(na_str_sub(s, 0, 64)), na_precision_name(p));
    return NA_OK;
}

static bool value_ok(const na_meta *m)
{
    na_buf spelled;
    bool ok;

    if (m->kind == NA_META_STR) return true;
    if (m->kind == NA_META_BOOL)
        return na_str_eqc(m->value, "true") || na_str_eqc(m->value, "false");
    na_buf_init(&spelled, NA_MAX_META);
    ok = na_json_num_canon(m->value, &spelled);
    na_buf_release(&spelled);
    return ok;
}

static int check_meta(const na_article *a, na_err *err)
{
    size_t total = 0;

    if (a->nmeta > NA_MAX_LIST)
        return na_fail(err, NA_ELIMIT, "meta: %zu values, at most %u are kept", a->nmeta,
                       NA_MAX_LIST);
    for (size_t i = 0; i < a->nmeta; i++) {
        const na_meta *m = &a->meta[i];
        if (m->key.len == 0) return na_fail(err, NA_EUSAGE, "meta: a key is empty");
        if (!na_utf8_valid(m->key) || !na_utf8_valid(m->value))
            return na_fail(err, NA_EUSAGE, "meta: not valid UTF-8");
        if (!value_ok(m))
            return na_fail(err, NA_EUSAGE,
                           "meta: \"%.*s\" has a value that JSON cannot hold",
                           NA_STR_ARG(na_str_sub(m->key, 0, 64)));
        total += m->key.len + m->value.len;
    }
    if (total > NA_MAX_META)
        return na_fail(err, NA_ELIMIT, "meta: %zu bytes, at most %zu are kept", total,
                       (size_t)NA_MAX_META);
    return NA_OK;
}

static int check_from(const na_article *a, na_err *err)
{
    for (size_t i = 0; i < a->prov.nfields; i++) {
        const na_from *f = &a->prov.fields[i];
        if (!na_utf8_valid(f->field) || !na_utf8_valid(f->value))
            return na_fail(err, NA_EUSAGE, "provenance: not valid UTF-8");
        if (i > 0 && na_str_cmp(f[-1].field, f->field) >= 0)
            return na_fail(err, NA_EUSAGE, "provenance: a field said twice");
    }
    return NA_OK;
}

static size_t list_bytes(na_strv v)
{
    size_t n = 0;

    for (size_t i = 0; i < v.n; i++) n += v.v[i].len + 5;
    return n;
}

/* What gets in must get out again: into its packed form (base/article.h), and into a line
 * of JSON that fits a volume's frame, where a control character takes six bytes. An article
 * that could not be sealed would keep the whole head from it. */
static int check_sealable(const na_article *a, na_err *err)
{
    const size_t others = NA_MAX_META + 5 * (size_t)NA_MAX_LIST +
                          2 * (size_t)NA_MAX_FROM * NA_MAX_FROM_BYTES + 8 * NA_KIB;
    size_t packed = others + a->key.len + a->url.len + a->title.len + a->deck.len +
                    a->source.len + a->section.len + a->lang.len + a->body.len +
                    a->prov.entry.len + a->prov.bundle.len + list_bytes(a->authors) +
                    list_bytes(a->tags) + a->overlay.len;
    na_buf json;
    int rc;

    if (packed > NA_MAX_ARTICLE)
        return na_fail(err, NA_ELIMIT, "article: about %zu bytes, at most %zu are kept",
                       packed, (size_t)NA_MAX_ARTICLE);
    if (a->body.len < NA_FRAME_MAX_RAW / 8) return NA_OK;
    na_buf_init(&json, NA_FRAME_MAX_RAW - 8 * NA_MIB);
    na_json_escape(&json, a->body);
    rc = na_buf_check(&json, "body: as JSON", err);
    na_buf_release(&json);
    return rc;
}

int na_article_check(const na_article *a, na_err *err)
{
    const struct {
        const char *name;
        na_str value;
    } fields[] = {
        { "key", a->key },   { "url", a->url },          { "title", a->title },
        { "deck", a->deck }, { "source", a->source },    { "section", a->section },
        { "lang", a->lang }, { "entry", a->prov.entry }, { "bundle", a->prov.bundle },
    };
    int rc;

    if (a->title.len == 0 && a->body.len == 0)
        return na_fail(err, NA_EUSAGE, "neither title nor body");
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if ((rc = check_text(fields[i].name, fields[i].value, NA_MAX_FIELD, err)) < 0)
            return rc;
    if ((rc = check_text("body", a->body, NA_MAX_ARTICLE, err)) < 0) return rc;
    if ((rc = check_list("authors", a->authors, err)) < 0) return rc;
    if ((rc = check_list("tags", a->tags, err)) < 0) return rc;
    if ((rc = check_time("published", a->published, a->published_precision, err)) < 0)
        return rc;
    if (a->published.len > 0 && a->published_precision == NA_PREC_NONE)
        return na_fail(err, NA_EUSAGE, "published: without its precision");
    if ((rc = check_time("modified", a->modified, NA_PREC_NONE, err)) < 0) return rc;
    if ((rc = check_meta(a, err)) < 0) return rc;
    if ((rc = check_from(a, err)) < 0) return rc;
    return check_sealable(a, err);
}
