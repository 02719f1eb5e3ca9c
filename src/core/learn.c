/* SPDX-License-Identifier: MIT */
/* learn.c - which paragraphs recur, counted in bounded room
 *
 * A source may have millions of paragraphs, and only the few that recur matter: the
 * frequent items of a stream, by the algorithm of Misra and Gries ("Finding repeated
 * elements", 1982). COUNTERS counters are kept; a paragraph without one, when all are
 * taken, takes one off each. A count is then too low by at most a (COUNTERS + 1)th of all
 * paragraphs, and never too high. With ten paragraphs an article that is 1 % of the
 * articles, well below NA_LEARN_PERCENT.
 *
 * A story that comes again under other addresses must not make boilerplate of itself: a
 * paragraph counts once for a run of articles with one headline. When AGING articles were
 * counted all counts are halved, so that a source's new footer is learned in time, and an
 * old one forgotten.
 */
#include "core/learn.h"
#include "base/limits.h"
#include "core/arc_int.h"
#include "core/identity.h"
#include "text/signature.h"
#include <stdlib.h>

#define COUNTERS 1024u
#define SLOTS 2048u /* of the hash table: twice as many */
#define AGING 8192u
#define SOURCES 64u  /* in memory at once */
#define SHORTEST 24u /* bytes of a paragraph that is looked at: shorter ones head a table */
#define LONGEST                                                                            \
    4000u /* ("Nine mths") as often as they advertise, longer ones are stories */
#define SEED 0

typedef struct counter {
    uint64_t hash;     /* of the paragraph, 0: free */
    uint32_t n, title; /* articles; hash of the last one's headline */
} counter;

typedef struct source {
    char *name;
    size_t len;
    uint32_t articles, used;
    bool dirty;
    counter v[SLOTS];
} source;

struct na_learn {
    na_stmt *get, *put;
    source *v[SOURCES];
    size_t n;
    na_buf name, packed;
    uint32_t *marks;
    size_t cap;
};

int na_learn_new(na_learn **out, struct na_db *db, na_err *err)
{
    na_learn *l = calloc(1, sizeof *l);
    int rc;

    if (!l) return na_fail_nomem(err);
    na_buf_init(&l->name, NA_MAX_FIELD);
    na_buf_init(&l->packed, 16 * SLOTS);
    rc = na_stmt_open(&l->get, db, "SELECT articles, v FROM learned WHERE source = ?", err);
    if (rc == NA_OK)
        rc = na_stmt_open(&l->put, db,
                          "INSERT OR REPLACE INTO learned(source, articles, v)"
                          " VALUES(?, ?, ?)",
                          err);
    if (rc < 0) {
        na_learn_free(l);
        return rc;
    }
    *out = l;
    return NA_OK;
}

void na_learn_forget(na_learn *l)
{
    while (l->n > 0) {
        free(l->v[--l->n]->name);
        free(l->v[l->n]);
    }
}

void na_learn_free(na_learn *l)
{
    if (!l) return;
    na_learn_forget(l);
    na_stmt_close(l->get);
    na_stmt_close(l->put);
    na_buf_release(&l->name);
    na_buf_release(&l->packed);
    free(l->marks);
    free(l);
}

/* -- the counters of one source ------------------------------------------------------- */

/* The counter of hash, or the free one where it would be. */
static counter *slot_of(source *s, uint64_t hash)
{
    size_t i = hash % SLOTS;

    while (s->v[i].hash != 0 && s->v[i].hash != hash) i = (i + 1) % SLOTS;
    return &s->v[i];
}

/* Every count becomes n / div - sub; those that reach zero are free again. */
static int lessen(source *s, uint32_t div, uint32_t sub, na_err *err)
{
    counter *old = malloc(sizeof s->v);

    if (!old) return na_fail_nomem(err);
    memcpy(old, s->v, sizeof s->v);
    memset(s->v, 0, sizeof s->v);
    s->used = 0;
    for (size_t i = 0; i < SLOTS; i++) {
        if (old[i].hash == 0 || old[i].n / div <= sub) continue;
        old[i].n = old[i].n / div - sub;
        *slot_of(s, old[i].hash) = old[i];
        s->used++;
    }
    free(old);
    return NA_OK;
}

