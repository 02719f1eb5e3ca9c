/* SPDX-License-Identifier: MIT */
/* get.c - one article by the beginning of its id
 *
 * The prefix is a range of ids: of the head's index, and of each volume's sorted id column.
 * What is found is at most a handful of places; of those the newest revision that is not
 * dead counts, or any when a revision is named. An unreadable volume is only an error when
 * the answer would otherwise be "not found".
 */
#include "base/utf8.h"
#include "core/arc_int.h"
#include "core/shadow.h"
#include <stdio.h>
#include <stdlib.h>

#define PER_VOLUME 1024 /* revisions of one prefix looked at in a volume */

struct place {
    uint64_t id;
    uint32_t revision;
    na_volume *vol; /* NULL: the head */
    int64_t row;
    bool dead;
};

struct finder {
    na_arc *a;
    uint64_t lo, hi;
    struct place *v;
    size_t n;
    na_catrow *cat;
    na_err damage; /* the first volume that could not be read */
};

static int parse_prefix(na_str s, uint64_t *lo, uint64_t *hi, na_err *err)
{
    uint64_t v = 0;

    if (s.len < 4 || s.len > 16) goto bad;
    for (size_t i = 0; i < s.len; i++) {
        int d = na_char_hex(s.ptr[i]);
        if (d < 0) goto bad;
        v = v << 4 | (unsigned)d;
    }
    unsigned free_bits = 64 - 4 * (unsigned)s.len;
    *lo = v << free_bits;
    *hi = *lo | (free_bits ? ((uint64_t)1 << free_bits) - 1 : 0);
    return NA_OK;
bad:
    return na_fail(err, NA_EUSAGE, "\"%.*s\": an article is named by 4 to 16 hex digits",
                   NA_STR_ARG(na_str_sub(s, 0, 64)));
}

static int add(struct finder *f, struct place p, na_err *err)
{
    struct place *v = realloc(f->v, (f->n + 1) * sizeof *v);

    if (!v) return na_fail_nomem(err);
    f->v = v;
    v[f->n++] = p;
    return NA_OK;
}

static int in_head(struct finder *f, na_err *err)
{
    na_stmt *q = NULL;
    int rc;

    rc = na_stmt_open(&q, f->a->db,
                      "SELECT id, revision, row FROM article WHERE id BETWEEN ? AND ?"
                      " AND shadow = 0",
                      err);
    if (rc < 0) goto done;
    /* Four digits fix the sign bit: signed order is unsigned order within the range. */
    na_stmt_bind_i64(q, 1, (int64_t)f->lo);
    na_stmt_bind_i64(q, 2, (int64_t)f->hi);
    while ((rc = na_stmt_step(q, err)) > 0) {
        struct place p = { .id = (uint64_t)na_stmt_i64(q, 0),
                           .revision = (uint32_t)na_stmt_i64(q, 1),
                           .row = na_stmt_i64(q, 2) };
        if ((rc = add(f, p, err)) < 0) goto done;
    }
done:
    na_stmt_close(q);
    return rc;
}

static int in_volume(struct finder *f, const na_catrow *row, na_err *err)
{
    int64_t *rows = malloc(PER_VOLUME * sizeof *rows), rev;
    uint64_t *ids = malloc(PER_VOLUME * sizeof *ids);
    na_volume *v;
    size_t n;
    int rc;

    if (!rows || !ids) {
        rc = na_fail_nomem(err);
        goto done;
    }
    if ((rc = na_volume_get(f->a, row, &v, err)) < 0) goto done;
    rc = na_cols_find_ids(v->cols, f->lo, f->hi, PER_VOLUME, rows, ids, &n, err);
    for (size_t i = 0; rc == NA_OK && i < n; i++) {
        rc = na_cols_get(v->cols, NA_COL_REV, rows[i], &rev, err);
        if (rc == NA_OK)
            rc = add(f, (struct place){ ids[i], (uint32_t)rev, v, rows[i], false }, err);
    }
done:
    free(rows);
    free(ids);
    return rc;
}

static int in_volumes(struct finder *f, na_err *err)
{
    size_t n;
    int rc;

    if ((rc = na_catalogue(f->a, &f->cat, &n, err)) < 0) return rc;
    for (size_t i = 0; i < n; i++) {
        na_err e = { 0 };
        size_t had = f->n;
        rc = in_volume(f, &f->cat[i], &e);
        if (rc == NA_ENOMEM) return na_fail_nomem(err);
        if (rc < 0) {
            f->n = had;
            na_fail(&f->damage, rc, "%s", e.msg);
        }
    }
    return NA_OK;
}

