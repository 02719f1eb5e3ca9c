/* SPDX-License-Identifier: MIT */
/* seal_volume.c - a run of head articles into one volume
 *
 * Articles are compressed by a thread of the volume's writer while this one builds the index;
 * then both compress the index. When the file is complete it is read back and every hash
 * compared: the head's copy goes only after that.
 */
#include "base/path.h"
#include "core/cites.h"
#include "core/seal_int.h"
#include "index/idx_write.h"
#include "store/vol_verify.h"
#include "store/vol_write.h"
#include "text/article_json.h"
#include "text/cite.h"
#include "text/quote.h"
#include "text/sentence.h"
#include <stdio.h>
#include <stdlib.h>

/* One volume while it is written. */
struct job {
    na_seal *s;
    na_volw *w;
    na_idxw *ix;
    na_manifest m;
    na_langs langs;
    na_stem_set stems;
    bool last;
};

int na_seal_step(na_seal *s, const char *what, uint64_t done, uint64_t total, na_err *err)
{
    if (s->progress && s->progress(s->ctx, what, done, total) != 0)
        return na_fail(err, NA_ECANCELLED, "sealing was cancelled");
    return NA_OK;
}

/* The article's line into s->line, the article itself into the arena. */
static int fetch(na_seal *s, na_stmt *get, const na_seal_row *r, na_article *art,
                 uint64_t *text, na_err *err)
{
    char id[17];
    size_t had;
    int rc;

    na_arena_reset(&s->arena);
    na_stmt_bind_i64(get, 1, r->row);
    if ((rc = na_stmt_step(get, err)) < 0) return rc;
    if (rc == 0)
        return na_fail(err, NA_ECORRUPT, NA_HEAD_DB ": article %lld is missing",
                       (long long)r->row);
    *text = (uint64_t)na_stmt_i64(get, 1);
    na_buf_reset(&s->cites);
    na_buf_str(&s->cites, na_stmt_blob(get, 2));
    rc = na_head_unpack(r->row, na_stmt_blob(get, 0), art, &s->arena, err);
    na_stmt_reset(get);
    if (rc < 0) return rc;
    (void)snprintf(id, sizeof id, "%016llx", (unsigned long long)r->id);
    if (!na_str_eqc(art->id, id) || art->revision != r->revision ||
        na_article_time(art) != r->published)
        return na_fail(err, NA_ECORRUPT,
                       NA_HEAD_DB ": article %lld is not what its batch says it is",
                       (long long)r->row);
    art->prov.bundle_sha256 = (na_str){ 0 }; /* the import log knows it */
    had = art->nboilerplate;
    if ((rc = na_learn_mark(s->a->learn, art, err)) < 0) return rc;
    s->learned = art->nboilerplate > had; /* since it was added */
    na_buf_reset(&s->line);
    if ((rc = na_article_to_json(art, &s->line, err)) < 0) return rc;
    na_buf_putc(&s->line, '\n');
    return na_buf_check(&s->line, "article", err);
}

/* A zone can push the first or last hours of RFC 3339's calendar out of it. */
static int64_t writable_time(int64_t t)
{
    const int64_t day = 86400, min = na_days_from_civil(1, 1, 1) * day,
                  max = (na_days_from_civil(9999, 12, 31) + 1) * day - 1;

    return t < min ? min : t > max ? max : t;
}

/* What no token says: authors, attributions, quotations. */
static int put_more(na_seal *s, const na_article *art, na_col_row *col, na_err *err)
{
    na_arc *a = s->a;
    na_col_cite *cites;
    int rc;

    if ((rc = na_article_authors(art, &s->arena, &col->authors, err)) < 0) return rc;
    if ((!s->cites_current || s->learned) &&
        (rc = na_cites_find(a, art, a->cols, &s->bounds, &s->cites, err)) < 0)
        return rc;
    rc = na_cites_unpack(na_buf_get(&s->cites), &s->arena, &cites, &col->ncites, err);
    if (rc < 0) return rc;
    col->cites = cites;
    na_buf_reset(&s->quotes);
    rc = na_article_quotes(a->analyzer, art, &s->bounds, &s->quotes, err);
    col->quotes = (const na_quote *)(const void *)s->quotes.ptr;
    col->nquotes = s->quotes.len / sizeof(na_quote);
    return rc;
}