static int count(source *s, uint64_t hash, uint32_t title, na_err *err)
{
    counter *c = slot_of(s, hash);

    if (c->hash == hash) {
        if (c->title == title) return NA_OK;
        c->n++;
        c->title = title;
        return NA_OK;
    }
    if (s->used == COUNTERS) return lessen(s, 1, 1, err);
    *c = (counter){ hash, 1, title };
    s->used++;
    return NA_OK;
}

static bool recurs(const source *s, const counter *c)
{
    return c->n >= NA_LEARN_ARTICLES &&
           (uint64_t)c->n * 100 >= (uint64_t)s->articles * NA_LEARN_PERCENT;
}

/* -- kept in the head ----------------------------------------------------------------- */

static int read_counters(source *s, na_str packed, na_err *err)
{
    na_rd r = na_rd_of(packed);

    while (na_rd_left(&r) > 0) {
        counter c = { .hash = na_rd_u64(&r) }, *to;
        c.n = na_rd_u32(&r);
        c.title = na_rd_u32(&r);
        to = c.hash && s->used < COUNTERS ? slot_of(s, c.hash) : NULL;
        if (r.bad || !to || to->hash == c.hash)
            return na_fail(err, NA_ECORRUPT, "head.db: counts of paragraphs are damaged");
        *to = c;
        s->used++;
    }
    return NA_OK;
}

static int store_source(na_learn *l, source *s, na_err *err)
{
    int rc;

    if (!s->dirty) return NA_OK;
    na_buf_reset(&l->packed);
    for (size_t i = 0; i < SLOTS; i++) {
        if (s->v[i].hash == 0) continue;
        na_buf_u64(&l->packed, s->v[i].hash);
        na_buf_u32(&l->packed, s->v[i].n);
        na_buf_u32(&l->packed, s->v[i].title);
    }
    if ((rc = na_buf_check(&l->packed, "counts of paragraphs", err)) < 0) return rc;
    na_stmt_bind_text(l->put, 1, na_str_n(s->name, s->len));
    na_stmt_bind_i64(l->put, 2, s->articles);
    na_stmt_bind_blob(l->put, 3, na_buf_get(&l->packed));
    if ((rc = na_stmt_run(l->put, err)) == NA_OK) s->dirty = false;
    return rc;
}

int na_learn_store(na_learn *l, na_err *err)
{
    int rc = NA_OK;

    for (size_t i = 0; rc == NA_OK && i < l->n; i++) rc = store_source(l, l->v[i], err);
    return rc;
}

/* Whose paragraphs these are: the source, or else the host; empty when neither is known. */
static int name_of(na_learn *l, const na_article *art, na_str *out, na_err *err)
{
    size_t at = 0, end;
    na_str url;
    int rc;

    *out = art->source;
    if (art->source.len > 0 || art->url.len == 0) return NA_OK;
    na_buf_reset(&l->name);
    if ((rc = na_url_canonical(art->url, &l->name, err)) < 0) return rc;
    url = na_buf_get(&l->name);
    while (at < url.len && url.ptr[at] != '/') at++;
    at = at + 2 < url.len ? at + 2 : url.len; /* behind "//" */
    for (end = at; end < url.len && url.ptr[end] != '/'; end++) continue;
    *out = na_str_sub(url, at, end);
    return NA_OK;
}

static int load(na_learn *l, na_str name, source *s, na_err *err)
{
    int rc;

    na_stmt_bind_text(l->get, 1, name);
    if ((rc = na_stmt_step(l->get, err)) > 0) {
        s->articles = (uint32_t)na_stmt_i64(l->get, 0);
        rc = read_counters(s, na_stmt_blob(l->get, 1), err);
    }
    na_stmt_reset(l->get);
    return rc;
}

