/* SPDX-License-Identifier: MIT */
/* compact.c - volumes become fewer and bigger ones
 *
 * The articles of a group of volumes are read in the order of volumes, all sources side by
 * side, and go into new volumes as sealing writes them (seal_volume.c): their lines as they
 * are, their words cut anew. Only what was removed is left out: earlier revisions can be
 * asked for.
 *
 * Order of durability as in seal.c: written, synced, read back, named in `pending`,
 * renamed. Then one transaction catalogues the new volumes, strikes the old ones out and
 * names these in `pending` instead; and after it their files go. Whatever happens before
 * that commit, the next writer's sweep removes the new files, and after it the old ones. A
 * search that began before finds its volumes open, or gone, and then starts again with the
 * new catalogue.
 */
#include "core/compact_int.h"
#include "store/vol_stream.h"
#include <stdlib.h>

#define LEVEL_BEST 19

/* ---- the one transaction ---- */

static int run_id(na_arc *a, const char *sql, int64_t id, na_err *err)
{
    na_stmt *q = NULL;
    int rc = na_stmt_open(&q, a->db, sql, err);

    if (rc == NA_OK) {
        na_stmt_bind_i64(q, 1, id);
        rc = na_stmt_run(q, err);
    }
    na_stmt_close(q);
    return rc;
}

static int strike_out(na_arc *a, int64_t volume, na_err *err)
{
    static const char *const sql[] = {
        "INSERT INTO pending(name) SELECT name FROM volume WHERE id = ?",
        "DELETE FROM volume WHERE id = ?",
        "DELETE FROM terms WHERE volume = ?",
        "DELETE FROM dead WHERE volume = ?",
    };
    int rc = NA_OK;

    for (size_t i = 0; rc == NA_OK && i < sizeof sql / sizeof *sql; i++)
        rc = run_id(a, sql[i], volume, err);
    return rc;
}

/* What is dead in the old volumes is in the new ones, for the reason it was. */
static int move_dead(const na_compact *c, na_err *err)
{
    const na_seal *s = &c->s;
    na_stmt *q = NULL;
    int rc = na_stmt_open(&q, s->a->db,
                          "UPDATE dead SET volume = ?, row = ?, told = 1"
                          " WHERE volume = ? AND row = ?",
                          err);

    for (size_t i = 0; rc == NA_OK && i < s->ndead; i++) {
        na_stmt_bind_i64(q, 1, s->made[s->dead[i].to - 1].row.id);
        na_stmt_bind_i64(q, 2, s->dead[i].to_row);
        na_stmt_bind_i64(q, 3, s->dead[i].volume);
        na_stmt_bind_i64(q, 4, s->dead[i].row);
        rc = na_stmt_run(q, err);
    }
    na_stmt_close(q);
    return rc;
}

/* Nothing is left of the group, and so no manifest that would tell what those of it told:
 * the next one does. */
static int tell_later(const na_seal *s, na_err *err)
{
    int rc = NA_OK;

    for (size_t i = 0; rc == NA_OK && i < s->ntell; i++)
        rc = run_id(s->a, "UPDATE dead SET told = 0 WHERE id = ?", (int64_t)s->tell[i].id,
                    err);
    for (size_t i = 0; rc == NA_OK && i < s->nremoved; i++)
        rc = run_id(s->a, "UPDATE blocked SET told = 0 WHERE id = ?",
                    (int64_t)s->removed[i].id, err);
    return rc;
}

static int exchange(na_compact *c, na_err *err)
{
    int rc = na_seal_catalogue(&c->s, err);

    if (rc == NA_OK) rc = move_dead(c, err);
    for (size_t i = 0; rc == NA_OK && i < c->nsrc; i++)
        rc = strike_out(c->s.a, c->src[i].cat->id, err);
    if (rc == NA_OK && c->s.nmade == 0) rc = tell_later(&c->s, err);
    if (rc == NA_OK && c->s.nmade > 0)
        rc = na_db_exec(c->s.a->db, "UPDATE overlay SET told = 1 WHERE told = 0", err);
    else if (rc == NA_OK && c->s.all_marks)
        rc = na_db_exec(c->s.a->db, "UPDATE overlay SET told = 0", err);
    return rc < 0 ? rc : na_shadow_relocate(c->s.a, err);
}

