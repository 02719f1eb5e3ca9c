/* SPDX-License-Identifier: MIT */
#include "ingest/sink.h"
#include "base/hash.h"
#include "base/jsonw.h"
#include "base/time.h"
#include "ingest/same.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BATCH 1000u   /* articles a transaction */
#define BATCH_MS 1000 /* ... or this long */

/* {"set":["source=KCNA"],"force":[...],"date_from":"mtime","base_url":"...","map":"...",
 * "reader":"..."}: what a retry must know of the options. */
static void list_json(na_buf *b, const char *key, const char *const *v, size_t n)
{
    if (!n) return;
    if (b->len > 1) na_buf_putc(b, ',');
    na_json_quote(b, na_str_c(key));
    na_buf_puts(b, ":[");
    for (size_t i = 0; i < n; i++) {
        if (i) na_buf_putc(b, ',');
        na_json_quote(b, na_str_c(v[i]));
    }
    na_buf_putc(b, ']');
}

static void word_json(na_buf *b, const char *key, const char *value)
{
    if (!value || !*value) return;
    if (b->len > 1) na_buf_putc(b, ',');
    na_json_quote(b, na_str_c(key));
    na_buf_putc(b, ':');
    na_json_quote(b, na_str_c(value));
}

/* "7d", "2w", "3m", "1y" as queries have it: the day so long ago; the 31st of a shorter
 * month is its last day. */
static bool days_ago(const char *s, char out[16])
{
    size_t digits = strspn(s, "0123456789");
    int64_t now = na_now(), days = now / 86400, y;
    long n = strtol(s, NULL, 10);
    int m, d;

    if (digits == 0 || digits > 4 || !s[digits] || s[digits + 1]) return false;
    if (s[digits] == 'd' || s[digits] == 'w') {
        na_civil_from_days(days - n * (s[digits] == 'w' ? 7 : 1), &y, &m, &d);
    } else if (s[digits] == 'm' || s[digits] == 'y') {
        na_civil_from_days(days, &y, &m, &d);
        int64_t months = y * 12 + (m - 1) - n * (s[digits] == 'y' ? 12 : 1);
        y = months / 12;
        m = (int)(months % 12) + 1;
    } else {
        return false;
    }
    if (y < 1) return false;
    while (d > 28 && !na_date_valid((int)y, m, d)) d--;
    return snprintf(out, 16, "%04d-%02d-%02d", (int)y, m, d) == 10;
}

/* So, or as readers take a date: "3 days ago". */
static bool read_since(const char *s, na_date *out)
{
    const na_date_opts opts = {
        .allow_year = true, .allow_month = true, .has_now = true, .now = na_now()
    };
    char day[16];

    if (days_ago(s, day)) s = day;
    return na_date_read(na_str_c(s), &opts, out) == NA_DATE_OK;
}

int na_sink_init(na_sink *s, na_arc *a, const na_import_opts *o, const na_import_events *ev,
                 na_err *err)
{
    int rc = NA_OK;

    *s = (na_sink){ .arc = a, .o = o, .ev = ev };
    na_buf_init(&s->options, NA_MAX_META);
    na_rfc3339_utc(na_now(), s->imported);
    for (size_t i = 0; i < o->nset && rc == NA_OK; i++)
        rc = na_fields_add(&s->fields, na_str_c(o->set[i]), false, err);
    for (size_t i = 0; i < o->nforce && rc == NA_OK; i++)
        rc = na_fields_add(&s->fields, na_str_c(o->force[i]), true, err);
    if (rc == NA_OK && o->map) rc = na_fields_check_map(na_str_c(o->map), err);
    if (o->since && rc == NA_OK && !read_since(o->since, &s->since))
        rc = na_fail(err, NA_EUSAGE, "--since: \"%s\" is no date; write 2025-04-01 or 7d",
                     o->since);
    na_buf_putc(&s->options, '{');
    list_json(&s->options, "set", o->set, o->nset);
    list_json(&s->options, "force", o->force, o->nforce);
    word_json(&s->options, "date_from",
              o->date_from_mtime      ? "mtime"
              : o->date_from_captured ? "captured"
                                      : NULL);
    word_json(&s->options, "base_url", o->base_url);
    word_json(&s->options, "map", o->map);
    word_json(&s->options, "reader", o->reader);
    if (o->has_tz) {
        char zone[16];
        (void)snprintf(zone, sizeof zone, "%d", o->tz_min);
        word_json(&s->options, "tz_min", zone);
    }
    if (o->keep_originals) word_json(&s->options, "originals", "keep");
    na_buf_putc(&s->options, '}');
    if (s->options.len == 2) na_buf_reset(&s->options);
    return rc == NA_OK ? na_buf_check(&s->options, "options", err) : rc;
}