/* *out is NULL for an article of nobody. */
static int source_of(na_learn *l, const na_article *art, source **out, na_err *err)
{
    na_str name;
    source *s;
    int rc;

    *out = NULL;
    if ((rc = name_of(l, art, &name, err)) < 0 || name.len == 0) return rc;
    for (size_t i = l->n; i-- > 0;)
        if (na_str_eq(na_str_n(l->v[i]->name, l->v[i]->len), name))
            return *out = l->v[i], NA_OK;
    if (l->n == SOURCES) {
        if ((rc = na_learn_store(l, err)) < 0) return rc;
        na_learn_forget(l);
    }
    if (!(s = calloc(1, sizeof *s))) return na_fail_nomem(err);
    if (!(s->name = malloc(name.len))) rc = na_fail_nomem(err);
    if (rc == NA_OK) {
        memcpy(s->name, name.ptr, s->len = name.len);
        rc = load(l, name, s, err);
    }
    if (rc < 0) {
        free(s->name);
        free(s);
        return rc;
    }
    *out = l->v[l->n++] = s;
    return NA_OK;
}

/* -- articles ------------------------------------------------------------------------- */

static uint64_t hash_of(na_str paragraph)
{
    uint64_t h = na_hash64(paragraph, SEED);
    return h ? h : 1;
}

static bool is_looked_at(na_str p) { return p.len >= SHORTEST && p.len <= LONGEST; }

int na_learn_count(na_learn *l, const na_article *art, na_err *err)
{
    uint32_t title = (uint32_t)na_hash64(art->title.len ? art->title : art->body, SEED);
    source *s;
    size_t at = 0;
    na_str p;
    int rc;

    if (art->body.len == 0) return NA_OK;
    if ((rc = source_of(l, art, &s, err)) < 0 || !s) return rc;
    s->dirty = true;
    if (++s->articles >= AGING) {
        s->articles /= 2;
        if ((rc = lessen(s, 2, 0, err)) < 0) return rc;
    }
    while (rc == NA_OK && na_article_paragraph(art->body, &at, &p))
        if (is_looked_at(p)) rc = count(s, hash_of(p), title, err);
    return rc;
}

static int room(na_learn *l, size_t n, na_err *err)
{
    uint32_t *v;

    if (n <= l->cap) return NA_OK;
    if (!(v = realloc(l->marks, 2 * n * sizeof *v))) return na_fail_nomem(err);
    l->marks = v;
    l->cap = 2 * n;
    return NA_OK;
}

int na_learn_mark(na_learn *l, na_article *art, na_err *err)
{
    uint32_t paragraph = 0;
    size_t at = 0, n = 0, had = 0;
    source *s;
    na_str p;
    int rc;

    if (art->body.len == 0) return NA_OK;
    if ((rc = source_of(l, art, &s, err)) < 0 || !s) return rc;
    while (na_article_paragraph(art->body, &at, &p)) {
        paragraph++;
        if (had < art->nboilerplate && art->boilerplate[had] == paragraph)
            had++;
        else if (!is_looked_at(p) || !recurs(s, slot_of(s, hash_of(p))))
            continue;
        if (n == NA_MAX_LIST) break;
        if ((rc = room(l, n + 1, err)) < 0) return rc;
        l->marks[n++] = paragraph;
    }
    if (n == paragraph) return NA_OK; /* nothing would be left */
    art->boilerplate = l->marks;
    art->nboilerplate = n;
    return NA_OK;
}

int na_learn_look(na_learn *l, const na_article *art, na_str paragraph, uint32_t *in_out,
                  uint32_t *of_out, na_err *err)
{
    source *s;
    counter *c;
    int rc;

    *in_out = *of_out = 0;
    if ((rc = source_of(l, art, &s, err)) < 0 || !s) return rc;
    c = slot_of(s, hash_of(paragraph));
    *in_out = c->hash ? c->n : 0;
    *of_out = s->articles;
    return NA_OK;
}

int na_arc_recurs(na_arc *a, const na_article *art, na_str paragraph, uint32_t *in_out,
                  uint32_t *of_out, na_err *err)
{
    int rc;

    if (!a->learn && (rc = na_learn_new(&a->learn, a->db, err)) < 0) return rc;
    return na_learn_look(a->learn, art, paragraph, in_out, of_out, err);
}
