/* SPDX-License-Identifier: MIT */
/* seal_volume.c - a run of articles into one volume
 *
 * Articles are compressed by a thread of the volume's writer while this one builds the
 * index; then both compress the index. When the file is complete it is read back and every
 * hash compared: what it was made from goes only after that.
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
};

int na_seal_step(na_seal *s, const char *what, uint64_t done, uint64_t total, na_err *err)
{
    if (s->progress && s->progress(s->ctx, what, done, total) != 0)
        return na_fail(err, NA_ECANCELLED, "sealing was cancelled");
    return NA_OK;
}

/* A zone can push the first or last hours of RFC 3339's calendar out of it. */
static int64_t writable_time(int64_t t)
{
    const int64_t day = 86400, min = na_days_from_civil(1, 1, 1) * day,
                  max = (na_days_from_civil(9999, 12, 31) + 1) * day - 1;

    return t < min ? min : t > max ? max : t;
}

/* What no token says: authors, attributions, quotations. */
static int put_more(na_seal *s, na_col_row *col, na_err *err)
{
    na_seal_item *it = &s->item;
    const na_article *art = &it->art;
    na_arc *a = s->a;
    int rc;

    if ((rc = na_article_authors(art, &s->arena, &col->authors, err)) < 0) return rc;
    if (!it->have_cites) {
        if ((rc = na_cites_find(a, art, a->cols, &s->bounds, &s->cites, err)) < 0)
            return rc;
        rc =
            na_cites_unpack(na_buf_get(&s->cites), &s->arena, &it->cites, &it->ncites, err);
        if (rc < 0) return rc;
    }
    col->cites = it->cites;
    col->ncites = it->ncites;
    na_buf_reset(&s->quotes);
    rc = na_article_quotes(a->analyzer, art, &s->bounds, &s->quotes, err);
    col->quotes = (const na_quote *)(const void *)s->quotes.ptr;
    col->nquotes = s->quotes.len / sizeof(na_quote);
    return rc;
}

/* Its words by column, and what is counted of them. */
static int put_words(na_seal *s, na_str words[NA_FTS_COLS], na_col_row *col, uint32_t n[3],
                     na_err *err)
{
    na_arc *a = s->a;
    int rc = na_article_tokens(a->analyzer, &s->item.art, a->cols, n, &s->bounds, err);

    if (rc < 0) return rc;
    for (int i = 0; i < NA_FTS_COLS; i++) words[i] = na_buf_get(&a->cols[i]);
    col->length = n[0] + n[1] + n[2];
    col->words = n[2];
    col->signature = na_article_signature(a->cols);
    col->tags = s->item.art.tags;
    col->bounds = (const na_bound *)(const void *)s->bounds.ptr;
    col->nbounds = s->bounds.len / sizeof(na_bound);
    return put_more(s, col, err);
}

static int put(struct job *j, na_err *err)
{
    na_seal *s = j->s;
    const na_seal_item *it = &s->item;
    na_str words[NA_FTS_COLS];
    na_col_row col = { .published = it->published,
                       .rev = it->revision,
                       .id = it->id,
                       .text = it->text,
                       .lang = it->art.lang,
                       .source = it->art.source };
    uint32_t n[3];
    int rc;

    if ((rc = na_volw_article(j->w, na_buf_get(&s->line), &col.place)) < 0) return rc;
    if ((rc = put_words(s, words, &col, n, err)) < 0) return rc;
    na_seal_record(s, &it->art);
    if ((rc = na_idxw_add(j->ix, words, &col, err)) < 0) return rc;

    for (int i = 0; i < 3; i++) j->m.tokens[i] += n[i];
    j->m.articles++;
    na_langs_count(&j->langs, it->art.lang);
    if (it->published == NA_TIME_NONE) {
        j->m.undated++;
    } else {
        if (j->m.first == NA_TIME_NONE) j->m.first = writable_time(it->published);
        j->m.last = writable_time(it->published);
    }
    return NA_OK;
}

int na_seal_look(na_seal *s, na_err *err)
{
    int rc = 1;

    if (s->at_end) return 0;
    if (!s->have_item) rc = s->next(s, err);
    if (rc < 0) return rc;
    s->have_item = rc > 0;
    s->at_end = rc == 0;
    return rc;
}