void na_sink_release(na_sink *s)
{
    if (s->open) na_arc_rollback(s->arc);
    na_fields_release(&s->fields);
    na_captures_release(&s->captures);
    na_arena_release(&s->arena);
    na_buf_release(&s->options);
    *s = (na_sink){ 0 };
}

int na_sink_begin(na_sink *s, na_err *err)
{
    int rc;

    if (s->open || !s->arc) return NA_OK;
    if ((rc = na_arc_begin(s->arc, err)) < 0) return rc;
    s->open = true;
    s->opened_ms = na_mono_ms();
    return NA_OK;
}

bool na_sink_due(const na_sink *s)
{
    return s->open && (s->pending >= BATCH || na_mono_ms() - s->opened_ms >= BATCH_MS);
}

int na_sink_commit(na_sink *s, bool log, na_err *err)
{
    int rc = NA_OK;

    if (!s->arc) {
        s->committed = s->counts;
        return NA_OK;
    }
    if (log) {
        const na_import_counts *c = &s->counts;

        if ((rc = na_sink_begin(s, err)) < 0) return rc;
        s->imp.entries = c->entries;
        s->imp.records = c->records;
        s->imp.added = c->added;
        s->imp.updated = c->updated;
        s->imp.duplicates = c->duplicates;
        s->imp.skipped = c->skipped;
        s->imp.quarantined = c->quarantined;
        rc = na_arc_import_update(s->arc, &s->imp, err);
    }
    if (rc == NA_OK && s->open) rc = na_arc_commit(s->arc, err);
    if (rc < 0) {
        if (s->open) na_arc_rollback(s->arc);
        s->open = false;
        return rc;
    }
    s->open = false;
    s->pending = 0;
    s->committed = s->counts;
    return NA_OK;
}

/* -- articles ------------------------------------------------------------------------- */

static void hash_hex(const na_place *at, char hex[65])
{
    uint8_t digest[32];

    if (at->sha256.len == 64) {
        memcpy(hex, at->sha256.ptr, 64);
        hex[64] = '\0';
        return;
    }
    na_sha256_of(at->bytes, digest);
    na_hex(digest, sizeof digest, hex);
}

/* The file's time, where the article has none and the user asked for it. */
static int date_from_mtime(na_sink *s, const na_place *at, na_article *art, na_err *err)
{
    char text[32];

    if (!s->o->date_from_mtime || art->published.len || at->mtime <= 0) return NA_OK;
    na_rfc3339_utc(at->mtime, text);
    art->published = na_arena_str(&s->arena, na_str_c(text));
    art->published_precision = NA_PREC_SECOND;
    if (!art->published.ptr) return na_fail_nomem(err);
    return na_article_set_from(art, NA_STR("published"), NA_STR("mtime"), &s->arena, err);
}

/* Or the day of its capture, which is no earlier than that of its publication. */
static int date_from_captured(na_sink *s, na_article *art, na_err *err)
{
    na_str at = na_article_meta(art, "captured");
    int64_t secs;

    if (!s->o->date_from_captured || art->published.len || at.len < 10 ||
        !na_rfc3339_parse(at, &secs, NULL))
        return NA_OK;
    art->published = na_str_sub(at, 0, 10);
    art->published_precision = NA_PREC_DAY;
    s->dated_by_capture++;
    return na_article_set_from(art, NA_STR("published"), NA_STR("captured"), &s->arena,
                               err);
}

static int complete(na_sink *s, const na_place *at, na_str hash, na_article *art,
                    na_err *err)
{
    int rc = na_fields_apply(&s->fields, art, &s->arena, err);

    if (rc == NA_OK) rc = date_from_mtime(s, at, art, err);
    if (rc == NA_OK) rc = date_from_captured(s, art, err);
    art->id = (na_str){ 0 };
    art->revision = 0;
    art->prov = (na_provenance){ .import = s->imp.id,
                                 .bundle = at->bundle,
                                 .entry = at->entry,
                                 .record = at->record,
                                 .record_sha256 = hash,
                                 .reader = at->reader.name,
                                 .reader_version = at->reader.version,
                                 .imported = na_str_c(s->imported),
                                 .fields = art->prov.fields,
                                 .nfields = art->prov.nfields };
    return rc;
}