/* *unsure_out: the commit itself failed. */
static int hand_over(na_compact *c, bool *unsure_out, na_err *err)
{
    int rc;

    *unsure_out = false;
    if ((rc = na_txn_begin(c->s.a, err)) < 0) return rc;
    if ((rc = exchange(c, err)) < 0) return na_txn_end(c->s.a, rc, err);
    rc = na_txn_end(c->s.a, NA_OK, err);
    *unsure_out = rc < 0;
    return rc;
}

/* ---- one group ---- */

/* Every article of the group is somewhere. */
static int add_up(const na_compact *c, na_err *err)
{
    uint64_t kept = c->ndropped;

    for (size_t i = 0; i < c->s.nmade; i++) kept += c->s.made[i].row.articles;
    return kept == c->s.total
               ? NA_OK
               : na_fail(err, NA_ECORRUPT, "%llu articles of %llu came out of the volumes",
                         (unsigned long long)kept, (unsigned long long)c->s.total);
}

static void report(const na_compact *c, na_compact_report *out)
{
    out->merged += c->nsrc;
    out->dropped += c->ndropped;
    for (size_t i = 0; i < c->nsrc; i++) out->bytes_before += c->src[i].cat->bytes;
    for (size_t i = 0; i < c->s.nmade; i++) {
        out->volumes++;
        out->articles += c->s.made[i].row.articles;
        out->bytes += c->s.made[i].row.bytes;
    }
}

static int one_group(na_compact *c, const na_catrow *cat, const size_t *group, size_t n,
                     na_compact_report *out, na_err *err)
{
    na_arc *a = c->s.a;
    bool unsure = false;
    int rc;

    if ((rc = na_seal_begin(&c->s, err)) < 0) goto done;
    if ((rc = na_compact_load(c, cat, group, n, err)) < 0) goto done;
    if ((rc = na_seal_make(&c->s, err)) < 0) goto done;
    if ((rc = add_up(c, err)) < 0) goto done;
    rc = na_seal_step(&c->s, "compacted", c->s.total, c->s.total, err);
    if (rc == NA_OK) rc = hand_over(c, &unsure, err);
done:
    for (size_t i = 0; i < c->nsrc; i++) na_compact_src_close(&c->src[i]);
    na_volumes_drop(a);
    if (rc < 0 && !unsure) na_seal_undo(&c->s);
    if (rc == NA_OK) {
        report(c, out);
        (void)na_seal_sweep_pending(a, NULL); /* else the next writer does it */
    }
    na_seal_end(&c->s);
    na_buf_release(&c->dropped);
    free(c->src);
    free(c->blocked);
    return rc;
}

/* ---- all of it ---- */

/* Articles of a volume that were removed. */
static int count_removed(na_arc *a, const na_catrow *row, int64_t *out, na_err *err)
{
    na_stmt *q = NULL;
    int rc = na_stmt_open(&q, a->db,
                          "SELECT count(*) FROM dead WHERE volume = ?"
                          " AND id IN (SELECT id FROM blocked)",
                          err);

    *out = 0;
    if (rc < 0) goto done;
    na_stmt_bind_i64(q, 1, row->id);
    if ((rc = na_stmt_step(q, err)) <= 0) goto done;
    *out = na_stmt_i64(q, 0);
    rc = NA_OK;
done:
    na_stmt_close(q);
    return rc;
}

static bool known_member(const char *name)
{
    return strcmp(name, NA_VOL_NAME_DEAD) == 0 || strcmp(name, NA_VOL_NAME_REMOVED) == 0 ||
           strcmp(name, NA_VOL_NAME_ORIGINALS) == 0 ||
           strcmp(name, NA_VOL_NAME_ORIGINALS_IDX) == 0 ||
           strcmp(name, NA_VOL_NAME_OVERLAY) == 0;
}

