/* SPDX-License-Identifier: MIT */
/* compact_read.c - the articles of a group of volumes, one after the other
 *
 * All volumes stand side by side, each at its next article, and the first of these comes
 * next; a volume is opened when what is published in it may be that.
 */
#include "base/hash.h"
#include "core/compact_int.h"
#include "store/vol_stream.h"
#include "text/cite.h"
#include <stdio.h>
#include <stdlib.h>

#define IDS_MOST (512 * NA_MIB) /* bytes of a list of ids */

/* ---- lists of ids ---- */

static int by_id(const void *pa, const void *pb)
{
    const na_idrev *a = pa, *b = pb;

    if (a->id != b->id) return a->id < b->id ? -1 : 1;
    return a->revision < b->revision ? -1 : a->revision > b->revision;
}

static int by_number(const void *pa, const void *pb)
{
    const uint64_t *a = pa, *b = pb;

    return *a < *b ? -1 : *a > *b;
}

static size_t unique(na_idrev *v, size_t n)
{
    size_t kept = 0;

    if (n > 1) qsort(v, n, sizeof *v, by_id);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || by_id(&v[kept - 1], &v[i]) != 0) v[kept++] = v[i];
    return kept;
}

/* ---- the sources ---- */

static int64_t earliest(const na_catrow *r)
{
    /* Where a zone pushes the first hours of the calendar out of it, they are written as
     * its first. */
    const int64_t calendar = na_days_from_civil(1, 1, 1) * 86400;

    return r->undated > 0 || r->first <= calendar ? NA_TIME_NONE : r->first;
}

/* A copy: asked for again at each article, the archive's own would be read again each
 * time. */
static int take_dead(na_compact *c, na_compact_src *src, na_err *err)
{
    const na_deadrow *v;
    size_t n;
    int rc = na_view_dead(c->s.a, src->cat->id, &v, &n, err);

    if (rc < 0 || n == 0) return rc;
    if (!(src->dead = malloc(n * sizeof *v))) return na_fail_nomem(err);
    memcpy(src->dead, v, n * sizeof *v);
    src->ndead = n;
    return NA_OK;
}

/* Is the row dead only because its shadow stands for it (core/shadow.h)? Rows ascend. */
static bool is_hidden(na_compact_src *src, int64_t row)
{
    const na_deadrow *d;

    while (src->at_dead < src->ndead && src->dead[src->at_dead].row < row) src->at_dead++;
    d = src->dead + src->at_dead;
    return src->at_dead < src->ndead && d->row == row && d->why == NA_DEAD_HIDDEN;
}

static int source_open(na_compact *c, na_compact_src *src, na_err *err)
{
    na_cols *cols;
    uint64_t rules;
    int rc = na_seg_open_volume(&src->seg, c->s.a, src->cat, err);

    src->open = true;
    if (rc < 0) return rc;
    cols = src->seg.cols;
    if ((rc = na_cols_i64(cols, NA_COL_ID, &src->id, err)) < 0) return rc;
    if ((rc = na_cols_i64(cols, NA_COL_TEXT, &src->text, err)) < 0) return rc;
    if ((rc = na_cols_u32(cols, NA_COL_REV, &src->rev, err)) < 0) return rc;
    if ((rc = na_cols_rules(cols, &rules, err)) < 0) return rc;
    src->rules_current = rules == c->rules;
    src->row = 1;
    return take_dead(c, src, err);
}

void na_compact_src_close(na_compact_src *src)
{
    if (src->open) na_seg_release(&src->seg);
    free(src->dead);
    src->dead = NULL;
    src->ndead = 0;
    src->open = false;
    src->ended = true;
}

static bool before(const na_compact_src *a, const na_compact_src *b)
{
    size_t i = (size_t)a->row - 1, k = (size_t)b->row - 1;

    if (a->seg.published[i] != b->seg.published[k])
        return a->seg.published[i] < b->seg.published[k];
    if (a->id[i] != b->id[k]) return (uint64_t)a->id[i] < (uint64_t)b->id[k];
    return a->rev[i] < b->rev[k];
}

/* The source whose next article is the first of all; NULL at the end. One is opened when
 * what is published in it may come next. */
static int first_source(na_compact *c, na_compact_src **out, na_err *err)
{
    na_compact_src *best = NULL;
    int rc;

    for (size_t i = 0; i < c->nsrc; i++) { /* they are in the order of `first` */
        na_compact_src *src = &c->src[i];
        if (src->ended) continue;
        if (!src->open) {
            if (best && src->first > best->seg.published[best->row - 1]) break;
            if ((rc = source_open(c, src, err)) < 0) return rc;
        }
        if (!best || before(src, best)) best = src;
    }
    *out = best;
    return NA_OK;
}