static int put(struct job *j, const na_seal_row *r, const na_article *art, uint64_t text,
               na_err *err)
{
    na_seal *s = j->s;
    na_arc *a = s->a;
    na_str words[NA_FTS_COLS];
    na_col_row col;
    uint64_t place = 0;
    uint32_t n[3];
    int rc;

    if ((rc = na_volw_article(j->w, na_buf_get(&s->line), &place)) < 0) return rc;
    rc = na_article_tokens(a->analyzer, art, a->cols, n, &s->bounds, err);
    if (rc < 0) return rc;
    for (int i = 0; i < NA_FTS_COLS; i++) words[i] = na_buf_get(&a->cols[i]);
    col = (na_col_row){ .published = r->published,
                        .length = n[0] + n[1] + n[2],
                        .words = n[2],
                        .rev = r->revision,
                        .place = place,
                        .id = r->id,
                        .text = text,
                        .signature = na_article_signature(a->cols),
                        .lang = art->lang,
                        .source = art->source,
                        .tags = art->tags,
                        .bounds = (const na_bound *)(const void *)s->bounds.ptr,
                        .nbounds = s->bounds.len / sizeof(na_bound) };
    na_seal_record(s, art);
    if ((rc = put_more(s, art, &col, err)) < 0) return rc;
    if ((rc = na_idxw_add(j->ix, words, &col, err)) < 0) return rc;

    for (int i = 0; i < 3; i++) j->m.tokens[i] += n[i];
    j->m.articles++;
    na_langs_count(&j->langs, art->lang);
    if (r->published == NA_TIME_NONE) {
        j->m.undated++;
    } else {
        if (j->m.first == NA_TIME_NONE) j->m.first = writable_time(r->published);
        j->m.last = writable_time(r->published);
    }
    return NA_OK;
}

/* Where a dead article of the head goes to. */
static void note_dead(na_seal *s, int64_t row, int64_t to_row)
{
    size_t lo = 0, hi = s->ndead_head;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (s->dead[mid].row < row)
            lo = mid + 1;
        else
            hi = mid;
    }
    if (lo == s->ndead_head || s->dead[lo].row != row) return;
    s->dead[lo].to = s->nmade;
    s->dead[lo].to_row = to_row;
}

static int put_articles(struct job *j, size_t *from_io, na_err *err)
{
    na_seal *s = j->s;
    na_stmt *get = NULL;
    na_article art;
    uint64_t text = 0;
    int rc;

    rc = na_stmt_open(&get, s->a->db,
                      "SELECT packed, text, cites FROM article WHERE row = ?", err);
    if (rc < 0) goto done;
    for (; *from_io < s->n; ++*from_io) {
        const na_seal_row *r = &s->rows[*from_io];
        if (*from_io % 256 == 0 &&
            (rc = na_seal_step(s, "sealing", *from_io, s->n, err)) < 0)
            break;
        if ((rc = fetch(s, get, r, &art, &text, err)) < 0) break;
        if (j->m.articles > 0 && na_volw_raw_size(j->w) + s->line.len > s->cut) break;
        if ((rc = put(j, r, &art, text, err)) < 0) break;
        note_dead(s, r->row, (int64_t)j->m.articles);
    }
    j->last = *from_io == s->n;
done:
    na_stmt_close(get);
    return rc;
}