/* Marks of articles that were removed, which may be in any volume. */
static int tells_removed(na_arc *a, na_volume *v, const na_manifest *m, bool *out,
                         na_err *err)
{
    bool has = false;
    na_buf text;
    int rc;

    *out = false;
    for (size_t i = 0; i < m->members.n; i++)
        has |= strcmp(m->members.member[i].name, NA_VOL_NAME_OVERLAY) == 0;
    if (!has) return NA_OK;
    na_buf_init(&text, NA_MAX_OVERLAY);
    rc = na_vol_member_read(v->vol, NA_VOL_NAME_OVERLAY, NA_MAX_OVERLAY, &text, err);
    if (rc == NA_OK) rc = na_overlay_of_removed(a, na_buf_get(&text), out, err);
    if (rc < 0) na_err_prefix(err, "%s", v->row.name);
    na_buf_release(&text);
    return rc;
}

/* A volume of a newer newsarc may have members that nobody here can merge. */
static int look_inside(na_arc *a, const na_catrow *row, na_compact_how how,
                       na_compact_state *state, bool *best_out, na_err *err)
{
    na_manifest *m = malloc(sizeof *m);
    na_volume *v;
    int rc;

    if (!m) return na_fail_nomem(err);
    if ((rc = na_volume_get(a, row, &v, err)) < 0) goto done;
    if ((rc = na_manifest_read(na_vol_manifest(v->vol), m, err)) < 0) goto done;
    for (size_t i = NA_VOL_FRAMES_SHA + 1; i < m->members.n; i++)
        if (!known_member(m->members.member[i].name)) state->fixed = true;
    *best_out = m->best;
    if (how != NA_COMPACT_TIERS) rc = tells_removed(a, v, m, &state->renew, err);
    na_volumes_trim(a, v);
done:
    free(m);
    return rc;
}

static int judge(na_arc *a, const na_catrow *cat, size_t n, na_compact_how how,
                 na_compact_state *state, na_err *err)
{
    int64_t removed;
    bool best = false;
    int rc;

    for (size_t i = 0; i < n; i++) {
        if ((rc = look_inside(a, &cat[i], how, &state[i], &best, err)) < 0) return rc;
        if (how == NA_COMPACT_TIERS) continue;
        if ((rc = count_removed(a, &cat[i], &removed, err)) < 0) return rc;
        state[i].renew |= removed > 0 || (how == NA_COMPACT_BEST && !best);
    }
    return NA_OK;
}

/* What is to be done: the catalogue, and the groups in it. */
typedef struct todo {
    na_catrow *cat;
    na_compact_state *state;
    na_compact_plan plan;
    size_t n;
} todo;

static int todo_make(todo *t, na_arc *a, na_compact_how how, uint64_t cut, na_err *err)
{
    int rc = na_catalogue(a, &t->cat, &t->n, err);

    if (rc < 0 || (how == NA_COMPACT_TIERS && t->n < NA_TIER_VOLUMES)) return rc;
    t->state = calloc(t->n + 1, sizeof *t->state);
    t->plan.order = calloc(t->n + 1, sizeof *t->plan.order);
    t->plan.end = calloc(t->n + 1, sizeof *t->plan.end);
    if (!t->state || !t->plan.order || !t->plan.end) return na_fail_nomem(err);
    if ((rc = judge(a, t->cat, t->n, how, t->state, err)) < 0) return rc;
    na_compact_choose(t->cat, t->state, t->n, how != NA_COMPACT_TIERS, cut, &t->plan);
    return NA_OK;
}

static void todo_release(todo *t)
{
    free(t->plan.order);
    free(t->plan.end);
    free(t->state);
    free(t->cat);
}