/* Unpacks, completes and checks all articles. NA_ECORRUPT, NA_EUSAGE or NA_ELIMIT: the
 * record is at fault. */
static int articles_of(na_sink *s, const na_place *at, const na_msg_pverdict *v,
                       na_str hash, na_article **out, na_err *err)
{
    na_rd r = na_rd_of(v->articles);
    na_article *a;
    int rc = NA_OK;

    *out = NULL;
    if (v->narticles > s->o->limits.articles)
        return na_fail(err, NA_ELIMIT, "%u articles of one record, at most %llu are kept",
                       v->narticles, (unsigned long long)s->o->limits.articles);
    if (!(a = na_arena_array(&s->arena, v->narticles, sizeof *a)))
        return na_fail_nomem(err);
    for (uint32_t i = 0; i < v->narticles && rc == NA_OK; i++) {
        const na_str packed = na_get_str(&r);

        if (r.bad) return na_fail(err, NA_ECORRUPT, "the parser's articles are malformed");
        if ((rc = na_article_unpack(packed, &a[i], &s->arena, err)) < 0) break;
        if ((rc = complete(s, at, hash, &a[i], err)) < 0) break;
        rc = na_article_check(&a[i], err);
    }
    if (rc == NA_OK && na_rd_left(&r))
        return na_fail(err, NA_ECORRUPT, "the parser's articles are malformed");
    *out = a;
    return rc;
}

static void tell_dry(na_sink *s, const na_place *at, na_str verdict, na_str title,
                     const na_article *art)
{
    const na_import_dry d = { .entry = at->entry,
                              .record = at->record,
                              .reader = at->reader.name,
                              .verdict = verdict,
                              .title = title,
                              .article = art };

    if (!s->arc && s->ev->dry) s->ev->dry(s->ev->ctx, &d);
}

/* How much of "2025-04-06" is known. */
static size_t digits_of(na_precision p)
{
    return p == NA_PREC_YEAR ? 4 : p == NA_PREC_MONTH ? 7 : 10;
}

/* Was it published before --since? A day, month or year is compared as the article's own
 * calendar has it; an instant as such. */
static bool is_older(na_sink *s, const na_article *art)
{
    const size_t known = digits_of(s->since.precision),
                 said = digits_of(art->published_precision);
    char text[40];
    na_date d;

    if (!s->o->since) return false;
    if (!na_date_parse(art->published, &(na_date_opts){ .any = true }, &d)) {
        s->counts.undated++;
        return false;
    }
    if (s->since.precision > NA_PREC_DAY && art->published_precision > NA_PREC_DAY)
        return d.secs < s->since.secs;
    na_date_format(&s->since, text);
    return strncmp(art->published.ptr, text, known < said ? known : said) < 0;
}

/* Adds one article; *collided when another identity has its id. */
static int add(na_sink *s, const na_place *at, na_article *art, bool *collided, na_err *err)
{
    na_added what = NA_ADDED_NEW;
    int rc;

    if (is_older(s, art)) {
        tell_dry(s, at, NA_STR("skip"), NA_STR("older than --since"), NULL);
        s->counts.records++;
        s->counts.skipped++;
        s->counts.older++;
        return NA_OK;
    }
    tell_dry(s, at, NA_STR("article"), art->title, art);
    rc = s->arc ? na_arc_add(s->arc, art, &what, err) : NA_OK;

    if (rc < 0) return rc;
    s->counts.records++;
    s->pending++;
    if (s->ev->article) s->ev->article(s->ev->ctx, art, what);
    switch (what) {
    case NA_ADDED_NEW:
        s->counts.added++;
        break;
    case NA_ADDED_REVISION:
        s->counts.updated++;
        break;
    case NA_ADDED_DUPLICATE:
        s->counts.duplicates++;
        break;
    case NA_ADDED_BLOCKED:
        s->counts.skipped++;
        break;
    case NA_ADDED_COLLISION:
        s->counts.quarantined++;
        *collided = true;
        break;
    }
    return NA_OK;
}

/* -- quarantine ----------------------------------------------------------------------- */

