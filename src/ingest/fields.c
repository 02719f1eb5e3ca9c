/* SPDX-License-Identifier: MIT */
#include "ingest/fields.h"
#include "base/limits.h"
#include "base/nearest.h"
#include "text/date.h"
#include "text/unicode.h"
#include <stddef.h>
#include <stdlib.h>

typedef enum kind { TEXT, DATE, URL, LANG, LIST } kind;

static const struct known {
    const char *name;
    kind kind;
    size_t at; /* of the na_str (or na_strv) in na_article */
} known[] = {
    { "title", TEXT, offsetof(na_article, title) },
    { "deck", TEXT, offsetof(na_article, deck) },
    { "key", TEXT, offsetof(na_article, key) },
    { "url", URL, offsetof(na_article, url) },
    { "source", TEXT, offsetof(na_article, source) },
    { "section", TEXT, offsetof(na_article, section) },
    { "lang", LANG, offsetof(na_article, lang) },
    { "published", DATE, offsetof(na_article, published) },
    { "modified", DATE, offsetof(na_article, modified) },
    { "author", LIST, offsetof(na_article, authors) },
    { "tag", LIST, offsetof(na_article, tags) },
};
#define KNOWN (sizeof known / sizeof *known)
#define META "meta."

static const struct known *find(na_str name)
{
    if (na_str_eqc(name, "authors")) name = NA_STR("author");
    if (na_str_eqc(name, "tags")) name = NA_STR("tag");
    for (size_t i = 0; i < KNOWN; i++)
        if (na_str_eqc(name, known[i].name)) return &known[i];
    return NULL;
}

static bool is_meta(na_str name)
{
    return name.len > sizeof META - 1 && na_str_starts(name, NA_STR(META));
}

static int unknown(na_str name, na_err *err)
{
    na_nearest n = na_nearest_of(name);
    na_str best;

    for (size_t i = 0; i < KNOWN; i++) na_nearest_offer(&n, na_str_c(known[i].name));
    best = na_nearest_get(&n);
    if (best.len)
        return na_fail(err, NA_EUSAGE, "no such field: %.*s (did you mean %.*s?)",
                       NA_STR_ARG(name), NA_STR_ARG(best));
    return na_fail(err, NA_EUSAGE, "no such field: %.*s", NA_STR_ARG(name));
}

static bool is_lang(na_str s)
{
    const size_t dash = na_str_chr(s, '-', 0), n = dash == (size_t)-1 ? s.len : dash;

    for (size_t i = 0; i < s.len; i++) {
        const char c = s.ptr[i];
        const bool alpha = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

        if (!alpha && (i < n || (c != '-' && !(c >= '0' && c <= '9')))) return false;
    }
    return n >= 2 && n <= 3 && s.len <= 35;
}

/* Is value one for this kind of field? A date becomes RFC 3339 in f->value. */
static int check(na_fields *fs, na_field *f, kind k, na_err *err)
{
    const na_date_opts o = { .allow_year = true, .allow_month = true, .any = true };
    char date[40];
    na_date d;

    if (f->value.len > NA_MAX_FIELD || !na_utf8_valid(f->value))
        return na_fail(err, NA_EUSAGE, "%.*s: the value is too long, or not UTF-8",
                       NA_STR_ARG(f->name));
    switch (k) {
    case TEXT:
    case LIST:
        break;
    case LANG:
        if (!is_lang(f->value))
            return na_fail(err, NA_EUSAGE,
                           "%.*s: \"%.*s\" is no language tag, such as ko or pt-BR",
                           NA_STR_ARG(f->name), NA_STR_ARG(f->value));
        break;
    case URL:
        if (na_str_find(f->value, NA_STR("://"), 0) == (size_t)-1 ||
            na_str_chr(f->value, ' ', 0) != (size_t)-1)
            return na_fail(err, NA_EUSAGE, "%.*s: \"%.*s\" is no URL", NA_STR_ARG(f->name),
                           NA_STR_ARG(f->value));
        break;
    case DATE:
        if (!na_date_parse(f->value, &o, &d))
            return na_fail(err, NA_EUSAGE, "%.*s: \"%.*s\" is no date, such as 2025-04-06",
                           NA_STR_ARG(f->name), NA_STR_ARG(f->value));
        na_date_format(&d, date);
        f->precision = d.precision;
        f->value = na_arena_str(&fs->arena, na_str_c(date));
        if (!f->value.ptr) return na_fail_nomem(err);
        break;
    }
    return NA_OK;
}

int na_fields_add(na_fields *f, na_str assignment, bool force, na_err *err)
{
    const size_t eq = na_str_chr(assignment, '=', 0);
    const na_str name = na_str_trim(na_str_sub(assignment, 0, eq));
    const struct known *k = find(name);
    na_field *v;
    int rc;

    if (eq == (size_t)-1)
        return na_fail(err, NA_EUSAGE, "expected FIELD=VALUE: %.*s",
                       NA_STR_ARG(assignment));
    if (!k && !is_meta(name)) return unknown(name, err);
    if (!(v = realloc(f->v, (f->n + 1) * sizeof *v))) return na_fail_nomem(err);
    f->v = v;
    v += f->n;
    *v = (na_field){ .force = force };
    v->name = na_arena_str(&f->arena, k ? na_str_c(k->name) : name);
    v->value = na_arena_str(&f->arena,
                            na_str_trim(na_str_sub(assignment, eq + 1, assignment.len)));
    if (!v->name.ptr || !v->value.ptr) return na_fail_nomem(err);
    if (!v->value.len && !force)
        return na_fail(err, NA_EUSAGE, "%.*s: the value is empty", NA_STR_ARG(name));
    rc = v->value.len ? check(f, v, k ? k->kind : TEXT, err) : NA_OK;
    if (rc == NA_OK) f->n++;
    return rc;
}