static bool is_blocked(const na_compact *c, uint64_t id)
{
    size_t lo = 0, hi = c->nblocked;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (c->blocked[mid] < id)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < c->nblocked && c->blocked[lo] == id;
}

static int read_line(na_compact *c, na_compact_src *src, na_err *err)
{
    na_seal *s = &c->s;
    na_seal_item *it = &s->item;
    na_vol *vol = src->seg.vol->vol;
    uint64_t off, len;
    na_str line;
    char id[17];
    int rc;

    if ((rc = na_cols_line(src->seg.cols, src->row, &off, &len, err)) < 0) return rc;
    if (off != src->off)
        return na_fail(err, NA_ECORRUPT, "%s: article %lld is not where its columns say",
                       na_vol_name(vol), (long long)src->row);
    if ((rc = na_vol_next_line(vol, &src->off, &line, err)) < 0) return rc;
    if (rc == 0)
        return na_fail(err, NA_ECORRUPT, "%s: article %lld is missing", na_vol_name(vol),
                       (long long)src->row);
    na_arena_reset(&s->arena);
    na_buf_reset(&s->line);
    na_buf_str(&s->line, line);
    na_buf_putc(&s->line, '\n');
    if ((rc = na_buf_check(&s->line, "article", err)) < 0) return rc;
    if ((rc = na_volume_parse(src->seg.vol, src->row, line, &it->art, &s->arena, err)) < 0)
        return rc;
    (void)snprintf(id, sizeof id, "%016llx", (unsigned long long)it->id);
    if (!na_str_eqc(it->art.id, id) || it->art.revision != it->revision ||
        na_article_time(&it->art) != it->published)
        return na_fail(err, NA_ECORRUPT, "%s: article %lld is not what its columns say",
                       na_vol_name(vol), (long long)src->row);
    return NA_OK;
}

int na_compact_next(na_seal *s, na_err *err)
{
    na_compact *c = (na_compact *)(void *)s;
    na_seal_item *it = &s->item;
    na_compact_src *src;
    size_t i;
    int rc;

    for (;;) {
        if (c->from && c->from->row == c->from->seg.rows) na_compact_src_close(c->from);
        if (c->from && !c->from->ended) c->from->row++;
        c->from = NULL;
        if ((rc = first_source(c, &src, err)) < 0) return rc;
        if (!src) {
            s->ntell = unique(s->tell, s->ntell);
            s->nremoved = unique(s->removed, s->nremoved);
            return 0;
        }
        c->from = src;
        i = (size_t)src->row - 1;
        *it = (na_seal_item){ .published = src->seg.published[i],
                              .id = (uint64_t)src->id[i],
                              .text = (uint64_t)src->text[i],
                              .revision = src->rev[i],
                              .have_cites = src->rules_current };
        if ((rc = read_line(c, src, err)) < 0) return rc;
        if (!is_blocked(c, it->id)) break;
        c->ndropped++;
        s->done++;
    }
    if (!it->have_cites) return 1;
    rc = na_cites_of(&src->seg, src->row, &s->arena, &it->cites, &it->ncites, err);
    return rc < 0 ? rc : 1;
}

/* Room for one more in v, which has n. */
static bool more(void *v_io, size_t n, size_t *cap_io, size_t size)
{
    void **v = v_io, *grown;
    size_t cap = n < 64 ? 64 : 2 * n;

    if (n < *cap_io) return true;
    if (!(grown = realloc(*v, cap * size))) return false;
    *v = grown;
    *cap_io = cap;
    return true;
}

int na_compact_placed(na_seal *s, int64_t row, na_err *err)
{
    na_compact *c = (na_compact *)(void *)s;

    if (!na_seg_is_dead(&c->from->seg, c->from->row)) return NA_OK;
    if (is_hidden(c->from, c->from->row)) return NA_OK; /* its shadow finds it again */
    if (!more(&s->dead, s->ndead, &c->cap_dead, sizeof *s->dead) ||
        !more(&s->tell, s->ntell, &c->cap_tell, sizeof *s->tell))
        return na_fail_nomem(err);
    s->dead[s->ndead++] = (na_seal_dead){ .volume = c->from->cat->id,
                                          .row = c->from->row,
                                          .id = s->item.id,
                                          .told = true,
                                          .to = s->nmade,
                                          .to_row = row };
    s->tell[s->ntell++] = (na_idrev){ s->item.id, s->item.revision };
    return NA_OK;
}

/* ---- what the old manifests tell ---- */

/* An idrev list of the seal, behind what it has. */
static int append(na_idrev **v, size_t *n, const na_idrev *list, size_t k, na_err *err)
{
    na_idrev *grown = realloc(*v, (*n + k + 1) * sizeof *grown);

    if (!grown) return na_fail_nomem(err);
    if (k > 0) memcpy(grown + *n, list, k * sizeof *list);
    *v = grown;
    *n += k;
    return NA_OK;
}