/* What died and what was removed since the last seal is told by this seal's last volume. */
static int put_ids(struct job *j, na_err *err)
{
    na_seal *s = j->s;
    na_idrev *dead = NULL;
    na_buf text;
    size_t n = 0;
    int rc = NA_OK;

    na_buf_init(&text, NA_VOL_MAX_MEMBER > SIZE_MAX ? SIZE_MAX : (size_t)NA_VOL_MAX_MEMBER);
    if (!j->last) goto done;
    if (!(dead = calloc(s->ndead + 1, sizeof *dead))) {
        rc = na_fail_nomem(err);
        goto done;
    }
    for (size_t i = 0; i < s->ndead; i++)
        if (!s->dead[i].told && s->dead[i].revision > 0)
            dead[n++] = (na_idrev){ s->dead[i].id, s->dead[i].revision };
    if (!na_manifest_ids_set(&j->m.dead, dead, n)) {
        na_manifest_ids_text(dead, n, &text);
        if ((rc = na_buf_check(&text, NA_VOL_NAME_DEAD, err)) < 0) goto done;
        if ((rc = na_volw_extra(j->w, NA_VOL_NAME_DEAD, na_buf_get(&text))) < 0) goto done;
    }
    na_buf_reset(&text);
    if (!na_manifest_ids_set(&j->m.removed, s->removed, s->nremoved)) {
        na_manifest_ids_text(s->removed, s->nremoved, &text);
        if ((rc = na_buf_check(&text, NA_VOL_NAME_REMOVED, err)) < 0) goto done;
        rc = na_volw_extra(j->w, NA_VOL_NAME_REMOVED, na_buf_get(&text));
    }
done:
    free(dead);
    na_buf_release(&text);
    return rc;
}

static int read_index(void *ctx, uint64_t off, void *buf, size_t n, na_err *err)
{
    return na_idxw_read(ctx, off, buf, n, err);
}

/* Languages common in this volume get stems, and those common in the archive. */
static int choose_stems(struct job *j, na_err *err)
{
    int rc = NA_OK;

    j->stems.langs = j->s->langs | na_langs_common(&j->langs, j->m.articles);
    for (size_t i = 0; rc == NA_OK && i < NA_STEM_LANGS; i++)
        if (j->stems.langs >> i & 1) rc = na_stemmer_print(i, &j->stems.print[i], err);
    na_idxw_stems(j->ix, &j->stems);
    return rc;
}

static int put_index(struct job *j, na_err *err)
{
    na_src src = { .read = read_index, .ctx = j->ix, .name = "index.db" };
    int rc;

    if ((rc = na_seal_step(j->s, "merging the index", j->s->n, j->s->n, err)) < 0)
        return rc;
    if ((rc = choose_stems(j, err)) < 0) return rc;
    if ((rc = na_idxw_finish(j->ix, na_volw_raw_size(j->w), err)) < 0) return rc;
    na_idxw_take_terms(j->ix, &j->s->made[j->s->nmade - 1].terms);
    if ((rc = na_seal_step(j->s, "writing the index", j->s->n, j->s->n, err)) < 0)
        return rc;
    src.size = na_idxw_size(j->ix);
    return na_volw_index(j->w, &src);
}

static int put_manifest(void *ctx, const na_vol_member *members, size_t n, na_buf *out,
                        na_err *err)
{
    struct job *j = ctx;

    if (n > NA_VOL_MAX_MEMBERS) return na_fail(err, NA_ELIMIT, "manifest: %zu members", n);
    memcpy(j->m.members.member, members, n * sizeof *members);
    j->m.members.n = n;
    j->m.json_bytes = members[NA_VOL_ARTICLES].raw_size;
    return na_manifest_put(&j->m, out, err);
}

static int read_manifest(void *ctx, na_str bytes, na_vol_hashes *out, na_err *err)
{
    na_manifest m;
    int rc;

    (void)ctx;
    if ((rc = na_manifest_read(bytes, &m, err)) == NA_OK) *out = m.members;
    return rc;
}