static int quarantine(na_sink *s, const na_place *at, const na_msg_pverdict *v, na_str hash,
                      bool write, na_quarantined *out, na_err *err)
{
    na_quarantined q = { .import = s->imp.id,
                         .bundle = at->bundle,
                         .entry = at->entry,
                         .entry_index = at->entry_index,
                         .record = at->record,
                         .offset = at->offset,
                         .length = at->length,
                         .sha256 = hash,
                         .script = at->reader.name,
                         .script_sha = at->reader.sha256,
                         .code = v->code.len ? v->code : NA_STR("rejected"),
                         .message = v->message,
                         .file = v->file,
                         .line = v->line,
                         .trace = v->trace,
                         .options = na_buf_get(&s->options),
                         .mtime = at->mtime };
    int rc = NA_OK;

    na_failures_note(&s->failures, &q);
    tell_dry(s, at, q.code, q.message, NULL);
    if (at->bytes.len == at->length && at->length <= NA_QUARANTINE_RECORD) {
        q.bytes = at->bytes;
        q.bytes_kept = true;
        q.before = v->before.len || v->after.len ? v->before : at->head;
        q.after = v->after;
    }
    if (write && s->arc) rc = na_arc_quarantine_add(s->arc, &q, err);
    if (out) *out = q;
    return rc;
}

/* -- originals ------------------------------------------------------------------------ */

/* What na_import_reparse must know, beside the article's own provenance. */
static void about_json(const na_sink *s, const na_place *at, na_str hash, na_buf *b)
{
    na_buf_puts(b, "{\"bundle\":");
    na_json_quote(b, at->bundle);
    na_buf_puts(b, ",\"entry\":");
    na_json_quote(b, at->entry);
    na_buf_printf(b, ",\"entry_index\":%llu,\"record\":%llu,\"offset\":%llu",
                  (unsigned long long)at->entry_index, (unsigned long long)at->record,
                  (unsigned long long)at->offset);
    na_buf_puts(b, ",\"sha256\":");
    na_json_quote(b, hash);
    na_buf_puts(b, ",\"reader\":");
    na_json_quote(b, at->reader.name);
    na_buf_printf(b, ",\"imported\":\"%s\"", s->imported);
    if (at->part) na_buf_puts(b, ",\"part\":1");
    if (at->head.len > 0) {
        na_buf_puts(b, ",\"head\":");
        na_json_quote(b, at->head);
    }
    if (s->options.len > 0) {
        na_buf_puts(b, ",\"options\":");
        na_buf_str(b, na_buf_get(&s->options));
    }
    na_buf_putc(b, '}');
}

#define GAVE_BACK 32u /* revisions looked at */

/* Is a stored revision, of the latest ones, what this very record gave? Then importing it
 * again keeps its original; the same story in another feed does not. */
static int gave(na_sink *s, na_str id, na_str record_sha256, bool *out, na_err *err)
{
    na_article known;
    uint32_t rev = 0, least = 0;
    na_err e = { 0 };
    int rc;

    *out = false;
    do {
        rc = na_arc_get(s->arc, id, rev, &known, &s->arena, NULL, &e);
        if (rc == NA_ENOMEM) return na_fail_nomem(err);
        if (rc < 0) return NA_OK;
        *out = na_str_eq(known.prov.record_sha256, record_sha256);
        if (rev == 0) least = known.revision > GAVE_BACK ? known.revision - GAVE_BACK : 0;
        rev = known.revision - 1;
    } while (!*out && rev > least);
    return NA_OK;
}

static int keep_original(na_sink *s, const na_place *at, na_str hash, const na_article *a,
                         size_t n, bool news, na_err *err)
{
    na_original o = { .sha256 = hash, .mtime = at->mtime, .bytes = at->bytes };
    bool kept = false;
    na_buf about;
    int rc = NA_OK;

    if (!s->o->keep_originals || !s->arc || n == 0) return NA_OK;
    if (!news && (rc = gave(s, a->id, na_str_sub(hash, 0, 32), &news, err)) < 0) return rc;
    if (!news) return NA_OK;
    na_buf_init(&about, 64 * NA_KIB);
    about_json(s, at, hash, &about);
    o.about = na_buf_get(&about);
    if (about.rc == NA_OK && at->bytes.len == at->length)
        rc = na_arc_original_put(s->arc, &o, &kept, err);
    s->originals += kept;
    s->originals_left += !kept;
    na_buf_release(&about);
    return rc;
}