/* Those that the manifest lists, or the member of that name. */
static int take_ids(na_volume *v, const na_manifest_ids *ids, const char *member,
                    bool with_revision, na_idrev **io, size_t *n_io, na_err *err)
{
    na_idrev *list = NULL;
    na_buf bytes;
    size_t n = 0;
    int rc;

    if (ids->nids == ids->n) return append(io, n_io, ids->ids, ids->nids, err);
    na_buf_init(&bytes, IDS_MOST);
    rc = na_vol_member_read(v->vol, member, IDS_MOST, &bytes, err);
    if (rc == NA_ENOENT)
        rc = na_fail(err, NA_ECORRUPT, "%s: has no %s", na_vol_name(v->vol), member);
    if (rc == NA_OK)
        rc = na_manifest_ids_read(na_buf_get(&bytes), with_revision, &list, &n, err);
    if (rc == NA_OK && n != ids->n)
        rc = na_fail(err, NA_ECORRUPT, "%s: %s: %zu ids, not %llu", na_vol_name(v->vol),
                     member, n, (unsigned long long)ids->n);
    if (rc == NA_OK) rc = append(io, n_io, list, n, err);
    free(list);
    na_buf_release(&bytes);
    return rc;
}

static int take_told(na_compact *c, const na_catrow *row, na_err *err)
{
    na_manifest *m = malloc(sizeof *m);
    na_volume *v;
    int rc;

    if (!m) return na_fail_nomem(err);
    if ((rc = na_volume_get(c->s.a, row, &v, err)) < 0) goto done;
    if ((rc = na_manifest_read(na_vol_manifest(v->vol), m, err)) < 0) goto done;
    for (size_t i = 0; i < m->members.n; i++)
        c->s.all_marks |= strcmp(m->members.member[i].name, NA_VOL_NAME_OVERLAY) == 0;
    rc = take_ids(v, &m->dead, NA_VOL_NAME_DEAD, true, &c->s.tell, &c->s.ntell, err);
    if (rc < 0) goto done;
    rc = take_ids(v, &m->removed, NA_VOL_NAME_REMOVED, false, &c->s.removed, &c->s.nremoved,
                  err);
    c->cap_tell = c->s.ntell;
    na_volumes_trim(c->s.a, v);
done:
    free(m);
    return rc;
}

/* ---- originals ---- */

/* The hash of its record, behind c->dropped. */
static int note_record(na_compact *c, const na_article *art, na_err *err)
{
    uint8_t hash[NA_ORIGINAL_HASH];

    if (art->prov.record_sha256.len != sizeof hash * 2 ||
        !na_unhex(art->prov.record_sha256, hash, sizeof hash))
        return NA_OK;
    na_buf_put(&c->dropped, hash, sizeof hash);
    return na_buf_check(&c->dropped, "removed records", err);
}

/* A removed article's text stands in its record, too. */
static int drop_records(na_compact *c, na_volume *v, na_err *err)
{
    na_arena arena = { 0 };
    int64_t rows[64];
    na_article art;
    size_t n;
    int rc = NA_OK;

    for (size_t i = 0; rc == NA_OK && i < c->nblocked; i++) {
        rc = na_cols_find_ids(v->cols, c->blocked[i], c->blocked[i], 64, rows, NULL, &n,
                              err);
        for (size_t k = 0; rc == NA_OK && k < n; k++) {
            na_arena_reset(&arena);
            rc = na_volume_article(v, rows[k], &art, &arena, err);
            if (rc == NA_OK) rc = note_record(c, &art, err);
        }
    }
    na_arena_release(&arena);
    return rc;
}

/* Those of source i, into s.orig; row says which, in the order they stand there: hashes are
 * in none that a frame knows of. */
static int list_originals(na_compact *c, size_t i, na_err *err)
{
    na_seal *s = &c->s;
    na_original_row *grown;
    na_origs *o;
    na_volume *v;
    const uint32_t *order = NULL;
    size_t n;
    int rc;

    if ((rc = na_volume_get(s->a, c->src[i].cat, &v, err)) < 0) return rc;
    if ((rc = na_origs_of(v, &o, err)) < 0) return rc;
    if (o && !(order = na_origs_order(o))) return na_fail_nomem(err);
    if (o && (rc = drop_records(c, v, err)) < 0) return rc;
    n = o ? na_origs_n(o) : 0;
    if (n > 0) {
        grown = realloc(s->orig, (s->norig + n) * sizeof *grown);
        if (!grown) return na_fail_nomem(err);
        s->orig = grown;
    }
    for (size_t k = 0; k < n; k++) {
        na_original_row *row = &s->orig[s->norig++];
        *row = (na_original_row){ .row = (int64_t)i << 32 | (int64_t)k };
        memcpy(row->hash, na_origs_hash(o, order[k]), NA_ORIGINAL_HASH);
    }
    na_volumes_trim(s->a, v);
    return NA_OK;
}