static int verify_step(void *ctx, uint64_t bytes)
{
    na_seal *s = ctx;

    (void)bytes;
    return na_seal_step(s, "checking the volume", s->n, s->n, NULL);
}

/* Reads the written file again. */
static int read_back(na_seal *s, const na_seal_made *made, na_err *err)
{
    const na_vol_verify_opts opts = { .manifest_sha = made->row.manifest_sha,
                                      .manifest = read_manifest,
                                      .progress = verify_step,
                                      .ctx = s };
    na_src src = { 0 };
    int rc;

    rc = na_path_join(&s->path, s->folder, made->tmp, err);
    if (rc == NA_OK) rc = na_src_file(&src, na_buf_cstr(&s->path), err);
    if (rc == NA_OK) rc = na_vol_verify(&src, &opts, err);
    na_src_close(&src);
    return rc;
}

static void fill_row(na_catrow *r, const na_manifest *m)
{
    r->articles = m->articles;
    r->undated = m->undated;
    r->json_bytes = m->json_bytes;
    r->first = m->first;
    r->last = m->last;
    memcpy(r->tokens, m->tokens, sizeof r->tokens);
    na_rfc3339_utc(m->created, r->sealed);
}

int na_seal_volume(na_seal *s, size_t *from_io, na_err *err)
{
    na_seal_made *made = &s->made[s->nmade - 1];
    const na_volw_opts opts = { .mtime = s->now };
    struct job *j = calloc(1, sizeof *j);
    const na_cite_rules *rules;
    na_volw *w;
    int rc;

    if (!j) return na_fail_nomem(err);
    j->s = s;
    j->m.format = NA_VOL_FORMAT;
    j->m.analyzer = NA_ANALYZER_VERSION;
    j->m.created = s->now;
    j->m.first = j->m.last = NA_TIME_NONE;
    (void)snprintf(j->m.generator, sizeof j->m.generator, "newsarc %s", NEWSARC_VERSION);
    (void)snprintf(made->tmp, sizeof made->tmp, NA_SEAL_TMP "%zu.tmp", s->nmade);

    if ((rc = na_path_join(&s->path, s->folder, made->tmp, err)) < 0) goto done;
    if ((rc = na_volw_begin(&j->w, na_buf_cstr(&s->path), &opts, err)) < 0) goto done;
    na_buf_reset(&s->path);
    na_buf_printf(&s->path, "%s/" NA_SEAL_TMP "%zu.idx", s->folder, s->nmade);
    if ((rc = na_buf_check(&s->path, "path", err)) < 0) goto done;
    if ((rc = na_idxw_begin(&j->ix, na_buf_cstr(&s->path), err)) < 0) goto done;
    if ((rc = na_arc_cites(s->a, &rules, err)) < 0) goto done;
    na_idxw_rules(j->ix, na_cite_rules_hash(rules));
    if ((rc = put_articles(j, from_io, err)) < 0) goto done;
    if ((rc = na_volw_articles_end(j->w)) < 0) goto done;
    if ((rc = put_index(j, err)) < 0) goto done;
    if ((rc = put_ids(j, err)) < 0) goto done;
    if ((rc = na_seal_originals(s, j->w, j->last, err)) < 0) goto done;
    w = j->w;
    j->w = NULL; /* finish frees it, whatever comes */
    rc = na_volw_finish(w, put_manifest, j, made->row.manifest_sha, &made->row.bytes, err);
    if (rc < 0) goto done;
    made->on_disk = true;
    fill_row(&made->row, &j->m);
    made->row.langs = j->langs;
    made->row.stems = j->stems;
    rc = read_back(s, made, err);
done:
    /* The writer keeps the message of what failed inside it. */
    if (rc < 0 && j->w && na_volw_error(j->w))
        na_fail(err, rc, "%s", na_volw_error(j->w)->msg);
    na_volw_abort(j->w);
    na_idxw_free(j->ix);
    free(j);
    return rc;
}