/* A capture that is the same as an earlier one: *settled when that is at hand. */
static int same(na_sink *s, const na_place *at, const na_msg_pverdict *v, bool *settled,
                na_err *err)
{
    na_same found;
    na_article art = { 0 };
    bool collided = false;
    char *hex = na_arena_alloc(&s->arena, 65);
    na_err why = { 0 };
    int rc;

    if (!hex) return na_fail_nomem(err);
    rc = na_same_find(s->arc, &s->captures, &v->capture, &found, &art, &s->arena, err);
    if (rc < 0 || found == NA_SAME_NONE) return rc;
    if (found == NA_SAME_ARTICLE) {
        hash_hex(at, hex);
        if ((rc = complete(s, at, na_str_n(hex, 32), &art, err)) < 0) return rc;
        if (na_article_check(&art, &why) < 0) return NA_OK; /* its meta is full */
        *settled = true;
        if ((rc = add(s, at, &art, &collided, err)) < 0 || !collided) return rc;
        s->counts.quarantined--;
        s->counts.records--;
        *settled = false;
        return NA_OK;
    }
    *settled = true;
    tell_dry(s, at, NA_STR("skip"), v->reason, NULL);
    s->counts.records++;
    s->counts.duplicates++;
    return NA_OK;
}

/* A misspelt column must not end in a table's fields being guessed. Of several tables, some
 * may be others than --map is for. */
static int check_map(na_sink *s, const na_place *at, const na_msg_pverdict *v, na_err *err)
{
    char line[512];

    if (v->mapped) s->mapped = true;
    if (!v->map.len) return NA_OK;
    if (!s->mapped)
        return na_fail(err, NA_EUSAGE, "--map: %.*s: %.*s", NA_STR_ARG(at->entry),
                       NA_STR_ARG(v->map));
    if (s->lacked == at->entry_index) return NA_OK;
    s->lacked = at->entry_index;
    (void)snprintf(line, sizeof line, "--map: %.*s: %.*s", NA_STR_ARG(at->entry),
                   NA_STR_ARG(v->map));
    if (s->ev->log) s->ev->log(s->ev->ctx, "warn", na_str_c(line));
    return NA_OK;
}

int na_sink_verdict(na_sink *s, const na_place *at, const na_msg_pverdict *v, bool write,
                    na_quarantined *failed_out, na_err *err)
{
    na_msg_pverdict bad = *v;
    na_err why = { 0 };
    na_article *a = NULL;
    bool collided = false;
    char *hex;
    na_str hash;
    int rc;

    if (failed_out) *failed_out = (na_quarantined){ 0 };
    na_arena_reset(&s->arena);
    if (s->o->map && (rc = check_map(s, at, v, err)) < 0) return rc;
    if ((rc = na_sink_begin(s, err)) < 0) return rc;
    if (v->kind == NA_OUT_SKIP || (v->kind == NA_OUT_ARTICLES && v->narticles == 0)) {
        if (na_known_by_any(&v->capture.of)) {
            bool settled = false;

            if ((rc = same(s, at, v, &settled, err)) < 0 || settled) return rc;
        }
        s->counts.records++;
        s->counts.skipped++;
        tell_dry(s, at, NA_STR("skip"), v->reason, NULL);
        return NA_OK;
    }
    if (!(hex = na_arena_alloc(&s->arena, 65))) return na_fail_nomem(err);
    hash_hex(at, hex);
    hash = na_str_n(hex, 64);
    if (v->kind == NA_OUT_ARTICLES) {
        rc = articles_of(s, at, v, na_str_sub(hash, 0, 32), &a, &why);
        if (rc == NA_ENOMEM) return na_fail_nomem(err);
        if (rc == NA_OK) {
            const uint64_t had = s->counts.added + s->counts.updated;

            for (uint32_t i = 0; i < v->narticles; i++) {
                if ((rc = add(s, at, &a[i], &collided, err)) < 0) return rc;
            }
            /* The id of an article is the archive's until its next call. */
            rc =
                keep_original(s, at, hash, v->narticles ? &a[v->narticles - 1] : NULL,
                              v->narticles, s->counts.added + s->counts.updated > had, err);
            if (rc == NA_OK && !collided)
                rc = na_same_note(&s->captures, &v->capture, a, v->narticles, !s->arc, err);
            if (rc < 0) return rc;
            if (!collided && !v->code.len) return NA_OK;
            if (!collided) { /* a filter rejected some of the record's articles */
                s->counts.records++;
                s->counts.quarantined++;
                return quarantine(s, at, v, hash, write, failed_out, err);
            }
            bad.code = NA_STR("collision");
            bad.message = NA_STR("another article's identity has the same id");
            return quarantine(s, at, &bad, hash, write, failed_out, err);
        }
        bad.code = NA_STR("invalid_article");
        bad.message = na_arena_str(&s->arena, na_str_c(why.msg));
    }
    s->counts.records++;
    s->counts.quarantined++;
    return quarantine(s, at, &bad, hash, write, failed_out, err);
}