static int put_articles(struct job *j, na_err *err)
{
    na_seal *s = j->s;
    int rc;

    while ((rc = na_seal_look(s, err)) > 0) {
        if (s->done % 256 == 0 &&
            (rc = na_seal_step(s, s->doing, s->done, s->total, err)) < 0)
            return rc;
        if (j->m.articles > 0 && na_volw_raw_size(j->w) + s->line.len > s->cut)
            return NA_OK;
        if ((rc = put(j, err)) < 0) return rc;
        if ((rc = s->placed(s, (int64_t)j->m.articles, err)) < 0) return rc;
        s->have_item = false;
        s->done++;
    }
    return rc;
}

static int put_list(struct job *j, const char *member, na_manifest_ids *ids,
                    const na_idrev *v, size_t n, na_err *err)
{
    na_buf text;
    int rc = NA_OK;

    if (na_manifest_ids_set(ids, v, n)) return NA_OK;
    na_buf_init(&text, NA_VOL_MAX_MEMBER > SIZE_MAX ? SIZE_MAX : (size_t)NA_VOL_MAX_MEMBER);
    na_manifest_ids_text(v, n, &text);
    rc = na_buf_check(&text, member, err);
    if (rc == NA_OK) rc = na_volw_extra(j->w, member, na_buf_get(&text));
    na_buf_release(&text);
    return rc;
}

/* The user's marks that no volume tells yet; all of them where volumes that did are
 * going. */
static int put_marks(struct job *j, na_err *err)
{
    na_buf text;
    int rc;

    na_buf_init(&text, NA_MAX_OVERLAY);
    rc = na_overlay_lines(j->s->a, j->s->all_marks, &text, err);
    if (rc == NA_OK && text.len > 0)
        rc = na_volw_extra(j->w, NA_VOL_NAME_OVERLAY, na_buf_get(&text));
    na_buf_release(&text);
    return rc;
}

/* What died and what was removed since the last seal is told by this seal's last volume. */
static int put_ids(struct job *j, na_err *err)
{
    na_seal *s = j->s;
    int rc;

    if (!s->at_end) return NA_OK;
    rc = put_list(j, NA_VOL_NAME_DEAD, &j->m.dead, s->tell, s->ntell, err);
    if (rc < 0) return rc;
    rc = put_list(j, NA_VOL_NAME_REMOVED, &j->m.removed, s->removed, s->nremoved, err);
    return rc < 0 ? rc : put_marks(j, err);
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

    if ((rc = na_seal_step(j->s, "merging the index", j->s->done, j->s->total, err)) < 0)
        return rc;
    if ((rc = choose_stems(j, err)) < 0) return rc;
    if ((rc = na_idxw_finish(j->ix, na_volw_raw_size(j->w), err)) < 0) return rc;
    na_idxw_take_terms(j->ix, &j->s->made[j->s->nmade - 1].terms);
    if ((rc = na_seal_step(j->s, "writing the index", j->s->done, j->s->total, err)) < 0)
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
    return na_seal_step(s, "checking the volume", s->done, s->total, NULL);
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

int na_seal_volume(na_seal *s, na_err *err)
{
    na_seal_made *made = &s->made[s->nmade - 1];
    const na_volw_opts opts = { .mtime = s->now,
                                .article_level = s->level,
                                .index_level = s->level };
    struct job *j = calloc(1, sizeof *j);
    const na_cite_rules *rules;
    na_volw *w;
    int rc;

    if (!j) return na_fail_nomem(err);
    j->s = s;
    j->m.format = NA_VOL_FORMAT;
    j->m.analyzer = NA_ANALYZER_VERSION;
    j->m.created = s->now;
    j->m.best = s->level > 0;
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
    if ((rc = put_articles(j, err)) < 0) goto done;
    if ((rc = na_volw_articles_end(j->w)) < 0) goto done;
    if ((rc = put_index(j, err)) < 0) goto done;
    if ((rc = put_ids(j, err)) < 0) goto done;
    if ((rc = na_seal_originals(s, j->w, s->at_end, err)) < 0) goto done;
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