/* Marks the dead, drops what was removed. */
static int judge(struct finder *f, na_err *err)
{
    na_stmt *dead = NULL, *blocked = NULL;
    size_t kept = 0;
    int rc;

    rc = na_stmt_open(&dead, f->a->db, "SELECT 1 FROM dead WHERE volume = ? AND row = ?",
                      err);
    if (rc < 0) goto done;
    rc = na_stmt_open(&blocked, f->a->db, "SELECT 1 FROM blocked WHERE id = ?", err);
    if (rc < 0) goto done;
    for (size_t i = 0; i < f->n; i++) {
        struct place p = f->v[i];
        na_stmt_bind_i64(blocked, 1, (int64_t)p.id);
        if ((rc = na_stmt_step(blocked, err)) < 0) goto done;
        na_stmt_reset(blocked);
        if (rc > 0) continue;
        na_stmt_bind_i64(dead, 1, p.vol ? p.vol->row.id : 0);
        na_stmt_bind_i64(dead, 2, p.row);
        if ((rc = na_stmt_step(dead, err)) < 0) goto done;
        na_stmt_reset(dead);
        p.dead = rc > 0;
        f->v[kept++] = p;
    }
    f->n = kept;
    rc = NA_OK;
done:
    na_stmt_close(dead);
    na_stmt_close(blocked);
    return rc;
}

static int load(struct finder *f, const struct place *p, na_article *out, na_arena *arena,
                na_err *err)
{
    return p->vol ? na_volume_article(p->vol, p->row, out, arena, err)
                  : na_head_article(f->a, p->row, out, arena, err);
}

static bool wanted(const struct place *p, uint32_t revision)
{
    return revision ? p->revision == revision : !p->dead;
}

/* Keeps one place an id: the newest wanted revision. */
static void reduce(struct finder *f, uint32_t revision)
{
    size_t kept = 0;

    for (size_t i = 0; i < f->n; i++) {
        struct place p = f->v[i];
        size_t k = 0;
        if (!wanted(&p, revision)) continue;
        while (k < kept && f->v[k].id != p.id) k++;
        if (k == kept)
            f->v[kept++] = p;
        else if (p.revision > f->v[k].revision)
            f->v[k] = p;
    }
    f->n = kept;
}

static int ambiguous(struct finder *f, na_str prefix, na_arena *arena, na_err *err)
{
    na_buf text;
    na_article art;
    int rc;

    na_buf_init(&text, 4 * NA_KIB);
    na_buf_printf(&text, "%.*s is the beginning of %zu ids:", NA_STR_ARG(prefix), f->n);
    for (size_t i = 0; i < f->n && i < 5; i++) {
        na_str title = { 0 };
        if (load(f, &f->v[i], &art, arena, NULL) == NA_OK)
            title = na_str_sub(art.title, 0, na_u8_floor(art.title, 40));
        na_buf_printf(&text, "%s %016llx", i ? "," : "", (unsigned long long)f->v[i].id);
        if (title.len > 0)
            na_buf_printf(&text, " \"%.*s%s\"", NA_STR_ARG(title),
                          title.len < art.title.len ? "..." : "");
    }
    if (f->n > 5) na_buf_puts(&text, ", ...");
    rc = na_fail(err, NA_EUSAGE, "%s", na_buf_cstr(&text));
    na_buf_release(&text);
    return rc;
}

/* Runs fn once, or, where a volume was gone because it was compacted since, twice: then the
 * catalogue has changed, and a second look finds its articles elsewhere. */
static int twice(na_arc *a, na_str prefix,
                 int (*fn)(struct finder *f, void *ctx, na_err *e), void *ctx, na_err *err)
{
    bool own = !na_db_in_transaction(a->db);
    int rc = NA_OK;

    for (int attempt = 0; attempt < 2; attempt++) {
        struct finder f = { .a = a };
        bool again;

        if ((rc = parse_prefix(prefix, &f.lo, &f.hi, err)) < 0) return rc;
        if (own && (rc = na_db_begin(a->db, false, err)) < 0) return rc;
        na_err e = { 0 };
        if ((rc = in_head(&f, &e)) == NA_OK && (rc = in_volumes(&f, &e)) == NA_OK &&
            (rc = judge(&f, &e)) == NA_OK)
            rc = fn(&f, ctx, &e);
        if (own) na_db_rollback(a->db);
        again = own && attempt == 0 && f.damage.code == NA_ENOENT;
        /* Still gone: the archive is damaged, and says nothing about the article. */
        if (rc == NA_ENOENT && f.damage.code == NA_ENOENT) rc = NA_ECORRUPT;
        free(f.v);
        free(f.cat);
        na_volumes_trim(a, NULL);
        if (again) continue;
        if (rc < 0) na_fail(err, rc, "%s", e.msg);
        break;
    }
    return rc;
}