int na_fields_add_list(na_fields *f, const na_json_node *list, bool force, na_err *err)
{
    int rc = NA_OK;

    for (size_t i = 0; i < na_json_len(list) && rc == NA_OK; i++)
        rc = na_fields_add(f, na_json_str(na_json_at(list, i)), force, err);
    return rc;
}

int na_fields_check_map(na_str lines, na_err *err)
{
    na_str line;

    while (na_str_line(&lines, &line)) {
        const size_t eq = na_str_chr(line, '=', 0);
        const na_str name = na_str_sub(line, 0, eq == (size_t)-1 ? line.len : eq);

        if (eq == (size_t)-1)
            return na_fail(err, NA_EUSAGE, "%.*s: write FIELD=PATH, or FIELD= for none",
                           NA_STR_ARG(line));
        if (!na_str_eqc(name, "body") && !is_meta(name) && !find(name))
            return unknown(name, err);
    }
    return NA_OK;
}

void na_fields_release(na_fields *f)
{
    free(f->v);
    na_arena_release(&f->arena);
    *f = (na_fields){ 0 };
}

/* -- applying ------------------------------------------------------------------------- */

/* From the command line, by the option that said so; what --force empties is from
 * nowhere. */
static int say_from(na_article *art, const struct known *k, bool force, bool empty,
                    na_arena *arena, na_err *err)
{
    na_str from = force ? NA_STR("--force") : NA_STR("--set");

    na_str name = k->kind != LIST                        ? na_str_c(k->name)
                  : na_str_eqc(na_str_c(k->name), "tag") ? NA_STR("tags")
                                                         : NA_STR("authors");

    return na_article_set_from(art, name, empty ? (na_str){ 0 } : from, arena, err);
}

/* All values of one list field: those forced replace, those set fill an empty list. */
static int apply_list(const na_fields *f, const struct known *k, na_article *art,
                      na_arena *arena, na_err *err)
{
    na_strv *list = (na_strv *)(void *)((char *)art + k->at);
    size_t forced = 0, set = 0, n = 0;
    na_str *v;

    for (size_t i = 0; i < f->n; i++)
        if (na_str_eqc(f->v[i].name, k->name)) {
            forced += f->v[i].force;
            set += !f->v[i].force;
        }
    if (!forced && (!set || list->n)) return NA_OK;
    if (!(v = na_arena_array(arena, forced + set, sizeof *v))) return na_fail_nomem(err);
    for (size_t i = 0; i < f->n; i++)
        if (na_str_eqc(f->v[i].name, k->name) && f->v[i].force == (forced > 0) &&
            f->v[i].value.len)
            v[n++] = f->v[i].value;
    *list = (na_strv){ v, n };
    return say_from(art, k, forced > 0, n == 0, arena, err);
}

static int apply_meta(const na_field *f, na_article *art, na_arena *arena, na_err *err)
{
    const na_str key = na_str_sub(f->name, sizeof META - 1, f->name.len);
    na_meta *v;

    for (size_t i = 0; i < art->nmeta; i++)
        if (na_str_eq(art->meta[i].key, key)) {
            if (f->force) art->meta[i] = (na_meta){ key, f->value, NA_META_STR };
            return NA_OK;
        }
    if (!(v = na_arena_array(arena, art->nmeta + 1, sizeof *v))) return na_fail_nomem(err);
    if (art->nmeta) memcpy(v, art->meta, art->nmeta * sizeof *v);
    v[art->nmeta++] = (na_meta){ key, f->value, NA_META_STR };
    art->meta = v;
    return NA_OK;
}

/* A feed has a title, which readers take for the source; who says --set knows it better. */
static bool gives_way(const na_article *art, const na_str *at)
{
    return at == &art->source && na_str_eqc(na_article_from(art, "source"), "feed title");
}

int na_fields_apply(const na_fields *f, na_article *art, na_arena *arena, na_err *err)
{
    int rc = NA_OK;

    for (size_t i = 0; i < f->n && rc == NA_OK; i++) {
        const na_field *v = &f->v[i];
        const struct known *k = find(v->name);
        na_str *at;

        if (!k) {
            rc = apply_meta(v, art, arena, err);
            continue;
        }
        if (k->kind == LIST) continue;
        at = (na_str *)(void *)((char *)art + k->at);
        if (!v->force && at->len && !gives_way(art, at)) continue;
        *at = v->value;
        if (at == &art->published) art->published_precision = v->precision;
        if (at == &art->url) art->permalink = false;
        rc = say_from(art, k, v->force, !v->value.len, arena, err);
    }
    for (size_t i = 0; i < KNOWN && rc == NA_OK; i++)
        if (known[i].kind == LIST) rc = apply_list(f, &known[i], art, arena, err);
    return rc;
}