static int by_hash(const void *a, const void *b) { return memcmp(a, b, NA_ORIGINAL_HASH); }

static int by_hash_row(const void *pa, const void *pb)
{
    const na_original_row *a = pa, *b = pb;
    int order = memcmp(a->hash, b->hash, NA_ORIGINAL_HASH);

    return order ? order : a->row < b->row ? -1 : a->row > b->row;
}

static int by_row(const void *pa, const void *pb)
{
    const na_original_row *a = pa, *b = pb;

    return a->row < b->row ? -1 : a->row > b->row;
}

/* Each once, less those of removed articles, in the order of the sources. */
static int load_originals(na_compact *c, na_err *err)
{
    na_seal *s = &c->s;
    size_t kept = 0, n;
    int rc = NA_OK;

    na_buf_init(&c->dropped, 256 * NA_MIB);
    for (size_t i = 0; rc == NA_OK && i < c->nsrc; i++) rc = list_originals(c, i, err);
    if (rc < 0 || s->norig == 0) return rc;
    n = c->dropped.len / NA_ORIGINAL_HASH;
    if (n > 0) qsort(c->dropped.ptr, n, NA_ORIGINAL_HASH, by_hash);
    qsort(s->orig, s->norig, sizeof *s->orig, by_hash_row);
    for (size_t i = 0; i < s->norig; i++) {
        if (kept > 0 && by_hash(s->orig[kept - 1].hash, s->orig[i].hash) == 0) continue;
        if (n > 0 && bsearch(s->orig[i].hash, c->dropped.ptr, n, NA_ORIGINAL_HASH, by_hash))
            continue;
        s->orig[kept++] = s->orig[i];
    }
    s->norig = kept;
    qsort(s->orig, kept, sizeof *s->orig, by_row);
    return NA_OK;
}

int na_compact_original(na_seal *s, const na_original_row *o, int64_t *mtime, na_buf *about,
                        na_buf *bytes, na_err *err)
{
    na_compact *c = (na_compact *)(void *)s;
    na_origs *origs;
    const uint32_t *order;
    na_volume *v;
    int rc = na_volume_get(s->a, c->src[o->row >> 32].cat, &v, err);

    if (rc == NA_OK) rc = na_origs_of(v, &origs, err);
    if (rc < 0) return rc;
    if (!(order = na_origs_order(origs))) return na_fail_nomem(err);
    rc = na_origs_read(origs, order[o->row & UINT32_MAX], mtime, about, bytes, err);
    na_volumes_trim(s->a, v);
    return rc;
}

static int load_blocked(na_compact *c, na_err *err)
{
    na_stmt *q = NULL;
    size_t cap = 0;
    int rc = na_stmt_open(&q, c->s.a->db, "SELECT id FROM blocked", err);

    while (rc >= 0 && (rc = na_stmt_step(q, err)) > 0) {
        if (!more(&c->blocked, c->nblocked, &cap, sizeof *c->blocked))
            rc = na_fail_nomem(err);
        else
            c->blocked[c->nblocked++] = (uint64_t)na_stmt_i64(q, 0);
    }
    na_stmt_close(q);
    if (rc == NA_OK && c->nblocked > 1)
        qsort(c->blocked, c->nblocked, sizeof *c->blocked, by_number);
    return rc;
}

/* ---- all of it ---- */

static int by_earliest(const void *pa, const void *pb)
{
    const na_compact_src *a = pa, *b = pb;

    if (a->first != b->first) return a->first < b->first ? -1 : 1;
    return a->cat < b->cat ? -1 : a->cat > b->cat;
}

int na_compact_load(na_compact *c, const na_catrow *cat, const size_t *group, size_t n,
                    na_err *err)
{
    const na_cite_rules *rules;
    int rc;

    if (!(c->src = calloc(n, sizeof *c->src))) return na_fail_nomem(err);
    c->nsrc = n;
    for (size_t i = 0; i < n; i++) {
        const na_catrow *row = &cat[group[i]];
        c->src[i] = (na_compact_src){ .cat = row, .first = earliest(row) };
        c->s.total += row->articles;
        if ((rc = take_told(c, row, err)) < 0) return rc;
    }
    qsort(c->src, n, sizeof *c->src, by_earliest);
    if ((rc = na_arc_cites(c->s.a, &rules, err)) < 0) return rc;
    c->rules = na_cite_rules_hash(rules);
    if ((rc = load_blocked(c, err)) < 0) return rc;
    return load_originals(c, err);
}