struct one {
    na_str prefix;
    uint32_t revision;
    na_article *out;
    na_arena *arena;
    na_str *volume;
};

static int not_found(const struct finder *f, na_str prefix, na_err *err)
{
    if (f->damage.code) return na_fail(err, f->damage.code, "%s", f->damage.msg);
    return na_fail(err, NA_ENOENT, "%.*s: no such article", NA_STR_ARG(prefix));
}

static int find_one(struct finder *f, void *ctx, na_err *err)
{
    struct one *o = ctx;
    int rc;

    reduce(f, o->revision);
    if (f->n > 1) return ambiguous(f, o->prefix, o->arena, err);
    if (f->n == 0 && !f->damage.code && o->revision)
        return na_fail(err, NA_ENOENT, "%.*s: no such article, or it has no revision %lu",
                       NA_STR_ARG(o->prefix), (unsigned long)o->revision);
    if (f->n == 0) return not_found(f, o->prefix, err);
    if ((rc = load(f, &f->v[0], o->out, o->arena, err)) < 0) return rc;
    if (!o->revision &&
        (rc = na_overlay_apply(f->a, f->v[0].id, o->out, o->arena, err)) < 0)
        return rc;
    if (!o->volume) return NA_OK;
    *o->volume =
        na_arena_str(o->arena, na_str_c(f->v[0].vol ? f->v[0].vol->row.name : "head"));
    return o->volume->ptr ? NA_OK : na_fail_nomem(err);
}

int na_arc_get(na_arc *a, na_str id_prefix, uint32_t revision, na_article *out,
               na_arena *arena, na_str *volume_out, na_err *err)
{
    struct one o = { id_prefix, revision, out, arena, volume_out };

    return twice(a, id_prefix, find_one, &o, err);
}

/* -- all revisions --------------------------------------------------------------------- */

struct all {
    na_str prefix;
    char *id;
    na_revision **out;
    size_t *n_out;
    na_arena *arena;
};

static int by_revision(const void *pa, const void *pb)
{
    const struct place *a = pa, *b = pb;
    if (a->revision != b->revision) return a->revision < b->revision ? -1 : 1;
    return (int)a->dead - (int)b->dead;
}

static int changes(struct finder *f, na_revision *v, size_t n, na_err *err)
{
    na_stmt *q = NULL;
    int rc = na_stmt_open(&q, f->a->db,
                          "SELECT revision, changed FROM revised WHERE id = ?", err);

    if (rc == NA_OK) na_stmt_bind_i64(q, 1, (int64_t)f->v[0].id);
    while (rc >= 0 && (rc = na_stmt_step(q, err)) > 0)
        for (size_t i = 0; i < n; i++)
            if (v[i].revision == na_stmt_i64(q, 0))
                v[i].changed = (uint32_t)na_stmt_i64(q, 1);
    na_stmt_close(q);
    return rc;
}

static int find_all(struct finder *f, void *ctx, na_err *err)
{
    struct all *x = ctx;
    na_revision *v;
    size_t n = 0;

    if (f->n == 0) return not_found(f, x->prefix, err);
    for (size_t i = 1; i < f->n; i++)
        if (f->v[i].id != f->v[0].id) {
            reduce(f, 0);
            return ambiguous(f, x->prefix, x->arena, err);
        }
    qsort(f->v, f->n, sizeof *f->v, by_revision);
    if (!(v = na_arena_array(x->arena, f->n, sizeof *v))) return na_fail_nomem(err);
    for (size_t i = 0; i < f->n; i++) {
        const struct place *p = &f->v[i];
        if (n > 0 && v[n - 1].revision == p->revision) continue;
        v[n] = (na_revision){ .revision = p->revision, .latest = !p->dead };
        v[n].volume = na_arena_str(x->arena, na_str_c(p->vol ? p->vol->row.name : "head"));
        if (!v[n++].volume.ptr) return na_fail_nomem(err);
    }
    (void)snprintf(x->id, 17, "%016llx", (unsigned long long)f->v[0].id);
    *x->out = v;
    *x->n_out = n;
    return changes(f, v, n, err);
}

int na_arc_history(na_arc *a, na_str id_prefix, char id[17], na_revision **out,
                   size_t *n_out, na_arena *arena, na_err *err)
{
    struct all x = { id_prefix, id, out, n_out, arena };

    return twice(a, id_prefix, find_all, &x, err);
}