int na_compact_cut(na_arc *a, na_compact_how how, uint64_t cut, na_compact_report *out,
                   na_progress_fn progress, void *ctx, na_err *err)
{
    todo t = { .n = 0 };
    size_t from = 0;
    int rc;

    na_assert(!a->in_txn);
    *out = (na_compact_report){ 0 };
    if (!a->writable) return na_fail(err, NA_EREADONLY, "%s: opened for reading", a->dir);
    if ((rc = todo_make(&t, a, how, cut, err)) < 0) goto done;
    out->left = t.n;
    for (size_t g = 0; rc == NA_OK && g < t.plan.ngroups; from = t.plan.end[g++]) {
        na_compact c = { .s = { .a = a,
                                .cut = cut,
                                .level = how == NA_COMPACT_BEST ? LEVEL_BEST : 0,
                                .next = na_compact_next,
                                .placed = na_compact_placed,
                                .original = na_compact_original,
                                .doing = "compacting",
                                .progress = progress,
                                .ctx = ctx } };
        rc = one_group(&c, t.cat, t.plan.order + from, t.plan.end[g] - from, out, err);
    }
    out->left -= out->merged;
    if (t.plan.ngroups > 0) (void)na_db_checkpoint(a->db, NULL);
done:
    todo_release(&t);
    return rc;
}

/* Of one group, what would come of it. Words that several volumes have are then written
 * once, so it becomes smaller than this; how much, only writing it tells. */
static int foresee(na_arc *a, const todo *t, size_t from, size_t to, uint64_t cut,
                   na_compact_group *g, na_arena *arena, na_err *err)
{
    na_str *names = na_arena_array(arena, to - from, sizeof *names);
    int64_t removed;
    int rc = NA_OK;

    *g = (na_compact_group){ .first = NA_TIME_NONE, .last = NA_TIME_NONE };
    if (!names) return na_fail_nomem(err);
    for (size_t i = from; rc == NA_OK && i < to; i++) {
        const na_catrow *row = &t->cat[t->plan.order[i]];
        double share;
        if ((rc = count_removed(a, row, &removed, err)) < 0) break;
        share = row->articles ? 1 - (double)removed / (double)row->articles : 1;
        names[i - from] = na_str_c(row->name);
        g->articles += row->articles;
        g->removed += (uint64_t)removed;
        g->bytes_before += row->bytes;
        g->bytes += (uint64_t)((double)row->bytes * share);
        g->json_bytes += (uint64_t)((double)row->json_bytes * share);
        if (row->first == NA_TIME_NONE) continue;
        if (g->first == NA_TIME_NONE || row->first < g->first) g->first = row->first;
        if (row->last > g->last) g->last = row->last;
    }
    g->from = (na_strv){ names, to - from };
    g->volumes = g->articles > g->removed ? (g->json_bytes + cut - 1) / cut : 0;
    return rc;
}

int na_arc_compact_plan(na_arc *a, na_compact_how how, na_compact_fn fn, void *ctx,
                        size_t *left_out, na_err *err)
{
    const uint64_t cut = NA_MERGED_JSON;
    na_arena arena = { 0 };
    todo t = { .n = 0 };
    size_t from = 0;
    int rc = todo_make(&t, a, how, cut, err);

    *left_out = t.n;
    for (size_t g = 0; rc == NA_OK && g < t.plan.ngroups; from = t.plan.end[g++]) {
        na_compact_group group;
        na_arena_reset(&arena);
        *left_out -= t.plan.end[g] - from;
        rc = foresee(a, &t, from, t.plan.end[g], cut, &group, &arena, err);
        if (rc == NA_OK) rc = fn(ctx, &group);
    }
    todo_release(&t);
    na_arena_release(&arena);
    return rc;
}

int na_arc_compact(na_arc *a, na_compact_how how, na_compact_report *out,
                   na_progress_fn progress, void *ctx, na_err *err)
{
    return na_compact_cut(a, how, NA_MERGED_JSON, out, progress, ctx, err);
}
